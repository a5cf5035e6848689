package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// Compose makes one person's message of a bulk run, in their language; false
// if there is nothing for them. It may be asked for the same person again. An
// error says that it cannot be decided now: nobody of the page is enqueued, and
// it is tried again.
type Compose func(ctx context.Context, p *flows.Person, id flows.ID) (flows.Say, bool, error)

// BulkKind reads what a run is to say, once for many people.
type BulkKind func(content []byte) (Compose, error)

const (
	bulkLook = 100 * time.Millisecond // between two looks whether more may be enqueued
	bulkRest = time.Second            // the same while nothing runs
)

// bulk enqueues the bulk runs of a programme, a page at a time, in whichever
// process has the right to; any other goes on where it stopped.
type bulk struct {
	bot   *Bot
	kinds map[string]BulkKind
	woken chan struct{}
	known map[storage.RunID]Compose
}

func newBulk(b *Bot, kinds map[string]BulkKind) *bulk {
	return &bulk{bot: b, kinds: kinds, woken: make(chan struct{}, 1), known: map[storage.RunID]Compose{}}
}

// StartBulk begins a run and says whether it did: one of the same id that was
// started before, here or elsewhere, is left as it is.
func (b *Bot) StartBulk(ctx context.Context, spec storage.RunSpec) (bool, error) {
	if b.bulk.kinds[spec.Kind] == nil {
		return false, fmt.Errorf("start a bulk run: no kind %q", spec.Kind)
	}
	started, err := b.store.StartRun(ctx, spec, b.now())
	signal(b.bulk.woken)
	return started, err
}

// PauseBulk holds a run; what is on the wire arrives. Like its two siblings it
// says whether that changed anything.
func (b *Bot) PauseBulk(ctx context.Context, id storage.RunID) (bool, error) {
	return b.store.PauseRun(ctx, id, b.now())
}

// ResumeBulk lets a paused run go on.
func (b *Bot) ResumeBulk(ctx context.Context, id storage.RunID) (bool, error) {
	done, err := b.store.ResumeRun(ctx, id, b.now())
	signal(b.bulk.woken)
	b.outbox.wake()
	return done, err
}

// StopBulk ends a run for good; what waits is dropped.
func (b *Bot) StopBulk(ctx context.Context, id storage.RunID) (bool, error) {
	done, err := b.store.StopRun(ctx, id, b.now())
	signal(b.bulk.woken)
	b.outbox.wake()
	return done, err
}

// quieten tells all processes whether these are quiet hours.
func (b *Bot) quieten(ctx context.Context) error {
	now := b.now()
	changed, err := b.store.Quieten(ctx, b.programme.Quiet(now), now)
	if changed {
		b.outbox.wake()
	}
	return err
}

// run enqueues until ctx ends.
func (k *bulk) run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait, err := k.step(ctx)
		if err != nil && ctx.Err() == nil {
			k.bot.log.Warn("enqueueing bulk", "error", err)
			wait = bulkRest
		}
		if wait <= 0 {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-k.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := k.bot.store.ReleaseEnqueuer(last); err != nil {
		k.bot.log.Debug("another process enqueues in a few seconds", "error", err)
	}
	return nil
}

// step gives each run its next page, if this process may, and says how long to
// wait before the next one.
func (k *bulk) step(ctx context.Context) (time.Duration, error) {
	if err := k.bot.quieten(ctx); err != nil {
		return 0, err
	}
	mine, err := k.bot.store.Enqueuer(ctx)
	if err != nil || !mine {
		return bulkRest, err
	}
	runs, err := k.live(ctx)
	if err != nil {
		return 0, err
	}
	wait, urgent := bulkRest, false
	for _, r := range runs {
		urgent = urgent || r.Urgent && r.State == storage.RunRunning && r.Cursor < r.Bound
	}
	for _, r := range runs {
		switch {
		case r.State == storage.RunPaused:
		case r.State == storage.RunStopped || r.Cursor >= r.Bound:
			wait = min(wait, bulkLook)
			ended, err := k.bot.store.FinishRun(ctx, r.ID, k.bot.now())
			if err != nil {
				return 0, err
			}
			if ended {
				signal(k.bot.announced) // its author gets a report
				k.bot.log.Info("a bulk run has ended", "run", r.ID, "kind", r.Kind)
			}
		case urgent && !r.Urgent: // waits for the urgent ones
		default:
			verdict, err := k.page(ctx, r)
			if err != nil {
				return 0, err
			}
			switch verdict {
			case storage.PageDone, storage.PageMoved:
				wait = 0
			case storage.PageFull:
				wait = min(wait, bulkLook)
			}
		}
	}
	return wait, nil
}

// live reads the runs that have something to do, and forgets the others.
func (k *bulk) live(ctx context.Context) ([]*storage.Run, error) {
	ids, err := k.bot.store.LiveRuns(ctx)
	if err != nil {
		return nil, err
	}
	runs, known := make([]*storage.Run, 0, len(ids)), make(map[storage.RunID]Compose, len(ids))
	for _, id := range ids {
		r, err := k.bot.store.Run(ctx, id)
		if errors.Is(err, storage.ErrNoRun) || storage.BadRecord(err) {
			k.bot.log.Error("a bulk run cannot be read and waits", "run", id, "error", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		if c := k.known[id]; c != nil {
			known[id] = c
		}
		runs = append(runs, r)
	}
	k.known = known
	return runs, nil
}

// page enqueues the next people of a run.
func (k *bulk) page(ctx context.Context, r *storage.Run) (storage.Verdict, error) {
	compose := k.known[r.ID]
	if compose == nil {
		var err error
		if kind := k.kinds[r.Kind]; kind == nil {
			err = fmt.Errorf("no kind %q", r.Kind)
		} else {
			compose, err = kind(r.Content)
		}
		if err != nil { // another version may know better
			k.bot.log.Error("a bulk run cannot be made sense of and is paused", "run", r.ID, "error", err)
			_, err = k.bot.PauseBulk(ctx, r.ID)
			return storage.PageHeld, err
		}
		k.known[r.ID] = compose
	}
	people, err := k.bot.store.Recipients(ctx, r.Cursor, r.Bound, storage.BulkPage)
	if err != nil {
		return "", err
	}
	p := storage.Page{Run: r.ID, From: r.Cursor, To: r.Bound}
	if len(people) == storage.BulkPage {
		p.To = people[len(people)-1].Joined
	}
	for _, one := range people {
		switch {
		case one.Person == nil || !r.Audience.Has(one.Person):
		case one.Person.Paused, one.Person.Mutes(topicOf(r.RunSpec)):
			p.Skipped++
		case one.Gone:
			p.Unreachable++
		default:
			if err := k.add(ctx, &p, compose, one, topicOf(r.RunSpec)); err != nil {
				return "", err
			}
		}
	}
	verdict, err := k.bot.store.EnqueuePage(ctx, p)
	if verdict == storage.PageDone && len(p.Messages) > 0 {
		k.bot.outbox.wake()
	}
	return verdict, err
}

// topicOf is what a run is about. News of a session that somebody joined is no topic,
// and neither is what is urgent.
func topicOf(r storage.RunSpec) flows.Topic {
	if r.Urgent {
		return ""
	}
	return map[string]flows.Topic{kindAnnouncement: flows.TopicNews, kindResults: flows.TopicSurveys, kindFeedback: flows.TopicSurveys, kindGuides: flows.TopicGuides}[r.Kind]
}

// add makes one person's message. It returns what kept the message from being
// decided; a message that can never be made counts as failed.
func (k *bulk) add(ctx context.Context, p *storage.Page, compose Compose, to storage.Recipient, topic flows.Topic) error {
	say, ok, err := composed(ctx, compose, to)
	switch {
	case err != nil && !errors.As(err, new(stepError)):
		return err
	case err == nil && !ok:
		p.Skipped++
		return nil
	}
	var all []storage.Outgoing
	if err == nil {
		say = flows.UnderTopic(topic, say)
		say.To, say.Lang, say.Chat, say.Screen, say.Fresh = nil, to.Person.Lang, to.Person.Chat, false, true
		all, err = k.bot.outgoing(&incoming{chat: to.ID}, nil, say, false)
	}
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("it is %d entries", len(all))
	}
	if err != nil {
		k.bot.log.Error("a bulk message cannot be made", "run", p.Run, "to", to.ID, "error", err)
		p.Failed++
		return nil
	}
	p.Messages = append(p.Messages, all[0])
	return nil
}

// composed turns a panic into an error, which costs one person's message only.
func composed(ctx context.Context, compose Compose, to storage.Recipient) (say flows.Say, ok bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = stepError{fmt.Errorf("composing panicked: %T\n%s", r, debug.Stack())}
		}
	}()
	return compose(ctx, to.Person, to.ID)
}
