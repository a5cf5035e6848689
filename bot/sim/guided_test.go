package sim

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// What takes several people in turn, and so hardly ever comes about by chance, is done on
// purpose at the beginning of every town: what somebody wrote is translated by one person,
// checked by another and read in a third one's language, and is taken back or changed
// while somebody has it open; and an officer answers by a ready-made text with a blank.

// guided are the people of it, who live on in the town like everybody else.
type guided struct {
	w                                         *town
	theirs, ours                              flows.Lang // of the author, and of whoever works here
	author, reader, reviewer, officer, writer *resident
	checker, plain                            *resident // plain has no duty for cases
	wrong                                     []string
}

// meetingID is the meeting of which the reader asks for a translation.
const meetingID = "guided"

// sentence is what people write, in letters of their language.
func sentence(l flows.Lang) string {
	return map[flows.Lang]string{flows.English: "The lamp at the school is dark", flows.Spanish: "El farol de la escuela está apagado", flows.Hebrew: "הפנס ליד בית הספר כבוי",
		flows.Arabic: "المصباح قرب المدرسة مطفأ", flows.Russian: "Фонарь у школы не горит, темно", flows.Ukrainian: "Ліхтар біля школи не світить", flows.Polish: "Latarnia przy szkole nie świeci"}[l]
}

// newGuided brings them to town: roles as an organiser gave them.
func newGuided(w *town) *guided {
	g := &guided{w: w, theirs: w.program.Languages[0], ours: w.program.Languages[1]}
	g.author, g.reader = g.comes(g.theirs), g.comes(g.ours)
	g.reviewer, g.officer = g.seated(flows.RoleReviewer), g.seated(flows.RoleOfficer)
	g.writer, g.checker = g.seated(flows.RoleTranslator, flows.DutyCases), g.seated(flows.RoleTranslator, flows.DutyCases)
	g.plain = g.seated(flows.RoleTranslator)
	return g
}

// comes is somebody new, who chooses a language.
func (g *guided) comes(l flows.Lang) *resident {
	r := g.w.settle(len(g.w.people))
	r.lang, r.age, r.first = string(l), "adult", ""
	return r
}

func (g *guided) seated(role flows.Role, duties ...flows.Duty) *resident {
	r := g.comes(g.ours)
	r.phone.Meet()
	r.staff, r.grants = true, []grant{{role, ""}}
	m := flows.Member{Who: r.id, Chat: r.phone.ID(), Lang: g.ours, Name: fmt.Sprintf("Kollegin %d", r.number), Reads: flows.Languages(), Writes: []flows.Lang{g.theirs, g.ours},
		Grants: []flows.Grant{{Role: role, Since: g.w.clock.Now().Unix(), Duties: duties}}}
	g.board(func(b *flows.Board) { b.Staff = append(slices.Clone(b.Staff), m) })
	return r
}

// board changes the board as somebody with a role would.
func (g *guided) board(change func(*flows.Board)) {
	if err := g.w.store.UpdateBoard(g.w.t.Context(), func(b *flows.Board) bool { change(b); return true }); err != nil {
		g.w.t.Fatal(err)
	}
}

// does writes what begins with ">", and presses what begins with "*", by what it does or,
// with a dot at the end, by how that begins; "?" is pressed if it is there.
func (g *guided) does(r *resident, moves ...string) {
	for _, m := range moves {
		if len(g.wrong) > 0 {
			return
		}
		if text, writes := strings.CutPrefix(m, "> "); writes {
			r.write(text)
		} else if !g.presses(r, m[2:]) && m[0] == '*' {
			g.wrong = append(g.wrong, fmt.Sprintf("person %d, %v, is not offered %q; they saw%s", r.number, r.grants, m[2:], r.lately()))
		}
		g.w.quiet()
	}
}

// presses presses the newest button that does something, and says whether there is one.
func (g *guided) presses(r *resident, want string) bool {
	for _, m := range slices.Backward(r.phone.Chat()) {
		for _, b := range buttons(m) {
			_, do := parts(b.Data)
			if m.FromBot && (do == want || strings.HasSuffix(want, ".") && strings.HasPrefix(do, want)) {
				r.owe()
				r.pressing(m, do)
				return r.press(m.ID, b.Data) == nil
			}
		}
	}
	return false
}

// opens has a translator take what comes first at the desk.
func (g *guided) opens(r *resident) { g.does(r, "> /desk", "* translations", "* k.") }

// types has them write the translation of what they have open.
func (g *guided) types(r *resident) {
	m, _ := screen(r.phone.Chat())
	g.does(r, "> "+r.rendered(m, g.w.reader.read(m.Text)))
}

// translated has one person write what waits, and another check it. Between the two
// somebody looks who must not see it yet.
func (g *guided) translated(texts int, who *resident, looks ...string) {
	for range texts {
		g.opens(g.writer)
		g.types(g.writer)
		g.does(g.writer, "* send")
		g.does(who, looks...)
		g.opens(g.checker)
		g.does(g.checker, "* right")
	}
}

// reads says whether somebody's last screen shows a translation into their language.
func (g *guided) reads(r *resident, token string, l flows.Lang) {
	m, _ := screen(r.phone.Chat())
	if len(g.wrong) == 0 && !slices.Contains(renderings(m.Text), rendering{token, l}) {
		g.wrong = append(g.wrong, fmt.Sprintf("person %d does not read %s in %s; they saw%s", r.number, token, l, r.lately()))
	}
}

// answers has the officer answer the case in words of their own, which the author cannot read.
func (g *guided) answers() (token string) {
	token = g.secret(g.officer)
	g.does(g.officer, "> /desk", "* cases", "* c.", "* answer", "* own", "> "+sentence(g.ours)+" "+token, "* send")
	return token
}

// pushed winds the clock to when what is pushed may come: not in quiet hours or on a quiet day.
func (g *guided) pushed() {
	if now := g.w.clock.Now(); g.w.program.Quiet(now) {
		_, ends := g.w.program.QuietSpan(now)
		g.w.clock.pass(ends.Sub(now) + time.Minute)
		g.w.quiet()
	}
}

// aCase is the way of a concern: released, translated for the officer, answered by a
// ready-made text and in own words, translated for its author, and taken back.
func (g *guided) aCase() {
	for _, r := range []*resident{g.reviewer, g.officer, g.writer, g.checker, g.plain} {
		g.does(r, "> /start", "* "+string(g.ours))
	}
	if !g.w.program.Reviewed { // its officers read nothing
		return
	}
	words := g.secret(g.author)
	g.does(g.author, "> /start", "* "+string(g.theirs), "* adult", "* agree", "* a.", "* concern", "* street", "* mine", "> "+sentence(g.theirs)+" "+words, "? done", "* answer", "* send")
	g.does(g.reviewer, "> /desk", "* reviews", "* c.", "* release", "? release")
	g.w.clock.pass(g.w.program.NextTexts(g.w.clock.Now()).Sub(g.w.clock.Now()) + time.Minute)
	g.w.quiet()
	g.does(g.officer, "> /desk", "* cases", "* c.", "* translate")
	g.translated(1, g.officer, "> /desk", "* cases", "* c.")
	g.does(g.officer, "> /desk", "* cases", "* c.")
	g.reads(g.officer, words, g.ours)
	g.does(g.officer, "* answer", "* t.look_from", "* d.", "* send")
	g.pushed()
	g.does(g.author, "* case.")
	answer := g.answers()
	g.pushed()
	g.does(g.author, "* case.", "* translate")
	g.translated(1, g.author, "> /my", "* case.")
	g.does(g.author, "* case.")
	g.reads(g.author, answer, g.theirs)
	g.answers()
	g.pushed()
	g.does(g.author, "* case.", "* translate")
	g.opens(g.writer)
	g.types(g.writer)
	g.does(g.author, "* withdraw", "* withdraw")
	g.does(g.writer, "* send")
}

// aMeeting is the way of a meeting: asked for, translated, told, and changed.
func (g *guided) aMeeting() (was, is string) {
	was, is = g.says(g.author), g.says(g.author)
	title := flows.Text{}
	for _, l := range g.w.program.Languages {
		title[l] = "Meeting ZZ"
	}
	g.board(func(b *flows.Board) {
		b.Sessions = append(slices.Clone(b.Sessions), flows.Session{ID: meetingID, From: g.theirs, Title: title, Place: title, About: flows.Text{g.theirs: sentence(g.theirs) + " " + was},
			Start: g.w.clock.Now().AddDate(0, 0, 40).Unix(), Minutes: 60, Capacity: 5, Officers: 1})
	})
	g.does(g.reader, "> /start", "* "+string(g.ours), "* adult", "* agree", "* a.", "> /start s_"+meetingID, "* translate")
	g.translated(2, g.reader, "> /start s_"+meetingID)
	if len(g.wrong) > 0 {
		return was, is
	}
	for g.w.clock.pass(time.Minute); g.w.program.Quiet(g.w.clock.Now()); g.w.clock.pass(time.Hour) {
		g.w.quiet()
	}
	g.w.until("word that the meeting can be read", func() bool {
		g.w.mu.Lock()
		defer g.w.mu.Unlock()
		return g.w.model.did["translate.meeting.ready"] > 0
	})
	g.w.quiet()
	g.does(g.reader, "* s."+meetingID)
	g.reads(g.reader, was, g.ours)
	g.w.mu.Lock()
	g.w.model.stale[was] = true
	g.w.mu.Unlock()
	g.about(is)
	g.does(g.reader, "> /start s_"+meetingID)
	return was, is
}

// secret is a word that nobody else can have written, with so few digits that nothing takes
// them for a telephone number.
func (g *guided) secret(r *resident) string {
	token := fmt.Sprintf("geheim%dw%dz", r.number, 1000+r.rng.IntN(9000))
	r.keep(token)
	return token
}

// says is a word that everybody may read.
func (g *guided) says(r *resident) string {
	token := fmt.Sprintf("treffen%dw%dz", r.number, 1000+r.rng.IntN(9000))
	r.keep(token)
	g.w.mu.Lock()
	defer g.w.mu.Unlock()
	g.w.model.public[token] = true
	return token
}

// about gives the meeting another text.
func (g *guided) about(token string, others ...flows.Translation) {
	g.board(func(b *flows.Board) {
		b.Sessions = slices.Clone(b.Sessions)
		at := slices.IndexFunc(b.Sessions, func(s flows.Session) bool { return s.ID == meetingID })
		b.Sessions[at].About, b.Sessions[at].AboutOthers = flows.Text{g.theirs: sentence(g.theirs) + " " + token}, others
	})
}

// mostly are what must have happened in each town that is played; the last two take a
// programme whose officers read what people write.
func (w *town) mostly() []string {
	all := []string{"translate.did.written", "translate.did.reviewed", "translation read", "translate.meeting.ready", "translate.lost", "ready.fact.from"}
	if !w.program.Reviewed {
		return all[:4]
	}
	return all
}

// guide plays all of it, and says what did not come about.
func (w *town) guide() (wrong []string) {
	if *plantFlag { // its fault is a resident's
		return nil
	}
	g := newGuided(w)
	g.aCase()
	g.aMeeting()
	wrong = append(g.wrong, w.check()...)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, what := range w.mostly() {
		if w.model.did[what] == 0 && len(wrong) == 0 {
			wrong = append(wrong, "nothing of this has happened: "+what)
		}
	}
	return wrong
}

// TestATranslationThatMustNotBeSeen: a fault after the other is planted, and each is found:
// in the store, by what a reader is shown then, and before a translator's eyes.
func TestATranslationThatMustNotBeSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t, 8, 4, embedded(t, 8))
		g := newGuided(w)
		g.aCase()
		was, is := g.aMeeting()
		if wrong := append(g.wrong, w.check()...); len(wrong) > 0 {
			t.Fatalf("before anything is planted: %q", wrong)
		}
		reviewed := func(token, of string) flows.Translation {
			sum := fnv.New64a()
			sum.Write([]byte(sentence(g.theirs) + " " + of))
			return flows.Translation{Lang: g.ours, State: flows.TranslationReviewed, Words: strings.Repeat(translatedBy(g.ours)+" ", 3) + token, Of: sum.Sum64()}
		}
		look := func() { g.does(g.reader, "> /start s_"+meetingID) }
		before := func(r *resident, category flows.Category, young, released bool) {
			w.planted++
			token := fmt.Sprintf("geheim%dw%dz", g.author.number, w.planted)
			w.model.words[token] = &concern{code: "A2-SEEN-77", by: g.author, category: category, young: young}
			w.model.released[token] = released
			w.onSend(emulator.Message{ChatID: r.phone.ID(), Text: token})
		}
		for name, fault := range map[string]struct {
			do       func()
			reported string
		}{
			"a translation that nobody checked":    {func() { g.about(is, reviewed(is, is)); look() }, "a translation that nobody checked"},
			"a translation of words that are gone": {func() { g.about(is, reviewed(was, is)); look() }, "a translation of words that are no more"},
			"a case before a plain translator":     {func() { before(g.plain, flows.Street, false, true) }, "they have no role for that"},
			"what was not released":                {func() { before(g.writer, flows.Street, false, false) }, "no reviewer released them"},
			"home":                                 {func() { before(g.writer, flows.Home, false, true) }, "nobody translates them"},
			"hate":                                 {func() { before(g.writer, flows.Hate, false, true) }, "nobody translates them"},
			"the police":                           {func() { before(g.writer, flows.Police, false, true) }, "they are about the police"},
			"the young":                            {func() { before(g.writer, flows.Street, true, true) }, "their author is not grown up"},
		} {
			w.check()
			fault.do()
			if found := strings.Join(w.check(), "\n"); !strings.Contains(found, fault.reported) {
				t.Errorf("%s is not seen in:\n%s", name, found)
			}
		}
	})
}
