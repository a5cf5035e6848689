package flows

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// marker is in every text that anybody writes in TestWhatOfficersSee; no two
// are the same.
var marker = regexp.MustCompile(`zq[0-9]+qz`)

// lookout is a town in which everything that is said to officers is read.
type lookout struct {
	*desks
	texts  int
	mine   map[string]bool // what officers wrote
	read   map[string]bool // what they read
	handed bool            // a partner read something

	deputised int // messages to an officer who stood in for another
	people    []ID
	city      ID // an officer of another neighbourhood only
}

// desk says whether somebody reads cases as officers or partners do: nothing but
// what was released.
func (w *lookout) desk(who ID) bool { return w.police(who) || who == w.partner }

func newLookout(c checker) *lookout {
	w := &lookout{desks: newDesks(c), mine: map[string]bool{}, read: map[string]bool{}}
	w.city = w.second
	w.board.member(w.city).Grants[0].Areas = []string{"tavr"}
	teen, other := w.join(20, underage), w.join(21)
	for _, who := range []ID{w.author, other, teen} {
		for _, moves := range [][]string{
			{"* street", "* mine", "> " + w.text(), "* answer", "* send"},
			{"* traffic", "* list", "* a.tavr", "photo " + w.text(), "* answer", "* send"},
			{"* traffic", "* mine", "> " + w.text(), "* answer", "* hand", "* send"},
			{"* something", "* skip", "voice", "* read", "* send"},
			{"* police", "* tell", "* mine", "> " + w.text(), "* answer", "* send"},
			{"* home", "* tell", "* mine", "> " + w.text(), "* counted", "* send"},
		} {
			if who == teen && slices.Contains(moves, "* hand") { // nobody under 18 is asked
				continue
			}
			if who == teen {
				moves[len(moves)-2] = "* read"
			}
			w.script(who, append([]string{"& concern"}, moves...)...)
		}
	}
	w.people = []ID{w.author, other, teen, w.reviewer, w.reviewer, w.officer, w.officer, w.city, w.contact, w.lead, w.partner, w.partner}
	return w
}

func (w *lookout) text() string {
	w.texts++
	return fmt.Sprintf("zq%dqz", w.texts)
}

func (w *lookout) police(who ID) bool { return who == w.officer || who == w.city }

// errand goes a way through a desk that chance seldom finds: buttons are named
// by how they begin, "" writes a text; what is not there ends it.
func (w *lookout) errand(t *rapid.T) {
	review := []string{"reviews", "c.", "shorten", "", "release"}
	answer := []string{"cases", "c.", rapid.SampledFrom([]string{"ask", "answer", "show", "close", "place"}).Draw(t, "deed"), "own", "", "send"}
	who, way := w.reviewer, review
	switch rapid.IntRange(0, 6).Draw(t, "errand of") {
	case 0, 1:
		who, way = rapid.SampledFrom([]ID{w.officer, w.city}).Draw(t, "officer"), answer
	case 2:
		who, way = w.officer, []string{"cases", "c.", "hand", "b.", "do"}
	case 3:
		who, way = w.partner, append([]string{"partner"}, answer[1:]...)
	case 4:
		w.decides(t)
		return
	case 5:
		who = rapid.SampledFrom([]ID{w.officer, w.city}).Draw(t, "away")
		way = []string{"away", rapid.SampledFrom([]string{"new", "end", "no."}).Draw(t, "says"), "d.", "d.", "p.", "confirm"}
	}
	w.does(t, who, Event{Kind: Command, Word: "cancel"})
	w.does(t, who, Event{Kind: Command, Word: "desk"})
	for _, begins := range way {
		if begins == "" {
			words := w.text()
			w.mine[words] = w.desk(who)
			w.does(t, who, Event{Kind: Words, Text: words})
			continue
		}
		var fits []Button
		for _, b := range slices.Concat(w.screens[who].Rows...) {
			if strings.HasPrefix(b.Do, begins) {
				fits = append(fits, b)
			}
		}
		if len(fits) > 0 {
			w.does(t, who, pressed(w.play, who, rapid.SampledFrom(fits).Draw(t, "button")))
		}
	}
}

// decides is what an author says to being asked, or takes back.
func (w *lookout) decides(t *rapid.T) {
	for _, c := range w.concerns {
		if c.Author == (ID{}) || c.HandAsk == "" && (!c.MayHand || !rapid.Bool().Draw(t, "recalls")) {
			continue
		}
		w.does(t, c.Author, Event{Kind: Command, Word: "cancel"})
		w.does(t, c.Author, Event{Kind: Press, Do: caseDo(c.Code)})
		for _, b := range slices.Concat(w.screens[c.Author].Rows...) {
			if b.Do == "agree" || b.Do == "recall" {
				w.does(t, c.Author, pressed(w.play, c.Author, b))
				return
			}
		}
	}
}

// step is one thing that one of them does.
func (w *lookout) step(t *rapid.T) {
	switch rapid.IntRange(0, 19).Draw(t, "errand") {
	case 0, 1:
		w.errand(t)
		return
	case 2: // some hours, or until texts reach officers
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "hours")) * time.Hour)
		if rapid.Bool().Draw(t, "morning") {
			w.nextTexts()
		}
		return
	}
	if rapid.IntRange(0, 19).Draw(t, "time") == 0 {
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "hours")) * time.Hour)
	}
	who := rapid.SampledFrom(w.people).Draw(t, "who")
	var buttons []Button
	for _, b := range slices.Concat(w.screens[who].Rows...) {
		if b.URL == "" && b.Do != "neighbour" && b.Do != "language" && b.Do != "cancel" && !strings.HasPrefix(b.Do, "mydata") {
			buttons = append(buttons, b)
		}
	}
	var e Event
	switch way := rapid.IntRange(0, 9).Draw(t, "way"); {
	case way < 7 && len(buttons) > 0:
		e = pressed(w.play, who, rapid.SampledFrom(buttons).Draw(t, "button"))
	case way < 9:
		words := w.text()
		if w.desk(who) {
			w.mine[words] = true
		}
		e = Event{Kind: Words, Text: words}
	default:
		links := []string{"desk"}
		if m := w.board.member(who); m == nil {
			links = []string{"my", "concern"}
			for _, code := range w.personOf(who).Codes {
				links = append(links, caseDo(code))
			}
		}
		for _, c := range w.concerns { // forged
			links = append(links, caseDo(c.Code))
			break
		}
		e = Event{Kind: Press, Do: rapid.SampledFrom(links).Draw(t, "link")}
	}
	w.does(t, who, e)
}

// does is one turn, with everything read that it says to officers.
func (w *lookout) does(t *rapid.T, who ID, e Event) {
	out := w.turn(who, e)
	for _, s := range out.Says {
		if s.To == nil && w.desk(who) {
			w.inspect(t, who, s)
		} else if s.To != nil && w.desk(*s.To) {
			w.inspect(t, *s.To, s)
		}
	}
}

// agreed fails if an organisation has a case that its author did not agree to,
// that nobody released, or that is about the police.
func (w *lookout) agreed(t *rapid.T) {
	for _, c := range w.concerns {
		asked := slices.ContainsFunc(c.Thread, func(e Entry) bool { return e.Act == ActAgreed && e.With == c.Partner })
		if c.Partner != "" && (!c.MayHand && !asked || c.ReleasedAt == 0 || c.Category == Police || c.Route != RouteOfficers) {
			t.Fatalf("%s has %+v", c.Partner, *c)
		}
		if _, in := c.Waits()[QueuePartner]; in && c.Partner == "" {
			t.Fatalf("nobody's case waits for partners: %+v", *c)
		}
	}
}

func (w *lookout) personOf(who ID) *Person { return w.play.people[who] }

// inspect reads a message to an officer or a partner.
func (w *lookout) inspect(t *rapid.T, officer ID, s Say) {
	text := fmt.Sprintf("%+v %+v %+v", s.Lines, s.Rows, s.Attach)
	areas := w.areasOf(officer)
	for _, words := range marker.FindAllString(text, -1) {
		if !w.mine[words] && !w.mayRead(words, areas, officer == w.partner) {
			t.Fatalf("an officer of %v, or a partner, reads %s: %s", areas, words, text)
		}
		w.read[words] = true
		w.handed = w.handed || officer == w.partner && !w.mine[words]
	}
	if strings.Contains(text, "cases.state.reopened") && !slices.ContainsFunc(slices.Collect(maps.Values(w.concerns)), func(c *Concern) bool {
		return c.Case == CaseReopened && c.Reopens <= w.now.Unix()
	}) {
		t.Fatalf("an officer sees at once that an author opened a case again: %s", text)
	}
	for _, c := range w.concerns {
		if w.personOf(officer).clone().has(c.Code) { // their own, as a resident
			continue
		}
		if strings.Contains(text, c.Code) || strings.Contains(text, strings.ToLower(c.Code)) {
			t.Fatalf("an officer reads the receipt code %s: %s", c.Code, text)
		}
		if c.Author != (ID{}) && strings.Contains(text, c.Author.String()) {
			t.Fatalf("an officer reads who wrote %s", c.Code)
		}
		hidden := c.Label != "" && (c.Route != RouteOfficers || c.ReleasedAt == 0 || c.Opens > w.now.Unix() || c.Area != "" && !slices.Contains(areas, c.Area) || officer == w.partner && !w.entrusted(c))
		if hidden && (strings.Contains(text, c.Label) || strings.Contains(text, c.Handle)) {
			t.Fatalf("an officer of %v sees that there is %+v", areas, *c)
		}
		if s.Media != nil && (c.Voice != nil && c.Voice.ID == s.Media.File.ID || c.Photo != nil && c.Photo.ID == s.Media.File.ID && (!c.ShowPhoto || hidden)) {
			t.Fatalf("an officer gets a picture or a voice: %+v", *c)
		}
	}
}

// areasOf are the neighbourhoods of somebody now: their own, and while they are
// here those of the other officer who is away and asked them.
func (w *lookout) areasOf(who ID) []string {
	away := func(id ID) *Absence {
		m := w.board.member(id)
		if m == nil { // they ended their roles
			return nil
		}
		a := m.Away
		if a == nil || w.now.Unix() < a.From || w.now.Unix() >= a.Until {
			return nil
		}
		return a
	}
	own, other, theirs := []string{"korabel"}, w.city, "tavr"
	if who == w.city {
		own, other, theirs = []string{"tavr"}, w.officer, "korabel"
	}
	if a := away(other); w.police(who) && a != nil && a.Deputy == who && !a.Declined && away(who) == nil {
		w.deputised++
		return append(own, theirs)
	}
	return own
}

// entrusted says whether a case may be in the partner's hands: it was agreed to,
// and given.
func (w *lookout) entrusted(c *Concern) bool {
	asked := slices.ContainsFunc(c.Thread, func(e Entry) bool { return e.Act == ActAgreed && e.With == cityLamps })
	return c.Partner == cityLamps && (c.MayHand || asked) && !c.Category.Sensitive()
}

// mayRead says whether a text was released to the officers of an area, and given
// to the partner if that is who reads it.
func (w *lookout) mayRead(words string, areas []string, partner bool) bool {
	for _, c := range w.concerns {
		if partner && !w.entrusted(c) {
			continue
		}
		if c.Route != RouteOfficers || c.Category == Police || c.ReleasedAt == 0 || c.Opens > w.now.Unix() || c.Area != "" && !slices.Contains(areas, c.Area) {
			continue
		}
		if strings.Contains(c.Released, words) || slices.ContainsFunc(c.Thread, func(e Entry) bool { return strings.Contains(e.Shown, words) && e.Opens <= w.now.Unix() }) {
			return true
		}
	}
	return false
}

// TestWhatOfficersSee plays at random and reads everything that officers are
// shown: nothing but released words of their own neighbourhoods, never a
// receipt code, an author, or that any other case exists; and nothing before the
// hour at which texts reach officers.
func TestWhatOfficersSee(t *testing.T) {
	read, answered, handed, deputised := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newLookout(t)
		for range 120 {
			w.step(t)
			w.agreed(t)
		}
		read += len(w.read)
		if w.handed {
			handed++
		}
		deputised += w.deputised
		for _, c := range w.concerns {
			answered += len(c.Thread)
		}
	})
	if read < 20 || answered < 20 || handed < 5 || deputised < 20 {
		t.Errorf("officers read %d texts, threads hold %d entries, in %d plays a partner read something, %d messages went to a deputy: the plays prove nothing",
			read, answered, handed, deputised)
	}
}

// TestTheLogHoldsNoContent plays at random and reads the audit log.
func TestTheLogHoldsNoContent(t *testing.T) {
	entries := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newLookout(t)
		for range 40 {
			w.step(t)
		}
		for _, e := range w.log {
			entries++
			named := e.Name != "" // a name is what somebody with a role typed as theirs
			e.Name = ""
			text := fmt.Sprintf("%+v", e)
			if marker.MatchString(text) {
				t.Fatalf("the log holds what somebody wrote: %s", text)
			}
			for _, c := range w.concerns {
				if strings.Contains(text, c.Code) || e.Who == c.Author && c.Author != (ID{}) && w.board.member(c.Author) == nil && !named {
					t.Fatalf("the log leads to whoever wrote %s: %s", c.Code, text)
				}
			}
			if w.messages["audit."+e.What] == "" {
				t.Fatalf("no words for %q", e.What)
			}
		}
	})
	if entries == 0 {
		t.Error("nothing was logged")
	}
}
