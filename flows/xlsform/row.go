package xlsform

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"porchlight/flows/instrument"
)

// This file reads one row of the sheet survey.

// refusedTypes are the types that a chat does not ask, or should not, and why.
func refusedTypes() map[string]string {
	const where, device, file, when, sums, many = "where people are is not asked for", "the telephone is nobody's business", "answers are no files", "a day or an hour that somebody types can tell who they are; ask with choices", "nothing is worked out from answers", "questions are asked once"
	return map[string]string{
		"geopoint": where, "geotrace": where, "geoshape": where, "start-geopoint": where,
		"image": file, "photo": file, "audio": file, "background-audio": file, "video": file, "file": file, "barcode": file,
		"date": when, "time": when, "datetime": when,
		"begin repeat": many, "begin_repeat": many, "end repeat": many, "end_repeat": many, "loop": many, "begin loop": many, "end loop": many,
		"calculate": sums, "hidden": sums, "rank": "putting in order takes more than one tap",
		"select_one_from_file": "choices stand on the sheet choices", "select_multiple_from_file": "choices stand on the sheet choices",
		"select_one_external": "choices stand on the sheet choices", "xml-external": "choices stand on the sheet choices", "csv-external": "choices stand on the sheet choices",
		"deviceid": device, "phonenumber": device, "simserial": device, "subscriberid": device, "imei": device, "username": device, "email": device, "audit": device,
	}
}

// typeOf takes a type apart: what it is, its list, and whether "other" is offered.
func typeOf(written string) (kind, list string, other bool) {
	t := strings.Join(strings.Fields(written), " ")
	for _, end := range []string{" or_other", " or specify other", " or other"} {
		if before, is := strings.CutSuffix(t, end); is {
			t, other = before, true
		}
	}
	for _, start := range []struct{ written, kind string }{
		{"select_one_from_file", ""}, {"select_multiple_from_file", ""}, {"select_one_external", ""},
		{"select all that apply from", "select_multiple"}, {"select all that apply", "select_multiple"}, {"select_multiple", "select_multiple"}, {"select multiple", "select_multiple"},
		{"select one from", "select_one"}, {"select_one", "select_one"}, {"select one", "select_one"}, {"select1", "select_one"},
	} {
		rest, is := strings.CutPrefix(t, start.written)
		if !is || rest != "" && rest[0] != ' ' {
			continue
		}
		return cmp.Or(start.kind, start.written), strings.TrimSpace(rest), other
	}
	switch t {
	case "begin group", "begin_group":
		return "begin_group", "", other
	case "end group", "end_group":
		return "end_group", "", other
	case "int":
		return "integer", "", other
	case "string":
		return "text", "", other
	}
	return t, "", other
}

// kinds are the types that are read.
func kinds() []string {
	return []string{"select_one", "select_multiple", "range", "integer", "decimal", "text", "note", "acknowledge", "begin_group", "end_group", "start", "end", "today"}
}

// readRow reads a row that has something in it. row is from 0.
func (r *reader) readRow(row int) {
	c := r.survey
	s, at := c.s, c.find("type")
	written := c.text(row, "type")
	kind, list, other := typeOf(written)
	for base, why := range refusedColumns() {
		if c.text(row, base) != "" {
			s.say(row, c.find(base), "column.refused", "column", base, "why", why)
		}
	}
	switch why := refusedTypes()[strings.ToLower(kind)]; {
	case written == "":
		s.say(row, at, "type.missing")
		return
	case why != "":
		s.say(row, at, "type.refused", "found", oneLine(written), "why", why)
		r.rows[c.text(row, "name")] = row + 1 // so that nobody is told it is unknown as well
		return
	case !slices.Contains(kinds(), kind):
		if low, _, _ := typeOf(strings.ToLower(written)); slices.Contains(kinds(), low) {
			s.say(row, at, "type.case", "found", oneLine(written), "right", strings.ToLower(oneLine(written)))
		} else {
			s.say(row, at, "type.unknown", "found", oneLine(written))
		}
		r.rows[c.text(row, "name")] = row + 1
		return
	}
	switch kind {
	case "start", "end", "today":
		s.note(row, at, "type.dropped", "found", kind)
		return
	case "begin_group":
		if look := c.text(row, "appearance"); look != "" {
			s.note(row, c.find("appearance"), "group.screen", "found", oneLine(look))
		}
		relevant := r.expr(row, instrument.Relevant, nil)
		if len(r.groups) > 0 {
			relevant = instrument.Both(r.groups[len(r.groups)-1].relevant, relevant)
		}
		r.groups = append(r.groups, group{row, relevant})
		return
	case "end_group":
		if len(r.groups) == 0 {
			s.say(row, at, "group.end")
			return
		}
		r.groups = r.groups[:len(r.groups)-1]
		return
	}
	r.readItem(row, instrument.Kind(kind), list, other)
}

// readItem reads a question, or a note.
func (r *reader) readItem(row int, kind instrument.Kind, list string, other bool) {
	c := r.survey
	s := c.s
	i := instrument.Item{Name: c.text(row, "name"), Kind: kind, List: list, Row: row + 1, Source: c.text(row, "source")}
	r.named(row, i.Name)
	i.Label = r.words(c, row, "label", "Every question", longestLabel)
	i.Hint = r.words(c, row, "hint", "", longestLabel)
	for _, base := range []string{"read_only", "guidance_hint", "required_message"} {
		if c.text(row, base) != "" {
			s.note(row, c.find(base), "value.skipped", "column", base)
		}
	}
	if i.Asks() && r.yes(c, row, "required") {
		s.note(row, c.find("required"), "required.skipped")
	}
	if kind == instrument.Words || kind == instrument.Integer {
		if what, where := identity(i.Name, i.Label); what != "" {
			s.say(row, max(c.find("name"), c.place("label", where)), "text.identity", "found", what)
		}
	}
	if kind == instrument.One || kind == instrument.Several {
		r.chosen(row, &i, other)
	}
	i.Relevant = r.expr(row, instrument.Relevant, &i)
	if n := len(r.groups); n > 0 {
		i.Relevant = instrument.Both(r.groups[n-1].relevant, i.Relevant)
	}
	i.Constraint = r.expr(row, instrument.Constraint, &i)
	i.Complaint = r.words(c, row, "constraint_message", "", longestLabel)
	r.parameters(row, &i)
	switch kind {
	case instrument.Integer, instrument.Decimal:
		r.number(row, &i)
	default:
		if i.Constraint != nil {
			code := Code("expr.typed")
			if kind == instrument.Words {
				code = "expr.words"
			}
			s.say(row, c.find("constraint"), code)
		}
	}
	if r.matrixHead(row, i) {
		return
	}
	r.in.Items = append(r.in.Items, i)
	if i.Name != "" && r.rows[i.Name] == 0 {
		r.rows[i.Name] = row + 1
	}
}

// matrixHead reads the appearance. The header of a matrix is no question.
func (r *reader) matrixHead(row int, i instrument.Item) bool {
	c := r.survey
	look := c.text(row, "appearance")
	switch {
	case look == "label" && (i.Kind == instrument.One || i.Kind == instrument.Several):
		r.matrix = i.List
		return true
	case look == "list-nolabel":
		if r.matrix != i.List {
			c.s.say(row, c.find("appearance"), "look.matrix")
		}
		return false
	case look != "":
		c.s.note(row, c.find("appearance"), "look.skipped", "found", oneLine(look))
	}
	r.matrix = ""
	return false
}

// named checks the name of a question.
func (r *reader) named(row int, name string) {
	c := r.survey
	at := c.find("name")
	switch {
	case name == "":
		c.s.say(row, at, "name.missing")
	case !isName(name):
		c.s.say(row, at, "name.bad", "found", oneLine(name))
	case r.rows[name] != 0:
		c.s.say(row, at, "name.twice", "found", name, "row", strconv.Itoa(r.rows[name]))
	}
}

// chosen reads what belongs to a list of choices.
func (r *reader) chosen(row int, i *instrument.Item, other bool) {
	c := r.survey
	s, at := c.s, c.find("type")
	i.Filter = r.expr(row, instrument.Filter, i)
	if i.List == "" {
		s.say(row, at, "type.list", "found", string(i.Kind))
		return
	}
	r.used[i.List] = true
	l := r.list(i.List)
	switch {
	case l == nil:
		var names []string
		for _, l := range r.in.Lists {
			names = append(names, l.Name)
		}
		s.say(row, at, "list.unknown", "found", i.List, "lists", cmp.Or(strings.Join(names, ", "), "none"))
		return
	case len(l.Choices) > instrument.MostChoices && i.Filter == nil:
		s.say(row, at, "list.long", "found", i.List, "count", strconv.Itoa(len(l.Choices)), "most", strconv.Itoa(instrument.MostChoices))
	case len(l.Choices) < 2:
		s.say(row, at, "list.short", "found", i.List)
	}
	switch {
	case !other:
	case i.Filter != nil:
		s.say(row, at, "other.filter")
	case len(r.langs) > 1 || r.langs[0] != "en":
		s.say(row, at, "other.langs", "name", i.Name)
	default:
		r.addOther(i)
	}
}

// addOther offers "Other", and asks for it in words, as or_other does.
func (r *reader) addOther(i *instrument.Item) {
	list := instrument.List{Name: i.List + "_or_other", Choices: append(slices.Clone(r.list(i.List).Choices), instrument.Choice{Name: "other", Label: instrument.Text{"en": "Other"}})}
	r.in.Lists = append(r.in.Lists, list)
	r.used[list.Name] = true
	i.List = list.Name
}

// expr reads an expression and checks what it names. i is the question that it belongs to;
// nil for a group.
func (r *reader) expr(row int, use instrument.Use, i *instrument.Item) *instrument.Expr {
	c := r.survey
	base := string(use)
	text, at := c.text(row, base), c.find(base)
	e, err := instrument.ParseExpr(use, text)
	if err != nil {
		c.s.say(row, at, "expr.bad", "found", oneLine(text), "why", err.Error())
		return nil
	}
	guarded := map[string]bool{}
	for part := range e.All {
		if part.Op == instrument.Unequal && part.Parts[0].Op == instrument.Node && part.Parts[1].Op == instrument.Literal && part.Parts[1].Text == "" {
			guarded[part.Parts[0].Text] = true
		}
	}
	for part := range e.All {
		switch part.Op {
		case instrument.Node:
			r.node(row, at, part.Text, i)
		case instrument.Column:
			if r.choices.find(part.Text) < 0 {
				c.s.say(row, at, "expr.column", "found", part.Text)
			}
		case instrument.Selected:
			r.literal(row, at, part.Parts[0].Text, part.Parts[1].Text, true)
		case instrument.Equal, instrument.Unequal, instrument.Less, instrument.AtMost, instrument.More, instrument.AtLeast:
			r.comparison(row, at, part, guarded)
		}
	}
	return e
}

// node checks that a question stands above.
func (r *reader) node(row, at int, name string, i *instrument.Item) {
	s := r.survey.s
	item := r.in.Item(name)
	switch later := r.below(row, name); {
	case i != nil && i.Name == name:
		s.say(row, at, "expr.self")
	case item != nil && !item.Asks():
		s.say(row, at, "expr.note", "found", name)
	case item != nil && item.Kind == instrument.Words:
		// Whether something was written may be asked, not what.
	case item == nil && r.rows[name] != 0: // it has a problem of its own
	case item == nil && later != 0:
		s.say(row, at, "expr.later", "found", name, "row", strconv.Itoa(later))
	case item == nil:
		s.say(row, at, "expr.unknown", "found", name)
	}
}

// below is the row, from 1, of a question that comes later; 0 if none does.
func (r *reader) below(row int, name string) int {
	for later := row + 1; later < len(r.survey.s.cells); later++ {
		if r.survey.text(later, "name") == name {
			return later + 1
		}
	}
	return 0
}

// comparison checks the two sides of a comparison.
func (r *reader) comparison(row, at int, e *instrument.Expr, guarded map[string]bool) {
	a, b := e.Parts[0], e.Parts[1]
	if b.Op == instrument.Node {
		a, b = b, a
	}
	if a.Op != instrument.Node || b.Op != instrument.Literal && b.Op != instrument.Numeral {
		return
	}
	item := r.in.Item(a.Text)
	if item == nil {
		return
	}
	if b.Text == "" && b.Op == instrument.Literal {
		return
	}
	s := r.survey.s
	switch {
	case item.Kind == instrument.Words:
		s.say(row, at, "expr.text", "found", a.Text)
	case item.Kind == instrument.Several:
		s.say(row, at, "expr.several", "name", a.Text, "choice", cmp.Or(b.Text, "a"))
	case e.Op == instrument.Equal || e.Op == instrument.Unequal:
		r.literal(row, at, a.Text, b.Text, b.Op == instrument.Literal)
	}
	if e.Op == instrument.Unequal && item.Kind != instrument.Several && !guarded[a.Text] {
		s.note(row, at, "expr.unequal", "name", a.Text)
	}
}

// literal checks that a choice is one of its question.
func (r *reader) literal(row, at int, name, choice string, quoted bool) {
	item := r.in.Item(name)
	if item == nil || item.Kind != instrument.One && item.Kind != instrument.Several {
		return
	}
	var names []string
	for _, c := range r.in.Choices(item) {
		names = append(names, c.Name)
		if !quoted && sameNumber(c.Name, choice) {
			return
		}
	}
	if len(names) > 0 && !slices.Contains(names, choice) {
		r.survey.s.say(row, at, "expr.choice", "found", "'"+choice+"'", "name", name, "choices", strings.Join(slices.Compact(names), ", "))
	}
}

func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err == nil && err2 == nil && x == y
}

// parameters reads "start=0 end=10 step=1" and "randomize=true".
func (r *reader) parameters(row int, i *instrument.Item) {
	c := r.survey
	s, at, text := c.s, c.find("parameters"), c.text(row, "parameters")
	values := map[string]string{}
	for _, pair := range strings.FieldsFunc(text, func(x rune) bool { return x == ' ' || x == ',' || x == ';' }) {
		key, value, _ := strings.Cut(pair, "=")
		values[strings.ToLower(key)] = strings.ToLower(value)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		known := map[instrument.Kind][]string{instrument.Range: {"start", "end", "step", "randomize"}, instrument.One: {"randomize", "seed"}, instrument.Several: {"randomize", "seed"}}
		switch {
		case slices.Contains(known[i.Kind], key):
		case key == "value" || key == "label":
			s.say(row, at, "parameter.refused", "found", key)
		default:
			s.note(row, at, "parameter.skipped", "found", key)
		}
	}
	switch values["randomize"] {
	case "", "false":
	case "true":
		i.Shuffle = true
		if i.Kind == instrument.Range {
			s.say(row, at, "shuffle.scale")
		}
	default:
		s.say(row, at, "shuffle.bad", "found", oneLine(values["randomize"]))
	}
	if i.Kind != instrument.Range {
		return
	}
	number := func(key string, otherwise float64) float64 {
		if values[key] == "" {
			return otherwise
		}
		v, err := strconv.ParseFloat(values[key], 64)
		if err != nil || v > 1e6 || v < -1e6 {
			i.Step = -1
			return 0
		}
		return v
	}
	i.From, i.To = number("start", 0), number("end", 10)
	if step := number("step", 1); i.Step == 0 {
		i.Step = step
	}
	switch steps := (i.To - i.From) / i.Step; {
	case i.Step <= 0 || i.To <= i.From:
		s.say(row, at, "range.bad", "found", cmp.Or(oneLine(text), "missing"))
	case steps+1 > instrument.MostNumbers+1e-9:
		s.say(row, at, "range.long", "count", strconv.Itoa(int(steps+1+1e-9)), "most", strconv.Itoa(instrument.MostNumbers))
	}
}

// number reads the bounds and the bands of a number that is typed.
func (r *reader) number(row int, i *instrument.Item) {
	c := r.survey
	s := c.s
	low, high, both := i.Constraint.Bounds()
	if !both {
		s.say(row, c.find("constraint"), "number.bounds")
	}
	i.From, i.To = low, high
	text := c.text(row, "bands")
	if text == "" {
		s.say(row, c.find("bands"), "number.bands")
		return
	}
	bands, err := instrument.ParseBands(text)
	if err != nil {
		s.say(row, c.find("bands"), "number.bad", "found", err.Error())
		return
	}
	i.Bands = bands
	if len(bands) < 2 {
		s.say(row, c.find("bands"), "number.few")
	}
	if !both {
		return
	}
	next := low
	for _, b := range bands {
		gap := 1.0
		if i.Kind == instrument.Decimal {
			gap = 0
		}
		if b.From > next+1e-9 {
			s.say(row, c.find("bands"), "number.hole", "found", instrument.Band{From: next, To: b.From - gap}.String())
			return
		}
		next = b.To + gap
	}
	if last := bands[len(bands)-1]; last.To < high {
		s.say(row, c.find("bands"), "number.hole", "found", instrument.Band{From: next, To: high}.String())
	}
}
