package web

import (
	"time"

	"porchlight/bot/emulator"
)

// The shapes below are what the page's script reads. Times are Unix
// milliseconds, 0 for none; offsets count UTF-16 units, as in the script.

type pageView struct {
	Boot      string      `json:"boot"`
	Title     string      `json:"title"`
	Note      string      `json:"note"`
	Languages []string    `json:"languages"`
	Places    []placeView `json:"places"`
	Clock     clockView   `json:"clock"`
	Phones    []chatView  `json:"phones"`
}

type placeView struct {
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

type clockView struct {
	Now   int64    `json:"now"`
	Ahead int64    `json:"ahead"` // milliseconds before the machine's clock
	Zone  string   `json:"zone"`  // IANA name, "" for the browser's own
	Jumps []string `json:"jumps"`
}

type chatView struct {
	phoneView
	Messages []messageView `json:"messages"`
}

// phoneView is what a phone shows besides its messages.
type phoneView struct {
	ID       int64         `json:"id"`
	Role     string        `json:"role"`
	Name     string        `json:"name"`
	Lang     string        `json:"lang"`
	Blocked  bool          `json:"blocked"`
	Busy     bool          `json:"busy"`
	BotName  string        `json:"botName"`
	About    string        `json:"about"` // shown in an empty chat
	Keyboard *keyboardView `json:"keyboard"`
	Pinned   []int         `json:"pinned"`
}

type keyboardView struct {
	Rows        [][]emulator.KeyboardButton `json:"rows"`
	Placeholder string                      `json:"placeholder"`
	OneTime     bool                        `json:"oneTime"`
}

type messageView struct {
	ID       int                 `json:"id"`
	Bot      bool                `json:"bot"`
	At       int64               `json:"at"`
	Edited   int64               `json:"edited"`
	Text     string              `json:"text"`
	Entities []emulator.Entity   `json:"entities,omitempty"`
	Media    *mediaView          `json:"media,omitempty"`
	Place    *placeView          `json:"place,omitempty"`
	Contact  string              `json:"contact,omitempty"`
	Buttons  [][]emulator.Button `json:"buttons,omitempty"`
	ReplyTo  int                 `json:"replyTo,omitempty"`
	Forward  string              `json:"forward,omitempty"`
	Service  string              `json:"service,omitempty"`
	Guarded  bool                `json:"guarded,omitempty"` // cannot be saved or forwarded
}

type mediaView struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Seconds int    `json:"seconds"`
	Emoji   string `json:"emoji"`
	Serial  string `json:"serial"` // differs when an edit brings another file
}

func (s *Server) viewPage() pageView {
	v := pageView{Boot: s.boot, Title: s.Title, Note: s.Note, Languages: s.Languages, Clock: s.viewClock(), Places: []placeView{}}
	for _, p := range s.Places {
		v.Places = append(v.Places, placeView(p))
	}
	for _, p := range s.phones {
		chat := chatView{phoneView: s.viewPhone(p), Messages: []messageView{}}
		for _, m := range p.person.Chat() {
			chat.Messages = append(chat.Messages, viewMessage(m))
		}
		v.Phones = append(v.Phones, chat)
	}
	return v
}

func (s *Server) viewClock() clockView {
	now := s.Clock.Now()
	v := clockView{Now: now.UnixMilli(), Ahead: now.Sub(time.Now().Round(0)).Milliseconds(), Zone: s.Zone.String(), Jumps: []string{}}
	if s.Zone == time.Local {
		v.Zone = ""
	}
	for _, j := range s.Jumps {
		v.Jumps = append(v.Jumps, j.Label)
	}
	return v
}

func (s *Server) viewPhone(p *phone) phoneView {
	p.mu.Lock()
	v := phoneView{ID: p.ID, Role: p.Role, Name: p.Name, Lang: p.lang, Blocked: p.blocked, Busy: p.waiting}
	p.mu.Unlock()
	v.BotName = s.botText("name", v.Lang)
	if v.BotName == "" {
		v.BotName = s.Title
	}
	v.About = s.botText("description", v.Lang)
	v.Pinned = p.person.Pinned()
	if k := p.person.Keyboard(); k != nil && !k.ForceReply {
		v.Keyboard = &keyboardView{k.Rows, k.Placeholder, k.OneTime}
	}
	return v
}

func viewMessage(m emulator.Message) messageView {
	v := messageView{
		ID: m.ID, Bot: m.FromBot, At: m.Date.UnixMilli(), Text: m.Text, Entities: m.Entities, Buttons: m.Buttons,
		ReplyTo: m.ReplyTo, Forward: m.Forward, Service: m.Service, Guarded: m.Protected,
	}
	if !m.Edited.IsZero() {
		v.Edited = m.Edited.UnixMilli()
	}
	if f := m.Media; f != nil {
		v.Media = &mediaView{f.Kind, f.Name, f.Size, f.Width, f.Height, f.Seconds, f.Emoji, f.UniqueID}
	}
	if l := m.Location; l != nil {
		v.Place = &placeView{Lat: l.Latitude, Lon: l.Longitude}
	}
	if c := m.Contact; c != nil {
		v.Contact = c.FirstName + " " + c.LastName + " " + c.Phone
	}
	return v
}
