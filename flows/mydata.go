package flows

import "slices"

// The screens of "My data".
const (
	StepData      Step = "mydata"
	StepDataErase Step = "mydata.erase"
	StepGrown     Step = "mydata.grown"
)

func dataConversation() conversation {
	return conversation{
		name: "mydata",
		screens: map[Step]screen{
			StepData:      {ask: askData, hear: hearData, back: toMore},
			StepDataErase: {ask: askErase, hear: hearErase, back: backFromErase},
			StepGrown:     {ask: askGrown, hear: hearGrown, back: to(StepData)},
		},
		doors: []door{{word: "mydata", by: byButton | byCommand, listed: 90, open: (*turn).openData, members: atOnce, under13: true, guests: true}},
		menu:  []menuRow{{at: 70, key: "menu.mydata", do: "mydata", more: true}},
	}
}

// openData shows what is kept; "erase" goes to the question before erasing.
func (t *turn) openData(what string) {
	if what == "erase" || !t.p.Registered() { // with a role and no more: there is nothing else to show
		t.show(StepDataErase)
		return
	}
	t.show(StepData)
}

// askData says in words everything that is kept about the person.
func askData(t *turn) Say {
	if t.p.Age == AgeChild {
		return Say{
			Lines: line("mydata.child", Args{"tongue": Tongue(t.p.Lang)}),
			Rows:  column(act("menu.language", "language"), act("mydata.erase.open", "erase"), back()),
		}
	}
	if t.look == lookAnswers {
		return t.askAnswers()
	}
	say := Say{Lines: line("mydata.heading", nil)}
	for _, c := range built().all {
		if c.keeps.lines != nil {
			say.Lines = append(say.Lines, c.keeps.lines(t)...)
		}
		if c.keeps.button != nil {
			if row := c.keeps.button(t); row != nil {
				say.Rows = append(say.Rows, row)
			}
		}
	}
	say.Lines = append(say.Lines, as(PartFine, "mydata.lock", nil))
	if t.p.Age == AgeTeen {
		say.Rows = append(say.Rows, []Button{act("mydata.grown.button", "grown")})
	}
	say.Rows = append(say.Rows, []Button{act("mydata.file_page", "page"), act("mydata.file", "file")})
	say.Rows = append(say.Rows, column(act("mydata.area", "area"), act("mydata.erase.open", "erase"), back())...)
	return say
}

// profileKept is what the first conversation asked.
func (t *turn) profileKept() []Line {
	area, _ := t.w.Programme.Area(t.p.Area)
	if t.p.guest() {
		return line("mydata.guest", Args{"tongue": Tongue(t.p.Lang), "age": Ref("mydata.age." + string(t.p.Age))})
	}
	return line("mydata.profile", Args{"tongue": Tongue(t.p.Lang), "age": Ref("mydata.age." + string(t.p.Age)), "area": Name(area.Name)})
}

func (t *turn) concernsKept() []Line {
	return line("mydata.concerns", Args{"count": len(t.p.Codes)})
}

// concernsButton leads to what was sent.
func (t *turn) concernsButton() []Button {
	if len(t.p.Codes) == 0 {
		return nil
	}
	return []Button{act("menu.my", "my")}
}

func (t *turn) trialsKept() []Line {
	if len(t.p.Trials) == 0 {
		return nil
	}
	return line("trial.kept", Args{"number": len(t.p.Trials)})
}

func (t *turn) pauseKept() []Line {
	if !t.p.Paused {
		return nil
	}
	return line("mydata.paused", nil)
}

// sessionsKept names the sessions that the person is in or waits for.
func (t *turn) sessionsKept() []Line {
	names := t.sessionNames()
	if len(names) == 0 {
		return line("mydata.no_sessions", nil)
	}
	lines := line("mydata.sessions", Args{"titles": names})
	if len(t.p.Calendars) > 0 {
		lines = append(lines, as(PartFine, "mydata.calendars", nil))
	}
	if len(t.p.Coming) > 0 {
		lines = append(lines, as(PartFine, "mydata.coming", nil))
	}
	if len(t.p.Skips) > 0 {
		lines = append(lines, as(PartFine, "series.kept", nil))
	}
	return lines
}

// sessionNames are the titles of the sessions that the record names.
func (t *turn) sessionNames() Titles {
	var names Titles
	for _, id := range t.p.Sessions {
		if s, ok := t.announced(id); ok {
			names = append(names, s.called())
		}
	}
	return names
}

// placesToGive are the titles of the coming sessions in which somebody else can have the
// person's place.
func (t *turn) placesToGive() Titles {
	var names Titles
	for _, id := range t.p.Sessions {
		if s, ok := t.announced(id); ok && !s.Cancelled && !t.begun(s) && t.seats(id).Mine == Inside {
			names = append(names, s.called())
		}
	}
	return names
}

// announced finds a session on the board.
func (t *turn) announced(id string) (Session, bool) {
	if t.w.Board == nil {
		return Session{}, false
	}
	s, ok := t.w.Board.session(id)
	return t.asRead(s), ok
}

func hearData(t *turn) bool {
	switch {
	case t.pressed("erase"):
		t.show(StepDataErase)
	case t.p.Age == AgeChild && t.pressed("language"):
		t.p.Was = StepData
		t.show(StepLanguage)
	case t.p.Age == AgeChild:
		return false
	case t.pressed(lookAnswers), t.pressed("overview"):
		t.look = t.e.Do
		t.show(StepData)
	case t.pressed("my"):
		t.openMine()
	case t.pressed("follows") && len(t.p.Follows) > 0:
		t.p.Page = 0
		t.show(StepFollows)
	case t.pressed("area"):
		t.show(StepArea)
	case t.p.Age == AgeTeen && t.pressed("grown"):
		t.show(StepGrown)
	case t.pressed("page"):
		t.say(Say{Lines: line("mydata.file_is", nil), Attach: &Attachment{Page: t.page()}})
	case t.pressed("file"):
		t.say(Say{Lines: line("mydata.file_is", nil), Attach: &Attachment{Export: t.export()}})
	default:
		return false
	}
	return true
}

// askGrown lets somebody who said that they are between 13 and 17 say that they are
// 18 now. Others will read what they write, so it is said who, and asked once.
func askGrown(t *turn) Say {
	return Say{
		Lines: []Line{{Key: "mydata.grown.ask"}, t.adultsNotice()},
		Rows:  column(act("mydata.grown.yes", "yes"), back()),
	}
}

// hearGrown changes what happens from now on. What was sent before stays with
// whoever has it, and a place in a meeting stays theirs.
func hearGrown(t *turn) bool {
	if !t.pressed("yes") || t.p.Age != AgeTeen {
		return false
	}
	t.p.Age, t.p.Agreed = AgeAdult, t.e.Now.Unix()
	t.note("mydata.grown.done", nil)
	t.show(StepData)
	return true
}

// askErase asks once and says exactly what erasing does, the safe way first.
func askErase(t *turn) Say {
	lines := line("mydata.erase.ask", nil)
	if t.p.Age != AgeChild {
		lines = append(lines, Line{Key: "mydata.erase.now"})
		if names := t.placesToGive(); len(names) > 0 {
			lines = append(lines, Line{Key: "mydata.erase.seats", Args: Args{"titles": names}})
		}
		lines = append(lines, as(PartFine, "mydata.erase.counted", nil))
	}
	if t.me() != nil {
		lines = append(lines, Line{Key: "mydata.erase.role"})
	}
	return Say{
		Lines: append(lines, Line{Key: "mydata.erase.chat"}, as(PartFine, "mydata.erase.disk", nil)),
		Rows:  column(act("mydata.erase.no", "back"), act("mydata.erase.yes", "yes")),
	}
}

func backFromErase(t *turn) Step {
	if !t.p.Registered() {
		return StepDesk
	}
	return StepData
}

func hearErase(t *turn) bool {
	if !t.pressed("yes") {
		return false
	}
	t.erase()
	return true
}

// erase gives up what is held for the person elsewhere, such as a seat, and deletes
// the record. The message that says so is the only trace left.
func (t *turn) erase() {
	for _, c := range built().all {
		if c.keeps.erase != nil {
			c.keeps.erase(t)
		}
	}
	t.vanish()
	t.say(Say{Lines: line("mydata.erased", nil)})
}

// vanish deletes every trace: a role is gone, and announcements are by somebody
// who leads to nobody.
func (t *turn) vanish() {
	as := ID(t.e.Seed)
	by := func(a Announcement) bool { return a.By == t.e.Who }
	stands := func(m Member) bool { return m.Away != nil && m.Away.Deputy == t.e.Who }
	leads := func(s Session) bool { return slices.Contains(s.Leads, t.e.Who) }
	b := t.w.Board
	if t.me() != nil || slices.ContainsFunc(b.News, by) || slices.ContainsFunc(b.Staff, stands) || slices.ContainsFunc(b.Sessions, leads) {
		t.changeBoard(func(b *Board) {
			b.Staff = slices.DeleteFunc(b.Staff, func(m Member) bool { return m.Who == t.e.Who })
			for i, m := range b.Staff {
				if stands(m) {
					away := *m.Away
					away.Deputy = ID{}
					b.Staff[i].Away = &away
				}
			}
			for i, a := range b.News {
				if by(a) {
					b.News[i].By = as
				}
			}
			b.unlead(t.e.Who)
		})
	}
	t.do(Erase{As: as})
}

func (t *turn) freeSeats() {
	freed := map[string]bool{}
	for _, id := range t.p.Sessions {
		if of := SeatsOf(id); !freed[of] {
			freed[of] = true
			t.freeSeat(t.seatEvening(id))
		}
	}
}

// seatEvening is the evening of a circle through which its places are passed on: the next one.
func (t *turn) seatEvening(id string) string {
	if s, known := t.announced(id); known && s.InCircle() {
		if ids := t.together(s); len(ids) > 0 {
			return ids[0]
		}
	}
	return id
}

// freeSeat gives up a place or a place in line. A place that can still be used
// goes to the first of the waitlist in the same commit.
func (t *turn) freeSeat(id string) {
	seats := t.seats(id)
	if seats.Mine == Outside {
		return
	}
	var to []Offer
	s, known := t.announced(id)
	if known && !s.Cancelled && !t.begun(s) {
		to = t.passPlace(s, seats)
	}
	t.leaves(id, to)
	t.leavePass(id)
}
