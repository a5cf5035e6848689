package flows

import (
	"bytes"
	"errors"
	"fmt"
	"sort"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// fileNode is one value of a programme's file together with the line it stands
// on, so that every later complaint can point at it.
type fileNode struct {
	kind  fileKind
	line  int
	value string // strings decoded, everything else as written
	items []*fileNode
	table map[string]*fileNode
	keys  []string // of table, in the order of the file
	asked map[string]bool
}

type fileKind string

const (
	kindText   fileKind = "a text in quotes"
	kindNumber fileKind = "a number"
	kindBool   fileKind = "true or false"
	kindTime   fileKind = "a date without quotes"
	kindList   fileKind = "a list in [ ]"
	kindTable  fileKind = "a table"
)

func newFileTable(line int) *fileNode {
	return &fileNode{kind: kindTable, line: line, table: map[string]*fileNode{}, asked: map[string]bool{}}
}

// put adds a value; a second value for the same key has been refused before.
func (n *fileNode) put(key string, v *fileNode) {
	if _, twice := n.table[key]; !twice {
		n.keys = append(n.keys, key)
	}
	n.table[key] = v
}

// readTree reads TOML into a tree with lines. The library's own decoder goes
// first, because only it knows the rules on keys and tables given twice; a file
// that breaks them has one complaint and no tree.
func readTree(raw []byte) (*fileNode, *Problem) {
	var any map[string]any
	if err := toml.Unmarshal(raw, &any); err != nil {
		line := 1
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, &Problem{Line: line, Message: fmt.Sprintf("this cannot be read (%s): %s; the rest of the file is checked after that", trimTOML(err), remedy(lineOf(raw, line)))}
	}
	b := treeBuilder{lines: lineStarts(raw), root: newFileTable(1)}
	b.p.Reset(raw)
	b.into = b.root
	for b.p.NextExpression() {
		b.expression(b.p.Expression())
	}
	if err := b.p.Error(); err != nil {
		return nil, &Problem{Line: 1, Message: fmt.Sprintf("this cannot be read (%s): compare the file with an example", trimTOML(err))}
	}
	return b.root, nil
}

func trimTOML(err error) string {
	return string(bytes.TrimPrefix([]byte(err.Error()), []byte("toml: ")))
}

// treeBuilder follows the expressions of a file that is known to be sound.
type treeBuilder struct {
	p     unstable.Parser
	lines []int // offset at which each line starts
	root  *fileNode
	into  *fileNode // the table that keys go to now
}

func lineStarts(raw []byte) []int {
	starts := []int{0}
	for i, c := range raw {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (b *treeBuilder) line(r unstable.Range) int {
	return sort.SearchInts(b.lines, int(r.Offset)+1)
}

func (b *treeBuilder) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.KeyValue:
		b.keyValue(b.into, n)
	case unstable.Table:
		b.into = b.descend(b.root, n.Key(), false)
	case unstable.ArrayTable:
		b.into = b.descend(b.root, n.Key(), true)
	}
}

// descend walks a dotted key from table, making what is missing. With list, the
// last part is a list of tables and gets a new one.
func (b *treeBuilder) descend(table *fileNode, key unstable.Iterator, list bool) *fileNode {
	for key.Next() {
		part := key.Node()
		name, line := string(part.Data), b.line(part.Raw)
		next := table.table[name]
		switch {
		case list && key.IsLast():
			if next == nil || next.kind != kindList {
				next = &fileNode{kind: kindList, line: line}
				table.put(name, next)
			}
			next.items = append(next.items, newFileTable(line))
			return next.items[len(next.items)-1]
		case next == nil:
			next = newFileTable(line)
			table.put(name, next)
		}
		if next.kind == kindList && len(next.items) > 0 {
			next = next.items[len(next.items)-1]
		}
		if next.kind != kindTable { // refused by the decoder already
			return newFileTable(line)
		}
		table = next
	}
	return table
}

func (b *treeBuilder) keyValue(table *fileNode, n *unstable.Node) {
	key := n.Key()
	for key.Next() {
		part := key.Node()
		name, line := string(part.Data), b.line(part.Raw)
		if key.IsLast() {
			v := b.value(n.Value(), line)
			v.line = line
			table.put(name, v)
			return
		}
		next := table.table[name]
		if next == nil || next.kind != kindTable {
			next = newFileTable(line)
			table.put(name, next)
		}
		table = next
	}
}

// value turns one value into a node; line is used where the library keeps no
// position (lists and inline tables).
func (b *treeBuilder) value(n *unstable.Node, line int) *fileNode {
	if n.Raw.Length > 0 {
		line = b.line(n.Raw)
	}
	node := &fileNode{line: line, value: string(n.Data)}
	switch n.Kind {
	case unstable.String:
		node.kind = kindText
	case unstable.Bool:
		node.kind = kindBool
	case unstable.Integer, unstable.Float:
		node.kind = kindNumber
	case unstable.Array:
		node.kind = kindList
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.Comment {
				continue
			}
			item := b.value(it.Node(), line)
			line = item.line
			node.items = append(node.items, item)
		}
		if len(node.items) > 0 {
			node.line = node.items[0].line
		}
	case unstable.InlineTable:
		node = newFileTable(line)
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				b.keyValue(node, it.Node())
			}
		}
	default:
		node.kind = kindTime
	}
	return node
}
