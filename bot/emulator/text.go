package emulator

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxRawText  = 1 << 15 // bytes, before parsing
	maxText     = 4096    // UTF-16 units, after parsing
	maxCaption  = 1024    // UTF-16 units, after parsing
	maxEntities = 100
)

// utf16Len is the length of s as Telegram counts offsets.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// readText reads a text or caption parameter with its parse mode into plain
// text and entities. The text is not empty when mayBeEmpty is false.
func (s *Server) readText(r *request, name, entitiesName string, limit int, mayBeEmpty bool) (string, []Entity, *refusal) {
	raw := r.get(name)
	if raw == "" {
		if mayBeEmpty {
			return "", nil, nil
		}
		return "", nil, bad("message text is empty")
	}
	if len(raw) > maxRawText {
		return "", nil, bad("text is too long")
	}
	text, entities, refused := formatted(r, raw, entitiesName)
	if refused != nil {
		return "", nil, refused
	}
	text, entities = cleanText(text, entities)
	if isBlank(text) {
		if mayBeEmpty {
			return "", nil, nil
		}
		return "", nil, bad("text must be non-empty")
	}
	if len(entities) > maxEntities {
		return "", nil, bad("ENTITIES_TOO_LONG")
	}
	if len(text) > limit && utf16Len(text) > limit {
		if limit == maxCaption {
			return "", nil, bad("message caption is too long")
		}
		return "", nil, bad("message is too long")
	}
	return text, s.finder.find(text, entities), nil
}

func formatted(r *request, raw, entitiesName string) (string, []Entity, *refusal) {
	switch mode := strings.ToLower(r.get("parse_mode")); mode {
	case "html":
		text, entities, err := parseHTML(raw)
		if err != nil {
			// Telegram's server puts this prefix before its parser's words.
			return "", nil, bad("can't parse entities: " + upperFirst(err.Error()))
		}
		return text, entities, nil
	case "", "none":
	case "markdown", "markdownv2":
		return "", nil, bad("the emulator has no parse_mode but HTML")
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	list := r.get(entitiesName)
	if list == "" {
		return raw, nil, nil
	}
	var entities []Entity
	if err := json.Unmarshal([]byte(list), &entities); err != nil {
		return "", nil, bad("can't parse entities JSON object")
	}
	length := utf16Len(raw)
	for _, e := range entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > length {
			return "", nil, bad("can't parse entities: entity is outside of the text")
		}
	}
	sortEntities(entities)
	return raw, entities, nil
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// cleanText does to a text what Telegram does: control characters become
// spaces, \r and the characters that force a direction (U+2028 to U+202E)
// vanish, and white space at both ends goes. Entities follow their text.
func cleanText(text string, entities []Entity) (string, []Entity) {
	if strings.IndexFunc(text, dirty) >= 0 {
		text, entities = dropCharacters(text, entities)
	}
	end := len(strings.TrimRight(text, " \n"))
	start := 0
	first := len(text)
	if len(entities) > 0 {
		first = entities[0].Offset
	}
	for start < end && start < first && (text[start] == ' ' || text[start] == '\n') {
		start++
	}
	if start == 0 && end == len(text) {
		return text, entities
	}
	length := utf16Len(text[:end])
	kept := entities[:0:0]
	for _, e := range entities {
		e.Length = min(e.Length, length-e.Offset)
		e.Offset -= start // what was cut is one unit per byte
		if e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return text[start:end], kept
}

func dirty(r rune) bool { return r < ' ' && r != '\n' || vanishes(r) }

func vanishes(r rune) bool {
	return r == '\r' || r >= 0x2028 && r <= 0x202e || r == 0x333 || r == 0x33f || r == 0x30a
}

func dropCharacters(text string, entities []Entity) (string, []Entity) {
	var sb strings.Builder
	sb.Grow(len(text))
	moved := make([]int, 0, utf16Len(text)+1) // old offset -> new offset
	at := 0
	for _, r := range text {
		units := 1
		if r > 0xffff {
			units = 2
		}
		for i := range units {
			moved = append(moved, at+i)
		}
		switch {
		case vanishes(r):
			continue
		case r < ' ' && r != '\n':
			sb.WriteByte(' ')
		default:
			sb.WriteRune(r)
		}
		at += units
	}
	moved = append(moved, at)
	kept := entities[:0:0]
	for _, e := range entities {
		end := moved[e.Offset+e.Length]
		e.Offset = moved[e.Offset]
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return sb.String(), kept
}

// isBlank reports whether a text shows nothing at all.
func isBlank(s string) bool {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), r == 0x2800, r == 0xfffc, r == 0x180e:
		default:
			return false
		}
	}
	return true
}

// wrongLink is what Telegram says is wrong with a link, "" for nothing.
func wrongLink(link string) string {
	lower := strings.ToLower(link)
	for _, scheme := range []string{"tg:", "ton:", "tonsite:"} {
		if strings.HasPrefix(lower, scheme) {
			return ""
		}
	}
	if i := strings.Index(lower, "://"); i >= 0 {
		if s := lower[:i]; s != "http" && s != "https" {
			return "Unsupported URL protocol"
		}
	} else {
		lower = "http://" + lower
	}
	u, err := url.Parse(lower)
	if err != nil || !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":") {
		return "Wrong HTTP URL"
	}
	return ""
}

// checkedLink returns the link as Telegram would store it, "" if it would
// drop it. A tel: link is dropped: its host has no dot.
func checkedLink(link string) string {
	if isTelLink(link) || wrongLink(link) != "" || !utf8.ValidString(link) {
		return ""
	}
	if !strings.Contains(link, "://") && !strings.HasPrefix(strings.ToLower(link), "tg:") {
		link = "http://" + link
	}
	if u, err := url.Parse(link); err == nil && u.Path == "" && strings.HasPrefix(u.Scheme, "http") && u.RawQuery == "" && u.Fragment == "" {
		link += "/"
	}
	return link
}

func isTelLink(link string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(link)), "tel:")
}
