package render

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"porchlight/flows"
)

// TestThePageHoldsNoCode puts into the page what a hostile author would: nothing of it is
// more than text, and the page loads nothing.
func TestThePageHoldsNoCode(t *testing.T) {
	r := theRenderer(t)
	hostile := "</blockquote></section><script>alert(1)</script>\n<img src=x onerror='alert(2)'> \"><a href=\"http://evil.example\">&lt;b&gt; \u202Eevil"
	title := flows.Text{flows.English: "<svg onload=alert(3)>", flows.Arabic: "<svg onload=alert(3)>"}
	page := &flows.Page{Parts: [][]flows.Line{
		{{Key: "mydata.heading"}, {Key: "mydata.sessions", Args: flows.Args{"titles": flows.Names{title}}}, {Key: "mydata.lock", As: flows.PartFine}},
		{{Key: "mydata.page.unsent"}, {Key: "mydata.page.passed", Args: flows.Args{"words": flows.Quote(hostile)}}},
	}}
	allowed := regexp.MustCompile(`^<(/?(html|head|body|section|h2|div|blockquote|b|i|title|style)|br|!doctype html|` +
		`html lang="[a-z]{2}" dir="(ltr|rtl)"|meta charset="utf-8"|meta name="viewport" content="[a-z0-9=, -]+"|` +
		`meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"|div class="fine")>$`)
	for _, lang := range flows.Languages() {
		m, err := r.Message(flows.Say{Lang: lang, Lines: []flows.Line{{Key: "mydata.file_is"}}, Attach: &flows.Attachment{Page: page}}, testNow)
		if err != nil || m.Document == nil || m.Document.Name != "my-data.html" {
			t.Fatalf("%s: %+v, %v", lang, m.Document, err)
		}
		text := string(m.Document.Bytes)
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(text, -1) {
			if !allowed.MatchString(tag) {
				t.Errorf("%s: the page has the tag %q", lang, tag)
			}
		}
		if strings.Count(text, "<blockquote>") != 1 || strings.Count(text, "</blockquote>") != 1 || strings.Count(text, "<section>") != len(page.Parts) {
			t.Errorf("%s: words left their quotation:\n%s", lang, text)
		}
		if !strings.Contains(text, "&lt;script&gt;alert(1)") || !strings.Contains(text, "&lt;svg") {
			t.Errorf("%s: words are missing:\n%s", lang, text)
		}
		direction := "ltr"
		if lang == flows.Arabic || lang == flows.Hebrew {
			direction = "rtl"
		}
		if !strings.Contains(text, `lang="`+string(lang)+`" dir="`+direction+`"`) {
			t.Errorf("%s: the page has another direction", lang)
		}
	}
}

// shortAnswer is how many letters half the width of a narrow telephone shows of a button.
const shortAnswer = 20

// TestShortAnswersFit: an answer that is cut off is another answer, so those that stand
// two in a row are short in every language. The last one of an odd number stands alone.
func TestShortAnswersFit(t *testing.T) {
	r := theRenderer(t)
	short := 0
	for _, id := range flows.InstrumentIDs() {
		in, _ := flows.Instruments(id)
		for _, item := range in.Items {
			if item.Type != flows.Short {
				continue
			}
			short++
			for n := range item.Options {
				if n == len(item.Options)-1 && n%2 == 0 {
					continue
				}
				ref, _ := item.Option(n).(flows.Ref)
				for _, lang := range flows.Languages() {
					m, err := r.Message(flows.Say{Lang: lang, Screen: true, Serial: 1, Lines: []flows.Line{{Key: "pulse.ask." + item.Key}},
						Rows: [][]flows.Button{{{Key: string(ref), Do: "x"}}}}, testNow)
					if err != nil {
						t.Fatal(err)
					}
					if label := m.Buttons[0][0].Label; utf8.RuneCountInString(label) > shortAnswer {
						t.Errorf("%s in %s: %q has %d letters, at most %d", ref, lang, label, utf8.RuneCountInString(label), shortAnswer)
					}
				}
			}
		}
	}
	if short == 0 {
		t.Error("no instrument has such a question")
	}
}
