package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/api"
	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
	"porchlight/testrun"
)

// noonOn is a clock that runs and began at noon, so that no test falls into
// quiet hours.
func (w *town) noonOn() {
	began, noon := time.Now(), time.Date(2026, time.November, 20, 10, 0, 0, 0, time.UTC)
	w.now = func() time.Time { return noon.Add(time.Since(began)) }
}

// letters are the kinds of bulk of a test: "letter" says its content, with the
// person's language.
func letters() map[string]BulkKind {
	return map[string]BulkKind{
		"letter": func(content []byte) (Compose, error) {
			return func(_ context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
				text := string(content) + " in " + string(p.Lang)
				return flows.Say{Lines: []flows.Line{{Key: "common.name", Args: flows.Args{"name": text}}}}, true, nil
			}, nil
		},
		"broken": func([]byte) (Compose, error) { return nil, fmt.Errorf("broken") },
		"rash": func([]byte) (Compose, error) {
			return func(_ context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
				if p.Lang == flows.Polish {
					panic("no Polish")
				}
				return flows.Say{Lines: []flows.Line{{Key: "common.edited"}}}, p.Lang != flows.Hebrew, nil
			}, nil
		},
	}
}

// mailing is a town with residents who never write themselves.
type mailing struct {
	*town
	mu   sync.Mutex
	came map[int64][]string
	at   []time.Time // when messages came
}

const firstReader = 1000

// newMailing makes a town with n readers, every one of them on record, and a
// Telegram that notes what each of them gets.
func newMailing(t testing.TB, rdb redis.UniversalClient, pace string, telegram emulator.Options, n int) *mailing {
	t.Helper()
	m := &mailing{came: map[int64][]string{}}
	telegram.OnSend = func(msg emulator.Message) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if id := msg.ChatID; id >= firstReader {
			m.came[id] = append(m.came[id], msg.Text)
			m.at = append(m.at, time.Now())
		}
	}
	m.town = newTownOf(t, rdb, telegram)
	m.noonOn()
	var err error
	if m.pace, err = storage.ParsePace(pace); err != nil {
		t.Fatal(err)
	}
	m.enrol(firstReader, n)
	m.forgetUpdates()
	return m
}

// bot makes another bot of the town, which knows the letters.
func (m *mailing) bot() *Bot { return m.botAt(m.web.URL, m.rdb) }

// botAt is bot with a Telegram and a Redis of its own.
func (m *mailing) botAt(url string, rdb redis.UniversalClient) *Bot {
	m.t.Helper()
	client, err := api.New(api.Config{Token: m.emu.Token(), Endpoint: url + "/bot%s/%s"})
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(client.Close)
	store := storage.New(storage.Config{Redis: rdb, Programme: m.program.Name, Sealer: m.keyset.For(m.program.Name), Pace: m.pace})
	b, err := New(Config{Programme: m.program, Sample: !m.real, Store: store, API: client, Locales: m.texts(), Bulk: letters(),
		Log: slog.New(slog.NewTextHandler(io.Writer(m.log), nil)), Now: func() time.Time { return m.now() }})
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

// forgetUpdates confirms all updates so far, as a bot that ran before did.
func (m *mailing) forgetUpdates() {
	m.t.Helper()
	for offset := -1; offset != 0; {
		r, err := http.Get(m.web.URL + "/bot" + m.emu.Token() + "/getUpdates?offset=" + strconv.Itoa(offset))
		if err != nil {
			m.t.Fatal(err)
		}
		var answer struct {
			Result []struct {
				ID int `json:"update_id"`
			}
		}
		err = json.NewDecoder(r.Body).Decode(&answer)
		r.Body.Close()
		if err != nil {
			m.t.Fatal(err)
		}
		offset = 0
		if n := len(answer.Result); n > 0 {
			offset = answer.Result[n-1].ID + 1
		}
	}
}

// enrol puts n people on record who have talked to the bot before.
func (m *mailing) enrol(from int64, n int) {
	m.t.Helper()
	s := m.bot().store
	if err := s.Open(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
	langs := flows.Languages()
	for i := range int64(n) {
		id := from + i
		reader := m.emu.Person(id, emulator.Profile{FirstName: "R"})
		reader.Block()
		reader.Unblock() // nothing else makes them reachable without a word
		p := flows.Person{Lang: langs[i%int64(len(langs))], Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: id, Step: flows.StepMenu}
		m.keep(s, id, p, flows.Enrol{})
	}
}

// keep commits a person's record.
func (m *mailing) keep(s *storage.Store, user int64, p flows.Person, effects ...flows.Effect) {
	m.t.Helper()
	l, err := s.Load(m.t.Context(), s.Person(user), flows.World{})
	if err == nil {
		_, err = s.Commit(m.t.Context(), storage.Turn{Chat: s.Person(user), Loaded: l,
			Outcome: flows.Outcome{Person: p, Effects: effects}, Now: m.now().Unix()})
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// begins starts a run.
func (m *mailing) begins(b *Bot, spec storage.RunSpec) storage.RunID {
	m.t.Helper()
	if spec.ID == "" {
		spec.ID = storage.NewRunID()
	}
	if ok, err := b.StartBulk(m.t.Context(), spec); err != nil || !ok {
		m.t.Fatalf("not started: %v", err)
	}
	return spec.ID
}

// progress reads a run.
func (m *mailing) progress(b *Bot, id storage.RunID) Progress {
	m.t.Helper()
	p, err := b.Progress(m.t.Context(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

// over waits for a run's end and returns its report.
func (m *mailing) over(b *Bot, id storage.RunID, patience time.Duration) Progress {
	m.t.Helper()
	var last Progress
	m.longUntil(patience, "the run to be over", func() bool {
		last = m.progress(b, id)
		return last.Over()
	})
	if last.Finished() != last.Matched || last.Remaining != 0 || last.Ends.IsZero() {
		m.t.Errorf("a report that does not add up: %+v", last)
	}
	return last
}

// reached counts who got anything, and how many messages came more than once.
func (m *mailing) reached() (people, again int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, texts := range m.came {
		people++
		seen := map[string]bool{}
		for _, text := range texts {
			if seen[text] {
				again++
			}
			seen[text] = true
		}
	}
	return people, again
}

func TestBulkReachesEverybodyOnce(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		m := newMailing(t, rdb, "off", emulator.Options{}, 250)
		m.forgiven = []string{blocked}
		b := m.bot()
		m.keep(b.store, firstReader+1, flows.Person{Lang: "es", Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: firstReader + 1, Paused: true})
		m.person(firstReader+2, "he").Block()
		id := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("News")})
		m.start(b)
		p := m.over(b, id, patience)
		if want := (storage.RunCounts{Matched: 250, Enqueued: 249, Sent: 248, Skipped: 1, Unreachable: 1}); p.RunCounts != want || p.State != storage.RunDone {
			t.Errorf("%+v", p)
		}
		if people, again := m.reached(); people != 248 || again != 0 {
			t.Errorf("%d people, %d twice", people, again)
		}
		if text := m.came[firstReader+3][0]; !strings.Contains(text, "News in ar") {
			t.Errorf("said %q", text)
		}
		some := storage.Audience{Langs: []flows.Lang{"ar", "he"}, Areas: []string{m.program.Areas[0].ID}}
		n, err := b.store.Crowd(t.Context(), some)
		if err != nil || n.People != 72 || n.Paused != 0 {
			t.Errorf("%+v, %v", n, err)
		}
		second := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("More"), Audience: some})
		if p := m.over(b, second, patience); p.Matched != 72 || p.Sent != 71 || p.Unreachable != 1 || p.Enqueued != 71 {
			t.Errorf("%+v", p)
		}
		nobody := m.begins(b, storage.RunSpec{Kind: "letter", Audience: storage.Audience{Areas: []string{"atlantis"}}})
		if p := m.over(b, nobody, patience); p.Matched != 0 || p.State != storage.RunDone {
			t.Errorf("%+v", p)
		}
		rash := m.begins(b, storage.RunSpec{Kind: "rash"})
		if p := m.over(b, rash, patience); p.Failed != 35 || p.Matched != 250 {
			t.Errorf("%+v", p)
		}
		if ok, err := b.StartBulk(t.Context(), storage.RunSpec{ID: id, Kind: "letter"}); ok || err != nil {
			t.Errorf("started twice: %v", err)
		}
		if _, err := b.StartBulk(t.Context(), storage.RunSpec{ID: storage.NewRunID(), Kind: "unheard of"}); err == nil {
			t.Error("a kind that nobody knows")
		}
		broken := m.begins(b, storage.RunSpec{Kind: "broken"})
		m.until("the broken run to be paused", func() bool { return m.progress(b, broken).State == storage.RunPaused })
		if _, err := b.StopBulk(t.Context(), broken); err != nil {
			t.Fatal(err)
		}
		m.over(b, broken, patience)
	})
}

// TestBulkPausesAndStops holds a run in the middle; somebody joins, somebody
// leaves and somebody says STOP meanwhile.
func TestBulkPausesAndStops(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	m := newMailing(t, rdb, "total=400", emulator.Options{}, 1500)
	b := m.bot()
	m.start(b)
	id := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("News"), Expected: 1500})
	m.until("the run to be under way", func() bool { return m.progress(b, id).Sent > 50 })
	if _, err := b.PauseBulk(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	m.idle(b)
	held := m.progress(b, id)
	if held.Waiting == 0 || held.Sent+held.Waiting != held.Enqueued || !held.Ends.IsZero() {
		t.Fatalf("%+v", held)
	}
	people, _ := m.reached()
	if people != held.Sent || held.Remaining != 1500-held.Sent {
		t.Errorf("%d people reached: %+v", people, held)
	}
	last := int64(firstReader + 1499)
	m.keep(b.store, last, flows.Person{}, flows.Erase{})
	var tired []int64 // of being written to, while it waits for them
	for id := int64(firstReader); len(tired) < 20; id++ {
		if len(m.came[id]) == 0 {
			tired = append(tired, id)
			m.keep(b.store, id, flows.Person{Lang: "en", Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: id, Paused: true})
		}
	}
	m.enrol(5000, 3)
	other := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("Urgent"), Urgent: true, Audience: storage.Audience{Langs: []flows.Lang{"pl"}}})
	if p := m.over(b, other, patience); p.Sent < 200 {
		t.Errorf("a held run holds others: %+v", p)
	}
	if _, err := b.ResumeBulk(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	m.until("the run to go on", func() bool { return m.progress(b, id).Sent > held.Sent+50 && m.progress(b, id).Skipped > 0 })
	if p := m.progress(b, id); p.Ends.IsZero() || p.Remaining == 0 {
		t.Errorf("%+v", p)
	}
	if _, err := b.StopBulk(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	p := m.over(b, id, patience)
	m.mu.Lock()
	defer m.mu.Unlock()
	got := 0
	for _, texts := range m.came {
		got += len(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return !strings.Contains(s, "News") }))
	}
	if p.Sent != got || p.Stopped == 0 || p.Skipped > len(tired) {
		t.Errorf("%d News came, the report: %+v", got, p)
	}
	for _, id := range append(tired, 5000, 5001, 5002) {
		if slices.ContainsFunc(m.came[id], func(s string) bool { return strings.Contains(s, "News") }) {
			t.Errorf("%d said STOP or joined later and got it", id)
		}
	}
}

// TestBulkKeepsQuiet holds what is not urgent until the morning.
func TestBulkKeepsQuiet(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	m := newMailing(t, rdb, "off", emulator.Options{}, 20)
	clock := m.stopClock()
	clock.pass(11 * time.Hour) // 23:00
	b := m.bot()
	m.start(b)
	id := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("News"), Expected: 20})
	urgent := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("Now"), Urgent: true})
	m.over(b, urgent, patience)
	if p := m.progress(b, id); p.Enqueued != 0 || p.Remaining != 20 {
		t.Errorf("%+v", p)
	}
	clock.pass(9*time.Hour + time.Minute)
	p := m.over(b, id, patience)
	if p.Sent != 20 || p.Ran > time.Second {
		t.Errorf("%+v", p)
	}
}

func TestQuietHours(t *testing.T) {
	p := example(t, "kherson")
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, r := range []struct{ from, until, at, ends string }{
		{"", "", "2026-11-20 20:59", ""},
		{"", "", "2026-11-20 21:00", "2026-11-21 08:00"},
		{"", "", "2026-11-21 07:59", "2026-11-21 08:00"},
		{"", "", "2026-11-21 08:00", ""},
		{"13:00", "15:00", "2026-11-21 14:00", "2026-11-21 15:00"},
		{"13:00", "15:00", "2026-11-21 15:00", ""},
		{"", "", "2026-10-24 23:00", "2026-10-25 08:00"}, // the clock goes back that night
		{"", "", "2026-03-29 02:59", "2026-03-29 08:00"}, // and forward
	} {
		p.Schedule.QuietFrom, p.Schedule.QuietUntil = r.from, r.until
		quiet := p.Quiet(at(r.at))
		_, ends := p.QuietSpan(at(r.at))
		if quiet != (r.ends != "") || quiet && !ends.Equal(at(r.ends)) {
			t.Errorf("%s: %v until %v, want %s", r.at, quiet, ends, r.ends)
		}
	}
}

// TestBulkObeys429 has a Telegram that allows less than the bot's pace:
// everybody gets both runs, once, in order.
func TestBulkObeys429(t *testing.T) {
	t.Parallel()
	rdb := redistest.Start(t).Client()
	m := newMailing(t, rdb, "total=90", emulator.Options{Limits: emulator.Limits{Total: 60}}, 100)
	b := m.bot()
	m.start(b)
	first := m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte("1")})
	m.until("the first to be enqueued", func() bool { return m.progress(b, first).Enqueued == 100 })
	ids := []storage.RunID{first}
	for i := 2; i <= 3; i++ {
		ids = append(ids, m.begins(b, storage.RunSpec{Kind: "letter", Content: []byte(strconv.Itoa(i))}))
		m.until("the next to be enqueued", func() bool { return m.progress(b, ids[i-1]).Enqueued == 100 })
	}
	for _, id := range ids {
		if p := m.over(b, id, time.Minute); p.Sent != 100 {
			t.Errorf("%+v", p)
		}
	}
	for _, r := range m.emu.TakeRefusals() {
		if r.Code != 429 {
			t.Errorf("refused: %v", r)
		}
	}
	for id, texts := range m.came {
		if len(texts) != 3 || !slices.IsSorted(texts) {
			t.Errorf("%d got %q", id, texts)
		}
	}
}

// TestBulkAcrossKills kills the sending process in the middle, twice, with
// others beside it, while people have blocked the bot and Telegram stumbles.
func TestBulkAcrossKills(t *testing.T) {
	t.Parallel()
	acrossKills(t, testrun.Long(600, 2000))
}

// acrossKills delivers to n people through kills, and compares the report with
// what Telegram knows.
func acrossKills(t testing.TB, n int) {
	server := redistest.Start(t)
	rdb := server.Client()
	m := newMailing(t, rdb, "total=1000,chat=5", emulator.Options{KeepCalls: -1}, n)
	m.forgiven = []string{blocked}
	gone := 0
	for i := range n {
		if i%50 == 7 {
			m.person(int64(firstReader+i), "en").Block()
			gone++
		}
	}
	m.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "sendmessage", Probability: 0.02})
	observer := m.bot()
	id := m.begins(observer, storage.RunSpec{Kind: "letter", Content: []byte("News"), Expected: n})
	wire := 0
	for part := 1; part <= 2; part++ {
		victim := m.killable(server)
		m.until("part of it to be sent", func() bool { return m.progress(observer, id).Finished() > part*n/3 })
		wire += victim.kill()
	}
	m.start(m.bot())
	m.start(m.bot()) // takes over together with another
	p := m.over(observer, id, 90*time.Second)
	people, again := m.reached()
	if people != n-gone || p.Sent != people || p.Unreachable != gone || p.Matched != n || p.Failed != 0 {
		t.Errorf("%d of %d reached: %+v", people, n-gone, p)
	}
	if again > wire {
		t.Errorf("%d came twice, %d were on the wire", again, wire)
	}
	t.Logf("%d people, %d unreachable, %d twice of %d on the wire at the kills, in %v", people, p.Unreachable, again, wire, p.Ended.Sub(p.Started))
	for _, r := range m.emu.TakeRefusals() {
		if r.Code != 502 && r.Description != blocked {
			t.Errorf("refused: %v", r)
		}
	}
}

// mortal is a process that can die: from then on it reaches neither Redis nor
// Telegram, and what was on the wire brings it no answer.
type mortal struct {
	dead atomic.Bool
	bot  *Bot
	end  func()
}

// mortalConn is a connection of such a process.
type mortalConn struct {
	net.Conn
	of *mortal
}

func (c mortalConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.of.dead.Load() {
		return 0, net.ErrClosed
	}
	return n, err
}

func (c mortalConn) Write(p []byte) (int, error) {
	if c.of.dead.Load() {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

// killable starts a process that can be killed.
func (m *mailing) killable(server *redistest.Server) *mortal {
	m.t.Helper()
	v := &mortal{}
	door := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if v.dead.Load() {
			panic(http.ErrAbortHandler)
		}
		answer := httptest.NewRecorder()
		m.emu.ServeHTTP(answer, r)
		if v.dead.Load() {
			panic(http.ErrAbortHandler)
		}
		rw.WriteHeader(answer.Code)
		_, _ = rw.Write(answer.Body.Bytes())
	}))
	o := server.Options()
	o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if v.dead.Load() {
			return nil, net.ErrClosed
		}
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, addr)
		return mortalConn{conn, v}, err
	}
	rdb := redis.NewClient(o)
	v.bot = m.botAt(door.URL, rdb)
	ctx, cancel := context.WithCancel(m.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.bot.Run(ctx) }()
	v.end = cancel
	m.t.Cleanup(func() {
		cancel()
		<-ended
		_ = rdb.Close()
		door.Close()
	})
	return v
}

// kill ends the process at once and says how many of its sends had not been
// settled.
func (v *mortal) kill() int {
	v.dead.Store(true)
	wire := len(v.bot.outbox.slots)
	v.end()
	return wire
}
