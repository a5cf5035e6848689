package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// check compares what Redis holds with what people did and saw, while nothing
// is on its way, and returns whatever does not fit.
func (w *town) check() []string {
	ctx := w.t.Context()
	board, err := w.store.Board(ctx)
	if err != nil {
		return []string{err.Error()}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	problems := w.model.problems
	w.model.problems = nil
	problems = append(problems, w.checkInvitations()...)
	for _, look := range []func(context.Context, *flows.Board) []string{
		w.checkPeople, w.checkAudience, w.checkConcerns, w.checkCounters, w.checkSeats, w.checkDoors, w.checkWave, w.checkErased, w.checkParked, w.checkRefusals, w.checkNews,
	} {
		problems = append(problems, look(ctx, board)...)
	}
	problems = append(problems, w.checkDigests()...)
	problems = append(problems, w.checkTongues()...)
	w.noteNames(board)
	problems = append(problems, w.checkEyes()...) // after checkConcerns, which learns whose a concern is
	return problems
}

// checkPeople: each person's record says what the person knows, and nobody was
// left without an answer.
func (w *town) checkPeople(ctx context.Context, _ *flows.Board) (wrong []string) {
	for _, r := range w.people {
		l := &r.life
		if l.owed > 0 && !r.blocked {
			wrong = append(wrong, fmt.Sprintf("person %d was not answered; they saw%s", r.number, r.lately()))
		}
		loaded, err := w.store.Load(ctx, r.id, flows.World{Programme: w.program})
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("person %d cannot be loaded: %v", r.number, err))
			continue
		}
		p := loaded.Person
		if l.gone {
			continue // see checkErased
		}
		if p.Paused != l.paused {
			wrong = append(wrong, fmt.Sprintf("person %d is paused: %v, but was told %v; they saw%s", r.number, p.Paused, l.paused, r.lately()))
		}
		var codes []string
		for code, c := range w.model.concerns {
			if c.by == r && c.life == l.number && !c.gone {
				codes = append(codes, code)
			}
		}
		slices.Sort(codes)
		slices.Sort(p.Codes)
		if !slices.Equal(codes, p.Codes) {
			wrong = append(wrong, fmt.Sprintf("person %d has receipts %v, and the record has %v; they saw%s", r.number, codes, p.Codes, r.lately()))
		}
	}
	return wrong
}

// checkAudience: how many belong to an audience, as it is kept, is what a walk
// through everybody's record finds.
func (w *town) checkAudience(ctx context.Context, _ *flows.Board) (wrong []string) {
	people, err := w.store.Recipients(ctx, 0, 1<<40, 1<<20)
	if err != nil {
		return []string{err.Error()}
	}
	for _, area := range w.program.Areas {
		for _, lang := range w.program.Languages {
			a, want := storage.Audience{Areas: []string{area.ID}, Langs: []flows.Lang{lang}}, flows.CrowdSize{}
			for _, one := range people {
				if one.Person != nil && a.Has(one.Person) {
					want.People++
					if one.Person.Paused {
						want.Paused++
					}
				}
			}
			if got, err := w.store.Crowd(ctx, a); err != nil || got.People != want.People || got.Paused != want.Paused {
				wrong = append(wrong, fmt.Sprintf("readers of %s in %s are kept as %+v and are %+v (%v)", lang, area.ID, got, want, err))
			}
		}
	}
	return wrong
}

// checkConcerns: each receipt has exactly one record, as reviewed; there is no
// record without one.
func (w *town) checkConcerns(ctx context.Context, _ *flows.Board) (wrong []string) {
	keys := w.keys(ctx, "c:*")
	stored := map[string]bool{}
	for _, key := range keys {
		code := strings.TrimPrefix(key, w.key("c:"))
		stored[code] = true
		if c := w.model.concerns[code]; c == nil || c.gone {
			wrong = append(wrong, fmt.Sprintf("concern %s is stored, and nobody has a receipt for it", code))
		}
	}
	now := w.clock.Now().Unix()
	for code, c := range w.model.concerns {
		switch {
		case c.gone:
		case !stored[code]:
			if c.kept == 0 || now < c.kept {
				wrong = append(wrong, fmt.Sprintf("concern %s of person %d is lost", code, c.by.number))
			}
		default:
			wrong = append(wrong, w.checkConcern(ctx, c)...)
		}
	}
	return wrong
}

func (w *town) checkConcern(ctx context.Context, c *concern) (wrong []string) {
	l, err := w.store.Load(ctx, c.by.id, flows.World{Programme: w.program})
	if err == nil {
		err = w.store.Fetch(ctx, l, flows.Reads{Records: []flows.Ask{flows.Own[flows.Concern]{ID: c.code}}})
	}
	if err != nil {
		return []string{fmt.Sprintf("concern %s cannot be read: %v", c.code, err)}
	}
	got, _ := flows.Found(l.World.Records, flows.Own[flows.Concern]{ID: c.code})
	if got == nil {
		return []string{fmt.Sprintf("concern %s is not its author's", c.code)}
	}
	c.kept, c.young = got.KeptTill, got.Route == flows.RouteLead
	if most := c.sent.Add(w.program.KeepAtMost).Unix(); got.KeptTill > most {
		wrong = append(wrong, fmt.Sprintf("concern %s is kept until %d, later than promised", c.code, got.KeptTill))
	}
	want := c.sent.Add(w.program.KeepAtMost).Unix()
	if got.Closed != 0 {
		want = min(want, time.Unix(got.Closed, 0).Add(w.program.KeepAfterClosing).Unix())
	}
	if got.KeptTill != want && c.withdrawn.IsZero() {
		wrong = append(wrong, fmt.Sprintf("concern %s is kept until %d, and was promised until %d", c.code, got.KeptTill, want))
	}
	if got.KeptTill <= w.clock.Now().Unix() {
		wrong = append(wrong, fmt.Sprintf("concern %s is kept beyond its time", c.code))
	}
	if got.Category != c.category || got.Area != c.area || (got.Sight == flows.Counted) != c.counted {
		wrong = append(wrong, fmt.Sprintf("concern %s was reviewed as %s in %q, counted %v, and is stored as %s in %q, %s",
			c.code, c.category, c.area, c.counted, got.Category, got.Area, got.Sight))
	}
	if withdrawn := got.Case == flows.CaseWithdrawn; withdrawn == c.withdrawn.IsZero() {
		wrong = append(wrong, fmt.Sprintf("concern %s: taken back %v, but its author saw %v", c.code, withdrawn, !c.withdrawn.IsZero()))
	}
	return wrong
}

// checkCounters: every counter is what the receipts add up to. How is worked out
// anew here: concerns, people, and both of those that are only counted.
func (w *town) checkCounters(ctx context.Context, _ *flows.Board) (wrong []string) {
	want := map[string]int{}
	people := map[string]bool{}
	for _, c := range w.model.concerns {
		day := c.sent.In(w.program.Zone)
		year, week := day.ISOWeek()
		if !c.withdrawn.IsZero() {
			if y, wk := c.withdrawn.In(w.program.Zone).ISOWeek(); y == year && wk == week {
				continue // taken back in time
			}
		}
		mark := ""
		if c.category == flows.Police {
			mark = "i"
		}
		area := c.area
		if area == "" {
			area = "-"
		}
		who := fmt.Sprint(c.by.number, ".", c.life)
		for _, period := range []string{weekName(year, week), day.Format("m2006-01"), fmt.Sprintf("q%04d-%d", day.Year(), (int(day.Month())+2)/3)} {
			for _, in := range []string{area, "*"} {
				cell := mark + period + " " + in + "|" + string(c.category) + "|"
				add := func(count, of string) {
					want[cell+count]++
					if once := cell + of + who; !people[once] {
						people[once] = true
						want[cell+of]++
					}
				}
				if add("n", "p"); c.counted {
					add("cn", "cp")
				}
			}
		}
	}
	got := map[string]int{}
	for _, key := range w.keys(ctx, "a:[^t]*") { // a:t... says what became of them: flows/progress.go
		for field, value := range w.disk.rdb.HGetAll(ctx, key).Val() {
			if n, _ := strconv.Atoi(value); n != 0 {
				got[strings.TrimPrefix(key, w.key("a:"))+" "+field] = n
			}
		}
	}
	for cell, n := range want {
		if got[cell] != n {
			wrong = append(wrong, fmt.Sprintf("the counter %s is %d, and the receipts make %d", cell, got[cell], n))
		}
		delete(got, cell)
	}
	for cell, n := range got {
		wrong = append(wrong, fmt.Sprintf("the counter %s is %d, and there is no receipt", cell, n))
	}
	return wrong
}

func weekName(year, week int) string { return fmt.Sprintf("w%04d-%02d", year, week) }

// children is how many children come with those who are in a meeting or have an offer.
func (w *town) children(ctx context.Context, session string, offered []string) (n int) {
	for who, claim := range w.disk.rdb.HGetAll(ctx, w.key("s:"+session+":claim")).Val() {
		if who[0] != 'i' && !slices.Contains(offered, who[1:]) {
			continue
		}
		with, _ := strconv.Atoi(strings.Fields(claim)[0])
		n += with
	}
	return n
}

// checkSeats: no meeting is fuller than it may be, places on offer included, nobody stands
// in two places, nobody waits beside a free place who was not offered one, and everybody is
// where they were told.
func (w *town) checkSeats(ctx context.Context, board *flows.Board) (wrong []string) {
	for _, s := range board.Sessions {
		if s.Cancelled || s.Start <= w.clock.Now().Unix() {
			continue
		}
		in := w.disk.rdb.ZRange(ctx, w.key("s:"+s.ID+":in"), 0, -1).Val()
		waiting := w.disk.rdb.ZRange(ctx, w.key("s:"+s.ID+":wait"), 0, -1).Val()
		kept := w.disk.rdb.HKeys(ctx, w.key("s:"+s.ID+":offer")).Val()
		children := w.children(ctx, s.ID, kept)
		if len(in)+len(kept)+children > s.Capacity && children > 0 {
			wrong = append(wrong, fmt.Sprintf("meeting %s has %d places taken, %d of them by children, and only %d", s.ID, len(in)+len(kept)+children, children, s.Capacity))
		}
		if len(in)+len(kept) > s.Capacity {
			wrong = append(wrong, fmt.Sprintf("meeting %s has %d people in, and offers to %d, for %d places", s.ID, len(in), len(kept), s.Capacity))
		}
		free := s.Capacity - len(in) - len(kept) - children
		if s.Claims() { // who is next depends on how many they are and for whom places are kept
			free = 0
		}
		known := map[string]bool{}
		for _, r := range w.people {
			id := r.id.String()
			is, told := outside, r.life.seats[s.ID]
			if slices.Contains(waiting, id) {
				is = inLine
				if free > 0 && !r.life.offered[s.ID] && !r.life.deaf && !r.blocked {
					wrong = append(wrong, fmt.Sprintf("meeting %s: person %d waits beside %d free places and was offered none", s.ID, r.number, free))
				}
			}
			if slices.Contains(kept, id) {
				if is == inLine {
					wrong = append(wrong, fmt.Sprintf("meeting %s: person %d has an offer and stands in the line", s.ID, r.number))
				}
				is = inLine
			}
			if slices.Contains(in, id) {
				if is == inLine {
					wrong = append(wrong, fmt.Sprintf("meeting %s: person %d is in and waits", s.ID, r.number))
				}
				is = inside
			}
			known[id] = true
			if is != told {
				wrong = append(wrong, fmt.Sprintf("meeting %s: person %d is %s and was told %s; they saw%s", s.ID, r.number, is, told, r.lately()))
			}
		}
		for _, id := range slices.Concat(in, waiting, kept) {
			if !known[id] {
				wrong = append(wrong, fmt.Sprintf("meeting %s: nobody is %s", s.ID, id))
			}
		}
	}
	return wrong
}

func (s standing) String() string { return []string{"outside", "in line", "inside"}[s] }

// checkWave: each person who takes part has one record, nobody else has any, and
// none is left when the wave has closed; its result counts those who finished; once it is
// sent nobody is known to have.
func (w *town) checkWave(ctx context.Context, board *flows.Board) (wrong []string) {
	if board.Wave == nil {
		return nil
	}
	records := int(w.disk.rdb.HLen(ctx, w.key("w:"+board.Wave.ID)).Val())
	if w.clock.Now().Unix() < board.Wave.Closes {
		took := 0
		for _, r := range w.people {
			l, err := w.store.Load(ctx, r.id, flows.World{Programme: w.program})
			if err == nil {
				err = w.store.Fetch(ctx, l, flows.Reads{Answers: board.Wave.ID})
			}
			switch told, has := r.life.took == board.Wave.ID, err == nil && l.World.Answers[board.Wave.ID] != nil; {
			case err != nil:
				wrong = append(wrong, fmt.Sprintf("the answers of person %d cannot be read: %v", r.number, err))
			case told != has:
				wrong = append(wrong, fmt.Sprintf("person %d has answers in the wave: %v, and was told %v (gone: %v, life %d); they saw%s",
					r.number, has, told, r.life.gone, r.life.number, r.lately()))
			case has:
				took++
			}
		}
		if records != took && len(wrong) == 0 {
			wrong = append(wrong, fmt.Sprintf("the wave has %d records of %d people", records, took))
		}
		return wrong
	}
	if w.clock.Now().Unix() < countedBy(board.Wave) {
		return nil
	}
	if records > 0 {
		wrong = append(wrong, fmt.Sprintf("the wave is closed and has %d records", records))
	}
	if board.Wave.Told != 0 {
		for _, r := range w.people {
			if l, err := w.store.Load(ctx, r.id, flows.World{}); err == nil && l.Person.Wave == board.Wave.ID {
				wrong = append(wrong, fmt.Sprintf("results were sent, and person %d is still known to have taken part", r.number))
			}
		}
	}
	result, err := w.store.WaveResult(ctx, board.Wave.ID)
	switch {
	case errors.Is(err, storage.ErrNoResult):
		wrong = append(wrong, "the wave is closed and not counted")
	case err != nil:
		wrong = append(wrong, err.Error())
	case w.model.wave == board.Wave.ID && result.Finished != w.model.waveFinished:
		wrong = append(wrong, fmt.Sprintf("the wave counts %d people, and %d finished", result.Finished, w.model.waveFinished))
	}
	return wrong
}

// checkErased: of somebody who erased themselves there is no key and no member
// of one, and no value in which their pseudonym stands.
func (w *town) checkErased(ctx context.Context, _ *flows.Board) (wrong []string) {
	var gone []*resident
	for _, r := range w.people {
		if r.life.gone {
			gone = append(gone, r)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	for key, value := range w.everything(ctx) {
		for _, r := range gone {
			if id := r.id.String(); strings.Contains(key, id) || strings.Contains(value, id) || strings.Contains(value, string(r.id[:])) {
				wrong = append(wrong, fmt.Sprintf("person %d erased everything, and %s tells of them", r.number, strings.ReplaceAll(key, id, "THEM")))
			}
		}
	}
	return wrong
}

// checkParked: no update was given up on.
func (w *town) checkParked(ctx context.Context, _ *flows.Board) (wrong []string) {
	parked, waiting, err := w.store.Parked(ctx)
	if err != nil {
		return []string{err.Error()}
	}
	if parked+waiting > 0 {
		wrong = append(wrong, fmt.Sprintf("%d updates are parked, %d of them for good", parked+waiting, parked))
	}
	return wrong
}

// checkRefusals: Telegram refused nothing but what a fault or a block explains.
func (w *town) checkRefusals(context.Context, *flows.Board) (wrong []string) {
	for _, r := range w.emu.TakeRefusals() {
		switch {
		case r.Code == 429, r.Code == 502, r.Code == 499, r.Code == 409: // the moods, and a poller's successor
		case strings.HasPrefix(r.Description, "Forbidden: bot was blocked by the user"):
		case strings.HasPrefix(r.Description, "Bad Request: message to delete not found"),
			strings.HasPrefix(r.Description, "Bad Request: message can't be deleted"),
			strings.HasPrefix(r.Description, "Bad Request: message to edit not found"),                  // people delete, and /hide does
			strings.HasPrefix(r.Description, "Bad Request: message can't be edited"),                    // a forged press names a message of the person's own
			strings.HasPrefix(r.Description, "Bad Request: there is no text in the message to edit"),    // too old to be deleted: blanked, if it is words
			strings.HasPrefix(r.Description, "Bad Request: there is no caption in the message to edit"), // a map or a picture without words
			strings.HasPrefix(r.Description, "Bad Request: message is not modified"),
			strings.HasPrefix(r.Description, "Bad Request: query is too old"):
		default:
			wrong = append(wrong, fmt.Sprintf("Telegram refused %s: %d %s", r.Method, r.Code, r.Description))
		}
	}
	return wrong
}

// keys lists the programme's keys of a shape.
func (w *town) keys(ctx context.Context, shape string) (all []string) {
	scan := w.disk.rdb.Scan(ctx, 0, w.key(shape), 1000).Iterator()
	for scan.Next(ctx) {
		all = append(all, scan.Val())
	}
	slices.Sort(all)
	return slices.Compact(all)
}
