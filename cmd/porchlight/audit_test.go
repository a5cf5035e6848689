package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
)

// audit compares what people did and saw with what is stored, and says how
// many messages came twice.
func (c *crowd) audit() (duplicates int) {
	c.town.t.Helper()
	ctx, cancel := context.WithTimeout(c.town.t.Context(), patience)
	defer cancel()
	a := &auditor{t: c.town.t, town: c.town, store: c.town.store(), base: flows.World{Programme: c.town.programme()}}
	for _, r := range c.residents {
		duplicates += a.chat(r)
		a.person(ctx, r)
	}
	a.concerns(ctx, c)
	a.sessions(ctx, c)
	a.pulse(ctx, c)
	a.refusals()
	return duplicates
}

type auditor struct {
	t     testing.TB
	town  *town
	store *storage.Store
	base  flows.World
	sent  map[string]int64 // when each concern was sent, by its code
}

// chat checks what one person saw: screens only ever went on, and nothing came
// twice but whole messages, which are counted.
func (a *auditor) chat(r *resident) (duplicates int) {
	a.t.Helper()
	events, err := r.history()
	if err != nil {
		a.t.Fatal(err)
	}
	top, seen := uint32(0), map[string]bool{}
	for _, e := range events {
		m := e.Message
		if !m.FromBot || e.Kind != emulator.EventNew && e.Kind != emulator.EventEdited {
			continue
		}
		if s, ok := serialOf(m); ok {
			if s < top {
				a.t.Errorf("resident %d saw screen %d after screen %d", r.person.ID(), s, top)
			}
			top = max(top, s)
		}
		if e.Kind == emulator.EventNew && m.Location == nil { // a pin comes with its message
			key := fmt.Sprint(m.Text, m.Buttons)
			if seen[key] {
				duplicates++
			}
			seen[key] = true
		}
	}
	if top != r.serial {
		a.t.Errorf("resident %d did %d acts and saw screen %d last", r.person.ID(), r.serial, top)
	}
	return duplicates
}

// person checks one person's record and everything that hangs on it.
func (a *auditor) person(ctx context.Context, r *resident) {
	a.t.Helper()
	who := a.store.Person(r.person.ID())
	l, err := a.store.Load(ctx, who, a.base)
	if err != nil {
		a.t.Fatal(err)
	}
	p := l.Person
	if string(p.Lang) != r.lang || string(p.Age) != r.age || p.Area != r.area || p.Step != flows.StepMenu || p.Serial != r.serial {
		a.t.Errorf("resident %d is %s %s %s at %s, screen %d; want %s %s %s at the menu, screen %d",
			r.person.ID(), p.Lang, p.Age, p.Area, p.Step, p.Serial, r.lang, r.age, r.area, r.serial)
	}
	var codes []string
	for _, c := range r.told {
		codes = append(codes, c.code)
	}
	if !slices.Equal(p.Codes, codes) {
		a.t.Errorf("resident %d has codes %v and receipts for %v", r.person.ID(), p.Codes, codes)
	}
	reads := make([]flows.Ask, 0, len(codes))
	for _, code := range codes {
		reads = append(reads, flows.Own[flows.Concern]{ID: code})
	}
	if err := a.store.Fetch(ctx, l, flows.Reads{Records: reads, Seats: sessionIDs(a.base.Programme)}); err != nil {
		a.t.Fatal(err)
	}
	for _, c := range r.told {
		got, _ := flows.Found(l.World.Records, flows.Own[flows.Concern]{ID: c.code})
		a.concern(r, c, got)
	}
	for _, s := range a.base.Programme.Sessions {
		a.standing(r, s.ID, l.World.Seats[s.ID])
	}
}

func sessionIDs(p *flows.Programme) []string {
	var ids []string
	for _, s := range p.Sessions {
		ids = append(ids, s.ID)
	}
	return ids
}

// concern checks that what was told is what is stored.
func (a *auditor) concern(r *resident, told *telling, c *flows.Concern) {
	a.t.Helper()
	if c == nil {
		a.t.Errorf("resident %d has a receipt %s for nothing", r.person.ID(), told.code)
		return
	}
	if a.sent == nil {
		a.sent = map[string]int64{}
	}
	a.sent[told.code] = c.Sent
	words := told.words
	if told.sight == "counted" {
		words = ""
	}
	if c.Words != words || string(c.Category) != told.category || string(c.Sight) != told.sight || c.Area != told.area {
		a.t.Errorf("resident %d told %+v; stored is %s %s %s %q", r.person.ID(), *told, c.Category, c.Area, c.Sight, c.Words)
	}
}

// standsIn is what the person was told last of a place: perhaps one became free since.
func (r *resident) standsIn(id string) string {
	if mark := promotedSince(r.person.Chat(), id, 0); mark != "" && r.standing[id] == waitingMark {
		return mark
	}
	return r.standing[id]
}

// standing checks a place in a session against what the person was told last.
func (a *auditor) standing(r *resident, id string, s flows.Seats) {
	a.t.Helper()
	want := r.standsIn(id)
	got := map[flows.Standing]string{flows.Inside: insideMark, flows.InLine: waitingMark}[s.Mine]
	if got != want {
		a.t.Errorf("resident %d was told %q about %s and is stored as %q", r.person.ID(), want, id, got)
	}
}

// key is a raw key of the programme. Only counts are read this way.
func key(rest string) string { return "{" + kherson + "}:" + rest }

// concerns checks that nothing was filed beside what has a receipt, and that
// the counters are the plain sums.
func (a *auditor) concerns(ctx context.Context, c *crowd) {
	a.t.Helper()
	codes := map[string]bool{}
	n := 0
	for _, r := range c.residents {
		for _, told := range r.told {
			codes[told.code] = true
			n++
		}
	}
	if len(codes) != n {
		a.t.Errorf("%d concerns have %d codes", n, len(codes))
	}
	stored, err := a.town.rdb.Keys(ctx, key("c:*")).Result()
	if err != nil {
		a.t.Fatal(err)
	}
	for _, k := range stored {
		if !codes[strings.TrimPrefix(k, key("c:"))] {
			a.t.Errorf("%s is stored and nobody has a receipt for it", k)
		}
	}
	if len(stored) != n {
		a.t.Errorf("%d concerns were sent and %d are stored", n, len(stored))
	}
	a.counters(ctx, c.sums(a))
}

// sums are the counters that the concerns add up to: for each period and cell
// the concerns and the people, in all and of those only counted.
func (c *crowd) sums(a *auditor) map[string]map[string]int {
	sums, people := map[string]map[string]int{}, map[string]bool{}
	add := func(period, field string, once string) {
		if once != "" {
			if people[period+field+once] {
				return
			}
			people[period+field+once] = true
		}
		if sums[period] == nil {
			sums[period] = map[string]int{}
		}
		sums[period][field]++
	}
	for _, r := range c.residents {
		me := strconv.FormatInt(r.person.ID(), 10)
		for _, told := range r.told {
			area := told.area
			if area == "" {
				area = "-"
			}
			for _, period := range periods(a, told) {
				for _, cell := range []string{area, "*"} {
					field := cell + "|" + told.category + "|"
					add(period, field+"n", "")
					add(period, field+"p", me)
					if told.sight == "counted" {
						add(period, field+"cn", "")
						add(period, field+"cp", me)
					}
				}
			}
		}
	}
	return sums
}

// periods names the week, month and quarter of a concern.
func periods(a *auditor, told *telling) []string {
	at := time.Unix(a.sent[told.code], 0).In(a.base.Programme.Zone)
	year, week := at.ISOWeek()
	mark := ""
	if told.category == "police" {
		mark = "i"
	}
	return []string{
		fmt.Sprintf("%sw%04d-%02d", mark, year, week),
		fmt.Sprintf("%sm%04d-%02d", mark, at.Year(), at.Month()),
		fmt.Sprintf("%sq%04d-%d", mark, at.Year(), (int(at.Month())+2)/3),
	}
}

func (a *auditor) counters(ctx context.Context, want map[string]map[string]int) {
	a.t.Helper()
	stored, err := a.town.rdb.Keys(ctx, key("a:[^t]*")).Result() // a:t... says what became of them
	if err != nil {
		a.t.Fatal(err)
	}
	got := map[string]map[string]int{}
	for _, k := range stored {
		fields, err := a.town.rdb.HGetAll(ctx, k).Result()
		if err != nil {
			a.t.Fatal(err)
		}
		period := map[string]int{}
		for field, raw := range fields {
			if period[field], err = strconv.Atoi(raw); err != nil {
				a.t.Fatal(err)
			}
		}
		got[strings.TrimPrefix(k, key("a:"))] = period
	}
	for _, period := range slices.Sorted(maps.Keys(want)) {
		if !maps.Equal(got[period], want[period]) {
			a.t.Errorf("counters of %s are %v, the sums %v", period, got[period], want[period])
		}
	}
	if len(got) != len(want) {
		a.t.Errorf("there are counters of %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

// sessions checks that places and lines hold exactly those who were told so.
func (a *auditor) sessions(ctx context.Context, c *crowd) {
	a.t.Helper()
	for _, s := range a.base.Programme.Sessions {
		told := map[string]int{}
		for _, r := range c.residents {
			told[r.standsIn(s.ID)]++
		}
		in, err1 := a.town.rdb.ZCard(ctx, key("s:"+s.ID+":in")).Result()
		waiting, err2 := a.town.rdb.ZCard(ctx, key("s:"+s.ID+":wait")).Result()
		kept, err3 := a.town.rdb.HLen(ctx, key("s:"+s.ID+":offer")).Result()
		if err1 != nil || err2 != nil || err3 != nil {
			a.t.Fatal(err1, err2, err3)
		}
		waiting += kept // to whom a place is offered
		if int(in) != told[insideMark] || int(waiting) != told[waitingMark] {
			a.t.Errorf("%s: %d are in and %d wait; %d and %d were told so", s.ID, in, waiting, told[insideMark], told[waitingMark])
		}
		if int(in+kept) > s.Capacity || waiting > kept && int(in+kept) < s.Capacity {
			a.t.Errorf("%s: %d are in %d places while %d wait", s.ID, in, s.Capacity, waiting)
		}
	}
}

// pulse checks that there is one record for each who answered, and that it
// holds what they pressed.
func (a *auditor) pulse(ctx context.Context, c *crowd) {
	a.t.Helper()
	board, err := a.store.Board(ctx)
	if err != nil || board.Wave == nil {
		a.t.Fatalf("there is no wave: %v", err)
	}
	wave, takers := board.Wave.ID, 0
	for _, r := range c.residents {
		l, err := a.store.Load(ctx, a.store.Person(r.person.ID()), a.base)
		if err == nil {
			err = a.store.Fetch(ctx, l, flows.Reads{Answers: wave})
		}
		if err != nil {
			a.t.Fatal(err)
		}
		var want, got flows.Answers
		for i, v := range r.answers {
			want[i] = v
		}
		if r.finished {
			want[flows.MaxItems] = 1
		}
		if l.World.Answers[wave] != nil {
			got = *l.World.Answers[wave]
		}
		if got != want {
			a.t.Errorf("resident %d answered %v; stored is %v", r.person.ID(), want, got)
		}
		if len(r.answers) > 0 {
			takers++
		}
	}
	records, err := a.town.rdb.HLen(ctx, key("w:"+wave)).Result()
	if err != nil || int(records) != takers {
		a.t.Errorf("%d people answered and there are %d records, %v", takers, records, err)
	}
}

// refusals checks that Telegram refused nothing but edits that a duplicate had
// made already; faults on purpose were taken before.
func (a *auditor) refusals() {
	a.t.Helper()
	for _, r := range a.town.emu.TakeRefusals() {
		if !strings.HasPrefix(strings.ToLower(r.Method), "editmessage") || !strings.Contains(r.Description, "message is not modified") {
			a.t.Errorf("refused: %+v", r)
		}
	}
}
