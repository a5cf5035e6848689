package redisclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// This file keeps where Redis is out of every error and so out of every log: a
// host's name or address tells whoever reads the log where to look for the data.
// What went wrong is still said, and errors.Is and errors.As see through.

// discreetly makes connections whose errors name no address.
func discreetly(timeout time.Duration, encrypt *tls.Config) func(ctx context.Context, network, addr string) (net.Conn, error) {
	dial := redis.NewDialer(&redis.Options{DialTimeout: timeout, TLSConfig: encrypt})
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, discreetError{err, "connect to Redis"}
		}
		if raw, ok := conn.(syscall.Conn); ok {
			return checkedConn{discreetConn{conn}, raw}, nil
		}
		return discreetConn{conn}, nil
	}
}

// discreetConn hides the address in what goes wrong later.
type discreetConn struct{ net.Conn }

func (c discreetConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	return n, discreet(err, "read from Redis")
}

func (c discreetConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	return n, discreet(err, "write to Redis")
}

// checkedConn lets the client see whether an idle connection is still alive.
type checkedConn struct {
	discreetConn
	raw syscall.Conn
}

func (c checkedConn) SyscallConn() (syscall.RawConn, error) { return c.raw.SyscallConn() }

// discreet hides what a network error says beside its cause. Others name nothing.
func discreet(err error, doing string) error {
	var op *net.OpError
	if err == nil || !errors.As(err, &op) {
		return err
	}
	return discreetError{err, doing}
}

// discreetError is a network error that says what went wrong and not where. What
// kinds it does not know it does not quote.
type discreetError struct {
	error
	doing string
}

// Is and As stand for Unwrap, which the client calls to show what a failed
// connection was about.
func (e discreetError) Is(target error) bool { return errors.Is(e.error, target) }

func (e discreetError) As(target any) bool { return errors.As(e.error, target) }

func (e discreetError) Error() string { return e.doing + ": " + e.cause() }

func (e discreetError) Timeout() bool {
	var timed net.Error
	return errors.As(e.error, &timed) && timed.Timeout()
}

func (e discreetError) Temporary() bool { return e.Timeout() }

func (e discreetError) cause() string {
	var (
		name   *net.DNSError
		number syscall.Errno
	)
	switch {
	case errors.As(e.error, &name) && name.IsNotFound:
		return "no such host"
	case errors.As(e.error, &name):
		return "the name of its host could not be looked up"
	case errors.As(e.error, &number):
		return number.Error()
	case errors.Is(e.error, context.Canceled):
		return "canceled"
	case errors.Is(e.error, os.ErrDeadlineExceeded), e.Timeout():
		return "timed out"
	case errors.Is(e.error, net.ErrClosed):
		return "the connection was closed"
	case errors.As(e.error, new(x509.HostnameError)):
		return "its certificate is for another name"
	case errors.As(e.error, new(x509.UnknownAuthorityError)):
		return "its certificate is signed by an unknown authority"
	case errors.As(e.error, new(x509.CertificateInvalidError)):
		return "its certificate is not valid"
	case errors.As(e.error, new(tls.RecordHeaderError)):
		return "it does not speak TLS"
	}
	return "the connection failed"
}

// errMoved is a cluster that is being rearranged for longer than the client follows.
var errMoved = errors.New("the cluster moved these keys and says so again and again")

// unmoved hides the address in a redirection that was not followed to its end.
type unmoved struct{}

func (unmoved) DialHook(next redis.DialHook) redis.DialHook { return next }

func (unmoved) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := next(ctx, cmd); !redirects(err) {
			return err
		}
		cmd.SetErr(errMoved)
		return errMoved
	}
}

func (unmoved) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range cmds {
			if redirects(cmd.Err()) {
				cmd.SetErr(errMoved)
			}
		}
		if redirects(err) {
			return errMoved
		}
		return err
	}
}

func redirects(err error) bool {
	if err == nil {
		return false
	}
	_, moved := redis.IsMovedError(err)
	_, asked := redis.IsAskError(err)
	return moved || asked
}
