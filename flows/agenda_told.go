package flows

import (
	"slices"
	"strconv"
	"strings"
)

// This file tells people what became of their own points: that one is on the agenda, that
// it was answered. Nobody knows whose a point is, so the message goes the way of a
// translation that was asked for: a part on the board starts a run over everybody, and
// whoever has the point in their own record is told.

// ofAgenda begins what a part is of, if that is the points of a meeting.
const ofAgenda = "g/"

// tellProposers has those told who proposed some points of a meeting.
func (t *turn) tellProposers(s Session, points []int, answered bool) {
	var all []string
	for _, n := range points {
		all = append(all, strconv.Itoa(n))
	}
	of := ofAgenda + s.ID + "/" + strings.Join(all, ".")
	if answered {
		of += "/a"
	}
	part := Announcement{ID: t.newsID(), Asked: true, Of: of, Made: t.e.Now.Unix(), Due: t.e.Now.Unix(), Said: -1,
		Texts: Text{English: of}, Wish: WishRun}
	t.changeBoard(func(b *Board) { b.News = append(b.News, part) })
}

// OfAgenda says whether a part is about the points of a meeting.
func (a *Announcement) OfAgenda() bool { return a.Asked && strings.HasPrefix(a.Of, ofAgenda) }

// AgendaTold tells somebody that a point of theirs is on the agenda, or was answered; ok is
// false for everybody else.
func AgendaTold(b *Board, a Announcement, to *Person) (say Say, ok bool) {
	parts := append(strings.Split(strings.TrimPrefix(a.Of, ofAgenda), "/"), "", "")
	s, known := b.session(parts[0])
	if !known || s.Cancelled || s.Both && to.Minor() {
		return Say{}, false
	}
	for _, number := range strings.Split(parts[1], ".") {
		n, _ := strconv.Atoi(number)
		if !slices.Contains(to.proposed(s.ID), n) {
			continue
		}
		told := Line{Key: "agenda.told.published", Args: Args{"number": pointNumber(n), "title": s.called()}}
		if parts[2] == "a" {
			told.Key = "agenda.told.answered"
		}
		return Say{Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: s.pushed(told), Rows: column(link("agenda.button", "agenda."+s.ID))}, true
	}
	return Say{}, false
}
