package bot

import (
	"cmp"
	"context"
	"strings"
	"time"

	"porchlight/bot/api"
	"porchlight/bot/render"
	"porchlight/flows"
)

// allowedUpdates names every kind of update that the bot can use; Telegram
// remembers the last list it was given.
func allowedUpdates() []string {
	return []string{"message", "edited_message", "callback_query", "my_chat_member"}
}

// incoming is one update as the rest of the package knows it.
type incoming struct {
	update   int
	raw      []byte
	chat     flows.ID // the person of a private chat, or the group
	chatID   int64
	group    bool
	event    flows.Event       // of a private chat
	public   flows.PublicEvent // of a group
	callback string            // to be answered
	sent     int               // the message that a person wrote
	pictured bool              // the pressed button hangs on a picture, a voice note or a file, whose words cannot become a screen
	guarded  bool              // the message under the pressed button cannot be passed on
	at       time.Time         // when it was sent; zero where Telegram does not say: a press
	ignore   string            // why nothing is done with it
}

// read works out who did what where. It never fails: what cannot be used has
// the reason in ignore.
func (b *Bot) read(u api.Update) *incoming {
	in := &incoming{update: u.UpdateID, raw: u.Raw}
	chat, from := u.FromChat(), u.SentFrom()
	if chat == nil || from == nil {
		in.ignore = "no chat or nobody"
		if u.CallbackQuery != nil {
			in.callback = u.CallbackQuery.ID
		}
		return in
	}
	in.chatID, in.at = chat.ID, sentAt(u)
	if chat.IsChannel() { // a broadcast: nobody can ask anything there
		in.ignore = "a channel"
		if u.CallbackQuery != nil {
			in.callback = u.CallbackQuery.ID
		}
		return in
	}
	if !chat.IsPrivate() {
		in.group = true
		in.chat = b.store.Group(chat.ID)
		b.readGroup(in, u)
		return in
	}
	in.chat = b.store.Person(from.ID)
	in.event = flows.Event{Who: in.chat, Chat: chat.ID, Client: from.LanguageCode, Kind: flows.Other, What: "something"}
	switch {
	case u.CallbackQuery != nil:
		b.readPress(in, u.CallbackQuery)
	case u.EditedMessage != nil:
		readEdit(in, u.EditedMessage)
	case u.Message != nil && u.Err == nil && noAct(u.Message):
		in.ignore = "a service message"
	case u.Message != nil:
		b.readMessage(in, u.Message)
	case u.MyChatMember != nil:
		in.event.Kind = flows.Unblocked
		if u.MyChatMember.NewChatMember.Status == "kicked" {
			in.event.Kind = flows.Blocked
		}
	default:
		in.ignore = "nothing that concerns a conversation"
	}
	return in
}

// sentAt is when somebody sent an update. An old press never comes: Telegram
// forgets it within minutes.
func sentAt(u api.Update) time.Time {
	switch {
	case u.Message != nil && u.Message.Date != 0:
		return time.Unix(int64(u.Message.Date), 0)
	case u.EditedMessage != nil && u.EditedMessage.EditDate != 0:
		return time.Unix(int64(u.EditedMessage.EditDate), 0)
	case u.MyChatMember != nil && u.MyChatMember.Date != 0:
		return time.Unix(int64(u.MyChatMember.Date), 0)
	}
	return time.Time{}
}

func (b *Bot) readPress(in *incoming, q *api.CallbackQuery) {
	in.callback = q.ID
	in.event.Kind = flows.Press
	if q.Message != nil {
		in.event.Message = q.Message.MessageID
		in.guarded = q.Message.HasProtectedContent
		in.pictured = q.Message.Caption != ""
	}
	serial, do, ok := render.ParseCallback(q.Data)
	if !ok { // forged: treated as a button of no screen
		do = "?"
	}
	in.event.Serial, in.event.Do = serial, do
}

func (b *Bot) readMessage(in *incoming, m *api.Message) {
	in.sent = m.MessageID
	e := &in.event
	e.Text, e.Album = m.Caption, m.MediaGroupID
	e.Sent = m.MessageID
	switch {
	case m.Location != nil && m.Venue == nil:
		e.Kind, e.At = flows.Place, flows.Point{Lat: m.Location.Latitude, Lon: m.Location.Longitude}
	case m.Venue != nil:
		e.Kind, e.At = flows.Place, flows.Point{Lat: m.Venue.Location.Latitude, Lon: m.Venue.Location.Longitude}
	case len(m.Photo) > 0:
		best := m.Photo[len(m.Photo)-1]
		e.Kind, e.File = flows.Photo, flows.File{ID: best.FileID, Size: best.FileSize}
	case m.Voice != nil:
		e.Kind = flows.Voice
		e.File = flows.File{ID: m.Voice.FileID, Seconds: m.Voice.Duration, Size: m.Voice.FileSize}
	case m.Text != "":
		e.Kind, e.Text = flows.Words, m.Text
		if word, to, rest, ok := command(m.Text); ok && (to == "" || strings.EqualFold(to, b.username)) {
			e.Kind, e.Word, e.Text = flows.Command, word, rest
		}
	case m.MessageAutoDeleteTimerChanged != nil:
		e.Kind = flows.TimerOn
	default:
		e.What = thing(m)
	}
}

// readEdit reads a change of an earlier message. Telegram also reports changes
// that nobody typed: each tick of a live location, a preview that was added.
func readEdit(in *incoming, m *api.Message) {
	text := cmp.Or(m.Text, m.Caption)
	if text == "" || m.Location != nil || m.EditDate == 0 {
		in.ignore = "an edit that nobody typed"
		return
	}
	in.event.Kind, in.event.Text, in.event.Sent = flows.Edited, text, m.MessageID
}

// noAct says whether Telegram itself wrote a message: something was pinned, a
// background chosen, a timer switched off. What holds nothing that a person can
// send is one of these, so that kinds which are yet to be invented stay silent.
func noAct(m *api.Message) bool {
	if timer := m.MessageAutoDeleteTimerChanged; timer != nil {
		return timer.MessageAutoDeleteTime == 0
	}
	return m.Text == "" && m.Caption == "" && m.Location == nil && m.Venue == nil && len(m.Photo) == 0 && m.Voice == nil &&
		thing(m) == "something" && m.Invoice == nil && m.Story == nil && m.PaidMedia == nil && m.Checklist == nil && !m.IsForwarded()
}

// command reads "/word@bot rest" at the beginning of a message. What names
// another bot is not a command of ours but plain words.
func command(text string) (word, to, rest string, ok bool) {
	if !strings.HasPrefix(text, "/") {
		return "", "", "", false
	}
	head, rest, _ := strings.Cut(text[1:], " ")
	if line, more, cut := strings.Cut(head, "\n"); cut {
		head, rest = line, more+" "+rest
	}
	word, to, _ = strings.Cut(head, "@")
	return strings.ToLower(word), to, strings.TrimSpace(rest), word != ""
}

// thing names what a conversation cannot use, below "thing." in the messages.
func thing(m *api.Message) string {
	switch {
	case m.Sticker != nil:
		return "sticker"
	case m.Contact != nil:
		return "contact"
	case m.Poll != nil:
		return "poll"
	case m.Video != nil, m.VideoNote != nil, m.Animation != nil:
		return "video"
	case m.Audio != nil:
		return "audio"
	case m.Document != nil:
		return "document"
	case m.Dice != nil, m.Game != nil:
		return "game"
	}
	return "something"
}

// readGroup reads what a group may ask: a command, or the bot being added.
func (b *Bot) readGroup(in *incoming, u api.Update) {
	in.public = flows.PublicEvent{Chat: in.chatID, Bot: b.username}
	switch {
	case u.CallbackQuery != nil:
		in.callback = u.CallbackQuery.ID
		in.ignore = "groups have no buttons that act"
	case u.MyChatMember != nil:
		status := u.MyChatMember.NewChatMember.Status
		was := u.MyChatMember.OldChatMember.Status
		in.public.Added = (status == "member" || status == "administrator") && (was == "left" || was == "kicked" || was == "")
		if !in.public.Added {
			in.ignore = "membership of a group"
		}
	case u.Message != nil && u.Message.Text != "":
		word, to, _, ok := command(u.Message.Text)
		if !ok {
			in.ignore = "group talk"
			return
		}
		in.public.Word, in.public.To = word, to
		if u.Message.IsTopicMessage { // in a forum the answer belongs to the question's topic
			in.public.Thread = u.Message.MessageThreadID
		}
	default:
		in.ignore = "group talk"
	}
}

// receive takes updates by whichever way is configured.
func (b *Bot) receive(ctx context.Context) error {
	if b.webhook != nil {
		<-ctx.Done()
		return nil
	}
	return b.poll(ctx)
}
