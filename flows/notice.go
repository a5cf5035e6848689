package flows

import (
	"cmp"
	"slices"
	"time"
)

// This file is about notices: whoever must act hears that something waits, in
// numbers and with how long the oldest has waited, and nothing of what it is.
// A newer notice takes the place of the one before, and comes only if more waits:
// nobody gets the same message every morning. notice_org.go is what organisers
// hear of what nobody takes.

// NoticeKind tells one standing notice of somebody from another.
type NoticeKind string

// The kinds: what waits at the desks of reviewers, the contact, the lead,
// partners and organisers; what is near or past its time at an officer's.
const (
	NoticeDesk NoticeKind = "desk"
	NoticeLate NoticeKind = "late"
)

// NoticeKinds lists them all.
func NoticeKinds() []NoticeKind { return []NoticeKind{NoticeDesk, NoticeLate} }

// Notice is what there is to tell a member now.
type Notice struct {
	Kind   NoticeKind
	Counts map[string]int // by what: see the names below
	Newest int64          // unix seconds since when the latest of what waits has waited; 0: nothing
	Oldest int64          // ... and the oldest
	// Of an organiser: which neighbourhoods lack somebody, and in which languages
	// nobody checks texts everywhere.
	lacks   map[string][]string
	tongues Tongues
}

// Noticed is what the last notice said. Nothing in it leads to a case.
type Noticed struct {
	Counts map[string]int `cbor:"85,keyasint,omitempty"`
	Newest int64          `cbor:"86,keyasint,omitempty"`
}

// What a notice counts. An organiser's are in notice_org.go.
const (
	countWaits  = "waits"
	countLate   = "late"
	countAnswer = "answer"
	countSoon   = "soon"
)

// Telling is what becomes of a notice, compared with the one before.
type Telling uint8

// The tellings.
const (
	TellNothing Telling = iota
	TellLess            // the message is changed, without a sound
	TellMore            // a new message, and the one before is deleted
)

// After compares with what the last notice said. More waits if there is more of
// anything, or if something has come since: it may have come while something
// else was done.
func (n Notice) After(had Noticed) Telling {
	tell := TellNothing
	for key, was := range had.Counts {
		if n.Counts[key] < was {
			tell = TellLess
		}
	}
	if n.Newest > had.Newest {
		return TellMore
	}
	for key, is := range n.Counts {
		if is > had.Counts[key] {
			return TellMore
		}
	}
	return tell
}

// Noticed is what is remembered of a notice once it is told.
func (n Notice) Noticed(had Noticed) Noticed {
	return Noticed{Counts: n.Counts, Newest: max(n.Newest, had.Newest)}
}

// count adds to what a notice says, if there is anything.
func (n *Notice) count(key string, by int) {
	if by > 0 {
		n.Counts[key] += by
	}
}

// waits adds something that has waited since a moment.
func (n *Notice) waits(since int64) {
	n.count(countWaits, 1)
	n.Newest = max(n.Newest, since)
	if n.Oldest == 0 || since < n.Oldest {
		n.Oldest = since
	}
}

// needs is for what a member hears of what waits by a notice of a kind: whoever takes
// it. Officers are told of new texts by TextsReady; here they hear of what is late.
func (k NoticeKind) needs() []permission {
	switch k {
	case NoticeDesk:
		return []permission{reviewTexts, contactCases, leadCases, partnerCases, translateNews, translateCases, seeUntaken}
	case NoticeLate:
		return []permission{officerCases}
	}
	return nil
}

// Hears says whether a member gets notices of a kind.
func (m *Member) Hears(k NoticeKind) bool {
	return slices.ContainsFunc(k.needs(), func(do permission) bool { return m.holds(do, "") })
}

// DeskNotice is what waits for a member who is no officer, and, for an organiser,
// what nobody takes.
func DeskNotice(p *Programme, b *Board, m Member, all []Timed, now time.Time) Notice {
	n := Notice{Kind: NoticeDesk, Counts: map[string]int{}}
	for _, c := range all {
		if c.Queue != QueueOfficers && c.Since != 0 && b.takes(&m, c, now) {
			n.waits(c.Since)
		}
	}
	if m.holds(translateNews, "") {
		for _, w := range b.passages(now) {
			for _, k := range w.tasks() {
				if m.translates(k) {
					n.waits(k.Since)
				}
			}
		}
	}
	b.untaken(p, &m, all, now, &n)
	return n
}

// LateNotice is what is near or past its time at an officer's desk.
func LateNotice(b *Board, m Member, all []Timed, now time.Time) Notice {
	n := Notice{Kind: NoticeLate, Counts: map[string]int{}}
	for _, c := range all {
		if c.Queue != QueueOfficers || !b.takes(&m, c, now) {
			continue
		}
		switch c.Late {
		case Soon:
			n.count(countSoon, 1)
		case LateSign:
			n.count(countLate, 1)
		case LateAnswer:
			n.count(countAnswer, 1)
		}
	}
	return n
}

// NewestOf is since when the latest has waited that a member takes in one of some
// roles: those that are told at once.
func NewestOf(b *Board, m Member, roles []Role, all []Timed, now time.Time) (newest int64) {
	for _, c := range all {
		if slices.ContainsFunc(roles, func(r Role) bool { return r.may(c.Queue.work()) }) && b.takes(&m, c, now) {
			newest = max(newest, c.Since)
		}
	}
	return newest
}

// Say is the notice as a message. Its first line is the same whatever it is about.
func (n Notice) Say(p *Programme, m Member, now time.Time) Say {
	var lines []Line
	if waits := n.Counts[countWaits]; waits > 0 {
		lines = append(lines, Line{Key: "notice.waits", Args: Args{"count": waits}}, oldestLine(n.Oldest, now))
	}
	for _, l := range []struct{ key, count string }{
		{"clock.desk.late", countLate}, {"clock.desk.answer", countAnswer}, {"clock.desk.soon", countSoon},
	} {
		if count := n.Counts[l.count]; count > 0 {
			lines = append(lines, Line{Key: l.key, Args: Args{"count": count}})
		}
	}
	opens := len(lines) > 0
	lines = append(lines, n.untakenLines(p)...)
	rows := column(link("desk.back", "desk"))
	switch {
	case len(lines) == 0:
		lines = line("notice.nothing", nil)
	case opens:
		rows = column(link("notice.open", "oldest"), link("desk.back", "desk"))
	}
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: lines, Rows: rows}
}

// oldestLine says for how long the oldest has waited.
func oldestLine(since int64, now time.Time) Line {
	waited := now.Sub(time.Unix(since, 0))
	switch hours := int(waited / time.Hour); {
	case hours < 1:
		return Line{Key: "notice.fresh"}
	case hours < 48:
		return Line{Key: "notice.hours", Args: Args{"count": hours}}
	}
	return Line{Key: "notice.days", Args: Args{"count": waitedDays(since, now)}}
}

// NoticeGone is what an older notice says that Telegram deletes no more.
func NoticeGone(l Lang) Say { return Say{Lang: l, Lines: line("notice.older", nil)} }

func noticeConversation() conversation {
	return conversation{name: "notices", doors: []door{{word: "oldest", by: byButton, open: plainly((*turn).openOldest), members: atOnce}}}
}

// openOldest opens the text or case that has waited longest for the person, whichever of
// their roles it is for; nothing is ever opened that their lists would not show.
func (t *turn) openOldest() {
	if t.me() == nil {
		t.home()
		return
	}
	t.p.Neighbour = false
	t.openWaiting(slices.DeleteFunc(t.me().desks(), func(r Role) bool { return r == RoleOrganiser || r == RoleFacilitator })...)
}

// owed is since when whoever has a case in a queue is expected to do something
// (unix seconds): 0 if the next word is its author's.
func (c *Concern) owed(q CaseQueue, now time.Time) int64 {
	began := c.since()
	switch q {
	case QueueReview:
		return c.unreviewed()
	case QueueTranslate:
		return c.untranslated()
	case QueueLead:
		return c.Sent
	case QueueOfficers:
		began = max(began, c.opens())
	case QueuePartner:
		began = max(began, c.PartnerSince)
	}
	since, theirs := c.turnOf(q, began, now)
	switch {
	case theirs:
		return since
	case c.late(now) >= Soon: // an answer is due, whoever spoke last
		return began
	}
	return 0
}

// turnOf says whether the next word in a case is due from whoever has had it since
// began, and since when. That somebody has read it is no word yet if its author
// may be answered.
func (c *Concern) turnOf(q CaseQueue, began int64, now time.Time) (since int64, theirs bool) {
	if c.HandAsk != "" {
		return 0, false
	}
walk:
	for _, e := range slices.Backward(c.heard(PartyOfficers, now)) {
		switch {
		case q == QueuePartner && (e.Act == ActHanded || e.Act == ActAgreed), e.At < began:
			break walk
		case q == QueueOfficers && slices.Contains([]string{ActHandedBack, ActRecalled, ActFetched, ActDisagreed}, e.Act):
			return cmp.Or(since, e.At), true
		case e.handing(), e.Template == "seen" && c.Sight == MayAnswer, e.Held:
		case e.From == PartyAuthor: // the first of what they said last
			since = max(e.At, e.Opens)
		default:
			return since, since != 0
		}
	}
	read := c.Acked != 0 && c.Sight != MayAnswer && c.Case != CaseReopened && q != QueuePartner
	return cmp.Or(since, began), since != 0 || !read
}
