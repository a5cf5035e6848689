package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// The demo's neighbours are people of the emulator who talk to the bot like
// everybody else, three weeks of it, so that the demo opens on a place that is
// lived in: concerns with dates, sessions that fill up, a survey under way.

const (
	neighbours    = 30
	firstNeighbor = 6000
	lifeWeeks     = 3
	lifePatience  = 5 * time.Second
)

// live plays the sample life. clock is set to each moment in turn and ends at
// now; the same seed gives the same life.
func (d *demonstration) live(ctx context.Context, emu *emulator.Server) error {
	now := time.Now()
	chance := rand.New(rand.NewPCG(1, 7))
	people := make([]*neighbour, neighbours)
	begin := now.Add(-lifeWeeks * 7 * 24 * time.Hour)
	for i := range people {
		lang := d.programme.Languages[i%len(d.programme.Languages)]
		p := emu.Person(int64(firstNeighbor+i), emulator.Profile{FirstName: "Neighbour", LanguageCode: string(lang)})
		people[i] = &neighbour{Walker: emulator.Walk(p, lifePatience), lang: lang, chance: chance}
	}
	defer d.clock.Set(now)
	step := now.Sub(begin) / (neighbours + 1)
	for i, n := range people {
		d.clock.Set(begin.Add(time.Duration(i) * step))
		if err := n.moveIn(ctx, d.programme); err != nil {
			return fmt.Errorf("neighbour %d moves in: %w", i, err)
		}
		if err := n.worry(ctx); err != nil {
			return fmt.Errorf("neighbour %d tells a concern: %w", i, err)
		}
		// A press must be answered before the clock jumps, or it is too old.
		if err := emu.WaitUntil(ctx, func() bool { return len(emu.Unanswered()) == 0 }); err != nil {
			return err
		}
	}
	d.clock.Set(now)
	for i, n := range people {
		if err := n.takePart(ctx, i); err != nil {
			return fmt.Errorf("neighbour %d takes part: %w", i, err)
		}
	}
	return nil
}

// neighbour is one of them.
type neighbour struct {
	*emulator.Walker
	lang   flows.Lang
	chance *rand.Rand
}

// press presses what does do, and says whether it was there.
func (n *neighbour) press(ctx context.Context, do string) error {
	err := n.Press(ctx, func(b emulator.Button) bool {
		_, does, _ := strings.Cut(b.Data, "~")
		return does == do
	})
	if err != nil {
		return fmt.Errorf("%s: %w", do, err)
	}
	return nil
}

// offers lists what the screen's buttons do.
func (n *neighbour) offers(prefix string) (do []string) {
	for _, row := range n.Screen.Buttons {
		for _, b := range row {
			if _, does, _ := strings.Cut(b.Data, "~"); strings.HasPrefix(does, prefix) {
				do = append(do, does)
			}
		}
	}
	return do
}

// all presses one thing after the other.
func (n *neighbour) all(ctx context.Context, dos ...string) error {
	for _, do := range dos {
		if err := n.press(ctx, do); err != nil {
			return err
		}
	}
	return nil
}

func (n *neighbour) moveIn(ctx context.Context, p *flows.Programme) error {
	if err := n.Write(ctx, "/start"); err != nil {
		return err
	}
	if err := n.all(ctx, string(n.lang), "adult", "agree"); err != nil {
		return err
	}
	// Two neighbourhoods in three people's lives, so that some cells are full
	// and others small.
	area := p.Areas[min(n.chance.IntN(3), len(p.Areas)-1)%2]
	return n.press(ctx, "a."+area.ID)
}

// worry tells a concern: mostly about the street, and in the own words.
func (n *neighbour) worry(ctx context.Context) error {
	category := []string{"street", "street", "street", "traffic", "traffic", "something"}[n.chance.IntN(6)]
	if err := n.all(ctx, "concern", category, "mine"); err != nil {
		return err
	}
	if len(n.offers("counted")) == 0 && len(n.offers("skip")) > 0 { // words are asked for
		if err := n.Write(ctx, wordsAbout(category, n.lang)); err != nil {
			return err
		}
		if err := n.press(ctx, "done"); err != nil {
			return err
		}
	}
	if sights := n.sights(); len(sights) > 0 {
		if err := n.press(ctx, sights[n.chance.IntN(len(sights))]); err != nil {
			return err
		}
	}
	return n.press(ctx, "send")
}

func (n *neighbour) sights() []string {
	return append(append(n.offers("counted"), n.offers("read")...), n.offers("answer")...)
}

// takePart joins a session or answers the survey.
func (n *neighbour) takePart(ctx context.Context, i int) error {
	if i%2 == 0 {
		if err := n.Write(ctx, "/pulse"); err != nil {
			return err
		}
		for q := range 5 {
			options := n.offers(fmt.Sprintf("a.%d.", q))
			if len(options) == 0 {
				break
			}
			if err := n.press(ctx, options[n.chance.IntN(len(options))]); err != nil {
				return err
			}
		}
	}
	if i%3 != 0 {
		return nil
	}
	if err := n.Write(ctx, "/sessions"); err != nil {
		return err
	}
	sessions := n.offers("s.")
	if len(sessions) == 0 {
		return nil
	}
	if err := n.press(ctx, sessions[n.chance.IntN(len(sessions))]); err != nil {
		return err
	}
	for _, do := range []string{"join", "wait"} {
		if len(n.offers(do)) > 0 {
			return n.press(ctx, do)
		}
	}
	return nil
}
