package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/seal"
)

// patience bounds every wait: nothing in a town takes so long unless it is stuck.
const patience = 2 * time.Minute

// town is one seed's world: people, machines, a clock, and the model of what
// people did and saw.
type town struct {
	t        testing.TB
	seed     uint64
	source   *rand.PCG
	rng      *rand.Rand // of the town itself, from source; each person has their own
	clock    *clock
	program  *flows.Programme
	keyset   *seal.Keyset
	texts    *locales.Bundle
	reader   *reader
	emu      *emulator.Server
	disk     disk
	store    *storage.Store // the simulation's own look at the data
	machines []*machine
	people   []*resident
	byChat   map[int64]*resident
	killed   time.Time // domain time at which a process was last abandoned
	acts     atomic.Int64
	doors    int // meetings with a page at their door
	made     int // sessions and waves announced by the town
	booted   int // processes so far
	step     int // which burst it is
	planted  int // words of planted faults
	script   script
	log      logKeeper

	mu    sync.Mutex // guards what follows and every resident's life
	model model
}

// clock is domain time. It stands still during a burst and jumps between two.
type clock struct{ unix atomic.Int64 }

func (c *clock) Now() time.Time {
	disorder()
	return time.Unix(c.unix.Load(), 0).UTC()
}

func (c *clock) pass(d time.Duration) { c.unix.Add(int64(d / time.Second)) }

// logKeeper keeps every line that the bots log.
type logKeeper struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *logKeeper) Write(p []byte) (int, error) {
	disorder()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logKeeper) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// begins is when a seed's town begins. Those that each run plays live through a
// change of the clocks and the end of a month, of a quarter, of a year; the
// others begin at some hour of a year.
func begins(seed uint64, hour int64) int64 {
	switch seed {
	case 1: // the clocks go back in Krakow and Haifa on the 25th, in America a week later
		return time.Date(2026, time.October, 23, 7, 0, 0, 0, time.UTC).Unix()
	case 3: // they go forward on the 26th and the 28th; a quarter ends
		return time.Date(2027, time.March, 24, 7, 0, 0, 0, time.UTC).Unix()
	case 4:
		return time.Date(2026, time.December, 28, 7, 0, 0, 0, time.UTC).Unix()
	}
	return time.Date(2026, time.September, 1, 7, 0, 0, 0, time.UTC).Unix() + hour*3600
}

var allTexts = sync.OnceValues(locales.New)

// newTown makes a town of the seed and starts its first bot.
func newTown(t testing.TB, seed uint64, people int, d disk) *town {
	t.Helper()
	source := rand.NewPCG(seed, 0)
	w := &town{t: t, seed: seed, source: source, rng: rand.New(source), clock: &clock{}, keyset: seal.NewKeyset(),
		disk: d, byChat: map[int64]*resident{}}
	w.clock.unix.Store(begins(seed, w.rng.Int64N(365*24)))
	names := programmes.Names()
	raw, _ := programmes.Read(names[seed%uint64(len(names))])
	var problems []flows.Problem
	if w.program, problems = flows.ParseProgramme(names[seed%uint64(len(names))], raw); len(problems) > 0 {
		t.Fatal(problems)
	}
	for i := range w.program.Sessions { // in a third of the towns families come, and some places are kept
		if s := &w.program.Sessions[i]; seed%3 == 1 {
			s.Children, s.OpenDays = true, 1
			s.Reserved = []flows.Reserve{{ID: "r1", Places: 1, Area: w.program.Areas[0].ID}}
		}
	}
	var err error
	if w.texts, err = allTexts(); err != nil {
		t.Fatal(err)
	}
	w.reader = newReader(w.program, w.texts)
	w.emu = emulator.New(emulator.Options{Now: w.clock.Now, Seed: seed, KeepCalls: -1, OnSend: w.onSend, OnAnswer: w.onAnswer, OnPoll: onPoll})
	w.store = storage.New(storage.Config{Redis: d.rdb, Programme: w.program.Name, Sealer: w.keyset.For(w.program.Name)})
	w.model = newModel()
	t.Cleanup(w.emu.Close)
	for i := range people {
		w.settle(i)
	}
	w.turn()
	w.boot()
	w.hire()
	w.quiet()
	w.announce()
	w.announce()
	return w
}

// hire invites somebody new for each role that nobody has.
func (w *town) hire() {
	if *plantFlag { // its fault is a resident's
		return
	}
	board, err := w.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	has := map[flows.Role]int{}
	for _, m := range board.Staff {
		for _, g := range m.Grants {
			has[g.Role]++
		}
	}
	for _, role := range []flows.Role{flows.RoleOrganiser, flows.RoleOfficer, flows.RoleReviewer, flows.RoleIndependent, flows.RoleLead, flows.RoleTranslator, flows.RoleTranslator} {
		if has[role] > 0 {
			has[role]--
			continue
		}
		var seed [16]byte
		for j := range seed {
			seed[j] = byte(w.rng.Uint32())
		}
		token := flows.NewInviteToken(seed)
		err := w.store.PutInvitation(w.t.Context(), token, flows.Invitation{Role: role, Expires: w.clock.Now().AddDate(0, 0, 7).Unix()})
		if err != nil {
			w.t.Fatal(err)
		}
		r := w.settle(len(w.people))
		r.staff, r.first, r.opened = true, "/start i_"+token, []string{"i_" + token}
		if w.rng.IntN(3) == 0 {
			w.offer("i_" + token)
		}
		r.keen, r.age = true, "adult"
	}
}

// turn waits for the town's own turn at the gate: nothing else moves from then on,
// until the town waits for something.
func (w *town) turn() { _ = w.disk.gate.pass(context.Background(), context.Background(), "the town") }

// until waits until ok holds. What only Redis knows tells nobody that it
// changed, so it is looked at every few milliseconds.
func (w *town) until(what string, ok func() bool) {
	w.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for w.turn(); !ok(); w.turn() {
		select {
		case <-look.C:
		case <-deadline.C:
			w.tell()
			w.t.Fatalf("seed %d: waited for %s at %s; %s", w.seed, what, w.clock.Now(), w.busy())
		}
	}
}

// quiet waits until nobody has anything left to do: no update unconfirmed, no
// press unanswered, no message on its way, no job due.
func (w *town) quiet() {
	w.t.Helper()
	w.until("the town to be quiet", func() bool {
		first, again := w.busy(), w.busy() // one look passes by what moves meanwhile
		return first == "" && again == ""
	})
}

// busy says what is still to be done, "" if nothing.
func (w *town) busy() string {
	if n := w.emu.Pending(); n > 0 {
		return fmt.Sprint(n, " updates are unconfirmed")
	}
	for _, p := range w.emu.Unanswered() {
		if p.At.After(w.killed) { // else whoever took it may have died before the answer
			return fmt.Sprintf("a press of %s is unanswered", p.Data)
		}
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	pipe, key := w.disk.rdb.TxPipeline(), w.key
	ready, bulk, leased := pipe.ZCard(ctx, key("ready")), pipe.ZCard(ctx, key("bready")), pipe.HLen(ctx, key("leases"))
	notices := pipe.ZCard(ctx, key("nready"))
	queues := pipe.ZCard(ctx, key("queues"))
	later := pipe.ZCount(ctx, key("later"), "-inf", fmt.Sprint(w.clock.Now().Unix()))
	if _, err := pipe.Exec(ctx); err != nil {
		return err.Error()
	}
	if n := ready.Val() + notices.Val() + bulk.Val() + leased.Val() + queues.Val() + later.Val(); n > 0 {
		return fmt.Sprintf("%d ready, %d bulk, %d leased, %d parked, %d due", ready.Val(), bulk.Val(), leased.Val(), queues.Val(), later.Val())
	}
	jobs, err := w.store.Jobs(ctx)
	if err != nil {
		return err.Error()
	}
	if len(jobs) == 0 {
		return "no job has begun"
	}
	for name, j := range jobs {
		if everyMinute(name) && j.Done.Before(w.clock.Now().Truncate(time.Minute)) || j.Claimed {
			return fmt.Sprintf("job %s is done until %s", name, j.Done)
		}
	}
	return ""
}

// everyMinute says whether a job has an occurrence in each minute; the others
// are claimed in the same look at the calendar.
func everyMinute(job string) bool {
	switch job {
	case "reminders", "wave", "results", "concerns", "shown", "rewrite", "runs":
		return true
	}
	return false
}

func (w *town) key(rest string) string { return "{" + w.program.Name + "}:" + rest }

// pass lets the calendar run on to the next burst and everything happen that
// falls due meanwhile: small steps while the programme's first days last.
func (w *town) pass(step int) {
	hours := []int{3, 20, 30, 44, 80, 24 * 20, 24 * 60}[min(step, 6)]
	if step > 6 {
		hours = []int{2, 20, 30, 70, 24 * 9, 24 * 40}[w.rng.IntN(6)]
	}
	w.noteWave()
	w.clock.pass(time.Duration(hours)*time.Hour + time.Duration(w.rng.IntN(180))*time.Minute)
	w.quiet()
	w.clock.pass(time.Minute) // whatever else was due has been claimed before this minute's jobs are done
	w.quiet()
	w.announce()
	w.hire()
}

// longAfter lets half a year and a day pass in which nobody does anything.
func (w *town) longAfter() {
	w.mu.Lock()
	for _, r := range w.people {
		r.acting = false
	}
	w.mu.Unlock()
	w.noteWave()
	w.noteStrangers(190 * 24 * time.Hour)
	w.clock.pass(190 * 24 * time.Hour)
	w.quiet()
	w.clock.pass(time.Minute)
	w.quiet()
}

// noteStrangers notes whose record goes while so much time passes: who never
// registered and has no role. Nothing may be left of them.
func (w *town) noteStrangers(pass time.Duration) {
	board, err := w.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.people {
		l, err := w.store.Load(w.t.Context(), r.id, flows.World{Programme: w.program})
		if err != nil {
			w.t.Fatal(err)
		}
		member := slices.ContainsFunc(board.Staff, func(m flows.Member) bool { return m.Who == r.id })
		if l.Person.Step != "" && !member && l.Person.Stranger(w.clock.Now().Add(pass)) {
			w.forgotten(r)
		}
	}
}

// countedBy is when a wave is counted at the latest: an organiser may have closed
// it in the middle of a minute.
func countedBy(w *flows.Wave) int64 { return w.Closes + 60 }

// noteWave notes who had finished the wave before the clock jumps, if it is open, or
// was closed early and is not counted yet.
func (w *town) noteWave() {
	board, err := w.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if board.Wave == nil || w.clock.Now().Unix() >= countedBy(board.Wave) {
		return
	}
	w.model.wave, w.model.waveFinished = board.Wave.ID, 0
	for _, r := range w.people {
		if r.life.finished == board.Wave.ID {
			w.model.waveFinished++
		}
	}
}

// announce puts another meeting on the board, and another wave once the results of
// the last were sent, as the programme's people do.
func (w *town) announce() {
	w.made++
	now := w.clock.Now()
	title := flows.Text{}
	for _, l := range w.program.Languages {
		title[l] = fmt.Sprintf("Meeting %c%c", 'A'+w.made%26, 'A'+w.made/26)
	}
	start := now.Add(time.Duration(20+w.rng.IntN(100)) * time.Hour).Truncate(time.Minute)
	s := flows.Session{ID: fmt.Sprintf("made-%d", w.made), Title: title, About: title, Place: title, Start: start.Unix(),
		Minutes: 60, Capacity: 1 + w.rng.IntN(2), Officers: 1, Youth: w.made%4 == 0}
	err := w.store.UpdateBoard(w.t.Context(), func(b *flows.Board) bool {
		b.Sessions = append(b.Sessions, s)
		if b.Wave != nil && b.Wave.Told != 0 {
			b.Past = append(b.Past[:len(b.Past):len(b.Past)], *b.Wave)
			closes := now.Add(60 * time.Hour).Truncate(time.Minute) // else a look in that minute may come between its end and its count
			b.Wave = &flows.Wave{ID: fmt.Sprintf("w-%d", w.made), Instrument: "default", Opens: now.Unix() - 1,
				Closes: closes.Unix(), Results: closes.Add(30 * time.Hour).Unix()}
		}
		return true
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// tell logs what the town did, and if it failed what the bots said.
func (w *town) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.t.Logf("seed %d, programme %s: %d people did %d things; %d concerns, %d taken back, %d confirmations of places, %d people at doors, %d offers of places, %d surveys finished, %d erasures, %d roles taken, %d ended, %d looks at words of others, %d numbers in %d digests",
		w.seed, w.program.Name, len(w.people), w.acts.Load(), len(w.model.concerns), w.model.withdrawn, w.model.joined, w.model.came, w.model.offered, w.model.finished, w.model.erased, len(w.model.accepted), w.model.revoked, w.model.judged, len(w.model.facts), w.model.digests)
	w.t.Logf("seed %d, at the desks: %v", w.seed, w.model.did)
	if w.t.Failed() {
		w.t.Log(w.warnings())
	}
}

// warnings are the last lines of the log that say that something went wrong.
func (w *town) warnings() string {
	var kept []string
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") {
			kept = append(kept, line)
		}
	}
	return "what the bots complained about at last:\n" + strings.Join(kept[max(0, len(kept)-40):], "")
}
