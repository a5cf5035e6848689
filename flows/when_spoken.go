package flows

import "slices"

// This file reads hours as they are spoken, and from when to when: "noon", "half past
// six", "о пів на сьому", "from 6 to 8 pm".

// spokenUntil is in minutes. Before eight in the morning nobody meets, and the bot keeps
// quiet: an hour in words means the afternoon there, unless "in the morning" is said. In
// digits 6:30 is what it is.
const spokenUntil = 8 * 60

// readRange takes the end of a range away; its beginning is read like any hour.
func (r *whenReader) readRange() {
	for len(r.pieces) > 0 && r.pieces[0].word.until { // "until 5 December", where the last day is asked
		r.drop(0, 1)
	}
	at := slices.IndexFunc(r.pieces, func(p whenPiece) bool { return p.word.until })
	if at < 0 {
		r.shortRange()
		return
	}
	left, right := r.pieces[:at], slices.Clone(r.pieces[at+1:])
	end := whenReader{pieces: slices.Clone(right), monthFirst: r.monthFirst}
	end.readSpoken()
	end.readHourBesideWord()
	end.readRest()
	if end.wrong || !end.w.timed {
		return
	}
	half := func(all []whenPiece) int {
		return slices.IndexFunc(all, func(p whenPiece) bool { return p.word.half != "" && !p.word.noon })
	}
	r.pieces = slices.Clone(left)
	if i := half(right); i >= 0 && half(left) < 0 && len(left) > 0 && !left[len(left)-1].hasColon() && !left[len(left)-1].word.noon { // "from 6 to 8 pm"
		r.pieces = append(r.pieces, right[i])
	}
	r.end, r.endInWords = &end.w, end.inWords
}

// hasColon says whether a piece can be nothing but an hour.
func (p whenPiece) hasColon() bool {
	return len(p.numbers) == 2 && (p.between == ":" || p.between == "h")
}

// shortRange takes "6-8 pm", whose second number is no minute.
func (r *whenReader) shortRange() {
	for i := range r.pieces {
		p := r.pieces[i]
		if len(p.numbers) != 2 || p.between != "-" || len(p.numbers[1]) != 1 || i+1 >= len(r.pieces) || r.pieces[i+1].word.half == "" {
			continue
		}
		end := whenReader{}
		end.clock(p.numbers[1:], r.pieces[i+1].word.half)
		if !end.wrong {
			r.pieces[i].numbers, r.pieces[i].between, r.end = p.numbers[:1], "", &end.w
		}
		return
	}
}

// closeRange says how long a range is. One that ends before it begins goes past
// midnight.
func (r *whenReader) closeRange() {
	if r.end == nil {
		return
	}
	if !r.w.timed || r.end.hour > 23 || r.end.minute > 59 {
		r.wrong = true
		return
	}
	const day = 24 * 60
	r.w.minutes = (r.end.hour*60 + r.end.minute - r.w.hour*60 - r.w.minute + 2*day) % day
	if r.endInWords && r.w.minutes > day/2 { // "from six to eight"
		r.w.minutes -= day / 2
	}
}

// readSpoken takes an hour that is a word, or that has one beside it which counts
// from it: "noon", "six", "half past 6".
func (r *whenReader) readSpoken() {
	hour, apart, half, noon, spoken := -1, 0, "", false, false
	var taken []int
	for i, p := range r.pieces {
		w := p.word
		switch {
		case w.hour != 0 && hour < 0:
			hour, apart, spoken = w.hour, apart+w.apart, true
		case w.apart != 0 && apart == 0:
			apart, spoken = w.apart, true
		case w.half != "" && half == "":
			half, noon = w.half, w.noon
		case w.at, w.oclock:
		default:
			continue
		}
		taken = append(taken, i)
	}
	if noon && hour < 0 && apart == 0 && !slices.ContainsFunc(r.pieces, r.besideNoon) {
		hour, spoken, half = 12, true, "pm"
	}
	if !spoken || r.w.timed {
		return
	}
	if hour < 0 { // "half past 6": the number that is left, but for the day beside a month
		i := slices.IndexFunc(r.pieces, func(p whenPiece) bool {
			return len(p.numbers) == 1 && len(p.numbers[0]) <= 2 && !slices.Contains(r.besideMonth(), p.numbers[0])
		})
		if i < 0 {
			return
		}
		hour, taken = atoi(r.pieces[i].numbers[0]), append(taken, i)
	}
	r.pieces = slices.DeleteFunc(slices.Clone(r.pieces), func(p whenPiece) bool {
		return slices.ContainsFunc(taken, func(i int) bool { return slices.Equal(r.pieces[i].numbers, p.numbers) && r.pieces[i].word == p.word })
	})
	r.spoken(hour, apart, half)
}

// besideNoon says whether a piece is the hour that "noon" belongs to: "12 noon", "1:30
// ظهرا"; a date such as 5.12 is none.
func (r *whenReader) besideNoon(p whenPiece) bool {
	switch {
	case len(p.numbers) == 0 || len(p.numbers) > 2 || slices.Contains(r.besideMonth(), p.numbers[0]):
		return false
	case len(p.numbers) == 1:
		return true
	}
	return p.hasColon() || slices.Contains([]string{"00", "15", "30", "45"}, p.numbers[1])
}

// besideMonth is the day that stands beside a month's name.
func (r *whenReader) besideMonth() (days []string) {
	for i, p := range r.pieces {
		if p.word.month == 0 {
			continue
		}
		for _, at := range []int{i - 1, i + 1} {
			if at >= 0 && at < len(r.pieces) && len(r.pieces[at].numbers) == 1 {
				return r.pieces[at].numbers
			}
		}
	}
	return nil
}

// spoken sets an hour by the clock on the wall, and the minutes counted from it.
func (r *whenReader) spoken(hour, apart int, half string) {
	if hour > 23 || hour < 1 || half != "" && hour > 12 {
		r.wrong = true
		return
	}
	at := hour*60 + apart
	if r.inWords = true; hour <= 12 {
		if at %= 12 * 60; half == "pm" || half == "" && at < spokenUntil {
			at += 12 * 60
		}
	}
	r.w.hour, r.w.minute, r.w.timed = at/60, at%60, true
}
