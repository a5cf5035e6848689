package flows

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows/tally"
)

// The screens with the results of a wave: for everybody, and at a desk for those
// who are no residents. Both show the same.
const (
	StepResults     Step = "pulse.results"
	StepDeskResults Step = "desk.results"
)

func resultConversation() conversation {
	return conversation{
		name: "results",
		screens: map[Step]screen{
			StepResults:     {ask: askResults, hear: hearResults, back: to(StepMenu)},
			StepDeskResults: {ask: askResults, hear: hearResults, back: to(StepWaves), needs: []permission{seeSurveys}},
		},
		doors: []door{
			{word: "results", by: byButton, open: plainly((*turn).openResults), members: atOnce},
			{word: "questions", by: byButton, open: plainly((*turn).openQuestions), members: atOnce},
		},
		menu: []menuRow{
			{at: 32, key: "menu.results", do: "results", link: true, when: (*turn).showsResults},
			{at: 72, key: "menu.results", do: "results", more: true, link: true, when: (*turn).showsOlder},
		},
	}
}

// GetsResults says whether somebody is sent results for their role now: an officer
// who is away is not.
func (m *Member) GetsResults(now time.Time) bool {
	return slices.ContainsFunc(Roles(), func(r Role) bool {
		return r.may(seeSurveys) && m.handles(r, "") && (r != RoleOfficer || !m.AwayAt(now))
	})
}

// published are the waves whose results anybody may see now, oldest first: none
// before its end, and none before the day that was promised.
func (t *turn) published() []Wave {
	if t.w.Board == nil {
		return nil
	}
	return slices.DeleteFunc(t.w.Board.waves(), func(w Wave) bool {
		return t.e.Now.Unix() < w.Closes || t.e.Now.Before(t.w.Programme.ResultsAt(w))
	})
}

// latestResults is the last wave that anybody may see results of.
func (t *turn) latestResults() (Wave, bool) {
	all := t.published()
	if len(all) == 0 {
		return Wave{}, false
	}
	return all[len(all)-1], true
}

// showsResults says whether the menu offers results: where the survey would stand.
func (t *turn) showsResults() bool {
	_, there := t.latestResults()
	return there && !t.mayAnswer() && !t.mayChange()
}

// showsOlder says whether they stand under "More", because a survey has their place.
func (t *turn) showsOlder() bool {
	_, there := t.latestResults()
	return there && !t.showsResults()
}

// openResults shows the latest results.
func (t *turn) openResults() {
	w, _ := t.latestResults()
	t.p.Topic = w.ID
	t.showResults()
}

// openQuestions shows their first question: whoever was sent the results has read what
// the screen begins with.
func (t *turn) openQuestions() {
	t.look = lookQuestion + "0"
	t.openResults()
}

func (t *turn) showResults() {
	if m := t.me(); m != nil && m.holds(seeSurveys, "") && (!t.p.Neighbour || !t.p.Registered()) {
		t.show(StepDeskResults)
		return
	}
	t.show(StepResults)
}

// result reads what a wave came to, or asks for it; nil while it is not there.
func (t *turn) result(wave string) *WaveResult {
	return find(t, Record[WaveResult]{wave})
}

// findings are those of the wave that the screen is about, with its place among
// the published ones.
func (t *turn) findings() (f Findings, at int, ok bool) {
	all := t.published()
	at = slices.IndexFunc(all, func(w Wave) bool { return w.ID == t.p.Topic })
	if at < 0 {
		return Findings{}, 0, false
	}
	f, ok = t.found(all[at])
	return f, at, ok
}

func (t *turn) found(w Wave) (Findings, bool) {
	now := t.result(w.ID)
	before, broken := t.w.Board.Before(w)
	var then *WaveResult
	if before != nil {
		then = t.result(before.ID)
	}
	if now == nil {
		return Findings{}, false
	}
	f, err := Find(*now, then)
	f.Broken = broken
	return f, err == nil
}

// lookQuestion begins what the screen is right after a question was chosen: its picture,
// with the buttons to the others.
const lookQuestion = "q."

func askResults(t *turn) Say {
	f, at, ok := t.findings()
	if !ok {
		return Say{Lines: line("pulse.found.none", nil), Rows: column(back())}
	}
	say := Say{Lines: append(append(resultHead(f, t.w.Programme), resultSentences(f)...), t.resultNotes(f)...)}
	if digits, one := strings.CutPrefix(t.look, lookQuestion); one {
		if i, err := strconv.Atoi(digits); err == nil && i >= 0 && i < len(f.Items) {
			say = QuestionSay(f, i)
		}
	}
	var rows [][]Button
	var buttons []Button
	for i, one := range f.Items {
		buttons = append(buttons, Button{Key: "pulse.short." + one.Item.Key, Do: "q." + strconv.Itoa(i)})
	}
	rows = append(rows, pairs(buttons...)...)
	var turning []Button
	if at > 0 {
		turning = append(turning, act("pulse.found.earlier", "earlier"))
	}
	if at < len(t.published())-1 {
		turning = append(turning, act("pulse.found.later", "later"))
	}
	if len(turning) > 0 {
		rows = append(rows, turning)
	}
	say.Rows = append(rows, []Button{back()})
	return say
}

// hearResults shows one question with its picture, or turns to another wave.
func hearResults(t *turn) bool {
	if t.e.Kind != Press {
		return false
	}
	f, at, ok := t.findings()
	digits, question := t.picked("q.")
	i, err := strconv.Atoi(digits)
	all := t.published()
	switch {
	case question && ok && err == nil && i >= 0 && i < len(f.Items):
		t.look = lookQuestion + digits
	case question, t.e.Do == "earlier" && at == 0, t.e.Do == "later" && at+1 >= len(all): // not there any more
	case t.e.Do == "earlier":
		t.p.Topic = all[at-1].ID
	case t.e.Do == "later":
		t.p.Topic = all[at+1].ID
	default:
		return false
	}
	t.show(t.p.Step)
	return true
}

// ResultsSay is the message with which the results of a wave come: the picture of
// its first question that has one, and a sentence for each.
func ResultsSay(f Findings, p *Programme) Say {
	say := Say{Fresh: true, Lines: append(resultHead(f, p), resultSentences(f)...)}
	if len(f.Items) > 0 {
		say.Rows = column(link("pulse.found.all", "questions"))
	}
	if i := slices.IndexFunc(f.Items, func(one Finding) bool { return one.Drawn() }); i >= 0 {
		say.Picture = &f.Items[i]
	}
	return say
}

// resultHead says who answered, and for whom that speaks.
func resultHead(f Findings, p *Programme) []Line {
	from, to := Day(time.Unix(f.Wave.Opens, 0)), Day(time.Unix(f.Wave.Closes, 0))
	lines := line("pulse.found.title", nil)
	if f.TooFew {
		return append(lines, Line{Key: "pulse.found.nobody", Args: Args{"number": waveK, "from": from, "to": to}})
	}
	lines = append(lines, Line{Key: "pulse.found.who", Args: Args{"count": f.N}})
	if !f.Could.Hidden() {
		lines = append(lines, as(PartFine, "pulse.found.could", Args{"number": f.Could, "percent": percent(float64(f.N.Count()) / float64(f.Could.Count()))}))
	}
	return append(lines, as(PartFine, "pulse.found.tongues", Args{"tongues": Tongues(p.Languages), "from": from, "to": to}), as(PartFine, "pulse.found.self", nil))
}

func resultSentences(f Findings) []Line {
	var lines []Line
	for i := range f.Items {
		lines = append(lines, f.Items[i].sentence())
	}
	return lines
}

// sentence says a question's result in plain words.
func (f *Finding) sentence() Line {
	switch {
	case f.TooFew:
	case f.Item.as().measured && f.Scaled:
		return Line{Key: "pulse.say." + f.Item.Key, Args: Args{"share": based(f.Mean, f.Of())}}
	case f.Told != nil:
		return Line{Key: "pulse.say." + f.Item.Key, Args: Args{"share": share(*f.Told, f.Of())}}
	case len(f.Most) > 0 && !f.Item.as().measured:
		args := Args{"answer": f.Item.answers(f.Most), "share": share(f.Parts[f.Most[0]], f.Of())}
		if len(f.Item.Sum) == 0 && len(f.Most) == 1 {
			return Line{Key: "pulse.say." + f.Item.Key, Args: args}
		}
		args["question"] = Ref("pulse.short." + f.Item.Key)
		if len(f.Most) > 1 {
			return Line{Key: "pulse.say.most_tie", Args: args}
		}
		return Line{Key: "pulse.say.most", Args: args}
	}
	return Line{Key: "pulse.say.none", Args: Args{"question": Ref("pulse.short." + f.Item.Key)}}
}

// resultNotes say what is hidden, and with what this was compared.
func (t *turn) resultNotes(f Findings) []Line {
	if f.TooFew {
		return nil
	}
	lines := []Line{as(PartFine, "pulse.found.hidden", Args{"number": waveK})}
	switch {
	case f.Before != nil:
		lines = append(lines, as(PartFine, "pulse.before.when", Args{"day": Day(time.Unix(f.Before.Closes, 0))}))
	default:
		lines = append(lines, as(PartFine, "pulse.before.none", nil))
	}
	if f.Broken {
		lines = append(lines, as(PartFine, "pulse.before.broken", nil))
	}
	if t.p.Step == StepDeskResults {
		lines = append(lines, as(PartFine, "pulse.found.whole", nil))
	}
	return lines
}

// QuestionSay is one question: its picture, every number that may be shown, and
// how it was before. It is a message of its own, which people may want to keep.
func QuestionSay(f Findings, i int) Say {
	one := f.Items[i]
	lines := line("pulse.found.question", Args{"question": Ref("pulse.short." + one.Item.Key)})
	lines = append(lines, one.sentence())
	lines = append(lines, one.comparison()...)
	var hidden []int
	for n, p := range one.Parts {
		if p.Hidden {
			hidden = append(hidden, n)
			continue
		}
		lines = append(lines, Line{Key: "pulse.found.part", Args: Args{"answer": one.Item.Option(n), "share": share(p, one.Of())}})
	}
	if len(hidden) > 0 {
		lines = append(lines, Line{Key: "pulse.found.hidden_parts", Args: Args{"answers": one.Item.answers(hidden)}})
	}
	if !one.Unsaid.Hidden {
		lines = append(lines, Line{Key: "pulse.found.part", Args: Args{"answer": Ref("pulse.unsaid"), "share": share(one.Unsaid, one.All())}})
	}
	say := Say{Lines: lines, Fresh: true}
	if one.Drawn() {
		say.Picture = &one
	}
	return say
}

// comparison says how it was in the wave before, and whether that is a change
// worth the name. The interval is that of two samples drawn by chance, which
// these are not, and that is said with it.
func (f *Finding) comparison() []Line {
	switch {
	case !f.Again:
		return nil
	case f.Then != nil:
		return line("pulse.before.was", Args{"then": share(*f.Then, f.ThenBase)})
	case f.Change == nil:
		return line("pulse.before.hidden", nil)
	}
	c := f.Change
	then, difference := based(c.Before, c.Of()), signed
	unit := "pulse.unit.scale"
	if !f.Item.as().measured {
		then, unit = share(c.Was(), c.Of()), "pulse.unit.share"
		difference = func(v float64) Decimal { return signed(math.Round(v * 100)) }
	}
	return []Line{
		{Key: "pulse.before.was", Args: Args{"then": then}},
		{Key: "pulse.verdict." + string(c.Verdict)},
		{Key: "pulse.before.interval", Args: Args{"difference": difference(c.Difference), "unit": Ref(unit),
			"low": difference(c.Around.Low), "high": difference(c.Around.High)}},
	}
}

// MeanSaid is the mean of a scale as it is said.
func (f *Finding) MeanSaid() Decimal { return decimal(f.Mean) }

// PartArgs are a part's share and how many people that is, as they are said.
func PartArgs(p tally.Part) Args { return Args{"percent": percent(p.Share), "number": p.People()} }

// share is a part of a whole, in per cent and in people.
func share(p tally.Part, of tally.Shown) Lines {
	return Lines{{Key: "pulse.found.share", Args: Args{"percent": percent(p.Share), "number": p.People(), "of": of}}}
}

// based is a mean with the number of people it is of.
func based(mean float64, of tally.Shown) Lines {
	return Lines{{Key: "pulse.found.based", Args: Args{"mean": decimal(mean), "base": Lines{{Key: "pulse.found.answers", Args: Args{"count": of}}}}}}
}

func percent(v float64) Code { return Code(fmt.Sprintf("%.0f%%", v*100)) }

func decimal(v float64) Decimal { return Decimal(strconv.FormatFloat(v, 'f', 1, 64)) }

// signed is a difference with its sign, whole or with one decimal.
func signed(v float64) Decimal {
	text := strconv.FormatFloat(math.Abs(math.Round(v*10)/10), 'f', -1, 64)
	switch {
	case text == "0":
		return "0"
	case v < 0:
		return Decimal("−" + text)
	}
	return Decimal("+" + text)
}
