package flows

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"
)

// This file is about what people write, in other languages: an answer, a question,
// released words, an announcement, a meeting's card. A translation is kept in the
// record of its text and nowhere else, so it has the text's seal, the text's date and
// the text's end. It belongs to the very words it was made from: when these change
// or are taken back, it is gone. translate_desk.go is where it is made.

// TranslationState is how far a translation has come.
type TranslationState string

// The states. Readers see a translation once it is reviewed, and not before.
const (
	TranslationAsked    TranslationState = "asked"
	TranslationWritten  TranslationState = "written"
	TranslationReviewed TranslationState = "reviewed"
)

// Translation is a text in another language, or the wish for one. A list of them is
// never changed, only replaced. Who wrote it, who has it open and who passed it on are
// marks: they tell a translator apart from another and lead to nobody.
type Translation struct {
	Lang   Lang             `cbor:"150,keyasint"`
	State  TranslationState `cbor:"151,keyasint"`
	Words  string           `cbor:"152,keyasint,omitempty"`
	Of     uint64           `cbor:"153,keyasint"` // sum of the words it was made from
	Asked  int64            `cbor:"154,keyasint"` // unix seconds
	Writer string           `cbor:"155,keyasint,omitempty"`
	Holder string           `cbor:"156,keyasint,omitempty"`
	Until  int64            `cbor:"157,keyasint,omitempty"` // unix seconds until which it is the holder's alone
	Passed []string         `cbor:"158,keyasint,omitempty"`
}

// passage is a text of somebody that others read, wherever it is kept.
type passage struct {
	at     string // where: see passageAt
	what   string // which kind of text it is: a message key below "translate.what."
	from   Lang
	words  string
	others []Translation
	safety bool   // it comes first at the desk
	due    int64  // unix seconds by which it is needed; 0: none
	most   int    // characters that a translation may have
	closed bool   // to translators: its author was not told of them
	also   []Lang // in which its author wrote it too
}

// Task is a translation that somebody has to write or to review, as much of it as a
// list needs to be sorted and filtered by. No word of the text is in it.
type Task struct {
	At     string   `cbor:"150,keyasint"`
	What   string   `cbor:"151,keyasint"`
	From   Lang     `cbor:"152,keyasint"`
	To     Lang     `cbor:"153,keyasint"`
	Since  int64    `cbor:"154,keyasint"` // unix seconds
	Review bool     `cbor:"155,keyasint,omitempty"`
	Not    []string `cbor:"156,keyasint,omitempty"` // marks of those who wrote it or passed it on
	Holder string   `cbor:"157,keyasint,omitempty"`
	Until  int64    `cbor:"158,keyasint,omitempty"`
	Safety bool     `cbor:"159,keyasint,omitempty"`
	Due    int64    `cbor:"160,keyasint,omitempty"`
}

// sumOf tells whether a text is still the one that was translated.
func sumOf(words string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(words))
	return h.Sum64()
}

// markOf is what a text keeps of a translator: enough to know them again at this very
// text, and nothing to find them by.
func markOf(who ID, at string) string {
	sum := sha256.Sum256(append([]byte("translator "+at+" "), who[:]...))
	return hex.EncodeToString(sum[:8])
}

// to is the translation into a language, if it is of these words.
func (w passage) to(l Lang) (Translation, bool) {
	i := slices.IndexFunc(w.others, func(o Translation) bool { return o.Lang == l && o.Of == sumOf(w.words) })
	if i < 0 {
		return Translation{}, false
	}
	return w.others[i], true
}

// in is the text as a reader of l gets it: reviewed in their language, else as it was
// written. translated says which.
func (w passage) in(l Lang) (words string, translated bool) {
	if o, ok := w.to(l); ok && l != w.from && o.State == TranslationReviewed {
		return o.Words, true
	}
	return w.words, false
}

// marks say below a text which language the reader has before them, where it is not
// simply theirs.
func (w passage) marks(l Lang) []Line {
	if w.words == "" || w.from == l || w.from == "" {
		return nil
	}
	args := Args{"tongue": Tongue(w.from)}
	if _, translated := w.in(l); translated {
		return line("translate.from", args)
	}
	return line("translate.original", args)
}

// wants says whether a translation into l can still be asked for.
func (w passage) wants(l Lang) bool {
	_, there := w.to(l)
	return w.words != "" && w.from != "" && w.from != l && !there && !w.closed && !slices.Contains(w.also, l)
}

// asking is the list of translations once one into l is asked for.
func (w passage) asking(l Lang, now int64) []Translation {
	return w.with(Translation{Lang: l, State: TranslationAsked, Of: sumOf(w.words), Asked: now})
}

// with is the list with one translation put in, and without what is of other words.
func (w passage) with(o Translation) []Translation {
	all := slices.DeleteFunc(w.standing(), func(had Translation) bool { return had.Lang == o.Lang })
	return append(all, o)
}

// standing are the translations of these very words; nil if there is no text.
func (w passage) standing() []Translation {
	var all []Translation
	for _, o := range w.others {
		if w.words != "" && o.Of == sumOf(w.words) {
			all = append(all, o)
		}
	}
	return all
}

// tasks lists what translators have to do for a text.
func (w passage) tasks() []Task {
	var all []Task
	for _, o := range w.standing() {
		if o.State == TranslationReviewed || o.Lang == w.from || w.closed || slices.Contains(w.also, o.Lang) {
			continue
		}
		k := Task{At: w.at, What: w.what, From: w.from, To: o.Lang, Since: o.Asked, Review: o.State == TranslationWritten,
			Not: o.Passed, Holder: o.Holder, Until: o.Until, Safety: w.safety, Due: w.due}
		if o.Writer != "" {
			k.Not = append(slices.Clone(k.Not), o.Writer)
		}
		all = append(all, k)
	}
	return all
}

// byUrgency is the order at the desk: what is about safety, then what has a date, then
// the rest; the oldest first.
func byUrgency(a, b Task) int {
	rank := func(k Task) int {
		switch {
		case k.Safety:
			return 0
		case k.Due != 0:
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Since, b.Since), cmp.Compare(a.At, b.At), cmp.Compare(a.To, b.To))
}

// translates says whether a task is for a member: both languages are theirs, and
// they neither wrote it nor passed it on.
func (m *Member) translates(k Task) bool {
	return m.writesLang(k.From) && m.writesLang(k.To) && !slices.Contains(k.Not, markOf(m.Who, k.At))
}

func (m *Member) writesLang(l Lang) bool { return m != nil && slices.Contains(m.Writes, l) }

// tasks are what the turn's person may take now, the most urgent first.
func (t *turn) tasks() []Task {
	var all []Task
	if t.holds(translateCases) {
		for _, w := range t.queue(QueueTranslate) {
			if t.may(translateCases, w.Area) {
				all = append(all, w.Tasks...)
			}
		}
	}
	if t.holds(translateNews) {
		for _, w := range slices.Concat(t.w.Board.passages(t.e.Now), t.agendaPassages(), t.commitmentPassages()) {
			all = append(all, w.tasks()...)
		}
	}
	all = slices.DeleteFunc(all, func(k Task) bool { return !t.me().translates(k) })
	slices.SortFunc(all, byUrgency)
	return all
}

// passageAt reads the text that a task is about, for a translator who may have it:
// "c/CODE/PART" of a case, "g/SESSION/POINT" of an agenda, "w/NUMBER/TEXT" of a commitment, anything else on the board. ok is false once it has
// changed, was taken back, or is not theirs.
func (t *turn) passageAt(at string) (w passage, ok bool) {
	all := t.w.Board.passages(t.e.Now)
	if rest, is := strings.CutPrefix(at, "c/"); is {
		code, _, _ := strings.Cut(rest, "/")
		c := t.translatable(code)
		if c == nil {
			return w, false
		}
		all = c.passages()
	} else if !t.holds(translateNews) {
		return w, false
	} else if strings.HasPrefix(at, pointPrefix) {
		all = t.agendaPassages()
	} else if strings.HasPrefix(at, camePrefix) {
		all = t.commitmentPassages()
	}
	i := slices.IndexFunc(all, func(w passage) bool { return w.at == at && !w.closed })
	if i < 0 {
		return w, false
	}
	return all[i], true
}

// keepTranslation stores a translation with its text, and shows a reviewed one to
// whoever waits for it.
func (t *turn) keepTranslation(w passage, o Translation) {
	if rest, is := strings.CutPrefix(w.at, "c/"); is {
		code, _, _ := strings.Cut(rest, "/")
		d := t.translatable(code).clone()
		d.setOthers(w.at, w.with(o))
		t.put(d)
		if o.State == TranslationReviewed && d.forAuthor(w.at) {
			t.tell(&d)
		}
		return
	}
	if strings.HasPrefix(w.at, pointPrefix) {
		t.keepPointTranslation(w, o)
		return
	}
	if strings.HasPrefix(w.at, camePrefix) {
		t.keepCommitmentTranslation(w, o)
		return
	}
	t.changeBoard(func(b *Board) { b.setOthers(w, o, t.e.Now) })
}

// somebodyTranslates says whether a translation between two languages can come about
// for an area: somebody writes it, and somebody else reviews it.
func (b *Board) somebodyTranslates(do permission, area string, from, to Lang) bool {
	n := 0
	for _, m := range b.Staff {
		if m.may(do, area) && m.writesLang(from) && m.writesLang(to) {
			n++
		}
	}
	return n > 1
}
