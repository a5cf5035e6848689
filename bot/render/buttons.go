package render

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/locales"
)

const (
	rowMost    = 8   // buttons in a row, by Telegram's rule
	buttonMost = 100 // buttons of a message, by Telegram's rule
	labelMost  = 64  // UTF-16 units of a label; a phone shows less
	doMost     = 40  // bytes of what a button does
	dataMost   = 64  // bytes of callback data, by Telegram's rule
)

// whereWeAre is the link that shows the current screen: what a button does
// that could not be made as its flow wanted it.
const whereWeAre = "here"

// buttons lays out the inline keyboard. A row with more buttons than Telegram
// takes, such as a scale from 0 to 10, becomes several of like length. Apps show a
// row from left to right in any language, so one that is read from right to left is
// turned round here.
func (p *page) buttons(say flows.Say) [][]Button {
	if len(say.Rows) == 0 {
		return nil
	}
	rows := make([][]Button, 0, len(say.Rows))
	left := buttonMost
	for _, row := range say.Rows {
		if len(row) > left {
			p.wrong("more than %d buttons", buttonMost)
			row = row[:left]
		}
		left -= len(row)
		if len(row) == 0 {
			continue
		}
		made := make([]Button, len(row))
		for i, b := range row {
			made[i] = p.button(say, b)
		}
		lines := (len(made) + rowMost - 1) / rowMost
		for chunk := range slices.Chunk(made, (len(made)+lines-1)/lines) {
			if p.l.RightToLeft() {
				slices.Reverse(chunk)
			}
			rows = append(rows, chunk)
		}
	}
	return rows
}

func (p *page) button(say flows.Say, b flows.Button) Button {
	made := Button{Label: p.label(b), URL: b.URL, Copy: b.Copy, Style: b.Look()}
	if b.URL != "" || b.Copy != "" {
		return made
	}
	serial := say.Serial
	switch {
	case b.Link:
		serial = 0
	case !say.Screen || serial == 0:
		p.wrong("button %q needs a screen", b.Do)
		b.Do = whereWeAre
	}
	if !isDo(b.Do) {
		p.wrong("a button cannot carry %q", b.Do)
		serial, b.Do = 0, whereWeAre
	}
	made.Data = callbackData(serial, b.Do)
	return made
}

// Label is what a button says to a reader; a flow's mistake is logged where it is
// shown.
func (r *Renderer) Label(b flows.Button, lang flows.Lang, now time.Time) string {
	p := &page{r: r, lang: lang, guides: lang, l: r.bundle.In(string(lang)), now: now, quote: textMost}
	return p.label(b)
}

// label is what stands on a button: one line, never empty, no HTML.
func (p *page) label(b flows.Button) string {
	p.flat = true
	defer func() { p.flat = false }()
	text := b.Label
	if b.Key != "" {
		fixed, ok := p.l.Fixed(b.Key)
		if !ok {
			fixed = string(p.line(make([]byte, 0, 64), flows.Line{Key: b.Key, Args: b.Args}))
		}
		text = Plain(fixed)
	} else {
		text = locales.Clean(text)
	}
	if strings.IndexByte(text, '\n') >= 0 {
		text = strings.Join(strings.Fields(text), " ")
	}
	text = locales.DirectLabel(text, p.l.Lang())
	if len(text) > labelMost && locales.Units(text) > labelMost {
		text = closeIsolates(locales.Shorten(text, labelMost-isolatesMost))
	}
	if blank(text) {
		p.wrong("button %q has no label", b.Do)
		return nothing
	}
	return text
}

// callbackData is what Telegram sends back when a button is pressed: the
// serial of its screen, or 0 if it works at any time, and what it does.
func callbackData(serial uint32, do string) string {
	var room [dataMost]byte
	data := strconv.AppendUint(room[:0], uint64(serial), 36)
	data = append(data, '~')
	return string(append(data, do...))
}

// ParseCallback reads what callbackData wrote, and only that: another spelling
// of the same number is somebody's forgery.
func ParseCallback(data string) (serial uint32, do string, ok bool) {
	number, do, found := strings.Cut(data, "~")
	n, err := strconv.ParseUint(number, 36, 32)
	if !found || err != nil || strconv.FormatUint(n, 36) != number || !isDo(do) {
		return 0, "", false
	}
	return uint32(n), do, true
}

func isDo(s string) bool {
	if s == "" || len(s) > doMost {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
