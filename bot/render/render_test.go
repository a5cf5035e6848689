package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"porchlight/flows"
	"porchlight/locales"
)

// renderProgramme is a small programme to render for.
func renderProgramme(t testing.TB) *flows.Programme {
	t.Helper()
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	return &flows.Programme{
		Name: "test", Title: flows.Text{flows.English: "Testville"}, Zone: kyiv, Languages: flows.Languages(),
		Numbers: flows.Numbers{Emergency: "112", HelplineViolence: "116 016"},
	}
}

// theRenderer speaks with the words that ship.
func theRenderer(t testing.TB) *Renderer {
	t.Helper()
	bundle, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	book, err := locales.OpenGuides(locales.GuideFiles())
	if err != nil {
		t.Fatal(err)
	}
	return newTestRenderer(t, bundle, book)
}

func newTestRenderer(t testing.TB, bundle *locales.Bundle, book *locales.GuideBook) *Renderer {
	t.Helper()
	r, err := New(bundle, book, renderProgramme(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// testMessages has every kind of argument, in a language of each direction.
func testMessages(t testing.TB) *locales.Bundle {
	t.Helper()
	real, err := locales.MessageFiles().Open("en.toml")
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	dates := "[date]\nmoment = \"{{.day}}, {{.hour}}\"\nday = \"{{.date}} {{.month}}\"\nday_of_year = \"{{.date}} {{.month}} {{.year}}\"\ntoday = \"{{.when}} (*)\"\ntomorrow = \"{{.when}} (+)\"\nhour = \"{{.hour}}:{{.minute}}\"\n[date.weekday]\n2 = \"D2\"\n[date.month]\n11 = \"M11\"\n"
	lists := "[list]\npair = \"{{.a}} & {{.b}}\"\nmiddle = \"{{.a}}, {{.b}}\"\nend = \"{{.a}} + {{.b}}\"\npair_alone = \"{{.a}} -{{.b}}\"\nend_alone = \"{{.a}} -{{.b}}\"\n"
	lists = strings.ReplaceAll(lists, "&", "/")
	base := "[common]\nprogress = \"{{.step}}/{{.of}}\"\n[start.keyboard]\nsend = \"S\"\nskip = \"K\"\n"
	english := "[t]\na = \"A {{.x}} z\"\nb = \"<b>B</b>\\nsecond {{.x}}\"\nbutton = \"go {{.x}}\"\nfixed = \"fixed\"\nbare = \"{{.x}}\"\nlabel = \"Said: “{{.x}}”. no more\"\n[tongue]\nen = \"english\"\nhe = \"hebrew\"\n[t.n]\none = \"{{.count}} thing\"\nother = \"{{.count}} things\"\n"
	hebrew := "[t]\na = \"א {{.x}} ת\"\nb = \"<b>ב</b>\\nשתיים {{.x}}\"\nbutton = \"לך {{.x}}\"\nfixed = \"קבוע\"\nbare = \"{{.x}}\"\nlabel = \"נאמר: ״{{.x}}״. לא עוד\"\n[tongue]\nen = \"אנגלית\"\nhe = \"עברית\"\n[t.n]\none = \"דבר\"\ntwo = \"דברים\"\nother = \"{{.count}} דברים\"\n"
	bundle, err := locales.Open(fstest.MapFS{
		"en.toml": {Data: []byte(base + english + dates + lists)},
		"he.toml": {Data: []byte(base + hebrew + dates + lists)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

var testNow = time.Date(2025, 11, 24, 8, 0, 0, 0, time.UTC)

func TestRenderArguments(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	at := time.Date(2025, 11, 25, 16, 0, 0, 0, time.UTC)
	name := flows.Text{flows.English: "A&B", flows.Hebrew: "שם"}
	for _, c := range []struct {
		name   string
		value  any
		en, he string
	}{
		{"words", flows.Quote(`<b>hi</b> & "bye"`), `A &lt;b&gt;hi&lt;/b&gt; &amp; &quot;bye&quot; z`, "א \u2068&lt;b&gt;hi&lt;/b&gt; &amp; &quot;bye&quot;\u2069 ת"},
		{"a template", flows.Quote("{{.x}}"), "A {{.x}} z", "א \u2068{{.x}}\u2069 ת"},
		{"words of the other direction", flows.Quote("שלום"), "A \u2068שלום\u2069 z", "א שלום ת"},
		{"marks of direction", flows.Quote("a\u202eb\u2069"), "A ab z", "א \u2068ab\u2069 ת"},
		{"a name", flows.Name(name), "A A&amp;B z", "א שם ת"},
		{"a code", flows.Code("K7-42"), "A K7-42 z", "א \u2066K7-42\u2069 ת"},
		{"a key", flows.Ref("t.fixed"), "A fixed z", "א קבוע ת"},
		{"a moment", flows.Moment(at), "A 25 M11, 18:00 (+) z", "א 25 M11, \u206618:00\u2069 (+) ת"},
		{"a day", flows.Day(at), "A 25 M11 (+) z", "א 25 M11 (+) ת"},
		{"a language", flows.Tongue("he"), "A hebrew z", "א עברית ת"},
		{"a day on what is kept", flows.Date(at), "A 25 M11 z", "א 25 M11 ת"},
		{"keys", flows.Refs{"t.fixed", "t.fixed"}, "A fixed / fixed z", "א קבוע / קבוע ת"},
		{"names", flows.Names{name, name, {flows.English: "x"}}, "A A&amp;B, A&amp;B + x z", "א שם, שם -\u2068x\u2069 ת"},
		{"languages", flows.Tongues{"en", "he"}, "A english / hebrew z", "א אנגלית / עברית ת"},
		{"lines", flows.Lines{{Key: "t.fixed"}, {Key: "t.fixed"}}, "A fixed\nfixed z", "א קבוע\nקבוע ת"},
		{"a number", 7, "A 7 z", "א 7 ת"},
		{"no type of ours", "a<b", "A a&lt;b z", "א \u2068a&lt;b\u2069 ת"},
	} {
		hebrew := "\u200f" + strings.ReplaceAll(c.he, "\n", "\n\u200f")
		for lang, want := range map[flows.Lang]string{flows.English: c.en, flows.Hebrew: hebrew} {
			got, err := r.Message(flows.Say{Lang: lang, Lines: []flows.Line{{Key: "t.a", As: flows.PartFact, Args: flows.Args{"x": c.value}}}}, testNow)
			if err != nil || got.Text != want {
				t.Errorf("%s: got %q, %v, want %q", c.name, got.Text, err, want)
			}
		}
	}
}

// TestALanguageBeginsALine: most languages write its name with a small letter, and no
// label or line does.
func TestALanguageBeginsALine(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	line := flows.Line{Key: "t.bare", Args: flows.Args{"x": flows.Tongue("he")}}
	list := flows.Line{Key: "t.bare", Args: flows.Args{"x": flows.Tongues{"he", "en"}}}
	got, err := r.Message(flows.Say{Lang: flows.English, Screen: true, Serial: 1, Lines: []flows.Line{line, list, {Key: "t.a", Args: line.Args}},
		Rows: [][]flows.Button{{{Key: "t.button", Args: line.Args, Do: "x"}, {Key: "t.bare", Args: line.Args, Do: "y"}}}}, testNow)
	if err != nil || got.Text != "<b>Hebrew</b>\n\nHebrew / english\nA hebrew z" || got.Buttons[0][0].Label != "go Hebrew" || got.Buttons[0][1].Label != "Hebrew" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestRightToLeft: rows are read from the right, labels begin with a letter or the mark,
// and a mark never comes between a quotation and its beginning.
func TestRightToLeft(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	scale := make([]flows.Button, 11)
	for i := range scale {
		scale[i] = flows.Button{Label: strconv.Itoa(i), Do: "v." + strconv.Itoa(i)}
	}
	say := flows.Say{Lang: flows.Hebrew, Screen: true, Serial: 1, Step: 1, Of: 2,
		Lines: []flows.Line{{Key: "t.b", Args: flows.Args{"x": flows.Quote("1-2\nא 1-2")}}, {Key: "t.bare", Args: flows.Args{"x": flows.Code("1-2")}}},
		Rows:  [][]flows.Button{{{Label: "‹", Do: "a"}, {Key: "t.bare", Args: flows.Args{"x": flows.Quote("1-2")}, Do: "b"}, {Label: "English", Do: "c"}}, scale}}
	got, err := r.Message(say, testNow)
	if want := "<b>\u200fב</b>   <i>1/2</i>\n\n\u200fשתיים\n<blockquote>\u200f\u20681-2\u2069\n\u200f\u2068א \u20661-2\u2069\u2069</blockquote>\n\u200f\u20661-2\u2069"; err != nil || got.Text != want {
		t.Errorf("%v\ngot  %+q\nwant %+q", err, got.Text, want)
	}
	var labels [][]string
	for _, row := range got.Buttons {
		var one []string
		for _, b := range row {
			one = append(one, b.Label)
		}
		labels = append(labels, one)
	}
	want := [][]string{{"English", "\u200f\u20681-2\u2069", "\u200f‹"}, {"\u200f5", "\u200f4", "\u200f3", "\u200f2", "\u200f1", "\u200f0"}, {"\u200f10", "\u200f9", "\u200f8", "\u200f7", "\u200f6"}}
	if !slices.EqualFunc(labels, want, slices.Equal) || got.Buttons[0][0].Data != "1~c" {
		t.Errorf("labels %+q", labels)
	}
}

func TestRenderLinesAndProgress(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	x := flows.Args{"x": 1}
	for _, c := range []struct {
		say  flows.Say
		want string
	}{
		{flows.Say{Lines: []flows.Line{{Key: "t.fixed"}, {Key: "t.a", Args: x}}, Step: 2, Of: 5}, "<b>fixed</b>   <i>2/5</i>\n\nA 1 z"},
		{flows.Say{Lines: []flows.Line{{Key: "t.b", Args: x}}, Step: 1, Of: 3}, "<b>B</b>   <i>1/3</i>\n\nsecond 1"},
		{flows.Say{Lines: []flows.Line{{Key: "t.n", Args: flows.Args{"count": 1}}, {Key: "t.n", Args: flows.Args{"count": 2}}}}, "<b>1 thing</b>\n\n2 things"},
	} {
		c.say.Lang = flows.English
		got, err := r.Message(c.say, testNow)
		if err != nil || got.Text != c.want {
			t.Errorf("got %q, %v, want %q", got.Text, err, c.want)
		}
	}
}

// TestPartsHaveOneOrder: whatever order lines are said in, a screen begins with the news,
// then comes the question with how far one has come, then what one must know, and at the
// end, folded, the fine print.
func TestPartsHaveOneOrder(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	fine := flows.Line{Key: "t.fixed", As: flows.PartFine}
	news := flows.Line{Key: "t.n", As: flows.PartNews, Args: flows.Args{"count": 1}}
	lead := flows.Line{Key: "t.bare", As: flows.PartLead, Args: flows.Args{"x": flows.Ref("t.fixed")}}
	fact := flows.Line{Key: "t.a", Args: flows.Args{"x": 1}}
	for name, c := range map[string]struct {
		lines []flows.Line
		want  string
	}{
		"everything":         {[]flows.Line{fine, fact, lead, fact, news, fine}, "<b>1 thing</b>\n\n<b>fixed</b>   <i>1/2</i>\n\nA 1 z\nA 1 z\n<blockquote expandable>fixed\nfixed</blockquote>"},
		"the first leads":    {[]flows.Line{news, fact, fine}, "<b>1 thing</b>\n\n<b>A 1 z</b>   <i>1/2</i>\n<blockquote expandable>fixed</blockquote>"},
		"a label and words":  {[]flows.Line{{Key: "t.label", Args: flows.Args{"x": flows.Quote("w")}}}, "<b>Said:</b>   <i>1/2</i>\n<blockquote>w</blockquote>\nno more"},
		"the rest of a lead": {[]flows.Line{{Key: "t.b", Args: flows.Args{"x": 1}}, fact}, "<b>B</b>   <i>1/2</i>\n\nsecond 1\nA 1 z"},
		"nothing to make up": {[]flows.Line{fine}, "<blockquote expandable>fixed</blockquote>"},
	} {
		got, err := r.Message(flows.Say{Lang: flows.English, Lines: c.lines, Step: 1, Of: 2}, testNow)
		if err != nil || got.Text != c.want {
			t.Errorf("%s: got %q, %v, want %q", name, got.Text, err, c.want)
		}
		if wrong := wrongMessage(got, textMost); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
	}
	long := flows.Line{Key: "t.a", As: flows.PartFine, Args: flows.Args{"x": flows.Name{flows.English: strings.Repeat("x ", 3000)}}}
	got, err := r.Message(flows.Say{Lang: flows.English, Lines: []flows.Line{lead, long}}, testNow)
	if err != nil || wrongMessage(got, textMost) != "" || !strings.HasSuffix(got.Text, "…</blockquote>") {
		t.Errorf("fine print that is too long ends %q, %v %s", got.Text[max(0, len(got.Text)-40):], err, wrongMessage(got, textMost))
	}
}

// TestButtonsHaveStyles: what a button looks like and copies reaches Telegram.
func TestButtonsHaveStyles(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	got, err := r.Message(flows.Say{Lang: flows.English, Screen: true, Serial: 1, Lines: []flows.Line{{Key: "t.fixed"}}, Rows: [][]flows.Button{
		{{Label: "go", Do: "go", Style: flows.StyleMain}}, {{Label: "copy", Copy: "K7-\"42"}}, {{Label: "no", Do: "no", Style: flows.StyleDanger}}}}, testNow)
	want := `{"inline_keyboard":[[{"text":"go","style":"primary","callback_data":"1~go"}],[{"text":"copy","copy_text":{"text":"K7-\"42"}}],[{"text":"no","style":"danger","callback_data":"1~no"}]]}`
	if err != nil || got.Markup() != want {
		t.Errorf("got %s, %v, want %s", got.Markup(), err, want)
	}
}

func TestRenderButtons(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	scale := make([]flows.Button, 11)
	for i := range scale {
		scale[i] = flows.Button{Label: strconv.Itoa(i), Do: "v." + strconv.Itoa(i)}
	}
	say := flows.Say{
		Lang: flows.English, Screen: true, Serial: 71, Keyboard: flows.KeyboardAskPlace,
		Lines: []flows.Line{{Key: "t.fixed"}},
		Rows: [][]flows.Button{
			{{Key: "t.button", Args: flows.Args{"x": flows.Quote("<&>\nx")}, Do: "a.b-c_d"}, {Key: "t.fixed", Do: "menu", Link: true}},
			{{Key: "t.fixed", URL: "https://example.org"}}, {}, scale,
		},
	}
	got, err := r.Message(say, testNow)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]Button{
		{{Label: "go <&> x", Data: "1z~a.b-c_d"}, {Label: "fixed", Data: "0~menu"}},
		{{Label: "fixed", URL: "https://example.org"}},
	}
	if !slices.EqualFunc(got.Buttons[:2], want, slices.Equal) {
		t.Errorf("got %v, want %v", got.Buttons[:2], want)
	}
	if len(got.Buttons) != 4 || len(got.Buttons[2]) != 6 || len(got.Buttons[3]) != 5 || got.Buttons[3][4].Data != "1z~v.10" {
		t.Errorf("a scale becomes %v", got.Buttons[2:])
	}
	if got.Keyboard != (Keyboard{flows.KeyboardAskPlace, "S", "K"}) {
		t.Errorf("keyboard %v", got.Keyboard)
	}
}

// What a flow got wrong is said to the log, and never to the person.
func TestRenderComplainsAndGoesOn(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	fixed := []flows.Line{{Key: "t.fixed"}}
	button := func(b flows.Button) flows.Say {
		return flows.Say{Lines: fixed, Screen: true, Serial: 1, Rows: [][]flows.Button{{b}}}
	}
	for _, c := range []struct {
		name string
		say  flows.Say
		err  string
	}{
		{"no lines", flows.Say{}, "nothing to say"},
		{"no argument", flows.Say{Lines: []flows.Line{{Key: "t.a"}}}, `no argument "x"`},
		{"a strange argument", flows.Say{Lines: []flows.Line{{Key: "t.a", Args: flows.Args{"x": 1.5}}}}, "float64"},
		{"no such guide", flows.Say{Lines: []flows.Line{{Key: "guide/fire/title"}}}, "guide/fire/title"},
		{"a button that does too much", button(flows.Button{Key: "t.fixed", Do: strings.Repeat("x", 41)}), "cannot carry"},
		{"a button that does nothing", button(flows.Button{Key: "t.fixed"}), "cannot carry"},
		{"a button without a label", button(flows.Button{Label: " \u200b", Do: "x"}), "no label"},
		{"a button without a screen", flows.Say{Lines: fixed, Rows: [][]flows.Button{{{Key: "t.fixed", Do: "x"}}}}, "needs a screen"},
		{"too many buttons", flows.Say{Lines: fixed, Screen: true, Serial: 1, Rows: [][]flows.Button{slices.Repeat([]flows.Button{{Label: "x", Do: "x"}}, 101)}}, "more than 100"},
	} {
		c.say.Lang = flows.English
		got, err := r.Message(c.say, testNow)
		if err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: error %v", c.name, err)
		}
		if wrong := wrongMessage(got, textMost); wrong != "" {
			t.Errorf("%s: %s", c.name, wrong)
		}
	}
}

func TestLongWordsAreShortenedFirst(t *testing.T) {
	r := newTestRenderer(t, testMessages(t), nil)
	say := flows.Say{Lang: flows.English, Lines: []flows.Line{
		{Key: "t.a", Args: flows.Args{"x": flows.Quote(strings.Repeat("<👩\u200d👧>", 3000))}},
		{Key: "t.a", Args: flows.Args{"x": flows.Quote("short")}},
		{Key: "t.fixed"},
	}}
	got, err := r.Message(say, testNow)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(got.Text, "…</blockquote>\nz\nA short z\nfixed") || shownUnits(got.Text) < textMost-10 {
		t.Errorf("%d units, ends %q", shownUnits(got.Text), got.Text[len(got.Text)-40:])
	}
	if wrong := wrongMessage(got, textMost); wrong != "" {
		t.Error(wrong)
	}
	say.Lines = slices.Repeat([]flows.Line{{Key: "t.b", Args: flows.Args{"x": flows.Code("א<א")}}}, 400)
	got, _ = r.Message(say, testNow)
	if wrong := wrongMessage(got, textMost); wrong != "" || !strings.Contains(got.Text, "…") {
		t.Errorf("%s; ends %q", wrong, got.Text[len(got.Text)-40:])
	}
}

func TestGuideTexts(t *testing.T) {
	r := theRenderer(t)
	for _, lang := range flows.Languages() {
		say := flows.Say{Lang: lang, Screen: true, Serial: 1}
		keys := slices.Sorted(maps.Keys(r.guides[lang]))
		for _, key := range keys {
			if strings.Contains(key, "/choice/") {
				say.Rows = append(say.Rows, []flows.Button{{Key: key, Do: "x"}})
			} else if len(say.Lines) < 5 {
				say.Lines = append(say.Lines, flows.Line{Key: key})
			}
		}
		got, err := r.Message(say, testNow)
		if err != nil || len(keys) < 20 {
			t.Errorf("%s: %d texts, %v", lang, len(keys), err)
		}
		if wrong := wrongMessage(got, textMost); wrong != "" {
			t.Errorf("%s: %s", lang, wrong)
		}
	}
}

func TestCallbackData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.Uint32().Draw(t, "serial")
		do := rapid.StringMatching(`[a-z0-9._-]{1,40}`).Draw(t, "do")
		data := callbackData(serial, do)
		if s, d, ok := ParseCallback(data); !ok || s != serial || d != do || len(data) > 64 {
			t.Fatalf("%q reads as %d %q %v", data, s, d, ok)
		}
	})
}

func FuzzParseCallback(f *testing.F) {
	for _, s := range []string{"", "~", "0~menu", "1z~a.b", "00~x", "+1~x", "1Z~x", "-1~x", "1z141z4~x", "0~x~y", "0~A", "0~" + strings.Repeat("x", 41), "0~\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		serial, do, ok := ParseCallback(data)
		if ok && callbackData(serial, do) != data {
			t.Errorf("%q is read, and written as %q", data, callbackData(serial, do))
		}
		if !ok && (serial != 0 || do != "") {
			t.Errorf("%q is refused, and gives %d %q", data, serial, do)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	r := theRenderer(b)
	act := func(key, do string) []flows.Button { return []flows.Button{{Key: key, Do: do}} }
	say := flows.Say{
		Lang: flows.English, Screen: true, Serial: 4711, Step: 2, Of: 4,
		Lines: []flows.Line{
			{Key: "start.notice.emergency", Args: flows.Args{"number": flows.Code("112")}},
			{Key: "start.area.found", Args: flows.Args{"area": flows.Name{flows.English: "Korabel"}}},
			{Key: "start.notice.yours"},
		},
		Rows: [][]flows.Button{act("start.notice.agree", "agree"), act("start.notice.more", "more"), act("button.back", "back"), act("button.cancel", "cancel")},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Message(say, testNow); err != nil {
			b.Fatal(err)
		}
	}
}
