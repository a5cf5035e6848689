package web

import (
	"strings"
	"time"

	"github.com/paulmach/orb/planar"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// The shapes below are what the page's script reads. Times are Unix
// milliseconds, 0 for none; offsets count UTF-16 units, as in the script.

type pageView struct {
	Boot string `json:"boot"`
	pageWords
	Languages []string    `json:"languages"`
	Places    []areaView  `json:"places"`
	Clock     clockView   `json:"clock"`
	Phones    []chatView  `json:"phones"`
	Stories   []storyView `json:"stories"`
	Play      playView    `json:"play"`
	Thief     bool        `json:"thief"` // there is a store to look into
}

// pageWords is what the page shows besides the phones, in its own language.
type pageWords struct {
	Lang  string `json:"lang"`
	Title string `json:"title"`
}

// areaView is a neighbourhood on the map, or a known place, which has no rings.
type areaView struct {
	Names flows.Text     `json:"names"`
	Lat   *float64       `json:"lat"` // its middle; null: it has no border and cannot be sent
	Lon   *float64       `json:"lon"`
	Rings [][][2]float64 `json:"rings"` // longitude, latitude
}

type placeView struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

type clockView struct {
	Now   int64    `json:"now"`
	Ahead int64    `json:"ahead"` // milliseconds before the machine's clock
	Zone  string   `json:"zone"`  // IANA name, "" for the browser's own
	Jumps []string `json:"jumps"` // their names, which the page has words for
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
	Switches bool          `json:"switches"` // shares its place on the page
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
	v := pageView{Boot: s.boot, pageWords: s.viewWords(), Languages: s.Languages, Clock: s.viewClock(), Places: s.viewPlaces(), Stories: s.viewStories(), Thief: s.Store != nil}
	v.Play = s.viewPlay()
	for _, p := range s.phones {
		chat := chatView{phoneView: s.viewPhone(p), Messages: []messageView{}}
		for _, m := range p.person.Chat() {
			chat.Messages = append(chat.Messages, viewMessage(m))
		}
		v.Phones = append(v.Phones, chat)
	}
	return v
}

// viewPlaces are all neighbourhoods of the programme, and the places that were given.
func (s *Server) viewPlaces() []areaView {
	all := []areaView{}
	if s.Programme != nil {
		for _, a := range s.Programme.Areas {
			v := areaView{Names: a.Name, Rings: [][][2]float64{}}
			for _, polygon := range a.Shape {
				ring := make([][2]float64, len(polygon[0]))
				for i, point := range polygon[0] {
					ring[i] = point
				}
				v.Rings = append(v.Rings, ring)
			}
			if len(a.Shape) > 0 {
				middle, _ := planar.CentroidArea(a.Shape[0]) // of one part: between two is nothing
				v.Lat, v.Lon = &middle[1], &middle[0]
			}
			all = append(all, v)
		}
	}
	for _, p := range s.Places {
		all = append(all, areaView{Names: flows.Text{flows.English: p.Name}, Lat: &p.Lat, Lon: &p.Lon, Rings: [][][2]float64{}})
	}
	return all
}

func (s *Server) viewPlay() playView {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stage.view
}

func (s *Server) viewDue() *dueView {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.due
}

func (s *Server) viewWords() pageWords {
	s.mu.Lock()
	v := pageWords{Lang: s.lang, Title: s.Title}
	s.mu.Unlock()
	if v.Title == "" {
		v.Title = "Porchlight"
		if s.Programme != nil {
			v.Title += ": " + s.Programme.Title.In(flows.Lang(v.Lang))
		}
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
		v.Jumps = append(v.Jumps, j.Name)
	}
	return v
}

func (s *Server) viewPhone(p *phone) phoneView {
	p.mu.Lock()
	v := phoneView{ID: p.ID, Role: p.Role, Name: p.Name, Lang: p.lang, Blocked: p.blocked, Busy: p.waiting, Switches: p.Switchable}
	p.mu.Unlock()
	v.BotName = s.botText("name", v.Lang)
	if v.BotName == "" {
		v.BotName = "Porchlight"
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
	if !m.FromBot && strings.HasPrefix(m.Text, "/start ") {
		v.Text, v.Entities = "/start", nil // the apps show no more of a link
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
