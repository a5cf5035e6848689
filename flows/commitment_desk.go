package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of organisers, who write down recommendations and say who does them until when,
// and of whoever has taken one on. On a list Topic is the meeting, "" for all there are; on
// a card the number stands before that.
const (
	StepCameDesk   Step = "desk.came"
	StepCameOne    Step = "desk.came.one"
	StepCameSource Step = "desk.came.source"
	StepCameWords  Step = "desk.came.words"
	StepCameBody   Step = "desk.came.body"
	StepCameCheck  Step = "desk.came.check"
	StepCameOwner  Step = "desk.came.owner"
	StepCameDue    Step = "desk.came.due"
)

// mostCommitments is how many a programme has at most that are not ended.
const mostCommitments = 200

func commitmentDeskConversation() conversation {
	both, only := []permission{recordCommitments, keepCommitments}, []permission{recordCommitments}
	return conversation{
		name: "commitments at the desk",
		screens: map[Step]screen{
			StepCameDesk:   {ask: askCameDesk, hear: hearCameDesk, back: backFromCameDesk, needs: both},
			StepCameOne:    {ask: askCameOne, hear: hearCameOne, back: backFromCameOne, needs: both},
			StepCameSource: {ask: askCameSource, hear: hearCameSource, back: to(StepCameDesk), flow: true, needs: only},
			StepCameWords:  {ask: askCameWords, hear: hearCameWords, misfit: "review.write.misfit", back: backFromCameWords, flow: true, text: mostCommitment, needs: only},
			StepCameBody:   {ask: askCameBody, hear: hearCameBody, misfit: "review.write.misfit", back: to(StepCameWords), flow: true, text: mostBody, needs: only},
			StepCameCheck:  {ask: askCameCheck, hear: hearCameCheck, back: to(StepCameWords), flow: true, needs: only},
			StepCameOwner:  {ask: askCameOwner, hear: hearCameOwner, back: to(StepCameOne), needs: only},
			StepCameDue:    {ask: askCameDue, hear: hearCameDue, misfit: "came.due_misfit", back: to(StepCameOne), needs: only},
			StepCameState:  {ask: askCameState, hear: hearCameState, back: to(StepCameOne), needs: both},
			StepCameWhy:    {ask: askCameWhy, hear: hearCameWhy, misfit: "review.write.misfit", back: to(StepCameState), flow: true, text: mostWhy, needs: both},
			StepCameSay:    {ask: askCameSay, hear: hearCameSay, misfit: "review.write.misfit", back: to(StepCameWhy), flow: true, text: mostWhy, needs: both},
			StepCameReview: {ask: askCameReview, hear: hearCameReview, back: to(StepDesk), told: true, needs: []permission{reviewTexts}, brief: true},
		},
		desk: []deskRow{
			{at: 186, need: recordCommitments, key: "came.button", do: "came", on: StepDeskMore, open: (*turn).openCameDesk},
			{at: 187, need: keepCommitments, key: "came.button", do: "came", on: StepDeskMore, when: func(t *turn) bool { return len(t.deskCommitments("")) > 0 }, open: (*turn).openCameDesk},
		},
		forget: func(p *Person) { p.Making = nil },
		around: true,
	}
}

// openCameDesk lists all that the person has to do with.
func (t *turn) openCameDesk() {
	t.p.Topic, t.p.Page = "", 0
	t.show(StepCameDesk)
}

// openCommitment opens one at the desk.
func (t *turn) openCommitment(m CommitmentMark) {
	t.p.Topic, t.p.Text = commitmentID(m.N), ""
	t.show(StepCameOne)
}

// deskCommitments are those of a meeting, or of all, which the person records or has taken
// on: what is open first, the newest first.
func (t *turn) deskCommitments(session string) (all []CommitmentMark) {
	for _, m := range t.w.Board.Came {
		if (session == "" || m.Session == session) && (t.recordsCommitment(m) || t.ownsCommitment(m)) {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b CommitmentMark) int {
		if a.State.ended() != b.State.ended() {
			if a.State.ended() {
				return 1
			}
			return -1
		}
		return newest(a, b)
	})
	return all
}

// soon is how long before its last day a commitment waits for its owner.
const soon = 7 * 24 * time.Hour

// waitingCommitments are what waits for the person in a role: of an organiser what has
// nobody, of an owner what is due, of a reviewer the reasons to check.
func (t *turn) waitingCommitments(r Role) (all []awaiting) {
	wait := func(m CommitmentMark, since int64) {
		all = append(all, awaiting{since, func(t *turn) bool { t.openCommitment(m); return true }})
	}
	for _, m := range t.w.Board.Came {
		day, dated := m.dueDay(t.w.Programme.Zone)
		switch {
		case r == RoleReviewer && m.Check != 0 && t.checksCommitment(m):
			all = append(all, awaiting{m.Check, func(t *turn) bool {
				t.p.Topic, t.p.Text = commitmentID(m.N), ""
				t.show(StepCameReview)
				return true
			}})
		case m.State.ended():
		case r == RoleOrganiser && t.recordsCommitment(m) && (t.w.Board.lost(m) || m.Role == "" && !m.Outside || m.Due == ""):
			wait(m, m.Since)
		case r == RoleOrganiser && t.recordsCommitment(m) && m.Outside && t.overdueCommitment(m):
			wait(m, day.Unix())
		case t.ownsCommitment(m) && m.Role == r && dated && t.e.Now.After(day.Add(-soon)):
			wait(m, day.Add(-soon).Unix())
		}
	}
	return all
}

// deskSession is the meeting that a list is about, if the organiser's.
func (t *turn) deskSession() (Session, bool) {
	s, known := t.announced(t.p.Topic)
	return s, known && !s.Youth && t.mayFor(recordCommitments, s.Areas)
}

func backFromCameDesk(t *turn) Step {
	if s, ok := t.deskSession(); ok {
		t.p.Topic = s.ID
		return StepOrgMore
	}
	return StepDeskMore
}

func askCameDesk(t *turn) Say {
	all := t.deskCommitments(t.p.Topic)
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	say := Say{Lines: line("came.title", nil)}
	if s, known := t.announced(t.p.Topic); known {
		say.Lines = line("came.meeting", Args{"title": Name(s.title())})
	}
	if len(all) == 0 {
		say.Lines = append(say.Lines, Line{Key: "came.none"})
	}
	lines, buttons := t.cameItems(all[shown.from:shown.to], "n.")
	say.Lines = append(say.Lines, lines...)
	say.Rows = row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	if t.holds(recordCommitments) {
		say.Rows = append(say.Rows, []Button{act("came.make", "make")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func hearCameDesk(t *turn) bool {
	number, opens := t.picked("n.")
	switch {
	case opens:
		n, _ := strconv.Atoi(number)
		if _, known := t.w.Board.commitmentMark(n); !known {
			return false
		}
		t.p.Topic = strings.TrimSpace(number + " " + t.p.Topic)
		t.show(StepCameOne)
	case t.pressed("make") && t.holds(recordCommitments):
		t.makeCommitment()
	default:
		return t.turnPart(len(t.deskCommitments(t.p.Topic)), agendaPage, StepCameDesk)
	}
	return true
}

// makeCommitment begins one, from the meeting that the list is about if it is about one.
func (t *turn) makeCommitment() {
	open := 0
	for _, m := range t.w.Board.Came {
		if !m.State.ended() {
			open++
		}
	}
	if open >= mostCommitments {
		t.note("came.full", nil)
		t.show(StepCameDesk)
		return
	}
	d := CommitmentDraft{}
	if s, ok := t.deskSession(); ok {
		d.Session = s.ID
	}
	t.p.Making, t.p.Text = &d, ""
	t.show(StepCameSource)
}

// making is a copy of the draft, to be changed and put in its place.
func (t *turn) making() CommitmentDraft {
	if t.p.Making == nil {
		return CommitmentDraft{}
	}
	return *t.p.Making
}

// draftPoint is the point that a draft is made from, as it stands now; nil once it is off the
// agenda, or gone.
func (t *turn) draftPoint(d CommitmentDraft) (s Session, a Agenda, p *AgendaPoint) {
	s, known := t.announced(d.Session)
	if !known || d.From != fromPoint {
		return s, a, nil
	}
	a = t.agenda(s)
	if p = a.point(d.Point); p != nil && p.State != PointPublished {
		p = nil
	}
	return s, a, p
}

// sourcePage is how many points are offered at once.
const sourcePage = 6

func askCameSource(t *turn) Say {
	d := t.making()
	say := Say{Lines: line("came.source_ask", nil)}
	if s, known := t.announced(d.Session); known {
		a := t.agenda(s)
		all := a.published()
		shown := partOf(len(all), sourcePage, int(t.p.Page))
		var buttons []Button
		for _, p := range all[shown.from:shown.to] {
			say.Lines = append(say.Lines, t.pointLines(s, &a, p)[:1]...)
			buttons = append(buttons, Button{Label: strconv.Itoa(p.N), Do: "p." + strconv.Itoa(p.N)})
		}
		say.Rows = row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
		say.Rows = append(say.Rows, []Button{act("came.source_button.meeting", "from."+fromMeeting)})
	} else {
		var buttons []Button
		for _, c := range followedCategories() {
			buttons = append(buttons, Button{Key: c.key(), Do: "c." + string(c)})
		}
		say.Rows = append(column(buttons...), []Button{act("came.source_button.survey", "from."+fromSurvey)})
	}
	say.Rows = append(say.Rows, []Button{act("came.source_button.organisers", "from."+fromOrganisers)}, []Button{back(), cancel()})
	return say
}

func hearCameSource(t *turn) bool {
	d := t.making()
	point, points := t.picked("p.")
	about, concerns := t.picked("c.")
	from, other := t.picked("from.")
	switch {
	case points:
		d.From, d.Point = fromPoint, 0
		d.Point, _ = strconv.Atoi(point)
		if _, _, p := t.draftPoint(d); p == nil {
			t.note("agenda.gone", nil)
			t.show(StepCameSource)
			return true
		}
	case concerns && slices.Contains(followedCategories(), Category(about)):
		d.From, d.About, d.Session = fromConcerns, Category(about), ""
	case other && slices.Contains([]string{fromMeeting, fromSurvey, fromOrganisers}, from) && (from != fromMeeting || d.Session != ""):
		d.From, d.Point = from, 0
	default:
		s, _ := t.announced(d.Session)
		a := t.agenda(s)
		return t.turnPart(len(a.published()), sourcePage, StepCameSource)
	}
	t.p.Making, t.p.Text = &d, ""
	t.show(StepCameWords)
	return true
}

func backFromCameWords(t *turn) Step {
	if t.making().N != 0 {
		return StepCameOne
	}
	return StepCameSource
}

func askCameWords(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.words_ask", nil), {Key: "came.no_names"}}
	if s, a, p := t.draftPoint(d); p != nil {
		lines = append(lines, t.pointLines(s, &a, *p)[:1]...)
	}
	begun, buttons := t.soFar()
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

// hearCameWords takes the words. Of a new one it asks for the body next.
func hearCameWords(t *turn) bool {
	next := StepCameBody
	if t.making().N != 0 {
		next = StepCameCheck
	}
	if t.pressed("again") {
		return t.finished(next)
	}
	if !t.pressed("done") && !t.typed(mostCommitment, next) {
		return false
	}
	if t.p.Text == "" {
		return false
	}
	d := t.making()
	d.Words = t.p.Text
	if d.N == 0 {
		t.p.Text = ""
	}
	t.p.Making = &d
	t.show(next)
	return true
}

func askCameBody(t *turn) Say {
	begun, buttons := t.soFar()
	return Say{Lines: append(line("came.body_ask", nil), begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearCameBody(t *turn) bool {
	return t.finished(StepCameCheck) || t.typed(mostBody, StepCameCheck)
}

func askCameCheck(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.check", nil), {Key: "came.words", Args: Args{"words": Quote(d.Words)}}}
	if d.N == 0 {
		lines = append(lines, Line{Key: "came.to", Args: Args{"body": Quote(t.p.Text)}})
	}
	lines = append(lines, identifierLines(d.Words+"\n"+t.p.Text)...)
	return Say{Lines: lines, Rows: column(act("came.save", "save"), act("review.again", "again"), back(), cancel())}
}

// hearCameCheck writes it down, if what it comes from is still there and nobody changed it
// meanwhile.
func hearCameCheck(t *turn) bool {
	d := t.making()
	switch {
	case t.pressed("again"), t.pressed("save") && d.Words == "":
		t.p.Text = ""
		t.show(StepCameWords)
	case !t.pressed("save"):
		return false
	case d.N != 0:
		t.reword(d)
	default:
		t.recommend(d)
	}
	return true
}

// recommend gives a recommendation its number.
func (t *turn) recommend(d CommitmentDraft) {
	m := CommitmentMark{N: t.w.Board.CameN + 1, From: d.From, About: d.About, Session: d.Session}
	s, known := t.announced(d.Session)
	_, a, p := t.draftPoint(d)
	switch {
	case known:
		m.Areas = slices.Clone(s.Areas)
	case len(t.mayIn(recordCommitments)) < len(t.w.Programme.Areas):
		m.Areas = t.mayIn(recordCommitments)
	}
	switch {
	case !t.recordsCommitment(m) || known && s.Youth || d.From == "":
		t.note("came.meanwhile", nil)
	case d.From == fromPoint && p == nil: // taken off the agenda, joined with another, or forgotten
		t.note("agenda.gone", nil)
	default:
		now := t.e.Now
		c := Commitment{N: m.N, Words: d.Words, Lang: guessLang(d.Words, t.p.Lang, t.w.Programme.Languages), Body: strings.Join(strings.Fields(t.p.Text), " "),
			History: []CommitmentStep{{State: Recommended, At: now.Unix()}}}
		if p != nil {
			c.Said, c.SaidIn, c.SaidOthers, m.Points = p.Shown, p.Lang, slices.Clone(p.Others), a.parts(p.N)
		}
		c.asking(m, t.w.Programme.Languages, now)
		t.keepCommitment(c, m, true)
		t.audit("commitment_made", commitmentID(m.N))
		t.note("came.made", Args{"number": pointNumber(m.N)})
		t.p.Topic = strings.TrimSpace(commitmentID(m.N) + " " + d.Session)
		t.p.Making, t.p.Text = nil, ""
		t.show(StepCameOne)
		return
	}
	t.p.Topic, t.p.Making, t.p.Text = d.Session, nil, ""
	t.show(StepCameDesk)
}

// reword gives it other words; translators are asked anew.
func (t *turn) reword(d CommitmentDraft) {
	c, m, ok := t.unchanged(d.Edition)
	if !ok {
		return
	}
	c.Words, c.Lang, c.Others = d.Words, guessLang(d.Words, t.p.Lang, t.w.Programme.Languages), nil
	c.asking(m, t.w.Programme.Languages, t.e.Now)
	t.keepCommitment(*c, m, false)
	t.changedCommitment("came.changed")
}

// unchanged is the commitment of the screen, if it is as it was when the change began, and
// still the person's to change; else it says so and shows how things stand.
func (t *turn) unchanged(edition uint32) (c *Commitment, m CommitmentMark, ok bool) {
	c, m = t.topicCommitment()
	if c == nil || c.Edition != edition || !t.recordsCommitment(m) && !t.ownsCommitment(m) {
		t.note("came.meanwhile", nil)
		t.p.Making, t.p.Text = nil, ""
		t.show(StepCameOne)
		return c, m, false
	}
	return c, m, true
}

// changedCommitment notes that it was changed, and shows it.
func (t *turn) changedCommitment(note string) {
	number, _, _ := strings.Cut(t.p.Topic, " ")
	t.audit("commitment_changed", number)
	t.p.Making, t.p.Text = nil, ""
	t.note(note, nil)
	t.show(StepCameOne)
}

func backFromCameOne(t *turn) Step {
	_, t.p.Topic, _ = strings.Cut(t.p.Topic, " ")
	return StepCameDesk
}

// editionDo puts what a screen shows into a button: pressed later, it changes nothing else.
func editionDo(do string, c *Commitment) string {
	return do + "." + strconv.FormatUint(uint64(c.Edition), 36)
}

func askCameOne(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) && !t.ownsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	rows := column(act("came.state_button", editionDo("state", c)))
	if t.recordsCommitment(m) {
		rows = append(rows, []Button{act("came.owner_button", editionDo("owner", c)), act("came.due_button", editionDo("due", c))},
			[]Button{act("came.words_button", editionDo("words", c))})
	}
	lines := t.commitmentLines(c, m)
	if h := c.last(); h.Draft != "" && h.Writer == "" {
		lines = append(lines, Line{Key: "came.why_back"})
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

func hearCameOne(t *turn) bool {
	do, stamp, _ := strings.Cut(t.e.Do, ".")
	next, known := map[string]Step{"state": StepCameState, "owner": StepCameOwner, "due": StepCameDue, "words": StepCameWords}[do]
	if t.e.Kind != Press || !known {
		return false
	}
	edition, _ := strconv.ParseUint(stamp, 36, 32)
	c, m, ok := t.unchanged(uint32(edition))
	switch {
	case !ok:
	case do != "state" && !t.recordsCommitment(m):
		t.show(StepCameOne)
	default:
		t.p.Making, t.p.Text = &CommitmentDraft{N: m.N, Edition: c.Edition}, ""
		t.show(next)
	}
	return true
}

// commitmentTakers are the members who can take it on, by the roles in which they can.
func (t *turn) commitmentTakers(c CommitmentMark) (all []CommitmentMark) {
	for _, m := range t.w.Board.Staff {
		for _, g := range m.Grants {
			o := CommitmentMark{Owner: m.Who, Role: g.Role, Serves: g.Body, Areas: c.Areas}
			if m.takesOn(o) && len(all) < staffPage {
				all = append(all, o)
			}
		}
	}
	return all
}

// taker names one of them on a button.
func (m CommitmentMark) taker() string {
	return memberMark(Member{Who: m.Owner}) + "." + string(m.Role)
}

func askCameOwner(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, o := range t.commitmentTakers(m) {
		member := t.w.Board.member(o.Owner)
		buttons = append(buttons, Button{Key: "came.taker", Args: Args{"name": t.called(*member), "role": Ref("role.name." + string(o.Role))}, Do: "m." + o.taker()})
	}
	buttons = append(buttons, act("came.outside", "outside"))
	return Say{Lines: []Line{as(PartLead, "came.owner_ask", nil), {Key: "came.to", Args: Args{"body": Quote(c.Body)}}, as(PartFine, "came.owner_lock", nil)}, Rows: append(column(buttons...), []Button{back()})}
}

func hearCameOwner(t *turn) bool {
	mark, member := t.picked("m.")
	if !member && !t.pressed("outside") {
		return false
	}
	_, topic := t.topicCommitment()
	all := t.commitmentTakers(topic)
	i := slices.IndexFunc(all, func(o CommitmentMark) bool { return o.taker() == mark })
	if member && i < 0 { // their role has ended meanwhile
		t.show(StepCameOwner)
		return true
	}
	c, m, ok := t.unchanged(t.making().Edition)
	if !ok {
		return true
	}
	m.Outside, m.Owner, m.Role, m.Serves, m.Told = true, ID{}, "", "", 0
	if member {
		m.Outside, m.Owner, m.Role, m.Serves = false, all[i].Owner, all[i].Role, all[i].Serves
		t.tellTaker(m)
	}
	t.takeOn(*c, m)
	return true
}

// tellTaker lets whoever is to do it know.
func (t *turn) tellTaker(m CommitmentMark) {
	member, had := t.w.Board.member(m.Owner), t.person(m.Owner)
	if m.Owner == t.e.Who || had == nil || had.Paused || member == nil {
		return
	}
	who := m.Owner
	t.out.Says = append(t.out.Says, Say{To: &who, Lang: member.Lang, Chat: member.Chat, Fresh: true,
		Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "came."+commitmentID(m.N)),
		Lines: line("came.yours", Args{"number": pointNumber(m.N)}), Rows: column(link("desk.back", "desk"))})
}

// takeOn stores who does it or until when. With both it is a commitment.
func (t *turn) takeOn(c Commitment, m CommitmentMark) {
	told := false
	if c.last().State == Recommended && m.Due != "" && (m.Outside || m.Role != "") {
		c.History = append(c.History, CommitmentStep{State: Planned, At: max(t.e.Now.Unix(), c.last().At)})
		told = true
	}
	t.keepCommitment(c, m, told)
	t.changedCommitment("came.changed")
}

func askCameDue(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	return Say{Lines: line("came.due_ask", Args{"example": t.dayExample()}), Rows: append(pairs(t.daysAfter(t.e.Now, 14, 30, 60, 90)...), []Button{back()})}
}

// hearCameDue takes the last day. What is no day, and what has passed, is said.
func hearCameDue(t *turn) bool {
	day, fits := t.hearDay()
	switch {
	case !fits:
		return false
	case day == "":
		t.show(StepCameDue)
		return true
	}
	c, m, ok := t.unchanged(t.making().Edition)
	if ok {
		m.Due, m.Told = day, 0
		t.takeOn(*c, m)
	}
	return true
}
