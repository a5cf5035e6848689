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
