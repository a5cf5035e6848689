package flows

import (
	"testing"
	"time"
)

// TestSpokenHours: hours in words, in the seven languages, typed where an hour is asked.
func TestSpokenHours(t *testing.T) {
	kyiv := "Europe/Kyiv"
	for want, texts := range map[string][]string{
		"12:00": {"noon", "at noon", "12 noon", "midday", "mediodía", "al mediodía", "a las 12 del mediodía", "בצהריים", "12 בצהריים", "ظهرا", "الظهر", "12 ظهرا", "полдень", "в полдень", "полудень", "опівдні", "o 12 w południe", "w południe", "at twelve"},
		"18:30": {"half past six", "Half past 6", "half past six pm", "half past 6 in the evening", "six thirty", "las seis y media", "a las 6 y media", "seis y media de la tarde", "שש וחצי", "בשש וחצי בערב", "6 וחצי", "السادسة والنصف", "الساعة السادسة والنصف مساء", "الساعة 6 ونصف",
			"половина седьмого", "в половине седьмого", "полседьмого", "пол седьмого", "полседьмого вечера", "шесть тридцать", "пів на сьому", "о пів на сьому", "о пів на 7", "шоста тридцять", "пів сьомої", "wpół do siódmej", "o wpół do siódmej", "szósta trzydzieści", "18 thirty"},
		"18:00": {"six", "at six", "six o'clock", "a las seis", "בשש", "السادسة", "шесть вечера", "о шостій", "szósta", "o szóstej wieczorem"},
		"18:45": {"quarter to seven", "siete menos cuarto", "רבע לשבע", "السابعة إلا ربعا", "без четверти семь", "за чверть сьома", "za kwadrans siódma"},
		"19:15": {"quarter past seven", "siete y cuarto", "שבע ורבע", "السابعة والربع", "kwadrans po siódmej", "seven fifteen"},
		"06:30": {"half past six in the morning", "seis y media de la mañana", "6:30", "6.30", "пів на сьому ранку"},
		"11:30": {"half past eleven", "wpół do dwunastej", "половина двенадцатого"},
		"12:30": {"half past twelve", "пів на першу", "половина первого"},
	} {
		for _, text := range texts {
			if got, problem := typedAt(t, kyiv, text, "2026-11-25"); problem != "" || got != "2026-11-25 "+want {
				t.Errorf("%q is %q %q, want %s", text, got, problem, want)
			}
		}
	}
	for text, want := range map[string]string{
		"until 5 December": "2026-12-05", "do 5 grudnia": "2026-12-05", "hasta el 5.12": "2026-12-05", "до 5 грудня": "2026-12-05",
		"25.11 noon": "2026-11-25 12:00", "tomorrow at half past six": "2026-11-21 18:30", "5 December, noon": "2026-12-05 12:00",
		"5 грудня о пів на сьому": "2026-12-05 18:30", "5 de diciembre a las seis y media": "2026-12-05 18:30", "5 grudnia w południe": "2026-12-05 12:00",
	} {
		if got, problem := typedAt(t, kyiv, text, ""); problem != "" || got != want {
			t.Errorf("%q is %q %q, want %s", text, got, problem, want)
		}
	}
	for _, text := range []string{"half", "half past", "six seven", "noon noon 5", "half past 25", "thirty", "until", "six cats"} {
		if got, problem := typedAt(t, kyiv, text, "2026-11-25"); problem == "" {
			t.Errorf("%q is %q", text, got)
		}
	}
}

// TestTypedRanges: the beginning counts, and the end is the length.
func TestTypedRanges(t *testing.T) {
	for text, want := range map[string]typedTime{
		"18:00-20:00": {hour: 18, minutes: 120}, "18:00 - 20:00": {hour: 18, minutes: 120}, "18:00–20:30": {hour: 18, minutes: 150}, "18.00-20.00": {hour: 18, minutes: 120},
		"from 18:00 to 20:00": {hour: 18, minutes: 120}, "from 6 to 8 pm": {hour: 18, minutes: 120}, "6-8 pm": {hour: 18, minutes: 120}, "10 am to 1 pm": {hour: 10, minutes: 180}, "6 pm until 8 pm": {hour: 18, minutes: 120},
		"de 18:00 hasta 20:00": {hour: 18, minutes: 120}, "18 עד 20": {hour: 18, minutes: 120}, "من 18:00 الى 20:00": {hour: 18, minutes: 120}, "с 18 до 20": {hour: 18, minutes: 120},
		"з 18:00 до 20:00": {hour: 18, minutes: 120}, "od 18 do 20": {hour: 18, minutes: 120}, "noon to 2 pm": {hour: 12, minutes: 120}, "from six to eight": {hour: 18, minutes: 120}, "22:00-01:00": {hour: 22, minutes: 180},
		"18-00": {hour: 18}, "10-05": {hour: 10, minute: 5}, "18-20": {hour: 18, minute: 20},
	} {
		want.timed = true
		if got, ok := readTime(text, false, true); !ok || got != want {
			t.Errorf("%q is %+v %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"18:00-25:00", "18:00 to", "18:00 to 19:00 to 20:00"} {
		if got, ok := readTime(text, false, true); ok && got.hour < 24 && got.minutes != 0 {
			t.Errorf("%q is %+v", text, got)
		}
	}
	p, all, _ := organiserPlay(t)
	planned(p, all)
	p.script(all, "* change", "* day", "> 26.11", "> 18:00-19:15")
	if s := p.people[all].Plan.Session; s.Minutes != 75 || s.Start != time.Date(2026, 11, 26, 18, 0, 0, 0, p.programme.Zone).Unix() || p.people[all].Step != StepPlanReview {
		t.Errorf("it is %+v at %s", s, p.people[all].Step)
	}
	p.script(all, "* change", "* day", "> 26.11 17:00-17:01")
	if s := p.people[all].Plan.Session; s.Minutes != 75 {
		t.Errorf("a minute is a meeting: %+v", s)
	}
}
