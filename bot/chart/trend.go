package chart

import (
	"errors"
	"fmt"
	"image/color"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// ErrSpec says that a picture cannot be drawn from what was given.
var ErrSpec = errors.New("this cannot be drawn")

// The most that fits a picture.
const (
	MostWeeks  = 60
	MostSeries = 4
)

// TrendSpec is numbers by week. All words come in ready, in Lang.
type TrendSpec struct {
	Title  string
	Lang   string   // en es he ar ru uk pl
	Labels []string // one a week, oldest first, already in words
	Series []Series
	TooFew string // said where a number is hidden
	Note   string
}

// Series is one line.
type Series struct {
	Name   string
	Values []int  // one a week, oldest first; not negative
	Hidden []bool // where no number may be shown; the value there is not looked at. nil: none
}

func (s Series) hidden(i int) bool { return i < len(s.Hidden) && s.Hidden[i] }

func (s TrendSpec) check() error {
	if len(s.Labels) == 0 || len(s.Labels) > MostWeeks || len(s.Series) == 0 || len(s.Series) > MostSeries {
		return fmt.Errorf("%d weeks of %d series: %w", len(s.Labels), len(s.Series), ErrSpec)
	}
	for _, line := range s.Series {
		if len(line.Values) != len(s.Labels) || len(line.Hidden) > len(s.Labels) {
			return fmt.Errorf("%d values and %d weeks: %w", len(line.Values), len(s.Labels), ErrSpec)
		}
		for i, v := range line.Values {
			if !line.hidden(i) && (v < 0 || v > 1_000_000_000) {
				return fmt.Errorf("value %d: %w", v, ErrSpec)
			}
		}
	}
	return nil
}

// Trend draws lines over weeks, 1080x720, as PNG. The axis begins at 0 and
// stands where reading begins; a hidden week interrupts its line, and no line
// leads across it. A lone series marks it by a grey column that says TooFew,
// several by their hollow signs below the axis.
func Trend(s TrendSpec) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	f, err := newFrame(s.Lang, s.Title, s.Note, height)
	if err != nil {
		return nil, err
	}
	if len(s.Series) > 1 {
		f.legend(s)
	}
	g := f.grid(s)
	for i := range s.Series {
		g.series(s, i)
	}
	return f.png()
}

// legend names the series, in rows below the title.
func (f *frame) legend(s TrendSpec) {
	type entry struct {
		series int
		hollow bool
		name   block
	}
	var all []entry
	hidden := false
	for i, line := range s.Series {
		all = append(all, entry{i, false, f.set(line.Name, f.plain, textSize, width/2-margin*2, 1)})
		for w := range s.Labels {
			hidden = hidden || line.hidden(w)
		}
	}
	if hidden && s.TooFew != "" {
		all = append(all, entry{0, true, f.set(s.TooFew, f.plain, textSize, width/2-margin*2, 1)})
	}
	from := float64(margin)
	for _, e := range all {
		if from > margin && from+40+e.name.width > width-margin {
			from, f.top = margin, f.top-textSize*1.5
		}
		c := colours()[e.series]
		if e.hollow {
			c = grey()
		}
		f.marker(e.series, c, f.at(from+12, f.top-textSize*0.65), e.hollow)
		f.text(e.name, from+34, f.top, 0, ink())
		from += 34 + e.name.width + 44
	}
	f.top -= textSize*1.5 + 8
}

// grid is the room of the lines.
type grid struct {
	*frame
	from, to, low, high float64
	slot                float64 // room of one week
	most                int     // the axis ends here
}

// grid draws axis, lines and weeks.
func (f *frame) grid(s TrendSpec) *grid {
	g := &grid{frame: f, to: width - margin, high: f.top - textSize}
	most, some := 0, false
	for _, line := range s.Series {
		for i, v := range line.Values {
			if !line.hidden(i) {
				most, some = max(most, v), true
			}
		}
	}
	step := niceStep(most)
	g.most = max(step, (most+step-1)/step*step)
	var ticks []block
	wide := 0.0
	for v := 0; v <= g.most && (some || v == 0); v += step { // no scale where nothing is shown
		b := f.set(strconv.Itoa(v), f.plain, textSize, width, 1)
		ticks = append(ticks, b)
		wide = max(wide, b.width)
	}
	g.from = margin + wide + 16
	g.slot = (g.to - g.from) / float64(len(s.Labels))
	g.low = g.weeks(s)
	if len(s.Series) > 1 {
		g.low += 36 // for hollow signs
	}
	for i, b := range ticks {
		y := g.y(i * step)
		f.line(pale(), 2, f.at(g.from, y), f.at(g.to, y))
		f.text(b, g.from-14, y+textSize*0.635, 1, grey())
	}
	f.line(ink(), 3, f.at(g.from, g.low), f.at(g.to, g.low))
	return g
}

// niceStep is 1, 2 or 5 times a power of ten that divides an axis into few parts.
func niceStep(most int) int {
	for power := 1; ; power *= 10 {
		for _, by := range []int{1, 2, 5} {
			if by*power*5 >= most {
				return by * power
			}
		}
	}
}

// weeks writes the labels and returns how high they reach. Where they are too
// many, only every second, third ... is written, the newest always.
func (g *grid) weeks(s TrendSpec) float64 {
	every := 1
	for g.slot*float64(every) < 105 && every < len(s.Labels) {
		every++
	}
	var all []block
	tall := 0.0
	for i := range s.Labels {
		b := block{}
		if (len(s.Labels)-1-i)%every == 0 {
			b = g.set(s.Labels[i], g.plain, noteSize, g.slot*float64(every)-8, 2)
		}
		all, tall = append(all, b), max(tall, b.height)
	}
	low := g.bottom + tall + 14
	for i, b := range all {
		middle := min(g.middle(i), width-margin*0.3-b.width/2)
		g.text(b, middle, low-10, 0.5, ink())
	}
	return low
}

func (g *grid) middle(week int) float64 { return g.from + g.slot*(float64(week)+0.5) }

func (g *grid) y(v int) float64 {
	return g.low + (g.high-g.low)*float64(v)/float64(g.most)
}

// series draws one line with its signs and, where there is room, its numbers.
func (g *grid) series(s TrendSpec, n int) {
	line := s.Series[n]
	colour := colours()[n]
	var points []vg.Point
	flush := func() {
		if len(points) > 1 {
			g.line(colour, 5, points...)
		}
		points = nil
	}
	for i, v := range line.Values {
		if line.hidden(i) {
			flush()
			g.gap(s, n, i)
			continue
		}
		points = append(points, g.at(g.middle(i), g.y(v)))
	}
	flush()
	for i, v := range line.Values {
		if line.hidden(i) {
			continue
		}
		g.marker(n, colour, g.at(g.middle(i), g.y(v)), false)
		if len(s.Series) == 1 && g.slot >= 60 {
			b := g.set(strconv.Itoa(v), g.bold, textSize, width, 1)
			b.draw(g.canvas, g.x(g.middle(i)), g.y(v)+g.clear(line, i), 0.5, ink())
		}
	}
}

// clear is how far above its point a number's top stands: below the point where
// the line only rises from it, so that the line does not cross the number.
func (g *grid) clear(line Series, i int) float64 {
	above, below := textSize*1.65, -textSize*0.5
	rises := false
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(line.Values) || line.hidden(j) {
			continue
		}
		if line.Values[j] <= line.Values[i] {
			return above
		}
		rises = true
	}
	if rises && g.y(line.Values[i])+below-textSize*1.2 > g.low {
		return below
	}
	return above
}

// gap marks a week that may not be shown.
func (g *grid) gap(s TrendSpec, n, week int) {
	if len(s.Series) > 1 {
		across := (float64(n) - float64(len(s.Series)-1)/2) * min(28, g.slot/float64(len(s.Series)))
		g.marker(n, colours()[n], g.at(g.middle(week)+across, g.low-19), true)
		return
	}
	g.fill(color.RGBA{0xf0, 0xf0, 0xf0, 0xff}, g.rectangle(g.middle(week)-g.slot*0.46, g.low+2, g.middle(week)+g.slot*0.46, g.high))
	size := float64(noteSize)
	if b := g.set(s.TooFew, g.plain, size, g.slot*0.9, 3); g.slot >= 80 {
		g.text(b, g.middle(week), (g.low+g.high)/2+b.height/2, 0.5, grey())
	}
}
