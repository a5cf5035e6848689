package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"porchlight/bot/emulator"
)

// resident is somebody with a phone who presses the buttons they see and waits
// for each reply. What they did and were told is the plain model that the
// audit compares with Redis.
type resident struct {
	town   *town
	person *emulator.Person
	feed   *emulator.Feed
	random *rand.Rand
	plan   []activity

	err    error  // the first thing that went wrong; nothing is done after it
	serial uint32 // of the screen they see
	acts   int

	lang, age, area string
	told            []*telling
	standing        map[string]string // by session: insideMark, waitingMark, ""
	answers         map[int]byte      // of the pulse, by question
	finished        bool              // the pulse
}

// telling is a concern that was sent.
type telling struct {
	category, area, sight, words, code string
}

// actPatience is how long a reply may take, with a kill or two in between.
const actPatience = 90 * time.Second

func newResident(w *town, id int64) *resident {
	random := rand.New(rand.NewPCG(w.seed, uint64(id)))
	r := &resident{
		town: w, random: random, standing: map[string]string{}, answers: map[int]byte{},
		person: w.emu.Person(id, emulator.Profile{FirstName: "Name" + strconv.FormatInt(id, 36), LanguageCode: "en"}),
	}
	r.feed = r.person.Subscribe()
	r.lang = pick(random, "en", "en", "uk", "ru")
	r.age = pick(random, "adult", "adult", "adult", "unsaid", "teen")
	r.area = pick(random, "tsentralnyi", "dniprovskyi", "korabelnyi", "tavriiskyi", "komyshany")
	r.plan = r.makePlan()
	return r
}

func pick[T any](random *rand.Rand, from ...T) T { return from[random.IntN(len(from))] }

// wrong notes what went wrong; the first stays.
func (r *resident) wrong(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("after %d acts: "+format, append([]any{r.acts}, args...)...)
	}
}

// press presses the button that does do on the current screen and waits for
// the screen that follows.
func (r *resident) press(do string) {
	r.act("press "+do, func() error { return r.tap(do) })
}

// tap presses the button that does do on the current screen.
func (r *resident) tap(do string) error { return r.tapOn(r.screen(), do) }

// tapOn presses the button that does do under a message.
func (r *resident) tapOn(m emulator.Message, do string) error {
	data, ok := buttonOn(m, do)
	if !ok {
		return fmt.Errorf("there is no such button on %q %v", m.Text, dos(m))
	}
	_, err := r.person.Press(m.ID, data)
	return err
}

// write sends a text and waits for the screen that follows.
func (r *resident) write(text string) {
	r.act("write", func() error {
		r.person.Send(text)
		return nil
	})
}

// act does one thing and waits for its reply, the screen with the next serial.
func (r *resident) act(what string, do func() error) {
	r.do(what, do, func(c emulator.Chat) bool { return newest(c) > r.serial })
	if r.err != nil {
		return
	}
	r.serial++
	if got := newest(r.person.Chat()); got != r.serial {
		r.wrong("%s led to screen %d instead of %d", what, got, r.serial)
	}
}

// askForPlace presses a button whose screen is the location keyboard: its
// message carries no serial.
func (r *resident) askForPlace(do string) {
	last, _ := r.person.Chat().Last()
	r.do("press "+do, func() error { return r.tap(do) }, func(emulator.Chat) bool {
		k := r.person.Keyboard()
		return k != nil && k.MessageID > last.ID
	})
	r.serial++
}

// do does something and waits for what shows that it was replied to.
func (r *resident) do(what string, do func() error, replied func(emulator.Chat) bool) {
	if r.err != nil {
		return
	}
	if err := do(); err != nil {
		r.wrong("%s: %w", what, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.town.t.Context(), actPatience)
	defer cancel()
	if _, err := r.person.WaitFor(ctx, replied); err != nil {
		m := r.screen()
		r.wrong("%s has no reply; screen %d is %q %v: %w", what, r.serial, m.Text, dos(m), err)
		return
	}
	r.acts++
	r.town.done.Add(1)
}

// screen is the message that shows the current screen. After a kill there may
// be two; people press either.
func (r *resident) screen() emulator.Message {
	var found []emulator.Message
	for _, m := range r.person.Chat() {
		if s, ok := serialOf(m); ok && s == r.serial {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return emulator.Message{}
	}
	return pick(r.random, found...)
}

// buttonOn finds what a message offers.
func buttonOn(m emulator.Message, do string) (data string, ok bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if _, what, _ := strings.Cut(b.Data, "~"); what == do {
				return b.Data, true
			}
		}
	}
	return "", false
}

// offers says whether the current screen has a button.
func (r *resident) offers(do string) bool {
	_, ok := buttonOn(r.screen(), do)
	return ok
}

// offered lists the buttons of the current screen that begin with prefix.
func (r *resident) offered(prefix string) []string {
	var list []string
	for _, do := range dos(r.screen()) {
		if strings.HasPrefix(do, prefix) {
			list = append(list, do)
		}
	}
	return list
}

// dos lists what a message's buttons do.
func dos(m emulator.Message) []string {
	var list []string
	for _, row := range m.Buttons {
		for _, b := range row {
			if _, do, ok := strings.Cut(b.Data, "~"); ok {
				list = append(list, do)
			}
		}
	}
	return list
}

// serialOf reads the serial of a screen from its buttons; links have none.
func serialOf(m emulator.Message) (uint32, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			number, _, ok := strings.Cut(b.Data, "~")
			if n, err := strconv.ParseUint(number, 36, 32); ok && err == nil && n > 0 {
				return uint32(n), true
			}
		}
	}
	return 0, false
}

// newest is the highest serial that a chat shows.
func newest(c emulator.Chat) (top uint32) {
	for _, m := range c {
		if s, ok := serialOf(m); ok && m.FromBot {
			top = max(top, s)
		}
	}
	return top
}

// history is everything that happened in the chat, in order.
func (r *resident) history() ([]emulator.Event, error) {
	r.feed.Close()
	var all []emulator.Event
	for {
		e, err := r.feed.Next(context.Background())
		if errors.Is(err, emulator.ErrFeedClosed) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
}
