package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// feedbackPlay is a meeting of fifty places that ended some hours ago, by day, in which 20
// to 39 had one.
func feedbackPlay(t *testing.T) (p *play, organiser ID, guests []ID) {
	p, organiser, _, _, _ = leadPlay(t)
	p.changeMeeting("lights", func(s *Session) { s.Capacity = 50 })
	p.now = p.held("lights").Ends().Add(feedbackAfter)
	for n := range byte(20) {
		who := p.join(20+n, func(q *Person) { q.Sessions = []string{"lights"} })
		guests = append(guests, who)
	}
	p.inside["lights"] = guests
	return p, organiser, guests
}

// wave is the meeting's.
func (p *play) feedback(id string) Wave { return p.held(id).Feedback(p.programme.Zone) }

// closeFeedback counts a wave as storage does.
func (p *play) closeFeedback(w Wave) *WaveResult {
	p.c.Helper()
	r, err := NewWaveResult(w)
	if err != nil {
		p.c.Fatalf("%v", err)
	}
	for _, a := range p.answers[w.ID] {
		r.Add(a)
	}
	if err := r.Settle(); err != nil {
		p.c.Fatalf("%v", err)
	}
	delete(p.answers, w.ID)
	if p.results == nil {
		p.results = map[string]*WaveResult{}
	}
	p.results[w.ID] = &r
	return &r
}

// TestFeedback: three taps, the first in the message; a second tap replaces an answer; the
// person's own record holds nothing of it.
func TestFeedback(t *testing.T) {
	p, _, guests := feedbackPlay(t)
	who, w := guests[0], p.feedback("lights")
	say, ok := FeedbackSay(p.programme, p.held("lights"), p.people[who], true, p.now)
	if !ok || len(say.Rows) != 3 || say.Rows[0][0].Do != "fb.lights.0.2" {
		t.Fatalf("%v %+v", ok, say)
	}
	before := *p.people[who]
	p.link(who, "fb.lights.0.2")
	p.script(who, "* f.1.3", "* f.2.2")
	if got := p.answers[w.ID][who]; !got.finished() || got[0] != 2 || got[1] != 3 || got[2] != 2 {
		t.Fatalf("%v", got)
	}
	if out := p.link(who, "fb.lights.0.4"); p.answers[w.ID][who][0] != 4 || len(p.answers[w.ID]) != 1 {
		t.Errorf("a second tap: %v %v", p.answers[w.ID], out.Says)
	}
	after := *p.people[who]
	if after.Wave != before.Wave || after.WaveAt != before.WaveAt || after.WaveDone != before.WaveDone || !slices.Equal(after.Sessions, before.Sessions) {
		t.Errorf("their record has changed: %+v", after)
	}
	if out := p.script(who, "* f.1.3", "* f.2.2", "* take"); len(p.answers[w.ID]) != 0 || !says(out, "feedback.taken_back") {
		t.Errorf("taken back: %v", out.Says)
	}
}

// TestWhoGivesFeedback: nobody without a place, no child, nobody before the end or after the
// close, and no answer that is none; each gets an answer, and nothing is stored.
func TestWhoGivesFeedback(t *testing.T) {
	p, _, guests := feedbackPlay(t)
	stranger, teen := p.join(60), p.join(61, func(q *Person) { q.Age, q.Sessions = AgeTeen, []string{"lights"} })
	p.inside["lights"] = append(p.inside["lights"], teen)
	p.programme.Minors.Pulses = false
	start := p.now
	tests := []struct {
		name, do, says string
		who            ID
		at             time.Duration
	}{
		{"no place", "fb.lights.0.2", "feedback.not_in", stranger, 0},
		{"no such meeting", "fb.nowhere.0.2", "feedback.not_in", guests[0], 0},
		{"too young", "fb.lights.0.2", "pulse.adults", teen, 0},
		{"before the end", "fb.lights.0.2", "feedback.too_early", guests[0], -4 * time.Hour},
		{"after the close", "fb.lights.0.2", "feedback.too_late", guests[0], 8 * 24 * time.Hour},
		{"an answer that is none", "fb.lights.0.9", "pulse.ask.heard", guests[0], 0},
		{"a question that is none", "fb.lights.7.2", "pulse.ask.heard", guests[0], 0},
		{"no answer at all", "fb.lights.x", "pulse.ask.heard", guests[0], 0},
	}
	for _, tt := range tests {
		p.now = start.Add(tt.at)
		if out := p.link(tt.who, tt.do); !says(out, tt.says) || len(p.answers[p.feedback("lights").ID]) != 0 {
			t.Errorf("%s: %v", tt.name, out.Says)
		}
		s := p.held("lights")
		inside := slices.Contains(p.inside["lights"], tt.who)
		if _, ok := FeedbackSay(p.programme, s, p.people[tt.who], inside, p.now); ok != (tt.who == guests[0] && !p.now.Before(s.Ends()) && tt.at < 7*24*time.Hour) {
			t.Errorf("%s: asked %v", tt.name, ok)
		}
	}
	s := p.held("lights")
	night := time.Date(2026, 11, 23, 23, 30, 0, 0, p.programme.Zone)
	if s.AsksFeedback(p.programme, night) || !s.AsksFeedback(p.programme, start) || s.AsksFeedback(p.programme, s.Ends().Add(time.Hour)) {
		t.Error("asked at night, or too early")
	}
}

// TestFeedbackIsShownFromTen, on the organiser's card alone, and not before it is counted.
func TestFeedbackIsShownFromTen(t *testing.T) {
	for _, n := range []int{9, 10, 20} {
		p, organiser, guests := feedbackPlay(t)
		w := p.feedback("lights")
		for i, who := range guests[:n] { // half of them yes, half of them no
			v := 2 + i%2*2
			p.link(who, fmt.Sprint("fb.lights.0.", v))
			p.script(who, fmt.Sprint("* f.1.", v), fmt.Sprint("* f.2.", v))
		}
		look := []string{"/desk", "* sessions", "* s.lights", "* feedback"}
		if out := p.script(organiser, look...); !says(out, "feedback.running") || says(out, "pulse.found.who") {
			t.Errorf("while it runs: %v", out.Says)
		}
		p.now = time.Unix(w.Closes, 0).Add(time.Minute)
		if out := p.script(organiser, look...); !says(out, "feedback.counting") {
			t.Errorf("before it is counted: %v", out.Says)
		}
		p.closeFeedback(w)
		out := p.script(organiser, look...)
		if says(out, "pulse.found.who") != (n >= waveK) || says(out, "feedback.too_few") == (n >= waveK) || says(out, "pulse.say.heard") != (n == 20) {
			t.Errorf("%d answered: %v", n, out.Says)
		}
		if n < waveK && strings.Contains(fmt.Sprintf("%+v", out.Says), "count") {
			t.Errorf("a number of %d people: %+v", n, out.Says)
		}
		for _, who := range []ID{{5}, guests[0]} { // whoever leads it, and a guest
			if out := p.script(who, "/desk", "! feedback"); says(out, "pulse.say.heard") {
				t.Errorf("%v sees it: %v", who, out.Says)
			}
		}
	}
}

// TestSmallMeetingsAreSummed: of one kind and one quarter in one wave, in which a person
// counts once; the planner is told beforehand.
func TestSmallMeetingsAreSummed(t *testing.T) {
	p, organiser, guests := feedbackPlay(t)
	for _, id := range []string{"lights", "yards"} {
		p.changeMeeting(id, func(s *Session) { s.Capacity, s.Kind, s.Start = 10, "circle", p.held("lights").Start })
	}
	p.inside["yards"] = guests
	w := p.feedback("lights")
	if w != p.feedback("yards") || w.ID != "fk-circle-2026q4" {
		t.Fatalf("%+v, %+v", w, p.feedback("yards"))
	}
	p.link(guests[0], "fb.lights.0.2")
	p.script(guests[0], "* f.1.2", "* f.2.2")
	p.link(guests[0], "fb.yards.0.3")
	p.script(guests[0], "* f.1.3", "* f.2.3")
	for _, who := range guests[1:6] {
		for _, id := range []string{"lights", "yards"} {
			p.link(who, "fb."+id+".0.2")
			p.script(who, "* f.1.2", "* f.2.2")
		}
	}
	if out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* feedback"); !says(out, "feedback.summed") {
		t.Errorf("%v", out.Says)
	}
	if r := p.closeFeedback(w); r.Finished != 6 || r.Counts[0][2] != 1 {
		t.Errorf("%+v: of 6 people each counts once, with the last answer", r)
	}
	if out := p.script(organiser, "/desk", "* sessions", "* s.lights"); !says(out, "feedback.plan_summed") {
		t.Errorf("the card: %v", out.Says)
	}
	if got := (&turn{w: p.world()}).feedbackPlan(Session{Capacity: feedbackAlone}); len(got) > 0 {
		t.Errorf("of a large one: %v", got)
	}
}

// TestFeedbackIsOnesOwn: "My data" says that there is some, the file has it, and erasing
// deletes it, also about a meeting that was forgotten.
func TestFeedbackIsOnesOwn(t *testing.T) {
	p, _, guests := feedbackPlay(t)
	who, w := guests[0], p.feedback("lights")
	p.link(who, "fb.lights.0.3")
	if out := p.command(who, "mydata"); !says(out, "feedback.kept") {
		t.Errorf("%v", out.Says)
	}
	e := (&turn{w: p.read(who), p: p.people[who], e: Event{Who: who, Now: p.now}}).export()
	if len(e.Feedback) != 1 || e.Feedback[0].Answers["heard"] != "partly" {
		t.Errorf("%+v", e.Feedback)
	}
	p.people[who].Sessions = nil
	p.script(who, "& mydata.erase", "* yes")
	if len(p.answers[w.ID]) != 0 {
		t.Errorf("%v", p.answers)
	}
}

// read is the world with what somebody answered about all meetings.
func (p *play) read(who ID) World {
	w := p.world()
	for wave, all := range p.answers {
		if a, ok := all[who]; ok {
			w.Answers[wave] = &a
		}
	}
	return w
}

// feedbackToGive is somebody who had a place, at the questions.
func feedbackToGive(t *testing.T, who ID) *play {
	p := minutesToRead(t, who)
	p.people[who].Step = StepFeedback
	return p
}
