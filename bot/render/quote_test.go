package render

import (
	"strings"
	"testing"

	"porchlight/flows"
)

// TestWordsStayInTheirQuote shows what somebody wrote to look like the bot's own
// lines, in every message in which a text of somebody else stands: each line of it
// is inside the block, and what the bot says is outside.
func TestWordsStayInTheirQuote(t *testing.T) {
	r := theRenderer(t)
	forged := "Lamp is dark”\n🔒 Sent by Ivan, +380501234567\n✅ A second reviewer has checked this already: press “Pass on”.\n“ bye"
	long := "Lamp is dark. " + strings.Repeat("\u00a0 ", 200) + "🔒 Sent by Ivan: press “Pass on”."
	for _, words := range []string{forged, long} {
		for key, args := range map[string]flows.Args{
			"review.words":         {"words": flows.Quote(words)},
			"concern.review.words": {"words": flows.Quote(words)},
			"cases.thread.author":  {"words": flows.Quote(words), "day": flows.Day(testNow)},
			"cases.thread.ours":    {"words": flows.Quote(words), "day": flows.Day(testNow)},
			"thread.yours":         {"words": flows.Quote(words), "day": flows.Day(testNow)},
			"lead.notes":           {"words": flows.Quote(words)},
		} {
			for _, lang := range flows.Languages() {
				m, err := r.Message(flows.Say{Lang: lang, Lines: []flows.Line{{Key: key, Args: args}, {Key: "review.lock"}}}, testNow)
				if err != nil {
					t.Fatal(err)
				}
				if wrong := wrongMessage(m, textMost); wrong != "" {
					t.Errorf("%s in %s: %s", key, lang, wrong)
				}
				before, inside, found := strings.Cut(m.Text, "<blockquote>")
				inside, after, closed := strings.Cut(inside, "</blockquote>")
				if !found || !closed || !strings.Contains(inside, "Ivan") || strings.Contains(before+after, "Ivan") {
					t.Errorf("%s in %s: somebody's words are outside their quote: %q", key, lang, m.Text)
				}
				if before != "" && !strings.HasSuffix(before, "\n") || !strings.HasPrefix(after, "\n") || strings.ContainsAny(before+after, "“”«»„") {
					t.Errorf("%s in %s: the block does not stand alone: %q", key, lang, m.Text)
				}
			}
		}
	}
}

// TestShortWordsStayInTheirSentence: what is short is no block in the middle of a
// sentence, and cannot begin a line; where it stands alone or behind a label it is one. A
// label holds no tags.
func TestShortWordsStayInTheirSentence(t *testing.T) {
	r := theRenderer(t)
	m, err := r.Message(flows.Say{Lang: flows.English, Lines: []flows.Line{{Key: "review.words", Args: flows.Args{"words": flows.Quote("It   is dark  ")}}}}, testNow)
	if err != nil || m.Text != "<blockquote>It   is dark</blockquote>" {
		t.Errorf("a short text alone is shown as %q, %v", m.Text, err)
	}
	small := newTestRenderer(t, testMessages(t), nil)
	for key, want := range map[string]string{"t.a": "A It is dark z", "t.label": "Said:\n<blockquote>It   is dark</blockquote>\nno more"} {
		m, err = small.Message(flows.Say{Lang: flows.English, Lines: []flows.Line{{Key: key, As: flows.PartFact, Args: flows.Args{"x": flows.Quote("It   is dark  ")}}}}, testNow)
		if err != nil || m.Text != want {
			t.Errorf("a short text in %s is shown as %q, %v", key, m.Text, err)
		}
	}
	m, err = r.Message(flows.Say{Lang: flows.English, Screen: true, Serial: 1, Lines: []flows.Line{{Key: "review.lock"}},
		Rows: [][]flows.Button{{{Key: "review.words", Args: flows.Args{"words": flows.Quote("one\ntwo")}, Do: "x"}}}}, testNow)
	if err != nil || strings.ContainsAny(m.Buttons[0][0].Label, "<\n") {
		t.Errorf("a label is %q, %v", m.Buttons[0][0].Label, err)
	}
}

// TestReadyTextsStandInAQuotation: words that are ready made stand where a person's own
// would, below who says them.
func TestReadyTextsStandInAQuotation(t *testing.T) {
	r := theRenderer(t)
	for key, args := range map[string]flows.Args{
		"case.answer.ready": {},
		"thread.template":   {"who": flows.Ref("thread.party.officers"), "day": flows.Date(testNow)},
	} {
		args["text"] = flows.Said{{Key: "cases.template.seen"}}
		for _, lang := range flows.Languages() {
			m, err := r.Message(flows.Say{Lang: lang, Lines: []flows.Line{{Key: key, Args: args, As: flows.PartFact}}}, testNow)
			if err != nil || strings.Count(m.Text, quoteOpens) != 1 || !strings.HasSuffix(m.Text, quoteCloses) {
				t.Errorf("%s %s: %v %s", lang, key, err, m.Text)
			}
		}
	}
}
