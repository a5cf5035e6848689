package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/flows/tally"
)

// closed is a case that the officer has closed, and its author.
func (d *desks) closed(as Case) *Concern {
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* close", "* "+string(as), "> It will take until March", "* send")
	return d.filed(c)
}

// TestSolvedIsAsked a week after a case was closed, on its author's card and nowhere else,
// and once.
func TestSolvedIsAsked(t *testing.T) {
	d := newDesks(t)
	c := d.closed(CasePartly)
	began := d.now
	if out := d.script(d.author, "& "+caseDo(c.Code)); says(out, "solved.ask") || d.offers(d.author, "solved.no") {
		t.Error("asked at once")
	}
	d.now = began.Add(solvedAfter)
	if !c.SolvedDue(d.now.Add(-time.Hour), d.now) || c.SolvedDue(d.now, d.now.Add(time.Hour)) || c.SolvedDue(d.now.Add(-time.Hour), d.now.Add(-time.Minute)) {
		t.Error("it is due in another hour than a week after")
	}
	if c.SolvedDue(began, d.now.Add(solvedLate)) {
		t.Error("it is asked three weeks late")
	}
	if out := d.script(d.author, "& "+caseDo(c.Code)); !says(out, "solved.ask") || !d.offers(d.author, "solved.no") {
		t.Fatalf("not asked: %v", out.Says)
	}
	out := d.script(d.author, "* solved.no")
	if d.filed(c).Solved != "no" || !says(out, "solved.thanks_again") || !d.offers(d.author, "reopen") || d.offers(d.author, "solved.yes") {
		t.Fatalf("%+v, %v", d.filed(c), out.Says)
	}
	if n := d.counts[progressPeriod(d.now.In(d.programme.Zone))+" solved|no"]; n != 1 {
		t.Errorf("counted %d times: %v", n, d.counts)
	}
	out = d.script(d.author, "! solved.yes") // an older message's button
	if d.filed(c).Solved != "no" || len(out.Effects) > 0 {
		t.Error("answered twice")
	}
	for _, who := range []ID{d.officer, d.organiser, d.reviewer, d.lead} {
		out := d.script(who, "/desk")
		if text := fmt.Sprint(out.Says); strings.Contains(text, "solved") {
			t.Errorf("a desk tells of it: %s", text)
		}
	}
	out = d.script(d.officer, "/desk", "! cases", "! c."+c.Handle)
	if text := fmt.Sprint(out.Says); strings.Contains(text, "solved") {
		t.Errorf("the officer learns it: %s", text)
	}
	d.script(d.author, "& "+caseDo(c.Code), "* reopen")
	if out := d.script(d.author, "& "+caseDo(c.Code)); says(out, "solved.said.no") {
		t.Error("an open case says how it was solved")
	}
}

// TestSolvedOfOthers: nobody is asked who should not be, whatever they press.
func TestSolvedOfOthers(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	c := Concern{Code: "A", Author: ID{1}, Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseDone, Closed: now.Add(-solvedAfter).Unix()}
	if !c.asksSolved(now) {
		t.Fatal("not asked")
	}
	for name, change := range map[string]func(*Concern){
		"home": func(c *Concern) { c.Category = Home }, "hate": func(c *Concern) { c.Category = Hate }, "police": func(c *Concern) { c.Category = Police },
		"the contact's": func(c *Concern) { c.Route = RouteIndependent }, "the lead's": func(c *Concern) { c.Route = RouteLead },
		"only read": func(c *Concern) { c.Sight = Readers }, "open again": func(c *Concern) { c.Case = CaseReopened },
		"declined": func(c *Concern) { c.Case = CaseDeclined }, "taken back": func(c *Concern) { c.Case, c.Author = CaseWithdrawn, ID{} },
		"answered": func(c *Concern) { c.Solved = "yes" }, "six days": func(c *Concern) { c.Closed += 24 * 60 * 60 },
	} {
		d := c
		change(&d)
		if d.asksSolved(now) || d.SolvedDue(now.Add(-24*time.Hour), now) {
			t.Errorf("asked: %s", name)
		}
	}
	to := &Person{Codes: []string{"A", "B"}, Chat: 1, Lang: English}
	if say, ok := AskSolved(to, ID{1}, []string{"A"}); !ok || say.Rows[0][0].Do != caseDo("A") || len(say.Lines) != 1 || say.Lines[0].Key != "thread.message" {
		t.Errorf("%v %v", say, ok)
	}
	if say, ok := AskSolved(to, ID{1}, []string{"A", "B", "C"}); !ok || say.Rows[0][0].Do != "my" {
		t.Errorf("%v %v", say, ok)
	}
	for name, p := range map[string]Person{
		"paused": {Codes: to.Codes, Chat: 1, Paused: true}, "muted": {Codes: to.Codes, Chat: 1, Muted: []Topic{TopicSolved}},
		"no chat": {Codes: to.Codes}, "erased": {Chat: 1},
	} {
		if say, ok := AskSolved(&p, ID{1}, []string{"A"}); ok {
			t.Errorf("%s: %v", name, say)
		}
	}
}

// TestProgress is what each step of a concern adds to its month.
func TestProgress(t *testing.T) {
	zone := time.UTC
	at := func(day int) int64 { return time.Date(2026, 11, day, 12, 0, 0, 0, zone).Unix() }
	sent := Concern{Category: Street, Route: RouteOfficers, Sight: MayAnswer, Sent: at(3), Case: CaseReceived}
	with := func(c Concern, change func(*Concern)) Concern { change(&c); return c }
	answered := with(sent, func(c *Concern) { c.Case, c.Answered = CaseAnswered, at(10) })
	done := with(answered, func(c *Concern) { c.Case, c.Closed = CaseDone, at(12) })
	for _, c := range []struct {
		name   string
		before *Concern
		after  Concern
		day    int
		month  time.Month
		want   string
	}{
		{"sent", nil, sent, 3, 11, "sent 1"},
		{"about the police", nil, with(sent, func(c *Concern) { c.Category = Police }), 3, 11, ""},
		{"at home", nil, with(sent, func(c *Concern) { c.Category = Home }), 3, 11, ""},
		{"a number only", nil, with(sent, func(c *Concern) { c.Sight = Counted }), 3, 11, ""},
		{"to the contact", nil, with(sent, func(c *Concern) { c.Route = RouteIndependent }), 3, 11, ""},
		{"taken back that week", &sent, with(sent, func(c *Concern) { c.Case = CaseWithdrawn }), 4, 11, "sent -1"},
		{"taken back later", &sent, with(sent, func(c *Concern) { c.Case = CaseWithdrawn }), 11, 11, ""},
		{"answered", &sent, answered, 10, 11, "in_time 1"},
		{"answered late", &sent, with(answered, func(c *Concern) { c.Answered = at(3) + int64(91*24*3600) }), 2, 2, "late 1"},
		{"answered again", &answered, answered, 11, 11, ""},
		{"closed", &answered, done, 12, 11, "done 1"},
		{"closed without an answer before", &sent, with(done, func(c *Concern) { c.Answered = at(12) }), 12, 11, "in_time 1, done 1"},
		{"opened again that month", &done, with(done, func(c *Concern) { c.Case, c.Closed = CaseReopened, 0 }), 20, 11, "done -1"},
		{"opened again later", &done, with(done, func(c *Concern) { c.Case, c.Closed = CaseReopened, 0 }), 2, 12, ""},
		{"declined", &sent, with(sent, func(c *Concern) { c.Case, c.Reason = CaseDeclined, "insult" }), 5, 11, "declined|insult 1"},
		{"solved", &done, with(done, func(c *Concern) { c.Solved = "partly" }), 20, 11, "solved|partly 1"},
	} {
		var got []string
		for _, n := range progress(c.before, &c.after, time.Date(2026, c.month, c.day, 13, 0, 0, 0, zone)) {
			if n.Period != progressPeriod(time.Date(2026, c.month, 1, 0, 0, 0, 0, zone)) {
				t.Errorf("%s counts in %s", c.name, n.Period)
			}
			got = append(got, fmt.Sprint(n.Field, " ", n.By))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// someMonths are two cards.
func someMonths(c checker) *Months {
	all := Months{}
	for id, counts := range []map[string]int{
		{"sent": 9, "in_time": 9},
		{"sent": 57, "in_time": 41, "late": 12, "done": 20, "partly": 15, "not_done": 11, "solved|yes": 18, "solved|partly": 14, "solved|no": 3, "declined|insult": 2},
	} {
		m, err := CloseMonth(fmt.Sprintf("m2026-%02d", id+9), counts)
		if err != nil {
			c.Fatalf("%v", err)
		}
		all, _ = all.With(m)
	}
	return &all
}

// TestMonthsHideSmallNumbers, and those from which they could be worked out.
func TestMonthsHideSmallNumbers(t *testing.T) {
	all := someMonths(t).All
	few, month := all[0], all[1]
	if few.Sent != 0 || !few.Answered.TooFew {
		t.Errorf("%+v", few)
	}
	if month.Sent != 50 {
		t.Errorf("%d were sent, as it is said", month.Sent)
	}
	for _, table := range []tally.Result{few.Answered, month.Answered, month.Closed, month.Solved, month.Declined} {
		for _, p := range table.Parts {
			if !p.Hidden && p.N > 0 && p.N < waveK {
				t.Errorf("%s shows %d", table.Key, p.N)
			}
		}
	}
	hidden := 0
	for _, p := range month.Solved.Parts {
		if p.Hidden {
			hidden++
		}
	}
	if hidden < 2 { // 3 could be worked out from 18 and 14
		t.Errorf("%+v", month.Solved)
	}
	if month.Closed.Parts[0].Hidden || month.Closed.Parts[0].N != 20 {
		t.Errorf("%+v", month.Closed)
	}
	if _, ok := (Months{All: all}).With(few); ok {
		t.Error("a month is settled twice")
	}
}

// TestMonthsAreRead by everybody, and nothing is there before the first.
func TestMonthsAreRead(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	out := p.script(who, "/menu", "* more", "* months")
	if !says(out, "months.in_time") || !says(out, "months.sent") || !p.offers(who, "earlier") || p.offers(who, "later") {
		t.Fatalf("%v", out.Says)
	}
	if out = p.script(who, "* earlier"); !says(out, "months.sent_few") || says(out, "months.in_time") || p.offers(who, "earlier") {
		t.Fatalf("%v", out.Says)
	}
	p.board.Months = ""
	if out = p.script(who, "& months"); !says(out, "months.none") {
		t.Fatalf("%v", out.Says)
	}
	p.script(who, "/menu", "* more")
	if p.offers(who, "months") {
		t.Error("offered before there is any")
	}
	for now, want := range map[string]string{"2026-12-02": "m2026-11", "2027-01-31": "m2026-12", "2026-03-31": "m2026-02"} {
		at, err := time.ParseInLocation(time.DateOnly, now, p.programme.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if id, period := MonthToClose(p.programme, at); id != want || period != progressMark+want {
			t.Errorf("on %s: %s", now, id)
		}
	}
}
