package sim

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// hangDoor puts a meeting on the board that is running now, with the page at its door, and has
// some people scan it with the next thing that they do. Whoever hangs it is somebody whom the
// bot knows and who does nothing else just now.
func (w *town) hangDoor() {
	by := slices.IndexFunc(w.people, func(r *resident) bool {
		l, err := w.store.Load(w.t.Context(), r.id, flows.World{Programme: w.program})
		return err == nil && l.Person.Step != "" && !r.blocked
	})
	if by < 0 || *plantFlag {
		return
	}
	w.doors++
	id, token := fmt.Sprintf("door-%d", w.doors), fmt.Sprintf("token%dtoken", w.doors)
	title := flows.Text{}
	for _, l := range w.program.Languages {
		title[l] = fmt.Sprintf("Open evening %d", w.doors)
	}
	start := w.clock.Now().Add(-10 * time.Minute).Truncate(time.Minute)
	s := flows.Session{ID: id, Title: title, About: title, Place: title, Start: start.Unix(), Minutes: 60, Capacity: 500}
	if err := w.store.UpdateBoard(w.t.Context(), func(b *flows.Board) bool {
		b.Sessions = append(slices.Clone(b.Sessions), s)
		slices.SortFunc(b.Sessions, flows.ByStart)
		return true
	}); err != nil {
		w.t.Fatal(err)
	}
	l, err := w.store.Load(w.t.Context(), w.people[by].id, flows.World{Programme: w.program})
	if err == nil {
		err = w.store.Fetch(w.t.Context(), l, flows.Reads{Records: []flows.Ask{flows.Record[flows.Door]{ID: id}}})
	}
	if err == nil {
		page := flows.Put[flows.Door]{ID: id, Record: flows.Door{Code: "000000", Token: token, Until: s.Ends().Add(flows.SeatsKept).Unix()}}
		_, err = w.store.Commit(w.t.Context(), storage.Turn{Loaded: l, Outcome: flows.Outcome{Person: l.Person, Effects: []flows.Effect{page}}, Now: w.clock.Now().Unix()})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range w.people {
		if !r.staff && w.rng.IntN(3) == 0 {
			r.first = "/start d_" + id + "-" + token
		}
	}
}

// learnDoor notes who was told that they are counted.
func (w *town) learnDoor(r *resident, s said) {
	if s.has("menu.child") { // about a child nothing is kept
		clear(r.life.came)
	}
	if done := s.keys["door.done"]; done != nil {
		r.life.came[done["title"]] = true
		w.model.came++
	}
}

// checkDoors: those who were told so are counted at a door, in the count and in their own
// record, and nobody else is; so nobody is counted twice.
func (w *town) checkDoors(ctx context.Context, board *flows.Board) (wrong []string) {
	for _, s := range board.Sessions {
		if w.clock.Now().Sub(s.Ends()) > flows.SeatsKept-24*time.Hour {
			continue // who it was is being forgotten
		}
		counted := w.disk.rdb.ZRange(ctx, w.key("s:"+s.ID+":came"), 0, -1).Val()
		expected := 0
		for _, r := range w.people {
			in := slices.Contains(counted, r.id.String())
			told := slices.ContainsFunc(names(s), func(name string) bool { return r.life.came[name] })
			if in {
				expected++
			}
			l, err := w.store.Load(ctx, r.id, flows.World{Programme: w.program})
			if err != nil {
				return []string{err.Error()}
			}
			if kept := slices.Contains(l.Person.Came, s.ID); kept != in {
				wrong = append(wrong, fmt.Sprintf("meeting %s: person %d is counted at its door: %v, and in their record: %v", s.ID, r.number, in, kept))
			}
			if told && !in { // another meeting has the same name
				in = slices.ContainsFunc(board.Sessions, func(o flows.Session) bool {
					return slices.Contains(l.Person.Came, o.ID) && slices.ContainsFunc(names(o), func(name string) bool { return slices.Contains(names(s), name) })
				})
			}
			if in != told && !r.life.deaf && !r.blocked {
				wrong = append(wrong, fmt.Sprintf("meeting %s: person %d is counted at its door: %v, and was told %v; they saw%s", s.ID, r.number, in, told, r.lately()))
			}
		}
		if expected != len(counted) {
			wrong = append(wrong, fmt.Sprintf("meeting %s: %d are counted at its door, %d of them are people", s.ID, len(counted), expected))
		}
	}
	return wrong
}
