package flows

import (
	"slices"
	"strings"
	"unicode"
)

// longestLabel is how many characters of a typed message can be a button's.
const longestLabel = 80

// byHand makes a press of a message that is nothing but the text of one button of
// the current screen. Letters count, and digits of any script: not their case, nor
// emoji, marks and signs. A number alone is the only button that begins with it.
func (t *turn) byHand() {
	if t.e.Kind != Words || t.w.Label == nil || len([]rune(t.e.Text)) > longestLabel || stopWord(t.e.Text) || t.barred(t.p.Step) {
		return
	}
	typed := spoken(t.e.Text)
	if typed == "" {
		return
	}
	b, ok := t.meant(typed)
	if !ok {
		return
	}
	t.e.Kind, t.e.Do, t.e.Serial, t.e.Text = Press, b.Do, t.p.Serial, ""
	if b.Link {
		t.e.Serial = 0
	}
}

// meant finds the one button that a typed text names; two of the same name are
// none.
func (t *turn) meant(typed string) (found Button, ok bool) {
	var whole, first []Button
	number := strings.Trim(typed, "0123456789") == ""
	for _, b := range t.shownButtons() {
		if b.URL != "" {
			continue
		}
		switch label := spoken(t.w.Label(b, t.p.Lang, t.e.Now)); {
		case label == typed:
			whole = append(whole, b)
		case number && strings.HasPrefix(label, typed+" "):
			first = append(first, b)
		}
	}
	switch {
	case len(whole) == 1:
		return whole[0], true
	case len(whole) == 0 && len(first) == 1:
		return first[0], true
	}
	return found, false
}

// shownButtons are those of the current screen, as they stand there now.
func (t *turn) shownButtons() []Button {
	sc, ok := screens()[t.p.Step]
	if !ok {
		return nil
	}
	say := sc.ask(t)
	var all []Button
	for _, row := range say.Rows {
		all = append(all, row...)
	}
	if t.stuck() {
		all = append(all, waysOut()...)
	}
	return all
}

// stuck says whether two answers in a row did not fit. Of a menu there is nothing
// to leave.
func (t *turn) stuck() bool {
	return t.p.Misses >= 2 && t.p.Step != StepMenu && t.p.Step != StepDesk
}

// waysOut are the buttons beside an answer that did not fit twice.
func waysOut() []Button { return []Button{link("button.help", "help"), link("button.leave", "cancel")} }

// withWaysOut adds them to a screen, above the row with Back. Where Cancel stands, nothing
// else leaves.
func withWaysOut(rows [][]Button) [][]Button {
	more, end := waysOut(), len(rows)
	if end == 0 {
		return [][]Button{more}
	}
	last := rows[end-1]
	is := func(key string) bool {
		return slices.ContainsFunc(last, func(b Button) bool { return b.Key == key })
	}
	if is(cancel().Key) {
		more = more[:1]
	}
	if is(cancel().Key) || is(back().Key) {
		end--
	}
	return slices.Insert(slices.Clone(rows), end, more)
}

// spoken is a button's label or a typed message as it is compared: its words and
// numbers in lower case, with single spaces between them.
func spoken(text string) string {
	signs := []rune(plainText(text))
	var b strings.Builder
	for i, r := range signs {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case r == ' ', i > 0 && i+1 < len(signs) && unicode.IsDigit(signs[i-1]) && unicode.IsDigit(signs[i+1]):
			b.WriteRune(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
