package sim

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/flows"
	"porchlight/locales"
)

// cell is one number of a digest: concerns of a category in a week, in a
// neighbourhood or, as "*", in all.
type cell struct{ week, category, area string }

// learnDigest reads the numbers of a digest as an officer does, from its words.
// What it says of longer editions is not used. The caller holds mu.
func (w *town) learnDigest(r *resident, s said) {
	title := s.keys["digest.title"]
	if title == nil || !s.has("digest.fixed") { // a title alone is a line with a comma
		return
	}
	area, monday := w.reader.area(title["area"]), w.monday(title["from"])
	if area == "" || monday.IsZero() {
		w.wrong(r, "is sent a digest that nobody can place: %.100q", s.m)
		return
	}
	w.model.digests++
	for line := range strings.Lines(s.m) {
		said := w.reader.read(strings.TrimSpace(line))
		for key, sign := range map[string]int{"digest.number": 0, "digest.up": -1, "digest.down": 1, "digest.same": 0, "digest.everywhere": 0} {
			args := said.keys[key]
			if args == nil || key == "digest.number" && said.has("digest.up", "digest.down", "digest.same") {
				continue
			}
			category, known := w.reader.exact["category"][args["category"]]
			n, err := strconv.Atoi(args["number"])
			if !known || err != nil {
				continue
			}
			in := area
			if key == "digest.everywhere" {
				in = "*"
			}
			w.fact(r, cell{weekOf(monday), category, in}, n)
			if key != "digest.number" && key != "digest.everywhere" {
				change, _ := strconv.Atoi(args["change"])
				w.fact(r, cell{weekOf(monday.AddDate(0, 0, -7)), category, in}, n+sign*change)
			}
		}
	}
}

func weekOf(day time.Time) string { return weekName(day.ISOWeek()) }

// fact notes a number that officers were sent; two digests never disagree.
func (w *town) fact(r *resident, c cell, n int) {
	if had, known := w.model.facts[c]; known && had != n {
		w.wrong(r, "is sent %d for %v, and somebody was sent %d", n, c, had)
	}
	w.model.facts[c] = n
}

// monday finds the week that a digest names by its first day, in any language.
func (w *town) monday(said string) time.Time {
	now := w.clock.Now()
	noon := time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7, 12, 0, 0, 0, time.UTC)
	for back := range 60 {
		day := noon.AddDate(0, 0, -7*back)
		for _, lang := range w.program.Languages {
			if readable(w.texts.In(string(lang)).Day(day, now, w.program.Zone)) == said {
				return day
			}
		}
	}
	return time.Time{}
}

// checkDigests: of all that officers were sent taken together, no number that
// was kept from them can be worked out to within less than k.
func (w *town) checkDigests() []string {
	areas := []string{""} // without a place
	for _, a := range w.program.Areas {
		areas = append(areas, a.ID)
	}
	return recovered(areas, w.model.facts, w.textsRead())
}

// textsRead is in which cells officers have read how many texts: as many
// concerns there must be.
func (w *town) textsRead() map[cell]int {
	read := map[*concern]bool{}
	for _, g := range w.model.seen {
		if c := w.of(g.token); c != nil && slices.ContainsFunc(g.roles, func(h grant) bool { return h.role == flows.RoleOfficer }) {
			read[c] = true
		}
	}
	texts := map[cell]int{}
	for c := range read {
		texts[cell{weekOf(c.sent.In(w.program.Zone)), string(c.category), c.area}]++
	}
	return texts
}

// recovered lists the hidden cells that a reader of the facts knows to within
// less than k. In one week and category the areas add up to all of them, so with
// the total known each hidden area lies between the texts read there and what
// the others leave. A number that was shown must itself be of k or more.
func recovered(areas []string, facts, texts map[cell]int) (wrong []string) {
	for _, total := range slices.SortedFunc(maps.Keys(facts), func(a, b cell) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }) {
		k := flows.KOf(flows.Category(total.category))
		if facts[total] < k {
			wrong = append(wrong, fmt.Sprintf("officers were sent %d for %v", facts[total], total))
		}
		if total.area != "*" {
			continue
		}
		rest, least := facts[total], 0
		var hidden []cell
		for _, area := range areas {
			c := cell{total.week, total.category, area}
			if n, shown := facts[c]; shown {
				rest -= n
			} else {
				hidden = append(hidden, c)
				least += texts[c]
			}
		}
		if spread := rest - least; len(hidden) > 0 && (len(hidden) == 1 || spread < k) {
			wrong = append(wrong, fmt.Sprintf("officers can work out %v to within %d: %d are left for %d neighbourhoods", hidden, spread, rest, len(hidden)))
		}
	}
	return wrong
}

// digestsAreRead sends a digest in each language and looks for its numbers in
// the model: a reader who understands nothing would find nothing to complain of.
func (w *town) digestsAreRead(t *testing.T) {
	now := w.clock.Now()
	monday := time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7-7, 12, 0, 0, 0, time.UTC)
	area, before := w.program.Areas[0], weekOf(monday.AddDate(0, 0, -7))
	want := map[cell]int{{weekOf(monday), "street", area.ID}: 17, {before, "street", area.ID}: 14,
		{weekOf(monday), "traffic", area.ID}: 9, {weekOf(monday), "hate", "*"}: 11}
	for _, lang := range w.program.Languages {
		l := w.texts.In(string(lang))
		text := func(key, category string, more map[string]string) string {
			args := map[string]string{"category": strings.TrimSpace(l.Text("concern.category."+category, nil, nil))}
			maps.Copy(args, more)
			return locales.Plain(l.Text(key, args, nil)) + "\n"
		}
		day := func(d time.Time) string { return l.Day(d, now, w.program.Zone) }
		digest := text("digest.title", "street", map[string]string{"area": area.Name.In(lang), "from": day(monday), "to": day(monday.AddDate(0, 0, 6))}) +
			text("digest.up", "street", map[string]string{"number": "17", "change": "3"}) +
			text("digest.number", "traffic", map[string]string{"number": "9"}) +
			text("digest.everywhere", "hate", map[string]string{"number": "11"}) +
			text("digest.small", "home", nil) + text("digest.fixed", "street", nil)
		w.mu.Lock()
		w.model.facts = map[cell]int{}
		w.learnDigest(w.people[0], w.reader.read(strings.TrimSpace(digest)))
		if !maps.Equal(w.model.facts, want) {
			t.Errorf("%s: of %q is read %v; %q", lang, digest, w.model.facts, w.model.problems)
		}
		w.model.facts, w.model.problems = map[cell]int{}, nil
		w.mu.Unlock()
	}
}

// The reader of digests finds what naive suppression gives away.
func TestDigestsGiveAway(t *testing.T) {
	week := func(area string) cell { return cell{"w2026-49", "street", area} }
	areas := []string{"", "north", "south"}
	tests := []struct {
		name  string
		facts map[cell]int
		texts map[cell]int
		found int
	}{
		{"nothing is known", nil, nil, 0},
		{"the areas without their total", map[cell]int{week("north"): 7, week("south"): 9}, nil, 0},
		{"the total alone", map[cell]int{week("*"): 12}, nil, 0},
		{"a small number", map[cell]int{week("north"): 4}, nil, 1},
		{"all but one", map[cell]int{week("*"): 20, week("north"): 7, week("south"): 9}, nil, 1},
		{"two share too little", map[cell]int{week("*"): 10, week("north"): 7}, nil, 1},
		{"two share enough", map[cell]int{week("*"): 12, week("north"): 7}, nil, 0},
		{"two share enough, but their texts were read", map[cell]int{week("*"): 12, week("north"): 7}, map[cell]int{week("south"): 2}, 1},
	}
	for _, tt := range tests {
		if got := recovered(areas, tt.facts, tt.texts); len(got) != tt.found {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
