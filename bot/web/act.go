package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/bot/emulator"
)

// wrong is a request that the page should not have made, in words it can show.
type wrong string

func (w wrong) Error() string { return string(w) }

// acts is the one table of what a hand can do with a phone.
func (s *Server) acts() map[string]func(*phone, *http.Request) error {
	return map[string]func(*phone, *http.Request) error{
		"text":         sendText,
		"press":        press,
		"tap":          tap,
		"start":        start,
		"location":     sendLocation,
		"photo":        sendPhoto,
		"voice":        sendVoice,
		"document":     sendDocument,
		"sample-photo": func(p *phone, _ *http.Request) error { return samplePhoto(p) },
		"sample-voice": func(p *phone, _ *http.Request) error { return sampleVoice(p) },
		"block":        block,
		"unblock":      unblock,
		"clear":        func(p *phone, _ *http.Request) error { p.person.ClearHistory(); return nil },
		"language":     s.chooseLanguage,
	}
}

// doing answers 204 to an act that was done.
func (s *Server) doing(act func(*phone, *http.Request) error) func(http.ResponseWriter, *http.Request, *phone) {
	return func(w http.ResponseWriter, r *http.Request, p *phone) {
		if err := act(p, r); err != nil {
			s.explain(w, r, err)
			return
		}
		s.attend(p)
		s.state.fire()
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) explain(w http.ResponseWriter, r *http.Request, err error) {
	var mistake wrong
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &mistake):
		problem(w, http.StatusBadRequest, mistake.Error())
	case errors.As(err, &large):
		problem(w, http.StatusRequestEntityTooLarge, "that is too large")
	default:
		s.Log.Warn("phone could not", "path", r.URL.Path, "error", err)
		problem(w, http.StatusConflict, "that is not there any more")
	}
}

// decode reads a JSON body.
func decode(r *http.Request, v any) error {
	err := json.NewDecoder(r.Body).Decode(v)
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return err
	}
	return wrong("the request is not the JSON that it should be")
}

const maxText = 16_000 // bytes; the emulator cuts at Telegram's 4096 units

func sendText(p *phone, r *http.Request) error {
	var in struct {
		Text  string `json:"text"`
		Reply int    `json:"reply"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if strings.TrimSpace(in.Text) == "" || len(in.Text) > maxText || !utf8.ValidString(in.Text) {
		return wrong("a message is 1 to 16000 bytes of text")
	}
	if in.Reply != 0 {
		p.person.Reply(in.Reply, in.Text)
	} else {
		p.person.Send(in.Text)
	}
	p.setBlocked(false) // as in the emulator, writing restarts the bot
	return nil
}

func press(p *phone, r *http.Request) error {
	var in struct {
		Message int    `json:"message"`
		Data    string `json:"data"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	_, err := p.person.Press(in.Message, in.Data)
	return err
}

// tap presses a button of the reply keyboard. A place is chosen first, and
// then sent as a location.
func tap(p *phone, r *http.Request) error {
	var in struct {
		Label string `json:"label"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if b, ok := p.person.Keyboard().Button(in.Label); ok && b.RequestLocation {
		return wrong("this button sends a place: choose one first")
	}
	if _, err := p.person.Tap(in.Label); err != nil {
		return err
	}
	p.setBlocked(false)
	return nil
}

// start opens the bot by its link. Telegram allows A-Z, a-z, 0-9, _ and - in a
// payload, 64 at most.
func start(p *phone, r *http.Request) error {
	var in struct {
		Payload string `json:"payload"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	foreign := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-'
	}
	if len(in.Payload) > 64 || strings.ContainsFunc(in.Payload, foreign) {
		return wrong("the end of a link is up to 64 of A-Z, a-z, 0-9, _ and -")
	}
	p.person.Send(strings.TrimSpace("/start " + in.Payload))
	p.setBlocked(false)
	return nil
}

func sendLocation(p *phone, r *http.Request) error {
	in := struct {
		Lat *float64 `json:"lat"`
		Lon *float64 `json:"lon"`
	}{}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Lat == nil || in.Lon == nil || math.Abs(*in.Lat) > 90 || math.Abs(*in.Lon) > 180 {
		return wrong("a latitude is -90 to 90 degrees, a longitude -180 to 180")
	}
	p.person.Location(*in.Lat, *in.Lon)
	p.setBlocked(false)
	return nil
}

// upload reads a file that is the request's body, and its caption.
func upload(r *http.Request) (data []byte, caption string, err error) {
	data, err = io.ReadAll(r.Body)
	if err != nil {
		return nil, "", err
	}
	caption = r.URL.Query().Get("caption")
	switch {
	case len(data) == 0:
		return nil, "", wrong("the file is empty")
	case utf8.RuneCountInString(caption) > 1024 || !utf8.ValidString(caption):
		return nil, "", wrong("a caption has 1024 characters at most")
	}
	return data, caption, nil
}

func sendPhoto(p *phone, r *http.Request) error {
	data, caption, err := upload(r)
	if err != nil {
		return err
	}
	if !slices.Contains(shownTypes, http.DetectContentType(data)) {
		return wrong("a picture is a JPEG, PNG, GIF or WebP file")
	}
	p.person.Photo(data, caption)
	p.setBlocked(false)
	return nil
}

func sendDocument(p *phone, r *http.Request) error {
	data, caption, err := upload(r)
	if err != nil {
		return err
	}
	name := r.URL.Query().Get("name")
	if name == "" || len(name) > 255 || !utf8.ValidString(name) {
		return wrong("a file has a name of 255 bytes at most")
	}
	p.person.Document(name, http.DetectContentType(data), data, caption)
	p.setBlocked(false)
	return nil
}

func sendVoice(p *phone, r *http.Request) error {
	data, _, err := upload(r)
	if err != nil {
		return err
	}
	seconds, err := strconv.Atoi(r.URL.Query().Get("seconds"))
	if err != nil || seconds < 0 || seconds > 3600 {
		return wrong("a voice note is an hour at most")
	}
	p.person.Voice(data, seconds)
	p.setBlocked(false)
	return nil
}

func block(p *phone, _ *http.Request) error {
	p.person.Block()
	p.setBlocked(true)
	return nil
}

// unblock is "Restart bot", which sends /start as Telegram's apps do.
func unblock(p *phone, _ *http.Request) error {
	p.person.Unblock()
	p.person.Send("/start")
	p.setBlocked(false)
	return nil
}

// commands is the menu that Telegram would show in this chat.
func (s *Server) commands(w http.ResponseWriter, _ *http.Request, p *phone) {
	menu := p.person.Menu()
	if menu == nil {
		menu = []emulator.Command{}
	}
	reply(w, menu)
}

const (
	maxAdvance = 366 * 24 * time.Hour // in one go
	settleTime = 3 * time.Second
)

// wind moves the clock: by {"seconds": n}, to {"to": Unix milliseconds}, or as
// the button {"jump": index} does. The bot first gets a moment to finish what it
// was sent: presses live 150 seconds by this clock, messages a day.
func (s *Server) wind(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Seconds int64 `json:"seconds"`
		To      int64 `json:"to"`
		Jump    *int  `json:"jump"`
	}
	if err := decode(r, &in); err != nil {
		s.explain(w, r, err)
		return
	}
	if err := s.windBy(r.Context(), in.Seconds, in.To, in.Jump); err != nil {
		s.explain(w, r, err)
		return
	}
	reply(w, s.viewClock())
}

// windBy winds the clock as wind says, and has the page told what becomes due.
func (s *Server) windBy(ctx context.Context, seconds, to int64, jump *int) error {
	idle, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	_ = s.Emulator.WaitIdle(idle) // a bot that is away does not hold the clock
	before := s.markDue(ctx)
	if err := s.windTo(seconds, to, jump); err != nil {
		return err
	}
	s.watchDue(before)
	return nil
}

func (s *Server) windTo(seconds, to int64, jump *int) error {
	now := s.Clock.Now()
	var target time.Time
	switch {
	case jump != nil:
		if *jump < 0 || *jump >= len(s.Jumps) {
			return wrong("there is no such button")
		}
		t, ok := s.Jumps[*jump].Next(now)
		if !ok {
			return wrong("nothing of that kind is ahead")
		}
		target = t
	case to != 0:
		target = time.UnixMilli(to)
	case seconds > 0 && seconds <= int64(maxAdvance/time.Second):
		s.Clock.Advance(time.Duration(seconds) * time.Second)
		return nil
	default:
		return wrong("the clock goes forward, a year at most")
	}
	if target.Sub(now) > maxAdvance {
		return wrong("the clock goes forward, a year at most")
	}
	if err := s.Clock.Forward(target); err != nil {
		return wrong(fmt.Sprint(err))
	}
	return nil
}
