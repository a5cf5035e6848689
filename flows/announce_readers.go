package flows

import (
	"maps"
	"slices"
)

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
	return slices.DeleteFunc(slices.Clone(t.newsReaders()), func(l Lang) bool {
		return l == written || d.Only == "" && d.Texts[l] != d.Texts[written]
	})
}

// newsReaders are the languages of those whom an announcement is for.
func (t *turn) newsReaders() []Lang {
	if langs := t.news().Langs; len(langs) > 0 {
		return langs
	}
	return t.w.Programme.Languages
}

// newsOwn are the words of an announcement without those that were only taken over from
// its first language, and that language where a reader may get it in place of their own.
func (t *turn) newsOwn() (texts Text, from Lang) {
	d := t.news()
	texts, from = maps.Clone(d.Texts), d.Only
	first := t.newsLangs()[0]
	for _, l := range t.newsLangs() {
		if l != first && d.Texts[l] != "" && d.Texts[l] == d.Texts[first] {
			delete(texts, l)
			from = first
		}
	}
	return texts, from
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
