package locales

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// TestDecimalsByCountry: the sign before tenths is the reader's, in Spanish the country's.
func TestDecimalsByCountry(t *testing.T) {
	b := open(t)
	for _, test := range []struct{ lang, zone, want string }{
		{"en", "America/New_York", "3.5"}, {"en", "Europe/Kyiv", "3.5"}, {"he", "Asia/Jerusalem", "3.5"}, {"ar", "Asia/Jerusalem", "3.5"},
		{"uk", "Europe/Kyiv", "3,5"}, {"ru", "America/New_York", "3,5"}, {"pl", "Europe/Warsaw", "3,5"},
		{"es", "America/New_York", "3.5"}, {"es", "America/Mexico_City", "3.5"}, {"es", "America/Bogota", "3,5"}, {"es", "Europe/Madrid", "3,5"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.In(test.lang).Decimal("3.5", zone); got != test.want {
			t.Errorf("%s in %s: %s, not %s", test.lang, test.zone, got, test.want)
		}
	}
}

// TestHoursByCountry: 6 pm where the programme is in the United States and the reader counts
// so, else 18:00; an English reader in Kherson reads the hour as the town says it.
func TestHoursByCountry(t *testing.T) {
	b := open(t)
	for _, test := range []struct{ lang, zone, want string }{
		{"en", "America/New_York", "6:00 pm"}, {"es", "America/New_York", "6:00 p. m."}, {"en", "Europe/Kyiv", "18:00"}, {"es", "Europe/Madrid", "18:00"},
		{"ru", "America/New_York", "18:00"}, {"pl", "Europe/Warsaw", "18:00"}, {"he", "Asia/Jerusalem", "18:00"}, {"ar", "America/New_York", "18:00"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		got := Clean(b.In(test.lang).Hour(time.Date(2026, 11, 25, 18, 0, 0, 0, zone), zone))
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != test.want {
			t.Errorf("%s in %s: %q, not %q", test.lang, test.zone, got, test.want)
		}
	}
}

// TestNamesOfLanguagesStandAlone: Russian, Ukrainian and Polish decline the name of a
// language behind a preposition or a verb, and the bot has its first form only. So it never
// follows a word, but the one for "language" itself.
func TestNamesOfLanguagesStandAlone(t *testing.T) {
	name := regexp.MustCompile(`\{\{\.tongues?\}\}`)
	for lang, word := range map[string]string{"ru": "язык", "uk": "мова", "pl": "język"} {
		f, err := readMessages(MessageFiles(), lang+".toml")
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for key, m := range f.messages {
			for _, text := range forms(m) {
				for _, at := range name.FindAllStringIndex(text, -1) {
					found++
					before := strings.TrimRight(text[:at[0]], " ")
					if r, _ := utf8.DecodeLastRuneInString(before); unicode.IsLetter(r) && !strings.HasSuffix(before, word) {
						t.Errorf("%s: %s: a name that would have to be declined: %s", lang, key, text)
					}
				}
			}
		}
		if found < 20 {
			t.Errorf("%s: only %d names of languages", lang, found)
		}
	}
}
