package flows

import (
	"slices"
	"strings"
	"time"
)

// StepRun shows how far an announcement has come.
const StepRun Step = "desk.news.run"

// RunProgress is how far an announcement has come, for people.
type RunProgress struct {
	Known                                bool // it has begun
	Paused, Over                         bool
	Reached, Unreachable, Failed, Others int // Others want no pushes, are gone, or were not sent to any more
	Remaining                            int
}

func runScreens() map[Step]screen {
	return map[Step]screen{
		StepNews: {ask: askNews, hear: hearNews, back: to(StepDesk)},
		StepRun:  {ask: askRun, hear: hearRun, back: to(StepNews)},
	}
}

// run reads how far an announcement has come, or asks for it.
func (t *turn) run(id string) RunProgress {
	r, ok := t.w.Runs[id]
	if !ok {
		t.out.Need.Runs = append(t.out.Need.Runs, id)
	}
	return r
}

// openRun opens an announcement's progress for an organiser of it.
func (t *turn) openRun(id string) {
	a, ok := t.w.Board.announcement(id)
	if !ok || !t.organises(a.Areas) {
		t.home()
		return
	}
	t.p.Topic, t.p.Neighbour = id, false
	t.show(StepRun)
}

// myNews lists the organiser's announcements, the latest first.
func (t *turn) myNews() []Announcement {
	var list []Announcement
	for _, a := range slices.Backward(t.w.Board.News) {
		if t.organises(a.Areas) && len(list) < sessionsPerPage {
			list = append(list, a)
		}
	}
	return list
}

func askNews(t *turn) Say {
	say := Say{Lines: line("announce.list", nil), Rows: column(act("announce.make", "make"))}
	for _, a := range t.myNews() {
		say.Rows = append(say.Rows, []Button{{Key: "announce.item", Args: Args{"day": Day(time.Unix(a.Due, 0))}, Do: "a." + a.ID}})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func hearNews(t *turn) bool {
	if t.pressed("make") {
		t.newNews()
		return true
	}
	id, ok := strings.CutPrefix(t.e.Do, "a.")
	a, known := t.w.Board.announcement(id)
	if t.e.Kind != Press || !ok || !known || !t.organises(a.Areas) {
		return false
	}
	t.openRun(id)
	return true
}

// ownRun is the announcement that the screen is about, if it is the
// organiser's.
func (t *turn) ownRun() (Announcement, bool) {
	a, ok := t.w.Board.announcement(t.p.Topic)
	return a, ok && t.organises(a.Areas)
}

func askRun(t *turn) Say {
	a, ok := t.ownRun()
	if !ok {
		return Say{Lines: line("announce.gone", nil), Rows: column(back())}
	}
	refresh := act("announce.refresh", "refresh")
	switch r := t.run(a.ID); {
	case a.Void:
		return Say{Lines: line("announce.void", nil), Rows: column(back())}
	case !a.Started || !r.Known:
		lines := line("announce.waits", Args{"when": Moment(time.Unix(a.Due, 0))})
		return Say{Lines: lines, Rows: column(refresh, act("announce.take_back", "stop"), back())}
	case r.Over:
		return Say{Lines: runLines("announce.report", r), Rows: column(back())}
	case a.Wish == WishStop:
		return Say{Lines: runLines("announce.stopping", r), Rows: column(refresh, back())}
	case a.Wish == WishPause:
		return Say{Lines: runLines("announce.paused", r), Rows: column(refresh, act("announce.resume", "resume"), act("announce.stop", "stop"), back())}
	default:
		return Say{Lines: runLines("announce.running", r), Rows: column(refresh, act("announce.pause", "pause"), act("announce.stop", "stop"), back())}
	}
}

// runLines are a run's numbers under a title. Of a very small audience they are
// not shown, as its size was not before it was sent.
func runLines(key string, r RunProgress) []Line {
	if r.Reached+r.Unreachable+r.Failed+r.Others+r.Remaining < fewest {
		return []Line{{Key: key}, {Key: "announce.small", Args: Args{"number": fewest}}}
	}
	lines := []Line{{Key: key}, {Key: "announce.numbers", Args: Args{
		"reached": r.Reached, "unreachable": r.Unreachable, "failed": r.Failed, "others": r.Others}}}
	if !r.Over {
		lines = append(lines, Line{Key: "announce.remaining", Args: Args{"number": r.Remaining}})
	}
	return lines
}

func hearRun(t *turn) bool {
	if t.e.Kind != Press || !slices.Contains([]string{"refresh", "pause", "resume", "stop"}, t.e.Do) {
		return false
	}
	if a, ok := t.ownRun(); ok && !a.Void && !a.Ended {
		t.wish(a, t.e.Do)
	}
	t.show(StepRun)
	return true
}

// wish notes what an organiser wants of a run. What is stopped stays stopped.
func (t *turn) wish(a Announcement, do string) {
	to, what := WishRun, "news_resumed"
	switch do {
	case "pause":
		to, what = WishPause, "news_paused"
	case "stop":
		to, what = WishStop, "news_stopped"
	}
	if do == "refresh" || a.Wish == WishStop || a.Wish == to {
		return
	}
	t.changeBoard(func(b *Board) {
		i := slices.IndexFunc(b.News, func(o Announcement) bool { return o.ID == a.ID })
		b.News[i].Wish = to
		if !a.Started && to == WishStop {
			b.News[i].Void, b.News[i].Texts, b.News[i].Photo = true, nil, File{}
		}
	})
	t.audit(what, a.ID)
}

// NewsReport is what the author of an announcement is told when it is over.
func NewsReport(a Announcement, r RunProgress, m Member) Say {
	return Say{Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: runLines("announce.report", r),
		Rows: column(link("announce.see", "run."+a.ID))}
}
