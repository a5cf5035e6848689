package flows

import "strings"

// QuestionType is how an item is asked and how its result is told.
type QuestionType string

// The types of questions. They are no part of any record.
const (
	Choice QuestionType = ""      // one of several answers in words
	Short  QuestionType = "short" // one of many answers of a word or three: see TestShortAnswersFit
	Scale  QuestionType = "scale" // a number
)

// questionType is all that a type decides. Everything else about an item is the same
// for every type: one byte is kept, one tap answers, "I'd rather not say" is offered.
type questionType struct {
	// option is what stands for the n-th option wherever it is said: on its button, in
	// "My data", in results and in their pictures. It is the Ref of a message, or a Code
	// that stands for itself in every language.
	option func(i Item, n int) any
	// rows arranges the buttons of the options.
	rows func([]Button) [][]Button
	// measured says that the n-th option counts n, so that a mean may be told. Without it
	// results name answers and the shares of people who chose them.
	measured bool
}

func questionTypes() map[QuestionType]questionType {
	return map[QuestionType]questionType{
		// An answer that a narrow phone cuts off is another answer, so each has a row.
		Choice: {option: inWords, rows: func(b []Button) [][]Button { return column(b...) }},
		Short:  {option: inWords, rows: func(b []Button) [][]Button { return pairs(b...) }},
		Scale:  {option: asWritten, rows: inHalves, measured: true},
	}
}

// as is what the item's type decides.
func (i Item) as() questionType { return questionTypes()[i.Type] }

// Option is what stands for the n-th option: a Ref, or a Code.
func (i Item) Option(n int) any { return i.as().option(i, n) }

// answers names several options.
func (i Item) answers(options []int) any {
	var refs Refs
	var codes []string
	for _, n := range options {
		switch o := i.Option(n).(type) {
		case Ref:
			refs = append(refs, string(o))
		case Code:
			codes = append(codes, string(o))
		}
	}
	if len(codes) > 0 {
		return Code(strings.Join(codes, " / "))
	}
	return refs
}

// inWords names an option by the message pulse.KEY.OPTION.
func inWords(i Item, n int) any { return Ref("pulse." + i.Key + "." + i.Options[n]) }

func asWritten(i Item, n int) any { return Code(i.Options[n]) }

// inHalves puts short buttons into two rows.
func inHalves(b []Button) [][]Button {
	half := (len(b) + 1) / 2
	return [][]Button{b[:half], b[half:]}
}
