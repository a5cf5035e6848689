package emulator

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlEntity names the entity that a tag of HTML parse mode makes.
// A span must be a spoiler; it is checked where it is read.
func htmlEntity(tag string) (string, bool) {
	switch tag {
	case "b", "strong":
		return "bold", true
	case "i", "em":
		return "italic", true
	case "u", "ins":
		return "underline", true
	case "s", "strike", "del":
		return "strikethrough", true
	case "tg-spoiler", "span":
		return "spoiler", true
	case "a":
		return "text_link", true
	case "code":
		return "code", true
	case "pre":
		return "pre", true
	case "blockquote":
		return "blockquote", true
	case "tg-emoji":
		return "custom_emoji", true
	}
	return "", false
}

// openTag is a start tag that waits for its end.
type openTag struct {
	tag   string
	arg   string // href, language, emoji id, or "1" for an expandable quote
	at    int    // UTF-16 offset in the result
	bytes int    // byte offset in the result
}

// htmlParser turns HTML parse mode into text and entities, with the errors
// of the real parser: byte offsets count from the start of what was sent.
type htmlParser struct {
	src      string
	pos      int
	out      []byte
	utf16    int
	open     []openTag
	entities []Entity
}

// parseHTML returns the plain text and its entities, or the words in which
// Telegram says what is wrong with it.
func parseHTML(src string) (string, []Entity, error) {
	if strings.IndexByte(src, '<') < 0 && strings.IndexByte(src, '&') < 0 {
		return src, nil, nil
	}
	p := &htmlParser{src: src, out: make([]byte, 0, len(src))}
	for p.pos < len(src) {
		if err := p.next(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("can't find end tag corresponding to start tag %q", p.open[n-1].tag)
	}
	if !utf8.Valid(p.out) {
		return "", nil, fmt.Errorf("text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
	}
	for i := range p.entities {
		if p.entities[i].Type == "code" {
			p.entities[i].Language = ""
		}
	}
	sortEntities(p.entities)
	return string(p.out), p.entities, nil
}

// next consumes one character, one character reference or one tag.
func (p *htmlParser) next() error {
	c := p.src[p.pos]
	switch {
	case c == '&':
		if r, n := decodeReference(p.src[p.pos:]); n > 0 {
			p.pos += n
			p.write(r)
			return nil
		}
		p.out = append(p.out, c)
		p.utf16++
		p.pos++
	case c != '<':
		_, n := utf8.DecodeRuneInString(p.src[p.pos:])
		p.out = append(p.out, p.src[p.pos:p.pos+n]...)
		p.utf16++
		if n == 4 {
			p.utf16++
		}
		p.pos += n
	case p.pos+1 < len(p.src) && p.src[p.pos+1] == '/':
		return p.endTag()
	default:
		return p.startTag()
	}
	return nil
}

func (p *htmlParser) write(r rune) {
	if r >= 0xd800 && r <= 0xdfff { // half a surrogate pair, refused at the end
		p.out = append(p.out, 0xed, byte(0x80|(r>>6)&0x3f), byte(0x80|r&0x3f))
		p.utf16++
		return
	}
	p.out = utf8.AppendRune(p.out, r)
	p.utf16++
	if r > 0xffff {
		p.utf16++
	}
}

// at returns a byte of the source, 0 past its end.
func (p *htmlParser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == '\v'
}

func (p *htmlParser) skipSpace() {
	for p.at(p.pos) != 0 && isSpace(p.at(p.pos)) {
		p.pos++
	}
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	for !isSpace(p.at(p.pos)) && p.at(p.pos) != '>' {
		p.pos++
	}
	if p.pos >= len(p.src) {
		return fmt.Errorf("unclosed start tag at byte offset %d", begin)
	}
	tag := strings.ToLower(p.src[begin+1 : p.pos])
	if _, ok := htmlEntity(tag); !ok {
		return fmt.Errorf("unsupported start tag \"%s\" at byte offset %d", tag, begin)
	}
	arg := ""
	for {
		p.skipSpace()
		if p.at(p.pos) == '>' {
			break
		}
		name, value, err := p.attribute(tag, begin)
		if err != nil {
			return err
		}
		if a, ok := tagArgument(tag, name, value); ok {
			arg = a
		}
	}
	p.pos++ // the closing angle
	if tag == "span" && arg != "spoiler" {
		return fmt.Errorf("tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, openTag{tag, arg, p.utf16, len(p.out)})
	return nil
}

// tagArgument picks the one attribute that means something for a tag.
func tagArgument(tag, name, value string) (string, bool) {
	switch {
	case tag == "a" && name == "href", tag == "tg-emoji" && name == "emoji-id":
		return value, true
	case tag == "code" && name == "class" && strings.HasPrefix(value, "language-"):
		return value[len("language-"):], true
	case tag == "span" && name == "class" && strings.HasPrefix(value, "tg-"):
		return value[len("tg-"):], true
	case tag == "blockquote" && name == "expandable":
		return "1", true
	}
	return "", false
}

// attribute reads name, name=token, name="value" or name='value'.
func (p *htmlParser) attribute(tag string, begin int) (name, value string, err error) {
	start := p.pos
	for c := p.at(p.pos); !isSpace(c) && !strings.ContainsRune(`=>/"'`, rune(c)); c = p.at(p.pos) {
		p.pos++
	}
	if name = p.src[start:p.pos]; name == "" {
		return "", "", fmt.Errorf("empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
	}
	unclosed := fmt.Errorf("unclosed start tag \"%s\" at byte offset %d", tag, begin)
	p.skipSpace()
	if p.pos >= len(p.src) {
		return "", "", unclosed
	}
	if p.at(p.pos) != '=' {
		return name, "", nil
	}
	p.pos++
	p.skipSpace()
	if p.pos >= len(p.src) {
		return "", "", unclosed
	}
	if quote := p.at(p.pos); quote == '"' || quote == '\'' {
		value = p.quoted(quote)
	} else {
		start = p.pos
		for isTokenByte(p.at(p.pos)) {
			p.pos++
		}
		value = strings.ToLower(p.src[start:p.pos])
		if c := p.at(p.pos); !isSpace(c) && c != '>' {
			return "", "", fmt.Errorf("unexpected end of name token at byte offset %d", start)
		}
	}
	if p.pos >= len(p.src) {
		return "", "", fmt.Errorf("unclosed start tag at byte offset %d", begin)
	}
	return name, value, nil
}

func isTokenByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-'
}

// quoted reads up to the closing quote, which it consumes.
func (p *htmlParser) quoted(quote byte) string {
	p.pos++
	var value []byte
	for p.pos < len(p.src) && p.src[p.pos] != quote {
		if p.src[p.pos] == '&' {
			if r, n := decodeReference(p.src[p.pos:]); n > 0 {
				value = utf8.AppendRune(value, r)
				p.pos += n
				continue
			}
		}
		value = append(value, p.src[p.pos])
		p.pos++
	}
	if p.pos < len(p.src) {
		p.pos++
	}
	return string(value)
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return fmt.Errorf("unexpected end tag at byte offset %d", begin)
	}
	for p.pos < len(p.src) && !isSpace(p.at(p.pos)) && p.at(p.pos) != '>' {
		p.pos++
	}
	tag := strings.ToLower(p.src[begin+2 : p.pos])
	p.skipSpace()
	if p.at(p.pos) != '>' {
		return fmt.Errorf("unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	top := p.open[len(p.open)-1]
	if tag != "" && tag != top.tag {
		return fmt.Errorf("unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, top.tag, tag)
	}
	p.open = p.open[:len(p.open)-1]
	if p.utf16 == top.at {
		return nil // an empty entity is dropped
	}
	return p.close(top)
}

// close turns a finished tag into its entity.
func (p *htmlParser) close(t openTag) error {
	kind, _ := htmlEntity(t.tag)
	e := Entity{Type: kind, Offset: t.at, Length: p.utf16 - t.at}
	last := len(p.entities) - 1
	same := last >= 0 && p.entities[last].Offset == e.Offset && p.entities[last].Length == e.Length
	switch t.tag {
	case "tg-emoji":
		if n, err := strconv.ParseInt(t.arg, 10, 64); err != nil || n == 0 {
			return fmt.Errorf("invalid custom emoji identifier specified")
		}
		e.CustomEmojiID = t.arg
	case "a":
		link := t.arg
		if link == "" {
			link = string(p.out[t.bytes:])
		}
		if e.URL = checkedLink(link); e.URL == "" {
			return nil // Telegram keeps the words and drops the link
		}
	case "pre":
		if same && p.entities[last].Type == "code" && p.entities[last].Language != "" {
			p.entities[last].Type = "pre"
			return nil
		}
	case "code":
		if same && p.entities[last].Type == "pre" && t.arg != "" {
			p.entities[last].Language = t.arg
			return nil
		}
		e.Language = t.arg
	case "blockquote":
		if t.arg != "" {
			e.Type = "expandable_blockquote"
		}
	}
	p.entities = append(p.entities, e)
	return nil
}

// decodeReference decodes the character reference that s starts with. It
// returns its length in bytes, 0 if Telegram leaves it as it stands.
func decodeReference(s string) (rune, int) {
	end, code := 1, 0
	if strings.HasPrefix(s, "&#") {
		base, digits := 10, 2
		if strings.HasPrefix(s, "&#x") {
			base, digits = 16, 3
		}
		for end = digits; end < len(s) && end < 10; end++ {
			d, err := strconv.ParseUint(s[end:end+1], base, 8)
			if err != nil {
				break
			}
			code = code*base + int(d)
		}
		if code == 0 || code >= 0x10ffff || end >= 10 {
			return 0, 0
		}
	} else {
		for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z') {
			end++
		}
		switch s[1:end] {
		case "lt":
			code = '<'
		case "gt":
			code = '>'
		case "amp":
			code = '&'
		case "quot":
			code = '"'
		default:
			return 0, 0
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return rune(code), end
}

func sortEntities(e []Entity) {
	sort.SliceStable(e, func(i, j int) bool {
		if e[i].Offset != e[j].Offset {
			return e[i].Offset < e[j].Offset
		}
		return e[i].Length > e[j].Length
	})
}
