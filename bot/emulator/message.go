package emulator

import (
	"time"
)

// Message is one message as a person sees it now. Its slices are shared and
// not to be changed.
type Message struct {
	ID       int
	ChatID   int64
	ThreadID int   // forum topic, 0 for none
	FromID   int64 // the bot's id or a person's
	FromBot  bool
	Date     time.Time
	Edited   time.Time // zero if it never was
	Text     string    // plain text; the caption of a medium
	Entities []Entity
	Media    *Media // photo, document, voice or sticker; nil for none
	Location *Location
	Contact  *Contact
	Poll     *Poll
	Buttons  [][]Button // the inline keyboard in force
	ReplyTo  int        // message id, 0 for none
	AlbumID  string     // media_group_id
	Forward  string     // the name of whom it was forwarded from, "" if it was not
	Service  string     // a service message's field, such as "pinned_message"

	Protected bool // protect_content: cannot be forwarded or saved
	Silent    bool // disable_notification

	about  int64  // what a service message tells: a message, person or chat id
	sender []byte // the JSON of "from"
	frozen bool   // it carries a markup that is not inline: the bot cannot edit it
}

// Media is a file in a message.
type Media struct {
	Kind          string // photo, document, voice or sticker
	FileID        string
	UniqueID      string
	Name, MIME    string
	Size          int64 // bytes
	Width, Height int   // pixels
	Seconds       int   // of a voice message
	Emoji         string
}

// Location is a place, in degrees.
type Location struct{ Latitude, Longitude float64 }

// Contact is a shared phone number. UserID is 0 if it belongs to nobody on Telegram.
type Contact struct {
	Phone, FirstName, LastName string
	UserID                     int64
}

// Poll is a poll that a person sent.
type Poll struct {
	ID, Question string
	Options      []string
}

// HTML is the text with its formatting, as HTML parse mode would take it.
func (m Message) HTML() string { return renderHTML(m.Text, m.Entities) }

// Button finds an inline button by its label.
func (m Message) Button(label string) (Button, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if sameLabel(b.Text, label) {
				return b, true
			}
		}
	}
	return Button{}, false
}

// appendMessage appends the message object of the Bot API.
func appendMessage(b []byte, m *Message, c *chat) []byte {
	b = append(b, `{"message_id":`...)
	b = appendDigits(b, int64(m.ID))
	b = append(b, `,"from":`...)
	b = append(b, m.sender...)
	b = append(b, `,"chat":`...)
	b = append(b, c.object()...)
	b = appendInt(b, "date", m.Date.Unix())
	if !m.Edited.IsZero() {
		b = appendInt(b, "edit_date", m.Edited.Unix())
	}
	if m.ThreadID != 0 {
		b = appendInt(b, "message_thread_id", int64(m.ThreadID))
		b = append(b, `,"is_topic_message":true`...)
	}
	if m.Forward != "" {
		b = append(b, `,"forward_origin":{"type":"hidden_user"`...)
		b = appendField(b, "sender_user_name", m.Forward)
		b = appendInt(b, "date", m.Date.Unix())
		b = append(b, '}')
		b = appendField(b, "forward_sender_name", m.Forward)
		b = appendInt(b, "forward_date", m.Date.Unix())
	}
	if m.ReplyTo != 0 {
		if to := c.find(m.ReplyTo); to != nil {
			bare := *to
			bare.ReplyTo = 0 // Telegram nests one level only
			b = append(b, `,"reply_to_message":`...)
			b = appendMessage(b, &bare, c)
		}
	}
	if m.AlbumID != "" {
		b = appendField(b, "media_group_id", m.AlbumID)
	}
	if m.Protected {
		b = append(b, `,"has_protected_content":true`...)
	}
	b = appendContent(b, m, c)
	if len(m.Buttons) > 0 {
		b = append(b, `,"reply_markup":`...)
		b = appendKeyboard(b, m.Buttons)
	}
	return append(b, '}')
}

func appendContent(b []byte, m *Message, c *chat) []byte {
	switch {
	case m.Service != "":
		return appendService(b, m, c)
	case m.Media != nil:
		b = m.Media.append(b)
		if m.Text != "" {
			b = appendField(b, "caption", m.Text)
			b = appendEntities(b, "caption_entities", m.Entities)
		}
	case m.Location != nil:
		b = append(b, `,"location":{"latitude":`...)
		b = appendDegrees(b, m.Location.Latitude)
		b = append(b, `,"longitude":`...)
		b = appendDegrees(b, m.Location.Longitude)
		b = append(b, '}')
	case m.Contact != nil:
		b = append(b, `,"contact":{"phone_number":`...)
		b = appendString(b, m.Contact.Phone)
		b = appendField(b, "first_name", m.Contact.FirstName)
		if m.Contact.LastName != "" {
			b = appendField(b, "last_name", m.Contact.LastName)
		}
		if m.Contact.UserID != 0 {
			b = appendInt(b, "user_id", m.Contact.UserID)
		}
		b = append(b, '}')
	case m.Poll != nil:
		b = m.Poll.append(b)
	default:
		b = appendField(b, "text", m.Text)
		b = appendEntities(b, "entities", m.Entities)
	}
	return b
}

func appendService(b []byte, m *Message, c *chat) []byte {
	switch m.Service {
	case "new_chat_members":
		b = append(b, `,"new_chat_members":[`...)
		b = append(b, c.srv.userObject(m.about)...)
		return append(b, ']')
	case "left_chat_member":
		b = append(b, `,"left_chat_member":`...)
		return append(b, c.srv.userObject(m.about)...)
	case "pinned_message":
		if pinned := c.find(int(m.about)); pinned != nil {
			bare := *pinned
			bare.ReplyTo = 0
			b = append(b, `,"pinned_message":`...)
			b = appendMessage(b, &bare, c)
		}
		return b
	}
	return appendInt(b, m.Service, m.about) // migrate_to_chat_id, migrate_from_chat_id
}

// append writes the medium as the field that Telegram names after its kind.
func (m *Media) append(b []byte) []byte {
	if m.Kind == "photo" {
		b = append(b, `,"photo":[`...)
		for i, side := range []int{90, 320, 1280} {
			if i > 0 && max(m.Width, m.Height) < side/2 {
				break
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = m.appendSize(b, side)
		}
		return append(b, ']')
	}
	b = append(b, ',', '"')
	b = append(b, m.Kind...)
	b = append(b, `":{"file_id":`...)
	b = appendString(b, m.FileID)
	b = appendField(b, "file_unique_id", m.UniqueID)
	b = appendInt(b, "file_size", m.Size)
	switch m.Kind {
	case "voice":
		b = appendInt(b, "duration", int64(m.Seconds))
	case "sticker":
		b = append(b, `,"type":"regular","is_animated":false,"is_video":false`...)
		b = appendInt(b, "width", int64(m.Width))
		b = appendInt(b, "height", int64(m.Height))
		b = appendField(b, "emoji", m.Emoji)
	default:
		b = appendField(b, "file_name", m.Name)
	}
	if m.MIME != "" {
		b = appendField(b, "mime_type", m.MIME)
	}
	return append(b, '}')
}

// appendSize writes one of a photo's sizes. The emulator does not scale:
// every size downloads as the same file, the last one describes it.
func (m *Media) appendSize(b []byte, side int) []byte {
	w, h := m.Width, m.Height
	if longest := max(w, h); longest > side {
		w, h = max(1, w*side/longest), max(1, h*side/longest)
	}
	b = append(b, `{"file_id":`...)
	b = appendString(b, m.FileID)
	b = appendField(b, "file_unique_id", m.UniqueID)
	b = appendInt(b, "file_size", m.Size)
	b = appendInt(b, "width", int64(w))
	b = appendInt(b, "height", int64(h))
	return append(b, '}')
}

func (p *Poll) append(b []byte) []byte {
	b = append(b, `,"poll":{"id":`...)
	b = appendString(b, p.ID)
	b = appendField(b, "question", p.Question)
	b = append(b, `,"options":[`...)
	for i, o := range p.Options {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"text":`...)
		b = appendString(b, o)
		b = append(b, `,"voter_count":0}`...)
	}
	return append(b, `],"total_voter_count":0,"is_closed":false,"is_anonymous":true,"type":"regular","allows_multiple_answers":false}`...)
}
