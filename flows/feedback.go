package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about the three questions that who had a place is asked after a meeting.
// Answers are records of a wave: they lie under the wave's token and not with the person,
// are counted at its end, and are shown from ten people on. A meeting with many places has a
// wave of its own. About a small one nothing could be shown, so all small meetings of a kind
// share one wave a quarter of the year; a person has one record in it, however many of them
// they were in, so it counts people.

// StepFeedback is a question, or the thanks. Topic holds the meeting and the question.
const StepFeedback Step = "feedback.item"

const (
	feedbackAlone = 3 * waveK          // places from which a meeting has a wave of its own
	feedbackAfter = 3 * time.Hour      // after the end, people are asked
	feedbackLate  = 3 * 24 * time.Hour // ... and not later than so long after that
	feedbackDays  = 7                  // from the end, for which answers are taken
)

// feedbackInstrument is the id of the three questions.
const feedbackInstrument = "feedback"

func feedbackQuestions() Instrument {
	how := []string{"yes", "partly", "no"}
	return Instrument{ID: feedbackInstrument, Meeting: true, Items: []Item{
		{Key: "heard", Options: how, Sum: []int{0}},
		{Key: "after", Options: how, Sum: []int{0}},
		{Key: "again", Options: how, Sum: []int{0}},
	}}
}

func feedbackConversation() conversation {
	return conversation{
		name:    "feedback",
		screens: map[Step]screen{StepFeedback: {ask: askFeedback, hear: hearFeedback, back: backToHome, misfit: "pulse.misfit"}},
		doors:   []door{{word: "fb", by: byButton, open: (*turn).openFeedback, members: atOnce, guests: true}},
		keeps:   kept{lines: (*turn).feedbackKept, export: (*turn).exportFeedback, erase: (*turn).dropFeedback},
	}
}

// summed says whether answers about a meeting are added to those about others.
func (s Session) summed() bool { return s.Capacity < feedbackAlone }

// Feedback is the wave in which answers about a meeting are.
func (s Session) Feedback(z *time.Location) Wave {
	w := Wave{ID: "fb-" + s.ID, Instrument: feedbackInstrument, Opens: s.Ends().Unix(), Closes: s.Ends().AddDate(0, 0, feedbackDays).Unix()}
	if !s.summed() {
		return w
	}
	at := s.StartsAt(z)
	quarter := (int(at.Month()) - 1) / 3
	first := time.Date(at.Year(), time.Month(3*quarter+1), 1, 0, 0, 0, 0, z)
	kind := s.Kind
	if kind == "" {
		kind = "other"
	}
	w.ID = fmt.Sprintf("fk-%s-%dq%d", kind, at.Year(), quarter+1)
	w.Opens, w.Closes = first.Unix(), first.AddDate(0, 3, feedbackDays+1).Unix()
	return w
}

// takesFeedback says whether answers about a meeting are taken now.
func (s Session) takesFeedback(now time.Time) bool {
	return !s.Cancelled && !now.Before(s.Ends()) && now.Before(s.Ends().AddDate(0, 0, feedbackDays))
}

// AsksFeedback says whether people are to be asked about a meeting now.
func (s Session) AsksFeedback(p *Programme, now time.Time) bool {
	due := s.Ends().Add(feedbackAfter)
	return s.takesFeedback(now) && !now.Before(due) && now.Before(p.afterQuiet(due).Add(feedbackLate)) && !p.Quiet(now)
}

// CountsFeedback says whether the wave of a meeting is over and to be counted.
func (s Session) CountsFeedback(z *time.Location, now time.Time) bool {
	since := now.Unix() - s.Feedback(z).Closes
	return !s.Cancelled && since >= 0 && since < int64(SeatsKept/time.Second)
}

// FeedbackSay asks somebody who had a place; ok is false for everybody else. Its buttons are
// the answers to the first question.
func FeedbackSay(p *Programme, s Session, to *Person, inside bool, now time.Time) (say Say, ok bool) {
	if !inside || to.Paused || to.Chat == 0 || s.Both && to.Minor() || !MayTakePart(p, to) || !s.takesFeedback(now) {
		return Say{}, false
	}
	item := feedbackQuestions().Items[0]
	var buttons []Button
	for n := range item.Options {
		buttons = append(buttons, link(string(item.Option(n).(Ref)), fmt.Sprintf("fb.%s.0.%d", s.ID, firstOption+byte(n))))
	}
	lines := s.pushed(Line{Key: "feedback.push", Args: Args{"title": s.called()}}, Line{Key: "pulse.ask." + item.Key}, Line{Key: "feedback.counted", Args: Args{"number": waveK}})
	return Say{Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: lines, Rows: column(buttons...)}, true
}

// feedbackShut is why the person answers nothing about a meeting now, "" if they do. Who
// has no place in it learns no more than of a meeting that does not exist.
func (t *turn) feedbackShut(s Session, known bool) string {
	switch {
	case !known || t.seats(s.ID).Mine != Inside:
		return "feedback.not_in"
	case !MayTakePart(t.w.Programme, t.p), s.Both && t.p.Minor():
		return "pulse.adults"
	case s.Cancelled || !t.over(s):
		return "feedback.too_early"
	case !s.takesFeedback(t.e.Now):
		return "feedback.too_late"
	}
	return ""
}

// feedbackTopic is the meeting and the question that the screen is about.
func (t *turn) feedbackTopic() (s Session, at int, known bool) {
	id, n, _ := strings.Cut(t.p.Topic, " ")
	at, err := strconv.Atoi(n)
	if err != nil || at < 0 {
		at = 0
	}
	s, known = t.w.Board.session(id)
	return s, at, known
}

// openFeedback takes an answer that stood in the message, or shows the first question that
// is open. Whatever the button carries, there is an answer.
func (t *turn) openFeedback(rest string) {
	id, answer, given := strings.Cut(rest, ".")
	t.p.Topic = id
	s, _, known := t.feedbackTopic()
	if t.feedbackShut(s, known) != "" {
		t.show(StepFeedback)
		return
	}
	in := feedbackQuestions()
	var at, v int
	if n, err := fmt.Sscanf(answer, "%d.%d", &at, &v); given && err == nil && n == 2 && at >= 0 && at < len(in.Items) && v >= int(Unsaid) && v < int(firstOption)+len(in.Items[at].Options) {
		t.keepFeedback(s, at, byte(v))
		return
	}
	t.feedbackAt(s, t.feedbackRecord(s).open(in))
}

// feedbackRecord is what the person answered so far, in the meeting's wave.
func (t *turn) feedbackRecord(s Session) Answers {
	return t.answers(s.Feedback(t.w.Programme.Zone).ID)
}

// feedbackAt shows a question; behind the last one stand the thanks.
func (t *turn) feedbackAt(s Session, at int) {
	t.p.Topic = s.ID + " " + strconv.Itoa(at)
	t.show(StepFeedback)
}

// keepFeedback stores an answer and goes on to the next question. One that was given before
// is replaced: the last tap counts.
func (t *turn) keepFeedback(s Session, at int, v byte) {
	w := s.Feedback(t.w.Programme.Zone)
	a := t.answers(w.ID).with(feedbackQuestions(), at, v)
	t.do(PutAnswers{Wave: w.ID, Answers: a})
	t.supposeAnswers(w.ID, a)
	t.feedbackAt(s, at+1)
}

func askFeedback(t *turn) Say {
	s, at, known := t.feedbackTopic()
	if why := t.feedbackShut(s, known); why != "" {
		return Say{Lines: line(why, nil), Rows: column(act("button.menu", "back"))}
	}
	in, given := feedbackQuestions(), t.feedbackRecord(s)
	closing := Args{"closing": t.moment(s.Ends().AddDate(0, 0, feedbackDays).Unix())}
	if at >= len(in.Items) {
		return Say{Lines: []Line{{Key: "feedback.thanks"}, as(PartFine, "feedback.lock", closing)},
			Rows: column(act("pulse.take_back.button", "take"), act("button.menu", "back"))}
	}
	rows := append(optionRows(in.Items[at], at, given[at]), []Button{answerButton(act("pulse.unsaid", ""), at, Unsaid, given[at])})
	for _, row := range rows { // so that none of them answers a survey
		for i, b := range row {
			row[i].Do = "f" + strings.TrimPrefix(b.Do, "a")
		}
	}
	return Say{Lines: []Line{as(PartLead, "pulse.ask."+in.Items[at].Key, nil), {Key: "pulse.lock.counted"}},
		Rows: append(rows, []Button{back()}), Step: at + 1, Of: len(in.Items)}
}

func hearFeedback(t *turn) bool {
	s, at, known := t.feedbackTopic()
	if t.feedbackShut(s, known) != "" {
		t.show(StepFeedback)
		return t.e.Kind == Press
	}
	in := feedbackQuestions()
	if at >= len(in.Items) {
		if !t.pressed("take") {
			return false
		}
		w := s.Feedback(t.w.Programme.Zone)
		t.answers(w.ID)
		t.do(DropAnswers{Wave: w.ID})
		t.note("feedback.taken_back", nil)
		t.home()
		return true
	}
	for v := Unsaid; in.Items[at].Fits(v); v++ {
		if t.pressed(fmt.Sprintf("f.%d.%d", at, v)) {
			t.keepFeedback(s, at, v)
			return true
		}
	}
	return false
}

// openFeedbacks are the waves about meetings that are open, each once: also those about a
// meeting of which nobody knows any more that the person was in it.
func (t *turn) openFeedbacks() (all []Wave) {
	if t.w.Board == nil || t.p.Age == AgeChild {
		return nil
	}
	for _, s := range t.w.Board.Sessions {
		w := s.Feedback(t.w.Programme.Zone)
		if !s.Cancelled && t.over(s) && t.e.Now.Unix() < w.Closes && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// feedbackKept says that the person answered about meetings, as long as that can be found.
func (t *turn) feedbackKept() []Line {
	for _, w := range t.openFeedbacks() {
		if t.answers(w.ID) != (Answers{}) {
			return line("feedback.kept", nil)
		}
	}
	return nil
}

// exportFeedback are the answers about meetings that can still be found.
func (t *turn) exportFeedback(e *Export) {
	for _, w := range t.openFeedbacks() {
		record := t.answers(w.ID)
		if record == (Answers{}) {
			continue
		}
		one := ExportSurvey{Wave: w.ID, Finished: record.finished(), Answers: map[string]string{}}
		for i, item := range feedbackQuestions().Items {
			if item.Fits(record[i]) {
				one.Answers[item.Key] = item.option(record[i])
			}
		}
		e.Feedback = append(e.Feedback, one)
	}
}

// dropFeedback takes all answers about meetings back that can still be found.
func (t *turn) dropFeedback() {
	for _, w := range t.openFeedbacks() {
		t.answers(w.ID) // relied on, so that an answer given meanwhile is not left behind
		t.do(DropAnswers{Wave: w.ID})
	}
}
