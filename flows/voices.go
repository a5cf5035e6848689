package flows

import (
	"slices"
	"time"
)

// This file is about the voices that are missing: how those who registered for meetings, or
// came, stand against the targets in the programme's file. On fixed dates, and never after each
// sign-up, people are counted by language, neighbourhood and age; what is kept and shown of it
// are words, never a number. A small group has no cell of its own: below fewest people the word
// is the same as for nobody, so an absent group stays visible and a small one tells nothing.
// Where a target is too small for the number of people, that is said instead.

// Target is the share of people that a programme wants of one group.
type Target struct {
	Lang  Lang   `cbor:"260,keyasint,omitempty"` // exactly one of these three says of whom
	Area  string `cbor:"261,keyasint,omitempty"`
	Age   Age    `cbor:"262,keyasint,omitempty"`
	Share int    `cbor:"263,keyasint"` // in 100
}

// Present is what is counted of one person who registered or came.
type Present struct {
	Lang Lang
	Area string
	Age  Age
}

// VoiceLevel is a word for how a group stands against its target. It is stored: never give
// one another meaning.
type VoiceLevel string

// The levels.
const (
	VoicesFew    VoiceLevel = "scarce" // below half of what is planned, and whenever there are fewer than fewest
	VoicesBelow  VoiceLevel = "below"
	VoicesOn     VoiceLevel = "on"
	VoicesAbove  VoiceLevel = "above"
	VoicesUnsure VoiceLevel = "unsure" // too few people to say
)

// voicesLeast is how many people there must be for any word but VoicesUnsure.
const voicesLeast = 30

// VoiceSaid is one target with its word.
type VoiceSaid struct {
	Target Target     `cbor:"260,keyasint"`
	Level  VoiceLevel `cbor:"261,keyasint"`
}

// VoiceStage is one of the fixed dates. It is stored: never reuse one.
type VoiceStage uint8

// The stages of a meeting, and that of the programme.
const (
	VoicesWeek  VoiceStage = 1 // seven days before a meeting, who registered
	VoicesSoon  VoiceStage = 2 // two days before it
	VoicesCame  VoiceStage = 3 // the day after it, who came
	VoicesMonth VoiceStage = 4 // on the first of a month, over all meetings of 60 days: who registered
	VoicesThere VoiceStage = 5 // ... who came
)

// Voices is what was said of one meeting, or of the whole programme, on one date.
type Voices struct {
	Session string      `cbor:"260,keyasint,omitempty"` // "": the programme
	Stage   VoiceStage  `cbor:"261,keyasint"`
	At      int64       `cbor:"262,keyasint"` // unix seconds
	Said    []VoiceSaid `cbor:"263,keyasint,omitempty"`
}

// VoicesDue is what is to be counted now.
type VoicesDue struct {
	Voices
	Sessions []string // whose people are counted, each of them once
	Came     bool     // those who checked in, else those who have a place
}

// fits says whether a person belongs to the group of a target.
func (g Target) fits(v Present) bool {
	switch {
	case g.Lang != "":
		return v.Lang == g.Lang
	case g.Area != "":
		return v.Area == g.Area
	}
	return v.Age == g.Age || g.Age == AgeAdult && v.Age == AgeUnsaid
}

// Level compares a group with its target.
func (g Target) Level(present []Present) VoiceLevel {
	all, group := len(present), 0
	for _, v := range present {
		if g.fits(v) {
			group++
		}
	}
	planned := all * g.Share // in hundredths of a person
	switch {
	case all < voicesLeast || planned < 100*2*fewest:
		return VoicesUnsure
	case group < fewest || 100*group*2 < planned:
		return VoicesFew
	case 100*group*10 < planned*9:
		return VoicesBelow
	case 100*group*10 <= planned*11:
		return VoicesOn
	}
	return VoicesAbove
}

// Hear fills in the words.
func (d VoicesDue) Hear(targets []Target, present []Present, now time.Time) Voices {
	v := d.Voices
	v.At = now.Unix()
	for _, g := range targets {
		v.Said = append(v.Said, VoiceSaid{g, g.Level(present)})
	}
	return v
}

// voiced says whether a meeting is looked at by itself.
func (s Session) voiced() bool { return !s.Youth && !s.closed() && !s.Cancelled }

// stage is the date of a meeting that has come and is not past; 0: none.
func (s Session) stage(now time.Time) VoiceStage {
	switch before := time.Unix(s.Start, 0).Sub(now); {
	case now.Sub(s.Ends()) >= SeatsKept:
		return 0
	case now.Sub(s.Ends()) >= 24*time.Hour:
		return VoicesCame
	case before <= 0:
		return 0
	case before <= 48*time.Hour:
		return VoicesSoon
	case before <= 7*24*time.Hour:
		return VoicesWeek
	}
	return 0
}

// VoicesDue lists what is to be counted at now. A date that no process saw is made up for
// while it still tells something.
func (b *Board) VoicesDue(p *Programme, now time.Time) (all []VoicesDue) {
	if len(p.Targets) == 0 {
		return nil
	}
	var ended []string
	for _, s := range b.Sessions {
		if st := s.stage(now); st != 0 && s.voiced() && !b.heardVoices(s.ID, st, 0) {
			all = append(all, VoicesDue{Voices{Session: s.ID, Stage: st}, []string{s.ID}, st == VoicesCame})
		}
		if since := now.Sub(s.Ends()); !s.Cancelled && len(s.Roles) == 0 && since > 0 && since < SeatsKept {
			ended = append(ended, s.ID)
		}
	}
	local := now.In(p.Zone)
	first := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, p.Zone).Unix()
	for _, st := range []VoiceStage{VoicesMonth, VoicesThere} {
		if len(ended) > 0 && !b.heardVoices("", st, first) {
			all = append(all, VoicesDue{Voices{Stage: st}, ended, st == VoicesThere})
		}
	}
	return all
}

// heardVoices says whether a date was looked at, since a moment.
func (b *Board) heardVoices(session string, st VoiceStage, since int64) bool {
	return slices.ContainsFunc(b.Voices, func(v Voices) bool { return v.Session == session && v.Stage == st && v.At >= since })
}

// KeepVoices puts what was said onto the board, unless it is there, and says whether it did. Of
// who registered only the latest stays; what is about a meeting goes when its places are
// forgotten.
func (b *Board) KeepVoices(v Voices, p *Programme, now time.Time) bool {
	due := slices.ContainsFunc(b.VoicesDue(p, now), func(d VoicesDue) bool { return d.Session == v.Session && d.Stage == v.Stage })
	if !due {
		return false
	}
	kept := slices.DeleteFunc(slices.Clone(b.Voices), func(had Voices) bool {
		s, known := b.session(had.Session)
		switch {
		case had.Session == v.Session && (had.Stage == v.Stage || v.Stage == VoicesSoon && had.Stage == VoicesWeek):
			return true
		case had.Session == "":
			return false
		}
		return !known || now.Sub(s.Ends()) >= SeatsKept
	})
	b.Voices = append(kept, v)
	return true
}

// readTargets reads what share of each group a programme wants.
func (r *programmeReader) readTargets(t fileTable) (all []Target) {
	for _, one := range t.tables("targets") {
		g := Target{Share: one.number("share", 1, 100, 0)}
		kinds := 0
		if n := one.of(kindText, "language", "language = \"uk\""); n != nil {
			g.Lang, kinds = Lang(n.value), kinds+1
			if !slices.Contains(r.languages, g.Lang) {
				r.complain(n.line, "a target is for %s, which is no language of this programme: use one of languages", shortQuote(n.value))
			}
		}
		if n := one.of(kindText, "area", "area = \"centre\""); n != nil {
			g.Area, kinds = n.value, kinds+1
			if !r.areas[n.value] {
				r.complain(n.line, "a target is for %s, but there is no such neighbourhood: use %s", shortQuote(n.value), idList(r.areas))
			}
		}
		if n := one.of(kindText, "age", "age = \"13-17\""); n != nil {
			kinds++
			switch n.value {
			case "13-17":
				g.Age = AgeTeen
			case "18+":
				g.Age = AgeAdult
			default:
				r.complain(n.line, "a target is for the age %s: write \"13-17\" or \"18+\"", shortQuote(n.value))
			}
		}
		switch same := g.same; {
		case kinds != 1:
			r.complain(one.node.line, "a target is for one group: write language, area or age")
		case !one.has("share"):
			r.complain(one.node.line, "share is missing: add share = 20, the part of people in 100 that this group should be")
		case slices.ContainsFunc(all, same):
			r.complain(one.node.line, "there are two targets for one group: remove one")
		}
		one.done()
		all = append(all, g)
	}
	return all
}

// same says whether two targets are for one group.
func (g Target) same(other Target) bool {
	g.Share, other.Share = 0, 0
	return g == other
}
