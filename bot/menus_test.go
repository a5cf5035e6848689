package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// invites makes an invitation and gives what its link says.
func (w *town) invites(b *Bot, r flows.Role) string {
	w.t.Helper()
	var seed [16]byte
	rand.Read(seed[:])
	token := flows.NewInviteToken(seed)
	if err := b.store.PutInvitation(w.t.Context(), token, flows.Invitation{Role: r, Name: string(r), Expires: w.now().Add(time.Hour).Unix()}); err != nil {
		w.t.Fatal(err)
	}
	return "> /start i_" + token
}

// lists waits until somebody's app lists these commands, in a language.
func (w *town) lists(p *emulator.Person, lang string, want ...string) {
	w.t.Helper()
	var got []string
	w.until(fmt.Sprintf("the menu of %d to be %v in %s", p.ID(), want, lang), func() bool {
		got = got[:0]
		for _, c := range p.Menu() {
			if c.Description != w.texts().In(lang).Text("command."+c.Command, nil, nil) {
				return false
			}
			got = append(got, c.Command)
		}
		return slices.Equal(got, want)
	})
}

// atDesk are the commands of a desk that is no neighbour's.
func atDesk() []string {
	return deskMenu(flows.Member{Grants: []flows.Grant{{Role: flows.RoleOfficer}}})
}

// both are those of somebody who is a neighbour too.
func both() []string {
	return deskMenu(flows.Member{Grants: []flows.Grant{{Role: flows.RoleOrganiser}}})
}

// TestMenuFollowsTheRole: an officer finds the desk in the menu, in the language
// they chose, as soon as they have the role, and not any more once it is taken
// away, by whomever; a copy of Redis does not tell whose chat it is.
func TestMenuFollowsTheRole(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.stopClock()
		b := w.bot()
		w.start(b)
		w.until("the bot to be ready", b.Ready)
		const officerID, organiserID = 7305118842, 7305118843
		officer, organiser := w.person(officerID, "en"), w.person(organiserID, "ru")
		w.lists(officer, "en", flows.MenuCommands()...)
		w.does(b, officer, w.invites(b, flows.RoleOfficer), "uk", "accept")
		w.lists(officer, "uk", atDesk()...)
		w.does(b, organiser, w.invites(b, flows.RoleOrganiser), "en", "accept")
		w.lists(organiser, "en", both()...)
		w.does(b, officer, "> /language", "ru")
		w.lists(officer, "ru", atDesk()...)
		w.does(b, officer, w.invites(b, flows.RoleFacilitator), "accept")
		w.lists(officer, "ru", both()...)

		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			raw, _ := rdb.Dump(t.Context(), key).Result()
			if strings.Contains(raw, strconv.Itoa(officerID)) {
				t.Errorf("%s tells the chat of the officer", key)
			}
		}
		if n := rdb.HLen(t.Context(), "{kherson}:menus").Val(); n != 2 {
			t.Errorf("%d menus are known", n)
		}

		board, err := b.store.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var roles []string
		mark := ""
		for _, m := range board.Staff {
			if m.Who == b.store.Person(officerID) {
				mark = fmt.Sprintf("m.%x", m.Who[:6])
				for _, g := range m.Grants {
					roles = append(roles, "r."+string(g.Role)+"."+strconv.FormatInt(g.Since, 36))
				}
			}
		}
		w.does(b, organiser, "> /desk", "people", "staff", mark, roles[1], "sure")
		w.lists(officer, "ru", atDesk()...)
		w.does(b, organiser, mark, roles[0], "sure")
		w.lists(officer, "en", flows.MenuCommands()...) // as the app's language has it again

		w.does(b, organiser, "> /mydata", "yes")
		w.lists(organiser, "ru", flows.MenuCommands()...)
		w.until("nothing to be known of menus", func() bool { return rdb.Exists(t.Context(), "{kherson}:menus").Val() == 0 })
		if strings.Contains(w.log.String(), strconv.Itoa(officerID)) {
			t.Error("the log tells the chat of the officer")
		}
	})
}

// staff puts members onto the board, as another process would.
func (w *town) staff(b *Bot, all ...flows.Member) {
	w.t.Helper()
	if err := b.store.UpdateBoard(w.t.Context(), func(board *flows.Board) bool {
		board.Staff = all
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
}

// an officer who has talked to the bot.
func (w *town) officer(b *Bot, id int64, lang flows.Lang) flows.Member {
	w.person(id, "en").Meet()
	return flows.Member{Who: b.store.Person(id), Chat: id, Lang: lang, Grants: []flows.Grant{{Role: flows.RoleOfficer}}}
}

// TestMenusAfterACrash: a process that died before it asked Telegram, or before
// it noted that it had, leaves nothing undone, whatever became of the role.
func TestMenusAfterACrash(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	dead := w.bot()
	if err := dead.store.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	asks := func(m flows.Member) {
		commands, _ := dead.menuOf(m)
		if err := dead.api.SetMyCommands(t.Context(), tgbotapi.NewBotCommandScopeChat(m.Chat), "", commands); err != nil {
			t.Fatal(err)
		}
	}
	var all []flows.Member
	for id := int64(1); id <= 4; id++ {
		m := w.officer(dead, id, flows.Ukrainian)
		all = append(all, m)
		if id < 4 { // 4 was not even begun
			if err := dead.store.PutMenu(t.Context(), m.Who, storage.Menu{Chat: m.Chat}); err != nil {
				t.Fatal(err)
			}
		}
		if id > 1 && id < 4 {
			asks(m)
		}
	}
	w.staff(dead, all[0], all[1], all[3]) // 3 has lost the role since
	b := w.bot()
	w.start(b)
	for i, m := range all {
		if i == 2 {
			w.lists(w.person(m.Chat, "en"), "en", flows.MenuCommands()...)
		} else {
			w.lists(w.person(m.Chat, "en"), "uk", atDesk()...)
		}
	}
	w.until("what is known to be true", func() bool {
		known, err := b.store.Menus(t.Context())
		return err == nil && len(known) == 3 && known[all[0].Who].Mark != "" && known[all[0].Who] != storage.Menu{Chat: 2, Mark: known[all[1].Who].Mark}
	})
}

// TestAMenuOfUnknownOutcome: Telegram set it, and its answer was lost; the role
// ends before anybody asks again.
func TestAMenuOfUnknownOutcome(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	if err := b.store.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.staff(b, w.officer(b, 8, flows.Ukrainian))
	w.emu.Misbehave(emulator.Fault{Kind: emulator.DropAfter, Method: "setmycommands", Times: 1})
	if err := b.keepMenus(t.Context(), w.now(), w.now()); err == nil {
		t.Fatal("the answer was not lost: this test shows nothing")
	}
	w.lists(w.person(8, "en"), "uk", atDesk()...)
	w.staff(b)
	if err := b.keepMenus(t.Context(), w.now(), w.now()); err != nil {
		t.Fatal(err)
	}
	if n := len(w.emu.Commands("chat 8", "")); n != 0 {
		t.Errorf("the desk is still in the menu")
	}
}

// TestTheJobFindsWhatATurnElsewhereChanged within a minute of domain time.
func TestTheJobFindsWhatATurnElsewhereChanged(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b, other := w.bot(), w.bot()
	w.start(b)
	w.until("the bot to be ready", b.Ready)
	w.staff(other, w.officer(other, 5, flows.Ukrainian))
	clock.pass(time.Minute)
	w.lists(w.person(5, "en"), "uk", atDesk()...)
	w.staff(other)
	clock.pass(time.Minute)
	w.lists(w.person(5, "en"), "en", flows.MenuCommands()...)
}

// TestMenusWaitAndNobodyElse: Telegram wants a pause, then hangs; residents are
// answered meanwhile, and the menu comes after all.
func TestMenusWaitAndNobodyElse(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Too Many Requests: retry after 1"}
	b := w.bot()
	w.start(b)
	w.until("the bot to be ready", b.Ready)
	resident, officer := w.person(1, "en"), w.person(2, "en")
	w.settle(resident)
	w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, Method: "setmycommands", RetryAfter: 1, Times: 2})
	w.emu.Misbehave(emulator.Fault{Kind: emulator.Slow, Method: "setmycommands", Delay: 500 * time.Millisecond})
	before := w.emu.CallCount("setmycommands")
	w.does(b, officer, w.invites(b, flows.RoleOfficer), "uk", "accept")
	w.until("Telegram to be asked", func() bool { return w.emu.CallCount("setmycommands") > before })
	w.does(b, resident, "> /sessions")
	w.sees(resident, "Lights and yards")
	if len(officer.Menu()) == len(atDesk()) {
		t.Error("the menu came before the pause was over: this test shows nothing")
	}
	w.lists(officer, "uk", atDesk()...)
	if n := w.emu.CallCount("setmycommands") - before; n > 4 {
		t.Errorf("Telegram was asked %d times", n)
	}
}

// TestAMenuThatIsRefused is not asked for again each minute.
func TestAMenuThatIsRefused(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Bad Request: chat not found"}
	clock := w.stopClock()
	b := w.bot()
	if err := b.store.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	stranger := w.officer(b, 6, flows.English)
	stranger.Chat, stranger.Who = 999, b.store.Person(999)
	w.staff(b, stranger, w.officer(b, 7, flows.English))
	asked := func(after time.Duration) int {
		before := w.emu.CallCount("setmycommands")
		clock.pass(after)
		for range 3 {
			if err := b.keepMenus(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		return w.emu.CallCount("setmycommands") - before
	}
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{{0, 2}, {time.Hour, 0}, {menuAgain, 1}} {
		if n := asked(tt.after); n != tt.want {
			t.Errorf("after %v it is asked %d times, want %d", tt.after, n, tt.want)
		}
	}
	w.lists(w.person(7, "en"), "en", atDesk()...)
	w.staff(b)
	asked(0)
	if known, err := b.store.Menus(t.Context()); err != nil || len(known) != 0 {
		t.Errorf("still known: %v, %v", known, err)
	}
}

// TestTwoProcessesKeepMenus while roles come and go: in the end Telegram was told
// what the board says.
func TestTwoProcessesKeepMenus(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	bots := []*Bot{w.bot(), w.bot()}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, b := range bots {
		if err := b.store.Open(ctx); err != nil {
			t.Fatal(err)
		}
	}
	one, two := w.officer(bots[0], 1, flows.Ukrainian), w.officer(bots[0], 2, flows.English)
	for i := range 12 {
		staff := [][]flows.Member{{one}, {one, two}, {two}, {}}[i%4]
		if i%3 == 0 {
			one.Lang = flows.Languages()[i/3]
		}
		w.staff(bots[i%2], staff...)
		var at sync.WaitGroup
		for _, b := range bots {
			at.Go(func() {
				if err := b.keepMenus(ctx, w.now(), w.now()); err != nil {
					t.Error(err)
				}
			})
		}
		at.Wait()
		for _, m := range []flows.Member{one, two} {
			has := len(w.emu.Commands(fmt.Sprintf("chat %d", m.Chat), "")) > 0
			if should := slices.ContainsFunc(staff, func(s flows.Member) bool { return s.Who == m.Who }); has != should {
				t.Fatalf("round %d: %d has a desk's menu: %v, should: %v", i, m.Chat, has, should)
			}
		}
	}
}

// TestDeskMenus: whatever the role, the desk comes first and the ways out are
// there; no command is one that nothing answers.
func TestDeskMenus(t *testing.T) {
	for _, r := range flows.Roles() {
		list := deskMenu(flows.Member{Grants: []flows.Grant{{Role: r}}})
		if list[0] != "desk" {
			t.Errorf("%s: %v", r, list)
		}
		for _, need := range []string{"help", "stop", "hide", "cancel", "language", "mydata"} {
			if !slices.Contains(list, need) {
				t.Errorf("%s has no /%s", r, need)
			}
		}
		for _, word := range list[1:] {
			if !slices.Contains(flows.MenuCommands(), word) {
				t.Errorf("%s has /%s, which residents do not know", r, word)
			}
		}
	}
}

// TestTheMenuLists: what stands in Telegram's menu, in which order.
func TestTheMenuLists(t *testing.T) {
	want := []string{"menu", "concern", "sessions", "pulse", "guides", "my", "officer", "near", "mydata", "language", "help", "hide", "stop", "cancel"}
	if got := flows.MenuCommands(); !slices.Equal(got, want) {
		t.Errorf("it lists %v", got)
	}
}
