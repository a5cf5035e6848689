package locales

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const played = `# Somebody looks at what they sent.

-- Olena (en)
* 📁 What I sent
< (cannot be passed on) You have not sent anything yet.   1 of 4
  [‹ Back] [☎️ Helpline]
* ‹ Back
< Нічого немає. Ви ще нічого не надсилали.
< (to Petro) (a file: ) There are 12 of 30 places left.
  [Menu]
`

// TestTranslatorsSeeTheScreen: a message stands where people read it, in English or as
// it is said now; what no transcript shows stands alone, with its names filled.
func TestTranslatorsSeeTheScreen(t *testing.T) {
	all := unfinished(t)
	change(t, all, "en.toml", `nothing = "You have sent nothing so far."`, `nothing = "You have not sent anything at all."`)
	transcripts := fstest.MapFS{"a.txt": {Data: []byte(strings.Replace(played, "Нічого немає. ", "", 1))}}
	for _, c := range []struct{ name, old, new, want string }{
		{"as it is said now", "", "", "# On the screen, as it is said now:\n#   | Ви ще нічого не надсилали.\n[mine.nothing]"},
		{"in English", "anything yet", "anything at all", "# On the screen:\n#   | You have not sent anything at all.   1 of 4\n#   | [‹ Back] [☎️ Helpline]\n[mine.nothing]"},
		{"nowhere", "", "", "# On the screen, with examples for the names:\n#   | If you are in danger, call 112 yourself, now.\n[danger.call]"},
	} {
		files := fstest.MapFS{"a.txt": {Data: []byte(strings.Replace(string(transcripts["a.txt"].Data), c.old, c.new, 1))}}
		var b strings.Builder
		if _, _, err := (Translation{Lang: "uk", Base: all, Button: noButton, Played: files}).WriteWork(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("%s: no\n%s\nin\n%s", c.name, c.want, b.String())
		}
	}
}

// TestTheTranscriptsShowWords: the real transcripts show the words that residents lean
// on, as they stand in the message files of each language that has them.
func TestTheTranscriptsShowWords(t *testing.T) {
	all, err := readScreens(os.DirFS("../bot/testdata/transcripts"))
	if err != nil || len(all) < 500 {
		t.Fatalf("%d screens, %v", len(all), err)
	}
	for lang, keys := range map[string][]string{
		"en": {"start.notice.emergency", "concern.category.ask", "start.more.kept"},
		"ar": {"start.notice.emergency", "concern.category.ask"}, "he": {"start.notice.emergency", "concern.category.ask"},
	} {
		f := (&checker{fsys: MessageFiles()}).read(lang + ".toml")
		for _, key := range keys {
			if m := f.messages[key]; m == nil || all.of(m, false) == "" {
				t.Errorf("%s: no screen shows %s", lang, key)
			}
		}
	}
	f := (&checker{fsys: MessageFiles()}).read("he.toml")
	if shown := all.of(f.messages["button.back"], true); !strings.Contains(shown, "[\u200f‹ חזרה]") {
		t.Errorf("a button: %q", shown)
	}
}
