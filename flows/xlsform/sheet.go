package xlsform

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// This file is the workbook as cells: what the library reads, within limits, with whatever
// a spreadsheet program hides or changes told.

// The limits of a workbook. A questionnaire of forty items in seven languages has 30 kB.
const (
	MostBytes    = 2 << 20
	mostUnzipped = 20 << 20
	mostRows     = 5000
)

// sheet is one sheet: its cells as text, row 0 the headers.
type sheet struct {
	name    string
	cells   [][]string
	problem func(Problem)
}

// at is the text of a cell, "" beyond the last one; row and col are from 0.
func (s *sheet) at(row, col int) string {
	if row >= len(s.cells) || col < 0 || col >= len(s.cells[row]) {
		return ""
	}
	return s.cells[row][col]
}

// say adds a problem of a cell; row and col are from 0, -1 is the whole.
func (s *sheet) say(row, col int, code Code, pairs ...string) {
	s.problem(Problem{Sheet: s.name, Row: row + 1, Col: col + 1, Header: oneLine(s.at(0, col)), Code: code, Args: argsOf(pairs)})
}

// note is a problem that hinders nothing.
func (s *sheet) note(row, col int, code Code, pairs ...string) {
	s.problem(Problem{Sheet: s.name, Row: row + 1, Col: col + 1, Header: oneLine(s.at(0, col)), Code: code, Args: argsOf(pairs), Notice: true})
}

func argsOf(pairs []string) map[string]string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// oneLine is a header or a cell as it can be quoted.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "..."
	}
	return s
}

// open opens a workbook within the limits.
func open(raw []byte) (*excelize.File, Code, string) {
	switch {
	case len(raw) > MostBytes:
		return nil, "file.size", ""
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, "file.old", ""
	case !bytes.HasPrefix(raw, []byte("PK")):
		return nil, "file.other", ""
	}
	// Both limits are the same, so nothing is ever unzipped to the disk.
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostUnzipped})
	switch {
	case err == nil:
		return f, "", ""
	case strings.Contains(err.Error(), "unzip size exceeds"):
		return nil, "file.unzipped", ""
	case errors.Is(err, excelize.ErrWorkbookFileFormat), strings.Contains(err.Error(), "not a valid zip"):
		return nil, "file.other", ""
	default:
		return nil, "file.broken", oneLine(err.Error())
	}
}

// read reads one sheet. What a person does not see, or sees otherwise, is a problem.
func read(f *excelize.File, name string, problem func(Problem)) (*sheet, error) {
	s := &sheet{name: name, problem: problem}
	if visible, err := f.GetSheetVisible(name); err == nil && !visible {
		s.say(-1, -1, "sheet.hidden")
	}
	rows, err := f.Rows(name)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		if n > mostRows {
			s.say(-1, -1, "sheet.rows")
			return s, nil
		}
		raw, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return s, err
		}
		hidden := rows.GetRowOpts().Hidden
		s.cells = append(s.cells, raw)
		if hidden && slices.ContainsFunc(raw, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			s.say(n, -1, "row.hidden")
		}
	}
	s.looked(f)
	return s, rows.Error()
}

// looked compares what the cells hold with what is seen, and looks for formulas.
func (s *sheet) looked(f *excelize.File) {
	width := 0
	for row, cells := range s.cells {
		width = max(width, len(cells))
		for col, raw := range cells {
			cell, err := excelize.CoordinatesToCellName(col+1, row+1)
			if err != nil {
				continue
			}
			if formula, err := f.GetCellFormula(s.name, cell); err == nil && formula != "" {
				s.say(row, col, "cell.formula", "found", "="+oneLine(formula))
				continue
			}
			kind, err := f.GetCellType(s.name, cell)
			if err != nil {
				continue
			}
			switch kind {
			case excelize.CellTypeError:
				s.say(row, col, "cell.error", "found", raw)
			case excelize.CellTypeBool:
				s.cells[row][col] = map[string]string{"1": "TRUE", "0": "FALSE"}[raw]
			case excelize.CellTypeNumber, excelize.CellTypeUnset, excelize.CellTypeDate:
				shown, err := f.GetCellValue(s.name, cell)
				if err == nil && raw != "" && shown != raw && strings.TrimSpace(shown) != strings.TrimSpace(raw) {
					s.say(row, col, "cell.format", "raw", oneLine(raw), "found", oneLine(shown))
				}
			}
		}
	}
	for col := range width {
		name, err := excelize.ColumnNumberToName(col + 1)
		if err != nil {
			continue
		}
		if visible, err := f.GetColVisible(s.name, name); err == nil && !visible && s.filled(col) {
			s.say(0, col, "column.hidden")
		}
	}
	merged, err := f.GetMergeCells(s.name)
	if err != nil {
		return
	}
	for _, m := range merged {
		col, row, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err == nil {
			s.say(row-1, col-1, "cell.merged", "found", m.GetStartAxis()+":"+m.GetEndAxis())
		}
	}
}

// filled says whether a column has any cell with something in it.
func (s *sheet) filled(col int) bool {
	for row := range s.cells {
		if strings.TrimSpace(s.at(row, col)) != "" {
			return true
		}
	}
	return false
}

// blank says whether a row has nothing in it.
func (s *sheet) blank(row int) bool {
	return !slices.ContainsFunc(s.cells[row], func(c string) bool { return strings.TrimSpace(c) != "" })
}
