package bot

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// secretTitle stands in the title of the meeting that is named on its card only.
const secretTitle = "Zyxkreis"

// tells says which of a call's parameters has the title, "" if none that may not: it may be
// on the card, which also says when it is.
func tells(c emulator.Call) string {
	for _, p := range c.Params {
		if strings.Contains(p.Value, secretTitle) && !(p.Name == "text" && strings.HasPrefix(p.Value, "<b>"+secretTitle) && strings.Contains(p.Value, "🗓️")) {
			return p.Name + ": " + p.Value
		}
	}
	return ""
}

// TestATitleThatIsOnTheCardOnly plays a discreet meeting with everybody who may read of it: no
// list, receipt, reminder, news, offer, file, group or desk of others names it, and no copy of
// the store. Its card does, and so does the desk of whoever plans it.
func TestATitleThatIsOnTheCardOnly(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		for i := range w.program.Sessions {
			if s := &w.program.Sessions[i]; s.ID == "focus-group" {
				s.Title, s.Unnamed, s.AddressOnDay = flows.Text{}, true, false
				for _, l := range flows.Languages() {
					s.Title[l] = secretTitle + " " + string(l)
				}
			}
		}
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleFacilitator)
		w.seat(b, 4, flows.English, flows.RoleOfficer)
		organiser, leader, officer := w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		for _, p := range []*emulator.Person{organiser, leader, officer} {
			w.does(b, p, "> /start", "en")
		}
		guests := []*emulator.Person{w.person(7001, "en"), w.person(7002, "en"), w.person(7003, "en")}
		for _, p := range guests {
			w.settle(p)
			w.does(b, p, "> /start s_focus-group")
			w.sees(p, secretTitle) // the card has it
			w.does(b, p, "join")
			w.sees(p, "You have a place: A meeting")
		}
		guest, waits := guests[0], w.person(7004, "en")
		w.does(b, guest, "calendar", "> /sessions", "who", "> /mydata", "> /stop", "> /start")
		w.settle(waits)
		w.does(b, waits, "> /sessions", "others", "s.focus-group", "wait", "calendar", "> /mydata")
		g := w.emu.Group(-500, "The stairwell")
		g.AddBot(guest, false)
		w.idle(b)
		said := len(g.Chat().FromBot())
		g.Send(guest, "/sessions@emulated_bot")
		w.until("the group's answer", func() bool { return len(g.Chat().FromBot()) > said })
		who := b.store.Person(3)
		w.does(b, organiser, "> /desk", "sessions", "s.focus-group", "more", "leads", fmt.Sprintf("m.%x", who[:6]))
		w.does(b, leader, "> /desk", "lead", "s.focus-group", "> /desk")
		w.does(b, officer, "> /desk", "> /sessions")
		w.leaves(guests[2], "focus-group")
		w.told(waits, freePlace)
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
		w.told(guest, "The place has changed: A meeting", "A meeting")
		w.idle(b)
		for range 7 { // the reminders, its end, and the questions afterwards
			clock.pass(24 * time.Hour)
			w.idle(b)
		}
		w.told(guests[1], reminderText+"A meeting")
		for _, c := range w.emu.Calls() {
			if told := tells(c); told != "" && c.ChatID != 2 {
				t.Errorf("%s to %d has the title in %.300s", c.Method, c.ChatID, told)
			}
		}
		for _, p := range append(guests, waits, leader) {
			if strings.Contains(w.filesOf(p), secretTitle) {
				t.Errorf("a file of person %d has the title", p.ID())
			}
		}
		if !strings.Contains(w.filesOf(guest), "SUMMARY:A meeting") {
			t.Error("the guest has no calendar file: there is nothing to look for the title in")
		}
		if strings.Contains(w.inClear(t.Context()), secretTitle) || strings.Contains(w.log.String(), secretTitle) {
			t.Error("the title stands in the store or the log in clear")
		}
	})
}

// TestTranscriptsNameNoDiscreetMeeting looks through all that was said to anybody in the
// transcripts: such a title is in the first line of a card, and nowhere else.
func TestTranscriptsNameNoDiscreetMeeting(t *testing.T) {
	discreet := map[string][]string{}
	for _, name := range []string{"krakow"} {
		for _, s := range example(t, name).Sessions {
			if s.Unnamed {
				for _, title := range s.Title {
					discreet[name] = append(discreet[name], title)
				}
			}
		}
	}
	if len(discreet["krakow"]) == 0 {
		t.Fatal("no example has a discreet meeting")
	}
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		for n, line := range readLines(t, file) {
			for name, titles := range discreet {
				for _, title := range titles {
					if strings.Contains(line, title) && strings.TrimSpace(strings.TrimPrefix(line, "<")) != title {
						t.Errorf("%s:%d names a discreet meeting of %s: %s", filepath.Base(file), n+1, name, line)
					}
				}
			}
		}
	}
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(raw), "\n")
}
