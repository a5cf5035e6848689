package flows

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is about files as office programs and Windows' editors save them: with
// a mark in front, not in UTF-8 at all, or with quotation marks and spaces that were
// put in by themselves. The line looks right to whoever wrote it, so a complaint
// about a character that nobody sees would not help.

// plainUTF8 is a file without the byte order mark that Notepad puts in front of
// UTF-8, or a complaint about any other encoding.
func plainUTF8(raw []byte) ([]byte, *Problem) {
	const remedy = `in Notepad choose "Save as" and the encoding UTF-8; in PowerShell write "Set-Content -Encoding utf8"`
	switch {
	case bytes.HasPrefix(raw, []byte("PK")), bytes.HasPrefix(raw, []byte("{\\rtf")), bytes.HasPrefix(raw, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, &Problem{Line: 1, Message: `this is a document of an office program, not plain text: copy its words into Notepad, and there choose "Save as" and the encoding UTF-8`}
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}), bytes.IndexByte(raw, 0) >= 0:
		return nil, &Problem{Line: 1, Message: "the file is saved as UTF-16, not as UTF-8: save it as UTF-8 (" + remedy + ")"}
	}
	for mark := []byte{0xef, 0xbb, 0xbf}; bytes.HasPrefix(raw, mark); { // some programs add one each time
		raw = raw[len(mark):]
	}
	if !bytes.Contains(raw, []byte("\n")) { // as a Mac of long ago ended its lines
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	line, rest := 1, raw
	for {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		rest = rest[size:]
	}
	return nil, &Problem{Line: line, Message: "this line is not UTF-8, but an older encoding such as Windows-1251: save the file as UTF-8 (" + remedy + "), and look at this line then"}
}

// lineOf is one line of a file, from 1.
func lineOf(raw []byte, line int) string {
	lines := strings.Split(string(raw), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// remedy says what to do with a line that cannot be read: which character in it
// looks right and is not, if there is one.
func remedy(line string) string {
	for _, r := range line {
		switch {
		case strings.ContainsRune("“”„‟«»‘’‚‹›＂״", r):
			return fmt.Sprintf(`mend this line: it has the quotation mark %c, and values stand in straight ones, as in zone = "Europe/Kyiv"`, r)
		case r != ' ' && unicode.IsSpace(r) && r != '\t' && r != '\r', unicode.Is(unicode.Cf, r):
			return fmt.Sprintf("type this line anew: a space or mark in it (U+%04X) is not an ordinary space and cannot be seen", r)
		case r > unicode.MaxASCII && unicode.IsDigit(r):
			return fmt.Sprintf("mend this line: write its numbers in the digits 0-9, not %c", r)
		}
	}
	key, _, _ := strings.Cut(line, "=")
	for _, r := range strings.TrimSpace(key) {
		if r > unicode.MaxASCII && unicode.IsLetter(r) && !strings.ContainsAny(key, `"'#`) {
			return fmt.Sprintf("type the word before the = anew: it has the letter %c of another alphabet (U+%04X)", r, r)
		}
	}
	return "mend this line"
}
