package flows

import (
	"slices"
	"time"
)

// This file counts what becomes of concerns, by the month in which it happens: sent,
// answered, closed, and whether their authors call it solved. Only concerns that officers
// may answer are counted, and none about home, hate or the police. So nothing about police
// conduct can be worked out from it.
//
// The counters stand under the month's name with progressMark before it; a field is
//
//	sent                sent to officers, to be answered
//	in_time, late       answered for the first time, within the service clock or later
//	done, partly, not_done   closed so
//	declined|REASON     not passed on by a reviewer
//	solved|ANSWER       what their authors say: yes, partly, no
//
// What is opened again leaves the month in which it was closed if that is not over. What is
// taken back leaves the month if it could still leave the digests: in the week in which it
// was sent.
const progressMark = "t"

// accountable says whether what becomes of a concern is counted.
func (c *Concern) accountable() bool {
	return c.Route == RouteOfficers && c.Sight == MayAnswer && slices.Contains([]Category{Street, Traffic, Something}, c.Category)
}

// month names the counters of a moment.
func progressPeriod(local time.Time) string { return progressMark + local.Format("m2006-01") }

// progress is what a change of a concern adds to the counters. before is nil when it is
// sent.
func progress(before, after *Concern, now time.Time) (all []Count) {
	if !after.accountable() && (before == nil || !before.accountable()) {
		return nil
	}
	period := progressPeriod(now)
	add := func(field string, by int) { all = append(all, Count{Period: period, Field: field, By: by}) }
	sameMonth := func(at int64) bool { return progressPeriod(time.Unix(at, 0).In(now.Location())) == period }
	if before == nil {
		add("sent", 1)
		return all
	}
	if after.Case == CaseWithdrawn {
		if before.Case != CaseWithdrawn && sameMonth(before.Sent) && week(day(time.Unix(before.Sent, 0).In(now.Location()))) == week(day(now)) {
			add("sent", -1)
		}
		return all
	}
	if before.Answered == 0 && after.Answered != 0 {
		if time.Duration(after.Answered-after.Sent)*time.Second <= answerWithin {
			add("in_time", 1)
		} else {
			add("late", 1)
		}
	}
	if before.over() && before.Case != after.Case && sameMonth(before.Closed) {
		add(string(before.Case), -1)
	}
	if after.over() && before.Case != after.Case {
		add(string(after.Case), 1)
	}
	if after.Case == CaseDeclined && before.Case != CaseDeclined {
		add("declined|"+after.Reason, 1)
	}
	if before.Solved == "" && after.Solved != "" {
		add("solved|"+after.Solved, 1)
	}
	return all
}

// countProgress adds the counters to what the turn does with concerns. before is what it
// read.
func (t *turn) countProgress(before Records) {
	for i, e := range t.out.Effects {
		switch e := e.(type) {
		case FileConcern:
			e.Counts = append(e.Counts, progress(nil, &e.Concern, t.local())...)
			t.out.Effects[i] = e
		case UpdateConcern:
			was, known := Found(before, Record[Concern]{e.Concern.Code})
			if !known || was == nil {
				was, _ = Found(before, Own[Concern]{e.Concern.Code})
			}
			if was != nil {
				e.Counts = append(slices.Clip(e.Counts), progress(was, &e.Concern, t.local())...)
				t.out.Effects[i] = e
			}
		}
	}
}
