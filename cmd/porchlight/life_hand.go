package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// hand does what somebody does, without a phone: each event is decided as a turn of the
// bot decides it, and what follows from it is stored as a turn stores it. Only that what
// is said is said to nobody. The first error stops the hand.
type hand struct {
	h      *history
	ctx    context.Context
	id     int64 // the Telegram id
	now    time.Time
	err    error
	loaded *storage.Loaded // nil: nothing is read yet
	person flows.Person    // as it is after the last event
	screen flows.Say       // the current screen
	done   []flows.Effect  // what is not stored yet
	moved  bool            // person is not stored yet
	looks  bool            // nothing is meant by this event but to see the screen
	linked string          // the last link that they were given
	filed  *flows.Concern  // the last concern that was sent
	hands  bool            // what is told may be handed on
}

// mostReads is how often a step may ask for more.
const mostReads = 16

// as gives the hand of somebody at a moment; what it did is stored when do returns.
func (h *history) as(ctx context.Context, id int64, now time.Time, do func(*hand)) error {
	p := &hand{h: h, ctx: ctx, id: id, now: now}
	do(p)
	p.store()
	if p.err != nil {
		return fmt.Errorf("%d on %s: %w", id, now.Format(time.DateTime), p.err)
	}
	return nil
}

func (p *hand) who() flows.ID { return p.h.d.store.Person(p.id) }

// load reads the person, unless that is done.
func (p *hand) load() bool {
	if p.err != nil || p.loaded != nil {
		return p.err == nil
	}
	p.loaded, p.err = p.h.d.store.Load(p.ctx, p.who(), p.h.world)
	if p.err == nil {
		p.person = p.loaded.Person
	}
	return p.err == nil
}

// event decides one event.
func (p *hand) event(e flows.Event) {
	if !p.load() {
		return
	}
	e.Now, e.Seed, e.Who, e.Chat, e.Client = p.now, p.h.seed(), p.who(), p.id, string(p.person.Lang)
	for range mostReads {
		out := flows.Decide(p.loaded.World, p.person, e)
		if out.Need.Empty() {
			p.take(out)
			return
		}
		if p.err = p.h.d.store.Fetch(p.ctx, p.loaded, out.Need); p.err != nil {
			return
		}
	}
	p.err = errors.New("a step never has enough to read")
}

// take goes on from what was decided. What later events of the same person would read
// anew is stored first.
func (p *hand) take(out flows.Outcome) {
	if out.Keep {
		return
	}
	if p.person, p.moved = out.Person, true; p.person.Misses > 0 && !p.looks {
		p.err = fmt.Errorf("something does not fit at %s", p.person.Step)
		return
	}
	p.person.Misses = 0
	for _, s := range out.Says {
		if s.Screen && s.To == nil {
			p.screen = s
		}
		if link, ok := s.Lines[0].Args["link"].(flows.Code); ok {
			p.linked = string(link)
		}
	}
	stored := true
	for _, e := range out.Effects {
		switch e := e.(type) {
		case flows.Enrol, flows.Audit:
		case flows.PutAnswers: // the record of a survey is written over with each answer
			p.done = slices.DeleteFunc(p.done, func(had flows.Effect) bool { _, is := had.(flows.PutAnswers); return is })
			if p.loaded.World.Answers == nil {
				p.loaded.World.Answers = map[string]*flows.Answers{}
			}
			p.loaded.World.Answers[e.Wave] = &e.Answers
		case flows.FileConcern:
			p.filed, stored = &e.Concern, false
		default:
			stored = false
		}
		p.done = append(p.done, e)
	}
	if !stored {
		p.store()
	}
}

// store commits what was done since the last commit.
func (p *hand) store() {
	if p.err != nil || !p.moved {
		return
	}
	_, p.err = p.h.d.store.Commit(p.ctx, storage.Turn{
		Chat: p.who(), Loaded: p.loaded, Outcome: flows.Outcome{Person: p.person, Effects: p.done}, Now: p.now.Unix(),
	})
	p.loaded, p.done, p.moved = nil, nil, false
}

// at puts somebody with a role before a screen of their desk, whichever way leads there.
func (p *hand) at(s flows.Step, topic string) {
	if !p.load() {
		return
	}
	p.person.Step, p.person.Topic, p.person.Text = s, topic, ""
}

// look shows the screen where at has put somebody.
func (p *hand) look() {
	p.looks = true
	p.event(flows.Event{Kind: flows.Press, Do: "?", Serial: p.person.Serial})
	p.looks = false
}

// link presses a button that works at any time.
func (p *hand) link(do string) { p.event(flows.Event{Kind: flows.Press, Do: do}) }

// press presses buttons of the current screens, one after the other, whether they stand
// on this page of a list or another.
func (p *hand) press(dos ...string) {
	for _, do := range dos {
		before := p.person.Serial
		p.event(flows.Event{Kind: flows.Press, Do: do, Serial: before})
		if p.err == nil && p.loaded != nil && p.person.Serial == before {
			p.err = fmt.Errorf("%q was not taken at %s", do, p.person.Step)
		}
	}
}

// must presses the first button of the current screen that begins so.
func (p *hand) must(prefix string) {
	all := p.offers(prefix)
	if len(all) == 0 && p.err == nil {
		p.err = fmt.Errorf("no button %q at %s", prefix, p.person.Step)
	}
	if p.err == nil {
		p.press(all[0])
	}
}

// may presses the first of some buttons that is there, and says whether one was.
func (p *hand) may(dos ...string) bool {
	for _, do := range dos {
		if p.err == nil && slices.Contains(p.offers(do), do) {
			p.press(do)
			return true
		}
	}
	return false
}

// offers lists what buttons of the current screen do, as far as it begins so.
func (p *hand) offers(prefix string) (dos []string) {
	for _, row := range p.screen.Rows {
		for _, b := range row {
			if b.URL == "" && !b.Link && strings.HasPrefix(b.Do, prefix) {
				dos = append(dos, b.Do)
			}
		}
	}
	return dos
}

// write sends a text.
func (p *hand) write(words string) {
	p.h.messages++
	p.event(flows.Event{Kind: flows.Words, Text: words, Sent: p.h.messages})
}

// command sends a command with what follows it.
func (p *hand) command(word, rest string) {
	p.h.messages++
	p.event(flows.Event{Kind: flows.Command, Word: word, Text: rest, Sent: p.h.messages})
}
