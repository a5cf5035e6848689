package storage

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// parsed are the Go files of a folder, without tests.
func parsed(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	ok(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		ok(t, err)
		files = append(files, f)
	}
	return files
}

// TestEveryEffectIsWritten: each effect that flows may decide has a case in
// writeEffects, and each read that a step may ask for is fetched. One that nobody
// handles would be dropped.
func TestEveryEffectIsWritten(t *testing.T) {
	var effects, reads, written, fetched []string
	for _, f := range parsed(t, "../flows") {
		ast.Inspect(f, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "effect" && d.Recv != nil {
					if of, one := d.Recv.List[0].Type.(*ast.Ident); one { // Put and Drop are flows.Changed
						effects = append(effects, of.Name)
					}
				}
			case *ast.TypeSpec:
				if s, is := d.Type.(*ast.StructType); is && d.Name.Name == "Reads" {
					for _, field := range s.Fields.List {
						reads = append(reads, field.Names[0].Name)
					}
				}
			}
			return true
		})
	}
	for _, f := range parsed(t, ".") {
		ast.Inspect(f, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "writeEffects" {
					ast.Inspect(d, func(n ast.Node) bool {
						if c, is := n.(*ast.CaseClause); is {
							for _, e := range c.List {
								written = append(written, e.(*ast.SelectorExpr).Sel.Name)
							}
						}
						return true
					})
				}
			case *ast.SelectorExpr:
				if x, is := d.X.(*ast.Ident); is && x.Name == "need" {
					fetched = append(fetched, d.Sel.Name)
				}
			}
			return true
		})
	}
	if len(effects) == 0 || len(reads) == 0 {
		t.Fatal("none were found: this test cannot fail")
	}
	for _, e := range effects {
		if !slices.Contains(written, e) {
			t.Errorf("nobody writes flows.%s", e)
		}
	}
	for _, r := range reads {
		if !slices.Contains(fetched, r) {
			t.Errorf("nobody fetches flows.Reads.%s", r)
		}
	}
}
