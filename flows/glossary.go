package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is the glossary that translators see beside a text: what the bot calls a
// thing in each language. A test compares it with the messages, and prints it into
// docs/translators.md.

// mostTerms is how many terms stand beside one text.
const mostTerms = 6

// term is one thing: its name in a language, and the beginnings of words by which a text
// is known to speak of it, in small letters.
type term struct {
	name  string
	stems []string
}

// glossary lists the terms, the longer names before what they contain.
func glossary() []map[Lang]term {
	return []map[Lang]term{
		{English: {"neighbourhood officer", []string{"neighbourhood officer", "neighborhood officer"}}, Spanish: {"oficial del vecindario", []string{"oficial del vecindario"}},
			Hebrew: {"שוטרים קהילתיים", []string{"שוטרים קהילתיים", "שוטר קהילתי"}}, Arabic: {"شرطة الحي", []string{"شرطة الحي"}},
			Russian: {"участковый", []string{"участков"}}, Ukrainian: {"дільничний офіцер поліції", []string{"дільничн"}}, Polish: {"dzielnicowy", []string{"dzielnicow"}}},
		{English: {"waiting list", []string{"waiting list"}}, Spanish: {"lista de espera", []string{"lista de espera"}},
			Hebrew: {"רשימת ההמתנה", []string{"רשימת ההמתנה", "רשימת המתנה"}}, Arabic: {"قائمة الانتظار", []string{"قائمة الانتظار"}},
			Russian: {"очередь", []string{"очеред"}}, Ukrainian: {"черга", []string{"черг", "черз"}}, Polish: {"kolejka", []string{"kolejk", "kolejce"}}},
		{English: {"quiet hours", []string{"quiet hours"}}, Spanish: {"horas de silencio", []string{"horas de silencio"}},
			Hebrew: {"שעות השקט", []string{"שעות השקט"}}, Arabic: {"ساعات الهدوء", []string{"ساعات الهدوء"}},
			Russian: {"часы тишины", []string{"часы тишины"}}, Ukrainian: {"години тиші", []string{"години тиші"}}, Polish: {"cisza nocna", []string{"cisza nocna", "ciszy nocnej"}}},
		{English: {"independent contact", []string{"independent contact"}}, Spanish: {"contacto independiente", []string{"contacto independiente"}},
			Hebrew: {"האדם שמחוץ למשטרה", []string{"שמחוץ למשטרה"}}, Arabic: {"الجهة المستقلة", []string{"جهة مستقلة", "الجهة المستقلة"}},
			Russian:   {"независимый контакт", []string{"независимый контакт", "независимого контакта", "независимому контакту", "независимым контактом"}},
			Ukrainian: {"незалежний контакт", []string{"незалежний контакт", "незалежного контакт", "незалежному контакт", "незалежним контакт"}}, Polish: {"kontakt spoza policji", []string{"kontakt spoza policji", "kontaktu spoza policji"}}},
		{English: {"meeting", []string{"meeting"}}, Spanish: {"reunión", []string{"reunión", "reunion"}}, Hebrew: {"מפגש", []string{"מפגש"}}, Arabic: {"لقاء", []string{"لقاء"}},
			Russian: {"встреча", []string{"встреч"}}, Ukrainian: {"зустріч", []string{"зустріч"}}, Polish: {"spotkanie", []string{"spotkani"}}},
		{English: {"survey", []string{"survey"}}, Spanish: {"encuesta", []string{"encuesta"}}, Hebrew: {"סקר", []string{"סקר"}}, Arabic: {"استطلاع", []string{"استطلاع"}},
			Russian: {"опрос", []string{"опрос"}}, Ukrainian: {"опитування", []string{"опитуван"}}, Polish: {"ankieta", []string{"ankiet"}}},
		{English: {"announcement", []string{"announcement"}}, Spanish: {"aviso", []string{"aviso"}}, Hebrew: {"הודעה לתושבים", []string{"הודעה", "הודעות"}}, Arabic: {"إعلان", []string{"إعلان"}},
			Russian: {"объявление", []string{"объявлен"}}, Ukrainian: {"оголошення", []string{"оголошен"}}, Polish: {"ogłoszenie", []string{"ogłosze"}}},
		{English: {"guide", []string{"guide"}}, Spanish: {"guía", []string{"guía", "guia"}}, Hebrew: {"מדריך", []string{"מדריך", "מדריכ"}}, Arabic: {"إرشادات", []string{"إرشاد"}},
			Russian: {"памятка", []string{"памятк", "памяток"}}, Ukrainian: {"пам’ятка", []string{"пам’ятк", "пам’яток", "пам'ятк", "пам'яток", "памʼятк", "памʼяток"}}, Polish: {"poradnik", []string{"poradnik"}}},
		{English: {"organisers", []string{"organiser", "organizer"}}, Spanish: {"equipo organizador", []string{"equipo organizador", "organizador"}}, Hebrew: {"מארגנים", []string{"מארגנ"}}, Arabic: {"المنظمون", []string{"منظم"}},
			Russian: {"организаторы", []string{"организатор"}}, Ukrainian: {"організатори", []string{"організатор"}}, Polish: {"organizatorzy", []string{"organizator"}}},
		{English: {"case", []string{"case", "concern"}}, Spanish: {"caso", []string{"caso"}}, Hebrew: {"פנייה", []string{"פנייה", "פניית", "פניות"}}, Arabic: {"موضوع", []string{"موضوع", "مواضيع"}},
			Russian: {"обращение", []string{"обращени"}}, Ukrainian: {"звернення", []string{"звернен"}}, Polish: {"sprawa", []string{"spraw"}}},
		{English: {"police", []string{"police"}}, Spanish: {"policía", []string{"policía", "policia"}}, Hebrew: {"המשטרה", []string{"משטרה", "משטרת"}}, Arabic: {"الشرطة", []string{"شرطة"}},
			Russian: {"полиция", []string{"полици"}}, Ukrainian: {"поліція", []string{"поліці"}}, Polish: {"policja", []string{"policj"}}},
		{English: {"neighbourhood", []string{"neighbourhood", "neighborhood"}}, Spanish: {"vecindario", []string{"vecindario"}}, Hebrew: {"שכונה", []string{"שכונה", "שכונת", "שכונות"}}, Arabic: {"حي", []string{"حي", "أحياء"}},
			Russian: {"район", []string{"район"}}, Ukrainian: {"район", []string{"район"}}, Polish: {"dzielnica", []string{"dzielnic"}}},
		{English: {"statistics", []string{"statistic"}}, Spanish: {"estadísticas", []string{"estadística", "estadistica"}}, Hebrew: {"סטטיסטיקה", []string{"סטטיסטי"}}, Arabic: {"الإحصاء", []string{"إحصاء"}},
			Russian: {"статистика", []string{"статисти"}}, Ukrainian: {"статистика", []string{"статисти"}}, Polish: {"statystyka", []string{"statysty"}}},
	}
}

// TermStems are the beginnings of words by which each term is known in a language.
func TermStems(l Lang) [][]string {
	var all [][]string
	for _, x := range glossary() {
		all = append(all, x[l].stems)
	}
	return all
}

// in says whether a text in a language speaks of the thing, and takes what said so away,
// so that "neighbourhood officer" does not bring "neighbourhood" along.
func (x term) in(words string, l Lang) (rest string, there bool) {
	for _, stem := range x.stems {
		for at := 0; ; {
			i := strings.Index(words[at:], stem)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(stem)
			if beginsWord(words, from, to, l) {
				words, there = words[:from]+"\n"+words[to:], true
			}
			at = min(to, len(words))
		}
	}
	return words, there
}

// beginsWord says whether a stem stands at the beginning of a word. In Hebrew and Arabic
// short words are written together with the next one, and a very short stem is a word.
func beginsWord(words string, from, to int, l Lang) bool {
	prefix := words[len(strings.TrimRightFunc(words[:from], inWord)):from]
	if !l.RightToLeft() {
		return prefix == ""
	}
	whole := strings.TrimLeftFunc(words[to:], inWord) == words[to:]
	return utf8.RuneCountInString(prefix) <= 3 && (utf8.RuneCountInString(words[from:to]) > 2 || whole)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// terms lists what of the glossary a text speaks of, with its names in both languages.
func (w passage) terms(to Lang) []Line {
	words := strings.ToLower(w.words)
	var lines []Line
	for _, all := range glossary() {
		rest, there := all[w.from].in(words, w.from)
		if words = rest; !there || len(lines) == mostTerms {
			continue
		}
		lines = append(lines, Line{Key: "translate.term", Args: Args{"theirs": Name{w.from: all[w.from].name}, "ours": Name{to: all[to].name}}})
	}
	return lines
}
