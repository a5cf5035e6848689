package flows

import (
	"slices"
	"strconv"
	"time"
)

// The steps of an organiser's list of guides, and of reading them.
const (
	StepDeskGuides   Step = "desk.guides"
	StepDeskGuide    Step = "desk.guide"
	StepPreviewWarn  Step = "desk.guide.warn"
	StepPreview      Step = "desk.guide.step"
	StepPreviewAll   Step = "desk.guide.whole"
	StepGuidePublish Step = "desk.guide.publish"
)

func approveConversation() conversation {
	all := map[Step]screen{
		StepDeskGuides:   {ask: askDeskGuides, hear: hearDeskGuides, back: to(StepDesk)},
		StepDeskGuide:    {ask: askDeskGuide, hear: hearDeskGuide, back: to(StepDeskGuides)},
		StepPreviewWarn:  {ask: askGuideWarn, hear: hearGuideWarn, back: to(StepDeskGuide)},
		StepPreview:      {ask: askGuide, hear: hearGuide, back: backInGuide},
		StepPreviewAll:   {ask: askWholeGuide, hear: hearWholeGuide, back: backFromWhole, told: true},
		StepPreviewTest:  {ask: askGuideTest, hear: hearGuideTest, back: to(StepPreview)},
		StepGuideTrial:   {ask: askGuideTrial, hear: hearGuideTrial, back: to(StepDeskGuide)},
		StepGuidePublish: {ask: askGuidePublish, hear: hearGuidePublish, back: to(StepDeskGuide)},
	}
	for s, sc := range all {
		sc.needs = []permission{readGuides}
		all[s] = sc
	}
	return conversation{
		name: "guides at the desk", screens: all,
		desk: []deskRow{{at: 130, need: readGuides, key: "approve.desk", do: "guides", half: true, open: func(t *turn) { t.show(StepDeskGuides) }}},
	}
}

func askDeskGuides(t *turn) Say {
	say := Say{Lines: line("approve.list", nil)}
	for _, g := range t.w.Guides {
		say.Lines = append(say.Lines, Line{Key: "approve.item", Args: Args{"title": Ref(g.title()), "state": Ref(t.stageKey(g))}})
		say.Rows = append(say.Rows, []Button{act(g.title(), "g."+g.ID)})
	}
	if at := t.w.Board.Handed; at != 0 {
		say.Lines = append(say.Lines, Line{Key: "approve.handed", Args: Args{"day": Day(time.Unix(at, 0))}})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// stageKey is a guide's stage, as a message key. What is nowhere approved is a
// sample, shown or not.
func (t *turn) stageKey(g Guide) string {
	switch t.w.stage(g) {
	case GuideApproved:
		return "approve.state.approved"
	case GuideTrial:
		return "approve.state.trial"
	case GuidePublished:
		return "approve.state.published"
	case GuideTakenBack:
		return "approve.state.back"
	}
	return "approve.state.sample"
}

func hearDeskGuides(t *turn) bool {
	id, ok := t.picked("g.")
	if !ok || !slices.ContainsFunc(t.w.Guides, func(g Guide) bool { return g.ID == id }) {
		return false
	}
	t.p.Topic = id
	t.show(StepDeskGuide)
	return true
}

// deskGuide is the guide that the screen is about; false if this binary does
// not have it.
func (t *turn) deskGuide() (Guide, bool) {
	i := slices.IndexFunc(t.w.Guides, func(g Guide) bool { return g.ID == t.p.Topic })
	if i < 0 {
		return Guide{}, false
	}
	return t.w.Guides[i], true
}

// askDeskGuide shows where a guide stands and what can be done with it.
func askDeskGuide(t *turn) Say {
	g, ok := t.deskGuide()
	if !ok {
		return Say{Lines: line("guide.gone", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "guide.heading", Args: Args{"title": Ref(g.title())}}, {Key: "approve.now", Args: Args{"state": Ref(t.stageKey(g))}}}
	lines = append(lines, t.standing(g)...)
	if t.w.stage(g) != GuideTakenBack {
		lines = append(lines, t.trialLines(t.w.Board.guideRecord(g.ID))...)
	}
	rows := langButtons("approve.see", "see.", t.w.Programme.Languages)
	switch stage := t.w.stage(g); {
	case !t.decides():
		lines = append(lines, Line{Key: "approve.not_all"})
	default:
		if t.publishable(g) && stage != GuidePublished {
			rows = append(rows, []Button{act("approve.publish.button", "publish")})
		}
		if stage == GuideTrial {
			rows = append(rows, pairs(act("approve.trial.again", "link"), act("approve.trial.end", "end"))...)
		} else if t.triable(g) {
			rows = append(rows, []Button{act("approve.trial.button", "trial")})
		}
		rows = append(rows, []Button{act("approve.record", "record")})
		if stage == GuidePublished || stage == GuideTrial || t.w.Sample && stage != GuideTakenBack {
			rows = append(rows, []Button{act("approve.take_back", "take")})
		}
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

// standing says who approved a guide, in which languages, and until when.
func (t *turn) standing(g Guide) []Line {
	r := t.w.Board.guideRecord(g.ID)
	read, changed, unread := t.w.readIn(g)
	var lines []Line
	if r.At != 0 {
		lines = append(lines, Line{Key: "approve.by", Args: Args{"who": Quote(r.By), "day": Day(time.Unix(r.At, 0))}})
	} else if t.w.fileApproves(g) {
		lines = append(lines, Line{Key: "approve.by_file", Args: Args{"who": Quote(t.w.Programme.Approvers[g.ID])}})
	}
	if len(read) > 0 {
		lines = append(lines, Line{Key: "approve.read", Args: Args{"tongues": read}})
	}
	if len(changed) > 0 {
		lines = append(lines, Line{Key: "approve.changed", Args: Args{"tongues": changed}})
	}
	if len(unread) > 0 && (len(read) > 0 || len(changed) > 0) {
		lines = append(lines, Line{Key: "approve.unread", Args: Args{"tongues": unread}})
	}
	if r.Review != 0 {
		key := "approve.review_by"
		if r.Review <= t.e.Now.Unix() {
			key = "approve.overdue"
		}
		lines = append(lines, Line{Key: key, Args: Args{"day": Day(time.Unix(r.Review, 0))}})
	}
	return lines
}

// publishable says whether somebody stands behind a guide in any language.
func (t *turn) publishable(g Guide) bool {
	read, _, _ := t.w.readIn(g)
	return len(read) > 0
}

func hearDeskGuide(t *turn) bool {
	g, ok := t.deskGuide()
	l, see := t.pickedLang("see.", t.w.Programme.Languages)
	switch {
	case t.e.Kind != Press || !ok:
		return false
	case see:
		t.p.Preview, t.p.Guide, t.p.GuideAt = l, g.ID, g.First
		t.show(t.guideStep(g))
		return true
	case !t.decides():
		return false
	}
	switch t.e.Do {
	case "record":
		t.p.Approval = &ApprovalDraft{Stamp: t.w.Board.guideRecord(g.ID).Stamp}
		t.show(StepGuideBy)
	case "publish":
		t.show(StepGuidePublish)
	case "take":
		t.takeBack(g)
	case "trial":
		t.show(StepGuideTrial)
	case "end":
		t.endTrial(g)
	case "link":
		if r := t.w.Board.guideRecord(g.ID); r.runs() {
			t.trialLink(r)
		} else {
			t.note("approve.meanwhile", nil)
		}
		t.show(StepDeskGuide)
	default:
		return false
	}
	return true
}

// guideStep is where a preview begins.
func (t *turn) guideStep(g Guide) Step {
	if g.Sensitive {
		return StepPreviewWarn
	}
	return StepPreview
}

// takeBack hides a guide from everybody, at once. It is not asked about and
// wants no stamp: whoever sees danger in a guide need not be the first.
func (t *turn) takeBack(g Guide) {
	r := t.w.Board.guideRecord(g.ID)
	if r.Stage == GuideTakenBack {
		t.note("approve.meanwhile", nil)
		t.show(StepDeskGuide)
		return
	}
	r = r.over(t.e.Now)
	r.Stage = GuideTakenBack
	t.changeBoard(func(b *Board) { b.putGuide(r) })
	t.audit("guide_taken_back", g.ID)
	t.note("approve.taken_back", nil)
	t.show(StepDeskGuide)
}

// askGuidePublish asks before everybody sees a guide. Its button carries the
// stamp of what was shown: of two organisers the second is told.
func askGuidePublish(t *turn) Say {
	g, ok := t.deskGuide()
	if !ok || !t.decides() || !t.publishable(g) {
		return Say{Lines: line("approve.meanwhile", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "guide.heading", Args: Args{"title": Ref(g.title())}}, {Key: "approve.publish.ask"}}
	return Say{Lines: append(lines, t.standing(g)...), Rows: column(act("approve.not_yet", "back"), act("approve.publish.yes", "yes."+t.guideStamp(g)))}
}

// guideStamp tells the decisions so far about a guide from any later ones.
func (t *turn) guideStamp(g Guide) string {
	return strconv.FormatUint(uint64(t.w.Board.guideRecord(g.ID).Stamp), 36)
}

func hearGuidePublish(t *turn) bool {
	stamp, yes := t.picked("yes.")
	if !yes {
		return false
	}
	g, ok := t.deskGuide()
	r := t.w.Board.guideRecord(g.ID)
	if !ok || !t.decides() || !t.publishable(g) || stamp != t.guideStamp(g) {
		t.note("approve.meanwhile", nil)
		t.show(StepDeskGuide)
		return true
	}
	r = r.over(t.e.Now)
	r.Stage = GuidePublished
	t.changeBoard(func(b *Board) { b.putGuide(r) })
	t.audit("guide_published", g.ID)
	t.note("approve.publish.done", nil)
	t.show(StepDeskGuide)
	return true
}
