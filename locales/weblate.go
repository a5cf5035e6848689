package locales

import (
	"fmt"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// This file reads what Weblate, or translate-toolkit, writes back: a whole message file,
// without the fingerprints of a file of WriteWork, and in Polish, Russian and Ukrainian
// without the form "other". Whole numbers never take it there: it is for fractions.

// written says whether a file was written by Weblate: no message says which English it
// was made from.
func (f *checkedFile) written() bool {
	return len(f.order) > 0 && !slices.ContainsFunc(f.order, func(key string) bool { return f.messages[key].Hash != "" })
}

// mend gives the messages of a Weblate file that say something new, each with its form
// for fractions: the old one while the form for a few is as it was, else that form, which
// comes nearest. remarks say what was done, for whoever merges.
func (o *translation) mend(f *checkedFile) (fresh, remarks []string) {
	var kept, filled []string
	for _, key := range f.order {
		m, old := f.messages[key], o.mine[key]
		if m.Other == "" && hasForms(m) && f.covers[other] == 0 {
			if old != nil && old.Other != "" && old.Few == m.Few {
				m.Other = old.Other
				kept = append(kept, key)
			} else if m.Few != "" {
				m.Other = m.Few
				filled = append(filled, key)
			}
		}
		if old == nil || !sameForms(old, m) {
			fresh = append(fresh, key)
		}
	}
	remark := func(keys []string, format string) {
		if len(keys) > 0 {
			remarks = append(remarks, fmt.Sprintf(format, len(keys), keys))
		}
	}
	remark(kept, `%d messages had lost their form "other"; the old one stays: %v`)
	remark(filled, `%d messages had no form "other"; it is now the same as "few", please look at it: %v`)
	remark(fresh, `%d messages are new or changed. If they were made from today's English, say so with --seen KEY...: %v`)
	return fresh, remarks
}

func sameForms(a, b *i18n.Message) bool { return forms(a) == forms(b) }
