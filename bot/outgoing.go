package bot

import (
	"fmt"
	"strconv"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// message is what lies sealed in the outbox: one screen or message with all
// the calls it takes. Field numbers are a format: never reuse one.
type message struct {
	Chat    int64        `cbor:"1,keyasint"`
	Text    string       `cbor:"2,keyasint,omitempty"` // HTML
	Markup  string       `cbor:"3,keyasint,omitempty"` // reply_markup as JSON
	Edit    int          `cbor:"4,keyasint,omitempty"` // edit this one; if it is gone, send
	Strip   int          `cbor:"5,keyasint,omitempty"` // take this one's buttons away afterwards
	Serial  uint32       `cbor:"6,keyasint,omitempty"` // it shows the current screen
	Vanish  int64        `cbor:"7,keyasint,omitempty"` // seconds after which it is deleted
	Protect bool         `cbor:"8,keyasint,omitempty"`
	Pin     *flows.Point `cbor:"9,keyasint,omitempty"`
	File    []byte       `cbor:"10,keyasint,omitempty"`
	Name    string       `cbor:"11,keyasint,omitempty"` // of File
	Hide    bool         `cbor:"12,keyasint,omitempty"` // first delete what was shown
	Delete  int          `cbor:"13,keyasint,omitempty"` // nothing but delete this one
	NoTrace bool         `cbor:"14,keyasint,omitempty"` // the person is erased
	Words   int          `cbor:"15,keyasint,omitempty"` // the person's own message that vanishes with this one
	Media   string       `cbor:"20,keyasint,omitempty"` // file id of a photo that Telegram has ...
	IsVoice bool         `cbor:"21,keyasint,omitempty"` // ... or of a voice note
	Hush    bool         `cbor:"22,keyasint,omitempty"` // without a sound
	Picture *picture     `cbor:"40,keyasint,omitempty"` // drawn when it is sent; Text is its caption
	Live    string       `cbor:"42,keyasint,omitempty"` // the run (storage.RunID) whose progress it shows
	Last    bool         `cbor:"43,keyasint,omitempty"` // it shows it for the last time
	Thread  int          `cbor:"70,keyasint,omitempty"` // topic of a forum
	Until   int64        `cbor:"16,keyasint,omitempty"` // domain time (unix s) from which it is of no use and not sent
}

// outgoing renders one message of a turn and makes it ready for the outbox.
// l is nil where no person's record stands behind it. After a farewell nothing
// about the message is kept.
func (b *Bot) outgoing(in *incoming, l *storage.Loaded, say flows.Say, farewell bool) (storage.Outgoing, error) {
	read := b.now()
	if say.Wait != nil { // "tomorrow" is another day by then
		read = say.Wait.Until
	}
	r, err := b.render.render(say, read)
	if err != nil { // valid all the same, and better sent than not
		b.log.Error("a flow got a message wrong", "error", err)
		b.metrics.misrendered.Inc()
	}
	m := message{
		Chat: say.Chat, NoTrace: farewell, Text: r.Text, Markup: r.markup(), Vanish: int64(say.Vanish / time.Second),
		Thread: say.Thread, Protect: say.Protect, Hush: say.Hush, Pin: say.Pin, Hide: say.Hide, Picture: pictureFor(say),
	}
	if r.Document != nil {
		m.File, m.Name = r.Document.Bytes, r.Document.Name
	}
	if say.Media != nil {
		m.Media, m.IsVoice = say.Media.File.ID, say.Media.Kind == flows.Voice
	}
	if farewell { // it is the last trace, and goes whether it was sent or not
		m.Until = b.now().Add(24 * time.Hour).Unix()
	}
	if say.Live != "" {
		m.Live = string(storage.AnnouncementRun(say.Live))
	}
	to := in.chat
	if say.To != nil {
		to = *say.To
	} else if l != nil {
		b.place(&m, in, l, say)
		if m.Vanish > 0 {
			m.Words = in.sent
		}
	}
	body, err := cbor.Marshal(m)
	if err != nil {
		return storage.Outgoing{}, stepError{fmt.Errorf("encode a message: %w", err)}
	}
	out := storage.Outgoing{To: to, Group: in.group, Body: body, Other: say.To != nil, Replaceable: m.replaceable(say)}
	if !out.Other && !in.at.IsZero() {
		out.Age = max(b.now().Sub(in.at), 0)
	}
	if in.group && in.public.Word != "" {
		out.Once = string(body)
	}
	if say.Wait != nil && out.Other {
		err = b.hold(&out, m, say)
	}
	return out, err
}

// replaceable says whether nobody misses the message once the next screen waits
// behind it: it is a screen that nobody would want to keep, and nothing but words
// and buttons hangs on it.
func (m *message) replaceable(say flows.Say) bool {
	return m.Serial != 0 && !say.Fresh && say.Keyboard == flows.KeyboardAsIs && !m.NoTrace && !m.Hide &&
		m.Vanish == 0 && m.Words == 0 && m.Pin == nil && m.File == nil && m.Media == "" && m.Picture == nil && m.Live == ""
}

// hold lets a message wait until it is due. If another of its name waits already,
// one with the buttons for both takes the place of the two.
func (b *Bot) hold(out *storage.Outgoing, m message, say flows.Say) error {
	out.Hold = &storage.Hold{Until: say.Wait.Until, Name: say.Wait.Name}
	if say.Wait.More == nil {
		return nil
	}
	say.Rows = say.Wait.More
	r, err := b.render.render(say, say.Wait.Until)
	if err != nil {
		b.log.Error("a flow got a message wrong", "error", err)
		b.metrics.misrendered.Inc()
	}
	m.Text, m.Markup = r.Text, r.markup()
	if out.Hold.More, err = cbor.Marshal(m); err != nil {
		return stepError{fmt.Errorf("encode a message: %w", err)}
	}
	return nil
}

// place decides whether a message is an edit, and which older screen loses its
// buttons.
func (b *Bot) place(m *message, in *incoming, l *storage.Loaded, say flows.Say) {
	pressed := in.event.Kind == flows.Press && in.event.Message != 0 &&
		in.event.Serial != 0 && in.event.Serial == l.Person.Serial
	if !say.Screen {
		if say.Here && in.event.Kind == flows.Press {
			m.Edit = in.event.Message
		}
		return
	}
	if len(say.Rows) > 0 { // a reply keyboard's message can never be edited
		m.Serial = say.Serial
	}
	// An edit neither gives nor takes away the protection of a message.
	plain := m.File == nil && m.Media == "" && m.Picture == nil && m.Pin == nil && say.Keyboard == flows.KeyboardAsIs && !say.Hide && m.Protect == in.guarded
	switch {
	case pressed && !say.Fresh && plain:
		m.Edit = in.event.Message
	case pressed:
		m.Strip = in.event.Message
	case l.Screen.Message != 0 && l.Screen.Serial == l.Person.Serial: // else it is not told yet
		m.Strip = l.Screen.Message
	}
}

// deletion is the message that deletes another, and what the person wrote
// before it (0: nothing).
func deletion(chat int64, id, words int) ([]byte, error) {
	body, err := cbor.Marshal(message{Chat: chat, Delete: id, Words: words})
	if err != nil {
		return nil, fmt.Errorf("encode a deletion: %w", err)
	}
	return body, nil
}

// params are what every message to a chat carries.
func (m *message) params() map[string]string {
	p := make(map[string]string, 7)
	p["chat_id"] = strconv.FormatInt(m.Chat, 10)
	if m.Markup != "" {
		p["reply_markup"] = m.Markup
	}
	return p
}
