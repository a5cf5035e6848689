package flows

import (
	"slices"
	"strings"
	"time"
)

// What somebody wrote that no question asked for is kept for a moment: until its
// screen is left, it is made a concern, or its time is over.

// keepCry keeps what was written until the screen is left, and gives the key of a
// line about what it took the place of, "" if nothing. Of a child, and of somebody
// who has not agreed to anything yet, nothing is kept.
func (t *turn) keepCry() (replaced string) {
	if !t.p.resident() || t.p.Age == AgeChild {
		return ""
	}
	if t.p.Cry == nil {
		t.p.Cry = &Draft{}
	}
	return t.addTo(t.p.Cry)
}

// showKept shows a screen about what is kept, and below the number what of it a
// new picture or voice note took the place of, or which file left only its words.
func (t *turn) showKept(s Step, replaced string) {
	t.show(s)
	var more []Line
	if replaced != "" {
		more = line(replaced, nil)
	}
	if t.e.Kind == Other && t.p.Cry != nil {
		more = append(line(t.unusable(), nil), Line{Key: "collect.words_kept"})
	}
	last := &t.out.Says[len(t.out.Says)-1]
	at := max(0, len(last.Lines)-1) // the last line asks
	last.Lines = slices.Insert(slices.Clone(last.Lines), at, more...)
}

// collectCry adds it to the concern being told, whatever that was asking.
func (t *turn) collectCry() {
	cry := Draft{Danger: true}
	t.addTo(&cry)
	t.joinCry(cry)
}

// joinCry puts a cry to what there is of a concern.
func (t *turn) joinCry(cry Draft) {
	d := t.draft()
	d.Words = addWords(d.Words, cry.Words)
	if cry.Photo != nil {
		if d.Photo != nil {
			t.note("concern.words.new_photo", nil)
		}
		d.Photo = cry.Photo
	}
	if cry.Voice != nil {
		if d.Voice != nil {
			t.note("concern.words.new_voice", nil)
		}
		d.Voice = cry.Voice
	}
	d.Told, d.Danger = true, d.Danger || cry.Danger
	if d.Sight == Counted { // they went on to say more than a number
		d.Sight = ""
	}
}

// addTo puts what was sent to what there is: one picture, one voice note. Which of two
// is kept is never decided in silence: it gives the key of a line that says so.
func (t *turn) addTo(d *Draft) (replaced string) {
	file := t.e.File
	switch {
	case t.e.Kind == Photo && d.Photo != nil && t.sameAlbum():
		replaced = "concern.words.one_photo"
	case t.e.Kind == Photo:
		if d.Photo != nil {
			replaced = "concern.words.new_photo"
		}
		d.Photo = &file
	case t.e.Kind == Voice:
		if d.Voice != nil {
			replaced = "concern.words.new_voice"
		}
		d.Voice = &file
	}
	d.Words = addWords(d.Words, t.e.Text)
	return replaced
}

// mostKept bounds what is kept of a text before anybody said what is too long.
const mostKept = 4 * mostWords

// addWords puts a further text below another.
func addWords(words, more string) string {
	return beginning(strings.TrimSpace(words+"\n"+cleanWords(more)), mostKept)
}

// closeCry forgets what was written as soon as its screen is left; a detour,
// such as choosing a language, leads back to it.
func (t *turn) closeCry() {
	if !t.p.Step.ofCry() && !t.p.Was.ofCry() {
		t.p.Cry, t.p.Under, t.p.Alarm = nil, "", ""
	}
}

func (s Step) ofCry() bool { return s == StepDanger || s == StepOffer }

// offerKept is how long a text that somebody was asked about and said nothing to is
// kept at most, until the night after it; draftKept the same of what was half told.
const (
	offerKept = time.Hour
	draftKept = StrangersKept
)

// LapseCry forgets a cry for help that was never passed on, and what else was being
// told, once the screen on which it stood has deleted itself. It says whether there was
// anything. Where they were stays: their next turn tells them that it is gone.
func (p *Person) LapseCry(now time.Time) bool {
	gone := p.Fades != 0 && (now.Unix() >= p.Fades || p.Fades > now.Add(watched).Unix()) // the clock may have stepped back
	t := turn{p: p}
	tells := telling(t.underlying()) || t.underlying() == StepReply
	if !gone || p.Cry == nil && !(tells && (p.Draft != nil || p.Text != "" || p.Stop != "")) {
		return false
	}
	p.Cry = nil
	if tells {
		p.Draft, p.Text = nil, ""
		p.forgetStop()
		p.Serial++ // a button of a screen that is about to go shows nothing of it
	}
	return true
}

// LapseNightly forgets what somebody wrote and left lying: what nothing asked for since
// yesterday, a translation that was open, whose text may have been erased, and a concern or
// a reply that was begun and left for draftKept. It says whether there was any.
func (p *Person) LapseNightly(now time.Time) bool {
	left, t := now.Sub(time.Unix(p.Seen, 0)), turn{p: p}
	telling := telling(t.underlying()) || t.underlying() == StepReply
	switch {
	case left >= draftKept && telling && (p.Draft != nil || p.Text != "" || p.Stop != ""),
		left >= offerKept && p.translating():
		t.forgetFlow()
		p.Serial++ // the buttons in the chat are those of an older screen
	case left >= offerKept && p.Cry != nil:
		p.Cry = nil
	default:
		return false
	}
	return true
}
