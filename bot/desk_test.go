package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
)

// seat gives somebody roles, as an accepted invitation does.
func (w *town) seat(b *Bot, id int64, lang flows.Lang, roles ...flows.Role) {
	w.t.Helper()
	w.until("the bot to be ready", b.Ready)
	w.person(id, string(lang)).Meet()
	m := flows.Member{Who: b.store.Person(id), Chat: id, Lang: lang, Name: fmt.Sprint("member ", id), Reads: flows.Languages()}
	for _, r := range roles {
		m.Grants = append(m.Grants, flows.Grant{Role: r, Since: w.now().Unix()})
	}
	if err := b.store.UpdateBoard(w.t.Context(), func(board *flows.Board) bool {
		board.Staff = append(board.Staff, m)
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
}

// seatReaders lets a town have those who read what residents send, so that
// receipts may promise that somebody does; an officer, too, if the test has none.
func (w *town) seatReaders(b *Bot, officer bool) {
	w.seat(b, 999_001, flows.English, flows.RoleReviewer, flows.RoleIndependent, flows.RoleLead)
	if officer {
		w.seat(b, 999_002, flows.English, flows.RoleOfficer)
	}
}

// does presses buttons by what they do and writes what begins with ">".
func (w *town) does(b *Bot, p *emulator.Person, moves ...string) {
	w.t.Helper()
	for _, m := range moves {
		if text, ok := strings.CutPrefix(m, "> "); ok {
			p.Send(text)
		} else {
			w.offers(p, m)
			w.do(p, m)
		}
		w.idle(b)
	}
}

// The whole way of a concern through Telegram, on every store: the reviewer
// hears the voice and sees the picture, officers get typed and released words
// only, and what the resident gets first says nothing of what it is about.
func TestCaseThroughTelegram(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.Ukrainian, flows.RoleOfficer)
		author, reviewer, officer := w.person(1, "en"), w.person(2, "en"), w.person(3, "uk")
		w.settleIn(author, "en")
		w.does(b, reviewer, "> /start", "en") // whoever has a role need not register as a resident
		w.does(b, officer, "> /start", "uk")

		w.does(b, author, "concern", "street", "mine")
		author.Photo(pixel(), "Olha's lamp is dark")
		w.does(b, author, "answer", "send")
		code := w.codes(b, 1)[0]
		handle := w.handle(b, 2, code)

		w.does(b, reviewer, "> /desk", "reviews", "c."+handle)
		original := findMedia(reviewer)
		if original == nil || !original.Protected {
			t.Fatalf("the reviewer sees no protected picture: %+v", original)
		}
		w.does(b, reviewer, "shorten", "> A lamp is dark", "release")
		w.at(clock, 21, 9)
		w.idle(b)
		w.does(b, officer, "> /desk", "cases", "c."+handle)
		m := w.sees(officer, "A lamp is dark")
		if !m.Protected || findMedia(officer) != nil {
			t.Errorf("the officer sees %+v", m)
		}
		w.does(b, officer, "answer", "own", "> Ми вже замовили лампу", "send")
		push := w.sees(author, "You have a message")
		if strings.TrimSpace(push.Text) != "You have a message." {
			t.Errorf("the push says %q", push.Text)
		}
		w.does(b, author, "case."+strings.ToLower(code))
		w.sees(author, "Ми вже замовили лампу")
		w.does(b, author, "reply", "> Thank you, Olha", "send")
		w.does(b, reviewer, "> /desk", "reviews", "c."+handle, "shorten", "> Thank you", "release")
		w.at(clock, 22, 9)
		w.idle(b)
		w.does(b, officer, "> /desk", "cases", "c."+handle)
		w.sees(officer, "Thank you")
		w.does(b, officer, "close", "done", "> Лампа світить", "send")
		w.does(b, author, "> /my", "case."+strings.ToLower(code))
		w.sees(author, "Лампа світить")
		for _, m := range officer.Chat() {
			for _, secret := range []string{"Olha", code, strings.ToLower(code)} {
				if strings.Contains(m.Text, secret) || strings.Contains(fmt.Sprint(m.Buttons), secret) {
					t.Errorf("the officer reads %q: %q", secret, m.Text)
				}
			}
		}
		if log := w.log.String(); strings.Contains(log, "Olha") || strings.Contains(log, code) {
			t.Error("the log holds what was said")
		}
	})
}

// codes are the receipt codes of somebody, as their record holds them.
func (w *town) codes(b *Bot, id int64) []string {
	w.t.Helper()
	l, err := b.store.Load(w.t.Context(), b.store.Person(id), b.world)
	if err != nil || len(l.Person.Codes) == 0 {
		w.t.Fatalf("no codes: %v", err)
	}
	return l.Person.Codes
}

// handle is how desks name a case; id is somebody with a role.
func (w *town) handle(b *Bot, id int64, code string) string {
	w.t.Helper()
	l, err := b.store.Load(w.t.Context(), b.store.Person(id), b.world)
	if err == nil {
		err = b.store.Fetch(w.t.Context(), l, flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: code}}})
	}
	if err != nil || caseIn(l, code) == nil {
		w.t.Fatalf("no case %s: %v", code, err)
	}
	return caseIn(l, code).Handle
}

// caseIn is a concern that somebody with a role has read.
func caseIn(l *storage.Loaded, code string) *flows.Concern {
	c, _ := flows.Found(l.World.Records, flows.Record[flows.Concern]{ID: code})
	return c
}

// findMedia is the newest picture or voice note that the bot sent to somebody.
func findMedia(p *emulator.Person) *emulator.Message {
	chat := p.Chat()
	for i := len(chat) - 1; i >= 0; i-- {
		if m := chat[i]; m.FromBot && m.Media != nil && (m.Media.Kind == "photo" || m.Media.Kind == "voice") {
			return &m
		}
	}
	return nil
}
