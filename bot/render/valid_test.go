package render

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"

	"porchlight/flows"
	"porchlight/locales"
)

// Every message that ships, in every language, with whatever people type.
func TestEveryMessageIsValid(t *testing.T) {
	shipped := theRenderer(t)
	small := newTestRenderer(t, testMessages(t), nil)
	shippedKeys, smallKeys := keyNames(t), map[string][]string{"t.a": {"x"}, "t.b": {"x"}, "t.button": {"x"}, "t.n": {"count"}}
	rapid.Check(t, func(t *rapid.T) {
		r, names := shipped, shippedKeys
		if rapid.Bool().Draw(t, "small") {
			r, names = small, smallKeys
		}
		keys := slices.Sorted(maps.Keys(names))
		line := func() flows.Line {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			args := flows.Args{}
			for _, name := range names[key] {
				args[name] = drawArgument(t, name)
			}
			return flows.Line{Key: key, Args: args}
		}
		say := flows.Say{Lang: rapid.SampledFrom(flows.Languages()).Draw(t, "lang"), Screen: true, Serial: rapid.Uint32Min(1).Draw(t, "serial")}
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			say.Lines = append(say.Lines, line())
		}
		for range rapid.IntRange(0, 4).Draw(t, "buttons") {
			l := line()
			say.Rows = append(say.Rows, []flows.Button{{Key: l.Key, Args: l.Args, Do: "x"}})
		}
		if rapid.Bool().Draw(t, "progress") {
			say.Step, say.Of = 2, 5
		}
		most := textMost
		if rapid.Bool().Draw(t, "file") {
			say.Attach, most = &flows.Attachment{Export: &flows.Export{}}, captionMost
		}
		got, _ := r.Message(say, testNow)
		if wrong := wrongMessage(got, most); wrong != "" {
			t.Fatalf("%s in %+v", wrong, got)
		}
		if say.Lang == flows.Hebrew || say.Lang == flows.Arabic && r == shipped { // the small one has no Arabic
			for line := range strings.Lines(anyTag.ReplaceAllString(got.Text, "")) {
				if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "\u200f") {
					t.Fatalf("no direction: %+q", line)
				}
			}
		}
	})
}

func drawArgument(t *rapid.T, name string) any {
	if name == "count" {
		return rapid.Int().Draw(t, name)
	}
	nasty := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"", " ", "\n", "<b>", "</b>", "&lt;", "&", "{{.x}}", "\xff\xfe", "\u0000", "\u202e\u2066", "🏴\U000e0067\U000e007f", "a\u0301"}),
		rapid.StringOf(rapid.SampledFrom([]rune("<>&;\"'b/אa1\n\u2066\u2069\u200d👩"))),
		rapid.Map(rapid.StringN(1, 20, -1), func(s string) string { return strings.Repeat(s, 1500) }),
	)
	s := nasty.Draw(t, name)
	at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "at"), 0)
	text := flows.Text{flows.English: s, flows.Hebrew: s}
	return rapid.SampledFrom([]any{
		flows.Quote(s), flows.Quote(s), flows.Name(text), flows.Code(s), flows.Moment(at), flows.Day(at), flows.Names{text, text, text},
		flows.Tongues(flows.Languages()), flows.Ref("t.fixed"), flows.Ref(s), s, nil, -5, flows.Tongue(s), flows.Refs{s, "menu.ask"},
	}).Draw(t, "argument")
}

// messages reads a message file: every key with all its forms in one text.
func messages(t testing.TB, name string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(locales.MessageFiles(), name)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	var walk func(at string, node map[string]any)
	walk = func(at string, node map[string]any) {
		for name, v := range node {
			switch v := v.(type) {
			case map[string]any:
				walk(at+name+".", v)
			case string:
				key := at + name
				if _, plural := node["other"]; plural {
					key = strings.TrimSuffix(at, ".")
				}
				found[key] += v
			}
		}
	}
	walk("", tree)
	return found
}

// keyNames lists every message that ships with the names of its arguments.
func keyNames(t testing.TB) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	for key, text := range messages(t, "en.toml") {
		names[key] = nil
		for _, m := range regexp.MustCompile(`\{\{\.(\w+)\}\}`).FindAllStringSubmatch(text, -1) {
			names[key] = append(names[key], m[1])
		}
	}
	return names
}

var (
	anyTag    = regexp.MustCompile(`<[^>]*>`)
	anyEntity = regexp.MustCompile(`&(lt|gt|amp|quot);`)
)

// wrongMessage says why Telegram would refuse a message, or a reader would,
// "" if it is right. It reads HTML in its own way, not with the code it checks.
func wrongMessage(m Message, most int) string {
	var open []string
	for _, tag := range anyTag.FindAllString(m.Text, -1) {
		switch tag {
		case "<b>", "<i>", "<blockquote>", "<blockquote expandable>":
			open = append(open, strings.Replace(tag, " expandable", "", 1))
		case "</b>", "</i>", "</blockquote>":
			if len(open) == 0 || strings.Trim(open[len(open)-1], "<>") != strings.Trim(tag, "</>") {
				return "unbalanced " + tag
			}
			open = open[:len(open)-1]
		default:
			return "tag " + tag
		}
	}
	plain := anyTag.ReplaceAllString(m.Text, "")
	if len(open) > 0 || strings.ContainsAny(plain, "<>\"") {
		return "open tags or bare signs"
	}
	if strings.Contains(anyEntity.ReplaceAllString(plain, ""), "&") {
		return "a strange entity"
	}
	shown := anyEntity.ReplaceAllString(plain, "x")
	if wrong := wrongWords(shown, most); wrong != "" && (m.Document == nil && m.Pin == nil || shown != "") {
		return wrong
	}
	if len(m.Text) > 32768 {
		return "too many bytes"
	}
	for _, row := range m.Buttons {
		if len(row) == 0 || len(row) > 8 {
			return "a row of " + strconv.Itoa(len(row))
		}
		for _, b := range row {
			if wrong := wrongWords(b.Label, labelMost); wrong != "" || strings.Contains(b.Label, "\n") {
				return "label " + strconv.Quote(b.Label) + " " + wrong
			}
			if _, _, ok := ParseCallback(b.Data); len(b.Data) > 64 || !ok && b.URL == "" {
				return "data " + b.Data
			}
		}
	}
	return ""
}

func wrongWords(s string, most int) string {
	units, seen := 0, false
	for line := range strings.Lines(s) {
		depth := 0
		for _, r := range line {
			units += max(1, len(string(r))/4*2)
			seen = seen || unicode.IsGraphic(r) && !unicode.IsSpace(r)
			switch {
			case r == '\u2066' || r == '\u2068':
				depth++
			case r == '\u2069':
				depth--
			case r < ' ' && r != '\n', r >= 0x202a && r <= 0x202e:
				return "a control character"
			}
			if depth < 0 || depth > 2 { // a number in a person's words
				return "isolates"
			}
		}
		if depth != 0 {
			return "an open isolate"
		}
	}
	switch {
	case !utf8.ValidString(s):
		return "no text"
	case units > most:
		return strconv.Itoa(units) + " units"
	case !seen:
		return "nothing to see"
	}
	return ""
}
