package main

import (
	"fmt"
	"testing"
	"time"

	"porchlight/testrun"
)

// TestKillNine kills the bot again and again in the middle of everything. No update
// is lost, none has two effects, no message is lost; what comes twice is at
// most what was on the wire.
func TestKillNine(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	people, kills := int(knob(t, "PORCHLIGHT_TEST_PEOPLE", testrun.Long[uint64](50, 200))), testrun.Long(4, 10)
	w.up()
	crowd := w.move(people)
	for i, cut := range crowd.cuts(kills) {
		w.reach(cut)
		if w.random.IntN(2) == 0 {
			w.killNow()
		} else {
			w.killWhileSending()
		}
		at, starts := time.Now(), w.emu.CallCount("getme")
		w.up()
		logged(t, w.resumes(at, starts), fmt.Sprintf("until replies resumed after kill %d", i+1))
	}
	crowd.settle()
	duplicates := crowd.audit()
	t.Logf("%d people, %d acts, %d kills: %d messages came twice", people, w.done.Load(), kills, duplicates)
	if duplicates > kills*people {
		t.Errorf("%d messages came twice; at most %d were on the wire", duplicates, kills*people)
	}
	w.bot.term()
}

// killNow kills the bot wherever it is.
func (w *town) killNow() { w.bot.kill() }

// killWhileSending kills the bot after Telegram took a message and before the
// bot heard of it.
func (w *town) killWhileSending() {
	w.t.Helper()
	bot, killed := w.bot, make(chan struct{})
	w.catch(func() {
		bot.kill()
		close(killed)
	})
	select {
	case <-killed:
	case <-time.After(patience):
		w.t.Fatal("the bot sends nothing")
	}
}

// TestSIGTERMUnderLoad ends the bot cleanly again and again: everything begun
// is finished, so that nothing at all comes twice.
func TestSIGTERMUnderLoad(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	people, rounds := int(knob(t, "PORCHLIGHT_TEST_PEOPLE", testrun.Long[uint64](30, 100))), testrun.Long(5, 20)
	w.up()
	crowd := w.move(people)
	for i, cut := range crowd.cuts(rounds) {
		w.reach(cut)
		at := time.Now()
		w.bot.term()
		ended, starts := time.Since(at), w.emu.CallCount("getme")
		at = time.Now()
		w.up()
		t.Logf("SIGTERM %d: ended after %v, replies resumed %v later", i+1, ended.Round(10*time.Millisecond), w.resumes(at, starts).Round(10*time.Millisecond))
	}
	crowd.settle()
	if duplicates := crowd.audit(); duplicates > 0 {
		t.Errorf("%d messages came twice although every end was clean", duplicates)
	}
	w.bot.term()
}
