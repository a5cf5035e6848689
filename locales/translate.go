package locales

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Translation is one language beside the English that it is made from: in the
// project's own files (Own is nil), or in a folder of the operator's own that lies
// over them.
type Translation struct {
	Lang   string
	Base   fs.FS
	Own    fs.FS
	Button func(key string) bool
	Played fs.FS        // transcripts, for screens that show a message; nil if there are none
	Remark func(string) // is told what Merge did to a file of Weblate; nil: nobody wants to know
}

// translation is what a Translation's files say.
type translation struct {
	Translation
	english *checkedFile
	mine    map[string]*i18n.Message
	made    stamps       // never nil
	read    stamps       // those of them that the own folder has, or gets now, for own words
	target  *checkedFile // the file that is written to, nil if it is not there yet
	text    []byte       // of target
	screens screens
}

func (t Translation) open() (*translation, error) {
	if t.Lang == fallback || guideScripts()[t.Lang] == nil {
		return nil, fmt.Errorf("%q is not a language that Porchlight is translated into", t.Lang)
	}
	o := &translation{Translation: t, mine: map[string]*i18n.Message{}, made: stamps{}, read: stamps{}}
	if o.english = effective(t.Base, t.Own, fallback); o.english == nil {
		return nil, errors.New("en.toml cannot be read: porchlight check says why")
	}
	if f := effective(t.Base, t.Own, t.Lang); f != nil {
		o.mine = f.messages
	}
	name, home := t.Lang+".toml", t.Base
	if t.Own != nil {
		home = t.Own
	}
	made, err := stampsOf(t.Base, t.Own, t.Lang)
	if err != nil {
		return nil, err
	}
	maps.Copy(o.made, made)
	if o.text, err = fs.ReadFile(home, name); errors.Is(err, fs.ErrNotExist) {
		return o, nil
	} else if err != nil {
		return nil, err
	}
	c := &checker{fsys: home}
	if o.target = c.read(name); o.target == nil {
		return nil, errors.New(c.problems[0].String())
	}
	if t.Own != nil {
		had, err := readStamps(t.Own, t.Lang)
		if err != nil {
			return nil, err
		}
		for key := range o.target.messages {
			if had[key] != "" {
				o.read[key] = had[key]
			}
		}
	}
	return o, nil
}

// guideEnglish are the fingerprints of the English guides.
func (o *translation) guideEnglish() stamps {
	fsys := o.Base
	if o.Own != nil {
		fsys = overlay{o.Own, o.Base}
	}
	book, _ := readGuides(fsys)
	return book.guideStamps(fallback)
}

// WriteWork writes what is missing or stale as a message file of go-i18n, with who
// reads it, the English, a screen that shows it, and the words there are. Safety comes
// first.
func (t Translation) WriteWork(w io.Writer) (missing, old int, err error) {
	o, err := t.open()
	if err != nil {
		return 0, 0, err
	}
	describe, err := newDescriber(t.Base, t.Button)
	if err != nil {
		return 0, 0, err
	}
	if o.screens, err = readScreens(t.Played); err != nil {
		return 0, 0, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# What is missing or stale in %q. Write the words of your language between the quotes\n"+
		"# after one, few, other...; what stands there is what is said now. Keep {{.names}} and <b>.\n"+
		"# Words that are still right stay as they are. Then: porchlight translate %s --merge THIS-FILE\n", t.Lang, t.Lang)
	for _, first := range []bool{true, false} {
		for _, key := range o.english.order {
			m := o.english.messages[key]
			if isGuarded(key, m) != first {
				continue
			}
			switch mine := o.mine[key]; {
			case mine == nil:
				missing++
			case o.made[key] != fingerprint(m):
				old++
			default:
				continue
			}
			o.writeMessage(&b, key, describe.of(key))
		}
	}
	english := o.guideEnglish()
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if o.made[key] != english[key] {
			old++
			fmt.Fprintf(&b, "\n# Stale: %s. Mend guides/%s/%s.toml, then: porchlight translate %s --seen %s\n", key, strings.Split(key, "/")[1], t.Lang, t.Lang, key)
		}
	}
	_, err = io.WriteString(w, b.String())
	return missing, old, err
}

// writeMessage writes one message with a line for each form that the language needs.
func (o *translation) writeMessage(b *strings.Builder, key, description string) {
	m, mine := o.english.messages[key], o.mine[key]
	state := "Stale"
	if mine == nil {
		state, mine = "Missing", &i18n.Message{}
	}
	fmt.Fprintf(b, "\n# %s. In English:\n", state)
	for form, text := range forms(m) {
		if text != "" {
			fmt.Fprintf(b, "#   %s: %s\n", formNames()[form], strings.ReplaceAll(text, "\n", "\\n"))
		}
	}
	o.writeScreen(b, key)
	fmt.Fprintf(b, "[%s]\ndescription = %s\nhash = %s\n", key, quoteTOML(description), quoteTOML(fingerprint(m)))
	plural := hasForms(m)
	for form, text := range forms(mine) {
		if needed := newPlurals(&messageFile{lang: o.Lang, tag: tagOf(o.Lang)}); form == other || plural && needed.needed()[form] {
			fmt.Fprintf(b, "%s = %s\n", formNames()[form], quoteTOML(text))
		}
	}
}

// hasForms says whether a message has plural forms.
func hasForms(m *i18n.Message) bool {
	for form, text := range forms(m) {
		if form != other && text != "" {
			return true
		}
	}
	return false
}

// Merge takes a file of WriteWork back. It takes all of it or nothing: it refuses
// what Check would refuse, and messages whose English has changed since the file was
// written. It gives the new message file and the new stamps. A whole file as Weblate writes
// it is taken as well (weblate.go): it says nothing about English, so no stamp changes.
func (t Translation) Merge(name string, offered []byte) (file, made []byte, problems []Problem, err error) {
	o, err := t.open()
	if err != nil {
		return nil, nil, nil, err
	}
	// The file is read as if it were the language's own, whatever it is called.
	as := t.Lang + ".toml"
	c := &checker{fsys: fstest.MapFS{as: {Data: offered}}, button: t.Button}
	f := c.read(as)
	weblate, todo, remarks := false, []string(nil), []string(nil)
	if f != nil {
		if todo, weblate = f.order, f.written(); weblate {
			todo, remarks = o.mend(f)
		}
		for _, key := range f.order {
			c.checkOffer(f, o.english, key)
		}
		if len(f.order) == 0 {
			c.say(as, 1, "has no messages")
		}
	}
	if len(c.problems) > 0 {
		for i := range c.problems {
			c.problems[i].File = name
		}
		sortProblems(c.problems)
		return nil, nil, c.problems, nil
	}
	lines := strings.Split(strings.TrimSuffix(string(o.text), "\n"), "\n")
	if o.target == nil {
		lines = nil
	}
	for _, key := range todo {
		if lines, err = put(lines, key, f.messages[key]); err != nil {
			return nil, nil, nil, err
		}
		if !weblate {
			o.made[key], o.read[key] = f.messages[key].Hash, f.messages[key].Hash
		}
	}
	for _, remark := range remarks {
		if t.Remark != nil {
			t.Remark(remark)
		}
	}
	return []byte(strings.Join(lines, "\n") + "\n"), o.stamped(), nil, nil
}

// checkOffer checks one message of a file that is offered.
func (c *checker) checkOffer(f, english *checkedFile, key string) {
	m := english.messages[key]
	switch {
	case m == nil:
		c.say(f.name, f.firstLine(key), "%s is not a message of %s", key, english.name)
		return
	case f.messages[key].Hash != fingerprint(m) && !f.written():
		c.say(f.name, f.firstLine(key), "%s: its English has changed since this file was written. Write the file anew: porchlight translate %s", key, f.lang)
		return
	}
	c.checkForms(f, english, key)
	for form, text := range forms(f.messages[key]) {
		if text != "" {
			c.checkText(f, english, key, form, text)
		}
	}
}

// stamped is the file of stamps as it is to be written: an operator's own folder has
// those that differ from the shipped ones, and those of its own words, also while their
// English is the shipped one: the next version may say it otherwise.
func (o *translation) stamped() []byte {
	if o.Own == nil {
		return o.made.file()
	}
	base, _ := readStamps(o.Base, o.Lang)
	own := stamps{}
	for key, made := range o.made {
		if base[key] != made || o.read[key] == made {
			own[key] = made
		}
	}
	return own.file()
}

// Seen gives the stamps after somebody who reads the language has looked at words
// whose English has changed, and found or made them right. "all" is everything that
// is there.
func (t Translation) Seen(keys []string) ([]byte, error) {
	o, err := t.open()
	if err != nil {
		return nil, err
	}
	english := o.guideEnglish()
	for key, m := range o.english.messages {
		if o.mine[key] != nil {
			english[key] = fingerprint(m)
		}
	}
	if slices.Equal(keys, []string{"all"}) {
		for key := range o.made { // of messages that are no more
			if english[key] == "" {
				delete(o.made, key)
			}
		}
		keys = slices.Collect(maps.Keys(english))
	}
	for _, key := range keys {
		if english[key] == "" {
			return nil, fmt.Errorf("%s has no words for %q: keys are those of the message files, or guide/ID/step/STEP", t.Lang, key)
		}
		o.made[key] = english[key]
		if o.target != nil && o.target.messages[key] != nil {
			o.read[key] = english[key]
		}
	}
	return o.stamped(), nil
}
