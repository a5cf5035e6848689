package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// TestAProgrammesFileThatChanged starts the process again with a file in which one
// thing after the other has changed. Each start says in its log what it took over,
// or what it did not and what to do; `porchlight check` finds nothing wrong with
// any of these files, for it does not know the first one.
func TestAProgrammesFileThatChanged(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	path := w.byDay()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	original := string(raw)
	env := append(w.env(), "PORCHLIGHT_PROGRAMME="+path)
	run := func(text string, parts ...string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if p := start(t, nil, "check", path); p.code(patience) != exitOK {
			t.Errorf("check: %s%s", p.stdout.String(), p.stderr.String())
		}
		w.bot = start(t, env, "run")
		w.runs = append(w.runs, w.bot)
		isReady(t, w.address, http.StatusOK)
		if len(parts) > 0 {
			w.bot.saysLine(parts...)
		} else if text := w.bot.stderr.String(); strings.Contains(text, "programme's file") {
			t.Errorf("nothing has changed, but: %s", text)
		}
		w.bot.term()
	}
	swap := func(from, old, new string) string {
		t.Helper()
		before, after, found := strings.Cut(original, from)
		if !found || !strings.Contains(after, old) {
			t.Fatalf("the example has no %q behind %q", old, from)
		}
		return before + from + strings.Replace(after, old, new, 1)
	}
	gone := func(id string) string {
		t.Helper()
		at := strings.Index(original, "[[sessions]]\nid = \""+id+"\"")
		if at < 0 {
			t.Fatalf("the example has no session %s", id)
		}
		rest := original[at+1:]
		if next := strings.Index(rest, "\n[["); next >= 0 {
			return original[:at] + rest[next+1:]
		}
		return original[:at]
	}
	const refused, taken = "is not taken over", "is taken over"
	run(original)
	run(original)
	for _, tt := range []struct{ name, file, verdict, of, field string }{
		{"places", swap(`id = "lights-and-yards"`, "capacity = 30", "capacity = 31"), refused, "lights-and-yards", "capacity"},
		{"for the young", swap(`id = "youth-talk"`, "youth = true", "youth = false"), refused, "youth-talk", "youth"},
		{"the first survey", swap("[pulse]", `closes = "+7d 20:00"`, `closes = "+8d 20:00"`), refused, "pulse", "closes"},
		{"a session that is gone", gone("korabelnyi-evening"), refused, "korabelnyi-evening", "session"},
		{"a title", swap(`id = "lights-and-yards"`, `"Lights and yards"`, `"Lamps"`), taken, "lights-and-yards", "title"},
		{"a title, and back", original, taken, "lights-and-yards", "title"},
	} {
		t.Log(tt.name)
		run(tt.file, tt.verdict, tt.of, tt.field)
	}
	run(original)
}
