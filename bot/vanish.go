package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage"
)

// This file is about what goes from a chat again: what was sensitive after an
// hour, what /hide clears, what somebody who erases themselves was shown.

// deleteMost is how many messages Telegram deletes in one call.
const deleteMost = 100

// deletes says whether an entry shows nothing.
func (m *message) deletes() bool { return m.Delete != 0 || len(m.Gone) > 0 || m.Hide && m.Text == "" }

// vanishing is the deletion of a message, with others of the same chat, after a
// while.
func (b *Bot) vanishing(chat int64, id int, after time.Duration, also ...int) (*storage.Vanishing, error) {
	body, err := message{Chat: chat, Gone: append([]int{id}, also...)}.encode()
	if err != nil {
		return nil, err
	}
	return &storage.Vanishing{Message: id, Due: b.now().Add(after), Body: body}, nil
}

// delete carries out the deletions that were drawn together, and settles them.
func (b *Bot) delete(trust context.Context, d storage.Drawn) (more bool) {
	ctx, cancel := context.WithTimeout(trust, sendTime)
	defer cancel()
	var all message
	for _, body := range append([][]byte{d.Body}, d.More...) {
		if m, ok := b.opened(d, body); ok {
			all.Chat, all.Hide = m.Chat, all.Hide || m.Hide
			all.Gone = append(all.Gone, m.Gone...)
		}
	}
	ids, err := all.Gone, error(nil)
	if all.Hide { // both sides, as far back as Telegram lets a bot delete
		var shown []int
		shown, err = b.store.Shown(ctx, d.To, b.now().Add(-48*time.Hour))
		ids = append(ids, shown...)
	}
	if err == nil {
		err = b.remove(ctx, d.To, all.Chat, ids)
	}
	if err == nil && all.Hide {
		err = b.store.ForgetNoticeMessages(ctx, d.To)
	}
	return b.settle(d, b.judge(d, &all, 0, err))
}

// remove deletes messages of a private chat, and forgets each call's as soon as
// they are gone: nobody deletes them again.
func (b *Bot) remove(ctx context.Context, who flows.ID, chat int64, ids []int) error {
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), deleteMost) {
		if err := b.removeSome(ctx, chat, some); err != nil {
			return err
		}
		if err := b.store.Forget(ctx, who, some); err != nil {
			return err
		}
	}
	return nil
}

// removeSome deletes up to a hundred messages. Telegram skips those that are
// gone, and refuses all for one that is too old: then the others go without it,
// and of that one its words go.
func (b *Bot) removeSome(ctx context.Context, chat int64, ids []int) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	_, err = b.api.Call(ctx, "deleteMessages", tgbotapi.Params{"chat_id": strconv.FormatInt(chat, 10), "message_ids": string(list)})
	switch half := len(ids) / 2; {
	case err == nil || !api.BadRequest(err):
		return err
	case half == 0:
		return b.blank(ctx, chat, ids[0])
	default:
		if err := b.removeSome(ctx, chat, ids[:half]); err != nil {
			return err
		}
		return b.removeSome(ctx, chat, ids[half:])
	}
}

// wordless is what stands where words were that Telegram no longer deletes.
const wordless = "…"

// blank takes the words and buttons of a message that is too old to be deleted, as
// after two days without the bot: what a bot wrote it may change for ever. What a
// person wrote, a picture, a map and what brought a keyboard stay where they are.
func (b *Bot) blank(ctx context.Context, chat int64, id int) error {
	of := func(what string) tgbotapi.Params {
		return tgbotapi.Params{"chat_id": strconv.FormatInt(chat, 10), "message_id": strconv.Itoa(id), what: wordless}
	}
	_, err := b.api.Call(ctx, "editMessageText", of("text"))
	if err != nil && api.BadRequest(err) {
		_, err = b.api.Call(ctx, "editMessageCaption", of("caption"))
	}
	if err != nil && api.BadRequest(err) {
		return nil // nothing can be done about it any more
	}
	return err
}
