package flows

import (
	"slices"
	"time"
)

// GuideStage is how far a guide has come on the board. A guide of which the
// board knows nothing is a sample, unless the programme's file approves it.
type GuideStage string

// The stages. They are stored: never reuse one for something else.
const (
	GuideSample    GuideStage = ""
	GuideApproved  GuideStage = "approved"  // a local service stands behind it; residents do not see it yet
	GuideTrial     GuideStage = "trial"     // ... but for a small group that tests it: see Trial
	GuidePublished GuideStage = "published" // residents see it
	GuideTakenBack GuideStage = "back"      // nobody sees it, whoever approved it
)

// GuideRecord is what organisers decided about one guide. It is part of the
// board, so that every process knows it in the next turn. Who decided it is in
// the log only. Field numbers are a format: never reuse one.
type GuideRecord struct {
	ID     string         `cbor:"1,keyasint"`
	Stage  GuideStage     `cbor:"2,keyasint,omitempty"`
	By     string         `cbor:"3,keyasint,omitempty"` // the local service, as the organiser typed it
	At     int64          `cbor:"4,keyasint,omitempty"` // when the approval was recorded
	Read   []GuideReading `cbor:"5,keyasint,omitempty"` // what By has read; never changed in place
	Review int64          `cbor:"6,keyasint,omitempty"` // when it is due to be read again
	Stamp  uint32         `cbor:"7,keyasint"`           // counts the changes
	Told   GuideNotices   `cbor:"8,keyasint,omitempty"`
	Trial  *Trial         `cbor:"9,keyasint,omitempty"` // the latest; replaced, never changed
}

// GuideReading is one language that a local service has read, with the words
// as they were. An approval is of these words and of no others.
type GuideReading struct {
	Lang Lang   `cbor:"1,keyasint"`
	Sum  uint64 `cbor:"2,keyasint"`
}

// GuideNotices are what organisers were told about a guide, once each.
type GuideNotices uint8

// The notices.
const (
	ToldSoon    GuideNotices = 1 << iota // the review is near
	ToldDue                              // its day has come
	ToldChanged                          // words have changed since they were approved
)

// reviewNear is how long before its day a review is spoken of.
const reviewNear = 14 * 24 * time.Hour

// guideRecord finds what was decided about a guide; the zero value if nothing.
func (b *Board) guideRecord(id string) GuideRecord {
	if b != nil {
		for _, r := range b.Guides {
			if r.ID == id {
				return r
			}
		}
	}
	return GuideRecord{ID: id}
}

// putGuide stores a decision about a guide and counts it.
func (b *Board) putGuide(r GuideRecord) {
	r.Stamp++
	if i := slices.IndexFunc(b.Guides, func(o GuideRecord) bool { return o.ID == r.ID }); i >= 0 {
		b.Guides[i] = r
		return
	}
	b.Guides = append(b.Guides, r)
}

// read says whether the words of a guide in a language are those that were
// approved; had, that an approval of this language was recorded at all.
func (r GuideRecord) read(g Guide, l Lang) (same, had bool) {
	for _, one := range r.Read {
		if one.Lang == l {
			return one.Sum == g.Sums[l], true
		}
	}
	return false, false
}

// Approval is who stands behind a guide in one language.
type Approval struct {
	By string
	At int64 // unix seconds; 0: the programme's file says so
}

// approval finds who stands behind a guide in a language. The file's approvers
// are nobody's where guides are shown as samples.
func (w *World) approval(g Guide, l Lang) (Approval, bool) {
	r := w.Board.guideRecord(g.ID)
	if same, _ := r.read(g, l); same {
		return Approval{By: r.By, At: r.At}, true
	}
	if w.fileApproves(g) {
		return Approval{By: w.Programme.Approvers[g.ID]}, true
	}
	return Approval{}, false
}

// fileApproves says whether the programme's file names who approved a guide,
// which also publishes it.
func (w *World) fileApproves(g Guide) bool { return !w.Sample && w.Programme.Approved(g.ID) }

// shows says whether residents see a guide in a language.
func (w *World) shows(g Guide, l Lang) bool {
	stage := w.Board.guideRecord(g.ID).Stage
	if stage == GuideTakenBack {
		return false
	}
	_, approved := w.approval(g, l)
	return w.Sample || approved && (stage == GuidePublished || w.fileApproves(g))
}

// GuidesIn lists the guides that residents see who read a language.
func (w *World) GuidesIn(l Lang) []Guide {
	var seen []Guide
	for _, g := range w.Guides {
		if w.shows(g, l) {
			seen = append(seen, g)
		}
	}
	return seen
}

// stage is where a guide stands, the file's approval counted.
func (w *World) stage(g Guide) GuideStage {
	r := w.Board.guideRecord(g.ID)
	if r.Stage != GuideTakenBack && w.fileApproves(g) {
		return GuidePublished
	}
	return r.Stage
}

// readIn sorts the programme's languages: those that somebody stands behind,
// those whose words have changed since, and those that nobody has read.
func (w *World) readIn(g Guide) (read, changed, unread Tongues) {
	r := w.Board.guideRecord(g.ID)
	for _, l := range w.Programme.Languages {
		_, approved := w.approval(g, l)
		_, had := r.read(g, l)
		switch {
		case approved:
			read = append(read, l)
		case had:
			changed = append(changed, l)
		default:
			unread = append(unread, l)
		}
	}
	return read, changed, unread
}

// GuideNotice is something about a guide that organisers are to be told.
type GuideNotice struct {
	Guide  Guide
	Record GuideRecord
	What   GuideNotices // one of them
}

// GuideNoticesDue lists what organisers have not been told yet. Of two about
// the same review the later one is enough.
func (w *World) GuideNoticesDue(now time.Time) []GuideNotice {
	var due []GuideNotice
	for _, g := range w.Guides {
		r := w.Board.guideRecord(g.ID)
		if r.Stage == GuideSample || r.Stage == GuideTakenBack {
			continue
		}
		add := func(what GuideNotices) {
			if r.Told&what == 0 {
				due = append(due, GuideNotice{g, r, what})
			}
		}
		switch left := time.Unix(r.Review, 0).Sub(now); {
		case r.Review == 0 || left > reviewNear:
		case left > 0:
			add(ToldSoon)
		default:
			add(ToldDue)
		}
		if _, changed, _ := w.readIn(g); len(changed) > 0 {
			add(ToldChanged)
		}
	}
	return due
}

// Noted says that organisers were told; false if the record is another by now.
func (b *Board) Noted(n GuideNotice) bool {
	i := slices.IndexFunc(b.Guides, func(r GuideRecord) bool { return r.ID == n.Record.ID && r.Stamp == n.Record.Stamp })
	if i < 0 || b.Guides[i].Told&n.What != 0 {
		return false
	}
	b.Guides[i].Told |= n.What
	if n.What == ToldDue {
		b.Guides[i].Told |= ToldSoon
	}
	return true
}

// TellGuide is the message about a guide to somebody who decides about guides.
func TellGuide(n GuideNotice, m Member) Say {
	title, day := Ref(n.Guide.title()), Day(time.Unix(n.Record.Review, 0))
	var lines []Line
	switch n.What {
	case ToldSoon:
		lines = line("approve.notice.soon", Args{"title": title, "day": day})
	case ToldDue:
		lines = line("approve.notice.due", Args{"title": title, "day": day})
	case ToldChanged:
		lines = line("approve.notice.changed", Args{"title": title})
	}
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: lines, Rows: column(link("desk.back", "desk"))}
}
