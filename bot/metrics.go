package bot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/flows"
)

// Metrics counts what a bot does; none of it names a person. docs/operate.md
// says what each means and when to worry.
type Metrics struct {
	updates     *prometheus.CounterVec // by kind
	turns       prometheus.Histogram   // seconds from the first read to the commit
	conflicts   prometheus.Counter     // commits that found something changed
	setAside    prometheus.Counter     // updates stored behind their chat
	queued      prometheus.Counter     // updates stored behind their chat because it sent many
	parked      prometheus.Counter     // updates given up on
	sends       *prometheus.CounterVec // by outcome
	calls       *prometheus.HistogramVec
	tooMany     prometheus.Counter // 429s
	leasesLost  prometheus.Counter
	clockSteps  prometheus.Counter // Redis' clock went back
	misrendered prometheus.Counter
	outbox      *prometheus.GaugeVec
	outboxAge   prometheus.Gauge
	evicted     prometheus.Gauge
	bulkAge     prometheus.Gauge
	queues      *prometheus.GaugeVec
	jobs        *prometheus.CounterVec // occurrences by job and outcome
	jobLag      *prometheus.GaugeVec   // seconds of domain time, by job
}

// NewMetrics registers a bot's metrics, labelled with its programme by the
// registerer. A nil registerer shows them nowhere.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		updates: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "porchlight_updates_total", Help: "Updates received, by kind."}, []string{"kind"}),
		turns: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "porchlight_turn_seconds", Help: "From the first read of a turn to its commit.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .05, .25, 1, 5}}),
		conflicts:   prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_commit_conflicts_total", Help: "Commits that found something changed and decided again."}),
		setAside:    prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_updates_set_aside_total", Help: "Updates stored behind their chat to be tried again."}),
		queued:      prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_updates_queued_total", Help: "Updates stored behind their chat because it sent more than could be answered at once."}),
		parked:      prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_updates_parked_total", Help: "Updates given up on and kept. Worth a look each."}),
		sends:       prometheus.NewCounterVec(prometheus.CounterOpts{Name: "porchlight_sends_total", Help: "Messages sent, by outcome."}, []string{"outcome"}),
		tooMany:     prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_too_many_requests_total", Help: "429 answers from Telegram."}),
		leasesLost:  prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_leases_lost_total", Help: "Sends whose lease was somebody else's when they ended."}),
		clockSteps:  prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_redis_clock_steps_total", Help: "Times that Redis' clock stepped back; what waited for it was brought forward."}),
		misrendered: prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_misrendered_total", Help: "Messages that a flow got wrong and that were sent mended."}),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "porchlight_telegram_seconds", Help: "Calls to Telegram, by method and outcome.",
			Buckets: []float64{.001, .01, .05, .1, .25, .5, 1, 5, 20, 60}}, []string{"method", "outcome"}),
		outbox:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "porchlight_outbox_people", Help: "People with waiting messages, by state."}, []string{"state"}),
		outboxAge: prometheus.NewGauge(prometheus.GaugeOpts{Name: "porchlight_outbox_age_seconds", Help: "For how long the oldest waiting message has been due, announcements not counted."}),
		evicted:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "porchlight_redis_evicted_keys", Help: "Keys that Redis deleted to make room since it started. Each may be a person."}),
		bulkAge:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "porchlight_bulk_age_seconds", Help: "For how long the oldest message of an announcement has been due that is neither paused nor held by quiet hours."}),
		queues:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "porchlight_updates_waiting", Help: "Updates kept, by state: chats with updates to be tried again, updates given up on."}, []string{"state"}),
		jobs:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "porchlight_jobs_total", Help: "Occurrences of the calendar's jobs, by outcome: done, failed, panicked (both are tried again), lost, given_back, missed."}, []string{"job", "outcome"}),
		jobLag:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "porchlight_job_lag_seconds", Help: "For how long the oldest occurrence of a job has been due that is not done; 0 if none is."}, []string{"job"}),
	}
	if r != nil {
		r.MustRegister(m.updates, m.turns, m.conflicts, m.setAside, m.queued, m.parked, m.sends, m.tooMany, m.leasesLost, m.clockSteps,
			m.misrendered, m.calls, m.outbox, m.outboxAge, m.evicted, m.bulkAge, m.queues, m.jobs, m.jobLag)
	}
	return m
}

// Observe is told of every call to Telegram; it fits api.Config.
func (m *Metrics) Observe(method, outcome string, took time.Duration) {
	m.calls.WithLabelValues(method, outcome).Observe(took.Seconds())
}

// update counts an update by its kind.
func (m *Metrics) update(in *incoming) {
	kind := "other"
	switch {
	case in.group:
		kind = "group"
	case in.ignore != "":
		kind = "ignored"
	case in.event.Kind == flows.Press:
		kind = "press"
	case in.event.Kind == flows.Command:
		kind = "command"
	case in.event.Kind == flows.Words:
		kind = "text"
	}
	m.updates.WithLabelValues(kind).Inc()
}

// measure reads what only Redis knows.
func (b *Bot) measure(ctx context.Context) {
	if waiting, leased, age, err := b.store.Depth(ctx); err == nil {
		b.metrics.outbox.WithLabelValues("waiting").Set(float64(waiting))
		b.metrics.outbox.WithLabelValues("sending").Set(float64(leased))
		b.metrics.outboxAge.Set(age.Seconds())
	}
	if n, err := b.store.Evicted(ctx); err == nil {
		b.metrics.evicted.Set(float64(n))
	}
	if age, err := b.store.BulkAge(ctx); err == nil {
		b.metrics.bulkAge.Set(age.Seconds())
	}
	if parked, waiting, err := b.store.Parked(ctx); err == nil {
		b.metrics.queues.WithLabelValues("parked").Set(float64(parked))
		b.metrics.queues.WithLabelValues("waiting").Set(float64(waiting))
	}
}
