package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// MaxUpdate is the most bytes of one update that are looked at. Telegram's
// longest are a few tens of kilobytes.
const MaxUpdate = 1 << 20

// Update is telegram-bot-api's update with the fields that came after it.
// Raw holds the bytes it came in. If Err is set they could not be understood
// in full: UpdateID is right whenever the bytes tell it (else 0), and the other
// fields hold what could be read.
type Update struct {
	tgbotapi.Update

	Message           *Message         `json:"message"`
	EditedMessage     *Message         `json:"edited_message"`
	ChannelPost       *Message         `json:"channel_post"`
	EditedChannelPost *Message         `json:"edited_channel_post"`
	CallbackQuery     *CallbackQuery   `json:"callback_query"`
	MessageReaction   *MessageReaction `json:"message_reaction"`

	Raw json.RawMessage `json:"-"`
	Err error           `json:"-"`
}

// Message is telegram-bot-api's message with the fields that came after it.
type Message struct {
	tgbotapi.Message

	MessageThreadID int             `json:"message_thread_id"`
	IsTopicMessage  bool            `json:"is_topic_message"`
	ForwardOrigin   *ForwardOrigin  `json:"forward_origin"`
	Story           json.RawMessage `json:"story"`
	PaidMedia       json.RawMessage `json:"paid_media"`
	Checklist       json.RawMessage `json:"checklist"`
	Quote           *Quote          `json:"quote"`
	ChatShared      *ChatShared     `json:"chat_shared"`
	WebAppData      *WebAppData     `json:"web_app_data"`
}

// IsForwarded reports a message that someone else wrote first, as older and
// newer servers tell it.
func (m *Message) IsForwarded() bool { return m.ForwardOrigin != nil || m.ForwardDate != 0 }

// CallbackQuery is a pressed button.
type CallbackQuery struct {
	tgbotapi.CallbackQuery

	Message *PressedMessage `json:"message"`
}

// PressedMessage is what matters of the message that a pressed button sits on.
// Telegram hands the whole of it back with every press, keyboard and all;
// decoding that too would cost more than everything else about the press. Date
// is 0 when Telegram no longer gives the message; only a picture, a voice note or a file
// has a caption.
type PressedMessage struct {
	MessageID           int            `json:"message_id"`
	Chat                *tgbotapi.Chat `json:"chat"`
	Date                int            `json:"date"`
	HasProtectedContent bool           `json:"has_protected_content"`
	Caption             string         `json:"caption"`
}

// ForwardOrigin says where a forwarded message comes from.
type ForwardOrigin struct {
	Type string `json:"type"` // user, hidden_user, chat or channel
	Date int    `json:"date"`
}

// Quote is the part of a message that a reply refers to.
type Quote struct {
	Text string `json:"text"`
}

// ChatShared is the chat that a person chose with a request button.
type ChatShared struct {
	RequestID int   `json:"request_id"`
	ChatID    int64 `json:"chat_id"`
}

// WebAppData is what a Mini App sent; the person can forge it.
type WebAppData struct {
	Data       string `json:"data"`
	ButtonText string `json:"button_text"`
}

// MessageReaction is a change of one person's reactions to a message.
type MessageReaction struct {
	Chat        tgbotapi.Chat  `json:"chat"`
	MessageID   int            `json:"message_id"`
	User        *tgbotapi.User `json:"user"`
	Date        int            `json:"date"`
	NewReaction []Reaction     `json:"new_reaction"`
}

// Reaction is one emoji under a message.
type Reaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

// SentFrom returns who caused the update, or nil if no person did. It replaces
// the library's method of this name, which misses half of the kinds.
func (u *Update) SentFrom() *tgbotapi.User {
	switch {
	case u.Message != nil:
		return u.Message.From
	case u.EditedMessage != nil:
		return u.EditedMessage.From
	case u.CallbackQuery != nil:
		return u.CallbackQuery.From
	case u.MyChatMember != nil:
		return &u.MyChatMember.From
	case u.ChatMember != nil:
		return &u.ChatMember.From
	case u.ChatJoinRequest != nil:
		return &u.ChatJoinRequest.From
	case u.MessageReaction != nil:
		return u.MessageReaction.User
	case u.PollAnswer != nil:
		return &u.PollAnswer.User
	case u.InlineQuery != nil:
		return u.InlineQuery.From
	case u.ChosenInlineResult != nil:
		return u.ChosenInlineResult.From
	case u.ShippingQuery != nil:
		return u.ShippingQuery.From
	case u.PreCheckoutQuery != nil:
		return u.PreCheckoutQuery.From
	}
	return nil
}

// FromChat returns where the update happened, or nil if in no chat (a poll's
// answer, a press under an inline message).
func (u *Update) FromChat() *tgbotapi.Chat {
	for _, m := range []*Message{u.Message, u.EditedMessage, u.ChannelPost, u.EditedChannelPost} {
		if m != nil {
			return m.Chat
		}
	}
	switch {
	case u.CallbackQuery != nil && u.CallbackQuery.Message != nil:
		return u.CallbackQuery.Message.Chat
	case u.MyChatMember != nil:
		return &u.MyChatMember.Chat
	case u.ChatMember != nil:
		return &u.ChatMember.Chat
	case u.ChatJoinRequest != nil:
		return &u.ChatJoinRequest.Chat
	case u.MessageReaction != nil:
		return &u.MessageReaction.Chat
	}
	return nil
}

var errNoUpdateID = errors.New("no update_id")

// DecodeUpdate reads one update, from a batch or from a webhook's body. It
// keeps raw and does not copy it. It never fails: see Update.Err.
func DecodeUpdate(raw []byte) (u Update) {
	u.Raw = raw
	if len(raw) > MaxUpdate {
		u.Err = fmt.Errorf("decode update: %d bytes are more than %d", len(raw), MaxUpdate)
		u.UpdateID = findUpdateID(raw[:MaxUpdate])
		return u
	}
	// The library's own decoders run in here; none may take the process down.
	defer func() {
		if r := recover(); r != nil {
			u = Update{Raw: raw, Err: fmt.Errorf("decode update: panic: %v", r)}
			u.UpdateID = findUpdateID(raw)
		}
	}()
	if quickly(raw, &u) == nil {
		// as nearly always
	} else if err := json.Unmarshal(raw, &u); err != nil {
		u.Err = fmt.Errorf("decode update: %w", shape(err))
	}
	if u.UpdateID == 0 {
		u.UpdateID = findUpdateID(raw)
	}
	if u.UpdateID == 0 && u.Err == nil {
		u.Err = fmt.Errorf("decode update: %w", errNoUpdateID)
	}
	return u
}

// quickly decodes with the coming encoding/json/v2, under version 1's rules: a
// press with its keyboard takes less than half the time. What it refuses is
// left to version 1, which reads on behind a field of the wrong form.
func quickly(raw []byte, v any) error { return jsonv2.Unmarshal(raw, v, jsonv1.DefaultOptionsV1()) }

// shape keeps from a decoding error what names a place and drops what quotes
// the update: the error will be logged.
func shape(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("field %s is not a %s", wrong.Field, wrong.Type)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	return errors.New("a field has another form")
}

// findUpdateID reads the first update_id of bytes that are no JSON or of
// another shape, so that even such an update can be parked and confirmed.
func findUpdateID(raw []byte) int {
	_, after, ok := bytes.Cut(raw, []byte(`"update_id"`))
	if !ok {
		return 0
	}
	after = bytes.TrimLeft(after, " \t\r\n:\"")
	end := 0
	for end < len(after) && end < 18 && after[end] >= '0' && after[end] <= '9' {
		end++
	}
	id, err := strconv.Atoi(string(after[:end]))
	if err != nil {
		return 0
	}
	return id
}
