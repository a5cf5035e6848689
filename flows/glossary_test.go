package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTheDocsPrintTheTerms keeps the table of docs/translators.md.
func TestTheDocsPrintTheTerms(t *testing.T) {
	var table strings.Builder
	for i, l := range Languages() {
		table.WriteString(map[bool]string{true: "| ", false: " | "}[i == 0] + string(l))
	}
	table.WriteString(" |\n" + strings.Repeat("| --- ", len(Languages())) + "|\n")
	for _, all := range glossary() {
		for _, l := range Languages() {
			if all[l].name == "" || len(all[l].stems) == 0 {
				t.Errorf("%s: no name or stem of %q", l, all[English].name)
			}
			if !slices.ContainsFunc(all[l].stems, func(stem string) bool { return strings.Contains(strings.ToLower(all[l].name), stem) }) {
				t.Errorf("%s: %q is not found by its own stems", l, all[l].name)
			}
			fmt.Fprintf(&table, "| %s ", all[l].name)
		}
		table.WriteString("|\n")
	}
	printed(t, "../docs/translators.md", "<!-- terms: from flows/glossary.go -->\n", "<!-- terms end -->", table.String())
}

// TestTermsOfAText: what it speaks of, once each, in both languages; words inside of
// longer ones, and a name inside of a longer name, are none.
func TestTermsOfAText(t *testing.T) {
	tests := []struct {
		words    string
		from, to Lang
		want     string
	}{
		{"The neighbourhood officer comes to the meeting", English, Ukrainian, "neighbourhood officer=дільничний офіцер поліції meeting=зустріч"},
		{"Showcase of the GUIDES.", English, Polish, "guide=poradnik"},
		{"בפגישה? במפגש, ובסקר", Hebrew, Arabic, "מפגש=لقاء סקר=استطلاع"},
		{"في اللقاء مع الشرطة في حي هدار", Arabic, English, "لقاء=meeting الشرطة=police حي=neighbourhood"},
		{"يحيى", Arabic, English, ""},
		{"Встреча, опрос, объявление, памятка, обращение, полиция, район, статистика", Russian, Spanish,
			"встреча=reunión опрос=encuesta объявление=aviso памятка=guía обращение=caso полиция=policía"},
		{"The yard", English, Spanish, ""},
	}
	for _, test := range tests {
		var got []string
		for _, l := range (passage{from: test.from, words: test.words}).terms(test.to) {
			got = append(got, l.Args["theirs"].(Name)[test.from]+"="+l.Args["ours"].(Name)[test.to])
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %q, not %q", test.words, strings.Join(got, " "), test.want)
		}
	}
}

// TestTermsAtTheDesk stand beside the text that is open.
func TestTermsAtTheDesk(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open", func(s *Session) { s.About, s.Title = nil, Text{English: "Meeting with the police"} })
	who, _ := d.reader(60, "open")
	d.press(who, "translate")
	if out := d.opens(d.plain); saidOf(out, "translate.term", "ours").(Name)[Ukrainian] != "зустріч" {
		t.Errorf("%v", out.Says)
	}
}

// TestAPartnersReasonIsTranslated: why an organisation gave a case back, for its author
// and for officers, as anything else that is said in a case.
func TestAPartnersReasonIsTranslated(t *testing.T) {
	d := newPolyglots(t)
	c := d.entrustedCase()
	d.opened(d.partner, "partner", c)
	d.script(d.partner, "* handback", "> The lamp is the railway's", "* send")
	out := d.script(d.author, "& "+caseDo(c.Code))
	if saidOf(out, "translate.original", "tongue") != Tongue(English) || !d.offers(d.author, "translate") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.author, "* translate")
	if out = d.opens(d.first); saidOf(out, "translate.write", "what") != Ref("translate.what.handback") {
		t.Errorf("%v", out.Says)
	}
	d.script(d.first, "> Ліхтар належить залізниці", "* send")
	d.opens(d.other)
	d.script(d.other, "* right")
	out = d.script(d.author, "& "+caseDo(c.Code))
	if saidOf(out, "partner.thread.handback", "words") != Quote("Ліхтар належить залізниці") || !says(out, "translate.from") {
		t.Errorf("%v", out.Says)
	}
	if out = d.opened(d.officer, "cases", c); saidOf(out, "partner.thread.handback", "words") != Quote("The lamp is the railway's") {
		t.Errorf("%v", out.Says)
	}
}
