package sim

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
)

// news is an announcement as people got it, by the word that marks it.
type news struct {
	heard map[int]int // how often, by person; its author left out, who looks at it before
	fresh []int       // who got it since the last check
	twice int         // copies too many since the last check
	over  bool        // was judged for good
}

// hearNews counts an announcement that reaches somebody. The caller holds mu.
func (w *town) hearNews(r *resident, m emulator.Message, s said) {
	if !m.Edited.IsZero() || !s.has("announce.from", "announce.official") {
		return
	}
	for _, token := range tokens(m.Text) {
		if !strings.HasPrefix(token, "aushang") || writer(token) == r.number {
			continue
		}
		n := w.model.news[token]
		if n == nil {
			n = &news{heard: map[int]int{}}
			w.model.news[token] = n
		}
		if n.heard[r.number]++; n.heard[r.number] > 1 {
			n.twice++
		}
		n.fresh = append(n.fresh, r.number)
	}
}

// checkNews: an announcement reached its audience only, as many people as its
// report says, and nobody twice but by what was on the wire when it broke.
func (w *town) checkNews(ctx context.Context, board *flows.Board) (wrong []string) {
	for token, n := range w.model.news {
		if n.twice > w.model.broken {
			wrong = append(wrong, fmt.Sprintf("the announcement %s came %d times too often, and %d sends broke", token, n.twice, w.model.broken))
		}
		n.twice = 0
		fresh := n.fresh
		n.fresh = nil
		a := w.announced(board, token)
		if a == nil || n.over {
			continue
		}
		w.model.did["announced"]++
		audience := storage.Audience{Areas: a.Areas, Langs: a.Langs}
		for _, number := range fresh {
			r := w.people[number]
			l, err := w.store.Load(ctx, r.id, flows.World{Programme: w.program})
			if err == nil && !r.acting && !r.life.gone && !audience.Has(&l.Person) { // whoever acts may have moved meanwhile
				wrong = append(wrong, fmt.Sprintf("person %d got the announcement %s, which is not for them", number, token))
			}
		}
		run, err := w.store.Run(ctx, storage.AnnouncementRun(a.ID))
		if errors.Is(err, redis.Nil) || err == nil && run.Ended.IsZero() {
			continue
		}
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		n.over = true
		// The author is not counted here, and may be of the audience.
		if got := len(n.heard); got < run.Sent-1 || got > run.Sent+run.Failed {
			wrong = append(wrong, fmt.Sprintf("the announcement %s reached %d people, and its report says %+v", token, got, run.RunCounts))
		}
	}
	w.model.broken = 0
	return wrong
}

// announced finds the announcement of a text that is the same in all of its
// languages; nil if it cannot be told.
func (w *town) announced(board *flows.Board, token string) *flows.Announcement {
	sums := map[uint64]bool{}
	sum := func(langs ...flows.Lang) {
		h := fnv.New64a()
		for _, l := range langs {
			fmt.Fprintf(h, "%s %q ", l, token)
		}
		sums[h.Sum64()] = true
	}
	sum(w.program.Languages...)
	for _, l := range w.program.Languages {
		sum(l)
	}
	var found *flows.Announcement
	for i, a := range board.News {
		if !sums[a.Sum] {
			continue
		}
		if found != nil { // sent again on purpose
			return nil
		}
		found = &board.News[i]
	}
	return found
}
