package bot

import (
	"context"
	"errors"
	"maps"
	"sync"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage"
)

// picture names one that is drawn where it is sent: a thousand messages with the
// same picture keep none in Redis. Field numbers are a format.
type picture struct {
	Wave   string     `cbor:"1,keyasint"`
	Number int        `cbor:"2,keyasint"` // of the question, from 0
	Lang   flows.Lang `cbor:"3,keyasint"`
}

// pictureFor is what a message with a picture carries; nil without one.
func pictureFor(say flows.Say) *picture {
	if say.Picture == nil {
		return nil
	}
	return &picture{Wave: say.Picture.Wave.ID, Number: say.Picture.Number, Lang: say.Lang}
}

// galleryMost is how many pictures a process keeps.
const galleryMost = 70

// hung is a picture that was drawn, and its file id once Telegram has it.
type hung struct {
	png []byte
	id  string
}

// gallery draws each picture once in a process and uploads it once: whoever comes
// later gets what Telegram has already.
type gallery struct {
	mu    sync.Mutex
	all   map[picture]hung
	doors map[picture]chan struct{} // who draws or uploads one holds its door
}

// alone waits until nobody else draws or uploads a picture, and gives what ends
// that; nil if ctx ends first.
func (g *gallery) alone(ctx context.Context, p picture) (leave func()) {
	g.mu.Lock()
	door := g.doors[p]
	if door == nil {
		if g.doors == nil {
			g.doors = map[picture]chan struct{}{}
		}
		door = make(chan struct{}, 1)
		g.doors[p] = door
	}
	g.mu.Unlock()
	select {
	case door <- struct{}{}:
		return func() { <-door }
	case <-ctx.Done():
		return nil
	}
}

func (g *gallery) get(p picture) (hung, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h, ok := g.all[p]
	return h, ok
}

func (g *gallery) put(p picture, h hung) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = map[picture]hung{}
	}
	if len(g.all) >= galleryMost {
		maps.DeleteFunc(g.all, func(old picture, _ hung) bool { return old != p })
		maps.DeleteFunc(g.doors, func(old picture, _ chan struct{}) bool { return old != p })
	}
	g.all[p] = h
}

// sendPicture sends a picture with its caption. One that cannot be drawn is no
// reason to keep the words back.
func (b *Bot) sendPicture(ctx context.Context, params map[string]string, p picture) (int, error) {
	if h, _ := b.gallery.get(p); h.id != "" {
		return b.sendHung(ctx, params, p, h)
	}
	leave := b.gallery.alone(ctx, p)
	if leave == nil {
		return 0, notYet("another upload of the picture takes long")
	}
	defer leave()
	h, err := b.draw(ctx, p)
	switch {
	case storage.BadRecord(err), errors.Is(err, errNoPicture):
		b.log.Error("a picture cannot be drawn; its words are sent", "wave", p.Wave, "question", p.Number, "error", err)
		params["text"] = params["caption"]
		delete(params, "caption")
		r, err := b.api.Call(ctx, "sendMessage", params)
		return r.MessageID, err
	case err != nil: // Redis is away
		return 0, notYet("the numbers of a picture cannot be read")
	}
	return b.sendHung(ctx, params, p, h)
}

// notYet is the error of a message that is to be sent again in a moment.
func notYet(why string) error {
	return &api.Error{Method: "sendPhoto", Description: why, Fate: api.NeverSent}
}

// sendHung sends a picture that was drawn: by its file id, if Telegram has it and
// has not forgotten.
func (b *Bot) sendHung(ctx context.Context, params map[string]string, p picture, h hung) (int, error) {
	if h.id != "" {
		params["photo"] = h.id
		r, err := b.api.Call(ctx, "sendPhoto", params)
		if err == nil || !api.BadRequest(err) {
			return r.MessageID, err
		}
		delete(params, "photo")
	}
	r, err := b.api.SendPhoto(ctx, params, "results.png", h.png)
	if err == nil {
		if id := photoID(r); id != "" {
			b.gallery.put(p, hung{png: h.png, id: id})
		}
	}
	return r.MessageID, err
}

// photoID is the file id of the largest size of a photo that was sent.
func photoID(r api.Result) string {
	var m struct {
		Photo []struct {
			ID string `json:"file_id"`
		} `json:"photo"`
	}
	if r.Decode(&m) != nil || len(m.Photo) == 0 {
		return ""
	}
	return m.Photo[len(m.Photo)-1].ID
}

// errNoPicture says that there is nothing to draw.
var errNoPicture = errors.New("there is no such picture")

// draw gives a picture, drawn now or before. Its door is held.
func (b *Bot) draw(ctx context.Context, p picture) (hung, error) {
	if h, ok := b.gallery.get(p); ok {
		return h, nil
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return hung{}, err
	}
	r, err := b.whatCame(ctx, board, p.Wave)
	if errors.Is(err, storage.ErrNoResult) {
		return hung{}, errNoPicture
	}
	if err != nil {
		return hung{}, err
	}
	f, err := r.findings()
	if err != nil || p.Number < 0 || p.Number >= len(f.Items) || !f.Items[p.Number].Drawn() {
		return hung{}, errors.Join(errNoPicture, err)
	}
	png, err := b.render.FindingPicture(f.Items[p.Number], p.Lang)
	if err != nil {
		return hung{}, errors.Join(errNoPicture, err)
	}
	h := hung{png: png}
	b.gallery.put(p, h)
	return h, nil
}
