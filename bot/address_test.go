package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// secretPlace stands in the address that is kept for the day, in every language.
const secretPlace = "Zyxgasse"

// keepSecret gives the small group an address by which it is found wherever it turns up.
func (w *town) keepSecret() {
	for i := range w.program.Sessions {
		if s := &w.program.Sessions[i]; s.ID == "focus-group" {
			s.Address = flows.Text{}
			for _, l := range flows.Languages() {
				s.Address[l] = secretPlace + " 4711, " + string(l)
			}
		}
	}
}

// whoReads lists the chats that the address went to by now: in words, under a button or in a
// file. Nothing else that was sent to Telegram, stored or logged may have it.
func (w *town) whoReads() map[int64]bool {
	w.t.Helper()
	chats := map[int64]bool{}
	for _, c := range w.emu.Calls() {
		for _, p := range c.Params {
			if strings.Contains(p.Value, secretPlace) {
				chats[c.ChatID] = true
			}
		}
	}
	if strings.Contains(w.inClear(w.t.Context()), secretPlace) {
		w.t.Error("the address stands in the store in clear")
	}
	if strings.Contains(w.log.String(), secretPlace) {
		w.t.Error("the address stands in the log")
	}
	return chats
}

// filesOf are all the files in somebody's chat.
func (w *town) filesOf(p *emulator.Person) (all string) {
	for _, m := range p.Chat().FromBot() {
		if m.Media != nil {
			raw, _ := w.emu.FileBytes(m.Media.FileID)
			all += string(raw)
		}
	}
	return all
}

// TestTheAddressKeptForTheDay plays a small group from the first place to the evening, with
// all who may come across it: lists, cards, calendar files, news of a change, a link with its
// QR code, a group, desks, a place that goes on to another. The address is read by who
// organises or leads it, and from the last reminder on by those with a place. Nothing else
// has it: no file, no button, no group, no log, no copy of the store, even while the
// reminder waits to be sent.
func TestTheAddressKeptForTheDay(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		w.keepSecret()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleFacilitator)
		w.seat(b, 4, flows.English, flows.RoleOfficer)
		organiser, leader, officer := w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		for _, p := range []*emulator.Person{organiser, leader, officer} {
			w.does(b, p, "> /start", "en")
		}
		guest, second, leaves, waits, stranger := w.person(7001, "en"), w.person(7002, "en"), w.person(7003, "en"), w.person(7004, "en"), w.person(7005, "en")
		for _, p := range []*emulator.Person{guest, second, leaves} {
			w.settle(p)
			w.does(b, p, "> /start s_focus-group", "join")
			w.sees(p, "You have a place")
		}
		w.does(b, guest, "calendar")
		w.settle(waits)
		w.does(b, waits, "> /start s_focus-group", "wait", "calendar")
		w.settle(stranger)
		w.does(b, stranger, "> /sessions", "others", "s.focus-group", "who", "back", "calendar", "> /mydata")
		g := w.emu.Group(-500, "The stairwell")
		g.AddBot(guest, false)
		w.idle(b)
		said := len(g.Chat().FromBot())
		g.Send(guest, "/sessions@emulated_bot")
		w.until("the group's answer", func() bool { return len(g.Chat().FromBot()) > said })
		who := b.store.Person(3)
		w.does(b, organiser, "> /desk", "sessions", "s.focus-group", "link", "more", "leads", fmt.Sprintf("m.%x", who[:6]))
		w.does(b, leader, "> /desk", "lead", "s.focus-group")
		w.does(b, officer, "> /desk", "> /sessions")
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			for i := range board.Sessions {
				if s := &board.Sessions[i]; s.ID == "focus-group" {
					s.News, s.Edition = flows.News{What: flows.NewsPlace, At: clock.Now().Unix()}, 1
				}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		clock.pass(2 * time.Minute)
		w.told(guest, "The place has changed")
		w.idle(b)
		atDesks := map[int64]bool{2: true, 3: true}
		if read := w.whoReads(); fmt.Sprint(read) != fmt.Sprint(atDesks) {
			t.Errorf("days before, the address is read by %v, want %v", read, atDesks)
		}
		board, err := b.store.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var s flows.Session
		for _, one := range board.Sessions {
			if one.ID == "focus-group" {
				s = one
			}
		}
		plan := flows.RemindersOf(s, w.program, clock.Now())
		clock.pass(plan[0].At.Sub(clock.Now()))
		w.told(second, reminderText)
		w.idle(b)
		if read := w.whoReads(); fmt.Sprint(read) != fmt.Sprint(atDesks) {
			t.Errorf("with the first reminder the address is read by %v", read)
		}
		w.forgiven = append(w.forgiven, "fault: bad gateway before the effect")
		mend := w.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "sendmessage"})
		clock.pass(plan[len(plan)-1].At.Sub(clock.Now()))
		w.until("the reminder to wait", func() bool { return w.onTheWay() > 0 })
		w.whoReads() // the store has it, sealed
		mend()
		for _, p := range []*emulator.Person{guest, second, leaves} {
			w.told(p, secretPlace)
		}
		w.does(b, waits, "> /start s_focus-group")
		w.does(b, stranger, "> /start s_focus-group")
		w.leaves(leaves, "focus-group")
		w.told(waits, freePlace)
		w.idle(b)
		withPlace := map[int64]bool{2: true, 3: true, 7001: true, 7002: true, 7003: true}
		if read := w.whoReads(); fmt.Sprint(read) != fmt.Sprint(withPlace) {
			t.Errorf("on the day the address is read by %v, want %v", read, withPlace)
		}
		w.does(b, waits, "take.focus-group")
		w.told(waits, secretPlace) // there is no reminder left
		for _, p := range []*emulator.Person{organiser, leader, officer, guest, second, waits, stranger} {
			if strings.Contains(w.filesOf(p), secretPlace) {
				t.Errorf("a file of person %d has the address", p.ID())
			}
		}
		if !strings.Contains(w.filesOf(guest), "SEQUENCE:1") {
			t.Error("the guest has no newer calendar file: there is nothing to look for the address in")
		}
	})
}
