package flows

import "testing"

// TestEveryCaseCanBeReached turns the pages of a desk's list: no case waits
// where nobody can open it, however many are open.
func TestEveryCaseCanBeReached(t *testing.T) {
	d := newDesks(t)
	var handles []string
	for range deskPage + 3 {
		c := d.released()
		handles = append(handles, c.Handle)
		d.now = d.now.AddDate(0, 0, 1) // no more than ten a day
	}
	shows := func(do string) bool { return d.offers(d.officer, do) }
	out := d.script(d.officer, "/desk", "* cases")
	if !shows("c."+handles[0]) || shows("c."+handles[deskPage]) || shows("earlier") {
		t.Fatalf("the first page is %v", out.Says)
	}
	out = d.script(d.officer, "* later")
	if !shows("c."+handles[deskPage]) || !shows("earlier") || shows("later") {
		t.Fatalf("the second page is %v", out.Says)
	}
	gone := "* c." + handles[deskPage+2]
	if out = d.script(d.officer, gone, "* back"); !shows("c." + handles[deskPage+2]) {
		t.Errorf("Back leads to another page: %v", out.Says)
	}
	for _, h := range handles[deskPage:] { // what the page held is gone: the last page that there is
		c := *d.concerns[d.code(h)]
		c.Case = CaseDone
		d.concerns[c.Code] = &c
	}
	if out = d.script(d.officer, gone); !says(out, "cases.gone") || !shows("c."+handles[0]) || shows("later") {
		t.Errorf("the list is %v", out.Says)
	}
}

// code is the code of the case with this handle.
func (d *desks) code(handle string) string {
	for code, c := range d.concerns {
		if c.Handle == handle {
			return code
		}
	}
	return ""
}
