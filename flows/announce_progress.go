package flows

import (
	"strings"
	"time"

	"porchlight/flows/tally"
)

// RunProgress is how far an announcement has come, for people.
type RunProgress struct {
	Known                                bool // it has begun
	Paused, Over, Urgent                 bool
	Reached, Unreachable, Failed, Others int // Others want no pushes, are gone, or were not sent to any more
	Remaining                            int
	Ran                                  time.Duration // without pauses and quiet hours, until Since
	Since                                time.Time     // since when it runs; zero if it does not
	Pace                                 float64       // messages a second that the bot may send; 0: as many as it can
}

// sent is how many Telegram was asked to send to.
func (r RunProgress) sent() int { return r.Reached + r.Unreachable + r.Failed }

// trustedRate is how long a run must have run before its own speed tells more
// than the pace.
const trustedRate = 10 * time.Second

// endMost is how far away an end is still worth telling, without the nights.
const endMost = 30 * 24 * time.Hour

// rate is how many people a second a run is done with.
func (r RunProgress) rate(now time.Time) float64 {
	ran := r.Ran
	if !r.Since.IsZero() {
		ran += now.Sub(r.Since)
	}
	if ran < trustedRate && r.Pace > 0 {
		return r.Pace
	}
	if ran <= 0 {
		return 0
	}
	return float64(r.sent()+r.Others) / ran.Seconds()
}

// Ends is when a run is expected to be over, quiet hours that lie before
// counted in; ok is false while that cannot be said.
func (r RunProgress) Ends(p *Programme, now time.Time) (ends time.Time, ok bool) {
	rate := r.rate(now)
	if !r.Known || r.Paused || r.Over || rate <= 0 {
		return time.Time{}, false
	}
	seconds := float64(r.Remaining) / rate
	if seconds > endMost.Seconds() {
		return time.Time{}, false
	}
	left := time.Duration(seconds * float64(time.Second))
	if r.Urgent {
		return now.Add(left), true
	}
	for {
		if p.Quiet(now) {
			_, now = p.QuietSpan(now)
		}
		night := p.nextQuiet(now)
		if ends := now.Add(left); !ends.After(night) {
			return ends, true
		}
		left -= night.Sub(now)
		now = night
	}
}

// goesOut is when an announcement begins to be sent: at its time, or when the quiet
// hours are over that it lies in.
func (a Announcement) goesOut(p *Programme) time.Time {
	due := time.Unix(a.Due, 0)
	if a.Urgent {
		return due
	}
	return p.afterQuiet(due)
}

// NewsProgress says how far an announcement has come. While that goes on to
// change, the message is edited.
func NewsProgress(p *Programme, a Announcement, r RunProgress, now time.Time) Say {
	say := Say{Fresh: true, Live: a.ID}
	pause, resume := link("announce.pause", "run.pause."+a.ID), link("announce.resume", "run.resume."+a.ID)
	stop := link("announce.stop", "run.stop."+a.ID)
	switch {
	case a.Void:
		say.Lines, say.Live = line("announce.void", nil), ""
	case r.Over:
		say.Lines, say.Live = runLines("announce.report", a, r), ""
	case a.Wish == WishStop:
		say.Lines = runLines("announce.stopping", a, r)
	case a.Wish == WishPause && a.Orphan:
		say.Lines, say.Rows = runLines("announce.orphan", a, r), column(resume, stop)
	case a.Wish == WishPause:
		say.Lines, say.Rows = runLines("announce.paused", a, r), column(resume, stop)
	case !a.Started || !r.Known:
		say.Lines = append(a.partLine(), Line{Key: "announce.waits", Args: Args{"when": Moment(a.goesOut(p))}})
		if len(say.Lines) > 1 {
			say.Lines = say.Lines[:1]
		}
		say.Rows = column(link("announce.take_back", "run.stop."+a.ID))
	default:
		say.Lines, say.Rows = runLines("announce.running", a, r), column(pause, stop)
		if p.Quiet(now) && !a.Urgent {
			say.Lines = append(say.Lines, Line{Key: "announce.night"})
		}
		if ends, ok := r.Ends(p, now); ok {
			say.Lines = append(say.Lines, Line{Key: "announce.ends", Args: Args{"when": Moment(ends)}})
		}
	}
	return say
}

// all is how many people it is for, as they were shown when it was confirmed.
func (a Announcement) all() Shown {
	if a.Said == 0 {
		return tally.Rounded(a.Count, fewest)
	}
	return tally.Rounded(a.Said, fewest)
}

// runLines are a run's numbers under a title. They say no more of the audience than
// was shown before it was sent.
func runLines(key string, a Announcement, r RunProgress) []Line {
	if a.Session != "" {
		return toldNumbers(key, a, r)
	}
	if !r.Known {
		return []Line{{Key: key}}
	}
	all := a.all()
	if all.Hidden() {
		return []Line{{Key: key}, {Key: "announce.small"}}
	}
	part := func(n int) any { return orUnder(all.Part(n, fewest)) }
	lines := []Line{{Key: key}, {Key: "announce.numbers", Args: Args{
		"sent": part(r.sent()), "reached": part(r.Reached), "unreachable": part(r.Unreachable), "failed": part(r.Failed), "others": part(r.Others)}}}
	if !r.Over {
		lines = append(lines, Line{Key: "announce.remaining", Args: Args{"number": part(r.Remaining)}})
	}
	return append(lines, Line{Key: "announce.rounded"})
}

// RunMark tells one state of a run's numbers, as they are shown, from another.
func RunMark(a Announcement, r RunProgress) string {
	all := a.all()
	var b strings.Builder
	for _, n := range []int{r.sent(), r.Reached, r.Unreachable, r.Failed, r.Others, r.Remaining} {
		b.WriteString(all.Part(n, fewest).String() + " ")
	}
	return b.String()
}

// NewsVoid tells an organiser that an announcement was not sent.
func NewsVoid(m Member) Say {
	return Say{Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: line("announce.void", nil), Rows: column(link("desk.back", "desk"))}
}

// NewsReport is what the author of an announcement is told when it is over.
func NewsReport(a Announcement, r RunProgress, m Member) Say {
	return Say{Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: runLines("announce.report", a, r)}
}
