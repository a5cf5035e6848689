package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/seal"
)

// TestRotateKeyset: what was stored before still opens, what comes later does
// not open with the old file, and nobody is a stranger.
func TestRotateKeyset(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	path := filepath.Join(w.data, "keyset")
	w.up()
	p := w.emu.Person(7_300_000_001, emulator.Profile{FirstName: "P", LanguageCode: "en"})
	asks := func(command, want string) {
		t.Helper()
		p.Send(command)
		if _, err := p.WaitForText(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	asks("/start", "Which language")
	if _, err := p.PressLabel("English"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.WaitForText(t.Context(), "How old"); err != nil {
		t.Fatal(err)
	}
	w.bot.term()
	old := filepath.Join(t.TempDir(), "old")
	raw, err := os.ReadFile(path)
	if err = errors.Join(err, os.WriteFile(old, raw, 0o600)); err != nil {
		t.Fatal(err)
	}

	r := start(t, nil, "rotate-keyset", path)
	if code := r.code(patience); code != exitOK || r.stderr.String() != "" || !strings.Contains(r.stdout.String(), "Stop every porchlight") {
		t.Fatalf("exit code %d, %q, %q", code, r.stdout.String(), r.stderr.String())
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if text := r.stdout.String(); strings.Contains(text, "secret") || len(text) > 1000 {
		t.Errorf("it says %q", text)
	}
	w.up()
	if _, err := p.PressLabel("18 or older"); err != nil { // the conversation goes on where it was
		t.Fatal(err)
	}
	if _, err := p.WaitForText(t.Context(), "Before we start"); err != nil {
		t.Fatal(err)
	}
	w.bot.term()
	for file, opens := range map[string]bool{path: true, old: false} {
		k, _, err := seal.ReadKeyset(file)
		if err != nil {
			t.Fatal(err)
		}
		s := storage.New(storage.Config{Redis: w.rdb, Programme: kherson, Sealer: k.For(kherson)})
		if err := s.Open(t.Context()); err != nil {
			t.Errorf("%s is a stranger's: %v", file, err)
		}
		if _, err := s.Load(t.Context(), s.Person(p.ID()), flows.World{}); (err == nil) != opens {
			t.Errorf("%s opens the record: %v", file, err)
		}
	}
	complains(t, nil, []string{"rotate-keyset"}, "one file")
	complains(t, nil, []string{"rotate-keyset", filepath.Join(w.data, "none")}, "does not exist")
	complains(t, nil, []string{"rotate-keyset", filepath.Join(w.data, "none", "keyset")}, "does not exist")
	complains(t, nil, []string{"rotate-keyset", file(t, "garbage", "garbage")}, "is not a porchlight keyset")
}

// TestRotationsAtOnce: of many at the same moment each adds its key or says that
// it did not, and the file is whole at every moment.
func TestRotationsAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset")
	if err := seal.WriteKeyset(path, seal.NewKeyset()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 8 {
		all.Go(func() {
			_, _, err := seal.RotateKeyset(path)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if !strings.Contains(err.Error(), "by another command") {
				t.Error(err)
			}
		})
	}
	all.Wait()
	_, keys, err := seal.RotateKeyset(path)
	if err != nil || keys != done+2 {
		t.Errorf("%d rotations of 8 left %d keys, %v", done, keys, err)
	}
}

// TestParkedCommand lists, tries again and deletes what was given up on, beside
// the running bot, and says no word of anybody's.
func TestParkedCommand(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	p := w.emu.Person(7_300_000_002, emulator.Profile{FirstName: "Zqname", LanguageCode: "en"})
	p.Send("/start")
	if _, err := p.WaitForText(t.Context(), "Which language"); err != nil {
		t.Fatal(err)
	}
	s := w.store()
	who := s.Person(p.ID())
	give := func(update int, text string) {
		t.Helper()
		raw := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":9000,"date":1795161600,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"Zqname","language_code":"en"},"text":%q}}`,
			update, p.ID(), p.ID(), text)
		err := s.Enqueue(t.Context(), who, update, []byte(raw), time.Hour)
		u, headErr := s.QueueHead(t.Context(), who)
		if err = errors.Join(err, headErr); err != nil {
			t.Fatal(err)
		}
		if err := s.GiveUp(t.Context(), u, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), errors.New("a step panicked: zqwhy")); err != nil {
			t.Fatal(err)
		}
	}
	says := func(want int, args ...string) string {
		t.Helper()
		c := start(t, w.env(), append([]string{"parked"}, args...)...)
		if code := c.code(patience); code != want {
			t.Fatalf("%v: exit code %d, %q, %q", args, code, c.stdout.String(), c.stderr.String())
		}
		for _, word := range []string{"Zqname", "zqword", who.String(), fmt.Sprint(p.ID()), testSecret} {
			if strings.Contains(c.stdout.String()+c.stderr.String(), word) {
				t.Errorf("%v says %q", args, word)
			}
		}
		return c.stdout.String()
	}
	if got := says(exitOK); !strings.Contains(got, "no update was given up on") {
		t.Errorf("with none it says %q", got)
	}
	give(900_000_001, "/help")
	give(900_000_002, "zqword")
	got := says(exitOK)
	for _, part := range []string{"900000001", "900000002", "2026-11-20T10:00:00Z", "zqwhy"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
	says(exitSetting, "--retry", "17")
	says(exitSetting, "--retry", "unreadable")
	says(exitSetting, "--drop", "it")
	says(exitSetting, "--drop", "1", "--retry", "1")
	before := len(p.Chat())
	if got := says(exitOK, "--retry", "900000001"); !strings.Contains(got, "1 will be tried again") {
		t.Errorf("it says %q", got)
	}
	if _, err := p.WaitFor(t.Context(), func(c emulator.Chat) bool { return len(c) > before }); err != nil {
		t.Fatalf("what is tried again is not answered: %v", err)
	}
	says(exitOK, "--drop", "all")
	if got := says(exitOK); !strings.Contains(got, "no update was given up on") {
		t.Errorf("afterwards it says %q", got)
	}
	w.bot.term()
}
