package flows

import (
	"slices"
	"strings"
	"time"
)

// This file is about the texts that are for everybody, in other languages: what is on
// the board.

// passages lists the texts on the board of which translations are asked for. One that
// is being sent is none: its words have left the board.
func (b *Board) passages(now time.Time) []passage {
	var all []passage
	for _, a := range b.News {
		if len(a.Others) > 0 && !a.Void && !a.Started && a.Texts[a.From] != "" {
			all = append(all, a.passage())
		}
	}
	for _, s := range b.Sessions {
		all = append(all, s.passages(now)...)
	}
	return all
}

// setOthers stores a translation of one of them.
func (b *Board) setOthers(w passage, o Translation, now time.Time) {
	if rest, is := strings.CutPrefix(w.at, "m/"); is {
		id, _, _ := strings.Cut(rest, "/")
		if s, ok := b.session(id); ok {
			s.setOthers(w.at, w.with(o))
			b.put(s)
		}
		return
	}
	i := slices.IndexFunc(b.News, func(a Announcement) bool { return "n/"+a.ID == w.at })
	switch {
	case i < 0:
	case o.State == TranslationReviewed:
		b.News[i].translated(o, now)
	default:
		b.News[i].Others = w.with(o)
	}
}
