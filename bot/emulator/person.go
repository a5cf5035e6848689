package emulator

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// Profile is how a person appears to the bot.
type Profile struct {
	FirstName, LastName, Username, LanguageCode string
	Phone                                       string // what ShareContact shares
}

// Person is somebody with a phone, in a private chat with the bot. What a
// person does is put into the bot's queue before the method returns.
type Person struct {
	srv     *Server
	id      int64
	profile Profile
	json    atomic.Pointer[[]byte] // as updates name the person
	chat    *chat

	language atomic.Pointer[string] // the app's language_code

	mu     sync.Mutex
	toasts []Toast

	onMessage atomic.Pointer[func(Message)]
}

// Person returns the person with this id, made from the profile if there is
// none yet. The bot cannot write to a person who has never written to it.
func (s *Server) Person(id int64, profile Profile) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.people[id]; p != nil {
		return p
	}
	if profile.FirstName == "" {
		profile.FirstName = fmt.Sprintf("Person %d", id)
	}
	p := &Person{srv: s, id: id, profile: profile}
	p.language.Store(&profile.LanguageCode)
	names := appendNames(nil, profile)
	p.describe(names)
	p.chat = &chat{srv: s, id: id, kind: private, person: p}
	p.chat.json = fmt.Appendf(nil, `{"id":%d%s,"type":"private"}`, id, names)
	s.people[id] = p
	s.chats[id] = p.chat
	return p
}

// describe writes how updates name the person.
func (p *Person) describe(names []byte) {
	b := fmt.Appendf(nil, `{"id":%d,"is_bot":false%s`, p.id, names)
	if code := *p.language.Load(); code != "" {
		b = appendField(b, "language_code", code)
	}
	b = append(b, '}')
	p.json.Store(&b)
}

// SetLanguage changes the language of the person's app; what they do from now
// on carries the new language_code.
func (p *Person) SetLanguage(code string) {
	p.language.Store(&code)
	p.describe(appendNames(nil, p.profile))
}

func appendNames(b []byte, p Profile) []byte {
	b = appendField(b, "first_name", p.FirstName)
	if p.LastName != "" {
		b = appendField(b, "last_name", p.LastName)
	}
	if p.Username != "" {
		b = appendField(b, "username", p.Username)
	}
	return b
}

// ID is the person's user id, which is also the id of the private chat.
func (p *Person) ID() int64 { return p.id }

// Profile is how the person appears to the bot.
func (p *Person) Profile() Profile { return p.profile }

// Chat is what the person sees now.
func (p *Person) Chat() Chat {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.view()
}

// Keyboard is the reply keyboard in force, or nil.
func (p *Person) Keyboard() *ReplyKeyboard {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.keyboard
}

// Action is what the bot shows that it is doing, such as "typing", until its
// next message; "" for nothing.
func (p *Person) Action() string {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.action
}

// Pinned lists the ids of the pinned messages, oldest first.
func (p *Person) Pinned() []int {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return append([]int(nil), p.chat.pinned...)
}

// Subscribe opens a feed of what happens in the chat from now on.
func (p *Person) Subscribe() *Feed { return p.chat.subscribe() }

// WaitFor waits until ok holds for what the person sees, and returns that.
func (p *Person) WaitFor(ctx context.Context, ok func(Chat) bool) (Chat, error) {
	return p.chat.waitFor(ctx, ok)
}

// WaitForText waits for a message of the bot whose plain text holds part.
func (p *Person) WaitForText(ctx context.Context, part string) (Message, error) {
	return waitForText(ctx, p.chat, part)
}

// OnMessage sets a hook for every message that the bot sends or edits in the
// private chat; nil takes it away. It runs in the goroutine of the bot's
// request, before that is answered, with no lock held.
func (p *Person) OnMessage(hook func(Message)) {
	if hook == nil {
		p.onMessage.Store(nil)
		return
	}
	p.onMessage.Store(&hook)
}

// Toasts lists the answers to the person's presses, oldest first.
func (p *Person) Toasts() []Toast {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Toast(nil), p.toasts...)
}

const maxToasts = 1000

func (p *Person) toast(c *chat, t Toast) {
	p.mu.Lock()
	if len(p.toasts) >= maxToasts {
		p.toasts = append(p.toasts[:0:0], p.toasts[maxToasts/2:]...)
	}
	p.toasts = append(p.toasts, t)
	p.mu.Unlock()
	c.mu.Lock()
	c.tell(Event{Kind: EventToast, Toast: t})
	c.mu.Unlock()
}

// Block stops the bot. The bot learns of it by my_chat_member.
func (p *Person) Block() int64 {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	if p.chat.blocked {
		return 0
	}
	p.chat.blocked = true
	return p.chat.membership(p, "member", "kicked")
}

// Meet makes the person one who has written to the bot before; the bot gets no
// update of it.
func (p *Person) Meet() {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	p.chat.started = true
}

// Unblock restarts the bot, without writing to it.
func (p *Person) Unblock() int64 {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	return p.chat.unblock()
}

// unblock is Unblock. The caller holds mu.
func (c *chat) unblock() int64 {
	if !c.blocked {
		return 0
	}
	c.blocked, c.started = false, true
	return c.membership(c.person, "kicked", "member")
}

// Deactivate deletes the person's account. The bot is not told.
func (p *Person) Deactivate() {
	p.chat.mu.Lock()
	p.chat.deactivated = true
	p.chat.mu.Unlock()
}

// ClearHistory empties the chat on the person's side only; the bot can still
// edit and delete what it sent.
func (p *Person) ClearHistory() {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.log); n > 0 {
		c.hidden = c.log[n-1].ID
		c.tell(Event{Kind: EventDeleted})
	}
}

// Delete deletes messages for both sides, as a person may. The bot is not told.
func (p *Person) Delete(messageIDs ...int) {
	p.chat.mu.Lock()
	defer p.chat.mu.Unlock()
	for _, id := range messageIDs {
		p.chat.remove(id)
	}
}

// membership tells the bot of its own new status. The caller holds mu.
func (c *chat) membership(by *Person, from, to string) int64 {
	b := append([]byte(`{"chat":`), c.object()...)
	b = append(append(b, `,"from":`...), *by.json.Load()...)
	b = appendInt(b, "date", c.srv.now().Unix())
	for _, m := range []struct{ field, status string }{{"old_chat_member", from}, {"new_chat_member", to}} {
		b = append(append(append(b, `,"`...), m.field...), `":{"user":`...)
		b = append(b, c.srv.botJSON...)
		b = appendField(b, "status", m.status)
		if m.status == "kicked" {
			b = append(b, `,"until_date":0`...)
		}
		b = append(b, '}')
	}
	return c.srv.queue.push("my_chat_member", queueID{"my_chat_member", c.id}, "", append(b, '}'))
}
