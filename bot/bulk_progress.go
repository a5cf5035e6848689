package bot

import (
	"context"
	"time"

	"porchlight/storage"
)

// Progress is how far a bulk run has come, for people.
type Progress struct {
	storage.Run
	Tried     int       // Reached, Unreachable and Failed together
	Reached   int       // Telegram took the message
	Remaining int       // people it will still be sent to; an estimate if nobody counted them before
	Ends      time.Time // when it is expected to be over, or was; zero while that cannot be said
}

// Over says that nothing of the run will change any more.
func (p Progress) Over() bool {
	return (p.State == storage.RunDone || p.State == storage.RunStopped) && p.Waiting == 0
}

// Progress reads how far a run has come. It returns storage.ErrNoRun if there
// is none of this id.
func (b *Bot) Progress(ctx context.Context, id storage.RunID) (Progress, error) {
	r, err := b.store.Run(ctx, id)
	if err != nil {
		return Progress{}, err
	}
	now := b.now()
	p := Progress{Run: *r, Tried: r.Sent + r.Unreachable + r.Failed, Reached: r.Sent, Remaining: r.Remaining(), Ends: r.Ended}
	if r.State == storage.RunRunning {
		p.Ends, _ = b.store.RunProgress(r).Ends(b.programme, now)
	}
	return p, nil
}
