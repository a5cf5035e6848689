package bot

import (
	"context"
	"crypto/subtle"
	"io"
	"net/http"
	"time"

	"porchlight/bot/api"
)

// Webhook says where Telegram delivers and what proves that it is Telegram.
type Webhook struct {
	URL    string
	Secret string
}

const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// chooseIntake tells Telegram how updates are taken.
func (b *Bot) chooseIntake(ctx context.Context) error {
	if b.webhook == nil {
		return b.api.DeleteWebhook(ctx)
	}
	return b.api.SetWebhook(ctx, b.webhook.URL, b.webhook.Secret, allowedUpdates())
}

// serveWebhook answers 200 only after the update is safe, with replicas of Redis
// only once one of them has it; Telegram delivers everything else again.
func (b *Bot) serveWebhook(w http.ResponseWriter, r *http.Request) {
	if b.webhook == nil || r.Method != http.MethodPost ||
		subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), []byte(b.webhook.Secret)) != 1 {
		http.NotFound(w, r) // as any other path: nobody learns which one this is
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, api.MaxUpdate))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if !b.Ready() {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	u := api.DecodeUpdate(raw)
	if u.UpdateID == 0 && u.Err != nil { // not an update at all: never to be seen again
		b.log.Warn("a delivery that is no update", "error", u.Err)
		w.WriteHeader(http.StatusOK)
		return
	}
	if !b.take(r.Context(), u) {
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// take brings one delivered update to a safe place.
func (b *Bot) take(ctx context.Context, u api.Update) bool {
	in := b.read(u)
	b.metrics.update(in)
	if in.ignore != "" && in.callback == "" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, 2*turnPatience)
	defer cancel()
	safe, tenure := make(chan bool, 1), b.store.Tenure()
	if !b.lanes.give(ctx, job{in: in, done: func(ok bool) { safe <- ok }}) {
		return false
	}
	b.lanes.ring()
	select {
	case ok := <-safe:
		if !ok {
			return false
		}
		if err := b.store.Synced(ctx, tenure); err != nil {
			b.log.Warn("an update is not accepted from Telegram yet", "update", in.update, "error", err)
			return false
		}
		return true
	case <-time.After(2 * turnPatience):
		return false
	}
}
