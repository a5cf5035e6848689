package sim

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// deed is one thing that can be left out of a town: what a person does as their n-th
// thing in a burst, or one of the faults.
type deed struct {
	burst, who, n int
}

// Whose deeds the faults are.
const (
	moods    = -1 // of Telegram
	troubles = -2 // of machines
	blocks   = -3 // of people, by their number
)

// script says what of a town is played, and keeps what was.
type script struct {
	only  map[deed]bool // nil: everything
	burst int           // the last one that matters, if not everything is played
	plant bool          // whoever gets a receipt loses the concern

	done []deed
}

// plays says whether something is to be done, and notes it if so. The town's mu is not
// held.
func (w *town) plays(d deed) bool {
	if w.script.only != nil && !w.script.only[d] {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.script.done = append(w.script.done, d)
	return true
}

// shorten leaves out as much as it can of a list that fails, in ever smaller pieces, and
// returns one of which nothing can be left out, or what it had when the time was over.
func shorten(list []deed, until time.Time, fails func([]deed) bool) []deed {
	for size := (len(list) + 1) / 2; size > 0; {
		less := false
		for at := 0; at < len(list) && time.Now().Before(until); {
			without := slices.Concat(list[:at], list[min(at+size, len(list)):])
			if fails(without) {
				list, less = without, true
			} else {
				at += size
			}
		}
		switch {
		case size > 1:
			size = (size + 1) / 2
		case !less || !time.Now().Before(until):
			return list
		}
	}
	return list
}

// cut tells the shortest story that fails as a run did.
func cut(t *testing.T, seed uint64, people int, r run, most time.Duration, plant bool) string {
	list := slices.Clone(r.done)
	slices.SortStableFunc(list, func(a, b deed) int { return cmp.Compare(a.who, b.who) })
	only := func(list []deed) script {
		s := script{only: map[deed]bool{}, burst: r.burst, plant: plant}
		for _, d := range list {
			s.only[d] = true
		}
		return s
	}
	tried := 0
	fails := func(list []deed) bool {
		tried++
		return alike(r, inBubble(t, seed, people, r.burst+1, only(list)))
	}
	if !fails(list) {
		return "the failure does not come back by itself"
	}
	list = shorten(list, time.Now().Add(most), fails)
	last := inBubble(t, seed, people, r.burst+1, only(list))
	return fmt.Sprintf("%d of %d deeds are enough, after %d runs:\n%s\n%s", len(list), len(r.done), tried, last.story(), strings.Join(last.problems, "\n"))
}

var plainWord = regexp.MustCompile(`\b[a-z]+\b`)

// alike says whether two runs failed in the same way: the same words of the first
// problem, whoever it was about.
func alike(a, b run) bool {
	if len(a.problems) == 0 || len(b.problems) == 0 {
		return len(a.problems) == len(b.problems)
	}
	kind := func(r run) string {
		_, what, _ := strings.Cut(r.problems[0], ": ")
		words := plainWord.FindAllString(what, -1)
		return strings.Join(words[:min(len(words), 6)], " ")
	}
	return kind(a) == kind(b)
}

// story is what people did and read, and what broke, in its order.
func (r run) story() string {
	var told []string
	for _, line := range r.trace {
		if strings.HasPrefix(line, ">") || strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "!") {
			told = append(told, fmt.Sprintf("%.240s", line))
		}
	}
	return strings.Join(told, "\n")
}

// A seed that fails is cut to what is needed to fail, and told: here to the presses by
// which one person sends a concern, which a planted fault loses.
func TestAFailureIsCutShort(t *testing.T) {
	t.Parallel()
	out, err := child(t, "-sim.seed=16", "-sim.people=5", "-sim.steps=1", "-sim.plant", "-sim.shorten=3m")
	found := enough.FindSubmatch(out)
	if err == nil || found == nil {
		t.Fatalf("the planted fault is not found and cut short (%v):\n%s", err, out)
	}
	kept, _ := strconv.Atoi(string(found[1]))
	all, _ := strconv.Atoi(string(found[2]))
	if story := string(out[bytes.Index(out, found[0]):]); kept > 20 || all < 4*kept || strings.Count(story, "> person") < 4 || !strings.Contains(story, "is lost") {
		t.Errorf("%d of %d deeds are left: %s", kept, all, story)
	}
	t.Logf("%s", found[0])
}

var enough = regexp.MustCompile(`(\d+) of (\d+) deeds are enough, after \d+ runs`)

func TestShorten(t *testing.T) {
	var all []deed
	for n := range 100 {
		all = append(all, deed{n: n})
	}
	tests := []struct {
		name  string
		needs []int
	}{
		{"nothing", nil}, {"one", []int{37}}, {"the first and the last", []int{0, 99}}, {"some", []int{3, 4, 50, 51, 77}},
	}
	for _, tt := range tests {
		var want []deed
		for _, n := range tt.needs {
			want = append(want, deed{n: n})
		}
		tried := 0
		got := shorten(all, time.Now().Add(time.Hour), func(list []deed) bool {
			tried++
			for _, d := range want {
				if !slices.Contains(list, d) {
					return false
				}
			}
			return true
		})
		if !slices.Equal(got, want) || tried > 100 {
			t.Errorf("%s: %v is left, after %d runs", tt.name, got, tried)
		}
	}
}
