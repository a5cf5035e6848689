package sim

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"path"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
)

// gate makes a town a function of its seed. All that one process does to another
// passes here: calls to Redis, calls to Telegram, what people do and what the town
// does. The gate waits until nothing else can move, and then lets one through, which
// the seed picks. A nil gate lets everybody through at once: that is a town on a real
// Redis, in real time.
type gate struct {
	rng     *rand.Rand
	arrived chan struct{} // holds a token when somebody may be waiting

	mu      sync.Mutex
	waiting []*passage
	last    map[string]*passage // of each goroutine
	trace   []string            // everybody who was let through, in order
}

// passage is one wait at the gate. Two that ask for the very same thing are told apart
// by what their goroutines did last, and by all that they did; if that is the same too,
// they go together.
type passage struct {
	name, before string
	ever         uint64 // a sum of all names so far
	free         chan struct{}
}

func (p *passage) compare(o *passage) int {
	return cmp.Or(cmp.Compare(p.name, o.name), cmp.Compare(p.before, o.before), cmp.Compare(p.ever, o.ever))
}

func newGate(seed uint64) *gate {
	return &gate{rng: rand.New(rand.NewPCG(seed, 1<<40)), arrived: make(chan struct{}, 1), last: map[string]*passage{}}
}

// pass waits for one's turn. It returns an error if ctx or the life of the process
// ends before: then nothing may be done.
func (g *gate) pass(ctx, life context.Context, name string) error {
	if g == nil {
		return nil
	}
	disorder()
	defer disorder()
	if job, ok := pprof.Label(ctx, "job"); ok {
		name += " for " + job
	}
	me := goroutine()
	g.mu.Lock()
	p := &passage{name: name, free: make(chan struct{})}
	if last := g.last[me]; last != nil {
		p.before, p.ever = last.name, last.ever
	}
	p.ever = p.ever*31 + sum64([]byte(name))
	g.last[me] = p
	g.waiting = append(g.waiting, p)
	g.mu.Unlock()
	select {
	case g.arrived <- struct{}{}:
	default:
	}
	var err error
	select {
	case <-p.free:
	case <-ctx.Done():
		err = ctx.Err()
	case <-life.Done():
	}
	if life.Err() != nil {
		err = errKilled
	}
	if err != nil {
		g.mu.Lock()
		g.waiting = slices.DeleteFunc(g.waiting, func(o *passage) bool { return o == p })
		g.mu.Unlock()
	}
	return err
}

// note adds to the trace what a passage led to.
func (g *gate) note(format string, args ...any) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.trace = append(g.trace, fmt.Sprintf(format, args...))
}

// disorder lets others go first, by chance and not by the seed, if -sim.disorder asks for
// it. A run must not change by it.
func disorder() {
	if !*disorderFlag {
		return
	}
	for range rand.IntN(20) {
		runtime.Gosched()
	}
}

// goroutine names the one that calls, as its stack does in the first line.
func goroutine() string {
	var line [32]byte
	number := bytes.Fields(line[:runtime.Stack(line[:], false)])[1]
	return string(number)
}

var errKilled = errors.New("the process was killed")

// open lets one after the other through until ctx ends. Each takes a moment, and now
// and then a long one, so that what waits for a clock comes between.
func (g *gate) open(ctx context.Context) {
	for {
		select {
		case <-g.arrived:
		case <-ctx.Done():
			return
		}
		for g.one() {
			most := int64(time.Millisecond)
			if g.rng.IntN(64) == 0 {
				most *= 50
			}
			time.Sleep(time.Duration(1 + g.rng.Int64N(most)))
		}
	}
}

// one lets one through, and says whether anybody was there.
func (g *gate) one() bool {
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return false
	}
	slices.SortFunc(g.waiting, (*passage).compare)
	next := g.waiting[g.rng.IntN(len(g.waiting))]
	g.trace = append(g.trace, next.name)
	g.waiting = slices.DeleteFunc(g.waiting, func(p *passage) bool {
		same := p.compare(next) == 0
		if same {
			close(p.free)
		}
		return same
	})
	return true
}

// spelled names a call by all that it says. The beginning is for people to read.
func spelled(what string, all []byte) string {
	return fmt.Sprintf("%s #%x", what, sum64(all))
}

func sum64(b []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(b)
	return h.Sum64()
}

// atRedis is the gate before one process' client of Redis.
type atRedis struct{ m *machine }

func (a atRedis) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a atRedis) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if greets(cmd) {
			return next(ctx, cmd)
		}
		if err := a.m.pass(ctx, commands(cmd)); err != nil {
			cmd.SetErr(err)
			return err
		}
		a.m.follow.hears(1)
		return next(ctx, cmd)
	}
}

func (a atRedis) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if greets(cmds...) {
			return next(ctx, cmds)
		}
		if err := a.m.pass(ctx, commands(cmds...)); err != nil {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
			return err
		}
		a.m.follow.hears(len(cmds))
		return next(ctx, cmds)
	}
}

// greets says whether commands only begin a connection, of which there may be as many
// as happen to be needed.
func greets(cmds ...redis.Cmder) bool { return cmds[0].Name() == "hello" }

// commands names commands by their first words and all of their arguments.
func commands(cmds ...redis.Cmder) string {
	var all bytes.Buffer
	var names []string
	for _, cmd := range cmds {
		name := cmd.Name()
		args := cmd.Args()
		if key := 1; len(args) > 1 {
			if strings.HasPrefix(name, "eval") && len(args) > 3 {
				key = 3
			}
			name += fmt.Sprintf(" %.60v", args[key])
		}
		names = append(names, name)
		if strings.HasSuffix(name, ":running") { // it says which process of the machine this test is
			continue
		}
		for _, arg := range args {
			fmt.Fprintf(&all, "%v\x00", arg)
		}
	}
	if len(names) > 3 {
		names = append(names[:3], "...")
	}
	return spelled(strings.Join(names, ", "), all.Bytes())
}

// atTelegram is the gate before one process' way to Telegram, which is the emulator
// itself: there is no network between. A process that was killed learns nothing more.
type atTelegram struct {
	m    *machine
	town *town
}

func (a atTelegram) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	said, what := body, "telegram "+path.Base(r.URL.Path)
	if form, err := url.ParseQuery(string(body)); err == nil {
		what += " " + form.Get("chat_id")
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") { // its parts come in any order
		lines := bytes.Split(body, []byte("\n"))
		slices.SortFunc(lines, bytes.Compare)
		said = bytes.Join(lines, nil)
	}
	if err := a.m.pass(r.Context(), spelled(what, said)); err != nil {
		return nil, err
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	ctx, end := a.m.call(context.WithValue(r.Context(), caller{}, a.m))
	defer end()
	r = r.WithContext(ctx)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer := httptest.NewRecorder()
	whole := served(a.town.emu, answer, r)
	switch {
	case a.m.life.Err() != nil:
		return nil, errKilled
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !whole:
		return nil, io.ErrUnexpectedEOF
	}
	return answer.Result(), nil
}

// caller is what a context carries of the process that calls.
type caller struct{}

// onPoll lets a poll look for updates when it is its turn: whoever woke it may still
// be at work. One whose process was killed meanwhile looks no more, for it would take
// some along; its call is about to be ended.
func onPoll(ctx context.Context) {
	if m, ok := ctx.Value(caller{}).(*machine); ok && m.pass(ctx, "looks for updates") != nil {
		<-ctx.Done()
	}
}

// served says whether an answer came; a handler aborts to break the connection.
func served(h http.Handler, w http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() {
		if broken := recover(); broken != nil && broken != http.ErrAbortHandler {
			panic(broken)
		}
	}()
	h.ServeHTTP(w, r)
	return true
}

// sum is one number for all that was let through and all that is kept at the end.
func (w *town) sum() string {
	h := sha256.New()
	for _, line := range w.disk.gate.trace {
		fmt.Fprintln(h, line)
	}
	all := w.everything(w.t.Context())
	delete(all, w.key("running")) // names this very process of the test
	for _, key := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(h, "%q %q\n", key, all[key])
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:12])
}
