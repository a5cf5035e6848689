package instrument

import (
	"strings"
	"testing"
)

func TestExpressions(t *testing.T) {
	answers := map[string]Answer{"walking": {"unsafe"}, "trust": {"7"}, "worry": {"theft", "traffic"}, "coded": {"0"}}
	columns := map[string]string{"region": "north", "size": "12"}
	for _, c := range []struct {
		use    Use
		source string
		holds  bool
		back   string // as it is written back; "" is the same
	}{
		{Relevant, "", true, ""},
		{Relevant, "${walking} = 'unsafe'", true, ""},
		{Relevant, "${walking}='safe'", false, "${walking} = 'safe'"},
		{Relevant, `${walking} = "unsafe"`, true, "${walking} = 'unsafe'"},
		{Relevant, "${ walking } != 'safe'", true, "${walking} != 'safe'"},
		{Relevant, "${trust} >= 7 and ${trust} < 8", true, ""},
		{Relevant, "7 < ${trust}", false, ""},
		{Relevant, "${trust} > -1", true, ""},
		{Relevant, "${coded} = '0.0'", true, ""}, // one side is a number: numbers are compared
		{Relevant, "selected(${worry}, 'theft')", true, ""},
		{Relevant, "selected(${worry}, 'hate')", false, ""},
		{Relevant, "selected( ${walking} ,'unsafe' )", true, "selected(${walking}, 'unsafe')"},
		{Relevant, "count-selected(${worry}) = 2", true, ""},
		{Relevant, "not(selected(${worry}, 'hate')) and ${trust} <= 10", true, ""},
		{Relevant, "${walking} = 'safe' or ${trust} = 7 and ${coded} = 0", true, "${walking} = 'safe' or (${trust} = 7 and ${coded} = 0)"},
		{Relevant, "(${walking} = 'safe' or ${trust} = 7) and ${coded} = 1", false, ""},
		{Relevant, "(${trust} = 7)", true, "${trust} = 7"},
		// What was not answered is empty.
		{Relevant, "${open} = 'a'", false, ""},
		{Relevant, "${open} != 'a'", true, ""},
		{Relevant, "${open} < 5", false, ""},
		{Relevant, "${open} > 5", false, ""},
		{Relevant, "${open} = ''", true, ""},
		{Relevant, "selected(${open}, 'a')", false, ""},
		{Relevant, "count-selected(${open}) = 0", true, ""},
		{Constraint, ". >= 0 and . <= 120", true, ""},
		{Constraint, ".>0 and .<3", false, ". > 0 and . < 3"},
		{Constraint, ". = ${trust}", false, ""},
		{Filter, "region = 'north'", true, ""},
		{Filter, "region = ${walking}", false, ""},
		{Filter, "size > 3", true, ""},
		// Word processors' quotes and spaces.
		{Relevant, "${walking} = ‘unsafe’", true, "${walking} = 'unsafe'"},
		{Relevant, "${walking}\u00a0= „unsafe”", true, "${walking} = 'unsafe'"},
	} {
		e, err := ParseExpr(c.use, c.source)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got := e.Holds(answers, Answer{"12"}, columns); got != c.holds {
			t.Errorf("%s: %v, want %v", c.source, got, c.holds)
		}
		if c.back == "" {
			c.back = c.source
		}
		if got := e.String(); got != c.back {
			t.Errorf("%s is written back as %s, want %s", c.source, got, c.back)
		}
	}
}

func TestExpressionsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		use          Use
		source, says string
	}{
		{Relevant, "${a} == 'x'", `at character 6, "==": write = once`},
		{Relevant, "${a} = 'x' && ${b} = 'y'", `at character 12, "&&": write and`},
		{Relevant, "${a} = 'x' || ${b} = 'y'", `write or`},
		{Relevant, "${a} = 'x' AND ${b} = 'y'", `small letters: and`},
		{Relevant, "${a} = yes", `a choice stands in quotes: 'yes'`},
		{Relevant, "{a} = 'x'", `the $ is missing`},
		{Relevant, "${a = 'x'", `a question is named like this`},
		{Relevant, "(${a} = 'x'", `at its end: a bracket is not closed`},
		{Relevant, "${a} = 'x')", `this bracket closes nothing`},
		{Relevant, "${a} = 'x", `this quote is not closed`},
		{Relevant, "${a}", `a comparison is missing`},
		{Relevant, "1 < ${a} < 3", `a comparison has two sides`},
		{Relevant, "${a} + 1 = 3", `a comparison is missing`},
		{Relevant, "${a} = 1 + 2", `calculations and paths`},
		{Relevant, "regex(${a}, '[a-z]')", `the function regex() is not read`},
		{Relevant, "if(${a} = 1, 2, 3) = 2", `the function if() is not read`},
		{Relevant, "../a = 'x'", `paths are not read`},
		{Relevant, ". = 'x'", `paths are not read`},
		{Relevant, "Selected(${a}, 'x')", `small letters, with its bracket: selected(`},
		{Relevant, "selected(${a}, x)", `a choice stands in quotes`},
		{Relevant, "selected(${a} 'x')", `selected() takes a question and a choice`},
		{Relevant, "${a} = 'x' ${b} = 'y'", `and or or is missing`},
		{Relevant, strings.Repeat("(", 5000) + "${a} = 1", `brackets stand too deep`},
	} {
		_, err := ParseExpr(c.use, c.source)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.40s: %v, want %q", c.source, err, c.says)
		}
	}
}

func TestBounds(t *testing.T) {
	for source, want := range map[string][3]float64{
		". >= 0 and . <= 120":             {0, 120, 1},
		"0 <= . and 120 >= .":             {0, 120, 1},
		"(. > 1 and . < 5) and . != 3":    {1, 5, 1},
		". >= 0":                          {0, 0, 0},
		". >= 0 or . <= 120":              {0, 0, 0},
		". >= 0 and . <= 120 and . >= 18": {18, 120, 1},
		". != 3":                          {0, 0, 0},
	} {
		e, err := ParseExpr(Constraint, source)
		if err != nil {
			t.Fatal(err)
		}
		low, high, both := e.Bounds()
		if low != want[0] || high != want[1] || both != (want[2] == 1) {
			t.Errorf("%s: %v %v %v, want %v", source, low, high, both, want)
		}
	}
}

func TestBands(t *testing.T) {
	bands, err := ParseBands("0-17, 18–64,65-120")
	if err != nil || len(bands) != 3 || bands[1] != (Band{18, 64}) {
		t.Fatal(bands, err)
	}
	item := Item{Bands: bands}
	for v, want := range map[float64]int{0: 0, 17: 0, 18: 1, 64: 1, 120: 2, 121: -1, 17.5: -1} {
		if got := item.Band(v); got != want {
			t.Errorf("%v is in band %d, want %d", v, got, want)
		}
	}
	for _, wrong := range []string{"", "old", "5-3", "0-17, 17-20", "0-17,,18-20"} {
		if got, err := ParseBands(wrong); err == nil {
			t.Errorf("%q: %v", wrong, got)
		}
	}
}

// What is no longer relevant loses its answer, and so does what hung on it.
func TestPath(t *testing.T) {
	rule := func(source string) *Expr {
		e, err := ParseExpr(Relevant, source)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	in := Instrument{Items: []Item{
		{Name: "walking", Kind: One},
		{Name: "where", Kind: One, Relevant: rule("${walking} = 'unsafe'")},
		{Name: "when", Kind: One, Relevant: rule("${where} = 'park'")},
		{Name: "trust", Kind: Range},
	}}
	answers := map[string]Answer{"walking": {"unsafe"}, "where": {"park"}, "when": {"night"}, "trust": {"3"}}
	names := func() (all []string) {
		asked, standing := in.Path(answers)
		for _, i := range asked {
			all = append(all, i.Name+"="+strings.Join(standing[i.Name], " "))
		}
		return all
	}
	if got := strings.Join(names(), ","); got != "walking=unsafe,where=park,when=night,trust=3" {
		t.Error(got)
	}
	answers["walking"] = Answer{"safe"}
	if got := strings.Join(names(), ","); got != "walking=safe,trust=3" {
		t.Error(got)
	}
	delete(answers, "walking")
	if got := strings.Join(names(), ","); got != "walking=,trust=3" {
		t.Error(got)
	}
}

// Whatever is written, there is an expression that is written back the same, or a reason.
func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"${a} = 'x'", "not(selected(${a}, \"b\")) or count-selected(${c}) >= 2", ". > -1.5", "((", "${", "'", "a = 'ż'", "‘’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		for _, use := range []Use{Relevant, Constraint, Filter} {
			e, err := ParseExpr(use, source)
			if err != nil {
				if err.Error() == "" {
					t.Error("refused without a reason")
				}
				continue
			}
			written := e.String()
			again, err := ParseExpr(use, written)
			if err != nil || again.String() != written {
				t.Errorf("%q is written as %q, and that is read as %q (%v)", source, written, again, err)
			}
			e.Holds(nil, nil, nil)
		}
	})
}
