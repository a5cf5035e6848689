package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// A case goes to a partner and comes back, through Telegram, on every store: its
// author is asked with nothing said in the push, the partner reads what was
// released, in the name that the file has for the service; a role that is taken
// away gives the case back to officers in the same moment.
func TestHandedOnThroughTelegram(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		author, reviewer, officer, partner := w.person(1, "uk"), w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		w.settleIn(author, "uk")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")

		token := flows.NewInviteToken([16]byte{4, 4})
		if err := b.store.PutInvitation(t.Context(), token, flows.Invitation{Role: flows.RolePartner, Name: "misto",
			Topics: []flows.Category{flows.Street}, Expires: w.now().Add(48 * time.Hour).Unix()}); err != nil {
			t.Fatal(err)
		}
		w.does(b, partner, "> /start i_"+token)
		w.does(b, partner, "en")
		w.sees(partner, "City contact centre")
		w.does(b, partner, "accept")

		w.does(b, author, "concern", "street", "mine", "> Olha's lamp is dark", "answer", "send")
		code := w.codes(b, 1)[0]
		handle := w.handle(b, 2, code)
		w.does(b, reviewer, "> /desk", "reviews", "c."+handle, "shorten", "> A lamp is dark", "release")
		w.at(clock, 21, 9)
		w.idle(b)
		w.does(b, officer, "> /desk", "cases", "c."+handle, "hand")
		w.press(officer, "City contact centre")
		w.idle(b)
		w.does(b, officer, "do")
		push := w.sees(author, w.phrase("uk", "thread.message"))
		if strings.Contains(push.Text, "центр") || strings.Contains(push.Text, "лампа") {
			t.Errorf("the push says %q", push.Text)
		}
		w.does(b, author, "case."+strings.ToLower(code))
		w.sees(author, "Контактний центр міста")
		w.does(b, author, "agree")
		w.sees(partner, "There is something new on your desk.")

		w.does(b, partner, "> /desk", "partner", "c."+handle)
		if m := w.sees(partner, "A lamp is dark"); !m.Protected {
			t.Error("it can be passed on")
		}
		w.does(b, partner, "answer", "t.p.planned", "send")
		w.does(b, author, "> /my", "case."+strings.ToLower(code))
		w.sees(author, w.phrase("uk", "partner.template.planned"))
		for _, m := range partner.Chat() {
			for _, secret := range []string{"Olha", code, strings.ToLower(code)} {
				if strings.Contains(m.Text, secret) || strings.Contains(fmt.Sprint(m.Buttons), secret) {
					t.Errorf("the partner reads %q: %q", secret, m.Text)
				}
			}
		}

		w.does(b, partner, "answer", "own", "> We come on Monday") // and meanwhile the role is taken away
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			var left []flows.Member
			for _, m := range board.Staff {
				if m.Who != b.store.Person(4) {
					left = append(left, m)
				}
			}
			board.Staff = left
			return true
		}); err != nil {
			t.Fatal(err)
		}
		w.do(partner, "send")
		w.idle(b)
		w.sees(partner, w.phrase("en", "role.none"))
		w.does(b, officer, "> /desk", "cases", "c."+handle)
		w.sees(officer, "is no longer here. It is yours again.")
		w.does(b, officer, "answer", "t.went", "send")
		w.does(b, author, "> /my", "case."+strings.ToLower(code))
		if m := w.sees(author, w.phrase("uk", "cases.template.went")); strings.Contains(m.Text, "Monday") {
			t.Errorf("an answer came after the role had ended: %q", m.Text)
		}
		if log := w.log.String(); strings.Contains(log, "Olha") || strings.Contains(log, code) || strings.Contains(log, "misto") {
			t.Error("the log holds what was said")
		}
	})
}
