package flows

import (
	"slices"
	"time"

	"porchlight/flows/tally"
)

// waveK is how many people must stand behind a number of a wave.
const waveK = tally.LeastWaveK

// resultsHour is when, on the day that was promised, results begin to be sent:
// late enough for everybody to be up, early enough to reach a town before night.
const resultsHour = 10

// Findings is what everybody may know of a closed wave, and all that anybody is
// shown: what is hidden is not in it. It is made from the result of that wave
// and of the one that it is compared with, always in the same way.
type Findings struct {
	Wave   Wave
	TooFew bool        // fewer than k finished: nothing else is set
	N      tally.Shown // finished
	Could  tally.Shown // registered, and might have; hidden if the rest may not be said
	Items  []Finding
	Before *Wave // the wave that it is compared with; nil: none
	Broken bool  // the wave directly before asked something else
}

// Finding is what one question came to.
type Finding struct {
	Wave   Wave
	Number int // of the question, from 0
	Item   Item
	tally.Result
	// Of what the sentence says, against the wave before; nil without one, or
	// if either hides it.
	Change *tally.Change
	// What the sentence says: the share of Sum, or of the options Most.
	Told     *tally.Part
	Most     []int       // the options that most chose; several if as many chose each
	Then     *tally.Part // the share of the one in Most in the wave before ...
	ThenBase tally.Shown // ... and of how many
	Again    bool        // there is a wave before with this question
}

// Find works out what may be shown of a wave. before is the result of the wave
// before it that used the same instrument, nil if there is none.
func Find(r WaveResult, before *WaveResult) (Findings, error) {
	f := Findings{Wave: r.Wave}
	if r.Finished < waveK {
		f.TooFew = true
		return f, nil
	}
	f.N = tally.Ended(r.Finished, waveK)
	if part, ok := tally.Participate(r.Finished, r.Could, waveK); ok {
		f.Could = part.Invited(waveK)
	}
	var then []tally.Result
	if before != nil && before.Wave.Instrument == r.Wave.Instrument && before.Finished >= waveK {
		w := before.Wave
		f.Before = &w
		var err error
		if then, err = shown(*before); err != nil {
			return Findings{}, err
		}
	}
	now, err := shown(r)
	if err != nil {
		return Findings{}, err
	}
	in, _ := Instruments(r.Wave.Instrument)
	for i, item := range in.Items {
		one := Finding{Wave: r.Wave, Number: i, Item: item, Result: now[i]}
		one.tell()
		if then != nil {
			one.compare(then[i])
		}
		f.Items = append(f.Items, one)
	}
	return f, nil
}

// shown is a result without what must be hidden, as it was settled at the end; of one
// that was counted before there was that, as it would be.
func shown(r WaveResult) ([]tally.Result, error) {
	in, err := r.instrument()
	if err != nil {
		return nil, err
	}
	ledger := tally.Ledger{Waves: map[string][]tally.Result{r.Wave.ID: r.Shown}}
	var asked []tally.Question
	for _, item := range in.Items {
		asked = append(asked, tally.Question{Key: item.Key, Options: len(item.Options), Scale: item.as().measured})
	}
	return ledger.Wave(r.Wave.ID, asked, r.Counts, waveK)
}

// tell sets what the sentence says: the sum of some options, if each of them may
// be shown, and the answers that most people gave.
func (f *Finding) tell() {
	for i, p := range f.Parts {
		switch {
		case p.Hidden || p.N == 0:
		case len(f.Most) == 0 || p.N > f.Parts[f.Most[0]].N:
			f.Most = []int{i}
		case p.N == f.Parts[f.Most[0]].N:
			f.Most = append(f.Most, i)
		}
	}
	if !f.leads() {
		f.Most = nil
	}
	if sum, ok := f.Together(f.Item.Sum); ok {
		f.Told = &sum
	}
}

// Drawn says whether there is anything to draw.
func (f *Finding) Drawn() bool { return len(f.Parts) > 0 || f.Scaled }

// leads says whether what most people gave, of what is shown, is certainly more
// than anything that is hidden. No hidden number is larger than a shown one, so it
// is if a smaller one is shown, too, or if all that is hidden together is less.
func (f *Finding) leads() bool {
	if len(f.Most) == 0 {
		return false
	}
	top, least, hidden := f.Parts[f.Most[0]].N, f.Asked, f.Asked-f.Unsaid.N
	for _, p := range f.Parts {
		if hidden -= p.N; !p.Hidden {
			least = min(least, p.N)
		}
	}
	return top > least || top > hidden
}

// compare sets the change. Which answer most people chose is known only after
// they did, so of it both figures are given and nothing is called a change.
func (f *Finding) compare(then tally.Result) {
	f.Again = true
	switch {
	case f.Item.as().measured:
		if c, ok := tally.CompareScales(then, f.Result); ok {
			f.Change = &c
		}
	case f.Told != nil:
		if c, ok := tally.CompareShares(then, f.Result, f.Item.Sum...); ok {
			f.Change = &c
		}
	case len(f.Item.Sum) == 0 && len(f.Most) == 1 && f.Most[0] < len(then.Parts) && !then.Parts[f.Most[0]].Hidden:
		p := then.Parts[f.Most[0]]
		f.Then, f.ThenBase = &p, then.Of()
	}
}

// ResultsAt is when results of a wave are sent: on the day that people were
// told, never before the end and never in quiet hours. What screens promise and
// what the calendar does come from here.
func (p *Programme) ResultsAt(w Wave) time.Time {
	y, m, d := time.Unix(max(w.Results, w.Closes), 0).In(p.Zone).Date()
	at := localTime(y, m, d, resultsHour, 0, p.Zone)
	if end := time.Unix(w.Closes, 0).In(p.Zone); at.Before(end) {
		at = end
	}
	return p.afterQuiet(at)
}

// Reports is the wave whose results are to be sent at now: closed, due, and not
// told yet.
func (b *Board) Reports(p *Programme, now time.Time) (Wave, bool) {
	w, over := b.Closing(now.Unix())
	return w, over && !now.Before(p.ResultsAt(w))
}

// Before is the wave before another that used the same instrument; broken says
// that one with other questions lies between.
func (b *Board) Before(w Wave) (before *Wave, broken bool) {
	waves := b.waves()
	at := slices.IndexFunc(waves, func(o Wave) bool { return o.ID == w.ID })
	for i := at - 1; i >= 0; i-- {
		if waves[i].Instrument == w.Instrument {
			return &waves[i], broken
		}
		broken = true
	}
	return nil, false
}

// waves are all waves, oldest first.
func (b *Board) waves() []Wave {
	all := slices.Clone(b.Past)
	if b.Wave != nil {
		all = append(all, *b.Wave)
	}
	return all
}

// TookPart says whether somebody finished a wave whose results have not been
// sent to them.
func (p *Person) TookPart(wave string) bool { return p.Wave == wave && p.WaveDone }

// ForgetWave takes the mark of a wave away, and says whether there was one.
func (p *Person) ForgetWave(wave string) bool {
	if p.Wave == "" || p.Wave != wave {
		return false
	}
	p.Wave, p.WaveAt, p.WaveDone = "", 0, false
	return true
}

// MayTakePart says whether somebody is registered and old enough for a survey.
func MayTakePart(p *Programme, who *Person) bool {
	return who.Registered() && who.Age != AgeChild && (who.Age != AgeTeen || p.Minors.Pulses)
}
