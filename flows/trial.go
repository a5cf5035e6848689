package flows

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows/tally"
)

// The steps of a guide's trial: what a small group is asked that reads it
// before everybody does, the same in an organiser's preview, and beginning one.
const (
	StepGuideTest   Step = "guide.test"
	StepPreviewTest Step = "desk.guide.test"
	StepGuideTrial  Step = "desk.guide.trial"
)

// Trial is a test of a guide with whoever opens its link. Nobody is named in
// it, and nobody sees how the answers stand before it has ended. Field numbers
// are a format: never reuse one.
type Trial struct {
	Code   string `cbor:"1,keyasint"` // of the link
	Began  int64  `cbor:"2,keyasint"`
	Ended  int64  `cbor:"3,keyasint,omitempty"` // unix seconds; 0: it runs
	People int    `cbor:"4,keyasint,omitempty"` // who answered, each once
	Right  []int  `cbor:"5,keyasint,omitempty"` // how many answered each question rightly; never changed in place
}

const (
	guideAnswers = 3  // of a question
	trialsMost   = 20 // that a person is in at once
	answered     = "+"
)

func trialConversation() conversation {
	return conversation{
		name:    "trial",
		screens: map[Step]screen{StepGuideTest: {ask: askGuideTest, hear: hearGuideTest, back: func(t *turn) Step { return t.walk(StepGuide) }}},
		doors:   []door{{word: "trial", deep: "t", by: byButton, open: (*turn).openTrial}},
		keeps:   kept{lines: (*turn).trialsKept, export: func(t *turn, e *Export) { e.Trials = len(t.p.Trials) }},
	}
}

// runs says whether a record's guide is being tested.
func (r GuideRecord) runs() bool {
	return r.Stage == GuideTrial && r.Trial != nil && r.Trial.Ended == 0
}

// over ends a trial, if one runs: whatever else is decided about the guide.
func (r GuideRecord) over(now time.Time) GuideRecord {
	if r.Trial != nil && r.Trial.Ended == 0 {
		ended := *r.Trial
		ended.Ended = now.Unix()
		r.Trial = &ended
	}
	return r
}

// tests says whether the person is in a guide's trial, and may read it there.
func (t *turn) tests(g Guide) bool {
	r := t.w.Board.guideRecord(g.ID)
	_, approved := t.w.approval(g, t.p.Lang)
	return r.runs() && approved && t.p.Age != AgeChild &&
		(slices.Contains(t.p.Trials, r.Trial.Code) || slices.Contains(t.p.Trials, r.Trial.Code+answered))
}

// asks says whether questions follow the end of a guide: in its trial, once; in
// a preview, to be looked at.
func (t *turn) asks(g Guide) bool {
	if len(g.Questions) == 0 {
		return false
	}
	r := t.w.Board.guideRecord(g.ID)
	return t.p.Step.preview() || t.tests(g) && slices.Contains(t.p.Trials, r.Trial.Code)
}

// openTrial follows a trial's link: the person is in it from now on, until it ends.
func (t *turn) openTrial(code string) {
	i := slices.IndexFunc(t.w.Board.Guides, func(r GuideRecord) bool { return r.runs() && r.Trial.Code == code })
	if i < 0 || code == "" {
		t.note("trial.over", nil)
		t.show(StepGuides)
		return
	}
	if !slices.Contains(t.p.Trials, code) && !slices.Contains(t.p.Trials, code+answered) && len(t.p.Trials) < trialsMost {
		t.p.Trials = append(t.p.Trials, code)
	}
	t.openGuide(t.w.Board.Guides[i].ID)
}

// forgetTrials drops from the record what has ended: a code that leads to no
// trial tells of nothing any more, and is not kept either.
func (t *turn) forgetTrials() {
	if len(t.p.Trials) == 0 {
		return
	}
	t.p.Trials = slices.DeleteFunc(t.p.Trials, func(code string) bool {
		code = strings.TrimSuffix(code, answered)
		return !slices.ContainsFunc(t.w.Board.Guides, func(r GuideRecord) bool { return r.runs() && r.Trial.Code == code })
	})
	if len(t.p.Trials) == 0 {
		t.p.Trials = nil
	}
}

// question is the key of the i-th question, from 0.
func (g *Guide) question(i int) string { return "guide/" + g.ID + "/question/" + strconv.Itoa(i) }

// testing finds the guide that is being asked about, and the question.
func (t *turn) testing() (g Guide, at int, ok bool) {
	g, ok = t.guide(t.p.Guide)
	at = len(t.p.Tried)
	return g, at, ok && at < len(g.Questions) && t.asks(g)
}

func askGuideTest(t *turn) Say {
	g, at, ok := t.testing()
	if !ok {
		return guideGone()
	}
	say := Say{Step: at + 1, Of: len(g.Questions),
		Lines: []Line{{Key: "guide.heading", Args: Args{"title": Ref(g.title())}}, {Key: g.question(at)}}}
	if at == 0 {
		say.Lines = append(say.Lines, Line{Key: "trial.lock"})
	}
	for n := range guideAnswers {
		say.Rows = append(say.Rows, []Button{act(g.question(at)+"/"+strconv.Itoa(n), "a."+strconv.Itoa(at)+"."+strconv.Itoa(n))})
	}
	say.Rows = append(say.Rows, column(act("trial.unsure", "a."+strconv.Itoa(at)+".x"), back())...)
	if g.Sensitive {
		say.Vanish, say.Protect = watched, true
	}
	return t.previewed(say)
}

func hearGuideTest(t *turn) bool {
	if t.pressed("list") {
		t.show(t.walk(StepGuides))
		return true
	}
	g, at, ok := t.testing()
	parts := strings.Split(t.e.Do, ".")
	switch {
	case t.e.Kind != Press || len(parts) != 3 || parts[0] != "a":
		return false
	case !ok:
		t.show(t.walk(StepGuideTest)) // which says that it is over
		return true
	case parts[1] != strconv.Itoa(at) || !slices.Contains([]string{"0", "1", "2", "x"}, parts[2]):
		return false
	}
	if t.p.Tried += parts[2]; len(t.p.Tried) < len(g.Questions) {
		t.show(t.walk(StepGuideTest))
		return true
	}
	t.finishTest(g)
	return true
}

// finishTest counts the answers, once a person, and names nobody.
func (t *turn) finishTest(g Guide) {
	right := make([]int, len(g.Questions))
	all := true
	for i, want := range g.Questions {
		if t.p.Tried[i:i+1] == strconv.Itoa(want) {
			right[i] = 1
		}
		all = all && right[i] == 1
	}
	t.note("trial.thanks", nil)
	if !all {
		t.note("trial.again", nil)
	}
	if t.p.Step.preview() {
		t.show(StepDeskGuide)
		return
	}
	code := t.w.Board.guideRecord(g.ID).Trial.Code
	t.changeBoard(func(b *Board) { b.tally(g.ID, right) })
	t.p.Trials[slices.Index(t.p.Trials, code)] = code + answered
	t.show(StepGuides)
}

// tally counts one person's answers. It is no decision about the guide, so the
// stamp stays.
func (b *Board) tally(id string, right []int) {
	i := slices.IndexFunc(b.Guides, func(r GuideRecord) bool { return r.ID == id })
	next := *b.Guides[i].Trial
	next.People++
	next.Right = make([]int, len(right))
	copy(next.Right, b.Guides[i].Trial.Right)
	for q, n := range right {
		next.Right[q] += n
	}
	b.Guides[i].Trial = &next
}

// askGuideTrial asks before a trial begins; its button carries the stamp.
func askGuideTrial(t *turn) Say {
	g, ok := t.deskGuide()
	if !ok || !t.triable(g) {
		return Say{Lines: line("approve.meanwhile", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "guide.heading", Args: Args{"title": Ref(g.title())}}, {Key: "approve.trial.ask"}, {Key: "approve.trial.after"}}
	return Say{Lines: lines, Rows: column(act("approve.not_yet", "back"), act("approve.trial.yes", "yes."+t.guideStamp(g)))}
}

// triable says whether a guide may be tested: somebody stands behind it, and
// not everybody reads it already.
func (t *turn) triable(g Guide) bool {
	stage := t.w.stage(g)
	return t.decides() && t.publishable(g) && len(g.Questions) > 0 && stage != GuidePublished && stage != GuideTrial
}

func hearGuideTrial(t *turn) bool {
	stamp, yes := t.picked("yes.")
	if !yes {
		return false
	}
	g, ok := t.deskGuide()
	if !ok || !t.triable(g) || stamp != t.guideStamp(g) {
		t.note("approve.meanwhile", nil)
		t.show(StepDeskGuide)
		return true
	}
	r := t.w.Board.guideRecord(g.ID)
	before := r.Trial
	r.Stage, r.Trial = GuideTrial, &Trial{Code: hex.EncodeToString(t.e.Seed[:8]), Began: t.e.Now.Unix()}
	t.changeBoard(func(b *Board) {
		b.putGuide(r)
		if before != nil { // its numbers are shown no more
			b.ForgetShown(group(countTrial, before.Code))
		}
	})
	t.audit("guide_tested", g.ID)
	t.trialLink(r)
	t.show(StepDeskGuide)
	return true
}

// trialLink says the link that leads into a trial, to be handed on.
func (t *turn) trialLink(r GuideRecord) {
	t.say(Say{Lines: line("approve.trial.link", Args{"link": Code("https://t.me/" + t.w.Bot + "?start=t_" + r.Trial.Code)})})
}

// endTrial ends a trial without publishing: its result can be read then.
func (t *turn) endTrial(g Guide) {
	r := t.w.Board.guideRecord(g.ID)
	if !r.runs() {
		t.note("approve.meanwhile", nil)
		t.show(StepDeskGuide)
		return
	}
	r = r.over(t.e.Now)
	r.Stage = GuideApproved
	t.changeBoard(func(b *Board) { b.putGuide(r) })
	t.audit("guide_test_ended", g.ID)
	t.show(StepDeskGuide)
}

// trialLines say how a trial stands: while it runs only how many answered; then
// the result, if it is of enough people.
func (t *turn) trialLines(r GuideRecord) []Line {
	switch tr := r.Trial; {
	case tr == nil:
		return nil
	case tr.Ended == 0:
		return line("approve.trial.so_far", Args{"people": Lines{few(t.people(group(countTrial, tr.Code), tr.People))}})
	default:
		all := tally.Ended(tr.People, fewest)
		if all.Hidden() {
			return line("approve.trial.small", Args{"number": fewest})
		}
		lines := line("approve.trial.result", Args{"people": Lines{few(all)}})
		for i, n := range tr.Right {
			lines = append(lines, Line{Key: "approve.trial.share", Args: Args{"number": i + 1, "right": all.Among(n), "all": all}})
		}
		return lines
	}
}

// few is a number of people, without telling how few they are.
func few(n Shown) Line {
	if n.Hidden() {
		return Line{Key: "announce.fewer", Args: Args{"number": fewest}}
	}
	return Line{Key: "announce.people", Args: Args{"count": n}}
}
