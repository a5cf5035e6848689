package flows

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestNoWalkBreaksAPromise sends anything at all at the conversation, in every
// kind of programme and at every age, and holds what is filed against what the
// screens promise.
func TestNoWalkBreaksAPromise(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := town(r)
		p.programme.Reviewed = rapid.Bool().Draw(r, "reviewed")
		p.programme.Minors.Concerns = rapid.Bool().Draw(r, "minors")
		if rapid.Bool().Draw(r, "no lead") {
			p.programme.Safeguarding = nil
		}
		who := p.join(1, func(q *Person) { q.Age = rapid.SampledFrom([]Age{AgeTeen, AgeAdult, AgeUnsaid}).Draw(r, "age") })
		p.link(who, "concern")
		perDate := map[string]int{}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			out := wander(r, p, who)
			if e, ok := effectOf[FileConcern](out); ok {
				perDate[p.now.Format(time.DateOnly)]++
				checkPromises(r, p, who, e.Concern)
			}
			if d := out.Person.Draft; d != nil && d.Exact != nil && !d.Category.spots() {
				r.Fatalf("an exact spot with %s", d.Category)
			}
			if perDate[p.now.Format(time.DateOnly)] > perDay {
				r.Fatalf("more than %d in a day", perDay)
			}
		}
		if out := p.command(who, "cancel"); out.Person.Draft != nil {
			r.Fatalf("the conversation cannot be left")
		}
	})
}

// wander does one thing: mostly a button that is there.
func wander(r *rapid.T, p *play, who ID) Outcome {
	var shown []string
	for _, b := range slices.Concat(p.screens[who].Rows...) {
		if !b.Link && b.Do != "cancel" && b.Do != "erase" {
			shown = append(shown, b.Do)
		}
	}
	moves := []string{"> words", "> \u202e\x00", "> <b>", "place", "far", "photo", "photo x", "voice", "sticker", "edited", "+ 1h", "+ 25h",
		"& concern", "& concern.hate", "& my", "/start", "! send", "! exact", "! answer", "! read", "! keep", "! square", "! back", "! withdraw", "! a.tavr", "! a.nowhere"}
	if len(shown) == 0 || rapid.IntRange(0, 6).Draw(r, "kind") == 0 {
		return p.script(who, rapid.SampledFrom(moves).Draw(r, "move"))
	}
	return p.script(who, "* "+rapid.SampledFrom(shown).Draw(r, "button"))
}

func checkPromises(r *rapid.T, p *play, who ID, c Concern) {
	age := p.people[who].Age
	switch {
	case c.Sight == Counted:
		if c.Words != "" || c.Photo != nil || c.Voice != nil || c.Cell != nil || c.Exact != nil || c.Author != (ID{}) || c.Route != RouteNone {
			r.Fatalf("counted only, but %+v", c)
		}
	case c.Category == Police && c.Route != RouteIndependent,
		c.Category != Police && age == AgeTeen && c.Route != RouteLead,
		c.Category != Police && age != AgeTeen && c.Route != RouteOfficers,
		age == AgeTeen && (c.Sight == MayAnswer || !p.programme.Minors.Concerns || p.programme.Safeguarding == nil),
		c.Route == RouteOfficers && !p.programme.Reviewed:
		r.Fatalf("goes the wrong way: age %s, %+v", age, c)
	case c.Sight != Readers && c.Sight != MayAnswer, c.Author != who:
		r.Fatalf("sight or author is wrong: %+v", c)
	}
}
