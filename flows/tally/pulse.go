package tally

import (
	"fmt"
	"math"
	"slices"
)

// Question is one item of a pulse, as far as counting needs it.
type Question struct {
	Key     string
	Options int  // how many, without "I'd rather not say"
	Scale   bool // the options are the numbers 0, 1, 2 ...
}

// The codes of an answer: 0 none, 1 rather not say, 2 and up the options.
const firstOption = 2

// LeastWaveK is the smallest k of a survey.
const LeastWaveK = 10

// Part is the people who gave one answer, or nothing if that is hidden.
type Part struct {
	Hidden bool
	N      int
	Share  float64  // of the result's Base, 0 to 1
	Around Interval // of the share, by Wilson
}

// People is how many they are.
func (p Part) People() Shown { return Shown{p.N, !p.Hidden} }

// Result is what a wave says about one question. It holds nothing that may not
// be shown, so it can be stored and sent.
type Result struct {
	Question
	// TooFew says that nothing may be shown: nothing else is set but Asked, if
	// that is at least k. It does not say whether fewer than k answered: with what
	// was asked that would tell how many would not say.
	TooFew bool
	Asked  int  // finished records
	Unsaid Part // rather not say; its share is of Asked

	// Base is what shares are of, to be printed as n: those who answered, or all
	// who were asked when the number that would not say is hidden, because the
	// difference would tell it.
	Base  int
	Parts []Part // by option; nil for a scale of which not every number may be shown

	// Of a scale, if Scaled: to one tenth, over those who answered.
	Scaled       bool
	Median, Mean float64
	Around       Interval // of the mean, by Student
	Spread       float64  // standard deviation
}

// Of is how many people shares are of.
func (r Result) Of() Shown { return Shown{r.Base, !r.TooFew} }

// All is how many were asked.
func (r Result) All() Shown { return Shown{r.Asked, r.Asked > 0} }

// Together is the people who gave any of some options; ok is false if one of them is
// hidden.
func (r Result) Together(options []int) (sum Part, ok bool) {
	for _, i := range options {
		if i < 0 || i >= len(r.Parts) || r.Parts[i].Hidden {
			return Part{}, false
		}
		sum.N += r.Parts[i].N
	}
	sum.Share = float64(sum.N) / float64(r.Base)
	return sum, len(options) > 0
}

// Pulse counts one wave's finished records, each one person's codes in the
// order of the questions; what a record holds beyond them is not looked at. A
// missing answer counts as not said. A code that is no option is an error.
//
// No number under k is shown, and with it as many others are hidden, the
// smallest first, until at least two are that together make k or more, and each
// of them could be numbers as far apart as k for who knows all this: see spread.
//
// A scale's numbers are all shown or all hidden, because its mean is an
// equation between them. Mean and interval are rounded and need 2k answers of
// which at least k differ from the most frequent one, so they never say that
// all gave the same answer.
func Pulse(records [][]byte, questions []Question, k int) ([]Result, error) {
	if k < LeastWaveK {
		return nil, fmt.Errorf("k of a wave is %d: %w", k, ErrSmallK)
	}
	var all []Result
	for at, q := range questions {
		often, not := make([]int, q.Options), 0
		for _, r := range records {
			switch {
			case at >= len(r) || r[at] < firstOption:
				not++
			case int(r[at]) >= firstOption+q.Options:
				return nil, fmt.Errorf("answer %d to %s does not exist", r[at], q.Key)
			default:
				often[r[at]-firstOption]++
			}
		}
		all = append(all, result(q, often, not, k))
	}
	return all, nil
}

// Counted is the same of one question whose records are counted already: how
// often each option was chosen, and how many would not say.
func Counted(q Question, often []int, not, k int) (Result, error) {
	if k < LeastWaveK {
		return Result{}, fmt.Errorf("k of a wave is %d: %w", k, ErrSmallK)
	}
	if len(often) != q.Options || not < 0 || slices.ContainsFunc(often, func(n int) bool { return n < 0 }) {
		return Result{}, fmt.Errorf("%d counts of %d options to %s", len(often), q.Options, q.Key)
	}
	return result(q, often, not, k), nil
}

func result(q Question, often []int, not, k int) Result {
	answered := 0
	for _, n := range often {
		answered += n
	}
	r := Result{Question: q, Unsaid: Part{Hidden: true}}
	if answered+not >= k {
		r.Asked = answered + not
	}
	none := r
	none.TooFew = true
	if answered < k {
		return none
	}
	hide := hidden(append(slices.Clone(often), not), k)
	if !slices.Contains(hide, false) && !q.Scale {
		return none
	}
	if q.Scale && slices.Contains(hide, true) {
		hide = nil
	}
	unsaidHidden := not < k
	if hide != nil {
		unsaidHidden = hide[len(often)]
	}
	r.Base = r.Asked
	if !unsaidHidden {
		r.Unsaid = part(not, r.Asked)
		r.Base = answered
	}
	for i, n := range often {
		switch {
		case hide == nil:
		case hide[i]:
			r.Parts = append(r.Parts, Part{Hidden: true})
		default:
			r.Parts = append(r.Parts, part(n, r.Base))
		}
	}
	if q.Scale && answered >= 2*k && answered-slices.Max(often) >= k {
		r.measure(often)
	}
	if r.Parts == nil && !r.Scaled && r.Unsaid.Hidden {
		return none
	}
	return r
}

func part(n, of int) Part {
	return Part{N: n, Share: float64(n) / float64(of), Around: Wilson(n, of)}
}

// hidden says which parts of a whole that is known may not be shown. Of equal
// ones the last is hidden first.
func hidden(parts []int, k int) []bool {
	hide := make([]bool, len(parts))
	count, sum := 0, 0
	add := func(i int) { hide[i], count, sum = true, count+1, sum+parts[i] }
	for i, n := range parts {
		if n < k {
			add(i)
		}
	}
	for count > 0 && count < len(parts) {
		least := -1
		for i, n := range parts {
			if !hide[i] && (least < 0 || n <= parts[least]) {
				least = i
			}
		}
		if count >= 2 && sum >= k && spread(count, sum, parts[least]) >= k {
			break
		}
		add(least)
	}
	return hide
}

// spread is how far apart the numbers lie that one of some hidden parts could be,
// for who knows their sum, and that none is larger than the least that is shown,
// because the smallest are hidden first.
func spread(count, sum, least int) int {
	return min(least, sum) - max(0, sum-(count-1)*least)
}

// measure sets the figures of a scale.
func (r *Result) measure(often []int) {
	s := sampleOf(often)
	around, _ := MeanInterval(s)
	r.Scaled = true
	r.Mean, r.Spread = tenth(s.Mean), tenth(math.Sqrt(s.Variance))
	r.Around = Interval{tenth(max(0, around.Low)), tenth(min(float64(len(often)-1), around.High))}
	r.Median = (at(often, (s.N-1)/2) + at(often, s.N/2)) / 2
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// at is the i-th smallest answer, from 0.
func at(often []int, i int) float64 {
	for v, n := range often {
		if i < n {
			return float64(v)
		}
		i -= n
	}
	return float64(len(often) - 1)
}
