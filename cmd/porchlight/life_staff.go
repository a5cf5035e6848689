package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// The demo's phones, by the Telegram ids of those who hold them.
const (
	residentPhone  = 5001
	officerPhone   = 5002
	organiserPhone = 5003
)

// releases is how many waiting texts the demo's reviewer has released when it
// opens; the others wait, to be tried out.
const releases = 6

// staff gives the officer's and the organiser's phones their roles, by
// invitations that they accept like everybody else, and has the organiser, who
// is the demo's reviewer too, release some of the texts that wait. It is done the
// day before, so that officers read them by now.
func (d *demonstration) staff(ctx context.Context, emu *emulator.Server) error {
	now := d.clock.Now()
	defer d.clock.Set(now)
	d.clock.Set(now.AddDate(0, 0, -1))
	lang := d.programme.Languages[0]
	officer := &neighbour{Walker: emulator.Walk(emu.Person(officerPhone, emulator.Profile{FirstName: "Officer", LanguageCode: string(lang)}), lifePatience), lang: lang}
	if err := d.invited(ctx, officer, "Officer", flows.RoleOfficer); err != nil {
		return fmt.Errorf("the officer's phone: %w", err)
	}
	organiser := &neighbour{Walker: emulator.Walk(emu.Person(organiserPhone, emulator.Profile{FirstName: "Organiser", LanguageCode: string(lang)}), lifePatience), lang: lang}
	for _, r := range []flows.Role{flows.RoleOrganiser, flows.RoleReviewer} {
		if err := d.invited(ctx, organiser, "Organiser", r); err != nil {
			return fmt.Errorf("the organiser's phone: %w", err)
		}
	}
	if !d.programme.Reviewed {
		return nil
	}
	for _, l := range d.programme.Languages[1:] { // the first is theirs already
		if err := organiser.press(ctx, "l."+string(l)); err != nil {
			return fmt.Errorf("the reviewer's languages: %w", err)
		}
	}
	if err := organiser.press(ctx, "next"); err != nil {
		return fmt.Errorf("the reviewer's languages: %w", err)
	}
	for range releases {
		if err := organiser.release(ctx); err != nil {
			return fmt.Errorf("the reviewer: %w", err)
		}
	}
	// A press must be answered before the clock jumps, or it is too old.
	if err := emu.WaitUntil(ctx, func() bool { return len(emu.Unanswered()) == 0 }); err != nil {
		return err
	}
	d.clock.Set(now)
	return organiser.Write(ctx, "/desk")
}

// invited opens an invitation in a name and accepts it.
func (d *demonstration) invited(ctx context.Context, n *neighbour, name string, role flows.Role) error {
	var seed [16]byte
	rand.Read(seed[:])
	token := flows.NewInviteToken(seed)
	inv := flows.Invitation{Role: role, Name: name, Expires: d.clock.Now().Add(time.Hour).Unix()}
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
