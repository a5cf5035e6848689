package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// speakTime is how long somebody waits for the bot to ask which language it is
// to be.
const speakTime = 10 * time.Second

// chosen is a language that somebody chose.
type chosen struct {
	Code string `json:"code"`
}

func (s *Server) readLanguage(r *http.Request) (string, error) {
	var in chosen
	if err := decode(r, &in); err != nil {
		return "", err
	}
	if !slices.Contains(s.Languages, in.Code) {
		return "", wrong("this language is not offered")
	}
	return in.Code, nil
}

// chooseForAll is the page's switch: the page's own words, every phone, and what
// the bot says to each. The answer says whether the programme has the language.
func (s *Server) chooseForAll(w http.ResponseWriter, r *http.Request) {
	code, err := s.readLanguage(r)
	if err != nil {
		s.explain(w, r, err)
		return
	}
	s.mu.Lock()
	s.lang = code
	s.mu.Unlock()
	s.state.fire()
	var phones sync.WaitGroup
	for _, p := range s.phones {
		phones.Go(func() { s.speak(r.Context(), p, code) })
	}
	phones.Wait()
	s.state.fire()
	reply(w, map[string]bool{"spoken": s.spoken(code)})
}

// chooseLanguage is the switch above one phone.
func (s *Server) chooseLanguage(p *phone, r *http.Request) error {
	code, err := s.readLanguage(r)
	if err != nil {
		return err
	}
	s.speak(r.Context(), p, code)
	return nil
}

// spoken reports whether the bot speaks a language.
func (s *Server) spoken(code string) bool {
	return s.Programme == nil || s.Programme.Speaks(flows.Lang(code))
}

// speak changes the language of a phone, and in a chat that has begun has the
// person choose it in the bot too, as they would: by /language and a button. A
// language that the programme lacks changes the phone alone.
func (s *Server) speak(ctx context.Context, p *phone, code string) {
	p.setLanguage(code)
	s.state.fire()
	chat := p.person.Chat()
	if p.isBlocked() || len(chat) == 0 || !s.spoken(code) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, speakTime)
	defer cancel()
	last := chat[len(chat)-1].ID
	p.person.Send("/language")
	s.attend(p)
	chat, err := p.person.WaitFor(ctx, func(c emulator.Chat) bool {
		_, _, asked := offered(c, last, code)
		return asked
	})
	if err != nil {
		s.Log.Warn("the bot did not ask for the language", "error", err)
		return
	}
	screen, button, _ := offered(chat, last, code)
	if _, err := p.person.Press(screen.ID, button.Data); err != nil {
		s.Log.Warn("the language could not be chosen", "error", err)
	}
	s.attend(p)
	_ = s.Emulator.WaitUntil(ctx, func() bool { return s.settled(p) }) // later is as good
}

// does is what a button of the bot does: its data without the screen's serial.
func does(b emulator.Button) string {
	_, do, _ := strings.Cut(b.Data, "~")
	return do
}

// offered finds the bot's newest message after one with this id that has a
// button which does this.
func offered(c emulator.Chat, after int, do string) (emulator.Message, emulator.Button, bool) {
	for _, m := range slices.Backward(c) {
		if m.ID <= after {
			break
		}
		for _, row := range m.Buttons {
			for _, b := range row {
				if does(b) == do {
					return m, b, true
				}
			}
		}
	}
	return emulator.Message{}, emulator.Button{}, false
}
