package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

// open makes the board's wave one that is open.
func (w *town) openWave(b *Bot, id string, closes time.Time) flows.Wave {
	w.t.Helper()
	wave := flows.Wave{ID: id, Instrument: "default", Opens: w.now().Unix(), Closes: closes.Unix(), Results: closes.AddDate(0, 0, 3).Unix()}
	if err := b.store.UpdateBoard(w.t.Context(), func(board *flows.Board) bool {
		if old := board.Wave; old != nil && old.Told != 0 {
			board.Past = append(board.Past[:len(board.Past):len(board.Past)], *old)
		}
		board.Wave, board.Waved = &wave, true
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
	return wave
}

// answers lets somebody answer all five questions, one as n, another otherwise.
func (w *town) answers(b *Bot, p *emulator.Person, n int) {
	w.t.Helper()
	w.does(b, p, "> /pulse")
	for i, of := range []int{4, 11, 4, 4, 3} {
		w.does(b, p, fmt.Sprintf("a.%d.%d", i, 2+n%of))
	}
}

// endWave moves the clock behind the end of a wave, and waits for its result.
func (w *town) endWave(b *Bot, clock *testClock, wave flows.Wave) {
	w.t.Helper()
	clock.pass(time.Unix(wave.Closes, 0).Sub(clock.Now()))
	w.until("the result", func() bool {
		_, err := b.store.WaveResult(w.t.Context(), wave.ID)
		return err == nil
	})
}

// reported waits until the results of a wave have been sent.
func (w *town) reported(b *Bot, wave string) {
	w.t.Helper()
	w.until("the results to be sent", func() bool {
		if err := b.sendResults(w.t.Context(), w.now(), w.now()); err != nil { // as in the next minute
			w.t.Fatal(err)
		}
		board, err := b.store.Board(w.t.Context())
		return err == nil && board.Wave != nil && board.Wave.ID == wave && board.Wave.Told != 0
	})
	w.idle(b)
}

// resultsTo counts messages with results that somebody got.
func (w *town) resultsTo(p *emulator.Person, lang string) (n int) {
	w.t.Helper()
	title := w.phrase(lang, "pulse.found.title")
	for _, m := range p.Chat().FromBot() {
		if strings.Contains(m.Text, title) {
			n++
		}
	}
	return n
}

// stored reads the record of a person.
func (w *town) stored(b *Bot, id int64) flows.Person {
	w.t.Helper()
	l, err := b.store.Load(w.t.Context(), b.store.Person(id), b.world)
	if err != nil {
		w.t.Fatal(err)
	}
	return l.Person
}

// TestResultsReachEverybodyWhoAnswered plays a wave with two processes, to its end
// and to the day that people were told: who took part gets the results once, with
// a picture, in their language, and so do organisers and officers; nobody else
// gets anything, and then no record says any more who took part.
func TestResultsReachEverybodyWhoAnswered(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.start(w.bot())
		w.until("the bot to be ready", b.Ready)
		w.seat(b, 2, flows.Ukrainian, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		w.seat(b, 4, flows.English, flows.RoleReviewer)
		organiser, officer, reviewer := w.person(2, "uk"), w.person(3, "en"), w.person(4, "en")
		w.does(b, organiser, "> /start", "uk")
		w.does(b, officer, "> /start", "en")
		w.does(b, reviewer, "> /start", "en")
		wave := w.openWave(b, "w1", clock.Now().Add(48*time.Hour))
		var took []*emulator.Person
		langs := []string{"en", "uk"}
		for i := range int64(24) {
			p := w.person(100+i, langs[i%2])
			w.settleIn(p, langs[i%2])
			w.answers(b, p, int(i/2%2))
			took = append(took, p)
		}
		idle, half, paused, erased := w.person(200, "en"), w.person(201, "en"), w.person(202, "en"), w.person(203, "en")
		for _, p := range []*emulator.Person{idle, half, paused, erased} {
			w.settleIn(p, "en")
		}
		w.does(b, half, "> /pulse", "a.0.2")
		w.answers(b, paused, 2)
		w.does(b, paused, "> /stop")
		w.answers(b, erased, 2)
		w.does(b, erased, "> /mydata", "erase", "yes")
		w.endWave(b, clock, wave)
		if r, err := b.store.WaveResult(t.Context(), "w1"); err != nil || r.Finished != 25 || r.Could != 27 {
			t.Fatalf("the result is %+v, %v", r, err)
		}
		clock.pass(w.program.ResultsAt(wave).Sub(clock.Now()) - time.Minute)
		for range 3 { // nothing comes before its day, however often the job looks
			if err := b.sendResults(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.idle(b)
		if n := w.resultsTo(took[0], "en") + w.resultsTo(organiser, "uk"); n != 0 {
			t.Fatalf("%d messages before the day", n)
		}
		before := len(idle.Chat().FromBot())
		clock.pass(2 * time.Minute)
		w.reported(b, "w1")
		for range 3 {
			if err := b.sendResults(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.idle(b)
		for i, p := range took {
			if n := w.resultsTo(p, langs[i%2]); n != 1 {
				t.Errorf("person %d got results %d times", p.ID(), n)
			}
			m := w.sees(p, w.phrase(langs[i%2], "pulse.found.title"))
			if m.Media == nil || m.Media.Kind != "photo" || strings.HasSuffix(m.Text, "…") || doing(m, "questions") == "" {
				t.Errorf("person %d got %+v", p.ID(), m)
			}
			if rec := w.stored(b, p.ID()); rec.Wave != "" || rec.WaveDone {
				t.Errorf("person %d is still known to have taken part", p.ID())
			}
		}
		if o, f := w.resultsTo(organiser, "uk"), w.resultsTo(officer, "en"); o != 1 || f != 1 {
			t.Errorf("the organiser got %d, the officer %d", o, f)
		}
		for name, p := range map[string]*emulator.Person{"who did not answer": idle, "who did not finish": half, "who paused": paused, "who erased": erased, "a reviewer": reviewer} {
			if n := w.resultsTo(p, "en"); n != 0 {
				t.Errorf("%s got results %d times", name, n)
			}
		}
		if n := len(idle.Chat().FromBot()); n != before {
			t.Errorf("who did not answer got %d messages", n-before)
		}
		if p, h := w.stored(b, 202), w.stored(b, 201); p.Wave != "" || h.Wave != "" {
			t.Errorf("marks stay: %q %q", p.Wave, h.Wave)
		}
		// One picture a language was uploaded by each process, at most.
		if n := uploads(w); n == 0 || n > 4 {
			t.Errorf("%d pictures were uploaded", n)
		}
		// Who paused, and anybody, finds them in the menu.
		w.does(b, paused, "> /menu", "results", "q.0")
		if findMedia(paused) == nil {
			t.Error("no picture for who asks")
		}
		w.does(b, idle, "> /pulse", "results")
		w.sees(idle, "25 people answered")
		w.does(b, officer, "> /desk", "survey", "results")
		w.sees(officer, "There are none for single neighbourhoods")
	})
}

// uploads counts pictures of results that were uploaded rather than sent again.
func uploads(w *town) (n int) {
	for _, c := range w.emu.Calls() {
		if c.Method == "sendphoto" && c.Get("photo") == "" {
			n++
		}
	}
	return n
}

// TestResultsAcrossACrash: whatever had been done before the process died, nobody
// gets them twice, and the marks go.
func TestResultsAcrossACrash(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	stop := w.start(b)
	w.until("the bot to be ready", b.Ready)
	organiser, ann := w.person(2, "en"), w.person(100, "en")
	wave := w.openWave(b, "w1", clock.Now().Add(48*time.Hour))
	w.settleIn(ann, "en")
	w.answers(b, ann, 2)
	w.settleIn(organiser, "en")
	w.answers(b, organiser, 3) // somebody with a role may have taken part, too
	w.seat(b, 2, flows.English, flows.RoleOrganiser)
	w.endWave(b, clock, wave)
	w.idle(b)
	stop()
	clock.pass(w.program.ResultsAt(wave).Sub(clock.Now()))
	dead := w.bot()
	board, err := dead.store.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := dead.whatCame(t.Context(), board, "w1")
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.findings()
	if err != nil {
		t.Fatal(err)
	}
	if err := dead.tellResultReaders(t.Context(), board, f); err != nil {
		t.Fatal(err)
	}
	if over, err := dead.runResults(t.Context(), board, r); err != nil || over {
		t.Fatal(over, err)
	}
	// There it dies; and an older program that does not know such a run paused it.
	if paused, err := dead.PauseBulk(t.Context(), resultsRun("w1")); err != nil || !paused {
		t.Fatal(paused, err)
	}
	next := w.bot()
	stop = w.start(next)
	w.reported(next, "w1")
	stop()
	// It dies again before the board says that all is done.
	last := w.bot()
	if err := last.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { board.Wave.Told = 0; return true }); err != nil {
		t.Fatal(err)
	}
	w.start(last)
	w.until("the bot to be ready", last.Ready)
	w.reported(last, "w1")
	if a, o := w.resultsTo(ann, "en"), w.resultsTo(organiser, "en"); a != 1 || o != 1 {
		t.Errorf("told %d and %d times", a, o)
	}
	if got := w.sees(ann, "Fewer than 10 people"); got.Media != nil {
		t.Errorf("two people's answers are drawn: %+v", got)
	}
	if w.stored(last, 100).Wave != "" || w.stored(last, 2).Wave != "" {
		t.Error("marks stay")
	}
}

// TestResultsWaitForTheMorning: after a downtime they do not come at night.
func TestResultsWaitForTheMorning(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	w.until("the bot to be ready", b.Ready)
	w.seat(b, 2, flows.English, flows.RoleOrganiser)
	organiser, ann := w.person(2, "en"), w.person(100, "en")
	w.does(b, organiser, "> /start", "en")
	wave := w.openWave(b, "w1", clock.Now().Add(48*time.Hour))
	w.settleIn(ann, "en")
	w.answers(b, ann, 2)
	w.endWave(b, clock, wave)
	w.idle(b)
	clock.pass(w.program.ResultsAt(wave).Sub(clock.Now()) + 13*time.Hour) // 23:00
	for range 3 {
		if err := b.sendResults(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	w.idle(b)
	if a, o := w.resultsTo(ann, "en"), w.resultsTo(organiser, "en"); a+o != 0 {
		t.Fatalf("at night came %d and %d", a, o)
	}
	clock.pass(10 * time.Hour)
	w.reported(b, "w1")
	if a, o := w.resultsTo(ann, "en"), w.resultsTo(organiser, "en"); a != 1 || o != 1 {
		t.Errorf("in the morning came %d and %d", a, o)
	}
}

// testNow is a moment for what is drawn without a town.
var testNow = time.Date(2025, 11, 24, 8, 0, 0, 0, time.UTC)

// theRenderer speaks with the words that ship.
func theRenderer(t *testing.T) *render.Renderer {
	t.Helper()
	r, err := render.New(newTown(t, nil).texts(), nil, example(t, "kherson"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestResultCaptionsFit: nothing of the words under a picture is cut off, in any
// language, whatever the numbers.
func TestResultCaptionsFit(t *testing.T) {
	r := theRenderer(t)
	long := example(t, "haifa")
	big, small := bigWave("b", 99_000), bigWave("a", 98_000)
	f, err := flows.Find(big, &small)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range flows.Languages() {
		say := flows.ResultsSay(f, long)
		say.Lang = lang
		fits(t, r, say)
		for i := range f.Items {
			say := flows.QuestionSay(f, i)
			say.Lang = lang
			fits(t, r, say)
		}
	}
}

func fits(t *testing.T, r *render.Renderer, say flows.Say) {
	t.Helper()
	got, err := r.Message(say, testNow)
	if err != nil {
		t.Fatalf("%s: %v", say.Lang, err)
	}
	whole := say
	whole.Picture = nil
	all, _ := r.Message(whole, testNow)
	if got.Text != all.Text {
		t.Errorf("%s: these words do not fit under a picture:\n%s", say.Lang, all.Text)
	}
}

// bigWave is one of many people, with answers everywhere.
func bigWave(id string, n int) flows.WaveResult {
	r, _ := flows.NewWaveResult(flows.Wave{ID: id, Instrument: "default", Opens: testNow.Add(-400 * 24 * time.Hour).Unix(), Closes: testNow.Add(-390 * 24 * time.Hour).Unix()})
	r.Finished, r.Could = n, 2*n
	for _, row := range r.Counts {
		left := n
		for o := range row {
			row[o] = n / len(row)
			left -= row[o]
		}
		row[1] += left
	}
	return r
}

// TestPicturesAreTheSame: one that is drawn twice, by two processes on two days, is
// the same to the byte, and hidden numbers do not change it.
func TestPicturesAreTheSame(t *testing.T) {
	t.Parallel()
	r := theRenderer(t)
	draw := func(walking ...int) []byte {
		res := bigWave("a", 100)
		res.Counts[0] = walking
		f, err := flows.Find(res, nil)
		if err != nil {
			t.Fatal(err)
		}
		png, err := r.FindingPicture(f.Items[0], flows.Arabic)
		if err != nil {
			t.Fatal(err)
		}
		return png
	}
	a := draw(12, 50, 25, 9, 4)
	if string(a) != string(draw(12, 50, 25, 4, 9)) {
		t.Error("two hidden numbers change the picture")
	}
	if string(a) == string(draw(12, 49, 26, 9, 4)) {
		t.Error("the picture shows no numbers")
	}
	for _, lang := range flows.Languages() {
		f, _ := flows.Find(bigWave("a", 100), nil)
		for _, one := range f.Items {
			if _, err := r.FindingPicture(one, lang); err != nil {
				t.Errorf("%s %s: %v", lang, one.Item.Key, err)
			}
		}
	}
}
