package emulator

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Entity is a stretch of a text with a meaning. Offset and Length count
// UTF-16 units, as everywhere in the Bot API.
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

func appendEntities(b []byte, name string, entities []Entity) []byte {
	if len(entities) == 0 {
		return b
	}
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, `":[`...)
	for i, e := range entities {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"type":`...)
		b = appendString(b, e.Type)
		b = appendInt(b, "offset", int64(e.Offset))
		b = appendInt(b, "length", int64(e.Length))
		if e.URL != "" {
			b = appendField(b, "url", e.URL)
		}
		if e.Language != "" {
			b = appendField(b, "language", e.Language)
		}
		if e.CustomEmojiID != "" {
			b = appendField(b, "custom_emoji_id", e.CustomEmojiID)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// pattern is one thing that Telegram finds by itself in a text.
type pattern struct {
	kind  string
	mark  string // a text without it is not searched
	regex *regexp.Regexp
}

// finder adds what Telegram finds by itself. It is built once per server.
type finder []pattern

// newFinder lists the patterns in the order in which the first one to claim
// a stretch of text keeps it.
func newFinder() finder {
	return finder{
		{"url", "://", regexp.MustCompile(`(?i)\bhttps?://[^\s<>"']*[^\s<>"'.,;:!?)]`)},
		{"email", "@", regexp.MustCompile(`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\b`)},
		{"bot_command", "/", regexp.MustCompile(`(?:^|[\s"'(>])(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)`)},
		{"mention", "@", regexp.MustCompile(`(?:^|[^\pL\pN_@])(@[A-Za-z][A-Za-z0-9_]{3,31})\b`)},
		{"hashtag", "#", regexp.MustCompile(`(?:^|[^\pL\pN_&/#])(#[\pL\pN_]*[\pL_][\pL\pN_]*)`)},
	}
}

func (f finder) find(text string, entities []Entity) []Entity {
	found := entities
	for _, p := range f {
		if !strings.Contains(text, p.mark) {
			continue
		}
		for _, m := range p.regex.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[len(m)-2], m[len(m)-1]
			offset := utf16Len(text[:from])
			e := Entity{Type: p.kind, Offset: offset, Length: utf16Len(text[from:to])}
			if !covered(found, e) {
				found = append(found[:len(found):len(found)], e)
			}
		}
	}
	if len(found) > len(entities) {
		sortEntities(found)
	}
	return found
}

// covered reports whether a found entity meets one that excludes it: another
// found one, a link, or code.
func covered(entities []Entity, e Entity) bool {
	for _, o := range entities {
		if o.Offset >= e.Offset+e.Length || e.Offset >= o.Offset+o.Length {
			continue
		}
		switch o.Type {
		case "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote":
		default:
			return true
		}
	}
	return false
}

// renderHTML writes text and entities back as HTML parse mode.
func renderHTML(text string, entities []Entity) string {
	var sb strings.Builder
	var open []Entity
	at, next := 0, 0
	for i := 0; i <= len(text); {
		for n := len(open); n > 0 && open[n-1].Offset+open[n-1].Length <= at; n = len(open) {
			sb.WriteString(closingTag(open[n-1]))
			open = open[:n-1]
		}
		for next < len(entities) && entities[next].Offset <= at {
			if tag := openingTag(entities[next]); tag != "" {
				sb.WriteString(tag)
				open = append(open, entities[next])
			}
			next++
		}
		if i == len(text) {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch r {
		case '<':
			sb.WriteString("&lt;")
		case '>':
			sb.WriteString("&gt;")
		case '&':
			sb.WriteString("&amp;")
		default:
			sb.WriteString(text[i : i+n])
		}
		i += n
		at++
		if r > 0xffff {
			at++
		}
	}
	return sb.String()
}

func openingTag(e Entity) string {
	switch e.Type {
	case "bold":
		return "<b>"
	case "italic":
		return "<i>"
	case "underline":
		return "<u>"
	case "strikethrough":
		return "<s>"
	case "spoiler":
		return "<tg-spoiler>"
	case "code":
		return "<code>"
	case "pre":
		if e.Language != "" {
			return `<pre><code class="language-` + attributeText(e.Language) + `">`
		}
		return "<pre>"
	case "text_link":
		return `<a href="` + attributeText(e.URL) + `">`
	case "blockquote":
		return "<blockquote>"
	case "expandable_blockquote":
		return "<blockquote expandable>"
	case "custom_emoji":
		return `<tg-emoji emoji-id="` + e.CustomEmojiID + `">`
	}
	return ""
}

func closingTag(e Entity) string {
	switch e.Type {
	case "text_link":
		return "</a>"
	case "expandable_blockquote":
		return "</blockquote>"
	case "custom_emoji":
		return "</tg-emoji>"
	case "pre":
		if e.Language != "" {
			return "</code></pre>"
		}
	}
	return "</" + openingTag(e)[1:]
}

func attributeText(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(s)
}
