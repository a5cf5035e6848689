package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"
)

const (
	quietZone = 4   // modules of white around a QR code, as its standard asks for
	leastQR   = 640 // pixels of a side, at least: enough for a poster on an office printer
)

// QR draws a link as a QR code, black on white. Up to 15 in 100 of it may be dirty or torn.
// A module is a whole number of pixels, so no edge is blurred. ErrSpec: the link is too long.
func QR(link string) ([]byte, error) {
	code, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("%w: a link of %d bytes: %w", ErrSpec, len(link), err)
	}
	modules := code.Bounds().Dx() + 2*quietZone
	module := (leastQR + modules - 1) / modules
	side := modules * module
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			at := image.Pt(x/module-quietZone, y/module-quietZone)
			if !at.In(code.Bounds()) {
				continue
			}
			if level, _, _, _ := code.At(at.X, at.Y).RGBA(); level == 0 {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("write a QR code: %w", err)
	}
	return b.Bytes(), nil
}
