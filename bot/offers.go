package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// passOnOffers takes back the places that people let go by, or that are kept for somebody
// who blocked the bot, and offers each to the next in line: see flows.OfferPlace. After a
// downtime everybody who could not answer has two hours more.
func (b *Bot) passOnOffers(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	sessions, ids := map[string]flows.Session{}, []string(nil)
	for _, s := range board.Sessions {
		// The evenings of a circle have one line: the first that is to come stands for all.
		same := func(id string) bool { return flows.SameSeats(id, s.ID) }
		if !s.Cancelled && now.Unix() < s.Start && !slices.ContainsFunc(ids, same) && !board.TakesNobody(s, now) {
			sessions[s.ID], ids = s, append(ids, s.ID)
		}
	}
	swept, err := b.store.LastRun(ctx, "offers")
	if err != nil || len(ids) == 0 {
		return err
	}
	var errs []error
	for _, s := range sessions {
		if s.KeptUntil(now) {
			errs = append(errs, b.openKept(ctx, s, now))
		}
	}
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	for again := true; again; { // a place may pass by several who paused messages
		again = false
		all, err := b.store.Offers(ctx, ids)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for id, kept := range all {
			for _, k := range kept {
				passed, err := b.sweepOffer(ctx, sessions[id], k, swept, now)
				again = again || passed
				if err != nil {
					errs = append(errs, err)
				}
			}
		}
		again = again && len(errs) == 0 && ctx.Err() == nil
	}
	return errors.Join(errs...)
}

// sweepOffer puts the end of one offer off, or passes its place on; passed says whether
// there may be another one now that is over.
func (b *Bot) sweepOffer(ctx context.Context, s flows.Session, k storage.Kept, swept, now time.Time) (passed bool, err error) {
	do := func() error { return b.passOn(ctx, s, k, now) }
	until, later := flows.OfferAfter(b.programme, s, k.Until, swept, now)
	switch {
	case later && !k.Again && !k.Gone && !swept.IsZero():
		do = func() error { return b.putOff(ctx, s, k, until, now) }
	case now.Unix() < k.Until && !k.Gone:
		return false, nil
	default:
		passed = true
	}
	if err := b.pushRoom(ctx); err != nil {
		return false, err
	}
	for range remindTries {
		err := do()
		if !errors.As(err, new(*storage.StaleError)) {
			b.outbox.wake()
			return passed && err == nil, err
		}
	}
	return false, nil // the next minute tries again
}

// putOff keeps a place for longer, and says so.
func (b *Bot) putOff(ctx context.Context, s flows.Session, k storage.Kept, until int64, now time.Time) error {
	l, err := b.store.Load(ctx, k.Who, b.world)
	if err != nil {
		return err
	}
	out, err := b.pushing(flows.OfferAgain(l.World, &l.Person, flows.Offer{Who: k.Who, Until: until}, s, now))
	if err != nil {
		return err
	}
	return b.store.KeepLonger(ctx, l, s.ID, k, until, out)
}

// passOn takes one offer back and makes the next: both, with the message, or neither.
func (b *Bot) passOn(ctx context.Context, s flows.Session, k storage.Kept, now time.Time) error {
	p, err := b.store.Lapsing(ctx, s.ID, k, b.world)
	if err != nil || p == nil {
		return err
	}
	return b.offerNext(ctx, s, p, now)
}

// openKept offers the places that were kept for some to those who wait, once their time is
// over: who waited has them before anybody who comes then.
func (b *Bot) openKept(ctx context.Context, s flows.Session, now time.Time) error {
	for range remindTries {
		p, err := b.store.Opening(ctx, s.ID, b.world)
		if err != nil || p == nil {
			return err
		}
		if err = b.pushRoom(ctx); err != nil {
			return err
		}
		if err = b.offerNext(ctx, s, p, now); err != nil && !errors.As(err, new(*storage.StaleError)) {
			return err
		}
		b.outbox.wake()
	}
	return nil // the next minute goes on
}

// offerNext offers places to those who are next.
func (b *Bot) offerNext(ctx context.Context, s flows.Session, p *storage.Passing, now time.Time) error {
	var next []flows.Offer
	var all []*storage.Outgoing
	for _, one := range p.Next {
		say, o := flows.OfferPlace(one.World, &one.Person, one.ID, s, now)
		out, err := b.pushing(say)
		if err != nil {
			return err
		}
		next, all = append(next, o), append(all, out)
	}
	return b.store.PassOn(ctx, p, next, all)
}

// pushing makes the entry of a message that nobody asked for; nil if there is none.
func (b *Bot) pushing(say *flows.Say) (*storage.Outgoing, error) {
	if say == nil {
		return nil, nil
	}
	out, err := b.outgoing(&incoming{}, nil, *say, false)
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}
