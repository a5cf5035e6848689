package flows

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// fileTable reads one table of a programme's file by key. Each reading method
// complains by itself and gives a usable zero, so that reading goes on; done
// complains about every key that nobody asked for.
type fileTable struct {
	r    *programmeReader
	node *fileNode
}

func (t fileTable) get(key string) *fileNode {
	t.node.asked[key] = true
	return t.node.table[key]
}

func (t fileTable) has(key string) bool { return t.node.table[key] != nil }

// lineOf is the line of a key, or of the table if the key is missing.
func (t fileTable) lineOf(key string) int {
	if n := t.node.table[key]; n != nil {
		return n.line
	}
	return t.node.line
}

// of gets a value of one kind, complaining about any other.
func (t fileTable) of(kind fileKind, key, example string) *fileNode {
	n := t.get(key)
	if n == nil {
		return nil
	}
	if n.kind != kind {
		t.r.complain(n.line, "%s must be %s: write %s", key, kind, example)
		return nil
	}
	return n
}

// empty says that a list is absent or holds nothing; something else in its
// place has its own complaint.
func (t fileTable) empty(key string) bool {
	n := t.node.table[key]
	return n == nil || n.kind == kindList && len(n.items) == 0
}

// done complains about keys that mean nothing here, naming the nearest that does.
func (t fileTable) done() {
	for _, key := range t.node.keys {
		if t.node.asked[key] {
			continue
		}
		hint := "remove it"
		if near := nearestKey(key, t.node.asked); near != "" {
			hint = "did you mean " + strconv.Quote(near) + "?"
		}
		t.r.complain(t.node.table[key].line, "unknown key %q: %s", key, hint)
	}
}

// sub gets a [table].
func (t fileTable) sub(key string) (fileTable, bool) {
	if !t.has(key) {
		t.get(key)
		return fileTable{}, false
	}
	n := t.of(kindTable, key, "["+key+"] on a line of its own, with its keys below")
	if n == nil {
		return fileTable{r: t.r, node: newFileTable(t.lineOf(key))}, true
	}
	return fileTable{r: t.r, node: n}, true
}

// tables gets the [[tables]] of a key.
func (t fileTable) tables(key string) []fileTable {
	example := "[[" + key + "]] above each one"
	n := t.of(kindList, key, example)
	if n == nil {
		return nil
	}
	var list []fileTable
	for _, item := range n.items {
		if item.kind != kindTable {
			t.r.complain(item.line, "%s must be tables: write %s", key, example)
			continue
		}
		list = append(list, fileTable{r: t.r, node: item})
	}
	if len(list) > limitLines {
		t.r.complain(list[limitLines].node.line, "more than %d %s: a resident cannot choose among so many; keep the most important ones", limitLines, key)
		list = list[:limitLines]
	}
	return list
}

func (t fileTable) yes(key string) bool {
	n := t.of(kindBool, key, key+" = true or "+key+" = false")
	return n != nil && n.value == "true"
}

// number reads a whole number from least to most; absent gives fallback.
func (t fileTable) number(key string, least, most, fallback int) int {
	n := t.of(kindNumber, key, key+" = "+strconv.Itoa(fallback))
	if n == nil {
		return fallback
	}
	i, err := strconv.Atoi(strings.ReplaceAll(n.value, "_", ""))
	if err != nil || i < least || i > most {
		t.r.complain(n.line, "%s is %s: give a whole number from %d to %d", key, n.value, least, most)
		return fallback
	}
	return i
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// id reads a required short name that people rarely see and keys are made of.
func (t fileTable) id(key string, most int) string {
	if !t.has(key) {
		t.get(key)
		t.r.complain(t.node.line, "%s is missing: add %s = \"...\" in small letters a-z, digits and -", key, key)
		return ""
	}
	n := t.of(kindText, key, key+" = \"in-quotes\"")
	if n == nil {
		return ""
	}
	if !idPattern.MatchString(n.value) || len(n.value) > most {
		t.r.complain(n.line, "%s is %s: use only small letters a-z, digits and - between them, at most %d characters", key, shortQuote(n.value), most)
		return ""
	}
	return n.value
}

// newID reads an id that must not be among taken, and takes it.
func (t fileTable) newID(taken map[string]bool) string {
	id := t.id("id", limitID)
	if id != "" && taken[id] {
		t.r.complain(t.lineOf("id"), "id %q is used twice: give each its own", id)
	}
	if id != "" {
		taken[id] = true
	}
	return id
}

// strs reads a list of texts.
func (t fileTable) strs(key string) []*fileNode {
	example := key + " = [\"...\", \"...\"]"
	n := t.of(kindList, key, example)
	if n == nil {
		return nil
	}
	var list []*fileNode
	seen := map[string]bool{}
	for _, item := range n.items {
		switch {
		case item.kind != kindText:
			t.r.complain(item.line, "%s must hold texts in quotes: write %s", key, example)
		case seen[item.value]:
			t.r.complain(item.line, "%s names %s twice: remove one", key, shortQuote(item.value))
		default:
			seen[item.value] = true
			list = append(list, item)
		}
	}
	return list
}

func (t fileTable) languages(key string, required bool) []Lang {
	var langs []Lang
	for _, item := range t.strs(key) {
		if !Lang(item.value).Known() {
			t.r.complain(item.line, "%s names %s, which Porchlight does not speak: use %s", key, shortQuote(item.value), knownLanguages())
			continue
		}
		langs = append(langs, Lang(item.value))
	}
	if required && t.empty(key) {
		t.r.complain(t.lineOf(key), "%s is missing or empty: add %s = [\"en\"] with codes among %s", key, key, knownLanguages())
	}
	return langs
}

func knownLanguages() string {
	var codes []string
	for _, l := range Languages() {
		codes = append(codes, string(l))
	}
	return strings.Join(codes, ", ")
}

func (t fileTable) needs(key string) []Need {
	var known []string
	for _, n := range Needs() {
		known = append(known, string(n))
	}
	var needs []Need
	for _, item := range t.strs(key) {
		found := false
		for _, n := range known {
			found = found || n == item.value
		}
		if !found {
			t.r.complain(item.line, "%s names %s, which is no need: use %s", key, shortQuote(item.value), strings.Join(known, ", "))
			continue
		}
		needs = append(needs, Need(item.value))
	}
	if t.empty(key) {
		t.r.complain(t.lineOf(key), "%s is missing or empty, so nobody would find this service: add %s = [\"...\"] among %s", key, key, strings.Join(known, ", "))
	}
	return needs
}

// areas reads ids of neighbourhoods that the file has.
func (t fileTable) areas(key string) []string {
	var ids []string
	for _, item := range t.strs(key) {
		if !t.r.areas[item.value] {
			t.r.complain(item.line, "%s names %s, but no [[areas]] has this id: use %s", key, shortQuote(item.value), idList(t.r.areas))
			continue
		}
		ids = append(ids, item.value)
	}
	return ids
}

var phonePattern = regexp.MustCompile(`^[+*]?[0-9(][0-9 ().-]*$`)

// phone reads a number as people dial it: 3 to 15 digits, or 2 in a few
// countries' short numbers, with spaces, brackets and hyphens.
func (t fileTable) phone(key string, required bool) string {
	s := t.str("phone", key, 32)
	if s == "" {
		if required && !t.has(key) {
			t.r.complain(t.node.line, "%s is missing: add %s = \"...\", the number as people dial it", key, key)
		}
		return ""
	}
	digits := 0
	for _, c := range s {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if !phonePattern.MatchString(s) || digits < 2 || digits > 15 {
		t.r.complain(t.lineOf(key), "%s is %s, which does not look like a telephone number: use digits, spaces, ( ) and -, with + only in front", key, shortQuote(s))
		return ""
	}
	return s
}

func (t fileTable) link(key string) string {
	s := t.str("link", key, limitLink)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || !strings.Contains(u.Hostname(), ".") || strings.ContainsAny(s, " \"<>") {
		t.r.complain(t.lineOf(key), "%s is %s: give a whole address that begins with https://", key, shortQuote(s))
		return ""
	}
	return s
}

// zone reads the time zone. The binary carries the zones with it, so that the
// same file works on every machine.
func (t fileTable) zone(key string) *time.Location {
	const example = `zone = "Europe/Kyiv"`
	if !t.has(key) {
		t.get(key)
		t.r.complain(t.node.line, "the time zone is missing: add a line such as %s", example)
		return time.UTC
	}
	n := t.of(kindText, key, example)
	if n == nil {
		return time.UTC
	}
	z, err := time.LoadLocation(n.value)
	if err != nil || n.value == "" || n.value == "Local" {
		t.r.complain(n.line, "zone %s is not a time zone: write continent and city in English, such as %s", shortQuote(n.value), example)
		return time.UTC
	}
	if strings.HasPrefix(n.value, "Etc/") && strings.ContainsAny(n.value, "+-") { // whose sign says the opposite
		t.r.complain(n.line, "zone %s has no summer time, and by an old custom its + means west of Greenwich: write continent and city in English, such as %s", shortQuote(n.value), example)
		return time.UTC
	}
	return z
}
