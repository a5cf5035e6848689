package flows

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// sends lets somebody send files of one album, each with the words under it.
func (p *play) sends(who ID, album string, kind Kind, captions ...string) (last Outcome) {
	p.c.Helper()
	for i, words := range captions {
		last = p.turn(who, Event{Kind: kind, What: "video", Album: album, Text: words, File: File{ID: album + string(rune('a'+i))}})
	}
	return last
}

// atWords brings somebody to the question what happens.
func atWords(t *testing.T) (*play, ID) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* street", "* skip")
	return p, who
}

// TestWordsInPieces: what is sent in pieces is collected, in any order, until it is sent. Words
// and a voice note lead on at once, and a picture waits for words.
func TestWordsInPieces(t *testing.T) {
	for _, tt := range []struct {
		name         string
		moves        []string
		words        string
		photo, voice string
		says         []string
	}{
		{"two texts", []string{"> The lamps", "> are dark"}, "The lamps\nare dark", "", "", []string{"collect.added"}},
		{"a picture after words", []string{"> dark", "photo"}, "dark", "p", "", []string{"collect.added"}},
		{"words after a picture", []string{"photo", "> dark"}, "dark", "p", "", []string{"collect.added"}},
		{"a picture alone", []string{"photo", "* done"}, "", "p", "", nil},
		{"words under it", []string{"> The lamps", "photo are dark", "> since Monday"}, "The lamps\nare dark\nsince Monday", "pare dark", "", nil},
		{"a picture and a voice note", []string{"voice", "photo", "> dark"}, "dark", "p", "v", nil},
		{"another picture", []string{"photo one", "photo two"}, "one\ntwo", "ptwo", "", []string{"concern.words.new_photo"}},
		{"another voice note", []string{"voice", "voice"}, "", "", "v", []string{"concern.words.new_voice"}},
		{"Back loses nothing", []string{"> dark", "photo", "* back", "* back", "* skip", "* back", "* done"}, "dark", "p", "", nil},
		{"while something is changed", []string{"> dark", "* read", "* change", "photo", "* change", "* sight"}, "dark", "p", "", nil},
		{"before it was asked for", []string{"* back", "> The lamps", "* back", "photo are dark", "* street"}, "The lamps\nare dark", "pare dark", "", nil},
		{"again", []string{"> dark", "photo", "* back", "* again", "> bright"}, "bright", "", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, who := atWords(t)
			out := p.script(who, tt.moves...)
			d := out.Person.Draft
			id := func(f *File) string {
				if f == nil {
					return ""
				}
				return f.ID
			}
			if out.Person.Step != StepSight || d.Words != tt.words || id(d.Photo) != tt.photo || id(d.Voice) != tt.voice {
				t.Fatalf("at %s: %q %v %v", out.Person.Step, d.Words, d.Photo, d.Voice)
			}
			for _, key := range tt.says {
				if !says(out, key) {
					t.Errorf("does not say %s: %v", key, out.Says)
				}
			}
			e, ok := effectOf[FileConcern](p.script(who, "* read", "* send"))
			if !ok || e.Concern.Words != tt.words || id(e.Concern.Photo) != tt.photo || id(e.Concern.Voice) != tt.voice {
				t.Errorf("filed %+v", e.Concern)
			}
		})
	}
}

// TestShortMessagesHaveOneScreen: what comes right after the piece before changes the screen
// that answered that, up to mostOver times. Nothing else does: not a picture a minute later,
// nor the first words after a press, nor a danger, whose answer must not stay.
func TestShortMessagesHaveOneScreen(t *testing.T) {
	over := func(out Outcome) bool { return out.Says[len(out.Says)-1].Same }
	p, who := atWords(t)
	if out := p.write(who, "The lamps"); over(out) || !says(out, "concern.sight.ask") {
		t.Fatalf("the first: %+v", out.Says)
	}
	for i := range mostOver {
		p.now = p.now.Add(oneGo / 2)
		if out := p.write(who, "are dark"); len(out.Says) != 1 || !over(out) || !says(out, "collect.added") {
			t.Errorf("piece %d: %+v", i+2, out.Says)
		}
	}
	if out := p.write(who, "since Monday"); over(out) {
		t.Error("the screen never moves down")
	}
	if out := p.write(who, "or Tuesday"); !over(out) {
		t.Error("it moves down each time")
	}
	p.now = p.now.Add(oneGo)
	if out := p.script(who, "photo"); over(out) {
		t.Error("what comes later changes a screen far up")
	}
	if out := p.script(who, "* read", "> and so"); over(out) || out.Person.Step != StepReview {
		t.Error("words after a press change the screen above them")
	}
	if out := p.write(who, "he wants to kill me"); over(out) || out.Says[0].Vanish != watched || !out.Says[0].Protect {
		t.Errorf("a danger stays in the message of a lamp: %+v", out.Says)
	}
	if out := p.write(who, "help"); !over(out) {
		t.Error("the second cry has a screen of its own")
	}
}

// TestAPlaceAfterTheWords: a place that comes later than the question is asked about, and
// until that is settled the one before stays.
func TestAPlaceAfterTheWords(t *testing.T) {
	for _, tt := range []struct {
		name  string
		moves []string
		at    Step
	}{
		{"instead of words", nil, StepWords},
		{"at the question who may see it", []string{"> dark"}, StepSight},
		{"at the review", []string{"> dark", "* read"}, StepReview},
	} {
		p := town(t)
		who := p.join(1)
		p.script(who, "& concern", "* street", "* list", "* a.tavr")
		p.script(who, tt.moves...)
		if out := p.script(who, "place"); out.Person.Step != StepCell || out.Person.Draft.Area != "tavr" {
			t.Fatalf("%s: at %s with %+v", tt.name, out.Person.Step, out.Person.Draft)
		}
		if out := p.script(who, "* back"); out.Person.Step != tt.at || out.Person.Draft.Area != "tavr" || out.Person.Draft.Asked != nil {
			t.Errorf("%s: back at %s with %+v", tt.name, out.Person.Step, out.Person.Draft)
		}
		out := p.script(who, "place", "* square")
		if d := out.Person.Draft; out.Person.Step != tt.at || d.Area != "korabel" || d.Cell == nil || d.Exact != nil {
			t.Errorf("%s: at %s with %+v", tt.name, out.Person.Step, d)
		}
	}
}

// TestAVoiceNoteAfterTheWords may be more of them, or a cry for help: it is kept, and the
// number stands above.
func TestAVoiceNoteAfterTheWords(t *testing.T) {
	for _, moves := range [][]string{{"> dark"}, {"> dark", "* read"}} {
		p, who := atWords(t)
		out := p.script(who, append(moves, "voice")...)
		if d := out.Person.Draft; d.Voice == nil || d.Danger || !says(out, "danger.line") || !says(out, "collect.added") {
			t.Errorf("%+v: %v", d, out.Says)
		}
	}
}

// TestAddedAtTheReview: what comes after the last question is taken, too.
func TestAddedAtTheReview(t *testing.T) {
	p, who := atWords(t)
	out := p.script(who, "> dark", "* read", "photo since Monday")
	if d := out.Person.Draft; out.Person.Step != StepReview || !says(out, "collect.added") || !says(out, "concern.review.photo") || d.Words != "dark\nsince Monday" || d.Photo == nil {
		t.Fatalf("%+v: %v", out.Person.Draft, out.Says)
	}
}

// TestAnAlbumIsOneAct: ten pictures have one answer, which the second edits, and
// the words under any of them are kept.
func TestAnAlbumIsOneAct(t *testing.T) {
	p, who := atWords(t)
	first := p.sends(who, "A", Photo, "")
	if len(first.Says) != 1 || first.Says[0].Same || says(first, "concern.words.one_photo") {
		t.Fatalf("the first: %+v", first.Says)
	}
	second := p.sends(who, "A", Photo, "")
	if len(second.Says) != 1 || !second.Says[0].Same || !says(second, "concern.words.one_photo") {
		t.Fatalf("the second: %+v", second.Says)
	}
	for range 7 {
		if out := p.sends(who, "A", Photo, ""); len(out.Says) != 0 || !out.Keep {
			t.Fatalf("a further one: %+v", out.Says)
		}
	}
	out := p.sends(who, "A", Photo, "the words under the last")
	if d := out.Person.Draft; len(out.Says) != 1 || !out.Says[0].Same || d.Words != "the words under the last" || d.Photo.ID != "Aa" {
		t.Fatalf("%+v: %+v", d, out.Says)
	}
	if out = p.sends(who, "B", Photo, ""); !says(out, "concern.words.new_photo") || out.Says[0].Same || out.Person.Draft.Photo.ID != "Ba" {
		t.Fatalf("another album: %+v", out.Says)
	}
	if out = p.script(who, "* read", "* send"); out.Person.Album != "" {
		t.Errorf("the album is remembered: %q", out.Person.Album)
	}
}

// TestNoFileReplacesAnotherInSilence: whichever of two voice notes or pictures is kept,
// it is said, where somebody cries for help or is offered to tell something, too; the
// number stays above it.
func TestNoFileReplacesAnotherInSilence(t *testing.T) {
	voice, photo := Event{Kind: Voice, File: File{ID: "v"}}, Event{Kind: Photo, File: File{ID: "p"}}
	cry := Event{Kind: Photo, Text: "help", File: File{ID: "h"}}
	for _, tt := range []struct {
		name   string
		first  []Event
		second Event
		key    string
	}{
		{"two voice notes at the menu", []Event{voice}, voice, "concern.words.new_voice"},
		{"two pictures at the menu", []Event{photo}, photo, "concern.words.new_photo"},
		{"two pictures of a danger", []Event{cry}, photo, "concern.words.new_photo"},
		{"two cries with a picture", []Event{cry}, cry, "concern.words.new_photo"},
		{"two voice notes at the first question", []Event{{Kind: Press, Do: "concern"}, voice}, voice, "concern.words.new_voice"},
		{"two pictures of an album at the menu", []Event{{Kind: Photo, Album: "A", File: File{ID: "a"}}}, Event{Kind: Photo, Album: "A", File: File{ID: "b"}}, "concern.words.one_photo"},
	} {
		p := town(t)
		who := p.join(1)
		for _, e := range tt.first {
			if out := p.turn(who, e); says(out, tt.key) {
				t.Errorf("%s: said of the first: %v", tt.name, out.Says)
			}
		}
		out := p.turn(who, tt.second)
		if !says(out, tt.key) {
			t.Errorf("%s: %v", tt.name, out.Says)
			continue
		}
		last := out.Says[len(out.Says)-1].Lines
		at := func(key string) int { return slices.IndexFunc(last, func(l Line) bool { return l.Key == key }) }
		if n := at("danger.call"); n > at(tt.key) || n < 0 && !says(out, "danger.line") {
			t.Errorf("%s: the number is not above it: %v", tt.name, last)
		}
	}
}

// TestACryJoinsAConcern: a voice note that takes the place of the one in a concern
// says so, when the concern goes on.
func TestACryJoinsAConcern(t *testing.T) {
	p, who := atWords(t)
	p.turn(who, Event{Kind: Voice, File: File{ID: "one"}})
	out := p.script(who, "* read", "voice")
	if !says(out, "concern.words.new_voice") || out.Person.Draft.Voice.ID != "v" {
		t.Errorf("%+v: %v", out.Person.Draft, out.Says)
	}
}

// TestAnAlbumElsewhere: where nothing is collected, ten pictures are one mistake.
func TestAnAlbumElsewhere(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.link(who, "near")
	first := p.sends(who, "A", Photo, "")
	if len(first.Says) == 0 || first.Person.Misses != 1 {
		t.Fatalf("%+v", first)
	}
	if out := p.sends(who, "A", Photo, "", "", ""); len(out.Says) != 0 || p.people[who].Misses != 1 {
		t.Errorf("answered again: %+v", out.Says)
	}
	child := p.join(2, func(q *Person) { q.Age, q.Agreed, q.Area, q.Chat = AgeChild, 0, "", 0 })
	if out := p.sends(child, "B", Photo, "", ""); out.Person.Album != "" {
		t.Errorf("a child's record holds an album: %+v", out.Person)
	}
}

// TestASensitiveAlbumVanishes: each picture of one has an answer, with which it goes.
func TestASensitiveAlbumVanishes(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* home", "* tell", "* skip")
	for i := range 5 {
		out := p.sends(who, "A", Photo, "")
		if len(out.Says) != 1 || out.Says[0].Vanish != vanish || out.Says[0].Same != (i > 0) || out.Says[0].Lines[0].Key != "concern.neutral" {
			t.Fatalf("picture %d: %+v", i+1, out.Says)
		}
	}
	p.write(who, strings.Repeat("secret ", 300))
	if say := p.write(who, "more").Says[0]; say.Lines[0].Key != "concern.neutral" {
		t.Errorf("a locked phone shows %v", say.Lines[0])
	}
}

// TestWordsUnderAnything: of a file that nobody can use the words are kept.
func TestWordsUnderAnything(t *testing.T) {
	p, who := atWords(t)
	if out := p.sends(who, "", Other, "the words"); !says(out, "thing.video") || !says(out, "collect.words_kept") || out.Person.Draft.Words != "the words" {
		t.Fatalf("%v", out.Says)
	}
	if out := p.sends(who, "", Other, ""); !says(out, "concern.sight.misfit") || out.Person.Draft.Words != "the words" {
		t.Fatalf("%v", out.Says)
	}
}

// TestTooManyWords: the beginning is kept, where it ends is said, and what came
// before stays.
func TestTooManyWords(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Ґанок ", 400))
	p, who := atWords(t)
	out := p.script(who, "> First.", "> "+long)
	words := out.Person.Draft.Words
	if !says(out, "collect.full") || !strings.HasPrefix(words, "First.\nҐанок") || utf8.RuneCountInString(words) > mostWords || utf8.RuneCountInString(words) < mostWords-10 {
		t.Fatalf("%d characters: %v", utf8.RuneCountInString(words), out.Says)
	}
	if out = p.script(who, "> the rest"); out.Person.Step != StepSight || !strings.HasPrefix(out.Person.Draft.Words, words) {
		t.Errorf("%q", out.Person.Draft.Words)
	}
	p, who = atWords(t)
	if out = p.write(who, strings.Repeat("x", mostWords)); says(out, "collect.full") {
		t.Errorf("exactly as many as fit do not fit")
	}
}

// TestATypedAnswerIsTheAnswer: wherever an officer is asked what to say, typing says
// it, and nothing goes out before it was shown.
func TestATypedAnswerIsTheAnswer(t *testing.T) {
	for _, tt := range []struct {
		name  string
		moves []string
		words string
	}{
		{"where the phrases are", []string{"* answer", "> We were there today."}, "We were there today."},
		{"on the case itself", []string{"> We were there today."}, "We were there today."},
		{"instead of a phrase", []string{"* answer", "* t.went", "> We were there today."}, "We were there today."},
		{"in pieces", []string{"* answer", "> We were there today.", "> It is mended."}, "We were there today.\nIt is mended."},
		{"and back", []string{"* answer", "> We were there today.", "* back", "> It is mended."}, "We were there today.\nIt is mended."},
		{"and back, and done", []string{"* answer", "> We were there today.", "* back", "* done"}, "We were there today."},
		{"anew", []string{"* answer", "> We wree", "* again", "> We were there today."}, "We were there today."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.released()
			d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
			out := d.script(d.officer, tt.moves...)
			if out.Person.Step != StepCaseCheck || !says(out, "cases.check") || len(d.filed(c).Thread) != 0 {
				t.Fatalf("at %s: %v", out.Person.Step, out.Says)
			}
			out = d.script(d.officer, "* send")
			if thread := d.filed(c).Thread; len(thread) != 1 || thread[0].Words != tt.words || thread[0].Act != ActAnswer || out.Person.Text != "" {
				t.Errorf("%+v", thread)
			}
		})
	}
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	if out := d.script(d.officer, "* close", "> The city will do it."); out.Person.Step != StepCaseClose || !says(out, "cases.first_how") {
		t.Fatalf("why before how: %v", out.Says)
	}
	d.script(d.officer, "* partly", "* done", "* send")
	if thread := d.filed(c).Thread; len(thread) != 1 || thread[0].Words != "The city will do it." || d.filed(c).Case != CasePartly {
		t.Errorf("%+v", thread)
	}
}

// TestAReplyIsShownFirst: a resident sees what they send, and may write on.
func TestAReplyIsShownFirst(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which lamp?", "* send")
	out := d.script(d.author, "& "+caseDo(c.Code), "* reply", "> The third", "photo by the school")
	if !says(out, "thread.preview") || !says(out, "thing.photo") || len(d.filed(c).Thread) != 1 {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.author, "* again", "> The fourth", "> by the school", "* send"); d.filed(c).Thread[1].Words != "The fourth\nby the school" || out.Person.Text != "" {
		t.Fatalf("%+v", d.filed(c).Thread)
	}
	if out = d.script(d.author, "* "+caseDo(c.Code), "* reply", "> more", "+ 25h", "> hm", "* on"); !says(out, "thread.preview") {
		t.Errorf("left for a day it is lost: %v", out.Says)
	}
	d.script(d.author, "* cancel")
	if out = d.script(d.author, "& "+caseDo(c.Code), "! send"); len(out.Effects) > 0 {
		t.Errorf("a forged press sends nothing: %v", out.Effects)
	}
}

// TestNothingIsSentTwice: what somebody writes to a question that lay for a day, and on
// the screen that asks about it, is kept.
func TestNothingIsSentTwice(t *testing.T) {
	p, who := atWords(t)
	out := p.script(who, "> The lamps", "+ 25h", "> are dark")
	if out.Person.Step != StepInterrupted || !says(out, "collect.added") {
		t.Fatalf("at %s: %v", out.Person.Step, out.Says)
	}
	if out = p.script(who, "photo since Monday", "* on"); out.Person.Draft.Words != "The lamps\nare dark\nsince Monday" || out.Person.Draft.Photo == nil {
		t.Errorf("%+v", out.Person.Draft)
	}
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which lamp?", "+ 25h", "> By the school?", "> Or the shop?", "* on", "* send")
	if thread := d.filed(c).Thread; len(thread) != 1 || thread[0].Words != "Which lamp?\nBy the school?\nOr the shop?" {
		t.Errorf("%+v", thread)
	}
}

// TestNotesInPieces: the notes for whoever leads grow with each message.
func TestNotesInPieces(t *testing.T) {
	p, organiser, _, _, _ := leadPlay(t)
	out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* notes", "> Agenda", "> Chairs", "> "+strings.Repeat("x", mostNotes))
	s, _ := p.board.session("lights")
	if !strings.HasPrefix(s.Notes, "Agenda\nChairs\nxxx") || utf8.RuneCountInString(s.Notes) > mostNotes || !says(out, "collect.full") {
		t.Fatalf("%q: %v", s.Notes, out.Says)
	}
	if out = p.script(organiser, "* done"); out.Person.Step != StepOrgSession {
		t.Errorf("at %s", out.Person.Step)
	}
}
