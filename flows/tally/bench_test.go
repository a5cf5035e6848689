package tally

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkYear closes a year of a town with eight areas and five categories,
// week by week, and every month and quarter. One operation is one year.
func BenchmarkYear(b *testing.B) {
	chance := rand.New(rand.NewPCG(1, 2))
	began := dayOf(2026, 1, 1)
	var categories, areas []string
	for i := range 8 {
		areas = append(areas, fmt.Sprintf("area%d", i))
	}
	for i := range 5 {
		categories = append(categories, fmt.Sprintf("category%d", i))
	}
	var all []sent
	for day := began; day < began+364; day++ {
		for range chance.IntN(40) {
			all = append(all, sent{day, areas[min(chance.IntN(8), chance.IntN(8))], categories[min(chance.IntN(5), chance.IntN(5))], chance.IntN(3000), chance.IntN(2) == 0, false})
		}
	}
	var editions [][]string
	var periods []string
	for day := began + 7; day < began+364; day += 7 {
		now, then := names("", day-7), names("", day)
		var closed []string
		for i := range now {
			if now[i] != then[i] {
				closed = append(closed, now[i])
			}
		}
		editions, periods = append(editions, closed), append(periods, closed...)
	}
	counts := count(b, all, periods)
	for b.Loop() {
		book := Book{K: 5, Began: began, Areas: areas, Categories: categories, Counts: counts}
		shown, of := map[byte]int{}, map[byte]int{}
		for _, e := range editions {
			for _, n := range closing(b, &book, e...).Shown {
				shown[n.Period[0]]++
			}
			for _, p := range e {
				of[p[0]] += 9 * 5
			}
		}
		for _, level := range "wmq" {
			b.ReportMetric(float64(shown[byte(level)])/float64(of[byte(level)]), "shown/"+string(level))
		}
	}
}
