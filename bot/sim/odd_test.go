package sim

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"sync"

	"porchlight/flows"
)

// pixel is a picture of one pixel.
var pixel = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// secret is something that only this person can have said.
func (r *resident) secret() string {
	token := fmt.Sprintf("geheim%dw%dz", r.number, r.rng.IntN(1_000_000_000))
	r.keep(token)
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	if r.holds(flows.RoleOrganiser) {
		r.w.model.public[token] = true
	}
	return token
}

func (r *resident) keep(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = append(r.secrets, secret)
}

// keepFile remembers the id of what was just sent.
func (r *resident) keepFile() {
	chat := r.phone.Chat()
	for i := len(chat) - 1; i >= 0; i-- {
		if m := chat[i]; !m.FromBot && m.Media != nil {
			r.keep(m.Media.FileID)
			return
		}
	}
}

// words is what people write: in any script, with anything in it.
func (r *resident) words() string {
	token := r.secret()
	switch r.rng.IntN(8) {
	case 0:
		return token + strings.Repeat(" дуже довго", 20+r.rng.IntN(200))
	case 1:
		return "\u202e" + token + "\u202c <b>&lt;</i> {{.code}} 👩‍👩‍👧"
	case 2:
		return token + "\n\nhttps://example.org/x?y=1&z=2 @nobody #tag"
	case 3:
		return "אין אור ברחוב " + token + " שלושה ימים"
	case 4:
		return "الشارع مظلم " + token
	case 5:
		return token + strings.Repeat("🙂", r.rng.IntN(50))
	}
	return "The lamps are dark, " + token + "."
}

// tell answers a question in words, by a place, a picture or a voice.
func (r *resident) tell() bool {
	r.owe()
	if k := r.phone.Keyboard(); k != nil && len(k.Rows) > 0 && r.rng.IntN(3) > 0 {
		if at := r.somewhere(); r.rng.IntN(2) == 0 {
			r.note("shares a place")
			r.phone.Location(at[0], at[1])
			return true
		}
		r.send(k.Rows[len(k.Rows)-1][0].Text)
		return true
	}
	switch r.rng.IntN(10) {
	case 0:
		at := r.somewhere()
		r.note("shares a place")
		r.phone.Location(at[0], at[1])
	case 1:
		r.note("sends a picture")
		r.phone.Photo(pixel(), r.words())
		r.keepFile()
	case 2:
		r.note("sends a voice message")
		r.phone.Voice([]byte("OggS"), 1+r.rng.IntN(100))
		r.keepFile()
	default:
		r.send(r.phrase())
	}
	return true
}

// somewhere is in town, or far away.
func (r *resident) somewhere() [2]float64 {
	a := r.w.program.Areas[r.rng.IntN(len(r.w.program.Areas))]
	if len(a.Shape) == 0 || r.rng.IntN(4) == 0 {
		return [2]float64{r.rng.Float64()*170 - 85, r.rng.Float64()*350 - 175}
	}
	ring := a.Shape[r.rng.IntN(len(a.Shape))][0]
	p, q := ring[r.rng.IntN(len(ring))], ring[r.rng.IntN(len(ring))]
	return [2]float64{(p.Lat() + q.Lat()) / 2, (p.Lon() + q.Lon()) / 2}
}

// commands are what somebody may type at any time; some exist.
func (r *resident) command() string {
	list := []string{"/menu", "/menu", "/start", "/help", "/my", "/mydata", "/sessions", "/sessions", "/pulse", "/pulse", "/guides", "/near", "/officer",
		"/concern", "/concern", "/cancel", "/language", "/desk", "/nonsense", "/start concern", "/start s_made-3", "/start g_fire",
		"/start i_AAAAAAAAAAAAAAAAAAAAAA", "/start ~~~", "/MENU", "/menu@somebody_else", "/", "/hide"}
	return list[r.rng.IntN(len(list))]
}

// odd does something that no screen asked for.
func (r *resident) odd() {
	chat := r.phone.Chat()
	n := r.rng.IntN(24)
	switch n {
	case 0, 1, 2, 3, 4, 5:
		r.write(r.command())
		return
	case 6:
		r.write([]string{"stop", "СТОП", "зупинити", "עצור", "توقف", "dość", "Alto!"}[r.rng.IntN(7)])
		return
	case 7: // the same finger twice
		m, ok := screen(chat)
		if !ok {
			r.write("/start")
			return
		}
		b, _ := r.choose(m)
		r.owe()
		_, do := parts(b.Data)
		r.pressing(m, do)
		for range 2 {
			_ = r.press(m.ID, b.Data)
		}
		return
	case 8, 9: // something that has long scrolled away
		if len(chat) > 0 {
			if m := chat[r.rng.IntN(len(chat))]; m.FromBot && len(buttons(m)) > 0 {
				b := buttons(m)[r.rng.IntN(len(buttons(m)))]
				r.owe()
				_, do := parts(b.Data)
				r.pressing(m, do)
				_ = r.press(m.ID, b.Data)
				return
			}
		}
	case 10, 11:
		r.forge(n == 10)
		return
	case 12:
		if m, ok := screen(chat); ok {
			r.note("deletes a message")
			r.phone.Delete(m.ID)
		}
		return
	case 13:
		for _, m := range chat {
			if !m.FromBot && m.Text != "" {
				r.note("edits a message")
				_, _ = r.phone.Edit(m.ID, r.words())
				return
			}
		}
		return
	case 14:
		r.w.mu.Lock()
		payload := ""
		if all := r.w.model.offers; len(all) > 0 {
			payload = all[r.rng.IntN(len(all))]
		}
		r.w.mu.Unlock()
		if payload != "" {
			r.write("/start " + payload)
			return
		}
	}
	r.owe()
	switch n {
	case 15:
		r.note("sends a sticker")
		r.phone.Sticker("🙂")
	case 16:
		r.note("shares their number")
		r.phone.ShareContact()
	case 17:
		r.note("sends a poll")
		r.phone.Poll(r.secret(), "a", "b")
	case 18:
		r.note("sends an album")
		r.phone.Album(r.words(), pixel(), pixel(), pixel())
		r.keepFile()
	case 19:
		r.note("sends a document")
		r.phone.DocumentOf(r.secret()+".pdf", 5_000_000)
		r.keepFile()
	case 20:
		r.note("forwards something")
		r.phone.Forward(r.secret(), r.words())
	default:
		r.tell()
	}
}

// forge presses what a tampered app can: a button of somebody else's, or none.
func (r *resident) forge(others bool) {
	r.owe()
	data := []string{"~", "1~send", "0~mydata.erase", "zz~yes", "0~coming.nowhere", "0~case.k7-plum-42", "0~invite.x", "0~" + strings.Repeat("a", 60)}[r.rng.IntN(8)]
	message := 1 + r.rng.IntN(50)
	if others {
		if m, ok := screen(r.w.people[r.rng.IntN(len(r.w.people))].phone.Chat()); ok {
			all := buttons(m)
			data, message = all[r.rng.IntN(len(all))].Data, m.ID
		}
	}
	_, do := parts(data)
	if m, ok := screen(r.phone.Chat()); ok { // it may fit their own
		r.pressing(m, do)
	}
	r.note("forges a press of %s under message %d", data, message)
	r.phone.ForgeCallback(message, data)
}
