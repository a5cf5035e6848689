package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage"
)

// watching is how closely announcements are watched.
type watching struct {
	look  time.Duration // between two looks whether one has come further
	every time.Duration // between two edits of one message that shows it
}

func usualWatching() watching { return watching{look: time.Second, every: 3 * time.Second} }

// showing keeps the messages true that show how far announcements have come, in
// whichever process has the right to enqueue bulk; any other goes on where it
// stopped, for what is shown stands in Redis.
func (b *Bot) showing(ctx context.Context) error {
	for rest(ctx, b.watch.look) {
		if err := b.showProgress(ctx); err != nil && ctx.Err() == nil {
			b.log.Warn("progress is not shown", "error", err)
		}
	}
	return nil
}

// showProgress edits each message whose announcement has changed.
func (b *Bot) showProgress(ctx context.Context) error {
	watches, err := b.store.Watches(ctx)
	if err != nil || len(watches) == 0 {
		return err
	}
	mine, err := b.store.Enqueuer(ctx)
	if err != nil || !mine {
		return err
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, w := range watches {
		i := slices.IndexFunc(board.News, func(a flows.Announcement) bool { return storage.AnnouncementRun(a.ID) == w.Run })
		if i < 0 || !board.Steers(w.Who, board.News[i], b.programme) { // it is gone, or their role is
			errs = append(errs, b.store.Unwatch(ctx, w.Run, w.Who, w.Message))
			continue
		}
		errs = append(errs, b.showOne(ctx, w, board.News[i], board.Chat(w.Who)))
	}
	return errors.Join(errs...)
}

func (b *Bot) showOne(ctx context.Context, w storage.Watch, a flows.Announcement, chat int64) error {
	var progress flows.RunProgress
	switch r, err := b.store.Run(ctx, w.Run); {
	case err == nil:
		progress = b.store.RunProgress(r)
	case !errors.Is(err, storage.ErrNoRun):
		return err
	}
	now := b.now()
	what := progressMark(a, progress, b.programme.Quiet(now))
	if what == w.Showed() {
		return nil
	}
	l, err := b.store.Load(ctx, w.Who, b.world)
	if err != nil {
		return err
	}
	say := flows.NewsProgress(b.programme, a, progress, now)
	say.Lang, say.Chat = l.Person.Lang, chat
	if progress.Over && w.Who == a.By && !a.Asked {
		wants, err := b.store.WantsPush(ctx, w.Who)
		if err != nil {
			return err
		}
		if wants { // the numbers come once, in the report
			say.Lines = say.Lines[:1]
		}
	}
	m, err := b.packOne(say, now)
	if err != nil {
		return err
	}
	m.Edit, m.Live, m.Last = w.Message, string(w.Run), say.Live == ""
	body, err := m.encode()
	if err != nil {
		return err
	}
	queued, err := b.store.Show(ctx, w, what, b.watch.every, body, m.Last)
	if queued {
		b.outbox.wake()
	}
	return err
}

// progressMark tells one state of an announcement, as it is shown, from another. The expected
// end alone makes no new one.
func progressMark(a flows.Announcement, r flows.RunProgress, quiet bool) string {
	return fmt.Sprintf("%s-%t-%t-%t-%s-%t", flows.RunMark(a, r),
		a.Started && r.Known, r.Over, a.Void, a.Wish, quiet && !a.Urgent)
}

// stillShown ends an edit of a message that shows an announcement. One that is
// gone was deleted by whoever watched it, and is not sent again.
func (b *Bot) stillShown(ctx context.Context, d storage.Drawn, m *message, err error) (int, error) {
	if !api.BadRequest(err) {
		return m.Edit, err
	}
	return 0, b.store.Unwatch(ctx, storage.RunID(m.Live), d.To, m.Edit)
}

// moveProgress deletes the message that showed the same announcement before.
// Nothing hangs on it: one that stays has buttons that work.
func (b *Bot) moveProgress(ctx context.Context, d storage.Drawn, m *message, id int) {
	old, err := b.store.Watched(ctx, storage.RunID(m.Live), d.To)
	if err != nil || old == 0 || old == id || !b.another(ctx, d.Lane) {
		return
	}
	if err := b.remove(ctx, d.To, m.Chat, []int{old}); err != nil {
		b.log.Debug("older progress stays", "error", err)
	}
}
