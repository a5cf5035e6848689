package locales

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// shipped is a copy of all that ships, which a test may change.
func shipped(t testing.TB) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(MessageFiles(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(MessageFiles(), name)
		all[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// change replaces words in one file, which must be there.
func change(t testing.TB, fsys fstest.MapFS, name, old, new string) {
	t.Helper()
	text := string(fsys[name].Data)
	if strings.Count(text, old) == 0 {
		t.Fatalf("%s has no %q", name, old)
	}
	fsys[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
}

func noButton(string) bool { return false }

// said is a list of problems as one text.
func said[T any](problems []T) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

// TestStalePromisesAreRefused changes one English message of safety: each language
// has to be read again. Words that nobody leans on are only spoken of.
func TestStalePromisesAreRefused(t *testing.T) {
	all := shipped(t)
	if wrong := Check(all, noButton); len(wrong) > 0 {
		t.Fatalf("as shipped: %s", said(wrong))
	}
	change(t, all, "en.toml", "Nobody has been told or called, and nobody is on duty", "The police have been alerted, and nobody is on duty")
	change(t, all, "en.toml", `coming = "planned"`, `coming = "in preparation"`)
	refused, spoken := said(Check(all, noButton)), said(Outdated(all))
	for lang := range guideScripts() {
		if lang == fallback {
			continue
		}
		if !strings.Contains(refused, lang+".toml:") || !strings.Contains(refused, "danger.nobody is stale") || !strings.Contains(refused, "translate "+lang+" --seen danger.nobody") {
			t.Errorf("%s: %s", lang, refused)
		}
		if !strings.Contains(spoken, "translate "+lang+" --seen organise.state.coming") {
			t.Errorf("%s: %s", lang, spoken)
		}
		made, err := (Translation{Lang: lang, Base: all, Button: noButton}).Seen([]string{"danger.nobody", "organise.state.coming"})
		if err != nil {
			t.Fatal(err)
		}
		all[stampsFile(lang)] = &fstest.MapFile{Data: made}
	}
	if strings.Contains(refused, "organise.state.coming") || strings.Contains(spoken, "danger.nobody") {
		t.Errorf("refused:\n%sspoken of:\n%s", refused, spoken)
	}
	if refused, spoken = said(Check(all, noButton)), said(Outdated(all)); refused != "" || strings.Contains(spoken, "organise.state.coming") {
		t.Errorf("after somebody has looked: %s%s", refused, spoken)
	}
}

// TestPromisesAreGuarded, also those that begin with no name that tells: what becomes of
// what was written, and what people will be written about.
func TestPromisesAreGuarded(t *testing.T) {
	english := (&checker{fsys: MessageFiles()}).read("en.toml")
	for _, key := range []string{
		"announce.official", "case.kept", "case.withdrawn", "common.cancelled", "interrupted.lapses", "mute.ask", "mydata.erased",
		"mydata.survey.closed", "pulse.kept", "pulse.left", "reminder.promise", "session.queued", "start.cancelled", "translate.asked",
		"translate.meeting.asked", "translate.news.asked", "translate.readable",
	} {
		if m := english.messages[key]; m == nil || !isGuarded(key, m) {
			t.Errorf("%s may be stale", key)
		}
	}
}

// TestALockIsAPromise: no list has to name a message with a lock.
func TestALockIsAPromise(t *testing.T) {
	all := shipped(t)
	change(t, all, "en.toml", "never what anybody wrote. The organisers can read the log.", "never what anybody wrote.")
	change(t, all, "en.toml", `lock = "🔒 Who has registered is never shown to anybody."`, `lock = "🔒 Nobody is shown who has registered."`)
	if refused := said(Check(all, noButton)); !strings.Contains(refused, "session.who.lock is stale") || !strings.Contains(refused, "invite.logged is stale") {
		t.Error(refused)
	}
}

// TestStaleGuidesAreRefused, step by step; they are shown all the same, for nobody in
// danger is better off without them.
func TestStaleGuidesAreRefused(t *testing.T) {
	all := shipped(t)
	if wrong := CheckGuides(all); len(wrong) > 0 {
		t.Fatalf("as shipped: %v", wrong)
	}
	change(t, all, "guides/robbery/en.toml", "Do not resist,", "Resist,")
	refused := said(CheckGuides(all))
	if strings.Count(refused, "guide/robbery/step/calm is stale") != len(guideScripts())-1 || strings.Count(refused, "stale") != len(guideScripts())-1 {
		t.Error(refused)
	}
	if _, err := OpenGuides(all); err != nil {
		t.Errorf("stale guides do not open: %v", err)
	}
}

// TestEveryLanguageIsStamped, or nothing of it would ever be stale.
func TestEveryLanguageIsStamped(t *testing.T) {
	for lang := range guideScripts() {
		if made, err := readStamps(MessageFiles(), lang); lang != fallback && (err != nil || len(made) < 1000) {
			t.Errorf("%s: %d stamps, %v", lang, len(made), err)
		}
	}
}

// TestGuardedKeysAreThere: a renamed message must not fall out of the list.
func TestGuardedKeysAreThere(t *testing.T) {
	english := (&checker{fsys: MessageFiles()}).read("en.toml")
	for _, prefix := range guarded() {
		found := false
		for _, key := range english.order {
			found = found || strings.HasPrefix(key, prefix)
		}
		if !found {
			t.Errorf("no message begins with %q", prefix)
		}
	}
}

// TestEveryMessageIsDescribed: who reads it, where, how long it may be.
func TestEveryMessageIsDescribed(t *testing.T) {
	d, err := newDescriber(MessageFiles(), noButton)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, key := range (&checker{fsys: MessageFiles()}).read("en.toml").order {
		if d.of(key) == "" {
			t.Errorf("%s says nobody who reads %q", descriptionsFile, key)
		}
		used[d.prefix(key)] = true
	}
	for prefix := range d.byPrefix {
		if !used[prefix] {
			t.Errorf("%s: no message begins with %q", descriptionsFile, prefix)
		}
	}
}
