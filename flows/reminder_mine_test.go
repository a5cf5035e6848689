package flows

import (
	"slices"
	"testing"
	"time"
)

// asks says whether a reminder asks whether somebody comes.
func asks(say Say) bool { return hasKey(say, "reminder.ask") && has(say, "coming.lights") }

// has says whether a message has a button.
func has(say Say, do string) bool {
	return slices.ContainsFunc(slices.Concat(say.Rows...), func(b Button) bool { return b.Do == do })
}

// TestComingIsKept with the place, shown to its person, and of that time only.
func TestComingIsKept(t *testing.T) {
	p, ann, s := reminded(t)
	p.link(ann, "coming.lights")
	if !p.people[ann].comes(s) {
		t.Fatal("the answer is not kept")
	}
	p.now = time.Unix(s.Start, 0).Add(-2 * time.Hour)
	if say, ok := p.remind(ann, Told{}); !ok || asks(say) || !hasKey(say, "reminder.said") {
		t.Errorf("whoever said that they come is told %+v", say)
	}
	if out := p.command(ann, "mydata"); !says(out, "mydata.coming") {
		t.Errorf("My data says %+v", out.Says)
	}
	moved := s
	moved.Start += 3600
	if p.people[ann].comes(moved) {
		t.Error("the answer counts for another time")
	}
	p.link(ann, "s.lights")
	if p.press(ann, "comes"); p.people[ann].comes(s) {
		t.Error("the card does not take it back")
	}
	if p.press(ann, "comes"); !p.people[ann].comes(s) {
		t.Error("the card does not take the answer")
	}
	p.press(ann, "leave")
	p.press(ann, "place")
	if len(p.people[ann].Coming) != 0 {
		t.Errorf("the place is given up, and this is kept: %v", p.people[ann].Coming)
	}
	if p.link(ann, "s.lights"); len(p.people[ann].Coming) != 0 {
		t.Error("the card brings it back")
	}
	if p.forge(ann, "comes"); len(p.people[ann].Coming) != 0 {
		t.Error("somebody without a place comes")
	}
}

// TestTheQuestionComesTwice: with the first reminder, and once more with the last.
func TestTheQuestionComesTwice(t *testing.T) {
	p, ann, s := reminded(t)
	p.now = p.now.Add(-10 * 24 * time.Hour)
	told := Told{Since: p.now.Unix()}
	p.people[ann].Remind = ownReminders | ReminderWeek | ReminderDay | ReminderHour
	var got []bool
	for _, before := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, 3 * time.Hour, time.Hour} {
		now := time.Unix(s.Start, 0).Add(-before)
		say, after, ok := Remind(World{Programme: p.programme, Board: &p.board}, *p.people[ann], "lights", told, now)
		if told = after; ok {
			got = append(got, asks(say))
		}
	}
	if !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("asked %v", got)
	}
}

// TestOwnReminderTimes: each comes at its time and once, whatever the programme does, and
// an address that is kept for the day comes all the same.
func TestOwnReminderTimes(t *testing.T) {
	const none = ownReminders
	all := []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, 3 * time.Hour, 2 * time.Hour, time.Hour}
	tests := []struct {
		name   string
		remind ReminderKind
		kept   bool
		want   []time.Duration
	}{
		{"the programme's", 0, false, []time.Duration{all[1], all[3]}},
		{"a week and an hour", none | ReminderWeek | ReminderHour, false, []time.Duration{all[0], all[4]}},
		{"three hours", none | ReminderThree, false, []time.Duration{all[2]}},
		{"none", none, false, nil},
		{"none, and the address is kept for the day", none, true, []time.Duration{all[3]}},
		{"a week, and the address is kept for the day", none | ReminderWeek, true, []time.Duration{all[0], all[3]}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, ann, s := reminded(t)
			p.board.Sessions[0].Start += 8 * 3600 // in the evening, far from quiet hours
			start := time.Unix(s.Start, 0).Add(8 * time.Hour)
			p.people[ann].Remind = tt.remind
			if tt.kept {
				p.board.Sessions[0].Address, p.board.Sessions[0].AddressOnDay = Text{English: "Perekopska 5"}, true
			}
			told := Told{Since: start.Add(-20 * 24 * time.Hour).Unix()}
			var got []time.Duration
			for now := start.Add(-8 * 24 * time.Hour); now.Before(start.Add(time.Hour)); now = now.Add(10 * time.Minute) {
				say, after, ok := Remind(World{Programme: p.programme, Board: &p.board}, *p.people[ann], "lights", told, now)
				if told = after; !ok {
					continue
				}
				got = append(got, start.Sub(now))
				if early := start.Sub(now) > 2*time.Hour; hasKey(say, "session.card.address") != (tt.kept && !early) {
					t.Errorf("%v before: %+v", start.Sub(now), say)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("reminded %v before, want %v", got, tt.want)
			}
		})
	}
}

// TestWithoutRemindersTheNewsComes: moved or called off is no reminder.
func TestWithoutRemindersTheNewsComes(t *testing.T) {
	p, ann, s := reminded(t)
	p.people[ann].Remind = ownReminders
	off := s
	off.Cancelled = true
	moved := s
	moved.Start += 3600
	for _, next := range []Session{off, moved} {
		if _, ok := SessionNews(p.programme, next.after(s, p.now), p.people[ann], Told{}, true, p.now); !ok {
			t.Errorf("nobody is told of %+v", next)
		}
	}
}

// TestAnAddressIsNotToldEarly: whoever wants no reminders, or one a week before, has it no
// sooner than anybody else.
func TestAnAddressIsNotToldEarly(t *testing.T) {
	p := newPlay(t)
	p.meeting("flat", onDay, startsIn(5*24*time.Hour, p), func(s *Session) { s.Address = Text{English: "Perekopska 5"} })
	ann := p.join(1, func(q *Person) { q.Remind = ownReminders })
	p.link(ann, "s.flat")
	if out := p.press(ann, "join"); says(out, "session.card.address") || !says(out, "reminder.promise") {
		t.Errorf("told at joining: %+v", out.Says)
	}
}

func TestChoosingReminders(t *testing.T) {
	p := newPlay(t)
	ann := p.join(1)
	p.link(ann, "reminders")
	p.press(ann, "r.7d")
	if got := p.people[ann].Remind; got != ownReminders|ReminderWeek|ReminderDay|ReminderHours {
		t.Fatalf("the first choice goes on from the programme's: %b", got)
	}
	if out := p.press(ann, "r.1h"); !says(out, "remind.most") || p.people[ann].Remind&ReminderHour != 0 {
		t.Errorf("a fourth is taken: %b", p.people[ann].Remind)
	}
	p.press(ann, "r.1d")
	p.press(ann, "r.1h")
	if out := p.command(ann, "mydata"); !says(out, "mydata.reminders") {
		t.Errorf("My data says %+v", out.Says)
	}
	p.link(ann, "reminders")
	if out := p.press(ann, "none"); !says(out, "remind.none_done") || !says(out, "remind.moved") || p.people[ann].wants(p.programme) != 0 {
		t.Errorf("none: %+v", out.Says)
	}
	if p.press(ann, "usual"); p.people[ann].wants(p.programme) != p.programme.reminders() {
		t.Error("the programme's times do not come back")
	}
	if p.forge(ann, "r.12h"); p.people[ann].Remind != 0 {
		t.Error("a time that there is not is kept")
	}
}

// TestComingIsCounted where neither those who said so nor the others are few.
func TestComingIsCounted(t *testing.T) {
	for _, tt := range []struct {
		in, coming int
		shown      bool
	}{{12, 4, false}, {12, 5, true}, {9, 8, false}, {9, 9, true}, {4, 4, false}, {12, 0, false}} {
		p := newPlay(t)
		s := p.meeting("lights", startsIn(48*time.Hour, p))
		org := p.join(100)
		p.board.Staff = []Member{{Who: org, Chat: 100, Lang: English, Name: "Olha", Grants: []Grant{{Role: RoleOrganiser}}}}
		for n := range tt.in {
			who := p.join(byte(n+1), func(q *Person) { q.Sessions = []string{"lights"} })
			p.inside["lights"] = append(p.inside["lights"], who)
			if n < tt.coming {
				p.people[who].setComes(s, true)
			}
		}
		p.command(org, "desk")
		p.press(org, "sessions")
		p.press(org, "s.lights")
		if out := p.press(org, "guests"); says(out, "organise.guests.coming") != tt.shown {
			t.Errorf("%d of %d: shown %v", tt.coming, tt.in, !tt.shown)
		}
	}
}
