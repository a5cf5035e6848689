package flows

import (
	"cmp"
	"strings"
	"time"
	"unicode"
)

// This file is about the words, the picture or the voice note of a concern.

// mostWords is how many characters of a text fit.
const mostWords = 2000

// tailWords is how much of a shortened text is shown, to say where it ends.
const tailWords = 60

// askWords asks for words, or shows what of them was collected so far.
func askWords(t *turn) Say {
	d := t.told()
	lines := []Line{{Key: "concern.words.ask"}, {Key: "concern.words.names"}, {Key: "concern.words.lock"}}
	lines = append(lines, t.neverSend()...)
	rows := column(act("concern.words.skip", "skip"))
	if d.some() {
		lines = append(line("concern.words.so_far", nil), contents(d.Words, d.Photo, d.Voice)...)
		if d.Category.Sensitive() || d.Danger {
			lines = append(lines, Line{Key: "concern.words.lapses"})
		}
		rows = column(act("collect.done", "done"), act("collect.again", "again")) // nobody passes here who just writes
	}
	return t.guard(d.Category, t.progress(Say{Lines: lines, Rows: append(rows, []Button{back()}, []Button{cancel()})}, 3))
}

// neverSend is the programme's own words about what must not be sent.
func (t *turn) neverSend() []Line {
	if len(t.w.Programme.NeverSend) == 0 {
		return nil
	}
	return line("concern.words.never", Args{"text": Name(t.w.Programme.NeverSend)})
}

// some says whether there is anything besides the category and the place.
func (d Draft) some() bool { return d.Words != "" || d.Photo != nil || d.Voice != nil }

// kept says how long the words of something sent at a moment stay.
func (t *turn) kept(sent time.Time) Line {
	p := t.w.Programme
	return Line{Key: "concern.kept", Args: Args{
		"count": int(p.KeepAfterClosing / (24 * time.Hour)),
		"day":   Date(sent.Add(p.KeepAtMost)),
	}}
}

// hearWords takes what happened. Words and a voice note lead on at once: what comes after
// them is added wherever the person is by then. A picture alone waits for words, which may
// be declined.
func hearWords(t *turn) bool {
	d := t.draft()
	had := d.some()
	switch {
	case t.e.Kind == Place:
		return hearPoint(t)
	case t.pressed("done") && d.some(), t.pressed("skip") && !d.some():
		d.Told = true
		t.proceed()
	case t.pressed("again"):
		d.Words, d.Photo, d.Voice, d.Told = "", nil, nil, false
		t.show(StepWords)
	case t.collects():
		if had {
			t.note("collect.added", nil)
		}
		t.proceed()
	default:
		return false
	}
	return true
}

// collects takes what one message brings to the concern; false if that is nothing. Of
// an album the first picture counts, and another picture or voice note sent later
// takes the place of the one before, which is said.
func (t *turn) collects() bool {
	words, file := t.written(), t.e.File
	if words == "" && t.e.Kind != Photo && t.e.Kind != Voice {
		return false
	}
	d := t.draft()
	switch t.e.Kind {
	case Words, Other:
		if what := t.unusable(); what != "" {
			t.note(what, nil)
			t.note("collect.words_kept", nil)
		}
	case Photo:
		switch {
		case d.Photo == nil:
			d.Photo = &file
		case t.sameAlbum():
			t.note("concern.words.one_photo", nil)
		default:
			d.Photo = &file
			t.note("concern.words.new_photo", nil)
		}
	case Voice:
		if d.Voice != nil {
			t.note("concern.words.new_voice", nil)
		}
		d.Voice = &file
	}
	t.add(&d.Words, words, mostWords)
	d.Told = d.Told || d.Words != "" || d.Voice != nil
	t.piece, t.overLast = true, t.inOneGo()
	if d.Sight == Counted { // they went on to say more than a number
		d.Sight = ""
	}
	return true
}

// early keeps what somebody tells before they are asked for it. A voice note may be a
// cry for help and is met as one.
func (t *turn) early() bool {
	if t.e.Kind == Voice || !t.tells() || !t.collects() {
		return false
	}
	t.note("concern.words.early", nil)
	t.show(t.p.Step)
	return true
}

// more adds what somebody sends after the question what happened, until it is sent: words,
// a picture, a voice note, a place. A voice note may be a cry for help as well as more of
// the same, so the number stands with it.
func (t *turn) more() bool {
	if t.e.Kind == Place {
		return hearPoint(t)
	}
	if !t.tells() || !t.collects() {
		return false
	}
	t.note("collect.added", nil)
	above := len(t.hint)
	t.proceed()
	if t.e.Kind == Voice {
		t.warn(above)
	}
	return true
}

// tells says whether words are asked for about what this concern is, or may still be,
// about.
func (t *turn) tells() bool { return t.route(cmp.Or(t.told().Category, Something)) != RouteNone }

// backFromWords leads to the place, or to who may see it if changing that made
// words necessary.
func backFromWords(t *turn) Step {
	if t.told().Changing {
		return t.before(StepSight)
	}
	return StepPlace
}

// cleanWords makes a text safe to show to others: no control characters, none
// that turn the direction of what follows, no empty edges. Joiners stay, so
// that joined emoji and Persian words stay whole.
func cleanWords(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || turns(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

// turns says whether r embeds, overrides or isolates direction.
func turns(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// invisible says whether r shows nothing when it stands at an edge.
func invisible(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r == 0x2060 || r == 0x061c || r == 0x00ad || r == 0x3164
}

// beginning is the start of a text in at most most runes, cut at a space if one
// is near, and never inside a character.
func beginning(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	end := whole(runes, most)
	for i := end; i > end-100 && i > 0; i-- {
		if unicode.IsSpace(runes[i]) {
			end = i
			break
		}
	}
	return strings.TrimRightFunc(string(runes[:end]), unicode.IsSpace)
}

// ending is the last part of a text in about most runes.
func ending(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return "…" + string(runes[whole(runes, len(runes)-most):])
}

// longestCharacter is how many runes one character may have before it is cut
// all the same.
const longestCharacter = 64

// whole moves a cut back to where a character begins.
func whole(runes []rune, at int) int {
	for i := at; i > 0 && i > at-longestCharacter; i-- {
		if !joined(runes, i) {
			return i
		}
	}
	return at
}

// joined says whether the rune at i belongs to the character before it: an
// accent, a joiner and what it joins, a skin tone, a tag, half a flag.
func joined(runes []rune, i int) bool {
	r, before := runes[i], runes[i-1]
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc), r == 0x200c, r == 0x200d, before == 0x200d:
		return true
	case r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0020 && r <= 0xe007f:
		return true
	case regional(r):
		n := 0
		for j := i - 1; j >= 0 && regional(runes[j]); j-- {
			n++
		}
		return n%2 == 1
	}
	return false
}

// regional indicators make a flag in pairs.
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
