package chart

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// TestAQRCodeIsItsLink reads each picture back with another library's eyes, as it is and
// with a part of it white, and looks at what the standard asks for.
func TestAQRCodeIsItsLink(t *testing.T) {
	for _, link := range []string{
		"https://t.me/porchlight_kherson_bot?start=s_lights-and-yards",
		"https://t.me/b?start=pulse",
		"https://t.me/" + strings.Repeat("a", 32) + "?start=" + strings.Repeat("Z_-9", 16),
	} {
		raw, err := QR(link)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		side := picture.Bounds().Dx()
		if side < 512 || side != picture.Bounds().Dy() {
			t.Errorf("%s: %v pixels", link, picture.Bounds())
		}
		if got := readQR(t, picture); got != link {
			t.Errorf("%q is read as %q", link, got)
		}
		dark := firstDark(picture)
		finder := 0 // pixels of the corner's edge, which is seven modules long
		for isDark(picture.At(dark.X+finder, dark.Y)) {
			finder++
		}
		if finder%7 != 0 || dark.X < 4*finder/7 || dark.Y != dark.X {
			t.Errorf("%s: a corner of %d pixels begins at %v", link, finder, dark)
		}
		torn := image.NewRGBA(picture.Bounds())
		for y := range side {
			for x := range side {
				torn.Set(x, y, picture.At(x, y))
				if x > side*45/100 && x < side*55/100 && y > side*45/100 && y < side*55/100 {
					torn.Set(x, y, color.White)
				}
			}
		}
		if got := readQR(t, torn); got != link {
			t.Errorf("torn, %q is read as %q", link, got)
		}
	}
	if _, err := QR(strings.Repeat("x", 5000)); !errors.Is(err, ErrSpec) {
		t.Errorf("too long: %v", err)
	}
}

func readQR(t *testing.T, picture image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatalf("nobody can read it: %v", err)
	}
	return got.GetText()
}

func isDark(c color.Color) bool {
	level, _, _, _ := c.RGBA()
	return level < 0x8000
}

// firstDark is where the black of a picture begins.
func firstDark(picture image.Image) image.Point {
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if isDark(picture.At(x, y)) {
				return image.Pt(x, y)
			}
		}
	}
	return image.Point{}
}

// TestTheDoorsPage: the link on it is read, the digits of each code are its own, and what is
// no code is refused.
func TestTheDoorsPage(t *testing.T) {
	const link = "https://t.me/porchlight_kherson_bot?start=d_lights-and-yards-abcdefgh2345"
	pages := map[string]bool{}
	for _, code := range []string{"012345", "678901", "012346"} {
		raw, err := DoorPage(link, code)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := readQR(t, picture); got != link {
			t.Errorf("it is read as %q", got)
		}
		if b := picture.Bounds(); b.Dy()*1000/b.Dx() != 1414 {
			t.Errorf("it is no A4: %v", b)
		}
		pages[string(raw)] = true
	}
	if len(pages) != 3 {
		t.Error("two codes look the same")
	}
	for _, wrong := range []string{"", "12345", "12345x", "1234567"} {
		if _, err := DoorPage(link, wrong); !errors.Is(err, ErrSpec) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
