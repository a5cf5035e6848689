package flows

// part is the part of a list that a screen shows: items from..to, of page (from 0)
// of pages.
type part struct{ from, to, page, pages int }

// partOf is the page of a list of n, each so long. Lists change while somebody reads,
// so the page is held inside what is left.
func partOf(n, each, page int) part {
	pages := max(1, (n+each-1)/each)
	page = max(0, min(page, pages-1))
	return part{page * each, min(n, (page+1)*each), page, pages}
}

// turning are the buttons to the pages beside, where there are any.
func (p part) turning(earlier, later Button) (buttons []Button) {
	if p.page > 0 {
		buttons = append(buttons, earlier)
	}
	if p.page < p.pages-1 {
		buttons = append(buttons, later)
	}
	return buttons
}

// deskPage is how many cases a desk's list shows at once, the oldest first.
const deskPage = 8

// deskPart is the part of a desk's list of n that is shown now. Whoever comes back
// from a case is where they were; a list that became shorter shows its last part.
func (t *turn) deskPart(n int) (from, to int) {
	p := partOf(n, deskPage, int(t.p.Page))
	return p.from, p.to
}

// pageButtons lead to the other parts of a desk's list.
func (t *turn) pageButtons(n int) []Button {
	return partOf(n, deskPage, int(t.p.Page)).turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))
}

// turnPage takes the buttons of pageButtons and shows the list again.
func (t *turn) turnPage(n int, list Step) bool { return t.turnPart(n, deskPage, list) }

// turnPart is turnPage for a list of which a screen shows so many.
func (t *turn) turnPart(n, each int, list Step) bool {
	if !t.turned(n, each) {
		return false
	}
	t.show(list)
	return true
}

// turned takes the buttons that lead from page to page of n things, and shows nothing.
func (t *turn) turned(n, each int) bool {
	p := partOf(n, each, int(t.p.Page))
	switch {
	case t.pressed("earlier") && p.page > 0:
		p.page--
	case t.pressed("later") && p.page < p.pages-1:
		p.page++
	default:
		return false
	}
	t.p.Page = uint16(p.page)
	return true
}
