package danger

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

type sentence struct{ lang, text string }

// sentences reads a file of "language, tab, sentence".
func sentences(t *testing.T, file string) []sentence {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []sentence
	for line := range strings.Lines(string(raw)) {
		lang, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(line, "#") {
			all = append(all, sentence{lang, text})
		}
	}
	return all
}

// TestNoCryIsMissed holds the lists to at least 40 plain sayings in each
// language; the file says which are by somebody who did not know the lists. As
// they stand, shouted, and without punctuation.
func TestNoCryIsMissed(t *testing.T) {
	count := map[string]int{}
	for _, s := range sentences(t, "testdata/danger.tsv") {
		count[s.lang]++
		bare := strings.NewReplacer(".", "", ",", "", "!", "", "?", "").Replace(s.text)
		for _, text := range []string{s.text, strings.ToUpper(s.text), bare, s.text + "!!!", "  " + s.text + " 🙏"} {
			if _, ok := Find(text); !ok {
				t.Errorf("missed (%s): %s", s.lang, text)
			}
		}
	}
	for _, lang := range []string{"en", "es", "he", "ar", "ru", "uk", "pl"} {
		if count[lang] < 40 {
			t.Errorf("only %d sayings in %q", count[lang], lang)
		}
	}
}

// TestFalseAlarms counts ordinary sentences that are taken for a danger. One
// costs its author a screen with a number on it, so a few may be; more than 3 in
// 100 would teach people to look away.
func TestFalseAlarms(t *testing.T) {
	all := sentences(t, "testdata/ordinary.tsv")
	if len(all) < 200 {
		t.Fatalf("only %d ordinary sentences", len(all))
	}
	var wrong []string
	for _, s := range all {
		if hit, ok := Find(s.text); ok {
			wrong = append(wrong, s.lang+": "+s.text+" ("+strings.Join(hit.Lines, " // ")+")")
		}
	}
	t.Logf("%d false alarms in %d", len(wrong), len(all))
	if len(wrong)*100 > 3*len(all) {
		t.Errorf("%d false alarms in %d:\n%s", len(wrong), len(all), strings.Join(wrong, "\n"))
	}
}

// TestWritings finds a cry however a phone or a frightened hand writes it.
func TestWritings(t *testing.T) {
	for _, text := range []string{
		"HEEEELP", "🆘", "SOS!!!", "112", "١١٢", "ｈｅｌｐ",
		"pomogite", "spasite!!", "POMOGITE menya ubivayut", "dopomozhit", "ryatuyte", "sa3duni", "hatzilu", "na pomosh",
		"допоможiть", // with a Latin i
		"допоможть", "памагите", "помогитее", "помогтие", "спа́сите",
		"мене б'ють", "мене бʼють", "мене бють", "меня бьёт муж", "меня бьет муж",
		"أنقذوني", "انقذوني", "اَنْقِذُوني", "أنقـــذوني", "النجدة", "النجده",
		"הַצִּילוּ", "הצילו!", "והוא מרביץ לי",
		"ratunkuuu", "pomózcie mi", "pomozcie mi", "wezwijcie policje",
		"auxilioooo", "ayudenme", "AYÚDENME",
		"he's got a knife", "hes got a knife", "he’s got a knife",
	} {
		if _, ok := Find(text); !ok {
			t.Errorf("missed: %q, folded %q", text, Fold(text))
		}
	}
}

// TestKinds says what a cry is about, which chooses the guides beside it.
func TestKinds(t *testing.T) {
	for text, want := range map[string]Kind{
		"help": Help, "my husband is beating me": Violence, "меня ограбили": Robbery, "pali się dom": Accident,
		"mi hijo no ha vuelto de la escuela": Child, "אני לא רוצה לחיות": Despair,
		"ساعدوني زوجي يضربني": Violence, // what it is about counts, not that it is a cry
	} {
		if hit, _ := Find(text); hit.Kind != want {
			t.Errorf("%q is %q, want %q: %q", text, hit.Kind, want, hit.Lines)
		}
	}
}

// TestLanguages says in which language a cry is, for somebody who has not chosen
// one. SOS is in none.
func TestLanguages(t *testing.T) {
	for text, want := range map[string]string{"рятуйте": "uk", "спасите": "ru", "ratunku": "pl", "socorro": "es", "النجدة": "ar", "הצילו": "he", "save me": "en"} {
		if hit, _ := Find(text); !slices.Contains(hit.Langs, want) {
			t.Errorf("%q is in %q, want %q", text, hit.Langs, want)
		}
	}
	if hit, ok := Find("SOS"); !ok || len(hit.Langs) > 0 {
		t.Errorf("SOS: %v, in %q", ok, hit.Langs)
	}
}

// TestCalmWordsAndHarmlessPhrases keeps ordinary talk apart from a cry that uses
// the same words.
func TestCalmWordsAndHarmlessPhrases(t *testing.T) {
	for text, want := range map[string]bool{
		"I need help":                              true,
		"I need help with a form":                  false,
		"I need help, he has a knife, with a form": true,
		"fire":                             true,
		"the fire station has an open day": false,
		"the fire station is on fire":      true,
		"не горит фонарь":                  false,
		"горит квартира":                   true,
		"у під'їзді пожежа":                true, // one letter away from "пожежна", as in fire brigade
		"пожежна частина на нашій вулиці": false,
		"":          false,
		" \u200e!?": false,
	} {
		if _, ok := Find(text); ok != want {
			t.Errorf("%q: %v, want %v", text, ok, want)
		}
	}
}

// TestListsRefuseMistakes keeps a translator's slip from becoming a pattern that
// fits everything or nothing.
func TestListsRefuseMistakes(t *testing.T) {
	for _, text := range []string{"help", "[worry]\nhelp", "[help]\nhelp + ", "[help]\n= help + me", "[help]\n@nobody"} {
		l := &lists{number: map[string]int{}, byLetter: map[rune][]int{}, small: map[string]bool{}}
		if err := l.read("en", text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, text := range []string{"help", "הצילו", "\xff\x00", strings.Repeat("бьют меня ", 400), "ﷺ", "e\u0301\u0301", "'", "и́"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		Find(text)
		for _, w := range Fold(text) {
			if w == "" || !utf8.ValidString(w) {
				t.Errorf("%q folds to %q", text, Fold(text))
			}
		}
	})
}

func BenchmarkFindLongest(b *testing.B) {
	text := strings.Repeat("на вулиці біля школи темно і страшно ", 110) // as long as Telegram allows
	for b.Loop() {
		Find(text)
	}
}
