package bot

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"porchlight/bot/api"
	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// posted is what a webhook answers to a delivery.
func posted(t *testing.T, w *town, method, secret, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.webhook.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if secret != "" {
		r.Header.Set(secretHeader, secret)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// delivery is an update in which somebody writes.
func delivery(id int, person int64, words string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"from":{"id":%d,"first_name":"P","language_code":"en"},"chat":{"id":%d,"type":"private","first_name":"P"},"text":%q}}`,
		id, id, person, person, words)
}

// TestWebhookDoor tries to get in without the secret, and with too much.
func TestWebhookDoor(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTownOf(t, rdb, emulator.Options{LocalWebhook: true})
	b := w.behindWebhook(1)[0]
	secret := w.webhook.Secret
	person := w.person(1, "en")
	person.Send("/start")
	w.offers(person, "en")
	before := len(person.Chat())
	closed, other := httptest.NewRecorder(), httptest.NewRecorder()
	b.ServeHTTP(closed, httptest.NewRequestWithContext(t.Context(), "POST", "/tg", nil))
	http.NotFound(other, httptest.NewRequestWithContext(t.Context(), "POST", "/elsewhere", nil))
	if closed.Body.String() != other.Body.String() || !maps.EqualFunc(closed.Header(), other.Header(), slices.Equal) {
		t.Errorf("the door can be told from another path: %q %v, %q %v", closed.Body, closed.Header(), other.Body, other.Header())
	}
	for _, r := range []struct {
		name, method, secret, body string
		want                       int
	}{
		{"no secret", "POST", "", delivery(5, 1, "/start"), 404},
		{"a wrong secret", "POST", secret + "x", delivery(5, 1, "/start"), 404},
		{"half of the secret", "POST", secret[:5], delivery(5, 1, "/start"), 404},
		{"looked at", "GET", secret, "", 404},
		{"put", "PUT", secret, delivery(5, 1, "/start"), 404},
		{"too large", "POST", secret, `{"update_id":5,"message":{"text":"` + strings.Repeat("x", api.MaxUpdate) + `"}}`, 413},
		{"no update at all", "POST", secret, "nonsense{", 200},
		{"nothing", "POST", secret, "", 200},
		{"an update of no kind", "POST", secret, `{"update_id":6}`, 200},
		{"cut short", "POST", secret, delivery(7, 1, "/start")[:60], 200},
	} {
		if got := posted(t, w, r.method, r.secret, r.body); got != r.want {
			t.Errorf("%s: answered %d, want %d", r.name, got, r.want)
		}
	}
	if n := len(person.Chat()); n != before {
		t.Errorf("%d messages came of it", n-before)
	}
	if got := posted(t, w, "POST", secret, delivery(8, 1, "/start")); got != 200 {
		t.Errorf("a good one is answered %d", got)
	}
	w.until("an answer", func() bool { return len(person.Chat()) > before })
}

// TestDeliveredTwice hands the same updates to two bots, one after the other
// and at once: one effect each.
func TestDeliveredTwice(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTownOf(t, rdb, emulator.Options{LocalWebhook: true})
	bots := w.behindWebhook(2)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(bots[0])
	before := len(p.Chat().FromBot())
	asked := []string{"/help", "/my", "/guides", "/sessions", "/near"} // what says the same is not said twice
	times := 2 * len(asked)
	for n := range times {
		body := delivery(200_000_000+n/2, 1, asked[n/2])
		answers := make(chan int, 2)
		go func() { answers <- posted(t, w, "POST", w.webhook.Secret, body) }()
		go func() { answers <- posted(t, w, "POST", w.webhook.Secret, body) }()
		for range cap(answers) {
			if got := <-answers; got != 200 {
				t.Errorf("answered %d", got)
			}
		}
		w.idle(bots[0]) // else one answer may take the place of another that waits
		w.idle(bots[1])
	}
	if n := len(p.Chat().FromBot()) - before; n != times/2 {
		t.Errorf("%d updates, delivered four times each, had %d effects", times/2, n)
	}
}

// TestCommittedBeforeAnswered takes Redis away: deliveries are not accepted
// until it is back, and then take effect once.
func TestCommittedBeforeAnswered(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	w := newTownOf(t, server.Client(), emulator.Options{LocalWebhook: true})
	bots := w.behindWebhook(2)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(bots[0])
	before := len(p.Chat().FromBot())
	server.Kill()
	w.until("the bots to notice", func() bool { return !bots[0].Ready() && !bots[1].Ready() })
	for range 2 {
		if got := posted(t, w, "POST", w.webhook.Secret, delivery(300_000_000, 1, "/help")); got != 503 {
			t.Errorf("answered %d without Redis, want 503", got)
		}
	}
	p.Send("/help") // Telegram keeps delivering this
	w.until("Telegram to have tried", func() bool { return w.emu.Pending() == 1 })
	if n := len(p.Chat().FromBot()); n != before {
		t.Errorf("%d answers without Redis", n-before)
	}
	server.Restart()
	w.until("both bots to be ready again", func() bool { return bots[0].Ready() && bots[1].Ready() })
	w.sees(p, "I am a bot for")
	w.idle(bots[0])
	w.idle(bots[1])
	if n := len(p.Chat().FromBot()) - before; n != 1 {
		t.Errorf("one message had %d answers", n)
	}
	if strings.Contains(w.log.String(), "/help") {
		t.Error("the log holds what a person wrote")
	}
}
