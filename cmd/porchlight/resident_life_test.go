package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"porchlight/bot/emulator"
)

// activity is one thing that a resident does between two looks at the menu.
// acts is how many acts it takes at least.
type activity struct {
	acts int64
	run  func()
}

// onboarding and farewell frame every life: five acts to the menu, and one at
// the end that shows that nobody is stuck.
const frameActs = 6

// planned is how many acts this life takes at least.
func (r *resident) planned() int64 {
	n := int64(frameActs)
	for _, a := range r.plan {
		n += a.acts
	}
	return n
}

// makePlan decides what a resident will do, at random.
func (r *resident) makePlan() []activity {
	var plan []activity
	for i := range 1 + r.random.IntN(2) {
		c := r.makeTelling(i)
		plan = append(plan, activity{acts: 5, run: func() { r.tell(c, i == 0) }})
	}
	sessions := []string{"lights-and-yards", "focus-group"}
	switch {
	case r.age == "teen":
		sessions = []string{"youth-talk"}
	case r.area == "korabelnyi":
		sessions = append(sessions, "korabelnyi-evening")
	}
	r.random.Shuffle(len(sessions), func(i, j int) { sessions[i], sessions[j] = sessions[j], sessions[i] })
	for _, id := range sessions[:1+r.random.IntN(len(sessions))] {
		leaves := r.random.IntN(4) == 0
		plan = append(plan, activity{acts: 4, run: func() { r.join(id, leaves) }})
	}
	if r.age != "teen" && r.random.IntN(4) > 0 {
		stops, takesBack := pick(r.random, 5, 5, 5, 2, 3), r.random.IntN(5) == 0
		plan = append(plan, activity{acts: int64(stops) + 2, run: func() { r.answer(stops, takesBack) }})
	}
	r.random.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	return plan
}

// live is a whole life: onboarding, what was planned, and a last act.
func (r *resident) live() {
	r.write("/start")
	r.press(r.lang)
	r.press(r.age)
	r.press("agree")
	r.press("a." + r.area)
	for _, a := range r.plan {
		r.atMenu()
		a.run()
	}
	r.write("/menu")
	r.atMenu()
}

// atMenu makes sure that the current screen is the menu.
func (r *resident) atMenu() {
	if r.err == nil && !(r.offers("concern") && r.offers("more")) {
		m := r.screen()
		r.wrong("this is not the menu: %q %v", m.Text, dos(m))
	}
}

// makeTelling decides what a concern will be about. Its words carry a mark
// that no other has.
func (r *resident) makeTelling(n int) *telling {
	c := &telling{
		category: pick(r.random, "street", "home", "traffic", "hate", "police", "something"),
		area:     pick(r.random, "mine", "mine", "skip", "tsentralnyi", "komyshany", "point"),
		sight:    pick(r.random, "counted", "read", "answer"),
	}
	if r.age == "teen" && c.sight == "answer" {
		c.sight = "read"
	}
	if n > 0 && c.area == "point" { // one place a life: its messages then tell duplicates
		c.area = "mine"
	}
	if r.random.IntN(5) > 0 {
		c.words = fmt.Sprintf("mark-%d-%d <b>лампи & ліхтарі</b>", r.person.ID(), n)
	}
	return c
}

var codeForm = regexp.MustCompile(`\b[A-Z][2-9]-[A-Z]+-[2-9]{2}\b`)

// tell brings a concern to its receipt.
func (r *resident) tell(c *telling, first bool) {
	r.press("concern")
	r.press(c.category)
	switch c.category {
	case "home", "police":
		r.press("tell")
	case "hate":
		r.press("report")
		r.press("tell")
	}
	r.place(c)
	if c.words != "" {
		r.write(c.words)
	} else {
		r.press("skip")
	}
	r.press(c.sight)
	r.file(c)
}

// file sends a concern, and goes on from its receipt to the menu. The receipt is the
// screen, and its buttons are links, which carry no serial.
func (r *resident) file(c *telling) {
	before, _ := r.person.Chat().Last()
	r.do("press send", func() error { return r.tap("send") }, func(chat emulator.Chat) bool {
		return len(receiptsSince(chat, before.ID)) > 0
	})
	r.serial++
	if r.err != nil {
		return
	}
	receipt := pick(r.random, receiptsSince(r.person.Chat(), before.ID)...) // after a kill there may be two
	c.code = codeForm.FindString(receipt.Text)
	r.told = append(r.told, c)
	r.act("press menu under a receipt", func() error { return r.tapOn(receipt, "menu") })
}

// place answers where it is.
func (r *resident) place(c *telling) {
	switch c.area {
	case "mine":
		r.press("mine")
		c.area = r.area
	case "skip":
		r.press("skip")
		c.area = ""
	case "point":
		r.askForPlace("point")
		r.act("send a place", func() error {
			r.person.Location(46.6432, 32.6110)
			return nil
		})
		c.area = "tsentralnyi"
		r.press(pick(r.random, "square", "area"))
	default:
		r.press("list")
		r.press("a." + c.area)
	}
}

// receiptsSince are the messages after one that say a concern's code.
func receiptsSince(c emulator.Chat, after int) (found []emulator.Message) {
	for _, m := range c.FromBot() {
		if m.ID > after && codeForm.MatchString(m.Text) {
			found = append(found, m)
		}
	}
	return found
}

// The same picture always means the same: a place, a place in line.
const (
	insideMark  = "✅"
	waitingMark = "⏳"
)

// join takes a place in a session or in its line, and perhaps gives it up.
func (r *resident) join(id string, leaves bool) {
	r.press("sessions")
	if r.offers("others") { // the card of another one may stand before the list
		r.press("others")
		r.press("s." + id)
	}
	before, _ := r.person.Chat().Last()
	if r.offers("join") {
		r.press("join")
	}
	if r.err == nil && r.offers("wait") { // full, now or since
		r.press("wait")
	}
	if r.err != nil {
		return
	}
	receipt := r.screen()
	if r.standing[id] = markIn(receipt); r.standing[id] == "" || !r.offers("leave") || !r.offers("menu") {
		r.wrong("joined %s without a receipt: %q %v", id, receipt.Text, dos(receipt))
	}
	if mark := promotedSince(r.person.Chat(), id, before.ID); mark != "" {
		r.standing[id] = mark
	}
	if leaves && r.standing[id] == insideMark {
		r.press("leave")
		r.press("place")
		if r.err == nil {
			r.standing[id] = ""
		}
		r.press("back")
		return
	}
	r.press("menu")
}

// markIn reads from a message where somebody stands in a session, "" if it does not say.
func markIn(m emulator.Message) (mark string) {
	for line := range strings.Lines(m.Text) { // the news of a small meeting begin neutrally
		for _, known := range []string{insideMark, waitingMark} {
			if strings.HasPrefix(line, known) {
				mark = known
			}
		}
	}
	return mark
}

// promotedSince reads from what came by itself after one message where somebody stands in
// a session since: the newest word counts. It is "" if nothing came.
func promotedSince(c emulator.Chat, id string, after int) (mark string) {
	for _, m := range c.FromBot() {
		if m.ID <= after || !slices.Contains(dos(m), "s."+id) {
			continue
		}
		if _, screen := serialOf(m); screen {
			continue // a list
		}
		if found := markIn(m); found != "" {
			mark = found
		}
	}
	return mark
}

// answer answers so many questions of the pulse, and perhaps takes it all back.
func (r *resident) answer(questions int, takesBack bool) {
	r.press("pulse")
	for i := range questions {
		if r.err != nil {
			return
		}
		options := r.offered(fmt.Sprintf("a.%d.", i))
		if len(options) < 3 {
			r.wrong("question %d offers %v", i, dos(r.screen()))
			return
		}
		choice := pick(r.random, options...)
		r.press(choice)
		value, err := strconv.ParseUint(choice[strings.LastIndex(choice, ".")+1:], 10, 8)
		if err != nil {
			r.wrong("answer %q: %w", choice, err)
		}
		if r.err == nil {
			r.answers[i] = byte(value)
		}
	}
	if r.finished = r.err == nil && r.offers("change"); !r.finished {
		r.press("later")
	}
	if takesBack {
		r.press("take")
		r.press("delete")
		r.answers, r.finished = nil, false
		return
	}
	r.press("back")
}
