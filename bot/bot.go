package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"porchlight/bot/api"
	"porchlight/bot/render"
	"porchlight/bot/schedule"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
)

// Config is what a Bot is made of.
type Config struct {
	Programme *flows.Programme
	Sample    bool // show guides that nobody approved, as samples
	Store     *storage.Store
	API       *api.Client
	Locales   *locales.Bundle
	Log       *slog.Logger
	Metrics   *Metrics            // nil: counted but shown nowhere
	Now       func() time.Time    // domain time; nil: time.Now
	Webhook   *Webhook            // nil: long polling
	Bulk      map[string]BulkKind // what bulk runs may be about
	Durable   bool                // refuse a Redis that may lose data; else only say what is wrong with it
}

// Bot runs one programme on one Telegram bot.
type Bot struct {
	programme *flows.Programme
	store     *storage.Store
	api       *api.Client
	log       *slog.Logger
	metrics   *Metrics
	now       func() time.Time
	seed      func(update int, chat flows.ID, taken int) [16]byte // storage.Store.CodeSeed; transcripts have codes of their own
	again     retrying
	watch     watching
	shown     func(flows.Say, render.Message) // told of each message as it is made; nil but in tests
	render    *render.Renderer
	world     flows.World // what every turn's World begins with
	username  string
	webhook   *Webhook
	durable   bool

	calendar *schedule.Schedule
	lanes    *lanes
	locks    keyLocks
	outbox   *outbox
	bulk     *bulk
	gallery  gallery
	// announced is signalled when a turn here has changed the board.
	announced chan struct{}
	menus     menus
	ready     readiness
	poison    careful
}

// New makes a bot; nothing runs and nobody is asked yet.
func New(c Config) (*Bot, error) {
	flows.Check()
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics(nil)
	}
	book, err := c.Locales.GuideBook()
	if err != nil {
		return nil, err
	}
	shapes, err := programmeGuides(c.Programme, book)
	if err != nil {
		return nil, err
	}
	renderer, err := render.New(c.Locales, book, c.Programme)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		programme: c.Programme, store: c.Store, api: c.API, log: c.Log, metrics: c.Metrics, now: c.Now,
		seed: c.Store.CodeSeed, again: usualRetrying(), watch: usualWatching(),
		webhook: c.Webhook, durable: c.Durable,
		render: renderer,
		world:  flows.World{Programme: c.Programme, Guides: shapes, Sample: c.Sample, Label: renderer.Label},
	}
	b.lanes = newLanes(b)
	b.outbox = newOutbox(b)
	b.bulk = newBulk(b, b.withOwnKinds(c.Bulk))
	b.announced, b.menus.changed, b.menus.alone = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	b.poison.alone = semaphore.NewWeighted(everyAttempt)
	if b.calendar, err = b.newCalendar(); err != nil {
		return nil, err
	}
	return b, nil
}

// Run serves until ctx ends. It waits for Redis and Telegram as long as they
// are away, and returns an error only for what waiting cannot mend: a token
// that Telegram does not know, data of another keyset or bot. When ctx ends it
// stops taking updates, finishes the turns and the sends under way, and gives
// its leases back.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.begin(ctx); err != nil {
		b.end(ctx) // it may have got as far as its mark
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var inner errgroup.Group
	inner.Go(func() error { return b.store.Keep(work, b.redisLost, b.leasesFreed, b.clockStepped) })
	inner.Go(func() error { return b.outbox.run(work) })
	inner.Go(func() error { return b.sweep(work) })
	if b.poison.on() {
		inner.Go(func() error { return b.lookForEnds(work) })
	}

	b.ready.set(true)
	intake, ctx := errgroup.WithContext(ctx)
	b.lanes.start(ctx)
	intake.Go(func() error { return b.receive(ctx) })
	intake.Go(func() error { return b.retryQueues(ctx) })
	intake.Go(func() error { return b.calendar.Run(ctx) })
	intake.Go(func() error { return b.bulk.run(ctx) })
	intake.Go(func() error { return b.announcing(ctx) })
	intake.Go(func() error { return b.keepingMenus(ctx) })
	intake.Go(func() error { return b.showing(ctx) })
	err := intake.Wait()
	b.ready.set(false)
	b.lanes.stop()
	b.outbox.drain(sendDrain)
	stop()
	err = errors.Join(err, inner.Wait())
	b.end(ctx)
	return err
}

// end takes back the mark of a process that runs, and what it holds.
func (b *Bot) end(ctx context.Context) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := b.store.End(last); err != nil {
		b.log.Warn("leases were not given back; they are free in a few seconds", "error", err)
	}
}

// readFile brings what is new in the programme's file onto the board, and says what
// became of what was changed in it.
func (b *Bot) readFile(ctx context.Context) error {
	notes, err := b.store.Seed(ctx, b.programme, b.now())
	if err != nil {
		return err
	}
	for _, n := range notes {
		if n.Taken {
			b.log.Info("a change of the programme's file is taken over", "of", n.On, "field", n.Field)
		} else {
			b.log.Warn("a change of the programme's file is not taken over", "of", n.On, "field", n.Field, "because", n.Reason)
		}
	}
	return nil
}

// begin waits for Redis and Telegram and checks that they are the right ones.
func (b *Bot) begin(ctx context.Context) error {
	if err := b.insist(ctx, "Redis", func(ctx context.Context) error {
		if err := b.open(ctx); err != nil {
			return final(err, storage.ErrWrongKeyset, storage.ErrNewerSchema, storage.ErrNoFingerprint)
		}
		if err := b.checkSafety(ctx); err != nil {
			return final(err, storage.ErrMayLose)
		}
		found, err := b.store.Begin(ctx)
		if err != nil {
			return err
		}
		if found.Living > 0 { // or killed a moment ago
			b.poison.begin(carefulAtFirst)
		}
		b.died(found)
		if err := b.quieten(ctx); err != nil { // before anything is sent
			return err
		}
		return b.readFile(ctx)
	}); err != nil {
		return err
	}
	return b.insist(ctx, "Telegram", func(ctx context.Context) error {
		me, err := b.api.GetMe(ctx)
		if err != nil {
			if api.Unauthorized(err) {
				return finalError{fmt.Errorf("%w: Telegram does not know this token; get the right one from @BotFather and set TELEGRAM_TOKEN", ErrToken)}
			}
			return err
		}
		b.username, b.world.Bot = me.UserName, me.UserName
		if err := b.store.BindBot(ctx, me.ID); err != nil {
			return final(err, storage.ErrWrongBot)
		}
		if err := b.setCommands(ctx); err != nil {
			return err
		}
		return b.chooseIntake(ctx)
	})
}

// open opens the programme's data. What an older version wrote is moved first, as
// soon as no process of that version runs any more.
func (b *Bot) open(ctx context.Context) error {
	err := b.store.Open(ctx)
	if !errors.Is(err, storage.ErrOlderSchema) {
		return err
	}
	older, err := b.store.Move(ctx)
	if err != nil {
		return err
	}
	if older > 0 {
		return fmt.Errorf("%d processes of an older version still run: the data is moved to today's layout once they have been stopped", older)
	}
	b.log.Info("the data that an older version wrote is moved to today's layout")
	return b.store.Open(ctx)
}

// checkSafety refuses a Redis that may lose data, unless the operator accepts it,
// and says what is wrong with it or could not be looked at.
func (b *Bot) checkSafety(ctx context.Context) error {
	safety, err := b.store.CheckSafety(ctx)
	if err != nil {
		return err
	}
	if b.durable {
		if err := safety.Err(); err != nil {
			return err
		}
		for _, what := range safety.Unchecked {
			b.log.Warn("Redis does not tell whether it keeps people's data: look yourself", "setting", what)
		}
	}
	for _, fault := range safety.Faults {
		b.log.Warn("this Redis may lose people's data", "fault", fault)
	}
	return nil
}

// ErrToken says that Telegram refuses the token.
var ErrToken = errors.New("the token is refused")

// finalError is an error that no waiting mends.
type finalError struct{ error }

func (e finalError) Unwrap() error { return e.error }

func final(err error, kinds ...error) error {
	for _, k := range kinds {
		if errors.Is(err, k) {
			return finalError{err}
		}
	}
	return err
}

// insist repeats what until it goes well, with growing pauses of at most five
// seconds, or until ctx ends, or until it fails for good.
func (b *Bot) insist(ctx context.Context, who string, what func(context.Context) error) error {
	pause := 100 * time.Millisecond
	for {
		call, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := what(call)
		cancel()
		var forGood finalError
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &forGood):
			return forGood.error
		}
		b.log.Warn("waiting", "for", who, "error", err)
		if !rest(ctx, pause) {
			return ctx.Err()
		}
		pause = min(pause*2, 5*time.Second)
	}
}

// rest waits and says whether ctx still runs.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// redisLost is told when a heartbeat did not reach Redis, and once when one found
// it without the programme's data, or with what a newer version wrote.
func (b *Bot) redisLost(err error) {
	if errors.Is(err, storage.ErrDataLost) || errors.Is(err, storage.ErrNewerSchema) {
		b.log.Error("intake has stopped", "error", err)
	} else {
		b.log.Warn("Redis does not answer", "error", err)
	}
	if b.store.Trust() <= 0 {
		b.outbox.abandon()
	}
}

// leasesFreed is told when another process' sends became ours to do.
func (b *Bot) leasesFreed(n int) {
	b.log.Info("took over from a process that is gone", "people", n)
	b.outbox.wake()
}

// clockStepped is told when Redis' clock went back. What it had put off comes
// earlier now, and is looked for.
func (b *Bot) clockStepped(by time.Duration) {
	b.log.Warn("Redis' clock stepped back; what waited for it was brought forward", "by", by.String())
	b.metrics.clockSteps.Inc()
	b.outbox.wake()
}

// sweep moves the messages that are due by domain time into the outbox.
func (b *Bot) sweep(ctx context.Context) error {
	for n := 0; rest(ctx, time.Second); n++ {
		if n%60 == 0 { // a clock may have stepped back
			if err := b.hurry(ctx); err != nil && ctx.Err() == nil {
				b.log.Warn("sweeping", "error", err)
			}
		}
		moved, err := b.moveDue(ctx)
		if moved > 0 {
			b.outbox.wake()
		}
		if err != nil && ctx.Err() == nil {
			b.log.Warn("sweeping", "error", err)
		}
		b.measure(ctx)
	}
	return nil
}

// moveDue brings what is due into the outbox. What waits for the end of quiet hours was due
// at their end, so in the next ones it is late and waits for another morning.
func (b *Bot) moveDue(ctx context.Context) (int, error) {
	now := b.now()
	if wait := flows.UntilQuietEnds(b.programme, now, ""); wait != nil {
		if err := b.store.PutOff(ctx, now, wait.Until); err != nil {
			return 0, err
		}
	}
	return b.store.MoveDue(ctx, now, 100)
}

// hurry brings forward what a clock that was fast has put off.
func (b *Bot) hurry(ctx context.Context) error {
	now := b.now()
	morning := now
	if wait := flows.UntilQuietEnds(b.programme, now, ""); wait != nil {
		morning = wait.Until
	}
	return b.store.Hurry(ctx, now, morning)
}

// Ready answers /readyz: whether this bot has begun and Redis and Telegram
// answered lately.
func (b *Bot) Ready() bool { return b.ready.get() && b.store.Trust() > 0 }

// ServeHTTP takes webhook deliveries.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.serveWebhook(w, r) }
