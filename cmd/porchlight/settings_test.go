package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows/programmes"
	"porchlight/storage/seal"
)

// complains runs the binary and checks that it ends at once with 2 and exactly
// one line on stderr that holds every part and no token.
func complains(t *testing.T, env []string, args []string, parts ...string) {
	t.Helper()
	p := start(t, env, args...)
	if code := p.code(patience); code != exitSetting {
		t.Errorf("exit code %d, want %d", code, exitSetting)
	}
	text := p.stderr.String()
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		t.Errorf("stderr is not one line:\n%s", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("stderr does not say %q:\n%s", part, text)
		}
	}
	if strings.Contains(text, testSecret) || strings.Contains(p.stdout.String(), testSecret) {
		t.Errorf("the token was printed:\n%s", text)
	}
}

// goodEnv is a complete environment, but for what the test says instead.
func goodEnv(t *testing.T, instead ...string) []string {
	t.Helper()
	env := []string{
		"TELEGRAM_TOKEN=4711:" + testSecret,
		"TELEGRAM_API_ENDPOINT=http://127.0.0.1:1/bot%s/%s",
		"REDIS_URL=unix://" + filepath.Join(t.TempDir(), "nobody.sock"),
		"PORCHLIGHT_DATA=" + t.TempDir(),
	}
	return append(env, instead...) // the last of equal names counts
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// khersonWith is the example's file with one thing replaced, and the line on
// which that stands.
func khersonWith(t *testing.T, old, now string) (content string, line int) {
	t.Helper()
	raw, ok := programmes.Read(kherson)
	at := strings.Index(string(raw), old)
	if !ok || at < 0 {
		t.Fatalf("the example has no %q", old)
	}
	return strings.Replace(string(raw), old, now, 1), strings.Count(string(raw)[:at], "\n") + 1
}

// TestSettings is every setting that can be wrong: one line that says which and
// what to do, and exit code 2.
func TestSettings(t *testing.T) {
	t.Parallel()
	badZone, _ := khersonWith(t, `zone = "Europe/Kyiv"`, `zone = "Mars/Olympus"`)
	broken, _ := khersonWith(t, `zone = "Europe/Kyiv"`, `zone = = Europe`)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	missing := filepath.Join(t.TempDir(), "missing")
	for _, tt := range []struct {
		name  string
		env   []string
		parts []string
	}{
		{"no token", []string{"TELEGRAM_TOKEN="}, []string{"TELEGRAM_TOKEN", "BotFather"}},
		{"a token without a colon", []string{"TELEGRAM_TOKEN=" + testSecret}, []string{"TELEGRAM_TOKEN", "BotFather"}},
		{"a token without a number", []string{"TELEGRAM_TOKEN=bot:" + testSecret}, []string{"TELEGRAM_TOKEN"}},
		{"a token with a space", []string{"TELEGRAM_TOKEN=4711:" + testSecret + " x"}, []string{"TELEGRAM_TOKEN"}},
		{"an endpoint without places", []string{"TELEGRAM_API_ENDPOINT=http://127.0.0.1:1/bot"}, []string{"TELEGRAM_API_ENDPOINT"}},
		{"an endpoint of another kind", []string{"TELEGRAM_API_ENDPOINT=ftp://h/bot%s/%s"}, []string{"TELEGRAM_API_ENDPOINT"}},
		{"a file endpoint without places", []string{"TELEGRAM_FILE_ENDPOINT=http://h/"}, []string{"TELEGRAM_FILE_ENDPOINT"}},
		{"a Redis without a scheme", []string{"REDIS_URL=localhost:6379"}, []string{"REDIS_URL", "redis://"}},
		{"a Redis of another scheme", []string{"REDIS_URL=http://localhost"}, []string{"REDIS_URL", "redis://"}},
		{"a Redis with a bad port", []string{"REDIS_URL=redis://:pa55word@localhost:port/x"}, []string{"REDIS_URL"}},
		{"a missing programme", []string{"PORCHLIGHT_PROGRAMME=" + missing}, []string{"programme", missing}},
		{"a broken programme", []string{"PORCHLIGHT_PROGRAMME=" + file(t, "town.toml", broken)}, []string{"town.toml:"}},
		{"an unknown time zone", []string{"PORCHLIGHT_PROGRAMME=" + file(t, "zone.toml", badZone)}, []string{"zone.toml:", "Mars/Olympus"}},
		{"the same programme twice", []string{"PORCHLIGHT_PROGRAMME=kherson,kherson"}, []string{"PORCHLIGHT_PROGRAMME"}},
		{"a missing keyset", []string{"PORCHLIGHT_KEYSET=" + missing}, []string{"keyset", missing, "keygen"}},
		{"a keyset of garbage", []string{"PORCHLIGHT_KEYSET=" + file(t, "keyset", "garbage")}, []string{"keyset"}},
		{"an empty keyset", []string{"PORCHLIGHT_KEYSET=" + file(t, "keyset", "")}, []string{"keyset"}},
		{"a folder as keyset", []string{"PORCHLIGHT_KEYSET=" + t.TempDir()}, []string{"keyset"}},
		{"a pace in words", []string{"PORCHLIGHT_PACE=fast"}, []string{"PORCHLIGHT_PACE", "telegram"}},
		{"a pace of nothing", []string{"PORCHLIGHT_PACE=total=0"}, []string{"PORCHLIGHT_PACE"}},
		{"an unknown pace", []string{"PORCHLIGHT_PACE=people=3"}, []string{"PORCHLIGHT_PACE"}},
		{"a pace that is no number", []string{"PORCHLIGHT_PACE=total=NaN"}, []string{"PORCHLIGHT_PACE"}},
		{"a port in use", []string{"PORCHLIGHT_LISTEN=" + taken.Addr().String()}, []string{"PORCHLIGHT_LISTEN", taken.Addr().String()}},
		{"an address without a port", []string{"PORCHLIGHT_LISTEN=localhost"}, []string{"PORCHLIGHT_LISTEN"}},
		{"a webhook that is no address", []string{"PORCHLIGHT_WEBHOOK_URL=here"}, []string{"PORCHLIGHT_WEBHOOK_URL"}},
		{"a webhook where health is", []string{"PORCHLIGHT_WEBHOOK_URL=https://h/healthz"}, []string{"PORCHLIGHT_WEBHOOK_URL", "/healthz"}},
		{"a webhook where readiness is, spelled oddly", []string{"PORCHLIGHT_WEBHOOK_URL=https://h:8443/%72eadyz?x=1"}, []string{"PORCHLIGHT_WEBHOOK_URL", "/readyz"}},
		{"a webhook where the metrics are", []string{"PORCHLIGHT_WEBHOOK_URL=https://h/metrics"}, []string{"PORCHLIGHT_WEBHOOK_URL", "/metrics"}},
		{"a webhook secret with a space", []string{"PORCHLIGHT_WEBHOOK_URL=https://h/x", "PORCHLIGHT_WEBHOOK_SECRET=a b"}, []string{"PORCHLIGHT_WEBHOOK_SECRET"}},
		{"own words that are no folder", []string{"PORCHLIGHT_LOCALES=" + missing}, []string{"PORCHLIGHT_LOCALES", missing}},
		{"own words that are broken", []string{"PORCHLIGHT_LOCALES=" + filepath.Dir(file(t, "uk.toml", "[menu]\nask = \"x\n"))}, []string{"PORCHLIGHT_LOCALES", "uk.toml:2:"}},
		{"own words that lost a number", []string{"PORCHLIGHT_LOCALES=" + filepath.Dir(file(t, "uk.toml", "[danger]\ncall = \"Телефонуйте\"\n"))}, []string{"PORCHLIGHT_LOCALES", "uk.toml:2: danger.call"}},
		{"a data folder that is a file", []string{"REDIS_URL=", "PORCHLIGHT_DATA=" + file(t, "data", "x")}, []string{"data"}},
	} {
		t.Run(tt.name, func(t *testing.T) { complains(t, goodEnv(t, tt.env...), []string{"run"}, tt.parts...) })
	}
	for _, args := range [][]string{nil, {"walk"}, {"run", "fast"}, {"keygen"}, {"keygen", "a", "b"}, {"check", "a", "b"},
		{"demo", "now"}, {"demo", "--listen"}, {"demo", "--listen", taken.Addr().String()}, {"demo", "--programme", missing}} {
		t.Run("arguments "+strings.Join(args, " "), func(t *testing.T) { complains(t, goodEnv(t), args) })
	}
}

// TestWrongData is what only Redis and Telegram together can tell.
func TestWrongData(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	r := newResident(w, 7_300_000_000)
	r.write("/start")
	if r.err != nil {
		t.Fatal(r.err)
	}
	w.bot.term()
	other := filepath.Join(t.TempDir(), "other")
	if err := seal.WriteKeyset(other, seal.NewKeyset()); err != nil {
		t.Fatal(err)
	}
	t.Run("another keyset", func(t *testing.T) {
		complains(t, append(w.env(), "PORCHLIGHT_KEYSET="+other), []string{"run"}, "keyset")
	})
	t.Run("the keyset is gone", func(t *testing.T) {
		complains(t, append(w.env(), "PORCHLIGHT_DATA="+t.TempDir()), []string{"run"}, "keyset", "PORCHLIGHT_KEYSET")
	})
	t.Run("a token that Telegram does not know", func(t *testing.T) {
		complains(t, append(w.env(), "TELEGRAM_TOKEN=4711:"+testSecret+"x"), []string{"run"}, "token", "BotFather")
	})
	t.Run("another bot", func(t *testing.T) {
		emu := emulator.New(emulator.Options{Token: "4712:" + testSecret})
		web := httptest.NewServer(emu)
		t.Cleanup(web.Close)
		t.Cleanup(emu.Close)
		complains(t, append(w.env(), "TELEGRAM_TOKEN="+emu.Token(), "TELEGRAM_API_ENDPOINT="+web.URL+"/bot%s/%s"), []string{"run"}, "another bot")
	})
	t.Run("data of a newer version", func(t *testing.T) {
		meta := "{" + kherson + "}:meta"
		written := w.rdb.HGet(t.Context(), meta, "schema").Val()
		if err := w.rdb.HSet(t.Context(), meta, "schema", "99").Err(); err != nil {
			t.Fatal(err)
		}
		complains(t, w.env(), []string{"run"}, "newer version", "update")
		if err := w.rdb.HSet(t.Context(), meta, "schema", written).Err(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a token that is taken back while running", func(t *testing.T) {
		w.up()
		isReady(t, w.address, http.StatusOK)
		stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.Unauthorized, Method: "getupdates"})
		defer stop()
		r.person.Send("/start") // ends the long poll
		w.bot.t = t
		if code := w.bot.code(patience); code != exitSetting {
			t.Errorf("exit code %d, want %d; stderr:\n%s", code, exitSetting, w.bot.stderr.String())
		}
	})
}

func TestKeygen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset")
	p := start(t, nil, "keygen", path)
	if code := p.code(patience); code != exitOK || p.stderr.String() != "" || !strings.Contains(p.stdout.String(), path) {
		t.Fatalf("exit code %d, %q, %q", code, p.stdout.String(), p.stderr.String())
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the keyset's mode is %v, %v", info.Mode(), err)
	}
	complains(t, nil, []string{"keygen", path}, path, "never overwritten")
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("keygen changed a keyset, %v", err)
	}
	complains(t, nil, []string{"keygen", filepath.Join(path, "below")}, path)
}

// TestCheckOfAProgramme is the one command that may complain in several lines:
// one for each problem, and one that says how many.
func TestCheckOfAProgramme(t *testing.T) {
	t.Parallel()
	good, _ := khersonWith(t, "x", "x")
	if p := start(t, nil, "check", file(t, "good.toml", good)); p.code(patience) != exitOK || p.stderr.String() != "" {
		t.Errorf("a good file: exit code %d\n%s%s", p.cmd.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String())
	}
	bad, line := khersonWith(t, `emergency = "112"`, `emergenci = "112"`)
	path := file(t, "bad.toml", bad)
	complains(t, nil, []string{"check", path}, "complaint")
	p := start(t, nil, "check", path)
	p.code(patience)
	if where := "bad.toml:" + strconv.Itoa(line); !strings.Contains(p.stdout.String(), where) {
		t.Errorf("no complaint about %s:\n%s", where, p.stdout.String())
	}
	complains(t, nil, []string{"check", path + "x"}, path+"x")
	own := file(t, "ru.toml", "[menu]\nask = \"x\n")
	env := []string{"PORCHLIGHT_LOCALES=" + filepath.Dir(own)}
	complains(t, env, []string{"check"}, "complaint")
	complains(t, env, []string{"demo", "--listen", "127.0.0.1:0"}, "PORCHLIGHT_LOCALES", "ru.toml:2:")
	p = start(t, env, "check")
	p.code(patience)
	if !strings.Contains(p.stdout.String(), own+":2:") {
		t.Errorf("no complaint about %s:\n%s", own, p.stdout.String())
	}
}

// TestTranslateCommand: work goes out, comes back into the operator's own folder, and
// is said from the next start on.
func TestTranslateCommand(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(file(t, "en.toml", "[danger]\nnobody = \"Nobody has been called.\"\n"))
	env := []string{"PORCHLIGHT_LOCALES=" + folder}
	complains(t, env, []string{"check", "kherson"}, "2 complaints") // Ukrainian and Russian
	for _, lang := range []string{"uk", "ru"} {
		p := start(t, env, "translate", lang)
		if code := p.code(patience); code != exitOK || !strings.Contains(p.stderr.String(), "0 missing, 1 stale") {
			t.Fatalf("exit code %d\n%s", code, p.stderr.String())
		}
		lost := file(t, "lost.toml", strings.ReplaceAll(p.stdout.String(), "other = \"", "other = \"{{.x}} "))
		complains(t, env, []string{"translate", lang, "--merge", lost}, "nothing was taken")
		if p := start(t, env, "translate", lang, "--merge", file(t, "work.toml", p.stdout.String())); p.code(patience) != exitOK {
			t.Fatalf("%s%s", p.stdout.String(), p.stderr.String())
		}
	}
	if p := start(t, env, "check", "kherson"); p.code(patience) != exitOK {
		t.Errorf("%s%s", p.stdout.String(), p.stderr.String())
	}
	complains(t, env, []string{"translate"}, "name a language")
	complains(t, env, []string{"translate", "en"}, "not a language")
	complains(t, env, []string{"translate", "uk", "--seen", "menu.nothing"}, "menu.nothing")
	complains(t, env, []string{"translate", "uk", "menu.ask"}, "--seen")
	complains(t, nil, []string{"translate", "uk"}, "PORCHLIGHT_LOCALES")
}

// TestWaitsForRedis starts the bot before its Redis.
func TestWaitsForRedis(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.redis.Kill()
	w.up()
	isReady(t, w.address, http.StatusServiceUnavailable)
	w.bot.saysLine("waiting", "Redis")
	w.redis.Restart()
	w.greets(7_400_000_000)
	isReady(t, w.address, http.StatusOK)
	w.redis.Kill()
	w.bot.saysLine("Redis does not answer")
	w.redis.Restart()
	w.greets(7_400_000_002)
	w.bot.term()
	// privacy.md: the address of Redis is in no error.
	for _, secret := range []string{w.redis.Addr(), filepath.Dir(w.redis.Addr()), "redis.sock"} {
		if log := w.bot.stderr.String(); strings.Contains(log, secret) {
			t.Errorf("the log says where Redis is, %q:\n%s", secret, log)
		}
	}
}

// TestWaitsForTelegram starts the bot before its Telegram; a SIGTERM in the
// meantime is obeyed.
func TestWaitsForTelegram(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	address := freeAddress(t)
	env := append(w.env(), "TELEGRAM_API_ENDPOINT=http://"+address+"/bot%s/%s")
	w.bot = start(t, env, "run")
	isReady(t, w.address, http.StatusServiceUnavailable)
	w.bot.saysLine("waiting", "Telegram")
	w.bot.term()
	w.bot = start(t, env, "run")
	w.bot.saysLine("waiting", "Telegram")
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: w.emu, ReadHeaderTimeout: time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	w.greets(7_400_000_001)
	isReady(t, w.address, http.StatusOK)
	w.bot.term()
}

// greets has somebody new write and waits for the first reply.
func (w *town) greets(id int64) {
	w.t.Helper()
	p := w.emu.Person(id, emulator.Profile{LanguageCode: "en"})
	p.Send("/start")
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	if _, err := p.WaitForText(ctx, "Porchlight"); err != nil {
		w.t.Fatalf("%v; stderr:\n%s", err, w.bot.stderr.String())
	}
}
