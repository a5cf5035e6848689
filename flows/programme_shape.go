package flows

import (
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
)

const (
	maxShapePoints = 200
	maxAllPoints   = 4000 // comparing all borders stays within a second
	maxShapeParts  = 10
	// maxSpread is how far apart two neighbourhoods of one programme may lie;
	// most slips (a swapped pair, a wrong digit) are far beyond it.
	maxSpread = 100_000.0 // metres
	// overlapDepth is how deep one neighbourhood may reach into another before
	// it is a complaint: borders drawn by hand never meet exactly.
	overlapDepth = 50.0 // metres
)

// placedShape is a neighbourhood's shape with the line it came from.
type placedShape struct {
	id    string
	line  int
	shape orb.MultiPolygon
}

// shape reads a neighbourhood's border: [[lat, lon], [lat, lon], ...] in the
// order in which map programs show a point, or a list of such borders for a
// neighbourhood in several parts. A part inside another one is a hole in it.
func (t fileTable) shape(key string) orb.MultiPolygon {
	n := t.of(kindList, key, key+" = [[46.65, 32.60], [46.66, 32.62], [46.64, 32.63]]")
	if n == nil {
		return nil
	}
	parts := []*fileNode{n}
	if len(n.items) > 0 && len(n.items[0].items) > 0 && n.items[0].items[0].kind == kindList {
		parts = n.items
	}
	if len(parts) > maxShapeParts {
		t.r.complain(n.line, "%s has %d parts: draw at most %d", key, len(parts), maxShapeParts)
		return nil
	}
	var rings []orb.Ring
	var lines []int
	for _, part := range parts {
		if ring := t.r.ring(part); ring != nil {
			rings, lines = append(rings, ring), append(lines, part.line)
		}
	}
	return t.r.withHoles(rings, lines)
}

// withHoles makes a shape of borders: one that lies inside another is a hole in
// it. Borders that cross each other, and islands in holes, are refused.
func (r *programmeReader) withHoles(rings []orb.Ring, lines []int) orb.MultiPolygon {
	var shape orb.MultiPolygon
	at := map[int]int{} // of a ring that is no hole: its polygon
	inside := make([][]int, len(rings))
	for i, ring := range rings {
		for j, other := range rings {
			switch {
			case i == j:
			case ringsMeet(ring, other):
				if i > j {
					r.complain(lines[i], "part %d of the border crosses or touches part %d: draw parts that lie apart, or a hole that lies wholly inside", i+1, j+1)
				}
			case planar.RingContains(other, ring[0]):
				inside[i] = append(inside[i], j)
			}
		}
	}
	for i, ring := range rings {
		if len(inside[i]) == 0 {
			at[i] = len(shape)
			shape = append(shape, orb.Polygon{ring})
		}
	}
	for i, ring := range rings {
		switch len(inside[i]) {
		case 0:
		case 1:
			hole := at[inside[i][0]]
			shape[hole] = append(shape[hole], ring)
		default:
			r.complain(lines[i], "part %d of the border lies inside a hole: give that piece to a neighbourhood of its own", i+1)
		}
	}
	return shape
}

// ringsMeet says whether two borders cross or touch each other.
func ringsMeet(a, b orb.Ring) bool {
	if !a.Bound().Intersects(b.Bound()) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		for j := 0; j+1 < len(b); j++ {
			if sidesMeet(a[i], a[i+1], b[j], b[j+1]) {
				return true
			}
		}
	}
	return false
}

// ring reads one border and closes it. It gives nil after a complaint.
func (r *programmeReader) ring(n *fileNode) orb.Ring {
	if len(n.items) > maxShapePoints {
		r.complain(n.line, "the border has %d points: draw it with at most %d", len(n.items), maxShapePoints)
		return nil
	}
	if r.points += len(n.items); r.points > maxAllPoints {
		r.complain(n.line, "the borders together have more than %d points: draw them with fewer", maxAllPoints)
		return nil
	}
	var ring orb.Ring
	for _, item := range n.items {
		pt, ok := r.point(item)
		if !ok {
			return nil
		}
		if len(ring) == 0 || ring[len(ring)-1] != pt {
			ring = append(ring, pt)
		}
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	distinct := map[orb.Point]bool{}
	for _, pt := range ring {
		distinct[pt] = true
	}
	if len(distinct) < 3 {
		r.complain(n.line, "the border has %d different points: give at least 3, going round the neighbourhood", len(distinct))
		return nil
	}
	ring = append(ring, ring[0])
	if wide := ring.Bound(); wide.Max.Lon()-wide.Min.Lon() > 180 {
		r.complain(n.line, "the border goes round the world: one longitude has the wrong sign, or the time zone of the programme is not the one of this place")
		return nil
	}
	if i, j, crossing := crossesItself(ring); crossing {
		r.complain(n.line, "the border crosses or touches itself (the side after point %d meets the side after point %d): list the points in the order in which one would walk round", i+1, j+1)
		return nil
	}
	if area := geo.Area(ring); area < 1000 {
		r.complain(n.line, "the border encloses less than 1000 square metres: give the corners of the whole neighbourhood")
		return nil
	}
	if r.faraway(ring.Bound().Min, ring.Bound().Max) {
		r.complain(n.line, "the border is more than %.0f km across: one of its points has a wrong digit, or latitude and longitude are swapped", maxSpread/1000)
		return nil
	}
	return ring
}

func (r *programmeReader) point(n *fileNode) (orb.Point, bool) {
	const want = "write each point as [latitude, longitude], such as [46.65, 32.60]"
	if n.kind != kindList || len(n.items) != 2 {
		r.complain(n.line, "a point of the border is not a pair: %s", want)
		return orb.Point{}, false
	}
	var pair [2]float64
	for i, item := range n.items {
		f, err := strconv.ParseFloat(item.value, 64)
		if item.kind != kindNumber || err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			r.complain(item.line, "a point of the border is not two numbers: %s", want)
			return orb.Point{}, false
		}
		pair[i] = f
	}
	lat, lon := pair[0], pair[1]
	inRange := func(lat, lon float64) bool { return math.Abs(lat) <= 85 && math.Abs(lon) <= 180 }
	switch {
	case !inRange(lat, lon) && inRange(lon, lat), r.lookSwapped(lat, lon):
		r.complain(n.line, "[%v, %v]: latitude and longitude look swapped for the time zone of this programme: write latitude (north-south) first", lat, lon)
		return orb.Point{}, false
	case !inRange(lat, lon):
		r.complain(n.line, "[%v, %v] is not on the map: latitude goes from -85 to 85, longitude from -180 to 180", lat, lon)
		return orb.Point{}, false
	case r.elsewhere(lon):
		r.complain(n.line, "[%v, %v] lies hours away from where the time zone %s is kept: mend the longitude (east is plus, west is minus) or the zone", lat, lon, r.zone)
		return orb.Point{}, false
	}
	return orb.Point{r.eastward(lon), lat}, true
}

// eastward counts longitudes from 0 to 360 in programmes on the far side of the
// earth, so that a neighbourhood can lie across the meridian of 180 degrees.
func (r *programmeReader) eastward(lon float64) float64 {
	if lon < 0 && math.Abs(zoneMeridian(r.zone)) > 130 {
		return lon + 360
	}
	return lon
}

// zoneHome is a point in the middle of a country whose latitudes and longitudes
// are so alike that a swapped pair still looks like a place nearby, and how far
// (in metres) the country reaches from it.
type zoneHome struct {
	at    orb.Point
	reach float64
}

func homeOf(zone string) (zoneHome, bool) {
	switch zone {
	case "Europe/Kyiv", "Europe/Kiev":
		return zoneHome{orb.Point{31.4, 48.9}, 900_000}, true
	case "Asia/Jerusalem", "Asia/Tel_Aviv":
		return zoneHome{orb.Point{34.9, 31.7}, 300_000}, true
	case "Europe/Warsaw":
		return zoneHome{orb.Point{19.4, 52.1}, 600_000}, true
	}
	return zoneHome{}, false
}

// lookSwapped says that the pair makes no sense in the programme's zone as it
// stands, but does the other way round. Where the country is not known, the
// zone's offset tells the longitude: 15 degrees an hour, and few places stray
// more than 50 from it. A zone that could not be read tells nothing.
func (r *programmeReader) lookSwapped(lat, lon float64) bool {
	if r.zone == time.UTC {
		return false
	}
	if home, ok := homeOf(r.zone.String()); ok {
		near := func(p orb.Point) bool { return geo.Distance(p, home.at) <= home.reach }
		return !near(orb.Point{lon, lat}) && near(orb.Point{lat, lon})
	}
	meridian := zoneMeridian(r.zone)
	off := func(lon float64) bool { return math.Abs(math.Remainder(lon-meridian, 360)) > 50 }
	return off(lon) && !off(lat) && math.Abs(lon) <= 75
}

// elsewhere says that no place so far east or west keeps the programme's time: the
// sun would stand five hours and more from where the clock says.
func (r *programmeReader) elsewhere(lon float64) bool {
	return r.zone != time.UTC && math.Abs(math.Remainder(lon-zoneMeridian(r.zone), 360)) > 75
}

// checkPlaces compares the neighbourhoods with each other: none may lie far from
// the rest, and none in another, or a resident's place would have two answers.
func (r *programmeReader) checkPlaces(shapes []placedShape) {
	for i, s := range shapes {
		far := 0
		for _, other := range shapes {
			if r.faraway(s.shape.Bound().Center(), other.shape.Bound().Center()) {
				far++
			}
		}
		if 2*far > len(shapes)-1 && (len(shapes) > 2 || i == 1) {
			r.complain(s.line, "the neighbourhood %q lies more than %.0f km from the others: check its latitudes and longitudes", s.id, maxSpread/1000)
			continue
		}
		for _, before := range shapes[:i] {
			if before.shape.Bound().Intersects(s.shape.Bound()) && (reachesInto(s.shape, before.shape) || reachesInto(before.shape, s.shape)) {
				r.complain(s.line, "the neighbourhood %q overlaps %q: move the border, a place can belong to one only", s.id, before.id)
			}
		}
	}
}

func (r *programmeReader) faraway(a, b orb.Point) bool { return geo.Distance(a, b) > maxSpread }

// crossesItself finds two sides of a closed ring that meet without being
// neighbours, or neighbours of which one folds back over the other.
func crossesItself(ring orb.Ring) (int, int, bool) {
	sides := len(ring) - 1
	for i := 0; i < sides; i++ {
		for j := i + 1; j < sides; j++ {
			a, b, c, d := ring[i], ring[i+1], ring[j], ring[j+1]
			switch {
			case j == i+1:
				if onSide(a, c, d) || onSide(d, a, b) {
					return i, j, true
				}
			case i == 0 && j == sides-1:
				if onSide(b, c, d) || onSide(c, a, b) {
					return i, j, true
				}
			case sidesMeet(a, b, c, d):
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// sideOf is positive if a-b-c turns left, negative if right, 0 on a line.
func sideOf(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

func onSide(p, a, b orb.Point) bool {
	return sideOf(a, b, p) == 0 &&
		math.Min(a[0], b[0]) <= p[0] && p[0] <= math.Max(a[0], b[0]) &&
		math.Min(a[1], b[1]) <= p[1] && p[1] <= math.Max(a[1], b[1])
}

func sidesMeet(a, b, c, d orb.Point) bool {
	if onSide(a, c, d) || onSide(b, c, d) || onSide(c, a, b) || onSide(d, a, b) {
		return true
	}
	return sideOf(a, b, c) > 0 != (sideOf(a, b, d) > 0) && sideOf(c, d, a) > 0 != (sideOf(c, d, b) > 0)
}

// reachesInto says whether a lies in b deeper than hand-drawn borders excuse.
// It looks at a's centre, at points along its sides, and at points inside its
// corners, which catches crossing, containing and equal shapes alike.
func reachesInto(a, b orb.MultiPolygon) bool {
	for _, polygon := range a {
		ring := polygon[0]
		sides := len(ring) - 1
		for i := 0; i < sides; i++ {
			for step := 0.0; step < 8; step++ {
				if deepInside(alongSide(ring[i], ring[i+1], step/8), b) {
					return true
				}
			}
			corner := alongSide(ring[i], ring[(i+2)%sides], 0.5)
			if planar.PolygonContains(polygon, corner) && deepInside(corner, b) {
				return true
			}
		}
		centre, _ := planar.CentroidArea(ring)
		if planar.PolygonContains(polygon, centre) && deepInside(centre, b) {
			return true
		}
	}
	return false
}

func alongSide(a, b orb.Point, part float64) orb.Point {
	return orb.Point{a[0] + (b[0]-a[0])*part, a[1] + (b[1]-a[1])*part}
}

// deepInside says whether p lies in m, farther from its border than
// overlapDepth. Degrees are scaled to metres around p, exact enough for a city.
func deepInside(p orb.Point, m orb.MultiPolygon) bool {
	if !m.Bound().Contains(p) || !planar.MultiPolygonContains(m, p) {
		return false
	}
	north := 111_320.0
	east := north * math.Cos(p[1]*math.Pi/180)
	metres := func(q orb.Point) orb.Point { return orb.Point{(q[0] - p[0]) * east, (q[1] - p[1]) * north} }
	for _, polygon := range m {
		for _, ring := range polygon {
			for i := 0; i+1 < len(ring); i++ {
				if planar.DistanceFromSegment(metres(ring[i]), metres(ring[i+1]), orb.Point{}) <= overlapDepth {
					return false
				}
			}
		}
	}
	return true
}
