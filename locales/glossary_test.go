package locales

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// terms are what a language calls things, and what it does not say.
type terms struct {
	// says goes from how English begins a word to a pattern that every message
	// with that word has: one thing has one name.
	says map[string]string
	// rare is the same for what only one or two messages name.
	rare map[string]string
	// never are patterns of words that mislead, with the reason in docs/translators.md.
	never []string
}

// glossary is the fixed part of docs/translators.md.
func glossary() map[string]terms {
	return map[string]terms{
		"he": {
			says: map[string]string{
				"meeting":      `מפגש`,
				"survey":       `סקר`,
				"announcement": `הודע`,
				"statistics":   `סטטיסטי`,
				"organiser":    `ארג`,
				"waiting list": `המתנה`,
				"quiet hours":  `שעות השקט`,
			},
			never: []string{`נעדר`, `לקחת[^"]* בחזרה`, `נלקח בחזרה`, `לעזוב את זה`, `אין לי אפשרות`, `מי ששלחו`, `דאגה לנוער`, `שדואג`, `יסתכלו`, `סימן ראשון`, `משגיח`, `נספרת`, `מוסך`, `־`},
		},
		"ar": {
			says: map[string]string{
				"meeting":      `لقاء`,
				"survey":       `استطلاع`,
				"announcement": `إعلان`,
				"statistics":   `إحصاء`,
				"the police":   `شرط`,
				"quiet hours":  `ساعات الهدوء`,
			},
			rare:  map[string]string{"independent contact": `مستقلة`},
			never: []string{`بأنفسكم`, `بأنفسنا`, `ميسّر`, `محو`, `تمحو`, `نشرة`, `ترك هذا`, `يُرجى`, `حالات`, `أوراقًا`, `تأخذوه`, `شخص جديد`},
		},
		"es": {
			says: map[string]string{
				"survey":        `(?i)encuesta`,
				"the police":    `(?i)polic[ií]a`,
				"announcement":  `(?i)avisos?\b`,
				"guide":         `(?i)gu[ií]a`,
				"statistics":    `(?i)estadísticas`,
				"neighbourhood": `(?i)vecindario`,
			},
			never: []string{`sumarlo`, `[^/]\bnúmero y el vecindario`, `barrio`, `(?i)\bresidente`, `\bvecin[oa]s\b`, `cuida de la gente`, `datos de papeles`, `le reemplaza`, `facilitador`, `Saltar`, `«`, ` (de|a) el `, `calzada`, `\b[Pp]rometió[^.]* hasta el`},
		},
		"pl": {
			says: map[string]string{
				"survey":        `(?i)ankie`,
				"the police":    `(?i)polic`,
				"announcement":  `(?i)ogłosze`,
				"guide":         `(?i)poradnik`,
				"statistics":    `(?i)statyst`,
				"neighbourhood": `(?i)dzielnic`,
				"helpline":      `(?i)telefon`,
			},
			never: []string{`(?i)osob\pL+, które tu mieszka`, `samodzielnie`, `(?i)wysłan\pL+ stąd`, `Tylko policz`, `(?i)dba(nie)? o młodych`, `przed 18\. urodzinami`, `godzinami ciszy`, `na znak\b`, `Bez słów`, `bot programu`, `osoba, która pisze|osoby, która pisze`, `chce torby`},
		},
		"ru": {
			says: map[string]string{
				`statistics`:                            `(?i)статисти`,
				`survey`:                                `(?i)опрос`,
				`announcement`:                          `(?i)объявлен`,
				`guides?\b`:                             `(?i)памят`,
				`download`:                              `(?i)скача`,
				`quiet hours`:                           `(?i)часы тишины`,
				`invitation`:                            `(?i)приглаш`,
				`responsible for young people's safety`: `(?i)безопасность детей и подростков`,
				`neighbourhood officer`:                 `(?i)участков`,
				`waiting list`:                          `(?i)очеред`,
				`voice note`:                            `(?i)голосов`,
			},
			rare:  map[string]string{`independent contact`: `(?i)независим`, `your code`: `(?i)код`, `safeguarding lead`: `(?i)безопасност`, `plain clothes`: `(?i)в штатском`},
			never: phrases("числа", "чисел", "забрать", "забрано", "независимый человек", "заботится", "тихие часы", "тихих часов", "на паузе", "на паузу", "рабочий стол", "выдаёт человека", "выдало бы", "выдать кого", "офицеры", "без слов", "экстренная помощь", "посчитано", "посчитать", "проба эту"),
		},
		"uk": {
			says: map[string]string{
				`statistics`:                            `(?i)статисти`,
				`survey`:                                `(?i)опитуван`,
				`announcement`:                          `(?i)оголошен`,
				`guides?\b`:                             `(?i)пам’ят`,
				`download`:                              `(?i)завантаж`,
				`quiet hours`:                           `(?i)години тиші`,
				`invitation`:                            `(?i)запрошен`,
				`responsible for young people's safety`: `(?i)безпеку дітей і підлітків`,
				`neighbourhood officer`:                 `(?i)дільничн`,
				`waiting list`:                          `(?i)чер`,
				`voice note`:                            `(?i)голосов`,
			},
			rare:  map[string]string{`independent contact`: `(?i)незалежн`, `your code`: `(?i)код`, `safeguarding lead`: `(?i)безпек`, `plain clothes`: `(?i)у цивільному`},
			never: phrases("числа", "чисел", "забрати", "забрано", "забереть", "на знак", "людина з поліції", "людей з поліції", "незалежна людина", "турбота", "дбає", "тихі години", "тихих годин", "термін", "терміну", "терміни", "приймати участь", "на протязі", "виказа*", "злам житла", "офіцери", "без слів", "відділок", "побували", "побуваємо"),
		},
	}
}

// phrases are patterns of whole words; a star at the end of one stands for any rest of
// its last word.
func phrases(all ...string) (patterns []string) {
	for _, p := range all {
		stem, open := strings.CutSuffix(p, "*")
		end := `($|[^\pL\p{Mn}’])`
		if open {
			end = ""
		}
		patterns = append(patterns, `(?i)(^|[^\pL\p{Mn}’])`+strings.ReplaceAll(stem, " ", `[^\pL’]+`)+end)
	}
	return patterns
}

// shorter are messages in which a language may leave a word of English out, because
// the screen that they stand on says it.
func shorter(key string) bool { return key == "mydata.survey.show" }

func TestOneThingHasOneName(t *testing.T) {
	english, err := readMessages(MessageFiles(), "en.toml")
	if err != nil {
		t.Fatal(err)
	}
	for lang, g := range glossary() {
		f, err := readMessages(MessageFiles(), lang+".toml")
		if err != nil {
			t.Fatal(err)
		}
		for word, name := range merged(g.says, g.rare) {
			in, ours := regexp.MustCompile(`(?i)(^|[^/\pL])`+word), regexp.MustCompile(name)
			found := 0
			for key, m := range english.messages {
				if !in.MatchString(m.Other) || f.messages[key] == nil || shorter(key) {
					continue
				}
				found++
				for _, text := range forms(f.messages[key]) {
					if text != "" && !ours.MatchString(text) {
						t.Errorf("%s: %s: English says %q, so one reads %s here: %s", lang, key, word, name, text)
					}
				}
			}
			if _, rare := g.rare[word]; found < 3 && !rare || found == 0 {
				t.Errorf("%s: only %d messages in English with %q", lang, found, word)
			}
		}
	}
}

// merged is both of two maps.
func merged(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// TestPhrases: a phrase is found as whole words only, with any rest behind a star.
func TestPhrases(t *testing.T) {
	for text, want := range map[string]bool{"Виказали нас": true, "не виказано": true, "невиказано": false, "без  слів": true, "без слівця": false, "“без слів”.": true} {
		got := false
		for _, p := range phrases("виказа*", "без слів") {
			got = got || regexp.MustCompile(p).MatchString(text)
		}
		if got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWordsThatMislead(t *testing.T) {
	for lang, g := range glossary() {
		var nevers []*regexp.Regexp
		for _, never := range g.never {
			nevers = append(nevers, regexp.MustCompile(never))
		}
		for name, text := range wordsIn(t, lang) {
			for _, never := range nevers {
				if found := never.FindString(text); found != "" {
					t.Errorf("%s: %q is not said in %q: %s", name, found, lang, text)
				}
			}
		}
	}
}

// wordsIn are all lines of a language's messages and guides but the comments.
func wordsIn(t *testing.T, lang string) map[string]string {
	lines := map[string]string{}
	read := func(fsys fs.FS, name string) {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(line, "#") {
				lines[name+": "+line] = line
			}
		}
	}
	read(MessageFiles(), lang+".toml")
	guides, err := fs.Glob(GuideFiles(), path.Join("guides", "*", lang+".toml"))
	if err != nil || len(guides) < 5 {
		t.Fatalf("%d guides: %v", len(guides), err)
	}
	for _, name := range guides {
		read(GuideFiles(), name)
	}
	return lines
}

// TestProgrammesSayNothingThatMisleads reads the examples' own words in each language.
func TestProgrammesSayNothingThatMisleads(t *testing.T) {
	files, err := filepath.Glob("../flows/programmes/*.toml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d programmes: %v", len(files), err)
	}
	lines, all := 0, glossary()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			key, words, _ := strings.Cut(line, " = ")
			g, known := all[key[strings.LastIndexByte(key, '.')+1:]]
			if !known || strings.HasPrefix(line, "#") {
				continue
			}
			lines++
			for _, never := range g.never {
				if found := regexp.MustCompile(never).FindString(words); found != "" {
					t.Errorf("%s: %q is not said: %s", file, found, line)
				}
			}
		}
	}
	if lines < 300 {
		t.Errorf("only %d lines were read", lines)
	}
}
