package flows

import (
	"testing"
	"time"
)

func TestTypedTimes(t *testing.T) {
	kyiv, newYork := "Europe/Kyiv", "America/New_York"
	for _, c := range []struct {
		zone, text, want, problem string
	}{
		{kyiv, "25.11 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11. 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11.2026 18:00", "2026-11-25 18:00", ""},
		{kyiv, "25.11.26, 18.30", "2026-11-25 18:30", ""},
		{kyiv, "2026-11-25 18:00", "2026-11-25 18:00", ""},
		{kyiv, "2026-11-25T18:00", "2026-11-25 18:00", ""},
		{kyiv, "25/11 18:00", "2026-11-25 18:00", ""},
		{kyiv, "٢٥/١١ ١٨:٠٠", "2026-11-25 18:00", ""},
		{kyiv, "5.1 9:00", "2027-01-05 09:00", ""},
		{newYork, "11/25 6 pm", "2026-11-25 18:00", ""},
		{newYork, "11/25 6:30pm", "2026-11-25 18:30", ""},
		{newYork, "11/25/2026 12 am", "2026-11-25 00:00", ""},
		{newYork, "25.11 12 p.m.", "2026-11-25 12:00", ""},
		{kyiv, "1.11 18:00", "", "organise.when.past"},
		{kyiv, "20.11 09:59", "", "organise.when.past"},
		{kyiv, "1.11.2025 18:00", "", "organise.when.past"},
		{kyiv, "1.11.2030 18:00", "", "organise.when.far"},
		{kyiv, "31.6 18:00", "", "organise.when.no_day"},
		{kyiv, "31 June", "", "nonsense"},
		{kyiv, "11/25 18:00", "", "organise.when.no_day"},
		{newYork, "25/11 6 pm", "", "organise.when.no_day"},
		{kyiv, "25.11 25:00", "", "organise.when.no_hour"},
		{newYork, "11/25 13 pm", "", "organise.when.no_hour"},
		{kyiv, "28.3.2027 03:30", "", "organise.when.skipped"},
		{newYork, "3/14/2027 2:30 am", "", "organise.when.skipped"},
		{kyiv, "31.10.2027 03:30", "", "organise.when.twice"},
		{kyiv, "soon", "", "nonsense"},
		{kyiv, "", "", "nonsense"},
		{kyiv, "25.11 18:00 or later", "", "nonsense"},
		{kyiv, "99999999999999999999.1 1", "", "nonsense"},
	} {
		t.Run(c.zone+" "+c.text, func(t *testing.T) {
			z, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 11, 20, 10, 0, 0, 0, z)
			w, ok := readTime(c.text, (&Programme{Zone: z}).monthFirst())
			got, problem := "", "nonsense"
			if ok && w.dated && w.timed {
				var day string
				var at time.Time
				if day, problem = w.onDay(now, z); problem == "" {
					at, problem = w.atHour(day, now, z)
				}
				if problem == "" {
					got = at.Format("2006-01-02 15:04")
				}
			}
			if got != c.want || problem != c.problem {
				t.Errorf("is %q, %q; want %q, %q", got, problem, c.want, c.problem)
			}
		})
	}
}
