package flows

import (
	"slices"

	"porchlight/flows/tally"
)

// This file is about what an organiser writes to the people of one meeting: those with a place,
// those who wait for one, or those who came. It is an announcement with another audience, so
// its words, its translations, its way out and its report are those of announcements. Three
// things differ. A run finds its readers by their seats, and nobody ever lists them. Its words
// are in no message that is pushed: a locked phone shows that there is a message, and whoever
// opens it still has to belong to the meeting. And nobody under 18 is among its readers: what
// adults write reaches young people by their lead alone.

// The steps around it: whom it is for, and where it is read.
const (
	StepNewsWhom Step = "desk.news.whom"
	StepTold     Step = "session.told"
)

// GuestGroup are those people of a meeting whom a message is for.
type GuestGroup string

// Whom a message can be for, as it is stored.
const (
	GuestsIn      GuestGroup = "in"
	GuestsWaiting GuestGroup = "waiting"
	GuestsCame    GuestGroup = "came"
)

// actTell marks what organisers say to the people of a meeting.
const actTell = "tell"

const (
	tellMost = 1000 // UTF-16 units of a text; the board keeps it for those who open it later
	tellKept = 8    // messages about one meeting that the board has
)

// Readers are counted in tens, and not at all below leastTold.
const (
	toldTens    = 10
	leastTold   = 2 * toldTens
	saidNothing = -2 // Announcement.Said of one whose readers are not counted
)

func tellConversation() conversation {
	return conversation{
		name:    "what organisers tell the people of a meeting",
		screens: map[Step]screen{StepTold: {ask: askTold, hear: hearNothing, back: backToHome, told: true}},
		doors:   []door{{word: "told", by: byButton, open: (*turn).openTold, members: atOnce, guests: true}},
	}
}

// tellOrder is the way through the wizard.
func tellOrder() []Step {
	return []Step{StepNewsWhom, StepNewsTongue, StepNewsText, StepNewsReview}
}

// tellButton leads to the wizard from what one comes to a meeting for seldom.
func (t *turn) tellButton(s Session) []Button {
	if !t.mayFor(writeNews, s.Areas) {
		return nil
	}
	return []Button{act("tell.button", "tell")}
}

// tellPeople begins a message. To young people only their lead writes.
func (t *turn) tellPeople(s Session) {
	switch {
	case s.Youth:
		t.note("tell.youth", nil)
		t.show(StepOrgMore)
	case t.toldOf(s.ID) >= tellKept:
		t.note("tell.enough", nil)
		t.show(StepOrgMore)
	default:
		t.p.News = &NewsDraft{Session: s.ID}
		t.show(StepNewsWhom)
	}
}

// toldOf is how many messages about a meeting the board has.
func (t *turn) toldOf(session string) (n int) {
	for _, a := range t.w.Board.News {
		if a.Session == session && a.Of == "" && !a.Void {
			n++
		}
	}
	return n
}

// tellSession is the meeting that the draft is about; ok is false once it is not the
// organiser's to write about.
func (t *turn) tellSession() (s Session, ok bool) {
	s, ok = t.w.Board.session(t.news().Session)
	return s, ok && !s.Youth && t.mayFor(planMeetings, s.Areas) && t.mayFor(writeNews, s.Areas)
}

// guestGroups are whom a message about a meeting can be for now.
func (t *turn) guestGroups(s Session) []GuestGroup {
	switch {
	case t.over(s):
		return []GuestGroup{GuestsIn, GuestsCame}
	case s.Cancelled || t.begun(s):
		return []GuestGroup{GuestsIn}
	}
	return []GuestGroup{GuestsIn, GuestsWaiting}
}

func askNewsWhom(t *turn) Say {
	s, ok := t.tellSession()
	if !ok {
		return Say{Lines: line("tell.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, g := range t.guestGroups(s) {
		buttons = append(buttons, act("tell.whom."+string(g), string(g)))
	}
	return t.newsSay(StepNewsWhom, line("tell.ask", Args{"title": Name(s.title())}), column(buttons...)...)
}

func hearNewsWhom(t *turn) bool {
	s, ok := t.tellSession()
	if !ok || !slices.ContainsFunc(t.guestGroups(s), func(g GuestGroup) bool { return t.pressed(string(g)) }) {
		return false
	}
	t.news().Whom = GuestGroup(t.e.Do)
	t.newsNext(StepNewsWhom)
	return true
}

// toldCount is how many people of a meeting a message is for, rounded down; hidden if they are few,
// and always where the person may not know it.
func (t *turn) toldCount(s Session, whom GuestGroup) Shown {
	n := 0
	switch seats := t.seats(s.ID); whom {
	case GuestsIn:
		n = seats.In
	case GuestsWaiting:
		n = seats.Waiting
	case GuestsCame:
		if t.holds(countDoor) {
			n = t.byCode(s).Count()
		}
	}
	return inTens(n)
}

// inTens is a number of readers as far as it is said.
func inTens(n int) Shown {
	if n < leastTold {
		return Shown{}
	}
	return tally.Rounded(n, toldTens)
}

// tensLine says it.
func tensLine(people Shown) Line {
	if people.Hidden() {
		return Line{Key: "announce.fewer", Args: Args{"number": leastTold}}
	}
	return Line{Key: "announce.at_least", Args: Args{"count": people}}
}

// toldLine says how many readers a message has.
func (t *turn) toldLine() Line {
	s, _ := t.tellSession()
	if s.Both { // against all who have a place it would tell how many of them are young
		return Line{Key: "tell.uncounted"}
	}
	return tensLine(t.toldCount(s, t.news().Whom))
}

// tellReview says whom a message is for, and who does not get it.
func (t *turn) tellReview() []Line {
	s, _ := t.tellSession()
	d := t.news()
	lines := line("tell.review", Args{"title": Name(s.title()), "whom": Ref("tell.whom." + string(d.Whom))})
	lines = append(lines, Line{Key: "announce.reaches", Args: Args{"people": Lines{t.toldLine()}}}, Line{Key: "tell.adults"})
	if langs := t.foreign(); len(langs) > 0 {
		lines = append(lines, Line{Key: "tell.foreign", Args: Args{"tongues": Tongues(langs)}})
	}
	return lines
}

// toldNumbers are a run's numbers under a title: how many were told, and how many of those whom
// it was for were not. Both are in tens, the second made of what is shown of the others, so it
// tells nothing more.
func toldNumbers(key string, a Announcement, r RunProgress) []Line {
	all := inTens(a.Said)
	switch {
	case !r.Known, a.Said == saidNothing:
		return []Line{{Key: key}}
	case all.Hidden():
		return []Line{{Key: key}, {Key: "announce.small"}}
	}
	told := inTens(min(all.Count(), r.Reached))
	lines := []Line{{Key: key}, {Key: "tell.told", Args: Args{"people": Lines{tensLine(told)}}}}
	if r.Over {
		lines = append(lines, Line{Key: "tell.missed", Args: Args{"people": Lines{tensLine(inTens(all.Count() - told.Count()))}}})
	}
	return append(lines, Line{Key: "announce.rounded"})
}

// sizedTold notes how many readers a message has. How many of them read one language is
// nowhere said.
func (t *turn) sizedTold(a Announcement) Announcement {
	s, _ := t.tellSession()
	a.Said = -1
	if s.Both {
		a.Said = saidNothing
	} else if people := t.toldCount(s, a.Whom); !people.Hidden() && !t.asksTranslators() {
		a.Said = people.Count()
	}
	return a
}

// reads says whether somebody is one of those whom a message about a meeting is for. inside
// says whether a place is theirs, in whether they have one or wait for one.
func (a Announcement) reads(to *Person, inside, in bool) bool {
	if to.Minor() {
		return false
	}
	switch a.Whom {
	case GuestsIn:
		return inside
	case GuestsWaiting:
		return in // also once they have got a place
	case GuestsCame:
		return slices.Contains(to.Came, a.Session)
	}
	return false
}

// TellGuest tells one of those whom a message is for that there is one; ok is false for
// everybody else. inside says whether a place is theirs.
func TellGuest(b *Board, a Announcement, to *Person, inside bool) (say Say, ok bool) {
	s, known := b.session(a.Session)
	in := slices.Contains(to.Sessions, a.Session)
	if !known || s.Youth || to.Paused || to.Chat == 0 || a.Whom == GuestsWaiting && inside || !a.reads(to, inside && in, in) {
		return Say{}, false
	}
	return a.toldPush(to.Lang, to.Chat), true
}

// toldPush is what a locked phone may show of a message.
func (a Announcement) toldPush(lang Lang, chat int64) Say {
	id := a.ID
	if a.Asked {
		id = a.Of
	}
	return Say{Lang: lang, Chat: chat, Fresh: true, Lines: line("thread.message", nil), Rows: column(link("thread.open", "told."+id))}
}

// readsTold says whether the person may read a message that was sent.
func (t *turn) readsTold(a Announcement) bool {
	mine := t.seats(a.Session).Mine
	_, known := t.w.Board.session(a.Session)
	return known && a.Session != "" && a.Started && a.Worded() && a.reads(t.p, mine == Inside, mine != Outside)
}

func (t *turn) openTold(id string) {
	t.p.Topic = id
	t.show(StepTold)
}

// askTold shows a message to those whom it is for. Everybody else learns no more than of one
// that does not exist.
func askTold(t *turn) Say {
	a, known := t.w.Board.announcement(t.p.Topic)
	if !known || a.Asked || !t.readsTold(a) {
		return Say{Lines: line("tell.not_here", nil), Rows: column(back())}
	}
	s, _ := t.w.Board.session(a.Session)
	return Say{Lines: append(line("tell.title", Args{"title": Name(s.title())}), a.toldWords(t.w.Board, t.p.Lang)...),
		Rows: append(a.toldAsk(t.w.Board, t.p.Lang), []Button{back()})}
}

// toldWords are what a reader of l reads: also a translation that somebody asked for later.
func (a Announcement) toldWords(b *Board, l Lang) []Line {
	if part, there := b.askedPart(a.ID, l); there && part.Texts[l] != "" && part.Started {
		return append(line("announce.words", Args{"text": Rich(Text{l: part.Texts[l]})}), Line{Key: "translate.from", Args: Args{"tongue": Tongue(part.From)}})
	}
	if a.Ready != nil {
		return a.Ready.lines(l)
	}
	lines := line("announce.words", Args{"text": Rich(a.Texts)})
	if from := a.Texts.from(l); from != l && from != "" {
		lines = append(lines, Line{Key: "translate.original", Args: Args{"tongue": Tongue(from)}})
	}
	return lines
}

// toldAsk asks for a translation, where the words are in another language.
func (a Announcement) toldAsk(b *Board, l Lang) [][]Button {
	if part, there := b.askedPart(a.ID, l); !a.original(l) || there && part.Texts[l] != "" && part.Started {
		return nil
	}
	return a.askRow()
}

// preview is what an organiser sees of a message before it is sent.
func (t *turn) toldPreview(l Lang) Say {
	s, _ := t.tellSession()
	a := t.announcement()
	return Say{Lang: l, Fresh: true, Lines: append(line("tell.title", Args{"title": Name(s.title())}), a.toldWords(t.w.Board, l)...)}
}

// keepTold leaves of a message that is going out what people read who open it.
func (a *Announcement) keepTold() { a.Photo, a.Others = File{}, nil }

// Strip is what the board keeps of an announcement once its run has its words.
func (a *Announcement) Strip() {
	switch {
	case a.Asked:
		a.StripAsked()
	case a.Session != "":
		a.keepTold()
	default:
		a.DropWords()
	}
}

// ForgetTold takes from the board what the people of a meeting were told, once it is forgotten
// who they were, and says whether there was any.
func (b *Board) ForgetTold(session string) bool {
	kept := slices.DeleteFunc(slices.Clone(b.News), func(a Announcement) bool { return a.Session == session && (a.Ended || a.Void) })
	if len(kept) == len(b.News) {
		return false
	}
	b.News = kept
	return true
}
