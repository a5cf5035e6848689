package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/testrun"
)

// claimed is how many places people have or are offered in a session, and how many of them
// belong to a reservation.
func (w *town) claimed(session string) (places, kept int) {
	w.t.Helper()
	key := "{" + w.program.Name + "}:s:" + session
	places = w.count("ZCARD", "s:"+session+":in") + w.count("HLEN", "s:"+session+":offer")
	offered := w.rdb.HGetAll(w.t.Context(), key+":offer").Val()
	for who, text := range w.rdb.HGetAll(w.t.Context(), key+":claim").Val() {
		if who == "open" {
			continue
		}
		if _, on := offered[who[1:]]; who[0] == 'w' && !on {
			continue
		}
		with, _ := strconv.Atoi(strings.Fields(text)[0])
		places += with
		if strings.Fields(text)[1] != "-" {
			kept += 1 + with
		}
	}
	return places, kept
}

// TestJoinRaceForKeptPlaces: 500 people press Join at once for 30 places of which ten are
// kept, in one process and in two. Exactly those are in who may be, and when the kept places
// are everybody's they go to the first of those who wait.
func TestJoinRaceForKeptPlaces(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		name                 string
		processes, neighbors int
	}{{"one process", 1, 6}, {"two processes", 2, 6}, {"many neighbours", 2, 60}} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			people := testrun.Long(150, 500)
			w := newTownOf(t, redistest.Start(t).Client(), emulator.Options{LocalWebhook: true})
			clock := w.stopClock()
			area, other := w.program.Areas[0].ID, w.program.Areas[1].ID
			for i := range w.program.Sessions {
				if s := &w.program.Sessions[i]; s.ID == "lights-and-yards" {
					s.Reserved, s.OpenDays = []flows.Reserve{{ID: "r1", Places: 10, Area: area}}, 1
				}
			}
			bots := w.behindWebhook(r.processes)
			for _, b := range bots {
				t.Cleanup(b.HoldCalendar())
			}
			const id, title = "lights-and-yards", "Lights and yards"
			crowd := make([]*emulator.Person, people)
			arriving := make(chan struct{}, 100)
			each(crowd, func(i int) {
				arriving <- struct{}{}
				defer func() { <-arriving }()
				p := w.person(10_000+int64(i), "en")
				crowd[i] = p
				p.Send("/start s_" + id)
				home := other
				if i < r.neighbors {
					home = area
				}
				for _, do := range []string{"en", "adult", "agree", "a." + home} {
					w.offers(p, do)
					w.do(p, do)
				}
				w.offers(p, "join")
			})
			if t.Failed() {
				return
			}
			for _, p := range crowd {
				w.do(p, "join")
			}
			in := 0
			waits := make([]bool, people)
			each(crowd, func(i int) {
				if m := w.told(crowd[i], "You have a place: "+title, "The last place has just been taken"); strings.HasPrefix(m, "The last") {
					w.do(crowd[i], "wait")
					w.told(crowd[i], "You are number ")
					waits[i] = true
				}
			})
			for i := range waits {
				if !waits[i] {
					in++
				}
			}
			want := 20 + min(10, r.neighbors)
			places, kept := w.claimed(id)
			if in != want || places != want || kept < min(10, r.neighbors) || w.count("ZCARD", "s:"+id+":wait") != people-want {
				t.Fatalf("%d are told that they are in, %d places are taken, %d by neighbours; want %d", in, places, kept, want)
			}
			board, err := bots[0].store.Board(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s, _ := board.Session(id)
			w.swept(bots[0], clock, s.Opens().Sub(clock.Now())+time.Minute, time.Minute)
			places, _ = w.claimed(id)
			if offered := w.count("HLEN", "s:"+id+":offer"); places != 30 || offered != 30-want {
				t.Errorf("when they open, %d places are taken or offered, %d offered; want 30 and %d", places, offered, 30-want)
			}
			w.until("every press to be answered", func() bool { return len(w.emu.Unanswered()) == 0 })
		})
	}
}

// TestJoinRaceOfFamilies: whoever brings children gets all their places or none, and never
// more are taken than there are. Then half of them leave, at once.
func TestJoinRaceOfFamilies(t *testing.T) {
	t.Parallel()
	w := newTownOf(t, redistest.Start(t).Client(), emulator.Options{LocalWebhook: true})
	for i := range w.program.Sessions {
		w.program.Sessions[i].Children = true
	}
	w.behindWebhook(2)
	const id, places = "lights-and-yards", 30
	crowd := make([]*emulator.Person, 40)
	each(crowd, func(i int) {
		p := w.person(10_000+int64(i), "en")
		crowd[i] = p
		p.Send("/start s_" + id)
		for _, do := range []string{"en", "adult", "agree", "a." + w.program.Areas[0].ID, "join"} {
			w.offers(p, do)
			w.do(p, do)
		}
		w.offers(p, "k.3")
	})
	if t.Failed() {
		return
	}
	for i, p := range crowd {
		w.do(p, "k."+strconv.Itoa(i%4))
	}
	inside := make([]bool, len(crowd))
	each(crowd, func(i int) {
		m := w.told(crowd[i], "You have a place: ", "There are no longer enough places")
		inside[i] = strings.Contains(m, "You have a place: ")
	})
	check := func(when string, least int) {
		t.Helper()
		if taken, _ := w.claimed(id); taken > places || taken < least {
			t.Errorf("%s %d places are taken or offered, of %d", when, taken, places)
		}
	}
	check("after all have pressed", places-3)
	each(crowd, func(i int) {
		if !inside[i] {
			w.offers(crowd[i], "w.3")
			w.do(crowd[i], "w.3")
			w.told(crowd[i], "You are number ")
		}
	})
	check("after the others wait", places-3)
	leavers := 0
	var gone []*emulator.Person
	for i, p := range crowd {
		if inside[i] && leavers < 5 {
			leavers, gone = leavers+1, append(gone, p)
		}
	}
	each(gone, func(i int) { w.leaves(gone[i], id) })
	check("after five have left", places-3-3)
	w.until("every press to be answered", func() bool { return len(w.emu.Unanswered()) == 0 })
}
