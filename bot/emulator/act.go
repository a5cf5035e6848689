package emulator

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// say puts a person's message into the chat and into the bot's queue, unless
// group privacy keeps it from the bot. The caller holds mu.
func (c *chat) say(p *Person, m *Message) int64 {
	m.FromID, m.sender = p.id, *p.json.Load()
	if c.kind == private {
		c.unblock()
		c.started = true
	}
	if c.keyboard != nil && (c.keyboard.OneTime || c.keyboard.ForceReply) {
		c.keyboard = nil
	}
	c.add(m)
	if !c.visible(m) {
		return 0
	}
	return c.srv.queue.push("message", queueID{"chat", c.id}, "", appendMessage(nil, m, c))
}

// visible applies group privacy: of a group the bot sees commands, replies to
// it and service messages, unless it reads all or is an administrator.
func (c *chat) visible(m *Message) bool {
	if c.kind == private {
		return true
	}
	if c.bot != "member" && c.bot != "administrator" || c.moved != 0 && m.Service == "" {
		return false
	}
	if c.bot == "administrator" || c.srv.opts.ReadsGroups || m.Service != "" {
		return true
	}
	if to := c.find(m.ReplyTo); m.ReplyTo != 0 && to != nil && to.FromBot {
		return true
	}
	if !strings.HasPrefix(m.Text, "/") {
		return strings.Contains(m.Text, "@"+c.srv.opts.Username)
	}
	command, _, _ := strings.Cut(m.Text, " ")
	_, whose, named := strings.Cut(command, "@")
	return !named || strings.EqualFold(whose, c.srv.opts.Username)
}

// write sends a text as the apps do: trimmed, and in pieces of 4096 units.
func (c *chat) write(p *Person, text string, m Message) (updateID int64) {
	text, _ = cleanText(text, nil)
	c.mu.Lock()
	defer c.mu.Unlock()
	for text != "" {
		piece := text
		if utf16Len(piece) > maxText {
			piece = cut(text, maxText)
		}
		text = text[len(piece):]
		part := m
		part.Text, part.Entities = piece, c.srv.finder.find(piece, nil)
		updateID = c.say(p, &part)
	}
	return updateID
}

// cut returns the longest start of s that has at most n UTF-16 units.
func cut(s string, n int) string {
	for i, r := range s {
		if n--; r > 0xffff {
			n--
		}
		if n < 0 {
			return s[:i]
		}
	}
	return s
}

func (p *Person) put(m Message) int64 {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.say(p, &m)
}

// Send writes a text and returns the update's id, 0 if the bot did not ask
// for messages. A person who blocked the bot unblocks it by writing.
func (p *Person) Send(text string) int64 { return p.chat.write(p, text, Message{}) }

// Reply answers a message.
func (p *Person) Reply(messageID int, text string) int64 {
	return p.chat.write(p, text, Message{ReplyTo: messageID})
}

// Forward sends on a text that somebody else wrote.
func (p *Person) Forward(author, text string) int64 {
	return p.chat.write(p, text, Message{Forward: author})
}

// Photo sends a picture. Its size in pixels is read from the data if they are
// an image.
func (p *Person) Photo(data []byte, caption string) int64 {
	return p.put(p.captioned(p.srv.files.photo(data), caption))
}

// PhotoOf sends a picture of so many bytes, all zero, that are not held.
func (p *Person) PhotoOf(size int64, caption string) int64 {
	return p.put(p.captioned(p.srv.files.add(&file{kind: "photo", size: size, width: 1280, height: 960}), caption))
}

// Album sends several pictures at once: one update each, with one
// media_group_id. The caption is the first one's. It returns the last id.
func (p *Person) Album(caption string, pictures ...[]byte) (updateID int64) {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	album := strconv.FormatInt(13_000_000_000_000_000+p.srv.serials.Add(1), 10)
	for i, data := range pictures {
		m := Message{Media: p.srv.files.photo(data), AlbumID: album}
		if i == 0 {
			m = p.captioned(m.Media, caption)
			m.AlbumID = album
		}
		updateID = p.chat.say(p, &m)
	}
	return updateID
}

func (p *Person) captioned(media *Media, caption string) Message {
	caption, _ = cleanText(caption, nil)
	return Message{Media: media, Text: caption, Entities: p.srv.finder.find(caption, nil)}
}

// Document sends a file.
func (p *Person) Document(name, mime string, data []byte, caption string) int64 {
	return p.put(p.captioned(p.srv.files.add(&file{kind: "document", name: name, mime: mime, data: data}), caption))
}

// DocumentOf sends a file of so many bytes, all zero, that are not held.
func (p *Person) DocumentOf(name string, size int64) int64 {
	return p.put(Message{Media: p.srv.files.add(&file{kind: "document", name: name, size: size})})
}

// Voice sends a voice message.
func (p *Person) Voice(data []byte, seconds int) int64 {
	return p.put(Message{Media: p.srv.files.add(&file{kind: "voice", mime: "audio/ogg", data: data, seconds: seconds})})
}

// Sticker sends a sticker that stands for an emoji.
func (p *Person) Sticker(emoji string) int64 {
	return p.put(Message{Media: p.srv.files.add(&file{kind: "sticker", emoji: emoji, size: 20_000, width: 512, height: 512})})
}

// Location shares a place, in degrees.
func (p *Person) Location(latitude, longitude float64) int64 {
	return p.put(Message{Location: &Location{latitude, longitude}})
}

// Contact shares somebody's phone number.
func (p *Person) Contact(c Contact) int64 { return p.put(Message{Contact: &c}) }

// ShareContact shares the person's own phone number, as request_contact does.
func (p *Person) ShareContact() int64 {
	return p.Contact(Contact{p.profile.Phone, p.profile.FirstName, p.profile.LastName, p.id})
}

// Poll sends a poll.
func (p *Person) Poll(question string, options ...string) int64 {
	id := strconv.FormatInt(5_000_000_000_000_000_000+p.srv.serials.Add(1), 10)
	return p.put(Message{Poll: &Poll{id, question, options}})
}

// Edit changes one of the person's own texts or captions.
func (p *Person) Edit(messageID int, text string) (int64, error) {
	c := p.chat
	text, _ = cleanText(text, nil)
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.find(messageID)
	if old == nil || old.FromID != p.id {
		return 0, fmt.Errorf("edit message %d: it is not there or not %d's", messageID, p.id)
	}
	m := *old
	m.Text, m.Entities, m.Edited = text, p.srv.finder.find(text, nil), p.srv.now()
	c.replace(&m)
	return p.srv.queue.push("edited_message", queueID{"chat", c.id}, "", appendMessage(nil, &m, c)), nil
}

// Press presses the inline button with this callback data under a message.
func (p *Person) Press(messageID int, data string) (int64, error) {
	return p.chat.pressData(p, messageID, data)
}

func (c *chat) pressData(p *Person, messageID int, data string) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.find(messageID)
	if m == nil || c.kind == private && m.ID <= c.hidden {
		return 0, fmt.Errorf("press %q: message %d is not there", data, messageID)
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data == data && data != "" {
				return c.press(p, messageID, data), nil
			}
		}
	}
	return 0, fmt.Errorf("press %q: message %d has no such button", data, messageID)
}

// PressLabel presses the button with this label under the newest message
// that has one.
func (p *Person) PressLabel(label string) (int64, error) {
	m, b, ok := p.Chat().Button(label)
	if !ok {
		return 0, fmt.Errorf("press %q: no message has such a button", label)
	}
	if b.Data == "" {
		return 0, fmt.Errorf("press %q: the button sends nothing to the bot", label)
	}
	return p.Press(m.ID, b.Data)
}

// ForgeCallback sends a press as a tampered app can: of any data, under any
// message, there or not.
func (p *Person) ForgeCallback(messageID int, data string) int64 {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.press(p, messageID, data)
}

// press queues a callback query. The caller holds mu.
func (c *chat) press(p *Person, messageID int, data string) int64 {
	pr := &press{Press: Press{PersonID: p.id, ChatID: c.id, MessageID: messageID, Data: data, At: c.srv.now()}, person: p, chat: c}
	c.srv.presses.add(pr)
	b := append([]byte(`{"id":`), '"')
	b = append(append(b, pr.ID...), '"')
	b = append(append(b, `,"from":`...), *p.json.Load()...)
	if m := c.find(messageID); m != nil {
		b = appendMessage(append(b, `,"message":`...), m, c)
	} else {
		b = append(append(b, `,"message":{"chat":`...), c.object()...)
		b = append(appendInt(b, "message_id", int64(messageID)), `,"date":0}`...)
	}
	b = appendField(b, "chat_instance", strconv.FormatInt(c.id*7919+1, 10))
	b = appendField(b, "data", data)
	return c.srv.queue.push("callback_query", queueID{"presses", p.id}, pr.ID, append(b, '}'))
}

// Tap taps a button of the reply keyboard: it sends the text, or shares the
// contact that the button asks for. For a place call Location.
func (p *Person) Tap(label string) (int64, error) {
	b, ok := p.Keyboard().Button(label)
	switch {
	case !ok:
		return 0, fmt.Errorf("tap %q: the keyboard has no such button", label)
	case b.RequestContact:
		return p.ShareContact(), nil
	case b.RequestLocation:
		return 0, fmt.Errorf("tap %q: the button asks for a place", label)
	}
	return p.Send(label), nil
}

func waitForText(ctx context.Context, c *chat, part string) (Message, error) {
	var found Message
	_, err := c.waitFor(ctx, func(seen Chat) bool {
		for i := len(seen) - 1; i >= 0; i-- {
			if seen[i].FromBot && strings.Contains(seen[i].Text, part) {
				found = seen[i]
				return true
			}
		}
		return false
	})
	if err != nil {
		return Message{}, fmt.Errorf("no message with %q: %w", part, err)
	}
	return found, nil
}
