package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

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
				case name.Name == "Key" || name.Name == "key": // of a row of the menu, too
					key = kv.Value
				case name.Name == "Do" || name.Name == "do" || name.Name == "URL" || name.Name == "Link":
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
