package bot

import (
	"testing"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// published is a town with the results of a wave of many people, and somebody who
// is about to read them.
func published(t *testing.T) (*town, *Bot) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	w.until("the bot to be ready", b.Ready)
	wave := flows.Wave{ID: "w1", Instrument: "default", Opens: clock.Now().AddDate(0, 0, -9).Unix(), Closes: clock.Now().AddDate(0, 0, -2).Unix(), Results: clock.Now().AddDate(0, 0, -1).Unix()}
	if _, err := b.store.CloseWave(t.Context(), wave, func(*flows.Person) bool { return true }); err != nil { // nobody answered
		t.Fatal(err)
	}
	wave.Told = wave.Results
	if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { board.Wave = &wave; return true }); err != nil {
		t.Fatal(err)
	}
	return w, b
}

// TestPictureThatTelegramForgot: its file id means nothing any more, so it is
// uploaded again.
func TestPictureThatTelegramForgot(t *testing.T) {
	w, b := published(t)
	ann := w.person(100, "en")
	w.settleIn(ann, "en")
	w.idle(b)
	p := picture{Wave: "w1", Number: 0, Lang: flows.English}
	res := bigWave("w1", 90)
	f, err := flows.Find(res, nil)
	if err != nil {
		t.Fatal(err)
	}
	png, err := b.render.FindingPicture(f.Items[0], flows.English)
	if err != nil {
		t.Fatal(err)
	}
	b.gallery.put(p, hung{png: png, id: "forgotten"})
	if _, err := b.sendPicture(t.Context(), map[string]string{"chat_id": "100", "caption": "a caption"}, p); err != nil {
		t.Fatal(err)
	}
	if m := w.sees(ann, "a caption"); m.Media == nil || m.Media.Kind != "photo" {
		t.Errorf("ann gets %+v", m)
	}
	if r := w.emu.TakeRefusals(); len(r) != 1 {
		t.Errorf("refusals: %v", r)
	}
	if h, ok := b.gallery.get(p); !ok || h.id == "forgotten" || h.id == "" {
		t.Errorf("the gallery has %q", h.id)
	}
}

// TestPictureThatIsNotThere: its words come all the same.
func TestPictureThatIsNotThere(t *testing.T) {
	w, b := published(t)
	ann := w.person(100, "en")
	w.settleIn(ann, "en")
	w.idle(b)
	for _, p := range []picture{{Wave: "w1", Number: 0, Lang: flows.English}, {Wave: "w1", Number: 77, Lang: flows.English}, {Wave: "nothing", Lang: flows.English}} {
		before := len(ann.Chat().FromBot())
		if _, err := b.sendPicture(t.Context(), map[string]string{"chat_id": "100", "caption": "a caption"}, p); err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		if m := w.sees(ann, "a caption"); m.Media != nil || len(ann.Chat().FromBot()) != before+1 {
			t.Errorf("%+v: ann gets %+v", p, m)
		}
	}
}

// TestGalleryIsBounded: a process keeps some pictures, not all of all times.
func TestGalleryIsBounded(t *testing.T) {
	var g gallery
	for i := range 10 * galleryMost {
		p := picture{Wave: "w", Number: i}
		g.alone(t.Context(), p)()
		g.put(p, hung{id: "x"})
		if _, ok := g.get(p); !ok || len(g.all) > galleryMost || len(g.doors) > galleryMost+1 {
			t.Fatalf("%d pictures, %d doors", len(g.all), len(g.doors))
		}
	}
}
