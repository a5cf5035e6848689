package flows

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// everything is a programme in which every conversation is open.
func everything(c checker) *play {
	p := newPlay(c)
	p.guides = someGuides()
	square := orb.MultiPolygon{{{{32.60, 46.60}, {32.70, 46.60}, {32.70, 46.70}, {32.60, 46.70}, {32.60, 46.60}}}}
	p.programme.Areas[0].Shape = square
	p.programme.Complaints = []Contact{{Name: Text{English: "The prosecutor"}, How: Text{English: "by letter"}}}
	p.programme.Officers = []Officer{{ID: "o", Name: Text{English: "Officer Olena"}, Areas: []string{"korabel"}, Phone: "0552"}}
	for i, need := range Needs() {
		p.programme.Services = append(p.programme.Services, Service{
			ID: fmt.Sprint("s", i), Name: Text{English: string(need)}, Needs: []Need{need},
			Languages: []Lang{English, Ukrainian}[i%2 : i%2+1], Link: "https://example.org",
		})
	}
	p.programme.Numbers.HelplineViolence, p.programme.Numbers.HateSupport = "116123", "116006"
	session := func(id string, days int, youth bool) Session {
		return Session{
			ID: id, Title: Text{English: id}, Start: p.now.AddDate(0, 0, days).Unix(), Minutes: 60,
			Place: Text{English: "School 12"}, Address: Text{English: "Perekopska 5"}, Capacity: 1, Youth: youth,
		}
	}
	p.board = Board{
		First:    p.now.Unix(),
		Sessions: []Session{session("lights", 2, false), session("young", 3, true), session("yards", 40, false)},
		Wave: &Wave{ID: "w1", Instrument: "default", Opens: p.now.Add(-time.Hour).Unix(),
			Closes: p.now.AddDate(0, 0, 5).Unix(), Results: p.now.AddDate(0, 0, 9).Unix()},
		Months: "m2026-10",
	}
	p.kept[Record[Months]{MonthsID}] = someMonths(c)
	p.programme.Targets = []Target{{Lang: Ukrainian, Share: 40}, {Area: "tavr", Share: 30}}
	said := []VoiceSaid{{p.programme.Targets[0], VoicesFew}, {p.programme.Targets[1], VoicesBelow}}
	p.board.Voices = []Voices{{Session: "lights", Stage: VoicesSoon, At: p.now.Unix(), Said: said}, {Stage: VoicesMonth, At: p.now.Unix(), Said: said}}
	return p
}

// deed does one event and checks what holds after every turn, whatever it was.
func deed(p *play, who ID, e Event) Outcome {
	p.c.Helper()
	var before Person
	if have := p.people[who]; have != nil {
		before = *have
	}
	out := p.turn(who, e)
	after := p.people[who]
	if after == nil {
		return out
	}
	where := fmt.Sprintf("%+v led from %+v to %+v saying %+v", e, before, *after, out.Says)
	if !out.Keep && !reflect.DeepEqual(without(out.Person), without(*after)) {
		p.c.Fatalf("the record did not survive storing: %s", where)
	}
	if after.Serial < before.Serial {
		p.c.Fatalf("the serial fell: %s", where)
	}
	for _, s := range out.Says {
		if s.Screen && (s.Serial != after.Serial || s.Serial == before.Serial) {
			p.c.Fatalf("a screen with serial %d: %s", s.Serial, where)
		}
		if s.To == nil && (s.Lang != after.Lang && (s.Screen || len(s.Rows) > 0) || s.Chat == 0) {
			p.c.Fatalf("a message to nobody: %s", where)
		}
	}
	checkReach(p, *after, where)
	if after.Draft != nil && !screens()[after.Step].flow && after.Was == "" && after.Under == "" {
		p.c.Fatalf("a draft outlived its flow: %s", where)
	}
	if screen, shown := p.screens[who]; shown && len(screen.Rows) == 0 && screen.Keyboard != KeyboardAskPlace {
		p.c.Fatalf("a screen that leads nowhere: %s", where)
	}
	if after.Step != "" {
		checkCancel(p, who, where)
	}
	return out
}

// without drops the difference between an empty list and none.
func without(p Person) Person {
	if len(p.Codes) == 0 {
		p.Codes = nil
	}
	if len(p.Filed) == 0 {
		p.Filed = nil
	}
	if len(p.Sessions) == 0 {
		p.Sessions = nil
	}
	return p
}

// checkReach holds newcomers and children to where they may be.
func checkReach(p *play, person Person, where string) {
	p.c.Helper()
	_, known := screens()[person.Step]
	switch {
	case person.Step == "":
	case !known:
		p.c.Fatalf("a step that does not exist: %s", where)
	case person.Step == StepPass && person.Agreed != 0 && !person.Minor(): // a guest, who is asked no more than that
	case !person.Registered() && !strings.HasPrefix(string(person.Step), "start."):
		p.c.Fatalf("somebody who is not registered is inside: %s", where)
	case person.Age == AgeChild:
		allowed := []Step{StepMenu, StepGuides, StepGuide, StepGuideAll, StepGuideWarn, StepLanguage, StepData, StepDataErase, StepDanger, StepStopSure}
		if !slices.Contains(allowed, person.Step) {
			p.c.Fatalf("a child is where no child may be: %s", where)
		}
		if person.Chat != 0 || person.Area != "" || person.Draft != nil || len(person.Codes)+len(person.Sessions)+len(person.Filed) > 0 || person.Wave != "" || person.Then != "" || person.Stop != "" {
			p.c.Fatalf("more is kept about a child than the language: %s", where)
		}
	}
}

// checkCancel tries the way out that always exists, without taking it.
func checkCancel(p *play, who ID, where string) {
	p.c.Helper()
	out := p.decide(who, Event{Kind: Command, Word: "cancel"})
	farewell := slices.ContainsFunc(out.Effects, func(e Effect) bool { _, ok := e.(Erase); return ok })
	home := StepMenu
	if p.board.member(who) != nil && !p.people[who].Neighbour {
		home = StepDesk
	} else if p.people[who].guest() {
		home = StepArea
	}
	if !farewell && out.Person.Step != home || len(out.Says) == 0 {
		p.c.Fatalf("/cancel leads to %q: %s", out.Person.Step, where)
	}
}

// tries are what a person may do at a screen without pressing its buttons.
func tries() []Event {
	return []Event{
		{Kind: Words, Text: "The lamps by the school are dark since Monday."}, {Kind: Words, Text: strings.Repeat("dark ", 800)}, {Kind: Words, Text: "Call me, 050 123 45 67"},
		{Kind: Place, At: Point{Lat: 46.65, Lon: 32.65}}, {Kind: Place, At: Point{Lat: 1, Lon: 1}},
		{Kind: Photo, File: File{ID: "p"}, Text: "dark"}, {Kind: Voice, File: File{ID: "v", Seconds: 5}},
		{Kind: Command, Word: "hide"}, {Kind: Command, Word: "start"}, {Kind: Command, Word: "language"},
		{Kind: Command, Word: "concern"}, {Kind: Command, Word: "pulse"}, {Kind: Words, Text: "Стоп"}, {Kind: Words, Text: "stop bothering me"},
	}
}

// buttons lists what can be pressed after a turn, with whether it stands on a
// screen.
func buttons(p *play, who ID, out Outcome) []Button {
	var all []Button
	for _, row := range p.screens[who].Rows {
		all = append(all, row...)
	}
	for _, s := range out.Says {
		if !s.Screen && s.To == nil {
			for _, row := range s.Rows {
				all = append(all, row...)
			}
		}
	}
	return slices.DeleteFunc(all, func(b Button) bool { return b.URL != "" || b.Copy != "" })
}

// screenDos lists what the current screen's buttons do. The codes of concerns
// differ, their cases do not.
func (p *play) screenDos(who ID) string {
	var dos []string
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if what, code, _ := strings.Cut(b.Do, "."); code != "" && what == "case" {
				b.Do = what
			}
			dos = append(dos, b.Do)
		}
	}
	return strings.Join(dos, " ")
}

// pressed is the event of a finger on b.
func pressed(p *play, who ID, b Button) Event {
	e := Event{Kind: Press, Do: b.Do}
	if !b.Link {
		e.Serial = cmp.Or(p.screens[who].Serial, p.people[who].Serial)
	}
	return e
}

// copy is a second programme that goes its own way from here.
func (p *play) copy() *play {
	c := *p
	c.people, c.concerns, c.screens = maps.Clone(p.people), maps.Clone(p.concerns), maps.Clone(p.screens)
	c.counts, c.answers = maps.Clone(p.counts), map[string]map[ID]Answers{}
	c.invites, c.kept = maps.Clone(p.invites), maps.Clone(p.kept)
	for wave, a := range p.answers {
		c.answers[wave] = maps.Clone(a)
	}
	c.claims = map[string]map[ID]Claim{}
	for s, all := range p.claims {
		c.claims[s] = maps.Clone(all)
	}
	c.inside, c.waiting = map[string][]ID{}, map[string][]ID{}
	for s, ids := range p.inside {
		c.inside[s] = slices.Clone(ids)
	}
	for s, ids := range p.waiting {
		c.waiting[s] = slices.Clone(ids)
	}
	return &c
}

// TestEveryButtonIsTakenByItsScreen walks all screens, presses every button on
// the way, and proves that each is an answer to its own screen and that no step
// is out of reach.
func TestEveryButtonIsTakenByItsScreen(t *testing.T) {
	visited := map[Step]bool{}
	everyState(t, func(p *play, who ID, out Outcome) {
		person := p.people[who]
		visited[person.Step] = true
		for _, b := range buttons(p, who, out) {
			next := p.copy()
			deed(next, who, pressed(next, who, b))
			if now := next.people[who]; now != nil && now.Misses > person.Misses {
				t.Errorf("at %s (%s) the button %q is not understood", person.Step, person.Age, b.Do)
			}
		}
	})
	for step := range screens() {
		if !visited[step] && step != StepLong { // where only older records are
			t.Errorf("no way led to %s", step)
		}
	}
}

// TestAsksChangeNothing asks every screen twice, in every state: it shows the same,
// and leaves the person and the turn as they were.
func TestAsksChangeNothing(t *testing.T) {
	everyState(t, func(p *play, who ID, _ Outcome) {
		person := p.people[who]
		if person == nil {
			return
		}
		if person.Text != "" { // of a long one a screen shows a part
			person = person.clone()
			person.Text = strings.Repeat("The lamps are dark. ", 400)
		}
		w := p.world()
		for range 10 {
			turn := &turn{w: w, e: Event{Kind: Press, Who: who, Chat: int64(who[0]), Now: p.now}, p: person.clone()}
			ask := screens()[person.Step].ask
			first := ask(turn)
			if !turn.out.Need.Empty() {
				p.load(who, &w, turn.out.Need)
				continue
			}
			second := ask(turn)
			if !reflect.DeepEqual(first, second) {
				t.Errorf("%s shows %+v, and then %+v", person.Step, first, second)
			}
			if !reflect.DeepEqual(*turn.p, *person.clone()) || len(turn.hint) > 0 || turn.fresh || turn.look != "" || !reflect.DeepEqual(turn.out, Outcome{}) {
				t.Errorf("%s changes the turn: %+v, %+v", person.Step, turn.hint, turn.out)
			}
			return
		}
		t.Errorf("%s never has read enough", person.Step)
	})
}

// everyState visits every screen in every state that looks different.
func everyState(t *testing.T, visit func(p *play, who ID, out Outcome)) {
	t.Helper()
	walkOnce.Do(func() { walked = walk(t) })
	for _, at := range walked {
		p := at.p.copy()
		p.c = t
		visit(p, ID{1}, at.out)
	}
}

// walked are the states that the walk came to; several tests look at them.
var (
	walkOnce sync.Once
	walked   []place
)

// withCommitment is a programme with a commitment whose reason waits for a reviewer.
func withCommitment(p *play) *play {
	p.board.Came = []CommitmentMark{{N: 1, From: fromConcerns, About: Street, Areas: []string{"tavr"}, State: WillNotBe, Role: RoleOfficer, Owner: ID{9}, Due: "2026-12-01", Since: 1, Seq: 1, Check: 1}}
	p.board.CameSeq, p.board.CameN = 1, 1
	p.kept[Record[Commitment]{"1"}] = &Commitment{N: 1, Words: "A lamp", Lang: English, Body: "The town", Edition: 1,
		History: []CommitmentStep{{State: Recommended, At: 1}, {State: WillNotBe, At: 2, Draft: "No money", WhyIn: English, Writer: "somebody"}}}
	return p
}

// place is a programme in which the person ID{1} has just had an answer.
type place struct {
	p   *play
	out Outcome
}

// walk walks all screens breadth first, from a newcomer and from people of every
// age and role, by every button and by much that is none.
func walk(t *testing.T) (states []place) {
	t.Helper()
	who := ID{1}
	var queue []place
	for _, age := range []Age{AgeUnasked, AgeAdult, AgeTeen, AgeChild} {
		for _, full := range []bool{false, true} {
			p := everything(t)
			if full {
				p.inside["lights"], p.inside["young"] = []ID{p.join(2)}, []ID{{2}}
				p.board.Wave = nil
			}
			if age != AgeUnasked {
				p.join(1, ofAge(age))
			}
			queue = append(queue, place{p, deed(p, who, Event{Kind: Command, Word: "start"})})
		}
	}
	families := everything(t)
	families.join(1)
	families.board.Sessions = slices.Clone(families.board.Sessions)
	for i := range families.board.Sessions {
		s := &families.board.Sessions[i]
		s.Children, s.Reserved, s.OpenDays, s.ReservedLast = true, []Reserve{{ID: "r1", Places: 1, Lang: English}}, 3, 1
	}
	ring := everything(t) // somebody in a circle, and an organiser who plans a series
	ring.join(1)
	evening := ring.board.Sessions[0]
	ring.board.Sessions = nil
	for n := range 2 {
		evening.ID, evening.Series, evening.Number, evening.Of = eveningID("ring", n+1, true), "ring", n+1, 2
		evening.Start += 7 * 24 * 3600
		ring.board.Sessions = append(ring.board.Sessions, evening)
	}
	ring.link(who, "s.ring_1")
	queue = append(queue, place{ring, ring.press(who, "join")})
	series, _, _ := organiserPlay(t)
	series.board.Staff = append(slices.Clone(series.board.Staff), Member{Who: who, Chat: 1, Lang: English, Name: "Cat", Grants: []Grant{{Role: RoleOrganiser}}})
	series.join(1)
	series.command(who, "desk")
	planned(series, who)
	queue = append(queue, place{series, series.script(who, "* change", "* repeat")})
	plans := families.copy()
	families.link(who, "s.lights")
	queue = append(queue, place{families, families.press(who, "join")})
	plans.join(2)
	plans.board.Staff = []Member{{Who: ID{2}, Chat: 2, Lang: English, Name: "Olha", Grants: []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}},
		{Who: who, Chat: 1, Lang: English, Name: "Ann", Grants: []Grant{{Role: RoleOrganiser}}}}
	plans.command(who, "desk")
	for _, do := range []string{"sessions", "s.lights", "change"} {
		plans.press(who, do)
	}
	queue = append(queue, place{plans, plans.press(who, "kept")})
	for role, list := range map[Role]string{RoleOrganiser: "sessions", RoleFacilitator: "lead"} { // one meeting is over
		later := everything(t)
		later.join(1)
		later.board.Staff = []Member{{Who: who, Chat: 1, Lang: English, Name: "Ann", Grants: []Grant{{Role: role}}}}
		lights, _ := later.board.session("lights")
		later.now = lights.Ends().Add(time.Hour)
		lights.Points, lights.Counted, lights.Came = true, true, 20
		later.board.Sessions = slices.Clone(later.board.Sessions)
		later.board.put(lights)
		agenda := Agenda{Session: lights.ID, Points: []AgendaPoint{{State: PointPublished, From: fromResident, Shown: "Lamps", Lang: English}}, Order: []int{1}}
		later.kept[Record[Agenda]{lights.ID}] = &agenda
		later.command(who, "desk")
		later.press(who, list)
		queue = append(queue, place{later, later.press(who, "past")})
	}
	came := withCommitment(everything(t))
	came.join(1, func(p *Person) { p.Follows = []Follow{{What: "a/korabel/street", Since: came.now.Unix()}} })
	follows, checks := came.copy(), came.copy()
	follows.command(who, "mydata")
	queue = append(queue, place{came, came.link(who, "came")}, place{follows, follows.press(who, "follows")})
	checks.board.Staff = []Member{{Who: who, Chat: 1, Lang: English, Name: "Rita", Reads: Languages(), Grants: []Grant{{Role: RoleReviewer}}}}
	checks.command(who, "desk")
	queue = append(queue, place{checks, checks.press(who, "waits")})
	for _, registered := range []bool{false, true} { // an organiser, invited, beside another one
		p := everything(t)
		if registered {
			p.join(1)
		}
		p.join(2)
		p.board.Staff = []Member{{Who: ID{2}, Chat: 2, Lang: English, Name: "Olha", Grants: []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}}}
		token := NewInviteToken([16]byte{7})
		p.invites[token] = Invitation{Role: RoleOrganiser, Name: "Ann", Expires: p.now.Add(time.Hour).Unix()}
		queue = append(queue, place{p, deed(p, who, Event{Kind: Command, Word: "start", Text: "i_" + token})})
	}
	for _, begin := range deskPlays(t) {
		for _, e := range []Event{{Kind: Command, Word: "start"}, {Kind: Press, Do: "case.c"}} {
			next := begin.copy()
			queue = append(queue, place{next, deed(next, who, e)})
		}
	}
	late := lateCase(t)
	queue = append(queue, place{late, deed(late, who, Event{Kind: Press, Do: "case.c"})})
	there := len(queue) // ... and somebody in the middle of something
	queue = append(queue, place{pastSession(t, who), Outcome{}}, place{minutesToCheck(t, who), Outcome{}}, place{minutesToRead(t, who), Outcome{}}, place{toldToRead(t, who), Outcome{}}, place{feedbackToGive(t, who), Outcome{}}, place{saidBefore(t, who), Outcome{}}, place{asksForTranslations(t, who), Outcome{}})
	for _, p := range guidePlays(t, who) {
		queue = append(queue, place{p, Outcome{}})
	}
	for _, p := range agendaPlays(t, who) {
		queue = append(queue, place{p, Outcome{}})
	}
	for _, p := range passPlays(t, who) {
		queue = append(queue, place{p, Outcome{}})
	}
	for _, p := range bothPlays(t, who) {
		queue = append(queue, place{p, Outcome{}})
	}
	queue = append(queue, place{doorWalk(t), Outcome{}})
	for i := there; i < len(queue); i++ {
		queue[i].out = deed(queue[i].p, who, Event{Kind: Press, Do: "here"})
	}
	for _, p := range wavePlays(t, who) {
		queue = append(queue, place{p, deed(p, who, Event{Kind: Press, Do: "here"})})
	}
	seen := map[string]bool{}
	for len(queue) > 0 && len(seen) < 20000 {
		at := queue[0]
		queue = queue[1:]
		person := at.p.people[who]
		if person == nil {
			continue
		}
		sign := fmt.Sprint(person.Step, person.Age, person.Draft != nil, full(at.p), at.p.screenDos(who))
		if len(at.out.Says) > 1 && at.out.Says[0].Lines[0].Key != "pause.paused" { // a receipt with links of its own
			sign += at.out.Says[0].Lines[0].Key
		}
		if person.Step == StepInviteArea { // a partner's goes on another way
			sign += string(person.Inviting.Role)
		}
		if seen[sign] || len(person.Codes) > 1 {
			continue
		}
		seen[sign] = true
		states = append(states, at)
		leads := map[string]string{}
		for _, b := range buttons(at.p, who, at.out) {
			next := at.p.copy()
			out := deed(next, who, pressed(next, who, b))
			queue = append(queue, place{next, out})
			leads[b.Do] = leadsTo(out)
			if person.Step == StepSessionCard { // the last place goes while they read
				next := at.p.copy()
				next.inside["lights"] = []ID{{2}}
				queue = append(queue, place{next, deed(next, who, pressed(next, who, b))})
			}
		}
		for do, end := range leads {
			chosen := strings.HasPrefix(do, "a.") || strings.HasPrefix(do, "desk.") || do == "mine" || person.Step == StepLanguage // already
			chosen = chosen || person.Step == StepPlanReview                                                                       // of a meeting that is there, Back leads to the list of what can be changed
			if do != "back" && !chosen && end == leads["back"] {
				t.Errorf("at %s %q does what Back does: %s", person.Step, do, end)
			}
		}
		for _, e := range tries() {
			next := at.p.copy()
			queue = append(queue, place{next, deed(next, who, e)})
		}
	}
	if len(queue) > 0 {
		t.Errorf("stopped after %d screens: some buttons were not pressed", len(seen))
	}
	return states
}

// leadsTo is what a button leads to, as far as somebody sees a difference.
func leadsTo(out Outcome) string {
	var keys []string
	for _, s := range out.Says {
		for _, l := range s.Lines {
			keys = append(keys, l.Key, fmt.Sprint(l.Args))
		}
	}
	return fmt.Sprint(out.Person.Step, out.Person.Topic, out.Toast, len(out.Effects), keys)
}

// ofAge makes somebody who joins that old; a child's record holds nothing else.
func ofAge(age Age) func(*Person) {
	return func(p *Person) {
		p.Age = age
		if age == AgeChild {
			*p = Person{Lang: English, Age: AgeChild, Step: StepMenu, Serial: 1, Seen: p.Seen}
		}
	}
}

// full says which sessions are.
func full(p *play) string {
	return fmt.Sprint(len(p.inside["lights"]), len(p.waiting["lights"]), len(p.inside["young"]))
}

// oddWords are texts that people and attackers send.
func oddWords() []string {
	return []string{
		"", "hello", "STOP", "stop bothering me", "توقف", "/start", "<b>&", "{{.name}}", "\u202eabc\u202c", "🙂", "back", "cancel", "yes",
		"K7-PLUM-42", strings.Repeat("ш", 4096), "\x00\xff", "102",
	}
}

// oddDos are buttons that nobody was shown.
func oddDos() []string {
	return []string{
		"", ".", "back", "cancel", "menu", "here", "help", "hide", "stop", "resume", "yes", "on", "leave", "next", "list", "whole",
		"c.0", "c.99", "g.child", "g.x", "guide.child", "guide.domestic-violence", "guide.", "s.lights", "s.", "s.x", "case.x", "case.",
		"n.legal", "n.legal.9", "v.legal.s1", "v.x", "a.korabel", "a.x", "a.0.2", "a.9.9", "a.0.255", "p.1", "p.-1", "number.", "number.police", "trial.", "trial.x", "test", "a.0.1",
		"mydata", "mydata.erase", "results", "questions", "q.0", "q.9", "earlier", "waves", "survey", "make", "close", "open", "sure", "concern", "concern.street", "concern.x", "my", "pulse", "pulse.x", "near", "officer", "sessions",
		"child", "teen", "adult", "agree", "file", "answers", "erase", "language", "age", "place", "line", "street", "home", "hate", "police",
	}
}

// oddCommands are all of ours, and one that is not.
func oddCommands() []string {
	return []string{
		"start", "stop", "cancel", "help", "hide", "language", "menu", "concern", "sessions", "pulse", "guides", "my",
		"officer", "near", "mydata", "settings", "",
	}
}

func pick[T any](of []T, b byte) T { return of[int(b)%len(of)] }

// playBytes plays what data says, two bytes and more an event, with two people.
func playBytes(c checker, data []byte) {
	p := everything(c)
	last := map[ID]Outcome{}
	if len(data) > 0 { // the first byte says who is there already
		for i, age := range [][]Age{{}, {AgeAdult}, {AgeAdult, AgeAdult}, {AgeTeen, AgeAdult}, {AgeUnsaid, AgeTeen}, {AgeChild, AgeAdult}}[data[0]%6] {
			p.join(byte(i+1), ofAge(age))
		}
		data = data[1:]
	}
	for len(data) >= 3 {
		kind, arg, more := data[0], data[1], data[2]
		data = data[3:]
		who := ID{1 + kind>>7} // the highest bit chooses the person
		e := happening(p, who, last[who], kind&0x7f, arg, more)
		offered := e.Kind == Press && kind&0x7f < 64 && p.people[who] != nil
		misses := uint8(0)
		if offered {
			misses = p.people[who].Misses
		}
		last[who] = deed(p, who, e)
		if e.Do == "guide" && p.guides == nil {
			offered = false // withdrawn since it was offered: told from a forged press by nothing
		}
		if now := p.people[who]; offered && now != nil && now.Misses > misses {
			c.Fatalf("a button that was offered is not understood: %+v at %+v: %+v", e, *now, last[who].Says)
		}
	}
}

// happening makes an event: mostly buttons that are there, often something
// else, and sometimes the clock or the programme moves.
func happening(p *play, who ID, last Outcome, kind, arg, more byte) Event {
	jumps := []time.Duration{0, time.Second, 11 * time.Second, time.Hour, 25 * time.Hour, 49 * time.Hour, 31 * 24 * time.Hour, 400 * 24 * time.Hour}
	if kind >= 120 {
		p.now = p.now.Add(pick(jumps, arg))
	}
	if kind == 127 {
		switch more % 4 {
		case 0:
			p.guides = nil
		case 1:
			p.guides = someGuides()
		case 2:
			p.board.Sessions = slices.Clone(p.board.Sessions)
			p.board.Sessions[0].Cancelled = true
		case 3:
			p.board.Wave = nil
		}
	}
	person := p.people[who]
	switch {
	case kind < 64 && person != nil:
		if there := buttons(p, who, last); len(there) > 0 {
			return pressed(p, who, pick(there, arg))
		}
	case kind < 76 && person != nil:
		return Event{Kind: Press, Do: pick(oddDos(), arg), Serial: pick([]uint32{0, person.Serial, person.Serial - 1, person.Serial + 1, 1, 1 << 31}, more)}
	case kind < 84:
		return Event{Kind: Words, Text: pick(oddWords(), arg)}
	case kind < 94:
		payloads := []string{"", "concern", "s_lights", "s_x", "g_child", "g_accident", "t_", "t_x", "s_", "_", "x_y_z", "mydata", strings.Repeat("a", 64), "\xff"}
		return Event{Kind: Command, Word: pick(oddCommands(), arg), Text: pick(payloads, more), Client: pick([]string{"", "uk", "en-GB", "xx"}, more)}
	case kind < 99:
		return Event{Kind: Place, At: pick([]Point{{Lat: 46.65, Lon: 32.65}, {}, {Lat: 90, Lon: 180}, {Lat: -91, Lon: 1e9}}, arg)}
	case kind < 103:
		return Event{Kind: Photo, File: File{ID: "p"}, Text: pick(oddWords(), arg)}
	case kind < 107:
		return Event{Kind: Voice, File: File{ID: "v", Seconds: int(arg) * 10, Size: int(more) << 12}}
	case kind < 110:
		return Event{Kind: Other, What: pick([]string{"", "sticker", "poll", "x.y"}, arg)}
	case kind < 114:
		return Event{Kind: pick([]Kind{Edited, Blocked, Unblocked, Kind(99)}, arg), Text: pick(oddWords(), more)}
	}
	return Event{Kind: Command, Word: pick(oddCommands(), more)}
}

// TestAnyConversation holds the engine's promises on random conversations.
func TestAnyConversation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { playBytes(t, rapid.SliceOfN(rapid.Byte(), 100, 300).Draw(t, "events")) })
}

func FuzzDecide(f *testing.F) {
	arrive := []byte{0, 88, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0} // /start, language, adult, agree, area
	f.Add(arrive)
	for first := byte(0); first < 14; first++ {
		f.Add(append(slices.Clone(arrive), 0, first, 0, 0, 0, 0, 0, 1, 0, 122, 4, 0, 0, 0, 0))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 900 {
			data = data[:900]
		}
		playBytes(t, data)
	})
}
