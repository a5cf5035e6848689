package redisclient

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redistest"
)

// TestErrorsDoNotSayWhereRedisIs asks servers that are away, in every form of
// address and for every kind of trouble.
func TestErrorsDoNotSayWhereRedisIs(t *testing.T) {
	t.Parallel()
	listener := func(serve func(net.Conn)) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ok(t, err)
		served := make(chan struct{})
		t.Cleanup(func() {
			l.Close()
			<-served
		})
		go func() {
			defer close(served)
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				serve(conn)
			}
		}()
		return l.Addr().String()
	}
	const closed = "127.0.0.1:1" // nobody listens there
	mute := listener(func(c net.Conn) { t.Cleanup(func() { c.Close() }) })
	slams := listener(func(c net.Conn) {
		var b [1]byte
		_, _ = c.Read(b[:])
		_ = c.(*net.TCPConn).SetLinger(0) // a reset, not an end
		_ = c.Close()
	})
	plain := listener(func(c net.Conn) {
		_, _ = c.Write([]byte("-ERR this is plain\r\n"))
		_ = c.Close()
	})
	tests := []struct {
		name, url string
		says      string
		secrets   []string
	}{
		{"nobody there", "redis://" + closed + "/0", "connection refused", []string{closed, "127.0.0.1", ":1"}},
		{"no socket", "unix:///tmp/porchlight-nowhere/redis.sock", "no such file", []string{"nowhere", "redis.sock"}},
		{"no such host", "redis://redis.town.invalid:6390/0", "connect to Redis", []string{"invalid", "6390"}},
		{"it says nothing", "redis://" + mute + "/0?read_timeout=30ms", "timed out", []string{mute, "127.0.0.1"}},
		{"it hangs up", "redis://" + slams + "/0", "EOF", []string{slams, "127.0.0.1"}},
		{"no TLS", "rediss://" + plain + "/0", "TLS", []string{plain, "127.0.0.1"}},
		{"no sentinel", "redis+sentinel://127.0.0.1:1,127.0.0.1:2/mymaster/0", "connection refused", []string{"127.0.0.1", ":1", ":2"}},
		{"no cluster", "redis+cluster://127.0.0.1:1,127.0.0.1:2", "connection refused", []string{"127.0.0.1", ":1", ":2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rdb, err := ParseURL(tt.url)
			ok(t, err)
			defer rdb.Close()
			err = rdb.Ping(t.Context()).Err()
			if err == nil {
				t.Fatal("it answers")
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			for _, secret := range tt.secrets {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q says %q", err, secret)
				}
			}
		})
	}
}

// TestDiscreetErrorsKeepTheirKind: whoever tells errors apart still can.
func TestDiscreetErrorsKeepTheirKind(t *testing.T) {
	t.Parallel()
	rdb := redis.NewClient(Tuned(&redis.Options{Addr: "127.0.0.1:1"}))
	defer rdb.Close()
	err := rdb.Ping(t.Context()).Err()
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "dial" {
		t.Errorf("%v is no failed dial any more", err)
	}
	timed := discreet(&net.OpError{Op: "read", Err: tooLate{}}, "read from Redis")
	var as net.Error
	if !errors.As(timed, &as) || !as.Timeout() {
		t.Errorf("%v is no time-out any more", timed)
	}
}

type tooLate struct{}

func (tooLate) Error() string   { return "127.0.0.1 is late" }
func (tooLate) Timeout() bool   { return true }
func (tooLate) Temporary() bool { return true }

// TestIdleConnectionsAreStillChecked: one that died while nobody used it costs no
// command.
func TestIdleConnectionsAreStillChecked(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	rdb := redis.NewClient(Tuned(&redis.Options{Network: "unix", Addr: server.Addr(), PoolSize: 1}))
	defer rdb.Close()
	ok(t, rdb.Ping(t.Context()).Err())
	server.Kill()
	server.Restart()
	if err := rdb.Ping(t.Context()).Err(); err != nil {
		t.Errorf("a dead connection was used: %v", err)
	}
}

// TestRedirectionsDoNotSayWhereRedisIs: a MOVED that reaches the caller.
func TestRedirectionsDoNotSayWhereRedisIs(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	rdb.AddHook(unmoved{})
	const script = "return redis.error_reply('MOVED 7 10.11.12.13:6390')"
	if err := rdb.Eval(t.Context(), script, nil).Err(); !errors.Is(err, errMoved) {
		t.Errorf("%v", err)
	}
	pipe := rdb.Pipeline()
	cmd := pipe.Eval(t.Context(), script, nil)
	if _, err := pipe.Exec(t.Context()); !errors.Is(err, errMoved) || !errors.Is(cmd.Err(), errMoved) {
		t.Errorf("%v, %v", err, cmd.Err())
	}
}
