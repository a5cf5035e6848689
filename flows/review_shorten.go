package flows

import (
	"slices"
)

// This file is about a text that a reviewer writes shorter before it is released: it
// is written, looked at once more, and goes as it stands there.

func askShorten(t *turn) Say {
	c, item, i := t.onReview()
	if c == nil {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	words := c.Words
	if item == itemReply {
		words = c.Thread[i].Words
	}
	var lines []Line
	if words != "" {
		lines = line("review.words", Args{"words": Quote(excerpt(words))})
	}
	key := "review.write.shorter"
	if item == itemText && c.Voice != nil {
		key = "review.write.voice"
	}
	begun, buttons := t.soFar()
	return Say{Lines: append(append(lines, as(PartLead, key, nil)), begun...), Protect: true, Rows: column(append(buttons, back(), cancel())...)}
}

func hearShorten(t *turn) bool {
	c, _, _ := t.onReview()
	if c == nil {
		return t.overtaken()
	}
	return t.finished(StepShortened) || t.typed(mostWords, StepShortened)
}

func askShortened(t *turn) Say {
	c, item, _ := t.onReview()
	if c == nil {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	buttons := []Button{act("review.release", "release")}
	if item == itemText && c.Photo != nil {
		buttons = []Button{act("review.without_photo", "release")}
		if t.topicMarked(seenMark) {
			buttons = append([]Button{act("review.with_photo", "photo")}, buttons...)
		}
	}
	return Say{Protect: true,
		Lines: slices.Concat(t.wholeToo(), []Line{as(PartLead, "review.check", nil), {Key: "review.words", Args: Args{"words": Marked(excerpt(t.p.Text))}}}, identifierLines(t.p.Text)),
		Rows:  column(append(buttons, act("review.again", "again"), back(), cancel())...)}
}

// wholeToo says that the rest of a long text goes too.
func (t *turn) wholeToo() []Line {
	if excerpt(t.p.Text) == t.p.Text {
		return nil
	}
	return line("concern.review.excerpt", nil)
}

func hearShortened(t *turn) bool {
	c, item, i := t.onReview()
	if c == nil {
		return t.overtaken()
	}
	switch {
	case t.pressed("again"):
		t.p.Text = ""
		t.show(StepShorten)
	case t.written() != "":
		return t.typed(mostWords, StepShortened)
	case t.p.Text == "":
		t.show(StepShorten)
	case item == itemReply && t.pressed("release"),
		item == itemText && (t.pressed("release") || t.pressed("photo") && c.Photo != nil && t.topicMarked(seenMark)):
		t.passOn(c, item, i, t.e.Do == "photo")
	default:
		return false
	}
	return true
}
