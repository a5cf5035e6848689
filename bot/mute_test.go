package bot

import (
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// TestMutedTopicsDoNotCome: who muted announcements gets none but the urgent, with
// the button under it that mutes them; news of a session one joined is no topic.
func TestMutedTopicsDoNotCome(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	m := newMailing(t, rdb, "off", emulator.Options{}, 3)
	b := m.bot()
	m.start(b)
	quiet := int64(firstReader + 1)
	m.keep(b.store, quiet, flows.Person{Lang: "en", Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: quiet,
		Muted: []flows.Topic{flows.TopicNews}})
	send := func(words string, urgent bool) {
		a := flows.Announcement{Texts: flows.Text{}, Urgent: urgent}
		for _, l := range m.program.Languages {
			a.Texts[l] = words
		}
		content, err := cbor.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		m.over(b, m.begins(b, storage.RunSpec{Kind: kindAnnouncement, Content: content, Urgent: urgent}), patience)
		m.idle(b)
	}
	send("the lamps are back", false)
	send("stay away from the square", true)
	m.mu.Lock()
	defer m.mu.Unlock()
	if got := m.came[quiet]; len(got) != 1 || !strings.Contains(got[0], "the square") {
		t.Errorf("who muted announcements got %q", got)
	}
	if got := m.came[firstReader]; len(got) != 2 {
		t.Errorf("who did not got %q", got)
	}
	for kind, want := range map[string]flows.Topic{kindAnnouncement: flows.TopicNews, kindGuides: flows.TopicGuides, kindResults: flows.TopicSurveys, kindSessionNews: ""} {
		if got := topicOf(storage.RunSpec{Kind: kind}); got != want {
			t.Errorf("%s is about %q", kind, got)
		}
	}
}
