package tally

import "math"

// Verdict is a change in plain words.
type Verdict string

// The verdicts.
const (
	Up      Verdict = "up"
	Down    Verdict = "down"
	Unclear Verdict = "no_clear_change"
)

// LeastBase is the fewest answers on each side from which a change may be
// called one.
const LeastBase = 30

// Change compares two waves of the same question as independent samples: who
// answered one is not known to have answered the other.
type Change struct {
	Before, After float64  // shares, 0 to 1, or means
	N, Then       int      // bases: after, before
	Difference    float64  // after less before
	Around        Interval // of the difference
	Verdict       Verdict
}

// CompareShares compares the people who gave any of some options (by index), by
// Newcombe's interval. It works on what both results show; if either hides one
// of the options, or the questions differ, ok is false.
func CompareShares(before, after Result, options ...int) (c Change, ok bool) {
	if before.Question != after.Question || before.TooFew || after.TooFew || len(options) == 0 {
		return Change{}, false
	}
	then, now := 0, 0
	for _, i := range options {
		if i < 0 || i >= len(before.Parts) || i >= len(after.Parts) || before.Parts[i].Hidden || after.Parts[i].Hidden {
			return Change{}, false
		}
		then, now = then+before.Parts[i].N, now+after.Parts[i].N
	}
	// Shares of different kinds of base may not be compared: use the wider.
	c.Then, c.N = before.Base, after.Base
	if before.Unsaid.Hidden != after.Unsaid.Hidden {
		c.Then, c.N = before.Asked, after.Asked
	}
	c.Before, c.After = float64(then)/float64(c.Then), float64(now)/float64(c.N)
	c.Difference = c.After - c.Before
	c.Around = Newcombe(now, c.N, then, c.Then)
	return c.judged(), true
}

// CompareScales compares two means by Welch's interval, from the rounded
// figures that both results show; if either shows none, or the questions
// differ, ok is false. Where the number that would not say is hidden, the base
// is a little too large and the interval as much too narrow.
func CompareScales(before, after Result) (c Change, ok bool) {
	if before.Question != after.Question || !before.Scaled || !after.Scaled {
		return Change{}, false
	}
	c = Change{Before: before.Mean, After: after.Mean, N: after.Base, Then: before.Base, Difference: tenth(after.Mean - before.Mean)}
	around, ok := Welch(after.Sample(), before.Sample())
	if !ok {
		return Change{}, false
	}
	// Each mean is rounded by up to 0.05, so the difference by up to 0.1.
	c.Around = Interval{around.Low - 0.1, around.High + 0.1}
	return c.judged(), true
}

// Sample is a scale's figures as they are shown.
func (r Result) Sample() Sample {
	return Sample{N: r.Base, Mean: r.Mean, Variance: r.Spread * r.Spread}
}

func (c Change) judged() Change {
	c.Verdict = Unclear
	switch {
	case c.N < LeastBase || c.Then < LeastBase:
	case c.Around.Low > 0:
		c.Verdict = Up
	case c.Around.High < 0:
		c.Verdict = Down
	}
	return c
}

// Was is the share before, as people.
func (c Change) Was() Part {
	return Part{N: int(math.Round(c.Before * float64(c.Then))), Share: c.Before}
}

// Of is how many people answered before.
func (c Change) Of() Shown { return Shown{c.Then, true} }

// Invited is how many people might have: hidden if few finished, or few did not.
func (p Participation) Invited(k int) Shown {
	if p.Hidden || p.Delivered-p.Completed < max(k, LeastWaveK) {
		return Shown{}
	}
	return Shown{p.Delivered, true}
}

// Participation is completed / delivered invitations, each person once.
type Participation struct {
	Completed, Delivered int
	Rate                 float64 // 0 to 1
	Hidden               bool    // fewer than k completed
}

// Participate gives a wave's participation rate. More completed than delivered
// (a link shared by hand) has no rate: ok is false.
func Participate(completed, delivered, k int) (p Participation, ok bool) {
	if completed < 0 || delivered <= 0 || completed > delivered {
		return Participation{}, false
	}
	if completed < k {
		return Participation{Hidden: true}, true
	}
	return Participation{Completed: completed, Delivered: delivered, Rate: float64(completed) / float64(delivered)}, true
}
