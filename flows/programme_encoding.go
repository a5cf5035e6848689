package flows

import (
	"bytes"
	"unicode/utf8"
)

// This file is about files as Windows' editors save them: with a mark in front,
// or not in UTF-8 at all. Their first line looks right to whoever wrote it, so a
// complaint about a character that nobody sees would not help.

// plainUTF8 is a file without the byte order mark that Notepad puts in front of
// UTF-8, or a complaint about any other encoding.
func plainUTF8(raw []byte) ([]byte, *Problem) {
	const remedy = `in Notepad choose "Save as" and the encoding UTF-8; in PowerShell write "Set-Content -Encoding utf8"`
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}), bytes.IndexByte(raw, 0) >= 0:
		return nil, &Problem{Line: 1, Message: "the file is saved as UTF-16, not as UTF-8: save it as UTF-8 (" + remedy + ")"}
	}
	raw = bytes.TrimPrefix(raw, []byte{0xef, 0xbb, 0xbf})
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
