package flows

import (
	"strings"
	"testing"
	"time"
)

func publicWorld(t *testing.T) (World, *play) {
	p := newPlay(t)
	soon := p.now.Add(48 * time.Hour).Unix()
	place, address := Text{English: "School 12"}, Text{English: "Perekopska 5"}
	p.programme.Sessions = nil
	return World{
		Programme: p.programme, Guides: someGuides(),
		Board: &Board{Sessions: []Session{
			{ID: "past", Title: Text{English: "Past"}, Start: p.now.Add(-time.Hour).Unix(), Place: place},
			{ID: "open", Title: Text{English: "Open"}, Start: soon, Place: place, Address: address},
			{ID: "kept", Title: Text{English: "Kept"}, Start: soon, Place: place, Address: address, AddressOnDay: true},
			{ID: "young", Title: Text{English: "Young"}, Start: soon, Place: place, Youth: true},
			{ID: "off", Title: Text{English: "Off"}, Start: soon, Place: place, Cancelled: true},
		}},
	}, p
}

func TestPublic(t *testing.T) {
	tests := []struct {
		name   string
		e      PublicEvent
		says   string // "" for silence
		target string
	}{
		{"added", PublicEvent{Added: true}, "public.added", "menu"},
		{"help", PublicEvent{Word: "help", To: "Porch_Bot"}, "public.help", "menu"},
		{"start, bare", PublicEvent{Word: "start"}, "public.help", "menu"},
		{"sessions", PublicEvent{Word: "sessions"}, "public.sessions", "sessions"},
		{"guides", PublicEvent{Word: "guides"}, "public.guides", "guides"},
		{"a concern is private", PublicEvent{Word: "concern", To: "porch_bot"}, "public.only_private", "concern"},
		{"own data are private", PublicEvent{Word: "mydata"}, "public.only_private", "mydata"},
		{"so is hiding", PublicEvent{Word: "hide"}, "public.only_private", "menu"},
		{"unknown, to us", PublicEvent{Word: "weather", To: "porch_bot"}, "public.unknown", "menu"},
		{"unknown, to nobody", PublicEvent{Word: "weather"}, "", ""},
		{"another bot", PublicEvent{Word: "help", To: "other_bot"}, "", ""},
		{"people talking", PublicEvent{}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, p := publicWorld(t)
			tt.e.Bot, tt.e.Chat, tt.e.Now = "porch_bot", -100, p.now
			out := DecidePublic(w, tt.e)
			if !out.Keep || len(out.Effects) > 0 || !out.Need.Empty() || out.Person.Lang != "" {
				t.Errorf("a group touched a person's record: %+v", out)
			}
			if tt.says == "" {
				if len(out.Says) > 0 || out.Silent == "" {
					t.Errorf("silence with a reason was expected: %+v", out)
				}
				return
			}
			if len(out.Says) != 1 || !says(out, tt.says) {
				t.Fatalf("said: %+v", out.Says)
			}
			s := out.Says[0]
			p.check(s)
			if s.Chat != -100 || s.Lang != English || s.Screen {
				t.Errorf("to %d in %s", s.Chat, s.Lang)
			}
			if want := "https://t.me/porch_bot?start=" + tt.target; s.Rows[0][0].URL != want {
				t.Errorf("the button leads to %s, want %s", s.Rows[0][0].URL, want)
			}
			if deepTarget(tt.target) != tt.target || payload(tt.target) != tt.target {
				t.Errorf("%s is no deep link", tt.target)
			}
		})
	}
}

func TestPublicSessionsKeepWhatIsNotForEverybody(t *testing.T) {
	w, p := publicWorld(t)
	out := DecidePublic(w, PublicEvent{Word: "sessions", Bot: "b", Now: p.now})
	lines := out.Says[0].Lines
	if len(lines) != 3 || lines[1].Key != "public.session_address" || lines[2].Key != "public.session" {
		t.Fatalf("listed: %v", lines)
	}
	if _, told := lines[2].Args["address"]; told {
		t.Error("an address that is kept for the day is shown to a group")
	}
	w.Board = nil
	if out := DecidePublic(w, PublicEvent{Word: "sessions", Bot: "b", Now: p.now}); !says(out, "public.no_sessions") {
		t.Error("nothing is said where nothing is planned")
	}
}

func TestPublicGuidesAreNeutral(t *testing.T) {
	w, p := publicWorld(t)
	out := DecidePublic(w, PublicEvent{Word: "guides", Bot: "b", Now: p.now})
	for _, l := range out.Says[0].Lines {
		if title, ok := l.Args["title"].(Ref); ok && strings.HasPrefix(string(title), "guide/domestic-violence") && !strings.HasSuffix(string(title), "/neutral") {
			t.Errorf("a group is shown %s", title)
		}
	}
}
