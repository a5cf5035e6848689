package flows

import (
	"slices"
	"time"

	"porchlight/flows/tally"
)

// This file is the card of a month: what became of the concerns that officers may answer,
// for everybody. It is settled once, on the second of the next month, and never anew. Each
// of its tables goes by the rules of a wave's question (tally.Counted), so no number under
// ten is in it, nor one from which such a number could be worked out. The tables are about
// different concerns (sent in the month, answered in it, closed in it), so they give no
// equations between them.

// StepMonths is where everybody reads them.
const StepMonths Step = "months"

// MonthsID is under what the cards of months are stored, all together.
const MonthsID = "all"

// monthsKept is how many are kept.
const monthsKept = 24

// Months are the cards of months, oldest first.
type Months struct {
	All []Month `cbor:"1,keyasint"`
}

// Month is what may be shown of one. Field numbers and the names of a tally.Result's
// fields are a format.
type Month struct {
	ID       string       `cbor:"1,keyasint"` // m2026-11
	Sent     int          `cbor:"2,keyasint"` // rounded down to ten; 0: fewer
	Answered tally.Result `cbor:"3,keyasint"` // in time, late
	Closed   tally.Result `cbor:"4,keyasint"` // by outcomes()
	Declined tally.Result `cbor:"5,keyasint"` // by declineReasons()
	Solved   tally.Result `cbor:"6,keyasint"` // by solvedAnswers()
}

func monthsConversation() conversation {
	return conversation{
		name:    "months",
		screens: map[Step]screen{StepMonths: {ask: askMonths, hear: hearMonths, back: toMore}},
		doors:   []door{{word: "months", by: byButton, open: plainly((*turn).openMonths), members: atOnce}},
		menu:    []menuRow{{at: 73, key: "menu.months", do: "months", more: true, when: func(t *turn) bool { return t.w.Board != nil && t.w.Board.Months != "" }}},
	}
}

// MonthToClose is the last month that is over on a day, with the counters it is made of.
func MonthToClose(p *Programme, now time.Time) (id, period string) {
	y, m, _ := now.In(p.Zone).Date()
	last := time.Date(y, m, 1, 0, 0, 0, 0, p.Zone).AddDate(0, -1, 0)
	return last.Format("m2006-01"), progressPeriod(last)
}

// CloseMonth decides what may be shown of a month.
func CloseMonth(id string, counts map[string]int) (m Month, err error) {
	table := func(key string, fields ...string) tally.Result {
		var often []int
		for _, f := range fields {
			often = append(often, max(0, counts[f]))
		}
		r, wrong := tally.Counted(tally.Question{Key: key, Options: len(fields)}, often, 0, waveK)
		if err == nil {
			err = wrong
		}
		return r
	}
	m = Month{ID: id, Sent: tally.Rounded(counts["sent"], waveK).Count()}
	m.Answered = table("answered", "in_time", "late")
	m.Closed = table("closed", "done", "partly", "not_done")
	m.Declined = table("declined", prefixed("declined|", declineReasons())...)
	m.Solved = table("solved", prefixed("solved|", solvedAnswers())...)
	return m, err
}

func prefixed(before string, all []string) (out []string) {
	for _, s := range all {
		out = append(out, before+s)
	}
	return out
}

// With is the months with one more; ok is false if it is there already, or an older one.
func (m Months) With(one Month) (more Months, ok bool) {
	if n := len(m.All); n > 0 && m.All[n-1].ID >= one.ID {
		return m, false
	}
	all := append(slices.Clone(m.All), one)
	return Months{All: all[max(0, len(all)-monthsKept):]}, true
}

// openMonths shows the latest one.
func (t *turn) openMonths() {
	t.p.Topic = ""
	t.show(StepMonths)
}

// monthCard is the one that the screen is about, with its place; all is nil while it is
// not read.
func (t *turn) monthCard() (all []Month, at int) {
	if t.w.Board == nil || t.w.Board.Months == "" {
		return nil, 0
	}
	if kept := find(t, Record[Months]{MonthsID}); kept != nil {
		all = kept.All
	}
	at = len(all) - 1
	if i := slices.IndexFunc(all, func(m Month) bool { return m.ID == t.p.Topic }); i >= 0 {
		at = i
	}
	return all, at
}

func askMonths(t *turn) Say {
	all, at := t.monthCard()
	if len(all) == 0 {
		return Say{Lines: line("months.none", nil), Rows: column(back())}
	}
	m := all[at]
	first, err := time.ParseInLocation("m2006-01", m.ID, t.w.Programme.Zone)
	if err != nil {
		return Say{Lines: line("months.none", nil), Rows: column(back())}
	}
	lines := []Line{as(PartLead, "months.title", Args{"from": Day(first), "to": Day(first.AddDate(0, 1, -1))}),
		{Key: "months.sent_few", Args: Args{"number": waveK}}}
	if m.Sent > 0 {
		lines[1] = Line{Key: "months.sent", Args: Args{"number": tally.Rounded(m.Sent, waveK)}}
	}
	lines = append(lines, monthLines(m.Answered, "months.in_time", "months.late")...)
	lines = append(lines, monthLines(m.Closed, prefixed("months.outcome.", []string{"done", "partly", "not_done"})...)...)
	lines = append(lines, monthLines(m.Solved, prefixed("months.solved.", solvedAnswers())...)...)
	lines = append(lines, parted(PartFine, monthLines(m.Declined, prefixed("months.declined.", declineReasons())...)...)...)
	lines = append(lines, as(PartFine, "months.hidden", Args{"number": waveK}), as(PartFine, "months.without", nil))
	var turning []Button
	if at > 0 {
		turning = append(turning, act("pulse.found.earlier", "earlier"))
	}
	if at < len(all)-1 {
		turning = append(turning, act("pulse.found.later", "later"))
	}
	rows := [][]Button{}
	if len(turning) > 0 {
		rows = append(rows, turning)
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

// monthLines are the shares of a table that may be shown, each in a sentence of its own.
func monthLines(r tally.Result, keys ...string) (lines []Line) {
	for i, part := range r.Parts {
		if i < len(keys) && !part.Hidden && part.N > 0 {
			lines = append(lines, Line{Key: keys[i], Args: Args{"share": share(part, r.Of())}})
		}
	}
	return lines
}

// hearMonths turns to another month.
func hearMonths(t *turn) bool {
	if t.e.Kind != Press || t.e.Do != "earlier" && t.e.Do != "later" {
		return false
	}
	all, at := t.monthCard()
	if t.e.Do == "earlier" {
		at--
	} else {
		at++
	}
	if at >= 0 && at < len(all) {
		t.p.Topic = all[at].ID
	}
	t.show(StepMonths)
	return true
}
