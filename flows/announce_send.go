package flows

import (
	"slices"
	"time"
)

// announcement is the announcement that the draft would become.
func (t *turn) announcement() Announcement {
	d := t.news()
	texts, from := t.newsOwn()
	a := Announcement{
		From: from, By: t.e.Who, Texts: texts, Ready: d.Ready, Photo: d.Photo, Areas: d.Areas, Langs: d.Langs, Urgent: d.Urgent,
		Made: t.e.Now.Unix(), Due: max(d.Start, t.e.Now.Unix()), Sum: wordsSum(d.Texts, t.newsLangs(), d.Ready),
	}
	if s, ok := t.tellSession(); ok {
		a.Session, a.Whom, a.Areas = s.ID, d.Whom, s.Areas
	}
	return a
}

// NewsSay is the message of an announcement to somebody.
func NewsSay(a Announcement, lang Lang, chat int64) Say {
	var lines []Line
	if a.Urgent {
		lines = line("announce.official", nil)
	}
	if a.Ready != nil {
		lines = append(lines, a.Ready.lines(lang)...)
	} else {
		lines = append(lines, Line{Key: "announce.words", Args: Args{"text": Rich(a.Texts)}})
		if from := a.Texts.from(lang); from != lang && from != "" {
			lines = append(lines, Line{Key: "translate.original", Args: Args{"tongue": Tongue(from)}})
		}
	}
	if !a.Urgent {
		lines = append(lines, Line{Key: "announce.from", Args: nil})
	}
	say := Say{Lang: lang, Chat: chat, Fresh: true, Lines: lines}
	if a.original(lang) {
		say.Rows = a.askRow()
	}
	if a.Photo.ID != "" {
		say.Media = &Media{Kind: Photo, File: a.Photo}
	}
	return say
}

func askNewsReview(t *turn) Say {
	d := t.news()
	lines := t.newsReview()
	if d.Urgent {
		lines = append(lines, Line{Key: "announce.urgent.means"})
	}
	if d.Ready != nil {
		lines = append(lines, readyIdentifiers(d.Ready)...)
	}
	lines = append(lines, t.lateLines()...)
	rows := append(langButtons("organise.see", "see.", t.newsLangs()), pairs(act("announce.now", "now"), act("announce.later", "later"))...)
	if len(t.unwritten()) > 0 {
		rows = append(rows, []Button{act("announce.ask.button", "translators")})
	}
	rows = append(append(rows, t.foreignButtons()...), []Button{act("announce.text.again", "again")})
	return t.newsSay(StepNewsReview, lines, rows...)
}

// newsReview says whom the announcement is for.
func (t *turn) newsReview() []Line {
	d := t.news()
	if d.Session != "" {
		return t.tellReview()
	}
	langs := any(Ref("announce.every_language"))
	if len(d.Langs) > 0 {
		langs = Tongues(d.Langs)
	}
	lines := []Line{{Key: "announce.review", Args: Args{"areas": t.grantAreas(d.Areas), "tongues": langs}},
		{Key: "announce.reaches", Args: Args{"people": Lines{t.reaches()}}}}
	return append(lines, t.foreignLines()...)
}

// reaches says how many people it goes to.
func (t *turn) reaches() Line {
	d := t.news()
	if d.Session != "" {
		return t.toldLine()
	}
	return atLeast(t.audience(d.Areas, d.Langs))
}

func hearNewsReview(t *turn) bool {
	d := t.news()
	l, see := t.pickedLang("see.", t.newsLangs())
	switch {
	case t.hearForeign():
	case see && d.Session != "":
		t.say(t.toldPreview(l))
		t.show(StepNewsReview)
	case see:
		t.say(NewsSay(t.announcement(), l, 0))
		t.show(StepNewsReview)
	case t.pressed("again"):
		d.At = 0
		t.show(t.newsWording())
	case t.pressed("now"):
		d.Start = 0
		t.newsSure()
	case t.pressed("later"):
		t.show(StepNewsDay)
	case t.pressed("translators") && len(t.unwritten()) > 0:
		t.show(StepNewsAsk)
	default:
		return false
	}
	return true
}

func askNewsDay(t *turn) Say {
	return Say{Lines: line("announce.when", Args{"example": t.timeExample()}), Rows: append(pairs(t.comingDays()...), []Button{back(), cancel()})}
}

func askNewsHour(t *turn) Say {
	return Say{Lines: append(t.hourOf(t.news().Day), Line{Key: "announce.hour"}), Rows: append(pairs(t.usualHours()...), []Button{back(), cancel()})}
}

func hearNewsTime(t *turn) bool {
	d := t.news()
	return t.hearWhen(&d.Day, StepNewsHour, func(at time.Time, _ int) {
		if !d.Urgent && t.w.Programme.Quiet(at) {
			t.note("announce.quiet", nil)
			t.show(StepNewsDay)
			return
		}
		d.Start = at.Unix()
		t.newsSure()
	})
}

// newsSure asks before something is sent to many people, and before that
// whether the same words are meant to go out twice within a day.
func (t *turn) newsSure() {
	d := t.news()
	switch {
	case !t.worded(): // nobody gets an empty message
		t.note("organise.unready", nil)
		t.show(t.newsWording())
	case !d.Repeated && t.saidToday():
		t.show(StepNewsTwice)
	default:
		t.show(StepNewsSure)
	}
}

// saidToday says whether the same words went out within a day, or wait to.
func (t *turn) saidToday() bool {
	a := t.announcement()
	return slices.ContainsFunc(t.w.Board.News, func(b Announcement) bool {
		return !b.Void && b.Sum == a.Sum && b.Session == a.Session && b.Whom == a.Whom && max(a.Due-b.Due, b.Due-a.Due) < int64(newsTwice/time.Second)
	})
}

func askNewsTwice(t *turn) Say {
	return Say{Lines: line("announce.twice.ask", nil), Rows: column(act("announce.twice.no", "back"), act("announce.twice.yes", "yes"))}
}

func hearNewsTwice(t *turn) bool {
	if !t.pressed("yes") {
		return false
	}
	t.news().Repeated = true
	t.newsSure()
	return true
}

func askNewsSure(t *turn) Say {
	d := t.news()
	lines := line("announce.sure.ask", Args{"people": Lines{t.reaches()}})
	switch {
	case d.Start != 0:
		lines = append(lines, Line{Key: "announce.sure.at", Args: Args{"when": Moment(time.Unix(d.Start, 0))}})
	case !d.Urgent && t.w.Programme.Quiet(t.e.Now):
		lines = append(lines, Line{Key: "announce.sure.quiet"})
	default:
		lines = append(lines, Line{Key: "announce.sure.now"})
	}
	lines = append(lines, t.lateLines()...)
	return Say{Lines: lines, Rows: column(act("announce.sure.no", "back"), act("announce.sure.yes", "send"))}
}

// hearNewsSure puts the announcement on the board, from where it is sent.
func hearNewsSure(t *turn) bool {
	if !t.pressed("send") {
		return false
	}
	d := t.news()
	a := t.announcement()
	a.ID = t.newsID()
	all := t.withLate(a)
	switch {
	case !t.mayFor(writeNews, a.Areas): // an area was taken away meanwhile
		t.note("organise.areas.none", nil)
		t.show(StepNewsAreas)
		return true
	case d.Session != "" && a.Session == "": // the meeting is no longer theirs to write about
		t.note("tell.gone", nil)
		t.p.News = nil
		t.show(StepOrgSessions)
		return true
	case !t.worded():
		t.show(StepNewsReview)
		return true
	case d.Start != 0 && d.Start < t.e.Now.Unix():
		t.note("organise.when.past", Args{"example": t.timeExample()})
		t.show(StepNewsDay)
		return true
	case !d.Repeated && t.saidToday(): // somebody else was quicker
		t.show(StepNewsTwice)
		return true
	case t.pending() >= newsPending:
		t.note("announce.full", Args{"number": newsPending})
		t.show(StepNewsReview)
		return true
	}
	t.changeBoard(func(b *Board) {
		b.News = slices.DeleteFunc(b.News, func(old Announcement) bool {
			return (old.Ended || old.Void) && (old.Session == "" || old.Void) && t.e.Now.Sub(time.Unix(old.Due, 0)) > newsKept
		})
		b.News = append(b.News, all...)
	})
	t.audit("announced", a.ID)
	t.p.News, t.p.Topic = nil, ""
	t.fresh = true
	t.note("announce.taken", nil)
	t.show(StepNews)
	t.showRun(all[0], false)
	return true
}

// pending is how many announcements wait or are being sent.
func (t *turn) pending() (n int) {
	for _, a := range t.w.Board.News {
		if !a.Ended && !a.Void && a.Of == "" {
			n++
		}
	}
	return n
}

// announcement finds one by its id.
func (b *Board) announcement(id string) (Announcement, bool) {
	i := slices.IndexFunc(b.News, func(a Announcement) bool { return a.ID == id })
	if i < 0 {
		return Announcement{}, false
	}
	return b.News[i], true
}

// MayStart says whether an announcement's author still organises all that it
// is for. What was asked for says nothing new, and goes out without them.
func (b *Board) MayStart(a Announcement, p *Programme) bool { return a.Asked || b.Steers(a.By, a, p) }

// Hold pauses an announcement that is being sent if its author's role has ended,
// and says whether it did: somebody else who organises all that it is for
// decides whether it goes on.
func (b *Board) Hold(id string, p *Programme) bool {
	i := slices.IndexFunc(b.News, func(a Announcement) bool { return a.ID == id })
	if i < 0 || !b.News[i].Started || b.News[i].Ended || b.News[i].Wish != WishRun || b.MayStart(b.News[i], p) {
		return false
	}
	b.News[i].Wish, b.News[i].Orphan = WishPause, true
	return true
}
