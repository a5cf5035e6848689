package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"porchlight/bot"
	"porchlight/locales"
)

// front answers on the listen address: health, readiness, metrics, webhooks.
type front struct {
	bots    atomic.Pointer[map[string]*bot.Bot] // by webhook path
	metrics http.Handler
}

// ownPaths are those that no webhook may have: they answer 200 to anything.
func ownPaths() []string { return []string{"/healthz", "/readyz", "/metrics"} }

func newFront(registry *prometheus.Registry, texts *locales.Bundle) *front {
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "porchlight_missing_texts", Help: "Texts that a language lacked and that were said in English."},
			func() float64 { return float64(texts.Missing()) }))
	return &front{metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{})}
}

// take puts the bots behind their paths.
func (f *front) take(bots map[string]*bot.Bot) { f.bots.Store(&bots) }

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		fmt.Fprintln(w, "ok")
	case "/readyz":
		if !f.ready() {
			http.Error(w, "waiting for Redis or Telegram", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	case "/metrics":
		f.metrics.ServeHTTP(w, r)
	default:
		if bots := f.bots.Load(); bots != nil {
			if b := (*bots)[r.URL.Path]; b != nil {
				b.ServeHTTP(w, r)
				return
			}
		}
		http.NotFound(w, r)
	}
}

func (f *front) ready() bool {
	bots := f.bots.Load()
	if bots == nil {
		return false
	}
	for _, b := range *bots {
		if !b.Ready() {
			return false
		}
	}
	return true
}

// serve answers until ctx ends.
func (f *front) serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: f, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		server.Shutdown(last)
	}()
	err := server.Serve(l)
	<-stopped
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve %s: %w", l.Addr(), err)
}
