package flows

import (
	"slices"
	"strings"
	"time"
)

// This file is about those who asked for a meeting in their language: they are told, once,
// when it can be read. It goes the way of an announcement that was asked for: a part on the
// board waits, and its id stands in the records of those who asked, so the board does not
// tell who they are. Of young people's meetings nobody is told.

// ofMeeting begins what a part is of, if that is a meeting.
const ofMeeting = "m/"

// OfMeeting is the meeting that a part waits for.
func (a *Announcement) OfMeeting() (id string, ok bool) {
	if !a.Asked {
		return "", false
	}
	return strings.CutPrefix(a.Of, ofMeeting)
}

// waitingPart is what waits until a meeting can be read in a language.
func (b *Board) waitingPart(session string, l Lang) (Announcement, bool) {
	i := slices.IndexFunc(b.News, func(a Announcement) bool {
		id, ok := a.OfMeeting()
		return ok && id == session && !a.Started && slices.Equal(a.Langs, []Lang{l})
	})
	if i < 0 {
		return Announcement{}, false
	}
	return b.News[i], true
}

// waitsForMeeting says whether somebody is told already when it can be read.
func (t *turn) waitsForMeeting(s Session) bool {
	part, there := t.w.Board.waitingPart(s.ID, t.p.Lang)
	return there && slices.Contains(t.p.Asked, part.ID)
}

// waitForMeeting notes that somebody is told.
func (t *turn) waitForMeeting(s Session) {
	part, there := t.w.Board.waitingPart(s.ID, t.p.Lang)
	if !there {
		part = Announcement{ID: t.newsID(), Asked: true, Of: ofMeeting + s.ID, Langs: []Lang{t.p.Lang}, Made: t.e.Now.Unix(), Due: s.Start, Said: -1, Wish: WishPause}
		t.changeBoard(func(b *Board) { b.News = append(b.News, part) })
	}
	t.waitFor(part.ID)
}

// awaits says whether what people read of a meeting is still to be translated.
func (s Session) awaits(l Lang, now time.Time) bool {
	return slices.ContainsFunc(s.passages(now), func(w passage) bool {
		o, there := w.to(l)
		return there && l != w.from && o.State != TranslationReviewed && slices.Contains(cardTexts, sessionTextOf(w.at)) && !slices.Contains(w.also, l)
	})
}

// SettleAsked brings what waits for meetings up to date, and says whether anything has
// changed. Other words are asked for again; what can be read is sent; and of a meeting that
// has begun, or was cancelled since, nobody is told anything.
func (b *Board) SettleAsked(now time.Time) (changed bool) {
	var kept []Announcement
	for _, a := range b.News {
		id, of := a.OfMeeting()
		if !of {
			kept = append(kept, a)
			continue
		}
		s, vain := b.askedMeeting(a, id, now)
		switch {
		case a.Ended, vain && !a.Started:
			changed = true
			continue
		case vain && a.Wish != WishStop:
			a.Wish, changed = WishStop, true
		case !a.Started && a.Wish != WishRun:
			l := a.Langs[0]
			if len(s.wantedIn(l, now, cardTexts...)) > 0 {
				s, changed = s.asking(a.Langs, now, cardTexts...), true
				b.put(s)
			}
			if !s.awaits(l, now) {
				a.Wish, a.Due, a.Texts, changed = WishRun, now.Unix(), Text{l: s.title().In(l)}, true
			}
		}
		kept = append(kept, a)
	}
	if changed {
		b.News = kept
	}
	return changed
}

// askedMeeting is the meeting that a part waits for; vain once nobody is to be told of it.
// Whoever asked when it was cancelled already asked why it was.
func (b *Board) askedMeeting(a Announcement, id string, now time.Time) (s Session, vain bool) {
	s, known := b.session(id)
	return s, !known || s.Youth || now.Unix() >= s.Start || s.Cancelled && a.Made < s.News.At
}

// AskedMeeting tells somebody who asked that they can read a meeting; ok is false for
// everybody else, and once there is nothing to tell.
func AskedMeeting(b *Board, a Announcement, to *Person, now time.Time) (say Say, ok bool) {
	id, _ := a.OfMeeting()
	s, vain := b.askedMeeting(a, id, now)
	if vain || !to.WaitsFor(a) || s.Both && to.Minor() {
		return Say{}, false
	}
	return Say{Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: s.pushed(Line{Key: "translate.meeting.ready", Args: Args{"title": s.called()}}),
		Rows: column(link("session.button.open", sessionButtonPrefix+s.ID))}, true
}
