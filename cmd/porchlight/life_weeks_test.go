package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/storage"
)

// everyMinute are jobs that look each minute: once they have looked, all that was due is
// done, or begun.
var everyMinute = []string{"reminders", "wave", "results", "guide_notices", "announcements", "menus", "concerns", "farewells", "shown", "runs"}

// rest waits until the calendar has done what is due, and everything is sent.
func (w *lived) rest() {
	w.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for quiet := 0; quiet < 3; {
		jobs, err := w.store.Jobs(w.ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		waiting, leased, _, err := w.store.Depth(w.ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		live, err := w.store.LiveRuns(w.ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		since := w.clock.Now().Truncate(time.Minute)
		late := slices.ContainsFunc(everyMinute, func(name string) bool { return jobs[name].Done.Before(since) })
		busy := false
		for _, j := range jobs {
			busy = busy || j.Claimed
		}
		if quiet++; late || busy || waiting+leased > 0 || len(live) > 0 || w.emu.Pending() > 0 {
			quiet = 0
		}
		select {
		case <-w.ctx.Done():
			w.t.Fatalf("the calendar does not come to rest: late %v, busy %v, %d messages, %d runs", late, busy, waiting+leased, len(live))
		case <-tick.C:
		}
	}
}

// wind moves the clock and waits for what that brings.
func (w *lived) wind(to time.Time) {
	w.t.Helper()
	if err := w.clock.Forward(to); err != nil {
		w.t.Fatal(err)
	}
	w.rest()
}

// got are the messages of the bot in somebody's chat.
func (w *lived) got(id int64) []emulator.Message {
	return w.emu.Person(id, emulator.Profile{}).Chat().FromBot()
}

// TestTwoMoreWeeks lets the calendar run on from what was written: nobody is flooded or told
// the same again and again, nothing is logged, and everything fits afterwards.
func TestTwoMoreWeeks(t *testing.T) {
	long := os.Getenv("PORCHLIGHT_LONG") != ""
	for _, name := range programmes.Names() {
		if !long && name != kherson {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := live(t, name, noon(t, name))
			start := w.clock.Now()
			w.rest()
			first, err := w.store.Recipients(w.ctx, 0, 1<<40, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			before := w.checkConcerns(first, nil)
			at := map[int64]int{}
			for _, p := range phonesOf() {
				at[p.id] = len(w.got(p.id))
			}
			for day := 1; day <= 14; day++ {
				y, m, d := start.In(w.programme.Zone).Date()
				if long {
					w.wind(time.Date(y, m, d+day, 9, 30, 0, 0, w.programme.Zone))
				}
				w.wind(time.Date(y, m, d+day, 17, 30, 0, 0, w.programme.Zone))
			}
			w.sound()
			most := 0
			for i := range neighbours {
				id := int64(firstNeighbor + i)
				all := w.got(id)
				most = max(most, len(all))
				w.repeats(id, all, 2)
			}
			if most == 0 || most > 14 {
				t.Errorf("a neighbour got %d messages in two weeks", most)
			}
			for _, p := range phonesOf()[1:] {
				if all := w.got(p.id)[at[p.id]:]; len(all) > 30 {
					t.Errorf("the %s got %d messages in two weeks", p.role, len(all))
				}
			}
			board, err := w.store.Board(w.ctx)
			if err != nil || board.Wave.Told == 0 {
				t.Errorf("the open survey did not end (%v)", err)
			}
			people, err := w.store.Recipients(w.ctx, 0, 1<<40, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			concerns := w.checkConcerns(people, before)
			w.checkQueues(board, concerns)
			w.checkCounters(people, concerns)
			w.checkAudience(people)
		})
	}
}

// repeats fails if somebody was told the same too often.
func (w *lived) repeats(id int64, all []emulator.Message, most int) {
	w.t.Helper()
	times := map[string]int{}
	for _, m := range all {
		if times[m.Text]++; times[m.Text] == most+1 {
			w.t.Errorf("%d was told again and again: %q", id, m.Text)
		}
	}
}

// TestWindingAWeekShowsSomething: whoever tries the demo and winds the clock by a week sees
// on each phone what became due. The resident has found the bot and a meeting.
func TestWindingAWeekShowsSomething(t *testing.T) {
	w := live(t, kherson, noon(t, kherson))
	walk := emulator.Walk(w.emu.Person(phone(roleResident), emulator.Profile{FirstName: "Hanna", LanguageCode: "uk"}), lifePatience)
	presses := func(dos ...string) {
		t.Helper()
		for _, do := range dos {
			err := walk.Press(w.ctx, func(b emulator.Button) bool {
				_, does, _ := strings.Cut(b.Data, "~")
				return does == do
			})
			if err != nil {
				t.Fatalf("%s: %v", do, err)
			}
		}
	}
	if err := walk.Write(w.ctx, "/start"); err != nil {
		t.Fatal(err)
	}
	presses("uk", "adult", "agree", "a."+w.programme.Areas[0].ID)
	board, err := w.store.Board(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	week, joined := w.clock.Now().AddDate(0, 0, 7), false
	for _, s := range board.Sessions {
		if begins := time.Unix(s.Start, 0); begins.After(week) && begins.Before(week.Add(24*time.Hour)) && !s.Youth && len(s.Areas) == 0 {
			if err := walk.Write(w.ctx, "/start s_"+s.ID); err != nil {
				t.Fatal(err)
			}
			presses("join")
			joined = true
		}
	}
	if !joined {
		t.Fatal("no meeting comes within a day after a week")
	}
	w.rest()
	before := map[int64]int{}
	for _, p := range phonesOf() {
		before[p.id] = len(w.got(p.id))
	}
	w.wind(week)
	for _, p := range phonesOf()[:3] {
		all := w.got(p.id)[before[p.id]:]
		if len(all) < 2 {
			t.Errorf("the %s got %d messages: %v", p.role, len(all), all)
		}
	}
	// The survey was counted, and its results begin to be sent with the next minutes.
	results := func(id int64) bool {
		return slices.ContainsFunc(w.got(id)[before[id]:], func(m emulator.Message) bool { return m.Media != nil })
	}
	for minute := time.Duration(1); minute <= 5 && !results(phone(flows.RoleOrganiser)); minute++ {
		w.wind(week.Add(minute * time.Minute))
	}
	for _, r := range []flows.Role{flows.RoleOfficer, flows.RoleOrganiser} {
		if !results(phone(r)) {
			t.Errorf("the %s got no results of the survey", r)
		}
	}
	w.sound()
}

// TestANeighbourErasesEverything: of somebody whose life was written nothing is left, and
// what is about others still fits.
func TestANeighbourErasesEverything(t *testing.T) {
	w := live(t, kherson, noon(t, kherson))
	people, err := w.store.Recipients(w.ctx, 0, 1<<40, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(people, func(one storage.Recipient) bool {
		return len(one.Person.Codes) > 1 && len(one.Person.Sessions) > 0 && one.Person.Wave != ""
	})
	if i < 0 {
		t.Fatal("nobody told something, has a place and answers the survey")
	}
	who := people[i].ID
	if traces := w.traces(who); len(traces) < 4 {
		t.Fatalf("there is little to erase: %v", traces)
	}
	walk := emulator.Walk(w.emu.Person(people[i].Person.Chat, emulator.Profile{}), lifePatience)
	if err := walk.Write(w.ctx, "/mydata"); err != nil {
		t.Fatal(err)
	}
	for _, do := range []string{"erase", "yes"} {
		err := walk.Press(w.ctx, func(b emulator.Button) bool {
			_, does, _ := strings.Cut(b.Data, "~")
			return does == do
		})
		if err != nil && do != "yes" { // the last message has no buttons
			t.Fatal(err)
		}
	}
	if err := w.emu.WaitIdle(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if traces := w.traces(who); len(traces) > 0 {
		t.Errorf("somebody erased everything, and these tell of them: %v", traces)
	}
	w.sound()
}

// traces lists the keys in which somebody's pseudonym stands, or whose values hold it.
func (w *lived) traces(who flows.ID) (all []string) {
	for _, key := range w.keys("*") {
		full, text := w.key(key), ""
		switch w.rdb.Type(w.ctx, full).Val() {
		case "string":
			text = w.rdb.Get(w.ctx, full).Val()
		case "hash":
			text = fmt.Sprint(w.rdb.HGetAll(w.ctx, full).Val())
		case "list":
			text = fmt.Sprint(w.rdb.LRange(w.ctx, full, 0, -1).Val())
		case "set":
			text = fmt.Sprint(w.rdb.SMembers(w.ctx, full).Val())
		case "zset":
			text = fmt.Sprint(w.rdb.ZRange(w.ctx, full, 0, -1).Val())
		}
		if strings.Contains(key+text, who.String()) || strings.Contains(text, string(who[:])) {
			all = append(all, strings.ReplaceAll(key, who.String(), "THEM"))
		}
	}
	return all
}
