package flows

import "math"

// This file is about where it is: nowhere, a neighbourhood, or a point that is
// blurred to a square before anybody but the person sees it.

// cellMetres is the side of a square. The grid is fixed, so that the same place
// sent twice tells no more than once.
const cellMetres = 500

// metresPerDegree of latitude, near enough everywhere.
const metresPerDegree = 111_320

// cellOf is the centre of the square that a point lies in. Rows are of equal
// height; each row has squares of its own width, worked out at its middle.
func cellOf(at Point) Point {
	const high = cellMetres / float64(metresPerDegree)
	lat := (math.Floor(at.Lat/high) + 0.5) * high
	wide := high / max(math.Cos(lat*math.Pi/180), 0.01)
	return Point{Lat: lat, Lon: (math.Floor(at.Lon/wide) + 0.5) * wide}
}

// askPlace asks for a neighbourhood or a point. What is only counted needs no
// more than the neighbourhood.
func askPlace(t *turn) Say {
	d := t.told()
	lines := line("concern.place.ask", nil)
	if t.route(d.Category) == RouteNone {
		lines = append(lines, t.onlyCounted()...)
	}
	lines = append(lines, Line{Key: t.placeLock(d)})
	var rows [][]Button
	if a, ok := t.w.Programme.Area(t.p.Area); ok {
		rows = append(rows, []Button{{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "mine"}})
	}
	if len(t.w.Programme.Areas) > 1 {
		rows = append(rows, []Button{act("concern.place.other_area", "list")})
	}
	if d.Sight != Counted {
		rows = append(rows, []Button{act("concern.place.point", "point")})
	}
	if t.route(d.Category) == RouteNone && t.p.Minor() && t.w.Programme.Numbers.HelplineChild != "" {
		rows = append(rows, []Button{link("menu.helpline", "number.helpline_child")})
	}
	rows = append(rows, column(act("concern.place.skip", "skip"), back(), cancel())...)
	return t.guard(d.Category, t.progress(Say{Lines: lines, Rows: rows}, 2))
}

// onlyCounted says why no words are asked for.
func (t *turn) onlyCounted() []Line {
	if t.p.Minor() {
		return []Line{{Key: "concern.only.teen"}, {Key: "concern.only.teen_why"}}
	}
	return line("concern.only.no_reviewer", nil)
}

// placeLock says exactly who sees the place.
func (t *turn) placeLock(d Draft) string {
	key := "concern.place.lock_area_"
	if d.Category.spots() {
		key = "concern.place.lock_spot_"
	}
	switch route := t.route(d.Category); {
	case d.Sight == Counted, route == RouteNone:
		return "concern.place.lock_counted"
	default:
		return key + string(route)
	}
}

func hearPlace(t *turn) bool {
	switch {
	case t.e.Kind == Place:
		return hearPoint(t)
	case t.pressed("mine"):
		t.placed(t.p.Area)
	case t.pressed("list"):
		t.show(StepWhere)
	case t.pressed("point"):
		if t.told().Sight == Counted {
			return false
		}
		t.show(StepPoint)
	case t.pressed("skip"):
		t.placed("")
	default:
		return false
	}
	return true
}

// backFromPlace leads to the screen on which the category was settled.
func backFromPlace(t *turn) Step {
	back := StepCategory
	switch t.told().Category {
	case Home:
		back = StepHome
	case Hate:
		back = StepHate
	case Police:
		back = StepPolice
	}
	return t.before(back)
}

// placed settles a neighbourhood, "" for none, and no point.
func (t *turn) placed(area string) {
	d := t.draft()
	d.Area, d.Cell, d.Exact, d.Asked, d.Placed = area, nil, nil, nil, true
	t.p.Page = 0
	t.proceed()
}

func askWhere(t *turn) Say {
	var buttons []Button
	for _, a := range t.w.Programme.Areas {
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "a." + a.ID})
	}
	rows := append(t.areaRows(buttons), []Button{act("concern.place.skip", "skip")}, []Button{back()}, []Button{cancel()})
	d := t.told()
	return t.guard(d.Category, t.progress(Say{
		Lines: []Line{{Key: "concern.place.which"}, {Key: t.placeLock(d)}},
		Rows:  rows,
	}, 2))
}

func hearWhere(t *turn) bool {
	if t.e.Kind == Place {
		return hearPoint(t)
	}
	switch {
	case t.pressed("skip"):
		t.placed("")
		return true
	case t.turnAreas(len(t.w.Programme.Areas)):
		t.show(StepWhere)
		return true
	}
	id, ok := t.picked("a.")
	if _, known := t.w.Programme.Area(id); !ok || !known {
		return false
	}
	t.placed(id)
	return true
}

func askPoint(t *turn) Say {
	return t.guard(t.told().Category, t.progress(Say{Lines: append([]Line{{Key: "concern.place.send"}, {Key: "concern.place.send_lock"}}, t.neverSend()...), Keyboard: KeyboardAskPlace}, 2))
}

// hearPoint takes a location, also one that is sent later than the question. The point
// itself stays in the draft only until the person has decided what of it is passed on, and
// until then the place stays what it was.
func hearPoint(t *turn) bool {
	d := t.draft()
	switch t.e.Kind {
	case Words: // "Choose from a list" on the keyboard, or any words
		t.say(t.beside(Say{Lines: line("concern.place.list", nil), Keyboard: KeyboardRemove}))
		t.show(StepWhere)
		return true
	case Place:
	default:
		return false
	}
	a, ok := t.w.Programme.AreaAt(t.e.At)
	if !ok {
		t.say(t.beside(Say{Lines: line("concern.place.outside", nil), Keyboard: KeyboardRemove}))
		t.show(StepWhere)
		return true
	}
	t.say(t.beside(Say{Lines: line("concern.place.found", Args{"area": Name(a.Name)}), Keyboard: KeyboardRemove}))
	if d.Sight == Counted {
		t.placed(a.ID)
		return true
	}
	at := t.e.At
	d.Asked = &at
	t.show(StepCell)
	return true
}

// beside makes a message beside the screens as short-lived as they are.
func (t *turn) beside(s Say) Say {
	if t.told().Category.Sensitive() {
		s.Vanish, s.Protect = vanish, true
	}
	return s
}

// askCell shows the square on the map before anything of it is settled.
func askCell(t *turn) Say {
	d := t.told()
	lock := "concern.place.lock_counted"
	if route := t.route(d.Category); route != RouteNone {
		lock = "concern.cell.lock_" + string(route)
	}
	say := Say{Lines: []Line{{Key: "concern.cell.ask"}, {Key: "concern.cell.pin"}, {Key: lock}}}
	if d.Asked != nil {
		cell := cellOf(*d.Asked)
		say.Pin = &cell
	}
	buttons := []Button{act("concern.cell.square", "square"), act("concern.cell.area", "area")}
	if d.Category.spots() {
		buttons = append(buttons, act("concern.cell.exact", "exact"))
	}
	say.Rows = column(append(buttons, back(), cancel())...)
	return t.guard(d.Category, t.progress(say, 2))
}

func hearCell(t *turn) bool {
	d := t.draft()
	if d.Asked == nil {
		t.show(StepPlace)
		return true
	}
	at := *d.Asked
	cell, exact := cellOf(at), (*Point)(nil)
	settled := &cell
	switch {
	case t.e.Kind == Place:
		return hearPoint(t)
	case t.pressed("square"):
	case t.pressed("exact") && d.Category.spots():
		exact = &at
	case t.pressed("area"):
		settled = nil
	default:
		return false
	}
	a, _ := t.w.Programme.AreaAt(at)
	d.Area, d.Cell, d.Exact, d.Asked, d.Placed = a.ID, settled, exact, nil, true
	t.proceed()
	return true
}

// backFromCell forgets the point, and leads to the question that it came in the middle of.
func backFromCell(t *turn) Step {
	d := t.draft()
	d.Asked = nil
	if d.Placed && !d.Changing {
		return t.next()
	}
	return StepPlace
}
