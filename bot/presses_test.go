package bot

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

// presses counts what people press, in a town of its own, and writes the table of
// docs/screens.md.
type presses struct {
	*town
	bot    *Bot
	counts map[string]int
}

// mostPresses are the ways that are counted, in the order of the table, and the most presses
// that each may take.
var mostPresses = []struct {
	way  string
	most int
}{
	{"a concern, from the menu to its receipt, and the text", 5},
	{"joining a meeting, from the menu", 2},
	{"the calendar, from the receipt", 1},
	{"joining by a link", 1},
	{"cancelling a place, from the receipt", 2},
	{"the survey, from the menu to its last answer", 6},
	{"releasing a text (reviewer), from the desk", 2},
	{"answering a case (officer), from the desk, and the text", 2},
	{"reading an answer, from the message about it", 1},
	{"taking a concern back, from the menu", 4},
	{"pausing messages, from the menu", 2},
	{"erasing everything, from the menu", 4},
	{"a meeting from a copy of an earlier one, from the list", 5},
}

// takes presses buttons and writes texts, and notes how many presses that was. A button that
// ends in "*" is the first that begins so.
func (c *presses) takes(way string, p *emulator.Person, moves ...string) {
	c.t.Helper()
	for _, do := range moves {
		if begin, any := strings.CutSuffix(do, "*"); any {
			do = c.first(p, begin)
		}
		c.does(c.bot, p, do)
		if !strings.HasPrefix(do, "> ") {
			c.counts[way]++
		}
	}
}

// first is what the first button of the newest message does that begins so.
func (c *presses) first(p *emulator.Person, begin string) string {
	c.t.Helper()
	m, _ := p.Chat().LastFromBot()
	for _, row := range m.Buttons {
		for _, b := range row {
			if _, do, _ := strings.Cut(b.Data, "~"); strings.HasPrefix(do, begin) {
				return do
			}
		}
	}
	c.t.Fatalf("no button begins with %q under %q", begin, m.Text)
	return ""
}

// TestPresses really presses each way, in English, Hebrew and Ukrainian.
func TestPresses(t *testing.T) {
	langs := []string{"en", "he", "uk"}
	programme := map[string]string{"en": "kherson", "he": "haifa", "uk": "kherson"}
	counted := map[string]map[string]int{}
	for _, lang := range langs {
		t.Run(lang, func(t *testing.T) { counted[lang] = countPresses(t, programme[lang], lang) })
	}
	if t.Failed() {
		return
	}
	var b strings.Builder
	b.WriteString("| what | may take | " + strings.Join(langs, " | ") + " |\n| --- | --- | " + strings.Repeat("--- | ", len(langs)-1) + "--- |\n")
	for _, w := range mostPresses {
		fmt.Fprintf(&b, "| %s | %d |", w.way, w.most)
		for _, lang := range langs {
			n := counted[lang][w.way]
			if n == 0 || n > w.most {
				t.Errorf("%s, in %s: %d presses, at most %d", w.way, lang, n, w.most)
			}
			fmt.Fprintf(&b, " %d |", n)
		}
		b.WriteString("\n")
	}
	comparePresses(t, b.String())
}

func countPresses(t *testing.T, programme, lang string) map[string]int {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.program = example(t, programme)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	c := &presses{town: w, bot: b, counts: map[string]int{}}
	l := flows.Lang(lang)
	w.seat(b, 2, l, flows.RoleReviewer)
	w.seat(b, 3, l, flows.RoleOfficer)
	w.seat(b, 4, l, flows.RoleOrganiser)
	resident, reviewer, officer, organiser := w.person(1, lang), w.person(2, lang), w.person(3, lang), w.person(4, lang)
	w.settleIn(resident, lang)
	for _, p := range []*emulator.Person{reviewer, officer, organiser} {
		w.does(b, p, "> /start", lang)
	}

	c.takes("a concern, from the menu to its receipt, and the text", resident, "concern", "street", "mine", "> 42", "answer", "send")
	w.does(b, resident, "menu")
	c.takes("joining a meeting, from the menu", resident, "sessions", "join")
	c.takes("the calendar, from the receipt", resident, "calendar")
	c.onReceipt("cancelling a place, from the receipt", resident, "leave", "place")
	w.does(b, resident, "> /menu", "sessions", "others")
	meeting := c.first(resident, "s.")
	w.does(b, resident, "> /start s_"+strings.TrimPrefix(meeting, "s."))
	c.takes("joining by a link", resident, "join")
	w.does(b, resident, "> /menu")
	c.takes("the survey, from the menu to its last answer", resident, "pulse", "a.0.*", "a.1.*", "a.2.*", "a.3.*", "a.4.*")

	w.does(b, reviewer, "> /desk")
	c.takes("releasing a text (reviewer), from the desk", reviewer, "waits", "release")
	w.at(clock, 21, 9)
	w.idle(b)
	w.does(b, officer, "> /desk")
	c.takes("answering a case (officer), from the desk, and the text", officer, "waits", "> 43", "send")
	w.idle(b)
	c.takes("reading an answer, from the message about it", resident, "case.*")
	if !strings.Contains(newest(resident), "43") {
		t.Errorf("the answer is not read: %q", newest(resident))
	}
	w.does(b, resident, "> /menu")
	c.takes("taking a concern back, from the menu", resident, "my", "case.*", "withdraw", "withdraw")
	w.does(b, resident, "> /menu")
	c.takes("pausing messages, from the menu", resident, "more", "pause")
	w.does(b, resident, "> /menu")
	c.takes("erasing everything, from the menu", resident, "more", "mydata", "erase", "yes")

	w.does(b, organiser, "> /desk", "sessions")
	c.takes("a meeting from a copy of an earlier one, from the list", organiser, "s.*", "copy", "d.*", "h.*", "publish")
	w.offers(organiser, "link") // it is published, and its card offers the link
	return c.counts
}

// onReceipt presses on a receipt under which a file has come.
func (c *presses) onReceipt(way string, p *emulator.Person, moves ...string) {
	c.t.Helper()
	for _, do := range moves {
		c.do(p, do)
		c.idle(c.bot)
		c.counts[way]++
	}
}

const pressesBegin = "<!-- presses: go test ./bot -run Presses -update -->\n"

// comparePresses fails if the table is not what docs/screens.md has.
func comparePresses(t *testing.T, now string) {
	doc, err := os.ReadFile(screensDoc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(doc), pressesBegin)
	was, after, ended := strings.Cut(rest, tableEnds)
	if !found || !ended {
		t.Fatalf("%s has no place for the table of presses", screensDoc)
	}
	if *update {
		if err := os.WriteFile(screensDoc, []byte(before+pressesBegin+now+tableEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if was != now {
		t.Errorf("the table of presses in %s is another: go test ./bot -run Presses -update\n%s", screensDoc, now)
	}
}
