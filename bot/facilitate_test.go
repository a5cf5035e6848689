package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// TestFacilitatorThroughTelegram, on every store and with two processes: named,
// told, shown numbers and notes, and how many came is what the organiser sees. What
// is stored shows no word of the notes.
func TestFacilitatorThroughTelegram(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleFacilitator)
		w.seat(b, 4, flows.English, flows.RoleFacilitator)
		organiser, leader, other, guest := w.person(2, "en"), w.person(3, "en"), w.person(4, "en"), w.person(7001, "en")
		w.does(b, organiser, "> /start", "en")
		w.does(b, leader, "> /start", "en")
		w.does(b, other, "> /start", "en")
		w.joins(guest)
		who := b.store.Person(3)
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "more", "leads", fmt.Sprintf("m.%x", who[:6]))
		w.sees(leader, "You lead Lights and yards")
		w.does(b, organiser, "back", "more", "notes", "> Zebra crossing comes first")
		w.does(b, leader, "> /desk", "lead", "s."+lights)
		m := w.sees(leader, "Zebra crossing")
		if !strings.Contains(m.Text, "Registered: 1") || !m.Protected {
			t.Errorf("the facilitator sees %q", m.Text)
		}
		w.does(b, other, "> /desk", "lead")
		if m := newest(other); strings.Contains(m, "Lights and yards") {
			t.Errorf("a facilitator who was not named sees %q", m)
		}
		if raw := rdb.Get(t.Context(), "{"+w.program.Name+"}:board").Val(); strings.Contains(raw, "Zebra") {
			t.Error("the notes stand in clear")
		}
		clock.pass(w.theSession(b).StartsAt(w.program.Zone).Sub(clock.Now()))
		w.idle(b)
		w.does(b, leader, "> /desk", "lead", "s."+lights, "came", "> 12")
		w.sees(leader, "Counted on paper: 12")
		w.does(b, organiser, "> /desk", "sessions", "s."+lights)
		w.sees(organiser, "Counted on paper: 12")
	})
}

// TestWhoeverLeadsHearsOfChanges: a meeting is moved, and then cancelled at night. Whoever
// leads it hears once of each, not before the quiet hours are over; those who do not lead
// it, or paused messages, hear nothing.
func TestWhoeverLeadsHearsOfChanges(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		for _, id := range []int64{3, 4, 5} {
			w.seat(b, id, flows.English, flows.RoleFacilitator)
		}
		organiser, leader, other, paused := w.person(2, "en"), w.person(3, "en"), w.person(4, "en"), w.person(5, "en")
		for _, p := range []*emulator.Person{organiser, leader, other, paused} {
			w.does(b, p, "> /start", "en")
		}
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "more", "leads")
		for _, id := range []int64{3, 5} {
			who := b.store.Person(id)
			w.does(b, organiser, fmt.Sprintf("m.%x", who[:6]))
		}
		w.does(b, paused, "> /stop")
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "change", "place", "> School 7", "same", "publish")
		w.until("the news", func() bool { return heard(leader, "📍 The place has changed") == 1 })
		w.at(clock, 20, 22)
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "off", "why.ill", "none", "sure")
		for _, each := range []*Bot{b, second} {
			if err := each.announce(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.idle(b)
		const off = "The meeting is cancelled"
		if heard(leader, off) > 0 {
			t.Error("told in quiet hours")
		}
		w.at(clock, 21, 8)
		w.until("the morning's news", func() bool { return heard(leader, off) == 1 })
		for range 2 {
			for _, each := range []*Bot{b, second} {
				if err := each.announce(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.idle(b)
		if m := w.sees(leader, "You lead this meeting"); !strings.Contains(m.Text, "Reason") || heard(leader, off) != 1 || heard(leader, "📍 The place has changed") != 1 {
			t.Errorf("they read %q", m.Text)
		}
		if heard(other, off)+heard(paused, off) > 0 {
			t.Error("others are told that they lead it")
		}
	})
}
