package emulator

import (
	"slices"
	"sort"
	"sync"
	"time"
)

type chatKind int

const (
	private chatKind = iota
	group
	supergroup
)

func (k chatKind) String() string {
	return [...]string{"private", "group", "supergroup"}[k]
}

// chat is one conversation: a person with the bot, or a group. Everything
// below mu is guarded by it; what stands above never changes.
type chat struct {
	srv    *Server
	id     int64
	kind   chatKind
	person *Person // of a private chat
	json   []byte  // the Bot API's chat object

	mu       sync.Mutex
	log      []*Message // by rising id; a message is replaced, never changed
	hidden   int        // messages up to this id were cleared on the person's side
	pinned   []int
	deleted  map[int]bool // by the bot
	keyboard *ReplyKeyboard
	action   string        // the newest chat action
	changed  chan struct{} // closed at the next change; nil while nobody waits
	feeds    []*Feed
	pace     pace

	// private chats
	started, blocked, deactivated bool

	// groups
	bot     string // the bot's status: member, administrator, left or kicked
	members map[int64]*Person
	topics  map[int]bool
	moved   int64 // the supergroup that it became, 0 for none
}

// Chat is what somebody sees in a chat now, oldest message first.
type Chat []Message

// Last is the newest message; ok is false in an empty chat.
func (c Chat) Last() (m Message, ok bool) {
	if len(c) == 0 {
		return Message{}, false
	}
	return c[len(c)-1], true
}

// LastFromBot is the bot's newest message.
func (c Chat) LastFromBot() (m Message, ok bool) {
	for i := len(c) - 1; i >= 0; i-- {
		if c[i].FromBot {
			return c[i], true
		}
	}
	return Message{}, false
}

// FromBot is the bot's messages only.
func (c Chat) FromBot() Chat {
	var kept Chat
	for _, m := range c {
		if m.FromBot {
			kept = append(kept, m)
		}
	}
	return kept
}

// Message finds a message by its id.
func (c Chat) Message(id int) (m Message, ok bool) {
	for _, m := range c {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}

// Button finds the newest message that has an inline button with this label.
func (c Chat) Button(label string) (m Message, b Button, ok bool) {
	for i := len(c) - 1; i >= 0; i-- {
		if b, ok := c[i].Button(label); ok {
			return c[i], b, true
		}
	}
	return Message{}, Button{}, false
}

// object is the chat's JSON. A group's title and a person's name are fixed.
func (c *chat) object() []byte { return c.json }

// find returns a message that still exists, or nil. The caller holds mu.
func (c *chat) find(id int) *Message {
	if i, ok := c.index(id); ok {
		return c.log[i]
	}
	return nil
}

func (c *chat) index(id int) (int, bool) {
	n := len(c.log)
	if n > 0 && c.log[n-1].ID == id { // the usual one
		return n - 1, true
	}
	i := sort.Search(n, func(i int) bool { return c.log[i].ID >= id })
	return i, i < n && c.log[i].ID == id
}

// add gives the message its id and date and appends it. The caller holds mu;
// ids rise within a chat because they are taken under it.
func (c *chat) add(m *Message) {
	m.ID = int(c.srv.messageIDs.Add(1))
	m.ChatID = c.id
	if m.Date.IsZero() {
		m.Date = c.srv.now()
	}
	if keep := c.srv.opts.KeepMessages; keep > 0 && len(c.log) >= 2*keep {
		c.log = append([]*Message(nil), c.log[len(c.log)-keep+1:]...)
	}
	c.log = append(c.log, m)
	c.tell(Event{Kind: EventNew, Message: *m})
}

// replace puts a changed copy of a message in its place. The caller holds mu.
func (c *chat) replace(m *Message) {
	if i, ok := c.index(m.ID); ok {
		c.log[i] = m
		c.tell(Event{Kind: EventEdited, Message: *m})
	}
}

// remove deletes a message for everybody. The caller holds mu.
func (c *chat) remove(id int) {
	i, ok := c.index(id)
	if !ok {
		return
	}
	m := c.log[i]
	c.log = slices.Delete(c.log, i, i+1)
	c.pinned = slices.DeleteFunc(c.pinned, func(p int) bool { return p == id })
	if c.keyboard != nil && c.keyboard.MessageID == id {
		c.keyboard = nil // as the apps do
	}
	c.tell(Event{Kind: EventDeleted, Message: *m})
}

// view copies what is seen. The caller holds mu.
func (c *chat) view() Chat {
	seen := make(Chat, 0, len(c.log))
	for _, m := range c.log {
		if m.ID > c.hidden {
			seen = append(seen, *m)
		}
	}
	return seen
}

// writable tells why the bot cannot write here, or nil. The caller holds mu.
func (c *chat) writable() *refusal {
	if c.kind != private {
		switch {
		case c.moved != 0:
			return &refusal{code: 400, text: "Bad Request: group chat was upgraded to a supergroup chat", migratedTo: c.moved}
		case c.bot == "kicked":
			return forbidden("bot was kicked from the " + c.kind.String() + " chat")
		case c.bot == "left" || c.bot == "":
			return forbidden("bot is not a member of the " + c.kind.String() + " chat")
		}
		return nil
	}
	switch {
	case c.deactivated:
		return forbidden("user is deactivated")
	case c.blocked:
		return forbidden("bot was blocked by the user")
	case !c.started:
		return forbidden("bot can't initiate conversation with a user")
	}
	return nil
}

// known says whether the bot has met the person of a private chat.
func (c *chat) known() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.started
}

// deletable tells why the bot cannot delete a message, or nil.
func (c *chat) deletable(m *Message, now time.Time) *refusal {
	if c.kind != private && c.bot != "administrator" && !m.FromBot {
		return bad("message can't be deleted")
	}
	if c.bot != "administrator" && now.Sub(m.Date) >= 48*time.Hour {
		return bad("message can't be deleted for everyone")
	}
	return nil
}
