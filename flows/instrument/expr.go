package instrument

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// This file reads the expressions of relevant, constraint and choice_filter, and works them
// out. They are XPath in XForms; the subset is
//
//	or    = and { "or" and } ;  and = test { "and" test }
//	test  = "not(" or ")" | "(" or ")" | "selected(" node "," string ")" | value op value
//	value = node | number | string | "count-selected(" node ")"
//	op    = "=" "!=" "<" "<=" ">" ">="
//	node  = "${" name "}" | "." in a constraint | a column's name in a choice_filter

// Use is where an expression stands: it decides which nodes it may have.
type Use string

// The columns that hold expressions.
const (
	Relevant   Use = "relevant"
	Constraint Use = "constraint"
	Filter     Use = "choice_filter"
)

// Op is what an expression does with its parts.
type Op string

// The operators of an expression, and its leaves.
const (
	Or       Op = "or"
	And      Op = "and"
	Not      Op = "not"
	Selected Op = "selected"
	Equal    Op = "="
	Unequal  Op = "!="
	Less     Op = "<"
	AtMost   Op = "<="
	More     Op = ">"
	AtLeast  Op = ">="
	Node     Op = "${}"
	Self     Op = "."
	Column   Op = "column"
	Literal  Op = "string"
	Numeral  Op = "number"
	Count    Op = "count-selected"
)

// Expr is an expression as a tree.
type Expr struct {
	Op    Op
	Parts []*Expr // of an operator, and of Selected and Count
	Text  string  // of a Node, a Column, a Literal and a Numeral
	At    int     // the column of the text, from 1, at which it begins
}

// ExprError is what is wrong with an expression, and where.
type ExprError struct {
	At     int // the character, from 1
	Found  string
	Reason string
}

func (e *ExprError) Error() string {
	if e.Found == "" {
		return fmt.Sprintf("at its end: %s", e.Reason)
	}
	return fmt.Sprintf("at character %d, %q: %s", e.At, e.Found, e.Reason)
}

var (
	nameOf   = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.\-]*`)
	numberOf = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?`)
)

// straight replaces what word processors put for quotes and spaces. Labels keep theirs.
var straight = strings.NewReplacer("‘", "'", "’", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`, "\u00a0", " ", "\u202f", " ")

// ParseExpr reads an expression. An empty one is nil: it holds always.
func ParseExpr(use Use, source string) (*Expr, error) {
	p := &exprParser{use: use, rest: straight.Replace(source), at: 1}
	p.space()
	if p.rest == "" {
		return nil, nil
	}
	e, err := p.or()
	if err == nil && p.rest != "" {
		err = p.stray()
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// mostNested keeps nonsense from filling the stack.
const mostNested = 40

type exprParser struct {
	use   Use
	rest  string
	at    int
	depth int
}

func (p *exprParser) take(n int) string {
	taken := p.rest[:n]
	p.rest, p.at = p.rest[n:], p.at+len([]rune(taken))
	return taken
}

func (p *exprParser) space() {
	p.take(len(p.rest) - len(strings.TrimLeftFunc(p.rest, unicode.IsSpace)))
}

// accept takes a sign if it comes next, and the spaces behind it.
func (p *exprParser) accept(sign string) bool {
	if !strings.HasPrefix(p.rest, sign) {
		return false
	}
	p.take(len(sign))
	p.space()
	return true
}

// word takes a keyword that ends where a name would.
func (p *exprParser) word(word string) bool {
	return nameOf.FindString(p.rest) == word && p.accept(word)
}

func (p *exprParser) fail(reason string) error {
	found := p.rest
	if i := strings.IndexFunc(found, unicode.IsSpace); i > 0 {
		found = found[:i]
	}
	if r := []rune(found); len(r) > 20 {
		found = string(r[:20])
	}
	return &ExprError{At: p.at, Found: found, Reason: reason}
}

// stray says of what follows a whole expression why it cannot stand there.
func (p *exprParser) stray() error {
	for _, sign := range []string{"=", "!", "<", ">"} {
		if strings.HasPrefix(p.rest, sign) {
			return p.fail("a comparison has two sides; join two of them with and")
		}
	}
	switch next := p.rest[0]; {
	case strings.HasPrefix(p.rest, "&&"):
		return p.fail("write and")
	case strings.HasPrefix(p.rest, "||"):
		return p.fail("write or")
	case strings.ContainsRune("+*/-", rune(next)):
		return p.fail("calculations and paths are not read")
	case next == ')':
		return p.fail("this bracket closes nothing")
	}
	if w := nameOf.FindString(p.rest); strings.EqualFold(w, "and") || strings.EqualFold(w, "or") {
		return p.fail("write it in small letters: " + strings.ToLower(w))
	}
	return p.fail("and or or is missing before it")
}

func (p *exprParser) or() (*Expr, error)  { return p.chain(Or, p.and) }
func (p *exprParser) and() (*Expr, error) { return p.chain(And, p.test) }

func (p *exprParser) chain(op Op, part func() (*Expr, error)) (*Expr, error) {
	at := p.at
	e, err := part()
	for err == nil && p.word(string(op)) {
		var next *Expr
		if next, err = part(); err == nil {
			if e.Op != op || e.At != at {
				e = &Expr{Op: op, Parts: []*Expr{e}, At: at}
			}
			e.Parts = append(e.Parts, next)
		}
	}
	return e, err
}

func (p *exprParser) test() (*Expr, error) {
	if p.depth++; p.depth > mostNested {
		return nil, p.fail("brackets stand too deep")
	}
	defer func() { p.depth-- }()
	at := p.at
	switch {
	case p.function("not"):
		inner, err := p.or()
		if err == nil && !p.accept(")") {
			err = p.fail("the bracket of not( is not closed")
		}
		return &Expr{Op: Not, Parts: []*Expr{inner}, At: at}, err
	case p.accept("("):
		inner, err := p.or()
		if err == nil && !p.accept(")") {
			err = p.fail("a bracket is not closed")
		}
		if inner != nil {
			inner = &Expr{Op: inner.Op, Parts: inner.Parts, Text: inner.Text, At: at}
		}
		return inner, err
	case p.function("selected"):
		return p.selected(at)
	}
	left, err := p.value()
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(p.rest, "==") {
		return nil, p.fail("write = once")
	}
	for _, op := range []Op{Unequal, AtMost, AtLeast, Equal, Less, More} {
		if p.accept(string(op)) {
			right, err := p.value()
			return &Expr{Op: op, Parts: []*Expr{left, right}, At: at}, err
		}
	}
	return nil, p.fail("a comparison is missing, such as = 'yes'")
}

// function takes the name of a function with its bracket.
func (p *exprParser) function(name string) bool {
	after, is := strings.CutPrefix(p.rest, name)
	if !is || !strings.HasPrefix(strings.TrimLeft(after, " "), "(") {
		return false
	}
	return p.accept(name) && p.accept("(")
}

func (p *exprParser) selected(at int) (*Expr, error) {
	node, err := p.node()
	switch {
	case err != nil:
		return nil, err
	case !p.accept(","):
		return nil, p.fail("selected() takes a question and a choice: selected(${q}, 'a')")
	}
	choice, err := p.value()
	switch {
	case err != nil:
		return nil, err
	case choice.Op != Literal:
		return nil, &ExprError{At: choice.At, Found: choice.Text, Reason: "a choice stands in quotes: 'a'"}
	case !p.accept(")"):
		return nil, p.fail("the bracket of selected( is not closed")
	}
	return &Expr{Op: Selected, Parts: []*Expr{node, choice}, At: at}, nil
}

// value reads one side of a comparison.
func (p *exprParser) value() (*Expr, error) {
	at := p.at
	switch {
	case p.rest == "":
		return nil, p.fail("something is missing here")
	case p.function("count-selected"):
		node, err := p.node()
		if err == nil && !p.accept(")") {
			err = p.fail("the bracket of count-selected( is not closed")
		}
		return &Expr{Op: Count, Parts: []*Expr{node}, At: at}, err
	case p.rest[0] == '\'' || p.rest[0] == '"':
		end := strings.IndexByte(p.rest[1:], p.rest[0])
		if end < 0 {
			return nil, p.fail("this quote is not closed")
		}
		text := p.take(end + 2)
		p.space()
		return &Expr{Op: Literal, Text: text[1 : len(text)-1], At: at}, nil
	}
	if n := numberOf.FindString(p.rest); n != "" {
		p.take(len(n))
		p.space()
		return &Expr{Op: Numeral, Text: n, At: at}, nil
	}
	return p.node()
}

// node reads what has an answer: another question, this one, or a column of the choice.
func (p *exprParser) node() (*Expr, error) {
	at := p.at
	if inner, is := strings.CutPrefix(p.rest, "${"); is {
		name, _, closed := strings.Cut(inner, "}")
		if trimmed := strings.TrimSpace(name); !closed || nameOf.FindString(trimmed) != trimmed || trimmed == "" {
			return nil, p.fail("a question is named like this: ${q}")
		}
		p.take(len("${") + len(name) + len("}"))
		p.space()
		return &Expr{Op: Node, Text: strings.TrimSpace(name), At: at}, nil
	}
	if p.use == Constraint && strings.HasPrefix(p.rest, ".") && !strings.HasPrefix(p.rest, "..") && !strings.HasPrefix(p.rest, "./") {
		p.take(1)
		p.space()
		return &Expr{Op: Self, At: at}, nil
	}
	name := nameOf.FindString(p.rest)
	switch {
	case strings.HasPrefix(p.rest, "{"):
		return nil, p.fail("the $ is missing: ${q}")
	case strings.HasPrefix(p.rest, "."), strings.HasPrefix(p.rest, "/"):
		return nil, p.fail("paths are not read; name a question like this: ${q}")
	case strings.EqualFold(name, "not") || strings.EqualFold(name, "selected") || strings.EqualFold(name, "count-selected"):
		return nil, p.fail("write it in small letters, with its bracket: " + strings.ToLower(name) + "(")
	case name != "" && strings.HasPrefix(strings.TrimLeft(p.rest[len(name):], " "), "("):
		return nil, p.fail("the function " + name + "() is not read")
	case name != "" && p.use == Filter:
		p.take(len(name))
		p.space()
		return &Expr{Op: Column, Text: name, At: at}, nil
	case name != "":
		return nil, p.fail("a choice stands in quotes: '" + name + "'; a question like this: ${" + name + "}")
	}
	return nil, p.fail("this is not read here")
}

// String writes an expression as ParseExpr reads it.
func (e *Expr) String() string {
	if e == nil {
		return ""
	}
	switch e.Op {
	case Or, And:
		parts := make([]string, len(e.Parts))
		for i, part := range e.Parts {
			parts[i] = part.String()
			if part.Op == Or || part.Op == And {
				parts[i] = "(" + parts[i] + ")"
			}
		}
		return strings.Join(parts, " "+string(e.Op)+" ")
	case Not:
		return "not(" + e.Parts[0].String() + ")"
	case Selected:
		return "selected(" + e.Parts[0].String() + ", " + e.Parts[1].String() + ")"
	case Count:
		return "count-selected(" + e.Parts[0].String() + ")"
	case Node:
		return "${" + e.Text + "}"
	case Self:
		return "."
	case Literal:
		if strings.Contains(e.Text, "'") {
			return `"` + e.Text + `"`
		}
		return "'" + e.Text + "'"
	case Column, Numeral:
		return e.Text
	default:
		return e.Parts[0].String() + " " + string(e.Op) + " " + e.Parts[1].String()
	}
}

// All walks over an expression, its parts after it.
func (e *Expr) All(yield func(*Expr) bool) { e.walk(yield) }

func (e *Expr) walk(yield func(*Expr) bool) bool {
	if e == nil {
		return true
	}
	if !yield(e) {
		return false
	}
	for _, part := range e.Parts {
		if !part.walk(yield) {
			return false
		}
	}
	return true
}

// Both is an expression that holds if both do; nil holds always.
func Both(a, b *Expr) *Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &Expr{Op: And, Parts: []*Expr{a, b}, At: a.At}
}

// Answer is what an item was answered: the names of choices, or one text or number. Not
// asked, not answered and "I'd rather not say" are all empty here, as in XForms.
type Answer []string

// Holds works an expression out. answers are by the names of items; self is the answer that
// a constraint is about, and columns are those of the choice that a filter is about.
func (e *Expr) Holds(answers map[string]Answer, self Answer, columns map[string]string) bool {
	if e == nil {
		return true
	}
	w := &world{answers, self, columns}
	return w.holds(e)
}

type world struct {
	answers map[string]Answer
	self    Answer
	columns map[string]string
}

func (w *world) holds(e *Expr) bool {
	switch e.Op {
	case Or:
		return slices.ContainsFunc(e.Parts, w.holds)
	case And:
		return !slices.ContainsFunc(e.Parts, func(p *Expr) bool { return !w.holds(p) })
	case Not:
		return !w.holds(e.Parts[0])
	case Selected:
		return slices.Contains(w.answer(e.Parts[0]), e.Parts[1].Text)
	default:
		return w.compares(e)
	}
}

func (w *world) answer(e *Expr) Answer {
	switch e.Op {
	case Self:
		return w.self
	case Column:
		return Answer{w.columns[e.Text]}
	default:
		return w.answers[e.Text]
	}
}

// side is one side of a comparison as text, and as a number if it is one.
func (w *world) side(e *Expr) (text string, number float64, isNumber bool) {
	switch e.Op {
	case Literal, Numeral:
		text = e.Text
	case Count:
		text = strconv.Itoa(len(w.answer(e.Parts[0])))
	default:
		text = strings.Join(w.answer(e), " ")
	}
	number, err := strconv.ParseFloat(text, 64)
	return text, number, err == nil && text != ""
}

// compares works out a comparison. If one side is a number, numbers are compared, and what
// is none compares as false, but for "is not".
func (w *world) compares(e *Expr) bool {
	a, x, xIs := w.side(e.Parts[0])
	b, y, yIs := w.side(e.Parts[1])
	if e.Op != Equal && e.Op != Unequal || xIs || yIs {
		if !xIs || !yIs {
			return e.Op == Unequal
		}
		switch e.Op {
		case Equal:
			return x == y
		case Unequal:
			return x != y
		case Less:
			return x < y
		case AtMost:
			return x <= y
		case More:
			return x > y
		default:
			return x >= y
		}
	}
	return (a == b) == (e.Op == Equal)
}

// Bounds are the least and the greatest number that a constraint lets pass: it must say both,
// joined by and.
func (e *Expr) Bounds() (low, high float64, both bool) {
	var lows, highs []float64
	parts := []*Expr{e}
	if e != nil && e.Op == And {
		parts = e.Parts
	}
	for len(parts) > 0 {
		p := parts[0]
		parts = parts[1:]
		switch {
		case p == nil:
			continue
		case p.Op == And:
			parts = append(parts, p.Parts...)
			continue
		case len(p.Parts) != 2:
			continue
		}
		op, a, b := p.Op, p.Parts[0], p.Parts[1]
		if b.Op == Self {
			a, b = b, a
			op = map[Op]Op{Less: More, AtMost: AtLeast, More: Less, AtLeast: AtMost}[op]
		}
		v, err := strconv.ParseFloat(b.Text, 64)
		if a.Op != Self || err != nil {
			continue
		}
		switch op {
		case More, AtLeast:
			lows = append(lows, v)
		case Less, AtMost:
			highs = append(highs, v)
		}
	}
	if len(lows) == 0 || len(highs) == 0 {
		return 0, 0, false
	}
	return slices.Max(lows), slices.Min(highs), true
}
