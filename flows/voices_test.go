package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// present is so many people of each language.
func present(of map[Lang]int) (all []Present) {
	for l, n := range of {
		for range n {
			all = append(all, Present{Lang: l, Area: "korabel", Age: AgeAdult})
		}
	}
	return all
}

// TestVoicesTellNoSmallNumber: nobody and a few read the same, whatever the target; below
// thirty people, and for a target that is too small, nothing is said.
func TestVoicesTellNoSmallNumber(t *testing.T) {
	level := func(share, all, of int) VoiceLevel {
		return Target{Lang: Ukrainian, Share: share}.Level(present(map[Lang]int{Ukrainian: of, English: all - of}))
	}
	for share := 1; share <= 100; share++ {
		for all := 0; all <= 120; all += 3 {
			for of := 1; of < fewest && of <= all; of++ {
				if a, b := level(share, all, of), level(share, all, 0); a != b {
					t.Fatalf("%d of %d at %d: %s, nobody: %s", of, all, share, a, b)
				}
			}
			if got := level(share, all, 0); got != VoicesUnsure && got != VoicesFew || all < voicesLeast && got != VoicesUnsure {
				t.Fatalf("nobody of %d at %d: %s", all, share, got)
			}
		}
	}
	for _, r := range []struct {
		share, all, of int
		want           VoiceLevel
	}{
		{20, 100, 0, VoicesFew}, {20, 100, 9, VoicesFew}, {20, 100, 10, VoicesBelow}, {20, 100, 17, VoicesBelow},
		{20, 100, 18, VoicesOn}, {20, 100, 22, VoicesOn}, {20, 100, 23, VoicesAbove}, {20, 29, 10, VoicesUnsure}, {9, 100, 50, VoicesUnsure}, {100, 40, 40, VoicesOn},
	} {
		if got := level(r.share, r.all, r.of); got != r.want {
			t.Errorf("%d of %d at %d: %s, not %s", r.of, r.all, r.share, got, r.want)
		}
	}
	if (Target{Age: AgeAdult, Share: 50}).Level(slices.Repeat([]Present{{Age: AgeUnsaid}}, 40)) != VoicesAbove {
		t.Error("whoever would rather not say counts as no adult")
	}
}

// voicesPlay is a programme with targets, and a meeting in ten days.
func voicesPlay(t *testing.T) (p *play, organiser ID, s Session) {
	p, organiser, _ = organiserPlay(t)
	p.programme.Targets = []Target{{Lang: Ukrainian, Share: 40}, {Area: "tavr", Share: 30}}
	p.board.Voices = nil
	p.changeMeeting("lights", func(s *Session) { s.Start, s.Areas = p.now.AddDate(0, 0, 10).Unix(), nil })
	return p, organiser, p.held("lights")
}

// hear does what the job does.
func (p *play) hear(people []Present) (n int) {
	for _, due := range p.board.VoicesDue(p.programme, p.now) {
		if p.board.KeepVoices(due.Hear(p.programme.Targets, people, p.now), p.programme, p.now) {
			n++
		}
	}
	return n
}

// TestVoicesAreCountedOnFixedDays: once a week before a meeting, once two days before it, once
// the day after; whoever registers in between changes nothing.
func TestVoicesAreCountedOnFixedDays(t *testing.T) {
	p, _, s := voicesPlay(t)
	p.board.Sessions = []Session{s}
	many := present(map[Lang]int{English: 60, Ukrainian: 4})
	begin := time.Unix(s.Start, 0)
	for _, r := range []struct {
		at   time.Time
		want int
	}{
		{begin.AddDate(0, 0, -9), 0}, {begin.AddDate(0, 0, -7), 1}, {begin.AddDate(0, 0, -6), 0}, {begin.AddDate(0, 0, -2), 1},
		{begin.AddDate(0, 0, -1), 0}, {begin.Add(time.Minute), 0}, {s.Ends().Add(25 * time.Hour), 3}, {s.Ends().Add(26 * time.Hour), 0},
	} {
		p.now = r.at
		if n := p.hear(many); n != r.want {
			t.Errorf("at %v it counts %d times, not %d: %+v", r.at, n, r.want, p.board.Voices)
		}
	}
	for _, v := range p.board.Voices {
		if v.Stage == VoicesWeek {
			t.Error("the earlier date is kept")
		}
		if strings.ContainsAny(fmt.Sprintf("%+v", v.Said), "56") { // 60 and 64: only the targets' shares are numbers
			t.Errorf("a number is kept: %+v", v)
		}
	}
	for name, change := range map[string]func(*Session){"of young people": func(s *Session) { s.Youth = true }, "by invitation": func(s *Session) { s.Invited = true }, "cancelled": func(s *Session) { s.Cancelled = true }} {
		one := s
		change(&one)
		b := Board{Sessions: []Session{one}}
		for _, due := range b.VoicesDue(p.programme, begin.AddDate(0, 0, -2)) {
			if due.Session != "" {
				t.Errorf("one %s is looked at", name)
			}
		}
	}
}

// TestMissingVoicesAreAnnounced: the organiser reads words, and one press leads to the
// announcement of the meeting to those who are missing, if enough get it.
func TestMissingVoicesAreAnnounced(t *testing.T) {
	p, organiser, _ := voicesPlay(t)
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more")
	if out := p.script(organiser, "* voices"); !says(out, "voices.not_yet") {
		t.Errorf("before it was counted: %v", out.Says)
	}
	p.now = p.now.AddDate(0, 0, 4)
	p.hear(present(map[Lang]int{English: 60, Ukrainian: 4}))
	p.script(organiser, "* back")
	out := p.script(organiser, "* voices")
	if text := fmt.Sprintf("%+v", out.Says); !strings.Contains(text, "voices.level.scarce") || strings.Contains(text, "64") {
		t.Fatalf("%s", text)
	}
	if out = p.script(organiser, "* areas"); !says(out, "voices.too_few") || p.people[organiser].News != nil {
		t.Errorf("to nobody: %v", out.Says)
	}
	for n := byte(100); n < 130; n++ {
		p.join(n, func(q *Person) { q.Area, q.Lang = "tavr", Ukrainian })
	}
	p.script(organiser, "* areas")
	if d := p.people[organiser].News; d == nil || d.Ready == nil || d.Ready.Name != "n.meeting" || !slices.Equal(d.Areas, []string{"tavr"}) || d.Langs != nil || p.people[organiser].Step != StepNewsReview {
		t.Fatalf("%+v", d)
	}
	p.script(organiser, "/cancel", "/desk", "* sessions", "* s.lights", "* more", "* voices", "* tongues")
	if d := p.people[organiser].News; d == nil || d.Areas != nil || !slices.Equal(d.Langs, []Lang{Ukrainian}) {
		t.Errorf("%+v", d)
	}
	p.script(organiser, "* now", "* send")
	a := p.board.News[len(p.board.News)-1]
	if text := fmt.Sprintf("%+v", NewsSay(a, Ukrainian, 1)); strings.Contains(text, "voices") {
		t.Errorf("it says why: %s", text)
	}
}

// TestNoOfficerReadsWhoCame, not even one who organises meetings; and without targets there is
// no way to any of it.
func TestNoOfficerReadsWhoCame(t *testing.T) {
	p, organiser, s := voicesPlay(t)
	p.now = s.Ends().Add(25 * time.Hour)
	p.hear(present(map[Lang]int{English: 60, Ukrainian: 20}))
	if out := p.script(organiser, "/desk", "* further", "* voices"); !says(out, "voices.came") || !says(out, "voices.registered") {
		t.Errorf("an organiser: %v", out.Says)
	}
	for i, m := range p.board.Staff {
		if m.Who == organiser {
			p.board.Staff = slices.Clone(p.board.Staff)
			p.board.Staff[i].Grants = append(slices.Clone(m.Grants), Grant{Role: RoleOfficer})
		}
	}
	for _, way := range [][]string{{"* back", "* voices"}, {"/desk", "* sessions", "* s.lights", "* more", "* voices"}} {
		p.people[organiser].Desk = RoleOrganiser
		if out := p.script(organiser, way...); says(out, "voices.came") {
			t.Errorf("an officer: %v", out.Says)
		}
	}
	p.programme.Targets = nil
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more")
	if p.offers(organiser, "voices") {
		t.Error("a way without targets")
	}
}
