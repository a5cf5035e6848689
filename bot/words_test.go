package bot

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/bot/render"
	"porchlight/flows"
)

// A frightened person reads three sentences. wordCount counts the words of every screen
// that a transcript shows, without its buttons, what people wrote and the fine print, and
// writes docs/screens.md.

// wordsMost are the most words of a screen, by the kind that screenKind gives it.
var wordsMost = map[string]int{mainPath: 35, resident: 60, atADesk: 80}

const (
	mainPath = "main paths"
	resident = "other screens of residents"
	atADesk  = "desks"
)

// mainPaths begin the keys of what leads a screen on residents' main paths: a concern, its
// receipt, a survey, an answer, a reminder.
var mainPaths = []string{"concern.", "pulse.ask.", "pulse.intro", "pulse.thanks", "case.answer", "reminder."}

// longer are the screens that may have more words, by what leads them, and why.
var longer = map[string]string{
	"pulse.found.title":   "the results of five questions, a line for each, and what a comparison says",
	"concern.support.who": "the services that can help, as the programme's file describes them",
}

// wordsOf is a kind of screens in one language.
type wordsOf struct {
	kind  string
	lang  flows.Lang
	words []int
	most  int
	lead  string // of the longest
}

type wordCount struct {
	mu    sync.Mutex
	kinds []*wordsOf
	seen  map[string]bool
	over  map[string]string
	tall  map[string]int // rows, by what leads the screen
}

// rowsMost are the most rows of buttons that a screen has, and taller are those that may have
// more, by what leads them.
const rowsMost = 8

var taller = map[string]string{
	"organise.areas.ask": "a row for each neighbourhood",
	"organise.field.ask": "a row for each thing that can be changed",
	"ready.choose":       "a row for each text that is ready",
}

var (
	anyQuote = regexp.MustCompile(`(?s)<blockquote[^>]*>.*?</blockquote>`)
	hasWord  = regexp.MustCompile(`[\pL\pN]`)
)

// add counts a message, each text of a screen once.
func (c *wordCount) add(say flows.Say, m render.Message, desk bool) {
	if c == nil || len(say.Lines) == 0 {
		return
	}
	lead := leadOf(say)
	kind := screenKind(lead, desk)
	if kind == mainPath && slices.ContainsFunc(say.Lines, func(l flows.Line) bool {
		return onTop(l) || l.As == flows.PartNews && strings.HasPrefix(lead, "case.answer") // what was just done with a case
	}) {
		kind = resident
	}
	if len(say.Rows) > rowsMost && taller[lead] == "" {
		c.mu.Lock()
		if c.tall == nil {
			c.tall = map[string]int{}
		}
		c.tall[lead] = max(c.tall[lead], len(say.Rows))
		c.mu.Unlock()
	}
	n := 0
	for word := range strings.FieldsSeq(render.Plain(anyQuote.ReplaceAllString(m.Text, "\n"))) {
		if hasWord.MatchString(word) {
			n++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen, c.over = map[string]bool{}, map[string]string{}
	}
	if c.seen[kind+m.Text] {
		return
	}
	c.seen[kind+m.Text] = true
	if n > wordsMost[kind] && longer[lead] == "" {
		key := fmt.Sprintf("%s %s", say.Lang, lead)
		if was := c.over[key]; was == "" || was < fmt.Sprintf("%4d", n) {
			c.over[key] = fmt.Sprintf("%4d words (%s), at most %d:\n%s", n, kind, wordsMost[kind], m.Text)
		}
	}
	i := slices.IndexFunc(c.kinds, func(k *wordsOf) bool { return k.kind == kind && k.lang == say.Lang })
	if i < 0 {
		i = len(c.kinds)
		c.kinds = append(c.kinds, &wordsOf{kind: kind, lang: say.Lang})
	}
	k := c.kinds[i]
	k.words = append(k.words, n)
	if n > k.most && longer[lead] == "" || n == k.most && lead < k.lead {
		k.most, k.lead = n, lead
	}
}

// onTop says whether a line stands above a screen besides what that has to say: what
// would fit, or the number that meets a cry for help.
func onTop(l flows.Line) bool {
	return strings.HasSuffix(l.Key, ".misfit") || strings.HasPrefix(l.Key, "common.") || strings.HasPrefix(l.Key, "collect.") || strings.HasPrefix(l.Key, "danger.")
}

// leadOf is the key of what leads a screen.
func leadOf(say flows.Say) string {
	n := 0
	for _, line := range say.Lines {
		switch line.PartIn(n) {
		case flows.PartNews, flows.PartFine:
		case flows.PartLead:
			return line.Key
		default:
			n++
		}
	}
	return say.Lines[0].Key
}

func screenKind(lead string, desk bool) string {
	switch {
	case desk:
		return atADesk
	case slices.ContainsFunc(mainPaths, func(p string) bool { return strings.HasPrefix(lead, p) }):
		return mainPath
	}
	return resident
}

// table is what docs/screens.md says about words.
func (c *wordCount) table() string {
	slices.SortFunc(c.kinds, func(a, b *wordsOf) int {
		return cmp.Or(cmp.Compare(wordsMost[a.kind], wordsMost[b.kind]), cmp.Compare(langAt(a.lang), langAt(b.lang)))
	})
	var b strings.Builder
	b.WriteString("| screens | language | how many | words, median | most | which |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, k := range c.kinds {
		slices.Sort(k.words)
		fmt.Fprintf(&b, "| %s (at most %d) | %s | %d | %d | %d | `%s` |\n", k.kind, wordsMost[k.kind], k.lang, len(k.words), k.words[len(k.words)/2], k.most, k.lead)
	}
	return b.String()
}

func langAt(l flows.Lang) int { return slices.Index(flows.Languages(), l) }

const (
	tableBegins = "<!-- words: go test ./bot -run Transcripts -update -->\n"
	tableEnds   = "<!-- end -->"
	screensDoc  = "../docs/screens.md"
)

// compare fails if a screen has too many words, or the table is not what docs/screens.md has.
func (c *wordCount) compare(t *testing.T) {
	if t.Failed() || len(c.kinds) < 3*len(flows.Languages())-3 { // a narrower run
		return
	}
	for _, key := range slices.Sorted(func(yield func(string) bool) {
		for key := range c.over {
			if !yield(key) {
				return
			}
		}
	}) {
		t.Errorf("%s: %s", key, c.over[key])
	}
	for lead, rows := range c.tall {
		t.Errorf("the screen %s has %d rows of buttons, at most %d", lead, rows, rowsMost)
	}
	doc, err := os.ReadFile(screensDoc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(doc), tableBegins)
	was, after, ended := strings.Cut(rest, tableEnds)
	if !found || !ended {
		t.Fatalf("%s has no place for the table", screensDoc)
	}
	now := c.table()
	if *update {
		if err := os.WriteFile(screensDoc, []byte(before+tableBegins+now+tableEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if was != now {
		t.Errorf("the table of words in %s is another: go test ./bot -run Transcripts -update\n%s", screensDoc, now)
	}
}
