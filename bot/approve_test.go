package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// TestGuidesThroughTelegram: an organiser reads a guide in another language,
// records who approved it, publishes it and takes it back, behind a webhook with
// two processes: residents see it in their next turn, whichever takes it.
func TestGuidesThroughTelegram(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTownOf(t, rdb, emulator.Options{LocalWebhook: true})
		w.real = true
		w.stopClock()
		bots := w.behindWebhook(2)
		b := bots[0]
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		organiser, resident, other := w.person(2, "en"), w.person(11, "en"), w.person(12, "uk")
		w.settleIn(resident, "en")
		w.settleIn(other, "uk")
		w.does(b, resident, "> /guides")
		w.sees(resident, "no guides here yet")

		w.does(b, organiser, "> /start", "en", "guides", "g.domestic-violence", "see.uk", "on")
		m := w.sees(organiser, "Preview for organisers, Ukrainian")
		if !strings.Contains(m.Text, "Чи безпечно") {
			t.Errorf("the preview reads %q", m.Text)
		}
		w.does(b, organiser, "back", "back", "record", "> Poruch <crisis> centre", "l.en", "next", "> 1.6.2027", "record", "publish", "yes.1")
		w.does(b, resident, "> /guides", "g.domestic-violence", "on")
		if m := w.sees(resident, "Approved by"); !strings.Contains(m.Text, "Poruch <crisis> centre") || !strings.Contains(m.Text, "20 November") {
			t.Errorf("a resident reads %q", m.Text)
		}
		w.does(b, other, "> /guides")
		if text := newest(other); !strings.Contains(text, "Пам’яток тут поки що немає") {
			t.Errorf("who reads Ukrainian sees %q", text)
		}
		w.does(b, organiser, "take")
		w.sees(organiser, "Nobody can see this guide any more")
		for range 2 { // one turn in each process
			w.does(b, resident, "> /guides")
			w.sees(resident, "no guides here yet")
		}
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			if raw, _ := rdb.Dump(t.Context(), key).Result(); strings.Contains(raw, "Poruch") {
				t.Errorf("%s tells who approved", key)
			}
		}
		if strings.Contains(w.log.String(), "Poruch") {
			t.Error("the log tells who approved")
		}
	})
}

// TestGuideDeskInEveryLanguage: an organiser does all that can be done with a
// guide, and somebody tests it, in each language. The emulator refuses what
// Telegram would, and what is missing in a language is counted.
func TestGuideDeskInEveryLanguage(t *testing.T) {
	for _, name := range []string{"haifa", "krakow", "riverside"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rdb, _ := redistest.Embedded(t)
			w := newTown(t, rdb)
			w.forgiven = []string{bare}
			w.program, w.real = example(t, name), true
			w.stopClock()
			b := w.bot()
			w.start(b)
			for i, lang := range w.program.Languages {
				organiser, tester := w.person(int64(100+i), string(lang)), w.person(int64(200+i), string(lang))
				guide := b.world.Guides[i%len(b.world.Guides)]
				w.seat(b, organiser.ID(), lang, flows.RoleOrganiser)
				w.settleIn(tester, string(lang))
				w.does(b, organiser, "> /start", string(lang), "guides", "g."+guide.ID)
				for _, l := range w.program.Languages {
					if w.does(b, organiser, "see."+string(l)); guide.Sensitive {
						w.does(b, organiser, "on")
					}
					w.does(b, organiser, "whole", "menu", "guides", "g."+guide.ID)
				}
				w.does(b, organiser, "record", "> "+strings.Repeat("ж", 200), "> EXAMPLE", "> A <service> & co", "next", "l."+string(lang), "next", "> 31.6.2027", "> 1.6.2027", "record",
					"trial", "yes.1", "link")
				r := w.record(b, guide.ID)
				w.does(b, tester, "> /start t_"+r.Trial.Code)
				for range 20 { // to the end, by each first choice
					switch m, _ := tester.Chat().LastFromBot(); {
					case doing(m, "test") != "":
						w.does(b, tester, "test", "a.0.0", "a.1.x")
					case doing(m, "on") != "":
						w.does(b, tester, "on")
					case doing(m, "next") != "":
						w.does(b, tester, "next")
					case doing(m, "c.0") != "":
						w.does(b, tester, "c.0")
					}
				}
				if r = w.record(b, guide.ID); r.Trial.People != 1 {
					t.Errorf("%s: %d answered", lang, r.Trial.People)
				}
				w.does(b, tester, "> /mydata", "file")
				w.does(b, organiser, "> /desk", "guides", "g."+guide.ID, "end", "publish", "yes.3", "take", "> /desk", "further", "log")
			}
			if n := counted(b.metrics.misrendered); n > 0 {
				t.Errorf("%v messages were sent mended", n)
			}
			if n := w.texts().Missing(); n > 0 {
				t.Errorf("%v texts are missing", n)
			}
		})
	}
}

// record is what the board says of a guide.
func (w *town) record(b *Bot, id string) flows.GuideRecord {
	w.t.Helper()
	board, err := b.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range board.Guides {
		if r.ID == id {
			return r
		}
	}
	w.t.Fatalf("nothing was decided about %s", id)
	return flows.GuideRecord{}
}

// TestReviewsAreSpokenOfOnce: everybody who decides about guides is told that a
// review is near, once, not at night, whichever process does it and although one
// died before it noted it.
func TestReviewsAreSpokenOfOnce(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.real = true
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	w.seat(b, 2, flows.English, flows.RoleOrganiser)
	w.seat(b, 3, flows.Ukrainian, flows.RoleOrganiser)
	w.seat(b, 4, flows.English, flows.RoleOfficer)
	for id, lang := range map[int64]string{2: "en", 3: "uk", 4: "en"} {
		w.does(b, w.person(id, lang), "> /start", lang)
	}
	w.does(b, w.person(3, "uk"), "> /stop")
	w.publish(b, "accident", clock.Now().AddDate(0, 0, 30))
	clock.pass(16*24*time.Hour + 12*time.Hour) // midnight in Kherson
	other := w.bot()
	notice := func(bots ...*Bot) int {
		for _, b := range bots {
			if err := b.noticeGuides(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.idle(b)
		return heard(w.person(2, "en"), "The guide “Road accident” is due")
	}
	if n := notice(b); n != 0 {
		t.Errorf("told %d times at night", n)
	}
	clock.pass(12 * time.Hour)
	if n := notice(b, other, b); n != 1 {
		t.Errorf("told %d times", n)
	}
	if told := w.record(b, "accident").Told; told != flows.ToldSoon {
		t.Errorf("on the board: told %d", told)
	}
	if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { // it died before it noted it
		board.Guides = []flows.GuideRecord{board.Guides[0]}
		board.Guides[0].Told = 0
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if n := notice(other, b); n != 1 {
		t.Errorf("told %d times after a process died", n)
	}
	for _, id := range []int64{3, 4} {
		for _, m := range w.person(id, "en").Chat().FromBot() {
			if strings.Contains(m.Text, "Road accident") || strings.Contains(m.Text, "ДТП") {
				t.Errorf("%d is told: %q", id, m.Text)
			}
		}
	}
}

// publish puts an approved and published guide onto the board.
func (w *town) publish(b *Bot, id string, review time.Time) {
	w.t.Helper()
	r := flows.GuideRecord{ID: id, Stage: flows.GuidePublished, By: "A local service", At: b.now().Unix(), Review: review.Unix(), Stamp: 1}
	for _, g := range b.world.Guides {
		if g.ID == id {
			for lang, sum := range g.Sums {
				r.Read = append(r.Read, flows.GuideReading{Lang: lang, Sum: sum})
			}
		}
	}
	if err := b.store.UpdateBoard(w.t.Context(), func(board *flows.Board) bool {
		board.Guides = append([]flows.GuideRecord{r}, board.Guides...)
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
}

// takeBack hides every guide again.
func (w *town) takeBack(s *storage.Store) {
	w.t.Helper()
	if err := s.UpdateBoard(w.t.Context(), func(board *flows.Board) bool {
		board.Guides = nil
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
}

// Every guide has words of its own in every language, and the same words have
// the same sum in every process.
func TestGuideSums(t *testing.T) {
	p := example(t, "kherson")
	var read [2][]flows.Guide
	for i := range read {
		book, err := locales.OpenGuides(locales.GuideFiles())
		if err != nil {
			t.Fatal(err)
		}
		if read[i], err = programmeGuides(p, book); err != nil {
			t.Fatal(err)
		}
	}
	one, two := read[0], read[1]
	seen := map[uint64]string{}
	for i, g := range one {
		for _, lang := range p.Languages {
			sum := g.Sums[lang]
			if was, twice := seen[sum]; twice || sum == 0 || sum != two[i].Sums[lang] {
				t.Errorf("%s in %s has sum %d, as %s", g.ID, lang, sum, was)
			}
			seen[sum] = g.ID
		}
	}
	if len(one) != len(flows.ProgrammeGuides()) {
		t.Errorf("%d guides; a programme can approve %d", len(one), len(flows.ProgrammeGuides()))
	}
}
