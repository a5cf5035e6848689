package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

func names(lists ...string) []string { return strings.Fields(strings.Join(lists, " ")) }

// target finds the chat that a call is about.
func (s *Server) target(r *request, name string) (*chat, *refusal) {
	raw := r.get(name)
	if raw == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(raw, 10, 64)
	if err != nil {
		return nil, bad("chat not found") // @names of channels included
	}
	c := s.chat(id)
	if c == nil {
		return nil, bad("chat not found")
	}
	return c, nil
}

// deliver is the common end of everything that sends: it reads what all of
// them share, checks the chat and puts the message there.
func (s *Server) deliver(r *request, b []byte, m *Message) ([]byte, *refusal) {
	c, m, refused := s.place(r, m)
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	b = appendMessage(b, m, c)
	c.mu.Unlock()
	s.show(c, m)
	return b, nil
}

func (s *Server) place(r *request, m *Message) (*chat, *Message, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return nil, nil, refused
	}
	mk, refused := readMarkup(r, c.kind == private)
	if refused != nil {
		return nil, nil, refused
	}
	if refused = readLinkPreview(r); refused != nil {
		return nil, nil, refused
	}
	m.FromID, m.FromBot, m.sender = s.botID, true, s.botJSON
	m.Buttons = mk.inline
	m.frozen = mk.reply != nil || mk.remove
	m.Protected, m.Silent = r.flag("protect_content"), r.flag("disable_notification")
	m.ThreadID = int(r.number("message_thread_id", 0, 0, 1<<31-1))

	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.writable(); refused != nil {
		return nil, nil, refused
	}
	if m.ThreadID != 0 && !c.topics[m.ThreadID] {
		return nil, nil, bad("message thread not found")
	}
	if m.ReplyTo, refused = readReply(r, c); refused != nil {
		return nil, nil, refused
	}
	c.action = ""
	if mk.reply != nil || mk.remove {
		c.keyboard = mk.reply
	}
	c.add(m)
	if mk.reply != nil {
		mk.reply.MessageID = m.ID
	}
	return c, m, nil
}

// show runs the hooks for a message that the bot sent or edited.
func (s *Server) show(c *chat, m *Message) {
	if s.opts.OnSend != nil {
		s.opts.OnSend(*m)
	}
	if c.person == nil {
		return
	}
	if hook := c.person.onMessage.Load(); hook != nil {
		(*hook)(*m)
	}
}

func readReply(r *request, c *chat) (int, *refusal) {
	reply := struct {
		MessageID    int             `json:"message_id"`
		ChatID       json.RawMessage `json:"chat_id"`
		WithoutReply bool            `json:"allow_sending_without_reply"`
		Quote        string          `json:"quote"`
		ParseMode    string          `json:"quote_parse_mode"`
		Entities     json.RawMessage `json:"quote_entities"`
		Position     int             `json:"quote_position"`
		Task         int             `json:"checklist_task_id"`
		Option       string          `json:"poll_option_id"`
	}{}
	if raw := r.get("reply_parameters"); raw != "" {
		if err := strictJSON([]byte(raw), &reply); err != nil {
			return 0, bad("can't parse reply parameters JSON object")
		}
	} else {
		reply.MessageID = int(r.number("reply_to_message_id", 0, 0, 1<<31-1))
		reply.WithoutReply = r.flag("allow_sending_without_reply")
	}
	if reply.MessageID != 0 && c.find(reply.MessageID) == nil {
		if reply.WithoutReply {
			return 0, nil
		}
		return 0, bad("message to be replied not found")
	}
	return reply.MessageID, nil
}

func readLinkPreview(r *request) *refusal {
	raw := r.get("link_preview_options")
	if raw == "" {
		return nil
	}
	var options struct {
		Disabled   bool   `json:"is_disabled"`
		URL        string `json:"url"`
		Small      bool   `json:"prefer_small_media"`
		Large      bool   `json:"prefer_large_media"`
		ShownAbove bool   `json:"show_above_text"`
	}
	if err := strictJSON([]byte(raw), &options); err != nil {
		return bad("can't parse link preview options JSON object")
	}
	return nil
}

func (s *Server) sendMessage(r *request, b []byte) ([]byte, *refusal) {
	text, entities, refused := s.readText(r, "text", "entities", maxText, false)
	if refused != nil {
		return b, refused
	}
	return s.deliver(r, b, &Message{Text: text, Entities: entities})
}

func (s *Server) sendFile(r *request, b []byte, kind string) ([]byte, *refusal) {
	text, entities, refused := s.readText(r, "caption", "caption_entities", maxCaption, true)
	if refused != nil {
		return b, refused
	}
	media, refused := s.outgoing(r, kind)
	if refused != nil {
		return b, refused
	}
	return s.deliver(r, b, &Message{Text: text, Entities: entities, Media: media})
}

func (s *Server) sendPhoto(r *request, b []byte) ([]byte, *refusal) {
	return s.sendFile(r, b, "photo")
}

func (s *Server) sendDocument(r *request, b []byte) ([]byte, *refusal) {
	return s.sendFile(r, b, "document")
}

func (s *Server) sendVoice(r *request, b []byte) ([]byte, *refusal) {
	return s.sendFile(r, b, "voice")
}

func (s *Server) sendLocation(r *request, b []byte) ([]byte, *refusal) {
	at := &Location{}
	for _, d := range []struct {
		name  string
		limit float64
		to    *float64
	}{{"latitude", 90, &at.Latitude}, {"longitude", 180, &at.Longitude}} {
		raw := strings.TrimSpace(r.get(d.name))
		if raw == "" {
			return b, bad(d.name + " is empty")
		}
		v, err := strconv.ParseFloat(raw, 64)
		if err != nil || v < -d.limit || v > d.limit {
			return b, bad("wrong location specified")
		}
		*d.to = v
	}
	return s.deliver(r, b, &Message{Location: at})
}

func (s *Server) sendChatAction(r *request, b []byte) ([]byte, *refusal) {
	known := []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	action := r.get("action")
	if !slices.Contains(known, action) {
		return b, bad("wrong parameter action in request")
	}
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.writable(); refused != nil {
		return b, refused
	}
	c.action = action
	c.tell(Event{Kind: EventAction, Action: action})
	return append(b, "true"...), nil
}

func (s *Server) copyMessage(r *request, b []byte) ([]byte, *refusal) {
	from, refused := s.target(r, "from_chat_id")
	if refused != nil {
		return b, refused
	}
	from.mu.Lock()
	original := from.find(int(r.number("message_id", 0, 0, 1<<31-1)))
	from.mu.Unlock()
	switch {
	case original == nil:
		return b, bad("message to copy not found")
	case original.Service != "" || original.Protected:
		return b, bad("message can't be copied")
	}
	m := &Message{Text: original.Text, Entities: original.Entities, Media: original.Media, Location: original.Location, Contact: original.Contact, Poll: original.Poll}
	if r.has("caption") && m.Media != nil {
		if m.Text, m.Entities, refused = s.readText(r, "caption", "caption_entities", maxCaption, true); refused != nil {
			return b, refused
		}
	}
	c, m, refused := s.place(r, m)
	if refused != nil {
		return b, refused
	}
	s.show(c, m)
	return append(appendDigits(append(b, `{"message_id":`...), int64(m.ID)), '}'), nil
}
