package flows

import (
	"fmt"

	"porchlight/flows/tally"
)

// WaveResult is what a wave came to: for every question how often each answer
// was given, and nothing about anybody. Field numbers are a format: never reuse
// one.
type WaveResult struct {
	Wave     Wave `cbor:"1,keyasint"`
	Finished int  `cbor:"2,keyasint"` // people who answered to the end; only they are counted
	// Counts holds, per item of the instrument in its order, how many would
	// rather not say and then how many chose each option in its order. Each
	// row adds up to Finished.
	Counts [][]int `cbor:"3,keyasint"`
	// Unreadable counts records that could not be opened; 0 unless the data
	// was damaged.
	Unreadable int `cbor:"4,keyasint,omitempty"`
	Could      int `cbor:"5,keyasint,omitempty"` // people who were registered at its end and might take part
	// Shown is what may be shown of it, decided once: a later program with another
	// rule shows neither more nor less of a wave that people know already. The
	// names of a tally.Result's fields are a format, too.
	Shown []tally.Result `cbor:"6,keyasint,omitempty"`
}

// instrument is what was asked, if the counts fit it.
func (r *WaveResult) instrument() (Instrument, error) {
	in, ok := Instruments(r.Wave.Instrument)
	if !ok || len(r.Counts) != len(in.Items) {
		return Instrument{}, fmt.Errorf("wave %s: %d counts do not fit the instrument %q", r.Wave.ID, len(r.Counts), r.Wave.Instrument)
	}
	for i, item := range in.Items {
		if len(r.Counts[i]) != 1+len(item.Options) {
			return Instrument{}, fmt.Errorf("wave %s: %d counts do not fit %s", r.Wave.ID, len(r.Counts[i]), item.Key)
		}
	}
	return in, nil
}

// NewWaveResult is the result of a wave before the first record.
func NewWaveResult(w Wave) (WaveResult, error) {
	in, ok := Instruments(w.Instrument)
	if !ok {
		return WaveResult{}, fmt.Errorf("wave %s: there is no instrument %q", w.ID, w.Instrument)
	}
	r := WaveResult{Wave: w, Counts: make([][]int, len(in.Items))}
	for i, item := range in.Items {
		r.Counts[i] = make([]int, 1+len(item.Options))
	}
	return r, nil
}

// Add counts a record if it was finished. One that is finished and does not fit
// the instrument is damaged.
func (r *WaveResult) Add(a Answers) {
	if !a.finished() {
		return
	}
	for i, row := range r.Counts {
		if a[i] < Unsaid || int(a[i]) > len(row) {
			r.Unreadable++
			return
		}
	}
	r.Finished++
	for i, row := range r.Counts {
		row[a[i]-Unsaid]++
	}
}

// Settle decides what may be shown, once everything is counted.
func (r *WaveResult) Settle() (err error) {
	r.Shown, err = shown(*r)
	return err
}

// Closing is the wave on the board if its time is over at now, unix seconds, and
// its results have not been sent.
func (b *Board) Closing(now int64) (Wave, bool) {
	if b.Wave == nil || now < b.Wave.Closes || b.Wave.Told != 0 {
		return Wave{}, false
	}
	return *b.Wave, true
}
