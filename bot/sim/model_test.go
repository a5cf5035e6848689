package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/locales"
)

// model is what Redis must hold, going by what people did and saw.
type model struct {
	concerns map[string]*concern // by the code of the receipt
	problems []string            // what was seen that must never be
	// When the clock jumps out of an open wave: which, and who had finished it.
	wave         string
	waveFinished int
	// How much happened, to see that a seed is worth its time.
	withdrawn, joined, came, offered, finished, erased, revoked, judged int

	facts    map[cell]int // what officers were sent
	digests  int
	news     map[string]*news
	broken   int            // sends since the last check that may have arrived without an answer
	did      map[string]int // how often somebody was told that they did it
	offers   []string       // payloads of invitations that go round
	accepted []acceptance   // roles taken
	words    map[string]*concern
	reviewed map[string]*concern // by the token, as last looked at before sending
	desk     map[string]bool     // written at a desk about a case
	called   map[string]bool     // somebody with a role gave it as their name
	points   map[string]*point   // may have been handed in for an agenda
	public   map[string]bool     // written by who may write to all
	released map[string]bool     // shown to a reviewer who then pressed the button
	seen     map[sighting]glimpse
	unjudged []sighting

	checked map[rendering]bool // translations that a second translator called right
	tongues []reading          // since the last check
	stale   map[string]bool    // whose text was changed since: no translation of them is read any more
	duty    map[int]bool       // translators who had the duty for cases
	asked   map[string]bool    // the contact or the lead asked for a translation
}

func newModel() model {
	return model{concerns: map[string]*concern{}, words: map[string]*concern{}, reviewed: map[string]*concern{}, did: map[string]int{}, news: map[string]*news{}, facts: map[cell]int{}, desk: map[string]bool{},
		points: map[string]*point{}, called: map[string]bool{}, public: map[string]bool{}, released: map[string]bool{}, seen: map[sighting]glimpse{}, checked: map[rendering]bool{}, stale: map[string]bool{}, duty: map[int]bool{}, asked: map[string]bool{}}
}

// concern is one that somebody has a receipt for.
type concern struct {
	code      string
	by        *resident
	life      int // of the author: who erased themselves comes back as somebody else
	category  flows.Category
	area      string
	counted   bool
	sent      time.Time
	withdrawn time.Time // zero: it was not
	gone      bool      // its author erased it
	young     bool      // for the safeguarding lead
	kept      int64     // until when, as its record last said
}

// standing is what somebody was last told about a meeting.
type standing uint8

const (
	outside standing = iota
	inLine
	inside
)

// life is what one person has seen and not erased. The town's mu guards it.
type life struct {
	number   int
	seats    map[string]standing
	came     map[string]bool // titles of meetings at which they are counted
	offered  map[string]bool // were told that a place was kept for them
	deaf     bool            // could not always be written to
	review   *concern        // on the last review that no receipt followed
	reply    []string        // words of theirs on the last look at a reply before it was sent
	took     string          // the wave that they have a record in
	finished string          // the wave that they answered to the end
	paused   bool
	gone     bool // nothing is kept of them
	mute     bool // was paused when the burst began, and has done nothing since
	owed     int  // acts in a row that nothing followed yet
}

func newLife(number int) life {
	return life{number: number, seats: map[string]standing{}, came: map[string]bool{}, offered: map[string]bool{}}
}

// wrong notes something that must never be seen. The caller holds mu.
func (w *town) wrong(r *resident, format string, args ...any) {
	w.model.problems = append(w.model.problems, fmt.Sprintf("person %d: ", r.number)+fmt.Sprintf(format, args...))
}

// onAnswer is told of every press that was answered.
func (w *town) onAnswer(person int64, _ emulator.Toast) {
	if r := w.byChat[person]; r != nil {
		w.mu.Lock()
		r.life.owed = 0
		w.mu.Unlock()
	}
}

// onSend is told of every message that reaches somebody.
func (w *town) onSend(m emulator.Message) {
	r := w.byChat[m.ChatID]
	if r == nil || !m.Edited.IsZero() && len(m.Buttons) == 0 { // an old screen that only loses its buttons
		return
	}
	s := w.reader.read(m.Text)
	w.disk.gate.note("  person %d reads %q%s", r.number, m.Text, captions(m))
	w.mu.Lock()
	w.learn(r, m, s)
	w.mu.Unlock()
	r.hear()
}

// learn brings what somebody reads into the model.
func (w *town) learn(r *resident, m emulator.Message, s said) {
	l := &r.life
	l.owed = 0
	pushed := s.has("reminder.note", "reminder.moved", "session.offered")
	if l.mute {
		w.wrong(r, "is paused, did nothing and is written to: %.80q", s.m)
	}
	if s.has("mydata.erased", "start.cancelled", "pause.stranger") {
		w.forgotten(r)
		return
	}
	l.gone = false
	switch {
	case s.has("pause.paused"):
		l.paused, l.deaf = true, true
	case s.has("pause.resumed"):
		l.paused = false
	case pushed && l.paused && !r.acting:
		w.wrong(r, "is paused and is pushed %.80q", s.m)
	}
	w.learnConcern(r, s)
	w.learnSeat(r, s)
	w.learnDoor(r, s)
	w.learnAfter(r, s)
	w.learnAddress(r, m)
	w.learnPulse(l, m, s)
	w.learnRole(r, s)
	for _, key := range deeds() {
		if s.has(key) {
			w.model.did[key]++
		}
	}
	w.see(r, m, s)
	w.readsTranslation(r, m)
	w.hearNews(r, m, s)
	w.learnDigest(r, s)
}

// forgotten is what the farewell promises.
func (w *town) forgotten(r *resident) {
	for _, c := range w.model.concerns {
		if c.by == r && c.life == r.life.number {
			c.gone = true
		}
	}
	if !r.life.gone {
		w.model.erased++
	}
	r.life, r.grants = newLife(r.life.number+1), nil
	r.life.gone = true
}

func (w *town) learnConcern(r *resident, s said) {
	l := &r.life
	if s.has("concern.review.ask", "concern.review.ask_counted") {
		c := &concern{by: r, life: l.number, category: w.reader.category(s), counted: s.has("concern.review.counted")}
		for _, key := range []string{"concern.review.area", "concern.review.square", "concern.review.exact"} {
			if place := s.keys[key]; place != nil {
				c.area = w.reader.area(place["area"])
			}
		}
		l.review = c
	}
	if got := s.keys["concern.receipt.got"]; got != nil {
		w.learnReceipt(r, got["code"])
	}
	if about := s.keys["case.about"]; about != nil && s.has("case.withdrawn") {
		if c := w.model.concerns[about["code"]]; c != nil && c.withdrawn.IsZero() {
			c.withdrawn = w.clock.Now()
			w.model.withdrawn++
		}
	}
}

// learnReceipt takes a receipt: a new code for the concern just reviewed, or the
// same message twice.
func (w *town) learnReceipt(r *resident, code string) {
	switch had := w.model.concerns[code]; {
	case had != nil && (had.by != r || had.life != r.life.number):
		w.wrong(r, "is given the code %s of person %d", code, had.by.number)
	case had != nil:
	case r.life.review == nil:
		w.wrong(r, "has a second receipt, %s, for one concern", code)
	default:
		c := r.life.review
		c.code, c.sent, r.life.review = code, w.clock.Now(), nil
		w.model.concerns[code] = c
		if w.script.plant {
			w.disk.rdb.Del(w.t.Context(), w.key("c:"+code))
		}
	}
}

func (w *town) learnSeat(r *resident, s said) {
	for key, now := range map[string]standing{"session.joined": inside, "session.joined_after_all": inside, "session.offered": inLine,
		"session.queued": inLine, "session.queued_paused": inLine, "session.left": outside} {
		args := s.keys[key]
		if args == nil {
			continue
		}
		id := w.sessionCalled(r, args["title"], now)
		if id == "" {
			w.wrong(r, "reads of a meeting %q that nobody announced", args["title"])
			continue
		}
		if now == inside && r.life.seats[id] != inside {
			w.model.joined++
		}
		if key == "session.offered" {
			w.model.offered++
			r.life.offered[id] = true
			if r.life.seats[id] == inside { // they took it before the message came
				continue
			}
		}
		if r.life.seats[id] = now; now == outside {
			delete(r.life.seats, id)
		}
	}
}

// learnAfter is what is said of a meeting that was: to nobody without a place in it.
func (w *town) learnAfter(r *resident, s said) {
	for _, key := range []string{"minutes.push", "minutes.push_again", "feedback.push"} {
		args := s.keys[key]
		if args == nil {
			continue
		}
		all := w.sessionsCalled(args["title"])
		if len(all) > 0 && !slices.ContainsFunc(all, func(s flows.Session) bool { return r.life.seats[s.ID] == inside }) {
			w.wrong(r, "is told what came of %s, and had no place there; they saw%s", all[0].ID, r.lately())
		}
	}
}

// learnAddress is an address that is kept for the day: it is for those with a place, and for
// whoever plans or leads meetings.
func (w *town) learnAddress(r *resident, m emulator.Message) {
	board := w.board()
	if board == nil || slices.ContainsFunc(r.grants, func(g grant) bool { return g.role == flows.RoleOrganiser || g.role == flows.RoleFacilitator }) {
		return
	}
	said := readable(m.Text)
	for _, s := range board.Sessions {
		if !s.AddressOnDay || r.life.seats[s.ID] == inside {
			continue
		}
		for _, address := range s.Address {
			if address != "" && strings.Contains(said, readable(address)) && !knownOtherwise(board, address, r) {
				w.wrong(r, "reads where %s is, and has no place there; they saw%s", s.ID, r.lately())
			}
		}
	}
}

// knownOtherwise says whether somebody may know an address from another meeting: a copy
// keeps that of what it was copied from.
func knownOtherwise(board *flows.Board, address string, r *resident) bool {
	return slices.ContainsFunc(board.Sessions, func(s flows.Session) bool {
		return (!s.AddressOnDay || r.life.seats[s.ID] == inside) && slices.Contains(slices.Collect(maps.Values(s.Address)), address)
	})
}

func (w *town) learnPulse(l *life, m emulator.Message, s said) {
	answering := false
	for _, b := range buttons(m) {
		if _, do := parts(b.Data); len(do) > 4 && do[:2] == "a." && do[2] >= '1' && do[2] <= '9' && do[3] == '.' {
			answering = true
		}
	}
	if !answering && !s.has("pulse.thanks", "pulse.take_back.done") {
		return
	}
	board := w.board() // an organiser may have opened another wave just now
	now := w.clock.Now().Unix()
	switch {
	case board == nil || board.Wave == nil || now < board.Wave.Opens:
	case now >= board.Wave.Closes && !s.has("pulse.lock.done"): // else it was open, and somebody closed it just now
	case s.has("pulse.take_back.done"):
		l.took, l.finished = "", ""
	case s.has("pulse.thanks"):
		if l.finished != board.Wave.ID {
			w.model.finished++
		}
		l.took, l.finished = board.Wave.ID, board.Wave.ID
	default:
		l.took = board.Wave.ID
	}
}

// board is the programme's board as it is now, nil if it cannot be read.
func (w *town) board() *flows.Board {
	board, err := w.store.Board(w.t.Context())
	if err != nil {
		return nil
	}
	return board
}

// sessionCalled finds a meeting by its title in any language. Of a meeting and its copy it is
// the one in which somebody's place is as they are told just now.
func (w *town) sessionCalled(r *resident, title string, now standing) (id string) {
	for _, s := range w.sessionsCalled(title) {
		if id == "" || r.life.seats[id] == now && r.life.seats[s.ID] != now || w.stands(r, s.ID) == now && w.stands(r, id) != now {
			id = s.ID
		}
	}
	return id
}

// sessionsCalled are those with a name, in whatever language: a copy has the name of what it
// was copied from, and translators may give two the same.
func (w *town) sessionsCalled(title string) (all []flows.Session) {
	board := w.board()
	if board == nil {
		return nil
	}
	for _, s := range board.Sessions {
		if slices.Contains(names(s), title) {
			all = append(all, s)
		}
	}
	return all
}

// unnamed is what a meeting is called whose title is on its card only, in every language.
var unnamed = sync.OnceValue(func() (all []string) {
	bundle, err := locales.New()
	if err != nil {
		panic(err)
	}
	for _, l := range flows.Languages() {
		all = append(all, readable(bundle.In(string(l)).Text(flows.UnnamedMeeting, nil, nil)))
	}
	return all
})

// names are what a meeting is called, as messages show it.
func names(s flows.Session) (all []string) {
	for _, one := range s.Title {
		all = append(all, readable(one))
	}
	if s.Unnamed {
		all = append(all, unnamed()...)
	}
	for _, o := range s.TitleOthers {
		if o.State == flows.TranslationReviewed {
			all = append(all, readable(o.Words))
		}
	}
	return all
}

// stands is where somebody is, by what is stored.
func (w *town) stands(r *resident, session string) standing {
	for key, is := range map[string]standing{"in": inside, "wait": inLine} {
		if w.disk.rdb.ZScore(w.t.Context(), w.key("s:"+session+":"+key), r.id.String()).Err() == nil {
			return is
		}
	}
	return outside
}
