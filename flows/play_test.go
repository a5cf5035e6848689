package flows

import (
	"cmp"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/pelletier/go-toml/v2"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// checker is what *testing.T and *rapid.T have in common.
type checker interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// play is a programme in memory: it loads what a turn asks for and applies what
// it decided, as storage does, and checks on the way that every message can be
// said and every button be sent. Fields may be changed between turns.
type play struct {
	c         checker
	programme *Programme
	board     Board
	guides    []Guide
	now       time.Time
	seed      uint16
	people    map[ID]*Person
	inside    map[string][]ID
	came      map[string][]ID
	waiting   map[string][]ID // those to whom a place is offered among them
	offering  map[string]map[ID]int64
	claims    map[string]map[ID]Claim // by session
	opened    map[string]bool         // whose kept places are everybody's
	concerns  map[string]*Concern
	answers   map[string]map[ID]Answers
	counts    map[string]int // "period field"
	invites   map[string]Invitation
	log       []AuditEntry
	editions  map[Readership][]Edition
	runs      map[string]RunProgress
	results   map[string]*WaveResult
	kept      map[Ask]any // records of all other kinds
	screens   map[ID]Say  // the current screen of each person
	messages  map[string]string
}

// newPlay starts on Friday 20 November 2026, 10:00, in a programme that allows
// everything.
func newPlay(c checker) *play {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		c.Fatalf("load the zone: %v", err)
	}
	return &play{
		c:   c,
		now: time.Date(2026, 11, 20, 10, 0, 0, 0, kyiv),
		programme: &Programme{
			Name: "test", Title: Text{English: "Testville"}, Zone: kyiv,
			Languages: []Lang{English, Ukrainian},
			Areas: []Area{
				{ID: "korabel", Name: Text{English: "Korabel"}},
				{ID: "tavr", Name: Text{English: "Tavriiskyi"}},
			},
			Numbers:          Numbers{Emergency: "102", HelplineChild: "116111"},
			Independent:      Contact{Name: Text{English: "The ombudsperson"}, How: Text{English: "1678"}},
			Safeguarding:     &Contact{Name: Text{English: "Iryna"}, How: Text{English: "at School 12"}},
			Approvers:        map[string]string{"accident": "Red Cross", "domestic-violence": "Poruch", "child": "Dakh", "robbery": "City police"},
			Reviewed:         true,
			Minors:           Minors{Concerns: true, Sessions: true, Pulses: true},
			KeepAfterClosing: 90 * 24 * time.Hour,
			KeepAtMost:       365 * 24 * time.Hour,
		},
		people: map[ID]*Person{}, came: map[string][]ID{}, inside: map[string][]ID{}, waiting: map[string][]ID{}, offering: map[string]map[ID]int64{},
		claims: map[string]map[ID]Claim{}, opened: map[string]bool{},
		concerns: map[string]*Concern{}, answers: map[string]map[ID]Answers{},
		kept: map[Ask]any{}, counts: map[string]int{}, invites: map[string]Invitation{}, screens: map[ID]Say{}, messages: englishMessages(c),
	}
}

// join registers a new person, an adult of korabel at the menu.
func (p *play) join(n byte, change ...func(*Person)) ID {
	id := ID{n}
	person := &Person{
		Lang: English, Age: AgeAdult, Agreed: p.now.Unix(), Area: "korabel",
		Chat: int64(n), Step: StepMenu, Seen: p.now.Unix(), Serial: 1,
	}
	for _, f := range change {
		f(person)
	}
	p.people[id] = person
	return id
}

// press presses a button of the current screen, or a link on it.
func (p *play) press(who ID, do string) Outcome {
	p.c.Helper()
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if b.Do != do || b.URL != "" {
				continue
			}
			p.byHand(who, b)
			if b.Link {
				return p.link(who, do)
			}
			return p.forge(who, do)
		}
	}
	p.c.Fatalf("there is no button %q on %v", do, p.screens[who])
	return Outcome{}
}

// forge presses a button on the current screen whether it is there or not.
func (p *play) forge(who ID, do string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Press, Do: do, Serial: p.people[who].Serial})
}

// link presses a button that works at any time.
func (p *play) link(who ID, do string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Press, Do: do})
}

func (p *play) write(who ID, text string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Words, Text: text})
}

func (p *play) command(who ID, word string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Command, Word: word})
}

// turn decides and applies one event.
func (p *play) turn(who ID, e Event) Outcome {
	p.c.Helper()
	p.seed++
	out := p.decide(who, e)
	p.apply(who, out)
	return out
}

// decide gives a turn what it wants to read, and applies nothing.
func (p *play) decide(who ID, e Event) Outcome {
	p.c.Helper()
	person := Person{}
	if have := p.people[who]; have != nil {
		person = *have
	}
	if e.Sent == 0 && (e.Kind == Words || e.Kind == Photo || e.Kind == Voice) {
		e.Sent = int(p.seed)
	}
	e.Who, e.Now, e.Seed = who, p.now, [16]byte{byte(p.seed), byte(p.seed >> 8)}
	if e.Chat == 0 {
		e.Chat = int64(who[0])
	}
	w := p.world()
	for range 10 {
		before := maps.Clone(w.Seats)
		out := Decide(w, person, e)
		if !reflect.DeepEqual(before, w.Seats) {
			p.c.Fatalf("the turn changed the world it read")
		}
		if out.Need.Empty() {
			return out
		}
		p.load(who, &w, out.Need)
	}
	p.c.Fatalf("the turn never has read enough: %+v", e)
	return Outcome{}
}

// world is what a turn reads, as long as it has asked for nothing.
func (p *play) world() World {
	board := p.board
	return World{
		Programme: p.programme, Guides: p.guides, Board: &board,
		Records: Records{}, Seats: map[string]Seats{},
		Answers: map[string]*Answers{}, Invites: map[string]*Invitation{}, Bot: "test_bot",
		Queues: map[CaseQueue][]Waiting{}, Label: p.label,
	}
}

func (p *play) load(who ID, w *World, need Reads) {
	for _, a := range need.Records {
		w.Records[a] = p.record(who, a)
	}
	for _, token := range need.Invites {
		w.Invites[token] = nil
		if inv, ok := p.invites[token]; ok {
			w.Invites[token] = &inv
		}
	}
	if w.Guests == nil {
		w.Guests, w.Crowds, w.Runs = map[string]Guests{}, map[Crowd]CrowdSize{}, map[string]RunProgress{}
	}
	for _, id := range need.Came {
		if w.Came == nil {
			w.Came = map[string]int{}
		}
		w.Came[id] = len(p.came[id])
	}
	for _, id := range need.Guests {
		w.Guests[id] = p.guestsOf(id)
	}
	for _, c := range need.Crowds {
		var n CrowdSize
		for _, person := range p.people {
			if (c.Areas == "" || slices.Contains(strings.Fields(c.Areas), person.Area)) && (c.Langs == "" || slices.Contains(strings.Fields(c.Langs), string(person.Lang))) {
				n.People++
				if person.Paused {
					n.Paused++
					continue
				}
				if person.Mutes(TopicNews) {
					n.Muted++
					continue
				}
				if n.Groups == nil {
					n.Groups = map[string]int{}
				}
				n.Groups[person.Area+" "+string(person.Lang)]++
			}
		}
		w.Crowds[c] = n
	}
	for _, id := range need.Runs {
		w.Runs[id] = p.runs[id]
	}
	for _, r := range need.Editions {
		if w.Editions == nil {
			w.Editions = map[Readership][]Edition{}
		}
		w.Editions[r] = p.editions[r]
	}
	if need.Timed != 0 {
		w.HasTimed = true
		for _, c := range p.concerns {
			w.Timed = append(w.Timed, c.Timed(p.now)...)
		}
	}
	if need.Log {
		w.HasLog, w.Log = true, p.log
	}
	for _, q := range need.Queues {
		w.Queues[q] = p.queue(q)
	}
	for _, id := range need.Seats {
		w.Seats[SeatsOf(id)] = p.seats(who, id)
	}
	if need.Answers != "" {
		w.Answers[need.Answers] = nil
		if a, ok := p.answers[need.Answers][who]; ok {
			w.Answers[need.Answers] = &a
		}
	}
}

// record is what stands under an ask.
func (p *play) record(who ID, a Ask) any {
	p.c.Helper()
	switch a := a.(type) {
	case Own[Concern]:
		return p.concerns[a.ID]
	case Record[Concern]:
		if p.board.member(who) == nil {
			p.c.Fatalf("somebody without a role asks for a case")
		}
		return p.concerns[a.ID]
	case Record[Person]:
		var id ID
		copy(id[:], a.ID)
		return p.people[id]
	case Record[WaveResult]:
		return p.results[a.ID]
	}
	return p.kept[a.about()] // whose it is, storage looks
}

// queue is what waits for a role, the oldest first.
func (p *play) queue(q CaseQueue) []Waiting {
	var all []Waiting
	for _, c := range p.concerns {
		if since, in := c.Waits()[q]; in {
			w := c.Waiting()
			w.Since = since
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Code, b.Code))
	})
	return all
}

func (p *play) guestsOf(session string) Guests {
	line := p.unoffered(session, p.waiting[SeatsOf(session)])
	g := Guests{Tongues: map[Lang]int{}, Line: line[:min(len(line), GuestsAtOnce)]}
	for _, id := range p.inside[SeatsOf(session)] {
		g.Tongues[p.people[id].Lang]++
		if s, ok := p.board.session(session); ok && p.people[id].comes(s) {
			g.Coming++
		}
	}
	return g
}

func (p *play) seats(who ID, session string) Seats {
	s := Seats{In: len(p.inside[SeatsOf(session)]), Waiting: len(p.waiting[SeatsOf(session)]), Offered: len(p.offering[SeatsOf(session)]), Until: p.offering[SeatsOf(session)][who]}
	first := func(line []ID) *ID {
		for _, id := range p.unoffered(session, line) {
			return &id
		}
		return nil
	}
	p.claimed(who, session, &s)
	s.First = first(p.waiting[SeatsOf(session)])
	if slices.Contains(p.inside[SeatsOf(session)], who) {
		s.Mine = Inside
	} else if i := slices.Index(p.waiting[SeatsOf(session)], who); i >= 0 {
		s.Mine, s.Position = InLine, i+1
		if s.Until != 0 {
			s.Next = first(p.waiting[SeatsOf(session)][i+1:])
		}
	}
	return s
}

// unoffered are those of a line to whom no place is offered.
func (p *play) unoffered(session string, line []ID) []ID {
	return slices.DeleteFunc(slices.Clone(line), func(id ID) bool { return p.offering[SeatsOf(session)][id] != 0 })
}

// keep offers a place to somebody who waits.
func (p *play) keep(session string, o Offer) {
	p.c.Helper()
	if s, ok := p.board.session(session); ok && len(p.inside[SeatsOf(session)])+len(p.offering[SeatsOf(session)]) >= s.Capacity && !s.Cancelled {
		p.c.Fatalf("more places of %s are offered than there are", session)
	}
	if !slices.Contains(p.unoffered(session, p.waiting[SeatsOf(session)]), o.Who) {
		p.c.Fatalf("a place of %s is offered to somebody who does not wait for one: %+v", session, o)
	}
	if p.offering[SeatsOf(session)] == nil {
		p.offering[SeatsOf(session)] = map[ID]int64{}
	}
	p.offering[SeatsOf(session)][o.Who] = o.Until
}

// lapse takes back the place that somebody let go by, as the calendar does, and offers it
// to whoever is next; it gives what they are told.
func (p *play) lapse(session string, who ID) *Say {
	p.c.Helper()
	next := p.seats(who, session).Next
	delete(p.offering[SeatsOf(session)], who)
	if next == nil {
		return nil
	}
	s, _ := p.board.session(session)
	say, o := OfferPlace(p.world(), p.people[*next], *next, s, p.now)
	p.keep(session, o)
	if say != nil {
		p.check(*say)
	}
	return say
}

func (p *play) apply(who ID, out Outcome) {
	p.c.Helper()
	if len(out.Says) == 0 && out.Toast == "" && out.Silent == "" {
		p.c.Errorf("silence without a reason")
	}
	if before := p.people[who]; before != nil && out.Person.Serial != before.Serial { // the screen is gone, or is another one
		delete(p.screens, who)
	}
	for _, s := range out.Says {
		p.check(s)
		p.checkBrief(out.Person.Step, s)
		p.checkLead(out.Person.Step, s)
		if s.Screen {
			p.screens[who] = s
		}
	}
	if !out.Keep {
		p.people[who] = p.stored(out.Person)
	}
	for _, e := range out.Effects {
		p.effect(who, e)
	}
}

// checkBrief: what a desk shows of somebody's words, picture, voice or place
// cannot be passed on and does not stay on that phone.
func (p *play) checkBrief(at Step, s Say) {
	p.c.Helper()
	if s.To != nil || !onDesk(at) {
		return
	}
	shows := s.Media != nil || s.Pin != nil
	for _, l := range s.Lines {
		if q, ok := l.Args["words"].(Quote); ok {
			shows = shows || p.writtenByResidents(string(q))
		}
	}
	if shows && (s.Vanish <= 0 || s.Vanish > time.Hour || !s.Protect) {
		p.c.Errorf("at %s this stays: %v", at, s.Lines)
	}
}

// checkLead: at a desk the question or the title stands first, in bold, and what somebody
// wrote below it.
func (p *play) checkLead(at Step, s Say) {
	p.c.Helper()
	if !s.Screen || !onDesk(at) {
		return
	}
	n := 0
	for _, l := range s.Lines {
		switch l.PartIn(n) {
		case PartNews, PartFine:
		case PartLead:
			if quotes(l) && !slices.ContainsFunc(s.Lines, func(l Line) bool { return l.As == PartLead }) {
				p.c.Errorf("at %s a quotation leads: %v", at, s.Lines)
			}
			return
		default:
			n++
		}
	}
}

// quotes says whether a line shows what somebody wrote.
func quotes(l Line) bool {
	if lines, ok := l.Args["text"].(Lines); ok {
		return slices.ContainsFunc(lines, quotes)
	}
	_, said := l.Args["words"].(Quote)
	_, marked := l.Args["words"].(Marked)
	return said || marked
}

// writtenByResidents says whether words begin like any that lie in a concern.
func (p *play) writtenByResidents(words string) bool {
	head := words[:min(len(words), 12)]
	for _, c := range p.concerns {
		all := []string{c.Words, c.Released}
		for _, e := range c.Thread {
			all = append(all, e.Words, e.Shown)
		}
		if head != "" && slices.ContainsFunc(all, func(w string) bool { return strings.Contains(w, head) }) {
			return true
		}
	}
	return false
}

// stored sends a person through storage's format.
func (p *play) stored(before Person) *Person {
	p.c.Helper()
	raw, err := cbor.Marshal(before)
	if err != nil {
		p.c.Fatalf("store a person: %v", err)
	}
	var after Person
	if err := cbor.Unmarshal(raw, &after); err != nil {
		p.c.Fatalf("read a person: %v", err)
	}
	return &after
}

func (p *play) effect(who ID, effect Effect) {
	p.c.Helper()
	switch e := effect.(type) {
	case Join:
		s, _ := p.board.session(e.Session)
		if seats := p.seats(who, e.Session); seats.Mine == Inside || seats.Until == 0 && s.free(seats, e.Claim) < e.places() {
			p.c.Fatalf("joins %s although %+v", e.Session, seats)
		}
		p.waiting[SeatsOf(e.Session)] = slices.DeleteFunc(p.waiting[SeatsOf(e.Session)], func(id ID) bool { return id == who })
		delete(p.offering[SeatsOf(e.Session)], who)
		p.inside[SeatsOf(e.Session)] = append(p.inside[SeatsOf(e.Session)], who)
		p.claim(who, e.Session, e.Claim)
	case Bring:
		p.claim(who, e.Session, e.Claim)
	case Queue:
		if p.seats(who, e.Session).Mine != Outside {
			p.c.Fatalf("queues for %s twice", e.Session)
		}
		p.waiting[SeatsOf(e.Session)] = append(p.waiting[SeatsOf(e.Session)], who)
		p.claim(who, e.Session, e.Claim)
	case CheckIn:
		if slices.Contains(p.came[e.Session], who) {
			p.c.Fatalf("checks in at %s twice", e.Session)
		}
		p.came[e.Session] = append(p.came[e.Session], who)
	case CheckOut:
		p.came[e.Session] = slices.DeleteFunc(p.came[e.Session], func(id ID) bool { return id == who })
	case Leave:
		p.leave(who, e)
	case FileConcern:
		p.concerns[e.Concern.Code] = &e.Concern
		p.count(e.Counts)
	case UpdateConcern:
		p.concerns[e.Concern.Code] = &e.Concern
		p.count(e.Counts)
	case PutAnswers:
		if p.answers[e.Wave] == nil {
			p.answers[e.Wave] = map[ID]Answers{}
		}
		p.answers[e.Wave][who] = e.Answers
	case DropAnswers:
		delete(p.answers[e.Wave], who)
	case PutBoard:
		p.board = e.Board
	case Invite:
		p.invites[e.Token] = e.Invitation
	case Redeem:
		if _, ok := p.invites[e.Token]; !ok {
			p.c.Fatalf("an invitation is used twice")
		}
		delete(p.invites, e.Token)
	case Offers:
		for _, o := range e.All { // the larger room is put on the board after them
			line := p.unoffered(e.Session, p.waiting[SeatsOf(e.Session)])
			if s, _ := p.board.session(e.Session); !slices.Contains(line, o.Who) || line[0] != o.Who && !s.Claims() {
				p.c.Fatalf("a place is offered out of turn: %+v", e)
			}
			if p.offering[SeatsOf(e.Session)] == nil {
				p.offering[SeatsOf(e.Session)] = map[ID]int64{}
			}
			p.offering[SeatsOf(e.Session)][o.Who] = o.Until
		}
	case Audit:
		p.log = append([]AuditEntry{e.Entry}, p.log...)
	case Erase:
		if person := p.people[who]; person != nil {
			for _, code := range person.Codes {
				delete(p.concerns, code)
			}
		}
		for _, wave := range p.answers {
			delete(wave, who)
		}
		delete(p.people, who)
		delete(p.screens, who)
	case Changed:
		of, to := e.Change()
		p.kept[of] = to
	case Enrol, CallOff: // about messages, of which there are none here
	default:
		p.c.Fatalf("nobody here knows what a %T does", effect)
	}
}

func (p *play) leave(who ID, e Leave) {
	p.c.Helper()
	s := p.seats(who, e.Session)
	next := s.First
	if s.Until != 0 {
		next = s.Next
	}
	card, _ := p.board.session(e.Session)
	if s.Mine == Outside || e.Offer != nil && !card.Claims() && (s.Mine != Inside && s.Until == 0 || next == nil || *next != e.Offer.Who) {
		p.c.Fatalf("leaves wrongly: %+v with %+v", e, s)
	}
	is := func(id ID) bool { return id == who }
	delete(p.claims[SeatsOf(e.Session)], who)
	p.inside[SeatsOf(e.Session)] = slices.DeleteFunc(p.inside[SeatsOf(e.Session)], is)
	p.waiting[SeatsOf(e.Session)] = slices.DeleteFunc(p.waiting[SeatsOf(e.Session)], is)
	delete(p.offering[SeatsOf(e.Session)], who)
	if e.Offer != nil {
		p.keep(e.Session, *e.Offer)
	}
}

func (p *play) count(counts []Count) {
	for _, c := range counts {
		p.counts[c.Period+" "+c.Field] += c.By
	}
}

// check refuses what could not be shown: a key without words, an argument that
// is missing, a button that Telegram or a later step would not take.
func (p *play) check(s Say) {
	p.c.Helper()
	if len(s.Lines) == 0 {
		p.c.Errorf("a message without words: %+v", s)
	}
	for _, l := range s.Lines {
		p.checkLine(l)
	}
	looks := map[Style]int{}
	for i, row := range s.Rows {
		for j, b := range row {
			looks[b.Look()]++
			if b.Look() == StyleDanger && s.Screen && i == 0 && j == 0 {
				p.c.Errorf("what cannot be undone comes first: %v", s.Rows)
			}
		}
	}
	if looks[StyleMain] > 1 || looks[StyleDanger] > 1 {
		p.c.Errorf("a screen has one main answer at most, and one that cannot be undone: %v", s.Rows)
	}
	does := map[string]bool{}
	for i, row := range s.Rows {
		if s.Screen && i < len(s.Rows)-1 && slices.ContainsFunc(row, func(b Button) bool { return b.Key == back().Key || b.Key == cancel().Key }) {
			p.c.Errorf("Back or Cancel stands above another row: %v", s.Rows)
		}
		if len(row) == 0 || len(row) > 8 {
			p.c.Errorf("a row of %d buttons", len(row))
		}
		for _, b := range row {
			if b.Key != "" {
				p.checkLine(Line{Key: b.Key, Args: b.Args})
			} else if b.Label == "" {
				p.c.Errorf("a button without words: %+v", b)
			}
			if !b.Link && b.URL == "" && b.Copy == "" { // links stand below screens that do not know of them
				if does[b.Do] {
					p.c.Errorf("two buttons of a screen do %q: %v", b.Do, s.Rows)
				}
				does[b.Do] = true
			}
			if b.URL == "" && b.Copy == "" && !buttonDo.MatchString(b.Do) {
				p.c.Errorf("a button cannot carry %q", b.Do)
			}
			if !b.Link && b.URL == "" && b.Copy == "" && !s.Screen {
				p.c.Errorf("%q works on a screen only", b.Do)
			}
		}
	}
}

var (
	buttonDo = regexp.MustCompile(`^[a-z0-9._-]{1,40}$`)
	argument = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)
)

func (p *play) checkLine(l Line) {
	p.c.Helper()
	if strings.HasPrefix(l.Key, "guide/") {
		return
	}
	text, ok := p.messages[l.Key]
	if !ok {
		p.c.Errorf("there are no words for %q", l.Key)
	}
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		if _, ok := l.Args[m[1]]; !ok {
			p.c.Errorf("%q needs %q", l.Key, m[1])
		}
	}
	for name, arg := range l.Args {
		switch a := arg.(type) {
		case Lines:
			for _, nested := range a {
				p.checkLine(nested)
			}
		case Said:
			for _, nested := range a {
				p.checkLine(nested)
			}
		case Ref:
			p.checkLine(Line{Key: string(a)})
		case Refs:
			for _, key := range a {
				p.checkLine(Line{Key: key})
			}
		case Quote, Marked, Name, Rich, Code, Decimal, Moment, Day, Date, DateHour, Tongue, Names, Titles, Tongues, int:
		case Shown:
			if a.Hidden() {
				p.c.Errorf("%q shows a hidden %s", l.Key, name)
			}
		default:
			p.c.Errorf("%q has an argument %s of type %T", l.Key, name, arg)
		}
	}
}

// says tells whether a line with this key is anywhere in what was said.
func says(out Outcome, key string) bool {
	for _, s := range out.Says {
		if hasKey(s, key) {
			return true
		}
	}
	return false
}

func hasKey(s Say, key string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return lineHas(l, key) })
}

func lineHas(l Line, key string) bool {
	if l.Key == key {
		return true
	}
	for _, arg := range l.Args {
		nested, ok := arg.(Lines)
		if said, is := arg.(Said); is {
			nested, ok = Lines(said), true
		}
		if ok && slices.ContainsFunc(nested, func(l Line) bool { return lineHas(l, key) }) {
			return true
		}
	}
	return false
}

// hasButton says whether a screen has a button with a label.
func hasButton(s Say, key string) bool {
	return slices.ContainsFunc(slices.Concat(s.Rows...), func(b Button) bool { return b.Key == key })
}

// offers tells whether the current screen has a button.
func (p *play) offers(who ID, do string) bool {
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if b.Do == do {
				return true
			}
		}
	}
	return false
}

// englishMessages reads the keys and words that exist; of a plural message, the
// words of "other".
func englishMessages(c checker) map[string]string { return messagesIn(c, English) }

// messagesIn are a language's messages, without their plural forms. They are read once;
// nobody changes them.
func messagesIn(c checker, lang Lang) map[string]string {
	if read, ok := messagesRead.Load(lang); ok {
		return read.(map[string]string)
	}
	flat := readMessages(c, lang)
	messagesRead.Store(lang, flat)
	return flat
}

var messagesRead sync.Map // by Lang

func readMessages(c checker, lang Lang) map[string]string {
	raw, err := os.ReadFile("../locales/" + string(lang) + ".toml")
	if err != nil {
		c.Fatalf("read the messages: %v", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		c.Fatalf("parse the messages: %v", err)
	}
	flat := map[string]string{}
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		if other, ok := node["other"].(string); ok {
			flat[strings.TrimSuffix(prefix, ".")] = other
			return
		}
		for key, value := range node {
			switch v := value.(type) {
			case string:
				flat[prefix+key] = v
			case map[string]any:
				walk(prefix+key+".", v)
			}
		}
	}
	walk("", tree)
	return flat
}
