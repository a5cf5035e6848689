package chart

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-text/typesetting/shaping"
	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write the golden pictures anew; look at each of them afterwards")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// weeks are labelled by their first days.
func weeks() []string {
	return []string{"28.9.", "5.10.", "12.10.", "19.10.", "26.10.", "2.11.", "9.11.", "16.11."}
}

// isolated is such a label as it comes in right-to-left text.
func isolated(labels []string) []string {
	for i, l := range labels {
		labels[i] = "\u2066" + l + "\u2069"
	}
	return labels
}

func alone(name string) []Series {
	return []Series{{Name: name, Values: []int{7, 9, 0, 12, 18, 15, 0, 23}, Hidden: []bool{2: true, 6: true, 7: false}}}
}

func three(a, b, c string) []Series {
	return []Series{
		{Name: a, Values: []int{7, 9, 11, 12, 18, 15, 17, 23}},
		{Name: b, Values: []int{12, 0, 0, 10, 9, 11, 0, 8}, Hidden: []bool{1: true, 2: true, 6: true, 7: false}},
		{Name: c, Values: []int{5, 6, 0, 8, 6, 7, 0, 6}, Hidden: []bool{2: true, 6: true, 7: false}},
	}
}

func trends() map[string]TrendSpec {
	return map[string]TrendSpec{
		"trend_en":  {Title: "Korabel: street and yard", Lang: "en", Labels: weeks(), Series: alone("Street"), TooFew: "too few", Note: "Concerns a week, 28 September to 22 November 2026. Numbers from fewer than 5 people are not shown."},
		"trend_ar":  {Title: "كورابيل: الشارع والساحة (▲ 5)", Lang: "ar", Labels: isolated(weeks()), Series: alone("الشارع"), TooFew: "قليل جدًا", Note: "عدد البلاغات كل أسبوع، من 28 سبتمبر إلى 22 نوفمبر 2026. لا تُعرض أعداد من أقل من 5 أشخاص (Porchlight)."},
		"trend_he":  {Title: "הדר: רחוב וחצר (▲ 5)", Lang: "he", Labels: isolated(weeks()), Series: three("רחוב וחצר", "תנועה", "בית ומשפחה"), TooFew: "מעט מדי", Note: "פניות בשבוע, 28 בספטמבר עד 22 בנובמבר 2026. מספרים של פחות מ־5 אנשים אינם מוצגים."},
		"trend_uk":  {Title: "Корабельний район: про що повідомляли мешканці за останні вісім тижнів", Lang: "uk", Labels: weeks(), Series: three("Вулиця і двір", "Дорожній рух", "Дім і сім’я"), TooFew: "замало", Note: "Повідомлення за тиждень. Числа від менш ніж 5 людей не показуємо."},
		"trend_all": {Title: "Nothing may be shown", Lang: "pl", Labels: []string{"9.11."}, Series: []Series{{Name: "Ulica", Values: []int{4}, Hidden: []bool{true}}}, TooFew: "za mało"},
	}
}

func bars() map[string]BarsSpec {
	shares := func(names ...string) []Bar {
		return []Bar{
			{Label: names[0], Share: 0.12, Text: "12 % (14)"}, {Label: names[1], Share: 0.43, Text: "43 % (50)"},
			{Label: names[2], Share: 0.31, Text: "31 % (36)"}, {Label: names[3], Hidden: true}, {Label: names[4], Hidden: true},
		}
	}
	worries := []Bar{{Label: "Кражи", Share: 1, Text: "100 %"}, {Label: "Насилие", Share: 0, Text: "0 %"}}
	for range 7 {
		worries = append(worries, Bar{Label: "Темные улицы и дворы без освещения", Share: 0.11, Text: "11 % (12)"})
	}
	return map[string]BarsSpec{
		"bars_en":   {Title: "How safe do you – or would you – feel walking alone around here after dark?", Lang: "en", Bars: shares("Very safe", "Safe", "Unsafe", "Very unsafe", "I'd rather not say"), TooFew: "too few to show", Note: "Answered: 116 people, 10 – 21 November 2026. Anybody could choose to take part."},
		"bars_ar":   {Title: "ما مدى شعورك بالأمان – أو كيف سيكون شعورك – عند المشي وحدك هنا بعد حلول الظلام؟", Lang: "ar", Bars: shares("آمن جدًا", "آمن", "غير آمن", "غير آمن على الإطلاق", "أفضّل عدم الإجابة"), TooFew: "أقل من أن يُعرض", Note: "عدد من أجابوا: 116، من 28 سبتمبر إلى 4 أكتوبر 2026. شارك كل من أراد."},
		"bars_he":   {Title: "עד כמה בטוח לך – או היה בטוח לך – ללכת כאן לבד אחרי רדת החשיכה?", Lang: "he", Bars: shares("בטוח מאוד", "בטוח", "לא בטוח", "מאוד לא בטוח", "מעדיפים לא לענות"), TooFew: "מעט מכדי להציג", Note: "ענו: 116 אנשים, 28 בספטמבר עד 4 באוקטובר 2026."},
		"bars_uk":   {Title: "Наскільки безпечно вам ходити тут на самоті після настання темряви?", Lang: "uk", Bars: shares("Дуже безпечно", "Безпечно", "Небезпечно", "Дуже небезпечно", "Волію не відповідати"), TooFew: "замало, щоб показати", Note: "Скільки людей відповіли: 116, 28 вересня – 4 жовтня 2026."},
		"bars_mean": {Title: "إلى أي حد تثقون بالشرطة؟", Lang: "ar", Bars: []Bar{{Label: "في المتوسط", Share: 0.52, Text: "\u20665.2\u2069 من 10"}}, Note: "عدد من أجابوا: 60، الأحد 20 أكتوبر 2024 – الأربعاء 30 أكتوبر 2024. مشاركة اختيارية: شارك من أراد."},
		"bars_ru":   {Title: "О чём полиции стоит знать прежде всего?", Lang: "ru", Bars: worries, Note: "Сколько человек ответили: 109."},
	}
}

func TestPictures(t *testing.T) {
	for name, s := range trends() {
		got, err := Trend(s)
		compare(t, name, got, err)
	}
	for name, s := range bars() {
		got, err := Bars(s)
		compare(t, name, got, err)
	}
}

// compare allows for the last bit of rounding on other machines, not for a
// letter: at most one pixel in two thousand may be clearly different.
func compare(t *testing.T, name string, got []byte, err error) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	a, b := decode(t, got), decode(t, want)
	if a.Bounds() != b.Bounds() {
		t.Errorf("%s is %v, was %v", name, a.Bounds(), b.Bounds())
		return
	}
	if n := different(a, b); n*2000 > a.Bounds().Dx()*a.Bounds().Dy() {
		t.Errorf("%s differs in %d pixels", name, n)
	}
	if len(got) > 300_000 {
		t.Errorf("%s has %d bytes", name, len(got))
	}
}

func decode(t *testing.T, picture []byte) image.Image {
	t.Helper()
	i, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func different(a, b image.Image) int {
	n := 0
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 0x3000 }
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if far(r, r2) || far(g, g2) || far(bl, b2) {
				n++
			}
		}
	}
	return n
}

// TestComparingCanFail: one number of a picture is more than rounding.
func TestComparingCanFail(t *testing.T) {
	s := trends()["trend_en"]
	a, _ := Trend(s)
	s.Series = []Series{{Values: append([]int{8}, s.Series[0].Values[1:]...), Hidden: s.Series[0].Hidden}}
	b, _ := Trend(s)
	if n := different(decode(t, a), decode(t, b)); n*2000 <= width*height {
		t.Errorf("a changed number differs in %d pixels only", n)
	}
}

// TestAHiddenValueLeavesNoTrace: the picture is the same whatever was hidden.
func TestAHiddenValueLeavesNoTrace(t *testing.T) {
	for name, s := range trends() {
		a, _ := Trend(s)
		for n := range s.Series {
			line := &s.Series[n]
			line.Values = append([]int(nil), line.Values...)
			for i := range line.Values {
				if line.hidden(i) {
					line.Values[i] = 999 + i
				}
			}
		}
		if b, err := Trend(s); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s changes with a hidden number: %v", name, err)
		}
	}
	s := bars()["bars_en"]
	a, _ := Bars(s)
	s.Bars[3].Share, s.Bars[3].Text = math.NaN(), "3 %"
	if b, err := Bars(s); err != nil || !bytes.Equal(a, b) {
		t.Errorf("bars change with a hidden share: %v", err)
	}
}

// TestNothingTouchesTheEdge: whatever the words, none is cut.
func TestNothingTouchesTheEdge(t *testing.T) {
	long := strings.Repeat("Wolontariuszka ", 60)
	unbroken := strings.Repeat("ا", 500)
	for _, lang := range []string{"en", "ar", "xx"} {
		for _, words := range []string{"", long, unbroken, "\n\t\u202e\u2068", "👩‍👩‍👧 \xff"} {
			trend := TrendSpec{Title: words, Lang: lang, Note: words, TooFew: words}
			for i := range MostWeeks {
				trend.Labels = append(trend.Labels, words)
				for n := range MostSeries {
					if i == 0 {
						trend.Series = append(trend.Series, Series{Name: words, Hidden: make([]bool, MostWeeks)})
					}
					trend.Series[n].Values = append(trend.Series[n].Values, i*n*1_000_000)
					trend.Series[n].Hidden[i] = (i+n)%5 == 0
				}
			}
			got, err := Trend(trend)
			checkEdge(t, "trend", lang, got, err)
			var all []Bar
			for i := range MostBars {
				all = append(all, Bar{Label: words, Text: words, Share: float64(i) / MostBars, Hidden: i%3 == 0})
			}
			got, err = Bars(BarsSpec{Title: words, Lang: lang, Note: words, TooFew: words, Bars: all})
			checkEdge(t, "bars", lang, got, err)
		}
	}
}

func checkEdge(t *testing.T, name, lang string, picture []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s %q: %v", name, lang, err)
	}
	i := decode(t, picture)
	b := i.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if x > 1 && y > 1 && x < b.Max.X-2 && y < b.Max.Y-2 {
				continue
			}
			if r, _, _, _ := i.At(x, y).RGBA(); r < 0xf000 {
				t.Errorf("%s %q: something is at the edge, %d %d", name, lang, x, y)
				return
			}
		}
	}
}

// TestNumbersKeepTheirOrder: an isolated range reads from the left wherever it
// stands, and the words around it from the right.
func TestNumbersKeepTheirOrder(t *testing.T) {
	for lang, word := range map[string]string{"ar": "نوفمبر", "he": "בנובמבר"} {
		l, err := newLetters(lang)
		if err != nil {
			t.Fatal(err)
		}
		dates := "\u206810–21\u2069"
		for _, text := range []string{dates + " " + word, word + "، " + dates + " " + word, word + " 116 (" + dates + ") " + word} {
			var read []rune // glyph by glyph from the left
			for _, line := range l.set(text, l.plain, 20, 2000, 1).lines {
				runs := slices.Clone(line)
				slices.SortFunc(runs, func(p, q shaping.Output) int { return int(p.VisualIndex - q.VisualIndex) })
				for _, run := range runs {
					for _, g := range run.Glyphs {
						read = append(read, []rune(text)[g.TextIndex()])
					}
				}
			}
			if !strings.Contains(string(read), "10–21") {
				t.Errorf("%s: %q reads %q", lang, text, string(read))
			}
			if first, _ := utf8.DecodeRuneInString(word); strings.HasPrefix(text, word) && read[len(read)-1] != first {
				t.Errorf("%s: %q does not begin at the right: %q", lang, text, string(read))
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	week := []string{"a"}
	for name, s := range map[string]TrendSpec{
		"nothing":         {},
		"no series":       {Labels: week},
		"uneven":          {Labels: week, Series: []Series{{Values: []int{1, 2}}}},
		"negative":        {Labels: week, Series: []Series{{Values: []int{-1}}}},
		"too many weeks":  {Labels: make([]string, 61), Series: []Series{{Values: make([]int, 61)}}},
		"too many series": {Labels: week, Series: make([]Series, 5)},
	} {
		if _, err := Trend(s); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, b := range map[string][]Bar{
		"nothing": {}, "over the whole": {{Share: 1.01}}, "below nothing": {{Share: -0.1}}, "no number": {{Share: math.NaN()}}, "too many": make([]Bar, 17),
	} {
		if _, err := Bars(BarsSpec{Bars: b}); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkTrend(b *testing.B) {
	s := trends()["trend_ar"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Trend(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBars(b *testing.B) {
	s := bars()["bars_he"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Bars(s); err != nil {
			b.Fatal(err)
		}
	}
}
