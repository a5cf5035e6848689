package flows

import "strconv"

// Instrument is a set of questions that one wave asks. It never changes once a
// wave has used it: a changed question, scale or order is a new instrument,
// because results of different wordings may not be compared.
type Instrument struct {
	ID    string
	Items []Item // at most MaxItems
	// Meeting marks what is asked about a meeting: organisers open no survey with it.
	Meeting bool
}

// Item is one question. Its words are the messages pulse.ask.KEY (the question),
// pulse.short.KEY (what it is about, in a list) and pulse.say.KEY (its result); what
// stands for an option is decided by its type.
type Item struct {
	Key     string
	Type    QuestionType
	Options []string // in the order in which they are shown, fixed
	Worry   bool     // what is chosen here may become a concern
	Idle    string   // the option of a Worry that names none
	// Sum are the options, by index, that the sentence about the results adds
	// up; without them it names the answer that was given most often.
	Sum []int
	// Source says where the wording comes from, for whoever reads the questionnaire as a
	// workbook; "" is a question of our own.
	Source string
}

// Unsaid is the answer "I'd rather not say" to any item; 0 is no answer, and
// firstOption the first of the item's options.
const (
	Unsaid      byte = 1
	firstOption byte = 2
)

// Fits says whether v is an answer to the item.
func (i Item) Fits(v byte) bool { return v >= Unsaid && int(v) < int(firstOption)+len(i.Options) }

// instruments lists all that a wave may use, or has used. Each has a name for
// organisers, the message waves.instrument.ID.
func instruments() []Instrument { return []Instrument{defaultPulse(), feedbackQuestions()} }

// InstrumentIDs lists the instruments that a survey may use.
func InstrumentIDs() []string {
	var ids []string
	for _, in := range instruments() {
		if !in.Meeting {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// AllInstrumentIDs lists those that are about a meeting, too.
func AllInstrumentIDs() (ids []string) {
	for _, in := range instruments() {
		ids = append(ids, in.ID)
	}
	return ids
}

// Instruments finds an instrument by the id that a Wave names.
func Instruments(id string) (Instrument, bool) {
	for _, in := range instruments() {
		if in.ID == id {
			return in, true
		}
	}
	return Instrument{}, false
}

// defaultPulse is five questions, a tap each.
//
//   - walking: European Social Survey, item aesfdrk (feeling of safety walking
//     alone in the local area after dark), four points, every round.
//   - trust: ESS trstplc (trust in the police), 0 to 10, every round.
//   - fairness: ESS round 5, D16 (police make fair, impartial decisions), four points.
//   - respect: ESS round 5, D15 (police treat people with respect), four points.
//   - worry: a list of our own, after the question that local crime surveys ask
//     about the one problem the police should know of.
//
// The wording is ours and only close to the items. ESS documentation is under
// CC BY-SA 4.0, so its sentences are not copied, and the source is named. What
// is worded and translated anew is a measure of its own: results may be
// compared with each other, never set beside a published ESS figure as equal.
func defaultPulse() Instrument {
	often := []string{"not_at_all_often", "not_very_often", "often", "very_often"}
	return Instrument{ID: "default", Items: []Item{
		{Key: "walking", Options: []string{"very_safe", "safe", "unsafe", "very_unsafe"}, Sum: []int{0, 1},
			Source: "our own wording, only close to the European Social Survey's item aesfdrk"},
		{Key: "trust", Type: Scale, Options: numbers(10),
			Source: "our own wording, only close to the European Social Survey's item trstplc"},
		{Key: "fairness", Options: often, Sum: []int{2, 3},
			Source: "our own wording, only close to the European Social Survey, round 5, item D16"},
		{Key: "respect", Options: often, Sum: []int{2, 3},
			Source: "our own wording, only close to the European Social Survey, round 5, item D15"},
		{Key: "worry", Type: Short, Worry: true, Idle: "nothing", Options: []string{
			"theft", "violence", "streets", "traffic", "drugs", "hate", "home", "police", "nothing",
		}, Source: "a list of our own, after local crime surveys"},
	}}
}

// numbers are the options of a scale from 0 to most.
func numbers(most int) []string {
	var n []string
	for i := range most + 1 {
		n = append(n, strconv.Itoa(i))
	}
	return n
}

// finished says whether the person answered to the end. Only such records are
// counted.
func (a Answers) finished() bool { return a[MaxItems] != 0 }

// with is the record with one more answer. It is finished when no item is left
// open, and stays so while answers are changed.
func (a Answers) with(in Instrument, item int, v byte) Answers {
	a[item] = v
	if a.open(in) == len(in.Items) {
		a[MaxItems] = 1
	}
	return a
}

// open is the first item without an answer, or the number of items.
func (a Answers) open(in Instrument) int {
	for i := range in.Items {
		if a[i] == 0 {
			return i
		}
	}
	return len(in.Items)
}
