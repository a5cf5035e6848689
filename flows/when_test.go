package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"porchlight/locales"
)

// typedAt reads a typed time on Friday 20 November 2026, 10:00; day is what was
// chosen before, if an hour is asked for.
func typedAt(t testing.TB, zone, text, day string) (got, problem string) {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, z)
	w, ok := readTime(text, (&Programme{Zone: z}).monthFirst(), day != "")
	if !ok || day == "" && !w.dated {
		return "", "nonsense"
	}
	if w.dated {
		if day, problem = w.onDay(now, z); problem != "" {
			return "", problem
		}
	}
	if !w.timed {
		return day, ""
	}
	at, problem := w.atHour(day, now, z)
	if problem != "" {
		return "", problem
	}
	return at.Format("2006-01-02 15:04"), ""
}

func TestTypedTimes(t *testing.T) {
	kyiv, newYork := "Europe/Kyiv", "America/New_York"
	for _, c := range []struct {
		zone, text, want, problem string
	}{
		{kyiv, "25.11 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11. 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11.2026 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11.26, 18.30", "2026-11-25 18:30", ""},
		{kyiv, "2026-11-25 18:00", "2026-11-25 18:00", ""},
		{kyiv, "2026-11-25T18:00", "2026-11-25 18:00", ""},
		{kyiv, "25/11 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25-11 18-00", "2026-11-25 18:00", ""},
		{kyiv, "25 11 18 00", "2026-11-25 18:00", ""},
		{kyiv, "25 11 2026 1800", "2026-11-25 18:00", ""},
		{kyiv, "18:00 25.11", "2026-11-25 18:00", ""},
		{kyiv, "18.00 25.11", "2026-11-25 18:00", ""},
		{kyiv, "25.11 18", "2026-11-25 18:00", ""},
		{kyiv, "25.11 6 pm", "2026-11-25 18:00", ""},
		{kyiv, "25.11", "2026-11-25", ""},
		{kyiv, "5.1 9:00", "2027-01-05 09:00", ""},
		{newYork, "11/25 6 pm", "2026-11-25 18:00", ""},
		{newYork, "11-25 6 pm", "2026-11-25 18:00", ""},
		{newYork, "11/25 6:30pm", "2026-11-25 18:30", ""},
		{newYork, "11/25/2026 12 am", "2026-11-25 00:00", ""},
		{newYork, "25.11 12 p.m.", "2026-11-25 12:00", ""},

		// South of the United States the day comes first.
		{"America/Mexico_City", "3/12 18:00", "2026-12-03 18:00", ""},
		{"America/Bogota", "3/12 6 p. m.", "2026-12-03 18:00", ""},
		{"America/Argentina/Buenos_Aires", "3/12 18 hs", "2026-12-03 18:00", ""},
		{"America/Sao_Paulo", "3/12 18h30", "2026-12-03 18:30", ""},

		// Marks, digits and spaces of other keyboards.
		{kyiv, "\u206625.11.2026 18:00\u2069", "2026-11-25 18:00", ""},
		{kyiv, "\u200f25.11\u200f \u200e18:00", "2026-11-25 18:00", ""},
		{kyiv, "\u061c25\u061c.11\u202a 18:00\u202c", "2026-11-25 18:00", ""},
		{kyiv, "25.11\u00a018:00\u200b", "2026-11-25 18:00", ""},
		{kyiv, "２５．１１　１８：００", "2026-11-25 18:00", ""},
		{kyiv, "٢٥/١١ ١٨:٠٠", "2026-11-25 18:00", ""},
		{kyiv, "۲۵/۱۱ ۱۸:۰۰", "2026-11-25 18:00", ""},

		// Months by name.
		{kyiv, "5 December", "2026-12-05", ""},
		{kyiv, "5th of December at 6 pm", "2026-12-05 18:00", ""},
		{newYork, "December 5, 2026 6:00 p.m.", "2026-12-05 18:00", ""},
		{newYork, "Dec 5 6pm", "2026-12-05 18:00", ""},
		{kyiv, "5 грудня", "2026-12-05", ""},
		{kyiv, "5 грудня о 18:00", "2026-12-05 18:00", ""},
		{kyiv, "о 18-00 5 грудня", "2026-12-05 18:00", ""},
		{kyiv, "5-го груд. 2026 року, 18 год.", "2026-12-05 18:00", ""},
		{kyiv, "субота, 5 грудня", "2026-12-05", ""},
		{kyiv, "5 грудень", "2026-12-05", ""},
		{kyiv, "5 декабря в 6 вечера", "2026-12-05 18:00", ""},
		{kyiv, "5 дек 18.30", "2026-12-05 18:30", ""},
		{kyiv, "5 МАЯ 2027 г.", "2027-05-05", ""},
		{kyiv, "5 de diciembre", "2026-12-05", ""},
		{kyiv, "sábado 5 de diciembre a las 6 de la tarde", "2026-12-05 18:00", ""},
		{kyiv, "5 dic 18 h", "2026-12-05 18:00", ""},
		{kyiv, "5 grudnia", "2026-12-05", ""},
		{kyiv, "5 grudnia, godz. 18", "2026-12-05 18:00", ""},
		{kyiv, "5 października 2027 o 18:00", "2027-10-05 18:00", ""},
		{kyiv, "5 pazdziernika 2027", "2027-10-05", ""},
		{kyiv, "٥ ديسمبر", "2026-12-05", ""},
		{kyiv, "٥ كانون الأول الساعة ٦ مساءً", "2026-12-05 18:00", ""},
		{kyiv, "5 ديسمبر ٢٠٢٦، الساعة 18:00", "2026-12-05 18:00", ""},
		{kyiv, "5 בדצמבר", "2026-12-05", ""},
		{kyiv, "יום שבת, 5 בדצמבר 2026, בשעה 18:00", "2026-12-05 18:00", ""},
		{kyiv, "5 לדצמבר ב-18:00", "2026-12-05 18:00", ""},
		{kyiv, "5 בדצמבר 6 בערב", "2026-12-05 18:00", ""},
		{kyiv, "5 December 1930", "2026-12-05 19:30", ""}, // no year begins with 19

		// Days that count from today, a Friday.
		{kyiv, "today 18:00", "2026-11-20 18:00", ""},
		{kyiv, "tomorrow", "2026-11-21", ""},
		{kyiv, "завтра о 18:00", "2026-11-21 18:00", ""},
		{kyiv, "mañana a las 10 de la mañana", "2026-11-21 10:00", ""},
		{kyiv, "day after tomorrow, 18:00", "2026-11-22 18:00", ""},
		{kyiv, "מחר 18:00", "2026-11-21 18:00", ""},
		{kyiv, "غدًا", "2026-11-21", ""},
		{kyiv, "بعد بكرا ٦ المسا", "2026-11-22 18:00", ""},
		{kyiv, "pojutrze 9:00", "2026-11-22 09:00", ""},
		{kyiv, "on Tuesday at 6pm", "2026-11-24 18:00", ""},
		{kyiv, "вівторок 18:00", "2026-11-24 18:00", ""},
		{kyiv, "п'ятниця", "2026-11-27", ""},
		{kyiv, "wtorek", "2026-11-24", ""},
		{kyiv, "ביום שלישי", "2026-11-24", ""},
		{kyiv, "الثلاثاء", "2026-11-24", ""},

		// What is a time, and none that can be.
		{kyiv, "1.11 18:00", "", "organise.when.past"},
		{kyiv, "20.11 09:59", "", "organise.when.past"},
		{kyiv, "1.11.2025 18:00", "", "organise.when.past"},
		{kyiv, "1.11.2030 18:00", "", "organise.when.far"},
		{kyiv, "31.6 18:00", "", "organise.when.no_day"},
		{kyiv, "31 June", "", "organise.when.no_day"},
		{kyiv, "30 лютого", "", "organise.when.no_day"},
		{kyiv, "11/25 18:00", "", "organise.when.no_day"},
		{newYork, "25/11 6 pm", "", "organise.when.no_day"},
		{kyiv, "25.11 25:00", "", "organise.when.no_hour"},
		{kyiv, "25.11 18:75", "", "organise.when.no_hour"},
		{newYork, "11/25 13 pm", "", "organise.when.no_hour"},
		{kyiv, "понеділок 5 грудня", "", "organise.when.weekday"},
		{kyiv, "28.3.2027 03:30", "", "organise.when.skipped"},
		{newYork, "3/14/2027 2:30 am", "", "organise.when.skipped"},
		{kyiv, "31.10.2027 03:30", "", "organise.when.twice"},
		{kyiv, "soon", "", "nonsense"},
		{kyiv, "", "", "nonsense"},
		{kyiv, "December", "", "nonsense"},
		{kyiv, "18:00", "", "nonsense"}, // which day?
		{kyiv, "nie", "", "nonsense"},
		{kyiv, "25.11 18:00 or later", "", "nonsense"},
		{kyiv, "25.11 18:00 19:00", "", "nonsense"},
		{kyiv, "99999999999999999999.1 1", "", "nonsense"},
		{kyiv, strings.Repeat("1 ", 500), "", "nonsense"},
	} {
		t.Run(c.zone+" "+c.text, func(t *testing.T) {
			if got, problem := typedAt(t, c.zone, c.text, ""); got != c.want || problem != c.problem {
				t.Errorf("is %q, %q; want %q, %q", got, problem, c.want, c.problem)
			}
		})
	}
}

// TestAnHourIsNoDate is about the second question, after a day was chosen.
func TestAnHourIsNoDate(t *testing.T) {
	const day = "2026-11-25"
	for _, c := range []struct{ zone, text, want, problem string }{
		{"Europe/Kyiv", "18", day + " 18:00", ""},
		{"Europe/Kyiv", "18:00", day + " 18:00", ""},
		{"Europe/Kyiv", "18-00", day + " 18:00", ""},
		{"Europe/Kyiv", "18.00", day + " 18:00", ""},
		{"Europe/Kyiv", "18 00", day + " 18:00", ""},
		{"Europe/Kyiv", "1800", day + " 18:00", ""},
		{"Europe/Kyiv", "930", day + " 09:30", ""},
		{"Europe/Kyiv", "8-30", day + " 08:30", ""},
		{"Europe/Kyiv", "10-05", day + " 10:05", ""},
		{"Europe/Kyiv", "10.05", day + " 10:05", ""},
		{"Europe/Kyiv", "10/05", day + " 10:05", ""},
		{"America/New_York", "10-05", day + " 10:05", ""},
		{"Europe/Kyiv", "18h", day + " 18:00", ""},
		{"Europe/Kyiv", "18h30", day + " 18:30", ""},
		{"Europe/Kyiv", "6 pm", day + " 18:00", ""},
		{"Europe/Kyiv", "6pm", day + " 18:00", ""},
		{"Europe/Kyiv", "6 p.m.", day + " 18:00", ""},
		{"Europe/Kyiv", "6 p.\u00a0m.", day + " 18:00", ""},
		{"Europe/Kyiv", "о 18:00", day + " 18:00", ""},
		{"Europe/Kyiv", "о 18", day + " 18:00", ""},
		{"Europe/Kyiv", "18:00 вечора", day + " 18:00", ""},
		{"Europe/Kyiv", "в 6 вечера", day + " 18:00", ""},
		{"Europe/Kyiv", "18 часов", day + " 18:00", ""},
		{"Europe/Kyiv", "a las 6 de la tarde", day + " 18:00", ""},
		{"Europe/Kyiv", "godz. 18", day + " 18:00", ""},
		{"Europe/Kyiv", "בשעה 18:00", day + " 18:00", ""},
		{"Europe/Kyiv", "٦ مساءً", day + " 18:00", ""},
		{"Europe/Kyiv", "\u2066١٨:٠٠\u2069", day + " 18:00", ""},
		{"Europe/Kyiv", "26.11 18.00", "2026-11-26 18:00", ""}, // both: the day is another
		{"Europe/Kyiv", "26 листопада 18-00", "2026-11-26 18:00", ""},
		{"Europe/Kyiv", "5 грудня", "2026-12-05", ""},
		{"Europe/Kyiv", "26.11.2026", "2026-11-26", ""},
		{"Europe/Kyiv", "26.11", "", "organise.when.no_hour"},
		{"Europe/Kyiv", "25:00", "", "organise.when.no_hour"},
		{"Europe/Kyiv", "2575", "", "organise.when.no_hour"},
		{"Europe/Kyiv", "evening", "", "nonsense"},
		{"Europe/Kyiv", "18:0", "", "nonsense"},
		{"Europe/Kyiv", "18:00-19:30", day + " 18:00", ""}, // its end is asked for, or is the length
	} {
		t.Run(c.zone+" "+c.text, func(t *testing.T) {
			if got, problem := typedAt(t, c.zone, c.text, day); got != c.want || problem != c.problem {
				t.Errorf("is %q, %q; want %q, %q", got, problem, c.want, c.problem)
			}
		})
	}
}

// TestOwnTimesAreRead pastes back what the bot writes: dates of a whole year, in
// every language, in zones of either order; and the examples of its questions.
func TestOwnTimesAreRead(t *testing.T) {
	bundle, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"Europe/Kyiv", "Asia/Jerusalem", "America/New_York", "America/Bogota"} {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 11, 20, 10, 0, 0, 0, z)
		for i := range 75 {
			at := time.Date(2026, 11, 20+5*i, 18, 5, 0, 0, z)
			day := at.Format(time.DateOnly)
			for _, lang := range Languages() {
				l := bundle.In(string(lang))
				if got, problem := typedAt(t, zone, l.Day(at, now, z), ""); got != day {
					t.Fatalf("%s %s: %q is %q, %q", zone, lang, l.Day(at, now, z), got, problem)
				}
				if got, problem := typedAt(t, zone, l.Moment(at, now, z), ""); got != day+" 18:05" {
					t.Fatalf("%s %s: %q is %q, %q", zone, lang, l.Moment(at, now, z), got, problem)
				}
				if got, problem := typedAt(t, zone, l.Hour(at, z), day); got != day+" 18:05" {
					t.Fatalf("%s %s: %q is %q, %q", zone, lang, l.Hour(at, z), got, problem)
				}
			}
		}
		turn := &turn{w: World{Programme: &Programme{Zone: z}}, e: Event{Now: now}, p: &Person{Flow: Flow{Round: &WaveDraft{Closes: now.Unix()}}}}
		for _, example := range []Code{turn.timeExample(), turn.dayExample(), turn.resultsExample()} {
			if _, problem := typedAt(t, zone, "\u2066"+string(example)+"\u2069", ""); problem != "" {
				t.Errorf("%s: the example %q: %q", zone, example, problem)
			}
		}
		for _, b := range turn.usualHours() {
			if _, problem := typedAt(t, zone, b.Label, "2026-11-25"); problem != "" {
				t.Errorf("%s: the button %q: %q", zone, b.Label, problem)
			}
		}
	}
}

// TestWordsOfTimeHaveOneMeaning finds a word that stands for two things.
func TestWordsOfTimeHaveOneMeaning(t *testing.T) {
	seen := map[string]string{}
	see := func(words, meaning string) {
		for _, w := range strings.Fields(words) {
			w = plainText(w)
			if other := seen[w]; other != "" && other != meaning {
				t.Errorf("%q means %s and %s", w, other, meaning)
			}
			seen[w] = meaning
		}
	}
	for i, words := range monthNames() {
		see(words, fmt.Sprintf("month %d", i+1))
	}
	for i, words := range weekdayNames() {
		see(words, fmt.Sprintf("weekday %d", i+1))
	}
	for words, w := range otherWhen() {
		see(words, fmt.Sprintf("%+v", w))
	}
}

func TestPlainNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"30": "30", "٣٠": "30", "۳۰": "30", "３０": "30", "\u206630\u2069": "30", "1 000": "1000", "1\u00a0000": "1000",
		"30.": "30", "\u200f٧": "7", "०७": "07", "": "", "thirty": "", "-5": "", "1.5": "", "2 hours": "",
	} {
		if got := plainNumber(text); got != want {
			t.Errorf("plainNumber(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzTypedTimes reads anything without falling over, and what it reads it reads
// again the same from its own marks and digits.
func FuzzTypedTimes(f *testing.F) {
	for _, s := range []string{"25.11 18:00", "5 грудня о 18-00", "٥ ديسمبر", "6 p. m.", "18h30", "\u206611/25 6 pm\u2069", "day after tomorrow", "יום ב 5.12", "1..", "::", "h5"} {
		f.Add(s, true, false)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, text string, monthFirst, hourOnly bool) {
		w, ok := readTime(text, monthFirst, hourOnly)
		again, ok2 := readTime("\u2066"+plainText(text)+"\u2069", monthFirst, hourOnly)
		if ok != ok2 || ok && w != again {
			t.Fatalf("%+v, %v; read again %+v, %v", w, ok, again, ok2)
		}
		if ok && !w.dated && !w.timed {
			t.Fatalf("neither a day nor an hour: %+v", w)
		}
		if day, problem := w.onDay(time.Unix(1_790_000_000, 0), time.UTC); ok && w.dated && problem == "" {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				t.Fatalf("no day: %q", day)
			}
			w.atHour(day, time.Unix(1_790_000_000, 0), time.UTC)
		}
	})
}
