package flows

import (
	"slices"
	"testing"
)

// TestAChangedMeetingSendsItsFileAgain to whoever has a place or took it, with a higher
// number, and never with an address that is for guests on the day.
func TestAChangedMeetingSendsItsFileAgain(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(1), onDay)
	inside, took, waits := p.join(1), p.join(2), p.join(3)
	for i, who := range []ID{inside, took, waits} {
		p.link(who, "s.m")
		do := "join"
		if i > 0 {
			do = "wait"
		}
		p.press(who, do)
	}
	if out := p.press(took, "calendar"); !hasKey(out.Says[0], "session.calendar") || !slices.Equal(p.people[took].Calendars, []string{"m"}) {
		t.Fatalf("whoever waits takes the file: %+v, and %v is kept", out.Says, p.people[took].Calendars)
	}
	was := p.board.Sessions[0]
	changed := was
	changed.Start += 3600
	changed = changed.after(was, p.now)
	off := changed
	off.Cancelled = true
	off = off.after(changed, p.now)
	for _, s := range []Session{changed, off} {
		for who, want := range map[ID]bool{inside: true, took: true, waits: false} {
			say, ok := SessionNews(p.programme, s, p.people[who], Told{}, who == inside, p.now)
			if !ok {
				t.Fatalf("person %d is told nothing", who[0])
			}
			if got := say.Attach != nil; got != want {
				t.Errorf("cancelled %v: person %d gets a file: %v", s.Cancelled, who[0], got)
			}
			if !want {
				continue
			}
			file := say.Attach.Session
			if file.Edition <= was.Edition || file.Start != s.Start || file.Cancelled != s.Cancelled || len(file.Address) > 0 {
				t.Errorf("the file is of %+v", file)
			}
			if hasKey(say, "organise.news.file") == s.Cancelled || hasKey(say, "organise.news.file_off") != s.Cancelled {
				t.Errorf("the file is not explained: %+v", say.Lines)
			}
			p.check(say)
		}
	}
	if off.Edition <= changed.Edition {
		t.Errorf("the edition stays %d", off.Edition)
	}
	p.link(took, "s.m")
	p.press(took, "leave")
	p.press(took, "line")
	if len(p.people[took].Calendars) > 0 {
		t.Errorf("whoever left is still known to have taken the file")
	}
}

// TestWhoIsNotRegisteredGetsNoNewerFile, and is told so; nothing is kept of them.
func TestWhoIsNotRegisteredGetsNoNewerFile(t *testing.T) {
	p := newPlay(t)
	p.meeting("m")
	looks, paused := p.join(1), p.join(2)
	p.link(looks, "s.m")
	if out := p.press(looks, "calendar"); !hasKey(out.Says[0], "session.calendar_once") || len(p.people[looks].Calendars) > 0 {
		t.Errorf("somebody who only looks: %+v, %v", out.Says, p.people[looks].Calendars)
	}
	p.link(paused, "s.m")
	p.press(paused, "join")
	p.people[paused].Paused = true
	p.link(paused, "s.m")
	if out := p.press(paused, "calendar"); !hasKey(out.Says[0], "session.calendar_once") {
		t.Errorf("somebody who paused messages is promised one: %+v", out.Says)
	}
	p.people[paused].Paused = false
	if out := p.command(paused, "mydata"); !says(out, "mydata.calendars") {
		t.Errorf("My data does not say that files are noted: %+v", out.Says)
	}
}
