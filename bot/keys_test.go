package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"porchlight/locales"
)

// messages reads a message file: every key with all its forms in one text.
func messages(t testing.TB, name string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(locales.MessageFiles(), name)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	var walk func(at string, node map[string]any)
	walk = func(at string, node map[string]any) {
		for name, v := range node {
			switch v := v.(type) {
			case map[string]any:
				walk(at+name+".", v)
			case string:
				key := at + name
				if _, plural := node["other"]; plural {
					key = strings.TrimSuffix(at, ".")
				}
				found[key] += v
			}
		}
	}
	walk("", tree)
	return found
}

// uses is where the sources speak of messages.
type uses struct {
	keys     map[string]string // key -> where
	prefixes map[string]string // "concern.category." -> where
	buttons  map[string]bool   // keys and prefixes in the place of a button's label
	keyFuncs map[string]bool   // functions that give such a key
}

var (
	keyShape    = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_]+)+$`)
	prefixShape = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_]+)*[._]$`)
)

// readUses walks the sources of a room for literals that look like keys. What
// looks so and is none is left out by where it stands: the name of a step,
// what a button does, what a press is compared with.
func readUses(t *testing.T, folder string, u *uses) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		other := otherStrings(f)
		ast.Inspect(f, func(n ast.Node) bool {
			u.button(f, n)
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING || other[lit] {
				return true
			}
			s, _ := strconv.Unquote(lit.Value)
			switch at := files.Position(lit.Pos()).String(); {
			case prefixShape.MatchString(s):
				u.prefixes[s] = at
			case keyShape.MatchString(s):
				u.keys[s] = at
			}
			return true
		})
	}
	for _, f := range parsed {
		u.noteKeyFuncs(f)
	}
}

// labels says which argument of a function is the key of a button's label.
func labels() map[string]int {
	return map[string]int{"act": 0, "link": 0, "answerButton": 0, "private": 1}
}

// button notes the keys that stand where a button's label stands: as they are,
// in a variable of the same function, or in the function that gives the key.
func (u *uses) button(f *ast.File, n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok {
			if i, ok := labels()[name.Name]; ok && i < len(n.Args) {
				u.label(f, n.Args[i])
			}
		}
	case *ast.CompositeLit:
		var key ast.Expr
		button := false
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				switch name, _ := kv.Key.(*ast.Ident); {
				case name == nil:
				case name.Name == "Key":
					key = kv.Value
				case name.Name == "Do" || name.Name == "URL" || name.Name == "Link":
					button = true
				}
			}
		}
		if key != nil && button {
			u.label(f, key)
		}
	}
}

func (u *uses) label(f *ast.File, e ast.Expr) {
	switch e := e.(type) {
	case *ast.Ident:
		ast.Inspect(around(f, e), func(n ast.Node) bool {
			if set, ok := n.(*ast.AssignStmt); ok {
				for i, left := range set.Lhs {
					if name, ok := left.(*ast.Ident); ok && name.Name == e.Name && i < len(set.Rhs) {
						u.note(set.Rhs[i])
					}
				}
			}
			return true
		})
	case *ast.CallExpr:
		switch fun := e.Fun.(type) {
		case *ast.Ident:
			u.keyFuncs[fun.Name] = true
		case *ast.SelectorExpr:
			u.keyFuncs[fun.Sel.Name] = true
		}
	default:
		u.note(e)
	}
}

func (u *uses) note(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if s, ok := literal(n); ok {
			u.buttons[s] = true
		}
		return true
	})
}

// around is the function that a node stands in.
func around(f *ast.File, at ast.Node) ast.Node {
	for _, d := range f.Decls {
		if d.Pos() <= at.Pos() && at.End() <= d.End() {
			return d
		}
	}
	return f
}

// noteKeyFuncs notes what the functions that give labels return.
func (u *uses) noteKeyFuncs(f *ast.File) {
	for _, d := range f.Decls {
		if fun, ok := d.(*ast.FuncDecl); ok && u.keyFuncs[fun.Name.Name] {
			ast.Inspect(fun, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok {
					u.note(r)
				}
				return true
			})
		}
	}
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// otherStrings are the literals that are no keys wherever they look so.
func otherStrings(f *ast.File) map[*ast.BasicLit]bool {
	other := map[*ast.BasicLit]bool{}
	mark := func(e ast.Node) {
		ast.Inspect(e, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				other[lit] = true
			}
			return true
		})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			mark(n)
		case *ast.ValueSpec:
			if name, ok := n.Type.(*ast.Ident); ok && name.Name == "Step" {
				mark(n)
			}
		case *ast.Field:
			if n.Tag != nil {
				other[n.Tag] = true
			}
		case *ast.CallExpr:
			markCall(n, mark)
		case *ast.KeyValueExpr:
			if name, ok := n.Key.(*ast.Ident); ok && (name.Name == "Do" || name.Name == "URL") {
				mark(n.Value)
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				mark(n)
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				mark(e)
			}
		}
		return true
	})
	return other
}

// markCall marks the arguments that say what a button does, and those of
// functions that take strings apart.
func markCall(call *ast.CallExpr, mark func(ast.Node)) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if (f.Name == "act" || f.Name == "link") && len(call.Args) == 2 {
			mark(call.Args[1])
		}
	case *ast.SelectorExpr:
		if pkg, ok := f.X.(*ast.Ident); ok && (pkg.Name == "strings" || pkg.Name == "fmt" || pkg.Name == "errors" || pkg.Name == "regexp") || f.Sel.Name == "pressed" {
			for _, a := range call.Args {
				mark(a)
			}
		}
	}
}

func allUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{keys: map[string]string{}, prefixes: map[string]string{}, buttons: map[string]bool{}, keyFuncs: map[string]bool{}}
	for _, folder := range []string{"../flows", ".", "../locales"} {
		readUses(t, folder, u)
	}
	return u
}

// Every key that the sources name is a message, and every message is named.
func TestKeys(t *testing.T) {
	there := messages(t, "en.toml")
	sections := map[string]bool{}
	for key := range there {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	u := allUses(t)
	for key, at := range u.keys {
		section, _, _ := strings.Cut(key, ".")
		if _, ok := there[key]; !ok && sections[section] {
			t.Errorf("%s: %q is not in en.toml", at, key)
		}
	}
	for prefix, at := range u.prefixes {
		begun := func(key string) bool { return strings.HasPrefix(key, prefix) }
		if section, rest, _ := strings.Cut(prefix, "."); rest != "" && sections[section] && !slices.ContainsFunc(slices.Collect(maps.Keys(there)), begun) {
			t.Errorf("%s: nothing in en.toml begins with %q", at, prefix)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(there)) {
		if _, used := u.keys[key]; !used && !u.begins(key) {
			t.Errorf("en.toml: nothing says %q", key)
		}
	}
	if len(u.keys) < 50 || len(u.prefixes) == 0 {
		t.Errorf("only %d keys and %d prefixes were found", len(u.keys), len(u.prefixes))
	}
}

// begins says whether a key is made of a prefix that the sources name. The
// first part alone is one only for what has no others: "guide." and its like
// begin what a link opens.
func (u *uses) begins(key string) bool {
	for prefix := range u.prefixes {
		whole := prefix == "thing." || prefix == "command." || prefix == "pulse." && strings.Count(key, ".") == 2
		if strings.HasPrefix(key, prefix) && (whole || strings.Count(prefix, ".") > 1) {
			return true
		}
	}
	return false
}

// isButton says whether a key is the label of a button: it stands in the place
// of one in the sources, is on the keyboard that asks for a place, or is an
// answer to a question of a pulse.
func (u *uses) isButton(there map[string]string, key string) bool {
	if u.buttons[key] && !strings.Contains(there[key], "{{") || strings.HasPrefix(key, "button.") || strings.HasPrefix(key, "start.keyboard.") {
		return true
	}
	if parts := strings.Split(key, "."); len(parts) == 3 && parts[0] == "pulse" && there["pulse.ask."+parts[1]] != "" {
		return true
	}
	if u.keys[key] != "" { // said as it is somewhere, and not on a button
		return false
	}
	longest := ""
	for prefix := range u.prefixes {
		if len(prefix) > len(longest) && strings.HasPrefix(key, prefix) {
			longest = prefix
		}
	}
	return u.buttons[longest] && strings.Count(longest, ".") > 1
}

// The message files are checked here, because only here it is known which of
// them are labels of buttons.
func TestMessageFilesAreRight(t *testing.T) {
	u := allUses(t)
	if len(u.buttons) < 30 {
		t.Fatalf("only %d buttons were found", len(u.buttons))
	}
	there := messages(t, "en.toml")
	isButton := func(key string) bool { return u.isButton(there, key) }
	for _, p := range locales.Check(locales.MessageFiles(), isButton) {
		t.Error(p)
	}
}
