package flows

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestIdentifiers: what is found in a text, and that it is exactly that part.
func TestIdentifiers(t *testing.T) {
	for _, tt := range []struct{ text, part, kind string }{
		{"Мій телефон 0501234567, дзвоніть", "0501234567", "phone"},
		{"тел. +38 (050) 123-45-67", "+38 (050) 123-45-67", "phone"},
		{"8 050 123 45 67 это мой", "8 050 123 45 67", "phone"},
		{"call me 555-123-4567 please", "555-123-4567", "phone"},
		{"call (555) 123 4567", "(555) 123 4567", "phone"},
		{"הטלפון שלי 052-123-4567 תודה", "052-123-4567", "phone"},
		{"اتصلوا بي ٠٥٢١٢٣٤٥٦٧ شكرا", "٠٥٢١٢٣٤٥٦٧", "phone"},
		{"dzwonić 601 234 567 po 18", "601 234 567", "phone"},
		{"0 5 0 1 2 3 4 5 6 7 пишіть", "0 5 0 1 2 3 4 5 6 7", "phone"},
		{"мій міський 22-33-44 вдень", "22-33-44", "phone"},
		{"тел 543210", "543210", "phone"},
		{"llámame al 612 34 56 78", "612 34 56 78", "phone"},
		{"пишіть olga.k@ukr.net", "olga.k@ukr.net", "email"},
		{"olga собака gmail точка com", "olga собака gmail точка com", "email"},
		{"write olga at gmail dot com", "olga at gmail dot com", "email"},
		{"телеграм @olga_kh там фото", "@olga_kh", "handle"},
		{"мій тг olga_kherson", "olga_kherson", "handle"},
		{"look t.me/olga_kh", "t.me/olga_kh", "link"},
		{"wa.me/380501234567 пишіть", "wa.me/380501234567", "link"},
		{"see https://example.com/a?b=1 there", "https://example.com/a?b=1", "link"},
		{"на сайті хата.укр фото", "хата.укр", "link"},
		{"facebook.com/olga.k дивіться", "facebook.com/olga.k", "link"},
		{"картка 4441 1144 5555 6666", "4441 1144 5555 6666", "card"},
		{"UA21 3223 1300 0002 6007 2335 6600 1", "UA21 3223 1300 0002 6007 2335 6600 1", "card"},
		{"PL61 1090 1014 0000 0712 1981 2874 konto", "PL61 1090 1014 0000 0712 1981 2874", "card"},
		{"паспорт СЮ 123456 виданий", "СЮ 123456", "document"},
		{"авто ВТ1234АН стоїть", "ВТ1234АН", "document"},
		{"машина вт 1234 ан на газоні", "вт 1234 ан", "document"},
		{"a car ABC-1234 blocks us", "ABC-1234", "document"},
		{"stoi WA 12345 na trawniku", "WA 12345", "document"},
		{"רכב 12-345-67 חוסם", "12-345-67", "document"},
		{"mi DNI 12345678Z", "12345678Z", "document"},
		{"справа 757/12345/21-к у суді", "757/12345/21-к", "document"},
		{"my SSN 123-45-6789", "123-45-6789", "document"},
		{"ул. Перекопская 5, кв. 3", "ул. Перекопская 5", "address"},
		{"на Перекопській 17 немає світла", "Перекопській 17", "address"},
		{"вул. Івана Франка, 12а темно", "вул. Івана Франка, 12а", "address"},
		{"Ушакова 25 під'їзд темний", "Ушакова 25", "address"},
		{"dark at Ushakova 25 again", "Ushakova 25", "address"},
		{"שדרות הנשיא 12 דירה 4", "שדרות הנשיא 12", "address"},
		{"ברחוב הרצל 15 אין תאורה", "ברחוב הרצל 15", "address"},
		{"شارع الجبل ١٢ مظلم", "شارع الجبل ١٢", "address"},
		{"ul. Długa 7/3 ciemno", "ul. Długa 7/3", "address"},
		{"na Długiej 7 m. 3 ciemno", "Długiej 7 m. 3", "address"},
		{"123 Main St Apt 4 is dark", "123 Main St", "address"},
		{"at 45 oak lane", "45 oak lane", "address"},
		{"Calle Mayor 5 sin luz", "Calle Mayor 5", "address"},
		{"calle 12 # 4-56", "calle 12 # 4-56", "address"},
		{"живу кв 34 на третьем", "кв 34", "address"},
	} {
		got := Identifiers(tt.text)
		if len(got) == 0 || tt.text[got[0].From:got[0].To] != tt.part || string(got[0].Kind) != tt.kind {
			var parts []string
			for _, i := range got {
				parts = append(parts, string(i.Kind)+" "+tt.text[i.From:i.To])
			}
			t.Errorf("%q: %q, want %s %q", tt.text, parts, tt.kind, tt.part)
		}
	}
}

// TestHarmless: numbers that identify nobody.
func TestHarmless(t *testing.T) {
	for _, text := range []string{
		"", "Ліхтар не світить з понеділка", "call 102 or 112", "подзвонив на 102, не приїхали", "911 never answers", "The lamp.It is dark",
		"since 2019", "12.05.2024 о 18:00", "з 22:00 до 6:00", "from 18-00 till 21-30", "1 500 000 грн на дорогу", "заплатили 15000 гривень",
		"school 12", "школа № 12", "автобус 5", "24/7", "10-15 підлітків", "вулиця Перекопська", "вул. Перекопська 5 днів без світла",
		"на вулиці Франка о 5 ранку", "Main street since 3 am", "5 people on the street", "3rd floor lift broken", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
		"קו 24 לא מגיע", "בית ספר 12", "רחוב הרצל חשוך 3 ימים", "شارع الجبل مظلم منذ ٣ أيام", "ulica Długa od 5 dni ciemna", "calle Mayor sin luz desde las 10",
		"No 5 bus", "100%", "2023-2024", "50 zł", "₪300", "ціна 1 200", "House of Culture", "4-й поверх", "в 2020 году на 50 000 больше",
	} {
		for _, i := range Identifiers(text) {
			t.Errorf("%q: %s %q", text, i.Kind, text[i.From:i.To])
		}
	}
}

// TestIdentifiersOfASample measures on texts by somebody who had not seen the
// patterns: 42 of each kind, in seven languages, as they are typed on a phone. At
// first sight all kinds were at 95 % and above but addresses, at 83; what was missed
// then has been mended since.
func TestIdentifiersOfASample(t *testing.T) {
	all, marked, right := map[string]int{}, map[string]int{}, map[string]int{}
	for _, line := range sample(t, "identifying.tsv") {
		kind, _, text := line[0], line[1], line[2]
		all[kind]++
		found := Identifiers(text)
		if len(found) == 0 {
			t.Logf("%s missed: %s", kind, text)
			continue
		}
		marked[kind]++
		if slices.ContainsFunc(found, func(i Identifier) bool {
			return string(i.Kind) == kind || kind == "handle" && i.Kind == IdentifierLink // t.me/somebody is both
		}) {
			right[kind]++
		}
	}
	for kind, n := range all {
		if marked[kind]*100 < n*95 || right[kind]*100 < n*80 {
			t.Errorf("%s: %d of %d are marked, %d under the right name", kind, marked[kind], n, right[kind])
		}
	}
	if len(all) != len(IdentifierKinds()) {
		t.Errorf("only of %d kinds", len(all))
	}
	harmless, wrong := sample(t, "harmless.tsv"), 0
	for _, line := range harmless {
		if found := Identifiers(line[1]); len(found) > 0 {
			wrong++
			t.Logf("marked: %s", line[1])
		}
	}
	if wrong*20 > len(harmless) {
		t.Errorf("%d of %d harmless texts are marked", wrong, len(harmless))
	}
}

// sample reads texts of a file, with what they are before them.
func sample(t *testing.T, name string) (lines [][]string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/identifiers/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		lines = append(lines, strings.Split(strings.TrimSpace(line), "\t"))
	}
	if len(lines) < 200 {
		t.Fatalf("%d lines in %s", len(lines), name)
	}
	return lines
}

// TestIdentifiersStayInTheText: whatever is typed, the parts are in order, apart, and
// cut no character in two.
func TestIdentifiersStayInTheText(t *testing.T) {
	bits := rapid.SampledFrom([]string{"0", "5", "12", "٣", "０", "+", "-", "/", ".", ",", "(", " ", "\n", "вул", "кв", "ул.", "St", "רחוב", "شارع", "a", "АА", "@", "t.me", "http://",
		"passport", "тел", "\u200f", "\u0301", "😀", "\xff", "calle", "c/", "#", "m.", "карта", "at", "dot", "собака", ":", "№", "tg", "_"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(bits, 0, 40).Draw(t, "text"), "")
		last := 0
		for _, i := range Identifiers(text) {
			if i.From < last || i.To <= i.From || i.To > len(text) || utf8.ValidString(text) && !utf8.ValidString(text[i.From:i.To]) {
				t.Fatalf("%q: %+v after %d", text, i, last)
			}
			last = i.To
		}
	})
}

func BenchmarkIdentifiers(b *testing.B) {
	for name, text := range map[string]string{
		"words":   "The lamp by the school is dark since Monday, please look at it",
		"numbers": "The lamp by school 12 is dark since 18:00 on Monday, call 050 123 45 67",
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				Identifiers(text)
			}
		})
	}
}

// TestWhatTheMarksDoNotFind holds what the documents admit: whoever finds one of
// these mends the documents too. Beside a word that says what it is, it is found.
func TestWhatTheMarksDoNotFind(t *testing.T) {
	for _, text := range []string{
		"Hannah Cohen from the bakery shouts at us", "Петро Шевченко знову кричить", "יש רעש בהרצל 14", "הרצל 14", "يافا 22", "Herzla 14",
		"רחוב יפו", "the red house behind the church", "the flat above the chemist",
	} {
		if found := Identifiers(text); len(found) > 0 {
			t.Errorf("%q: %v is found by now", text, found)
		}
	}
	for _, text := range []string{"גר ברחוב הרצל 14", "אני גר בהרצל 14", "شارع يافا 22", "דירה 3"} {
		if len(Identifiers(text)) == 0 {
			t.Errorf("%q is not found", text)
		}
	}
}
