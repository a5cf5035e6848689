package flows

import (
	"strconv"
	"time"
)

// This file is the guide of a circle: five evenings with the same people, of two
// hours each. The order - what people have experienced, what the problem is, what each side
// expects, what to do - follows the study circles of the Study Circles Resource Center
// ("Protecting Communities, Serving the Public", 2000), in words of our own; the evening
// about the history of mistrust is added. The words are messages, so whoever runs the bot
// can replace them by their own, which `porchlight check` reads.

// StepCircle takes whoever leads a meeting through an evening. Topic is the session.
const StepCircle Step = "desk.lead.circle"

// Leading is how far somebody has come in the guide of a meeting. It is kept in their own
// record, so it is still there after a restart.
type Leading struct {
	Session string `cbor:"200,keyasint"`
	Evening int    `cbor:"201,keyasint"` // from 0
	Step    int    `cbor:"202,keyasint"` // from 0
	Ends    int64  `cbor:"203,keyasint"` // unix seconds until which the step is planned
}

// circleStep is a step of an evening: what whoever leads it says and asks, and how long it
// takes.
type circleStep struct {
	key     string
	minutes int
}

// circleEvening is one evening.
type circleEvening struct {
	title string
	steps [6]circleStep
}

// evening has two hours: welcome, pairs, a round, open talk, ideas, the end.
func evening(title, welcome, pairs, round, talk, ideas, end string) circleEvening {
	return circleEvening{title, [6]circleStep{{welcome, 10}, {pairs, 15}, {round, 25}, {talk, 45}, {ideas, 15}, {end, 10}}}
}

func circleEvenings() []circleEvening {
	return []circleEvening{
		evening("circle.evening.e1", "circle.first", "circle.e1.pairs", "circle.e1.round", "circle.e1.talk", "circle.e1.ideas", "circle.close"),
		evening("circle.evening.e2", "circle.again", "circle.e2.pairs", "circle.e2.round", "circle.e2.talk", "circle.e2.ideas", "circle.close"),
		evening("circle.evening.e3", "circle.again", "circle.e3.pairs", "circle.e3.round", "circle.e3.talk", "circle.e3.ideas", "circle.close"),
		evening("circle.evening.e4", "circle.again", "circle.e4.pairs", "circle.e4.round", "circle.e4.talk", "circle.e4.ideas", "circle.close"),
		evening("circle.evening.e5", "circle.again", "circle.e5.pairs", "circle.e5.round", "circle.e5.talk", "circle.e5.ideas", "circle.last"),
	}
}

// moreTime is how much longer a step goes on by one press.
const moreTime = 5 * time.Minute

func circleConversation() conversation {
	return conversation{name: "discussion guide", screens: map[Step]screen{
		StepCircle: {ask: askCircle, hear: hearCircle, back: to(StepLeadAgenda), needs: []permission{leadMeetings}},
	}}
}

// leading is where the person is in the guide of the meeting of the screen; ok is false
// before they have chosen an evening.
func (t *turn) leading() (e circleEvening, l Leading, ok bool) {
	if t.p.Leading == nil || t.p.Leading.Session != t.p.Topic {
		return e, l, false
	}
	l = *t.p.Leading
	all := circleEvenings()
	if l.Evening < 0 || l.Evening >= len(all) || l.Step < 0 || l.Step >= len(all[l.Evening].steps) {
		return e, l, false
	}
	return all[l.Evening], l, true
}

func askCircle(t *turn) Say {
	if _, ok := t.ledSession(); !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	e, l, ok := t.leading()
	if !ok {
		return t.chooseEvening()
	}
	step := e.steps[l.Step]
	until := time.Unix(l.Ends, 0).In(t.w.Programme.Zone)
	say := Say{Lines: []Line{{Key: "circle.step", Args: Args{"title": Ref(e.title), "minutes": Code(strconv.Itoa(step.minutes)), "until": Code(until.Format("15:04"))}}, {Key: step.key}},
		Step: l.Step + 1, Of: len(e.steps)}
	last := l.Step+1 == len(e.steps)
	if last {
		say.Lines = append(say.Lines, as(PartFine, "circle.done", nil))
	}
	ways := []Button{act("circle.next", "next"), act("circle.more", "more")}
	if last {
		ways = ways[1:]
	}
	say.Rows = [][]Button{ways}
	if l.Step > 0 {
		say.Rows = append(say.Rows, []Button{act("circle.before", "before")})
	}
	say.Rows = append(say.Rows, []Button{act("circle.whole", "whole"), act("circle.another", "other")}, []Button{back()})
	return say
}

func (t *turn) chooseEvening() Say {
	say := Say{Lines: line("circle.choose", nil)}
	var buttons []Button
	for i, e := range circleEvenings() {
		say.Lines = append(say.Lines, Line{Key: "circle.item", Args: Args{"number": Code(strconv.Itoa(i + 1)), "title": Ref(e.title)}})
		buttons = append(buttons, Button{Label: strconv.Itoa(i + 1), Do: "e." + strconv.Itoa(i)})
	}
	say.Rows = [][]Button{buttons, {back()}}
	return say
}

func hearCircle(t *turn) bool {
	s, ok := t.ledSession()
	if !ok {
		if t.e.Kind == Press {
			t.show(StepCircle)
		}
		return t.e.Kind == Press
	}
	chosen, chooses := t.picked("e.")
	e, l, begun := t.leading()
	n, err := strconv.Atoi(chosen)
	switch {
	case chooses && err == nil && n >= 0 && n < len(circleEvenings()):
		t.goTo(Leading{Session: s.ID, Evening: n})
	case !begun:
		return false
	case t.pressed("next") && l.Step+1 < len(e.steps):
		l.Step++
		t.goTo(l)
	case t.pressed("before") && l.Step > 0:
		l.Step--
		t.goTo(l)
	case t.pressed("more"):
		from := max(l.Ends, t.e.Now.Unix())
		t.p.Leading.Ends = from + int64(moreTime/time.Second)
	case t.pressed("whole"):
		t.say(t.wholeEvening(s, e))
	case t.pressed("other"):
		t.p.Leading = nil
	default:
		return false
	}
	t.show(StepCircle)
	return true
}

// goTo begins a step now.
func (t *turn) goTo(l Leading) {
	l.Ends = t.e.Now.Add(time.Duration(circleEvenings()[l.Evening].steps[l.Step].minutes) * time.Minute).Unix()
	t.p.Leading = &l
}

// wholeEvening is an evening in one message, with its hours as planned from the start of the
// meeting: to be read before, or printed.
func (t *turn) wholeEvening(s Session, e circleEvening) Say {
	var say Say
	at := s.StartsAt(t.w.Programme.Zone)
	for _, step := range e.steps {
		at = at.Add(time.Duration(step.minutes) * time.Minute)
		say.Lines = append(say.Lines, as(PartFact, "circle.step", Args{"title": Ref(e.title), "minutes": Code(strconv.Itoa(step.minutes)), "until": Code(at.Format("15:04"))}), as(PartFact, step.key, nil))
	}
	return say
}
