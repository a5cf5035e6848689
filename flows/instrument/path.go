package instrument

// This file is the way through an instrument: which items are asked, given the answers so
// far.

// Path are the items that are asked, in their order, and the answers that stand. An item
// that is not relevant is not asked, and has no answer, whatever was answered before
// somebody went back: XForms clears it on submission.
func (in *Instrument) Path(answers map[string]Answer) (asked []*Item, standing map[string]Answer) {
	standing = map[string]Answer{}
	for i := range in.Items {
		item := &in.Items[i]
		if !item.Relevant.Holds(standing, nil, nil) {
			continue
		}
		asked = append(asked, item)
		if a := answers[item.Name]; len(a) > 0 && item.Asks() {
			standing[item.Name] = a
		}
	}
	return asked, standing
}

// Offered are the choices of an item that its choice_filter lets through.
func (in *Instrument) Offered(i *Item, answers map[string]Answer) (all []Choice) {
	for _, c := range in.Choices(i) {
		if i.Filter.Holds(answers, nil, c.Columns) {
			all = append(all, c)
		}
	}
	return all
}

// Accepts says whether the item's constraint lets an answer pass. None is not asked for.
func (i *Item) Accepts(a Answer, answers map[string]Answer) bool {
	return len(a) == 0 || i.Constraint.Holds(answers, a, nil)
}
