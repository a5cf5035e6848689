package tally

import "math"

// Interval is where a figure lies with 95 % confidence, if the sample were a
// random one. A self-selected sample is not: say so beside it.
type Interval struct{ Low, High float64 }

// z is the 97.5th percentile of the normal distribution.
const z = 1.959963984540054

// Wilson is the score interval of a share, x of n; without continuity
// correction. Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209-212; method 3 of
// Newcombe 1998, Statistics in Medicine 17, 857-872. With n of 0 it is 0 to 1.
func Wilson(x, n int) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	p, m := float64(x)/float64(n), float64(n)
	middle := 2*m*p + z*z
	wide := z * math.Sqrt(z*z+4*m*p*(1-p))
	below := 2 * (m + z*z)
	i := Interval{(middle - wide) / below, (middle + wide) / below}
	if x == 0 {
		i.Low = 0 // exactly, not by rounding
	}
	if x == n {
		i.High = 1
	}
	return i
}

// Newcombe is the interval of a difference of two independent shares, x1/n1 -
// x2/n2: the square-and-add combination of the two Wilson intervals. Source:
// method 10 of Newcombe 1998, Statistics in Medicine 17, 873-890.
func Newcombe(x1, n1, x2, n2 int) Interval {
	if n1 <= 0 || n2 <= 0 {
		return Interval{-1, 1}
	}
	p1, p2 := float64(x1)/float64(n1), float64(x2)/float64(n2)
	a, b := Wilson(x1, n1), Wilson(x2, n2)
	return Interval{
		p1 - p2 - math.Hypot(p1-a.Low, b.High-p2),
		p1 - p2 + math.Hypot(a.High-p1, p2-b.Low),
	}
}

// Sample is what is needed of a scale's answers: how many, their mean, and
// their variance with n-1 below.
type Sample struct {
	N              int
	Mean, Variance float64
}

// sampleOf summarises answers given as how often each value occurs, from 0.
func sampleOf(often []int) Sample {
	var s Sample
	for v, n := range often {
		s.N += n
		s.Mean += float64(v) * float64(n)
	}
	if s.N == 0 {
		return Sample{}
	}
	s.Mean /= float64(s.N)
	for v, n := range often {
		s.Variance += float64(n) * (float64(v) - s.Mean) * (float64(v) - s.Mean)
	}
	if s.N > 1 {
		s.Variance /= float64(s.N - 1)
	}
	return s
}

// MeanInterval is Student's interval of a mean. Source: Student 1908,
// Biometrika 6, 1-25. Under two answers there is none, and ok is false.
func MeanInterval(s Sample) (i Interval, ok bool) {
	if s.N < 2 {
		return Interval{}, false
	}
	by := studentQuantile(float64(s.N-1)) * math.Sqrt(s.Variance/float64(s.N))
	return Interval{s.Mean - by, s.Mean + by}, true
}

// Welch is the interval of a difference of two independent means, a - b, of
// unequal variances, with Satterthwaite's degrees of freedom. Source: Welch
// 1947, Biometrika 34, 28-35. Under two answers on either side, or without any
// variance, there is none.
func Welch(a, b Sample) (i Interval, ok bool) {
	if a.N < 2 || b.N < 2 {
		return Interval{}, false
	}
	va, vb := a.Variance/float64(a.N), b.Variance/float64(b.N)
	if va+vb == 0 {
		return Interval{}, false
	}
	free := (va + vb) * (va + vb) / (va*va/float64(a.N-1) + vb*vb/float64(b.N-1))
	by := studentQuantile(free) * math.Sqrt(va+vb)
	return Interval{a.Mean - b.Mean - by, a.Mean - b.Mean + by}, true
}

// studentQuantile is the 97.5th percentile of Student's t, by halving.
func studentQuantile(free float64) float64 {
	low, high := 0.0, 700.0 // 12.7 with one degree; Welch's never has fewer
	for range 200 {
		mid := (low + high) / 2
		if studentTails(mid, free) > 0.05 {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// studentTails is the chance that |t| is larger: a regularised incomplete beta
// function. Source: Abramowitz and Stegun 1964, 26.7.1 and 26.5.8.
func studentTails(t, free float64) float64 {
	return incompleteBeta(free/(free+t*t), free/2, 0.5)
}

// incompleteBeta is I_x(a, b), by the continued fraction of Abramowitz and
// Stegun 26.5.8, evaluated by Lentz's method (1976).
func incompleteBeta(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	if x > (a+1)/(a+b+2) {
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log(1-x)) / a
	notZero := func(v float64) float64 {
		if math.Abs(v) < 1e-300 {
			return 1e-300
		}
		return v
	}
	f, c, d := 1.0, 1.0, 0.0
	for i := range 1000 {
		m := float64(i / 2)
		term := 1.0
		switch {
		case i == 0:
		case i%2 == 0:
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 / notZero(1+term*d)
		c = notZero(1 + term/c)
		f *= c * d
		if math.Abs(1-c*d) < 1e-14 {
			break
		}
	}
	return front * (f - 1)
}
