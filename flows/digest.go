package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows/tally"
)

// How many distinct people must stand behind a number of concerns, and behind one
// of hate: it is about few people, whom others may recognise.
const (
	concernK = tally.LeastK
	hateK    = 10
)

// KOf is how many distinct people must stand behind a number of a category.
func KOf(c Category) int {
	if c == Hate {
		return hateK
	}
	return concernK
}

// Readership are those who get editions. What is in the editions of one kind of
// readers is in no number of another's.
type Readership string

// The readers: their value is what stands before the names of their periods.
const (
	ForOfficers Readership = ""
	ForContact  Readership = independentMark // the independent contact: what is about the police
)

// Readerships lists them.
func Readerships() []Readership { return []Readership{ForOfficers, ForContact} }

// needs is what it takes to read them.
func (r Readership) needs() permission {
	if r == ForContact {
		return contactNumbers
	}
	return officerNumbers
}

// ReadsDigests says whether somebody gets the digests of some readers.
func (m *Member) ReadsDigests(r Readership) bool { return m.holds(r.needs(), "") }

// categories are those that they get numbers of.
func (r Readership) categories() []Category {
	return slices.DeleteFunc(Categories(), func(c Category) bool { return (c == Police) != (r == ForContact) })
}

// digestWeeks is how many weeks the picture of a digest shows.
const digestWeeks = 8

// Edition is what officers were shown of one week, once and for all: on demand
// they see the last one, never live counts.
type Edition struct {
	Week   string        `cbor:"1,keyasint"` // w2026-47
	Closed int64         `cbor:"2,keyasint"` // unix seconds
	Tally  tally.Edition `cbor:"3,keyasint"`
}

// Counters are the counters of periods as they are stored: by period, then by
// field (AREA|CATEGORY|n and so on).
type Counters map[string]map[string]int

// ClosedWeek is the ISO week that ended last before now, in the programme's
// zone, and the months and quarters that ended within it. A month whose last
// day falls into a week waits for that week's end: until then a concern can
// still be taken back out of both.
func ClosedWeek(r Readership, p *Programme, now time.Time) (week string, periods []string) {
	local := now.In(p.Zone)
	sinceMonday := (int(local.Weekday()) + 6) % 7
	return r.weekEnding(day(local) - int32(sinceMonday) - 1)
}

// weekEnding names the week that ends on a Sunday, with what ended within it.
func (r Readership) weekEnding(sunday int32) (name string, periods []string) {
	name = string(r) + week(sunday)
	periods = []string{name}
	for d := sunday - 6; d <= sunday; d++ {
		today, tomorrow := date(d), date(d+1)
		if today.Month() == tomorrow.Month() {
			continue
		}
		of := Filed{Day: d}.periods()
		periods = append(periods, string(r)+of[1])
		if tomorrow.Month()%3 == 1 {
			periods = append(periods, string(r)+of[2])
		}
	}
	return name, periods
}

// WeeksToClose lists the weeks that ended since the last edition, oldest first,
// each with the periods that close with it: after a downtime none is left out.
func WeeksToClose(r Readership, p *Programme, first int64, editions []Edition, now time.Time) (weeks []string, periods map[string][]string) {
	periods = map[string][]string{}
	local := now.In(p.Zone)
	sunday := day(local) - int32((int(local.Weekday())+6)%7) - 1
	began := day(time.Unix(first, 0).In(p.Zone))
	for ; sunday >= began && len(weeks) < 60; sunday -= 7 {
		name, of := r.weekEnding(sunday)
		if slices.ContainsFunc(editions, func(e Edition) bool { return e.Week == name }) {
			break
		}
		weeks, periods[name] = append(weeks, name), of
	}
	slices.Reverse(weeks)
	return weeks, periods
}

// book is everything that decides what some readers may be shown. Every concern
// that is not only counted may be released to officers as a text at any time, and
// the contact reads it, so each counts as readable from the start: a number is shown
// only if at least k people stand behind what those texts leave.
func book(r Readership, p *Programme, first int64, counters Counters, editions []Edition) tally.Book {
	b := tally.Book{K: concernK, More: map[string]int{string(Hate): hateK}, Began: day(time.Unix(first, 0).In(p.Zone)), Counts: map[tally.Cell]tally.Count{}}
	for _, a := range p.Areas {
		b.Areas = append(b.Areas, a.ID)
	}
	for _, c := range r.categories() {
		b.Categories = append(b.Categories, string(c))
	}
	for period, fields := range counters {
		for field, n := range fields {
			area, rest, _ := strings.Cut(field, "|")
			category, what, _ := strings.Cut(rest, "|")
			cell := tally.Cell{Period: period, Area: area, Category: category}
			count := b.Counts[cell]
			switch what {
			case "n":
				count.N = n
			case "p":
				count.P = n
			case "cn":
				count.CN = n
			case "cp":
				count.CP = n
			}
			b.Counts[cell] = count
		}
	}
	for cell, count := range b.Counts {
		count.Texts = count.N - count.CN
		b.Counts[cell] = count
	}
	for _, e := range editions {
		b.Editions = append(b.Editions, e.Tally)
	}
	return b
}

// CloseEdition decides once and for all what is shown of the periods that ended
// with a week.
func CloseEdition(r Readership, p *Programme, first int64, week string, periods []string, counters Counters, editions []Edition, now time.Time) (Edition, error) {
	closed, err := book(r, p, first, counters, editions).Close(periods...)
	if err != nil {
		return Edition{}, err
	}
	return Edition{Week: week, Closed: now.Unix(), Tally: closed}, nil
}

// DigestSay is the digest of one neighbourhood, for one of its readers: the numbers
// first, then what was too small to be shown, and the picture of eight weeks.
func DigestSay(r Readership, w World, area Area, editions []Edition) Say {
	last := editions[len(editions)-1]
	b := book(r, w.Programme, w.Board.First, nil, editions)
	lines := []Line{{Key: "digest.title", Args: Args{"area": Name(area.Name), "from": Day(weekBegins(last.Week)), "to": Day(weekBegins(last.Week).AddDate(0, 0, 6))}}}
	got, err := b.Lines(last.Tally, area.ID)
	if err != nil {
		return Say{Lines: line("digest.none", nil)}
	}
	for _, l := range got {
		if l.Period == last.Week {
			lines = append(lines, digestLine(l))
		}
	}
	lines = append(lines, Line{Key: "digest.fixed"})
	return Say{Lines: lines, Fresh: true, Protect: true, Attach: pictureOf(trendOf(area, editions))}
}

// digestLine says one category's number, or where it will be found, or that it
// is too small.
func digestLine(l tally.Line) Line {
	category := Ref("concern.category." + l.Category)
	switch {
	case l.Shown && l.Change == nil:
		return Line{Key: "digest.number", Args: Args{"category": category, "number": l.N}}
	case l.Shown && *l.Change > 0:
		return Line{Key: "digest.up", Args: Args{"category": category, "number": l.N, "change": l.By()}}
	case l.Shown && *l.Change < 0:
		return Line{Key: "digest.down", Args: Args{"category": category, "number": l.N, "change": l.By()}}
	case l.Shown:
		return Line{Key: "digest.same", Args: Args{"category": category, "number": l.N}}
	case l.Wider != nil && l.Wider.Area == tally.AllAreas:
		return Line{Key: "digest.everywhere", Args: Args{"category": category, "number": l.Wider.People()}}
	case l.Wider != nil:
		return Line{Key: "digest.longer", Args: Args{"category": category, "number": l.Wider.People()}}
	case l.Later != "":
		return Line{Key: "digest.later", Args: Args{"category": category}}
	}
	return Line{Key: "digest.small", Args: Args{"category": category}}
}

// Trend is a picture of weeks: one line a category, with gaps where a number was
// too small to be shown.
type Trend struct {
	Area       Area
	Weeks      []time.Time // Mondays
	Categories []Category
	Values     [][]int // by category, then week; Hidden where it was not shown
}

// HiddenValue marks a week whose number was not shown.
const HiddenValue = -1

// trendOf gathers what earlier editions showed of an area: nothing else.
func trendOf(area Area, editions []Edition) *Trend {
	t := &Trend{Area: area}
	from := max(0, len(editions)-digestWeeks)
	shown := map[Category][]int{}
	for i, e := range editions[from:] {
		t.Weeks = append(t.Weeks, weekBegins(e.Week))
		for _, n := range e.Tally.Shown {
			if n.Period != e.Week || n.Area != area.ID {
				continue
			}
			c := Category(n.Category)
			for len(shown[c]) < i {
				shown[c] = append(shown[c], HiddenValue)
			}
			shown[c] = append(shown[c], n.N)
		}
		for c := range shown {
			if len(shown[c]) <= i {
				shown[c] = append(shown[c], HiddenValue)
			}
		}
	}
	for _, c := range Categories() {
		if v, ok := shown[c]; ok {
			for len(v) < len(t.Weeks) {
				v = append([]int{HiddenValue}, v...)
			}
			t.Categories, t.Values = append(t.Categories, c), append(t.Values, v)
		}
	}
	if len(t.Categories) == 0 {
		return nil
	}
	return t
}

// pictureOf attaches a picture, if there is anything on it.
func pictureOf(t *Trend) *Attachment {
	if t == nil {
		return nil
	}
	return &Attachment{Trend: t}
}

// weekBegins is the Monday of an ISO week, at noon UTC so that it is that day in
// any of our zones.
func weekBegins(name string) time.Time {
	year, number, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, independentMark), "w"), "-")
	y, _ := strconv.Atoi(year)
	n, _ := strconv.Atoi(number)
	fourth := time.Date(y, 1, 4, 12, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	return monday.AddDate(0, 0, 7*(n-1))
}

// The steps that show the last closed edition, to an officer and to the contact.
const (
	StepDigest  Step = "desk.digest"
	StepNumbers Step = "desk.numbers"
)

func digestConversation() conversation {
	all := map[Step]screen{}
	for _, r := range Readerships() {
		all[r.step()] = screen{
			ask: func(t *turn) Say { return askDigest(t, r) }, hear: func(t *turn) bool { return hearDigest(t, r) },
			back: to(StepDesk), told: true, needs: []permission{r.needs()},
		}
	}
	return conversation{
		name: "numbers", screens: all,
		doors: []door{
			{word: "digest", by: byButton, open: func(t *turn, _ string) { t.followDigest(ForOfficers) }, members: atOnce},
			{word: "numbers", by: byButton, open: func(t *turn, _ string) { t.followDigest(ForContact) }, members: atOnce},
		},
		desk: []deskRow{
			{at: 30, need: officerNumbers, key: "desk.digest", do: "digest", when: hasEditions(ForOfficers), open: func(t *turn) { t.openDigest(ForOfficers) }},
			{at: 70, need: contactNumbers, key: "desk.digest", do: "numbers", when: hasEditions(ForContact), open: func(t *turn) { t.openDigest(ForContact) }},
		},
	}
}

func (r Readership) step() Step {
	if r == ForContact {
		return StepNumbers
	}
	return StepDigest
}

func hasEditions(r Readership) func(*turn) bool {
	return func(t *turn) bool { return len(t.editions(r)) > 0 }
}

// link opens the readers' digest.
func (r Readership) link() string {
	if r == ForContact {
		return "numbers"
	}
	return "digest"
}

// followDigest opens the digest from a message that says it is there.
func (t *turn) followDigest(r Readership) {
	if !t.holds(r.needs()) {
		t.home()
		return
	}
	t.openDigest(r)
}

// DigestReady tells a reader that a new edition is there; the numbers come when
// they ask, never in a notification.
func DigestReady(r Readership, m Member) Say {
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: line("digest.ready", nil), Rows: column(link("desk.digest", r.link()))}
}

// openDigest shows the numbers of a reader's first neighbourhood. The others are buttons
// below the picture.
func (t *turn) openDigest(r Readership) {
	t.p.Topic, t.p.Page = "", 0
	t.showDigest(r)
}

// showDigest shows the last closed edition of the neighbourhood that the topic names.
func (t *turn) showDigest(r Readership) {
	if area, ok := t.digestArea(r); ok && len(t.editions(r)) > 0 {
		t.audit("digest_read", area.ID)
	}
	t.show(r.step())
}

// digestArea is the neighbourhood on the screen: the one that was chosen, as long as it
// is the reader's, else the first that is.
func (t *turn) digestArea(r Readership) (Area, bool) {
	mine := t.mayIn(r.needs())
	if len(mine) == 0 {
		return Area{}, false
	}
	if slices.Contains(mine, t.p.Topic) {
		return t.w.Programme.Area(t.p.Topic)
	}
	return t.w.Programme.Area(mine[0])
}

// digestOthers is how many other neighbourhoods are offered at once, two in a row.
const digestOthers = 10

// askDigest shows the numbers as a message to keep, with the other neighbourhoods on it.
func askDigest(t *turn, r Readership) Say {
	area, ok := t.digestArea(r)
	editions := t.editions(r)
	if !ok || len(editions) == 0 {
		return Say{Lines: line("digest.none", nil), Rows: column(back())}
	}
	others := t.otherAreas(r, area)
	shown := partOf(len(others), digestOthers, int(t.p.Page))
	var buttons []Button
	for _, id := range others[shown.from:shown.to] {
		a, _ := t.w.Programme.Area(id)
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "a." + id})
	}
	say := DigestSay(r, t.w, area, editions)
	say.Rows = row(pairs(buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func (t *turn) otherAreas(r Readership, but Area) []string {
	return slices.DeleteFunc(slices.Clone(t.mayIn(r.needs())), func(id string) bool { return id == but.ID })
}

func hearDigest(t *turn, r Readership) bool {
	area, _ := t.digestArea(r)
	if t.turnPart(len(t.otherAreas(r, area)), digestOthers, r.step()) {
		return true
	}
	id, ok := t.picked("a.")
	if !ok || !slices.Contains(t.mayIn(r.needs()), id) {
		return false
	}
	t.p.Topic, t.p.Page = id, 0
	t.showDigest(r)
	return true
}

// editions reads what was closed for some readers, oldest first, or asks for it.
func (t *turn) editions(r Readership) []Edition {
	all, read := t.w.Editions[r]
	if !read && !slices.Contains(t.out.Need.Editions, r) {
		t.out.Need.Editions = append(t.out.Need.Editions, r)
	}
	return slices.SortedFunc(slices.Values(all), func(a, b Edition) int { return cmp.Compare(a.Closed, b.Closed) })
}
