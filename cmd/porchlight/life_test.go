package main

import (
	"context"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot"
	"porchlight/bot/emulator"
	"porchlight/bot/web"
	"porchlight/flows"
	"porchlight/flows/programmes"
)

// lived is a demo as it stands when somebody opens the page, without the page.
type lived struct {
	*demonstration
	t        *testing.T
	ctx      context.Context
	rdb      redis.UniversalClient
	bot      *bot.Bot
	emu      *emulator.Server
	warnings *keeper
	began    time.Time
}

// live starts one as it is at a moment, and ends it with the test.
func live(t *testing.T, name string, now time.Time) *lived {
	t.Helper()
	p, err := readProgramme(name)
	if err != nil {
		t.Fatal(err)
	}
	return liveIn(t, p, now)
}

// liveIn is the same in a programme of one's own.
func liveIn(t *testing.T, p *flows.Programme, now time.Time) *lived {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	rdb, _, closeStore, err := demoStore(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &lived{t: t, ctx: ctx, rdb: rdb, warnings: &keeper{}, began: time.Now()}
	texts, err := openWords("", nil)
	if err != nil {
		t.Fatal(err)
	}
	w.demonstration = &demonstration{programme: p, texts: texts, lang: p.Languages[0], clock: &web.Clock{},
		log: slog.New(slog.NewTextHandler(w.warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	w.clock.Set(now)
	w.emu = emulator.New(emulator.Options{Token: demoToken, Username: demoName, Now: w.clock.Now})
	t.Cleanup(w.emu.Close)
	if w.bot, err = w.newBot(rdb, "http://"+l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if err := w.past(ctx, rdb, w.bot, w.emu); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 2)
	go func() { ended <- serveHTTP(ctx, l, w.emu) }()
	go func() { ended <- w.bot.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	if err := w.present(ctx, w.bot, w.emu); err != nil {
		t.Fatal(err)
	}
	return w
}

// sound fails on warnings and on what Telegram refused.
func (w *lived) sound() {
	w.t.Helper()
	if lines := w.warnings.String(); lines != "" {
		w.t.Errorf("there are warnings:\n%s", lines)
	}
	if r := w.emu.TakeRefusals(); len(r) > 0 {
		w.t.Errorf("refused: %v", r)
	}
}

// noon is a Wednesday on which everybody is at work.
func noon(t *testing.T, name string) time.Time {
	t.Helper()
	p, err := readProgramme(name)
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 25, 12, 0, 0, 0, p.Zone)
}

// agendaIsFull: a meeting that comes has published points, to one of which enough people say
// "me too" for the number to be shown, and an answer.
func (w *lived) agendaIsFull() {
	w.t.Helper()
	l, err := w.store.Load(w.ctx, w.store.Person(phone(flows.RoleReviewer)), flows.World{Programme: w.programme})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range l.World.Board.Sessions {
		if !s.Points || s.Start < w.clock.Now().Unix() {
			continue
		}
		ask := flows.Record[flows.Agenda]{ID: s.ID}
		if err := w.store.Fetch(w.ctx, l, flows.Reads{Records: []flows.Ask{ask}}); err != nil {
			w.t.Fatal(err)
		}
		a, _ := flows.Found(l.World.Records, ask)
		if a == nil || len(a.Order) < 2 {
			continue
		}
		people, answered := 0, false
		for set, n := range a.Marks {
			if set&1 != 0 {
				people += n
			}
		}
		for _, p := range a.Points {
			answered = answered || p.Answer != nil && p.Answer.State == flows.PointPublished
		}
		if people >= 10 && answered {
			return
		}
		w.t.Errorf("%s: %d people say me too, answered: %v", s.ID, people, answered)
	}
	w.t.Error("no meeting that comes has an agenda")
}

// TestEveryProgrammeIsLivedIn writes the demo's life in every example: nobody is refused
// anything, nothing is logged, what stands in the store fits together, and no desk is empty.
func TestEveryProgrammeIsLivedIn(t *testing.T) {
	for _, name := range programmes.Names() {
		t.Run(name, func(t *testing.T) {
			w := live(t, name, time.Now())
			w.sound()
			w.check()
			w.states()
			w.desksHoldSomething()
			w.canBeTried()
			if w.programme.Reviewed { // else nobody checks points, and none are taken
				w.agendaIsFull()
			}
			for what, pattern := range map[string]string{"concerns": ":c:*", "seats": ":s:*:in", "answers": ":w:*", "editions": ":editions"} {
				keys, err := w.rdb.Keys(w.ctx, "{"+name+"}"+pattern).Result()
				if err != nil || len(keys) == 0 {
					t.Errorf("no %s (%v)", what, err)
				}
			}
		})
	}
}

// TestLifeInAProgrammeOfOnesOwn writes it where there is no word of the house's, one
// neighbourhood, and nothing else that a file may leave out.
func TestLifeInAProgrammeOfOnesOwn(t *testing.T) {
	p, err := readProgramme("krakow")
	if err != nil {
		t.Fatal(err)
	}
	own := *p
	own.Name, own.Areas, own.Officers, own.Services, own.Sessions = "elsewhere", p.Areas[:1], nil, nil, nil
	own.Languages, own.Pulse = p.Languages[:1], flows.PulsePlan{}
	w := liveIn(t, &own, noon(t, "krakow"))
	w.sound()
	if stored := w.keys("c:*"); len(stored) < 50 {
		t.Errorf("%d concerns", len(stored))
	}
}

// TestLifeOnAnyDay writes it on days on which something is odd: early on a Monday, late on
// a Sunday, in the first days of a year, after clocks have changed, at night.
func TestLifeOnAnyDay(t *testing.T) {
	for name, local := range map[string]string{
		"kherson": "2026-11-23 00:20", "haifa": "2026-11-29 23:50", "krakow": "2027-01-04 09:05", "riverside": "2026-11-02 06:00", "dialogue": "2027-03-29 02:30",
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.ParseInLocation("2006-01-02 15:04", local, noon(t, name).Location())
			if err != nil {
				t.Fatal(err)
			}
			w := live(t, name, now)
			w.sound()
			w.check()
		})
	}
}

// states fails if a state of cases is missing.
func (w *lived) states() {
	w.t.Helper()
	people, err := w.store.Recipients(w.ctx, 0, 1<<40, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := map[flows.Case]int{}
	for _, c := range w.checkConcerns(people, nil) {
		if c.Sight != flows.Counted {
			seen[c.Case]++
		}
	}
	want := []flows.Case{flows.CaseReceived, flows.CaseAcknowledged, flows.CaseAnswered, flows.CaseDone, flows.CasePartly}
	if w.programme.Reviewed {
		want = append(want, flows.CaseReleased, flows.CaseDeclined, flows.CaseNotDone, flows.CaseReopened)
	}
	for _, c := range want {
		if seen[c] == 0 {
			w.t.Errorf("no case is %q: %v", c, seen)
		}
	}
}

// canBeTried does what "Three things to try" says of a translator and a reviewer: something
// that another one wrote waits to be checked, and a text has a number to take out.
func (w *lived) canBeTried() {
	w.t.Helper()
	h := w.newHistory(w.bot, w.clock.Now())
	tries := func(role flows.Role, list flows.Step, prefix, key string) {
		found := false
		if err := h.as(w.ctx, phone(role), w.clock.Now(), func(p *hand) {
			p.at(list, "")
			p.look()
			for _, do := range p.offers(prefix) {
				p.at(list, "")
				p.look()
				p.press(do)
				found = found || slices.ContainsFunc(p.screen.Lines, func(l flows.Line) bool { return l.Key == key })
			}
		}); err != nil {
			w.t.Error(err)
		}
		if !found {
			w.t.Errorf("nothing on the desk of the %s shows %q", role, key)
		}
	}
	tries(flows.RoleTranslator, flows.StepTranslations, "k.", "translate.review")
	if w.programme.Reviewed {
		tries(flows.RoleReviewer, flows.StepReviews, "c.", "review.has")
	}
}

// desksHoldSomething looks at each desk: something is there to be done or read. Without a reviewer
// nobody but the contact reads cases.
func (w *lived) desksHoldSomething() {
	w.t.Helper()
	h := w.newHistory(w.bot, w.clock.Now())
	for _, tt := range []struct {
		role   flows.Role
		step   flows.Step
		topic  string
		prefix string
		least  int
		cases  bool
	}{
		{flows.RoleOfficer, flows.StepCases, "officers", "c.", 8, true},
		{flows.RoleReviewer, flows.StepReviews, "", "c.", 3, true},
		{flows.RoleIndependent, flows.StepCases, "independent", "c.", 2, false},
		{flows.RoleLead, flows.StepCases, "lead", "c.", 1, true},
		{flows.RolePartner, flows.StepCases, "partner", "c.", 2, true},
		{flows.RoleTranslator, flows.StepTranslations, "", "k.", 2, false},
		{flows.RoleFacilitator, flows.StepLeadSessions, "", "s.", 4, false},
		{flows.RoleOrganiser, flows.StepOrgSessions, "", "s.", 4, false},
		{flows.RoleOrganiser, flows.StepNews, "", "a.", 2, false},
		{flows.RoleOrganiser, flows.StepStaff, "", "m.", 8, false},
		{flows.RoleOrganiser, flows.StepDeskGuides, "", "g.", 4, false},
	} {
		if tt.cases && !w.programme.Reviewed {
			continue
		}
		err := h.as(w.ctx, phone(tt.role), w.clock.Now(), func(p *hand) {
			p.at(tt.step, tt.topic)
			p.look()
			if got := len(p.offers(tt.prefix)); got < tt.least {
				w.t.Errorf("at %s of the %s there are %d, fewer than %d", tt.step, tt.role, got, tt.least)
			}
		})
		if err != nil {
			w.t.Error(err)
		}
	}
}
