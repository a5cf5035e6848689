package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about people who want to hear what comes of something. That is one mark in
// their own record: what they follow, never why, and the last change that they were told of.
// A run reads people's records and keeps no list of whom it tells.

// followKept is how long somebody follows something.
const followKept = 365 * 24 * time.Hour

// mostFollowed is how many things somebody follows at most.
const mostFollowed = 20

// Follow is something that the person follows.
type Follow struct {
	What  string `cbor:"300,keyasint"` // see followCommitment and its siblings
	Since int64  `cbor:"301,keyasint"` // unix seconds
	Told  uint32 `cbor:"302,keyasint"` // Board.CameSeq of the last change that they were told of
}

// What can be followed: a commitment, a point of a meeting's agenda, and what is done in a
// neighbourhood about one kind of concerns.
func followCommitment(n int) string            { return "w/" + strconv.Itoa(n) }
func followPoint(session string, n int) string { return "g/" + session + "/" + strconv.Itoa(n) }
func followConcerns(area string, c Category) string {
	return "a/" + area + "/" + string(c)
}

func followConversation() conversation {
	return conversation{
		name:  "follow",
		doors: []door{{word: "follow", by: byButton, over: (*turn).followThis}, {word: "unfollow", by: byButton, over: (*turn).unfollowThis}},
		keeps: kept{lines: (*turn).followsKept, button: (*turn).followsButton, export: (*turn).exportFollows},
		screens: map[Step]screen{
			StepFollows: {ask: askFollows, hear: hearFollows, back: to(StepData)},
		},
	}
}

// StepFollows lists what somebody follows, to take it away.
const StepFollows Step = "follows"

// of says whether a commitment is part of what is followed.
func (f Follow) of(m CommitmentMark) bool {
	kind, rest, _ := strings.Cut(f.What, "/")
	id, part, _ := strings.Cut(rest, "/")
	switch kind {
	case "w":
		return rest == strconv.Itoa(m.N)
	case "g":
		n, err := strconv.Atoi(part)
		return err == nil && n > 0 && n <= mostPoints && m.Session == id && m.Points&bit(n) != 0
	case "a":
		return m.From == fromConcerns && string(m.About) == part && (len(m.Areas) == 0 || slices.Contains(m.Areas, id))
	}
	return false
}

// over says whether a mark has run out by now.
func (f Follow) over(now time.Time) bool { return now.Sub(time.Unix(f.Since, 0)) >= followKept }

func (p *Person) follows(what string) bool {
	return slices.ContainsFunc(p.Follows, func(f Follow) bool { return f.What == what })
}

// setFollows notes that the person follows something, or no longer does. The list is
// replaced, never changed.
func (t *turn) setFollows(what string, follows bool) {
	all := slices.DeleteFunc(slices.Clone(t.p.Follows), func(f Follow) bool { return f.What == what })
	if follows {
		all = append(all, Follow{What: what, Since: t.e.Now.Unix(), Told: t.w.Board.CameSeq})
		all = all[max(0, len(all)-mostFollowed):]
	}
	if t.p.Follows = all; len(all) == 0 {
		t.p.Follows = nil
	}
}

func (t *turn) flipFollow(what string) {
	on := !t.p.follows(what)
	t.setFollows(what, on)
	if on {
		t.note("follow.done", nil)
	} else {
		t.note("follow.undone", nil)
	}
}

// grown says whether the person may follow anything: nobody under 18 is asked.
func (t *turn) grown() bool { return t.p.Registered() && !t.p.Minor() && t.w.Board != nil }

// mayFollow says whether something may still come of a commitment.
func (t *turn) mayFollow(m CommitmentMark) bool {
	return t.grown() && (!m.State.ended() || t.p.follows(followCommitment(m.N)))
}

// followable is what somebody who sent a concern may follow: what is done about such
// concerns in that neighbourhood. "" of what is about home, hate or the police, of what is
// for the statistics alone, and of what young people wrote.
func (t *turn) followable(c *Concern) string {
	if c == nil || !t.grown() || c.Sight == Counted || c.Case == CaseWithdrawn || c.Route != RouteOfficers || !slices.Contains(followedCategories(), c.Category) {
		return ""
	}
	return followConcerns(c.Area, c.Category)
}

// ownConcern is the concern that a button names, if it is the person's own.
func (t *turn) ownConcern(id string) *Concern {
	i := slices.IndexFunc(t.p.Codes, func(code string) bool { return strings.EqualFold(code, id) })
	if i < 0 {
		return nil
	}
	return t.concern(t.p.Codes[i])
}

// followedCategories are the kinds of concerns of which a commitment can be made.
func followedCategories() []Category { return []Category{Street, Traffic, Something} }

// followConcern offers it under the receipt of a concern.
func (t *turn) followConcern(c *Concern) []Button {
	if what := t.followable(c); what == "" || t.p.follows(what) {
		return nil
	}
	return []Button{link("follow.ask", "follow.c."+strings.ToLower(c.Code))}
}

// followedPoints are what the person may follow of a meeting: their own points, and those
// to which they say "me too".
func (t *turn) followedPoints(s Session, a *Agenda) (all []string) {
	if !t.grown() || s.Youth {
		return nil
	}
	set := t.p.meToo(s.ID)
	for _, n := range t.p.proposed(s.ID) {
		set |= bit(n)
	}
	for _, n := range pointsOf(set) {
		p := a.point(n)
		open := p != nil && (p.State == PointWaits || p.State == PointReleased || p.State == PointPublished || p.State == PointMerged)
		if what := followPoint(s.ID, n); open && !t.p.follows(what) {
			all = append(all, what)
		}
	}
	return all
}

// followPoints offers it on the agenda.
func (t *turn) followPoints(s Session, a *Agenda) []Button {
	if len(t.followedPoints(s, a)) == 0 {
		return nil
	}
	return []Button{link("follow.ask", "follow.g."+s.ID)}
}

// followThis takes those buttons, whatever screen is open. One that is not theirs, or of what is
// gone, says so and keeps nothing.
func (t *turn) followThis(rest string) bool {
	kind, id, _ := strings.Cut(rest, ".")
	var all []string
	switch kind {
	case "c":
		if what := t.followable(t.ownConcern(id)); what != "" {
			all = append(all, what)
		}
	case "g":
		if s, known := t.announced(id); known {
			a := t.agenda(s)
			if all = t.followedPoints(s, &a); all == nil && slices.ContainsFunc(t.p.Follows, func(f Follow) bool { return strings.HasPrefix(f.What, "g/"+id+"/") }) {
				t.answerHere(Say{Lines: line("follow.done", nil), Rows: column(link("follow.undo", "unfollow."+rest))})
				return true
			}
		}
	}
	if len(all) == 0 {
		t.answerHere(Say{Lines: line("follow.gone", nil), Rows: column(toMenu())})
		return true
	}
	for _, what := range all {
		t.setFollows(what, true)
	}
	t.answerHere(Say{Lines: []Line{{Key: "follow.done"}, as(PartFine, "follow.lock", nil)}, Rows: column(link("follow.undo", "unfollow."+rest))})
	return true
}

// unfollowThis takes that back, in the message that told of it.
func (t *turn) unfollowThis(rest string) bool {
	kind, id, _ := strings.Cut(rest, ".")
	switch kind {
	case "c":
		if c := t.ownConcern(id); c != nil {
			t.setFollows(followConcerns(c.Area, c.Category), false)
		}
	case "g":
		for _, f := range slices.Clone(t.p.Follows) {
			if strings.HasPrefix(f.What, "g/"+id+"/") {
				t.setFollows(f.What, false)
			}
		}
	}
	t.answerHere(Say{Lines: line("follow.undone", nil), Rows: column(toMenu())})
	return true
}

// forgetFollows drops what has run out, and what has come to its end.
func (t *turn) forgetFollows() {
	for _, f := range slices.Clone(t.p.Follows) {
		if f.over(t.e.Now) || t.w.Board.followEnds(f, t.e.Now) {
			t.setFollows(f.What, false)
		}
	}
}

// followedAfter is for how long after its meeting something may still come of a point of
// which nothing has come.
const followedAfter = SeatsKept

// followEnds says whether nothing more can come of what is followed: the person was told of
// all there was, and nothing of it is open.
func (b *Board) followEnds(f Follow, now time.Time) bool {
	any, open := false, false
	for _, m := range b.Came {
		if f.of(m) {
			any = true
			open = open || !m.State.ended() || m.Seq > f.Told
		}
	}
	if strings.HasPrefix(f.What, "g/") && !any {
		id, _, _ := strings.Cut(strings.TrimPrefix(f.What, "g/"), "/")
		s, known := b.session(id)
		return !known || now.Sub(s.Ends()) >= followedAfter
	}
	return any && !open && !strings.HasPrefix(f.What, "a/")
}

// CameTold is what somebody is told of what came of something, and their record once they
// are; ok is false for everybody for whom there is nothing new. What they do not want to
// hear counts as told: they are never told later.
func CameTold(w World, p *Person, who ID, now time.Time) (say Say, after Person, ok bool) {
	t := &turn{w: w, p: p.clone(), e: Event{Who: who, Now: now}}
	var fresh []CommitmentMark
	changed := false
	follows := slices.Clone(t.p.Follows)
	for i, f := range follows {
		for _, m := range w.Board.Came {
			if m.Seq <= f.Told || !f.of(m) {
				continue
			}
			changed = true
			if !f.over(now) && t.seesCommitment(m) && !slices.ContainsFunc(fresh, func(o CommitmentMark) bool { return o.N == m.N }) {
				fresh = append(fresh, m)
			}
		}
		follows[i].Told = w.Board.CameSeq
	}
	if !changed {
		return Say{}, *p, false
	}
	t.p.Follows = follows
	if p.Paused || p.Mutes(TopicCame) || p.Minor() || p.Chat == 0 || len(fresh) == 0 {
		return Say{}, *t.p, true
	}
	do := "came.all"
	if len(fresh) == 1 {
		do = fmt.Sprintf("came.w.%d", fresh[0].N)
	}
	say = Say{Lang: p.Lang, Chat: p.Chat, Fresh: true, Lines: line("thread.message", nil), Rows: column(link("follow.read", do))}
	return UnderTopic(TopicCame, say), *t.p, true
}

// CamePending says whether somebody may not have been told of a change yet.
func (b *Board) CamePending() bool { return b.CameSeq > b.CameTold }

// followsKept says in "My data" that something is followed.
func (t *turn) followsKept() []Line {
	if len(t.p.Follows) == 0 {
		return nil
	}
	return line("follow.kept", nil)
}

func (t *turn) followsButton() []Button {
	if len(t.p.Follows) == 0 {
		return nil
	}
	return []Button{act("follow.list_button", "follows")}
}

func (t *turn) exportFollows(e *Export) {
	for _, f := range t.p.Follows {
		e.Follows = append(e.Follows, ExportFollow{What: f.What, Since: t.stamp(f.Since)})
	}
}

// followPage is how many of them stand on one screen.
const followPage = 5

func askFollows(t *turn) Say {
	if len(t.p.Follows) == 0 {
		return Say{Lines: line("follow.none", nil), Rows: column(back())}
	}
	shown := partOf(len(t.p.Follows), followPage, int(t.p.Page))
	say := Say{Lines: line("follow.list", nil)}
	for i, f := range t.p.Follows[shown.from:shown.to] {
		n := strconv.Itoa(shown.from + i + 1)
		say.Lines = append(say.Lines, t.followLine(Code(n), f))
		say.Rows = append(say.Rows, []Button{{Key: "follow.drop", Args: Args{"number": Code(n)}, Do: "drop." + f.mark()}})
	}
	say.Rows = append(row(say.Rows, shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...), []Button{back()})
	return say
}

// mark names a thing that is followed on a button.
func (f Follow) mark() string { return strconv.FormatUint(sumOf(f.What), 36) }

// followLine says what is followed, in words.
func (t *turn) followLine(n Code, f Follow) Line {
	parts := append(strings.Split(f.What, "/"), "", "")
	switch parts[0] {
	case "g":
		if s, known := t.announced(parts[1]); known {
			return Line{Key: "follow.item.point", Args: Args{"place": n, "point": Code(parts[2]), "title": Name(s.title())}}
		}
	case "a":
		return Line{Key: "follow.item.concerns", Args: Args{"place": n, "category": Ref(Category(parts[2]).key()), "area": t.areaName(parts[1])}}
	}
	return Line{Key: "follow.item.commitment", Args: Args{"place": n, "point": Code(parts[1])}}
}

func hearFollows(t *turn) bool {
	if mark, is := t.picked("drop."); is {
		i := slices.IndexFunc(t.p.Follows, func(f Follow) bool { return f.mark() == mark })
		if i >= 0 {
			t.setFollows(t.p.Follows[i].What, false)
		}
		t.note("follow.undone", nil)
		t.show(StepFollows)
		return true
	}
	return t.turnPart(len(t.p.Follows), followPage, StepFollows)
}
