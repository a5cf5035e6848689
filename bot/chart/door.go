package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"
)

// The page at a door has the shape of A4, at 150 dots to the inch.
const (
	doorWide = 1240
	doorHigh = 1754
	doorDot  = 26 // pixels of a side of one dot of a digit
)

// DoorPage draws the page at the door of a meeting: a link as a QR code, and below it the
// digits of a code in two groups. It has no words: who reads it need not share a language, and
// it does not say what it is for. ErrSpec: the link is too long, or the code is no six digits.
func DoorPage(link, code string) ([]byte, error) {
	square, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("%w: a link of %d bytes: %w", ErrSpec, len(link), err)
	}
	if len(code) != 6 {
		return nil, fmt.Errorf("%w: a code of %d digits", ErrSpec, len(code))
	}
	page := image.NewPaletted(image.Rect(0, 0, doorWide, doorHigh), color.Palette{color.White, color.Black})
	dot := func(x, y, side int) {
		for dy := range side {
			for dx := range side {
				page.SetColorIndex(x+dx, y+dy, 1)
			}
		}
	}
	modules := square.Bounds().Dx()
	module := (doorWide - 2*100) / (modules + 2*quietZone)
	left := (doorWide - modules*module) / 2
	top := 100 + quietZone*module
	for y := range modules {
		for x := range modules {
			if level, _, _, _ := square.At(square.Bounds().Min.X+x, square.Bounds().Min.Y+y).RGBA(); level == 0 {
				dot(left+x*module, top+y*module, module)
			}
		}
	}
	const wide = 6*5 + 4 + 3 // columns: six digits, a gap between two, a wider one in the middle
	x := (doorWide - wide*doorDot) / 2
	for i, r := range code {
		if r < '0' || r > '9' {
			return nil, fmt.Errorf("%w: a code with %q", ErrSpec, r)
		}
		for row, line := range digits[r-'0'] {
			for column, mark := range line {
				if mark == '#' {
					dot(x+column*doorDot, doorHigh-doorDot*12+row*doorDot, doorDot)
				}
			}
		}
		x += 6 * doorDot
		if i == 2 {
			x += 2 * doorDot
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		return nil, fmt.Errorf("write the page of a door: %w", err)
	}
	return b.Bytes(), nil
}

// digits are drawn by dots, so that they read the same wherever they are printed.
var digits = [10][7]string{
	{" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "},
	{"  #  ", " ##  ", "# #  ", "  #  ", "  #  ", "  #  ", "#####"},
	{" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"},
	{" ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### "},
	{"   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # "},
	{"#####", "#    ", "#### ", "    #", "    #", "#   #", " ### "},
	{" ### ", "#    ", "#    ", "#### ", "#   #", "#   #", " ### "},
	{"#####", "    #", "   # ", "   # ", "  #  ", "  #  ", "  #  "},
	{" ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### "},
	{" ### ", "#   #", "#   #", " ####", "    #", "    #", " ### "},
}
