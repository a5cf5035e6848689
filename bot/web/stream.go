package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"porchlight/bot/emulator"
)

const (
	heartbeat = 15 * time.Second // also sets the page's clock right
	slowest   = 20 * time.Second // a browser that takes longer to read is let go
)

// stream sends server-sent events: "state" once, the whole page; then "message"
// (new or changed), "deleted" (message 0: all), "toast", "action", "phone" (what
// a phone shows besides its messages), "words" (the page's language), "play" (a story),
// "due" (what winding the clock brought) and "clock". The feeds are opened before
// the state is read, so nothing is missed; what is then told twice tells the
// script nothing new.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	if s.ctx.Err() != nil {
		problem(w, http.StatusServiceUnavailable, "the demo is ending")
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()

	changed, moved := s.state.wait(), s.Clock.Moved()
	happened := make(chan happening, 16)
	var pumps sync.WaitGroup
	defer pumps.Wait()
	defer cancel() // before the wait above
	for _, p := range s.phones {
		feed := p.person.Subscribe()
		pumps.Go(func() { pump(ctx, p, feed, happened) })
	}

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy in between must not collect
	out := &events{w: w, control: http.NewResponseController(w), phones: map[int64][]byte{}}
	for _, p := range s.phones {
		out.remember(p.ID, s.viewPhone(p))
	}
	words, play, due := s.viewWords(), s.viewPlay(), s.viewDue()
	out.send("state", s.viewPage())
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for out.err == nil {
		select {
		case <-ctx.Done():
			return
		case h := <-happened:
			out.tell(h)
			out.phone(s.viewPhone(h.phone))
		case <-changed:
			changed = s.state.wait()
			for _, p := range s.phones {
				out.phone(s.viewPhone(p))
			}
			if now := s.viewWords(); now != words {
				words = now
				out.send("words", words)
			}
			if now := s.viewPlay(); now.Serial != play.Serial {
				play = now
				out.send("play", play)
			}
			if now := s.viewDue(); now != due && now != nil {
				due = now
				out.send("due", due)
			}
		case <-moved:
			moved = s.Clock.Moved()
			out.send("clock", s.viewClock())
		case <-tick.C:
			out.send("clock", s.viewClock())
		}
	}
}

// happening is an event of a phone's chat.
type happening struct {
	phone *phone
	emulator.Event
}

// pump passes a phone's events on until ctx ends.
func pump(ctx context.Context, p *phone, feed *emulator.Feed, to chan<- happening) {
	defer feed.Close()
	for {
		e, err := feed.Next(ctx)
		if err != nil {
			return
		}
		select {
		case to <- happening{p, e}:
		case <-ctx.Done():
			return
		}
	}
}

// events writes server-sent events and keeps the first error.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	phones  map[int64][]byte // what the page was last told of each phone
	err     error
}

func (e *events) send(name string, v any) {
	data, err := json.Marshal(v)
	if err == nil && e.err == nil {
		// A server without deadlines, such as a test's recorder, refuses one.
		_ = e.control.SetWriteDeadline(time.Now().Add(slowest))
		if _, err = fmt.Fprintf(e.w, "event: %s\ndata: %s\n\n", name, data); err == nil {
			err = e.control.Flush()
		}
	}
	if e.err == nil {
		e.err = err
	}
}

func (e *events) tell(h happening) {
	id := h.phone.ID
	switch h.Kind {
	case emulator.EventNew, emulator.EventEdited:
		e.send("message", struct {
			Phone   int64       `json:"phone"`
			New     bool        `json:"new"`
			Message messageView `json:"message"`
		}{id, h.Kind == emulator.EventNew, viewMessage(h.Message)})
	case emulator.EventDeleted:
		e.send("deleted", struct {
			Phone   int64 `json:"phone"`
			Message int   `json:"message"`
		}{id, h.Message.ID})
	case emulator.EventToast:
		e.send("toast", struct {
			Phone int64  `json:"phone"`
			Text  string `json:"text"`
			Alert bool   `json:"alert"`
			URL   string `json:"url"`
		}{id, h.Toast.Text, h.Toast.Alert, h.Toast.URL})
	case emulator.EventAction:
		e.send("action", struct {
			Phone  int64  `json:"phone"`
			Action string `json:"action"`
		}{id, h.Action})
	}
}

// phone sends what a phone shows, if that is news to the page.
func (e *events) phone(v phoneView) {
	if e.remember(v.ID, v) {
		e.send("phone", v)
	}
}

func (e *events) remember(id int64, v phoneView) (news bool) {
	data, err := json.Marshal(v)
	if err != nil && e.err == nil {
		e.err = err
	}
	news = !bytes.Equal(data, e.phones[id])
	e.phones[id] = data
	return news
}
