package schedule

import (
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, 4) }

// testClock is domain time that a test moves.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newMetrics() Metrics {
	return Metrics{
		Outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jobs"}, []string{"job", "outcome"}),
		Lag:      prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lag"}, []string{"job"}),
	}
}
