package flows

import (
	"fmt"
	"strings"
	"testing"
)

// told is what somebody is told now, applied as the job does.
func (p *play) cameTold(who ID) (say Say, told bool) {
	w := p.world()
	say, after, ok := CameTold(w, p.people[who], who, p.now)
	if ok {
		p.people[who] = &after
	}
	return say, len(say.Lines) > 0
}

// changesCame lets an organiser say a state of commitment 1.
func (p *play) changesCame(s CommitmentState) {
	p.c.Helper()
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "state")
	p.script(theOrganiser, "* s."+string(s), "* without")
}

// TestFollowersAreToldOnce of each change, by a message that says nothing, and never after
// they muted or paused, took it away or 12 months have passed.
func TestFollowersAreToldOnce(t *testing.T) {
	p, _ := camePlay(t)
	p.takesOn(theOfficer, RoleOfficer, "31.12.2026")
	ann, bob, eve, zoe := p.join(5), p.join(6), p.join(7), p.join(8)
	for _, who := range []ID{ann, bob, eve, zoe} {
		p.link(who, "came.w.1")
		p.press(who, "follow")
		if _, told := p.cameTold(who); told {
			t.Errorf("%v is told of what was before", who)
		}
	}
	p.link(bob, "mute.came")
	p.people[eve].Paused = true
	p.changesCame(UnderWay)
	say, told := p.cameTold(ann)
	if !told || !hasKey(say, "thread.message") || strings.Contains(fmt.Sprint(say), "lamps") || say.Rows[0][0].Do != "came.w.1" {
		t.Errorf("she is told %v", say)
	}
	if _, twice := p.cameTold(ann); twice {
		t.Error("she is told twice")
	}
	p.press(zoe, "follow")
	for _, who := range []ID{bob, eve, zoe} {
		if _, told := p.cameTold(who); told {
			t.Errorf("%v is told all the same", who)
		}
	}
	p.link(bob, "unmute.came")
	p.people[eve].Paused = false
	for _, who := range []ID{bob, eve} {
		if _, told := p.cameTold(who); told {
			t.Errorf("%v is told later of what they did not want", who)
		}
	}
	p.changesCame(DoneWhole)
	if _, told := p.cameTold(bob); !told {
		t.Error("he is not told of the next change")
	}
	p.now = p.now.Add(followKept)
	if _, told := p.cameTold(ann); told {
		t.Error("told after 12 months")
	}
	if p.command(ann, "menu"); p.people[ann].Follows != nil {
		t.Errorf("the mark is still there: %+v", p.people[ann].Follows)
	}
}

// TestFollowingAPoint: who proposed it or says "me too" is asked on the spot, and hears what
// comes of it; the mark says neither which of the two nor anything else.
func TestFollowingAPoint(t *testing.T) {
	p, id := agendaPlay(t)
	ann, bob, young := p.join(1), p.join(2), p.join(3, func(x *Person) { x.Age = AgeTeen })
	p.proposes(ann, id, "The lamps by the school are dark")
	p.press(ann, "follow.g."+id)
	p.publishes(id)
	p.script(bob, "& s."+id, "* agenda")
	if p.offers(bob, "follow.g."+id) {
		t.Error("he is asked before he says anything")
	}
	p.press(bob, "too.1")
	p.press(bob, "follow.g."+id)
	if a, b := p.people[ann].Follows, p.people[bob].Follows; len(a) != 1 || len(b) != 1 || a[0].What != b[0].What {
		t.Fatalf("the marks: %+v, %+v", a, b)
	}
	if out := p.link(young, "follow.g."+id); !says(out, "follow.gone") || p.people[young].Follows != nil {
		t.Errorf("somebody of 13-17: %v", out.Says)
	}
	p.now = p.now.AddDate(0, 0, 6)
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* came_of_it", "* make", "* p.1", "> Repair the lamps", "> The town", "* save")
	for _, who := range []ID{ann, bob} {
		if _, told := p.cameTold(who); !told {
			t.Errorf("%v is not told", who)
		}
	}
	p.script(ann, "& mydata", "* follows")
	p.press(ann, "drop."+p.people[ann].Follows[0].mark())
	if p.people[ann].Follows != nil {
		t.Errorf("taken away: %+v", p.people[ann].Follows)
	}
}

// TestWhatIsNeverFollowed: home, hate, the police, what is for the statistics alone, and what
// is somebody else's or was taken back, whatever button is pressed.
func TestWhatIsNeverFollowed(t *testing.T) {
	p := everything(t)
	ann := p.join(1)
	file := func(code string, c Concern) {
		c.Code, c.Area, c.Author = code, "korabel", ann
		p.concerns[code] = &c
		p.people[ann].Codes = append(p.people[ann].Codes, code)
	}
	file("STREET", Concern{Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReceived})
	file("HOME", Concern{Category: Home, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReceived})
	file("HATE", Concern{Category: Hate, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReceived})
	file("POLICE", Concern{Category: Police, Route: RouteIndependent, Sight: MayAnswer, Case: CaseReceived})
	file("COUNTED", Concern{Category: Street, Sight: Counted, Case: CaseReceived})
	file("BACK", Concern{Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseWithdrawn})
	p.concerns["OTHERS"] = &Concern{Code: "OTHERS", Area: "tavr", Author: ID{9}, Category: Street, Route: RouteOfficers, Sight: MayAnswer}
	for _, code := range []string{"HOME", "HATE", "POLICE", "COUNTED", "BACK", "OTHERS", "NONE", ""} {
		if out := p.link(ann, "follow.c."+strings.ToLower(code)); !says(out, "follow.gone") || p.people[ann].Follows != nil {
			t.Errorf("%s: %v, %+v", code, out.Says, p.people[ann].Follows)
		}
	}
	if out := p.link(ann, "follow.c.street"); !says(out, "follow.done") || len(p.people[ann].Follows) != 1 {
		t.Fatalf("the street: %v", out.Says)
	}
	if what := p.people[ann].Follows[0].What; what != "a/korabel/street" {
		t.Errorf("the mark is %q", what)
	}
	p.link(ann, "unfollow.c.street")
	if p.people[ann].Follows != nil {
		t.Errorf("taken back: %+v", p.people[ann].Follows)
	}
	p.people[ann].Follows = []Follow{{What: "a/korabel/street", Since: p.now.Unix()}}
	if p.people[ann].Age = AgeTeen; true {
		p.board.Came = []CommitmentMark{{N: 1, From: fromConcerns, About: Street, State: Planned, Seq: 1}}
		p.board.CameSeq = 1
		if _, told := p.cameTold(ann); told {
			t.Error("somebody under 18 is told")
		}
	}
}
