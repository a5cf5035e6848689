package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestAFileThatChanged starts a programme again with another file, after the chat
// did something or nothing.
func TestAFileThatChanged(t *testing.T) {
	at := When{Date: "2026-12-01", Hour: 18}
	tests := []struct {
		name  string
		chat  func(s *Session) // meanwhile
		file  func(s *Session)
		later time.Duration
		taken []string
		kept  []string
		check func(s Session) bool
	}{
		{"nothing", nil, func(*Session) {}, 0, nil, nil, func(s Session) bool { return s.News.What == 0 }},
		{"a title", nil, func(s *Session) { s.Title = Text{English: "New"} }, 0, []string{"title"}, nil, func(s Session) bool { return s.Title[English] == "New" && s.News.What == 0 }},
		{"the time: everybody registered is told", nil, func(s *Session) { s.Plan.Hour = 19 }, 0, []string{"start"}, nil, func(s Session) bool { return s.News.What == NewsTime && s.Retimed == s.Start }},
		{"the place: likewise", nil, func(s *Session) { s.Place = Text{English: "Library"} }, 0, []string{"place"}, nil, func(s Session) bool { return s.News.What == NewsPlace }},
		{"a title that the chat changed", func(s *Session) { s.Title = Text{English: "Ours"} }, func(s *Session) { s.Title = Text{English: "New"} }, 0, nil, []string{"title"}, func(s Session) bool { return s.Title[English] == "Ours" }},
		{"another field than the chat's", func(s *Session) { s.Title = Text{English: "Ours"} }, func(s *Session) { s.Minutes = 60 }, 0, []string{"minutes"}, nil, func(s Session) bool { return s.Title[English] == "Ours" && s.Minutes == 60 }},
		{"what the chat changed alone", func(s *Session) { s.Title = Text{English: "Ours"} }, func(*Session) {}, 0, nil, nil, func(s Session) bool { return s.Title[English] == "Ours" }},
		{"to what the chat says", func(s *Session) { s.Minutes = 60 }, func(s *Session) { s.Minutes = 60 }, 0, nil, nil, func(s Session) bool { return s.Minutes == 60 }},
		{"places", nil, func(s *Session) { s.Capacity = 5 }, 0, nil, []string{"capacity"}, func(s Session) bool { return s.Capacity == 30 }},
		{"a cancelled one", func(s *Session) { s.Cancelled = true }, func(s *Session) { s.Minutes = 60 }, 0, nil, []string{"minutes"}, func(s Session) bool { return s.Minutes == 90 }},
		{"one that is over", nil, func(s *Session) { s.Minutes = 60 }, 30 * 24 * time.Hour, nil, []string{"minutes"}, func(s Session) bool { return s.Minutes == 90 }},
		{"to a time that is over", nil, func(s *Session) { s.Plan.Date = "2026-11-01" }, 0, nil, []string{"start"}, func(s Session) bool { return s.News.What == 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlay(t)
			p.programme.Sessions = []Session{{ID: "yard", Title: Text{English: "Old"}, Place: Text{English: "School"}, Plan: at, Minutes: 90, Capacity: 30}}
			start := func() []FileNote {
				p.board.Seed(p.programme, p.now)
				notes, _ := p.board.TakeOver(p.programme, p.now)
				read(t, p.board, &p.board)
				return notes
			}
			if notes := start(); len(notes) > 0 {
				t.Fatal(notes)
			}
			if tt.chat != nil {
				tt.chat(&p.board.Sessions[0])
			}
			p.programme.Sessions = slices.Clone(p.programme.Sessions)
			tt.file(&p.programme.Sessions[0])
			p.now = p.now.Add(tt.later)
			sort := func(notes []FileNote) (taken, kept []string) {
				for _, n := range notes {
					if n.On != "yard" || n.Taken == (n.Reason != "") {
						t.Errorf("%+v", n)
					}
					if n.Taken {
						taken = append(taken, n.Field)
					} else {
						kept = append(kept, n.Field)
					}
				}
				return taken, kept
			}
			taken, kept := sort(start())
			if !slices.Equal(taken, tt.taken) || !slices.Equal(kept, tt.kept) || !tt.check(p.board.Sessions[0]) {
				t.Errorf("taken %v, refused %v: %+v", taken, kept, p.board.Sessions[0])
			}
			before := fmt.Sprint(p.board.Sessions)
			if taken, kept = sort(start()); len(taken) > 0 || !slices.Equal(kept, tt.kept) || fmt.Sprint(p.board.Sessions) != before {
				t.Errorf("the next start takes %v and refuses %v", taken, kept)
			}
		})
	}
}

// TestAFileThatLostSomething: what the board relies on stays, and is named.
func TestAFileThatLostSomething(t *testing.T) {
	p := newPlay(t)
	p.programme.Sessions = []Session{{ID: "yard", Title: Text{English: "Old"}, Plan: When{Date: "2026-12-01", Hour: 18}, Minutes: 90, Capacity: 30, Areas: []string{"tavr"}}}
	p.programme.Pulse = PulsePlan{Instrument: "default", Opens: When{Relative: true, Days: 1}, Closes: When{Relative: true, Days: 5}}
	p.board.Staff = []Member{{Who: ID{1}, Name: "Ann", Grants: []Grant{{Role: RoleOfficer, Areas: []string{"tavr"}}}}}
	p.board.Seed(p.programme, p.now)
	if notes, _ := p.board.TakeOver(p.programme, p.now); len(notes) > 0 {
		t.Fatal(notes)
	}
	p.programme.Sessions, p.programme.Areas, p.programme.Pulse.Closes.Days = nil, p.programme.Areas[:1], 6
	for range 2 {
		p.board.Seed(p.programme, p.now)
		notes, _ := p.board.TakeOver(p.programme, p.now)
		var on []string
		for _, n := range notes {
			on = append(on, n.On)
		}
		if !slices.Equal(on, []string{"yard", "pulse", "areas"}) || len(p.board.Sessions) != 1 {
			t.Errorf("%+v", notes)
		}
	}
}

// TestABoardFromBeforeFilesWereKept says once where it differs, and follows the
// file from then on.
func TestABoardFromBeforeFilesWereKept(t *testing.T) {
	p := newPlay(t)
	p.programme.Sessions = []Session{{ID: "yard", Title: Text{English: "File"}, Plan: When{Date: "2026-12-01", Hour: 18}, Minutes: 90, Capacity: 30}}
	p.board.Seed(p.programme, p.now)
	p.board.Sessions[0].Title = Text{English: "Chat"}
	if notes, _ := p.board.TakeOver(p.programme, p.now); len(notes) != 1 || notes[0].Field != "title" || notes[0].Taken {
		t.Errorf("%+v", notes)
	}
	p.programme.Sessions[0].Minutes = 45
	if notes, changed := p.board.TakeOver(p.programme, p.now); len(notes) != 1 || !notes[0].Taken || !changed || p.board.Sessions[0].Minutes != 45 {
		t.Errorf("%+v", notes)
	}
}
