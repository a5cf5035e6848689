package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"porchlight/bot"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/locales"
)

// check validates a programme's file and all message files, or all examples,
// and prints every complaint with its file and line; also of the operator's own words,
// if there are any. Stale words are refused where somebody leans on them, and listed
// elsewhere.
func check(args []string, out io.Writer) error {
	if len(args) > 1 {
		return setting("check takes one file at most: porchlight check [FILE]")
	}
	own, err := ownWords(os.Getenv("PORCHLIGHT_LOCALES"))
	if err != nil {
		return err
	}
	names := programmes.Names()
	if len(args) == 1 {
		names = args
	}
	complaints, read := 0, []*flows.Programme(nil)
	for _, name := range names {
		p, problems, err := parseProgramme(name)
		if err != nil {
			return err
		}
		if p != nil {
			read = append(read, p)
		}
		for _, p := range problems {
			fmt.Fprintln(out, p)
			complaints++
		}
	}
	for _, p := range locales.Check(locales.MessageFiles(), bot.IsButton) {
		fmt.Fprintln(out, p)
		complaints++
	}
	for _, err := range locales.CheckGuides(locales.GuideFiles()) {
		fmt.Fprintln(out, err)
		complaints++
	}
	if own != nil {
		for _, p := range locales.CheckOwn(own, languagesOf(read), bot.IsButton) {
			fmt.Fprintln(out, filepath.Join(os.Getenv("PORCHLIGHT_LOCALES"), p.String()))
			complaints++
		}
	}
	for _, p := range locales.Outdated(locales.MessageFiles()) {
		fmt.Fprintln(out, "to be read again:", p)
	}
	if complaints > 0 {
		return setting("%d complaints", complaints)
	}
	fmt.Fprintln(out, "no complaints")
	return nil
}
