package bot

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot/schedule"
)

// TestTableOfJobs: every job has a name of its own, a calendar that comes, and
// a time after which it is given up on.
func TestTableOfJobs(t *testing.T) {
	for _, programme := range []string{"kherson", "haifa", "krakow", "riverside", "dialogue"} {
		p := example(t, programme)
		names := map[string]bool{}
		for _, j := range jobs() {
			line := j.when(p.Schedule)
			if line == "" && (j.name == "guides" || j.name == "notices_at_once") { // the programme does not want it
				continue
			}
			plan, err := schedule.Parse(line, p.Zone)
			if err != nil {
				t.Errorf("%s: %v", j.name, err)
				continue
			}
			now := time.Date(2026, 11, 20, 10, 0, 0, 0, p.Zone)
			if next := plan.Next(now); next.IsZero() || next.Sub(now) > 366*24*time.Hour {
				t.Errorf("%s of %s comes at %v", j.name, programme, next)
			}
			if names[j.name] || j.name == "" || j.most <= 0 || j.run == nil {
				t.Errorf("%q is not as it should be", j.name)
			}
			names[j.name] = true
		}
	}
}

// TestTheDocsShowTheJobs: the table of docs/calendar.md names every job, and no other.
func TestTheDocsShowTheJobs(t *testing.T) {
	page, err := os.ReadFile("../docs/calendar.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| job | when | does |\n| --- | --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var said, are []string
	for _, line := range strings.Split(table, "\n") {
		for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(strings.SplitN(line, "|", 3)[1], -1) {
			said = append(said, m[1])
		}
	}
	for _, j := range jobs() {
		are = append(are, j.name)
	}
	slices.Sort(said)
	slices.Sort(are)
	if !slices.Equal(said, are) {
		t.Errorf("docs/calendar.md has the jobs\n%v\nbut there are\n%v", said, are)
	}
}
