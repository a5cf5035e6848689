package locales

import "testing"

func TestDirect(t *testing.T) {
	for _, c := range []struct{ name, lang, in, want string }{
		{"English is left alone", "en", "Call 04-000-0006.\n<b>5 of 10</b>", "Call 04-000-0006.\n<b>5 of 10</b>"},
		{"every line", "he", "שלום\n\n100", "\u200fשלום\n\n\u200f100"},
		{"behind the tags", "he", "<b>כן</b>\n<blockquote>\u2068hi\u2069\nלא</blockquote>\nסוף", "<b>\u200fכן</b>\n<blockquote>\u200f\u2068hi\u2069\n\u200fלא</blockquote>\n\u200fסוף"},
		{"a telephone number", "ar", "هاتف 04-000-0006، الأحد", "\u200fهاتف \u206604-000-0006\u2069، الأحد"},
		{"one in words of a person, for an English reader", "en", "They wrote: \u2068هاتف 04-000-0006\u2069", "They wrote: \u2068هاتف \u206604-000-0006\u2069\u2069"},
		{"one in English words", "he", "הם כתבו: \u2068call 04-000-0006\u2069", "\u200fהם כתבו: \u2068call 04-000-0006\u2069"},
		{"what is isolated already", "he", "טלפון \u206604-000-0006\u2069", "\u200fטלפון \u206604-000-0006\u2069"},
		{"a range of hours", "he", "ימי ב׳ 16:00–18:00, בספרייה", "\u200fימי ב׳ \u206616:00–18:00\u2069, בספרייה"},
		{"a range behind a letter", "he", "ל-16:00 עד 18:00", "\u200fל-16:00 עד 18:00"},
		{"a range with spaces", "ar", "من 5 - 10 أشخاص", "\u200fمن \u20665 - 10\u2069 أشخاص"},
		{"groups with spaces", "he", "טלפון 116 016 או 0800 500 335", "\u200fטלפון \u2066116 016\u2069 או \u20660800 500 335\u2069"},
		{"an area code", "he", "טלפון (04) 000-0001.", "\u200fטלפון \u2066(04) 000-0001\u2069."},
		{"a range in brackets", "he", "(13–17 שנים)", "\u200f(\u206613–17\u2069 שנים)"},
		{"from abroad", "ar", "هاتف +972 4 000 0001 أو +97240000001", "\u200fهاتف \u2066+972 4 000 0001\u2069 أو \u2066+97240000001\u2069"},
		{"two numbers are no telephone", "he", "בשנת 2026 100 אנשים, 20 5", "\u200fבשנת 2026 100 אנשים, 20 5"},
		{"a date and hours", "he", "ב-25.11 18:00-20:00", "\u200fב-25.11 \u206618:00-20:00\u2069"},
		{"points and colons keep their order", "ar", "يوم 25.11.2026، 18:00، 3,5", "\u200fيوم 25.11.2026، 18:00، 3,5"},
		{"Eastern digits", "ar", "هاتف ٠٤-٠٠٠-٠٠٠٦", "\u200fهاتف \u2066٠٤\u200e-\u200e٠٠٠\u200e-\u200e٠٠٠٦\u2069"},
	} {
		if got := Direct(c.in, c.lang); got != c.want {
			t.Errorf("%s:\ngot  %+q\nwant %+q", c.name, got, c.want)
		}
	}
}

func TestDirectLabel(t *testing.T) {
	for _, c := range []struct{ lang, in, want string }{
		{"en", "📍 Here", "📍 Here"},
		{"he", "שלום", "שלום"},
		{"he", "📍 כאן", "\u200f📍 כאן"},
		{"ar", "‹ رجوع", "\u200f‹ رجوع"},
		{"he", "\u2066B6-SALAD-45\u2069 · התקבלה", "\u200f\u2066B6-SALAD-45\u2069 · התקבלה"},
		{"he", "English", "English"},
		{"ar", "13–17 سنة", "\u200f\u206613–17\u2069 سنة"},
		{"he", "", ""},
	} {
		if got := DirectLabel(c.in, c.lang); got != c.want {
			t.Errorf("%s %q: got %+q, want %+q", c.lang, c.in, got, c.want)
		}
	}
}
