package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/flows/tally"
	"porchlight/storage"
)

// This file compares what the demo's store holds with itself, as the simulation does with
// its model: what follows from people's records is worked out anew and must be what stands
// beside them.

// check fails on everything that does not fit.
func (w *lived) check() {
	w.t.Helper()
	board, err := w.store.Board(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	people, err := w.store.Recipients(w.ctx, 0, 1<<40, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	concerns := w.checkConcerns(people, nil)
	w.checkQueues(board, concerns)
	counters := w.checkCounters(people, concerns)
	w.checkEditions(board, counters)
	w.checkAudience(people)
	w.checkSeats(board, people)
	w.checkSurveys(board, people)
	if waiting, leased, _, err := w.store.Depth(w.ctx); err != nil || waiting+leased > 0 {
		w.t.Errorf("%d messages wait and %d are on their way (%v)", waiting, leased, err)
	}
	if parked, waiting, err := w.store.Parked(w.ctx); err != nil || parked+waiting > 0 {
		w.t.Errorf("%d updates are parked (%v)", parked+waiting, err)
	}
	if n := len(w.keys("inv:*")); n > 0 {
		w.t.Errorf("%d invitations are open", n)
	}
}

func (w *lived) key(rest string) string { return "{" + w.programme.Name + "}:" + rest }

// keys lists the programme's keys of a shape, without what stands before.
func (w *lived) keys(shape string) (all []string) {
	scan := w.rdb.Scan(w.ctx, 0, w.key(shape), 1000).Iterator()
	for scan.Next(w.ctx) {
		all = append(all, strings.TrimPrefix(scan.Val(), w.key("")))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// checkConcerns: each code in a person's record has a concern that is theirs, and there is
// no other; one that is only counted names nobody, and each goes at its date. Receipts and
// numbers stay: what was there before and had to go meanwhile is among the result.
func (w *lived) checkConcerns(people []storage.Recipient, before map[string]flows.Concern) map[string]flows.Concern {
	w.t.Helper()
	all, gone := map[string]flows.Concern{}, map[string]flows.Concern{}
	now := w.clock.Now()
	for _, one := range people {
		// Whoever came by role or by invitation need not be registered.
		if one.Person == nil || !one.Person.Registered() && len(one.Person.Sessions) == 0 || one.Person.Misses != 0 {
			w.t.Errorf("somebody cannot be read, or stands in the middle of something: %+v", one.Person)
			continue
		}
		for _, code := range one.Person.Codes {
			l, err := w.store.Load(w.ctx, one.ID, flows.World{Programme: w.programme})
			ask := flows.Own[flows.Concern]{ID: code}
			if err == nil {
				err = w.store.Fetch(w.ctx, l, flows.Reads{Records: []flows.Ask{ask}})
			}
			if err != nil {
				w.t.Fatal(err)
			}
			c, _ := flows.Found(l.World.Records, ask)
			if c == nil {
				was, known := before[code]
				if !known || time.Unix(was.KeptTill, 0).After(now) {
					w.t.Errorf("a concern of somebody's is not theirs")
				}
				gone[code] = was
				continue
			}
			if time.Unix(c.KeptTill, 0).Before(now.Add(-26 * time.Hour)) { // swept once a night
				w.t.Errorf("a concern was to go on %v", time.Unix(c.KeptTill, 0))
			}
			counted := c.Sight == flows.Counted
			if counted != (c.Author == flows.ID{}) || counted && (c.Words != "" || c.Label != "") || !counted && c.Words == "" {
				w.t.Errorf("a concern holds what it may not, or too little: %+v", c)
			}
			most := time.Unix(c.Sent, 0).Add(w.programme.KeepAtMost).Unix()
			if c.Closed != 0 {
				most = min(most, time.Unix(c.Closed, 0).Add(w.programme.KeepAfterClosing).Unix())
			}
			if at := int64(w.rdb.ZScore(w.ctx, w.key("expiry"), code).Val()); c.KeptTill != most || at < most-3600 || at > most+3600 {
				w.t.Errorf("a concern is kept until %d, is swept at %d, and was promised until %d", c.KeptTill, at, most)
			}
			all[code] = *c
		}
	}
	if stored := w.keys("c:*"); len(stored) != len(all) {
		w.t.Errorf("%d concerns are stored, and people have receipts for %d", len(stored), len(all))
	}
	maps.Copy(all, gone)
	return all
}

// checkQueues: what waits at each desk is what the cases say.
func (w *lived) checkQueues(board *flows.Board, concerns map[string]flows.Concern) {
	w.t.Helper()
	l, err := w.store.Load(w.ctx, board.Staff[0].Who, flows.World{Programme: w.programme})
	if err == nil {
		err = w.store.Fetch(w.ctx, l, flows.Reads{Queues: flows.CaseQueues()})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for _, q := range flows.CaseQueues() {
		var got, want []string
		for _, one := range l.World.Queues[q] {
			got = append(got, one.Code)
		}
		for code, c := range concerns {
			if _, in := c.Waits()[q]; in {
				want = append(want, code)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			w.t.Errorf("in the queue %s wait %v, and the cases say %v", q, got, want)
		}
	}
}

// checkCounters: every counter is what the receipts add up to.
func (w *lived) checkCounters(people []storage.Recipient, concerns map[string]flows.Concern) flows.Counters {
	w.t.Helper()
	want, got := map[string]int{}, map[string]int{}
	known := map[string]bool{}
	for _, one := range people {
		for _, code := range one.Person.Codes {
			c := concerns[code]
			day := time.Unix(c.Sent, 0).In(w.programme.Zone)
			year, week := day.ISOWeek()
			mark, area := "", c.Area
			if c.Category == flows.Police {
				mark = "i"
			}
			if area == "" {
				area = "-"
			}
			for _, period := range []string{fmt.Sprintf("w%04d-%02d", year, week), day.Format("m2006-01"), fmt.Sprintf("q%04d-%d", day.Year(), (int(day.Month())+2)/3)} {
				for _, in := range []string{area, "*"} {
					cell := mark + period + " " + in + "|" + string(c.Category) + "|"
					add := func(count, of string) {
						want[cell+count]++
						if once := cell + of + one.ID.String(); !known[once] {
							known[once] = true
							want[cell+of]++
						}
					}
					if add("n", "p"); c.Sight == flows.Counted {
						add("cn", "cp")
					}
				}
			}
		}
	}
	counters := flows.Counters{}
	for _, key := range w.keys("a:[^t]*") { // a:t... says what became of them: flows/progress.go
		period := strings.TrimPrefix(key, "a:")
		counters[period] = map[string]int{}
		for field, value := range w.rdb.HGetAll(w.ctx, w.key(key)).Val() {
			n, _ := strconv.Atoi(value)
			counters[period][field], got[period+" "+field] = n, n
		}
	}
	if !maps.Equal(got, want) {
		for cell, n := range want {
			if got[cell] != n {
				w.t.Errorf("the counter %s is %d, and the receipts make %d", cell, got[cell], n)
			}
			delete(got, cell)
		}
		for cell, n := range got {
			w.t.Errorf("the counter %s is %d, and there is no receipt", cell, n)
		}
	}
	return counters
}

// checkEditions: what was shown are the counters, nobody can work out what was hidden, and
// most of the first neighbourhood's picture is not hidden.
func (w *lived) checkEditions(board *flows.Board, counters flows.Counters) {
	w.t.Helper()
	for _, r := range flows.Readerships() {
		editions, err := w.store.Editions(w.ctx, r)
		if err != nil || len(editions) < lifeWeeks-1 {
			w.t.Fatalf("%d editions (%v)", len(editions), err)
		}
		book := tally.Book{K: tally.LeastK, More: map[string]int{string(flows.Hate): flows.KOf(flows.Hate)}, Counts: map[tally.Cell]tally.Count{}}
		first := time.Unix(board.First, 0).In(w.programme.Zone)
		book.Began = int32(time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
		for _, a := range w.programme.Areas {
			book.Areas = append(book.Areas, a.ID)
		}
		for _, c := range flows.Categories() {
			if (c == flows.Police) == (r == flows.ForContact) {
				book.Categories = append(book.Categories, string(c))
			}
		}
		shown := 0
		for _, e := range editions {
			book.Editions = append(book.Editions, e.Tally)
			for _, n := range e.Tally.Shown {
				cell := n.Area + "|" + n.Category + "|"
				if is := counters[n.Period][cell+"n"]; is != n.N {
					w.t.Errorf("an edition shows %d for %v, and the counter is %d", n.N, n.Cell, is)
				}
				if n.Period == e.Week && n.Area == w.programme.Areas[0].ID {
					shown++
				}
			}
		}
		for period, fields := range counters {
			if strings.HasPrefix(period, "i") != (r == flows.ForContact) {
				continue
			}
			for field := range fields {
				area, rest, _ := strings.Cut(field, "|")
				category, _, _ := strings.Cut(rest, "|")
				cell := area + "|" + category + "|"
				count := tally.Count{N: fields[cell+"n"], P: fields[cell+"p"], CN: fields[cell+"cn"], CP: fields[cell+"cp"]}
				count.Texts = count.N - count.CN
				book.Counts[tally.Cell{Period: period, Area: area, Category: category}] = count
			}
		}
		if open, err := book.Audit(); err != nil || len(open) > 0 {
			w.t.Errorf("readers %q can work out %v (%v)", r, open, err)
		}
		if least := 2 * (lifeWeeks - 1); r == flows.ForOfficers && shown < least {
			w.t.Errorf("the picture of the first neighbourhood has %d numbers, fewer than %d", shown, least)
		} else if r == flows.ForContact && shown < 3 {
			w.t.Errorf("the contact's picture has %d numbers", shown)
		}
	}
}

// checkAudience: how many belong to an audience is what a walk through everybody finds.
func (w *lived) checkAudience(people []storage.Recipient) {
	w.t.Helper()
	if len(people) < neighbours {
		w.t.Errorf("%d people", len(people))
	}
	for _, area := range w.programme.Areas {
		for _, lang := range w.programme.Languages {
			a, want := storage.Audience{Areas: []string{area.ID}, Langs: []flows.Lang{lang}}, 0
			for _, one := range people {
				if a.Has(one.Person) {
					want++
				}
			}
			if got, err := w.store.Crowd(w.ctx, a); err != nil || got.People != want {
				w.t.Errorf("readers of %s in %s are %d, and are kept as %d (%v)", lang, area.ID, want, got.People, err)
			}
		}
	}
}

// checkSeats: no meeting is fuller than it may be, nobody waits beside a free place, and
// who is in one knows.
func (w *lived) checkSeats(board *flows.Board, people []storage.Recipient) {
	w.t.Helper()
	knows := map[string]int{}
	for _, one := range people {
		for _, id := range one.Person.Sessions {
			knows[id+" "+one.ID.String()]++
		}
	}
	full, nearly, came := 0, 0, 0
	for _, s := range board.Sessions {
		in, waiting := w.rdb.ZRange(w.ctx, w.key("s:"+s.ID+":in"), 0, -1).Val(), w.rdb.ZRange(w.ctx, w.key("s:"+s.ID+":wait"), 0, -1).Val()
		kept := w.rdb.HKeys(w.ctx, w.key("s:"+s.ID+":offer")).Val()
		if held := len(in) + len(kept); held > s.Capacity || len(waiting) > 0 && held < s.Capacity && len(s.Reserved) == 0 { // places kept for others stay free
			w.t.Errorf("meeting %s has %d people in, and %d with an offer, for %d places, and %d wait", s.ID, len(in), len(kept), s.Capacity, len(waiting))
		}
		for _, id := range slices.Concat(in, waiting, kept) {
			if knows[s.ID+" "+id] != 1 {
				w.t.Errorf("somebody has a place in %s and does not know of it", s.ID)
			}
			delete(knows, s.ID+" "+id)
		}
		switch coming := s.Start > w.clock.Now().Unix(); {
		case !coming && (!s.Counted || s.Came == 0 || s.Came > len(in)):
			w.t.Errorf("%d people had a place in %s, and %d came", len(in), s.ID, s.Came)
		case !coming:
			came++
		case coming && len(waiting) > 0:
			full++
		case coming && len(in) > s.Capacity*4/5:
			nearly++
		}
	}
	if len(knows) > 0 {
		w.t.Errorf("%d places are in a record only", len(knows))
	}
	if came == 0 || full+nearly == 0 {
		w.t.Errorf("%d meetings say who came, %d have a waiting list, %d are nearly full", came, full, nearly)
	}
}

// checkSurveys: who takes part in the open one has one record, and nobody is known to have
// taken part in an earlier one, whose results show every share.
func (w *lived) checkSurveys(board *flows.Board, people []storage.Recipient) {
	w.t.Helper()
	took := 0
	for _, one := range people {
		switch one.Person.Wave {
		case "":
		case board.Wave.ID:
			took++
		default:
			w.t.Errorf("somebody is still known to have taken part in %s", one.Person.Wave)
		}
	}
	if records := int(w.rdb.HLen(w.ctx, w.key("w:"+board.Wave.ID)).Val()); records != took {
		w.t.Errorf("the open survey has %d records of %d people", records, took)
	}
	var before *flows.WaveResult
	for i, one := range board.Past {
		r, err := w.store.WaveResult(w.ctx, one.ID)
		if err != nil || one.Told == 0 {
			w.t.Fatalf("survey %s has no result, or it was told to nobody (%v)", one.ID, err)
		}
		f, err := flows.Find(*r, before)
		if before = r; err != nil || f.TooFew || i == 0 {
			continue
		}
		for _, item := range f.Items {
			if item.TooFew || len(item.Parts) == 0 || slices.ContainsFunc(item.Parts, func(p tally.Part) bool { return p.Hidden }) {
				w.t.Errorf("of %s a share is hidden", item.Item.Key)
			}
		}
		if f.Before == nil {
			w.t.Error("the last survey is compared with none")
		}
	}
}
