package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"porchlight/bot/schedule"
	"porchlight/flows"
	"porchlight/storage"
)

// deletable is how long after a message was sent Telegram deletes it for us, less
// the time that the deletion may take.
const deletable = 47 * time.Hour

// noticesLine is when everybody who must act, but for officers, hears of what
// waits: twice a day, also on days off, for who writes then may be a child.
func noticesLine(s flows.Schedule) string {
	if s.Notices != "" {
		return s.Notices
	}
	return "0 9,17 * * *"
}

// clockLine is when officers hear of what is near or past its time: working
// mornings, unless the programme's working week is another.
func clockLine(s flows.Schedule) string {
	if s.Clock != "" {
		return s.Clock
	}
	return "0 9 * * 1-5"
}

// atOnceLine is for programmes in which somebody hears at once of what waits.
func atOnceLine(s flows.Schedule) string {
	if len(s.AtOnce) == 0 {
		return ""
	}
	return schedule.EveryMinute
}

// tellWaiting tells reviewers, contacts, leads, partners and organisers what waits.
func (b *Bot) tellWaiting(ctx context.Context, _, now time.Time) error {
	return b.keepNotices(ctx, flows.NoticeDesk, now, func(board *flows.Board, m flows.Member, all []flows.Timed) flows.Notice {
		return flows.DeskNotice(b.programme, board, m, all, now)
	}, nil)
}

// tellAtOnce tells those of them whom the programme's file names, as soon as
// something came for that role; at night it waits for the morning.
func (b *Bot) tellAtOnce(ctx context.Context, _, now time.Time) error {
	if b.programme.Quiet(now) {
		return nil
	}
	return b.keepNotices(ctx, flows.NoticeDesk, now, func(board *flows.Board, m flows.Member, all []flows.Timed) flows.Notice {
		return flows.DeskNotice(b.programme, board, m, all, now)
	}, func(board *flows.Board, m flows.Member, all []flows.Timed, said flows.Noticed) bool {
		return flows.NewestOf(board, m, b.programme.Schedule.AtOnce, all, now) > said.Newest
	})
}

// tellLate tells officers what is near or past its time. A day that the bot slept
// through is not made up for on a day off.
func (b *Bot) tellLate(ctx context.Context, at, now time.Time) error {
	if now.In(b.programme.Zone).Format(time.DateOnly) != at.In(b.programme.Zone).Format(time.DateOnly) {
		return nil
	}
	return b.keepNotices(ctx, flows.NoticeLate, now, func(board *flows.Board, m flows.Member, all []flows.Timed) flows.Notice {
		return flows.LateNotice(board, m, all, now)
	}, nil)
}

// keepNotices brings the notices of one kind up to date: of everybody who gets
// them, or only of those for whom due holds.
func (b *Bot) keepNotices(ctx context.Context, kind flows.NoticeKind, now time.Time,
	what func(*flows.Board, flows.Member, []flows.Timed) flows.Notice, due func(*flows.Board, flows.Member, []flows.Timed, flows.Noticed) bool,
) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	all, err := b.store.Timed(ctx, now)
	if err != nil {
		return err
	}
	if kind == flows.NoticeDesk { // what is told of is kept before
		err := b.store.UpdateBoard(ctx, func(now *flows.Board) bool { return now.Overdue(all) })
		if err != nil {
			return err
		}
		if board, err = b.store.Board(ctx); err != nil {
			return err
		}
	}
	stored, err := b.store.Notices(ctx)
	if err != nil {
		return err
	}
	stored = slices.DeleteFunc(stored, func(n storage.Notice) bool { return n.Kind != kind })
	var errs []error
	for _, m := range board.Staff {
		if !m.Hears(kind) {
			continue
		}
		had := storage.Notice{Who: m.Who, Kind: kind}
		if i := slices.IndexFunc(stored, func(n storage.Notice) bool { return n.Who == m.Who }); i >= 0 {
			had = stored[i]
			stored = slices.Delete(stored, i, i+1)
		}
		if due != nil && !due(board, m, all, had.Said) {
			continue
		}
		errs = append(errs, b.keepNotice(ctx, m, had, what(board, m, all), now))
	}
	if due == nil {
		for _, n := range stored { // of somebody whose role has ended
			errs = append(errs, b.dropNotice(ctx, n, now))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// keepNotice tells a member what waits now, if that is more than they were told;
// if it is less, the message that they have is changed without a sound. Who
// paused messages gets neither.
func (b *Bot) keepNotice(ctx context.Context, m flows.Member, had storage.Notice, n flows.Notice, now time.Time) error {
	tell := n.After(had.Said)
	if tell == flows.TellNothing || tell == flows.TellLess && b.programme.Quiet(now) {
		return nil
	}
	if wants, err := b.store.WantsPush(ctx, m.Who); err != nil || !wants {
		return err
	}
	next := had
	next.Chat, next.Said = m.Chat, n.Noticed(had.Said)
	var out *storage.Outgoing
	if tell == flows.TellMore || had.Message.ID != 0 {
		say := n.Say(b.programme, m, now)
		edit := had.Message.ID
		if tell == flows.TellMore {
			edit = 0
		}
		packed, err := b.packNotice(n.Kind, m.Who, edit, say, now)
		if err != nil {
			return err
		}
		out = &packed
		if wait := flows.UntilQuietEnds(b.programme, now, "notice."+string(n.Kind)); wait != nil {
			out.Hold = &storage.Hold{Until: wait.Until, Name: wait.Name}
		}
	}
	_, err := b.store.PutNotice(ctx, next, out)
	return err
}

// dropNotice takes a notice out of the chat of somebody who gets none any more.
func (b *Bot) dropNotice(ctx context.Context, n storage.Notice, now time.Time) error {
	var out *storage.Outgoing
	if n.Message.ID != 0 {
		gone, err := b.withdrawn(ctx, n.Kind, n.Who, n.Chat, n.Message, now)
		if err != nil {
			return err
		}
		out = &gone
	}
	_, err := b.store.DropNotice(ctx, n, out)
	return err
}

// packNotice makes a notice ready for the outbox, as a new message or as the edit
// of one.
func (b *Bot) packNotice(kind flows.NoticeKind, who flows.ID, edit int, say flows.Say, now time.Time) (out storage.Outgoing, err error) {
	m, err := b.packOne(say, now)
	if err != nil {
		return out, err
	}
	m.Edit, m.Notice = edit, string(kind)
	out, err = m.entry(who, false)
	out.Other = true
	return out, err
}

// withdrawn takes a notice out of a chat; what Telegram deletes no more says that
// it is old.
func (b *Bot) withdrawn(ctx context.Context, kind flows.NoticeKind, who flows.ID, chat int64, old storage.NoticeMessage, now time.Time) (storage.Outgoing, error) {
	if now.Sub(time.Unix(old.Sent, 0)) < deletable {
		return message{Chat: chat, Gone: []int{old.ID}}.entry(who, false)
	}
	l, err := b.store.Load(ctx, who, b.world)
	if err != nil {
		return storage.Outgoing{}, err
	}
	say := flows.NoticeGone(l.Person.Lang)
	say.Chat = chat
	return b.packNotice(kind, who, old.ID, say, now)
}

// noticeShown notes the message that shows a notice, and takes the one before out
// of the chat. What goes wrong here leaves an older notice there, whose buttons
// work.
func (b *Bot) noticeShown(ctx context.Context, d storage.Drawn, m *message, id int) {
	kind := flows.NoticeKind(m.Notice)
	older, err := b.store.ShownNotice(ctx, kind, d.To)
	if err == nil {
		var gone *storage.Outgoing
		if older.ID != 0 && older.ID != id {
			var out storage.Outgoing
			out, err = b.withdrawn(ctx, kind, d.To, m.Chat, older, b.now())
			gone = &out
		}
		if err == nil {
			err = b.store.NoticeShown(ctx, kind, d.To, storage.NoticeMessage{ID: id, Sent: b.now().Unix()}, gone)
		}
	}
	if err != nil {
		b.log.Warn("an older notice stays", "to", d.To, "error", err)
	}
}
