package storage

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// model is what Redis should hold after some turns, in plain Go.
type model struct {
	people   map[flows.ID]flows.Person
	moved    map[string]int // the last change of each thing that turns rely on; 0: it is not there
	changes  int
	audience []flows.ID
	in, wait map[string][]flows.ID // those to whom a place is offered wait beside the line
	kept     map[string][]flows.ID
	concerns map[string]flows.Concern
	counts   map[string]int
	answers  map[flows.ID]flows.Answers
	out      map[flows.ID][]string
	news     map[flows.ID][]string
	seen     map[int]bool
	shown    map[flows.ID][]int
	rewrite  bool
	gone     map[flows.ID]bool // who has erased themselves, and may get a farewell
}

func newModel() *model {
	return &model{
		people: map[flows.ID]flows.Person{}, moved: map[string]int{}, in: map[string][]flows.ID{}, wait: map[string][]flows.ID{}, kept: map[string][]flows.ID{},
		concerns: map[string]flows.Concern{}, counts: map[string]int{}, answers: map[flows.ID]flows.Answers{},
		out: map[flows.ID][]string{}, news: map[flows.ID][]string{}, seen: map[int]bool{}, shown: map[flows.ID][]int{}, gone: map[flows.ID]bool{},
	}
}

// prepared is a turn that was decided and is not yet committed, with what it
// relied on.
type prepared struct {
	Turn
	relied map[string]int
	others []flows.ID
}

func without(ids []flows.ID, id flows.ID) []flows.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(x flows.ID) bool { return x == id })
}

// verdict is what a commit of the turn must answer.
func (m *model) verdict(p prepared) string {
	if p.Update != 0 && m.seen[p.Update] {
		return "again"
	}
	for thing, n := range p.relied {
		if m.moved[thing] != n {
			return "stale"
		}
	}
	for _, id := range p.others {
		if _, there := m.people[id]; !there {
			return "stale"
		}
	}
	return "ok"
}

// change notes that something which turns rely on has a new version.
func (m *model) change(thing string) {
	m.changes++
	m.moved[thing] = m.changes
}

// apply does what the turn decided.
func (m *model) apply(p prepared) {
	who := p.Loaded.who
	if p.Update != 0 {
		m.seen[p.Update] = true
	}
	m.change("p" + who.String())
	for _, effect := range p.Outcome.Effects {
		m.effect(who, effect)
	}
	if p.Outcome.Erases() && slices.ContainsFunc(p.Out, func(o Outgoing) bool { return o.To == who }) {
		m.gone[who] = true
	}
	if !p.Outcome.Erases() {
		m.people[who] = p.Outcome.Person
		if p.UserSent != 0 && !slices.Contains(m.shown[who], p.UserSent) {
			m.shown[who] = append(m.shown[who], p.UserSent)
		}
	}
	for _, o := range p.Out {
		list := m.out
		if o.Other {
			list = m.news
		}
		if had := list[o.To]; len(had) >= 8 && !o.Other && slices.Contains(had[1:], string(o.Body)) {
			continue // enough waits, and this too
		}
		list[o.To] = append(list[o.To], string(o.Body))
	}
}

func (m *model) effect(who flows.ID, effect flows.Effect) {
	switch e := effect.(type) {
	case flows.Enrol:
		if !slices.Contains(m.audience, who) {
			m.audience = append(m.audience, who)
		}
	case flows.Join:
		m.change("s" + e.Session)
		m.wait[e.Session] = without(m.wait[e.Session], who)
		m.kept[e.Session] = without(m.kept[e.Session], who)
		m.in[e.Session] = append(m.in[e.Session], who)
	case flows.Queue:
		m.change("s" + e.Session)
		m.wait[e.Session] = append(m.wait[e.Session], who)
	case flows.Leave:
		m.change("s" + e.Session)
		m.in[e.Session] = without(m.in[e.Session], who)
		m.wait[e.Session] = without(m.wait[e.Session], who)
		m.kept[e.Session] = without(m.kept[e.Session], who)
		if e.Offer != nil {
			m.wait[e.Session] = without(m.wait[e.Session], e.Offer.Who)
			m.kept[e.Session] = append(m.kept[e.Session], e.Offer.Who)
		}
	case flows.FileConcern:
		m.change("c" + e.Concern.Code)
		m.concerns[e.Concern.Code] = e.Concern
		m.count(e.Counts)
	case flows.UpdateConcern:
		m.change("c" + e.Concern.Code)
		m.concerns[e.Concern.Code] = e.Concern
		m.count(e.Counts)
	case flows.PutAnswers:
		m.answers[who] = e.Answers
	case flows.DropAnswers:
		delete(m.answers, who)
	case flows.Erase:
		for _, code := range m.people[who].Codes {
			delete(m.moved, "c"+code)
			delete(m.concerns, code)
		}
		delete(m.people, who)
		delete(m.moved, "p"+who.String())
		delete(m.out, who)
		delete(m.news, who)
		delete(m.shown, who)
		m.audience = without(m.audience, who)
		m.rewrite = true
	}
}

func (m *model) count(counts []flows.Count) {
	for _, c := range counts {
		m.counts[c.Period+" "+c.Field] += c.By
	}
}

const modelWave = "2026-11-01"

// prepare draws a turn of one person: it loads what it needs from Redis and
// decides by that, as a step would.
func (m *model) prepare(t *rapid.T, s *Store, people []flows.ID) prepared {
	who := rapid.SampledFrom(people).Draw(t, "who")
	session := rapid.SampledFrom([]string{"yard", "school"}).Draw(t, "session")
	code := who.String()[:4]
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard", "school"}, Records: []flows.Ask{flows.Own[flows.Concern]{ID: code}}, Answers: modelWave})
	p := prepared{relied: map[string]int{"p" + who.String(): m.moved["p"+who.String()]}}
	rely := func(thing string) { p.relied[thing] = m.moved[thing] }
	person := l.Person
	person.Lang, person.Step, person.Serial = "uk", "menu", person.Serial+1
	var effects []flows.Effect
	leave := func(session string) {
		rely("s" + session)
		left := flows.Leave{Session: session}
		seats := l.World.Seats[session]
		next := seats.First
		if seats.Until != 0 {
			next = seats.Next
		} else if seats.Mine != flows.Inside {
			next = nil
		}
		if next != nil {
			left.Offer = &flows.Offer{Who: *next, Until: 100}
			p.others = append(p.others, *next)
			p.Out = append(p.Out, Outgoing{To: *next, Body: []byte("yours"), Other: true, SendHere: true})
		}
		effects = append(effects, left)
	}
	switch rapid.SampledFrom([]string{"talk", "join", "join", "leave", "leave", "file", "change", "put", "drop", "erase"}).Draw(t, "what") {
	case "talk":
		effects = append(effects, flows.Enrol{})
	case "join":
		if seats := l.World.Seats[session]; seats.Mine == flows.Outside || seats.Until != 0 {
			rely("s" + session)
			if seats.Free(2) > 0 || seats.Until != 0 {
				effects = append(effects, flows.Join{Session: session})
			} else {
				effects = append(effects, flows.Queue{Session: session})
			}
		}
	case "leave":
		if l.World.Seats[session].Mine != flows.Outside {
			leave(session)
		}
	case "file":
		if ownIn(l, code) == nil {
			rely("c" + code)
			route := rapid.SampledFrom([]flows.Route{flows.RouteNone, flows.RouteOfficers, flows.RouteLead}).Draw(t, "route")
			c := filed(code, who, route, rapid.Int64Range(1, 1<<40).Draw(t, "kept"))
			effects = append(effects, flows.FileConcern{Concern: c, Counts: []flows.Count{{Period: "w1", Field: string(route) + "|n", By: 1}}})
			person.Codes = []string{code}
		}
	case "change":
		if c := ownIn(l, code); c != nil {
			rely("c" + code)
			next := *c
			next.Case, next.Words = flows.CaseWithdrawn, rapid.StringN(0, 20, -1).Draw(t, "words")
			effects = append(effects, flows.UpdateConcern{Concern: next, Counts: []flows.Count{{Period: "w1", Field: string(c.Route) + "|n", By: -1}}})
		}
	case "put":
		a := flows.Answers{}
		a[rapid.IntRange(0, len(a)-1).Draw(t, "item")] = rapid.Byte().Draw(t, "answer")
		effects = append(effects, flows.PutAnswers{Wave: modelWave, Answers: a})
	case "drop":
		effects = append(effects, flows.DropAnswers{Wave: modelWave})
	case "erase":
		for _, id := range []string{"yard", "school"} {
			if l.World.Seats[id].Mine != flows.Outside {
				leave(id)
			}
		}
		effects = append(effects, flows.DropAnswers{Wave: modelWave}, flows.Erase{})
	}
	p.Update = rapid.IntRange(0, 40).Draw(t, "update")
	said := p.Out
	p.Turn = turn(l, person, effects...)
	p.Turn.Update, p.UserSent = p.Update, rapid.IntRange(0, 5).Draw(t, "sent")
	for range rapid.IntRange(0, 3).Draw(t, "messages") {
		p.Out = append(p.Out, Outgoing{To: who, Body: rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "body"), SendHere: rapid.Bool().Draw(t, "here")})
	}
	p.Out = append(p.Out, said...)
	return p
}

// agree compares all of Redis with the model; what neither knows is an error.
func (m *model) agree(t *rapid.T, s *Store, people []flows.ID) {
	ctx := t.Context()
	want := map[string]string{"keyset": "yes"}
	names := func(ids []flows.ID) (text string) {
		for _, id := range ids {
			text += id.String() + " "
		}
		return text
	}
	put := func(key string, value any) {
		if text := fmt.Sprintf("%+v", value); text != "" && text != "0" {
			want[key] = text
		}
	}
	for id, p := range m.people {
		put(s.keys.person(id), plain(p))
	}
	put(s.keys.audience(), names(m.audience))
	cases := map[flows.CaseQueue][]string{}
	var expiry, waiting []string
	for code, c := range m.concerns {
		put(s.keys.concern(code), plain(c))
		expiry = append(expiry, fmt.Sprintf("%s at %d", code, hourOf(c.KeptTill)))
		in := slices.Sorted(maps.Keys(c.Waits()))
		for _, q := range in {
			cases[q] = append(cases[q], code)
		}
		if len(in) > 0 {
			waiting = append(waiting, fmt.Sprintf("%+v", waitingRecord{c.Waiting(), c.Waits()}))
		}
	}
	sort.Strings(waiting)
	put(s.keys.waiting(), strings.Join(waiting, " "))
	sort.Strings(expiry)
	put(s.keys.prefix+concerns.index, strings.Join(expiry, " "))
	for q, codes := range cases {
		sort.Strings(codes)
		put(s.keys.cases(q), strings.Join(codes, " "))
	}
	for _, id := range []string{"yard", "school"} {
		put(s.keys.seats(id), names(m.in[id]))
		put(s.keys.waitlist(id), names(m.wait[id]))
		kept := slices.Clone(m.kept[id])
		slices.SortFunc(kept, func(a, b flows.ID) int { return strings.Compare(a.String(), b.String()) })
		put(s.keys.offers(id), names(kept))
		for _, who := range m.in[id] { // their place is theirs since noon, and nobody was reminded
			put(s.keys.reminded(id, who), fmt.Sprintf("%d 0 0.", noon.Unix()))
		}
	}
	for id, bodies := range m.out {
		put(s.keys.replies(id), strings.Join(bodies, "\x01"))
	}
	for id, bodies := range m.news {
		put(s.keys.notices(id), strings.Join(bodies, "\x01"))
	}
	for id, ids := range m.shown {
		sort.Ints(ids)
		put(s.keys.shown(id), strings.Trim(fmt.Sprint(ids), "[]"))
	}
	var counts, answers []string
	for field, n := range m.counts {
		counts = append(counts, fmt.Sprintf("%s=%d", field, n))
	}
	for id, a := range m.answers {
		token, err := s.waveToken(ctx, modelWave, id)
		ok(t, err)
		answers = append(answers, fmt.Sprintf("%s=%x", token, a))
	}
	sort.Strings(counts)
	sort.Strings(answers)
	put(s.keys.counts("w1"), strings.Join(counts, " "))
	put(s.keys.wave(modelWave), strings.Join(answers, " "))
	crowds := [crowdShards]headcount{}
	for id, p := range m.people {
		crowds[shardOf(id)].add(cellOf(&p), 1)
	}
	for i, c := range crowds {
		c.Whole = true
		put(s.keys.crowd(i), fmt.Sprint(c))
	}
	seen := slices.Sorted(maps.Keys(m.seen))
	if len(seen) > 0 {
		put(s.keys.seen(1), strings.Trim(fmt.Sprint(seen), "[]"))
	}
	var gone []string
	for id := range m.gone {
		gone = append(gone, id.String())
	}
	sort.Strings(gone)
	put(s.keys.farewells(), strings.Join(gone, " "))
	if m.rewrite {
		put(s.keys.rewrite(), "yes")
	}
	got := m.read(t, s, people)
	if !reflect.DeepEqual(got, want) {
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if got[key] != want[key] {
				t.Errorf("%s holds %q, want %q", key, got[key], want[key])
			}
		}
		for key := range got {
			if _, there := want[key]; !there {
				t.Errorf("%s holds %q, want nothing", key, got[key])
			}
		}
		t.FailNow()
	}
	m.reachable(t, s)
}

// plain spells a record without pointers.
func plain(v any) string {
	switch r := v.(type) {
	case flows.Person:
		return fmt.Sprintf("%s %s %d %v", r.Lang, r.Step, r.Serial, r.Codes)
	case flows.Concern:
		return fmt.Sprintf("%s %s %s %q %d %s", r.Code, r.Author, r.Route, r.Words, r.KeptTill, r.Case)
	}
	return ""
}

// read spells all of Redis as the model does. Leases, pace, heartbeats and
// versions are not the model's.
func (m *model) read(t *rapid.T, s *Store, people []flows.ID) map[string]string {
	ctx, rdb, got := t.Context(), s.rdb, map[string]string{}
	ids := map[string]flows.ID{}
	for _, id := range people {
		ids[id.String()] = id
	}
	keys, err := rdb.Keys(ctx, "*").Result()
	ok(t, err)
	for _, key := range keys {
		rest, mine := strings.CutPrefix(key, s.keys.prefix)
		if !mine {
			t.Fatalf("%s is outside the hash tag", key)
		}
		kind, name, _ := strings.Cut(rest, ":")
		members := func() string { return strings.Join(rdb.ZRange(ctx, key, 0, -1).Val(), " ") + " " }
		switch {
		case rest == "meta":
			got["keyset"] = "yes"
		case slices.Contains([]string{"leases", "fence", "ready", "nready", "joined", "recent"}, rest), kind == "hb", kind == "t",
			kind == "w" && strings.HasSuffix(name, ":secret"), kind == "s" && !strings.Contains(name, ":"):
		case kind == "p":
			var p flows.Person
			id := ids[name]
			_, err := s.decode(rdb.Get(ctx, key).Val(), "person", id[:], &p)
			ok(t, err)
			got[key] = plain(p)
		case kind == "c":
			var c flows.Concern
			_, err := s.decode(rdb.Get(ctx, key).Val(), "concern", []byte(name), &c)
			ok(t, err)
			got[key] = plain(c)
		case kind == "s" && strings.Contains(name, ":r:"):
			got[key] = rdb.Get(ctx, key).Val()
		case kind == "s" && strings.HasSuffix(name, ":claim"):
			got[key] = strings.Join(slices.Sorted(maps.Keys(rdb.HGetAll(ctx, key).Val())), " ") + " "
		case kind == "s" && strings.HasSuffix(name, ":offer"):
			got[key] = strings.Join(slices.Sorted(maps.Keys(rdb.HGetAll(ctx, key).Val())), " ") + " "
		case rest == "audience", kind == "s":
			got[key] = members()
		case rest == "cases":
			var all []string
			for code, raw := range rdb.HGetAll(ctx, key).Val() {
				w, err := s.openWaiting(code, raw)
				ok(t, err)
				all = append(all, fmt.Sprintf("%+v", w))
			}
			sort.Strings(all)
			got[key] = strings.Join(all, " ")
		case kind == "cases":
			codes := rdb.ZRange(ctx, key, 0, -1).Val()
			sort.Strings(codes)
			got[key] = strings.Join(codes, " ")
		case rest == "expiry":
			var all []string
			for _, z := range rdb.ZRangeWithScores(ctx, key, 0, -1).Val() {
				all = append(all, fmt.Sprintf("%s at %d", z.Member, int64(z.Score)))
			}
			sort.Strings(all)
			got[key] = strings.Join(all, " ")
		case kind == "o", kind == "n":
			var bodies []string
			for _, payload := range rdb.LRange(ctx, key, 0, -1).Val() {
				bodies = append(bodies, string(s.drawn(ids[name], Replies, "", 0, payload).Body))
			}
			if text := strings.Join(bodies, "\x01"); text != "" && text != "0" {
				got[key] = text
			}
		case kind == "m":
			numbers := rdb.ZRange(ctx, key, 0, -1).Val()
			sort.Strings(numbers)
			got[key] = strings.Join(numbers, " ")
		case kind == "a":
			var all []string
			for f, v := range rdb.HGetAll(ctx, key).Val() {
				all = append(all, name+" "+f+"="+v)
			}
			sort.Strings(all)
			got[key] = strings.Join(all, " ")
		case kind == "w":
			var all []string
			for token, record := range rdb.HGetAll(ctx, key).Val() {
				a, err := s.sealer.Open("answers", []byte(token), []byte(record))
				ok(t, err)
				all = append(all, fmt.Sprintf("%s=%x", token, a))
			}
			sort.Strings(all)
			got[key] = strings.Join(all, " ")
		case kind == "u":
			var numbers []int
			for _, n := range rdb.SMembers(ctx, key).Val() {
				i, err := strconv.Atoi(n)
				ok(t, err)
				numbers = append(numbers, i)
			}
			sort.Ints(numbers)
			got[key] = strings.Trim(fmt.Sprint(numbers), "[]")
		case kind == "crowd":
			shard, err := strconv.Atoi(strings.TrimPrefix(rest, "crowd:"))
			ok(t, err)
			c, _, err := s.readCrowd(ctx, shard)
			ok(t, err)
			got[key] = fmt.Sprint(c)
		case rest == "farewells":
			late, err := rdb.ZRange(ctx, key, 0, -1).Result()
			ok(t, err)
			sort.Strings(late)
			got[key] = strings.Join(late, " ")
		case rest == "rewrite":
			got[key] = "yes"
		default:
			got[key] = "what is this?"
		}
	}
	return got
}

// reachable asks that no waiting message is forgotten: its person is leased or
// ready.
func (m *model) reachable(t *rapid.T, s *Store) {
	look := func(ready string, lists map[flows.ID][]string) {
		for id, bodies := range lists {
			if len(bodies) == 0 {
				continue
			}
			leased := s.rdb.HExists(t.Context(), s.keys.leases(), id.String()).Val()
			if _, err := s.rdb.ZScore(t.Context(), ready, id.String()).Result(); !leased && err != nil && (ready != s.keys.noticesReady() || len(m.out[id]) == 0) {
				t.Fatalf("%d messages to %s, who is neither leased nor in %s", len(bodies), id, ready)
			}
		}
	}
	look(s.keys.ready(), m.out)
	look(s.keys.noticesReady(), m.news)
}

// TestTurnsLikeTheModel plays random turns of several people, decided early
// and committed late, repeated and out of order.
func TestTurnsLikeTheModel(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		if strings.HasSuffix(t.Name(), "real") {
			fewer(t, 30)
		} else {
			fewer(t, 80)
		}
		sealer := seal.NewKeyset()
		rapid.Check(t, func(t *rapid.T) {
			ok(t, rdb.FlushAll(t.Context()).Err())
			s := openStore(t, rdb, sealer, Pace{Total: 1000, Chat: 1, Burst: 2})
			var people []flows.ID
			for i := range 4 {
				people = append(people, s.Person(int64(i)))
			}
			m := newModel()
			var waiting []prepared
			commit := func(t *rapid.T, p prepared) {
				want, got := m.verdict(p), "ok"
				_, err := s.Commit(t.Context(), p.Turn)
				switch {
				case err == nil:
				case errors.Is(err, ErrAgain):
					got = "again"
				case errors.As(err, new(*StaleError)):
					got = "stale"
				default:
					t.Fatalf("commit: %v", err)
				}
				if got != want {
					t.Fatalf("a commit said %q (%v), want %q", got, err, want)
				}
				if want == "ok" {
					m.apply(p)
				}
				m.agree(t, s, people)
			}
			t.Repeat(map[string]func(*rapid.T){
				"turn":   func(t *rapid.T) { commit(t, m.prepare(t, s, people)) },
				"decide": func(t *rapid.T) { waiting = append(waiting, m.prepare(t, s, people)) },
				"commit": func(t *rapid.T) {
					if len(waiting) == 0 {
						t.Skip("nothing is decided")
					}
					i := rapid.IntRange(0, len(waiting)-1).Draw(t, "which")
					commit(t, waiting[i])
					if rapid.Bool().Draw(t, "once") {
						waiting = slices.Delete(waiting, i, i+1)
					}
				},
				"send": func(t *rapid.T) {
					who, lane, _, err := s.Due(t.Context(), 1)
					ok(t, err)
					if len(who) == 0 {
						return
					}
					d, got, err := s.Lease(t.Context(), who[0], lane)
					ok(t, err)
					if !got {
						return
					}
					list := m.out
					if d.Lane == Notices {
						list = m.news
					}
					if want := list[who[0]][0]; string(d.Body) != want {
						t.Fatalf("drew %q, want %q", d.Body, want)
					}
					_, err = s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
					ok(t, err)
					list[who[0]] = list[who[0]][1:]
					if m.gone[who[0]] && len(m.out[who[0]])+len(m.news[who[0]]) == 0 { // the farewell was the last
						delete(m.gone, who[0])
						m.rewrite = true
					}
					m.agree(t, s, people)
				},
			})
		})
	})
}

// fewer asks rapid for n checks in this test.
func fewer(t *testing.T, n int) {
	t.Helper()
	had := flag.Lookup("rapid.checks").Value.String()
	ok(t, flag.Set("rapid.checks", strconv.Itoa(n)))
	t.Cleanup(func() { _ = flag.Set("rapid.checks", had) })
}
