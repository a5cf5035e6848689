package flows

import "slices"

// This file tells an organiser how many will read an announcement in a language that is
// not theirs, before it is sent, and what to do about it.

// foreign lists the languages of an announcement's readers in which it is not written:
// nobody wrote it, or the words of the first language were taken for all.
func (t *turn) foreign() []Lang {
	d := t.news()
	if d.Ready != nil {
		return nil
	}
	written := t.newsLangs()[0]
	readers := d.Langs
	if len(readers) == 0 {
		readers = t.w.Programme.Languages
	}
	return slices.DeleteFunc(slices.Clone(readers), func(l Lang) bool {
		return l == written || d.Only == "" && d.Texts[l] != d.Texts[written]
	})
}

// foreignLines say how many people that is: as far as the ledger shows it, which adds
// the same groups of neighbourhood and language as the number of all readers.
func (t *turn) foreignLines() []Line {
	langs := t.foreign()
	if len(langs) == 0 {
		return nil
	}
	return line("announce.foreign", Args{"tongues": Tongues(langs), "people": Lines{atLeast(t.audience(t.news().Areas, langs))}})
}

// foreignButtons lead to a ready-made text, and to the other languages.
func (t *turn) foreignButtons() [][]Button {
	if len(t.foreign()) == 0 {
		return nil
	}
	return column(act("announce.text.rest", "rest"), act("ready.button", "ready"))
}

// hearForeign takes them. What is written stays.
func (t *turn) hearForeign() bool {
	langs := t.foreign()
	switch d := t.news(); {
	case len(langs) == 0:
		return false
	case t.pressed("rest"):
		kept := Text{}
		for l, words := range d.Texts {
			if !slices.Contains(langs, l) {
				kept[l] = words
			}
		}
		d.Texts, d.Only = kept, ""
		d.At = slices.IndexFunc(t.newsLangs(), func(l Lang) bool { return kept[l] == "" })
		t.show(StepNewsText)
	case t.pressed("ready"):
		t.show(StepNewsReady)
	default:
		return false
	}
	return true
}
