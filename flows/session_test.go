package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// meeting is a session five days from the start of a play.
func (p *play) meeting(id string, change ...func(*Session)) Session {
	s := Session{
		ID: id, Title: Text{English: "Lights and yards"}, About: Text{English: "What to light first"},
		Start: p.now.Add(5 * 24 * time.Hour).Unix(), Minutes: 90,
		Place: Text{English: "School 12"}, Address: Text{English: "Perekopska 5"},
		Capacity: 2, Officers: 2, NoPapers: true, Childcare: true, TravelHelp: true,
		Interpreters: []Lang{Russian},
	}
	for _, f := range change {
		f(&s)
	}
	p.board.Sessions = append(p.board.Sessions, s)
	return s
}

func teen(p *Person)                { p.Age = AgeTeen }
func youth(s *Session)              { s.Youth = true }
func onDay(s *Session)              { s.AddressOnDay = true }
func cancelled(s *Session)          { s.Cancelled = true }
func capacity(n int) func(*Session) { return func(s *Session) { s.Capacity = n } }
func startsIn(d time.Duration, p *play) func(*Session) {
	return func(s *Session) { s.Start = p.now.Add(d).Unix() }
}

func TestTheListShowsWhatIsForThePerson(t *testing.T) {
	p := newPlay(t)
	p.meeting("open")
	p.meeting("here", func(s *Session) { s.Areas = []string{"korabel"} })
	p.meeting("there", func(s *Session) { s.Areas = []string{"tavr"} })
	p.meeting("youth", youth)
	p.meeting("gone", cancelled)
	p.meeting("over", startsIn(-91*time.Minute, p))
	p.meeting("running", startsIn(-89*time.Minute, p))
	adult, young := p.join(1), p.join(2, teen)
	unsaid := p.join(3, func(p *Person) { p.Age = AgeUnsaid })

	want := map[ID][]string{
		adult:  {"open", "here", "running"},
		unsaid: {"open", "here", "running"},
		young:  {"youth"},
	}
	for who, ids := range want {
		p.list(who)
		for _, s := range p.board.Sessions {
			if got, want := p.offers(who, "s."+s.ID), slices.Contains(ids, s.ID); got != want {
				t.Errorf("%s person: session %s listed: %v, want %v", p.people[who].Age, s.ID, got, want)
			}
		}
	}

	p.programme.Minors.Sessions = false
	if out := p.link(young, "sessions"); !says(out, "session.list.adults") || p.offers(young, "s.youth") {
		t.Errorf("young people are offered sessions although the programme allows none")
	}
}

// list opens the list of meetings, by way of the card that stands before it.
func (p *play) list(who ID) {
	p.c.Helper()
	if p.link(who, "sessions"); p.people[who].Step == StepSessionFirst {
		p.forge(who, "others")
	}
}

// TestMeetingsOpensTheCard: what "Meetings" opens is what the person comes for, so that
// joining is two presses.
func TestMeetingsOpensTheCard(t *testing.T) {
	full := func(p *play, id string) {
		for i := range 30 {
			p.inside[id] = append(p.inside[id], ID{200, byte(i)})
		}
	}
	for _, tt := range []struct {
		name string
		set  func(p *play, who ID)
		want string // the meeting, "" for the list
		do   string
	}{
		{"the soonest", func(*play, ID) {}, "first", "join"},
		{"not one that is full", func(p *play, _ ID) { full(p, "first") }, "second", "join"},
		{"unless all are", func(p *play, _ ID) { full(p, "first"); full(p, "second"); full(p, "third") }, "first", "wait"},
		{"one's own", func(p *play, who ID) { p.inside["third"] = []ID{who} }, "third", "leave"},
		{"one that they wait for", func(p *play, who ID) { full(p, "third"); p.waiting["third"] = []ID{who} }, "third", "leave"},
		{"not one that runs", func(p *play, _ ID) { p.board.Sessions[0].Start = p.now.Add(-time.Minute).Unix() }, "second", "join"},
		{"none", func(p *play, _ ID) { p.board.Sessions = nil }, "", "back"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlay(t)
			for i, id := range []string{"first", "second", "third"} {
				p.meeting(id, startsIn(time.Duration(i+1)*day24, p))
			}
			who := p.join(1, func(p *Person) { p.Sessions = []string{"third"} })
			tt.set(p, who)
			p.command(who, "menu")
			out := p.press(who, "sessions")
			if out.Person.Topic != tt.want || !p.offers(who, tt.do) || p.offers(who, "others") != (tt.want != "") {
				t.Fatalf("at %s of %q: %+v", out.Person.Step, out.Person.Topic, p.screens[who].Rows)
			}
			if tt.do == "join" {
				if out = p.press(who, "join"); p.seats(who, tt.want).Mine != Inside {
					t.Errorf("two presses do not join: %+v", out.Effects)
				}
				return
			}
			if tt.want != "" {
				if out = p.press(who, "others"); out.Person.Step != StepSessions || !p.offers(who, "s.second") {
					t.Errorf("the others are at %s", out.Person.Step)
				}
				p.press(who, "s.second")
				if out = p.press(who, "back"); out.Person.Step != StepSessions {
					t.Errorf("back from a card of the list leads to %s", out.Person.Step)
				}
			}
			if out = p.press(who, "back"); out.Person.Step != StepMenu {
				t.Errorf("back leads to %s", out.Person.Step)
			}
		})
	}
	p := newPlay(t)
	p.meeting("only")
	who := p.join(1)
	if p.link(who, "sessions"); p.offers(who, "others") {
		t.Error("one meeting has others")
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	if out := p.command(who, "sessions"); !says(out, "session.list.empty") {
		t.Errorf("said %+v", out.Says)
	}
	if out := p.press(who, "back"); out.Person.Step != StepMenu {
		t.Errorf("Back leads to %s", out.Person.Step)
	}
}

func TestALongListHasPages(t *testing.T) {
	p := newPlay(t)
	for i := range 9 {
		p.meeting(fmt.Sprintf("s%d", i))
	}
	who := p.join(1)
	p.list(who)
	if !p.offers(who, "s.s7") || p.offers(who, "s.s8") || p.offers(who, "p.-1") {
		t.Fatalf("the first page is wrong: %+v", p.screens[who].Rows)
	}
	p.press(who, "p.1")
	if p.offers(who, "s.s7") || !p.offers(who, "s.s8") || p.offers(who, "p.2") {
		t.Fatalf("the second page is wrong: %+v", p.screens[who].Rows)
	}
	p.press(who, "s.s8")
	p.press(who, "back")
	if !p.offers(who, "s.s8") {
		t.Errorf("Back from a card forgets the page")
	}
	for _, forged := range []string{"p.2", "p.-1", "p.x", "p.", "s.nothing", "s.", "x"} {
		if out := p.forge(who, forged); !says(out, "common.misfit.button") || out.Person.Step != StepSessions {
			t.Errorf("the forged button %q led to %s", forged, out.Person.Step)
		}
	}
	p.board.Sessions = p.board.Sessions[:8]
	if out := p.forge(who, "p.1"); !says(out, "common.misfit.button") {
		t.Errorf("a full page is followed by an empty one")
	}
	p.board.Sessions = p.board.Sessions[:1]
	p.command(who, "nonsense") // shows the current screen again
	if !p.offers(who, "s.s0") {
		t.Errorf("a list that has become shorter stays on a page that is gone")
	}
}

func TestTheCardSaysOnlyWhatWasPromised(t *testing.T) {
	promises := []string{"session.card.no_papers", "session.card.childcare", "session.card.travel", "session.card.interpreters"}
	p := newPlay(t)
	p.meeting("all", func(s *Session) { s.Uniform = true })
	p.meeting("bare", func(s *Session) {
		s.NoPapers, s.Childcare, s.TravelHelp, s.Interpreters, s.Officers, s.About = false, false, false, nil, 0, nil
	})
	p.meeting("plain")
	who := p.join(1)
	all, bare := p.link(who, "s.all"), p.link(who, "s.bare")
	for _, key := range promises {
		if !says(all, key) || says(bare, key) {
			t.Errorf("%s: said %v where promised, %v where not", key, says(all, key), says(bare, key))
		}
	}
	if !says(all, "session.officers.uniform") || !says(bare, "session.officers.nobody") {
		t.Errorf("officers are described wrongly")
	}
	if !says(p.link(who, "s.plain"), "session.officers.plain") {
		t.Errorf("plain clothes are not mentioned")
	}
	if !says(all, "session.card.about") || says(bare, "session.card.about") {
		t.Errorf("the description is wrong")
	}
}

func TestTheAddressIsForGuestsOnTheDay(t *testing.T) {
	p := newPlay(t)
	p.meeting("hidden", onDay)
	p.meeting("known")
	guest, other := p.join(1), p.join(2)
	p.inside["hidden"] = []ID{guest}
	p.waiting["hidden"] = []ID{{9}}

	if out := p.link(other, "s.known"); !says(out, "session.card.address") {
		t.Errorf("a known address is not shown")
	}
	check := func(when string, who ID, want string) {
		t.Helper()
		out := p.link(who, "s.hidden")
		for _, key := range []string{"session.card.address", "session.card.address_on_day", "session.card.address_on_day_paused", "session.card.address_for_guests"} {
			if says(out, key) != (key == want) {
				t.Errorf("%s: %s said: %v", when, key, says(out, key))
			}
		}
	}
	check("before", guest, "session.card.address_on_day")
	check("before", other, "session.card.address_for_guests")
	p.people[guest].Paused = true
	check("before, paused", guest, "session.card.address_on_day_paused")
	p.people[guest].Paused = false
	start := p.board.Sessions[0].StartsAt(p.programme.Zone)
	midnight := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, p.programme.Zone)
	p.now = midnight.Add(-time.Second).UTC()
	check("a second before midnight", guest, "session.card.address_on_day")
	p.now = midnight.UTC()
	check("on the day", guest, "session.card.address")
	check("on the day", other, "session.card.address_for_guests")
	p.board.Sessions[0].Start = midnight.Add(23 * time.Hour).Unix()
	p.now = midnight.Add(24 * time.Hour).Add(time.Minute)
	check("while it runs past midnight", guest, "session.card.address")
}

func TestTheCalendarFileNeverTellsAHiddenAddress(t *testing.T) {
	p := newPlay(t)
	p.meeting("hidden", onDay)
	p.meeting("known")
	who := p.join(1)
	p.inside["hidden"] = []ID{who}
	p.now = time.Unix(p.board.Sessions[0].Start, 0).Add(-time.Minute) // even on the day
	for id, want := range map[string]bool{"hidden": false, "known": true} {
		p.link(who, "s."+id)
		out := p.press(who, "calendar")
		file := out.Says[0].Attach
		if file == nil || file.Session == nil || file.Session.ID != id || !out.Says[0].Fresh || out.Says[0].Screen {
			t.Fatalf("%s: no file in a message of its own: %+v", id, out.Says[0])
		}
		if got := len(file.Session.Address) > 0; got != want {
			t.Errorf("%s: the file has the address: %v", id, got)
		}
		if len(p.board.Sessions[0].Address) == 0 {
			t.Fatalf("making the file changed the board")
		}
		if len(out.Says) != 1 || p.people[who].Step != StepSessionCard {
			t.Errorf("%s: the file moved the screen to %q: %+v", id, p.people[who].Step, out.Says)
		}
	}
}

func TestJoining(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1))
	ann, ben := p.join(1), p.join(2)
	p.link(ann, "s.m")
	p.link(ben, "s.m")
	out := p.press(ann, "join")
	if !slices.Equal(p.inside["m"], []ID{ann}) || !slices.Equal(p.people[ann].Sessions, []string{"m"}) {
		t.Fatalf("not in: %v %v", p.inside["m"], p.people[ann].Sessions)
	}
	receipt := out.Says[0]
	if !hasKey(receipt, "session.joined") || !receipt.Fresh || !receipt.Screen || !receipt.Tells || len(out.Says) != 1 {
		t.Errorf("no receipt to keep: %+v", out.Says)
	}
	for _, key := range []string{"session.button.calendar", "session.button.leave", "button.menu"} {
		if !hasButton(receipt, key) {
			t.Errorf("the receipt has no %s", key)
		}
	}
	if out := p.press(ann, "calendar"); len(out.Says) != 1 || out.Says[0].Attach == nil || p.people[ann].Step != StepSessionNext {
		t.Errorf("the calendar of a receipt: %+v", out.Says)
	}
	if p.press(ann, "leave"); p.people[ann].Step != StepSessionLeave {
		t.Errorf("the receipt leads to %q", p.people[ann].Step)
	}
	p.press(ann, "back")

	// The place went while the other was reading: told and asked, never queued.
	out = p.press(ben, "join")
	if len(out.Effects) > 0 || out.Person.Step != StepSessionFull || !says(out, "session.full") {
		t.Fatalf("joining a full session did %+v and leads to %s", out.Effects, out.Person.Step)
	}
	out = p.press(ben, "wait")
	if !slices.Equal(p.waiting["m"], []ID{ben}) || !says(out, "session.queued") {
		t.Fatalf("not in line: %v", p.waiting["m"])
	}
	if got := out.Says[0].Lines[0].Args["number"]; got != 1 {
		t.Errorf("told number %v", got)
	}
	if !slices.Equal(p.people[ben].Sessions, []string{"m"}) {
		t.Errorf("the record lists %v", p.people[ben].Sessions)
	}
	p.link(ben, "s.m")
	if p.offers(ben, "join") || p.offers(ben, "wait") || !p.offers(ben, "leave") {
		t.Errorf("the card of somebody waiting is wrong")
	}
}

func TestAskingTwiceIsAnswered(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1))
	in, line, out := p.join(1), p.join(2), p.join(3)
	p.inside["m"], p.waiting["m"] = []ID{in}, []ID{line}
	tests := []struct {
		who ID
		do  string
		key string
	}{
		{in, "join", "session.already.inside"},
		{in, "wait", "session.already.inside"},
		{line, "join", "session.already.waiting"},
		{line, "wait", "session.already.waiting"},
		{out, "leave", "session.not_in"},
	}
	for _, test := range tests {
		p.link(test.who, "s.m")
		got := p.forge(test.who, test.do)
		if !says(got, test.key) || len(got.Effects) > 0 || got.Person.Step != StepSessionCard {
			t.Errorf("%s as %v: effects %v, said %+v", test.do, test.who[0], got.Effects, got.Says)
		}
	}
}

func TestAFreePlaceBeatsTheWaitlist(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1))
	ann, ben := p.join(1), p.join(2)
	p.inside["m"] = []ID{ann}
	p.link(ben, "s.m")
	p.inside["m"] = nil
	if out := p.press(ben, "wait"); !says(out, "session.joined_after_all") || !slices.Equal(p.inside["m"], []ID{ben}) {
		t.Errorf("queued for a free place: %+v", out.Says)
	}
}

func TestLeavingOffersThePlaceToTheFirstInLine(t *testing.T) {
	for _, paused := range []bool{false, true} {
		t.Run(fmt.Sprintf("paused %v", paused), func(t *testing.T) {
			p := newPlay(t)
			p.meeting("m", capacity(1))
			ann := p.join(1, func(p *Person) { p.Sessions = []string{"other", "m"} })
			ben := p.join(2, func(p *Person) { p.Lang, p.Paused, p.Sessions = Ukrainian, paused, []string{"m"} })
			p.inside["m"], p.waiting["m"] = []ID{ann}, []ID{ben, {9}}
			p.link(ann, "s.m")
			if out := p.press(ann, "leave"); !says(out, "session.leave.wanted") || len(out.Effects) > 0 {
				t.Fatalf("leaving does not ask: %+v", out)
			}
			if first := p.screens[ann].Rows[0][0]; first.Do != "back" {
				t.Errorf("the first button is %q, not the safe one", first.Do)
			}
			out := p.press(ann, "place")
			until := p.offering["m"][ben]
			if len(p.inside["m"]) > 0 || !slices.Equal(p.waiting["m"], []ID{ben, {9}}) || len(p.offering["m"]) != 1 || (until == p.now.Unix()) != paused {
				t.Fatalf("inside %v, waiting %v, offered %v", p.inside["m"], p.waiting["m"], p.offering["m"])
			}
			if !slices.Equal(p.people[ann].Sessions, []string{"other"}) || !says(out, "session.left") {
				t.Errorf("the record lists %v", p.people[ann].Sessions)
			}
			var pushed []Say
			for _, s := range out.Says {
				if s.To != nil {
					pushed = append(pushed, s)
				}
			}
			if paused {
				if len(pushed) > 0 {
					t.Errorf("a paused person is written to: %+v", pushed)
				}
				return
			}
			if len(pushed) != 1 {
				t.Fatalf("%d messages to others", len(pushed))
			}
			s := pushed[0]
			if *s.To != ben || s.Lang != Ukrainian || s.Chat != 2 || !s.Fresh || s.Screen || s.Rows[0][0].Do != "take.m" || s.Rows[1][0].Do != "cant.m" || s.Rows[2][0].Do != "s.m" || s.Lapses != until {
				t.Errorf("told wrongly: %+v", s)
			}
			if out := p.link(ben, "take.m"); !says(out, "session.joined") || !slices.Equal(p.inside["m"], []ID{ben}) || !slices.Equal(p.waiting["m"], []ID{{9}}) || len(p.offering["m"]) > 0 {
				t.Errorf("the place is not taken: %+v", out)
			}
		})
	}
}

func TestLeavingWithNobodyToOfferTo(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1))
	ann := p.join(1)
	p.inside["m"], p.waiting["m"] = []ID{ann}, []ID{{9}} // erased, not known any more
	p.link(ann, "s.m")
	p.press(ann, "leave")
	if out := p.press(ann, "place"); len(out.Effects) != 2 || out.Effects[0].(Leave).Offer != nil {
		t.Errorf("offers to somebody who is gone: %+v", out.Effects)
	}
	if !p.offers(ann, "s.m") {
		t.Errorf("the list is not shown after leaving")
	}
}

func TestLeavingTheLine(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1))
	ann, ben := p.join(1), p.join(2)
	p.inside["m"], p.waiting["m"] = []ID{{9}}, []ID{ann, ben}
	p.link(ann, "s.m")
	p.press(ann, "leave")
	if out := p.press(ann, "line"); out.Effects[0].(Leave).Offer != nil || !slices.Equal(p.waiting["m"], []ID{ben}) {
		t.Errorf("waiting %v after %+v", p.waiting["m"], out.Effects)
	}

	// Promoted while the question stood there: asked again, for the place now.
	p.link(ben, "s.m")
	p.press(ben, "leave")
	p.inside["m"], p.waiting["m"] = []ID{ben}, nil
	out := p.press(ben, "line")
	if len(out.Effects) > 0 || !says(out, "session.leave.promoted") || !says(out, "session.leave.unwanted") {
		t.Errorf("a place is given up by leaving the line: %+v", out)
	}
	p.inside["m"] = nil // left on another phone
	if out := p.press(ben, "place"); len(out.Effects) > 0 || !says(out, "session.not_in") {
		t.Errorf("left twice: %+v", out)
	}
}

func TestClosedSessionsAnswerClearly(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Session)
		person func(*Person)
		key    string
	}{
		{"cancelled", cancelled, nil, "session.cancelled"},
		{"over", func(s *Session) { s.Start -= 6 * 24 * 3600 }, nil, "session.over"},
		{"begun", func(s *Session) { s.Start -= 5*24*3600 + 60 }, nil, "session.begun"},
		{"another area", func(s *Session) { s.Areas = []string{"tavr"} }, nil, "session.elsewhere"},
		{"a youth session, to an adult", youth, nil, "session.unknown"},
		{"an adults' session, to a teen", nil, teen, "session.adults"},
		{"a cancelled youth session, to an adult", func(s *Session) { s.Youth, s.Cancelled = true, true }, nil, "session.unknown"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, do := range []string{"join", "wait", "leave", "calendar"} {
				p := newPlay(t)
				p.meeting("m", func(s *Session) { s.Youth = test.person != nil })
				change := test.person
				if change == nil {
					change = func(*Person) {}
				}
				who := p.join(1, change)
				p.link(who, "s.m")
				if p.people[who].Step != StepSessionCard {
					t.Fatalf("no card")
				}
				s := &p.board.Sessions[0]
				s.Youth = false
				if test.change != nil {
					test.change(s)
				}
				out := p.forge(who, do)
				if !says(out, test.key) || len(out.Effects) > 0 || len(out.Says) != 1 {
					t.Errorf("%s: effects %v, said %+v", do, out.Effects, out.Says)
				}
				if out := p.link(who, "s.m"); !says(out, test.key) || p.offers(who, do) {
					t.Errorf("the link still offers %s", do)
				}
				p.press(who, "back")
			}
		})
	}
	p := newPlay(t)
	who := p.join(1)
	if out := p.link(who, "s.nothing"); !says(out, "session.unknown") {
		t.Errorf("an unknown session: %+v", out.Says)
	}
}

func TestClosingWhileAskedToConfirm(t *testing.T) {
	p := newPlay(t)
	p.meeting("m")
	who := p.join(1)
	p.inside["m"] = []ID{who}
	p.link(who, "s.m")
	p.press(who, "leave")
	p.board.Sessions[0].Start = p.now.Unix()
	if out := p.press(who, "place"); len(out.Effects) > 0 || out.Person.Step != StepSessionCard {
		t.Errorf("left a session that has begun: %+v", out.Effects)
	}
}

func TestWhoeverIsInSeesTheCardAfterMoving(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", func(s *Session) { s.Areas = []string{"tavr"} })
	who := p.join(1, func(p *Person) { p.Sessions = []string{"m"} })
	p.inside["m"] = []ID{who}
	p.link(who, "sessions")
	if !p.offers(who, "leave") {
		t.Errorf("somebody who moved cannot leave their session")
	}
	p.inside["m"] = nil // the record is behind: what counts are the seats
	p.link(who, "sessions")
	if p.offers(who, "s.m") {
		t.Errorf("the list trusts the person's record instead of the seats")
	}
}

func TestWhoComesNamesRolesOnly(t *testing.T) {
	p := newPlay(t)
	p.meeting("m")
	p.meeting("y", youth)
	who, young := p.join(1), p.join(2, teen)
	p.inside["m"] = []ID{{8}, {9}}
	p.link(who, "s.m")
	out := p.press(who, "who")
	if !says(out, "session.who.residents") || !says(out, "session.officers.plain") || says(out, "session.places") {
		t.Errorf("said %+v", out.Says)
	}
	p.press(who, "back")
	p.link(young, "s.y")
	receipt := p.press(young, "join")
	if !says(receipt, "session.joined") || !says(receipt, "session.card.youth") || !says(receipt, "session.card.youth_lead") {
		t.Errorf("the receipt does not say that somebody has to agree: %+v", receipt.Says)
	}
	p.press(young, "menu")
	card := p.link(young, "s.y")
	if !says(card, "session.card.youth_lead") || !says(p.press(young, "who"), "session.who.youth") {
		t.Errorf("a young person is not told about consent or guests")
	}
	p.programme.Safeguarding = nil
	if !says(p.link(young, "s.y"), "session.card.youth") {
		t.Errorf("without a lead nothing is said about consent")
	}
}

func TestALeavingPersonSeesTheirOwnPlaceFree(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(2))
	who := p.join(1)
	p.inside["m"] = []ID{who}
	p.link(who, "s.m")
	p.press(who, "leave")
	if out := p.press(who, "place"); !says(out, "session.places") || says(out, "session.standing.inside") {
		t.Errorf("the list is older than the turn: %+v", out.Says)
	}
}

// TestSeatsKeepTheirPromises lets a crowd join, wait, leave, take what they are offered and
// let it go by in any order, through the screens, next to a plain model: never more inside
// and on offer than places, the line keeps its order, a place given up is offered to its
// head, and one that lapses to whoever is next behind.
func TestSeatsKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := newPlay(r)
		places := rapid.IntRange(1, 3).Draw(r, "places")
		p.meeting("m", capacity(places))
		var crowd []ID
		for i := range 6 {
			crowd = append(crowd, p.join(byte(i+1)))
			p.link(crowd[i], "s.m")
		}
		var inside, waiting []ID // the model; those with an offer wait
		offers := map[ID]bool{}
		offerFrom := func(line []ID) {
			for _, id := range line {
				if !offers[id] {
					offers[id] = true
					return
				}
			}
		}
		behind := func(who ID) []ID { return waiting[slices.Index(waiting, who)+1:] }
		out := func(list []ID, who ID) []ID {
			return slices.DeleteFunc(slices.Clone(list), func(id ID) bool { return id == who })
		}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			who := rapid.SampledFrom(crowd).Draw(r, "who")
			do := rapid.SampledFrom([]string{"join", "wait", "leave", "place", "line", "back", "who", "s.m", "reopen", "take", "take", "lapse"}).Draw(r, "do")
			at := p.people[who].Step
			switch {
			case do == "reopen":
				p.link(who, "s.m")
			case do == "take":
				p.link(who, "take.m")
			case do == "lapse" && offers[who]:
				p.lapse("m", who)
			case do != "lapse":
				p.forge(who, do)
			}
			in, line := slices.Contains(inside, who), slices.Contains(waiting, who)
			free := places - len(inside) - len(offers)
			switch {
			case do == "lapse" && offers[who]:
				delete(offers, who)
				offerFrom(behind(who))
			case do == "lapse":
			case in && do == "place" && at == StepSessionLeave:
				inside = out(inside, who)
				offerFrom(waiting)
			case line && at == StepSessionLeave && (do == "line" || do == "place"):
				if offers[who] {
					offerFrom(behind(who))
				}
				delete(offers, who)
				waiting = out(waiting, who)
			case line && (do == "take" || do == "join" && (at == StepSessionCard || at == StepSessionNext)) && (offers[who] || free > 0):
				delete(offers, who)
				inside, waiting = append(inside, who), out(waiting, who)
			case in || line:
			case free > 0 && (at == StepSessionCard && (do == "join" || do == "wait") || at == StepSessionFull && do == "wait"):
				inside = append(inside, who)
			case do == "wait" && (at == StepSessionCard || at == StepSessionFull):
				waiting = append(waiting, who)
			}
			if !slices.Equal(inside, p.inside["m"]) || !slices.Equal(waiting, p.waiting["m"]) {
				r.Fatalf("%s at %s: inside %v waiting %v, want %v and %v", do, at, p.inside["m"], p.waiting["m"], inside, waiting)
			}
			if len(inside)+len(offers) > places || len(offers) != len(p.offering["m"]) {
				r.Fatalf("%d of %d places taken, %d on offer, %d waiting; offered to %v, want %v", len(inside), places, len(offers), len(waiting), p.offering["m"], offers)
			}
			for id := range offers {
				if p.offering["m"][id] == 0 {
					r.Fatalf("offered to %v, want %v", p.offering["m"], offers)
				}
			}
			for _, id := range crowd {
				want := slices.Contains(inside, id) || slices.Contains(waiting, id)
				if got := slices.Contains(p.people[id].Sessions, "m"); got != want {
					r.Fatalf("the record of %d lists the session: %v, seats say %v", id[0], got, want)
				}
			}
		}
	})
}
