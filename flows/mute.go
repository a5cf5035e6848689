package flows

import "slices"

// Topic is what a message that everybody gets is about. A resident can mute each;
// STOP mutes all of them and more. Reminders of meetings they joined, answers to
// their own words and urgent announcements are no topics.
type Topic string

// The topics, as they are stored.
const (
	TopicNews    Topic = "news"    // announcements
	TopicSurveys Topic = "surveys" // results
	TopicGuides  Topic = "guides"  // the list that is sent out
	TopicCame    Topic = "came"    // what came of what they follow
	TopicSolved  Topic = "solved"  // whether what was closed is solved
)

// Topics lists them as "Pause messages" shows them.
func Topics() []Topic { return []Topic{TopicNews, TopicSurveys, TopicGuides, TopicCame, TopicSolved} }

// StepTopics is where somebody chooses what they want to hear of.
const StepTopics Step = "topics"

func muteConversation() conversation {
	return conversation{
		name:    "mute",
		screens: map[Step]screen{StepTopics: {ask: askTopics, hear: hearTopics, back: to(StepMenu)}},
		doors: []door{
			{word: "mute", by: byButton, over: (*turn).mute},
			{word: "unmute", by: byButton, over: (*turn).unmute},
			{word: "topics", by: byButton, open: plainly(func(t *turn) { t.show(StepTopics) })},
		},
		keeps: kept{lines: (*turn).mutedKept, export: func(t *turn, e *Export) { e.Muted = t.p.Muted }},
	}
}

// Mutes says whether somebody wants no messages about a topic; "" is none.
func (p *Person) Mutes(topic Topic) bool { return slices.Contains(p.Muted, topic) }

// UnderTopic puts the button that mutes a topic under a message about it.
func UnderTopic(topic Topic, s Say) Say {
	if topic != "" {
		s.Rows = append(slices.Clip(s.Rows), []Button{link("mute.less."+string(topic), "mute."+string(topic))})
	}
	return s
}

// mute takes a topic away, whatever screen is open. A button of a topic that is not
// there any more does nothing.
func (t *turn) mute(word string) bool {
	topic := Topic(word)
	if !slices.Contains(Topics(), topic) {
		return false
	}
	t.setMuted(topic, true)
	t.say(Say{Lines: []Line{{Key: "mute.done." + word}, {Key: "mute.still"}},
		Rows: column(link("mute.undo", "unmute."+word), link("mute.topics", "topics"))})
	return true
}

// unmute takes that back, in the message that told of it.
func (t *turn) unmute(word string) bool {
	topic := Topic(word)
	if !slices.Contains(Topics(), topic) {
		return false
	}
	t.setMuted(topic, false)
	t.answerHere(Say{Lines: line("mute.back."+word, nil), Rows: column(link("mute.topics", "topics"))})
	return true
}

// setMuted keeps the muted topics in the order of Topics.
func (t *turn) setMuted(topic Topic, muted bool) {
	if t.p.Mutes(topic) != muted {
		t.p.Muted = flipped(t.p.Muted, topic, Topics())
	}
}

func askTopics(t *turn) Say {
	lines := line("mute.ask", nil)
	last := link("mute.stop", "stop")
	if t.p.Paused {
		lines = append(lines, Line{Key: "mute.paused"})
		last = link("pause.resume", "resume")
	}
	var rows [][]Button
	for _, topic := range Topics() {
		rows = append(rows, column(toggle("mute.switch", Args{"topic": Ref("mute.topic." + string(topic))}, "t."+string(topic), !t.p.Mutes(topic)))...)
	}
	return Say{Lines: lines, Rows: append(rows, []Button{link("menu.reminders", "reminders")}, []Button{last}, []Button{back()})}
}

func hearTopics(t *turn) bool {
	word, is := t.picked("t.")
	topic := Topic(word)
	if !is || !slices.Contains(Topics(), topic) {
		return false
	}
	t.setMuted(topic, !t.p.Mutes(topic))
	t.show(StepTopics)
	return true
}

// mutedKept names the muted topics in "My data".
func (t *turn) mutedKept() []Line {
	if len(t.p.Muted) == 0 {
		return nil
	}
	var names Refs
	for _, topic := range t.p.Muted {
		names = append(names, "mute.topic."+string(topic))
	}
	return line("mydata.muted", Args{"topics": names})
}
