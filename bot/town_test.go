package bot

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/api"
	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, testrun.Long(4, 2)) }

// town is a bot with its Telegram and its store, for tests.
type town struct {
	t       testing.TB
	emu     *emulator.Server
	web     *httptest.Server
	rdb     redis.UniversalClient
	keyset  *seal.Keyset
	pace    storage.Pace
	now     func() time.Time
	program *flows.Programme
	log     *logKeeper
	real    bool                                                                      // as run: a guide needs an approver
	running map[*Bot]bool                                                             // whose calendars idle waits for
	webhook *Webhook                                                                  // how its bots take updates; nil: they poll
	late    *atomic.Pointer[func(r *http.Request, answer *httptest.ResponseRecorder)] // runs before an answer of Telegram leaves
	// forgiven are descriptions of refusals that a test provokes.
	forgiven []string
}

// The refusals that some tests provoke.
const (
	tooOld  = "Bad Request: message can't be deleted for everyone"
	blocked = "Forbidden: bot was blocked by the user"
	bare    = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
)

// refusedAsOld are the refusals of a bot that was away for two days, and tries all the
// same to delete what was to go, and then to take its words.
func refusedAsOld() []string {
	return []string{tooOld, "Bad Request: message can't be edited", "Bad Request: there is no text in the message to edit", "Bad Request: there is no caption in the message to edit"}
}

// logKeeper keeps every log line, to be searched for what must not be there.
type logKeeper struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *logKeeper) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logKeeper) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// example reads an example programme.
func example(t testing.TB, name string) *flows.Programme {
	t.Helper()
	raw, ok := programmes.Read(name)
	if !ok {
		t.Fatalf("no example %s", name)
	}
	p, problems := flows.ParseProgramme(name, raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return p
}

// newTown makes a town on a Redis of its own. At the end it fails on every
// refusal that was not taken, on presses left unanswered, and on a token in
// the log.
func newTown(t testing.TB, rdb redis.UniversalClient) *town {
	return newTownOf(t, rdb, emulator.Options{})
}

// newTownOf is newTown on a Telegram of some other kind.
func newTownOf(t testing.TB, rdb redis.UniversalClient, telegram emulator.Options) *town {
	t.Helper()
	w := &town{t: t, rdb: rdb, keyset: seal.NewKeyset(), now: byDay(), program: example(t, "kherson"), log: &logKeeper{}, running: map[*Bot]bool{},
		late: new(atomic.Pointer[func(*http.Request, *httptest.ResponseRecorder)])}
	telegram.Now, telegram.KeepCalls = func() time.Time { return w.now() }, 10_000
	w.emu = emulator.New(telegram)
	w.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if late := w.late.Load(); late != nil {
			answer := httptest.NewRecorder()
			w.emu.ServeHTTP(answer, r)
			(*late)(r, answer)
			rw.WriteHeader(answer.Code)
			_, _ = rw.Write(answer.Body.Bytes())
			return
		}
		w.emu.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() {
		for _, r := range w.emu.TakeRefusals() {
			if !slices.Contains(w.forgiven, r.Description) {
				t.Errorf("refused: %v", r)
			}
		}
		if p := w.emu.Unanswered(); len(p) > 0 {
			t.Errorf("%d presses left unanswered", len(p))
		}
		if strings.Contains(w.log.String(), w.emu.Token()) {
			t.Error("the token is in the log")
		}
		w.web.Close()
		w.emu.Close()
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
	return w
}

// allTexts is read once: it is the same for every town, and takes a while.
var allTexts = sync.OnceValues(locales.New)

// texts are all messages in all languages.
func (w *town) texts() *locales.Bundle {
	w.t.Helper()
	texts, err := allTexts()
	if err != nil {
		w.t.Fatal(err)
	}
	return texts
}

// phrase is a message without arguments, in a language, as it is read.
func (w *town) phrase(lang, key string) string {
	return render.Plain(w.texts().In(lang).Text(key, nil, nil))
}

// bot makes another bot of the town, as another process would.
func (w *town) bot() *Bot {
	w.t.Helper()
	client, err := api.New(api.Config{Token: w.emu.Token(), Endpoint: w.web.URL + "/bot%s/%s"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(client.Close)
	w.program.Schedule.Guides = "" // they would be the newest message on some Tuesday: see weekly
	store := storage.New(storage.Config{Redis: w.rdb, Programme: w.program.Name, Sealer: w.keyset.For(w.program.Name), Pace: w.pace})
	b, err := New(Config{Webhook: w.webhook, Programme: w.program, Sample: !w.real, Store: store, API: client, Locales: w.texts(),
		Log: slog.New(slog.NewTextHandler(io.Writer(w.log), &slog.HandlerOptions{Level: slog.LevelDebug})), Now: func() time.Time { return w.now() }})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// byDay is a clock that goes and begins at noon in Kherson: at night much waits
// for the morning, whenever the tests are run.
func byDay() func() time.Time {
	began := time.Now()
	noon := time.Date(began.Year(), began.Month(), began.Day(), 10, 0, 0, 0, time.UTC)
	return func() time.Time { return noon.Add(time.Since(began)) }
}

// testClock is domain time that a test moves by hand.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// stopClock fixes the town's time: Friday 20 November 2026, noon in Kherson.
// To be called before the first bot.
func (w *town) stopClock() *testClock {
	c := &testClock{now: time.Date(2026, time.November, 20, 10, 0, 0, 0, time.UTC)}
	w.now = c.Now
	return c
}

// until waits until ok holds. It looks again after each call of the bot, and
// every few milliseconds for what only Redis knows.
func (w *town) until(what string, ok func() bool) {
	w.t.Helper()
	w.longUntil(patience, what, ok)
}

// longUntil is until with a patience of its own.
func (w *town) longUntil(patience time.Duration, what string, ok func() bool) {
	w.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	look := time.NewTicker(3 * time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-deadline.C:
			w.t.Fatalf("waited for %s", what)
		}
	}
}

// idle waits until the bot has nothing left to do: no update unconfirmed, no
// press unanswered, no job due, no message on its way. What waits for somebody who
// blocked the bot, or for a later moment of domain time, does not count.
func (w *town) idle(b *Bot) {
	w.t.Helper()
	w.until("the bot to be done", func() bool {
		if w.emu.Pending() > 0 || len(w.emu.Unanswered()) > 0 {
			return false
		}
		for one := range w.running {
			if !one.calendar.Rests() {
				return false
			}
		}
		return w.onTheWay() == 0 && w.emu.Pending() == 0 && b.store.Trust() > 0
	})
}

// onTheWay counts people with messages that are being sent or may be sent: at
// one moment, for a person goes from one of these to the other and back.
func (w *town) onTheWay() int64 {
	w.t.Helper()
	prefix := "{" + w.program.Name + "}:"
	pipe := w.rdb.TxPipeline()
	ready, notices, bulk := pipe.ZCard(w.t.Context(), prefix+"ready"), pipe.ZCard(w.t.Context(), prefix+"nready"), pipe.ZCard(w.t.Context(), prefix+"bready")
	leased := pipe.HLen(w.t.Context(), prefix+"leases")
	if _, err := pipe.Exec(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return ready.Val() + notices.Val() + bulk.Val() + leased.Val()
}

// newest is what the bot said last.
func newest(p *emulator.Person) string {
	m, _ := p.Chat().LastFromBot()
	return m.Text
}

// start runs a bot and returns what stops it and waits for its end.
func (w *town) start(b *Bot) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	w.running[b] = true
	var once sync.Once
	stop = func() {
		once.Do(func() {
			delete(w.running, b)
			cancel()
			select {
			case err := <-done:
				if err != nil {
					w.t.Errorf("the bot ended with %v", err)
				}
			case <-time.After(patience):
				w.t.Error("the bot does not end")
			}
		})
	}
	w.t.Cleanup(stop)
	return stop
}

// behindWebhook runs so many bots behind one webhook address, which hands each
// delivery to the next of them, and waits until they are ready.
func (w *town) behindWebhook(n int) []*Bot {
	w.t.Helper()
	var bots []*Bot
	var turn atomic.Uint32
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		bots[int(turn.Add(1))%n].ServeHTTP(rw, r)
	}))
	w.t.Cleanup(front.Close)
	w.webhook = &Webhook{URL: front.URL, Secret: "a-secret-of-this-town"}
	for range n {
		bots = append(bots, w.bot())
	}
	for _, b := range bots {
		w.start(b)
	}
	w.until("the bots to be ready", func() bool { return !slices.ContainsFunc(bots, func(b *Bot) bool { return !b.Ready() }) })
	return bots
}

// person is somebody in the town.
func (w *town) person(id int64, lang string) *emulator.Person {
	return w.emu.Person(id, emulator.Profile{FirstName: "P", LanguageCode: lang})
}

// patience bounds every wait of a test, on a machine that has a lot to do.
const patience = time.Minute

// sees waits until the person's newest message from the bot has a text.
func (w *town) sees(p *emulator.Person, part string) emulator.Message {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	chat, err := p.WaitFor(ctx, func(c emulator.Chat) bool {
		m, ok := c.LastFromBot()
		return ok && strings.Contains(m.Text, part)
	})
	if err != nil {
		last, _ := chat.LastFromBot()
		w.t.Fatalf("person %d waits for %q and sees %q: %v", p.ID(), part, last.Text, err)
	}
	m, _ := chat.LastFromBot()
	return m
}

// press presses a button by its label.
func (w *town) press(p *emulator.Person, label string) {
	w.t.Helper()
	if _, err := p.PressLabel(label); err != nil {
		last, _ := p.Chat().LastFromBot()
		w.t.Fatalf("person %d presses %q on %q: %v", p.ID(), label, last.Text, err)
	}
}

// do presses the newest button that does this, whatever its label.
func (w *town) do(p *emulator.Person, do string) {
	w.t.Helper()
	chat := p.Chat()
	for i := len(chat) - 1; i >= 0; i-- {
		if data := doing(chat[i], do); data != "" {
			if _, err := p.Press(chat[i].ID, data); err != nil {
				w.t.Fatal(err)
			}
			return
		}
	}
	w.t.Fatalf("person %d finds no button that does %q under %q", p.ID(), do, newest(p))
}

// doing is the data of the message's button that does this, "" if none does.
func doing(m emulator.Message, do string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasSuffix(b.Data, "~"+do) {
				return b.Data
			}
		}
	}
	return ""
}

// offers waits until the person's newest message has a button that does this,
// and returns the message.
func (w *town) offers(p *emulator.Person, do string) (found emulator.Message) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	_, err := p.WaitFor(ctx, func(c emulator.Chat) bool {
		found, _ = c.LastFromBot()
		return doing(found, do) != ""
	})
	if err != nil {
		w.t.Fatalf("person %d waits for a button that does %q and sees %q: %v", p.ID(), do, newest(p), err)
	}
	return found
}

// settleIn brings somebody through onboarding, in a language, to the menu.
func (w *town) settleIn(p *emulator.Person, lang string) {
	w.t.Helper()
	p.Send("/start")
	for _, do := range []string{lang, "adult", "agree", "a." + w.program.Areas[0].ID} {
		w.offers(p, do)
		w.do(p, do)
	}
	w.offers(p, "near")
}

// settle brings somebody through onboarding, in English, to the menu.
func (w *town) settle(p *emulator.Person) {
	w.t.Helper()
	p.Send("/start")
	w.sees(p, "Which language")
	w.press(p, "English")
	w.sees(p, "How old")
	w.press(p, "18 or older")
	w.sees(p, "Before we start")
	w.press(p, "I understand")
	w.sees(p, "Which neighbourhood")
	w.press(p, w.program.Areas[0].Name.In(flows.English))
	w.sees(p, "What would you like to do?")
}

// eachStore runs a test against a real redis-server and the embedded store.
func eachStore(t *testing.T, test func(t *testing.T, rdb redis.UniversalClient)) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) { test(t, rdb) })
}

// pixel is a picture of one pixel.
func pixel() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.Bytes()
}
