package danger

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed words/*.txt
var files embed.FS

// pattern is one line of a list: every part must be found.
type pattern struct {
	lang  string // of the file; "any" for all
	kind  Kind
	line  string  // as it stands in the file
	parts [][]seq // of each part the alternatives
	whole bool    // "=": the message must hold nothing else
	weak  bool    // "~": counts for nothing beside calm words
}

// seq is some words one behind the other, as numbers of lists.words.
type seq []int

// word is one word of the lists, or the beginning of one.
type word struct {
	runes []rune
	open  bool // "begin*"
}

// lists is all of words/*.txt, ready to be compared.
type lists struct {
	words    []word
	number   map[string]int // of a word as Fold and "*" spell it
	byLetter map[rune][]int // words by their first letter
	patterns []pattern
	harmless [][][]seq // parts with their alternatives
	// begins and safe lead from a word to the patterns and harmless phrases whose
	// first part it can begin: no other has to be looked at.
	begins, safe map[int][]int
	small        map[string]bool
	calm         []int // numbers of words
}

// all reads the lists once. They are part of the program: one that cannot be
// read is a mistake that the first test finds.
var all = sync.OnceValue(func() *lists {
	l, err := readLists(files)
	if err != nil {
		panic(err)
	}
	return l
})

func readLists(fsys fs.FS) (*lists, error) {
	names, err := fs.Glob(fsys, "words/*.txt")
	if err != nil {
		return nil, err
	}
	l := &lists{number: map[string]int{}, byLetter: map[rune][]int{}, small: map[string]bool{}}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read a list of danger words: %w", err)
		}
		lang := strings.TrimSuffix(strings.TrimPrefix(name, "words/"), ".txt")
		if err := l.read(lang, string(text)); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	l.begins, l.safe = map[int][]int{}, map[int][]int{}
	for i, p := range l.patterns {
		beginWith(l.begins, p.parts, i)
	}
	for i, parts := range l.harmless {
		beginWith(l.safe, parts, i)
	}
	return l, nil
}

func beginWith(index map[int][]int, parts [][]seq, i int) {
	for _, s := range parts[0] {
		if list := index[s[0]]; len(list) == 0 || list[len(list)-1] != i {
			index[s[0]] = append(list, i)
		}
	}
}

// read takes one file.
func (l *lists) read(lang, text string) error {
	kind, named := Kind(""), map[string][]seq{}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		head, rest, colon := strings.Cut(line, ":")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			kind = Kind(strings.Trim(line, "[]"))
			if !slices.Contains(Kinds(), kind) {
				return fmt.Errorf("line %d: no kind %q", n+1, kind)
			}
		case colon && head == "small":
			for _, w := range Fold(rest) {
				l.small[w] = true
			}
		case colon && head == "calm":
			for _, s := range l.alternatives(strings.Join(strings.Fields(rest), "|"), nil) {
				l.calm = append(l.calm, s...)
			}
		case colon:
			named["@"+head] = l.alternatives(rest, nil)
		case line[0] == '-':
			l.harmless = append(l.harmless, l.parts(line[1:], named))
		default:
			if err := l.pattern(lang, kind, line, named); err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
		}
	}
	return nil
}

func (l *lists) pattern(lang string, kind Kind, line string, named map[string][]seq) error {
	p := pattern{lang: lang, kind: kind, line: line, whole: line[0] == '=', weak: line[0] == '~'}
	p.parts = l.parts(strings.TrimLeft(line, "=~"), named)
	if kind == "" || strings.HasSuffix(line, "+") || p.whole && len(p.parts) > 1 || slices.ContainsFunc(p.parts, func(one []seq) bool { return len(one) == 0 }) {
		return fmt.Errorf("no kind, a part without words, or a whole message of several parts: %q", line)
	}
	l.patterns = append(l.patterns, p)
	return nil
}

// parts reads "this | that + something else".
func (l *lists) parts(text string, named map[string][]seq) [][]seq {
	var parts [][]seq
	for _, part := range strings.Split(text, " + ") {
		parts = append(parts, l.alternatives(part, named))
	}
	return parts
}

// alternatives reads "this | that thing | begin* | @name".
func (l *lists) alternatives(text string, named map[string][]seq) []seq {
	var list []seq
	for _, one := range strings.Split(text, "|") {
		one = strings.TrimSpace(one)
		if strings.HasPrefix(one, "@") {
			list = append(list, named[one]...)
			continue
		}
		var s seq
		for _, field := range strings.Fields(one) {
			folded := Fold(strings.TrimSuffix(field, "*"))
			for i, w := range folded {
				s = append(s, l.know(w, i == len(folded)-1 && strings.HasSuffix(field, "*")))
			}
		}
		if len(s) > 0 {
			list = append(list, s)
		}
	}
	return list
}

// know gives a word its number.
func (l *lists) know(w string, open bool) int {
	key := w
	if open {
		key += "*"
	}
	if n, ok := l.number[key]; ok {
		return n
	}
	n := len(l.words)
	runes := []rune(w)
	l.words = append(l.words, word{runes, open})
	l.number[key] = n
	l.byLetter[runes[0]] = append(l.byLetter[runes[0]], n)
	return n
}
