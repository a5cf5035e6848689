package flows

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestNothingThatIdentifiesIsReleasedByAccident: whatever a reviewer releases, what
// identifies somebody is marked and asked about once, the safe button first; after
// that it is released.
func TestNothingThatIdentifiesIsReleasedByAccident(t *testing.T) {
	const number = "Мій телефон 0501234567"
	for _, tt := range []struct {
		name  string
		tells []string
		moves []string
		want  func(c *Concern) bool
	}{
		{"as it is", []string{"> " + number}, []string{"* release"},
			func(c *Concern) bool { return c.Released == number && !c.Shortened }},
		{"written shorter", []string{"> Dark"}, []string{"* shorten", "> Dark, call 050 123 45 67", "* release"},
			func(c *Concern) bool { return c.Released == "Dark, call 050 123 45 67" }},
		{"as it is, after another text was begun", []string{"> " + number}, []string{"* shorten", "> Dark", "* back", "* back", "* release"},
			func(c *Concern) bool { return c.Released == number }},
		{"what a voice says", []string{"voice"}, []string{"* shorten", "> t.me/olha", "* release"},
			func(c *Concern) bool { return c.Released == "t.me/olha" }},
		{"under a picture", []string{"photo " + number}, []string{"& picture.%s", "* photo"},
			func(c *Concern) bool { return c.Released == number && c.ShowPhoto }},
		{"under a picture that stays", []string{"photo " + number}, []string{"* release"},
			func(c *Concern) bool { return c.Released == number && !c.ShowPhoto }},
		{"after going back", []string{"photo " + number}, []string{"& picture.%s", "* photo", "* back", "* release"},
			func(c *Concern) bool { return c.Released == number && !c.ShowPhoto }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.tells(append(append([]string{"* street", "* mine"}, tt.tells...), "* read", "* send")...)
			var out Outcome
			for _, m := range append([]string{"* reviews", "* c.%s"}, tt.moves...) {
				out = d.script(d.reviewer, strings.Replace(m, "%s", c.Handle, 1))
			}
			if got := d.filed(c); !says(out, "review.sure.ask") || got.ReleasedAt != 0 {
				t.Fatalf("released at once: %v", out.Says)
			}
			screen := d.screens[d.reviewer]
			if screen.Rows[0][0].Do == "release" || !hasMarked(screen) {
				t.Errorf("the screen: %v", screen)
			}
			if out = d.script(d.reviewer, "* release"); !says(out, "review.released") || !tt.want(d.filed(c)) {
				t.Errorf("%v\n%+v", out.Says, *d.filed(c))
			}
		})
	}
}

func hasMarked(s Say) bool {
	for _, l := range s.Lines {
		if words, ok := l.Args["words"].(Marked); ok && len(Identifiers(string(words))) > 0 {
			return true
		}
	}
	return false
}

// TestARepliedNumberIsAskedAbout: the author is told before a reply goes, and the
// reviewer is asked.
func TestARepliedNumberIsAskedAbout(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which lamp?", "* send")
	out := d.script(d.author, "& "+caseDo(c.Code), "* reply", "> Call me, 050 123 45 67")
	if !says(out, "identifier.yours") || len(d.filed(c).Thread) != 1 {
		t.Fatalf("sent without a question: %v", out.Says)
	}
	if out = d.script(d.author, "* again", "> By the school", "* send"); !says(out, "thread.did.reply") || d.filed(c).Thread[1].Words != "By the school" {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.author, "* "+caseDo(c.Code), "* reply", "> Call me, 050 123 45 67", "* send")
	if got := d.filed(c).Thread; !says(out, "thread.did.reply") || len(got) != 3 || !got[2].Waiting {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release") // the first has no number
	if out = d.script(d.reviewer, "* c."+c.Handle, "* release"); !says(out, "review.sure.ask") || !d.filed(c).Thread[2].Waiting {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.reviewer, "* release"); !says(out, "review.released") || d.filed(c).Thread[2].Shown != "Call me, 050 123 45 67" {
		t.Errorf("%v", out.Says)
	}
}

// TestTheAuthorIsToldWhatIdentifies before a concern goes, with the way to change it;
// sending stays possible. What is only counted has no words, so nothing is said.
func TestTheAuthorIsToldWhatIdentifies(t *testing.T) {
	d := newDesks(t)
	out := d.script(d.author, "& concern", "* street", "* mine", "> Вул. Франка 5, тел 0501234567", "* read")
	if !says(out, "identifier.yours") || fmt.Sprint(d.screens[d.author].Lines) == "" || d.screens[d.author].Rows[0][0].Do != "words" {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.author, "* words", "* again", "> Темно"); says(out, "identifier.yours") || d.people[d.author].Step != StepReview {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.author, "* change", "* words", "* again", "> тел 0501234567", "* send")
	if c := d.concerns[d.people[d.author].Codes[0]]; c.Words != "тел 0501234567" {
		t.Errorf("%q", c.Words)
	}
	if out = d.script(d.author, "& concern", "* street", "* mine", "> тел 0501234567", "* counted"); says(out, "identifier.yours") {
		t.Errorf("said of what is dropped: %v", out.Says)
	}
	if out = d.script(d.author, "! words"); d.people[d.author].Step != StepReview {
		t.Errorf("forged: %v", out.Says)
	}
}

// TestAReleaseCanBeUndone until officers can read the text: it waits again as if it had
// never been released, the log tells it, and after its hour nothing can be undone.
func TestAReleaseCanBeUndone(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	out := d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release")
	if !d.offers(d.reviewer, "undo."+c.Handle+".text") {
		t.Fatalf("no undo: %v", out.Says)
	}
	if out = d.script(d.reviewer, "* undo."+c.Handle+".text"); !says(out, "review.undo.done") || d.log[0].What != "unreleased" {
		t.Fatalf("%v", out.Says)
	}
	if got := d.filed(c); got.Case != CaseReceived || got.ReleasedAt != 0 || got.Released != "" || got.Opens != 0 {
		t.Fatalf("%+v", got)
	}
	d.nextTexts()
	if out = d.script(d.officer, "/desk", "! cases"); !says(out, "cases.nothing") {
		t.Fatalf("officers read it: %v", out.Says)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release", "/desk", "* reviews", "* undoable")
	undo := d.screens[d.reviewer].Rows[0][0].Do
	d.nextTexts()
	if out = d.script(d.reviewer, "* "+undo); !says(out, "review.undo.late") || d.filed(c).ReleasedAt == 0 {
		t.Errorf("undone after officers could read it: %v", out.Says)
	}
	if out = d.script(d.reviewer, "! "+undo); d.filed(c).ReleasedAt == 0 {
		t.Errorf("forged: %v", out.Says)
	}
}

// TestAReplysReleaseCanBeUndone in the same way, by a reviewer of its neighbourhood
// and nobody else.
func TestAReplysReleaseCanBeUndone(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which lamp?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* reply", "> By the school", "* send")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	undo := "undo." + c.Handle + ".reply.1"
	d.board.member(d.reviewer).Grants[0].Areas = []string{"tavr"}
	if d.script(d.reviewer, "! "+undo); d.filed(c).Thread[1].Waiting {
		t.Fatal("a reviewer of elsewhere undoes it")
	}
	if d.script(d.officer, "! "+undo); d.filed(c).Thread[1].Waiting {
		t.Fatal("an officer undoes it")
	}
	d.board.member(d.reviewer).Grants[0].Areas = nil
	if out := d.script(d.reviewer, "/desk", "* reviews", "* undoable", "* "+undo); !says(out, "review.undo.done") {
		t.Fatalf("%v", out.Says)
	}
	if e := d.filed(c).Thread[1]; !e.Waiting || e.Shown != "" || e.Opens != 0 {
		t.Errorf("%+v", e)
	}
	d.nextTexts()
	if out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); says(out, "cases.thread.author") {
		t.Errorf("officers read it: %v", out.Says)
	}
}

// TestUndoStopsInTime: an undo works to the last second before officers can read the
// text or the reply, and not from their hour on.
func TestUndoStopsInTime(t *testing.T) {
	for seconds, works := range map[time.Duration]bool{-1: true, 0: false} {
		d := newDesks(t)
		c := d.lamps()
		d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release")
		d.now = time.Unix(d.filed(c).Opens, 0).Add(seconds * time.Second)
		if out := d.script(d.reviewer, "* undo."+c.Handle+".text"); says(out, "review.undo.done") != works || (d.filed(c).ReleasedAt == 0) != works {
			t.Errorf("%d s: %v", seconds, out.Says)
		}
	}
}

// TestALookAndAnUndoExcludeEachOther: whoever looks at what has just become readable
// stores the case, so that an undo decided before is decided again; later nobody does.
func TestALookAndAnUndoExcludeEachOther(t *testing.T) {
	stores := func(out Outcome, c *Concern) bool { return out.Looks == c.Code }
	d := newDesks(t)
	c := d.lamps()
	d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release")
	d.now = time.Unix(d.filed(c).Opens, 0)
	if out := d.script(d.officer, "/desk", "! cases"); stores(out, c) {
		t.Error("a list without words stores a case")
	}
	before := *d.filed(c)
	if out := d.script(d.officer, "* c."+c.Handle); !stores(out, c) || !reflect.DeepEqual(before, *d.filed(c)) {
		t.Errorf("the first look: %+v", out.Effects)
	}
	d.now = d.now.Add(undoRace)
	if out := d.script(d.officer, "* back", "* c."+c.Handle); stores(out, c) {
		t.Errorf("a look a minute later: %+v", out.Effects)
	}
	d.script(d.officer, "* ask", "> Which lamp?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* reply", "> By the school", "* send")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	opens := time.Unix(d.filed(c).Thread[1].Opens, 0)
	d.now = opens.Add(-10 * time.Minute) // then the case deletes itself later than the reply comes
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	d.now = opens
	if out := d.link(d.officer, "here"); !says(out, "cases.thread.author") || !stores(out, c) {
		t.Errorf("a reply that appears on the open case: %v, %+v", out.Says, out.Effects)
	}
}

// TestAPictureIsReleasedOnlyIfItWasShown: the button that lets it go along hangs on the
// picture itself, and a press that is forged without it lets nothing go.
func TestAPictureIsReleasedOnlyIfItWasShown(t *testing.T) {
	d := newDesks(t)
	c := d.tells("* street", "* mine", "photo look", "* read", "* send")
	out := d.script(d.reviewer, "* reviews", "* c."+c.Handle)
	if m := out.Says[0]; m.Media == nil || len(m.Else) == 0 || m.Rows[0][0].Do != "picture."+c.Handle {
		t.Fatalf("%+v", m)
	}
	if !says(out, "review.unseen") || d.offers(d.reviewer, "photo") {
		t.Fatalf("offered unseen: %v", out.Says)
	}
	d.script(d.reviewer, "! photo")
	if d.filed(c).ReleasedAt != 0 {
		t.Fatal("forged: released unseen")
	}
	d.script(d.reviewer, "* shorten", "> Dark")
	if d.offers(d.reviewer, "photo") {
		t.Error("offered unseen after shortening")
	}
	if d.script(d.reviewer, "! photo"); d.filed(c).ReleasedAt != 0 {
		t.Fatal("forged after shortening: released unseen")
	}
	d.script(d.reviewer, "* cancel")
	if out = d.script(d.officer, "& picture."+c.Handle); strings.Contains(fmt.Sprint(out.Says), "look") {
		t.Errorf("an officer follows the button: %v", out.Says)
	}
	d.script(d.reviewer, "& picture."+c.Handle, "* photo")
	if !d.filed(c).ShowPhoto {
		t.Error("seen, and not released")
	}
}
