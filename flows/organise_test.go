package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// organiserPlay is a programme with an organiser of everything (9), of one
// area (8), an officer (7), two residents and a sample session.
func organiserPlay(t *testing.T) (p *play, all, one ID) {
	p = everything(t)
	all, one = p.join(9), p.join(8)
	p.join(7)
	p.board.Staff = []Member{
		{Who: all, Chat: 9, Lang: English, Name: "Ann", Grants: []Grant{{Role: RoleOrganiser}}},
		{Who: one, Chat: 8, Lang: English, Name: "Ben", Grants: []Grant{{Role: RoleOrganiser, Areas: []string{"korabel"}}}},
		{Who: ID{7}, Chat: 7, Lang: English, Name: "Olha", Grants: []Grant{{Role: RoleOfficer}}},
	}
	for _, who := range []ID{all, one, {7}} {
		p.command(who, "desk")
	}
	return p, all, one
}

// planned walks the wizard to its review.
func planned(p *play, who ID) {
	p.c.Helper()
	p.command(who, "desk")
	p.press(who, "sessions")
	p.press(who, "make")
	p.press(who, "k.focus")
	p.write(who, "Lamps")
	p.write(who, "Ліхтарі")
	p.press(who, "without")
	p.write(who, "School 5")
	p.press(who, "same")
	p.write(who, "Main street 1")
	p.press(who, "same")
	p.write(who, "25.11 18:00")
	p.press(who, "next")
	p.script(who, "* change", "* capacity", "> ٢٠", "* change", "* officers", "* n.2", "* plain", "* change", "* tongues", "* l.uk", "* next")
	if at := p.people[who].Step; at != StepPlanReview {
		p.c.Fatalf("the wizard leads to %s", at)
	}
}

// made publishes a session and gives its id.
func made(p *play, who ID) string {
	p.c.Helper()
	planned(p, who)
	p.press(who, "publish")
	return p.people[who].Topic
}

func audited(p *play, what string) (n int) {
	for _, e := range p.log {
		if e.What == what {
			n++
		}
	}
	return n
}

func TestASessionIsMade(t *testing.T) {
	p, all, _ := organiserPlay(t)
	planned(p, all)
	out := p.press(all, "see.uk")
	if out.Says[0].Lang != Ukrainian || out.Says[0].Screen || !says(out, "session.card.address_for_guests") {
		t.Errorf("the preview is %+v", out.Says[0])
	}
	if len(p.board.Sessions) != 3 {
		t.Errorf("something is on the board before it is published")
	}
	p.press(all, "publish")
	s, ok := p.board.session(p.people[all].Topic)
	want := time.Date(2026, 11, 25, 18, 0, 0, 0, p.programme.Zone).Unix()
	if !ok || s.Title[Ukrainian] != "Ліхтарі" || s.Place[Ukrainian] != "School 5" || s.Start != want || s.Minutes != 90 || s.Capacity != 20 ||
		s.Officers != 2 || s.Uniform || !s.NoPapers || s.Childcare || !s.AddressOnDay || !slices.Equal(s.Interpreters, []Lang{Ukrainian}) || len(s.Areas) != 0 {
		t.Errorf("it is %+v", s)
	}
	if p.people[all].Plan != nil || audited(p, "session_made") != 1 {
		t.Errorf("the draft is %v, the log %v", p.people[all].Plan, p.log)
	}
	resident := p.join(1)
	p.list(resident)
	if !p.offers(resident, "s."+s.ID) {
		t.Errorf("residents do not see it")
	}
}

func TestWhatDoesNotFitASession(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.press(all, "sessions")
	p.press(all, "make")
	p.press(all, "k.listening")
	p.write(all, "Lamps")
	out := p.write(all, strings.Repeat("ш", 5000))
	said := out.Says[0].Lines[0]
	if said.Key != "organise.text.long" || said.Args["tongue"] != Tongue(Ukrainian) || p.people[all].Plan.Session.Title[English] != "Lamps" {
		t.Errorf("a long text in one language is answered by %+v", said)
	}
	p.press(all, "same")
	p.press(all, "without")
	p.write(all, "School 5")
	p.press(all, "same")
	p.press(all, "without")
	for text, want := range map[string]string{
		"1.11 18:00": "organise.when.past", "31.6.2027 18:00": "organise.when.no_day",
		"28.3.2027 03:30": "organise.when.skipped", "soon": "organise.when.misfit",
	} {
		if out := p.write(all, text); !says(out, want) || p.people[all].Step != StepPlanDay {
			t.Errorf("%q is answered by %+v", text, out.Says)
		}
	}
	p.write(all, "25.11")
	if out := p.write(all, "25"); !says(out, "organise.when.no_hour") {
		t.Errorf("25 o'clock is answered by %+v", out.Says)
	}
	p.write(all, "18.00")
	p.script(all, "* next", "* change", "* capacity")
	for _, n := range []string{"0", "10000001", "99999999999999999999"} {
		if out := p.write(all, n); !says(out, "organise.number.range") || p.people[all].Step != StepPlanCapacity {
			t.Errorf("%s places are answered by %+v", n, out.Says)
		}
	}
	if out := p.write(all, "-5"); !says(out, "organise.number.misfit") {
		t.Errorf("-5 places are answered by %+v", out.Says)
	}
}

func TestAChangeIsToldOnce(t *testing.T) {
	p, all, _ := organiserPlay(t)
	guest := p.join(1)
	p.inside["lights"], p.people[guest].Sessions = []ID{guest}, []string{"lights"}
	change := func(field, text string) {
		p.command(all, "desk")
		p.press(all, "sessions")
		p.press(all, "s.lights")
		p.press(all, "change")
		p.press(all, field)
		p.write(all, text)
	}
	change("day", "26.11 19:00")
	p.press(all, "publish") // its place has no Ukrainian yet: the organiser is asked
	for range 20 {
		if p.people[all].Step == StepOrgSession {
			break
		}
		switch p.people[all].Step {
		case StepPlanReview:
			p.press(all, "publish")
		case StepPlanOnDay:
			p.press(all, "all")
		default:
			p.write(all, "Words")
		}
	}
	s, _ := p.board.session("lights")
	if s.News.What&NewsTime == 0 || s.Start != time.Date(2026, 11, 26, 19, 0, 0, 0, p.programme.Zone).Unix() {
		t.Fatalf("it is %+v", s)
	}
	news := func(who ID, inside bool) (Say, bool) {
		return SessionNews(p.programme, s, p.people[who], Told{}, inside, p.now)
	}
	say, ok := news(guest, true)
	if !ok || say.Lang != English || !(hasKey(say, "organise.news.time") || hasKey(say, "organise.news.both")) {
		t.Errorf("the guest is told %+v", say)
	}
	p.check(say)
	if !hasKey(say, "organise.news.come") || hasKey(say, "organise.news.waits") {
		t.Errorf("somebody with a place is told %+v", say)
	}
	if say, _ := news(guest, false); !hasKey(say, "organise.news.waits") || hasKey(say, "organise.news.come") {
		t.Errorf("somebody who waits is told %+v", say)
	}
	if _, ok := news(ID{7}, true); ok {
		t.Errorf("somebody is told who is not registered")
	}
	was := s.News
	change("capacity", "5")
	p.press(all, "publish")
	if s, _ = p.board.session("lights"); s.News.At != was.At || s.Capacity != 5 {
		t.Errorf("a larger room is news: %+v", s)
	}
	p.press(all, "off")
	p.press(all, "keep_it")
	if s, _ = p.board.session("lights"); s.Cancelled {
		t.Errorf("cancelled without an answer")
	}
	p.press(all, "off")
	p.press(all, "none")
	p.press(all, "none")
	p.press(all, "sure")
	s, _ = p.board.session("lights")
	say, ok = news(guest, true)
	if !s.Cancelled || !ok || !hasKey(say, "organise.news.cancelled") || audited(p, "session_cancelled") != 1 {
		t.Errorf("the cancellation is %+v, told by %+v", s, say)
	}
	p.people[guest].Paused = true
	if _, ok := news(guest, true); ok {
		t.Errorf("somebody is told who paused messages")
	}
}

func TestALargerRoomIsOfferedToTheWaitlist(t *testing.T) {
	p, all, _ := organiserPlay(t)
	id := made(p, all)
	resize := func(n string) Outcome {
		p.command(all, "desk")
		p.press(all, "sessions")
		p.press(all, "s."+id)
		p.press(all, "change")
		p.press(all, "capacity")
		p.write(all, n)
		return p.press(all, "publish")
	}
	resize("1")
	for n := byte(20); n < 100; n++ {
		who := p.join(n, func(q *Person) { q.Sessions = []string{id} })
		if n == 20 {
			p.inside[id] = []ID{who}
		} else {
			p.waiting[id] = append(p.waiting[id], who)
		}
	}
	out := resize("3")
	told := 0
	for _, s := range out.Says {
		if s.To != nil && hasKey(s, "session.offered") {
			told++
		}
	}
	if len(p.inside[id]) != 1 || len(p.waiting[id]) != 79 || len(p.offering[id]) != 2 || told != 2 {
		t.Errorf("%d are in, %d wait, %d were offered a place, %d were told", len(p.inside[id]), len(p.waiting[id]), len(p.offering[id]), told)
	}
	out = resize("60")
	if s, _ := p.board.session(id); s.Capacity != 3 || len(p.offering[id]) != 2 || !says(out, "organise.capacity.crowd") {
		t.Errorf("more move up than fit into a commit: %+v", out.Says)
	}
	p.write(all, "53")
	p.press(all, "publish")
	if len(p.offering[id]) != 52 {
		t.Errorf("%d have an offer", len(p.offering[id]))
	}
	p.press(all, "change")
	p.press(all, "capacity")
	if out := p.write(all, "52"); !says(out, "organise.capacity.taken") || p.people[all].Step != StepPlanCapacity {
		t.Errorf("places of people are taken away: %+v", out.Says)
	}
}

func TestTwoOrganisersAtOnce(t *testing.T) {
	p, all, _ := organiserPlay(t)
	id := made(p, all)
	second := p.join(10)
	p.board.Staff = append(p.board.Staff, Member{Who: second, Chat: 10, Lang: English, Grants: []Grant{{Role: RoleOrganiser}}})
	for who, n := range map[ID]string{all: "11", second: "12"} {
		p.command(who, "desk")
		p.press(who, "sessions")
		p.press(who, "s."+id)
		p.press(who, "change")
		p.press(who, "capacity")
		p.write(who, n)
	}
	p.press(all, "publish")
	out := p.press(second, "publish")
	if s, _ := p.board.session(id); s.Capacity != 11 || !says(out, "organise.changed_meanwhile") || p.people[second].Plan != nil {
		t.Errorf("the second one gets %+v and the session is %+v", out.Says, s)
	}
}

func TestARoleEndsInsideTheWizard(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for _, left := range []int{0, 1} { // of all roles, or of another role
		planned(p, all)
		was := p.board.Staff[0].Grants
		p.board.Staff = slices.Clone(p.board.Staff)
		p.board.Staff[0].Grants = []Grant{{Role: RoleOfficer}}
		if left == 0 {
			p.board.Staff = p.board.Staff[1:]
		}
		out := p.press(all, "publish")
		if len(p.board.Sessions) != 3 || p.people[all].Plan != nil || audited(p, "session_made") != 0 || !says(out, "role.none") && !says(out, "desk.not_yours") {
			t.Errorf("without the role: %+v at %s", out.Says, p.people[all].Step)
		}
		if left == 0 {
			p.board.Staff = append([]Member{{Who: all, Chat: 9, Lang: English}}, p.board.Staff...)
		}
		p.board.Staff[0].Grants = was
	}
	planned(p, all) // the neighbourhoods shrink meanwhile
	p.board.Staff[0].Grants = []Grant{{Role: RoleOrganiser, Areas: []string{"tavr"}}}
	if out := p.press(all, "publish"); len(p.board.Sessions) != 3 || p.people[all].Step != StepPlanAreas {
		t.Errorf("published for everybody by an organiser of one area: %+v", out.Says)
	}
}

func TestAnotherAreaIsNotTouched(t *testing.T) {
	p, all, one := organiserPlay(t)
	id := made(p, all) // for everybody
	p.board.Sessions = append(p.board.Sessions, Session{ID: "far", Title: Text{English: "Far"}, Start: p.now.AddDate(0, 0, 4).Unix(), Minutes: 60, Capacity: 5, Areas: []string{"tavr"}})
	before := slices.Clone(p.board.Sessions)

	p.command(one, "desk")
	p.press(one, "sessions")
	for _, do := range []string{"s." + id, "s.far", "s.lights"} {
		if p.offers(one, do) {
			t.Errorf("%s is offered", do)
		}
		if out := p.forge(one, do); p.people[one].Step != StepOrgSessions || !says(out, "common.misfit.button") {
			t.Errorf("%s opens %s", do, p.people[one].Step)
		}
	}
	for _, step := range []Step{StepOrgSession, StepOff, StepOffSure, StepOrgGuests, StepOrgCame} {
		for _, do := range []string{"change", "off", "sure", "guests", "came", "n.5"} {
			p.people[one].Step, p.people[one].Topic = step, "far"
			p.forge(one, do)
			if p.people[one].Plan != nil || len(p.log) != 1 || !slices.EqualFunc(p.board.Sessions, before, func(a, b Session) bool { return a.sum() == b.sum() }) {
				t.Fatalf("%s at %s does something", do, step)
			}
		}
	}
	p.people[one].Step, p.people[one].Topic = StepOrgSessions, ""
	p.command(one, "desk")
	p.press(one, "sessions")
	p.press(one, "make")
	p.people[one].Step = StepPlanAreas
	p.forge(one, "a.tavr")
	p.forge(one, "all")
	if got := p.people[one].Plan.Session.Areas; !slices.Equal(got, []string{"korabel"}) {
		t.Errorf("a forged button gives %v", got)
	}
}

// TestNobodyElseOrganises presses every button of every organiser's screen, on
// that very screen and as a link, as a resident and as an officer.
func TestNobodyElseOrganises(t *testing.T) {
	p, all, _ := organiserPlay(t)
	id := made(p, all)
	p.join(1)
	dos := []string{"make", "s." + id, "change", "off", "sure", "guests", "came", "publish", "review", "send", "now", "pause", "stop", "resume", "yes", "a.x", "n.5", "next", "see.en", "run." + id, "sessions", "news"}
	count := len(p.board.Sessions)
	for _, who := range []ID{{1}, {7}} {
		for step, sc := range screens() {
			if !slices.Equal(sc.roles(), []Role{RoleOrganiser}) {
				continue
			}
			for _, do := range dos {
				p.people[who].Step, p.people[who].Topic = step, id
				p.people[who].Plan = &SessionDraft{Session: Session{Title: Text{English: "x", Ukrainian: "x"}, Place: Text{English: "x", Ukrainian: "x"}, Start: p.now.Unix() + 9999, Capacity: 5}}
				p.people[who].News = &NewsDraft{Texts: Text{English: "x", Ukrainian: "x"}}
				p.forge(who, do)
				p.link(who, "run."+id)
				p.link(who, "run.stop."+id)
				if len(p.board.Sessions) != count || len(p.board.News) != 0 || len(p.log) != 1 || p.people[who].Plan != nil || p.people[who].News != nil {
					t.Fatalf("%v does %s at %s", who[0], do, step)
				}
				if roles := screens()[p.people[who].Step].roles(); slices.Equal(roles, []Role{RoleOrganiser}) {
					t.Fatalf("%v is at %s by %s", who[0], p.people[who].Step, do)
				}
			}
		}
	}
}

func TestHowManyCame(t *testing.T) {
	p, all, _ := organiserPlay(t)
	id := made(p, all)
	if p.offers(all, "came") {
		t.Errorf("attendance is asked before the meeting")
	}
	p.now = p.now.AddDate(0, 0, 6)
	p.script(all, "/desk", "* sessions", "* s."+id)
	p.press(all, "came")
	p.write(all, "many")
	p.write(all, "17")
	if s, _ := p.board.session(id); !s.Counted || s.Came != 17 || audited(p, "session_counted") != 1 {
		t.Errorf("it is %+v", s)
	}
}

// organising is a programme with one organiser.
func organising(t *testing.T, who ID) *play {
	p := everything(t)
	p.join(who[0])
	p.board.Staff = []Member{{Who: who, Chat: int64(who[0]), Lang: English, Grants: []Grant{{Role: RoleOrganiser}}}}
	return p
}

// pastSession is one whose organiser can say how many came.
func pastSession(t *testing.T, who ID) *play {
	p := organising(t, who)
	p.board.Sessions = p.board.Sessions[:1]
	p.board.Sessions[0].Start = p.now.Add(-2 * time.Hour).Unix()
	p.people[who].Step, p.people[who].Topic = StepOrgSession, "lights"
	return p
}

// saidBefore is one in which an organiser is about to say the same again.
func saidBefore(t *testing.T, who ID) *play {
	p := organising(t, who)
	texts := Text{English: "x", Ukrainian: "x"}
	p.board.News = []Announcement{{ID: "n", By: who, Texts: texts, Due: p.now.Unix(), Sum: wordsSum(texts, p.programme.Languages, nil)}}
	p.people[who].Step, p.people[who].News = StepNewsReview, &NewsDraft{Texts: texts}
	return p
}

// asksForTranslations is an organiser who wrote in one language only.
func asksForTranslations(t *testing.T, who ID) *play {
	p := organising(t, who)
	p.people[who].Step, p.people[who].News = StepNewsAsk, &NewsDraft{Texts: Text{English: "x"}, Only: English}
	return p
}

// TestOneLanguageIsNotCounted: "language 1 of 1" tells nobody anything.
func TestOneLanguageIsNotCounted(t *testing.T) {
	for _, langs := range [][]Lang{{English}, {English, Ukrainian}} {
		p, all, _ := organiserPlay(t)
		p.programme.Languages = langs
		p.script(all, "/desk", "* sessions", "* make", "* k.circle")
		if hasKey(p.screens[all], "organise.text.of") != (len(langs) > 1) {
			t.Errorf("of %d languages: %+v", len(langs), p.screens[all].Lines)
		}
		p.script(all, "/cancel", "/desk", "* news", "* make", "* all")
		if hasKey(p.screens[all], "organise.text.of") != (len(langs) > 1) {
			t.Errorf("of %d languages: %+v", len(langs), p.screens[all].Lines)
		}
	}
}
