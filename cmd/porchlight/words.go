package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"

	"porchlight/bot"
	"porchlight/flows"
	"porchlight/locales"
)

// ownWords is the folder with the operator's own words, nil if there is none.
func ownWords(folder string) (fs.FS, error) {
	if folder == "" {
		return nil, nil
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, setting("PORCHLIGHT_LOCALES: %s is not a folder: name the one with your own words, or leave it out", folder)
	}
	return os.DirFS(folder), nil
}

// openWords opens the shipped words with the operator's own over them. Own words that
// check would refuse are not said to anybody.
func openWords(folder string, programmes []*flows.Programme) (*locales.Bundle, error) {
	own, err := ownWords(folder)
	if err != nil {
		return nil, err
	}
	if own == nil {
		bundle, err := locales.New()
		if err != nil {
			return nil, fmt.Errorf("open the message files: %w", err)
		}
		return bundle, nil
	}
	if wrong := locales.CheckOwn(own, languagesOf(programmes), bot.IsButton); len(wrong) > 0 {
		return nil, setting("PORCHLIGHT_LOCALES: %s/%s (%d complaints: porchlight check lists them)", folder, wrong[0], len(wrong))
	}
	bundle, err := locales.OpenOwn(own)
	if err != nil {
		return nil, fmt.Errorf("open the message files: %w", err)
	}
	return bundle, nil
}

// languagesOf lists the languages of some programmes, each once.
func languagesOf(programmes []*flows.Programme) []string {
	var all []string
	for _, p := range programmes {
		for _, l := range p.Languages {
			if !slices.Contains(all, string(l)) {
				all = append(all, string(l))
			}
		}
	}
	return all
}
