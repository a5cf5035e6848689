package bot

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// notices are the notices in somebody's chat, as they stand there now.
func notices(p *emulator.Person) (all []emulator.Message) {
	for _, m := range p.Chat().FromBot() {
		if strings.HasPrefix(m.Text, "📬") || strings.HasPrefix(m.Text, "Nothing is waiting") || strings.HasPrefix(m.Text, "This notice is old") || strings.HasPrefix(m.Text, "Something is waiting") {
			all = append(all, m)
		}
	}
	return all
}

// noticed fails unless somebody's chat has exactly one notice, which begins so.
func (w *town) noticed(p *emulator.Person, begins string) emulator.Message {
	w.t.Helper()
	w.until("the notice "+begins, func() bool {
		all := notices(p)
		return len(all) == 1 && strings.HasPrefix(all[0].Text, begins)
	})
	return notices(p)[0]
}

// reviewerAtDesk seats a reviewer.
func (w *town) reviewerAtDesk(b *Bot, id int64) *emulator.Person {
	w.seat(b, id, flows.English, flows.RoleReviewer)
	p := w.person(id, "en")
	w.does(b, p, "> /start", "en")
	return p
}

// sends lets somebody send a text that officers may answer.
func (w *town) sends(b *Bot, author *emulator.Person) {
	w.does(b, author, "> /concern", "street", "mine", "> A lamp is dark", "answer", "send")
}

// TestNoticesOfWhatWaits plays two processes and a clock that is moved: what waits
// is told at nine and at five, a newer notice takes the place of the older, less
// changes it without a sound, the same tells nothing, and whoever paused hears
// nothing.
func TestNoticesOfWhatWaits(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		reviewer, paused := w.reviewerAtDesk(b, 2), w.reviewerAtDesk(b, 3)
		w.does(b, paused, "> /stop")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		again := func() {
			for range 2 { // as after a crash between the work and its note
				for _, each := range []*Bot{b, second} {
					if err := each.tellWaiting(t.Context(), clock.Now(), clock.Now()); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.idle(b)
		}
		w.sends(b, author)
		w.at(clock, 20, 17)
		first := w.noticed(reviewer, "📬 1 thing is waiting for you.\n\nThe oldest has waited for 5 hours.")
		again()
		if got := w.noticed(reviewer, "📬 1"); got.ID != first.ID || !got.Edited.IsZero() {
			t.Errorf("the same is told again: %+v", got)
		}
		w.at(clock, 21, 9)
		again()
		if got := w.noticed(reviewer, "📬 1"); got.ID != first.ID || !got.Edited.IsZero() {
			t.Errorf("one more in the morning: %+v", got)
		}
		w.sends(b, author)
		w.at(clock, 21, 17)
		two := w.noticed(reviewer, "📬 2 things are waiting for you.\n\nThe oldest has waited for 29 hours.")
		if two.ID == first.ID {
			t.Error("more waits, and the old message only changed")
		}
		w.do(reviewer, "oldest")
		w.does(b, reviewer, "release")
		w.at(clock, 22, 9)
		if got := w.noticed(reviewer, "📬 1 thing is waiting for you.\n\nThe oldest has waited for 24 hours."); got.ID != two.ID || got.Edited.IsZero() {
			t.Errorf("less is told aloud: %+v", got)
		}
		w.does(b, reviewer, "> /desk", "reviews")
		w.do(reviewer, "oldest")
		w.does(b, reviewer, "release")
		w.sends(b, author) // one is done, and another came
		w.at(clock, 22, 17)
		if got := w.noticed(reviewer, "📬 1 thing is waiting for you.\n\nThe oldest has waited for 8 hours."); got.ID == two.ID {
			t.Error("something came while something else was done, and nobody hears of it")
		}
		if n := len(notices(paused)); n != 0 {
			t.Errorf("%d notices to whoever paused messages", n)
		}
	})
}

// TestNoticesAfterAKill: a process that died after it noted what it tells has told
// it; another one sends it, once, and knows the message from then on.
func TestNoticesAfterAKill(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		first := w.bot()
		stop := w.start(first)
		reviewer := w.reviewerAtDesk(first, 2)
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.sends(first, author)
		w.idle(first)
		stop()
		clock.pass(time.Minute)
		dead := w.bot() // it notes what is to be told, and sends nothing any more
		for range 2 {
			if err := dead.tellWaiting(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(notices(reviewer)); n != 0 {
			t.Fatalf("%d notices from a process that does not run", n)
		}
		next := w.bot()
		w.start(next)
		told := w.noticed(reviewer, "📬 1 thing")
		w.sends(next, author)
		if err := next.tellWaiting(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		if got := w.noticed(reviewer, "📬 2 things"); got.ID == told.ID {
			t.Error("the message of the dead process' notice is not known")
		}
	})
}

// TestNoticesAtNight: what a late run would tell at night is told in the morning.
func TestNoticesAtNight(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		reviewer := w.reviewerAtDesk(b, 2)
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.sends(b, author)
		clock.pass(11 * time.Hour) // past five and into the quiet hours at once
		w.until("the calendar", func() bool { return w.ranSince(b, "notices", clock.Now().Add(-7*time.Hour)) })
		w.idle(b)
		if n := len(notices(reviewer)); n != 0 {
			t.Fatalf("%d notices at night", n)
		}
		w.at(clock, 21, 8)
		w.noticed(reviewer, "📬 1 thing")
	})
}

// ranSince says whether an occurrence of a job after a moment is done.
func (w *town) ranSince(b *Bot, job string, at time.Time) bool {
	known, err := b.store.Jobs(w.t.Context())
	return err == nil && known[job].Done.After(at) && !known[job].Claimed
}

// TestNoticesAtOnce: where the programme says so, the contact and the lead hear
// within a minute, and not at night; nobody else does.
func TestNoticesAtOnce(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.program.Schedule.AtOnce = []flows.Role{flows.RoleIndependent}
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		reviewer := w.reviewerAtDesk(b, 2)
		w.seat(b, 3, flows.English, flows.RoleIndependent)
		contact := w.person(3, "en")
		w.does(b, contact, "> /start", "en")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.sends(b, author)
		police := func() {
			w.does(b, author, "> /concern", "police", "tell", "mine", "> He shouted", "answer", "send")
		}
		police()
		clock.pass(time.Minute)
		one := w.noticed(contact, "📬 1 thing is waiting for you.\n\nThe oldest arrived less than an hour ago.")
		if n := len(notices(reviewer)); n != 0 {
			t.Errorf("the reviewer hears at once, %d times", n)
		}
		police()
		clock.pass(time.Minute)
		if two := w.noticed(contact, "📬 2 things"); two.ID == one.ID {
			t.Error("more waits, and the old message only changed")
		}
		w.at(clock, 20, 17)
		w.noticed(reviewer, "📬 1 thing")
		w.at(clock, 20, 23)
		police()
		at := clock.Now()
		clock.pass(time.Minute)
		w.until("the minute", func() bool { return w.ranSince(b, "notices_at_once", at) })
		w.idle(b)
		w.noticed(contact, "📬 2 things")
		w.at(clock, 21, 8)
		clock.pass(time.Minute)
		w.noticed(contact, "📬 3 things")
	})
}

// TestNoticesEnd: a role that ends takes its notice along, also one that Telegram
// deletes no more; a cleared chat is left alone; who erases leaves nothing.
func TestNoticesEnd(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		leaves, old, hides, erases := w.reviewerAtDesk(b, 2), w.reviewerAtDesk(b, 3), w.reviewerAtDesk(b, 4), w.reviewerAtDesk(b, 5)
		author := w.person(10, "en")
		w.settleIn(author, "en")
		ends := func(id int64) {
			who := b.store.Person(id)
			if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
				board.Staff = slices.DeleteFunc(slices.Clone(board.Staff), func(m flows.Member) bool { return m.Who == who })
				return true
			}); err != nil {
				t.Fatal(err)
			}
		}
		w.sends(b, author)
		w.at(clock, 20, 17)
		for _, p := range []*emulator.Person{leaves, old, hides, erases} {
			w.noticed(p, "📬 1 thing")
		}
		w.does(b, hides, "> /hide")
		w.does(b, erases, "> /mydata", "yes")
		ends(leaves.ID())
		w.at(clock, 21, 9)
		w.until("the notice to go", func() bool { return len(notices(leaves)) == 0 })
		w.at(clock, 23, 9)
		ends(old.ID())
		w.at(clock, 23, 17)
		w.noticed(old, "This notice is old")
		w.sends(b, author)
		w.at(clock, 24, 9)
		w.noticed(hides, "📬 2 things")
		stored, err := b.store.Notices(t.Context())
		if err != nil || len(stored) != 1 || stored[0].Who != b.store.Person(hides.ID()) {
			t.Errorf("%v is kept of people who get no notice (%v)", stored, err)
		}
		if log := w.log.String(); strings.Contains(log, "an older notice stays") {
			t.Error("an older notice stays")
		}
	})
}

// TestNoticesOfWhatNobodyTakes: an organiser hears that something waits and who is
// missing, and again when a role ends that it waits for.
func TestNoticesOfWhatNobodyTakes(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		organiser := w.person(2, "en")
		w.does(b, organiser, "> /start", "en")
		w.at(clock, 20, 17)
		w.until("the calendar", func() bool { return w.ranSince(b, "notices", clock.Now().Add(-time.Minute)) })
		if n := len(notices(organiser)); n != 0 {
			t.Fatalf("%d notices where nothing waits", n)
		}
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.sends(b, author)
		w.at(clock, 21, 9)
		one := w.noticed(organiser, "Something is waiting, and there is nobody to deal with it.\n\nThere is no reviewer for: all neighbourhoods.")
		if strings.Contains(one.Text, "Street") || strings.Contains(one.Text, w.program.Areas[0].Name.In(flows.English)) || strings.Contains(one.Text, "officer") {
			t.Errorf("it says too much: %q", one.Text)
		}
		w.reviewerAtDesk(b, 3)
		w.at(clock, 21, 17)
		if got := w.noticed(organiser, "Nothing is waiting for you now."); got.ID != one.ID {
			t.Error("less is told aloud")
		}
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			board.Staff = slices.Clone(board.Staff[:1])
			return true
		}); err != nil {
			t.Fatal(err)
		}
		w.at(clock, 22, 9)
		if got := w.noticed(organiser, "Something is waiting"); got.ID == one.ID {
			t.Error("a role that ends while texts wait is not told")
		}
	})
}

// TestSixPressesAreSeen counts the presses of each role in the transcript, from the
// notice to the oldest case dealt with.
func TestSixPressesAreSeen(t *testing.T) {
	script, err := os.ReadFile("testdata/transcripts/whoever-must-act.txt")
	if err != nil {
		t.Fatal(err)
	}
	en, done := messages(t, "en.toml"), []string{}
	for _, key := range []string{"review.released", "cases.did.answered", "partner.did.handed", "cases.marked"} {
		if en[key] == "" {
			t.Fatalf("there is no message %q", key)
		}
		done = append(done, en[key])
	}
	who, open, presses, tasks := "", 0, 0, map[string]int{}
	for _, l := range strings.Split(string(script), "\n") {
		switch mark, rest, _ := strings.Cut(l, " "); {
		case mark == "--":
			if presses > 0 {
				t.Errorf("%s opened the oldest, and did nothing with it", who)
			}
			who, presses = strings.Split(rest, " ")[0], 0
		case l == "* 📬 Open the oldest":
			open, presses = open+1, 1
		case presses > 0 && (mark == "*" || mark == ">"):
			presses++
		case presses > 0 && slices.ContainsFunc(done, func(d string) bool { return strings.Contains(l, d) }):
			tasks[who], presses = max(tasks[who], presses), 0
		}
	}
	for _, name := range []string{"Rita", "Nadia", "Vira", "Petro", "Svitlo"} {
		if n := tasks[name]; n < 2 || n > 6 {
			t.Errorf("%s needs %d presses", name, n)
		}
	}
	if open < 6 {
		t.Errorf("the oldest is opened %d times", open)
	}
}
