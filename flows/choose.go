package flows

import (
	"slices"
	"strconv"
	"strings"
)

// This file is about choosing from a list: one of it, several, or a number.

// picked says whether a button was pressed that begins so, and what stands behind it.
func (t *turn) picked(prefix string) (rest string, ok bool) {
	if t.e.Kind != Press {
		return "", false
	}
	return strings.CutPrefix(t.e.Do, prefix)
}

// langButtons offer languages, two in a row; pickedLang takes the answer.
func langButtons(key, prefix string, langs []Lang) [][]Button {
	var buttons []Button
	for _, l := range langs {
		buttons = append(buttons, Button{Key: key, Args: Args{"tongue": Tongue(l)}, Do: prefix + string(l)})
	}
	if len(buttons) > 4 { // two rows, as for four
		return slices.Collect(slices.Chunk(buttons, 3))
	}
	return pairs(buttons...)
}

func (t *turn) pickedLang(prefix string, langs []Lang) (Lang, bool) {
	code, ok := t.picked(prefix)
	return Lang(code), ok && slices.Contains(langs, Lang(code))
}

// toggle is a button that shows whether it is on.
func toggle(key string, args Args, do string, on bool) Button {
	if args == nil {
		args = Args{}
	}
	args["mark"] = Ref("organise.off")
	if on {
		args["mark"] = Ref("organise.on")
	}
	return Button{Key: key, Args: args, Do: do}
}

// flipped adds one to a list, or takes it out, in the order of all.
func flipped[T comparable](list []T, one T, all []T) []T {
	var next []T
	for _, v := range all {
		if slices.Contains(list, v) != (v == one) {
			next = append(next, v)
		}
	}
	return next
}

func tongueToggles(all, on []Lang) []Button {
	var buttons []Button
	for _, l := range all {
		buttons = append(buttons, toggle("organise.toggle_tongue", Args{"tongue": Tongue(l)}, "l."+string(l), slices.Contains(on, l)))
	}
	return buttons
}

// flippedLang takes the buttons of tongueToggles.
func (t *turn) flippedLang(on *[]Lang, all []Lang) bool {
	l, ok := t.pickedLang("l.", all)
	if ok {
		*on = flipped(*on, l, all)
	}
	return ok
}

// areaToggles are the neighbourhoods for which the organiser may do something; all of
// them only for who organises all.
func (t *turn) areaToggles(do permission, on []string) [][]Button {
	var rows [][]Button
	if t.mayFor(do, nil) {
		rows = append(rows, []Button{toggle("organise.areas.all", nil, "all", len(on) == 0)})
	}
	var buttons []Button
	for _, id := range t.mayIn(do) {
		a, _ := t.w.Programme.Area(id)
		buttons = append(buttons, toggle("organise.toggle_area", Args{"area": Name(a.Name)}, "a."+id, slices.Contains(on, id)))
	}
	return append(rows, t.areaRows(buttons)...)
}

// areasEach is how many neighbourhoods a screen offers at once; a town may have forty.
const areasEach = 16

// areaRows are the neighbourhoods of the page that is shown, two in a row, and the ways to
// the pages beside.
func (t *turn) areaRows(buttons []Button) [][]Button {
	p := partOf(len(buttons), areasEach, int(t.p.Page))
	return row(pairs(buttons[p.from:p.to]...), p.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
}

// turnAreas takes the buttons that lead from page to page of n neighbourhoods.
func (t *turn) turnAreas(n int) bool { return t.turned(n, areasEach) }

// hearAreas flips one of them, or turns the page.
func (t *turn) hearAreas(do permission, on *[]string) bool {
	mine := t.mayIn(do)
	id, ok := t.picked("a.")
	switch {
	case t.pressed("all") && t.mayFor(do, nil):
		*on = nil
	case ok && slices.Contains(mine, id):
		*on = flipped(*on, id, mine)
	default:
		return t.turnAreas(len(mine))
	}
	return true
}

func numberButtons(numbers ...int) []Button {
	var buttons []Button
	for _, n := range numbers {
		buttons = append(buttons, Button{Label: strconv.Itoa(n), Do: "n." + strconv.Itoa(n)})
	}
	return buttons
}

// typedNumber reads a number that was tapped or typed; ok is false for what is
// none. One with too many digits is too large, not nonsense.
func (t *turn) typedNumber() (n int, ok bool) {
	digits := ""
	switch t.e.Kind {
	case Press:
		digits, ok = t.picked("n.")
	case Words:
		digits, ok = plainNumber(t.e.Text), true
	}
	if !ok || digits == "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		n = 1 << 40
	}
	return n, true
}
