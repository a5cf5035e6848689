package bot

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"porchlight/bot/api"
	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// town is a bot with its Telegram and its store, for tests.
type town struct {
	t       testing.TB
	emu     *emulator.Server
	web     *httptest.Server
	rdb     redis.UniversalClient
	keyset  *storage.Keyset
	pace    storage.Pace
	now     func() time.Time
	program *flows.Programme
	log     *logKeeper
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
	t.Helper()
	w := &town{t: t, rdb: rdb, keyset: storage.NewKeyset(), now: time.Now, program: example(t, "kherson"), log: &logKeeper{}}
	w.emu = emulator.New(emulator.Options{Now: func() time.Time { return w.now() }, KeepCalls: 10_000})
	w.web = httptest.NewServer(w.emu)
	t.Cleanup(func() {
		if r := w.emu.TakeRefusals(); len(r) > 0 {
			t.Errorf("refused: %v", r)
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

// bot makes another bot of the town, as another process would.
func (w *town) bot() *Bot {
	w.t.Helper()
	texts, err := locales.New()
	if err != nil {
		w.t.Fatal(err)
	}
	client, err := api.New(api.Config{Token: w.emu.Token(), Endpoint: w.web.URL + "/bot%s/%s"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(client.Close)
	store := storage.New(storage.Config{Redis: w.rdb, Programme: w.program.Name, Sealer: w.keyset.For(w.program.Name), Pace: w.pace})
	b, err := New(Config{Programme: w.program, Sample: true, Store: store, API: client, Locales: texts,
		Log: slog.New(slog.NewTextHandler(io.Writer(w.log), &slog.HandlerOptions{Level: slog.LevelDebug})), Now: func() time.Time { return w.now() }})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// start runs a bot and returns what stops it and waits for its end.
func (w *town) start(b *Bot) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			select {
			case err := <-done:
				if err != nil {
					w.t.Errorf("the bot ended with %v", err)
				}
			case <-time.After(20 * time.Second):
				w.t.Error("the bot does not end")
			}
		})
	}
	w.t.Cleanup(stop)
	return stop
}

// person is somebody in the town.
func (w *town) person(id int64, lang string) *emulator.Person {
	return w.emu.Person(id, emulator.Profile{FirstName: "P", LanguageCode: lang})
}

// patience bounds every wait of a test.
const patience = 20 * time.Second

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
