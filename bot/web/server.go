package web

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
)

// Phone is one phone on the page and the person who holds it.
type Phone struct {
	ID   int64  // Telegram user id
	Role string // "resident", or a role of flows: what its holder is in the programme
	Name string // the person's first name
	Lang string // the phone's language: language_code

	// Switchable phones share one place on the page: a menu above it says whose
	// phone lies there.
	Switchable bool
}

// Place is a place that a phone can share as its location.
type Place struct {
	Name string
	Lat  float64 // degrees
	Lon  float64
}

// Config is what a Server is made from. Emulator and Phones are needed.
type Config struct {
	Emulator *emulator.Server
	Phones   []Phone

	Clock     *Clock         // default: a clock of its own; give the bot the same
	Zone      *time.Location // in which times are shown; default UTC
	Jumps     []Jump         // default DefaultJumps(Zone)
	Places    []Place        // for the location picker
	Languages []string       // codes offered for the page and the phones; default the house's seven
	Language  string         // the page's own at first; default that of the first phone
	Title     string         // default "Porchlight", and the programme's
	Hosts     []string       // host names served besides localhost and IP addresses
	Log       *slog.Logger   // default: none

	// Programme is whose name, borders and languages the page shows. Without one
	// the page has no map, and the bot is taken to speak every language.
	Programme *flows.Programme

	Store   *storage.Store // the bot's, for what a thief sees; nil: that is not shown
	Stories []Story        // that can be played
}

// Server is the page. It is an http.Handler.
type Server struct {
	Config
	boot   string // tells a page that the server it knew is gone
	phones []*phone
	state  signal // something changed that is no event of a chat
	mux    http.Handler

	stories []Story // those that can be played here

	mu      sync.Mutex
	lang    string // the page's own language
	due     *dueView
	stopDue context.CancelFunc
	stage   stage

	ctx    context.Context // ends with Close; of what outlives a request
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

//go:embed static
var static embed.FS

// New makes the page and, in the emulator, the people who hold its phones.
// Close ends it.
func New(cfg Config) (*Server, error) {
	if cfg.Emulator == nil {
		return nil, errors.New("web: no emulator")
	}
	if len(cfg.Phones) == 0 {
		return nil, errors.New("web: no phones")
	}
	if cfg.Clock == nil {
		cfg.Clock = &Clock{}
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Jumps == nil {
		cfg.Jumps = DefaultJumps(cfg.Zone)
		if cfg.Programme != nil {
			cfg.Jumps = append(cfg.Jumps, textsJump(cfg.Programme, cfg.Zone))
		}
	}
	if cfg.Languages == nil {
		cfg.Languages = []string{"en", "es", "he", "ar", "ru", "uk", "pl"}
	}
	if cfg.Language == "" {
		cfg.Language = cfg.Phones[0].Lang
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Config: cfg, boot: rand.Text(), lang: cfg.Language}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, p := range cfg.Phones {
		if slices.ContainsFunc(s.phones, func(o *phone) bool { return o.ID == p.ID }) {
			return nil, fmt.Errorf("web: two phones with id %d", p.ID)
		}
		s.phones = append(s.phones, newPhone(cfg.Emulator, p))
	}
	s.stories = s.playable(cfg.Stories)
	s.mux = s.guard(s.routes())
	return s, nil
}

// Close ends the streams and whatever waits for the bot, and waits for both.
// Call it before http.Server.Shutdown, which would wait for the streams.
func (s *Server) Close() {
	s.cancel()
	s.wg.Wait()
}

// ServeHTTP serves the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the path is a constant: it cannot be wrong at run time only
	}
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /events", s.stream)
	mux.HandleFunc("GET /log", s.callLog)
	mux.HandleFunc("POST /clock", s.wind)
	mux.HandleFunc("POST /language", s.chooseForAll)
	mux.HandleFunc("POST /play", s.play)
	mux.HandleFunc("GET /thief", s.thief)
	mux.HandleFunc("GET /phones/{id}/commands", s.on(s.commands))
	mux.HandleFunc("GET /phones/{id}/files/{message}", s.on(s.file))
	for name, act := range s.acts() {
		mux.HandleFunc("POST /phones/{id}/"+name, s.on(s.doing(act)))
	}
	return mux
}

// on finds the phone that a path names.
func (s *Server) on(h func(http.ResponseWriter, *http.Request, *phone)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, p := range s.phones {
			if fmt.Sprint(p.ID) == r.PathValue("id") {
				h(w, r, p)
				return
			}
		}
		problem(w, http.StatusNotFound, "there is no such phone")
	}
}

// reply writes v as JSON.
func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the browser has gone: nobody to tell
}

// problem writes what went wrong, in words that the page can show.
func problem(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text})
}
