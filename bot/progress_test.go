package bot

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// shown is one state of a message in an organiser's chat.
type shown struct {
	at      time.Time
	message int
	text    string
	buttons []string // what they do
}

// watcher is an organiser who sends an announcement and looks at it.
type watcher struct {
	*mailing
	b    *Bot
	stop func()
	me   *emulator.Person

	mu     sync.Mutex
	states []shown
}

const organiserID = 2

// newWatcher makes a town with n readers and an organiser, who has written an
// announcement up to the last question.
func newWatcher(t *testing.T, rdb redis.UniversalClient, pace string, n int) *watcher {
	w := &watcher{mailing: newMailing(t, rdb, pace, emulator.Options{}, n)}
	// A press and a look at the same moment may show the same: rounded numbers are often equal.
	w.forgiven = append(w.forgiven, bare)
	w.b = w.watched()
	w.stop = w.start(w.b)
	w.seat(w.b, organiserID, flows.English, flows.RoleOrganiser)
	w.me = w.person(organiserID, "en")
	w.me.OnMessage(func(m emulator.Message) {
		if !m.FromBot {
			return
		}
		s := shown{at: time.Now(), message: m.ID, text: m.Text}
		for _, row := range m.Buttons {
			for _, b := range row {
				_, do, _ := strings.Cut(b.Data, "~")
				s.buttons = append(s.buttons, do)
			}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.states = append(w.states, s)
	})
	w.does(w.b, w.me, "> /start", "en", "> /desk", "news", "make", "all", "> The lamps are back", "same", "without", "next", "next", "no", "now")
	w.offers(w.me, "send")
	return w
}

// watched is a bot that looks at its announcements ten times as often.
func (w *watcher) watched() *Bot {
	b := w.bot()
	b.watch = watching{look: 20 * time.Millisecond, every: 300 * time.Millisecond}
	return b
}

// showed are the states of messages that show how far it has come, oldest
// first.
func (w *watcher) showed() []shown {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.states), func(s shown) bool {
		return !strings.Contains(s.text, "It goes out:") && !strings.Contains(s.text, "It is being sent") && !strings.Contains(s.text, "It is paused") &&
			!strings.Contains(s.text, "It was stopped") && !strings.Contains(s.text, "Sending is finished")
	})
}

// news is the announcement on the board.
func (w *watcher) news() flows.Announcement {
	w.t.Helper()
	board, err := w.b.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if len(board.News) != 1 {
		w.t.Fatalf("the board has %d announcements", len(board.News))
	}
	return board.News[0]
}

// shows is how a number of the only announcement is shown: rounded down, and no more
// than its audience was said to be.
func (w *watcher) shows(n int) string {
	w.t.Helper()
	n = min(n/5*5, w.news().Said)
	if n < 5 {
		return "fewer than 5"
	}
	return strconv.Itoa(n)
}

// underWay sends it and waits until an edit tells of somebody reached.
func (w *watcher) underWay() (id string) {
	w.t.Helper()
	w.do(w.me, "send")
	w.until("an edit of the progress", func() bool {
		s := w.showed()
		return len(s) > 2 && strings.Contains(s[len(s)-1].text, "Reached: ") && !strings.Contains(s[len(s)-1].text, "Reached: 0")
	})
	return w.news().ID
}

// One message shows how far an announcement has come, is edited no more often
// than it should be and only if something has changed, holds and goes on by its
// own buttons, and ends in the truth.
func TestProgressIsOneMessage(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newWatcher(t, rdb, "total=60,chat=50", 150)
	id := w.underWay()

	w.do(w.me, "run.pause."+id)
	w.until("the run to be paused", func() bool {
		return w.progress(w.b, storage.AnnouncementRun(id)).State == storage.RunPaused
	})
	w.idle(w.b)
	paused := func() bool {
		s, p := w.showed(), w.progress(w.b, storage.AnnouncementRun(id))
		last := s[len(s)-1]
		return strings.Contains(last.text, "It is paused") && strings.Contains(last.text, "Reached: "+w.shows(p.Sent)+".") &&
			strings.Contains(last.text, "Still to be sent: "+w.shows(p.Remaining)+".")
	}
	w.until("the pause to be shown with its numbers", paused)
	w.idle(w.b)
	before := len(w.showed())
	w.until("time to pass", func() bool { // many looks, of which none finds anything new
		if err := w.b.showProgress(t.Context()); err != nil {
			t.Fatal(err)
		}
		s := w.showed()
		return time.Since(s[len(s)-1].at) > 700*time.Millisecond
	})
	if n := len(w.showed()); n != before {
		t.Errorf("%d edits while nothing changed", n-before)
	}
	if got := w.showed()[before-1].buttons; !slices.Equal(got, []string{"run.resume." + id, "run.stop." + id}) {
		t.Errorf("the buttons do %q", got)
	}
	w.do(w.me, "run.resume."+id)
	w.sees(w.me, "Sending is finished")
	w.idle(w.b)

	states := w.showed()
	report := states[len(states)-1]
	edits := slices.DeleteFunc(slices.Clone(states), func(s shown) bool { return s.message != states[0].message })
	w.until("the progress to show the end", func() bool {
		states = w.showed()
		edits = slices.DeleteFunc(slices.Clone(states), func(s shown) bool { return s.message != states[0].message })
		return strings.Contains(edits[len(edits)-1].text, "Sending is finished")
	})
	last := edits[len(edits)-1]
	if len(last.buttons) != 0 || last.text != "Sending is finished." {
		t.Errorf("it ends with %+v", last)
	}
	reports := slices.DeleteFunc(slices.Clone(states), func(s shown) bool {
		return !strings.Contains(s.text, "Sending is finished") || !strings.Contains(s.text, "Reached: ")
	})
	if len(reports) != 1 || !strings.Contains(reports[0].text, "Reached: "+w.shows(150)+".") || !strings.Contains(reports[0].text, "Sent: "+w.shows(150)+".") {
		t.Errorf("the numbers are reported by %+v; once was expected", reports)
	}
	if others := len(states) - len(edits); others != 1 {
		t.Errorf("%d messages beside the one that is edited; one, the report, was expected", others)
	}
	if report.message == last.message && !slices.ContainsFunc(states, func(s shown) bool { return s.message != last.message }) {
		t.Errorf("the report is no message of its own")
	}
	for i := 1; i < len(edits); i++ {
		pressed := strings.Contains(edits[i].text, "It is paused") != strings.Contains(edits[i-1].text, "It is paused") // answers to a press come at once
		if gap := edits[i].at.Sub(edits[i-1].at); gap < 250*time.Millisecond && !pressed && i > 1 && strings.Contains(edits[i-1].text, "Reached") {
			t.Errorf("edit %d comes %v after the one before", i, gap)
		}
		if edits[i].text == edits[i-1].text && slices.Equal(edits[i].buttons, edits[i-1].buttons) {
			t.Errorf("edit %d changes nothing", i)
		}
	}
	if n := rdb.HLen(t.Context(), "{"+w.program.Name+"}:runs:watched").Val(); n != 0 {
		t.Errorf("%d fields are kept of who watched", n)
	}
}

// A process that ends hands the message over to another.
func TestProgressGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	rdb := redistest.Start(t).Client()
	w := newWatcher(t, rdb, "total=100,chat=50", 600) // six seconds, in which another process starts
	w.do(w.me, "send")
	w.until("the progress to be shown", func() bool { return len(w.showed()) > 0 })
	id := w.news().ID
	other := w.watched()
	w.start(other)
	w.until("the other bot to be ready", other.Ready)
	w.until("it to be under way", func() bool { s := w.showed(); return strings.Contains(s[len(s)-1].text, "It is being sent") })
	w.do(w.me, "run.pause."+id)
	w.until("the pause to be shown", func() bool { s := w.showed(); return strings.Contains(s[len(s)-1].text, "It is paused") })
	w.idle(other) // nothing is on its way that the other would send again
	w.stop()
	message := w.showed()[0].message
	// A look that the first began before the pause may have ended after it, and shown the state
	// before; the other corrects that.
	w.idle(other)
	w.offers(w.me, "run.resume."+id)
	w.do(w.me, "run.resume."+id)
	w.until("the other to show the end", func() bool {
		s := w.showed()
		return slices.ContainsFunc(s, func(s shown) bool {
			return s.message == message && strings.Contains(s.text, "Sending is finished")
		})
	})
}

// What an organiser deletes does not come back; what is opened again moves.
func TestProgressIsDeletedOrMoved(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newWatcher(t, rdb, "total=60,chat=50", 180)
	w.forgiven = append(w.forgiven, "Bad Request: message to edit not found")
	id := w.underWay()
	w.do(w.me, "run.pause."+id)
	w.until("the pause to be shown", func() bool { s := w.showed(); return strings.Contains(s[len(s)-1].text, "It is paused") })
	w.until("the run to be paused", func() bool {
		return w.progress(w.b, storage.AnnouncementRun(id)).State == storage.RunPaused
	})
	w.idle(w.b)
	old := w.showed()[0].message
	w.does(w.b, w.me, "> /desk", "news", "a."+id)
	moved := w.showed()
	now := moved[len(moved)-1].message
	if now == old {
		t.Fatal("it is not shown anew")
	}
	if slices.ContainsFunc(w.me.Chat(), func(m emulator.Message) bool { return m.ID == old }) {
		t.Error("the older message is still there")
	}
	w.me.Delete(now)
	w.does(w.b, w.me, "a."+id)
	w.me.Delete(w.showed()[len(w.showed())-1].message)
	if ok, err := w.b.ResumeBulk(t.Context(), storage.AnnouncementRun(id)); !ok || err != nil {
		t.Fatal(err)
	}
	if err := w.b.markNews(t.Context(), id, func(a *flows.Announcement) bool { a.Wish = flows.WishRun; return true }); err != nil {
		t.Fatal(err)
	}
	w.sees(w.me, "Sending is finished")
	w.idle(w.b)
	after := 0
	for _, m := range w.me.Chat() {
		if m.FromBot && (strings.Contains(m.Text, "It is being sent") || strings.Contains(m.Text, "It is paused")) {
			after++
		}
	}
	if after != 0 {
		t.Errorf("%d messages of progress came back", after)
	}
}

// Nobody steers an announcement without the role, whatever they press.
func TestProgressWithoutTheRole(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newWatcher(t, rdb, "total=60,chat=50", 100)
	other := w.person(77, "en")
	w.settleIn(other, "en")
	id := w.underWay()
	progress := w.showed()[0].message
	other.ForgeCallback(other.Chat()[0].ID, "0~run.pause."+id)
	w.sees(other, "You no longer have a role here")
	if err := w.b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { board.Staff = nil; return true }); err != nil {
		t.Fatal(err)
	}
	w.do(w.me, "run.stop."+id)
	w.sees(w.me, "You no longer have a role here")
	w.until("nobody to watch", func() bool { return rdb.HLen(t.Context(), "{"+w.program.Name+"}:runs:watched").Val() == 0 })
	if a := w.news(); a.Wish == flows.WishStop {
		t.Errorf("it is %+v", a)
	}
	w.idle(w.b)
	for _, s := range w.showed() {
		if s.message == progress && strings.Contains(s.text, "Sending is finished") {
			t.Error("whoever has no role is shown the end")
		}
	}
}

// A role is withdrawn in the middle: nothing more goes out, the other organiser
// is told and decides, and gets the report.
func TestTheAuthorsRoleEnds(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newWatcher(t, rdb, "total=60,chat=50", 300)
	w.seat(w.b, 3, flows.Ukrainian, flows.RoleOrganiser)
	other := w.person(3, "uk")
	w.does(w.b, other, "> /start", "uk")
	id := w.underWay()
	if err := w.b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
		board.Staff = slices.DeleteFunc(slices.Clone(board.Staff), func(m flows.Member) bool { return m.Chat == organiserID })
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.b.announce(t.Context(), w.now(), w.now()); err != nil {
		t.Fatal(err)
	}
	w.offers(other, "run.resume."+id)
	w.idle(w.b)
	held := w.progress(w.b, storage.AnnouncementRun(id))
	if held.State != storage.RunPaused || held.Sent == 300 {
		t.Fatalf("it is not held: %+v", held)
	}
	if err := w.b.announce(t.Context(), w.now(), w.now()); err != nil { // the next minute tells nobody again
		t.Fatal(err)
	}
	w.idle(w.b)
	told := 0
	for _, m := range other.Chat() {
		if strings.Contains(m.Text, "Роль людини, яка його написала, завершилася") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("they are told %d times", told)
	}
	w.do(w.me, "run.pause."+id)
	w.sees(w.me, "You no longer have a role here")
	w.do(other, "run.resume."+id)
	w.sees(other, "Отримали: 280.") // of 300, rounded down in each neighbourhood and language
	if a := w.news(); a.By != w.b.store.Person(3) {
		t.Errorf("it is %+v", a)
	}
}

// Broken formatting arrives as it was typed, somebody who blocks the bot in the
// middle is counted, and the same words are asked about.
func TestAnAnnouncementMeetsLife(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newWatcher(t, rdb, "total=60,chat=50", 300)
	w.forgiven = append(w.forgiven, blocked)
	words := "*open _x* <b>&amp; </i> __ 🦔"
	w.does(w.b, w.me, "back", "again", "> "+words, "same", "without", "next", "next", "no", "now")
	id := w.underWay()
	w.do(w.me, "run.pause."+id)
	w.until("the run to be paused", func() bool {
		return w.progress(w.b, storage.AnnouncementRun(id)).State == storage.RunPaused
	})
	w.idle(w.b)
	last := int64(firstReader + 299)
	w.person(last, "en").Block()
	w.do(w.me, "run.resume."+id)
	w.sees(w.me, "Sending is finished")
	w.idle(w.b)
	if p := w.progress(w.b, storage.AnnouncementRun(id)); p.Sent != 299 || p.Unreachable != 1 || p.Matched != 300 {
		t.Errorf("%+v", p)
	}
	if !slices.ContainsFunc(w.showed(), func(s shown) bool {
		return strings.HasPrefix(s.text, "Sending is finished") && strings.Contains(s.text, "Sent: "+w.shows(300)+". Reached: "+w.shows(299)+". Blocked the bot: fewer than 5. Failed: fewer than 5.")
	}) {
		t.Errorf("the report is not true: %+v", w.showed())
	}
	w.mailing.mu.Lock()
	if got := w.came[firstReader][0]; !strings.HasPrefix(got, "open _x <b>&amp; </i> __ 🦔") {
		t.Errorf("it reads %q", got)
	}
	w.mailing.mu.Unlock()
	w.does(w.b, w.me, "> /desk", "news", "make", "all", "> "+words, "same", "without", "next", "next", "no", "now")
	w.sees(w.me, "The same words were sent within the last day")
}
