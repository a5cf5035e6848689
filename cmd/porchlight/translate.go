package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"porchlight/bot"
	"porchlight/flows"
	"porchlight/locales"
)

const translateUsage = "porchlight translate LANG writes what is missing or stale; --merge FILE takes it back; --seen KEY... notes that stale words are right (LANG may be all)"

// translate writes what a translator has to do, takes it back, or notes that
// somebody has looked. It works on the operator's own words (PORCHLIGHT_LOCALES), or
// on the project's, in ./locales.
func translate(args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("translate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	merge := flags.String("merge", "", "")
	seen := flags.Bool("seen", false, "")
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return setting("name a language: %s", translateUsage)
	}
	if err := flags.Parse(args[1:]); err != nil || *seen == (flags.NArg() == 0) || *seen && *merge != "" {
		return setting("use %s", translateUsage)
	}
	t, folder, err := translationOf(args[0])
	if err != nil {
		return err
	}
	switch {
	case *seen:
		langs := []string{args[0]}
		if args[0] == "all" {
			langs = otherLanguages()
		}
		for _, t.Lang = range langs {
			made, err := t.Seen(flags.Args())
			if err != nil {
				return setting("%v", err)
			}
			if err := writeWords(folder, "translators/made-from/"+t.Lang+".toml", made); err != nil {
				return err
			}
		}
		return nil
	case *merge != "":
		return mergeWords(t, folder, *merge, out)
	}
	missing, old, err := t.WriteWork(out)
	if err != nil {
		return setting("%v", err)
	}
	fmt.Fprintf(errs, "%d missing, %d stale\n", missing, old)
	return nil
}

// translationOf finds the files that are translated.
func translationOf(lang string) (t locales.Translation, folder string, err error) {
	t = locales.Translation{Lang: lang, Base: locales.MessageFiles(), Button: bot.IsButton}
	folder = os.Getenv("PORCHLIGHT_LOCALES")
	if t.Own, err = ownWords(folder); err != nil || t.Own != nil {
		return t, folder, err
	}
	if _, err := fs.Stat(os.DirFS("."), "locales/translators/descriptions.toml"); err != nil {
		return t, "", setting("there is no folder of words here: run this beside the project's ./locales, or set PORCHLIGHT_LOCALES to a folder of your own")
	}
	t.Base, t.Played = os.DirFS("locales"), os.DirFS("bot/testdata/transcripts")
	return t, "locales", nil
}

// otherLanguages are all that English is translated into.
func otherLanguages() []string {
	var all []string
	for _, l := range flows.Languages() {
		if l != flows.English {
			all = append(all, string(l))
		}
	}
	return all
}

func mergeWords(t locales.Translation, folder, name string, out io.Writer) error {
	offered, err := os.ReadFile(name)
	if err != nil {
		return setting("%v", err)
	}
	t.Remark = func(text string) { fmt.Fprintln(out, text) }
	words, made, problems, err := t.Merge(name, offered)
	if err != nil {
		return setting("%v", err)
	}
	for _, p := range problems {
		fmt.Fprintln(out, p)
	}
	if len(problems) > 0 {
		return setting("nothing was taken: %d complaints", len(problems))
	}
	if err := writeWords(folder, t.Lang+".toml", words); err != nil {
		return err
	}
	return writeWords(folder, "translators/made-from/"+t.Lang+".toml", made)
}

// writeWords replaces a file at once: who reads it meanwhile sees the old one or the
// new one.
func writeWords(folder, name string, text []byte) error {
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	if err := os.WriteFile(path+".new", text, 0o644); err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	return nil
}
