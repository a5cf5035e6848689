package chart

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// MostBars is the most that fits a picture.
const MostBars = 16

// BarsSpec is shares of one question. All words come in ready, in Lang.
type BarsSpec struct {
	Title  string
	Lang   string // en es he ar ru uk pl
	Bars   []Bar
	TooFew string // said where a number is hidden
	Note   string // how many answered, when, in which languages, "self-selected"
}

// Bar is one answer.
type Bar struct {
	Label  string
	Share  float64 // 0 to 1
	Text   string  // the share in words, "34 % (41)"
	Hidden bool    // no number may be shown; Share and Text are not looked at
}

func (s BarsSpec) check() error {
	if len(s.Bars) == 0 || len(s.Bars) > MostBars {
		return fmt.Errorf("%d bars: %w", len(s.Bars), ErrSpec)
	}
	for _, b := range s.Bars {
		if !b.Hidden && !(b.Share >= 0 && b.Share <= 1) { // refuses NaN too
			return fmt.Errorf("share %v: %w", b.Share, ErrSpec)
		}
	}
	return nil
}

// Bars draws shares as bars that begin at 0 where reading begins and end at the
// whole, 1080x720, lower with one or two answers and higher with many, as PNG. A hidden one is an
// empty, dashed bar that says TooFew.
func Bars(s BarsSpec) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	const row = 84
	high := 270 + row*len(s.Bars)
	if len(s.Bars) > 2 {
		high = max(height, high)
	}
	f, err := newFrame(s.Lang, s.Title, s.Note, high)
	if err != nil {
		return nil, err
	}
	each := min(150, (f.top-f.bottom)/float64(len(s.Bars)))
	names := 0.0
	var labels []block
	for _, b := range s.Bars {
		l := f.set(b.Label, f.plain, textSize, width*0.36, 2)
		labels, names = append(labels, l), max(names, l.width)
	}
	from := margin + names + 20
	values, wide := f.values(s)
	to := width - margin - wide - 20
	for i, b := range s.Bars {
		middle := f.top - each*(float64(i)+0.5)
		f.text(labels[i], from-20, middle+labels[i].height/2+2, 1, ink())
		thick := min(56, each*0.62) / 2
		whole := f.rectangle(from, middle-thick, to, middle+thick)
		end := from
		if b.Hidden {
			f.dashed(grey(), whole)
		} else {
			f.fill(color.RGBA{0xf0, 0xf0, 0xf0, 0xff}, whole)
			end = from + (to-from)*b.Share
			f.fill(colours()[0], f.rectangle(from, middle-thick, end, middle+thick))
		}
		if b.Hidden {
			f.text(values[i], (from+to)/2, middle+values[i].height/2+2, 0.5, grey())
		} else {
			f.text(values[i], to+16, middle+values[i].height/2+2, 0, ink())
		}
	}
	f.line(ink(), 3, f.at(from, f.top), f.at(from, f.top-each*float64(len(s.Bars))))
	return f.png()
}

// values sets the words at the bars' ends, and says how wide the widest is.
func (f *frame) values(s BarsSpec) (all []block, wide float64) {
	for _, b := range s.Bars {
		if b.Hidden {
			all = append(all, f.set(s.TooFew, f.plain, noteSize, width*0.34, 2))
			continue
		}
		v := f.set(b.Text, f.bold, textSize, width*0.24, 2)
		all, wide = append(all, v), math.Max(wide, v.width)
	}
	return all, wide
}

func (f *frame) dashed(c color.Color, p vg.Path) {
	f.canvas.SetColor(c)
	f.canvas.SetLineWidth(2)
	f.canvas.SetLineDash([]vg.Length{8, 6}, 0)
	f.canvas.Stroke(p)
	f.canvas.SetLineDash(nil, 0)
}
