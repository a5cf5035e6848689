package flows

import (
	"slices"
	"strconv"
)

// The steps of a reviewer at the minutes of a meeting: the text, the question about what
// identifies somebody, a shorter version and the last look at it.
const (
	StepMinutesReview    Step = "desk.minutes.review"
	StepMinutesSure      Step = "desk.minutes.review.sure"
	StepMinutesShorten   Step = "desk.minutes.review.write"
	StepMinutesShortened Step = "desk.minutes.review.check"
)

func minutesReviewConversation() conversation {
	only := []permission{reviewTexts}
	return conversation{
		name: "minutes to check",
		screens: map[Step]screen{
			StepMinutesReview:    {ask: askMinutesReview, hear: hearMinutesReview, back: backFromMinutes, told: true, needs: only, brief: true, writes: true},
			StepMinutesSure:      {ask: askMinutesSure, hear: hearMinutesSure, back: backFromMinutesSure, flow: true, needs: only, brief: true},
			StepMinutesShorten:   {ask: askMinutesShorten, hear: hearMinutesShorten, misfit: "review.write.misfit", back: to(StepMinutesReview), flow: true, text: mostMinutes, needs: only, brief: true},
			StepMinutesShortened: {ask: askMinutesShortened, hear: hearMinutesShortened, misfit: "review.write.misfit", back: to(StepMinutesShorten), flow: true, text: mostMinutes, needs: only, brief: true},
		},
		desk: []deskRow{{at: 21, need: reviewTexts, key: "minutes.desk", do: "minutes", half: true,
			when: func(t *turn) bool { return len(t.minutesToCheck()) > 0 }, open: (*turn).openMinutesReview}},
	}
}

// releases says whether a member may release the minutes of a meeting: a reviewer for any of
// its neighbourhoods, who did not write them.
func (s Session) releases(m *Member) bool {
	areas := s.Areas
	if len(areas) == 0 {
		areas = []string{""}
	}
	return m != nil && s.Report.Writer != markOf(m.Who, "minutes "+s.ID) &&
		slices.ContainsFunc(areas, func(a string) bool { return m.holds(reviewTexts, a) })
}

// somebodyReleases says whether there is anybody who could.
func (t *turn) somebodyReleases(s Session) bool {
	return slices.ContainsFunc(t.w.Board.Staff, func(m Member) bool { return s.releases(&m) })
}

// minutesToCheck lists meetings whose minutes wait for the reviewer, the oldest first.
func (t *turn) minutesToCheck() []Session {
	var all []Session
	for _, s := range t.w.Board.Sessions {
		if s.Report.Since != 0 && s.releases(t.me()) {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b Session) int { return int(a.Report.Since - b.Report.Since) })
	return all
}

// waitingMinutes are these as the desk counts them.
func (t *turn) waitingMinutes() (all []awaiting) {
	for _, s := range t.minutesToCheck() {
		all = append(all, awaiting{s.Report.Since, func(t *turn) bool {
			t.p.Topic, t.p.Text = s.ID, ""
			t.show(StepMinutesReview)
			return true
		}})
	}
	return all
}

// openMinutesReview shows the oldest that waits, or the desk.
func (t *turn) openMinutesReview() {
	all := t.minutesToCheck()
	if t.p.Topic, t.p.Text = "", ""; len(all) == 0 {
		t.show(StepDesk)
		return
	}
	t.p.Topic = all[0].ID
	t.show(StepMinutesReview)
}

// tellReviewers tells those who could release minutes that some wait, once a meeting in the
// same night.
func (t *turn) tellReviewers(s Session) {
	for _, m := range t.w.Board.Staff {
		if !s.releases(&m) {
			continue
		}
		if had := t.person(m.Who); had == nil || had.Paused {
			continue
		}
		t.out.Says = append(t.out.Says, Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
			Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "minutes."+s.ID),
			Lines: line("minutes.to_check", nil), Rows: column(link("desk.back", "desk"))})
	}
}

// onMinutes is the meeting on the screen; ok is false once its text waits for this reviewer
// no longer.
func (t *turn) onMinutes() (Session, bool) {
	s, known := t.topicSession()
	return s, known && s.Report.Since != 0 && s.releases(t.me())
}

// minutesStamp tells one text from any that is written later.
func minutesStamp(at int64) string { return strconv.FormatInt(at, 36) }

func (t *turn) minutesGone() Say {
	return Say{Lines: line("review.gone", nil), Rows: column(back())}
}

// overtakenMinutes says that the text waits no longer, and shows what does.
func (t *turn) overtakenMinutes() bool {
	t.note("review.gone", nil)
	t.openMinutesReview()
	return true
}

func backFromMinutes(t *turn) Step {
	t.p.Topic, t.p.Text = "", ""
	return StepDesk
}

func askMinutesReview(t *turn) Say {
	s, ok := t.onMinutes()
	if !ok {
		return t.minutesGone()
	}
	m := s.Report
	lines := append([]Line{as(PartLead, "minutes.review", Args{"title": s.called(), "day": t.sessionDay(s)}), {Key: "review.words", Args: Args{"words": Marked(m.Draft)}}}, identifierLines(m.Draft)...)
	stamp := minutesStamp(m.Since)
	return Say{Lines: append(lines, Line{Key: "minutes.look_for"}), Protect: true,
		Rows: column(act("minutes.release", "release."+stamp), act("review.shorten", "shorten."+stamp), act("minutes.send_back", "return."+stamp), back())}
}

// hearMinutesReview takes what was decided about the very text that was on the screen.
func hearMinutesReview(t *turn) bool {
	s, ok := t.onMinutes()
	for _, do := range []string{"release", "shorten", "return"} {
		stamp, is := t.picked(do + ".")
		switch {
		case !is:
			continue
		case !ok || stamp != minutesStamp(s.Report.Since):
			return t.overtakenMinutes()
		case do == "shorten":
			t.p.Text = ""
			t.show(StepMinutesShorten)
		case do == "return":
			t.sendMinutesBack(s)
		default:
			t.p.Text = s.Report.Draft
			t.passMinutes(s)
		}
		return true
	}
	return false
}

// passMinutes releases the text in hand, or first asks about what identifies somebody.
func (t *turn) passMinutes(s Session) {
	if identifierRefs(t.p.Text) != nil {
		t.p.Topic = s.ID
		t.show(StepMinutesSure)
		return
	}
	t.releaseMinutes(s)
}

func askMinutesSure(t *turn) Say {
	if _, ok := t.onMinutes(); !ok {
		return t.minutesGone()
	}
	return Say{Protect: true,
		Lines: []Line{{Key: "minutes.sure", Args: Args{"what": identifierRefs(t.p.Text)}}, {Key: "review.words", Args: Args{"words": Marked(excerpt(t.p.Text))}}},
		Rows:  column(act("review.shorten", "shorten"), act("review.sure.release", "release"), back())}
}

func hearMinutesSure(t *turn) bool {
	s, ok := t.onMinutes()
	switch {
	case !ok || t.p.Text == "":
		return t.overtakenMinutes()
	case t.pressed("shorten"):
		t.p.Text = ""
		t.show(StepMinutesShorten)
	case t.pressed("release"):
		t.releaseMinutes(s)
	default:
		return false
	}
	return true
}

func backFromMinutesSure(t *turn) Step {
	t.p.Text = ""
	return StepMinutesReview
}

func askMinutesShorten(t *turn) Say {
	s, ok := t.onMinutes()
	if !ok {
		return t.minutesGone()
	}
	lines := line("review.words", Args{"words": Quote(excerpt(s.Report.Draft))})
	begun, buttons := t.soFar()
	return Say{Lines: append(append(lines, as(PartLead, "review.write.shorter", nil)), begun...), Protect: true, Rows: column(append(buttons, back(), cancel())...)}
}

func hearMinutesShorten(t *turn) bool {
	if _, ok := t.onMinutes(); !ok {
		return t.overtakenMinutes()
	}
	return t.finished(StepMinutesShortened) || t.typed(mostMinutes, StepMinutesShortened)
}

func askMinutesShortened(t *turn) Say {
	if _, ok := t.onMinutes(); !ok {
		return t.minutesGone()
	}
	return Say{Protect: true,
		Lines: slices.Concat(t.wholeToo(), []Line{as(PartLead, "review.check", nil), {Key: "review.words", Args: Args{"words": Marked(excerpt(t.p.Text))}}}, identifierLines(t.p.Text)),
		Rows:  column(act("minutes.release", "release"), act("review.again", "again"), back(), cancel())}
}

func hearMinutesShortened(t *turn) bool {
	s, ok := t.onMinutes()
	switch {
	case !ok:
		return t.overtakenMinutes()
	case t.pressed("again"):
		t.p.Text = ""
		t.show(StepMinutesShorten)
	case t.written() != "":
		return t.typed(mostMinutes, StepMinutesShortened)
	case t.p.Text == "":
		t.show(StepMinutesShorten)
	case t.pressed("release"):
		t.passMinutes(s)
	default:
		return false
	}
	return true
}

// releaseMinutes makes the text in hand what people read. Of the first version they are
// told; of a later one only if somebody sends it on purpose. Translators are asked for the
// programme's other languages.
func (t *turn) releaseMinutes(s Session) {
	m := &s.Report
	m.Words, m.In, m.At = t.p.Text, guessLang(t.p.Text, m.DraftIn, t.w.Programme.Languages), max(t.e.Now.Unix(), m.At+1)
	m.Draft, m.DraftIn, m.Since, m.Writer = "", "", 0, ""
	if m.Sent == 0 && !s.Youth {
		m.Sent, m.Done = m.At, false
	}
	s = s.asking(t.w.Programme.Languages, t.e.Now, sessionMinutes)
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("minutes_released", s.ID)
	t.note("minutes.did.released", nil)
	t.openMinutesReview()
}

// sendMinutesBack leaves the text to whoever wrote it: it stands at their desk.
func (t *turn) sendMinutesBack(s Session) {
	s.Report.Since, s.Report.Writer = 0, ""
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("minutes_returned", s.ID)
	t.note("minutes.did.returned", nil)
	t.openMinutesReview()
}
