package flows

import (
	"slices"
	"testing"
	"time"
)

// TestHowLongAPlaceIsKept: a day at most, a quarter of what is left, not ended by a night,
// and never beyond the start.
func TestHowLongAPlaceIsKept(t *testing.T) {
	p := kyivProgramme(t) // quiet from 21:00 to 8:00
	for _, r := range []struct {
		name               string
		from, start, until time.Time
	}{
		{"far", on(p, 1, 12, 0), on(p, 24, 18, 0), on(p, 2, 12, 0)},
		{"two days", on(p, 22, 10, 0), on(p, 24, 10, 0), on(p, 23, 9, 0)}, // twelve hours, of which one lies in the night
		{"a day", on(p, 23, 10, 0), on(p, 24, 10, 0), on(p, 23, 16, 0)},
		{"into the night", on(p, 23, 20, 0), on(p, 24, 20, 0), on(p, 24, 13, 0)}, // six hours, of which one is left in the evening
		{"an hour", on(p, 24, 17, 0), on(p, 24, 18, 0), on(p, 24, 17, 30)},
		{"at the last moment", on(p, 24, 17, 50), on(p, 24, 18, 0), on(p, 24, 18, 0)},
		{"in the night before", on(p, 24, 6, 0), on(p, 24, 8, 30), on(p, 24, 8, 30)},
	} {
		if got := offerEnds(p, Session{Start: r.start.Unix()}, r.from); !got.Equal(r.until) {
			t.Errorf("%s: until %v, want %v", r.name, got.In(p.Zone), r.until)
		}
	}
}

// TestADowntimeLeavesTwoHours, once, and only to those who could not answer in it.
func TestADowntimeLeavesTwoHours(t *testing.T) {
	p := kyivProgramme(t)
	s := Session{Start: on(p, 24, 18, 0).Unix()}
	noon := on(p, 20, 12, 0)
	for _, r := range []struct {
		name              string
		until, swept, now time.Time
		want              time.Time
	}{
		{"it ended while the bot was away", noon.Add(time.Hour), noon, noon.Add(5 * time.Hour), noon.Add(7 * time.Hour)},
		{"it ends right after", noon.Add(6 * time.Hour), noon, noon.Add(5 * time.Hour), noon.Add(7 * time.Hour)},
		{"enough is left", noon.Add(8 * time.Hour), noon, noon.Add(5 * time.Hour), noon.Add(8 * time.Hour)},
		{"the bot was there", noon.Add(time.Minute), noon, noon.Add(time.Minute), noon.Add(time.Minute)},
		{"it was over before", noon, noon, noon.Add(5 * time.Hour), noon},
		{"back at night", noon.Add(time.Hour), noon, noon.Add(12 * time.Hour), on(p, 21, 10, 0)},
	} {
		got, ok := OfferAfter(p, s, r.until.Unix(), r.swept, r.now)
		if got != r.want.Unix() || ok != !r.want.Equal(r.until) {
			t.Errorf("%s: until %v, changed %v, want %v", r.name, time.Unix(got, 0).In(p.Zone), ok, r.want)
		}
	}
}

// offered is a play of one place in which ben has an offer, and cem and dan wait behind him.
func offered(t *testing.T) (p *play, ann, ben, cem, dan ID) {
	p = newPlay(t)
	p.meeting("m", capacity(1))
	ann, ben, cem, dan = p.join(1), p.join(2), p.join(3), p.join(4)
	for i, who := range []ID{ann, ben, cem, dan} {
		p.link(who, "s.m")
		do := "join"
		if i > 0 {
			do = "wait"
		}
		p.press(who, do)
	}
	p.link(ann, "cant.m")
	p.press(ann, "place")
	return p, ann, ben, cem, dan
}

// TestAnOfferThatLapses goes down the line, and whoever let it go by keeps their place
// there for the next one.
func TestAnOfferThatLapses(t *testing.T) {
	p, _, ben, cem, dan := offered(t)
	if say := p.lapse("m", ben); say == nil || *say.To != cem || !hasKey(*say, "session.offered") {
		t.Fatalf("the next is told %+v", say)
	}
	out := p.link(ben, "take.m")
	if !says(out, "session.offer_over") || !says(out, "session.standing.waiting") || len(out.Effects) > 0 {
		t.Errorf("after it lapsed: %+v", out)
	}
	if out := p.link(dan, "take.m"); !says(out, "session.offer_over") || len(out.Effects) > 0 {
		t.Errorf("somebody takes what is offered to another: %+v", out)
	}
	if p.link(cem, "take.m"); !slices.Equal(p.inside["m"], []ID{cem}) || !slices.Equal(p.waiting["m"], []ID{ben, dan}) {
		t.Fatalf("inside %v, waiting %v", p.inside["m"], p.waiting["m"])
	}
	if out := p.link(cem, "take.m"); !says(out, "session.already.inside") || len(out.Effects) > 0 {
		t.Errorf("taken twice: %+v", out)
	}
	p.link(cem, "cant.m")
	if p.press(cem, "place"); p.offering["m"][ben] == 0 {
		t.Errorf("the next place is offered to %v, not to the first who waits", p.offering["m"])
	}
}

// TestAPlaceThatNobodyTook is free for anybody, those who wait included.
func TestAPlaceThatNobodyTook(t *testing.T) {
	p, _, ben, cem, dan := offered(t)
	p.lapse("m", ben)
	p.lapse("m", cem)
	if say := p.lapse("m", dan); say != nil || len(p.offering["m"]) > 0 {
		t.Fatalf("the place goes round: %+v", say)
	}
	p.link(cem, "s.m")
	if !p.offers(cem, "join") {
		t.Fatal("whoever waits beside a free place cannot take it")
	}
	other := p.join(9)
	p.link(other, "s.m")
	p.press(other, "join")
	if out := p.press(cem, "join"); !slices.Equal(p.inside["m"], []ID{other}) || !says(out, "session.already.waiting") {
		t.Errorf("two take one place: %v, %+v", p.inside["m"], out)
	}
}

// TestWhoHasAnOfferLeaves: the place goes to whoever is next behind them, not to those who
// let it go by before.
func TestWhoHasAnOfferLeaves(t *testing.T) {
	p, _, ben, cem, dan := offered(t)
	p.lapse("m", ben)
	p.link(cem, "cant.m")
	out := p.press(cem, "line")
	if p.offering["m"][dan] == 0 || p.offering["m"][ben] != 0 || !slices.Equal(p.waiting["m"], []ID{ben, dan}) || len(p.people[cem].Sessions) > 0 {
		t.Errorf("offered to %v, waiting %v: %+v", p.offering["m"], p.waiting["m"], out)
	}
	p.link(dan, "mydata.erase")
	p.press(dan, "yes")
	if len(p.offering["m"]) > 0 || !slices.Equal(p.waiting["m"], []ID{ben}) {
		t.Errorf("after an erasure it is offered to %v, waiting %v", p.offering["m"], p.waiting["m"])
	}
}

// TestWhoCancelledMayComeAgain, at the end of the line.
func TestWhoCancelledMayComeAgain(t *testing.T) {
	p, ann, ben, cem, dan := offered(t)
	p.link(ann, "s.m")
	if p.press(ann, "wait"); !slices.Equal(p.waiting["m"], []ID{ben, cem, dan, ann}) {
		t.Errorf("waiting %v", p.waiting["m"])
	}
}

// TestAPlaceOfferedIsNobodyElses: who comes meanwhile is told that all are taken.
func TestAPlaceOfferedIsNobodyElses(t *testing.T) {
	p, _, ben, _, _ := offered(t)
	other := p.join(9)
	if out := p.link(other, "s.m"); p.offers(other, "join") || says(out, "session.places") {
		t.Errorf("a place that is kept for somebody is on offer to others: %+v", out)
	}
	if out := p.forge(other, "join"); len(out.Effects) > 0 || !says(out, "session.full") {
		t.Errorf("it can be taken by a forged button: %+v", out)
	}
	if out := p.link(ben, "s.m"); !says(out, "session.standing.offered") || !p.offers(ben, "join") || !p.offers(ben, "leave") {
		t.Errorf("the card of whoever has the offer: %+v", out)
	}
	if p.press(ben, "join"); !slices.Equal(p.inside["m"], []ID{ben}) {
		t.Errorf("it cannot be taken on the card")
	}
	p.board.Sessions[0].Start = p.now.Unix()
	if out := p.link(other, "take.m"); len(out.Effects) > 0 {
		t.Errorf("a place is taken when the meeting has begun: %+v", out)
	}
}
