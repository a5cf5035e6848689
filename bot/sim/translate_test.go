package sim

import (
	"fmt"
	"slices"
	"strings"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// What translators write carries the words of the original that nobody else can have
// written, among words that say which language it is. So each message tells whose text it
// shows and in which language, and the model knows whether somebody else checked it.

// translatedBy is a word that only a translation into a language has.
func translatedBy(l flows.Lang) string {
	return map[flows.Lang]string{flows.English: "translatedly", flows.Spanish: "traducidamente", flows.Hebrew: "תרגומון", flows.Arabic: "ترجمات",
		flows.Russian: "переводище", flows.Ukrainian: "перекладище", flows.Polish: "tłumaczonko"}[l]
}

// rendering is a text in a language that is not its author's.
type rendering struct {
	token string
	lang  flows.Lang
}

// renderings lists what a message shows of translations.
func renderings(text string) (all []rendering) {
	for line := range strings.Lines(text) {
		for _, l := range flows.Languages() {
			if strings.Contains(line, translatedBy(l)) {
				for _, token := range tokens(line) {
					all = append(all, rendering{token, l})
				}
			}
		}
	}
	return all
}

// translates says whether they know that they are a translator.
func (r *resident) translates() bool {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.holds(flows.RoleTranslator)
}

// wantsTongue is how much a translator leans towards naming a language: all that are read
// here, and each once.
func (r *resident) wantsTongue(m emulator.Message, do string) int {
	for _, b := range buttons(m) {
		_, does := parts(b.Data)
		if does == do && strings.Contains(b.Text, "⬜") && slices.Contains(r.w.program.Languages, flows.Lang(do[2:])) {
			return 200
		}
	}
	return 1
}

// rendered is what a translator writes: all that must stay, and words of the language.
func (r *resident) rendered(m emulator.Message, s said) string {
	to, ok := r.w.reader.tongues[strings.ToLower(s.keys["translate.write"]["tongue"])]
	if !ok {
		return r.words()
	}
	kept := tokens(m.Text)
	if len(kept) == 0 {
		if stays := s.keys["translate.stays"]; stays != nil {
			kept = strings.Split(stays["what"], ", ")
		}
	}
	return strings.Repeat(translatedBy(to)+" ", len(kept)+2) + strings.Join(kept, " ")
}

// checked notes that a translator called a translation right. The caller holds mu.
func (w *town) checked(m emulator.Message) {
	for _, x := range renderings(m.Text) {
		w.model.checked[x] = true
	}
}

// readsTranslation judges what everybody but translators is shown of translations: none that
// nobody checked, or of words that were changed since. In whose language it is, checkTongues asks. The caller holds mu.
func (w *town) readsTranslation(r *resident, m emulator.Message) {
	if r.holds(flows.RoleTranslator) || r.accepting {
		return
	}
	for _, x := range renderings(m.Text) {
		if !w.model.checked[x] {
			w.wrong(r, "reads a translation that nobody checked: %.200q", m.Text)
		}
		if w.model.stale[x.token] {
			w.wrong(r, "reads a translation of words that are no more: %.200q", m.Text)
		}
		w.model.did["translation read"]++
		if !r.acting && len(r.grants) == 0 { // else they may have changed their language since
			w.model.tongues = append(w.model.tongues, reading{r, x, m.Text})
		}
	}
}

// reading is that a translation came to somebody who was doing nothing.
type reading struct {
	by   *resident
	of   rendering
	text string
}

// checkTongues: whoever got a translation reads its language.
func (w *town) checkTongues() (wrong []string) {
	for _, x := range w.model.tongues {
		l, err := w.store.Load(w.t.Context(), x.by.id, flows.World{Programme: w.program})
		if err == nil && !x.by.life.gone && l.Person.Registered() && l.Person.Lang != x.of.lang {
			wrong = append(wrong, fmt.Sprintf("person %d reads %s and got words in %s: %.200q", x.by.number, l.Person.Lang, x.of.lang, x.text))
		}
	}
	w.model.tongues = nil
	return wrong
}
