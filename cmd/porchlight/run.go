package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"porchlight/bot"
	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/redisclient"
	"porchlight/storage/redisserver"
	"porchlight/storage/seal"
)

// run serves until a signal.
func run(ctx context.Context, args []string, errs io.Writer) error {
	if len(args) > 0 {
		return setting("run takes no arguments (%q): its settings are environment variables, see docs/operate.md", args[0])
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	redis.SetLogger(redisLog{log})
	bundle, err := openWords(c.Locales, c.programmes)
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	s := &service{config: c, log: log, locales: bundle, registry: prometheus.NewRegistry()}
	return s.run(ctx, listener)
}

// listen takes the address first of all, so that a port in use is told at once.
func listen(address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, setting("PORCHLIGHT_LISTEN: cannot listen on %s (is it in use?): choose another port", address)
	}
	return l, nil
}

// service is a running Porchlight: the bots of one process and what they share.
type service struct {
	config   *config
	log      *slog.Logger
	locales  *locales.Bundle
	registry *prometheus.Registry
}

// run starts the store and the bots. Intake stops first, then dispatch and
// sending (each bot sees to that), then the store.
func (s *service) run(ctx context.Context, listener net.Listener) (err error) {
	front := newFront(s.registry, s.locales)
	var group errgroup.Group
	if listener != nil {
		serving, stopServing := context.WithCancel(context.WithoutCancel(ctx))
		group.Go(func() error { return front.serve(serving, listener) })
		defer func() {
			stopServing()
			err = errors.Join(err, group.Wait())
		}()
	}
	rdb, closeStore, err := s.openRedis(ctx)
	if err != nil {
		return err
	}
	defer closeStore()
	keyset, err := s.openKeyset(ctx, rdb)
	if err != nil {
		return err
	}
	bots, running := errgroup.WithContext(ctx)
	made, run := map[string]*bot.Bot{}, []func() error(nil)
	for _, p := range s.config.programmes {
		b, err := s.newBot(p, rdb, keyset)
		if err != nil {
			return err
		}
		made[s.webhookPath(p)] = b
		run = append(run, func() error { return s.named(p, asSetting(b.Run(running))) })
	}
	front.take(made)
	for _, r := range run {
		bots.Go(r)
	}
	return bots.Wait()
}

// named says of which programme an error is, where there are several.
func (s *service) named(p *flows.Programme, err error) error {
	if err == nil || len(s.config.programmes) == 1 {
		return err
	}
	return fmt.Errorf("programme %s (its token is %s): %w", p.Name, tokenName(p.Name), err)
}

// asSetting marks what only the person who started us can mend.
func asSetting(err error) error {
	for _, kind := range []error{bot.ErrToken, storage.ErrWrongKeyset, storage.ErrWrongBot, storage.ErrNewerSchema, storage.ErrNoFingerprint, storage.ErrMayLose} {
		if errors.Is(err, kind) {
			return settingError{err}
		}
	}
	return err
}

func (s *service) newBot(p *flows.Programme, rdb redis.UniversalClient, keyset *seal.Keyset) (*bot.Bot, error) {
	metrics := bot.NewMetrics(prometheus.WrapRegistererWith(prometheus.Labels{"programme": p.Name}, s.registry))
	client, err := api.New(api.Config{
		Token: s.config.tokens[p.Name], Endpoint: s.config.Endpoint, FileEndpoint: s.config.FileEndpoint, Observe: metrics.Observe,
	})
	if err != nil {
		return nil, settingError{err}
	}
	sealer := keyset.For(p.Name)
	store := storage.New(storage.Config{Redis: rdb, Programme: p.Name, Sealer: sealer, Pace: s.config.pace})
	return bot.New(bot.Config{
		Programme: p, Store: store, API: client, Locales: s.locales,
		Log: s.log.With("programme", p.Name), Metrics: metrics, Webhook: s.webhook(p, sealer),
		Durable: !s.config.MayLose,
	})
}

// webhook is where one programme's updates are delivered; nil: it polls.
func (s *service) webhook(p *flows.Programme, sealer *seal.Sealer) *bot.Webhook {
	if s.config.WebhookURL == "" {
		return nil
	}
	secret := s.config.WebhookSecret
	if secret == "" {
		secret = sealer.WebhookSecret()
	}
	address := s.config.WebhookURL
	if len(s.config.programmes) > 1 {
		address = strings.TrimRight(address, "/") + "/" + p.Name
	}
	return &bot.Webhook{URL: address, Secret: secret}
}

// webhookPath is the path at which one programme is delivered to; without a
// webhook, a name that no request has.
func (s *service) webhookPath(p *flows.Programme) string {
	path := ""
	if u, err := url.Parse(s.config.WebhookURL); err == nil && s.config.WebhookURL != "" {
		path = u.Path
	} else {
		return p.Name
	}
	if len(s.config.programmes) > 1 {
		return strings.TrimRight(path, "/") + "/" + p.Name
	}
	return "/" + strings.TrimLeft(path, "/")
}

// openRedis connects to REDIS_URL, or starts a redis-server of our own.
func (s *service) openRedis(ctx context.Context) (redis.UniversalClient, func(), error) {
	if s.config.RedisURL != "" {
		rdb, err := redisclient.ParseURL(s.config.RedisURL)
		if err != nil {
			return nil, nil, setting("REDIS_URL: %v", err)
		}
		return rdb, func() { rdb.Close() }, nil
	}
	return ownRedis(ctx, filepath.Join(s.config.Data, "redis"), s.log)
}

// ownRedis starts a redis-server in a folder and keeps it until the returned
// function is called.
func ownRedis(ctx context.Context, folder string, log *slog.Logger) (redis.UniversalClient, func(), error) {
	server, err := redisserver.Start(ctx, redisserver.Config{Dir: folder, Log: log})
	if errors.Is(err, redisserver.ErrNotInstalled) || errors.Is(err, redisserver.ErrFolderInUse) || errors.Is(err, fs.ErrPermission) {
		return nil, nil, settingError{err}
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return nil, nil, setting("PORCHLIGHT_DATA: %v: name a folder that can be written to", err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("start redis-server: %w", err)
	}
	keep, stop := context.WithCancel(context.WithoutCancel(ctx))
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		if err := server.Run(keep); err != nil {
			log.Error("redis-server", "error", err)
		}
	}()
	rdb := redis.NewClient(server.Options())
	return rdb, func() {
		rdb.Close()
		stop()
		<-kept
	}, nil
}

// openKeyset reads the keyset. A missing one is made only where nothing is
// kept yet: with another keyset everybody would be a stranger.
func (s *service) openKeyset(ctx context.Context, rdb redis.UniversalClient) (*seal.Keyset, error) {
	path := s.config.Keyset
	if path == "" {
		path = filepath.Join(s.config.Data, "keyset")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return s.firstKeyset(ctx, rdb, path)
		}
	}
	keyset, warning, err := seal.ReadKeyset(path)
	if err != nil {
		return nil, settingError{err}
	}
	if warning != "" {
		s.log.Warn(warning)
	}
	return keyset, nil
}

func (s *service) firstKeyset(ctx context.Context, rdb redis.UniversalClient, path string) (*seal.Keyset, error) {
	for _, p := range s.config.programmes {
		empty, err := storage.Empty(ctx, rdb, p.Name)
		for err != nil {
			s.log.Warn("waiting", "for", "Redis", "error", err)
			select {
			case <-ctx.Done():
				return nil, nil
			case <-time.After(time.Second):
			}
			empty, err = storage.Empty(ctx, rdb, p.Name)
		}
		if !empty {
			return nil, setting("Redis holds data of %s but there is no keyset at %s: bring the keyset back (PORCHLIGHT_KEYSET names its place)", p.Name, path)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, setting("PORCHLIGHT_DATA: %v", err)
	}
	keyset := seal.NewKeyset()
	if err := seal.WriteKeyset(path, keyset); err != nil {
		return nil, settingError{err}
	}
	s.log.Info("made a new keyset: keep a copy somewhere safe, apart from Redis", "file", path)
	return keyset, nil
}

// redisLog takes what go-redis logs into our log.
type redisLog struct{ log *slog.Logger }

func (l redisLog) Printf(_ context.Context, format string, v ...any) {
	l.log.Debug("redis client", "says", fmt.Sprintf(format, v...))
}
