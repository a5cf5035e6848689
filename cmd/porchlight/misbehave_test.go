package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/testrun"
)

// TestTelegramMisbehaves puts a crowd through everything that Telegram and the
// way to it do at times. Nothing is lost and nothing has two effects.
func TestTelegramMisbehaves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		faults []emulator.Fault
		each   []emulator.Fault // once for each person's chat
		clean  bool             // no message may come twice
	}{
		{name: "429 bursts", clean: true, faults: []emulator.Fault{
			{Kind: emulator.TooManyRequests, Method: "*message*", Times: 40, Probability: 0.3},
			{Kind: emulator.TooManyRequests, Method: "answer*", Times: 5},
			{Kind: emulator.TooManyRequests, Method: "getupdates", Times: 1},
		}},
		{name: "502 with a page of HTML", clean: true, faults: []emulator.Fault{
			{Kind: emulator.BadGateway, Method: "*message*", Times: 20, Probability: 0.3},
			{Kind: emulator.BadGateway, Method: "answer*", Times: 10, Probability: 0.3},
			{Kind: emulator.BadGateway, Method: "getupdates", Times: 3, Probability: 0.3},
		}},
		{name: "502 and truncated answers after the effect", faults: []emulator.Fault{
			{Kind: emulator.BadGatewayAfter, Times: 20, Probability: 0.1},
			{Kind: emulator.Truncate, Times: 20, Probability: 0.1},
		}},
		{name: "connections that break", faults: []emulator.Fault{
			{Kind: emulator.DropAfter, Method: "*message*", Times: 20, Probability: 0.2},
			{Kind: emulator.DropBefore, Method: "edit*", Times: 20, Probability: 0.3},
			{Kind: emulator.DropBefore, Method: "answer*", Times: 20, Probability: 0.3},
			{Kind: emulator.DropBefore, Method: "getupdates", Times: 3, Probability: 0.3},
			{Kind: emulator.DropAfter, Method: "getupdates", Times: 3, Probability: 0.3},
		}, each: []emulator.Fault{
			{Kind: emulator.DropBefore, Method: "sendmessage", Times: 1}, // a message whose fate is unknown is repeated once
		}},
		{name: "slow and duplicated and reordered", clean: true, faults: []emulator.Fault{
			{Kind: emulator.Slow, Method: "*message*", Delay: 150 * time.Millisecond, Probability: 0.2},
			{Kind: emulator.Duplicate, Probability: 0.3},
			{Kind: emulator.Reorder, Probability: 0.3},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			w.up()
			people := int(knob(t, "PORCHLIGHT_TEST_PEOPLE", testrun.Long[uint64](10, 30)))
			for _, f := range tt.faults {
				if f.Times > 3 { // written for thirty people
					f.Times = max(3, f.Times*people/30)
				}
				w.emu.Misbehave(f)
			}
			crowd := w.move(people)
			for _, f := range tt.each {
				for _, r := range crowd.residents {
					f.ChatID = r.person.ID()
					w.emu.Misbehave(f)
				}
			}
			crowd.ended.Wait()
			w.emu.Behave()
			crowd.settle()
			w.provoked()
			duplicates := crowd.audit()
			t.Logf("%d people, %d acts: %d messages came twice", people, w.done.Load(), duplicates)
			if tt.clean && duplicates > 0 {
				t.Errorf("%d messages came twice although no answer was lost", duplicates)
			}
			w.bot.term()
		})
	}
}

// provoked takes the refusals that the faults caused and fails on any other;
// an edit that a lost answer had made already may be refused too.
func (w *town) provoked() {
	w.t.Helper()
	for _, r := range w.emu.TakeRefusals() {
		fault := r.Code == 429 || r.Code == 502 || r.Code == 499
		if !fault && !strings.Contains(r.Description, "message is not modified") {
			w.t.Errorf("refused: %+v", r)
		}
	}
}

// TestOneFloodedChat says that a chat which Telegram holds back holds up
// nobody else.
func TestOneFloodedChat(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	flooded := newResident(w, 7_100_000_000)
	flooded.write("/start")
	stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, ChatID: flooded.person.ID(), RetryAfter: 2})
	held, replied := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(replied)
		close(held)
		flooded.press(flooded.lang)
	}()
	<-held
	crowd := w.move(10)
	crowd.ended.Wait() // lives of their own, the flood notwithstanding
	select {
	case <-replied:
		t.Errorf("the flooded chat got its reply through the flood: %v", flooded.err)
	default:
	}
	stop()
	<-replied
	if flooded.err != nil {
		t.Error(flooded.err)
	}
	crowd.settle()
	w.provoked()
	if duplicates := crowd.audit(); duplicates > 0 {
		t.Errorf("%d messages came twice", duplicates)
	}
	w.bot.term()
}

// TestIDReset has Telegram begin its ids anew, as it does after a week without
// updates. Neither lower nor higher ids may stop the conversation.
func TestIDReset(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	r := newResident(w, 7_200_000_000)
	r.write("/start")
	r.press(r.lang)
	for i, first := range []int64{5_000, 900_000_000, 1_000} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := w.emu.WaitIdle(ctx); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := w.emu.ResetUpdateIDs(first); err != nil {
			t.Fatal(err)
		}
		r.press([]string{r.age, "agree", "a." + r.area}[i])
		if r.err != nil {
			t.Fatal(r.err)
		}
	}
	r.atMenu()
	if r.err != nil {
		t.Fatal(r.err)
	}
	w.bot.term()
}
