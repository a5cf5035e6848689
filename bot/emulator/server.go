package emulator

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options is all that a Server can be told at its start. The zero value works.
type Options struct {
	Token    string // default "123456:emulator"; the number before the colon is the bot's id
	Username string // default "emulated_bot"
	Name     string // default "Emulated bot"

	Now           func() time.Time // the emulator's clock; default time.Now
	Seed          uint64           // of the chance in Faults
	FirstUpdateID int64            // default 100,000,000; update ids rise from here

	KeepCalls    int // how many calls Calls remembers; default 1,000, negative for none
	KeepMessages int // how many messages a chat keeps at least; default 0, all

	ReadsGroups bool   // group privacy is off: the bot sees all messages in groups
	Limits      Limits // flood limits; the zero value has none

	LocalWebhook  bool          // allow http, any port and loopback, as a local server does
	WebhookRetry  time.Duration // the first delay that is doubled; default 1 s
	WebhookClient *http.Client  // how webhooks are called; default a client of its own

	// OnSend is told of every message that the bot sent or edited, OnAnswer of
	// every press that it answered: in the goroutine of the bot's request,
	// before it is answered, with no lock held.
	OnSend   func(Message)
	OnAnswer func(personID int64, t Toast)
	// OnPoll is told of every getUpdates that is about to look whether there is
	// anything for it: when it comes and each time it is woken. It may wait, and gets
	// the context of the bot's request.
	OnPoll func(context.Context)
	// OnHand is told whose update getUpdates hands out, once for each: the chat of a
	// message, the person of a press. It is called with the queue held and must not
	// call the emulator.
	OnHand func(id int64)
}

// Server is the emulated Telegram. It is safe for concurrent use.
type Server struct {
	opts    Options
	botID   int64
	botJSON []byte // the "from" of the bot's messages
	finder  finder
	methods map[string]method

	messageIDs atomic.Int64
	queue      queue
	hook       webhook
	presses    presses
	ledger     ledger
	faults     faults
	files      files
	settings   settings
	limits     limiter
	watch      watch
	buffers    sync.Pool    // *[]byte, for answers
	serials    atomic.Int64 // of albums and polls

	mu      sync.RWMutex // guards the maps only; taken after any other lock
	chats   map[int64]*chat
	people  map[int64]*Person
	closing chan struct{}
	closed  sync.Once
}

// New makes a server. Close ends what it runs for webhooks and long polls.
func New(opts Options) *Server {
	if opts.Token == "" {
		opts.Token = "123456:emulator"
	}
	if opts.Username == "" {
		opts.Username = "emulated_bot"
	}
	if opts.Name == "" {
		opts.Name = "Emulated bot"
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.FirstUpdateID == 0 {
		opts.FirstUpdateID = 100_000_000
	}
	if opts.KeepCalls == 0 {
		opts.KeepCalls = 1000
	}
	if opts.WebhookRetry == 0 {
		opts.WebhookRetry = time.Second
	}
	s := &Server{
		opts:    opts,
		finder:  newFinder(),
		methods: methodTable(),
		chats:   map[int64]*chat{},
		people:  map[int64]*Person{},
		closing: make(chan struct{}),
	}
	id, _, _ := strings.Cut(opts.Token, ":")
	if s.botID, _ = strconv.ParseInt(id, 10, 64); s.botID == 0 {
		s.botID = 123456
	}
	s.botJSON = append(appendField(appendField(append(appendDigits([]byte(`{"id":`), s.botID), `,"is_bot":true`...), "first_name", opts.Name), "username", opts.Username), '}')
	s.buffers.New = func() any { b := make([]byte, 0, 2048); return &b }
	s.ledger = ledger{counts: map[string]int{}, keep: opts.KeepCalls}
	s.faults.random = rand.New(rand.NewPCG(opts.Seed, opts.Seed))
	s.files.byID, s.files.byUnique = map[string]*file{}, map[string]*file{}
	s.presses.open = map[string]*press{}
	s.settings = settings{commands: map[string][]byte{}, texts: map[string]string{}, menus: map[int64][]byte{}}
	s.limits.limits = opts.Limits
	s.queue.init(s)
	s.hook.init(s)
	return s
}

// Token is the token that the bot must use.
func (s *Server) Token() string { return s.opts.Token }

// BotID is the bot's own user id.
func (s *Server) BotID() int64 { return s.botID }

// Close ends long polls and webhook deliveries and waits for the latter.
// Calls that still come are answered.
func (s *Server) Close() {
	s.closed.Do(func() { close(s.closing) })
	s.hook.close()
}

func (s *Server) now() time.Time { return s.opts.Now() }

// chat returns a chat by its id, or nil.
func (s *Server) chat(id int64) *chat {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.chats[id]
}

// userObject is the JSON of a user: the bot or a person.
func (s *Server) userObject(id int64) []byte {
	if id == s.botID {
		return s.botJSON
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if p := s.people[id]; p != nil {
		return *p.json.Load()
	}
	return fmt.Appendf(nil, `{"id":%d,"is_bot":false,"first_name":"Deleted Account"}`, id)
}

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	path := hr.URL.Path
	if rest, ok := strings.CutPrefix(path, "/file/bot"); ok {
		s.serveFile(w, rest)
		return
	}
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		s.refuse(w, path, &refusal{code: 404, text: "Not Found"})
		return
	}
	token, name, _ := strings.Cut(rest, "/")
	r, err := readRequest(strings.ToLower(strings.TrimSuffix(name, "/")), hr)
	buf := s.buffers.Get().(*[]byte)
	b, refused := s.answer(append((*buf)[:0], `{"ok":true,"result":`...), r, token, err)
	b = append(b, '}')
	s.write(w, r, name, b, refused)
	if cap(b) <= 1<<20 {
		*buf = b
		s.buffers.Put(buf)
	}
}

// answer does the call and appends its result, or says why not.
func (s *Server) answer(b []byte, r *request, token string, err error) ([]byte, *refusal) {
	if token != s.opts.Token {
		return b, &refusal{code: 401, text: "Unauthorized"}
	}
	m, known := s.methods[r.method]
	if !known {
		return b, &refusal{code: 404, text: "Not Found: method not found"}
	}
	switch {
	case errors.Is(err, errTooLarge):
		return b, &refusal{code: 413, text: "Request Entity Too Large"}
	case err != nil:
		return b, bad(err.Error())
	case !r.valid():
		return b, bad("strings must be encoded in UTF-8")
	}
	if name, ok := m.unknown(r); ok {
		return b, bad(fmt.Sprintf("unknown parameter %q of the method %s", name, r.method))
	}
	if id, err := strconv.ParseInt(r.get("chat_id"), 10, 64); err == nil {
		r.chatID = id
	}
	if refused := s.faults.before(s, r); refused != nil {
		return b, refused
	}
	if m.paced {
		if refused := s.limits.take(s, r.chatID); refused != nil {
			return b, refused
		}
	}
	return m.do(s, r, b)
}

// write records the call and sends its answer, spoilt if a Fault says so.
func (s *Server) write(w http.ResponseWriter, r *request, name string, b []byte, refused *refusal) {
	code := http.StatusOK
	if refused != nil {
		code = refused.code
	}
	s.ledger.record(Call{At: s.now(), Method: r.method, ChatID: r.chatID, Params: r.params, Code: code}, name, refused)
	s.watch.changed()
	if refused != nil {
		b = refused.appendTo(b[:0])
	}
	if r.fault.spoil(w, b) {
		return
	}
	h := w.Header()
	h["Content-Type"] = jsonType()
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	if refused != nil {
		if refused.retryAfter > 0 {
			h.Set("Retry-After", strconv.Itoa(refused.retryAfter))
		}
		w.WriteHeader(code)
	}
	_, _ = w.Write(b) // the client may be gone; there is nobody left to tell
}

func jsonType() []string { return []string{"application/json"} }

// refuse records and answers what never became a call of a method.
func (s *Server) refuse(w http.ResponseWriter, method string, f *refusal) {
	s.ledger.record(Call{At: s.now(), Method: method, Code: f.code}, method, f)
	w.Header()["Content-Type"] = jsonType()
	w.WriteHeader(f.code)
	_, _ = w.Write(f.appendTo(nil)) // as above
}
