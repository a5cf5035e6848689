package locales

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func open(t testing.TB) *Bundle {
	t.Helper()
	b, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// files makes a bundle of the given message files.
func files(t testing.TB, byLang map[string]string) *Bundle {
	t.Helper()
	fsys := fstest.MapFS{}
	for lang, text := range byLang {
		fsys[lang+".toml"] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestText(t *testing.T) {
	b := files(t, map[string]string{
		"en": "[a]\nhello = \"Hello {{.name}}, {{.name}}\"\nonly = \"English\"\n[a.places]\none = \"{{.count}} place\"\nother = \"{{.count}} places\"\n",
		"uk": "[a]\nhello = \"Вітаю, {{.name}}\"\n[a.places]\none = \"{{.count}} місце\"\nfew = \"{{.count}} місця\"\nother = \"{{.count}} місць\"\n",
	})
	var told []string
	b.OnMissing(func(lang, key, form string) { told = append(told, lang+" "+key+" "+form) })
	places := func(lang string, n int) string {
		return b.In(lang).Text("a.places", map[string]string{"count": "N"}, &n)
	}
	for _, c := range []struct{ got, want string }{
		{b.In("en").Text("a.hello", map[string]string{"name": "{{.x}} & <b>"}, nil), "Hello {{.x}} & <b>, {{.x}} & <b>"},
		{b.In("uk").Text("a.hello", map[string]string{"name": "A"}, nil), "Вітаю, A"},
		{b.In("uk").Text("a.hello", nil, nil), "Вітаю, "},
		{b.In("uk").Text("a.only", nil, nil), "English"},
		{b.In("uk").Text("a.only", nil, nil), "English"},
		{b.In("xx").Text("a.only", nil, nil), "English"},
		{b.In("en").Text("a.gone", nil, nil), "a.gone"},
		{b.In("uk").Text("a.gone", nil, nil), "a.gone"},
		{places("en", 1), "N place"}, {places("en", 0), "N places"}, {places("en", -1), "N place"},
		{places("uk", 1), "N місце"}, {places("uk", 3), "N місця"}, {places("uk", 21), "N місце"},
		{places("uk", 5), "N місць"}, {places("uk", 1012), "N місць"}, {places("uk", 1022), "N місця"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	slices.Sort(told)
	want := []string{"en a.gone ", "uk a.gone ", "uk a.only ", "uk a.places many", "xx  "}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if first, again := b.In("uk"), b.In("uk"); first != again {
		t.Error("not the same localizer")
	}
	if b.Missing() < uint64(len(want)) {
		t.Errorf("counted %d", b.Missing())
	}
}

func TestPluralsAreThoseOfCLDR(t *testing.T) {
	needed := map[string]string{
		"en": "one other", "es": "one many other", "he": "one two other", "ar": "zero one two few many other",
		"ru": "one few many other", "uk": "one few many other", "pl": "one few many other",
	}
	texts := map[string]string{}
	for lang := range needed {
		texts[lang] = `a = "x"`
	}
	b := files(t, texts)
	for lang, want := range needed {
		var got []string
		need := b.In(lang).plurals.needed()
		for form, name := range formNames() {
			if need[form] {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s needs %v, want %s", lang, got, want)
		}
	}
	for _, c := range []struct {
		lang string
		n    int
		want uint8
	}{
		{"ar", 0, zero}, {"ar", 2, two}, {"ar", 11, many}, {"ar", 100, other}, {"ar", 103, few}, {"ar", 203, few}, {"ar", 1111, many},
		{"he", 2, two}, {"he", 20, other}, {"pl", 22, few}, {"pl", 21, many}, {"pl", 5022, few},
		{"es", 1_000_000, many}, {"es", 1_000_001, other}, {"ru", 111, many}, {"ru", 221, one}, {"ru", -3, few},
	} {
		if got := b.In(c.lang).plurals.of(c.n); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.lang, c.n, formNames()[got], formNames()[c.want])
		}
	}
}

func TestDates(t *testing.T) {
	l := open(t).In("en")
	kyiv, york := zone(t, "Europe/Kyiv"), zone(t, "America/New_York")
	at := time.Date(2025, 11, 25, 16, 5, 0, 0, time.UTC) // 18:05 in Kherson, 11:05 in New York
	day := func(d, h int) time.Time { return time.Date(2025, 11, d, h, 0, 0, 0, time.UTC) }
	for _, c := range []struct{ got, want string }{
		{l.Moment(at, day(20, 8), kyiv), "Tuesday 25 November, 18:05"},
		{l.Moment(at, day(24, 8), kyiv), "Tuesday 25 November, 18:05 (tomorrow)"},
		{l.Moment(at, day(23, 21), kyiv), "Tuesday 25 November, 18:05"},
		{l.Moment(at, day(23, 22), kyiv), "Tuesday 25 November, 18:05 (tomorrow)"}, // it is the 24th in Kherson
		{l.Moment(at, day(25, 8), kyiv), "Tuesday 25 November, 18:05 (today)"},
		{l.Moment(at, day(25, 17), kyiv), "Tuesday 25 November, 18:05"}, // it is over
		{l.Moment(at, at.AddDate(1, 0, 0), kyiv), "Tuesday 25 November 2025, 18:05"},
		{l.Moment(at, at, kyiv), "Tuesday 25 November, 18:05"}, // a receipt of this very moment is kept
		{l.Date(at, day(24, 8), kyiv), "Tuesday 25 November"},
		{l.Date(at, at, kyiv), "Tuesday 25 November"},
		{l.Day(at, day(24, 8), kyiv), "Tuesday 25 November (tomorrow)"},
		{l.Day(at, day(26, 8), kyiv), "Tuesday 25 November"},
		{l.Moment(at, day(1, 8), york), "Tuesday, November 25, 11:05 am"},
		{l.Hour(at.Add(time.Hour), york), "12:05 pm"},
		{l.Hour(at.Add(13*time.Hour), york), "12:05 am"},
		{l.Day(at, at.AddDate(-1, 0, 0), york), "Tuesday, November 25, 2025"},
		{l.Hour(time.Date(2025, 1, 1, 7, 3, 0, 0, kyiv), kyiv), "07:03"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestJoin(t *testing.T) {
	list := "[list]\npair = \"{{.a}} y {{.b}}\"\nmiddle = \"{{.a}}, {{.b}}\"\nend = \"{{.a}} y {{.b}}\"\npair_alone = \"{{.a}} e {{.b}}\"\nend_alone = \"{{.a}} e {{.b}}\"\n"
	b := files(t, map[string]string{
		"en": strings.NewReplacer(" y ", " and ", " e ", " and ").Replace(list),
		"es": list,
		"he": strings.NewReplacer(" y ", " ו", " e ", " ו-").Replace(list),
		"ar": strings.NewReplacer(" y ", " و", " e ", " و").Replace(list),
	})
	for _, c := range []struct{ lang, items, want string }{
		{"en", "", ""}, {"en", "a", "a"}, {"en", "a|b", "a and b"}, {"en", "a|b|c|d", "a, b, c and d"},
		{"es", "a|inglés", "a e inglés"}, {"es", "a|b|hijos", "a, b e hijos"}, {"es", "a|hielo", "a y hielo"}, {"es", "i|b", "i y b"},
		{"he", "עברית|ערבית", "עברית וערבית"}, {"he", "עברית|\u2068English\u2069", "עברית ו-\u2068English\u2069"},
		{"ar", "أ|ب", "أ وب"},
	} {
		var items []string
		if c.items != "" {
			items = strings.Split(c.items, "|")
		}
		if got := b.In(c.lang).Join(items); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lang, c.items, got, c.want)
		}
	}
}

func TestCleanAndIsolate(t *testing.T) {
	for _, c := range []struct{ lang, in, want string }{
		{"en", "plain 102", "plain 102"},
		{"en", "שלום", "\u2068שלום\u2069"},
		{"en", "one\nשלום\n\nסוף", "\u2068one\u2069\n\u2068שלום\u2069\n\n\u2068סוף\u2069"},
		{"he", "שלום", "שלום"},
		{"he", "Main St 5", "\u2068Main St 5\u2069"},
		{"ar", "12", "\u206812\u2069"},
		{"ar", "...", "..."},
		{"en", "a\u202eb\u2066c\u0000d\x07e", "abcde"},
		{"en", "a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"},
		{"en", "👩\u200d👩\u200d👧 é ❤\ufe0f", "👩\u200d👩\u200d👧 é ❤\ufe0f"},
		{"en", "\U0001F3F4\U000e0067\U000e0062\U000e007f x\U000e0067", "\U0001F3F4\U000e0067\U000e0062\U000e007f x"},
		{"en", "bad\xff\xfe", "bad\ufffd\ufffd"},
	} {
		if got := Isolate(c.in, c.lang); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.in, got, c.want)
		}
	}
	if got := IsolateLTR("050-123", "ar"); got != "\u2066050-123\u2069" {
		t.Errorf("got %q", got)
	}
	if got := Escape(`<b>&"'`); got != "&lt;b&gt;&amp;&quot;'" {
		t.Errorf("got %q", got)
	}
}

func TestIsolatesAreBalancedOnEveryLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("aא1\n\r\u2066\u2067\u2068\u2069\u202e\u200f\u0000-")))).Draw(t, "text")
		lang := rapid.SampledFrom([]string{"en", "he", "ar", "uk"}).Draw(t, "lang")
		got := Isolate(s, lang)
		if !utf8.ValidString(got) {
			t.Fatalf("not text: %q", got)
		}
		for line := range strings.Lines(got) {
			depth := 0
			for _, r := range line {
				switch r {
				case isolateLTR, isolateFirst:
					depth++
				case isolateEnd:
					depth--
				default:
					if r != '\n' && unwanted(r) {
						t.Fatalf("%q in %q", r, got)
					}
				}
				if depth < 0 || depth > 1 {
					t.Fatalf("unbalanced: %q", got)
				}
			}
			if depth != 0 {
				t.Fatalf("unbalanced: %q", got)
			}
		}
	})
}

func TestShorten(t *testing.T) {
	family := "👩\u200d👩\u200d👧" // 8 units
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"short", 5, "short"}, {"longer", 5, "long…"}, {"one two", 5, "one…"},
		{"ab" + family, 9, "ab…"}, {"ab" + family + "cd", 11, "ab" + family + "…"}, {"ae\u0301e\u0301", 4, "ae\u0301…"},
		{"🇺🇦🇵🇱x", 6, "🇺🇦…"}, {"", 0, ""}, {"x", 0, ""}, {"👍🏽👍🏽", 7, "👍🏽…"},
		{"a" + strings.Repeat("\u0301", 500), 200, "a" + strings.Repeat("\u0301", 198) + "…"},
	} {
		if got := Shorten(c.in, c.most); got != c.want {
			t.Errorf("%q to %d: got %q, want %q", c.in, c.most, got, c.want)
		}
	}
}

func BenchmarkText(b *testing.B) {
	l := files(b, map[string]string{"en": `a = "Session {{.name}} begins on {{.when}}, at the school."`}).In("en")
	args := map[string]string{"name": "Lights and yards", "when": "Tuesday 25 November, 18:00"}
	b.ReportAllocs()
	for b.Loop() {
		l.Text("a", args, nil)
	}
}

func BenchmarkMoment(b *testing.B) {
	l, z := open(b).In("en"), zone(b, "Europe/Kyiv")
	now := time.Date(2025, 11, 24, 8, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		l.Moment(now.AddDate(0, 0, 1), now, z)
	}
}
