package flows

import (
	"time"
	"unicode/utf8"
)

// This file is about what people write in pieces: several messages, an album, words
// under a file. All of it is collected until they send it, and what does not fit is said.

// Somebody who writes five short messages in a row is not sent five screens: a piece that
// comes within oneGo of the last one changes the screen that answered it. After mostOver of
// them the screen moves down to where the person writes.
const (
	oneGo    = 20 * time.Second
	mostOver = 4
)

// inOneGo says whether a piece of a concern follows right after another.
func (t *turn) inOneGo() bool {
	since := t.since()
	return t.e.Album == "" && t.told().Pieces > 0 && t.told().Pieces <= mostOver && since >= 0 && since < oneGo
}

// countPieces notes how many pieces the current screen has answered.
func (t *turn) countPieces() {
	switch d := t.p.Draft; {
	case d == nil:
	case !t.piece:
		d.Pieces = 0
	case t.overLast:
		d.Pieces++
	default:
		d.Pieces = 1
	}
}

// written is the text of this event: a message, or the words under a file.
func (t *turn) written() string {
	switch t.e.Kind {
	case Words, Photo, Voice, Other:
		return cleanWords(t.e.Text)
	}
	return ""
}

// add puts another piece below a text. Of what is too long the beginning is kept,
// and where that ends is said.
func (t *turn) add(text *string, piece string, most int) {
	whole := piece
	if *text != "" && piece != "" {
		whole = *text + "\n" + piece
	} else if piece == "" {
		whole = *text
	}
	if utf8.RuneCountInString(whole) > most {
		whole = beginning(whole, most)
		t.note("collect.full", Args{"most": most, "tail": Quote(ending(whole, tailWords))})
	}
	*text = whole
}

// sameAlbum says whether the event is a further file of an album that was answered.
func (t *turn) sameAlbum() bool { return t.e.Album != "" && t.e.Album == t.p.Album }

// further answers the files of an album after the first: sent at once, they are one
// act. That a second picture does not fit is said once. Where what was sent deletes
// itself, each is answered, because it goes with its answer.
func (t *turn) further() bool {
	if !t.sameAlbum() || t.written() != "" {
		return false
	}
	sc := screens()[t.p.Step]
	have := t.told().Photo != nil || t.p.News != nil && t.p.News.Photo.ID != "" || t.p.Cry != nil && t.p.Cry.Photo != nil || t.p.StopPhoto != nil
	if sc.gathers && t.e.Kind == Photo && !have {
		return false
	}
	vanishes := sc.ask != nil && sc.ask(t).Vanish > 0
	switch {
	case have && t.p.AlbumN == 1:
		t.note("concern.words.one_photo", nil)
		t.show(t.p.Step)
	case vanishes:
		t.show(t.p.Step)
	default:
		t.quiet("more of an album")
	}
	return true
}

// rememberAlbum notes which album was answered last. Nothing of it is kept for a child.
func (t *turn) rememberAlbum() {
	switch {
	case t.e.Album == "" || t.p.Age == AgeChild:
	case t.sameAlbum():
		t.p.AlbumN = min(t.p.AlbumN+1, 100)
	default:
		t.p.Album, t.p.AlbumN = t.e.Album, 1
	}
}

// typed takes a piece of the text that is being written at a desk or in a thread,
// and shows where it can be read. It is kept with the person until it is used or left.
func (t *turn) typed(most int, next Step) bool {
	words := t.written()
	if words == "" {
		return false
	}
	if what := t.unusable(); what != "" {
		t.note(what, nil)
		t.note("collect.words_kept", nil)
	}
	if t.p.Text != "" {
		t.note("collect.added", nil)
	}
	t.add(&t.p.Text, words, most)
	t.show(next)
	return true
}

// keepPiece keeps what somebody writes on at a step that they are being asked about:
// nobody should have to send it again.
func (t *turn) keepPiece(at Step) bool {
	sc := screens()[at]
	switch {
	case sc.gathers && t.tells() && t.collects():
	case sc.text > 0 && t.written() != "":
		t.add(&t.p.Text, t.written(), sc.text)
	default:
		return false
	}
	t.note("collect.added", nil)
	return true
}

// soFar are the lines and the buttons of a text that was begun; none if it was not.
func (t *turn) soFar() ([]Line, []Button) {
	if t.p.Text == "" {
		return nil, nil
	}
	return line("review.write.so_far", Args{"words": Quote(excerpt(t.p.Text))}), []Button{act("collect.done", "done"), act("collect.again", "again")}
}

// finished takes the buttons of soFar.
func (t *turn) finished(next Step) bool {
	switch {
	case t.pressed("done") && t.p.Text != "":
		t.show(next)
	case t.pressed("again"):
		t.p.Text = ""
		t.show(t.p.Step)
	default:
		return false
	}
	return true
}
