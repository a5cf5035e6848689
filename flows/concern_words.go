package flows

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// This file is about the words, the picture or the voice note of a concern.

// mostWords is how many characters of a text fit.
const mostWords = 2000

// tailWords is how much of a shortened text is shown, to say where it ends.
const tailWords = 60

func askWords(t *turn) Say {
	d := t.told()
	lines := []Line{{Key: "concern.words.ask"}, {Key: "concern.words.names"}, {Key: "concern.words.lock"}, t.kept(t.e.Now)}
	skip := act("concern.words.skip", "skip")
	if d.Told && (d.Words != "" || d.Photo != nil || d.Voice != nil) {
		skip = act("concern.words.remove", "skip")
	}
	return t.guard(d.Category, t.progress(Say{Lines: lines, Rows: column(skip, back(), cancel())}, 3))
}

// kept says how long the words of something sent at a moment stay.
func (t *turn) kept(sent time.Time) Line {
	p := t.w.Programme
	return Line{Key: "concern.kept", Args: Args{
		"count": int(p.KeepAfterClosing / (24 * time.Hour)),
		"day":   Day(sent.Add(p.KeepAtMost)),
	}}
}

// hearWords takes a text, a picture or a voice note. Sent later, each replaces
// what it is instead of: a text the text, a picture the voice note.
func hearWords(t *turn) bool {
	d := t.draft()
	switch {
	case t.pressed("skip"):
		d.Words, d.Photo, d.Voice = "", nil, nil
	case t.e.Kind == Photo:
		photo := t.e.File
		d.Photo, d.Voice = &photo, nil
		if words := cleanWords(t.e.Text); words != "" {
			return t.take(words)
		}
	case t.e.Kind == Voice:
		voice := t.e.File
		d.Voice, d.Photo = &voice, nil
	case t.e.Kind == Words:
		words := cleanWords(t.e.Text)
		if words == "" {
			return false
		}
		return t.take(words)
	default:
		return false
	}
	d.Told = true
	t.proceed()
	return true
}

// take settles a text, or asks what to do with one that is too long: nobody
// should have to write it all again, and nothing is cut without being said.
func (t *turn) take(words string) bool {
	d := t.draft()
	n := utf8.RuneCountInString(words)
	if n <= mostWords {
		d.Words, d.Told = words, true
		t.proceed()
		return true
	}
	d.Words, d.Told = beginning(words, mostWords), false
	t.note("concern.long.was", Args{"count": n})
	t.show(StepLong)
	return true
}

// backFromWords leads to the place, or to who may see it if changing that made
// words necessary.
func backFromWords(t *turn) Step {
	if t.told().Changing {
		return t.before(StepSight)
	}
	return StepPlace
}

func askLong(t *turn) Say {
	d := t.told()
	return t.guard(d.Category, t.progress(Say{
		Lines: line("concern.long.ask", Args{"most": mostWords, "tail": Quote(ending(d.Words, tailWords))}),
		Rows:  column(act("concern.long.keep", "keep"), act("concern.long.again", "again"), back(), cancel()),
	}, 3))
}

// hearLong keeps the beginning or takes a shorter text. A phone cuts a very
// long message into several that arrive together: the rest is not a new text.
func hearLong(t *turn) bool {
	d := t.draft()
	switch {
	case t.pressed("keep"):
		d.Told = true
		t.proceed()
	case t.pressed("again"):
		d.Words = ""
		t.show(StepWords)
	case t.e.Kind == Words && t.e.Now.Sub(time.Unix(t.p.Seen, 0)) < justNow:
		t.show(StepLong)
	case t.e.Kind == Words, t.e.Kind == Photo, t.e.Kind == Voice:
		return hearWords(t)
	default:
		return false
	}
	return true
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
