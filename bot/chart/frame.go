package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// Sizes in pixels: wide enough for a phone held upright, letters that stay
// legible when the picture is shown at a third of its width.
const (
	width     = 1080
	height    = 720
	margin    = 40
	titleSize = 42
	textSize  = 29
	noteSize  = 25
)

// Ink, and colours that people with any colour vision tell apart. Source: Okabe
// and Ito 2008, Color Universal Design.
func ink() color.Color  { return color.RGBA{0x22, 0x22, 0x22, 0xff} }
func grey() color.Color { return color.RGBA{0x5a, 0x5a, 0x5a, 0xff} }
func pale() color.Color { return color.RGBA{0xe9, 0xe9, 0xe9, 0xff} }

func colours() []color.Color {
	return []color.Color{
		color.RGBA{0x00, 0x72, 0xb2, 0xff}, color.RGBA{0xd5, 0x5e, 0x00, 0xff},
		color.RGBA{0x00, 0x9e, 0x73, 0xff}, color.RGBA{0xcc, 0x79, 0xa7, 0xff},
	}
}

// frame is a picture being drawn. Its coordinates grow upwards; across it, x is
// counted from where the language's readers begin, and turned round at the last
// moment: so everything is laid out once, for both directions.
type frame struct {
	*letters
	canvas *vgimg.Canvas
	high   float64
	mirror bool
	top    float64 // what is still free, between title and note
	bottom float64
}

// newFrame sets the title above and the note below.
func newFrame(lang, title, note string, high int) (*frame, error) {
	l, err := newLetters(lang)
	if err != nil {
		return nil, err
	}
	f := &frame{letters: l, high: float64(high), mirror: rightToLeft(lang)}
	f.canvas = vgimg.NewWith(vgimg.UseWH(width, vg.Length(high)), vgimg.UseDPI(72), vgimg.UseBackgroundColor(color.White))
	f.top, f.bottom = f.high-margin*0.6, margin*0.6
	b := f.set(title, f.bold, titleSize, width-2*margin, 2)
	if b.cut {
		b = f.set(title, f.bold, titleSize*0.8, width-2*margin, 3)
	}
	if len(b.lines) > 0 {
		f.text(b, margin, f.top, 0, ink())
		f.top -= b.height + margin*0.4
	}
	if b := f.set(note, f.plain, noteSize, width-2*margin, 3); len(b.lines) > 0 {
		f.text(b, margin, f.bottom+b.height, 0, grey())
		f.bottom += b.height + margin*0.5
	}
	return f, nil
}

// x turns a distance from the reading edge into one from the left.
func (f *frame) x(from float64) float64 {
	if f.mirror {
		return width - from
	}
	return from
}

func (f *frame) at(from, y float64) vg.Point {
	return vg.Point{X: vg.Length(f.x(from)), Y: vg.Length(y)}
}

// text draws a block; align 0 begins at from, 0.5 is centred there, 1 ends there.
func (f *frame) text(b block, from, top, align float64, c color.Color) {
	if f.mirror {
		align = 1 - align
	}
	b.draw(f.canvas, f.x(from), top, align, c)
}

// line strokes a line through points.
func (f *frame) line(c color.Color, thick float64, points ...vg.Point) {
	var p vg.Path
	for i, pt := range points {
		if i == 0 {
			p.Move(pt)
			continue
		}
		p.Line(pt)
	}
	f.canvas.SetColor(c)
	f.canvas.SetLineWidth(vg.Length(thick))
	f.canvas.Stroke(p)
}

// rectangle is the outline from one corner to the other.
func (f *frame) rectangle(from, low, to, high float64) vg.Path {
	var p vg.Path
	p.Move(f.at(from, low))
	p.Line(f.at(to, low))
	p.Line(f.at(to, high))
	p.Line(f.at(from, high))
	p.Close()
	return p
}

func (f *frame) fill(c color.Color, p vg.Path) {
	f.canvas.SetColor(c)
	f.canvas.Fill(p)
}

// marker draws a series' sign: shapes differ as well as colours. A hollow one
// stands for a hidden number.
func (f *frame) marker(series int, c color.Color, pt vg.Point, hollow bool) {
	const r = 10
	var p vg.Path
	corners := [][]float64{nil, {45, 135, 225, 315}, {90, 210, 330}, {0, 90, 180, 270}}[series]
	for i, degrees := range corners {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		corner := vg.Point{X: pt.X + vg.Length(r*1.25*cos), Y: pt.Y + vg.Length(r*1.25*sin)}
		if i == 0 {
			p.Move(corner)
			continue
		}
		p.Line(corner)
	}
	if corners == nil {
		p.Move(vg.Point{X: pt.X + r, Y: pt.Y})
		p.Arc(pt, r, 0, 2*math.Pi)
	}
	p.Close()
	if !hollow {
		f.fill(c, p)
		return
	}
	f.fill(color.White, p)
	f.canvas.SetColor(c)
	f.canvas.SetLineWidth(3)
	f.canvas.Stroke(p)
}

// png ends the picture.
func (f *frame) png() ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, f.canvas.Image()); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return out.Bytes(), nil
}
