// Package redisclient makes every client with which Porchlight talks to Redis, so
// that all of them behave alike: sized for two cores, nothing repeated by the client
// itself, and no error that tells where Redis is.
//
// ParseURL serves the address that an administrator writes, Socket a redis-server of
// our own, and Tuned whoever already has the options (a replica, with its master's
// credentials). All three dial through discreet.go, which takes the address out of
// every error. Nothing here knows what is stored.
package redisclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How every client of ours behaves, sized for two cores.
const (
	// Many commits under way share one fsync: 64 reach six times what one does.
	poolSize    = 64
	bufferSize  = 8 << 10
	dialTimeout = 2 * time.Second
	ioTimeout   = 3 * time.Second
	poolTimeout = 3 * time.Second
	// Nothing is repeated by the client: it would also repeat what was already
	// written when only the answer was late. Whoever has a deadline and knows
	// what may run twice repeats. (The Cluster client does repeat after a
	// network error, as it must to follow a failover; so scripts are
	// idempotent all the same.)
	noRetries = -1
	oneDial   = 1 // likewise: a Redis that is away is told at once
)

// The forms of REDIS_URL, told when one is not understood.
const urlForms = "use redis://[user:password@]host:port/db, rediss://..., unix:///path/to/socket?db=0, " +
	"redis+sentinel://[user:password@]host:port,host:port/MASTER/DB or redis+cluster://[user:password@]host:port,host:port; " +
	"percent-encode special characters of a password"

// ParseURL makes a client for an address as REDIS_URL spells it. It does not
// connect; the caller closes the client. Its errors hold nothing of the
// address: any part of it may be a mistyped password.
//
// With rediss+sentinel and rediss+cluster the connections are encrypted. The
// sentinels' own credentials, if they have any, are the options
// sentinel_username and sentinel_password.
func ParseURL(raw string) (redis.UniversalClient, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return nil, errors.New("the redis address has no scheme: " + urlForms)
	}
	switch scheme {
	case "redis", "rediss", "unix":
		options, err := redis.ParseURL(raw)
		if err != nil {
			return nil, errors.New("the redis address is not understood: " + urlForms) // the cause quotes it
		}
		if scheme == "unix" && options.Addr == "" {
			return nil, errors.New("the redis address names no socket: " + urlForms)
		}
		return redis.NewClient(Tuned(options)), nil
	case "redis+sentinel", "rediss+sentinel":
		return sentinelClient(rest, encryption(scheme))
	case "redis+cluster", "rediss+cluster":
		return clusterClient(rest, encryption(scheme))
	}
	return nil, errors.New("the redis address has an unknown scheme: " + urlForms)
}

func encryption(scheme string) *tls.Config {
	if !strings.HasPrefix(scheme, "rediss+") {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

// Socket reaches a server of our own.
func Socket(path string) *redis.Options {
	return Tuned(&redis.Options{Network: "unix", Addr: path})
}

// Tuned sets what every client must have, and the sizes that the address left open.
func Tuned(o *redis.Options) *redis.Options {
	o.ContextTimeoutEnabled = true // else a turn's deadline would not end a read
	o.MaxRetries, o.DialerRetries = noRetries, oneDial
	o.DisableIdentity = true
	o.MaintNotificationsConfig = noMaintenance()
	if o.PoolSize == 0 {
		o.PoolSize = poolSize
	}
	// A turn's commands are a few kilobytes; the library's 32 KiB each way
	// would be most of the process' memory.
	if o.ReadBufferSize == 0 {
		o.ReadBufferSize = bufferSize
	}
	if o.WriteBufferSize == 0 {
		o.WriteBufferSize = bufferSize
	}
	if o.DialTimeout == 0 {
		o.DialTimeout = dialTimeout
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = ioTimeout
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = ioTimeout
	}
	if o.PoolTimeout == 0 {
		o.PoolTimeout = poolTimeout
	}
	o.Dialer = discreetly(o.DialTimeout, o.TLSConfig)
	return o
}

// noMaintenance turns off a managed service's notifications, which cost a
// command per connection and which a plain server answers with an error.
func noMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

func sentinelClient(rest string, encrypt *tls.Config) (redis.UniversalClient, error) {
	a, err := splitAddress(rest, "26379")
	if err != nil {
		return nil, err
	}
	master, number, _ := strings.Cut(a.path, "/")
	db, ok := database(number)
	if master == "" || !ok {
		return nil, errors.New("the redis address needs /MASTER or /MASTER/DB after the sentinels: " + urlForms)
	}
	for option := range a.options {
		if option != "sentinel_username" && option != "sentinel_password" {
			return nil, errors.New("the redis address has an option other than sentinel_username and sentinel_password: " + urlForms)
		}
	}
	return redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: master, SentinelAddrs: a.hosts, DB: db,
		Username: a.user, Password: a.password,
		SentinelUsername: a.options.Get("sentinel_username"), SentinelPassword: a.options.Get("sentinel_password"),
		ContextTimeoutEnabled: true, MaxRetries: noRetries, DialerRetries: oneDial, DisableIdentity: true,
		PoolSize: poolSize, DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, PoolTimeout: poolTimeout,
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize,
		TLSConfig: encrypt, Dialer: discreetly(dialTimeout, encrypt),
	}), nil
}

func clusterClient(rest string, encrypt *tls.Config) (redis.UniversalClient, error) {
	a, err := splitAddress(rest, "6379")
	if err != nil {
		return nil, err
	}
	if (a.path != "" && a.path != "0") || len(a.options) > 0 {
		return nil, errors.New("the redis address of a cluster has no database and no options: " + urlForms)
	}
	cluster := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: a.hosts, Username: a.user, Password: a.password,
		ContextTimeoutEnabled: true, MaxRetries: noRetries, DialerRetries: oneDial, DisableIdentity: true,
		MaintNotificationsConfig: noMaintenance(),
		PoolSize:                 poolSize, DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, PoolTimeout: poolTimeout,
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize,
		TLSConfig: encrypt, Dialer: discreetly(dialTimeout, encrypt),
	})
	cluster.AddHook(lookAgain{cluster})
	cluster.AddHook(unmoved{})
	return cluster, nil
}

// lookAgain has the cluster's layout read anew after a network error: a dead
// master is then left within about 3 seconds instead of 11 to 15.
type lookAgain struct{ cluster *redis.ClusterClient }

func (h lookAgain) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h lookAgain) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return h.after(ctx, next(ctx, cmd))
	}
}

func (h lookAgain) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return h.after(ctx, next(ctx, cmds))
	}
}

func (h lookAgain) after(ctx context.Context, err error) error {
	var answered redis.Error // Redis spoke, so its node is alive
	if err != nil && !errors.As(err, &answered) && !errors.Is(err, context.Canceled) {
		h.cluster.ReloadState(ctx)
	}
	return err
}

// address is what stands behind the scheme. net/url takes one host only.
type address struct {
	user, password string
	hosts          []string // host:port, at least one
	path           string   // without its slashes at the ends
	options        url.Values
}

func splitAddress(rest, defaultPort string) (a address, err error) {
	rest, query, _ := strings.Cut(rest, "?")
	if a.options, err = url.ParseQuery(query); err != nil {
		return a, errors.New("the redis address has options that are not understood: " + urlForms)
	}
	authority, path, _ := strings.Cut(rest, "/")
	a.path = strings.Trim(path, "/")
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		user, password, _ := strings.Cut(authority[:i], ":")
		authority = authority[i+1:]
		var err1, err2 error
		a.user, err1 = url.PathUnescape(user)
		a.password, err2 = url.PathUnescape(password)
		if err1 != nil || err2 != nil {
			return a, errors.New("the redis address has a user or password that is not percent-encoded: " + urlForms)
		}
	}
	for _, host := range strings.Split(authority, ",") {
		host, ok := withPort(host, defaultPort)
		if !ok {
			return a, fmt.Errorf("the redis address has a host that is not host:port: %s", urlForms)
		}
		a.hosts = append(a.hosts, host)
	}
	return a, nil
}

func withPort(host, port string) (string, bool) {
	if strings.HasSuffix(host, "]") || !strings.Contains(host, ":") {
		host += ":" + port
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil || name == "" || strings.ContainsAny(name, " \t\r\n@#%") {
		return "", false
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", false
	}
	return host, true
}

func database(number string) (int, bool) {
	if number == "" {
		return 0, true
	}
	n, err := strconv.ParseUint(number, 10, 16)
	return int(n), err == nil
}
