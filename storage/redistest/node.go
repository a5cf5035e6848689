package redistest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Node is one server of a Cluster or of a Sentinel set-up, on a port of its own
// on the loopback, with its data in a folder of its own.
type Node struct {
	t       testing.TB
	dir     string
	port    int
	args    []string
	process *exec.Cmd
	exited  chan struct{}
	rdb     *redis.Client
}

// startNode starts a redis-server; makeArgs is told its folder and two free
// ports, of which it listens on the first. A port that somebody else takes
// first is given up for another.
func startNode(t testing.TB, makeArgs func(dir string, port, second int) []string) *Node {
	t.Helper()
	dir := newFolder(t)
	n := &Node{t: t, dir: dir}
	t.Cleanup(func() {
		n.Kill()
		_ = os.RemoveAll(dir)
	})
	for range 5 {
		ports := freePorts(t, 2)
		n.port, n.args = ports[0], makeArgs(dir, ports[0], ports[1])
		n.launch()
		if n.answers() {
			o := options("tcp", n.Addr())
			o.DialTimeout = time.Second
			n.rdb = client(t, o)
			return n
		}
		n.Kill()
	}
	log, _ := os.ReadFile(filepath.Join(dir, "redis.log"))
	t.Fatalf("redis-server does not start:\n%s", log)
	return nil
}

// freePorts are ports at which nobody listens just now.
func freePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // at the end, so that all are different
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// dataArgs are what every server that keeps data is started with.
func dataArgs(dir string, port int, more ...string) []string {
	return append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir,
		"--logfile", filepath.Join(dir, "redis.log"), "--appendonly", "yes", "--appendfsync", "always", "--save", "",
		"--maxmemory-policy", "noeviction", "--daemonize", "no",
		"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"}, more...)
}

// Addr is host:port.
func (n *Node) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

// Dir is where the node keeps its append-only file (in appendonlydir).
func (n *Node) Dir() string { return n.dir }

// Client reaches this node alone. It is closed with the test.
func (n *Node) Client() *redis.Client { return n.rdb }

// Kill ends the node as kill -9 does. Killing a dead one is fine.
func (n *Node) Kill() {
	n.t.Helper()
	if n.process == nil {
		return
	}
	_ = n.process.Process.Kill() // also ends a paused one
	<-n.exited
	n.process = nil
}

// Pause makes the node hang until Resume.
func (n *Node) Pause() { n.signal(syscall.SIGSTOP) }

// Resume ends Pause.
func (n *Node) Resume() { n.signal(syscall.SIGCONT) }

func (n *Node) signal(sig syscall.Signal) {
	n.t.Helper()
	if err := n.process.Process.Signal(sig); err != nil {
		n.t.Fatalf("signal redis-server: %v", err)
	}
}

// Restart starts a dead node on its data and returns when it answers.
func (n *Node) Restart() {
	n.t.Helper()
	n.Kill()
	n.launch()
	if !n.answers() {
		log, _ := os.ReadFile(filepath.Join(n.dir, "redis.log"))
		n.t.Fatalf("redis-server does not come back:\n%s", log)
	}
}

func (n *Node) launch() {
	n.t.Helper()
	cmd := exec.Command("redis-server", n.args...)
	cmd.SysProcAttr = childAttributes()
	if err := cmd.Start(); err != nil {
		n.t.Fatalf("start redis-server: %v", err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	n.process, n.exited = cmd, exited
}

// answers waits for the node and says whether it lives.
func (n *Node) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	rdb := redis.NewClient(options("tcp", n.Addr()))
	defer rdb.Close()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for rdb.Ping(ctx).Err() != nil {
		select {
		case <-tick.C:
		case <-n.exited:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// do runs one command on the node, which must succeed.
func (n *Node) do(args ...any) {
	n.t.Helper()
	if err := n.rdb.Do(n.t.Context(), args...).Err(); err != nil {
		n.t.Fatalf("%v on %s: %v", args, n.Addr(), err)
	}
}

// until waits until ok holds.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited for %s", what)
		}
	}
}

// info says whether a section of INFO holds every line.
func (n *Node) info(section string, lines ...string) bool {
	text, err := n.rdb.Info(context.Background(), section).Result()
	return err == nil && holdsLines(text, lines)
}
