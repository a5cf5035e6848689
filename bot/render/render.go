// Package render makes what a flow says into what Telegram takes: HTML of a few tags
// in the reader's language, buttons, and the files and pictures that go with a message.
//
// A Renderer belongs to one programme and is made at start. Message lays out the parts of
// a screen (parts.go), their lines and typed arguments (render.go), makes what people typed safe and keeps it inside
// its quotation (quote.go), cuts it to Telegram's lengths (cut.go) and hangs buttons
// and a keyboard on it (buttons.go); Markup spells those as JSON (markup.go).
// ParseCallback reads back what a button carried. Files are made in calendar.go,
// export.go, picture.go and wave_picture.go.
//
// It sends nothing and keeps nothing: the same words give the same message. What a
// flow got wrong is an error beside a message that is valid all the same.
package render

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"porchlight/flows"
	"porchlight/locales"
)

// Message is a message as Telegram takes it, before it is known how it is
// sent. All its text is valid, whatever people typed.
type Message struct {
	Text     string // HTML of b, i and blockquote; empty only beside a Pin or a Document
	Buttons  [][]Button
	Keyboard Keyboard
	Pin      *flows.Point
	Document *Document // Text is its caption then, and fits one
}

// Button is an inline button: Label, one of Data, URL and Copy, and how it looks. (A label is not HTML.)
type Button struct {
	Label string
	Data  string
	URL   string
	Copy  string
	Style flows.Style
}

// Keyboard is what replaces the phone's letters; Send and Skip are the labels
// of KeyboardAskPlace.
type Keyboard struct {
	Kind       flows.Keyboard
	Send, Skip string
}

// Document is a file that the bot made.
type Document struct {
	Name  string
	Bytes []byte
}

// Renderer turns what flows say into messages. It reads nothing but what it
// was made with and its arguments.
type Renderer struct {
	bundle    *locales.Bundle
	programme *flows.Programme
	guides    map[flows.Lang]map[string]string // texts by their keys
}

// New prepares the guides' texts with the programme's numbers. A nil
// book is no guides.
func New(bundle *locales.Bundle, book *locales.GuideBook, p *flows.Programme) (*Renderer, error) {
	r := &Renderer{bundle: bundle, programme: p, guides: map[flows.Lang]map[string]string{}}
	if book == nil {
		return r, nil
	}
	for _, lang := range flows.Languages() {
		texts := map[string]string{}
		for _, g := range book.Guides(string(lang)) {
			g, err := g.With(p.Numbers.Get)
			if err != nil {
				return nil, fmt.Errorf("renderer of %s: %w", p.Name, err)
			}
			guideTexts(texts, g)
		}
		r.guides[lang] = texts
	}
	return r, nil
}

// guideTexts adds a guide's texts under the keys that flows use for them.
func guideTexts(texts map[string]string, g locales.Guide) {
	at := "guide/" + g.ID + "/"
	texts[at+"title"], texts[at+"neutral"] = g.Title, g.Discreet()
	for _, s := range g.Steps {
		texts[at+"step/"+s.ID] = s.Text
		for n, c := range s.Choices {
			texts[at+"choice/"+s.ID+"/"+strconv.Itoa(n)] = c.Label
		}
	}
	for i, q := range g.Questions {
		question := at + "question/" + strconv.Itoa(i)
		texts[question] = q.Text
		for n, a := range q.Answers {
			texts[question+"/"+strconv.Itoa(n)] = a
		}
	}
}

// Message makes the message. An error says what a flow got wrong (an argument
// that is missing, data that does not fit): the message is valid all the same,
// and better sent than not; the caller logs the error.
func (r *Renderer) Message(say flows.Say, now time.Time) (Message, error) {
	p := &page{r: r, lang: say.Lang, guides: cmp.Or(say.Guide, say.Lang), l: r.bundle.In(string(say.Lang)), now: now, quote: textMost}
	out := Message{Pin: say.Pin, Keyboard: Keyboard{Kind: say.Keyboard}}
	most := textMost
	if say.Media != nil || say.Picture != nil {
		most = captionMost
	}
	if say.Attach != nil {
		most = captionMost
		out.Document = p.attach(say.Attach)
	}
	out.Text = p.text(say, most)
	if blank(out.Text) {
		out.Text = ""
		if say.Pin == nil && out.Document == nil {
			p.wrong("nothing to say")
			out.Text = locales.Direct(nothing, p.l.Lang())
		}
	}
	if say.Keyboard == flows.KeyboardAskPlace {
		out.Keyboard.Send = p.label(flows.Button{Key: "start.keyboard.send"})
		out.Keyboard.Skip = p.label(flows.Button{Key: "start.keyboard.skip"})
	}
	out.Buttons = p.buttons(say)
	return out, errors.Join(p.errs...)
}

// page is one message in the making.
type page struct {
	r      *Renderer
	lang   flows.Lang
	guides flows.Lang // of a guide's own words
	l      *locales.Localizer
	now    time.Time
	quote  int  // UTF-16 units that a person's own words may take
	flat   bool // a label: no tags
	folded bool // fine print, which is a quotation block: none stands in another
	errs   []error
}

func (p *page) wrong(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("render: "+format, args...))
}

// text is all lines, cut so that at most so many UTF-16 units are left. What
// people wrote is shortened before anything that the bot says.
func (p *page) text(say flows.Say, most int) string {
	text := p.directed(make([]byte, 0, 512), say)
	if len(text) <= most || shownUnits(text) <= most {
		return text
	}
	errs := p.errs // said once is enough
	low, high := 0, most
	for low < high {
		p.quote = (low + high + 1) / 2
		if text = p.directed(nil, say); shownUnits(text) <= most {
			low = p.quote
		} else {
			high = p.quote - 1
		}
	}
	p.quote = low
	text = p.directed(nil, say)
	p.quote, p.errs = textMost, errs
	return cutHTML(text, most)
}

// directed is all parts of the message, each line in the direction of the reader's language.
func (p *page) directed(room []byte, say flows.Say) string {
	return locales.Direct(string(p.parts(room, say)), p.l.Lang())
}

// lines appends lines one below the other.
func (p *page) lines(to []byte, lines []flows.Line) []byte {
	for i, line := range lines {
		if i > 0 {
			to = append(to, '\n')
		}
		from := len(to)
		to = afterQuotes(p.line(to, line), from)
	}
	return to
}

// line appends a message with its arguments.
func (p *page) line(to []byte, line flows.Line) []byte {
	if strings.HasPrefix(line.Key, "guide/") {
		return append(to, p.guide(line.Key)...)
	}
	var count *int
	switch n := line.Args["count"].(type) {
	case int:
		count = &n
	case flows.Shown:
		shown := n.Count()
		count = &shown
	}
	return p.l.Append(to, line.Key, count, func(to []byte, name string) []byte {
		v, ok := line.Args[name]
		if !ok {
			p.wrong("%s: no argument %q", line.Key, name)
			return to
		}
		return p.argument(to, line.Key, name, v)
	})
}

// guide is a text of a guide, in English if the language does not have it.
func (p *page) guide(key string) string {
	if text := p.r.guides[p.guides][key]; text != "" {
		return text
	}
	p.wrong("%s: not in %q", key, p.guides)
	if text := p.r.guides[flows.English][key]; text != "" {
		return text
	}
	return nothing
}

// argument appends a value in the way that its type asks for.
func (p *page) argument(to []byte, key, name string, v any) []byte {
	switch v := v.(type) {
	case int:
		return strconv.AppendInt(to, int64(v), 10)
	case flows.Shown:
		if v.Hidden() {
			p.wrong("%s: %q is hidden", key, name)
			return append(to, nothing...)
		}
		return strconv.AppendInt(to, int64(v.Count()), 10)
	case flows.Quote:
		return p.quoted(to, string(v), p.words)
	case flows.Marked:
		return p.quoted(to, string(v), p.marked)
	case flows.Name:
		text := flows.Text(v).In(p.lang)
		if strings.Contains(text, "\n") { // an organiser's words of more than a line
			return p.quoted(to, text, p.words)
		}
		return append(to, p.words(text)...)
	case flows.Rich:
		return append(to, flows.Markup(p.words(flows.Text(v).In(p.lang)))...)
	case flows.Code:
		return append(to, locales.Escape(locales.IsolateLTR(string(v), p.l.Lang()))...)
	case flows.Decimal:
		return append(to, locales.Escape(locales.IsolateLTR(p.l.Decimal(string(v), p.r.programme.Zone), p.l.Lang()))...)
	case flows.Ref:
		return p.line(to, flows.Line{Key: string(v)})
	case flows.Moment:
		return append(to, p.l.Moment(time.Time(v), p.now, p.r.programme.Zone)...)
	case flows.Day:
		return append(to, p.l.Day(time.Time(v), p.now, p.r.programme.Zone)...)
	case flows.Date:
		return append(to, p.l.Date(time.Time(v), p.now, p.r.programme.Zone)...)
	case flows.DateHour:
		return append(to, p.l.DateHour(time.Time(v), p.now, p.r.programme.Zone)...)
	case flows.Tongue:
		return append(to, p.tongue(flows.Lang(v), p.begins(to))...)
	case flows.Refs:
		return append(to, join(p, v, func(key string) string { return string(p.line(nil, flows.Line{Key: key})) })...)
	case flows.Names:
		return append(to, join(p, v, func(t flows.Text) string { return p.words(t.In(p.lang)) })...)
	case flows.Titles:
		return append(to, join(p, v, func(title any) string { return string(p.argument(nil, key, name, title)) })...)
	case flows.Tongues:
		return append(to, p.tongues(v, p.begins(to))...)
	case flows.Lines:
		return p.lines(to, v)
	case flows.Said:
		return p.said(to, v)
	case string: // nobody said what it is: as if a person had typed it
		return p.quoted(to, v, p.words)
	}
	p.wrong("%s: argument %q is of type %T", key, name, v)
	return append(to, p.words(fmt.Sprint(v))...)
}

// marked is words with what identifies somebody made bold.
func (p *page) marked(s string) string {
	s = locales.Isolate(s, p.l.Lang())
	var b strings.Builder
	last := 0
	for _, i := range flows.Identifiers(s) {
		b.WriteString(locales.Escape(s[last:i.From]) + "<b>" + locales.Escape(s[i.From:i.To]) + "</b>")
		last = i.To
	}
	return b.String() + locales.Escape(s[last:])
}

// tongue is what the reader's language calls another one, with a capital where a
// label or a line begins: most languages write such a name with a small letter.
func (p *page) tongue(l flows.Lang, first bool) string {
	name := string(p.line(nil, flows.Line{Key: "tongue." + string(l)}))
	if !first {
		return name
	}
	r, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[size:]
}

// tongues joins the names of languages.
func (p *page) tongues(list flows.Tongues, first bool) string {
	said := make([]string, len(list))
	for i, l := range list {
		said[i] = p.tongue(l, first && i == 0)
	}
	return p.l.Join(said)
}

// begins says whether what comes next is the first of a label or of a line, which
// has a capital letter.
func (p *page) begins(to []byte) bool {
	return p.flat || len(to) == 0 || to[len(to)-1] == '\n'
}

// words makes a text of unknown direction safe inside a message.
func (p *page) words(s string) string {
	return locales.Escape(locales.Isolate(s, p.l.Lang()))
}

func join[T any](p *page, items []T, say func(T) string) string {
	said := make([]string, len(items))
	for i, item := range items {
		said[i] = say(item)
	}
	return p.l.Join(said)
}

// In is the words of a language, for what is said outside a message: a command's
// name, the answer to a press. locales.Direct gives them their direction.
func (r *Renderer) In(lang flows.Lang) *locales.Localizer { return r.bundle.In(string(lang)) }
