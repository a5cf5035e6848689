package chart

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// letters sets words: it splits a text by direction and script, shapes each
// piece (Arabic letters join), breaks lines, and orders the pieces as they are
// read. DejaVu Sans has Latin, Cyrillic, Hebrew and Arabic.
type letters struct {
	plain, bold *font.Face
	direction   di.Direction
	lang        language.Language
	shaper      shaping.HarfbuzzShaper
	splitter    shaping.Segmenter
	wrapper     shaping.LineWrapper
}

// mostRunes is how much of a text is set; no caption is nearly as long.
const mostRunes = 400

func newLetters(lang string) (*letters, error) {
	plain, err := font.ParseTTF(bytes.NewReader(dejavusans.TTF))
	if err != nil {
		return nil, fmt.Errorf("read the plain font: %w", err)
	}
	bold, err := font.ParseTTF(bytes.NewReader(dejavusansbold.TTF))
	if err != nil {
		return nil, fmt.Errorf("read the bold font: %w", err)
	}
	l := &letters{plain: plain, bold: bold, lang: language.NewLanguage(lang), direction: di.DirectionLTR}
	if rightToLeft(lang) {
		l.direction = di.DirectionRTL
	}
	return l, nil
}

// rightToLeft says from which side a language is read.
func rightToLeft(lang string) bool { return lang == "ar" || lang == "he" }

// block is a text set in lines, ready to draw.
type block struct {
	lines        []shaping.Line
	width        float64 // of the longest line
	size, height float64 // of the letters; of all lines
	cut          bool    // an ellipsis stands for the rest
}

const leading = 1.25 // from line to line, in letter sizes

// set breaks a text into at most some lines of a width, all in pixels; what
// does not fit ends in an ellipsis.
func (l *letters) set(text string, face *font.Face, size, width float64, lines int) block {
	runes := []rune(text)
	if len(runes) > mostRunes {
		runes = append(runes[:mostRunes:mostRunes], '…')
	}
	for i, r := range runes {
		if r == '\n' || r == '\r' || r == '\t' {
			runes[i] = ' '
		}
	}
	b := block{size: size}
	if len(runes) == 0 {
		return b
	}
	in := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: l.direction, Face: face,
		Size: fixed.Int26_6(size * 64), Language: l.lang,
	}
	dots := in
	dots.Text, dots.RunEnd, dots.Script = []rune("…"), 1, language.Common
	config := shaping.WrapConfig{Direction: l.direction, TruncateAfterLines: lines}.WithTruncator(&l.shaper, dots)
	var runs []shaping.Output
	for _, piece := range l.splitter.Split(in, oneFace{face}) {
		runs = append(runs, l.shaper.Shape(piece))
	}
	wrapped, missing := l.wrapper.WrapParagraph(config, int(width), runes, shaping.NewSliceIterator(runs))
	for _, line := range wrapped { // the wrapper keeps its lines for the next text
		b.lines = append(b.lines, slices.Clone(line))
		b.width = max(b.width, lineWidth(line))
	}
	b.height, b.cut = float64(len(b.lines))*size*leading, missing > 0
	return b
}

// oneFace draws every letter with one font.
type oneFace struct{ face *font.Face }

func (o oneFace) ResolveFace(rune) *font.Face { return o.face }

func lineWidth(line shaping.Line) float64 {
	w := 0.0
	for _, run := range line {
		w += pixels(run.Advance)
	}
	return w
}

func pixels(v fixed.Int26_6) float64 { return float64(v) / 64 }

// draw puts a block's lines under top, each with its left edge (align 0), its
// middle (0.5) or its right edge (1) at x.
func (b block) draw(c vg.Canvas, x, top, align float64, ink color.Color) {
	c.SetColor(ink)
	for i, line := range b.lines {
		dot := x - align*lineWidth(line)
		base := top - float64(i)*b.size*leading - b.size
		runs := slices.Clone(line)
		slices.SortFunc(runs, func(p, q shaping.Output) int { return cmp.Compare(p.VisualIndex, q.VisualIndex) })
		for _, run := range runs {
			dot = drawRun(c, run, dot, base)
		}
	}
}

// drawRun fills the outlines of one run and returns where the next one begins.
func drawRun(c vg.Canvas, run shaping.Output, dot, base float64) float64 {
	scale := pixels(run.Size) / float64(run.Face.Upem())
	for _, g := range run.Glyphs {
		outline, ok := run.Face.GlyphDataOutline(g.GlyphID)
		if ok && len(outline.Segments) > 0 {
			x, y := dot+pixels(g.XOffset), base+pixels(g.YOffset)
			at := func(p opentype.SegmentPoint) vg.Point {
				return vg.Point{X: vg.Length(x + float64(p.X)*scale), Y: vg.Length(y + float64(p.Y)*scale)}
			}
			c.Fill(path(outline, at))
		}
		dot += pixels(g.Advance)
	}
	return dot
}

func path(outline font.GlyphOutline, at func(opentype.SegmentPoint) vg.Point) vg.Path {
	var p vg.Path
	for _, s := range outline.Segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			p.Move(at(s.Args[0]))
		case opentype.SegmentOpLineTo:
			p.Line(at(s.Args[0]))
		case opentype.SegmentOpQuadTo:
			p.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case opentype.SegmentOpCubeTo:
			p.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	p.Close()
	return p
}
