package main

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestBackupAndRestore copies the append-only folder and the keyset while the
// bot runs on a Redis of its own, loses the machine, and goes on elsewhere from
// the copy. Without the keyset the copy tells nothing and is refused.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	own := append(w.env(), "REDIS_URL=")
	first := start(t, own, "run")
	w.bot, w.runs = first, append(w.runs, first)
	isReady(t, w.address, http.StatusOK)
	r := newResident(w, 7_700_000_000)
	r.write("/start")
	r.press(r.lang)
	r.press(r.age)
	if r.err != nil {
		t.Fatal(r.err)
	}
	restored, withoutKeyset := filepath.Join(t.TempDir(), "restored"), filepath.Join(t.TempDir(), "bare")
	folder := filepath.Join("redis", "appendonlydir")
	for _, to := range []string{restored, withoutKeyset} {
		if err := os.MkdirAll(filepath.Join(to, "redis"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(w.data, folder))); err != nil {
			t.Fatal(err)
		}
	}
	keyset, err := os.ReadFile(filepath.Join(w.data, "keyset"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(restored, "keyset"), keyset, 0o600); err != nil {
		t.Fatal(err)
	}
	first.kill()

	t.Run("without the keyset", func(t *testing.T) {
		complains(t, append(own, "PORCHLIGHT_DATA="+withoutKeyset), []string{"run"}, "keyset", "PORCHLIGHT_KEYSET", kherson)
		if _, err := os.Stat(filepath.Join(withoutKeyset, "keyset")); err == nil {
			t.Error("a new keyset was made: everybody would be a stranger")
		}
	})
	w.bot = start(t, append(own, "PORCHLIGHT_DATA="+restored), "run")
	w.runs = append(w.runs, w.bot)
	isReady(t, w.address, http.StatusOK)
	r.press("agree")
	r.press("a." + r.area)
	r.atMenu()
	if r.err != nil {
		t.Fatal(r.err)
	}
	w.bot.term()
}
