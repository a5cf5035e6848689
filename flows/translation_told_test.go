package flows

import (
	"fmt"
	"testing"
	"time"
)

// told is whether somebody is told now that a meeting can be read.
func (d *polyglots) told(who ID, part Announcement) bool {
	_, ok := AskedMeeting(&d.board, part, d.people[who], d.now)
	return ok
}

// settles does what the bot does each minute, and gives the part that waits for a meeting.
func (d *polyglots) settles(session string) (part Announcement, there bool) {
	d.board.SettleAsked(d.now)
	return d.board.waitingPart(session, Ukrainian)
}

// TestToldThatAMeetingCanBeRead: those who asked, first or later, and nobody else; once all
// of it is checked; whether they have a place or gave it up meanwhile. Nothing on the board
// says who they are.
func TestToldThatAMeetingCanBeRead(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open")
	first, _ := d.reader(60, "open")
	d.script(first, "* translate")
	second, out := d.reader(61, "open")
	if !says(out, "translate.under_way") || !d.offers(second, "translate") {
		t.Fatalf("who comes later cannot ask to be told: %v", out.Says)
	}
	if out = d.press(second, "translate"); !says(out, "translate.meeting.asked") || d.offers(second, "translate") {
		t.Fatalf("%v", out.Says)
	}
	d.forge(second, "translate")
	other, _ := d.reader(62, "open")
	if n := len(d.board.News); n != 1 || len(d.people[first].Asked) != 1 || len(d.people[second].Asked) != 1 || d.people[other].Asked != nil {
		t.Fatalf("%d parts, %v", n, d.people[second].Asked)
	}
	bare := d.board.News[0]
	bare.ID, bare.Made = "", 0
	if fmt.Sprint(bare) != fmt.Sprint(Announcement{Asked: true, Of: "m/open", Langs: []Lang{Ukrainian}, Due: bare.Due, Said: -1, Wish: WishPause}) {
		t.Errorf("the board tells more than that somebody asked: %+v", bare)
	}
	d.script(first, "* join", "& s.open")
	d.writes("Що освітити спочатку")
	if part, there := d.settles("open"); !there || part.Wish == WishRun {
		t.Fatalf("it is told before all of it can be read: %+v", part)
	}
	d.now = d.now.Add(time.Hour)
	d.writes("Ліхтарі та двори")
	part, _ := d.settles("open")
	if part.Wish != WishRun || part.Due != d.now.Unix() || !part.Worded() || !d.board.MayStart(part, d.programme) {
		t.Fatalf("%+v", part)
	}
	d.script(first, "& s.open", "* leave", "* place")
	if !d.told(first, part) || !d.told(second, part) || d.told(other, part) {
		t.Errorf("told: %v %v %v", d.told(first, part), d.told(second, part), d.told(other, part))
	}
	say, _ := AskedMeeting(&d.board, part, d.people[first], d.now)
	if say.Lines[0].Args["title"].(Name)[Ukrainian] != "Ліхтарі та двори" || say.Rows[0][0].Do != "s.open" || say.Lang != Ukrainian {
		t.Errorf("%+v", say)
	}
	if out = d.link(other, "s.open"); d.offers(other, "translate") || !says(out, "translate.from") {
		t.Errorf("%v", out.Says)
	}
	d.board.News[0].Started = true
	if d.board.SettleAsked(d.now) {
		t.Error("it is sent twice")
	}
	if d.board.News[0].Ended = true; !d.board.SettleAsked(d.now) || len(d.board.News) != 0 {
		t.Errorf("it stays on the board: %+v", d.board.News)
	}
	if d.script(first, "/menu"); d.people[first].Asked != nil {
		t.Errorf("they wait on: %v", d.people[first].Asked)
	}
}

// TestNobodyIsToldInVain: of a meeting that has begun or was cancelled since they asked;
// what was on its way already is stopped.
func TestNobodyIsToldInVain(t *testing.T) {
	for name, end := range map[string]func(d *polyglots){
		"cancelled": func(d *polyglots) {
			d.now = d.now.Add(time.Minute)
			d.script(d.organiser, "/desk", "* sessions", "* s.open", "* off", "* none", "* none", "* sure")
		},
		"begun": func(d *polyglots) { s, _ := d.board.session("open"); d.now = time.Unix(s.Start, 0) },
		"gone":  func(d *polyglots) { d.board.Sessions = nil },
	} {
		for _, started := range []bool{false, true} {
			d := newPolyglots(t)
			d.meeting("open")
			who, _ := d.reader(60, "open")
			d.script(who, "* translate")
			if started {
				d.writes("Що освітити спочатку")
				d.writes("Ліхтарі та двори")
				d.settles("open")
				d.board.News[0].Started = true
			}
			part := d.board.News[0]
			if end(d); d.told(who, part) {
				t.Errorf("%s, started %v: they are told", name, started)
			}
			d.board.SettleAsked(d.now)
			if all := d.board.News; !started && len(all) > 0 || started && (len(all) != 1 || all[0].Wish != WishStop) || d.board.SettleAsked(d.now) {
				t.Errorf("%s, started %v: %+v", name, started, all)
			}
		}
	}
}

// TestAWishOutlivesAChange: other words are asked for again, what an organiser writes
// counts as checked, and why a meeting is cancelled is a text like any.
func TestAWishOutlivesAChange(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open", func(s *Session) { s.About = nil })
	who, _ := d.reader(60, "open")
	d.script(who, "* translate")
	s, _ := d.board.session("open")
	s.Title, s.TitleOthers = Text{English: "Light"}, nil
	d.board.put(s)
	if part, _ := d.settles("open"); part.Wish != WishPause || d.idle(d.first) {
		t.Fatalf("they wait, and nobody is asked: %+v", part)
	}
	d.writes("Світло")
	if part, _ := d.settles("open"); part.Wish != WishRun || !d.told(who, part) {
		t.Errorf("%+v", d.board.News)
	}
	d.board.News = nil
	d.now = d.now.Add(time.Minute)
	d.script(d.organiser, "/desk", "* sessions", "* s.open", "* off", "> The hall burnt down", "* rest", "* none", "* sure")
	d.now = d.now.Add(time.Minute)
	d.script(who, "& s.open", "* translate")
	if part, there := d.settles("open"); !there || part.Wish == WishRun {
		t.Fatalf("%+v", d.board.News)
	}
	d.writes("Зала згоріла")
	if part, _ := d.settles("open"); part.Wish != WishRun || !d.told(who, part) {
		t.Errorf("%+v", part)
	}
}

// TestWhoIsPromisedWord: nobody who paused messages, and of young people's meetings nobody.
func TestWhoIsPromisedWord(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open")
	d.meeting("young", youth)
	who := d.join(60, func(p *Person) { p.Lang, p.Paused = Ukrainian, true })
	if out := d.script(who, "& s.open", "* translate"); !says(out, "translate.asked") || says(out, "translate.meeting.asked") {
		t.Errorf("%v", out.Says)
	}
	d.script(d.organiser, "/desk", "* sessions", "* s.young", "* more", "* translate")
	young := d.join(61, teen, func(p *Person) { p.Lang = Ukrainian })
	d.link(young, "s.young")
	d.forge(young, "translate")
	if d.people[young].Asked != nil || len(d.board.News) != 1 {
		t.Errorf("%v %+v", d.people[young].Asked, d.board.News)
	}
	alone := d.join(62, func(p *Person) { p.Lang = Polish })
	if out := d.script(alone, "& s.open", "* translate"); !says(out, "translate.asked_nobody") || len(d.people[alone].Asked) != 1 {
		t.Errorf("%v", out.Says)
	}
	d.script(alone, "& mydata.erase", "* yes")
	if p := d.people[alone]; p != nil && p.Asked != nil {
		t.Errorf("erased, and waits on: %+v", p)
	}
}
