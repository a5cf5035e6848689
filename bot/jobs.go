package bot

import (
	"context"
	"fmt"
	"time"

	"porchlight/bot/schedule"
	"porchlight/flows"
)

// calendarJob is one line of the table of jobs. It runs in one process at a
// time and may be run again for the same occurrence after that process died:
// what it does twice must be as if it were done once.
type calendarJob struct {
	name string                      // stands in Redis and in the metrics: never reuse one for something else
	when func(flows.Schedule) string // "": the programme does not want it
	late schedule.Policy
	most time.Duration // it is given up on after so long, and tried again
	// run does the work of the occurrence at; now is the domain time at which
	// it is done, later than at after a downtime.
	run func(b *Bot, ctx context.Context, at, now time.Time) error
}

// jobs is the table of everything that happens by the clock rather than because
// somebody wrote. What is due message by message (a deletion after an hour) is
// not here: see sweep.
func jobs() []calendarJob {
	return []calendarJob{
		{"reminders", always, schedule.OnceForTheLast(), 5 * time.Minute, (*Bot).remind},
		{"offers", always, schedule.OnceForTheLast(), 5 * time.Minute, (*Bot).passOnOffers},
		{"wave", always, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).closeWave},
		{"results", always, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).sendResults},
		{"digest", digestLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).closeEditions},
		{"guides", guidesLine, schedule.SkipOlder(guidesLate), time.Minute, (*Bot).handOut},
		{"guide_notices", always, schedule.OnceForTheLast(), time.Minute, (*Bot).noticeGuides},
		{"texts", textsLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).tellTexts},
		{"clock", clockLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).tellLate},
		{"solved", solvedLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).askSolved},
		{"months", nightly("0 12 2 * *"), schedule.OnceForTheLast(), time.Minute, (*Bot).closeMonth},
		{"notices", noticesLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).tellWaiting},
		{"notices_at_once", atOnceLine, schedule.OnceForTheLast(), time.Minute, (*Bot).tellAtOnce},
		{"announcements", always, schedule.OnceForTheLast(), time.Minute, (*Bot).announce},
		{"feedback", always, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).askFeedback},
		{"minutes", always, schedule.OnceForTheLast(), time.Minute, (*Bot).noticeMinutes},
		{"came", always, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).tellCame},
		{"voices", nightly("10 6 * * *"), schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).hearVoices},
		{"menus", always, schedule.OnceForTheLast(), time.Minute, (*Bot).keepMenus},
		{"audience", audienceLine, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).countAudience},
		{"audience_old", always, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).countOldAudience},
		{"concerns", always, schedule.OnceForTheLast(), time.Minute, (*Bot).expireRecords},
		{"seats", hourly, schedule.OnceForTheLast(), 10 * time.Minute, (*Bot).forgetSeats},
		{"strangers", nightly("20 4 * * *"), schedule.OnceForTheLast(), 30 * time.Minute, (*Bot).forgetStrangers},
		{"invitations", hourly, schedule.OnceForTheLast(), time.Minute, (*Bot).forgetInvitations},
		{"farewells", always, schedule.OnceForTheLast(), time.Minute, (*Bot).forgetFarewells},
		{"shown", always, schedule.OnceForTheLast(), time.Minute, (*Bot).forgetShown},
		{"runs", always, schedule.OnceForTheLast(), time.Minute, (*Bot).forgetRuns},
		{"rewrite_nightly", nightly("40 4 * * *"), schedule.OnceForTheLast(), time.Minute, (*Bot).wantRewrite},
		{"rewrite", always, schedule.OnceForTheLast(), time.Minute, (*Bot).rewrite},
	}
}

// always is for jobs that look each minute whether there is something to do.
func always(flows.Schedule) string { return schedule.EveryMinute }

// hourly is for jobs that nobody waits for.
func hourly(flows.Schedule) string { return "17 * * * *" }

// nightly is for what a machine does best while people sleep.
func nightly(line string) func(flows.Schedule) string {
	return func(flows.Schedule) string { return line }
}

// digestLine is when officers' editions close: Monday morning unless the
// programme says otherwise. Whenever it runs, it closes every week that is over.
func digestLine(s flows.Schedule) string {
	if s.Digest != "" {
		return s.Digest
	}
	return "0 9 * * 1"
}

// solvedLine is when people are asked whether what was closed is solved: when most are
// awake and few are at work.
func solvedLine(flows.Schedule) string { return "0 18 * * *" }

// audienceLine is when the audience's numbers are compared with everybody.
func audienceLine(flows.Schedule) string { return "30 3 * * *" }

// countAudience compares the audience's numbers with everybody, and puts right
// what differs: that would be a mistake of ours.
func (b *Bot) countAudience(ctx context.Context, _, _ time.Time) error {
	wrong, err := b.store.CountCrowds(ctx)
	if wrong > 0 {
		b.log.Error("the audience's numbers were wrong and are put right", "shards", wrong)
	}
	return err
}

// countOldAudience makes the numbers of data that is older than they are.
func (b *Bot) countOldAudience(ctx context.Context, at, now time.Time) error {
	whole, err := b.store.CrowdsWhole(ctx)
	if err != nil || whole {
		return err
	}
	return b.countAudience(ctx, at, now)
}

// closeWave counts a wave whose time is over. Its answers and the secret that
// led to them are deleted with it.
func (b *Bot) closeWave(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	w, over := board.Closing(now.Unix())
	if !over {
		return nil
	}
	closed, err := b.store.CloseWave(ctx, w, func(p *flows.Person) bool { return flows.MayTakePart(b.programme, p) })
	if closed {
		b.log.Info("a wave has closed and is counted", "wave", w.ID)
	}
	return err
}

// expireRecords deletes concerns, and whatever else is kept for a time that is over.
func (b *Bot) expireRecords(ctx context.Context, _, now time.Time) error {
	return b.store.SweepRecords(ctx, now)
}

// forgetSeats forgets who was in sessions that are long over.
func (b *Bot) forgetSeats(ctx context.Context, _, now time.Time) error {
	return b.store.SweepSeats(ctx, now)
}

// forgetStrangers forgets who pressed Start and never registered.
func (b *Bot) forgetStrangers(ctx context.Context, _, now time.Time) error {
	n, err := b.store.SweepStrangers(ctx, now)
	if n > 0 {
		b.log.Info("people who never registered are forgotten", "people", n)
	}
	return err
}

// forgetInvitations deletes invitations that have expired.
func (b *Bot) forgetInvitations(ctx context.Context, _, now time.Time) error {
	return b.store.SweepInvitations(ctx, now)
}

// forgetFarewells forgets what Telegram did not take within a day for somebody
// who erased themselves.
func (b *Bot) forgetFarewells(ctx context.Context, _, now time.Time) error {
	return b.store.SweepFarewells(ctx, now)
}

// forgetShown forgets which messages a chat showed more than 48 hours ago.
func (b *Bot) forgetShown(ctx context.Context, _, now time.Time) error {
	return b.store.SweepShown(ctx, now)
}

// forgetRuns forgets bulk runs a year after their start.
func (b *Bot) forgetRuns(ctx context.Context, _, now time.Time) error {
	return b.store.SweepRuns(ctx, now.AddDate(-1, 0, 0))
}

// wantRewrite asks for the rewrite of every night: what the append-only file
// still tells of who did what, when, goes with it.
func (b *Bot) wantRewrite(ctx context.Context, _, _ time.Time) error {
	return b.store.WantRewrite(ctx)
}

// rewrite starts the rewrite of the append-only file that an erasure, an
// expired text or a closed wave asks for: within the hour, as people are told.
func (b *Bot) rewrite(ctx context.Context, _, _ time.Time) error {
	due, err := b.store.RewriteDue(ctx)
	if err != nil || !due {
		return err
	}
	return b.store.Rewrite(ctx)
}

// newCalendar makes the schedule of a bot's jobs.
func (b *Bot) newCalendar() (*schedule.Schedule, error) {
	s := schedule.New(b.store, b.now, b.log, schedule.Metrics{Outcomes: b.metrics.jobs, Lag: b.metrics.jobLag})
	for _, j := range jobs() {
		line := j.when(b.programme.Schedule)
		if line == "" {
			continue
		}
		p, err := schedule.Parse(line, b.programme.Zone)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.name, err)
		}
		s.Add(schedule.Job{Name: j.name, Plan: p, Late: j.late, Most: j.most, Run: func(ctx context.Context, at, now time.Time) error {
			return j.run(b, ctx, at, now)
		}})
	}
	return s, nil
}

// HoldCalendar, called before Run, keeps the jobs of this process from running
// until release is called. It is for whoever moves the clock about.
func (b *Bot) HoldCalendar() (release func()) { return b.calendar.Hold() }
