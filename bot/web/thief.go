package web

import (
	_ "embed"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// keyLines is the two tables of docs/keys.md, one key a line: the key, its type,
// what it holds and when it goes, with tabs between. A test compares them.
//
//go:embed keys.tsv
var keyLines string

// keyKind is a line of the tables.
type keyKind struct {
	Key   string `json:"key"`
	Type  string `json:"type"`
	Holds string `json:"holds"`
	Goes  string `json:"goes"`
	is    *regexp.Regexp
}

// keyKinds are all of them, the more exact ones first.
func keyKinds() []keyKind {
	var all []keyKind
	for line := range strings.Lines(keyLines) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 4 {
			continue
		}
		for key := range strings.SplitSeq(cells[0], ", ") {
			all = append(all, keyKind{key, cells[1], cells[2], cells[3], keyPattern(key)})
		}
	}
	// Letters that stand for themselves make a key more exact than a place for an id.
	slices.SortStableFunc(all, func(a, b keyKind) int { return fixed(b.Key) - fixed(a.Key) })
	return all
}

var placeholder = regexp.MustCompile(`[A-Z]+`)

func fixed(key string) int { return len(placeholder.ReplaceAllString(key, "")) }

// keyPattern matches the names of a kind: capitals stand for an id.
func keyPattern(key string) *regexp.Regexp {
	return regexp.MustCompile("^" + placeholder.ReplaceAllString(regexp.QuoteMeta(key), `[^:]+`) + "$")
}

// theft is what the drawer shows: every kind of key that the store holds.
type theft struct {
	Keys  int        `json:"keys"`
	Kinds []stolenOf `json:"kinds"`
}

// stolenOf is a kind with how many there are and one of them, which is a phone's own
// where there is one.
type stolenOf struct {
	keyKind
	Count int         `json:"count"`
	Ones  []stolenKey `json:"ones"`
}

type stolenKey struct {
	Name  string   `json:"name"`
	Type  string   `json:"type"`
	Size  int64    `json:"size"`
	Value []string `json:"value"` // as redis-cli shows it
	Role  string   `json:"role,omitempty"`
}

// thief shows what lies in the store, as it lies there. Nothing is opened for it.
func (s *Server) thief(w http.ResponseWriter, r *http.Request) {
	if s.Store == nil {
		problem(w, http.StatusNotFound, "there is no store to look into")
		return
	}
	seen, err := s.stolen(r)
	if err != nil {
		s.Log.Warn("the store could not be shown", "error", err)
		problem(w, http.StatusServiceUnavailable, "the store does not answer")
		return
	}
	reply(w, seen)
}

func (s *Server) stolen(r *http.Request) (theft, error) {
	names, err := s.Store.KeyNames(r.Context())
	if err != nil {
		return theft{}, err
	}
	roles, order := map[string]string{}, map[string]int{} // by pseudonym
	for i, p := range s.phones {
		holder := s.Store.Person(p.ID).String()
		roles[holder], order[holder] = p.Role, i
	}
	seen := theft{Keys: len(names), Kinds: []stolenOf{}}
	left := names
	for _, kind := range keyKinds() {
		var mine, others []string
		mine, others = split(left, kind.is.MatchString)
		left = others
		if len(mine) == 0 {
			continue
		}
		keys, err := s.Store.Peek(r.Context(), examples(mine, order)...)
		if err != nil {
			return theft{}, err
		}
		of := stolenOf{keyKind: kind, Count: len(mine), Ones: []stolenKey{}}
		for _, k := range keys {
			one := stolenKey{Name: k.Name, Type: k.Type, Size: k.Bytes, Role: roles[holderOf(k.Name)]}
			for _, v := range k.Value {
				one.Value = append(one.Value, printed(v))
			}
			of.Ones = append(of.Ones, one)
		}
		seen.Kinds = append(seen.Kinds, of)
	}
	slices.SortStableFunc(seen.Kinds, func(a, b stolenOf) int { return worth(a.Key) - worth(b.Key) })
	return seen, nil
}

// printed shows bytes that are no letters of ASCII as \x and two digits.
func printed(v string) string {
	var b strings.Builder
	for _, c := range []byte(v) {
		if c >= ' ' && c <= '~' && c != '\\' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String()
}

// worth puts what a thief would want first: people, concerns, messages, files of roles.
func worth(key string) int {
	first := []string{"p:ID", "c:CODE", "o:ID", "n:ID", "w:WAVE", "staff", "board", "audit"}
	if i := slices.Index(first, key); i >= 0 {
		return i
	}
	return len(first)
}

// holderOf is the pseudonym at the end of a key's name.
func holderOf(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

const examplesOfAKind = 2

// examples are a few of a kind's keys, those of the phones first and in the phones' order,
// which is given by pseudonym. Pseudonyms are random: by their own order the resident, with
// whom the page begins, would be shown on one day and not on the next.
func examples(names []string, order map[string]int) []string {
	phones, others := split(names, func(name string) bool { _, is := order[holderOf(name)]; return is })
	slices.SortStableFunc(phones, func(a, b string) int { return order[holderOf(a)] - order[holderOf(b)] })
	all := append(phones, others...)
	return all[:min(len(all), examplesOfAKind)]
}

// split parts names by what is said of them; both parts keep the order.
func split(names []string, is func(string) bool) (yes, no []string) {
	for _, name := range names {
		if is(name) {
			yes = append(yes, name)
		} else {
			no = append(no, name)
		}
	}
	return yes, no
}
