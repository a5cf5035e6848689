package flows

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Problem is one complaint about a programme's file, written for the organiser
// who wrote the file: what is wrong and what to do.
type Problem struct {
	File    string
	Line    int // from 1
	Message string
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

func (r *programmeReader) complain(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Message: fmt.Sprintf(format, args...)})
}

// shortQuote quotes a value for a complaint, cut so that it stays readable.
func shortQuote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "..."
	}
	return strconv.Quote(s)
}

func idList(ids map[string]bool) string {
	var list []string
	for id := range ids {
		list = append(list, id)
	}
	sort.Strings(list)
	return strings.Join(list, ", ")
}

// nearestKey finds the known key that is at most two letters away from a wrong one.
func nearestKey(wrong string, known map[string]bool) string {
	best, least := "", 3
	for _, key := range strings.Split(idList(known), ", ") {
		if d := letterDistance(wrong, key, least); d < least {
			best, least = key, d
		}
	}
	return best
}

// letterDistance is the Levenshtein distance, or limit if the lengths alone say
// that it is at least that.
func letterDistance(a, b string, limit int) int {
	if b == "" || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		left := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := left
			if a[i-1] != b[j-1] {
				change++
			}
			left = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
