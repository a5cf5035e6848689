package flows

import (
	"slices"
	"strings"
	"time"
)

// The steps of recording an approval, in their order.
const (
	StepGuideBy     Step = "desk.guide.by"
	StepGuideLangs  Step = "desk.guide.langs"
	StepGuideReview Step = "desk.guide.review"
	StepGuideSure   Step = "desk.guide.sure"
)

// ApprovalDraft is an approval that is being recorded. Its list is never
// changed in place.
type ApprovalDraft struct {
	By     string `cbor:"1,keyasint,omitempty"`
	Langs  []Lang `cbor:"2,keyasint,omitempty"`
	Review string `cbor:"3,keyasint,omitempty"` // a local day
	Stamp  uint32 `cbor:"4,keyasint,omitempty"` // of the record as it was at the beginning
}

func recordConversation() conversation {
	only := []permission{decideGuides}
	return conversation{
		name: "approval",
		screens: map[Step]screen{
			StepGuideBy:     {ask: askGuideBy, hear: hearGuideBy, misfit: "organise.text.misfit", back: to(StepDeskGuide), flow: true, needs: only},
			StepGuideLangs:  {ask: askGuideLangs, hear: hearGuideLangs, back: to(StepGuideBy), flow: true, needs: only},
			StepGuideReview: {ask: askGuideReview, hear: hearGuideReview, misfit: "approve.review.misfit", back: to(StepGuideLangs), flow: true, needs: only},
			StepGuideSure:   {ask: askGuideSure, hear: hearGuideSure, back: to(StepGuideReview), flow: true, needs: only},
		},
		forget: func(p *Person) { p.Approval = nil },
	}
}

// approving is the approval in the making; never nil.
func (t *turn) approving() *ApprovalDraft {
	if t.p.Approval == nil {
		t.p.Approval = &ApprovalDraft{}
	}
	return t.p.Approval
}

func approvalOrder() []Step {
	return []Step{StepGuideBy, StepGuideLangs, StepGuideReview, StepGuideSure}
}

func approvalSay(s Step, lines []Line, rows ...[]Button) Say {
	return stepSay(approvalOrder(), s, lines, rows...)
}

func askGuideBy(t *turn) Say {
	lines := []Line{{Key: "approve.who.ask"}, {Key: "approve.who.public"}}
	var rows [][]Button
	if d := t.approving(); d.By != "" {
		lines = append(lines, Line{Key: "organise.text.now", Args: Args{"text": Quote(d.By)}})
		rows = column(act("organise.text.keep", "keep"))
	}
	return approvalSay(StepGuideBy, lines, rows...)
}

func hearGuideBy(t *turn) bool {
	d := t.approving()
	switch {
	case t.pressed("keep") && d.By != "":
	case t.e.Kind == Words:
		by := strings.Join(strings.Fields(cleanWords(t.e.Text)), " ")
		switch {
		case by == "":
			return false
		case len([]rune(by)) > limitName:
			t.note("approve.who.long", Args{"number": len([]rune(by)), "most": limitName})
			t.show(StepGuideBy)
			return true
		case !realApprover(by):
			t.note("approve.who.example", nil)
			t.show(StepGuideBy)
			return true
		}
		d.By = by
	default:
		return false
	}
	t.show(StepGuideLangs)
	return true
}

// askGuideLangs asks which languages were read. None is taken for granted.
func askGuideLangs(t *turn) Say {
	rows := pairs(tongueToggles(t.w.Programme.Languages, t.approving().Langs)...)
	return approvalSay(StepGuideLangs, line("approve.langs.ask", nil), append(rows, []Button{act("organise.next", "next")})...)
}

func hearGuideLangs(t *turn) bool {
	d := t.approving()
	switch {
	case t.pressed("next") && len(d.Langs) > 0:
		t.show(StepGuideReview)
		return true
	case t.pressed("next"):
		t.note("approve.langs.none", nil)
	case !t.flippedLang(&d.Langs, t.w.Programme.Languages):
		return false
	}
	t.show(StepGuideLangs)
	return true
}

// reviewMonths are the terms that are offered for a review.
func reviewMonths() []int { return []int{3, 6, 12} }

func askGuideReview(t *turn) Say {
	y, m, d := t.local().Date()
	var rows [][]Button
	for _, months := range reviewMonths() {
		at := time.Date(y, m+time.Month(months), min(d, 28), 12, 0, 0, 0, t.w.Programme.Zone)
		rows = append(rows, []Button{dayButton(at)})
	}
	return approvalSay(StepGuideReview, line("approve.review.ask", Args{"example": t.dayExample()}), rows...)
}

// hearGuideReview takes a day after today.
func hearGuideReview(t *turn) bool {
	day, fits := t.hearDay()
	switch {
	case !fits:
		return false
	case day == t.local().Format(time.DateOnly):
		t.note("organise.when.past", Args{"example": t.dayExample()})
		t.show(StepGuideReview)
	case day == "":
		t.show(StepGuideReview)
	default:
		t.approving().Review = day
		t.show(StepGuideSure)
	}
	return true
}

// reviewAt is noon of the day on which the guide is to be read again.
func (t *turn) reviewAt() (time.Time, bool) {
	at, err := time.ParseInLocation(time.DateOnly, t.approving().Review, t.w.Programme.Zone)
	return at.Add(12 * time.Hour), err == nil
}

// askGuideSure says what will be on record, before it is.
func askGuideSure(t *turn) Say {
	d := t.approving()
	at, _ := t.reviewAt()
	lines := []Line{{Key: "approve.sure.ask", Args: Args{"who": Quote(d.By), "tongues": Tongues(d.Langs), "day": Day(at)}}}
	var without Tongues
	for _, l := range t.w.Programme.Languages {
		if !slices.Contains(d.Langs, l) {
			without = append(without, l)
		}
	}
	if len(without) > 0 {
		lines = append(lines, Line{Key: "approve.unread", Args: Args{"tongues": without}})
	}
	lines = append(lines, Line{Key: "approve.sure.logged"})
	return Say{Lines: lines, Rows: column(act("approve.sure.yes", "record"), back(), cancel()), Step: 4, Of: 4}
}

// hearGuideSure puts the approval on the board, unless somebody else decided
// about the guide meanwhile.
func hearGuideSure(t *turn) bool {
	if !t.pressed("record") {
		return false
	}
	d := *t.approving()
	g, ok := t.deskGuide()
	at, dated := t.reviewAt()
	r := t.w.Board.guideRecord(g.ID)
	if !ok || !dated || !t.decides() || !realApprover(d.By) || len(d.Langs) == 0 || r.Stamp != d.Stamp {
		t.note("approve.meanwhile", nil)
		t.show(StepDeskGuide)
		return true
	}
	r.By, r.At, r.Review, r.Told, r.Read = d.By, t.e.Now.Unix(), at.Unix(), 0, nil
	for _, l := range d.Langs {
		r.Read = append(r.Read, GuideReading{Lang: l, Sum: g.Sums[l]})
	}
	if r.Stage == GuideSample { // what was taken back stays so until it is published again
		r.Stage = GuideApproved
	}
	t.changeBoard(func(b *Board) { b.putGuide(r) })
	t.audit("guide_approved", g.ID)
	t.note("approve.recorded", nil)
	t.show(StepDeskGuide)
	return true
}
