package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is about numbers: those of papers, cards and telephones, and those that
// are dates, hours, prices and quantities, which identify nobody.

var (
	ibanPattern = regexp.MustCompile(`(?i)` + start + `([a-z]{2} ?\d{2}(?:[ -]?[a-z0-9]*\d[a-z0-9]*){3,9})`)
	cardPattern = regexp.MustCompile(`(?:^|[^\pL\pN_+])(\d(?:[ .\-]{0,2}\d){12,30})`)

	// The papers of the countries in question, by what they look like.
	papers = []*regexp.Regexp{
		regexp.MustCompile(`(?i)` + start + `(\pL{2,3} ?[№n]? ?-?\d{6,7})`),                                                              // passports of Ukraine and Poland, a Polish identity card
		regexp.MustCompile(`(?i)` + start + `(\d{7,8} ?-? ?[a-z]|[xyz] ?-?\d{7} ?-?[a-z])`),                                              // DNI, NIE
		regexp.MustCompile(`(?i)` + start + `([a-zа-яіїє]{1,2}\d{3,4}[a-zа-яіїє]{2}(?:\d{2,3})?)`),                                       // plates of Ukraine and Russia, typed in one
		regexp.MustCompile(start + `(\p{Lu}{1,2}[ -]?\d{3,4}[ -]?\p{Lu}{2}(?: ?\d{2,3})?)`),                                              // ... in capital letters
		regexp.MustCompile(`(?i)` + start + `([a-zа-яіїє]{2}[ -]\d{4}[ -][a-zа-яіїє]{2})`),                                               // ... in small ones, with spaces
		regexp.MustCompile(start + `([A-Z]{2,3} [0-9][0-9A-Z]{3,4})`),                                                                    // a Polish plate
		regexp.MustCompile(`(?i)` + start + `([a-z]{2,3}\d{4,5}[a-z]?|[a-z]{2,3}\d[a-z]{1,2}\d{2,3}|[a-z]{3}[ -]?\d{2}[ -]?[a-z]\d{2})`), // ... typed in one
		regexp.MustCompile(start + `([A-Z]{3}[- ]?\d{3,4}|\d[A-Z]{3}\d{3})`),                                                             // a plate in the United States
		regexp.MustCompile(`(?i)` + start + `(\d{4}[ -]?[bcdfghjklmnpqrstvwxyz]{3})`),                                                    // a Spanish plate
		regexp.MustCompile(start + `(\d{2}-\d{3}-\d{2}|\d{3}-\d{2}-\d{3})`),                                                              // an Israeli plate
		regexp.MustCompile(start + `(\d{3}-\d{2}-\d{4})`),                                                                                // a social security number
		regexp.MustCompile(`(?i)` + start + `(\d{3}/\d{3,6}/\d{2,4}(?:-\pL{1,3})?|[ivxk]{1,4} ?[a-z]{1,3} ?\d{1,5}/\d{2,4})`),            // a file of a court, Ukraine and Poland
	}
)

// papersNear are the words that announce one, and the number behind them.
var (
	numberPattern = regexp.MustCompile(`^\d[\d\pL]*(?:[\-/ .]{1,2}[\d\pL]*\d[\d\pL]*)*(?:-\pL{1,3})?`)
	cardNumber    = regexp.MustCompile(`^\d(?:[ .\-]{0,2}\d){7,30}`)
)

// documents finds papers by what they look like, and any number of four digits behind
// a word such as "passport".
func (f *finder) documents() {
	for i := 0; i < len(f.words); i++ {
		if !f.words[i].number {
			continue
		}
		from, to := i, i // short words before and behind it may belong to it
		for from > 0 && f.short(from-1) {
			from--
		}
		for to+1 < len(f.words) && f.short(to+1) {
			to++
		}
		f.papers(f.words[from].from, f.words[to].to)
		i = to
	}
	f.behind(IdentifierDocument, paperWords, 3, numberPattern, filed)
	f.behind(IdentifierCard, cardWords, 4, cardNumber, nil)
}

// short says whether a word may be a part of a number.
func (f *finder) short(i int) bool {
	return f.words[i].number || utf8.RuneCountInString(f.words[i].low) <= 4
}

// papers looks for those that are known by their looks in a part of the text.
func (f *finder) papers(from, to int) {
	for _, p := range papers {
		for _, m := range p.FindAllStringSubmatchIndex(f.s[from:to], -1) {
			m[2], m[3] = m[2]+from, m[3]+from
			if part := f.s[m[2]:m[3]]; f.whole(m[3]) && !(strings.ContainsFunc(part, unicode.IsLetter) && quantity(part)) {
				f.take(IdentifierDocument, m[2], m[3])
			}
		}
	}
}

// behind finds numbers of a kind behind the words that announce them, a few words
// before at most.
func (f *finder) behind(k IdentifierKind, announce wordList, most int, number *regexp.Regexp, fits func(string) bool) {
	for i, w := range f.words {
		if !w.number || f.taken(w.from, w.to) || !f.announced(i, announce, most) {
			continue
		}
		if part := number.FindString(f.s[w.from:]); part != "" && f.whole(w.from+len(part)) && (fits == nil || fits(part)) {
			f.take(k, w.from, w.from+len(part))
		}
	}
}

// announced says whether one of the words before the one at i, in its sentence, is in
// a list.
func (f *finder) announced(i int, l wordList, most int) bool {
	for j := min(i, len(f.words)) - 1; j >= max(0, i-most); j-- {
		if j+1 < len(f.words) && (f.words[j+1].after == '!' || f.words[j+1].after == '\n') {
			return false
		}
		if l.hasBare(f.words[j].low) {
			return true
		}
	}
	return false
}

// filed says whether what follows a word such as "passport" or "case" is a number of
// that kind: four digits at least, and not a year, an hour or a date alone.
func filed(part string) bool {
	i := strings.IndexAny(part, "0123456789")
	number := part[i:]
	if n := countDigits(number); n < 4 || n == 4 && (strings.HasPrefix(number, "20") || strings.HasPrefix(number, "19")) {
		return false
	}
	return !dated(number) && !strings.Contains(number, " ") || countDigits(number) > 5 && !dated(number)
}

// quantity says whether a part is a number with the word that counts it: "на 150000".
func quantity(part string) bool {
	word := strings.ToLower(strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) }))
	return slices.Contains(small, word) || countable(word)
}

// small are words of two or three letters that stand before a number.
var small = strings.Fields("тел моб tel tlf טל كل in on at to by of for the and was our над на до по за від від із зі он со ко об от из при для где все что the nad za od do na po ok de en la el con por los las un una ya из-за près")

// cards finds card numbers and accounts.
func (f *finder) cards() {
	for _, m := range ibanPattern.FindAllStringSubmatchIndex(f.s, -1) {
		if part := f.s[m[2]:m[3]]; countDigits(part) >= 12 && f.whole(m[3]) {
			f.take(IdentifierCard, m[2], m[3])
		}
	}
	f.each(IdentifierCard, cardPattern)
}

func countDigits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

var (
	dayPattern   = regexp.MustCompile(`^(\d{1,2})[./\-](\d{1,2})(?:[./\-]((?:19|20)?\d{2}))?$`)
	isoPattern   = regexp.MustCompile(`^(?:19|20)\d{2}[./\-]\d{1,2}[./\-]\d{1,2}$`)
	hourPattern  = regexp.MustCompile(`^([01]?\d|2[0-4])[:.\-]([0-5]\d)$`)
	hoursPattern = regexp.MustCompile(`^([01]?\d|2[0-4])[:.]([0-5]\d) ?- ?([01]?\d|2[0-4])[:.]([0-5]\d)$`)
	yearsPattern = regexp.MustCompile(`^(?:19|20)\d{2}(?: ?[-/] ?(?:(?:19|20)?\d{2}))?$`)
)

// dated says whether a number is a day, an hour, a span of hours or of years.
func dated(s string) bool {
	if m := dayPattern.FindStringSubmatch(s); m != nil {
		d, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		return min(d, month) <= 12 && max(d, month) <= 31 && min(d, month) > 0
	}
	return isoPattern.MatchString(s) || hourPattern.MatchString(s) || hoursPattern.MatchString(s) || yearsPattern.MatchString(s) || s == "24/7"
}

// spans are digits with what joins them into one number, a date or an hour.
var spans = regexp.MustCompile(`\d+(?:[.,:/\-]\d+)*(?: ?- ?\d+(?:[.:]\d+)*)?`)

// quantities takes dates, hours, prices and what is counted or numbered out of the
// text, so that what is left may be telephones and houses.
func (f *finder) quantities() {
	masked := []byte(f.s)
	for _, m := range spans.FindAllStringIndex(f.s, -1) {
		part := f.s[m[0]:m[1]]
		before, after := wordBefore(f.s[:m[0]]), wordAfter(f.s[m[1]:])
		digits := countDigits(part)
		switch {
		case f.touched(m[0], m[1]):
			continue
		case dated(part) && !slash.MatchString(part):
		case digits <= 7 && (countable(after) && !room.MatchString(f.s[m[1]:]) || currency(f.s[:m[0]], f.s[m[1]:])):
			m[0] = thousands(f.s, m[0])
		case digits <= 4 && numbered(before):
		default:
			continue
		}
		for i := m[0]; i < m[1]; i++ {
			if masked[i] >= '0' && masked[i] <= '9' {
				masked[i] = '\x01'
			}
		}
	}
	f.s = string(masked)
}

// slash is a day and a month, or a house and a flat.
var slash = regexp.MustCompile(`^\d{1,2}/\d{1,2}$`)

// room is "7 m. 3", a flat in Poland, and not seven metres.
var room = regexp.MustCompile(`^ ?[mм]\.? ?\d`)

// touched says whether a number goes on beyond a part: "050 12.34" is no hour.
func (f *finder) touched(from, to int) bool {
	before, after := strings.TrimRight(f.s[:from], "-./"), strings.TrimLeft(f.s[to:], "-./")
	return from > 0 && len(before) < from && before != "" && isDigit(before[len(before)-1]) ||
		len(after) < len(f.s)-to && after != "" && isDigit(after[0]) || from > 0 && f.s[from-1] == '+'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// thousands is where "1 500 000" begins, whose last part stands at from.
func thousands(s string, from int) int {
	for from >= 2 && s[from-1] == ' ' && isDigit(s[from-2]) {
		i := from - 2
		for i > 0 && isDigit(s[i-1]) {
			i--
		}
		if from-1-i > 3 || i > 0 && s[i-1] == '-' {
			break
		}
		from = i
	}
	return from
}

// currency says whether a number is a price, by the signs beside it.
func currency(before, after string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, " "))
	a, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " "))
	return unicode.Is(unicode.Sc, r) || unicode.Is(unicode.Sc, a) || a == '%' || a == '٪' || a == '°'
}

func wordBefore(s string) string {
	s = strings.TrimRight(s, " .:№#-")
	i := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '"' })
	return strings.ToLower(strings.Trim(s[i+1:], `'"`))
}

func wordAfter(s string) string {
	s = strings.TrimLeft(s, " -")
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '"' })
	if i < 0 {
		i = len(s)
	}
	return strings.ToLower(s[:i])
}

// phonePattern is digits in groups, as people write telephones.
var phoneDigits = regexp.MustCompile(`\+? ?\(?\d(?:[ ().\-/_·•*]{0,3}\d){3,16}`)

// numbers finds telephones in what is left.
func (f *finder) numbers() {
	for _, m := range phoneDigits.FindAllStringIndex(f.s, -1) {
		part := f.s[m[0]:m[1]]
		from := m[0] + strings.IndexAny(part, "+(0123456789")
		if from > 0 && f.s[from-1] == ',' || !telephone(part, func() bool { return f.announced(f.wordAt(m[0]), phoneWords, 4) }) {
			continue
		}
		f.take(IdentifierPhone, from, m[1])
	}
}

// telephone says whether digits in groups are one; fewer are enough behind a word
// that announces it.
func telephone(part string, announced func() bool) bool {
	n := countDigits(part)
	groups := strings.FieldsFunc(part, func(r rune) bool { return r < '0' || r > '9' })
	joined := !strings.Contains(strings.TrimSpace(part), " ")
	switch first := len(groups[0]); {
	case strings.HasPrefix(part, "+") && n >= 7:
		return true
	case n >= 5 && announced():
		return true
	case n >= 9:
		single := !slices.ContainsFunc(groups, func(g string) bool { return len(g) > 1 })
		return joined || strings.ContainsAny(part, "(-./") || slices.ContainsFunc(groups, func(g string) bool { return len(g) > 2 }) || strings.HasPrefix(part, "0") || single
	case n >= 7:
		return joined || strings.ContainsAny(part, "(-") || first >= 3 || strings.HasPrefix(part, "0")
	case n >= 5: // a town's own: 22-33-44, 5-12-34
		pairs := len(groups) == 3 && len(groups[1]) == 2 && len(groups[2]) == 2
		return pairs && joined && strings.Contains(part, "-")
	}
	return false
}
