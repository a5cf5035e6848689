package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"porchlight/bot/api"
	"porchlight/storage"
)

const (
	sendTime    = 20 * time.Second // of one message with what rides along
	liveTime    = 2 * time.Second  // of an edit that shows a run's progress
	unknownWait = 2 * time.Second  // before a message of unknown outcome is looked at again
	retryWait   = 2 * time.Second  // after Telegram could not be reached
	slowFor     = time.Minute      // for how long answers share the whole bot's pace after Telegram asked all of it to wait
)

// deliver sends one leased message and settles it, and says whether more waits
// for the same person. At least once: only what was on the wire when the
// process or the line died can arrive twice.
func (b *Bot) deliver(trust context.Context, d storage.Drawn) (more bool) {
	if d.Delay > 0 && !rest(trust, d.Delay) {
		return b.settle(d, storage.Settlement{})
	}
	if d.Deletes {
		return b.delete(trust, d)
	}
	m, ok := b.opened(d, d.Body)
	if !ok {
		return b.settle(d, storage.Settlement{Done: true, End: storage.EndFailed})
	}
	if parts := m.parts(); len(parts) > 1 {
		return b.split(d, parts)
	}
	if m.Until != 0 && b.now().Unix() >= m.Until {
		b.sent("too_late")
		return b.settle(d, storage.Settlement{Done: true})
	}
	ctx, cancel := context.WithTimeout(trust, m.patience())
	defer cancel()
	if m.Over != 0 {
		screen, err := b.store.ScreenOf(ctx, d.To)
		if err != nil {
			return b.settle(d, storage.Settlement{Wait: retryWait})
		}
		if screen.Serial == m.Over {
			m.Edit = screen.Message
		}
	}
	if d.Unknown > 0 && m.Edit == 0 {
		if _, err := b.api.GetMe(ctx); err != nil { // repeat only once Telegram is there
			return b.settle(d, storage.Settlement{Wait: unknownWait})
		}
	}
	if d.Run != "" || m.Notice != "" {
		if wants, err := b.store.WantsPush(ctx, d.To); err != nil {
			return b.settle(d, storage.Settlement{Wait: retryWait})
		} else if !wants {
			return b.settle(d, storage.Settlement{Done: true, End: storage.EndSkipped})
		}
	}
	id, err := b.perform(ctx, d, &m)
	return b.settle(d, b.judge(d, &m, id, err))
}

// opened reads one entry. Nothing can be done with one that cannot be read.
func (b *Bot) opened(d storage.Drawn, body []byte) (m message, ok bool) {
	if len(body) == 0 || storage.Unmarshal(body, &m) != nil {
		b.log.Error("a message cannot be read and is dropped", "to", d.To)
		b.metrics.sends.WithLabelValues("unreadable").Inc()
		return m, false
	}
	return m, true
}

// split has the parts of an entry drawn one after the other, each with a result
// of its own.
func (b *Bot) split(d storage.Drawn, parts []message) (more bool) {
	var into []storage.Outgoing
	for _, m := range parts {
		o, err := m.entry(d.To, d.Group)
		if err != nil {
			b.log.Error("a message cannot be taken apart and is dropped", "to", d.To, "error", err)
			return b.settle(d, storage.Settlement{Done: true})
		}
		into = append(into, o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := b.store.Split(ctx, d, into); err != nil { // the lease is free a little later, and it is tried again
		b.store.Drop(d)
		return false
	}
	return true
}

// patience is how long one message may take. An edit of a run's progress holds
// up the replies to the same person for no longer than a moment.
func (m *message) patience() time.Duration {
	if m.Live != "" && m.Edit != 0 {
		return liveTime
	}
	return sendTime
}

// judge says what a send's end means.
func (b *Bot) judge(d storage.Drawn, m *message, id int, err error) storage.Settlement {
	r := storage.Settlement{Now: b.now()}
	wait, tooMany := api.RetryAfter(err)
	switch {
	case err == nil || api.AlreadyDone(err):
		b.sent("ok")
		r.Done, r.Message = true, id
		b.remember(d, m, &r)
	case tooMany:
		b.sent("429")
		b.metrics.tooMany.Inc()
		if b.outbox.flood.hit(d.To, wait) {
			b.log.Warn("Telegram asks the whole bot to wait; for a while answers share its pace too", "seconds", wait.Seconds())
			b.store.SlowDown(wait + slowFor)
		}
		r.Wait = wait
	case api.Blocked(err):
		b.sent("blocked")
		r.Gone = true
		r.Done = m.NoTrace || d.Lane == storage.Bulk || !d.Known()
	case api.WasNeverSent(err), serverTrouble(err), errors.Is(err, context.Canceled):
		b.sent("retry")
		r.Wait = retryWait
	case api.OutcomeUnknown(err):
		r.Unknown, r.Wait = true, unknownWait
		if r.Done = d.Unknown > 0 && m.Edit == 0 && !m.deletes(); r.Done {
			r.End = storage.EndFailed
			b.sent("given_up")
			b.log.Error("a message was sent twice without an answer and is given up on", "to", d.To)
		} else {
			b.sent("unknown")
		}
	default:
		b.sent("refused")
		b.log.Error("Telegram refuses a message", "to", d.To, "error", err)
		r.Done, r.End = true, storage.EndFailed
	}
	return r
}

// serverTrouble is an answer of 500 and up: Telegram's front door, not its word.
func serverTrouble(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Code >= 500
}

func (b *Bot) sent(outcome string) { b.metrics.sends.WithLabelValues(outcome).Inc() }

// remember notes what was shown, for /hide, for the next edit, and for the
// hour after which something sensitive deletes itself.
func (b *Bot) remember(d storage.Drawn, m *message, r *storage.Settlement) {
	if d.Group || m.NoTrace || m.deletes() {
		r.Message = 0
		return
	}
	if !m.Last {
		r.Watches = storage.RunID(m.Live)
	}
	if m.Serial != 0 {
		r.Screen = &storage.Screen{Serial: m.Serial, Message: r.Message}
	}
	if m.Strip != 0 && r.Screen == nil { // the screen before has no buttons any more
		r.Screen = &storage.Screen{}
	}
	if m.Vanish > 0 && r.Message != 0 {
		v, err := b.vanishing(m.Chat, r.Message, time.Duration(m.Vanish)*time.Second, m.gone()...)
		if err != nil {
			b.log.Error("a message stays that was to vanish", "to", d.To, "error", err)
			return
		}
		r.Vanish = v // an edit puts it off
	}
}

// settle ends the lease, and says whether more may be sent to the same person
// now. It insists, however long Redis takes, while the lease holds.
func (b *Bot) settle(d storage.Drawn, r storage.Settlement) (more bool) {
	if r.Now.IsZero() {
		r.Now = b.now()
	}
	for pause := 10 * time.Millisecond; ; pause = min(pause*2, time.Second) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		more, err := b.store.Settle(ctx, d, r)
		cancel()
		switch {
		case err == nil && r.Wait > 0: // nothing more for them before that
			b.outbox.wake()
			return false
		case err == nil:
			return more
		case errors.Is(err, storage.ErrNotMine):
			b.metrics.leasesLost.Inc()
			return false
		case b.outbox.closed.Load() || b.store.Trust() <= -time.Minute:
			b.store.Drop(d)
			return false
		}
		rest(context.Background(), pause)
	}
}

// perform makes the call that one message is, with what rides along, and returns
// the id of the message that shows it.
func (b *Bot) perform(ctx context.Context, d storage.Drawn, m *message) (int, error) {
	if m.deletes() { // an entry of a version before
		return 0, b.remove(ctx, d.To, m.Chat, m.gone())
	}
	if m.Edit != 0 {
		id, err := b.edit(ctx, m)
		if m.Live != "" && d.Lane == storage.Bulk {
			return b.stillShown(ctx, d, m, err)
		}
		if err == nil || !api.BadRequest(err) {
			return id, err
		}
		if m.Instead != nil { // it has deleted itself, and does not come back unasked
			*m = message{Chat: m.Chat, Text: m.Instead.Text, Markup: m.Instead.Markup, Strip: m.Edit}
			return b.write(ctx, m)
		}
		if m.Notice != "" { // it is gone from the chat, and not worth a sound
			return 0, nil
		}
	}
	id, err := b.write(ctx, m)
	if err == nil && m.Notice != "" {
		b.noticeShown(ctx, d, m, id)
	}
	if err == nil && m.Strip != 0 && m.Strip != id && b.another(ctx, d.Lane) {
		b.strip(ctx, m)
	}
	if err == nil && m.Live != "" {
		b.moveProgress(ctx, d, m, id)
	}
	return id, err
}

// edit shows a screen in the place of the one before. An edit that changes
// nothing is done.
func (b *Bot) edit(ctx context.Context, m *message) (int, error) {
	p := m.params()
	p["message_id"] = strconv.Itoa(m.Edit)
	p["text"], p["parse_mode"], p["link_preview_options"] = m.Text, "HTML", noPreview
	_, err := b.api.Call(ctx, "editMessageText", p)
	if api.NotModified(err) {
		err = nil
	}
	return m.Edit, err
}

const noPreview = `{"is_disabled":true}`

// write sends a message of its own.
func (b *Bot) write(ctx context.Context, m *message) (int, error) {
	p := m.params()
	if m.Thread != 0 {
		p["message_thread_id"] = strconv.Itoa(m.Thread)
	}
	if m.Protect {
		p["protect_content"] = "true"
	}
	if m.Hush {
		p["disable_notification"] = "true"
	}
	if m.Pin != nil {
		p["latitude"] = strconv.FormatFloat(m.Pin.Lat, 'f', 6, 64)
		p["longitude"] = strconv.FormatFloat(m.Pin.Lon, 'f', 6, 64)
		p["horizontal_accuracy"] = "500"
		r, err := b.api.Call(ctx, "sendLocation", p)
		return r.MessageID, err
	}
	p["parse_mode"] = "HTML"
	if m.Media != "" {
		method, field := "sendPhoto", "photo"
		if m.IsVoice {
			method, field = "sendVoice", "voice"
		}
		p["caption"], p[field] = m.Text, m.Media
		r, err := b.api.Call(ctx, method, p)
		if m.Else == "" || !api.BadRequest(err) {
			return r.MessageID, err
		}
		// Refused, so nothing was shown: the buttons that go with it neither.
		b.log.Warn("Telegram will not show a picture or a voice note", "error", err)
		delete(p, "caption")
		delete(p, field)
		delete(p, "reply_markup")
		p["text"] = m.Else
		r, err = b.api.Call(ctx, "sendMessage", p)
		return r.MessageID, err
	}
	if m.Picture != nil {
		p["caption"] = m.Text
		return b.sendPicture(ctx, p, *m.Picture)
	}
	if m.File != nil {
		p["caption"] = m.Text
		if strings.HasSuffix(m.Name, ".png") {
			r, err := b.api.SendPhoto(ctx, p, m.Name, m.File)
			return r.MessageID, err
		}
		r, err := b.api.SendDocument(ctx, p, m.Name, m.File)
		return r.MessageID, err
	}
	p["text"], p["link_preview_options"] = m.Text, noPreview
	r, err := b.api.Call(ctx, "sendMessage", p)
	if to, ok := api.MigratedTo(err); ok {
		p["chat_id"] = strconv.FormatInt(to, 10)
		r, err = b.api.Call(ctx, "sendMessage", p)
	}
	return r.MessageID, err
}

// another waits for the turn of one more call of a message; Telegram counts
// calls. It returns false if ctx ends first.
func (b *Bot) another(ctx context.Context, lane storage.Lane) bool {
	wait, err := b.store.Reserve(ctx, lane)
	return err != nil || wait <= 0 || rest(ctx, wait)
}

// strip takes the buttons of the screen before away. Nothing hangs on it: a
// button that stays is answered with the current screen.
func (b *Bot) strip(ctx context.Context, m *message) {
	_, err := b.api.Call(ctx, "editMessageReplyMarkup", tgbotapi.Params{
		"chat_id": strconv.FormatInt(m.Chat, 10), "message_id": strconv.Itoa(m.Strip)})
	if err != nil && !api.BadRequest(err) {
		b.log.Debug("old buttons stay", "error", err)
	}
}

// answerCallback ends the spinner on a button, trying again while it may help.
func (b *Bot) answerCallback(ctx context.Context, id, text string) {
	for pause := 200 * time.Millisecond; ; pause *= 2 {
		err := b.api.AnswerCallback(ctx, id, text, false)
		switch wait, tooMany := api.RetryAfter(err); {
		case err == nil, api.AlreadyDone(err), api.BadRequest(err):
			return
		case tooMany:
			pause = max(pause, wait)
		}
		if !rest(ctx, pause) {
			b.log.Debug("a press stays unanswered", "error", err)
			return
		}
	}
}
