package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// resident is somebody of the town with a phone. What they do follows from
// their own chance and from what they see.
type resident struct {
	w      *town
	number int
	phone  *emulator.Person
	id     flows.ID
	source *rand.PCG
	rng    *rand.Rand // of source
	lang   string
	age    string
	name   string
	first  string // what they write first
	staff  bool
	keen   bool // acts in every burst

	mu      sync.Mutex
	secrets []string // what they told: words, files
	blocked bool
	heard   chan struct{}

	errand string // what they came for in this burst

	acting bool // in this burst; changes between bursts only

	// What follows is guarded by the town's mu.
	grants    []grant // the roles that they were told they have
	offered   grant
	accepting bool
	opened    []string // payloads of the invitations that they opened
	life      life     // guarded by the town's mu
}

// settle brings somebody new to town.
func (w *town) settle(number int) *resident {
	source := rand.NewPCG(w.seed, uint64(number)+1)
	r := &resident{w: w, number: number, source: source, rng: rand.New(source), heard: make(chan struct{}, 1), life: newLife(0)}
	id := int64(7_000_000_000) + int64(number)*1_000_003 + r.rng.Int64N(1_000_000)
	r.lang = string(w.program.Languages[r.rng.IntN(len(w.program.Languages))])
	r.age = []string{"adult", "adult", "adult", "unsaid", "teen", "child"}[r.rng.IntN(6)]
	r.name = fmt.Sprintf("Vorname%dq%d", number, r.rng.IntN(1_000_000))
	r.first = "/start"
	r.phone = w.emu.Person(id, emulator.Profile{FirstName: r.name, LastName: r.name + "ova", Username: r.name, LanguageCode: r.lang, Phone: fmt.Sprintf("+99%d", id)})
	r.id = w.store.Person(id)
	w.people, w.byChat[id] = append(w.people, r), r
	return r
}

func (r *resident) hear() {
	select {
	case r.heard <- struct{}{}:
	default:
	}
}

// live does so many things, each after the answer to the last, or after a moment
// without one. What was left out before changes nothing but what they see.
func (r *resident) live(ctx context.Context, acts int) {
	if r.w.disk.gate.pass(ctx, context.Background(), fmt.Sprintf("person %d comes", r.number)) != nil {
		return
	}
	r.chance(-1)
	r.errand = []string{"concern", "concern", "concern", "sessions", "sessions", "pulse", "my", "mydata", "erase"}[r.rng.IntN(9)]
	if r.hasRole() && r.rng.IntN(4) > 0 {
		r.errand = r.staffErrand()
		if r.organises() && r.rng.IntN(2) == 0 {
			r.errand = "news"
		}
		m, ok := screen(r.phone.Chat())
		if r.first == "" && !(ok && offers(m, "cancel")) && r.rng.IntN(4) > 0 { // else they go on with what they were at
			r.first = "/desk"
		}
	}
	for n := range acts {
		r.w.acts.Add(1)
		if !r.w.plays(deed{r.w.step, r.number, n}) {
			continue
		}
		if r.w.disk.gate.pass(ctx, context.Background(), fmt.Sprintf("person %d", r.number)) != nil {
			return
		}
		select {
		case <-r.heard:
		default:
		}
		r.chance(n)
		if wait := r.act(); !wait || r.rng.IntN(12) == 0 { // impatient
			continue
		}
		if r.hears(ctx, 1500*time.Millisecond) {
			for r.hears(ctx, 25*time.Millisecond) { // an answer may be several messages
			}
		}
	}
}

// chance begins the chance of the n-th thing that they do in a burst.
func (r *resident) chance(n int) {
	r.source.Seed(r.w.seed, uint64(r.number+1)<<40|uint64(r.w.step+1)<<16|uint64(n+1))
}

// owe notes that an act wants an answer.
func (r *resident) owe() {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	r.life.owed++
	r.life.mute = false
}

// act does one thing and says whether it is worth waiting for what comes.
func (r *resident) act() bool {
	if first := r.first; first != "" {
		r.first = ""
		return r.write(first)
	}
	if r.rng.IntN(100) < 9 {
		r.odd()
		return false
	}
	if r.phone.Keyboard() != nil {
		return r.tell()
	}
	shown, ok := screen(r.phone.Chat())
	if !ok {
		return r.write("/start")
	}
	if r.typing(shown) {
		return r.tell()
	}
	b, ok := r.choose(shown)
	if !ok {
		return r.write("/menu")
	}
	r.owe()
	_, do := parts(b.Data)
	r.pressing(shown, do)
	if err := r.press(shown.ID, b.Data); err != nil { // it has just changed
		r.w.mu.Lock()
		r.life.owed = 0
		r.w.mu.Unlock()
		return false
	}
	return true
}

// hears waits for a message, but no longer than so.
func (r *resident) hears(ctx context.Context, most time.Duration) bool {
	wait := time.NewTimer(most)
	defer wait.Stop()
	select {
	case <-r.heard:
		return true
	case <-wait.C:
	case <-ctx.Done():
	}
	return false
}

// hasRole says whether they know of a role of theirs.
func (r *resident) hasRole() bool {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return len(r.grants) > 0
}

// organises says whether they know that they are an organiser.
func (r *resident) organises() bool {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.holds(flows.RoleOrganiser)
}

func (r *resident) write(text string) bool {
	r.owe()
	if payload, ok := strings.CutPrefix(text, "/start i_"); ok {
		r.w.mu.Lock()
		r.opened = append(r.opened, "i_"+payload)
		r.w.mu.Unlock()
	}
	r.send(text)
	return true
}

func (r *resident) send(text string) {
	r.note("writes %q", text)
	r.phone.Send(text)
}

func (r *resident) press(message int, data string) error {
	r.note("presses %s under message %d", data, message)
	_, err := r.phone.Press(message, data)
	return err
}

// note adds to the trace what somebody does.
func (r *resident) note(format string, args ...any) {
	r.w.disk.gate.note("> person %d "+format, append([]any{r.number}, args...)...)
}

// screen is the newest message with buttons that do something.
func screen(chat emulator.Chat) (emulator.Message, bool) {
	for i := len(chat) - 1; i >= 0; i-- {
		if chat[i].FromBot && len(buttons(chat[i])) > 0 {
			return chat[i], true
		}
	}
	return emulator.Message{}, false
}

func buttons(m emulator.Message) (all []emulator.Button) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data != "" {
				all = append(all, b)
			}
		}
	}
	return all
}

// parts splits a button's data into its screen and what it does.
func parts(data string) (serial, do string) {
	serial, do, _ = strings.Cut(data, "~")
	return serial, do
}

// typing says whether somebody would rather write than press here.
func (r *resident) typing(m emulator.Message) bool {
	if writing(m) {
		return r.rng.IntN(5) > 0
	}
	if len(buttons(m)) == 1 && r.w.reader.read(m.Text).has("organise.came_ask") {
		return r.rng.IntN(5) > 0
	}
	if s := r.w.reader.read(m.Text); s.has("translate.write") {
		return r.rng.IntN(5) > 0
	}
	for _, b := range buttons(m) {
		if _, do := parts(b.Data); do == "skip" || do == "tell" || do == "keep" {
			return r.rng.IntN(3) == 0
		}
	}
	return r.rng.IntN(25) == 0
}

// choose picks a button: mostly those that lead on.
func (r *resident) choose(m emulator.Message) (emulator.Button, bool) {
	all := buttons(m)
	total, weights := 0, make([]int, len(all))
	for i, b := range all {
		weights[i] = r.leaning(m, b)
		total += weights[i]
	}
	if total == 0 {
		return emulator.Button{}, false
	}
	n := r.rng.IntN(total)
	for i, weight := range weights {
		if n -= weight; n < 0 {
			return all[i], true
		}
	}
	return all[0], true
}

// leaning is how much somebody leans towards a button.
func (r *resident) leaning(m emulator.Message, b emulator.Button) int {
	serial, do := parts(b.Data)
	if do == "contact" && offers(m, "release") { // of a point, which makes a case that nobody has a receipt for
		return 0
	}
	if weight := r.atDesk(m, do); weight > 0 && do != r.errand {
		return weight
	}
	switch do {
	case r.lang, r.age, r.errand:
		return 60
	case "yes": // to the question whether to erase everything
		if r.errand == "erase" {
			return 20
		}
		return 1
	case "adult", "teen", "child", "unsaid", "en", "es", "he", "ar", "ru", "uk", "pl":
		return 1
	case "place", "line", "leave": // giving a place up; "leave" is also what ends an interruption
		return 8
	case "send", "done", "join", "wait", "agree", "accept":
		return 40
	case "concern", "sessions", "pulse", "on":
		return 14
	case "street", "traffic", "something", "police", "home", "hate", "counted", "read", "answer", "tell", "skip", "mine":
		return 10
	case "back", "cancel", "help", "language", "area", "neighbour", "decline", "more", "here", "age", "hide", "later":
		return 2
	case "erase", "pause", "stop":
		return 1
	}
	switch {
	case strings.HasPrefix(do, "s."), strings.HasPrefix(do, "a."), strings.HasPrefix(do, "case."):
		return 12
	case serial == "0":
		return 2
	}
	return 6
}

// captions are the buttons of a message.
func captions(m emulator.Message) (all string) {
	for _, b := range buttons(m) {
		all += " [" + b.Text + "](" + b.Data + ")"
	}
	return all
}

// lately is the end of what the person did and saw, for whoever looks into a
// failure.
func (r *resident) lately() string {
	chat := r.phone.Chat()
	var b strings.Builder
	for _, m := range chat[max(0, len(chat)-12):] {
		who := "<"
		if !m.FromBot {
			who = ">"
		}
		fmt.Fprintf(&b, "\n  %s %d %.120q", who, m.ID, m.Text)
		for _, button := range buttons(m) {
			b.WriteString(" " + button.Data)
		}
	}
	return b.String()
}
