package emulator

import (
	"context"
	"fmt"
)

// Group is a group chat with several people, as they see it.
type Group struct{ chat *chat }

// Group returns the group with this id (negative; -100... for a supergroup),
// made if there is none yet. The bot is in it once somebody adds it.
func (s *Server) Group(id int64, title string) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[id]; c != nil {
		return &Group{c}
	}
	kind := group
	if id <= -1_000_000_000_000 {
		kind = supergroup
	}
	return &Group{s.newGroup(id, title, kind)}
}

// newGroup makes a group's chat. The caller holds the server's mu.
func (s *Server) newGroup(id int64, title string, kind chatKind) *chat {
	c := &chat{srv: s, id: id, kind: kind, members: map[int64]*Person{}, topics: map[int]bool{}}
	c.json = appendField(appendField(fmt.Appendf(nil, `{"id":%d`, id), "title", title), "type", kind.String())
	if kind == group {
		c.json = append(c.json, `,"all_members_are_administrators":false`...)
	}
	c.json = append(c.json, '}')
	s.chats[id] = c
	return c
}

// ID is the group's chat id.
func (g *Group) ID() int64 { return g.chat.id }

// Chat is what its members see now.
func (g *Group) Chat() Chat {
	g.chat.mu.Lock()
	defer g.chat.mu.Unlock()
	return g.chat.view()
}

// WaitFor waits until ok holds for what the members see, and returns that.
func (g *Group) WaitFor(ctx context.Context, ok func(Chat) bool) (Chat, error) {
	return g.chat.waitFor(ctx, ok)
}

// WaitForText waits for a message of the bot whose plain text holds part.
func (g *Group) WaitForText(ctx context.Context, part string) (Message, error) {
	return waitForText(ctx, g.chat, part)
}

// Subscribe opens a feed of what happens in the group from now on.
func (g *Group) Subscribe() *Feed { return g.chat.subscribe() }

// AddBot lets somebody add the bot, as a plain member or an administrator.
func (g *Group) AddBot(by *Person, administrator bool) {
	c := g.chat
	status := "member"
	if administrator {
		status = "administrator"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members[by.id] = by
	was := c.bot
	if was == "" {
		was = "left"
	}
	c.bot = status
	c.membership(by, was, status)
	if was == "left" || was == "kicked" {
		c.say(by, &Message{Service: "new_chat_members", about: c.srv.botID})
	}
}

// RemoveBot lets somebody throw the bot out.
func (g *Group) RemoveBot(by *Person) {
	c := g.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.bot
	c.say(by, &Message{Service: "left_chat_member", about: c.srv.botID})
	c.bot = "kicked"
	c.membership(by, was, "kicked")
}

// Send writes a text into the group; with group privacy the bot sees only
// commands, mentions and replies to it. It returns the update's id, or 0.
func (g *Group) Send(p *Person, text string) int64 { return g.SendTo(p, 0, text) }

// SendTo is Send in a forum topic.
func (g *Group) SendTo(p *Person, topic int, text string) int64 {
	g.join(p)
	return g.chat.write(p, text, Message{ThreadID: topic})
}

// Reply answers a message in the group.
func (g *Group) Reply(p *Person, messageID int, text string) int64 {
	g.join(p)
	return g.chat.write(p, text, Message{ReplyTo: messageID})
}

// Press presses a button under a message in the group.
func (g *Group) Press(p *Person, messageID int, data string) (int64, error) {
	g.join(p)
	return g.chat.pressData(p, messageID, data)
}

func (g *Group) join(p *Person) {
	g.chat.mu.Lock()
	g.chat.members[p.id] = p
	g.chat.mu.Unlock()
}

// Topic opens a forum topic, so that its id may be used as message_thread_id.
func (g *Group) Topic(id int) {
	g.chat.mu.Lock()
	g.chat.topics[id] = true
	g.chat.mu.Unlock()
}

// Migrate turns the group into a supergroup with a new id and tells the bot by
// two service messages. Writing to the old id is refused from now on, with
// migrate_to_chat_id.
func (g *Group) Migrate(by *Person, id int64, title string) *Group {
	old := g.chat
	old.srv.mu.Lock()
	c := old.srv.newGroup(id, title, supergroup)
	old.srv.mu.Unlock()

	old.mu.Lock()
	old.moved = id
	status := old.bot
	members := make(map[int64]*Person, len(old.members))
	for person, p := range old.members {
		members[person] = p
	}
	old.say(by, &Message{Service: "migrate_to_chat_id", about: id})
	old.mu.Unlock()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.bot, c.members = status, members
	c.say(by, &Message{Service: "migrate_from_chat_id", about: old.id})
	return &Group{c}
}
