package flows

import "slices"

// This file is an announcement by a ready-made text: it is chosen, and its blanks are
// asked for, in place of the words.

func askNewsReady(t *turn) Say {
	return t.newsSay(StepNewsText, line("ready.choose", nil), column(readyButtons(t.newsReadies())...)...)
}

// newsReadies are the ready-made texts that fit.
func (t *turn) newsReadies() []string {
	if t.news().Session != "" {
		return readyFor(actTell, byAll)
	}
	return readyFor(actNews, byAll)
}

func hearNewsReady(t *turn) bool {
	name, is := t.picked("t.")
	if !is || !slices.Contains(t.newsReadies(), name) {
		return false
	}
	d := t.news()
	d.Ready, d.Only, d.Texts = &Ready{Name: name}, "", nil
	t.newsReady()
	return true
}

// newsReady asks for the next blank, or goes on.
func (t *turn) newsReady() {
	if t.news().Ready.whole() {
		t.newsNext(StepNewsText)
		return
	}
	t.show(StepNewsBlank)
}

func askNewsBlank(t *turn) Say {
	r := t.news().Ready
	if r == nil {
		return askNewsReady(t)
	}
	lines, rows := t.askBlank(r)
	return t.newsSay(StepNewsText, append(line(chooseKey(r.Name), nil), lines...), rows...)
}

func hearNewsBlank(t *turn) bool {
	d := t.news()
	if d.Ready == nil {
		return hearNewsReady(t)
	}
	filled, fits := t.fill(d.Ready)
	if !fits {
		return false
	}
	d.Ready = filled
	t.newsReady()
	return true
}

// backFromNewsBlank leads to the blank before, or to the choice of a text.
func backFromNewsBlank(t *turn) Step {
	d := t.news()
	if d.Ready = d.Ready.without(); d.Ready != nil {
		return StepNewsBlank
	}
	return StepNewsReady
}

// worded says whether nothing is missing in what the announcement will say.
func (t *turn) worded() bool {
	d := t.news()
	if d.Ready != nil {
		return d.Ready.whole()
	}
	return d.Texts.in(t.newsLangs())
}

// newsWording is where the words can be changed.
func (t *turn) newsWording() Step {
	if t.news().Ready != nil {
		return StepNewsReady
	}
	return StepNewsText
}

// announces says whether everybody may be told of a meeting, or of what has become of it,
// and by which ready-made text.
func (t *turn) announces(s Session) (name string, ok bool) {
	switch {
	case !s.nameable() || !t.mayFor(writeNews, s.Areas) || t.begun(s):
		return "", false
	case s.Cancelled:
		return "n.cancelled", true
	case s.News.What&NewsTime != 0:
		return "n.moved", true
	}
	return "n.meeting", true
}

// announceMeeting begins an announcement of it, for those whom the meeting is for.
func (t *turn) announceMeeting(s Session) {
	name, _ := t.announces(s)
	r := &Ready{Name: name}
	t.p.News = &NewsDraft{Ready: r.with(meetingBlank(s)), Areas: s.Areas}
	t.show(StepNewsPhoto)
}

// announceSurvey begins an announcement of a survey that is open or set up, for everybody.
func (t *turn) announceSurvey() {
	t.p.News = &NewsDraft{Ready: &Ready{Name: "n.survey"}}
	t.show(StepNewsPhoto)
}
