package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// lostFile is what Telegram says of a file that it does not show any more.
const lostFile = "Bad Request: wrong file identifier/HTTP URL specified"

// TestAPictureThatIsNotShown: a reviewer is told, has no button to let it go along, and
// releases the words alone; to officers it was never there. What Telegram shows has the
// button, and goes.
func TestAPictureThatIsNotShown(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.forgiven = []string{lostFile}
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		author, reviewer, officer := w.person(1, "en"), w.person(2, "en"), w.person(3, "en")
		w.settleIn(author, "en")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		var handles []string
		for i, lost := range []bool{true, false} {
			w.does(b, author, "> /concern", "street", "mine")
			author.Photo(pixel(), "A dark lamp")
			w.does(b, author, "answer", "send")
			c := w.codes(b, 1)[i]
			handles = append(handles, w.handle(b, 2, c))
			if lost {
				l, err := b.store.Load(t.Context(), b.store.Person(2), b.world)
				if err == nil {
					err = b.store.Fetch(t.Context(), l, flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: c}}})
				}
				if err != nil {
					t.Fatal(err)
				}
				w.emu.LoseFile(caseIn(l, c).Photo.ID)
			}
		}

		w.does(b, reviewer, "> /desk", "reviews", "c."+handles[0])
		if findMedia(reviewer) != nil {
			t.Fatal("it is shown after all")
		}
		told := false
		for _, m := range reviewer.Chat() {
			if strings.Contains(m.Text, w.phrase("en", "review.unshown.photo")) {
				told = len(m.Buttons) == 0 && m.Protected
			}
			if s := doing(m, "photo") + doing(m, "picture."+handles[0]); s != "" {
				t.Errorf("it can be released with the picture: %q", s)
			}
		}
		if !told {
			t.Error("the reviewer is not told")
		}
		w.does(b, reviewer, "release", "> /desk", "reviews", "c."+handles[1])
		if findMedia(reviewer) == nil {
			t.Fatal("the other one is not shown")
		}
		w.do(reviewer, "picture."+handles[1]) // it hangs on the picture, not on the newest message
		w.idle(b)
		w.does(b, reviewer, "photo")
		w.at(clock, 21, 9)
		w.idle(b)
		w.does(b, officer, "> /desk", "cases", "c."+handles[0])
		if m := w.sees(officer, "A dark lamp"); doing(m, "show") != "" {
			t.Error("officers are offered a picture that nobody has seen")
		}
		w.does(b, officer, "back", "c."+handles[1], "show")
		if findMedia(officer) == nil {
			t.Error("officers see no picture that was released")
		}
	})
}

// TestWhatIdentifiesIsBold for the reviewer, whatever else stands in the text.
func TestWhatIdentifiesIsBold(t *testing.T) {
	r := theRenderer(t)
	say := flows.Say{Lang: flows.Hebrew, Lines: []flows.Line{{Key: "review.words", Args: flows.Args{"words": flows.Marked("<b> מס' 052-123-4567 & t.me/a<b")}}}}
	got, err := r.Message(say, byDay()())
	if err != nil || !strings.Contains(got.Text, "<b>\u2066052-123-4567\u2069</b>") || !strings.Contains(got.Text, "&lt;b&gt;") || !strings.Contains(got.Text, "<b>t.me/a&lt;b") {
		t.Errorf("%q, %v", got.Text, err)
	}
}
