package flows

// Lang is one of the languages that Porchlight speaks, as an ISO 639-1 code.
type Lang string

// The seven languages, each with its message file and guides.
const (
	English   Lang = "en"
	Spanish   Lang = "es"
	Hebrew    Lang = "he"
	Arabic    Lang = "ar"
	Russian   Lang = "ru"
	Ukrainian Lang = "uk"
	Polish    Lang = "pl"
)

// Languages lists every language in the order in which it is offered.
func Languages() []Lang {
	return []Lang{English, Spanish, Hebrew, Arabic, Russian, Ukrainian, Polish}
}

// Known says whether l is one of the seven.
func (l Lang) Known() bool {
	switch l {
	case English, Spanish, Hebrew, Arabic, Russian, Ukrainian, Polish:
		return true
	}
	return false
}

// RightToLeft says whether l is written from right to left.
func (l Lang) RightToLeft() bool { return l == Hebrew || l == Arabic }

// NameOfItself is how a speaker of l calls it.
func (l Lang) NameOfItself() string {
	switch l {
	case Spanish:
		return "Español"
	case Hebrew:
		return "עברית"
	case Arabic:
		return "العربية"
	case Russian:
		return "Русский"
	case Ukrainian:
		return "Українська"
	case Polish:
		return "Polski"
	}
	return "English"
}

// Text is a programme's own words in several languages.
type Text map[Lang]string

// from is the language of what In gives; "" if there is nothing.
func (t Text) from(l Lang) Lang {
	for _, one := range append([]Lang{l, English}, Languages()...) {
		if t[one] != "" {
			return one
		}
	}
	return ""
}

// In gives the text in l, else in English, else in the first language it has.
func (t Text) In(l Lang) string {
	if s := t[l]; s != "" {
		return s
	}
	if s := t[English]; s != "" {
		return s
	}
	for _, other := range Languages() {
		if s := t[other]; s != "" {
			return s
		}
	}
	return ""
}
