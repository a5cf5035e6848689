package bot

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
	"porchlight/testrun"
)

// TestJoinRace is invariant 5: 500 people press Join for 30 places at once, on
// two processes. Exactly 30 are in, 470 wait in distinct positions, and each is
// told their own. Then ten leave at once, and the first ten of the line are offered their
// places: they take them by two presses at once, while others press the same button.
func TestJoinRace(t *testing.T) {
	t.Parallel()
	const places, leavers = 30, 10
	people := testrun.Long(150, 500)
	const title, id = "Lights and yards", "lights-and-yards"
	w := newTownOf(t, redistest.Start(t).Client(), emulator.Options{LocalWebhook: true})
	w.behindWebhook(2)

	crowd := make([]*emulator.Person, people)
	arriving := make(chan struct{}, 100) // at once, but for the machine's sake
	each(crowd, func(i int) {
		arriving <- struct{}{}
		defer func() { <-arriving }()
		p := w.person(10_000+int64(i), "en")
		crowd[i] = p
		p.Send("/start s_" + id)
		for _, do := range []string{"en", "adult", "agree", "a.tsentralnyi"} {
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
	position := make([]int, people) // 0: in
	each(crowd, func(i int) {
		p := crowd[i]
		if m := w.told(p, "You have a place: "+title, "The last place has just been taken"); strings.HasPrefix(m, "The last") {
			w.do(p, "wait")
			position[i] = number(w.told(p, "You are number "))
		}
	})
	in := w.count("ZCARD", "s:"+id+":in")
	waiting := w.count("ZCARD", "s:"+id+":wait")
	if in != places || waiting != people-places {
		t.Errorf("%d are in and %d wait; want %d and %d", in, waiting, places, people-places)
	}
	told := slices.Sorted(slices.Values(position))
	for i, n := range told {
		if want := max(0, i-places+1); n != want {
			t.Fatalf("the positions told are not one each: sorted, number %d is %d, want %d", i, n, want)
		}
	}

	byPosition := make([]*emulator.Person, people-places+1)
	var guests []*emulator.Person
	for i, n := range position {
		byPosition[n] = crowd[i]
		if n == 0 {
			guests = append(guests, crowd[i])
		}
	}
	each(guests[:leavers], func(i int) {
		w.do(guests[i], "leave")
		w.offers(guests[i], "place")
		w.do(guests[i], "place")
		w.told(guests[i], "You are no longer registered for "+title)
	})
	each(byPosition[1:leavers+1], func(i int) { w.told(byPosition[i+1], "A place has become free for you: "+title) })
	for n := leavers + 1; n < len(byPosition); n++ {
		if strings.Contains(newest(byPosition[n]), "A place has become free") {
			t.Errorf("number %d has an offer before their turn", n)
		}
	}
	if in, kept := w.count("ZCARD", "s:"+id+":in"), w.count("HLEN", "s:"+id+":offer"); in != places-leavers || kept != leavers {
		t.Errorf("%d are in and %d places are kept after %d left", in, kept, leavers)
	}
	each(byPosition[1:2*leavers+1], func(i int) {
		p := byPosition[i+1]
		presses := 2
		if i >= leavers {
			presses = 1
		}
		for range presses { // a button that works at any time, whoever presses it
			p.ForgeCallback(newestOf(p), "0~take."+id)
		}
		if i < leavers {
			w.told(p, "You have a place: "+title)
		} else {
			w.told(p, "I am no longer keeping that place for you")
		}
	})
	in, waiting = w.count("ZCARD", "s:"+id+":in"), w.count("ZCARD", "s:"+id+":wait")
	w.until("every press to be answered", func() bool { return len(w.emu.Unanswered()) == 0 })
	if kept := w.count("HLEN", "s:"+id+":offer"); kept != 0 {
		t.Errorf("%d places are still kept", kept)
	}
	if in != places || waiting != people-places-leavers {
		t.Errorf("%d are in and %d wait after %d left", in, waiting, leavers)
	}
}

// each does something for everybody at once.
func each(people []*emulator.Person, do func(i int)) {
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// told waits until the bot has sent a message with one of these parts and
// returns the newest such.
func (w *town) told(p *emulator.Person, parts ...string) (text string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	_, err := p.WaitFor(ctx, func(c emulator.Chat) bool {
		for _, m := range slices.Backward(c.FromBot()) {
			for _, part := range parts {
				if strings.Contains(m.Text, part) {
					text = m.Text
					return true
				}
			}
		}
		return false
	})
	if err != nil {
		w.t.Errorf("person %d waits for one of %q and sees %q: %v", p.ID(), parts, newest(p), err)
	}
	return text
}

// newestOf is the id of the newest message of the bot.
func newestOf(p *emulator.Person) int {
	all := p.Chat().FromBot()
	return all[len(all)-1].ID
}

// number is the first number in a text, 0 if there is none.
func number(text string) int {
	n, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(text))
	return n
}

// count runs a Redis command on one key of the programme that gives a number.
func (w *town) count(command, key string) int {
	w.t.Helper()
	n, err := w.rdb.Do(w.t.Context(), command, "{"+w.program.Name+"}:"+key).Int()
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
