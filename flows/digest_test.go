package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestWeeksClose(t *testing.T) {
	p := newPlay(t).programme
	for now, want := range map[string][]string{
		"2026-11-22T12:00": {"w2026-46"},                        // a Sunday: its own week is not over
		"2026-11-23T00:30": {"w2026-47"},                        // Monday, half past midnight in Kyiv
		"2026-12-07T09:00": {"w2026-49", "m2026-11"},            // November ended on that week's Monday
		"2027-01-04T09:00": {"w2026-53", "m2026-12", "q2026-4"}, // so did the year
		"2026-10-26T09:00": {"w2026-43"},                        // the clocks went back on Sunday
		"2026-03-30T09:00": {"w2026-13"},                        // ... and forward
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", now, p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		week, periods := ClosedWeek(p, at)
		if week != want[0] || !slices.Equal(periods, want) {
			t.Errorf("%s closes %s %v, not %v", now, week, periods, want)
		}
	}
}

func TestNoWeekIsLeftOutAfterADowntime(t *testing.T) {
	p := newPlay(t).programme
	first := time.Date(2026, 11, 4, 12, 0, 0, 0, p.Zone)
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, p.Zone)
	weeks, periods := WeeksToClose(p, first.Unix(), []Edition{{Week: "w2026-45"}}, now)
	if want := []string{"w2026-46", "w2026-47", "w2026-48", "w2026-49"}; !slices.Equal(weeks, want) {
		t.Errorf("closes %v, not %v", weeks, want)
	}
	if !slices.Contains(periods["w2026-49"], "m2026-11") {
		t.Errorf("November does not close: %v", periods)
	}
}

// TestDigestShowsNoSmallNumber files concerns of few and of many, closes the
// week, and looks at what an officer of one area reads.
func TestDigestShowsNoSmallNumber(t *testing.T) {
	p := newPlay(t).programme
	begun := time.Date(2026, 11, 16, 8, 0, 0, 0, p.Zone)
	counters := Counters{}
	for i := range 12 {
		// Six are only counted: what the readable texts leave is large enough too.
		f := Filed{Day: day(begun), Area: "korabel", Category: Street, Counted: i < 6, Code: fmt.Sprint(i)}
		if i >= 10 {
			f.Category = Home
		}
		for _, c := range counts(f, nil, 1) {
			if counters[c.Period] == nil {
				counters[c.Period] = map[string]int{}
			}
			counters[c.Period][c.Field] += c.By
		}
	}
	now := begun.AddDate(0, 0, 7)
	week, periods := ClosedWeek(p, now)
	e, err := CloseEdition(p, begun.Unix(), week, periods, counters, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	say := DigestSay(World{Programme: p, Board: &Board{First: begun.Unix()}}, p.Areas[0], []Edition{e})
	found := map[Category]string{}
	for _, l := range say.Lines {
		if c, ok := l.Args["category"].(Ref); ok {
			found[Category(c[len("concern.category."):])] = l.Key
		}
	}
	if found[Street] != "digest.number" {
		t.Errorf("ten concerns about the street are shown as %q", found[Street])
	}
	if k := found[Home]; k != "digest.small" && k != "digest.later" {
		t.Errorf("two concerns about home are shown as %q", k)
	}
	if _, police := found[Police]; police {
		t.Error("officers see a line about police conduct")
	}
}

func TestWeekBegins(t *testing.T) {
	for name, want := range map[string]string{"w2026-47": "2026-11-16", "w2026-01": "2025-12-29", "w2026-53": "2026-12-28"} {
		if got := weekBegins(name).Format("2006-01-02"); got != want {
			t.Errorf("%s begins on %s, not %s", name, got, want)
		}
	}
}
