package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
)

// haifa is the second of two programmes in one process.
const haifa = "haifa"

// twoTelegrams are two bots behind one endpoint, as Telegram is.
func twoTelegrams(t *testing.T) (one, two *emulator.Server, endpoint string) {
	t.Helper()
	one = emulator.New(emulator.Options{Token: "4711:" + testSecret, Username: "kherson_bot", LocalWebhook: true, WebhookRetry: 50 * time.Millisecond})
	two = emulator.New(emulator.Options{Token: "4712:" + testSecret, Username: "haifa_bot", LocalWebhook: true, WebhookRetry: 50 * time.Millisecond})
	web := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/bot4712:") {
			two.ServeHTTP(rw, r)
			return
		}
		one.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() {
		one.Close()
		two.Close()
		web.Close()
	})
	return one, two, "TELEGRAM_API_ENDPOINT=" + web.URL + "/bot%s/%s"
}

// both are the settings of two programmes in one process.
func both(one, two *emulator.Server, endpoint string) []string {
	return []string{"PORCHLIGHT_PROGRAMME=" + kherson + "," + haifa, "TELEGRAM_TOKEN=", endpoint,
		"TELEGRAM_TOKEN_KHERSON=" + one.Token(), "TELEGRAM_TOKEN_HAIFA=" + two.Token()}
}

// TestTwoProgrammes runs two programmes in one process, polling and behind a
// webhook: what somebody tells one of them the other does not know.
func TestTwoProgrammes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, hook string }{{"polling", ""}, {"webhook", "/hook"}} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTown(t)
			one, two, endpoint := twoTelegrams(t)
			env := append(w.env(), both(one, two, endpoint)...)
			if tt.hook != "" {
				env = append(env, "PORCHLIGHT_WEBHOOK_URL=http://"+w.address+tt.hook)
			}
			w.bot = start(t, env, "run")
			w.runs = append(w.runs, w.bot)
			isReady(t, w.address, http.StatusOK)

			const id = 7_600_000_000
			first := w.emu
			w.emu = one
			here := newResident(w, id)
			w.emu = two
			there := newResident(w, id)
			w.emu = first
			here.write("/start")
			here.press(here.lang)
			here.press(here.age)
			there.write("/start")
			there.press("en") // it asks anew: they are a stranger there
			here.press("agree")
			for _, r := range []*resident{here, there} {
				if r.err != nil {
					t.Fatal(r.err)
				}
			}
			keys, err := w.rdb.Keys(t.Context(), "*").Result()
			if err != nil {
				t.Fatal(err)
			}
			people := map[string]bool{}
			for _, key := range keys {
				tag, rest, _ := strings.Cut(key, ":")
				if tag != "{"+kherson+"}" && tag != "{"+haifa+"}" {
					t.Errorf("the key %s is of neither", key)
				}
				if who, ok := strings.CutPrefix(rest, "p:"); ok {
					if people[who] {
						t.Errorf("%s is known in both", who)
					}
					people[who] = true
				}
			}
			if len(people) != 2 {
				t.Errorf("%d records of one person in two programmes", len(people))
			}
			for emu, path := range map[*emulator.Server]string{one: "/hook/" + kherson, two: "/hook/" + haifa} {
				told := ""
				for _, c := range emu.Calls() {
					if c.Method == "setwebhook" {
						told = c.Get("url")
					}
				}
				if tt.hook != "" && !strings.HasSuffix(told, path) {
					t.Errorf("the webhook is %q, want %s", told, path)
				}
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				if err := emu.WaitIdle(ctx); err != nil {
					t.Error(err)
				}
				cancel()
				if r := emu.TakeRefusals(); len(r) > 0 {
					t.Errorf("refused: %v", r)
				}
			}
			w.bot.term()
		})
	}
}

// TestOneOfTwoTokensIsWrong ends with 2 and says whose.
func TestOneOfTwoTokensIsWrong(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	one, two, endpoint := twoTelegrams(t)
	env := append(w.env(), both(one, two, endpoint)...)
	for _, tt := range []struct{ name, token, says string }{
		{"missing", "", "TELEGRAM_TOKEN_HAIFA is not set"},
		{"no token", "x", "TELEGRAM_TOKEN_HAIFA does not look like a token"},
		{"the other's", one.Token(), "TELEGRAM_TOKEN_HAIFA is the token of programme " + kherson},
		{"unknown to Telegram", two.Token() + "x", "TELEGRAM_TOKEN_HAIFA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, append(env, "TELEGRAM_TOKEN_HAIFA="+tt.token), "run")
			if code := p.code(patience); code != exitSetting {
				t.Errorf("exit code %d, want %d", code, exitSetting)
			}
			lines := strings.Split(strings.TrimSpace(p.stderr.String()), "\n")
			if last := lines[len(lines)-1]; !strings.Contains(last, tt.says) || strings.Contains(last, testSecret) {
				t.Errorf("the last line is %q", last)
			}
			p.sound()
		})
	}
}
