// Package instrument is what a questionnaire is: its items, their answers in words, and
// the rules by which an item is asked or skipped. It knows nothing of files or of Telegram:
// flows/xlsform reads it from a workbook and writes it back.
//
// An instrument follows XLSForm (xlsform.org), the format of KoboToolbox and ODK, in a
// subset: what a chat can ask, and what can be published without telling of somebody. Names
// of types, columns and expressions are XLSForm's.
package instrument
