package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"porchlight/bot"
	"porchlight/bot/emulator"
	"porchlight/flows"
)

// The demo opens on a place that is lived in: eight weeks of some 240 neighbours and of
// everybody with a role. Their life is written at the start and sent to nobody: each act
// goes through flows.Decide and storage.Store.Commit, as a turn's does (life_hand.go), and
// the calendar's work through bot.Past. So the store holds what the bot itself would have
// stored, and what is on the desks follows from it. It is the same for a day and a
// programme; its dates count from now.

const (
	neighbours    = 240
	firstNeighbor = 6000
	lifeWeeks     = 8
)

// history is the life that is being written.
type history struct {
	d        *demonstration
	bot      *bot.Bot
	world    flows.World
	now      time.Time
	chance   *rand.ChaCha8
	messages int // the messages that people sent, to number them
	people   []*neighbour
	told     tales
	acts     []act
	sent     map[string]*flows.Concern // by the name of the tale
}

// neighbour is one of them.
type neighbour struct {
	id    int64
	lang  flows.Lang
	area  int
	young bool
	since time.Time
	tale  bool // tells one of the tales
}

// act is something that happens at a moment.
type act struct {
	at   time.Time
	what string
	do   func(ctx context.Context, at time.Time) error
}

// newHistory makes the people and what they are about to do.
func (d *demonstration) newHistory(b *bot.Bot, now time.Time) *history {
	var seed [32]byte
	copy(seed[:], "a neighbourhood that is made up")
	h := &history{d: d, bot: b, world: b.World(), now: now, chance: rand.NewChaCha8(seed), messages: 1 << 28, told: talesOf(d.programme)}
	h.world.Bot = demoName
	h.sent = map[string]*flows.Concern{}
	h.moveIn()
	h.roles()
	h.concerns()
	h.surveys()
	h.meetings()
	h.cases()
	h.announcements()
	h.guides()
	slices.SortStableFunc(h.acts, func(a, b act) int { return a.at.Compare(b.at) })
	return h
}

// write lives it all, and leaves the clock at now.
func (h *history) write(ctx context.Context) error {
	defer h.d.clock.Set(h.now)
	for _, a := range h.acts {
		if a.at.After(h.now) {
			continue
		}
		h.d.clock.Set(a.at)
		if err := a.do(ctx, a.at); err != nil {
			return fmt.Errorf("%s: %w", a.what, err)
		}
	}
	return nil
}

// then adds something to be done at a moment.
func (h *history) then(at time.Time, what string, do func(ctx context.Context, at time.Time) error) {
	h.acts = append(h.acts, act{at, what, do})
}

// does adds what one person does.
func (h *history) does(at time.Time, id int64, what string, do func(*hand)) {
	h.then(at, what, func(ctx context.Context, at time.Time) error { return h.as(ctx, id, at, do) })
}

// seed is what codes and tokens are made from.
func (h *history) seed() (s [16]byte) {
	h.chance.Read(s[:]) // it never fails
	return s
}

// day is an hour some days ago, in the programme's zone; days to come are negative.
func (h *history) day(ago, hour, minute int) time.Time {
	y, m, d := h.now.In(h.d.programme.Zone).Date()
	return time.Date(y, m, d-ago, hour, minute, 0, 0, h.d.programme.Zone)
}

// began is how many days ago the programme began: on the Monday before eight whole weeks.
func (h *history) began() int {
	return lifeWeeks*7 + (int(h.now.In(h.d.programme.Zone).Weekday())+6)%7
}

// area is a neighbourhood by its number; programmes have more or fewer.
func (h *history) area(n int) string {
	all := h.d.programme.Areas
	return all[n%len(all)].ID
}

// moveIn has everybody find the bot: most in the first days, some every week since. Half
// live in the first neighbourhood, a quarter in the second, the others in all the rest.
func (h *history) moveIn() {
	langs, areas := h.d.programme.Languages, len(h.d.programme.Areas)
	for i := range neighbours {
		n := &neighbour{id: int64(firstNeighbor + i), lang: langs[0], young: i%16 == 7}
		if i%9 >= 5 && len(langs) > 1 { // the first language for five of nine, the others by turns
			n.lang = langs[1+(i/9+i)%(len(langs)-1)]
		}
		switch {
		case i%4 == 1:
			n.area = 1 % areas
		case i%4 == 3 && areas > 2:
			n.area = 2 + i/4%(areas-2)
		}
		n.since = h.day(h.began()-i%4, 10+i%9, i%60)
		if late := i - neighbours*6/10; late > 0 {
			n.since = h.day(h.began()-5-late*(h.began()-7)/(neighbours*4/10), 9+i%11, i%60)
		}
		h.people = append(h.people, n)
		h.does(n.since, n.id, "moves in", func(p *hand) {
			p.command("start", "")
			age := "adult"
			if n.young {
				age = "teen"
			}
			p.press(string(n.lang), age, "agree", "a."+h.area(n.area))
		})
	}
	slices.SortStableFunc(h.people, func(a, b *neighbour) int { return cmp.Compare(a.since.Unix(), b.since.Unix()) })
}

// who lists those who fit, in the order in which they came.
func (h *history) who(by time.Time, fits func(*neighbour) bool) []*neighbour {
	var all []*neighbour
	for _, n := range h.people {
		if n.since.Add(time.Hour).Before(by) && fits(n) {
			all = append(all, n)
		}
	}
	return all
}

// stream is how many concerns of a category came from a neighbourhood in each week. They
// are counted only; what was told in words stands in the tales.
type stream struct {
	area     int
	category flows.Category
	weeks    [lifeWeeks + 1]int // the last one is this week, as far as it has come
}

// concerns are what numbers of the digest are made of: the dark streets get fewer after
// the lamps were mended, the cars more.
func (h *history) concerns() {
	all := []stream{
		{0, flows.Street, [...]int{11, 10, 11, 9, 8, 7, 6, 6, 3}},
		{0, flows.Traffic, [...]int{5, 6, 6, 7, 8, 7, 8, 9, 4}},
		{0, h.told.third, [...]int{6, 5, 7, 6, 5, 6, 5, 6, 2}},
		{0, flows.Police, [...]int{5, 0, 6, 5, 0, 5, 6, 5, 1}},
		{1, flows.Street, [...]int{6, 5, 6, 7, 6, 5, 6, 5, 2}},
		{1, flows.Traffic, [...]int{2, 0, 1, 2, 5, 6, 5, 6, 1}},
		{2, flows.Street, [...]int{1, 2, 0, 1, 0, 2, 1, 1, 0}},
		{3, flows.Something, [...]int{0, 1, 1, 0, 2, 0, 1, 0, 1}},
	}
	if h.told.third == flows.Hate { // a number about hate takes ten people
		all[2].weeks = [...]int{12, 11, 10, 12, 11, 10, 11, 12, 3}
	}
	for turn, s := range all {
		for week, count := range s.weeks {
			for k := range count {
				ago := h.began() - 7*week - (k*3+turn)%7
				if ago < 1 { // this week has not come so far
					continue
				}
				at := h.day(ago, 9+(k*5+turn)%11, (k*17+week*7)%60)
				here := h.who(at, func(n *neighbour) bool { return n.area == s.area%len(h.d.programme.Areas) && !n.young && !n.tale })
				if len(here) <= count {
					continue
				}
				n := here[(week*13+turn*5+k)%len(here)]
				h.does(at, n.id, "is counted", func(p *hand) {
					p.tell(s.category, "", "counted")
				})
			}
		}
	}
}

// tell tells a concern.
func (p *hand) tell(c flows.Category, words, sight string) {
	p.link("concern." + string(c))
	p.may("tell", "report")
	p.may("tell")
	p.press("mine")
	if words != "" {
		p.write(words)
	} else {
		p.may("skip")
	}
	p.may(sight)
	if p.hands {
		p.may("hand")
	}
	p.press("send")
}

// surveys are three: the file's of the first week, one of last month that can be compared
// with it, and one that is open. A file that has its survey at another time has that only.
func (h *history) surveys() {
	file, first := h.d.programme.Pulse, h.began()
	if !file.Opens.Zero() {
		opens, closes := file.Opens.On(h.day(first, 9, 0), h.d.programme.Zone), file.Closes.On(h.day(first, 9, 0), h.d.programme.Zone)
		if opens.After(h.day(first-1, 9, 0)) || closes.Before(h.day(first-6, 20, 0)) || closes.After(h.day(first-8, 0, 0)) {
			return
		}
		h.answer(first-1, first-6, 124, answersBefore())
		h.then(closes.Add(5*time.Minute), "the first survey closes", h.job("wave"))
		h.then(h.day(first-8-file.ResultsIn, 12, 0), "the first results", h.job("results"))
	}
	instrument := cmp.Or(file.Instrument, flows.InstrumentIDs()[0])
	second := flows.Wave{ID: "second-round", Instrument: instrument, Opens: h.day(26, 9, 0).Unix(), Closes: h.day(16, 20, 0).Unix(), Results: h.day(13, 10, 0).Unix()}
	third := flows.Wave{ID: "third-round", Instrument: instrument, Opens: h.day(4, 9, 0).Unix(), Closes: h.day(-3, 20, 0).Unix(), Results: h.day(-5, 10, 0).Unix()}
	h.then(h.day(26, 9, 0), "the second survey", h.opens(second))
	h.answer(26, 17, 190, answersSince())
	h.then(h.day(16, 20, 5), "the second survey closes", h.job("wave"))
	h.then(h.day(13, 12, 0), "the second results", h.job("results"))
	h.then(h.day(4, 9, 0), "the third survey", h.opens(third))
	h.answer(4, 1, 70, answersSince())
}

// job is a job of the calendar.
func (h *history) job(name string) func(context.Context, time.Time) error {
	return func(ctx context.Context, _ time.Time) error { return h.bot.Past(ctx, name) }
}

// opens puts a survey on the board.
func (h *history) opens(w flows.Wave) func(context.Context, time.Time) error {
	return func(ctx context.Context, _ time.Time) error {
		return h.d.store.UpdateBoard(ctx, func(b *flows.Board) bool {
			if b.Wave != nil {
				b.Past = append(b.Past, *b.Wave)
			}
			b.Wave, b.Waved = &w, true
			return true
		})
	}
}

// answer has some people answer the survey that is open from one day to another.
func (h *history) answer(from, to, count int, weights [][]int) {
	adults := h.who(h.day(from-1, 9, 0), func(n *neighbour) bool { return !n.young })
	adults = adults[:min(count, len(adults))]
	given := make([][]int, len(weights))
	for i, w := range weights {
		given[i] = spread(len(adults), w)
	}
	for j, n := range adults {
		at := h.day(from-j%(from-to+1), 9+j%12, (j*7)%60)
		if at.Before(n.since) {
			at = n.since.Add(2 * time.Hour)
		}
		h.does(at, n.id, "answers the survey", func(p *hand) {
			p.link("pulse")
			for i := range given {
				p.press(fmt.Sprintf("a.%d.%d", i, given[i][(j*stride(2*i+7, len(given[i]))+i)%len(given[i])]))
			}
		})
	}
}

// answersBefore and answersSince are how the five questions are answered: of each how
// much weight "I'd rather not say" has, and then each answer.
func answersBefore() [][]int {
	return [][]int{{2, 4, 16, 18, 9}, {1, 3, 2, 4, 5, 6, 8, 7, 5, 3, 1, 1}, {1, 8, 18, 14, 5}, {1, 6, 16, 18, 7}, {1, 5, 3, 14, 7, 4, 2, 2, 4, 3}}
}

func answersSince() [][]int {
	return [][]int{{2, 8, 24, 12, 5}, {1, 1, 1, 2, 4, 5, 8, 9, 8, 5, 2, 1}, {1, 5, 15, 19, 7}, {1, 4, 13, 22, 9}, {1, 5, 3, 9, 12, 4, 2, 2, 3, 7}}
}

// spread gives each answer to as many of n people as it has weight, and to ten at least
// where there are enough: fewer are not shown.
func spread(n int, weights []int) []int {
	least, all := 10, 0
	if n < least*len(weights) {
		least = 0
	}
	for _, w := range weights {
		all += w
	}
	var codes []int
	left := n - least*len(weights)
	for i, w := range weights {
		for range least + left*w/all {
			codes = append(codes, i+1) // 1 is "rather not say"
		}
	}
	most := slices.Index(weights, slices.Max(weights)) + 1
	for len(codes) < n {
		codes = append(codes, most)
	}
	return codes
}

// stride is how far apart neighbours take theirs from a list of answers, so that each is
// taken once and they come mixed.
func stride(from, n int) int {
	for gcd(from, n) > 1 {
		from++
	}
	return from
}

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// arrive makes everybody but the phone's resident somebody whom the bot may write to.
func (h *history) arrive(emu *emulator.Server) {
	for _, p := range phonesOf()[1:] {
		emu.Person(p.id, h.d.profile(p)).Meet()
	}
	for _, n := range h.people {
		emu.Person(n.id, emulator.Profile{FirstName: "Neighbour", LanguageCode: string(n.lang)}).Meet()
	}
	for _, c := range h.colleagues() {
		emu.Person(c.id, emulator.Profile{FirstName: c.name, LanguageCode: string(h.d.lang)}).Meet()
	}
}
