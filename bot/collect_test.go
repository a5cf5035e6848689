package bot

import (
	"testing"
	"time"

	"porchlight/storage/redistest"
)

// TestTenPicturesHaveOneAnswer sends an album of ten: one message answers it, is edited
// once, and keeps the words under the first; what is sent afterwards moves it down.
func TestTenPicturesHaveOneAnswer(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settle(p)
	w.does(b, p, "concern", "street", "mine")
	before, _ := p.Chat().Last()
	edits := w.emu.CallCount("editmessagetext")
	pictures := make([][]byte, 10)
	for i := range pictures {
		pictures[i] = pixel()
	}
	p.Album("The lamps by the school", pictures...)
	w.unqueued()
	w.idle(b)
	var answers []string
	for _, m := range p.Chat() {
		if m.ID > before.ID && m.FromBot {
			answers = append(answers, m.Text)
		}
	}
	if len(answers) != 1 || w.emu.CallCount("editmessagetext")-edits != 1 {
		t.Fatalf("%d answers, %d edits: %q", len(answers), w.emu.CallCount("editmessagetext")-edits, answers)
	}
	w.sees(p, w.phrase("en", "concern.words.one_photo"))
	p.Send("are dark")
	w.idle(b)
	w.does(b, p, "read")
	w.sees(p, "The lamps by the school")
	w.sees(p, "are dark")
	w.does(b, p, "send")
}

// TestFiveShortMessagesHaveOneScreen: whoever writes in five pieces is asked the next
// question once, and all five are in what is passed on.
func TestFiveShortMessagesHaveOneScreen(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settle(p)
	w.does(b, p, "concern", "street", "mine")
	before, _ := p.Chat().Last()
	pieces := []string{"The lamps", "by the school", "are dark", "since Monday", "All of them"}
	for _, piece := range pieces {
		p.Send(piece)
		w.idle(b)
		clock.pass(3 * time.Second)
	}
	screens := 0
	for _, m := range p.Chat() {
		if m.ID > before.ID && m.FromBot {
			screens++
		}
	}
	if screens != 1 {
		t.Errorf("five pieces are answered by %d messages", screens)
	}
	w.does(b, p, "read")
	for _, piece := range pieces {
		w.sees(p, piece)
	}
	w.does(b, p, "send")
}

// TestASensitiveAlbumGoes: ten pictures about home are deleted with their answer.
func TestASensitiveAlbumGoes(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settle(p)
	w.does(b, p, "concern", "home", "tell", "skip")
	pictures := make([][]byte, 10)
	for i := range pictures {
		pictures[i] = pixel()
	}
	p.Album("", pictures...)
	w.unqueued()
	w.idle(b)
	clock.pass(61 * time.Minute)
	w.until("the pictures to be gone", func() bool {
		for _, m := range p.Chat() {
			if m.Media != nil {
				return false
			}
		}
		return true
	})
}

// unqueued waits until nothing is left behind a chat, where many updates at once may
// be put.
func (w *town) unqueued() {
	w.t.Helper()
	w.until("the chats' queues to be empty", func() bool { return w.emu.Pending() == 0 && w.count("ZCARD", "queues") == 0 })
}
