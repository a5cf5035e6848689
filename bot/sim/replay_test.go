package sim

import (
	"context"
	"fmt"
	"strings"

	"porchlight/storage"
)

// replays lets people press buttons that somebody else was sent, while nothing
// else happens. Nothing may change but what is theirs; what they are shown is
// judged like all that anybody is shown.
func (w *town) replays(times int) (wrong []string) {
	for range times {
		b := w.people[w.rng.IntN(len(w.people))]
		a := w.people[w.rng.IntN(len(w.people))]
		if w.rng.IntN(2) == 0 { // what people with a role were sent is the most tempting
			a = w.people[len(w.people)-1-w.rng.IntN(min(len(w.people), 8))]
		}
		chat := a.phone.Chat()
		if a == b || len(chat) == 0 {
			continue
		}
		m := chat[w.rng.IntN(len(chat))]
		all := buttons(m)
		if !m.FromBot || len(all) == 0 {
			continue
		}
		wrong = append(wrong, w.replay(a, b, m.ID, all[w.rng.IntN(len(all))].Data)...)
	}
	return wrong
}

func (w *town) replay(a, b *resident, message int, data string) []string {
	own, _ := screen(b.phone.Chat())
	for _, button := range buttons(own) {
		if button.Data == data { // it is a button of their own as well
			return nil
		}
	}
	b.comeBack()
	w.mu.Lock()
	b.acting, b.life.mute = true, false
	w.mu.Unlock()
	w.quiet()
	ctx := w.t.Context()
	w.until("runs that are over to be ended", func() bool { return !w.ending(ctx) })
	before := w.ofOthers(ctx, b)
	b.owe()
	b.phone.ForgeCallback(message, data)
	w.quiet()
	return w.changed(before, w.ofOthers(ctx, b), fmt.Sprintf("person %d pressed %s of person %d", b.number, data, a.number))
}

// ending says whether a bulk run has nothing more to do and is still to be ended,
// which the enqueuer does by itself a moment later.
func (w *town) ending(ctx context.Context) bool {
	ids, err := w.store.LiveRuns(ctx)
	if err != nil {
		return true
	}
	for _, id := range ids {
		r, err := w.store.Run(ctx, id)
		if err != nil || r.Waiting == 0 && r.State != storage.RunPaused && (r.State == storage.RunStopped || r.Cursor >= r.Bound) {
			return true
		}
	}
	return false
}

// ofOthers is all that Redis holds but a person's own things and what any turn
// leaves behind: leases, ids of updates, pace, the log of roles.
func (w *town) ofOthers(ctx context.Context, b *resident) map[string]string {
	own := map[string]bool{}
	for code, c := range w.model.concerns {
		if c.by == b {
			own[w.key("c:"+code)] = true
		}
	}
	all := w.everything(ctx)
	for key := range all {
		shape, _, _ := strings.Cut(strings.TrimPrefix(key, w.key("")), ":")
		switch shape {
		case "p", "c", "s", "a", "w", "inv", "board", "cases", "expiry", "editions", "wr", "runs":
		default:
			delete(all, key)
			continue
		}
		if own[key] || strings.Contains(key, b.id.String()) {
			delete(all, key)
		}
	}
	return all
}

// changed lists what is not as it was.
func (w *town) changed(before, after map[string]string, what string) (wrong []string) {
	for key, was := range before {
		if is, there := after[key]; !there || is != was {
			wrong = append(wrong, fmt.Sprintf("%s, and %s changed", what, key))
		}
	}
	for key := range after {
		if _, there := before[key]; !there {
			wrong = append(wrong, fmt.Sprintf("%s, and there is a new %s", what, key))
		}
	}
	return wrong
}
