package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"porchlight/bot/emulator"
)

// dueView is what became due while the clock was wound.
type dueView struct {
	At      int64    `json:"at"`      // the clock now, Unix milliseconds
	Kinds   []string `json:"kinds"`   // what the calendar did; the page has words for it
	Sent    int      `json:"sent"`    // messages, to everybody
	Deleted int      `json:"deleted"` // messages
	Phones  []int64  `json:"phones"`  // those on which something new stands
}

// dueJobs are the jobs of the calendar whose hour is worth a word, and the page's
// word for it. The others run every minute, or tell nobody.
func dueJobs() map[string]string {
	return map[string]string{
		"digest": "dueDigest", "texts": "dueTexts", "clock": "dueClock", "notices": "dueNotices", "guides": "dueGuides",
		"strangers": "dueForgotten", "seats": "dueForgotten",
	}
}

const (
	dueLook  = 250 * time.Millisecond
	dueQuiet = 3 * time.Second // after which nothing more is expected
	dueMost  = time.Minute
)

// watchDue tells the page what comes of winding the clock, from before on, until it
// has been quiet for a while or the clock is wound again.
func (s *Server) watchDue(before dueMark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopDue != nil {
		s.stopDue()
	}
	ctx, cancel := context.WithTimeout(s.ctx, dueMost)
	s.stopDue = cancel
	s.due = nil
	if ctx.Err() != nil {
		return
	}
	s.wg.Go(func() {
		defer cancel()
		tick := time.NewTicker(dueLook)
		defer tick.Stop()
		last, changed := dueView{Kinds: []string{}, Phones: []int64{}}, time.Now()
		for time.Since(changed) < dueQuiet {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now := s.sinceThen(ctx, before)
			if !slices.Equal(now.Kinds, last.Kinds) || now.Sent != last.Sent || now.Deleted != last.Deleted || len(now.Phones) != len(last.Phones) {
				last, changed = now, time.Now()
				s.tellDue(ctx, now)
			}
		}
		s.tellDue(ctx, last)
	})
}

// tellDue shows a view, unless the clock was wound again.
func (s *Server) tellDue(ctx context.Context, v dueView) {
	s.mu.Lock()
	if ctx.Err() == nil {
		v.At = s.Clock.Now().UnixMilli()
		s.due = &v
	}
	s.mu.Unlock()
	s.state.fire()
}

// dueMark is how things stood before.
type dueMark struct {
	at    time.Time // by the demo's clock
	calls map[string]int
	jobs  map[string]time.Time
	last  map[int64]int // the newest message of each phone
}

func (s *Server) markDue(ctx context.Context) dueMark {
	m := dueMark{at: s.Clock.Now(), calls: s.Emulator.CallCounts(), jobs: s.jobsDone(ctx), last: map[int64]int{}}
	for _, p := range s.phones {
		m.last[p.ID] = lastFromBot(p.person.Chat())
	}
	return m
}

func (s *Server) jobsDone(ctx context.Context) map[string]time.Time {
	done := map[string]time.Time{}
	if s.Store == nil {
		return done
	}
	jobs, err := s.Store.Jobs(ctx)
	if err != nil {
		s.Log.Debug("the calendar could not be read", "error", err)
	}
	for name, j := range jobs {
		done[name] = j.Done
	}
	return done
}

func (s *Server) sinceThen(ctx context.Context, before dueMark) dueView {
	v := dueView{Kinds: []string{}, Phones: []int64{}}
	counts := s.Emulator.CallCounts()
	since := func(methods ...string) (n int) {
		for _, m := range methods {
			n += counts[m] - before.calls[m]
		}
		return n
	}
	v.Sent = since("sendmessage", "sendphoto", "senddocument", "sendvoice", "sendlocation", "sendvenue")
	for _, c := range s.Emulator.Calls() {
		switch {
		case c.Code != 200 || c.At.Before(before.at):
		case c.Method == "deletemessage":
			v.Deleted++
		case c.Method == "deletemessages":
			v.Deleted += strings.Count(c.Get("message_ids"), ",") + 1
		case strings.Contains(c.Get("reply_markup"), "~coming.") && c.Method == "sendmessage":
			v.add("dueReminders")
		case strings.Contains(c.Get("reply_markup"), "~results") && c.Method != "editmessagetext":
			v.add("dueResults")
		}
	}
	for name, at := range s.jobsDone(ctx) {
		if word := dueJobs()[name]; word != "" && at.After(before.jobs[name]) && !before.jobs[name].IsZero() {
			v.add(word)
		}
	}
	for _, p := range s.phones {
		if lastFromBot(p.person.Chat()) > before.last[p.ID] {
			v.Phones = append(v.Phones, p.ID)
		}
	}
	slices.Sort(v.Kinds)
	return v
}

func (v *dueView) add(word string) {
	if !slices.Contains(v.Kinds, word) {
		v.Kinds = append(v.Kinds, word)
	}
}

func lastFromBot(c emulator.Chat) int {
	m, _ := c.LastFromBot()
	return m.ID
}
