// Package xlsform reads questionnaires from workbooks and writes them: XLSForm
// (xlsform.org), as KoboToolbox and ODK have it, in a subset. Read lists every problem at
// once, each with its sheet, cell and column, what stands there and what would do. What
// lies outside the subset is refused by name and never ignored; what other readers let
// pass in silence (a choice that is in no list, a question that comes only later, an empty
// translation) is refused too.
//
// A workbook is not trusted: its size, its size when unzipped and its rows are limited,
// and nothing in it is worked out but our own expressions. Formulas are refused.
package xlsform
