package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// releases is how many waiting texts the demo's reviewer has released when it
// opens; the others wait, to be tried out.
const releases = 6

// staff gives the phones their roles, by invitations that they accept like everybody
// else, and has the reviewer release some of the texts that wait. It is done the day
// before, so that officers read them by now.
func (d *demonstration) staff(ctx context.Context, emu *emulator.Server) error {
	now := d.clock.Now()
	defer d.clock.Set(now)
	d.clock.Set(now.AddDate(0, 0, -1))
	var reviewer *neighbour
	for _, p := range phonesOf()[1:] {
		n := &neighbour{Walker: emulator.Walk(emu.Person(p.id, d.profile(p)), lifePatience), lang: d.lang}
		if err := d.invited(ctx, n, d.holder(p.role), p.role); err != nil {
			return fmt.Errorf("the phone of the %s: %w", p.role, err)
		}
		if p.role == flows.RoleReviewer {
			reviewer = n
		}
	}
	if !d.programme.Reviewed {
		return nil
	}
	for _, l := range d.programme.Languages { // one is theirs already
		if l == d.lang {
			continue
		}
		if err := reviewer.press(ctx, "l."+string(l)); err != nil {
			return fmt.Errorf("the reviewer's languages: %w", err)
		}
	}
	if err := reviewer.press(ctx, "next"); err != nil {
		return fmt.Errorf("the reviewer's languages: %w", err)
	}
	for range releases {
		if err := reviewer.release(ctx); err != nil {
			return fmt.Errorf("the reviewer: %w", err)
		}
	}
	// A press must be answered before the clock jumps, or it is too old.
	if err := emu.WaitUntil(ctx, func() bool { return len(emu.Unanswered()) == 0 }); err != nil {
		return err
	}
	d.clock.Set(now)
	return reviewer.Write(ctx, "/desk")
}

// invited opens an invitation in a name and accepts it.
func (d *demonstration) invited(ctx context.Context, n *neighbour, name string, role flows.Role) error {
	var seed [16]byte
	rand.Read(seed[:])
	token := flows.NewInviteToken(seed)
	inv := flows.Invitation{Role: role, Name: name, Expires: d.clock.Now().Add(time.Hour).Unix()}
	if role == flows.RolePartner {
		inv.Body = d.city()
	}
	if err := d.store.PutInvitation(ctx, token, inv); err != nil {
		return err
	}
	if err := n.Write(ctx, "/start i_"+token); err != nil {
		return err
	}
	if len(n.offers("accept")) == 0 { // somebody new chooses a language first
		if err := n.press(ctx, string(n.lang)); err != nil {
			return err
		}
	}
	return n.press(ctx, "accept")
}

// release lets the first text that waits pass as it is.
func (n *neighbour) release(ctx context.Context) error {
	if err := n.Write(ctx, "/desk"); err != nil {
		return err
	}
	if err := n.press(ctx, "reviews"); err != nil {
		return err
	}
	waiting := n.offers("c.")
	if len(waiting) == 0 {
		return nil
	}
	if err := n.press(ctx, waiting[0]); err != nil {
		return err
	}
	if err := n.press(ctx, "release"); err != nil {
		return err
	}
	if len(n.offers("release")) > 0 { // looked at once more, and confirmed
		return n.press(ctx, "release")
	}
	return nil
}

// city is the service that mends what is broken.
func (d *demonstration) city() string {
	for _, s := range d.programme.Services {
		if slices.Contains(s.Needs, flows.NeedCity) {
			return s.ID
		}
	}
	return d.programme.Services[0].ID
}
