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
func sentences(t testing.TB, file string) []sentence {
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

// TestNoCryIsMissed holds the lists to well over 100 plain sayings in each language;
// the file says which are by somebody who did not know the lists, and how many of those
// were missed at first. As they stand, shouted, and without punctuation.
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
		if count[lang] < 150 {
			t.Errorf("only %d sayings in %q", count[lang], lang)
		}
	}
}

// TestACryWithAPlace adds to every saying what people add: where it is, since when, and
// whom to call. That hides hardly any.
func TestACryWithAPlace(t *testing.T) {
	more := map[string][]string{
		"en": {"in the parking lot", "near the playground", "in the underpass", "at school", "since last night", "where do i call"},
		"es": {"en el estacionamiento", "cerca del parque", "en lo oscuro", "en la escuela", "desde anoche", "a donde llamo"},
		"he": {"בחניון", "ליד הגן", "בחושך", "בבית ספר", "מאתמול", "למי מתקשרים"},
		"ar": {"بالموقف", "جنب الحديقة", "بالعتمة", "بالمدرسة", "من مبارح", "لمين نتصل"},
		"ru": {"на парковке", "возле площадки", "в темноте", "в школе", "со вчера", "куда звонить"},
		"uk": {"на парковці", "біля майданчика", "в темряві", "у школі", "з учора", "куди дзвонити"},
		"pl": {"na parkingu", "koło placu zabaw", "w ciemności", "w szkole", "od wczoraj", "gdzie dzwonić"},
	}
	tried, missed := 0, []string(nil)
	for _, s := range sentences(t, "testdata/danger.tsv") {
		for _, m := range more[s.lang] {
			tried++
			if _, ok := Find(s.text + " " + m); !ok {
				missed = append(missed, s.text+" "+m)
			}
		}
	}
	t.Logf("%d of %d missed", len(missed), tried)
	if len(missed)*100 > tried {
		t.Errorf("%d of %d missed:\n%s", len(missed), tried, strings.Join(missed, "\n"))
	}
}

// TestFalseAlarms counts ordinary sentences that are taken for a danger. One costs its
// author a look at the number and one press, so some may be; more than 5 in 100 of those
// that are known here would teach people to look away. The file says how many of somebody
// else's were taken for a danger at first.
func TestFalseAlarms(t *testing.T) {
	all := sentences(t, "testdata/ordinary.tsv")
	if len(all) < 1400 {
		t.Fatalf("only %d ordinary sentences", len(all))
	}
	var wrong []string
	count, tried := map[string]int{}, map[string]int{}
	for _, s := range all {
		tried[s.lang]++
		if hit, ok := Find(s.text); ok {
			count[s.lang]++
			wrong = append(wrong, s.lang+": "+s.text+" ("+strings.Join(hit.Stems, " // ")+")")
		}
	}
	t.Logf("%d false alarms in %d: %v of %v", len(wrong), len(all), count, tried)
	if len(wrong)*100 > 5*len(all) {
		t.Errorf("%d false alarms in %d:\n%s", len(wrong), len(all), strings.Join(wrong, "\n"))
	}
}

// TestWritings finds a cry however a phone or a frightened hand writes it.
func TestWritings(t *testing.T) {
	for _, text := range []string{
		"HEEEELP", "🆘", "SOS!!!", "112", "١١٢", "ｈｅｌｐ",
		"pomogite", "spasite!!", "ubivayut menja", "na menya napali", "dopomozhy", "u nas pozhar", "ne dyshit", "ryatujte", "vyklychte politsiyu", "POMOGITE menya ubivayut", "dopomozhit", "ryatuyte", "sa3duni", "hatzilu", "na pomosh",
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
			t.Errorf("%q is %q, want %q: %q", text, hit.Kind, want, hit.Stems)
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

// TestWeights holds what stands beside a stem to what it may change.
func TestWeights(t *testing.T) {
	for text, want := range map[string]bool{
		"there was a fight in the yard":                          true,  // a strong stem
		"there was a fight in the yard last week":                false, // long past
		"he beats me, last week too":                             true,  // past or not
		"he beats me every friday":                               true,
		"they fall":                                              true,  // short, so called out
		"leaves fall on the pavement of the old street in front": false, // a weak one
		"my mother fell on the pavement of the old street":       true,
		"his hands were on the lamp and the lock and the gate and the bench and I saw a knife": true, // eight words away nothing calms
		"на мене напав мужик с ножом":                                                          true, // both languages in one sentence
	} {
		if hit, ok := Find(text); ok != want {
			t.Errorf("%q: %v, want %v: %q", text, ok, want, hit.Stems)
		}
	}
}

// TestATypoCalmsNothing: a word that is one letter away from a calm one hides no danger.
func TestATypoCalmsNothing(t *testing.T) {
	for _, text := range []string{"на переходе драка", "ktoś wybija szyby w meczecie"} { // close to "перевод*" and to "mecz"
		if _, ok := Find(text); !ok {
			t.Errorf("missed: %q", text)
		}
	}
}

// TestListsRefuseMistakes keeps a translator's slip from becoming a family that
// fits everything or nothing.
func TestListsRefuseMistakes(t *testing.T) {
	for _, text := range []string{"3: help", "[worry]\n3: help", "[help]\nhelp", "[help]\n0: help", "[help]\n-1: help", "[help]\n3: | *", "| help", "[help]\n| help", "- help + ", "[calm]\nx: help"} {
		if err := newLists().read("en", text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// TestNoStemIsTooShort keeps out beginnings and insides that are in half the words of a
// language, mostly because a letter typed twice counts once.
func TestNoStemIsTooShort(t *testing.T) {
	for _, f := range all().families {
		for i, s := range f.stems {
			w := all().words[s[0]]
			if len(s) == 1 && (w.open && len(w.runes) < 2 || w.inner && len(w.runes) < 3) {
				t.Errorf("%s: %q becomes %q", f.lang, f.spelled[i], string(w.runes))
			}
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

// BenchmarkFind takes what people write, one text after the other.
func BenchmarkFind(b *testing.B) {
	all := append(sentences(b, "testdata/danger.tsv"), sentences(b, "testdata/ordinary.tsv")...)
	for i := 0; b.Loop(); i++ {
		Find(all[i%len(all)].text)
	}
}

func BenchmarkFindLongest(b *testing.B) {
	text := strings.Repeat("на вулиці біля школи темно і страшно ", 110) // as long as Telegram allows
	for b.Loop() {
		Find(text)
	}
}
