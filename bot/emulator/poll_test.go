package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"
)

// ids calls getUpdates and returns the ids that it handed out.
func (h *harness) ids(pairs ...string) []int64 {
	h.t.Helper()
	var updates []struct {
		ID int64 `json:"update_id"`
	}
	h.call("getUpdates", pairs...).into(h.t, &updates)
	list := []int64{}
	for _, u := range updates {
		list = append(list, u.ID)
	}
	return list
}

func (h *harness) wants(got []int64, want ...int64) {
	h.t.Helper()
	if !slices.Equal(got, want) {
		h.t.Fatalf("got updates %v, want %v", got, want)
	}
}

func TestOffsets(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	p := h.Person(7, Profile{})
	for range 5 {
		p.Send("x")
	}
	h.wants(h.ids("limit", "3"), 1, 2, 3)
	h.wants(h.ids("offset", "3", "limit", "1000"), 3, 4, 5) // a limit is clamped
	h.wants(h.ids("offset", "0"), 3, 4, 5)                  // 1 and 2 are confirmed
	h.wants(h.ids("offset", "-2"), 4, 5)                    // a negative offset forgets the others
	h.wants(h.ids("offset", "2"), 4, 5)                     // the past says nothing
	h.wants(h.ids("offset", "5000"), 4, 5)                  // nor does the far future
	if h.Pending() != 2 {
		t.Fatalf("%d updates wait", h.Pending())
	}
	h.wants(h.ids("offset", "7", "timeout", "0"))
	h.wants(h.ids("offset", "5")) // what is confirmed never returns
}

func TestSameOffsetWithinHalfASecond(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	p := h.Person(7, Profile{})
	p.Send("a")
	p.Send("b")
	h.wants(h.ids("offset", "1"), 1, 2)
	h.wants(h.ids("offset", "1"), 1)
	h.queue.mu.Lock()
	h.queue.lastAsked = h.queue.lastAsked.Add(-repeatWindow)
	h.queue.mu.Unlock()
	h.wants(h.ids("offset", "1"), 1, 2)
}

func TestLongPoll(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	got := make(chan reply, 1)
	go func() {
		r, err := h.try("getUpdates", "timeout", "50")
		if err != nil {
			t.Error(err)
		}
		got <- r
	}()
	h.waitForPoller()
	h.Person(7, Profile{}).Send("a")
	var updates []json.RawMessage
	(<-got).into(t, &updates)
	if len(updates) != 1 {
		t.Fatalf("got %d updates", len(updates))
	}
}

// waitForPoller waits until a getUpdates is waiting.
func (h *harness) waitForPoller() {
	h.t.Helper()
	err := h.WaitUntil(soon(h.t), func() bool {
		h.queue.mu.Lock()
		defer h.queue.mu.Unlock()
		return h.queue.poller != nil
	})
	if err != nil {
		h.t.Fatal("nobody polls")
	}
}

func TestSecondPollerEndsTheFirst(t *testing.T) {
	h := start(t, Options{LocalWebhook: true})
	first := make(chan reply, 1)
	poll := func() {
		r, err := h.try("getUpdates", "timeout", "50")
		if err != nil {
			t.Error(err)
		}
		first <- r
	}
	go poll()
	h.waitForPoller()
	h.ids("offset", "9", "timeout", "0")
	h.refuses(<-first, 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")

	go poll()
	h.waitForPoller()
	h.call("setWebhook", "url", h.http.URL)
	h.refuses(<-first, 409, "Conflict: terminated by setWebhook request")
	h.refuses(h.call("getUpdates"), 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	h.call("deleteWebhook")
	h.Person(7, Profile{}).Send("a")
	if len(h.ids("offset", "3")) != 1 {
		t.Fatal("polling does not work after deleteWebhook")
	}
}

func TestPollerThatGoesAway(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := &request{ctx: ctx, method: "getupdates", params: []Param{{"timeout", "50"}}}
		b, refused := h.getUpdates(r, nil)
		if string(b) != "[]" || refused != nil {
			t.Errorf("got %s %v", b, refused)
		}
	}()
	h.waitForPoller()
	cancel()
	<-done
	h.Person(7, Profile{}).Send("a")
	h.wants(h.ids("offset", "1"), 1)
}

func TestUpdatesExpire(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	p := h.Person(7, Profile{})
	p.Send("old")
	h.clock.advance(23 * time.Hour)
	p.Send("new")
	h.clock.advance(time.Hour)
	h.wants(h.ids(), 2)
}

func TestAllowedUpdates(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	p := h.Person(7, Profile{})
	h.wants(h.ids("offset", "1", "allowed_updates", `["callback_query","nonsense"]`, "timeout", "0"))
	if id := p.Send("a"); id != 0 {
		t.Fatalf("a message became update %d", id)
	}
	press := p.ForgeCallback(1, "x")
	h.wants(h.ids("offset", "0"), press) // without the parameter the list stays
	h.wants(h.ids("offset", "3", "allowed_updates", `[]`, "timeout", "0"))
	if p.Send("b") == 0 {
		t.Fatal("an empty list is not the default")
	}
}

func TestRedeliveryAndReset(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 10})
	p := h.Person(7, Profile{})
	id := p.Send("a")
	if err := h.ResetUpdateIDs(0); err == nil {
		t.Fatal("ids were reset with an update waiting")
	}
	h.wants(h.ids("offset", "10"), 10)
	if h.Redeliver(id) {
		t.Fatal("an update was delivered again before it was confirmed")
	}
	h.wants(h.ids("offset", "11", "timeout", "0"))
	if !h.Redeliver(id) {
		t.Fatal("a confirmed update cannot be delivered again")
	}
	h.wants(h.ids("offset", "12"), 10)
	h.wants(h.ids("offset", "13", "timeout", "0"))

	if err := h.ResetUpdateIDs(5_000_000); err != nil {
		t.Fatal(err)
	}
	h.wants(h.ids("offset", "14", "timeout", "0"))
	p.Send("b")
	h.wants(h.ids("offset", "15"), 5_000_000)
	h.wants(h.ids("offset", "5000001", "timeout", "0"))
	if err := h.ResetUpdateIDs(1); err != nil {
		t.Fatal(err)
	}
	p.Send("c")
	h.wants(h.ids("offset", "5000002"), 1) // an offset from before a reset
}

func TestInjectRaw(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	for _, raw := range []string{`{"message":{"new_field":[1]}}`, `{}`, `{"update_id":3,"x":1}`, `"garbage"`} {
		h.InjectRaw("raw", raw)
	}
	r := h.call("getUpdates")
	want := `[{"update_id":1,"message":{"new_field":[1]}},{"update_id":2},{"update_id":3,"x":1},"garbage"]`
	if string(r.Result) != want {
		t.Fatalf("got %s, want %s", r.Result, want)
	}
	h.wants(h.ids("offset", "5", "timeout", "0"))
}

func TestReorderKeepsEachQueueInOrder(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	p := h.friend(7)
	h.wants(h.ids("offset", "1"), 1)
	h.Misbehave(Fault{Kind: Reorder, Delay: time.Hour, Times: 1})
	p.Send("first")            // held back
	p.ForgeCallback(1, "over") // overtakes it
	p.Send("second")
	var updates []struct {
		Message struct{ Text string }
		Query   struct{ Data string } `json:"callback_query"`
	}
	h.call("getUpdates", "offset", "2").into(t, &updates)
	var order string
	for _, u := range updates {
		order += fmt.Sprint(u.Message.Text, u.Query.Data, " ")
	}
	if order != "over first second " {
		t.Fatalf("got %s", order)
	}
	h.wants(h.ids("offset", "2"), 2)
	h.wants(h.ids("offset", "3"), 3, 4)

	h.Misbehave(Fault{Kind: Reorder, Delay: time.Millisecond, Times: 1})
	p.Send("alone") // nobody overtakes it, so it comes when its time is up
	h.wants(h.ids("offset", "5", "timeout", "10"), 6)
}

func TestDuplicateUpdates(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	h.Misbehave(Fault{Kind: Duplicate, Times: 1})
	h.friend(7)
	h.wants(h.ids("offset", "1"), 1)
	h.wants(h.ids("offset", "2"), 1)
	h.wants(h.ids("offset", "3", "timeout", "0"))
}
