package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// TestTheContactHearsOfTheirEdition: with the week's edition for officers one for
// the independent contact is closed, who is told once and reads the numbers at
// their desk; what somebody only let count is among them.
func TestTheContactHearsOfTheirEdition(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleIndependent)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		contact, officer := w.person(2, "en"), w.person(3, "en")
		w.does(b, contact, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		for i := range 6 {
			author := w.person(int64(10+i), "en")
			w.settleIn(author, "en")
			w.does(b, author, "> /concern", "police", "tell", "mine", "> He shouted", "counted", "send")
		}
		w.at(clock, 23, 9)
		const ready = "Last week's numbers are ready."
		if err := b.closeEditions(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.until("the news", func() bool { return heard(contact, ready) == 1 && heard(officer, ready) == 1 })
		for _, r := range flows.Readerships() {
			if all, err := b.store.Editions(t.Context(), r); err != nil || len(all) != 1 {
				t.Errorf("%d editions for %q: %v", len(all), r, err)
			}
		}
		editions, err := b.store.Editions(t.Context(), flows.ForContact)
		if err != nil || len(editions[0].Tally.Shown) == 0 || editions[0].Tally.Shown[0].N != 6 {
			t.Errorf("the contact's: %+v, %v", editions, err)
		}
		w.does(b, contact, "> /desk", "numbers")
		w.does(b, officer, "> /desk", "digest")
		reads := func(p *emulator.Person) (numbers []string) {
			for _, m := range p.Chat().FromBot() {
				if strings.Contains(m.Text, "These numbers do not change later") {
					numbers = append(numbers, m.Text)
				}
			}
			return numbers
		}
		if got := reads(contact); len(got) != 1 || !strings.Contains(got[0], "The police: 6") {
			t.Errorf("the contact reads %q", got)
		}
		if got := reads(officer); len(got) != 1 || strings.Contains(got[0], "The police") {
			t.Errorf("the officer reads %q", got)
		}
	})
}
