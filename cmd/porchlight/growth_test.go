package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// another starts one more process of the bot, at an address of its own, with
// more settings, and waits until it is ready.
func (w *town) another(more ...string) (p *process, address string) {
	w.t.Helper()
	address = freeAddress(w.t)
	p = start(w.t, append(w.env(), append([]string{"PORCHLIGHT_LISTEN=" + address}, more...)...), "run")
	w.bot = p
	w.runs = append(w.runs, p)
	isReady(w.t, address, http.StatusOK)
	return p, address
}

// anotherTelegram puts a Telegram of another kind in the place of the town's.
func (w *town) anotherTelegram(o emulator.Options) {
	w.t.Helper()
	o.Seed, o.OnSend = w.seed, w.sent
	if o.Token == "" {
		o.Token = w.emu.Token()
	}
	w.emu.Close()
	w.web.Close()
	w.emu = emulator.New(o) // the town closes it
	w.web = httptest.NewServer(w.emu)
}

// delivered waits until a crowd has lived and every update was accepted, and
// says how many presses nobody answered: an answer to a press is not stored, so
// a kill right after a delivery was accepted may leave a phone's spinner alone.
func (c *crowd) delivered() (unanswered int) {
	c.town.t.Helper()
	c.ended.Wait()
	ctx, cancel := context.WithTimeout(c.town.t.Context(), patience)
	defer cancel()
	if err := c.town.emu.WaitUntil(ctx, func() bool { return c.town.emu.Pending() == 0 }); err != nil {
		c.town.t.Fatalf("%d updates are not accepted: %v", c.town.emu.Pending(), err)
	}
	if err := c.town.quiet(ctx); err != nil {
		c.town.t.Fatal(err)
	}
	return len(c.town.emu.Unanswered())
}

// audited ends a crowd's life and says how many messages came twice; after
// faults of its Redis, Telegram or processes it may be what was on the wire.
func (c *crowd) audited(most int) {
	c.town.t.Helper()
	c.settle()
	duplicates := c.audit()
	c.town.t.Logf("%d people, %d acts: %d messages came twice", len(c.residents), c.town.done.Load(), duplicates)
	if duplicates > most {
		c.town.t.Errorf("%d messages came twice; at most %d were on the wire", duplicates, most)
	}
}

// resumed waits for a message of the bot, whoever it is to.
func (w *town) resumed(since time.Time, what string) {
	w.t.Helper()
	select {
	case <-w.next():
	case <-time.After(patience):
		w.t.Fatalf("no reply after %s", what)
	}
	logged(w.t, time.Since(since), "until replies resumed after "+what)
}

// roundRobin is one address for several processes, as a load balancer is.
func roundRobin(t *testing.T, addresses ...*atomic.Pointer[string]) *httptest.Server {
	t.Helper()
	var n atomic.Uint64
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			to := addresses[n.Add(1)%uint64(len(addresses))]
			r.SetURL(&url.URL{Scheme: "http", Host: *to.Load()})
		},
		Transport:    &http.Transport{DisableKeepAlives: true},
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) },
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server
}

// TestTwoReplicasBehindAWebhook has one address deliver to two processes in
// turn; one of them is killed in the middle of it all.
func TestTwoReplicasBehindAWebhook(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.anotherTelegram(emulator.Options{LocalWebhook: true, WebhookRetry: 100 * time.Millisecond})
	var to [2]atomic.Pointer[string]
	door := roundRobin(t, &to[0], &to[1])
	hook := "PORCHLIGHT_WEBHOOK_URL=" + door.URL + "/hook"
	one, at := w.another(hook)
	to[0].Store(&at)
	two, at2 := w.another(hook)
	to[1].Store(&at2)
	crowd := w.move(int(knob(t, "PORCHLIGHT_TEST_PEOPLE", 30)))
	cuts := crowd.cuts(2)
	w.reach(cuts[0])
	one.kill()
	to[0].Store(&at2) // the balancer notices
	w.resumed(time.Now(), "the death of a replica")
	w.reach(cuts[1])
	if n := crowd.delivered(); n > len(crowd.residents) {
		t.Errorf("%d presses stay unanswered", n)
	}
	if n := crowd.audit(); n > len(crowd.residents) {
		t.Errorf("%d messages came twice; at most %d were on the wire", n, len(crowd.residents))
	}
	if n := w.emu.CallCount("getupdates"); n != 0 {
		t.Errorf("somebody polls behind a webhook: %d times", n)
	}
	two.term()
}

// TestTwoPollers: one of two processes polls; the other takes over after a
// kill -9, and nobody polls next to another.
func TestTwoPollers(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	one, _ := w.another()
	two, _ := w.another()
	crowd := w.move(int(knob(t, "PORCHLIGHT_TEST_PEOPLE", 30)))
	cuts := crowd.cuts(2)
	w.reach(cuts[0])
	one.kill() // it came first, so it polls
	w.resumed(time.Now(), "the death of the poller")
	w.reach(cuts[1])
	crowd.audited(len(crowd.residents))
	two.term()
}

// TestOnACluster lives on a Redis Cluster that loses the master with everything.
func TestOnACluster(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t, 1)
	const key = "{" + kherson + "}:meta"
	w := newTown(t)
	p, _ := w.another("REDIS_URL=" + cluster.URL())
	home := cluster.Master(key)
	crowd := w.move(int(knob(t, "PORCHLIGHT_TEST_PEOPLE", 20)))
	cuts := crowd.cuts(2)
	w.reach(cuts[0])
	for _, n := range cluster.Nodes[:3] {
		if keys, err := n.Keys(); err != nil || (n == home) != (len(keys) > 0) {
			t.Errorf("a node that is home (%v) has %d keys, %v", n == home, len(keys), err)
		}
	}
	home.Kill()
	w.resumed(time.Now(), "the death of a cluster's master")
	w.reach(cuts[1])
	w.rdb = cluster.Master(key).Client()
	crowd.audited(len(crowd.residents))
	p.term()
}

// TestSentinelsFailOver lives through a failover with two processes: the
// conversation goes on, and after it the poller's lease still moves.
func TestSentinelsFailOver(t *testing.T) {
	t.Parallel()
	set := redistest.StartSentinels(t, 1)
	w := newTown(t)
	one, _ := w.another("REDIS_URL=" + set.URL())
	two, at := w.another("REDIS_URL=" + set.URL())
	crowd := w.move(int(knob(t, "PORCHLIGHT_TEST_PEOPLE", 20)))
	cuts := crowd.cuts(2)
	w.reach(cuts[0])
	since := time.Now()
	w.rdb = set.Failover().Client()
	w.resumed(since, "the death of the master")
	w.reach(cuts[1])
	one.kill()
	two.saysLine("Redis does not answer") // it noticed, and went on
	isReady(t, at, http.StatusOK)
	p := w.emu.Person(7_500_000_000, emulator.Profile{LanguageCode: "en"})
	p.Send("/start")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := p.WaitForText(ctx, "Porchlight"); err != nil {
		t.Fatal(err)
	}
	crowd.audited(2 * len(crowd.residents))
	two.term()
}

// TestRollbackIsReplayed has a failover lose what somebody did last. They saw
// its reply; Telegram was not told that it is done, and hands it out again.
func TestRollbackIsReplayed(t *testing.T) {
	t.Parallel()
	set := redistest.StartSentinels(t, 1)
	w := newTown(t)
	p, _ := w.another("REDIS_URL=" + set.URL())
	r := newResident(w, 7_800_000_000)
	r.write("/start")
	r.press(r.lang)
	r.press(r.age)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.emu.WaitIdle(ctx); err != nil || r.err != nil {
		t.Fatal(err, r.err)
	}
	replica := set.Nodes[1]
	replica.Pause()
	r.press("agree")
	if r.err != nil {
		t.Fatal(r.err)
	}
	p.saysLine("nothing is confirmed to Telegram yet")
	if w.emu.Pending() == 0 {
		t.Error("confirmed although no replica has it")
	}
	set.Nodes[0].Kill()
	replica.Kill() // with what it had not read yet
	replica.Restart()
	next := set.Failover()
	if err := w.emu.WaitIdle(ctx); err != nil {
		t.Fatalf("%d updates stay unconfirmed: %v", w.emu.Pending(), err)
	}
	r.press("a." + r.area)
	r.atMenu()
	if r.err != nil {
		t.Fatal(r.err)
	}
	w.rdb = next.Client()
	p.term()
}
