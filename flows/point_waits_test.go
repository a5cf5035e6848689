package flows

import (
	"testing"
	"time"
)

// TestCheckersAreTold: whoever can check a point is told that one waits, once until all are
// checked, in no words that a locked phone should not show, and in the morning if it is night.
func TestCheckersAreTold(t *testing.T) {
	p := everything(t)
	reviewer, elsewhere, paused := p.join(8), p.join(7), p.join(6)
	for who, area := range map[ID]string{reviewer: "korabel", elsewhere: "tavr", paused: "korabel"} {
		p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: int64(who[0]), Lang: English, Name: "R", Grants: []Grant{{Role: RoleReviewer, Areas: []string{area}}}})
	}
	p.people[paused].Paused = true
	s, _ := p.board.session("lights")
	s.Points, s.Areas = true, []string{"korabel"}
	p.board.put(s)
	propose := func(n byte, words string) Outcome {
		return p.script(p.join(n), "& agenda.lights", "* propose", "> "+words, "* send")
	}
	out := propose(50, "The lamps by the school are dark")
	push, told := sentTo(out, reviewer)
	if !told || !hasKey(push, "agenda.check.push") || len(push.Lines) != 1 || push.Lines[0].Args != nil {
		t.Fatalf("%v", out.Says)
	}
	for _, who := range []ID{elsewhere, paused} {
		if _, told := sentTo(out, who); told {
			t.Errorf("%v is told", who)
		}
	}
	if _, again := sentTo(propose(51, "Cars go too fast by the school"), reviewer); again {
		t.Error("told again while one waits")
	}
	a := agendaOf(p, "lights")
	for i := range a.Points {
		a.Points[i].State = PointReleased
	}
	p.kept[Record[Agenda]{"lights"}] = &a
	p.now = time.Date(2026, 11, 20, 23, 30, 0, 0, p.programme.Zone)
	if push, told := sentTo(propose(52, "There is no bench at the bus stop"), reviewer); !told || push.Wait == nil {
		t.Errorf("at night: %v, %+v", told, push)
	}
}
