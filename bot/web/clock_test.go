package web

import (
	"errors"
	"testing"
	"time"
)

func TestClockGoesForward(t *testing.T) {
	var c Clock
	began := time.Now()
	c.Advance(36 * time.Hour)
	if ahead := c.Now().Sub(began); ahead < 36*time.Hour || ahead > 36*time.Hour+time.Minute {
		t.Errorf("after 36 hours the clock is %v ahead", ahead)
	}
	target := c.Now().Add(90 * time.Minute)
	moved := c.Moved()
	if err := c.Forward(target); err != nil {
		t.Fatal(err)
	}
	select {
	case <-moved:
	default:
		t.Error("nobody was told of the move")
	}
	if c.Now().Before(target) {
		t.Errorf("the clock is at %v, before %v", c.Now(), target)
	}
	before := c.Now()
	if err := c.Forward(before.Add(-time.Hour)); !errors.Is(err, ErrBackward) {
		t.Errorf("going back is answered with %v", err)
	}
	if c.Now().Before(before) {
		t.Error("the clock went back")
	}
	c.Set(began)
	if d := c.Now().Sub(began); d < 0 || d > time.Minute {
		t.Errorf("set to then, the clock is %v away from it", d)
	}
}

func TestDefaultJumps(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		tm, err := time.ParseInLocation("2006-01-02 15:04", s, kyiv)
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	tests := []struct{ name, now, morning, monday string }{
		{"early on a Monday", "2025-11-24 08:59", "2025-11-24 09:00", "2025-11-24 09:00"},
		{"at nine on a Monday", "2025-11-24 09:00", "2025-11-25 09:00", "2025-12-01 09:00"},
		{"on a Sunday night", "2025-11-23 23:30", "2025-11-24 09:00", "2025-11-24 09:00"},
		{"the night the clocks change", "2026-03-28 22:00", "2026-03-29 09:00", "2026-03-30 09:00"},
		{"the last of the year", "2025-12-31 12:00", "2026-01-01 09:00", "2026-01-05 09:00"},
	}
	jumps := DefaultJumps(kyiv)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i, want := range []string{tt.morning, tt.monday} {
				got, ok := jumps[i].Next(at(tt.now).UTC())
				if !ok || !got.Equal(at(want)) {
					t.Errorf("%s: got %v, want %s", jumps[i].Name, got.In(kyiv), want)
				}
			}
		})
	}
}
