package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"porchlight/testrun"
)

// binary is where TestMain built porchlight.
var binary string

// TestMain builds the binary once: these tests run, kill and restart the real
// thing.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "porchlight-test-")
	if err == nil {
		binary = filepath.Join(dir, "porchlight")
		err = build(binary)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	testrun.Main(m, testrun.Long(4, 1), goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(dir)
		os.Exit(code)
	}))
}

func build(to string) error {
	args := append([]string{"build", "-o", to}, raceFlags()...)
	out, err := exec.Command("go", append(args, ".")...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build the binary: %w\n%s", err, out)
	}
	return nil
}

// patience bounds every wait for something that should take a moment, on a machine that
// has a lot to do at that moment.
const patience = 2 * time.Minute

// logged says how long something took. It is no test: the machine may have other things
// to do, and patience bounds the wait.
func logged(t testing.TB, took time.Duration, what string) {
	t.Helper()
	t.Logf("%s: %v", what, took.Round(10*time.Millisecond))
}

// process is one run of the binary.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	stdout keeper
	stderr keeper
	exited chan struct{} // closed at its end
}

// keeper keeps all that was written to it, and wakes who waits for more.
type keeper struct {
	mu      sync.Mutex
	all     bytes.Buffer
	changed chan struct{}
}

func (k *keeper) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changed != nil {
		close(k.changed)
		k.changed = nil
	}
	return k.all.Write(p)
}

func (k *keeper) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all.String()
}

// look gives what was written and a channel that is closed when there is more.
func (k *keeper) look() (string, <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changed == nil {
		k.changed = make(chan struct{})
	}
	return k.all.String(), k.changed
}

// start runs the binary in an environment that holds nothing but env.
func start(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), exited: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.SysProcAttr = childAttributes()
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start the binary: %v", err)
	}
	go func() {
		_ = p.cmd.Wait() // its end is read from the state
		close(p.exited)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as kill -9 does. Killing a dead one is fine.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// code waits for the end and gives the exit code.
func (p *process) code(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(within):
		p.t.Fatalf("the process still runs after %v; stderr:\n%s", within, p.stderr.String())
	}
	return p.cmd.ProcessState.ExitCode()
}

// term asks for a clean end.
func (p *process) term() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("SIGTERM: %v", err)
	}
	if code := p.code(patience); code != exitOK {
		p.t.Errorf("exit code %d after SIGTERM; stderr:\n%s", code, p.stderr.String())
	}
}

// saysLine waits until one line on stderr holds all parts.
func (p *process) saysLine(parts ...string) {
	p.t.Helper()
	deadline := time.After(patience)
	for {
		text, more := p.stderr.look()
		if slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
			return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
		}) {
			return
		}
		select {
		case <-more:
		case <-p.exited:
			p.t.Fatalf("the process ended without a line with %q; stderr:\n%s", parts, p.stderr.String())
		case <-deadline:
			p.t.Fatalf("no line with %q; stderr:\n%s", parts, p.stderr.String())
		}
	}
}

// sound fails on what no process of ours may ever write.
func (p *process) sound() {
	p.t.Helper()
	for _, bad := range []string{"panic", "DATA RACE", "fatal error", "goroutine "} {
		if text := p.stderr.String(); strings.Contains(text, bad) {
			p.t.Errorf("stderr holds %q:\n%s", bad, text)
			return
		}
	}
}

// isReady waits until /readyz at an address answers with code.
func isReady(t testing.TB, address string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	last := 0
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := client.Do(request); err == nil {
			last = answer.StatusCode
			_ = answer.Body.Close()
			if last == code {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("/readyz says %d and never %d", last, code)
		}
	}
}

// freeAddress is an address at which nobody listens just now.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
