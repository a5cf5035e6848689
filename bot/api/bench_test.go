//go:build unix

package api

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const serveEnv = "PORCHLIGHT_BENCH_SERVE"

// TestBenchServer is the other end of the benchmarks: a process of its own, so
// that the CPU they report is the client's alone.
func TestBenchServer(t *testing.T) {
	if os.Getenv(serveEnv) == "" {
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString(listener.Addr().String() + "\n")
	t.Fatal(http.Serve(listener, answer(200, "application/json", sent)))
}

func startBenchServer(b *testing.B) string {
	b.Helper()
	server := exec.Command(os.Args[0], "-test.run=^TestBenchServer$")
	server.Env = append(os.Environ(), serveEnv+"=1")
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(address)
}

func ownCPU() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func benchmarkCall(b *testing.B, call func(*Client) error) {
	c := clientOf(b, Config{Endpoint: "http://" + startBenchServer(b) + "/bot%s/%s"})
	b.ReportAllocs()
	b.SetParallelism(32)
	b.ResetTimer()
	before := ownCPU()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := call(c); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(ownCPU()-before)/float64(b.N), "cpu-ns/op")
}

var message = tgbotapi.Params{
	"chat_id": "123456789", "parse_mode": "HTML",
	"text":         "Thank you, your concern has been sent. <b>Number 17</b>",
	"reply_markup": `{"inline_keyboard":[[{"text":"Menu","callback_data":"1:menu"}]]}`,
}

func BenchmarkCall(b *testing.B) {
	benchmarkCall(b, func(c *Client) error {
		_, err := c.Call(b.Context(), "sendMessage", message)
		return err
	})
}

// BenchmarkLibrary is the same call as telegram-bot-api makes it, to compare.
func BenchmarkLibrary(b *testing.B) {
	benchmarkCall(b, func(c *Client) error {
		_, err := c.library(b.Context(), "sendMessage", callLimit).MakeRequest("sendMessage", message)
		return err
	})
}

// BenchmarkAnswer is what reading the answer to a press takes, without the line.
func BenchmarkAnswer(b *testing.B) {
	resp, answer := &http.Response{StatusCode: http.StatusOK}, []byte(`{"ok":true,"result":true}`)
	b.ReportAllocs()
	for b.Loop() {
		if !accepted(resp, "answerCallbackQuery", answer) || resultOf(answer).MessageID != 0 {
			b.Fatal("not accepted")
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		encode(message)
	}
}
