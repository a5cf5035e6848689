package locales

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A folder of the operator's own lies over the shipped words: in its uk.toml stand
// only the messages that are said otherwise, in its guides/ID/uk.toml whole guides.
// It needs no build, and it is checked as strictly as what is shipped.

// OpenOwn is New with a folder of the operator's own over it.
func OpenOwn(own fs.FS) (*Bundle, error) {
	read := map[string]*messageFile{}
	for lang := range guideScripts() {
		f := effective(wordFiles, own, lang)
		if f == nil {
			return nil, fmt.Errorf("open messages: %s.toml cannot be read", lang)
		}
		read[lang] = f.messageFile
	}
	b := newBundle(read)
	b.guides = overlay{own, wordFiles}
	return b, nil
}

// effective is a language's messages with those of own laid over them, nil if a file
// cannot be read. Its order is that of the shipped file.
func effective(base, own fs.FS, lang string) *checkedFile {
	name := lang + ".toml"
	f := (&checker{fsys: base}).read(name)
	if f == nil || own == nil {
		return f
	}
	if _, err := fs.Stat(own, name); errors.Is(err, fs.ErrNotExist) {
		return f
	}
	over := (&checker{fsys: own}).read(name)
	if over == nil {
		return nil
	}
	for key, m := range over.messages {
		if f.messages[key] != nil {
			f.messages[key] = m
		}
	}
	return f
}

// CheckOwn says what is wrong with a folder of the operator's own: all that Check and
// CheckGuides refuse, messages that there are not, English that says something else in a
// promise or in danger while one of langs still has the shipped words, and own words of a
// promise that were not made from the English there is.
func CheckOwn(own fs.FS, langs []string, button func(string) bool) []Problem {
	c := &checker{fsys: own, button: button}
	names, _ := fs.Glob(own, "*.toml") // the pattern is right
	var over []*checkedFile
	for _, name := range names {
		if f := c.read(name); f != nil {
			over = append(over, f)
		}
	}
	if len(c.problems) > 0 {
		return c.problems
	}
	for _, f := range over {
		english := effective(wordFiles, own, fallback)
		if f.lang == fallback { // it keeps the placeholders of the shipped one
			english = effective(wordFiles, nil, fallback)
		}
		for _, key := range f.order {
			if english.messages[key] == nil {
				c.say(f.name, f.firstLine(key), "%s is not a message of Porchlight", key)
				continue
			}
			c.checkForms(f, english, key)
			for form, text := range forms(f.messages[key]) {
				if text != "" {
					c.checkText(f, english, key, form, text)
				}
			}
		}
		switch {
		case f.lang == fallback:
			c.checkOwnEnglish(f, langs)
		case slices.Contains(langs, f.lang):
			c.checkOwnPromises(f, english)
		}
	}
	book, wrong := readGuides(overlay{own, wordFiles})
	if len(wrong) == 0 {
		wrong = staleGuides(wordFiles, own, book, langs)
	}
	for _, err := range wrong {
		c.problems = append(c.problems, Problem{File: "guides", Line: 1, Message: err.Error()})
	}
	sortProblems(c.problems)
	return c.problems
}

// checkOwnEnglish wants translations to follow what English promises.
func (c *checker) checkOwnEnglish(f *checkedFile, langs []string) {
	for _, lang := range langs {
		if lang == fallback {
			continue
		}
		made, err := stampsOf(wordFiles, c.fsys, lang)
		if err != nil {
			c.say(stampsFile(lang), 1, "%v", err)
			continue
		}
		for _, key := range f.order {
			if m := f.messages[key]; isGuarded(key, m) && made[key] != fingerprint(m) {
				c.say(f.name, f.firstLine(key), "%s", stale(lang, key))
			}
		}
	}
}

// checkOwnPromises wants an operator's own words about safety, consent and promises to
// follow the English there is: a new version may promise something else.
func (c *checker) checkOwnPromises(f, english *checkedFile) {
	made, err := readStamps(c.fsys, f.lang)
	if err != nil {
		c.say(stampsFile(f.lang), 1, "%v", err)
		return
	}
	for _, key := range f.order {
		if m := english.messages[key]; m != nil && isGuarded(key, m) && made[key] != fingerprint(m) {
			c.say(f.name, f.firstLine(key), "%s", stale(f.lang, key))
		}
	}
}

// overlay is base with the guides of over in place of its own. Folders are base's.
type overlay struct{ over, base fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	if info, err := fs.Stat(o.over, name); err == nil && !info.IsDir() && strings.HasPrefix(name, "guides/") {
		return o.over.Open(name)
	}
	return o.base.Open(name)
}
