package flows

import (
	"reflect"
	"testing"
)

func TestWaveResult(t *testing.T) {
	r, err := NewWaveResult(Wave{ID: "w", Instrument: "default"})
	if err != nil {
		t.Fatal(err)
	}
	in, _ := Instruments("default")
	full := func(values ...byte) (a Answers) {
		for i, v := range values {
			a = a.with(in, i, v)
		}
		return a
	}
	r.Add(full(Unsaid, firstOption, 5, 2, 10)) // walking unsaid, trust 0, very often, not at all, the last worry
	r.Add(full(2, 12, 5, 2, 2))
	r.Add(full(2, 12, 5, 2)) // not finished
	r.Add(Answers{})
	damaged := full(2, 12, 5, 2, 2)
	damaged[1] = 200
	r.Add(damaged)
	damaged[1] = 0
	r.Add(damaged)
	if r.Finished != 2 || r.Unreadable != 2 {
		t.Errorf("%d finished, %d unreadable", r.Finished, r.Unreadable)
	}
	want := [][]int{
		{1, 1, 0, 0, 0},
		{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
		{0, 0, 0, 0, 2},
		{0, 2, 0, 0, 0},
		{0, 1, 0, 0, 0, 0, 0, 0, 0, 1},
	}
	if !reflect.DeepEqual(r.Counts, want) {
		t.Errorf("counted %v, want %v", r.Counts, want)
	}
	for i, row := range r.Counts {
		sum := 0
		for _, n := range row {
			sum += n
		}
		if sum != r.Finished {
			t.Errorf("item %d adds up to %d", i, sum)
		}
	}
	if _, err := NewWaveResult(Wave{Instrument: "unheard of"}); err == nil {
		t.Error("an unknown instrument is counted")
	}
}

func TestClosing(t *testing.T) {
	b := Board{}
	if _, over := b.Closing(1); over {
		t.Error("no wave, and it closes")
	}
	b.Wave = &Wave{ID: "w", Closes: 100}
	for now, want := range map[int64]bool{99: false, 100: true, 1000: true} {
		if w, over := b.Closing(now); over != want || over && w.ID != "w" {
			t.Errorf("at %d: %v %v", now, w, over)
		}
	}
}
