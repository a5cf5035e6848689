package web

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	_ "embed"
)

// shownTypes are the pictures that a browser is given to show. Everything else
// is given to save: a file of a stranger's making must not act as a page here.
var shownTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

// file serves the file in a message that the phone shows.
func (s *Server) file(w http.ResponseWriter, r *http.Request, p *phone) {
	id, err := strconv.Atoi(r.PathValue("message"))
	m, ok := p.person.Chat().Message(id)
	if err != nil || !ok || m.Media == nil {
		problem(w, http.StatusNotFound, "there is no such file")
		return
	}
	data, ok := s.Emulator.FileBytes(m.Media.FileID)
	if !ok {
		problem(w, http.StatusNotFound, "the file is not kept")
		return
	}
	kind := http.DetectContentType(data)
	h := w.Header()
	switch {
	case m.Media.Kind == "photo" && slices.Contains(shownTypes, kind):
	case m.Media.Kind == "voice" && isSound(kind):
	default:
		kind = "application/octet-stream"
		name := m.Media.Name
		if name == "" {
			name = m.Media.Kind
		}
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("ETag", strconv.Quote(m.Media.UniqueID))
	http.ServeContent(w, r, "", m.Date, bytes.NewReader(data))
}

// isSound reports whether a voice note's bytes are something to play: what
// browsers record is Ogg, WebM or MP4.
func isSound(kind string) bool {
	return strings.HasPrefix(kind, "audio/") || slices.Contains([]string{"application/ogg", "video/webm", "video/mp4"}, kind)
}

// samplePhoto sends a drawing of what people report most: a street at dusk
// whose lamp is dark.
func samplePhoto(p *phone) error {
	const w, h = 640, 480
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		shade := color.RGBA{uint8(28 + y/8), uint8(34 + y/9), uint8(70 + y/14), 255}
		draw.Draw(img, image.Rect(0, y, w, y+1), image.NewUniform(shade), image.Point{}, draw.Src)
	}
	box := func(x0, y0, x1, y1 int, c color.RGBA) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	wall, lit, dark, road := color.RGBA{52, 50, 72, 255}, color.RGBA{246, 200, 108, 255}, color.RGBA{36, 36, 54, 255}, color.RGBA{44, 44, 52, 255}
	for i, house := range []image.Rectangle{image.Rect(20, 150, 190, 380), image.Rect(210, 90, 400, 380), image.Rect(470, 180, 620, 380)} {
		box(house.Min.X, house.Min.Y, house.Max.X, house.Max.Y, wall)
		for x := house.Min.X + 18; x+26 < house.Max.X; x += 44 {
			for y := house.Min.Y + 20; y+34 < house.Max.Y; y += 56 {
				c := dark
				if (x+y+i)%3 == 0 {
					c = lit
				}
				box(x, y, x+26, y+34, c)
			}
		}
	}
	box(0, 380, w, h, road)
	for x := 10; x < w; x += 110 {
		box(x, 428, x+60, 434, color.RGBA{150, 150, 150, 255})
	}
	box(430, 130, 438, 384, color.RGBA{20, 20, 26, 255}) // the lamp post
	box(398, 124, 438, 132, color.RGBA{20, 20, 26, 255})
	box(392, 132, 416, 142, color.RGBA{70, 70, 78, 255}) // and its dark lamp
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	p.person.Photo(b.Bytes(), "")
	p.setBlocked(false)
	return nil
}

// sampleNote is a voice note of two seconds: three soft tones.
//
//go:embed sample.ogg
var sampleNote []byte

func sampleVoice(p *phone) error {
	p.person.Voice(sampleNote, 2)
	p.setBlocked(false)
	return nil
}
