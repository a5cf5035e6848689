package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
)

// TestLogsTellNothing lets somebody with marks in everything they say go
// through a good day and a bad one. What the process writes holds none of it.
func TestLogsTellNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	const id = 7_654_321_098
	r := newResident(w, id)
	r.person = w.emu.Person(7_654_321_099, emulator.Profile{
		FirstName: "Zyxfirst", LastName: "Zyxlast", Username: "zyxuser", LanguageCode: "en", Phone: "+380999888777"})
	r.feed, r.lang, r.age, r.area = r.person.Subscribe(), "en", "adult", "komyshany"
	r.plan = []activity{
		{run: func() {
			r.tell(&telling{category: "street", area: "point", sight: "answer", words: "zyxmark <b>1"}, true)
		}},
		{run: func() {
			// Telegram quotes what it could not parse; connections break; servers answer with pages.
			w.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "*message*", Times: 2})
			w.emu.Misbehave(emulator.Fault{Kind: emulator.DropAfter, Times: 3})
			w.emu.Misbehave(emulator.Fault{Kind: emulator.Truncate, Times: 3})
			w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, Times: 3})
			r.tell(&telling{category: "home", area: "mine", sight: "read", words: "zyxmark 2"}, false)
			w.emu.Behave()
		}},
		{run: func() { // an update that waits for Redis longer than it may
			w.redis.Pause()
			written := make(chan struct{})
			go func() {
				defer close(written)
				r.write("/menu")
			}()
			w.bot.saysLine("set aside")
			w.redis.Resume()
			<-written
		}},
		{run: func() { // somebody who blocked the bot before it replied
			stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.Slow, Method: "send*", Delay: 200 * time.Millisecond})
			p := w.emu.Person(id, emulator.Profile{FirstName: "Zyxgone"})
			p.Send("zyxmark 3")
			p.Block()
			w.emu.InjectRaw("odd", `{"message":{"message_id":"zyxmark 4","chat":{"id":7654321098}}}`)
			w.emu.InjectRaw("odd", `{"callback_query":{"id":"zyxmark","from":{"id":7654321098,"first_name":"Zyxodd"},"data":"zyxmark"}}`)
			stop()
		}},
	}
	r.live()
	if r.err != nil {
		t.Fatal(r.err)
	}
	c := &crowd{town: w, residents: []*resident{r}}
	c.settle()
	w.emu.TakeRefusals() // provoked
	w.bot.term()
	text := strings.ToLower(w.bot.stderr.String() + w.bot.stdout.String())
	if !strings.Contains(text, "level=warn") {
		t.Error("nothing was logged at all: this test proves nothing")
	}
	for _, secret := range []string{"zyx", strconv.Itoa(id), "7654321099", "380999888777", strings.ToLower(testSecret), "4711:", "46.64"} {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("the log holds %q: ...%s", secret, text[max(0, at-200):min(len(text), at+100)])
		}
	}
}
