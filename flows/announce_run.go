package flows

import (
	"slices"
	"strings"
	"time"
)

// StepRunStop asks before an announcement is stopped for good.
const StepRunStop Step = "desk.news.stop"

func runConversation() conversation {
	return conversation{
		name: "announcements",
		screens: map[Step]screen{
			StepNews:    {ask: askNews, hear: hearNews, back: to(StepDesk), needs: []permission{writeNews}},
			StepRunStop: {ask: askRunStop, hear: hearRunStop, back: to(StepNews), needs: []permission{writeNews}},
		},
		doors: []door{{word: "run", by: byButton, open: (*turn).openRunStop, over: (*turn).steers, members: atOnce}},
		desk:  []deskRow{{at: 120, need: writeNews, key: "desk.news", do: "news", open: func(t *turn) { t.show(StepNews) }}},
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

// myNews lists the organiser's announcements, the latest first.
func (t *turn) myNews() []Announcement {
	var list []Announcement
	for _, a := range slices.Backward(t.w.Board.News) {
		if !a.Asked && t.mayFor(writeNews, a.Areas) && len(list) < sessionsPerPage {
			list = append(list, a)
		}
	}
	return list
}

func askNews(t *turn) Say {
	say := Say{Lines: line("announce.list", nil), Rows: column(act("announce.make", "make"))}
	for _, a := range t.myNews() {
		item := Button{Key: "announce.item", Args: Args{"day": Day(time.Unix(a.Due, 0))}, Do: "a." + a.ID}
		if a.Of != "" && len(a.Langs) > 0 {
			item.Key, item.Args["tongue"] = "announce.item_part", Tongue(a.Langs[0])
		}
		say.Rows = append(say.Rows, []Button{item})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// hearNews shows how far one has come in a message of its own, which goes on to
// change; the list stays.
func hearNews(t *turn) bool {
	if t.pressed("make") {
		t.newNews()
		return true
	}
	id, ok := t.picked("a.")
	a, known := t.ownNews(id)
	if !ok || !known {
		return false
	}
	t.showRun(a, false)
	return true
}

// ownNews is an announcement, if it is one that the organiser may steer.
func (t *turn) ownNews(id string) (Announcement, bool) {
	a, ok := t.w.Board.announcement(id)
	return a, ok && !a.Asked && t.mayFor(writeNews, a.Areas)
}

// showRun says how far an announcement has come: in place of the message whose
// button was pressed, or in a new one.
func (t *turn) showRun(a Announcement, here bool) {
	say := NewsProgress(t.w.Programme, a, t.run(a.ID), t.e.Now)
	say.Here = here
	t.out.Says = append(t.out.Says, say)
}

// steers answers the buttons of a progress message. They work at any time, over
// any flow, for whoever organises what the announcement is for, at this moment.
// To stop one is asked about on a screen: see follow.
func (t *turn) steers(do string) bool {
	if do == "" || strings.HasPrefix(do, "stop.") {
		return false
	}
	id, here := do, false
	for _, verb := range []string{"pause", "resume"} {
		if rest, is := strings.CutPrefix(do, verb+"."); is {
			id, here, do = rest, true, verb
		}
	}
	a, mine := t.ownNews(id)
	if !mine {
		t.noRun()
		return true
	}
	if here {
		a = t.wish(a, do)
	}
	t.showRun(a, here)
	return true
}

// noRun refuses what is of a role that was taken away, or never had. The screen
// that is open stays as it is.
func (t *turn) noRun() {
	key := "announce.gone"
	switch {
	case t.me() == nil:
		key = "role.none"
	case !t.holds(writeNews):
		key = "desk.not_yours"
	}
	t.say(Say{Lines: line(key, nil), Rows: column(toMenu())})
}

// openRunStop asks before an announcement is stopped, by its progress message.
func (t *turn) openRunStop(rest string) {
	id, ok := strings.CutPrefix(rest, "stop.")
	if _, mine := t.ownNews(id); !ok || !mine {
		t.noRun()
		return
	}
	t.p.Topic, t.p.Neighbour = id, false
	t.show(StepRunStop)
}

func askRunStop(t *turn) Say {
	a, ok := t.ownNews(t.p.Topic)
	switch {
	case !ok:
		return Say{Lines: line("announce.gone", nil), Rows: column(back())}
	case a.Void || a.Ended || a.Wish == WishStop:
		return Say{Lines: line("announce.halt.late", nil), Rows: column(back())}
	case !a.Started:
		return Say{Lines: line("announce.halt.ask_waiting", Args{"when": Moment(a.goesOut(t.w.Programme))}),
			Rows: column(act("announce.halt.no", "back"), Button{Key: "announce.take_back", Do: "stop", Style: StyleDanger})}
	}
	return Say{Lines: line("announce.halt.ask", nil), Rows: column(act("announce.halt.no", "back"), act("announce.halt.yes", "stop"))}
}

func hearRunStop(t *turn) bool {
	if !t.pressed("stop") {
		return false
	}
	if a, ok := t.ownNews(t.p.Topic); ok {
		t.wish(a, "stop")
		t.note("announce.stopping", nil)
	}
	t.show(StepNews)
	return true
}

// wish notes what an organiser wants of a run, and gives the announcement as it
// is then. What is stopped stays stopped.
func (t *turn) wish(a Announcement, do string) Announcement {
	to, what := WishRun, "news_resumed"
	switch do {
	case "pause":
		to, what = WishPause, "news_paused"
	case "stop":
		to, what = WishStop, "news_stopped"
	}
	if a.Void || a.Ended || a.Wish == WishStop || a.Wish == to || !a.Started && to == WishPause {
		return a
	}
	a.Wish, a.Orphan = to, false
	if to == WishRun && !t.w.Board.MayStart(a, t.w.Programme) { // its author's role is gone: now it is theirs
		a.By = t.e.Who
	}
	if !a.Started && to == WishStop {
		a.Void = true
		a.DropWords()
	}
	t.changeBoard(func(b *Board) {
		b.News[slices.IndexFunc(b.News, func(o Announcement) bool { return o.ID == a.ID })] = a
		for i, part := range b.News {
			if to == WishStop && part.Of == a.ID && !part.Started && !part.Ended { // what still waits for its translation
				b.News[i].Wish, b.News[i].Void = WishStop, true
				b.News[i].DropWords()
			}
		}
	})
	t.audit(what, a.ID)
	return a
}
