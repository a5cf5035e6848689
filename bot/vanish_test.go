package bot

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// atHome tells about violence at home up to the square on the map: a pin and the
// name of the neighbourhood are on the phone.
func (w *town) atHome(b *Bot, p *emulator.Person) {
	w.t.Helper()
	w.does(b, p, "> /concern", "home", "tell", "point")
	p.Location(46.64, 32.61)
	w.offers(p, "square")
	w.idle(b)
	if pins(p) != 1 || !strings.Contains(p.Chat()[len(p.Chat())-3].Text, "That is in") {
		w.t.Fatalf("the chat shows %v", p.Chat())
	}
}

// pins counts the bot's pins that are on a phone.
func pins(p *emulator.Person) (n int) {
	for _, m := range p.Chat().FromBot() {
		if m.Location != nil {
			n++
		}
	}
	return n
}

// deletions lists what the bot asked to be deleted in a chat, a call a line.
func (w *town) deletions(p *emulator.Person) (ids []string) {
	for _, c := range w.emu.Calls() {
		if c.Method == "deletemessages" && c.ChatID == p.ID() {
			ids = append(ids, c.Get("message_ids"))
		}
	}
	return ids
}

// TestPinsVanish: a pin goes like the words that it belongs to, by /hide and
// after the hour, and so does every other message of the turn that showed it.
func TestPinsVanish(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		for i, how := range []string{"hide", "an hour", "erase"} {
			w := newTown(t, rdb)
			w.program.Name = fmt.Sprint("town", i)
			clock := w.stopClock()
			b := w.bot()
			stop := w.start(b)
			p := w.person(int64(1+i), "en")
			w.settleIn(p, "en")
			w.idle(b)
			before := len(p.Chat())
			w.atHome(b, p)
			switch how {
			case "hide":
				w.does(b, p, "> /hide")
				before = 1 // the line that says so
			case "an hour":
				clock.pass(61 * time.Minute)
				w.until("the pin to be gone", func() bool { return pins(p) == 0 })
				before += 2 // the command, and the question for a category
			case "erase":
				p.Send("/mydata")
				w.offers(p, "leave")
				w.does(b, p, "leave", "erase", "yes")
				w.sees(p, "Deleted.")
			}
			w.idle(b)
			for _, m := range p.Chat() {
				if m.Location != nil || strings.Contains(m.Text, "That is in") || m.FromBot && about(w, m) {
					t.Errorf("after %s this is left: %v %q", how, m.Location, m.Text)
				}
			}
			if n := len(p.Chat()); how != "erase" && n != before {
				t.Errorf("after %s %d messages are left, want %d: %v", how, n, before, p.Chat())
			}
			clock.pass(2 * time.Hour) // nothing is left to be deleted again
			w.until("the calendar to be empty", func() bool { return w.count("ZCARD", "later") == 0 })
			w.idle(b)
			stop()
		}
	})
}

// TestPinIsSentOnce: Telegram asks to wait with the words; the pin before them
// does not come again.
func TestPinIsSentOnce(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Too Many Requests: retry after 1"}
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.does(b, p, "> /concern", "street", "point")
	var stop func()
	locations := w.emu.CallCount("sendlocation")
	stop = w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, Method: "sendmessage", ChatID: p.ID(), RetryAfter: 1, Times: 3})
	p.Location(46.64, 32.61)
	w.offers(p, "square")
	w.idle(b)
	stop()
	if n := w.emu.CallCount("sendlocation") - locations; n != 1 || pins(p) != 1 {
		t.Errorf("the pin was sent %d times, and %d are there", n, pins(p))
	}
	if c := p.Chat(); c[len(c)-2].Location == nil {
		t.Error("the pin does not stand before its words")
	}
}

// TestErasedIsSaidAtOnce: with the usual pace, the farewell is the first thing
// that happens, whatever is to be deleted; the deletions are few calls.
func TestErasedIsSaidAtOnce(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot() // without a pace
	stop := w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.does(b, p, "> /mydata", "erase")
	stop()
	if err := b.store.Beat(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 12 { // what a chat about home shows within an hour
		b.deliver(t.Context(), drawnNow(t, b, storage.Outgoing{To: b.store.Person(1),
			Body: encoded(t, message{Chat: 1, Text: "Here is the next message.", Vanish: 3600, Protect: true})}))
	}
	var err error
	if w.pace, err = storage.ParsePace("telegram"); err != nil {
		t.Fatal(err)
	}
	b = w.bot()
	w.start(b)
	if n := w.count("ZCARD", "later"); n != 12 {
		t.Fatalf("%d deletions wait", n)
	}
	calls := len(w.emu.Calls())
	w.do(p, "yes")
	w.sees(p, "Deleted.")
	w.idle(b)
	var order []string
	for _, c := range w.emu.Calls()[calls:] {
		if c.Method == "sendmessage" || c.Method == "deletemessages" {
			order = append(order, c.Method)
		}
	}
	if want := []string{"sendmessage", "deletemessages"}; !slices.Equal(order, want) {
		t.Errorf("Telegram is asked for %v, want %v", order, want)
	}
	for _, m := range p.Chat().FromBot() {
		if m.Protected {
			t.Errorf("this is left: %q", m.Text)
		}
	}
	for _, key := range rdb.Keys(t.Context(), "*").Val() { // the pace goes by itself
		if who := b.store.Person(1).String(); strings.Contains(key, who) && !strings.HasSuffix(key, ":t:"+who) {
			t.Errorf("%s is left", key)
		}
	}
}

// drawnNow commits one entry and has its lease.
func drawnNow(t *testing.T, b *Bot, out storage.Outgoing) storage.Drawn {
	t.Helper()
	out.SendHere = true
	tickets, err := b.store.Commit(t.Context(), storage.Turn{Chat: out.To, FromQueue: true, Out: []storage.Outgoing{out}})
	if err != nil {
		t.Fatal(err)
	}
	if tickets[0].Token != "" {
		return out.Drawn(tickets[0])
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if d, ok, err := b.store.Lease(t.Context(), out.To, storage.Replies); err == nil && ok {
			return d
		}
	}
	t.Fatal("it cannot be sent")
	return storage.Drawn{}
}

// TestDeletionsHoldNothingUp: a chat whose pace is used up is cleared all the
// same, at once, and its deletions use up nothing.
func TestDeletionsHoldNothingUp(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	var err error
	if w.pace, err = storage.ParsePace("chat=0.001,burst=1"); err != nil { // the next in a quarter of an hour
		t.Fatal(err)
	}
	b := w.bot()
	who := b.store.Person(1)
	w.person(1, "en").Meet()
	if err := b.store.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.store.Beat(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.deliver(t.Context(), drawnNow(t, b, storage.Outgoing{To: who, Body: encoded(t, message{Chat: 1, Text: "one"})}))
	for range 3 {
		d := drawnNow(t, b, storage.Outgoing{To: who, Body: encoded(t, message{Chat: 1, Gone: []int{1}}), Deletes: true})
		if d.Delay != 0 {
			t.Errorf("a deletion waits for %s", d.Delay)
		}
		b.deliver(t.Context(), d)
	}
	if n := len(w.deletions(w.person(1, "en"))); n != 3 {
		t.Errorf("%d calls", n)
	}
	w.emu.TakeRefusals() // the same message three times
}

func encoded(t *testing.T, m message) []byte {
	t.Helper()
	body, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestHiddenIsNotDeletedAgain: what /hide has cleared is not deleted by the hour
// nor by erasing. The emulator refuses a second deletion.
func TestHiddenIsNotDeletedAgain(t *testing.T) {
	for _, then := range []string{"the hour", "erasing"} {
		t.Run(then, func(t *testing.T) {
			rdb, _ := redistest.Embedded(t)
			w := newTown(t, rdb)
			clock := w.stopClock()
			b := w.bot()
			w.start(b)
			p := w.person(1, "en")
			w.settleIn(p, "en")
			w.atHome(b, p)
			if n := w.count("ZCARD", "later"); n < 3 {
				t.Fatalf("only %d messages are to vanish", n)
			}
			w.does(b, p, "> /hide")
			if n := w.count("ZCARD", "later"); n != 0 {
				t.Errorf("%d deletions wait after /hide", n)
			}
			if then == "erasing" {
				w.does(b, p, "> /mydata", "erase", "yes")
			} else {
				clock.pass(2 * time.Hour)
				w.does(b, p, "> /menu")
			}
			if n := len(w.deletions(p)); n != 1 {
				t.Errorf("%d deletions: %v", n, w.deletions(p))
			}
		})
	}
}

// TestTooOldIsBlank: after days without the bot, Telegram no longer deletes what was
// to go after an hour. Its words and buttons go all the same where a bot may change them.
func TestTooOldIsBlank(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = refusedAsOld()
	clock := w.stopClock()
	b := w.bot()
	stop := w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.atHome(b, p)
	if !anyAbout(w, p) {
		t.Fatal("nothing sensitive was ever there")
	}
	w.idle(b)
	stop()
	clock.pass(72 * time.Hour)
	b = w.bot()
	w.start(b)
	w.until("the deletions", func() bool { return w.count("ZCARD", "later") == 0 })
	w.idle(b)
	blank := 0
	for _, m := range p.Chat().FromBot() {
		if m.Text == wordless && len(m.Buttons) == 0 {
			blank++
		}
	}
	if blank != 2 { // Telegram lets nobody change the two others, which brought a keyboard
		t.Errorf("%d screens are blank: %v", blank, p.Chat())
	}
}

// TestTooOldKeepsNothingElse: Telegram refuses a call for one message that is too
// old; the others of that call are deleted all the same.
func TestTooOldKeepsNothingElse(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = refusedAsOld()
	clock := w.stopClock()
	b := w.bot()
	if err := b.store.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := w.person(1, "en")
	p.Send("old")
	clock.pass(49 * time.Hour)
	for range 4 {
		p.Send("new")
	}
	var ids []int
	for _, m := range p.Chat() {
		ids = append(ids, m.ID)
	}
	if err := b.remove(t.Context(), b.store.Person(1), 1, ids); err != nil {
		t.Fatal(err)
	}
	if c := p.Chat(); len(c) != 1 || c[0].Text != "old" {
		t.Errorf("left: %v", c)
	}
}

// TestVanishedStaysGone: somebody presses a button in the moment in which its
// message deletes itself. What was there does not come back unasked; they are not
// left with nothing either.
func TestVanishedStaysGone(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Bad Request: message to edit not found"}
	w.stopClock()
	b := w.bot()
	stop := w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.does(b, p, "> /concern", "home", "tell")
	shown, _ := p.Chat().LastFromBot()
	if !strings.Contains(shown.Text, w.phrase("en", "concern.place.ask")) || !shown.Protected {
		t.Fatalf("the screen shows %q", shown.Text)
	}
	stop()
	w.do(p, "list")
	p.Delete(shown.ID) // as the hour does before anybody hears of the press
	b = w.bot()
	w.start(b)
	m := w.sees(p, w.phrase("en", "hide.meanwhile"))
	w.idle(b)
	if anyAbout(w, p) || m.Protected || strings.Contains(m.Text, w.phrase("en", "concern.place.which")) {
		t.Errorf("it came back: %v", p.Chat().FromBot())
	}
	w.does(b, p, "here")
	if !anyAbout(w, p) {
		t.Errorf("asked for, it does not come: %q", newest(p))
	}
}

// TestEntriesOfTheVersionBefore: what lay in Redis when an entry could be several
// calls is sent and deleted as it was meant, with a result for each call.
func TestEntriesOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		who, prefix := b.store.Person(1), "{"+w.program.Name+"}:"
		p := w.person(1, "en")
		p.Meet()
		for i, text := range []string{"like what she wrote", "of the hour before"} {
			if id, err := b.write(t.Context(), &message{Chat: 1, Text: text}); err != nil || id != 1+i {
				t.Fatalf("message %d: %v", id, err)
			}
		}
		sealed := func(raw string) string {
			body, err := hex.DecodeString(raw)
			if err != nil {
				t.Fatal(err)
			}
			return "p0" + string(w.keyset.For(w.program.Name).Seal("out", who[:], body))
		}
		pin := sealed("a60101026b497320697420686572653f07190e1008f509a201fb404750a3d70a3d7102fb40404e147ae147ae0f01") // Pin, Text, Vanish, Protect, Words 1
		gone := sealed("a201010d02")                                                                                  // Delete 2
		ctx := t.Context()
		for _, err := range []error{
			rdb.RPush(ctx, prefix+"o:"+who.String(), pin).Err(),
			rdb.ZAdd(ctx, prefix+"ready", redis.Z{Member: who.String()}).Err(),
			rdb.ZAdd(ctx, prefix+"later", redis.Z{Score: float64(w.now().Unix()), Member: "vanish:" + who.String() + ":2"}).Err(),
			rdb.HSet(ctx, prefix+"later:m", "vanish:"+who.String()+":2", who.String()+"|"+gone).Err(),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		w.start(b)
		w.sees(p, "Is it here?")
		w.until("the second message to be gone", func() bool { return len(p.Chat()) == 3 })
		w.idle(b)
		if c := p.Chat(); c[0].ID != 1 || c[1].Location == nil || !c[1].Protected || !c[2].Protected {
			t.Fatalf("the chat shows %v", c)
		}
		clock.pass(61 * time.Minute)
		w.until("all to be gone", func() bool { return len(p.Chat()) == 0 })
		w.idle(b)
		p.Send("/help")
		w.offers(p, "en")
		w.idle(b)
		stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "sendmessage", ChatID: 1, Times: 1})
		defer stop()
		if err := rdb.RPush(ctx, prefix+"o:"+who.String(), sealed("a301010268436c65617265642e0cf5")).Err(); err != nil { // Hide, Text
			t.Fatal(err)
		}
		if err := rdb.ZAdd(ctx, prefix+"ready", redis.Z{Member: who.String()}).Err(); err != nil {
			t.Fatal(err)
		}
		w.forgiven = append(w.forgiven, "fault: bad gateway before the effect")
		w.sees(p, "Cleared.")
		w.idle(b)
		if n := len(p.Chat()); n != 1 {
			t.Errorf("%d messages are left", n)
		}
	})
}

// TestOneEntryIsOneCall: every way to a message goes through one builder, and
// none forgets what the others know.
func TestOneEntryIsOneCall(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	say := flows.Say{Lang: flows.English, Chat: 7, Lines: []flows.Line{{Key: "hide.done"}}, Pin: &flows.Point{Lat: 1, Lon: 2}, Hide: true,
		Vanish: time.Hour, Protect: true, Hush: true}
	all := b.pack(say, w.now())
	if len(all) != 3 || !all[0].deletes() || all[1].Pin == nil || all[1].Text != "" || all[2].Text == "" || all[2].Pin != nil || all[2].Hide {
		t.Fatalf("packed %+v", all)
	}
	for _, m := range all[1:] {
		if m.Vanish != 3600 || !m.Protect || !m.Hush || m.Chat != 7 {
			t.Errorf("forgotten: %+v", m)
		}
		if len(m.parts()) != 1 {
			t.Errorf("an entry of today is taken apart: %+v", m)
		}
	}
	if _, err := b.packOne(say, w.now()); err == nil {
		t.Error("three entries are taken for one")
	}
}

// TestDesksKeepNothing: an hour later neither a short text nor what was typed
// about it is left on the phone of a reviewer, an officer, the contact, the lead.
func TestDesksKeepNothing(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	w.seat(b, 2, flows.English, flows.RoleReviewer)
	w.seat(b, 3, flows.English, flows.RoleOfficer)
	w.seat(b, 4, flows.English, flows.RoleIndependent)
	author, reviewer, officer, contact := w.person(1, "en"), w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
	w.settleIn(author, "en")
	for _, p := range []*emulator.Person{reviewer, officer, contact} {
		w.does(b, p, "> /start", "en")
	}
	keeps := func(p *emulator.Person, word string) {
		t.Helper()
		if n := said(p, word); n < 2 {
			t.Fatalf("person %d sees only %d messages with %q", p.ID(), n, word)
		}
		clock.pass(61 * time.Minute)
		w.until("it to be gone", func() bool { return said(p, word) == 0 })
		w.idle(b)
	}
	code, handle := w.lamp(b, author, reviewer)
	if n := said(reviewer, "lamp"); n < 2 {
		t.Fatalf("the reviewer sees only %d messages", n)
	}
	w.does(b, author, "> /concern", "police", "tell", "mine", "> They were rude to Olha.", "answer", "send")
	about := slices.DeleteFunc(w.codes(b, 1), func(c string) bool { return c == code })[0]
	w.does(b, contact, "> /desk", "contact", "c."+w.handle(b, 4, about), "ask", "> Who was rude?")
	keeps(contact, "rude")
	if n := said(reviewer, "lamp"); n != 0 {
		t.Errorf("%d messages are left with the reviewer", n)
	}
	w.at(clock, 21, 9)
	w.sees(officer, "There is something new to read")
	w.does(b, officer, "> /desk", "cases", "c."+handle, "acknowledge", "answer", "own", "> We mend the lamp on Monday")
	keeps(officer, "lamp")
}

// said counts the messages of a chat, from either side, that hold a word.
func said(p *emulator.Person, word string) (n int) {
	for _, m := range p.Chat() {
		if strings.Contains(m.Text, word) {
			n++
		}
	}
	return n
}
