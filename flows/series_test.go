package flows

import (
	"slices"
	"testing"
	"time"
)

// repeated plans a meeting that repeats, publishes it and gives its meetings.
func repeated(p *play, who ID, moves ...string) []Session {
	p.c.Helper()
	planned(p, who)
	p.script(who, append([]string{"* change", "* repeat"}, moves...)...)
	if at := p.people[who].Step; at != StepPlanReview {
		p.c.Fatalf("the series leads to %s", at)
	}
	p.press(who, "publish")
	s, _ := p.board.session(p.people[who].Topic)
	return p.board.Evenings(s)
}

// circle is a circle of five weekly evenings with two places.
func circle(t *testing.T) (p *play, organiser ID, evenings []Session) {
	p, organiser, _ = organiserPlay(t)
	evenings = repeated(p, organiser, "* r.week", "* n.5", "* circle")
	if len(evenings) != 5 {
		t.Fatalf("the circle is %+v", evenings)
	}
	p.changeMeetings(func(s *Session) {
		if s.InCircle() {
			s.Capacity = 2
		}
	})
	return p, organiser, p.board.Evenings(evenings[0])
}

// changeMeetings changes meetings on the board.
func (p *play) changeMeetings(change func(*Session)) {
	p.board.Sessions = slices.Clone(p.board.Sessions)
	for i := range p.board.Sessions {
		change(&p.board.Sessions[i])
	}
}

// TestACircleIsOnePlace: whichever evening somebody joins or leaves by, they are in all or
// in none, and the place goes on for all of them.
func TestACircleIsOnePlace(t *testing.T) {
	p, _, all := circle(t)
	for i, s := range all {
		if s.Number != i+1 || s.Of != 5 || !s.InCircle() || s.Start != all[0].StartsAt(p.programme.Zone).AddDate(0, 0, 7*i).Unix() {
			t.Errorf("evening %d is %+v", i+1, s)
		}
	}
	ann, ben, cem := p.join(1), p.join(2), p.join(3)
	for i, who := range []ID{ann, ben, cem} {
		p.link(who, "s."+all[i].ID)
		if i < 2 {
			p.press(who, "join")
			continue
		}
		if p.offers(who, "join") {
			t.Fatal("a third evening has a place that the first has not")
		}
		p.press(who, "wait")
	}
	if got := len(p.people[ann].Sessions); got != 5 {
		t.Errorf("she knows of %d evenings", got)
	}
	for _, s := range all {
		if seats := p.seats(ann, s.ID); seats.Mine != Inside || seats.In != 2 || seats.Waiting != 1 {
			t.Errorf("evening %d has %+v", s.Number, seats)
		}
	}
	p.link(ann, "cant."+all[3].ID)
	out := p.press(ann, "place")
	if len(p.people[ann].Sessions) != 0 || p.seats(ann, all[0].ID).Mine != Outside {
		t.Errorf("she is still in %v", p.people[ann].Sessions)
	}
	if !slices.ContainsFunc(out.Says, func(s Say) bool { return s.To != nil && *s.To == cem }) || p.seats(cem, all[4].ID).Until == 0 {
		t.Error("the place is not offered to who waits")
	}
	p.link(cem, "take."+all[0].ID)
	if seats := p.seats(cem, all[4].ID); seats.Mine != Inside || seats.In != 2 {
		t.Errorf("who took it has %+v", seats)
	}
	p.command(ben, "forget")
}

// TestOneEveningIsSkipped: the place stays, nobody is reminded of that evening, and who
// comes after all says so.
func TestOneEveningIsSkipped(t *testing.T) {
	p, _, all := circle(t)
	ann := p.join(1)
	p.link(ann, "s."+all[0].ID)
	p.press(ann, "join")
	if p.now = time.Unix(all[1].Start, 0).Add(-25 * time.Hour); p.programme.Quiet(p.now) {
		t.Fatal("the night is no time for this")
	}
	tell := func(s Session) bool {
		_, _, ok := Remind(World{Programme: p.programme, Board: &p.board}, *p.people[ann], s.ID, Told{}, time.Unix(s.Start, 0).Add(-3*time.Hour))
		return ok
	}
	if !tell(all[1]) {
		t.Fatal("nobody is reminded of the second evening")
	}
	p.link(ann, "cant."+all[1].ID)
	p.press(ann, "skip")
	if !p.people[ann].skips(all[1].ID) || p.seats(ann, all[1].ID).Mine != Inside || tell(all[1]) || !tell(all[2]) {
		t.Errorf("after skipping: %+v", p.people[ann])
	}
	if !hasKey(p.screens[ann], "series.standing.skips") {
		t.Errorf("the card says %+v", p.screens[ann])
	}
	p.press(ann, "comes")
	if p.people[ann].skips(all[1].ID) || !p.people[ann].comes(all[1]) || !tell(all[1]) {
		t.Error("who comes after all still skips")
	}
	p.link(ann, "cant."+all[2].ID)
	p.press(ann, "skip")
	if !p.people[ann].ForgetSession(all[0].ID) || len(p.people[ann].Skips)+len(p.people[ann].Coming)+len(p.people[ann].Sessions) != 0 {
		t.Errorf("what is left is %+v", p.people[ann])
	}
}

// TestABegunCircleTakesNobody but those that an organiser lets in.
func TestABegunCircleTakesNobody(t *testing.T) {
	p, organiser, all := circle(t)
	ann, ben := p.join(1), p.join(2)
	p.link(ann, "s."+all[0].ID)
	p.press(ann, "join")
	p.link(ben, "s."+all[1].ID)
	p.now = time.Unix(all[0].Start, 0).Add(time.Hour)
	p.press(ben, "join") // on a card from before
	if p.seats(ben, all[1].ID).Mine != Outside || !hasKey(p.screens[ben], "series.closed") || p.offers(ben, "join") {
		t.Errorf("the card says %+v", p.screens[ben])
	}
	p.script(organiser, "/desk", "* sessions", "* s."+all[1].ID, "* more", "* let_in")
	p.link(ben, "s."+all[1].ID)
	p.press(ben, "join")
	if p.seats(ben, all[4].ID).Mine != Inside || slices.Contains(p.people[ben].Sessions, all[0].ID) {
		t.Errorf("who was let in is in %v", p.people[ben].Sessions)
	}
}

// TestASeriesIsARow: each of its meetings has places of its own, and the list has the next.
func TestASeriesIsARow(t *testing.T) {
	p, organiser, _ := organiserPlay(t)
	all := repeated(p, organiser, "* r.fortnight", "* n.3", "* each")
	ann := p.join(1)
	p.command(ann, "sessions")
	p.press(ann, "others")
	rows := 0
	for _, r := range p.screens[ann].Rows {
		if slices.ContainsFunc(all, func(s Session) bool { return r[0].Do == "s."+s.ID }) {
			rows++
		}
	}
	if rows != 1 {
		t.Errorf("the list has %d rows of it", rows)
	}
	p.script(ann, "* s."+all[0].ID, "* series", "* s."+all[2].ID, "* join")
	if p.seats(ann, all[2].ID).Mine != Inside || p.seats(ann, all[0].ID).Mine != Outside {
		t.Error("a place in one is a place in another")
	}
}

// TestHowASeriesRepeats: the days follow the calendar, and what does not exist is said.
func TestHowASeriesRepeats(t *testing.T) {
	p, organiser, _ := organiserPlay(t)
	for first, want := range map[string]string{"2026-11-10": "2026-12-08", "2026-11-24": "2026-12-29", "2026-12-31": "2027-01-28", "2026-11-01": "2026-12-06"} {
		at, _ := time.Parse(time.DateOnly, first)
		if got := sameWeekday(at, 1); got != want {
			t.Errorf("a month after %s is %s, want %s", first, got, want)
		}
	}
	planned(p, organiser)
	p.script(organiser, "* change", "* repeat", "* r.week", "> 500")
	if !hasKey(p.screens[organiser], "organise.number.range") || p.people[organiser].Step != StepPlanTimes {
		t.Errorf("500 times: %+v", p.screens[organiser])
	}
	p.script(organiser, "* back", "* r.days", "> 2.12, 31 June")
	if !hasKey(p.screens[organiser], "organise.when.no_day") || p.people[organiser].Plan.Repeat.Days != nil {
		t.Errorf("31 June: %+v", p.screens[organiser])
	}
	p.script(organiser, "> 9.12, 2.12", "* each")
	starts, problem, _ := func() ([]int64, string, string) {
		tn := &turn{w: World{Programme: p.programme}, e: Event{Now: p.now}}
		d := p.people[organiser].Plan
		return tn.evenings(d.Session, d.Repeat)
	}()
	if problem != "" || len(starts) != 3 || !slices.IsSorted(starts) {
		t.Errorf("the days are %v, %s", starts, problem)
	}
	tn := &turn{w: World{Programme: p.programme}, e: Event{Now: p.now}}
	night := time.Date(2027, 3, 21, 3, 30, 0, 0, p.programme.Zone) // a week later the clocks skip it
	if _, problem, day := tn.evenings(Session{Start: night.Unix()}, &Repeat{Rule: everyWeek, Times: 3}); problem != "organise.when.skipped" || day != "2027-03-28" {
		t.Errorf("a skipped hour: %q on %s", problem, day)
	}
}

// TestThisAndAllThatFollow: a change is theirs too, people of a circle are told once, and an
// evening before stays as it was.
func TestThisAndAllThatFollow(t *testing.T) {
	p, organiser, all := circle(t)
	p.script(organiser, "/desk", "* sessions", "* s."+all[2].ID, "* change", "* day", "> 11.12 19:00", "* publish_all")
	now := p.board.Evenings(all[0])
	for i, s := range now {
		moved := s.Start != all[i].Start
		if moved != (i >= 2) || (s.News.What != 0) != (i == 2) || (s.Edition > all[i].Edition) != (i >= 2) {
			t.Errorf("evening %d: %+v", i+1, s)
		}
		if at := s.StartsAt(p.programme.Zone); moved && (at.Hour() != 19 || at.Sub(all[i].StartsAt(p.programme.Zone)) != 49*time.Hour) {
			t.Errorf("evening %d begins at %s", i+1, at)
		}
	}
	if now[2].News.All != NewsTime {
		t.Errorf("the news is %+v", now[2].News)
	}
	p.script(organiser, "/desk", "* sessions", "* s."+all[1].ID, "* change", "* capacity", "> 7", "* publish")
	for _, s := range p.board.Evenings(all[0]) {
		if s.Capacity != 7 {
			t.Errorf("evening %d has %d places", s.Number, s.Capacity)
		}
	}
	p.script(organiser, "/desk", "* sessions", "* s."+all[3].ID, "* off", "* why.room", "* none", "* sure_all")
	for i, s := range p.board.Evenings(all[0]) {
		if s.Cancelled != (i >= 3) || s.Cancelled && s.News.Why.Ready != "room" {
			t.Errorf("evening %d: %+v", i+1, s)
		}
	}
	if s, _ := p.board.session(all[3].ID); s.News.All&NewsCancelled == 0 || s.News.Done {
		t.Errorf("the news is %+v", s.News)
	}
	if s, _ := p.board.session(all[4].ID); !s.News.Done {
		t.Error("people are told of the last evening twice")
	}
	ann := p.join(1)
	p.link(ann, "s."+all[0].ID)
	p.press(ann, "join")
	s, _ := p.board.session(all[3].ID)
	say, ok := SessionNews(p.programme, s, p.people[ann], Told{}, true, p.now)
	if say = p.board.WithFollowing(s, say); ok && len(say.Attach.Also) != 1 {
		t.Errorf("the file has %d more", len(say.Attach.Also))
	}
}

// TestCapacityBelowWhoIsIn: a change of all that follow is made in all of them or in none.
func TestCapacityBelowWhoIsIn(t *testing.T) {
	p, organiser, _ := organiserPlay(t)
	all := repeated(p, organiser, "* r.week", "* n.3", "* each")
	for n := byte(1); n < 4; n++ {
		who := p.join(n)
		p.link(who, "s."+all[2].ID)
		p.press(who, "join")
	}
	p.script(organiser, "/desk", "* sessions", "* s."+all[0].ID, "* change", "* capacity", "> 2", "* publish_all")
	if !hasKey(p.screens[organiser], "series.taken") {
		t.Errorf("the answer is %+v", p.screens[organiser])
	}
	for _, s := range p.board.Evenings(all[0]) {
		if s.Capacity != 20 {
			t.Errorf("meeting %d has %d places", s.Number, s.Capacity)
		}
	}
	p.script(organiser, "/cancel")
}

// TestNoSeriesOfBoth: a safeguarding lead says yes to one meeting, so none for young people
// and adults together repeats.
func TestNoSeriesOfBoth(t *testing.T) {
	p, organiser, _ := organiserPlay(t)
	planned(p, organiser)
	p.script(organiser, "* change", "* repeat", "* r.week", "* n.3", "* circle")
	was := len(p.board.Sessions)
	p.people[organiser].Plan.Session.Both = true
	p.press(organiser, "publish")
	if len(p.board.Sessions) != was || p.people[organiser].Step != StepPlanAreas {
		t.Errorf("at %s with %d meetings", p.people[organiser].Step, len(p.board.Sessions))
	}
}
