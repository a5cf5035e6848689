package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"porchlight/flows"
	"porchlight/locales"
)

// TestWordsAreWhole: each of the seven languages has every word of a phone, and of the
// page around them.
func TestWordsAreWhole(t *testing.T) {
	for file, least := range map[string]int{"words.js": 30, "page-words.js": 50} {
		source := script(t, file)
		table, _, ok := strings.Cut(source, "\n};")
		if !ok {
			t.Fatalf("the table of %s has no end", file)
		}
		languages := regexp.MustCompile(`(?ms)^  ([a-z]{2}): \{(.*?)^  \}`).FindAllStringSubmatch(table, -1)
		key := regexp.MustCompile(`(\w+): "((?:[^"\\]|\\.)+)"`)
		hole := regexp.MustCompile(`\{\w+\}`)
		var codes, want []string
		holes := map[string][]string{}
		for _, l := range languages {
			var keys []string
			for _, k := range key.FindAllStringSubmatch(l[2], -1) {
				keys = append(keys, k[1])
				found := hole.FindAllString(k[2], -1)
				slices.Sort(found)
				if l[1] == "en" {
					holes[k[1]] = found
				} else if !slices.Equal(found, holes[k[1]]) {
					t.Errorf("%s: %s of %s has the places %v, want %v", file, k[1], l[1], found, holes[k[1]])
				}
			}
			codes = append(codes, l[1])
			if l[1] == "en" {
				want = keys
			}
			if !slices.Equal(keys, want) {
				t.Errorf("%s: %s has the words %v, want %v", file, l[1], keys, want)
			}
		}
		if !slices.Equal(codes, []string{"en", "es", "he", "ar", "ru", "uk", "pl"}) || len(want) < least {
			t.Errorf("%s has %v with %d words", file, codes, len(want))
		}
	}
}

// pageRoles are those that the page has a name and three things to try for.
func pageRoles() []string {
	return []string{"resident", "officer", "organiser", "reviewer", "contact", "lead", "partner", "translator", "facilitator"}
}

// TestThreeThingsToTry: every role has three in every language, and a name.
func TestThreeThingsToTry(t *testing.T) {
	tries, words := script(t, "tries.js"), script(t, "page-words.js")
	for _, role := range pageRoles() {
		if n := strings.Count(words, " role_"+role+": "); n != 7 {
			t.Errorf("%s has a name in %d languages", role, n)
		}
		_, mine, found := strings.Cut(tries, `  "`+role+`": {`)
		mine, _, _ = strings.Cut(mine, "\n  },")
		if !found {
			t.Errorf("%s has nothing to try", role)
		}
		for _, l := range flows.Languages() {
			line := regexp.MustCompile(`(?m)^    ` + string(l) + `: \["([^"]+)", "([^"]+)", "([^"]+)"\],$`)
			if !line.MatchString(mine) {
				t.Errorf("%s has no three things in %s", role, l)
			}
		}
	}
}

// TestStoriesAreWhole: every comment and everything that people write in a story is
// there in seven languages, and a story takes about three minutes to read along.
func TestStoriesAreWhole(t *testing.T) {
	stories, err := Stories()
	if err != nil || len(stories) == 0 {
		t.Fatal(len(stories), err)
	}
	whole := func(what string, text flows.Text) {
		for _, l := range flows.Languages() {
			if text[l] == "" {
				t.Errorf("%s is missing in %s", what, l)
			}
			if utf8.RuneCountInString(text[l]) > 160 {
				t.Errorf("%s is too long to be read meanwhile in %s: %s", what, l, text[l])
			}
		}
	}
	for _, one := range stories {
		whole(one.ID+" title", one.Title)
		for name, text := range one.Words {
			whole(one.ID+" "+name, text)
		}
		var long time.Duration
		for _, step := range one.Steps {
			if len(step.Say) > 0 {
				whole(one.ID+" "+step.Say[flows.English], step.Say)
			}
			if !slices.Contains(pageRoles(), step.Phone) {
				t.Errorf("%s: nobody is %q", one.ID, step.Phone)
			}
			long += readingTime(step)
		}
		if long > 3*time.Minute+30*time.Second || long < 30*time.Second {
			t.Errorf("%s takes %v to read", one.ID, long)
		}
		t.Log(one.ID, "takes", long, "to read along")
	}
}

// TestStoriesAreChecked: a file that could not be played is refused.
func TestStoriesAreChecked(t *testing.T) {
	good := Story{ID: "a", Title: flows.Text{"en": "A"}, Steps: []Step{{Phone: "resident", Start: true}}}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for name, step := range map[string]Step{
		"nobody's phone":    {Start: true},
		"nothing done":      {Phone: "resident"},
		"two things done":   {Phone: "resident", Start: true, Press: "a"},
		"words that are no": {Phone: "resident", Write: "$missing"},
	} {
		bad := good
		bad.Steps = []Step{step}
		if bad.check() == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func script(t *testing.T, name string) string {
	t.Helper()
	source, err := static.ReadFile("static/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// TestNoMarkupFromTexts keeps the ways in which a text could become markup or
// a script out of the page.
func TestNoMarkupFromTexts(t *testing.T) {
	entries, err := static.ReadDir("static")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		source := script(t, e.Name())
		for _, way := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML", "javascript:", "https://unpkg", "//cdn."} {
			if strings.Contains(source, way) {
				t.Errorf("%s uses %s", e.Name(), way)
			}
		}
	}
}

// TestRolesAreCalledAsTheBotCallsThem: whoever reads the page finds on the phones the same
// name for the same people.
func TestRolesAreCalledAsTheBotCallsThem(t *testing.T) {
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?ms)^  ([a-z]{2}): \{(.*?)^  \}`).FindAllStringSubmatch(script(t, "page-words.js"), -1)
	if len(table) != len(flows.Languages()) {
		t.Fatalf("%d languages", len(table))
	}
	called := map[string]flows.Role{"officer": flows.RoleOfficer, "organiser": flows.RoleOrganiser, "reviewer": flows.RoleReviewer, "contact": flows.RoleIndependent,
		"lead": flows.RoleLead, "partner": flows.RolePartner, "translator": flows.RoleTranslator, "facilitator": flows.RoleFacilitator}
	for _, l := range table {
		for name, role := range called {
			want := texts.In(l[1]).Text("role.name."+string(role), nil, nil)
			if !strings.Contains(l[2], ` role_`+name+`: "`+want+`"`) {
				t.Errorf("%s: the %s is not called %q", l[1], name, want)
			}
		}
	}
}
