package flows

import (
	"slices"
	"testing"
	"time"
)

// TestAtNight: news of a case waits for the morning, one notice however many.
func TestAtNight(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	morning := time.Date(2026, 11, 22, 8, 0, 0, 0, d.programme.Zone)
	tests := []struct {
		name  string
		hour  int // of 21 November
		waits bool
	}{
		{"by day", 12, false}, {"just before", 20, false}, {"quiet", 21, true}, {"after midnight", 24 + 2, true}, {"just before the end", 24 + 7, true},
		{"in the morning", 24 + 8, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &desks{play: d.copy(), author: d.author, officer: d.officer}
			e.now = time.Date(2026, 11, 21, tt.hour, 0, 0, 0, d.programme.Zone)
			out := e.script(e.officer, "/desk", "* cases", "* c."+c.Handle, "* acknowledge")
			push, told := sentTo(out, e.author)
			if !told || push.Hush || (push.Wait != nil) != tt.waits {
				t.Fatalf("told %v: %+v", told, push)
			}
			if tt.waits && (!push.Wait.Until.Equal(morning) || push.Wait.Name != "case" || push.Rows[0][0].Do != caseDo(c.Code) || push.Wait.More[0][0].Do != "my") {
				t.Errorf("%+v", push.Wait)
			}
			for _, s := range out.Says {
				if s.To == nil && s.Wait != nil {
					t.Errorf("the officer's own answer waits: %+v", s)
				}
			}
		})
	}
}

// TestAPlaceAtNight: a place that becomes free waits for the morning, unless the
// session begins so early that the morning would be too late.
func TestAPlaceAtNight(t *testing.T) {
	tests := []struct {
		name        string
		hour        int // at which ann leaves, on the 20th
		start       int // hour of the session, on the 21st
		waits, hush bool
	}{
		{"by day", 14, 18, false, false},
		{"in the evening", 22, 18, true, false},
		{"two hours after the end", 22, 10, true, false},
		{"one hour after the end", 22, 9, false, true},
		{"before the end", 22, 7, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := everything(t)
			p.board.Sessions[0].Start = time.Date(2026, 11, 21, tt.start, 0, 0, 0, p.programme.Zone).Unix()
			p.now = time.Date(2026, 11, 20, tt.hour, 0, 0, 0, p.programme.Zone)
			ann, bob := p.join(1), p.join(2)
			p.inside["lights"], p.waiting["lights"] = []ID{ann}, []ID{bob}
			p.people[ann].Sessions, p.people[bob].Sessions = []string{"lights"}, []string{"lights"}
			out := p.script(ann, "& s.lights", "* leave", "* place")
			push, told := sentTo(out, bob)
			if !told || (push.Wait != nil) != tt.waits || push.Hush != tt.hush {
				t.Fatalf("told %v: %+v", told, push)
			}
			if !slices.Contains(out.Effects, Effect(CallOff{Name: "place.lights"})) {
				t.Errorf("what waited for ann is not called off: %v", out.Effects)
			}
		})
	}
}

// accepts opens an invitation and takes the role.
func (d *desks) accepts(who ID, token string) Outcome {
	d.turn(who, Event{Kind: Command, Word: "start", Text: "i_" + token})
	return d.script(who, "* accept")
}

// TestARoleThatEndsAtNight is told in the morning, unless it is given again before;
// whoever paused is not told at all, and whoever stops drops what waits.
func TestARoleThatEndsAtNight(t *testing.T) {
	d := newDesks(t)
	d.now = time.Date(2026, 11, 20, 23, 0, 0, 0, d.programme.Zone)
	revoke := func() Outcome {
		m := d.board.member(d.officer)
		return d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* r."+grantMark(m.Grants[0]), "* sure")
	}
	out := revoke()
	if push, told := sentTo(out, d.officer); !told || push.Wait == nil || push.Wait.Name != "role.officer" {
		t.Fatalf("%+v", push)
	}
	token := NewInviteToken([16]byte{9})
	d.invites[token] = Invitation{Role: RoleOfficer, Areas: []string{"korabel"}, Expires: d.now.Add(time.Hour).Unix()}
	if out = d.accepts(d.officer, token); !slices.Contains(out.Effects, Effect(CallOff{Name: "role.officer"})) {
		t.Errorf("%v", out.Effects)
	}
	if out = d.script(d.officer, "/stop"); !slices.Contains(out.Effects, Effect(CallOff{})) {
		t.Errorf("%v", out.Effects)
	}
	if out = revoke(); len(out.Says) == 0 {
		t.Fatal("nothing said")
	}
	if push, told := sentTo(out, d.officer); told {
		t.Errorf("paused, and told %v", push)
	}
}
