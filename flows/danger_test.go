package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/flows/danger"
)

// tells says whether a message says the emergency number, in the words of every
// language.
func tells(c checker, s Say, words map[Lang]map[string]string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool {
		if l.Args["number"] != Code("102") {
			return false
		}
		for lang, texts := range words {
			if !strings.Contains(texts[l.Key], "{{.number}}") {
				c.Errorf("%s says no number in %q", l.Key, lang)
			}
		}
		return true
	})
}

// TestWhatIsNotUnderstoodCarriesTheNumber writes nonsense on every screen, in
// every state, and holds what answers that it did not understand to the emergency
// number. At desks it says none.
func TestWhatIsNotUnderstoodCarriesTheNumber(t *testing.T) {
	words := map[Lang]map[string]string{}
	for _, lang := range Languages() {
		words[lang] = messagesIn(t, lang)
	}
	tried := map[Step]bool{}
	everyState(t, func(p *play, who ID, _ Outcome) {
		before := *p.people[who]
		for _, e := range []Event{{Kind: Words, Text: "qwrtz"}, {Kind: Words, Text: "🙂"}, {Kind: Other, What: "sticker"}, {Kind: Command, Word: "qwrtz"}} {
			next := p.copy()
			out := deed(next, who, e)
			after := next.people[who]
			if after == nil || after.Misses == before.Misses && e.Kind != Command {
				continue // it was taken: words where words are asked for
			}
			tried[before.Step] = true
			said := slices.ContainsFunc(out.Says, func(s Say) bool { return tells(t, s, words) })
			line := says(out, "danger.line") || says(out, "danger.line_child")
			switch desk := forStaff(before.Step); {
			case !desk && !said:
				t.Errorf("at %s (%s) %q %q is answered without the number: %v", before.Step, before.Age, e.Text, e.What, out.Says)
			case desk && line:
				t.Errorf("at the desk's %s the number is said: %v", before.Step, out.Says)
			}
			if before.Age == AgeChild && !says(out, "danger.line_child") {
				t.Errorf("at %s a child is not told of the helpline: %v", before.Step, out.Says)
			}
		}
	})
	for _, s := range []Step{StepLanguage, StepAge, StepNotice, StepArea, StepMenu, StepCategory, StepGuides, StepMine, StepInterrupted, StepDesk, StepDanger} {
		if !tried[s] {
			t.Errorf("nothing was misunderstood at %s", s)
		}
	}
}

// TestACryIsMetEverywhere writes words of danger on every resident's screen, in
// every state. Whatever that does otherwise, its answer says the number and that
// nobody was called, looks like nothing on a locked phone, vanishes, and sends
// nothing to anybody.
func TestACryIsMetEverywhere(t *testing.T) {
	everyState(t, func(p *play, who ID, _ Outcome) {
		before := *p.people[who]
		for _, e := range []Event{{Kind: Words, Text: "my husband is beating me"}, {Kind: Photo, File: File{ID: "p"}, Text: "помогите"}} {
			next := p.copy()
			out := deed(next, who, e)
			if forStaff(before.Step) {
				if says(out, "danger.call") || says(out, "danger.line") {
					t.Errorf("at the desk's %s: %v", before.Step, out.Says)
				}
				continue
			}
			where := fmt.Sprintf("at %s (%s), %d: %v", before.Step, before.Age, e.Kind, out.Says)
			i := slices.IndexFunc(out.Says, func(s Say) bool { return hasKey(s, "danger.nobody") })
			if i < 0 {
				t.Errorf("no answer to a cry %s", where)
				continue
			}
			s := out.Says[i]
			child := before.Age == AgeChild
			if s.Lines[0].Key != "concern.neutral" || child != hasKey(s, "danger.call_child") || child == hasKey(s, "danger.call") {
				t.Errorf("the lines are %v %s", s.Lines, where)
			}
			if s.Vanish != watched || !s.Protect {
				t.Errorf("it stays or can be passed on %s", where)
			}
			for _, effect := range out.Effects {
				switch effect.(type) {
				case FileConcern, UpdateConcern:
					if before.Step != StepReply {
						t.Errorf("something was sent %s", where)
					}
				}
			}
		}
	})
}

// TestACryAtTheMenu: the number, guides that fit, and an offer.
func TestACryAtTheMenu(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	out := p.write(who, "They robbed me at the bus stop, help")
	screen := p.screens[who]
	if len(out.Says) != 1 || p.people[who].Step != StepDanger {
		t.Fatalf("answered with %v", out.Says)
	}
	var guides []string
	for _, row := range screen.Rows {
		if id, ok := strings.CutPrefix(row[0].Do, "g."); ok {
			guides = append(guides, id)
		}
	}
	if len(guides) != 3 || guides[0] != "robbery" {
		t.Errorf("guides %q", guides)
	}
	if screen.Rows[0][0].Do != "number.emergency" || screen.Rows[0][1].Do != "hide" {
		t.Errorf("the first row is %v", screen.Rows[0])
	}
	if !says(out, "danger.ask") || says(out, "concern.home.ask") { // it may be about a lamp
		t.Errorf("it does not say that any text can be passed on: %v", screen.Lines)
	}
	p.press(who, "tell")
	if d := p.people[who].Draft; p.people[who].Step != StepCategory || d == nil || d.Words != "They robbed me at the bus stop, help" || len(p.concerns) > 0 {
		t.Fatalf("at %s with %+v", p.people[who].Step, d)
	}
	p.press(who, "street")
	p.press(who, "mine")
	if p.people[who].Step != StepSight {
		t.Errorf("the words are asked for again: at %s", p.people[who].Step)
	}
	p.press(who, "read")
	if s := p.screens[who]; !hasKey(s, "concern.review.words") || s.Vanish != watched || !s.Protect || s.Lines[0].Key != "concern.neutral" {
		t.Errorf("the review shows the words for good: %+v", s)
	}
	p.press(who, "send")
	if len(p.concerns) != 1 || p.people[who].Cry != nil || p.people[who].Alarm != "" {
		t.Errorf("%d concerns, left %+v", len(p.concerns), p.people[who])
	}
}

// TestACryInTheMiddle: nothing that was told is lost, and words and voice go
// where they belong.
func TestACryInTheMiddle(t *testing.T) {
	cry := Event{Kind: Words, Text: "he wants to kill me"}
	voice := Event{Kind: Voice, File: File{ID: "v"}}
	for _, r := range []struct {
		name  string
		steps []string
		e     Event
		at    Step
		words string
	}{
		{"before the category", []string{"concern"}, cry, StepCategory, "he wants to kill me"},
		{"at the place", []string{"concern", "street"}, cry, StepPlace, "he wants to kill me"},
		{"at the place, aloud", []string{"concern", "street"}, voice, StepPlace, ""},
		{"asked for words", []string{"concern", "street", "mine"}, cry, StepSight, "he wants to kill me"},
		{"after the words", []string{"concern", "street", "mine", "> dark"}, cry, StepSight, "dark\nhe wants to kill me"},
		{"at the review", []string{"concern", "street", "mine", "> dark", "read"}, cry, StepReview, "dark\nhe wants to kill me"},
		{"where a location is asked for", []string{"concern", "street", "point"}, cry, StepWhere, "he wants to kill me"},
		{"only counted so far", []string{"concern", "hate", "count"}, cry, StepPlace, "he wants to kill me"},
	} {
		t.Run(r.name, func(t *testing.T) {
			p := everything(t)
			who := p.join(1)
			for _, step := range r.steps {
				if words, ok := strings.CutPrefix(step, "> "); ok {
					p.write(who, words)
				} else {
					p.forge(who, step)
				}
			}
			out := p.turn(who, r.e)
			person := p.people[who]
			if person.Step != r.at || person.Draft == nil || person.Draft.Words != r.words || person.Draft.Sight == Counted {
				t.Fatalf("at %s with %+v", person.Step, person.Draft)
			}
			if (person.Draft.Voice != nil) != (r.e.Kind == Voice) || !person.Draft.Danger || !says(out, "danger.call") {
				t.Errorf("%+v, said %v", person.Draft, out.Says)
			}
			if s := p.screens[who]; s.Vanish != watched || s.Lines[0].Key != "concern.neutral" {
				t.Errorf("the screen stays: %+v", s)
			}
		})
	}
}

// TestACryBesideSomethingElse leads back to it.
func TestACryBesideSomethingElse(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	p.write(who, "somebody is breaking down the door")
	p.command(who, "language") // a detour over a detour
	p.press(who, "uk")
	if at := p.people[who]; at.Step != StepDanger || at.Cry == nil {
		t.Fatalf("the cry is lost by a detour: %+v", at)
	}
	p.press(who, "back")
	if at := p.people[who]; at.Step != StepGuide || at.Guide != "accident" || at.Cry != nil || at.Under != "" {
		t.Errorf("back leads to %+v", at)
	}
	p.turn(who, Event{Kind: Voice, File: File{ID: "v"}})
	p.press(who, "tell")
	if d := p.people[who].Draft; d == nil || d.Voice == nil {
		t.Errorf("the voice note is lost: %+v", d)
	}
}

// TestAFlowLeftForADay still hears a cry. What was told before is not on the
// screen again, is not lost, and takes the cry if the person says so.
func TestAFlowLeftForADay(t *testing.T) {
	for _, ask := range []bool{false, true} { // did it ask already whether to go on?
		p := everything(t)
		who := p.join(1)
		p.forge(who, "concern")
		for _, step := range []string{"street", "mine", "> dark", "read"} {
			if words, ok := strings.CutPrefix(step, "> "); ok {
				p.write(who, words)
			} else {
				p.press(who, step)
			}
		}
		p.now = p.now.Add(25 * time.Hour)
		if ask {
			p.command(who, "menu")
		}
		out := p.write(who, "he wants to kill me")
		if !says(out, "danger.call") || says(out, "concern.review.words") || p.people[who].Draft == nil {
			t.Fatalf("%v, at %+v", out.Says, p.people[who])
		}
		p.press(who, "tell")
		if at := p.people[who]; at.Step != StepReview || at.Draft == nil || at.Draft.Words != "dark\nhe wants to kill me" {
			t.Errorf("at %s with %+v", at.Step, at.Draft)
		}
	}
}

// TestACryBeforeRegistration is met in the language of the cry, and nothing of it
// is kept.
func TestACryBeforeRegistration(t *testing.T) {
	for _, e := range []Event{{Kind: Words, Text: "рятуйте, мене б'ють"}, {Kind: Voice, File: File{ID: "v"}}} {
		p := everything(t)
		who := ID{1}
		e.Client = "en"
		out := p.turn(who, e)
		if !says(out, "danger.call") || !says(out, "danger.nobody") || len(out.Says) != 1 {
			t.Fatalf("a stranger's cry is answered with %v", out.Says)
		}
		if want := map[Kind]Lang{Words: Ukrainian, Voice: English}[e.Kind]; out.Says[0].Lang != want {
			t.Errorf("in %q, want %q", out.Says[0].Lang, want)
		}
		if at := p.people[who]; at.Cry != nil || at.Draft != nil || at.Chat != 0 || at.Step != StepLanguage {
			t.Errorf("kept: %+v", at)
		}
		if !p.offers(who, "uk") || !p.offers(who, "concern") {
			t.Errorf("no way on: %v", p.screens[who].Rows)
		}
	}
	p := everything(t)
	who := ID{1}
	p.write(who, "fire, the house is burning")
	out := p.link(who, "card.accident")
	if !says(out, "guide.card.step") || p.people[who].Step != StepLanguage {
		t.Errorf("the guide: %v", out.Says)
	}
	for _, do := range []string{"en", "adult", "agree", "a.korabel"} {
		p.press(who, do)
	}
	if at := p.people[who]; at.Cry != nil || at.Alarm != "" {
		t.Errorf("kept: %+v", at)
	}
}

// TestTheHourOfACry: what vanished from the chat is gone from the record, too.
func TestTheHourOfACry(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	p.write(who, "he beats me")
	p.now = p.now.Add(time.Hour)
	out := p.link(who, "here")
	if at := p.people[who]; at.Cry != nil || at.Alarm != "" || at.Step != StepMenu || says(out, "danger.call") {
		t.Errorf("an hour later: %+v, %v", at, out.Says)
	}
	p.write(who, "he beats me")
	p.command(who, "hide")
	p.link(who, "here")
	if at := p.people[who]; at.Cry != nil || at.Step != StepMenu {
		t.Errorf("after /hide: %+v", at)
	}
}

// TestATextAtTheMenuIsOffered: one act, one message, and nothing sent.
func TestATextAtTheMenuIsOffered(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	out := p.write(who, "The lamps by the school are dark")
	if len(out.Says) != 1 || !says(out, "danger.offer") || !says(out, "danger.line") || out.Says[0].Vanish != 0 || p.people[who].Misses != 0 {
		t.Fatalf("answered with %+v", out.Says)
	}
	p.write(who, "since Monday")
	p.turn(who, Event{Kind: Photo, File: File{ID: "p"}, Album: "a"})
	for i, file := range []string{"q", "r"} {
		if out := p.turn(who, Event{Kind: Photo, File: File{ID: file}, Album: "a"}); says(out, "concern.words.one_photo") != (i == 0) || len(out.Says) > 0 && i > 0 {
			t.Errorf("picture %d of an album is answered with %v", i+2, out.Says)
		}
	}
	p.press(who, "tell")
	if d := p.people[who].Draft; d == nil || d.Words != "The lamps by the school are dark\nsince Monday" || d.Photo == nil || d.Photo.ID != "p" || d.Danger {
		t.Errorf("the draft is %+v", d)
	}
	p.command(who, "cancel")
	p.write(who, "another one")
	p.press(who, "back")
	if at := p.people[who]; at.Cry != nil || at.Step != StepMenu || len(p.concerns) > 0 {
		t.Errorf("left: %+v", at)
	}
	p.write(who, strings.Repeat("dark ", 800))
	if out := p.press(who, "tell"); !says(out, "collect.full") {
		t.Errorf("a text that is too long is cut without being said: at %s", p.people[who].Step)
	}
	if out := p.write(who, "👍"); says(out, "danger.offer") {
		t.Error("an emoji is offered as a concern")
	}
}

// TestAChildsCry leads to people, never to a concern, and leaves nothing.
func TestAChildsCry(t *testing.T) {
	p := everything(t)
	who := p.join(1, ofAge(AgeChild))
	for _, e := range []Event{{Kind: Words, Text: "dad hits me"}, {Kind: Voice, File: File{ID: "v"}}, {Kind: Words, Text: "more"}} {
		out := p.turn(who, e)
		if !says(out, "danger.call_child") || !says(out, "danger.adult") || p.offers(who, "tell") || !p.offers(who, "number.helpline_child") {
			t.Errorf("a child is answered with %v", out.Says)
		}
		if out := p.decide(who, Event{Kind: Press, Do: "tell", Serial: p.people[who].Serial}); out.Person.Draft != nil || out.Person.Step != StepDanger {
			t.Errorf("a forged press leads to %+v", out.Person)
		}
		if p.people[who].Cry != nil {
			t.Errorf("kept of a child: %+v", p.people[who].Cry)
		}
	}
	for _, row := range p.screens[who].Rows {
		if id, ok := strings.CutPrefix(row[0].Do, "g."); ok && !slices.Contains(forChildren(), id) {
			t.Errorf("a child is offered %q", id)
		}
	}
}

// TestGroupsAreNotMetWithTheNumber: a group is only listened to for commands.
func TestGroupsAreNotMetWithTheNumber(t *testing.T) {
	p := newPlay(t)
	out := DecidePublic(World{Programme: p.programme, Board: &p.board}, PublicEvent{Now: p.now, Chat: -1, Bot: "b", Word: "help_me", To: "b"})
	if says(out, "danger.call") || says(out, "danger.line") || !says(out, "public.unknown") {
		t.Errorf("a group is told %v", out.Says)
	}
}

// TestGuidesForACry names none that may not be shown.
func TestGuidesForACry(t *testing.T) {
	p := everything(t)
	p.programme.Approvers = map[string]string{"accident": "Red Cross"}
	who := p.join(1)
	p.write(who, "my husband beats me")
	for _, row := range p.screens[who].Rows {
		if id, ok := strings.CutPrefix(row[0].Do, "g."); ok && id != "accident" {
			t.Errorf("%q is shown though nobody approved it", id)
		}
	}
	for _, k := range danger.Kinds() {
		turn := &turn{w: World{Programme: p.programme, Guides: p.guides, Board: &p.board}, p: p.people[who]}
		if n := len(turn.guidesFor(k)); n != 1 {
			t.Errorf("%s: %d guides", k, n)
		}
	}
}

// TestWordsUnderAFileAreHeard: a cry under a video or beside a voice note is met as
// such, wherever it comes, and other words under a file at the menu are offered.
func TestWordsUnderAFileAreHeard(t *testing.T) {
	video := func(words string) Event { return Event{Kind: Other, What: "video", Text: words} }
	for _, moves := range [][]string{nil, {"& concern", "* street"}, {"& concern", "* street", "* mine"}, {"& sessions"}} {
		p := everything(t)
		who := p.join(1)
		for _, m := range moves {
			p.script(who, m)
		}
		if out := p.turn(who, video("help, he is hitting me")); !says(out, "danger.call") || !says(out, "danger.nobody") {
			t.Errorf("after %v: %+v", moves, out.Says)
		}
	}
	p := everything(t)
	who := p.join(1)
	out := p.turn(who, video("The lamps are dark"))
	if !says(out, "danger.offer") || !says(out, "thing.video") || !says(out, "collect.words_kept") || p.people[who].Misses != 0 {
		t.Errorf("words under a video: %+v", out.Says)
	}
	p.turn(who, Event{Kind: Other, What: "document", Text: "since Monday"})
	p.press(who, "tell")
	if d := p.people[who].Draft; d == nil || d.Words != "The lamps are dark\nsince Monday" || d.Photo != nil {
		t.Errorf("the draft is %+v", d)
	}
	p.command(who, "cancel")
	if out := p.turn(who, video("")); says(out, "danger.offer") || !says(out, "thing.video") {
		t.Errorf("a video without words: %+v", out.Says)
	}
	if p.turn(who, Event{Kind: Voice, File: File{ID: "v", Seconds: 3}, Text: "he is hitting me"}); p.people[who].Alarm != "violence" {
		t.Errorf("a voice note with words is taken for %q", p.people[who].Alarm)
	}
}
