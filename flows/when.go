package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// typedTime is a date, an hour or both, as somebody typed them.
type typedTime struct {
	year, month, day int  // year 0: not said; month and day 0: only what follows
	weekday          int  // 1 is Monday; 0: not said
	ahead            int  // days from today ...
	near             bool // ... if it was said so
	hour, minute     int
	dated, timed     bool
	minutes          int // of a range, "18:00-20:00": until its end; 0: none was said
}

// whenPiece is one part of a typed time: numbers that stand together, or a word.
type whenPiece struct {
	numbers []string
	between string // the sign between two numbers, the first if they differ
	word    whenWord
}

// longestTime is how many characters a typed time may have.
const longestTime = 80

var whenPieces = regexp.MustCompile(`\d+(?:[:./-]\d+|h\d+)*|\p{L}+(?:\.\p{L}+)*`)

// readTime reads a day, an hour or both: "25.11 18:00", "2026-11-25", "5 December
// at 6 pm", "вівторок о 18-00", "٥ ديسمبر", "noon", "half past six", "18:00-20:00". With a slash or a dash, monthFirst
// reads "11/25". hourOnly is for whoever is asked for an hour: then "10-05" is no
// date, and a date counts only if it cannot be anything else. ok is false for what
// is no time. Whether the day and the hour exist is not asked here.
func readTime(text string, monthFirst, hourOnly bool) (w typedTime, ok bool) {
	pieces, ok := whenPiecesOf(text)
	if !ok {
		return w, false
	}
	r := whenReader{pieces: pieces, monthFirst: monthFirst}
	r.readWords()
	r.readRange()
	r.readSpoken()
	r.readHourBesideWord()
	r.readMonthByName()
	r.readDate(hourOnly)
	r.readRest()
	r.closeRange()
	return r.w, !r.wrong && (r.w.dated || r.w.timed)
}

// whenPiecesOf cuts a text into its parts; ok is false if one of them is a word
// that has nothing to do with time.
func whenPiecesOf(text string) (pieces []whenPiece, ok bool) {
	text = plainText(text)
	if len([]rune(text)) > longestTime {
		return nil, false
	}
	text = spacedRange.ReplaceAllString(text, "$1-$2")
	found := whenPieces.FindAllString(text, -1)
	for i := 0; i < len(found); {
		if c := found[i][0]; c >= '0' && c <= '9' {
			if two := clockRange.FindStringSubmatch(found[i]); two != nil {
				for at, side := range two[1:] {
					if at > 0 {
						pieces = append(pieces, whenPiece{word: whenWord{until: true}})
					}
					pieces = append(pieces, whenPiece{numbers: digitsOf(side), between: ":"})
				}
				i++
				continue
			}
			sign := strings.IndexAny(found[i], ":./-h")
			p := whenPiece{numbers: digitsOf(found[i])}
			if sign >= 0 {
				p.between = found[i][sign : sign+1]
			}
			pieces = append(pieces, p)
			i++
			continue
		}
		w, n := whenWord{}, 0
		for n = min(3, len(found)-i); n > 0; n-- { // "day after tomorrow", "p. m.", "p.m."
			phrase := strings.ReplaceAll(strings.Join(found[i:i+n], " "), ".", " ")
			if w, ok = findWhen(phrase); ok {
				break
			}
		}
		if !ok {
			return nil, false
		}
		pieces = append(pieces, whenPiece{word: w})
		i += n
	}
	return pieces, len(pieces) > 0
}

// clockRange is two clock times with a dash between them. With dots it could be two
// dates, but for the usual minutes.
var (
	clockRange  = regexp.MustCompile(`^(\d{1,2}(?::\d{2}|\.(?:00|15|30|45)))-(\d{1,2}(?::\d{2}|\.(?:00|15|30|45)))$`)
	spacedRange = regexp.MustCompile(`(\d(?::\d{2}|\.(?:00|15|30|45))) *- *(\d{1,2}[:.]\d{2})\b`)
)

func digitsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// whenReader makes a time of pieces: each step takes what it understands away.
type whenReader struct {
	pieces     []whenPiece
	monthFirst bool
	w          typedTime
	wrong      bool
	end        *typedTime // of a range
	inWords    bool       // the hour was said in words, by the clock on the wall
	endInWords bool
}

func (r *whenReader) drop(i, n int) { r.pieces = slices.Delete(r.pieces, i, i+n) }

// readWords takes weekdays and days counted from today, and what says nothing.
func (r *whenReader) readWords() {
	for i := 0; i < len(r.pieces); {
		switch w := r.pieces[i].word; {
		case w.nothing:
		case w.weekday != 0:
			r.wrong = r.wrong || r.w.weekday != 0
			r.w.weekday, r.w.dated = w.weekday, true
		case w.near:
			r.wrong = r.wrong || r.w.near
			r.w.near, r.w.ahead, r.w.dated = true, w.ahead, true
		default:
			i++
			continue
		}
		r.drop(i, 1)
	}
}

// readHourBesideWord takes an hour that a word or a colon shows to be one.
func (r *whenReader) readHourBesideWord() {
	for i := 0; i < len(r.pieces); i++ {
		if len(r.pieces[i].numbers) == 0 || i+1 < len(r.pieces) && r.pieces[i+1].word.month != 0 {
			continue
		}
		from, to, half := i, i+1, ""
		for to < len(r.pieces) && (r.pieces[to].word.oclock || r.pieces[to].word.half != "" && half == "") {
			half += r.pieces[to].word.half
			to++
		}
		if from > 0 && r.pieces[from-1].word.at {
			from--
		}
		sign := r.pieces[i].between
		if to-from == 1 && sign != ":" && sign != "h" {
			continue
		}
		r.clock(r.pieces[i].numbers, half)
		r.drop(from, to-from)
		return
	}
}

// readMonthByName takes the day beside a month's name, and the year after them.
func (r *whenReader) readMonthByName() {
	i := slices.IndexFunc(r.pieces, func(p whenPiece) bool { return p.word.month != 0 })
	if i < 0 {
		return
	}
	lone := func(at int) bool { return at >= 0 && at < len(r.pieces) && len(r.pieces[at].numbers) == 1 }
	day := i - 1
	if !lone(day) || len(r.pieces[day].numbers[0]) > 2 {
		day = i + 1
	}
	if !lone(day) || len(r.pieces[day].numbers[0]) > 2 {
		r.wrong = true
		return
	}
	r.w.month, r.w.day, r.w.dated = r.pieces[i].word.month, atoi(r.pieces[day].numbers[0]), true
	from := min(day, i)
	r.drop(from, 2)
	if lone(from) && isYear(r.pieces[from].numbers[0]) {
		r.w.year = atoi(r.pieces[from].numbers[0])
		r.drop(from, 1)
	}
}

func isYear(digits string) bool { return len(digits) == 4 && strings.HasPrefix(digits, "20") }

// readDate takes a date in digits: first one of three parts, then one of two. Of
// two numbers beside each other whoever is asked for an hour means the hour.
func (r *whenReader) readDate(hourOnly bool) {
	if r.w.day != 0 || r.w.month != 0 {
		return
	}
	parts := func(n int) int {
		return slices.IndexFunc(r.pieces, func(p whenPiece) bool { return len(p.numbers) == n })
	}
	if i := parts(3); i >= 0 {
		r.date(r.pieces[i].numbers, r.pieces[i].between)
		r.drop(i, 1)
		return
	}
	if r.w.dated { // a weekday or "tomorrow" is enough
		return
	}
	i := parts(2)
	switch {
	case i >= 0 && hourOnly && !r.w.timed && len(r.pieces) == 1:
	case i >= 0:
		if next := r.pieces[i+1:]; len(next) > 0 && len(next[0].numbers) == 2 && r.pieces[i].impossible() {
			i++ // "18.00 25.11"
		}
		r.date(r.pieces[i].numbers, r.pieces[i].between)
		r.drop(i, 1)
	case !hourOnly && len(r.pieces) >= 2 && len(r.pieces[0].numbers) == 1 && len(r.pieces[1].numbers) == 1: // "25 11", "25 11 2026"
		numbers := []string{r.pieces[0].numbers[0], r.pieces[1].numbers[0]}
		if len(r.pieces) > 2 && len(r.pieces[2].numbers) == 1 && isYear(r.pieces[2].numbers[0]) {
			numbers = append(numbers, r.pieces[2].numbers[0])
		}
		r.date(numbers, ".")
		r.drop(0, len(numbers))
	}
}

// impossible says whether two numbers are no day and month in either order.
func (p whenPiece) impossible() bool {
	a, b := atoi(p.numbers[0]), atoi(p.numbers[1])
	return a == 0 || b == 0 || a > 12 && b > 12
}

func (r *whenReader) date(numbers []string, sign string) {
	if len(numbers[0]) == 4 && len(numbers) == 3 {
		r.w.year, r.w.month, r.w.day = atoi(numbers[0]), atoi(numbers[1]), atoi(numbers[2])
	} else {
		r.w.day, r.w.month = atoi(numbers[0]), atoi(numbers[1])
		if r.monthFirst && sign != "." {
			r.w.day, r.w.month = r.w.month, r.w.day
		}
		if len(numbers) == 3 {
			if r.w.year = atoi(numbers[2]); len(numbers[2]) == 2 {
				r.w.year += 2000
			}
		}
	}
	r.w.dated = true
	r.wrong = r.wrong || len(numbers[0]) > 4 || len(numbers[1]) > 2
}

// readRest takes what is left for an hour.
func (r *whenReader) readRest() {
	switch {
	case len(r.pieces) == 0 || r.wrong:
	case r.w.timed || len(r.pieces) > 2:
		r.wrong = true
	case len(r.pieces) == 2: // "18 00"
		a, b := r.pieces[0].numbers, r.pieces[1].numbers
		if r.wrong = len(a) != 1 || len(b) != 1 || len(b[0]) != 2; !r.wrong {
			r.clock([]string{a[0], b[0]}, "")
		}
	case len(r.pieces[0].numbers) == 0:
		r.wrong = true
	default:
		r.clock(r.pieces[0].numbers, "")
	}
}

// clock reads an hour in digits: "18", "1800", "18 00" however it is divided.
func (r *whenReader) clock(numbers []string, half string) {
	hour, minute := numbers[0], "00"
	switch {
	case len(numbers) == 1 && (len(hour) == 3 || len(hour) == 4):
		hour, minute = hour[:len(hour)-2], hour[len(hour)-2:]
	case len(numbers) == 2, len(numbers) == 3 && numbers[2] == "00":
		minute = numbers[1]
	case len(numbers) > 1:
		r.wrong = true
	}
	if len(hour) > 2 || len(minute) != 2 {
		r.wrong = true
		return
	}
	r.w.hour, r.w.minute, r.w.timed = atoi(hour), atoi(minute), true
	switch {
	case half == "" || half == "pm" && r.w.hour > 12 && r.w.hour < 24 && !r.monthFirst: // "18:00 вечора"
	case r.w.hour < 1 || r.w.hour > 12:
		r.w.hour = 99 // no such hour
	default:
		r.w.hour %= 12
		if half == "pm" {
			r.w.hour += 12
		}
	}
}

// atoi reads digits that a pattern has found; none are 0.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
