package bot

import (
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
