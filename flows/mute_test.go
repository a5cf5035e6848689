package flows

import (
	"slices"
	"testing"
)

// TestOneTapMutes: the button under a message mutes its topic, whatever screen is
// open, and can be taken back in the answer.
func TestOneTapMutes(t *testing.T) {
	for _, topic := range Topics() {
		p := newPlay(t)
		who := p.join(1)
		p.command(who, "concern")
		at := p.people[who].Step
		under := UnderTopic(topic, Say{Rows: column(link("distribute.open", "guides"))})
		out := p.link(who, under.Rows[1][0].Do)
		if got := p.people[who]; !got.Mutes(topic) || len(got.Muted) != 1 || got.Step != at {
			t.Fatalf("%s: muted %v, at %q", topic, got.Muted, got.Step)
		}
		p.link(who, under.Rows[1][0].Do) // an older message of the same topic
		if got := p.people[who].Muted; len(got) != 1 {
			t.Errorf("%s twice is %v", topic, got)
		}
		if p.link(who, out.Says[0].Rows[0][0].Do); len(p.people[who].Muted) != 0 || p.people[who].Step != at {
			t.Errorf("%s: taken back, it is %v", topic, p.people[who].Muted)
		}
	}
	if s := UnderTopic("", Say{}); len(s.Rows) != 0 {
		t.Error("what is about no topic can be muted")
	}
}

// TestTopicsAreChosen from what STOP answers, and STOP stays above them.
func TestTopicsAreChosen(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	out := p.command(who, "stop")
	p.link(who, out.Says[0].Rows[1][0].Do)
	if p.people[who].Step != StepTopics || !hasKey(p.screens[who], "mute.paused") {
		t.Fatalf("at %q: %+v", p.people[who].Step, p.screens[who])
	}
	p.press(who, "t.guides")
	p.press(who, "t.news")
	if got := p.people[who]; !slices.Equal(got.Muted, []Topic{TopicNews, TopicGuides}) || !got.Paused {
		t.Fatalf("muted %v, paused %v", got.Muted, got.Paused)
	}
	p.press(who, "t.news")
	p.link(who, "unmute.guides")
	if got := p.people[who]; len(got.Muted) != 0 || !got.Paused {
		t.Errorf("muted %v, paused %v: a topic that is wanted ends no pause", got.Muted, got.Paused)
	}
	p.press(who, "back")
	if p.people[who].Step != StepMenu {
		t.Errorf("back leads to %q", p.people[who].Step)
	}
}

// TestMutedIsKeptAndShown in "My data" and its file, and nothing that was made up is
// kept.
func TestMutedIsKeptAndShown(t *testing.T) {
	p := newPlay(t)
	who := p.join(1, func(p *Person) { p.Muted = []Topic{TopicSurveys} })
	p.link(who, "mute.everything")
	p.link(who, "mute.")
	if got := p.people[who].Muted; len(got) != 1 {
		t.Fatalf("a made-up button led to %v", got)
	}
	p.command(who, "mydata")
	if !hasKey(p.screens[who], "mydata.muted") {
		t.Errorf("my data is %+v", p.screens[who])
	}
	out := p.press(who, "file")
	for _, s := range out.Says {
		if s.Attach != nil && s.Attach.Export != nil && slices.Equal(s.Attach.Export.Muted, []Topic{TopicSurveys}) {
			return
		}
	}
	t.Errorf("the file does not say so: %+v", out.Says)
}

// TestAnAudienceThatMuted: who mutes announcements is not counted for one. Of an
// urgent one, which they get, the number is still the least.
func TestAnAudienceThatMuted(t *testing.T) {
	for _, muted := range []bool{false, true} {
		p, all, _ := organiserPlay(t)
		for n := byte(20); n < 60; n++ {
			p.join(n, func(p *Person) {
				if muted {
					p.Muted = []Topic{TopicNews}
				}
			})
		}
		written(p, all, "The lamps are back")
		goes := p.screens[all].Lines[1].Args["people"].(Lines)[0].Key
		if want := map[bool]string{true: "announce.fewer_each", false: "announce.at_least"}[muted]; goes != want {
			t.Errorf("muted %v: %s, want %s", muted, goes, want)
		}
	}
}
