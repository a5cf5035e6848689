package tally

import (
	"fmt"
	"strings"
	"time"
)

// span is the days a period covers, from first to before end, as days since
// 1970-01-01.
type span struct{ first, end int32 }

func (s span) covers(o span) bool { return s.first <= o.first && o.end <= s.end }

// level orders periods from fine to coarse.
type level byte

const (
	week level = iota
	month
	quarter
)

// Dates of a period's name: w2026-47 is an ISO 8601 week, m2026-11 a month,
// q2026-4 a quarter. An i before it marks what only the independent contact
// reads; it covers the same days.
func parse(name string) (level, span, error) {
	bare := strings.TrimPrefix(name, "i")
	if len(bare) == 0 {
		return 0, span{}, fmt.Errorf("period %q has no name", name)
	}
	var year, n int
	if _, err := fmt.Sscanf(bare[1:], "%d-%d", &year, &n); err != nil {
		return 0, span{}, fmt.Errorf("period %q: %w", name, err)
	}
	var (
		at          level
		first, end  int32
		most        int
		spelledLike string
	)
	switch bare[0] {
	case 'w':
		monday := dayOf(year, 1, 4)
		monday -= (monday + 3) % 7 // 1970-01-01 was a Thursday
		first, most, spelledLike = monday+int32(n-1)*7, weeksIn(year), "w%04d-%02d"
		at, end = week, first+7
	case 'm':
		at, first, end, most, spelledLike = month, dayOf(year, n, 1), dayOf(year, n+1, 1), 12, "m%04d-%02d"
	case 'q':
		at, first, end, most, spelledLike = quarter, dayOf(year, n*3-2, 1), dayOf(year, n*3+1, 1), 4, "q%04d-%d"
	default:
		return 0, span{}, fmt.Errorf("period %q is no week, month or quarter", name)
	}
	if year < 1970 || n < 1 || n > most || fmt.Sprintf(spelledLike, year, n) != bare {
		return 0, span{}, fmt.Errorf("period %q does not exist", name)
	}
	return at, span{first, end}, nil
}

// dayOf is a date as days since 1970-01-01; months outside 1-12 carry over.
func dayOf(year, month, day int) int32 {
	return int32(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// weeksIn is 52 or 53: 28 December always lies in the year's last ISO week.
func weeksIn(year int) int {
	_, n := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return n
}

// names is the week, month and quarter that hold a day, with a mark before.
func names(mark string, day int32) [3]string {
	at := time.Unix(int64(day)*24*60*60, 0).UTC()
	year, n := at.ISOWeek()
	return [3]string{
		fmt.Sprintf("%sw%04d-%02d", mark, year, n),
		mark + at.Format("m2006-01"),
		fmt.Sprintf("%sq%04d-%d", mark, at.Year(), (int(at.Month())+2)/3),
	}
}

// mark is the i before a period's name, or nothing.
func mark(name string) string {
	if strings.HasPrefix(name, "i") {
		return "i"
	}
	return ""
}

// crossesYear says whether a period (a week) lies in two years.
func crossesYear(s span) bool {
	return names("", s.first)[month][:5] != names("", s.end-1)[month][:5]
}
