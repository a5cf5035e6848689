package locales

import (
	"crypto/sha1" // no secret: the fingerprint that goi18n merge writes
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
)

// Every translation was made from some English. translators/made-from/LANG.toml
// says which, by a fingerprint for each message and each step of a guide, so that
// words whose English has changed since (stale) can be told from words that are
// missing. The fingerprints stand beside the message files, not in them: those
// stay a list of words, one to a line. Only porchlight translate writes them.

// guarded begins the keys of what people may lean on: what they are promised, what
// they agree to, and what they are told in danger. A stale translation of these is
// refused, and so is one of any message with a lock, and of every step of a guide.
// Elsewhere it is only spoken of.
func guarded() []string {
	return []string{
		"absence.nobody_here", "absence.waits", "announce.official",
		"case.kept", "case.lead", "case.take_back.", "case.withdrawn", "clock.can", "clock.due", "clock.lock",
		"collect.", "common.cancelled", "concern.",
		"danger.", "guide.", "help.child", "help.emergency", "hide.",
		"interrupted.lapses", "invite.logged", "invite.means.", "mute.ask",
		"mydata.child", "mydata.erase.", "mydata.erased", "mydata.file_is", "mydata.survey.closed", "near.danger", "near.untold", "number.",
		"officer.danger", "officer.station",
		"partner.case.", "partner.consent.", "partner.hand_to.", "partner.mine.",
		"pause.", "public.danger", "pulse.kept", "pulse.lapsed", "pulse.left", "pulse.take_back.",
		"reminder.promise", "reminder.thanks_lock", "review.spot", "review.write.",
		"session.card.address_", "session.card.no_papers", "session.card.youth", "session.officers.", "session.queued",
		"start.age.", "start.area.", "start.cancelled", "start.more.", "start.notice.",
		"texts.", "thread.declined", "thread.nobody_", "thread.did.",
		"translate.asked", "translate.meeting.asked", "translate.news.asked", "translate.readable",
	}
}

// isGuarded says whether a message must not be stale.
func isGuarded(key string, english *i18n.Message) bool {
	return strings.Contains(english.Other, "🔒") ||
		slices.ContainsFunc(guarded(), func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// stamps are the fingerprints of the English that one language was made from: of a
// message by its key, of part of a guide by guide/ID/PART.
type stamps map[string]string

// stampsFile is where a language's stamps stand.
func stampsFile(lang string) string { return path.Join("translators", "made-from", lang+".toml") }

// readStamps gives nil where a language has none.
func readStamps(fsys fs.FS, lang string) (stamps, error) {
	text, err := fs.ReadFile(fsys, stampsFile(lang))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := stamps{}
	if err := toml.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("%s: %w", stampsFile(lang), err)
	}
	return s, nil
}

// stampsOf are the stamps of shipped words with those of the operator's own over them
// (own may be nil). It is never nil where one of the two has any.
func stampsOf(base, own fs.FS, lang string) (stamps, error) {
	made, err := readStamps(base, lang)
	if err != nil || own == nil {
		return made, err
	}
	over, err := readStamps(own, lang)
	if err != nil {
		return nil, err
	}
	if made == nil {
		return over, nil
	}
	maps.Copy(made, over)
	return made, nil
}

// file is how stamps are stored: one to a line, sorted, so that two people's
// changes rarely meet.
func (s stamps) file() []byte {
	var b strings.Builder
	b.WriteString("# The English that each text was made from. Written by porchlight translate.\n")
	for _, key := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%s = %s\n", quoteTOML(key), quoteTOML(s[key]))
	}
	return []byte(b.String())
}

// fingerprint is the one of goi18n merge for a message without a description; other
// plural forms, which it leaves out, are put before it.
func fingerprint(m *i18n.Message) string {
	return sum(m.Zero, m.One, m.Two, m.Few, m.Many, m.Other)
}

func sum(texts ...string) string {
	return fmt.Sprintf("sha1-%x", sha1.Sum([]byte(strings.Join(texts, ""))))
}

// checkStamps refuses guarded words whose English has changed.
func (c *checker) checkStamps(f, english *checkedFile) {
	made, err := readStamps(c.fsys, f.lang)
	if err != nil {
		c.say(stampsFile(f.lang), 1, "%v", err)
	}
	if made == nil {
		return
	}
	for _, key := range english.order {
		if m := english.messages[key]; f.messages[key] != nil && made[key] != fingerprint(m) && isGuarded(key, m) {
			c.say(f.name, f.firstLine(key), "%s", stale(f.lang, key))
		}
	}
}

// stale is the complaint about words whose English has changed.
func stale(lang, key string) string {
	return fmt.Sprintf("%s is stale: its English is not the one that these words were made from. Read them again, then: porchlight translate %s --seen %s", key, lang, key)
}

// firstLine is where a message begins, whether it has plural forms or not.
func (f *checkedFile) firstLine(key string) int {
	first := f.lines[key]
	for form := range formCount {
		if line := f.line(key, form); line > 0 && (first == 0 || line < first) {
			first = line
		}
	}
	return first
}

// Outdated lists the messages whose English has changed since they were translated
// and that Check does not refuse for it.
func Outdated(fsys fs.FS) []Problem {
	c := &checker{fsys: fsys}
	english := c.read(fallback + ".toml")
	if english == nil {
		return nil // Check says why
	}
	var old []Problem
	for lang := range guideScripts() {
		made, _ := readStamps(fsys, lang)
		if lang == fallback || made == nil {
			continue
		}
		f := c.read(lang + ".toml")
		if f == nil {
			continue
		}
		for _, key := range english.order {
			if m := english.messages[key]; f.messages[key] != nil && made[key] != fingerprint(m) && !isGuarded(key, m) {
				old = append(old, Problem{f.name, f.firstLine(key), stale(lang, key)})
			}
		}
	}
	sortProblems(old)
	return old
}

// guideStamps are the fingerprints of a language's guides: of each title, step and
// question, and of the words beside the numbers.
func (b *GuideBook) guideStamps(lang string) stamps {
	s := stamps{}
	for id, g := range b.guides[lang] {
		at := "guide/" + id + "/"
		s[at+"title"] = sum(g.Title, g.NeutralTitle)
		for _, step := range g.Steps {
			texts := []string{step.Text, step.TextWithout}
			for _, c := range step.Choices {
				texts = append(texts, c.Label)
			}
			s[at+"step/"+step.ID] = sum(texts...)
		}
		for i, q := range g.Questions {
			s[fmt.Sprintf("%squestion/%d", at, i)] = sum(append([]string{q.Text}, q.Answers...)...)
		}
	}
	w := b.words[lang]
	texts := []string{w.Button, w.Card}
	for _, name := range slices.Sorted(maps.Keys(w.Names)) {
		texts = append(texts, w.Names[name])
	}
	s["guide/numbers"] = sum(texts...)
	return s
}

// staleGuides says which parts of guides were made from other English, in some
// languages. own may be nil.
func staleGuides(base, own fs.FS, book *GuideBook, langs []string) []error {
	var complaints []error
	english := book.guideStamps(fallback)
	for _, lang := range langs {
		made, err := stampsOf(base, own, lang)
		if err != nil {
			complaints = append(complaints, err)
		}
		if made == nil || lang == fallback {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(english)) {
			if made[key] != english[key] {
				parts := strings.Split(key, "/")
				complaints = append(complaints, fmt.Errorf("guides/%s/%s.toml:1: %s", parts[1], lang, stale(lang, key)))
			}
		}
	}
	return complaints
}
