package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/storage"
	"porchlight/storage/redistest"
	"porchlight/testrun"
)

// asked are commands with answers that can be told apart, in an order.
func asked() []string { return []string{"/sessions", "/officer", "/near", "/mydata", "/my", "/help"} }

// answers are the beginnings of what they are answered with, in English.
func answers() []string {
	return []string{"Lights and yards", "Your neighbourhood police", "What kind of help", "This is what I keep", "You have not sent anything", "I am a bot for"}
}

// inOrder waits until the person has all answers since the message numbered
// from, and fails on a wrong order, on a missing one, and on one that came more
// often than most allows.
func (w *town) inOrder(p *emulator.Person, from, most int) {
	w.t.Helper()
	want := answers()
	var got []int
	read := func() bool {
		got = got[:0]
		for _, m := range p.Chat().FromBot() {
			if m.ID <= from {
				continue
			}
			got = append(got, slices.IndexFunc(want, func(a string) bool { return strings.HasPrefix(m.Text, a) }))
		}
		return len(got) > 0 && got[len(got)-1] == len(want)-1
	}
	w.until("all answers in order", read)
	if !slices.IsSorted(got) || got[0] != 0 {
		w.t.Errorf("person %d was answered in the order %v", p.ID(), got)
	}
	for i := range want {
		if n := len(slices.DeleteFunc(slices.Clone(got), func(g int) bool { return g != i })); n == 0 || n > most {
			w.t.Errorf("person %d has answer %d %d times, want 1 to %d", p.ID(), i, n, most)
		}
	}
}

// lastID is the number of the newest message.
func lastID(p *emulator.Person) int {
	m, _ := p.Chat().Last()
	return m.ID
}

// TestFaults strikes one person after the other's answers with each of
// Telegram's moods while somebody beside them is in conversation. Nothing is
// lost, each answer comes once, or at most twice where nobody can know whether
// it arrived, in order; and the other person notices nothing.
func TestFaults(t *testing.T) {
	rows := []faultRow{
		{"429", emulator.Fault{Kind: emulator.TooManyRequests, RetryAfter: 2, Times: 1}, 1, 2 * time.Second},
		{"429 again and again", emulator.Fault{Kind: emulator.TooManyRequests, RetryAfter: 1, Times: 3}, 1, 3 * time.Second},
		{"502 with HTML", emulator.Fault{Kind: emulator.BadGateway, Times: 2}, 1, 2 * time.Second},
		{"502 after it was sent", emulator.Fault{Kind: emulator.BadGatewayAfter, Times: 1}, 2, 0},
		{"cut after it was sent", emulator.Fault{Kind: emulator.Truncate, Times: 2}, 2, 0},
		{"dropped before it was sent", emulator.Fault{Kind: emulator.DropBefore, Times: 1}, 1, 0},
		{"dropped after it was sent", emulator.Fault{Kind: emulator.DropAfter, Times: 1}, 2, 0},
		{"dropped after it was sent, again and again", emulator.Fault{Kind: emulator.DropAfter, Times: 4}, 2, 0},
		{"slow", emulator.Fault{Kind: emulator.Slow, Delay: 3 * time.Second, Times: 1}, 1, 3 * time.Second},
	}
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	var struck []*emulator.Person
	for i := range rows {
		p := w.person(int64(1+i), "en")
		w.settleIn(p, "en")
		w.settleIn(w.person(int64(101+i), "en"), "en")
		struck = append(struck, p)
	}
	w.idle(b)
	each(struck, func(i int) { w.strikes(rows[i], struck[i], w.person(int64(101+i), "en")) })
	w.idle(b)
	for _, r := range w.emu.TakeRefusals() { // only what the faults did
		if r.ChatID > 100 || r.Code != 429 && r.Code != 502 && r.Code != 499 {
			t.Errorf("refused: %v", r)
		}
	}
}

// faultRow is a fault and what may come of it.
type faultRow struct {
	name  string
	fault emulator.Fault
	most  int           // how often an answer may come
	least time.Duration // the struck person waits at least so long
}

// strikes has both people ask while the answers to one of them are struck.
func (w *town) strikes(r faultRow, struck, other *emulator.Person) {
	r.fault.Method, r.fault.ChatID = "sendmessage", struck.ID()
	w.emu.Misbehave(r.fault)
	from, began := lastID(struck), time.Now()
	for _, word := range asked() {
		struck.Send(word)
	}
	for range 2 {
		from := lastID(other)
		for _, word := range asked() {
			other.Send(word)
		}
		w.inOrder(other, from, 1)
	}
	w.inOrder(struck, from, r.most)
	if took := time.Since(began); took < r.least {
		w.t.Errorf("%s: the struck person was answered after %v, too soon", r.name, took)
	}
}

// TestOthersDoNotWait refuses everything that is said to some people, for as long as it
// takes to answer somebody else twice. Then the fault ends, and they hear all of it.
func TestOthersDoNotWait(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	faults := []emulator.Fault{{Kind: emulator.TooManyRequests, RetryAfter: 1}, {Kind: emulator.BadGateway}}
	struck, from := make([]*emulator.Person, len(faults)), make([]int, len(faults))
	other := w.person(100, "en")
	w.settleIn(other, "en")
	for i := range faults {
		struck[i] = w.person(int64(1+i), "en")
		w.settleIn(struck[i], "en")
	}
	w.idle(b)
	for i, f := range faults {
		f.Method, f.ChatID, from[i] = "sendmessage", struck[i].ID(), lastID(struck[i])
		defer w.emu.Misbehave(f)()
		for _, word := range asked() {
			struck[i].Send(word)
		}
	}
	w.until("a call to be refused", func() bool { return len(w.emu.Refusals()) > 0 })
	for range 2 {
		last := lastID(other)
		for _, word := range asked() {
			other.Send(word)
		}
		w.inOrder(other, last, 1)
	}
	w.emu.Behave()
	for i, p := range struck {
		w.inOrder(p, from[i], 1)
	}
	w.idle(b)
	for _, r := range w.emu.TakeRefusals() {
		if r.ChatID == other.ID() || r.Code != 429 && r.Code != 502 {
			t.Errorf("refused: %v", r)
		}
	}
}

// TestFlood answers everybody with 429 for a while, as Telegram does when the
// whole bot is too fast: the bot pauses as a whole, and nothing is lost.
func TestFlood(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	var crowd []*emulator.Person
	for i := range 20 {
		crowd = append(crowd, w.person(int64(1+i), "en"))
	}
	w.settleIn(crowd[0], "en")
	w.idle(b)
	stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, Method: "sendmessage", RetryAfter: 2})
	for _, p := range crowd[1:] {
		p.Send("/start")
	}
	w.until("the bot to pause", b.outbox.flood.paused)
	w.until("what is on the wire to be settled", func() bool {
		_, leased, _, err := b.store.Depth(t.Context())
		return err == nil && leased == 0
	})
	stop()
	struck := len(w.emu.TakeRefusals())
	crowd[0].Send("/help")
	for _, p := range crowd {
		if p != crowd[0] {
			w.offers(p, "en")
		}
	}
	w.sees(crowd[0], "I am a bot for")
	if struck > len(crowd) {
		t.Errorf("%d calls were refused: the bot did not pause", struck)
	}
	for _, p := range crowd[1:] {
		if n := len(p.Chat().FromBot()); n != 1 {
			t.Errorf("person %d was greeted %d times", p.ID(), n)
		}
	}
	if r := w.emu.TakeRefusals(); len(r) > 0 {
		t.Errorf("after the pause: %v", r)
	}
}

// TestPace has 60 people write several times at once where Telegram keeps its
// limits: the bot keeps them too, not one call is refused, and everybody is
// answered in order.
func TestPace(t *testing.T) {
	t.Parallel()
	w, b := pacedTown(t, emulator.Limits{Total: 30, Chat: 1, ChatBurst: 5, Group: 20})
	everybodyAsks(w, 1, 60)
	w.idle(b)
	if r := w.emu.Refusals(); len(r) > 0 {
		t.Errorf("%d calls were refused", len(r))
	}
}

// TestPaceWhereAnswersCount has a Telegram that counts answers in its limit for all
// chats: it refuses some, the bot slows down, and from then on nothing is refused.
// A busy machine may be so slow that Telegram refuses too few chats at once for the bot
// to notice: crowds come until it does.
func TestPaceWhereAnswersCount(t *testing.T) {
	t.Parallel()
	w, b := pacedTown(t, emulator.Limits{Total: 30, All: true, Chat: 1, ChatBurst: 5, Group: 20})
	people, first := testrun.Long(30, 60), 1
	for ; !b.outbox.flood.ever() && first < 20*people; first += people {
		everybodyAsks(w, first, people)
		w.idle(b)
	}
	if !b.outbox.flood.ever() {
		t.Fatal("Telegram never refused so many chats at once that the bot slowed down")
	}
	for _, r := range w.emu.TakeRefusals() {
		if r.Code != 429 {
			t.Errorf("refused: %v", r)
		}
	}
	everybodyAsks(w, first, people)
	w.idle(b)
	if r := w.emu.TakeRefusals(); len(r) > 0 {
		t.Errorf("%d calls were refused after the bot had slowed down: %v", len(r), r)
	}
}

// ever says whether Telegram has asked the whole bot to wait.
func (f *flood) ever() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.until.IsZero()
}

// pacedTown runs a bot with the default pace where Telegram has limits.
func pacedTown(t *testing.T, limits emulator.Limits) (*town, *Bot) {
	pace, err := storage.ParsePace("telegram")
	if err != nil {
		t.Fatal(err)
	}
	rdb, _ := redistest.Embedded(t)
	w := newTownOf(t, rdb, emulator.Options{Limits: limits})
	w.pace = pace
	b := w.bot()
	w.start(b)
	return w, b
}

// everybodyAsks has people who are new write four times at once, and waits until
// all are answered, in order.
func everybodyAsks(w *town, first, people int) {
	t := w.t
	for i := range people {
		p := w.person(int64(first+i), "en")
		for _, word := range []string{"/start", "/help", "/menu", "/help"} {
			p.Send(word)
		}
	}
	for i := range people {
		p := w.person(int64(first+i), "en")
		w.until("all answers", func() bool { return len(p.Chat().FromBot()) == 4 })
		for n, m := range p.Chat().FromBot() {
			want := "Hello. I'm Porchlight"
			if n%2 == 1 {
				want = "I am a bot for"
			}
			if !strings.HasPrefix(m.Text, want) {
				t.Errorf("person %d is told %q as answer %d", p.ID(), m.Text, n)
			}
		}
	}
}
