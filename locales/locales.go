// Package locales owns every word that Porchlight says: the message files, one
// per language (en.toml first, the others translated from it), the guides, and
// what turns them into text: placeholders, plural forms, dates, lists, and
// keeping a name or a number in its own direction.
//
// It knows no screen, no programme and no Telegram: whoever calls it says which
// message, in which language, with which arguments. Arguments come in ready:
// what a person typed goes through Escape and Isolate first.
//
// go-i18n reads the files and owns the plural rules. Its templates are not run:
// a message has nothing but {{.name}} in it, so each is cut into pieces once,
// and saying it is a few appends.
package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed *.toml guides translators
var wordFiles embed.FS

// MessageFiles are the message files that ship with the project, with what stands
// beside them for translators.
func MessageFiles() fs.FS { return wordFiles }

// fallback is the language that every other is translated from.
const fallback = "en"

// Bundle holds all messages in all languages. It does not change, except that
// it counts what it could not find.
type Bundle struct {
	languages map[string]*Localizer
	guides    fs.FS
	book      func() (*GuideBook, error) // reads the guides once
	misses    misses
}

// New reads the message files that ship with the project.
func New() (*Bundle, error) { return Open(wordFiles) }

// Open reads <language>.toml of every language in fsys; en.toml must be there.
// It refuses what cannot be read, not what is incomplete: that is Check's.
func Open(fsys fs.FS) (*Bundle, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("open messages: %w", err)
	}
	read := map[string]*messageFile{}
	for _, name := range names {
		f, err := readMessages(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("open messages: %w", err)
		}
		read[f.lang] = f
	}
	if read[fallback] == nil {
		return nil, fmt.Errorf("open messages: %s.toml: %w", fallback, fs.ErrNotExist)
	}
	return newBundle(read), nil
}

// newBundle is made of message files by language, English among them.
func newBundle(read map[string]*messageFile) *Bundle {
	b := &Bundle{languages: map[string]*Localizer{}, guides: wordFiles}
	b.book = sync.OnceValues(func() (*GuideBook, error) { return OpenGuides(b.guides) })
	english := newLocalizer(read[fallback], nil, &b.misses)
	b.languages[fallback] = english
	for lang, f := range read {
		if lang != fallback {
			b.languages[lang] = newLocalizer(f, english, &b.misses)
		}
	}
	return b
}

// GuideBook are the guides that go with these messages, read when they are first
// asked for: always the same book.
func (b *Bundle) GuideBook() (*GuideBook, error) { return b.book() }

// In gives the localizer of a language, always the same one. A language
// without a message file is answered in English.
func (b *Bundle) In(lang string) *Localizer {
	if l := b.languages[lang]; l != nil {
		return l
	}
	b.misses.add(lang, "", "")
	return b.languages[fallback]
}

// Languages lists the languages that have a message file, sorted.
func (b *Bundle) Languages() []string { return slices.Sorted(maps.Keys(b.languages)) }

// OnMissing names who is told, once for each language, key and form, that a
// message is missing. An empty key means the whole language, an empty form the
// whole message. Set it before the first text is asked for.
func (b *Bundle) OnMissing(tell func(lang, key, form string)) { b.misses.tell = tell }

// Missing counts how often a text had to be replaced by another one.
func (b *Bundle) Missing() uint64 { return b.misses.n.Load() }

// misses counts what was missing, and tells each thing once.
type misses struct {
	n    atomic.Uint64
	seen sync.Map
	tell func(lang, key, form string)
}

func (m *misses) add(lang, key, form string) {
	m.n.Add(1)
	id := lang + "\x00" + key + "\x00" + form
	if _, told := m.seen.LoadOrStore(id, true); !told && m.tell != nil {
		m.tell(lang, key, form)
	}
}

// messageFile is one language's messages as go-i18n reads them.
type messageFile struct {
	lang     string
	tag      language.Tag
	messages map[string]*i18n.Message
}

// readMessages reads <language>.toml. go-i18n would match a language that it
// does not have to a neighbour's; here the file's name is the language.
func readMessages(fsys fs.FS, name string) (*messageFile, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	lang := strings.TrimSuffix(path.Base(name), ".toml")
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("%s: not a language: %w", name, err)
	}
	parsed, err := i18n.ParseMessageFileBytes(text, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &messageFile{lang: lang, tag: tag, messages: make(map[string]*i18n.Message, len(parsed.Messages))}
	for _, m := range parsed.Messages {
		f.messages[m.ID] = m
	}
	return f, nil
}
