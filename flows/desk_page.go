package flows

// deskPage is how many cases a desk's list shows at once, the oldest first.
const deskPage = 8

// deskPart is the part of a desk's list of n that is shown now. Whoever comes back
// from a case is where they were; a list that became shorter shows its last part.
func (t *turn) deskPart(n int) (from, to int) {
	last := max(0, n-1) / deskPage
	from = min(int(t.p.Page), last) * deskPage
	return from, min(n, from+deskPage)
}

// pageButtons lead to the other parts of a desk's list.
func (t *turn) pageButtons(n int) (buttons []Button) {
	from, to := t.deskPart(n)
	if from > 0 {
		buttons = append(buttons, act("desk.page.earlier", "earlier"))
	}
	if to < n {
		buttons = append(buttons, act("desk.page.later", "later"))
	}
	return buttons
}

// turnPage takes the buttons of pageButtons and shows the list again.
func (t *turn) turnPage(n int, list Step) bool {
	from, to := t.deskPart(n)
	at := from / deskPage
	switch {
	case t.pressed("earlier") && from > 0:
		at--
	case t.pressed("later") && to < n:
		at++
	default:
		return false
	}
	t.p.Page = uint16(at)
	t.show(list)
	return true
}
