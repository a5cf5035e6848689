package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
)

// change is the common part of every edit. apply changes a copy of the
// message, or says why it cannot.
func (s *Server) change(r *request, b []byte, apply func(m *Message) *refusal) ([]byte, *refusal) {
	if r.get("chat_id") == "" && r.get("message_id") == "" {
		return b, bad("message identifier is not specified") // inline messages are not emulated
	}
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	mk, refused := readMarkup(r, c.kind == private)
	if refused != nil {
		return b, refused
	}
	if mk.reply != nil || mk.remove {
		return b, bad("inline keyboard expected")
	}
	b, m, refused := s.changeIn(c, r, b, mk, apply)
	if refused == nil {
		s.show(c, m)
	}
	return b, refused
}

func (s *Server) changeIn(c *chat, r *request, b []byte, mk markup, apply func(m *Message) *refusal) ([]byte, *Message, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused := c.writable(); refused != nil {
		return b, nil, refused
	}
	old := c.find(int(r.number("message_id", 0, 0, 1<<31-1)))
	if old == nil {
		return b, nil, bad("message to edit not found")
	}
	if !old.FromBot || old.frozen || old.Service != "" {
		return b, nil, bad("message can't be edited")
	}
	m := *old
	if refused := apply(&m); refused != nil {
		return b, nil, refused
	}
	m.Buttons = mk.inline
	if m.Text == old.Text && slices.Equal(m.Entities, old.Entities) && sameKeyboard(m.Buttons, old.Buttons) {
		return b, nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	m.Edited = s.now()
	c.replace(&m)
	return appendMessage(b, &m, c), &m, nil
}

func (s *Server) editMessageText(r *request, b []byte) ([]byte, *refusal) {
	text, entities, refused := s.readText(r, "text", "entities", maxText, false)
	if refused != nil {
		return b, refused
	}
	if refused := readLinkPreview(r); refused != nil {
		return b, refused
	}
	return s.change(r, b, func(m *Message) *refusal {
		if m.Media != nil || m.Location != nil || m.Contact != nil || m.Poll != nil {
			return bad("there is no text in the message to edit")
		}
		m.Text, m.Entities = text, entities
		return nil
	})
}

func (s *Server) editMessageCaption(r *request, b []byte) ([]byte, *refusal) {
	text, entities, refused := s.readText(r, "caption", "caption_entities", maxCaption, true)
	if refused != nil {
		return b, refused
	}
	return s.change(r, b, func(m *Message) *refusal {
		if m.Media == nil || m.Media.Kind == "sticker" {
			return bad("there is no caption in the message to edit")
		}
		m.Text, m.Entities = text, entities
		return nil
	})
}

func (s *Server) editMessageReplyMarkup(r *request, b []byte) ([]byte, *refusal) {
	return s.change(r, b, func(*Message) *refusal { return nil })
}

func (s *Server) deleteMessage(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	id := int(r.number("message_id", 0, 0, 1<<31-1))
	if id == 0 {
		return b, bad("message identifier is not specified")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.reachable(); refused != nil {
		return b, refused
	}
	m := c.find(id)
	if m == nil {
		return b, bad("message to delete not found")
	}
	if refused = c.deletable(m, s.now()); refused != nil {
		return b, refused
	}
	c.remove(id)
	c.markDeleted(id)
	return append(b, "true"...), nil
}

// markDeleted remembers what the bot has deleted. The caller holds mu.
func (c *chat) markDeleted(id int) {
	if c.deleted == nil {
		c.deleted = map[int]bool{}
	}
	c.deleted[id] = true
}

// reachable is writable for a deletion: a block does not stand in its way.
func (c *chat) reachable() *refusal {
	if c.kind == private && !c.deactivated {
		return nil
	}
	return c.writable()
}

// deleteMessages skips messages that are gone, and deletes none if there is
// one among them that it may not delete. One that the bot itself has deleted
// before is recorded as a refusal.
func (s *Server) deleteMessages(r *request, b []byte) ([]byte, *refusal) {
	ids, refused := messageIDs(r)
	if refused != nil {
		return b, refused
	}
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.reachable(); refused != nil {
		return b, refused
	}
	for _, id := range ids {
		if m := c.find(id); m != nil {
			if refused = c.deletable(m, s.now()); refused != nil {
				return b, refused
			}
		}
	}
	for _, id := range ids {
		if c.deleted[id] {
			s.ledger.recordAgain(s.now(), c.id)
		}
		c.remove(id)
		c.markDeleted(id)
	}
	return append(b, "true"...), nil
}

func messageIDs(r *request) ([]int, *refusal) {
	raw := r.get("message_ids")
	if raw == "" {
		return nil, bad("message identifiers are not specified")
	}
	var list []json.RawMessage
	if !json.Valid([]byte(raw)) {
		return nil, bad("can't parse message_ids JSON object")
	}
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("expected an Array of message identifiers")
	}
	if len(list) > 100 {
		return nil, bad("too many message identifiers specified")
	}
	if len(list) == 0 {
		return nil, bad("message identifiers are not specified")
	}
	ids := make([]int, len(list))
	for i, one := range list {
		digits := string(one)
		if unquoted, err := strconv.Unquote(digits); err == nil {
			digits = unquoted
		}
		id, err := strconv.Atoi(digits)
		if err != nil {
			return nil, bad("can't parse message identifier as a Number")
		}
		if id <= 0 {
			return nil, bad("invalid message identifier specified")
		}
		ids[i] = id
	}
	return ids, nil
}

func (s *Server) pinChatMessage(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	id := int(r.number("message_id", 0, 0, 1<<31-1))
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.writable(); refused != nil {
		return b, refused
	}
	if c.find(id) == nil {
		return b, bad("message to pin not found")
	}
	if c.kind != private && c.bot != "administrator" {
		return b, bad("not enough rights to manage pinned messages in the chat")
	}
	if !slices.Contains(c.pinned, id) {
		c.pinned = append(c.pinned, id)
		c.add(&Message{FromID: s.botID, FromBot: true, sender: s.botJSON, Service: "pinned_message", about: int64(id)})
	}
	return append(b, "true"...), nil
}

// unpinChatMessage unpins one message, or the newest without message_id.
func (s *Server) unpinChatMessage(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused = c.writable(); refused != nil {
		return b, refused
	}
	if c.kind != private && c.bot != "administrator" {
		return b, bad("not enough rights to manage pinned messages in the chat")
	}
	id := int(r.number("message_id", 0, 0, 1<<31-1))
	if id == 0 && len(c.pinned) > 0 {
		id = c.pinned[len(c.pinned)-1]
	}
	if !slices.Contains(c.pinned, id) {
		return b, bad("message to unpin not found")
	}
	c.pinned = slices.DeleteFunc(c.pinned, func(p int) bool { return p == id })
	return append(b, "true"...), nil
}
