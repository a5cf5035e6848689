package danger

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed words/*.txt
var files embed.FS

// family is stems that say the same and weigh the same.
type family struct {
	lang    string // of the file; "any" for all
	kind    Kind   // "" for signs and calm words, which are no danger by themselves
	weight  int
	stems   []seq
	spelled []string // the stems as they stand in the file
}

// seq is some words one behind the other, as numbers of lists.words.
type seq []int

// word is one word of the lists, or the beginning or the inside of one.
type word struct {
	runes []rune
	open  bool // "begin*"
	inner bool // "*inside*"
}

// latin is a Cyrillic word of the lists in Latin letters.
type latin struct {
	word
	number int
}

// lists is all of words/*.txt, ready to be compared.
type lists struct {
	words    []word
	number   map[string]int // of a word as Fold and "*" spell it
	byLetter map[rune][]int // words by their first letter
	inner    map[rune][]int // "*inside*" by their first letter
	latin    map[rune][]latin
	families []family
	harmless [][][]seq // parts with their alternatives
	// safe and weighs lead from a word to the harmless phrases and the stems that it
	// begins: no other has to be looked at.
	safe   map[int][]int
	weighs map[int][]mark
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

func newLists() *lists {
	return &lists{
		number: map[string]int{}, byLetter: map[rune][]int{}, inner: map[rune][]int{}, latin: map[rune][]latin{},
		safe: map[int][]int{}, weighs: map[int][]mark{},
	}
}

func readLists(fsys fs.FS) (*lists, error) {
	names, err := fs.Glob(fsys, "words/*.txt")
	if err != nil {
		return nil, err
	}
	l := newLists()
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read a list of danger words: %w", err)
		}
		if err := l.read(strings.TrimSuffix(path.Base(name), ".txt"), string(text)); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	for i, parts := range l.harmless {
		for _, s := range parts[0] {
			l.safe[s[0]] = append(l.safe[s[0]], i)
		}
	}
	for i, f := range l.families {
		for j, s := range f.stems {
			l.weighs[s[0]] = append(l.weighs[s[0]], mark{family: i, stem: j})
		}
	}
	l.spellInLatin()
	return l, nil
}

// spellInLatin lets every Cyrillic word be found in Latin letters, too.
func (l *lists) spellInLatin() {
	for n, w := range l.words {
		var known []string
		for _, lang := range []string{"ru", "uk"} {
			s := inLatin(string(w.runes), lang)
			if s != "" && !slices.Contains(known, s) {
				known = append(known, s)
				first := rune(s[0])
				l.latin[first] = append(l.latin[first], latin{word{[]rune(s), w.open, w.inner}, n})
			}
		}
	}
}

// read takes one file.
func (l *lists) read(lang, text string) error {
	kind, open := Kind(""), false
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			kind, err = kindOf(strings.Trim(line, "[]"))
			open = true
		case line[0] == '-' && !strings.Contains(line, ":"):
			err = l.readHarmless(line[1:])
		case !open:
			err = errors.New("no kind stands above it")
		default:
			err = l.readFamily(lang, kind, line)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w: %q", n+1, err, line)
		}
	}
	return nil
}

// kindOf reads what stands in brackets; signs and calm words are of no kind.
func kindOf(name string) (Kind, error) {
	switch {
	case name == "sign" || name == "calm":
		return "", nil
	case !slices.Contains(Kinds(), Kind(name)):
		return "", errors.New("no such kind")
	}
	return Kind(name), nil
}

func (l *lists) readHarmless(text string) error {
	var parts [][]seq
	for _, part := range strings.Split(text, " + ") {
		stems, _ := l.alternatives(part)
		if len(stems) == 0 || strings.HasSuffix(part, "+") {
			return errors.New("a part without words")
		}
		parts = append(parts, stems)
	}
	l.harmless = append(l.harmless, parts)
	return nil
}

// readFamily reads "weight: stem | stem". A line that begins with "|" goes on with the
// family above it.
func (l *lists) readFamily(lang string, kind Kind, line string) error {
	if line[0] == '|' {
		if len(l.families) == 0 {
			return errors.New("no family stands above it")
		}
		f := &l.families[len(l.families)-1]
		stems, spelled := l.alternatives(line)
		f.stems, f.spelled = append(f.stems, stems...), append(f.spelled, spelled...)
		return nil
	}
	head, rest, _ := strings.Cut(line, ":")
	weight, err := strconv.Atoi(head)
	stems, spelled := l.alternatives(rest)
	if err != nil || weight == 0 || kind != "" && weight < 0 || len(stems) == 0 {
		return errors.New("no weight that fits, or no words")
	}
	l.families = append(l.families, family{lang: lang, kind: kind, weight: weight, stems: stems, spelled: spelled})
	return nil
}

// alternatives reads "this | that thing | begin* | *inside*".
func (l *lists) alternatives(text string) (stems []seq, spelled []string) {
	for _, one := range strings.Split(text, "|") {
		var s seq
		for _, field := range strings.Fields(one) {
			folded := Fold(strings.Trim(field, "*"))
			for i, w := range folded {
				open := i == len(folded)-1 && strings.HasSuffix(field, "*")
				s = append(s, l.know(w, open, open && i == 0 && strings.HasPrefix(field, "*")))
			}
		}
		if len(s) > 0 {
			stems, spelled = append(stems, s), append(spelled, strings.TrimSpace(one))
		}
	}
	return stems, spelled
}

// know gives a word its number.
func (l *lists) know(w string, open, inner bool) int {
	key := w
	if open {
		key += "*"
	}
	if inner {
		key = "*" + key
	}
	if n, ok := l.number[key]; ok {
		return n
	}
	n := len(l.words)
	runes := []rune(w)
	l.words = append(l.words, word{runes, open, inner})
	l.number[key] = n
	if inner {
		l.inner[runes[0]] = append(l.inner[runes[0]], n)
	} else {
		l.byLetter[runes[0]] = append(l.byLetter[runes[0]], n)
	}
	return n
}
