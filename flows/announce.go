package flows

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// The steps of writing an announcement, in their order, and those around it.
const (
	StepNewsTongue   Step = "desk.news.tongue" // one language or all
	StepNewsText     Step = "desk.news.text"
	StepNewsReady    Step = "desk.news.ready" // a ready-made text instead ...
	StepNewsBlank    Step = "desk.news.blank" // ... and its blanks
	StepNewsPhoto    Step = "desk.news.photo"
	StepNewsAreas    Step = "desk.news.areas"
	StepNewsAudience Step = "desk.news.audience" // who reads which language
	StepNewsUrgent   Step = "desk.news.urgent"
	StepNewsReview   Step = "desk.news.review"

	StepNews      Step = "desk.news.list"
	StepNewsDay   Step = "desk.news.day"
	StepNewsHour  Step = "desk.news.hour"
	StepNewsSure  Step = "desk.news.sure"
	StepNewsTwice Step = "desk.news.twice"
)

// What fits into an announcement, in UTF-16 units: a message, or a caption,
// with room for what stands around it.
const (
	newsMost    = 3000
	captionMost = 800
)

const (
	newsPending = 5                   // that wait for their time, or are being sent
	newsKept    = 30 * 24 * time.Hour // how long a report stays
	newsTwice   = 24 * time.Hour      // within which the same words are asked about
)

// NewsDraft is an announcement in the making. As in SessionDraft, its texts and
// lists are never changed in place.
type NewsDraft struct {
	Texts    Text     `cbor:"1,keyasint"`
	Only     Lang     `cbor:"2,keyasint"` // "": every language of the programme
	At       int      `cbor:"3,keyasint"` // the language being asked, from 0
	Photo    File     `cbor:"4,keyasint"`
	Areas    []string `cbor:"5,keyasint"` // empty: all
	Langs    []Lang   `cbor:"6,keyasint"` // of its readers; empty: all
	Urgent   bool     `cbor:"7,keyasint"`
	Day      string   `cbor:"8,keyasint"`
	Start    int64    `cbor:"9,keyasint"`  // unix seconds; 0: now
	Repeated bool     `cbor:"10,keyasint"` // to send the same again was confirmed

	Ready *Ready `cbor:"170,keyasint,omitempty"` // instead of texts

	Session string     `cbor:"260,keyasint,omitempty"` // it is for people of a meeting only: see tell.go
	Whom    GuestGroup `cbor:"261,keyasint,omitempty"`

	Anyway int64 `cbor:"150,keyasint,omitempty"` // unix seconds until which other languages are waited for; 0: they are not asked for
}

// Announcement is one that was confirmed: it waits on the board for its time.
// Once it is being sent its words are with the run, and the board keeps only
// what a report needs. Field numbers are a format: never reuse one.
type Announcement struct {
	ID      string   `cbor:"1,keyasint"`
	By      ID       `cbor:"2,keyasint"`
	Texts   Text     `cbor:"3,keyasint,omitempty"`
	Photo   File     `cbor:"4,keyasint,omitempty"`
	Areas   []string `cbor:"5,keyasint,omitempty"`
	Langs   []Lang   `cbor:"6,keyasint,omitempty"`
	Urgent  bool     `cbor:"7,keyasint,omitempty"`
	Made    int64    `cbor:"8,keyasint"`
	Due     int64    `cbor:"9,keyasint"`
	Sum     uint64   `cbor:"10,keyasint"` // of its words
	Count   int      `cbor:"11,keyasint"` // people in the audience when it was confirmed
	Started bool     `cbor:"12,keyasint,omitempty"`
	Wish    RunWish  `cbor:"13,keyasint,omitempty"`  // what the organisers want of the run
	Ended   bool     `cbor:"14,keyasint,omitempty"`  // the report was sent
	Orphan  bool     `cbor:"16,keyasint,omitempty"`  // paused because its author's role ended while it was being sent
	Said    int      `cbor:"140,keyasint,omitempty"` // the audience as it was shown then; -1: hidden; 0: by an older version
	Void    bool     `cbor:"15,keyasint,omitempty"`  // taken back, or its author's role ended before its time
	Ready   *Ready   `cbor:"170,keyasint,omitempty"` // a ready-made text instead of Texts

	// Of a part that waits for its translation: see announce_late.go.
	Of     string        `cbor:"150,keyasint,omitempty"` // the announcement that it is a part of
	From   Lang          `cbor:"151,keyasint,omitempty"` // the one language it was written in; "": in several, or it is ready-made
	Others []Translation `cbor:"152,keyasint,omitempty"` // the one that is asked for; nil once it is reviewed
	After  int64         `cbor:"153,keyasint,omitempty"` // unix seconds before which it does not go out
	Asked  bool          `cbor:"160,keyasint,omitempty"` // a part that goes to those who asked for it: see announce_asked.go

	// Of one for people of a meeting: see tell.go.
	Session string     `cbor:"260,keyasint,omitempty"`
	Whom    GuestGroup `cbor:"261,keyasint,omitempty"`
}

// Worded says whether the board still has what an announcement says.
func (a *Announcement) Worded() bool { return a.Texts != nil || a.Ready != nil }

// DropWords leaves of an announcement only what a report needs.
func (a *Announcement) DropWords() { a.Texts, a.Ready, a.Photo, a.Others = nil, nil, File{}, nil }

// RunWish is what organisers want of a running announcement.
type RunWish string

// The wishes.
const (
	WishRun   RunWish = ""
	WishPause RunWish = "pause"
	WishStop  RunWish = "stop"
)

// Crowd names an audience: neighbourhoods and languages, joined; empty means
// all.
type Crowd struct{ Areas, Langs string }

func crowd(areas []string, langs []Lang) Crowd {
	words := make([]string, len(langs))
	for i, l := range langs {
		words[i] = string(l)
	}
	return Crowd{strings.Join(areas, " "), strings.Join(words, " ")}
}

// CrowdSize is how many people belong to an audience. Who blocked the bot is
// among them: only a message that does not arrive tells.
type CrowdSize struct {
	People int
	Paused int            // of these, want no pushes
	Muted  int            // of the others, want no announcements but urgent ones
	Groups map[string]int // of those who want them, by "NEIGHBOURHOOD LANGUAGE"
}

// crowdSize reads how many people an audience has, or asks for it.
func (t *turn) crowdSize(c Crowd) CrowdSize {
	n, ok := t.w.Crowds[c]
	if !ok {
		t.out.Need.Crowds = append(t.out.Need.Crowds, c)
	}
	return n
}

// newsOrder is the way through the wizard.
func (t *turn) newsOrder() []Step {
	if t.news().Session != "" {
		return tellOrder()
	}
	return newsOrder()
}

func newsOrder() []Step {
	return []Step{StepNewsTongue, StepNewsText, StepNewsPhoto, StepNewsAreas, StepNewsAudience, StepNewsUrgent, StepNewsReview}
}

func newsConversation() conversation {
	all := map[Step]screen{
		StepNewsWhom:     {ask: askNewsWhom, hear: hearNewsWhom},
		StepNewsTongue:   {ask: askNewsTongue, hear: hearNewsTongue},
		StepNewsText:     {ask: askNewsText, hear: hearNewsText, misfit: "organise.text.misfit", back: backFromNewsText},
		StepNewsReady:    {ask: askNewsReady, hear: hearNewsReady, back: to(StepNewsTongue)},
		StepNewsBlank:    {ask: askNewsBlank, hear: hearNewsBlank, misfit: "ready.misfit", back: backFromNewsBlank},
		StepNewsPhoto:    {ask: askNewsPhoto, hear: hearNewsPhoto, misfit: "announce.photo.misfit"},
		StepNewsAreas:    {ask: askNewsAreas, hear: hearNewsAreas},
		StepNewsAudience: {ask: askNewsAudience, hear: hearNewsAudience},
		StepNewsUrgent:   {ask: askNewsUrgent, hear: hearNewsUrgent},
		StepNewsReview:   {ask: askNewsReview, hear: hearNewsReview},
		StepNewsDay:      {ask: askNewsDay, hear: hearNewsTime, misfit: "organise.when.misfit", back: to(StepNewsReview)},
		StepNewsHour:     {ask: askNewsHour, hear: hearNewsTime, misfit: "organise.hour.misfit", back: to(StepNewsDay)},
		StepNewsAsk:      {ask: askNewsAsk, hear: hearNewsAsk, back: to(StepNewsReview)},
		StepNewsSure:     {ask: askNewsSure, hear: hearNewsSure, back: to(StepNewsReview)},
		StepNewsTwice:    {ask: askNewsTwice, hear: hearNewsTwice, back: to(StepNewsReview)},
	}
	for s, sc := range all {
		if sc.back == nil {
			sc.back = func(t *turn) Step { return t.newsBefore(s) }
		}
		sc.flow, sc.needs = true, []permission{writeNews}
		all[s] = sc
	}
	return conversation{name: "announcement", screens: all, forget: func(p *Person) { p.News = nil }}
}

// news is the announcement in the making; never nil.
func (t *turn) news() *NewsDraft {
	if t.p.News == nil {
		t.p.News = &NewsDraft{}
	}
	return t.p.News
}

// newNews begins an announcement.
func (t *turn) newNews() {
	t.p.News = &NewsDraft{}
	if !t.mayFor(writeNews, nil) {
		t.p.News.Areas = t.mayIn(writeNews)
	}
	t.show(StepNewsTongue)
}

func (t *turn) newsNext(from Step) {
	t.news().At = 0
	order := t.newsOrder()
	if at := slices.Index(order, from); at < 0 { // it has become one for the people of a meeting
		t.show(StepNewsReview)
	} else {
		t.show(order[at+1])
	}
}

func (t *turn) newsBefore(from Step) Step {
	d, order := t.news(), t.newsOrder()
	d.At = 0
	if at := slices.Index(order, from); at > 0 {
		if order[at-1] == StepNewsText && d.Ready != nil {
			return backFromNewsBlank(t)
		}
		return order[at-1]
	}
	t.p.News = nil
	if d.Session != "" {
		t.p.Topic = d.Session
		return StepOrgMore
	}
	return StepNews
}

func (t *turn) newsSay(s Step, lines []Line, rows ...[]Button) Say {
	return stepSay(t.newsOrder(), s, lines, rows...)
}

// newsLangs are the languages that the words are written in.
func (t *turn) newsLangs() []Lang {
	if only := t.news().Only; only != "" {
		return []Lang{only}
	}
	return t.w.Programme.Languages
}

func askNewsTongue(t *turn) Say {
	rows := append(column(act("ready.button", "ready"), act("announce.tongue.all", "all")), langButtons("organise.tongue", "l.", t.w.Programme.Languages)...)
	return t.newsSay(StepNewsTongue, line("announce.tongue.ask", nil), rows...)
}

func hearNewsTongue(t *turn) bool {
	l, one := t.pickedLang("l.", t.w.Programme.Languages)
	switch {
	case t.pressed("ready"):
		t.news().Ready, t.news().Only = nil, ""
		t.show(StepNewsReady)
		return true
	case t.pressed("all"):
		t.news().Only = ""
	case one:
		t.news().Only = l
	default:
		return false
	}
	t.news().Ready = nil
	t.newsNext(StepNewsTongue)
	return true
}

// newsMost is how long the words may be.
func (t *turn) newsMost() int {
	if t.news().Session != "" {
		return tellMost
	}
	return newsMost
}

// newsTexts are the words in all their languages.
func (t *turn) newsTexts() eachLang {
	d := t.news()
	return eachLang{step: StepNewsText, langs: t.newsLangs(), at: &d.At, text: &d.Texts, most: t.newsMost(), newlines: true}
}

func askNewsText(t *turn) Say {
	e := t.newsTexts()
	lines := append(line("announce.text.ask", Args{"tongue": Tongue(e.lang())}), e.which()...)
	lines = append(lines, Line{Key: "announce.text.how"})
	if now := (*e.text)[e.lang()]; now != "" {
		lines = append(lines, Line{Key: "organise.text.now", Args: Args{"text": Quote(beginning(now, 500))}})
	} else {
		lines = append(lines, Line{Key: "announce.text.never"})
	}
	return t.newsSay(StepNewsText, lines, e.rows()...)
}

func backFromNewsText(t *turn) Step {
	if t.newsTexts().earlier() {
		return StepNewsText
	}
	return t.newsBefore(StepNewsText)
}

func hearNewsText(t *turn) bool {
	return t.newsTexts().hear(t, func() { t.newsNext(StepNewsText) })
}

func askNewsPhoto(t *turn) Say {
	rows := column(act("announce.photo.without", "without"))
	lines := append(line("announce.photo.ask", nil), t.neverSend()...)
	if t.news().Photo.ID != "" {
		lines = append(lines, Line{Key: "announce.photo.have"})
		rows = append(rows, []Button{act("announce.photo.keep", "keep")})
	}
	return t.newsSay(StepNewsPhoto, lines, rows...)
}

// hearNewsPhoto takes one picture. Under a picture fits less text.
func hearNewsPhoto(t *turn) bool {
	d := t.news()
	switch {
	case t.pressed("without"):
		d.Photo = File{}
	case t.pressed("keep") && d.Photo.ID != "":
	case t.e.Kind == Photo && t.e.File.ID != "":
		for _, l := range t.newsLangs() {
			if n := units(d.Texts[l]); n > captionMost {
				t.note("announce.photo.long", Args{"tongue": Tongue(l), "number": n, "most": captionMost})
				t.show(StepNewsPhoto)
				return true
			}
		}
		d.Photo = t.e.File
	default:
		return false
	}
	t.newsNext(StepNewsPhoto)
	return true
}

func askNewsAreas(t *turn) Say {
	rows := append(t.areaToggles(writeNews, t.news().Areas), []Button{act("organise.next", "next")})
	return t.newsSay(StepNewsAreas, line("announce.areas.ask", nil), rows...)
}

func hearNewsAreas(t *turn) bool {
	d := t.news()
	switch {
	case t.pressed("next") && t.mayFor(writeNews, d.Areas):
		t.newsNext(StepNewsAreas)
		return true
	case t.pressed("next"):
		t.note("organise.areas.none", nil)
	case !t.hearAreas(writeNews, &d.Areas):
		return false
	}
	t.show(StepNewsAreas)
	return true
}

func askNewsAudience(t *turn) Say {
	d := t.news()
	rows := column(toggle("announce.audience.all", nil, "all", len(d.Langs) == 0))
	rows = append(rows, pairs(tongueToggles(t.w.Programme.Languages, d.Langs)...)...)
	return t.newsSay(StepNewsAudience, line("announce.audience.ask", nil), append(rows, []Button{act("organise.next", "next")})...)
}

func hearNewsAudience(t *turn) bool {
	d := t.news()
	switch {
	case t.pressed("next"):
		t.newsNext(StepNewsAudience)
		return true
	case t.pressed("all"):
		d.Langs = nil
	case !t.flippedLang(&d.Langs, t.w.Programme.Languages):
		return false
	}
	t.show(StepNewsAudience)
	return true
}

func askNewsUrgent(t *turn) Say {
	return t.newsSay(StepNewsUrgent, line("announce.urgent.ask", nil),
		column(act("announce.urgent.no", "no"), act("announce.urgent.yes", "yes"))...)
}

func hearNewsUrgent(t *turn) bool {
	if !t.pressed("yes") && !t.pressed("no") {
		return false
	}
	t.news().Urgent = t.e.Do == "yes"
	t.newsNext(StepNewsUrgent)
	return true
}

// wordsSum tells whether two announcements say the same.
func wordsSum(texts Text, langs []Lang, ready *Ready) uint64 {
	h := fnv.New64a()
	if ready != nil { // (maps print in a fixed order)
		fmt.Fprintf(h, "%v", *ready)
		return h.Sum64()
	}
	for _, l := range langs {
		fmt.Fprintf(h, "%s %q ", l, texts[l])
	}
	return h.Sum64()
}
