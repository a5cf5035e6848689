package bot

import (
	"fmt"
	"strconv"
	"time"

	"porchlight/bot/render"
	"porchlight/flows"
	"porchlight/storage"
)

// message is what lies sealed in the outbox: one call, whose result is kept.
// What needs no result rides along. Field numbers are a format: never reuse one.
type message struct {
	Chat    int64        `cbor:"1,keyasint"`
	Text    string       `cbor:"2,keyasint,omitempty"` // HTML
	Markup  string       `cbor:"3,keyasint,omitempty"` // reply_markup as JSON
	Edit    int          `cbor:"4,keyasint,omitempty"` // edit this one; if it is gone, send
	Strip   int          `cbor:"5,keyasint,omitempty"` // take this one's buttons away afterwards
	Serial  uint32       `cbor:"6,keyasint,omitempty"` // it shows the current screen
	Vanish  int64        `cbor:"7,keyasint,omitempty"` // seconds after which it is deleted
	Protect bool         `cbor:"8,keyasint,omitempty"`
	Pin     *flows.Point `cbor:"9,keyasint,omitempty"` // a place on the map, without words
	File    []byte       `cbor:"10,keyasint,omitempty"`
	Name    string       `cbor:"11,keyasint,omitempty"` // of File
	Hide    bool         `cbor:"12,keyasint,omitempty"` // nothing but delete what was shown
	NoTrace bool         `cbor:"14,keyasint,omitempty"` // the person is erased
	Media   string       `cbor:"20,keyasint,omitempty"` // file id of a photo that Telegram has ...
	IsVoice bool         `cbor:"21,keyasint,omitempty"` // ... or of a voice note
	Else    string       `cbor:"80,keyasint,omitempty"` // HTML that is sent instead if Telegram will not show Media
	Hush    bool         `cbor:"22,keyasint,omitempty"` // without a sound
	Picture *picture     `cbor:"40,keyasint,omitempty"` // drawn when it is sent; Text is its caption
	Live    string       `cbor:"42,keyasint,omitempty"` // the run (storage.RunID) whose progress it shows
	Last    bool         `cbor:"43,keyasint,omitempty"` // it shows it for the last time
	Thread  int          `cbor:"70,keyasint,omitempty"` // topic of a forum
	Notice  string       `cbor:"85,keyasint,omitempty"` // the kind of standing notice (flows.NoticeKind) that it shows
	Over    uint32       `cbor:"95,keyasint,omitempty"` // edit the message that shows the screen of this serial
	Until   int64        `cbor:"16,keyasint,omitempty"` // domain time (unix s) from which it is of no use and not sent
	Gone    []int        `cbor:"64,keyasint,omitempty"` // nothing but delete these
	Instead *instead     `cbor:"65,keyasint,omitempty"` // of an edit whose message has deleted itself

	// Written before one entry was one call, and read for as long as such
	// entries may wait: see parts.
	Delete int `cbor:"13,keyasint,omitempty"` // nothing but delete this one
	Words  int `cbor:"15,keyasint,omitempty"` // the person's own message that vanishes with this one
}

// instead is what is sent where an edit would bring back something sensitive
// that has deleted itself meanwhile.
type instead struct {
	Text   string `cbor:"1,keyasint"`
	Markup string `cbor:"2,keyasint,omitempty"`
}

// pack makes the entries of one message for the outbox, whoever asks for it, in
// the order in which they are sent: what is hidden before it, a pin, and last the
// words. read is when they will be read: "tomorrow" is another day by then.
func (b *Bot) pack(say flows.Say, read time.Time) []message {
	r := b.rendered(say, read)
	words := message{
		Chat: say.Chat, Text: r.Text, Markup: r.Markup(), Vanish: int64(say.Vanish / time.Second),
		Thread: say.Thread, Protect: say.Protect, Hush: say.Hush, Picture: pictureFor(say),
	}
	if r.Document != nil {
		words.File, words.Name = r.Document.Bytes, r.Document.Name
	}
	if say.Media != nil {
		words.Media, words.IsVoice = say.Media.File.ID, say.Media.Kind == flows.Voice
		if len(say.Else) > 0 {
			words.Else = b.rendered(flows.Say{Lang: say.Lang, Lines: say.Else}, read).Text
		}
	}
	if say.Live != "" {
		words.Live = string(storage.AnnouncementRun(say.Live))
	}
	var all []message
	if say.Hide {
		all = append(all, message{Chat: say.Chat, Hide: true})
	}
	if say.Pin != nil {
		all = append(all, message{Chat: say.Chat, Pin: say.Pin, Vanish: words.Vanish, Thread: say.Thread, Protect: say.Protect, Hush: say.Hush})
	}
	return append(all, words)
}

// packOne is pack for what is never more than one entry: what the bot says by
// itself.
func (b *Bot) packOne(say flows.Say, read time.Time) (message, error) {
	all := b.pack(say, read)
	if len(all) != 1 {
		return message{}, stepError{fmt.Errorf("a message that nobody asked for is %d entries", len(all))}
	}
	return all[0], nil
}

// rendered is what a message looks like. One that a flow got wrong is valid all
// the same, and better sent than not.
func (b *Bot) rendered(say flows.Say, read time.Time) render.Message {
	r, err := b.render.Message(say, read)
	if err != nil {
		b.log.Error("a flow got a message wrong", "error", err)
		b.metrics.misrendered.Inc()
	}
	if b.shown != nil {
		b.shown(say, r)
	}
	return r
}

// encode makes a message ready to be sealed.
func (m message) encode() ([]byte, error) {
	body, err := storage.Marshal(m)
	if err != nil {
		return nil, stepError{fmt.Errorf("encode a message: %w", err)}
	}
	return body, nil
}

// entry is a message in somebody's outbox.
func (m message) entry(to flows.ID, group bool) (storage.Outgoing, error) {
	body, err := m.encode()
	return storage.Outgoing{To: to, Group: group, Body: body, Deletes: m.Hide || len(m.Gone) > 0}, err
}

// parts takes an entry apart that was written when it could be several calls; an
// entry of today is one part.
func (m message) parts() []message {
	var all []message
	if m.Hide && m.Text != "" {
		all = append(all, message{Chat: m.Chat, Hide: true})
	}
	if m.Pin != nil && m.Text != "" {
		all = append(all, message{Chat: m.Chat, Pin: m.Pin, Vanish: m.Vanish, Protect: m.Protect, Hush: m.Hush, NoTrace: m.NoTrace, Until: m.Until})
	}
	if all != nil {
		m.Hide, m.Pin = false, nil
	}
	return append(all, m)
}

// gone lists what an entry deletes, or what is to be deleted with its message.
func (m *message) gone(also ...int) []int {
	all := append(also, m.Gone...)
	for _, id := range []int{m.Delete, m.Words} {
		if id != 0 {
			all = append(all, id)
		}
	}
	return all
}

// outgoing makes the outbox entries of one message of a turn. l is nil where no
// person's record stands behind it. After a farewell nothing about the message is
// kept.
func (b *Bot) outgoing(in *incoming, l *storage.Loaded, say flows.Say, farewell bool) ([]storage.Outgoing, error) {
	read := b.now()
	if say.Wait != nil {
		read = say.Wait.Until
	}
	if say.To == nil && l != nil && edits(in, l, say) {
		say = say.InPlace()
	}
	all := b.pack(say, read)
	words := &all[len(all)-1]
	to, group := in.chat, in.group
	if say.To != nil {
		to, group = *say.To, false
	} else if l != nil {
		b.place(words, in, l, say)
	}
	var out []storage.Outgoing
	for _, m := range all {
		if farewell && say.To == nil { // it is the last trace, and goes whether it was sent or not
			m.NoTrace, m.Until = true, b.now().Add(24*time.Hour).Unix()
		}
		if say.To != nil && say.Lapses != 0 {
			m.Until = say.Lapses
			words.Until = say.Lapses
		}
		o, err := m.entry(to, group)
		if err != nil {
			return nil, err
		}
		o.Other = say.To != nil
		if !o.Other && !in.at.IsZero() {
			o.Age = max(b.now().Sub(in.at), 0)
		}
		if in.group && in.public.Word != "" {
			o.Once = string(o.Body)
		}
		o.Replaceable = len(all) == 1 && m.replaceable(say)
		out = append(out, o)
	}
	if say.Wait == nil || say.To == nil {
		return out, nil
	}
	if len(out) > 1 {
		return nil, stepError{fmt.Errorf("a message that waits is %d entries", len(out))}
	}
	return out, b.hold(&out[0], *words, say)
}

// replaceable says whether nobody misses the message once the next screen waits
// behind it: it is a screen that nobody would want to keep, it does not say what was
// done, and nothing but words and buttons hangs on it.
func (m *message) replaceable(say flows.Say) bool {
	return m.Serial != 0 && !say.Tells && say.Keyboard == flows.KeyboardAsIs && !m.NoTrace &&
		m.File == nil && m.Media == "" && m.Picture == nil && m.Live == ""
}

// hold lets a message wait until it is due. If another of its name waits already,
// one with the buttons for both takes the place of the two.
func (b *Bot) hold(out *storage.Outgoing, m message, say flows.Say) (err error) {
	out.Hold = &storage.Hold{Until: say.Wait.Until, Name: say.Wait.Name}
	if say.Wait.More == nil {
		return nil
	}
	say.Rows = say.Wait.More
	r := b.rendered(say, say.Wait.Until)
	m.Text, m.Markup = r.Text, r.Markup()
	out.Hold.More, err = m.encode()
	return err
}

// pressed says whether the event is a press of a button of the current screen.
func (in *incoming) pressed(l *storage.Loaded) bool {
	return in.event.Kind == flows.Press && in.event.Message != 0 && in.event.Serial != 0 && in.event.Serial == l.Person.Serial
}

// edits says whether a screen takes the place of the one whose button was pressed. An
// edit neither gives nor takes away the protection of a message, and no picture.
func edits(in *incoming, l *storage.Loaded, say flows.Say) bool {
	plain := say.Attach == nil && say.Media == nil && say.Picture == nil && say.Pin == nil && say.Keyboard == flows.KeyboardAsIs && !say.Hide
	return say.Screen && in.pressed(l) && !say.Fresh && plain && !in.pictured && say.Protect == in.guarded
}

// place decides whether a message is an edit, and which older screen loses its
// buttons.
func (b *Bot) place(m *message, in *incoming, l *storage.Loaded, say flows.Say) {
	if !say.Screen {
		if say.Here && in.event.Kind == flows.Press {
			m.Edit = in.event.Message
		}
		return
	}
	if len(say.Rows) > 0 { // a reply keyboard's message can never be edited
		m.Serial = say.Serial
	}
	switch {
	case edits(in, l, say):
		m.Edit = in.event.Message
		if m.Vanish > 0 {
			r := b.rendered(flows.VanishedMeanwhile(say.Lang), b.now())
			m.Instead = &instead{Text: r.Text, Markup: r.Markup()}
		}
	case in.pressed(l):
		m.Strip = in.event.Message
	case say.Same && !say.Fresh && m.Serial != 0: // which message that is may not be told yet
		m.Over = l.Person.Serial
	case l.Screen.Message != 0 && l.Screen.Serial == l.Person.Serial: // else it is not told yet
		m.Strip = l.Screen.Message
	}
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
