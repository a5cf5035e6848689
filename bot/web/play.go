package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// stage is where stories are played, one at a time. Its mutex is the Server's.
type stage struct {
	view   playView
	stop   context.CancelFunc // nil while nothing is played
	hurry  bool               // nobody reads along
	paused bool
	moved  signal // paused, gone on or skipped
	skips  int
}

// play begins a story, or does with the one that is playing what its buttons say:
// {"story": id, "hurry": bool} or {"do": "pause", "on", "next" or "stop"}.
func (s *Server) play(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Story string `json:"story"`
		Hurry bool   `json:"hurry"`
		Do    string `json:"do"`
	}
	if err := decode(r, &in); err != nil {
		s.explain(w, r, err)
		return
	}
	if err := s.direct(in.Story, in.Do, in.Hurry); err != nil {
		s.explain(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) direct(id, do string, hurry bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.stage
	switch {
	case id != "":
		i := slices.IndexFunc(s.stories, func(one Story) bool { return one.ID == id })
		if i < 0 {
			return wrong("there is no such story")
		}
		if p.stop != nil {
			return wrong("a story is playing")
		}
		s.begin(s.stories[i], hurry)
	case p.stop == nil:
		return wrong("no story is playing")
	case do == "pause" || do == "on":
		p.paused = do == "pause"
		p.view.State = map[bool]string{true: "paused", false: "playing"}[p.paused]
	case do == "next":
		p.paused, p.view.State = false, "playing"
		p.skips++
	case do == "stop":
		p.stop()
	default:
		return wrong("a story is paused, gone on with, skipped through or stopped")
	}
	p.view.Serial++
	p.moved.fire()
	s.state.fire()
	return nil
}

// begin plays a story in the background. The caller holds mu.
func (s *Server) begin(one Story, hurry bool) {
	ctx, cancel := context.WithCancel(s.ctx)
	s.stage.stop, s.stage.hurry, s.stage.paused = cancel, hurry, false
	s.stage.view = playView{Story: one.ID, State: "playing", Of: len(one.Steps), Serial: s.stage.view.Serial}
	s.wg.Go(func() {
		defer cancel()
		err := s.run(ctx, one)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.stage.stop = nil
		switch {
		case ctx.Err() != nil:
			s.stage.view.State, s.stage.view.Story = "", ""
		case err != nil:
			s.Log.Warn("the story cannot go on", "story", one.ID, "step", s.stage.view.Step, "error", err)
			s.stage.view.State = "broken"
		default:
			s.stage.view.State = "done"
		}
		s.stage.view.Serial++
		s.state.fire()
	})
}

func (s *Server) run(ctx context.Context, one Story) error {
	before := map[string]emulator.Chat{} // what stood on a phone before its last deed
	for i, step := range one.Steps {
		p := s.ofRole(step.Phone)
		s.mu.Lock()
		v := &s.stage.view
		v.Step, v.Phone = i+1, p.ID
		if len(step.Say) > 0 {
			v.Say = step.Say
		}
		v.Serial++
		s.mu.Unlock()
		s.state.fire()
		if err := s.reading(ctx, step); err != nil {
			return err
		}
		if err := s.does(ctx, one, i, p, before); err != nil {
			return fmt.Errorf("step %d, on the phone of the %s: %w", i+1, step.Phone, err)
		}
	}
	return s.reading(ctx, one.Steps[len(one.Steps)-1])
}

// readingTime is how long what is said of a step takes to read; the step is then done.
func readingTime(step Step) time.Duration {
	said := step.Say[flows.English]
	if said == "" {
		return 1200 * time.Millisecond
	}
	return 2500*time.Millisecond + time.Duration(utf8.RuneCountInString(said))*70*time.Millisecond
}

// reading waits as long as it takes to read what is said, or until somebody wants
// the next step; while the story is paused it waits on.
func (s *Server) reading(ctx context.Context, step Step) error {
	timer := time.NewTimer(readingTime(step))
	defer timer.Stop()
	s.mu.Lock()
	skips := s.stage.skips
	s.mu.Unlock()
	over := false
	for {
		moved := s.stage.moved.wait()
		s.mu.Lock()
		goOn := !s.stage.paused && (over || s.stage.hurry || s.stage.skips > skips)
		s.mu.Unlock()
		if goOn {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			over = true
		case <-moved:
		}
	}
}

// screenTime is how long a story waits for a screen: longer than anybody would.
const screenTime = 30 * time.Second

// does does one step and waits for what it leads to.
func (s *Server) does(ctx context.Context, one Story, i int, p *phone, before map[string]emulator.Chat) error {
	ctx, cancel := context.WithTimeout(ctx, screenTime)
	defer cancel()
	step := one.Steps[i]
	known := before[step.Phone]
	switch {
	case step.Wind != "":
		return s.windFor(ctx, step, p)
	case step.Start || step.Write != "":
		before[step.Phone] = p.person.Chat()
		text := "/start"
		if step.Write != "" {
			text = one.text(step.Write, p.speaks(s))
		}
		if p.isBlocked() {
			p.person.Unblock()
			p.setBlocked(false)
		}
		p.person.Send(text)
		s.attend(p)
	case step.Shows != "":
		if _, err := p.person.WaitFor(ctx, func(c emulator.Chat) bool {
			_, _, is := freshly(c, known, p.speaks(s), step.Shows)
			return is
		}); err != nil {
			return fmt.Errorf("no button does %s: %w", step.Shows, err)
		}
	case step.Find:
		list, err := s.find(ctx, p, known, step.Press, one.text(step.Sees, p.speaks(s)))
		before[step.Phone] = list
		return err
	default:
		done, err := s.pressFor(ctx, one, i, p, known)
		if err != nil {
			return err
		}
		if done != nil {
			before[step.Phone] = done
		}
	}
	if want := one.text(step.Sees, p.speaks(s)); want != "" {
		return p.seesSoon(ctx, want)
	}
	return nil
}

// pressFor presses a button of a screen that came after what is known, and returns
// what stood there before. Of a step that is only maybe there it returns nil if the
// screen is another's.
func (s *Server) pressFor(ctx context.Context, one Story, i int, p *phone, known emulator.Chat) (emulator.Chat, error) {
	step := one.Steps[i]
	wanted := []string{step.Press}
	if step.Maybe { // whichever of the next ones the screen has
		wanted = upToMust(one.Steps[i:])
	}
	chat, err := s.screen(ctx, p, known, wanted...)
	if err != nil {
		return nil, err
	}
	m, b, is := freshly(chat, known, p.speaks(s), step.Press)
	if !is {
		return nil, nil
	}
	return chat, s.presses(ctx, p, m, b)
}

// screen waits for one with a button that does one of these and came after what is known.
func (s *Server) screen(ctx context.Context, p *phone, known emulator.Chat, wanted ...string) (emulator.Chat, error) {
	chat, err := p.person.WaitFor(ctx, func(c emulator.Chat) bool {
		_, _, is := freshly(c, known, p.speaks(s), wanted...)
		return is
	})
	if err != nil {
		return nil, fmt.Errorf("no button does %s: %w", strings.Join(wanted, " or "), err)
	}
	return chat, nil
}

// find opens the entries of a list, from its last page backwards, until one says what is
// looked for: what is newest stands near the end, but not always last. It returns what
// stood there before that one was opened.
func (s *Server) find(ctx context.Context, p *phone, known emulator.Chat, entries, want string) (emulator.Chat, error) {
	for tried := range mostTries {
		list, err := s.screen(ctx, p, known, entries)
		if err != nil {
			return nil, err
		}
		back := tried
		for toEnd := true; ; {
			page, _, _ := freshly(list, known, p.speaks(s), entries)
			found := buttons(page, p.speaks(s), entries)
			turn := ""
			if _, is := buttonOf(page, "later"); toEnd && is {
				turn = "later"
			} else if toEnd = false; back >= len(found) {
				back, turn = back-len(found), "earlier"
			}
			if turn == "" {
				if err := s.presses(ctx, p, page, found[len(found)-1-back]); err != nil {
					return nil, err
				}
				break
			}
			b, is := buttonOf(page, turn)
			if !is {
				return nil, fmt.Errorf("%w: %q in any entry", errUnseen, want)
			}
			if err := s.presses(ctx, p, page, b); err != nil {
				return nil, err
			}
			known = list
			if list, err = s.screen(ctx, p, known, entries); err != nil {
				return nil, err
			}
		}
		opened, err := s.screen(ctx, p, list, "back")
		if err != nil {
			return nil, err
		}
		entry, leave, _ := freshly(opened, list, p.speaks(s), "back")
		if strings.Contains(entry.Text, want) {
			return list, nil
		}
		if err := s.presses(ctx, p, entry, leave); err != nil {
			return nil, err
		}
		known = opened
	}
	return nil, fmt.Errorf("%w: %q in the newest %d entries", errUnseen, want, mostTries)
}

const mostTries = 12

// upToMust are the buttons of steps that may be passed over, and of the first that
// may not.
func upToMust(steps []Step) (press []string) {
	for _, step := range steps {
		if step.Press == "" || step.Phone != steps[0].Phone {
			break
		}
		press = append(press, step.Press)
		if !step.Maybe {
			break
		}
	}
	return press
}

// presses presses a button and waits until the bot has dealt with it.
func (s *Server) presses(ctx context.Context, p *phone, m emulator.Message, b emulator.Button) error {
	if _, err := p.person.Press(m.ID, b.Data); err != nil {
		return err
	}
	s.attend(p)
	return s.Emulator.WaitUntil(ctx, func() bool { return s.settled(p) })
}

// freshly finds, in the newest message that is new or changed since known and has one, the
// button that does one of these.
func freshly(c, known emulator.Chat, lang string, wanted ...string) (emulator.Message, emulator.Button, bool) {
	for _, m := range slices.Backward(c) {
		if old, was := known.Message(m.ID); was && old.Edited.Equal(m.Edited) && old.Text == m.Text && len(old.Buttons) == len(m.Buttons) {
			continue
		}
		if found := buttons(m, lang, wanted...); len(found) > 0 {
			return m, found[0], true
		}
	}
	return emulator.Message{}, emulator.Button{}, false
}

// buttons are those of a message that do one of these, by the numbers on them: a row that
// is read from the right is in order too.
func buttons(m emulator.Message, lang string, wanted ...string) (found []emulator.Button) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if slices.ContainsFunc(wanted, func(w string) bool { return matches(does(b), strings.ReplaceAll(w, "{lang}", lang)) }) {
				found = append(found, b)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b emulator.Button) int { return byNumber(a.Text, b.Text) })
	return found
}

func buttonOf(m emulator.Message, do string) (emulator.Button, bool) {
	for _, b := range buttons(m, "", do) {
		return b, true
	}
	return emulator.Button{}, false
}

// matches reports whether a button does what is wanted: the same, or what begins so.
func matches(do, wanted string) bool {
	if head, open := strings.CutSuffix(wanted, "*"); open {
		return strings.HasPrefix(do, head)
	}
	return do == wanted
}

// windFor winds the clock, and waits for a word from the bot on a phone if the step does.
func (s *Server) windFor(ctx context.Context, step Step, p *phone) error {
	i := slices.IndexFunc(s.Jumps, func(j Jump) bool { return j.Name == step.Wind })
	if i < 0 {
		return fmt.Errorf("the clock has no button %q", step.Wind)
	}
	last := lastFromBot(p.person.Chat())
	if err := s.windBy(ctx, 0, 0, &i); err != nil {
		return err
	}
	if !step.Word {
		return nil
	}
	_, err := p.person.WaitFor(ctx, func(c emulator.Chat) bool { return lastFromBot(c) > last })
	return err
}

var errUnseen = errors.New("the screen does not say what it should")

// seesSoon waits until a message of the bot holds a text.
func (p *phone) seesSoon(ctx context.Context, want string) error {
	if _, err := p.person.WaitForText(ctx, want); err != nil {
		return fmt.Errorf("%w: %q", errUnseen, want)
	}
	return nil
}

// speaks is the language that the phone's holder chooses in the bot.
func (p *phone) speaks(s *Server) string {
	p.mu.Lock()
	lang := p.lang
	p.mu.Unlock()
	if s.Programme != nil {
		return string(s.Programme.GuessLang(lang))
	}
	return lang
}
