package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// settled is a programme with a session of one place and an open wave, and
// somebody who uses everything: a place, a concern, answers.
func settled(t *testing.T) (*play, ID) {
	p := newPlay(t)
	p.board = Board{
		Sessions: []Session{{ID: "lights", Title: Text{English: "Lights"}, Start: p.now.Add(48 * time.Hour).Unix(), Minutes: 60, Capacity: 1}},
		Wave:     &Wave{ID: "w1", Instrument: "default", Opens: p.now.Add(-time.Hour).Unix(), Closes: p.now.Add(time.Hour).Unix()},
	}
	who := p.join(1, func(person *Person) {
		person.Codes, person.Sessions = []string{"K7-PLUM-42"}, []string{"lights"}
		person.Wave, person.WaveAt = "w1", 2
		person.Filed = []Filed{{Day: 20777, Area: "korabel", Category: Street, Code: "K7-PLUM-42"}}
	})
	p.inside["lights"] = []ID{who}
	p.concerns["K7-PLUM-42"] = &Concern{Code: "K7-PLUM-42", Author: who, Category: Street, Words: "The lamps are dark", Sent: p.now.Unix(), Voice: &File{ID: "secret-file", Seconds: 7}}
	p.answers["w1"] = map[ID]Answers{who: {3, 12}}
	return p, who
}

func TestMyDataSaysWhatIsKept(t *testing.T) {
	p, who := settled(t)
	p.link(who, "mydata")
	for _, key := range []string{"mydata.profile", "mydata.concerns", "mydata.sessions", "mydata.survey.running", "mydata.lock"} {
		if !hasKey(p.screens[who], key) {
			t.Errorf("%s is not said", key)
		}
	}
	p.press(who, "answers")
	var answers []any
	for _, l := range p.screens[who].Lines {
		if l.Key == "mydata.survey.answer" {
			answers = append(answers, l.Args["answer"])
		}
	}
	if !slices.Equal(answers, []any{Ref("pulse.walking.safe"), Code("10")}) {
		t.Errorf("the answers are %v", answers)
	}
	p.press(who, "overview")
	p.now = p.now.Add(2 * time.Hour) // the wave is closed
	p.link(who, "mydata")
	if p.offers(who, "answers") {
		t.Error("answers can be seen after the wave has closed")
	}
	if p.forge(who, "answers"); slices.ContainsFunc(p.screens[who].Lines, func(l Line) bool { return l.Key == "mydata.survey.answer" }) {
		t.Error("a forged press shows answers after closing")
	}
}

func TestMyDataAsAFile(t *testing.T) {
	p, who := settled(t)
	p.link(who, "mydata")
	p.people[who].Draft = &Draft{Category: Traffic, Words: "not sent yet"} // from before drafts went with their flow
	out := p.press(who, "file")
	file := out.Says[0]
	if file.Attach == nil || file.Attach.Export == nil || file.Protect || !file.Fresh || file.Screen {
		t.Fatalf("the file came as %+v", file)
	}
	raw, err := json.Marshal(file.Attach.Export)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The lamps are dark", "K7-PLUM-42", `"voice_seconds":7`, "not sent yet", "Lights", `"standing":"in"`,
		`"walking":"safe"`, `"trust":"10"`, `"neighbourhood":"Korabel"`, `"day":"2026-11-20"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the file lacks %s: %s", want, raw)
		}
	}
	if strings.Contains(string(raw), "secret-file") {
		t.Error("the file tells Telegram's id of a voice note")
	}
}

func TestEraseAsksAndFreesEverything(t *testing.T) {
	p, who := settled(t)
	second := p.join(2, func(person *Person) { person.Sessions = []string{"lights"} })
	p.waiting["lights"] = []ID{second}
	p.link(who, "mydata")
	p.press(who, "erase")
	ask := p.screens[who]
	if ask.Rows[0][0].Do != "back" || !hasKey(ask, "mydata.erase.disk") || !hasKey(ask, "mydata.erase.seats") {
		t.Fatalf("the question is %+v", ask)
	}
	if p.people[who] == nil || len(p.inside["lights"]) != 1 {
		t.Fatal("the question erased already")
	}
	out := p.press(who, "yes")
	if p.people[who] != nil || p.concerns["K7-PLUM-42"] != nil || len(p.answers["w1"]) != 0 {
		t.Error("something is left")
	}
	if len(p.inside["lights"]) > 0 || p.offering["lights"][second] == 0 {
		t.Errorf("the place is %v's, and is offered to %v", p.inside["lights"], p.offering["lights"])
	}
	if !slices.Contains(out.Effects, Effect(DropAnswers{Wave: "w1"})) {
		t.Error("the open answers were not taken back")
	}
	var told, farewell bool
	for _, s := range out.Says {
		told = told || s.To != nil && *s.To == second && hasKey(s, "session.offered")
		farewell = farewell || s.To == nil && hasKey(s, "mydata.erased") && s.Lang == English && s.Chat == 1
	}
	if !told || !farewell {
		t.Errorf("said: %+v", out.Says)
	}
}

// TestEraseNamesPlacesOthersGet: a place in line is nobody's gain, nor is one in a
// meeting that is over.
func TestEraseNamesPlacesOthersGet(t *testing.T) {
	p, who := settled(t)
	p.inside["lights"], p.waiting["lights"] = []ID{p.join(2)}, []ID{who}
	p.link(who, "mydata.erase")
	if hasKey(p.screens[who], "mydata.erase.seats") {
		t.Error("a place in line is said to go to somebody else")
	}
	p, who = settled(t)
	p.now = p.now.Add(72 * time.Hour)
	if p.link(who, "mydata.erase"); hasKey(p.screens[who], "mydata.erase.seats") {
		t.Error("a place in a meeting that is over is said to go to somebody else")
	}
}

// TestMyDataAsAPage: what the file for programs tells is on the page, too, but for ids.
func TestMyDataAsAPage(t *testing.T) {
	p, who := settled(t)
	c := p.concerns["K7-PLUM-42"]
	c.Released, c.Case = "The lamps, as passed on", CaseReleased
	p.people[who].Muted, p.people[who].Agreed = []Topic{TopicNews}, p.now.Unix()
	p.link(who, "mydata")
	p.people[who].Draft = &Draft{Category: Traffic, Words: "not sent yet"}
	before := p.people[who].Topic
	out := p.press(who, "page")
	file := out.Says[0]
	if len(out.Says) != 1 || file.Attach == nil || file.Attach.Page == nil || file.Protect || file.Screen || p.people[who].Topic != before {
		t.Fatalf("the page came as %+v", out.Says)
	}
	var all []Line
	for _, part := range file.Attach.Page.Parts {
		all = append(all, part...)
	}
	said := fmt.Sprint(all)
	for _, want := range []string{"The lamps are dark", "The lamps, as passed on", "K7-PLUM-42", "not sent yet", "Lights", "session.standing.inside",
		"pulse.walking.safe", "Korabel", "mydata.page.counted_one", "mydata.muted", "mydata.page.agreed"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page lacks %s: %s", want, said)
		}
	}
	if strings.Contains(said, "secret-file") {
		t.Error("the page tells Telegram's id of a voice note")
	}
}

func TestEraseOfAPastSessionOffersNothing(t *testing.T) {
	p, who := settled(t)
	p.waiting["lights"] = []ID{p.join(2)}
	p.now = p.now.Add(72 * time.Hour)
	p.link(who, "mydata.erase")
	if p.press(who, "yes"); len(p.inside["lights"])+len(p.offering["lights"]) != 0 {
		t.Errorf("%v, %v: a place in a meeting that is over", p.inside["lights"], p.offering["lights"])
	}
}

func TestEraseCanBeLeft(t *testing.T) {
	p, who := settled(t)
	p.link(who, "mydata.erase")
	p.press(who, "back")
	if p.people[who].Step != StepData || len(p.concerns) != 1 {
		t.Errorf("at %q", p.people[who].Step)
	}
}

func TestChildsDataIsLanguageOnly(t *testing.T) {
	p := newPlay(t)
	who := p.join(1, func(c *Person) { *c = Person{Lang: English, Age: AgeChild, Step: StepMenu, Serial: 1} })
	p.command(who, "mydata")
	if !hasKey(p.screens[who], "mydata.child") {
		t.Fatalf("shown: %v", p.screens[who].Lines)
	}
	for _, do := range []string{"file", "my", "area"} {
		if p.forge(who, do); p.people[who].Step != StepData || !hasKey(p.screens[who], "mydata.child") {
			t.Errorf("a child reached %q by %s", p.people[who].Step, do)
		}
	}
	p.press(who, "language")
	p.press(who, "uk")
	if p.people[who].Step != StepData || p.people[who].Lang != Ukrainian {
		t.Errorf("after the language: %+v", p.people[who])
	}
	p.press(who, "erase")
	if p.press(who, "yes"); p.people[who] != nil {
		t.Error("a child's record is still there")
	}
}

func TestAStrangerIsLeftAlone(t *testing.T) {
	for name, e := range map[string]Event{
		"STOP":        {Kind: Words, Text: "STOP"},
		"/stop":       {Kind: Command, Word: "stop"},
		"/cancel":     {Kind: Command, Word: "cancel"},
		"show number": {Kind: Press, Do: "number.emergency"},
	} {
		p := newPlay(t)
		who := ID{9}
		out := p.turn(who, e)
		if p.people[who] != nil || says(out, "start.hello") {
			t.Errorf("%s: %+v, kept %v", name, out.Says, p.people[who])
		}
	}
}
