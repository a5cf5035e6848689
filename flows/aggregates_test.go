package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPeriods(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		at       time.Time
		category Category
		want     [3]string
	}{
		{time.Date(2026, 11, 20, 12, 0, 0, 0, kyiv), Street, [3]string{"w2026-47", "m2026-11", "q2026-4"}},
		{time.Date(2027, 1, 1, 0, 30, 0, 0, kyiv), Street, [3]string{"w2026-53", "m2027-01", "q2027-1"}},
		{time.Date(2027, 3, 31, 23, 59, 0, 0, kyiv), Police, [3]string{"iw2027-13", "im2027-03", "iq2027-1"}},
	}
	for _, tt := range tests {
		if got := (Filed{Day: day(tt.at), Category: tt.category}).periods(); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.at, got, tt.want)
		}
	}
}

// TestPoliceConductStaysApart proves that nothing an officer's edition reads
// moves when somebody writes about the police.
func TestPoliceConductStaysApart(t *testing.T) {
	p := town(t)
	p.script(p.join(1), "& concern.police", "* tell", "* mine", "> x", "* read", "* send")
	p.script(p.join(2), "& concern.police", "* tell", "* mine", "* skip", "* counted", "* send")
	for at := range p.counts {
		if !strings.HasPrefix(at, "iw") && !strings.HasPrefix(at, "im") && !strings.HasPrefix(at, "iq") {
			t.Errorf("%s is counted", at)
		}
	}
	if n := p.counts["iw2026-47 *|police|p"]; n != 2 {
		t.Errorf("%d people", n)
	}
}

// fact is one concern as the plain model remembers it.
type fact struct {
	who     byte
	code    string
	at      time.Time
	filed   Filed
	uncount bool
}

// model counts facts the slow and obvious way.
func model(facts []fact) map[string]int {
	counts := map[string]int{}
	people := map[string]map[byte]bool{}
	for _, f := range facts {
		if f.uncount {
			continue
		}
		y, w := f.at.ISOWeek()
		mark := ""
		if f.filed.Category == Police {
			mark = "i"
		}
		area := f.filed.Area
		if area == "" {
			area = "-"
		}
		for _, period := range []string{fmt.Sprintf("w%d-%02d", y, w), fmt.Sprintf("m%d-%02d", f.at.Year(), f.at.Month()), fmt.Sprintf("q%d-%d", f.at.Year(), (f.at.Month()+2)/3)} {
			for _, a := range []string{area, "*"} {
				cell := mark + period + " " + a + "|" + string(f.filed.Category) + "|"
				tell := func(n, p string) {
					counts[cell+n]++
					if people[cell+p] == nil {
						people[cell+p] = map[byte]bool{}
					}
					people[cell+p][f.who] = true
				}
				tell("n", "p")
				if f.filed.Counted {
					tell("cn", "cp")
				}
			}
		}
	}
	for cell, who := range people {
		counts[cell] = len(who)
	}
	return counts
}

// TestCountsEqualAPlainModel files and takes back at random over months, with
// jumps to the ends of weeks, months, quarters and years.
func TestCountsEqualAPlainModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := town(r)
		p.now = time.Date(2026, 12, rapid.IntRange(1, 31).Draw(r, "first"), 22, 0, 0, 0, p.programme.Zone)
		for n := byte(1); n <= 3; n++ {
			p.join(n)
		}
		var facts []fact
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			p.now = p.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 7, 24, 24, 72, 24 * 20}).Draw(r, "hours")) * time.Hour)
			who := byte(rapid.IntRange(1, 3).Draw(r, "who"))
			if len(facts) > 0 && rapid.IntRange(0, 2).Draw(r, "what") == 0 {
				takeBack(r, p, facts)
			} else {
				facts = fileOne(r, p, who, facts)
			}
			got := maps.Clone(p.counts)
			maps.DeleteFunc(got, func(_ string, n int) bool { return n == 0 })
			if want := model(facts); !maps.Equal(got, want) {
				r.Fatalf("after %d:\ngot  %v\nwant %v", len(facts), sorted(got), sorted(want))
			}
		}
	})
}

func fileOne(r *rapid.T, p *play, who byte, facts []fact) []fact {
	p.people[ID{who}].Today = "" // the day's limit has its own test
	f := Filed{
		Area:     rapid.SampledFrom([]string{"korabel", "tavr", ""}).Draw(r, "area"),
		Category: rapid.SampledFrom([]Category{Street, Police}).Draw(r, "category"),
		Counted:  rapid.Bool().Draw(r, "counted"),
	}
	where, sight := "* list", "* read"
	moves := []string{"& concern." + string(f.Category)}
	if f.Category == Police {
		moves = append(moves, "* tell")
	}
	if f.Area == "" {
		moves = append(moves, "* skip")
	} else {
		moves = append(moves, where, "* a."+f.Area)
	}
	if f.Counted {
		sight = "* counted"
	}
	e, ok := effectOf[FileConcern](p.script(ID{who}, append(moves, "> x", sight, "* send")...))
	if !ok {
		r.Fatalf("not filed")
	}
	return append(facts, fact{who: who, code: e.Concern.Code, at: p.now, filed: f})
}

func takeBack(r *rapid.T, p *play, facts []fact) {
	f := &facts[rapid.IntRange(0, len(facts)-1).Draw(r, "which")]
	who := ID{f.who}
	p.script(who, "& "+caseDo(f.code))
	if p.concerns[f.code].Case == CaseWithdrawn {
		return
	}
	out := p.script(who, "* withdraw")
	y, w := f.at.ISOWeek()
	nowY, nowW := p.now.ISOWeek()
	f.uncount = y == nowY && w == nowW
	if says(out, "case.take_back.uncounted") != f.uncount || says(out, "case.take_back.stays") == f.uncount {
		r.Fatalf("the screen says otherwise: %v", out.Says)
	}
	p.script(who, "* withdraw")
}

func sorted(counts map[string]int) []string {
	var all []string
	for cell, n := range counts {
		all = append(all, fmt.Sprintf("%s=%d", cell, n))
	}
	slices.Sort(all)
	return all
}
