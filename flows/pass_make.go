package flows

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"porchlight/flows/tally"
)

// The steps of making links into a meeting by invitation. Topic is the session.
const (
	StepPasses    Step = "desk.passes"
	StepPassLabel Step = "desk.passes.label"
	StepPassMost  Step = "desk.passes.most"
)

const (
	passesPerSession = 20
	limitLabel       = 48 // UTF-16 units
	passMost         = 10_000
	countPasses      = "passes" // of a meeting, by link
)

func passMakeConversation() conversation {
	all := map[Step]screen{
		StepPasses:    {ask: askPasses, hear: hearPasses, back: to(StepOrgSession)},
		StepPassLabel: {ask: askPassLabel, hear: hearPassLabel, back: to(StepPasses), misfit: "pass.label_misfit", flow: true, text: limitLabel},
		StepPassMost:  {ask: askPassMost, hear: hearPassMost, back: to(StepPassLabel), misfit: "organise.number.misfit", flow: true},
	}
	for s, sc := range all {
		sc.needs = []permission{planMeetings}
		all[s] = sc
	}
	return conversation{name: "links into a meeting", screens: all, forget: func(p *Person) { p.Label = "" }}
}

// invitesTo is the meeting of the screen, if it is the organiser's, by invitation, and
// still to come.
func (t *turn) invitesTo() (Session, bool) {
	s, ok := t.ownSession()
	return s, ok && s.Invited && !s.Cancelled && !t.begun(s)
}

// askPasses lists the links, and how many came by each as far as that may be shown.
func askPasses(t *turn) Say {
	s, ok := t.invitesTo()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	say := Say{Lines: line("pass.list", Args{"title": Name(s.title())})}
	if len(s.Passes) < passesPerSession {
		say.Rows = column(act("pass.make", "make"))
	}
	counts := map[string]int{}
	for _, id := range s.Passes {
		if p := t.pass(id); p != nil {
			counts[id] = p.Held
		}
	}
	shown, _ := t.ledger().Split(group(countPasses, s.ID), s.Passes, counts, fewest)
	for i, id := range s.Passes {
		p := t.pass(id)
		if p == nil {
			continue
		}
		item := Line{Key: "pass.item", Args: Args{"place": Code(strconv.Itoa(i + 1)), "label": p.said(), "most": Code(strconv.Itoa(p.Most))}}
		if at := slices.IndexFunc(shown, func(c tally.Named) bool { return c.Name == id }); at >= 0 {
			item.Key, item.Args["in"] = "pass.item_in", shown[at].Shown
		}
		say.Lines = append(say.Lines, item)
		say.Rows = append(say.Rows, []Button{{Key: "pass.close", Args: Args{"place": Code(strconv.Itoa(i + 1)), "label": p.said()}, Do: "x." + id[:12]}})
	}
	say.Lines = append(say.Lines, as(PartFine, "desk.stands", Args{"number": fewest}))
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// said is the label, or that there is none.
func (p *Pass) said() any {
	if p.Label == "" {
		return Ref("pass.unnamed")
	}
	return p.name()
}

func hearPasses(t *turn) bool {
	s, ok := t.invitesTo()
	mark, closes := t.picked("x.")
	at := slices.IndexFunc(s.Passes, func(id string) bool { return strings.HasPrefix(id, mark) })
	switch {
	case !ok:
		t.show(StepPasses)
	case t.pressed("make") && len(s.Passes) < passesPerSession:
		t.p.Label = ""
		t.show(StepPassLabel)
	case closes && len(mark) == 12 && at >= 0:
		t.closePass(s, s.Passes[at])
	default:
		return false
	}
	return true
}

// closePass ends a link. Whoever has a place by it keeps the place, and it no longer says
// whom the link was for.
func (t *turn) closePass(s Session, id string) {
	s.Passes = slices.DeleteFunc(slices.Clone(s.Passes), func(had string) bool { return had == id })
	t.changeBoard(func(b *Board) { b.put(s) })
	if t.pass(id) != nil {
		t.do(Drop[Pass]{ID: id})
	}
	suppose(t, Record[Pass]{id}, nil)
	t.audit("session_changed", s.ID)
	t.note("pass.closed", nil)
	t.show(StepPasses)
}

func askPassLabel(*turn) Say {
	return Say{Lines: []Line{{Key: "pass.label_ask"}, as(PartFine, "pass.label_lock", nil)}, Rows: column(act("pass.label_none", "none"), back())}
}

// hearPassLabel takes whom the link is for: words that can stand on a screen of somebody
// who never heard of this bot, and that lead nowhere.
func hearPassLabel(t *turn) bool {
	if t.pressed("none") {
		t.p.Label = ""
		t.show(StepPassMost)
		return true
	}
	words := strings.Join(strings.Fields(cleanWords(t.e.Text)), " ")
	if t.e.Kind != Words || words == "" {
		return false
	}
	if key := labelProblem(words); key != "" {
		t.note(key, Args{"most": limitLabel})
		t.show(StepPassLabel)
		return true
	}
	t.p.Label = words
	t.show(StepPassMost)
	return true
}

// labelProblem is what is wrong with a label, "" if nothing. Links, accounts and markup are
// refused, and so is a word in letters of two alphabets, which looks like another one.
func labelProblem(words string) string {
	if units(words) > limitLabel {
		return "pass.label_long"
	}
	letters := false
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' || r == '–' }) {
		scripts := map[string]bool{}
		for i, c := range word {
			switch {
			case unicode.IsLetter(c):
				letters = true
				scripts[scriptOf(c)] = true
			case unicode.IsDigit(c), unicode.Is(unicode.Mn, c), strings.ContainsRune("'’ʼ\"״׳,()№&", c):
			case c == '.' && i+1 == len(word): // an abbreviation, and no address
			default:
				return "pass.label_odd"
			}
		}
		if len(scripts) > 1 || scripts[""] {
			return "pass.label_script"
		}
	}
	if !letters {
		return "pass.label_odd"
	}
	return ""
}

func askPassMost(t *turn) Say {
	return Say{Lines: line("pass.most_ask", nil), Rows: append([][]Button{numberButtons(1, 5, 10, 30, 100)}, []Button{back(), cancel()})}
}

// hearPassMost takes how often it works, and makes the link. It is said once: only what
// cannot be used is kept of it.
func hearPassMost(t *turn) bool {
	n, fits := t.typedNumber()
	if !fits {
		return false
	}
	s, ok := t.invitesTo()
	switch {
	case !ok || len(s.Passes) >= passesPerSession:
		t.show(StepPasses)
		return true
	case n < 1 || n > passMost:
		t.note("organise.number.range", Args{"low": 1, "high": passMost})
		t.show(StepPassMost)
		return true
	}
	token := hex.EncodeToString(t.e.Seed[:])
	id := passID(token)
	if t.pass(id) != nil { // a turn that is decided again has another seed
		t.show(StepPasses)
		return true
	}
	p := Pass{Session: s.ID, Label: t.p.Label, Most: n, Until: s.Ends().Add(SeatsKept).Unix()}
	t.p.Label = ""
	t.keepPass(id, p)
	s.Passes = append(slices.Clone(s.Passes), id)
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("session_changed", s.ID)
	t.share("pass.made", Args{"title": s.called(), "label": p.said(), "most": Code(strconv.Itoa(n))}, "v_"+token)
	t.show(StepPasses)
	return true
}
