package flows

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is about addresses: a street with the number of a house, or a flat. A
// street alone is none, and a number beside a street that cannot be its house's
// neither: "on Main Street 5 lamps are dark".

var (
	// A kind of street stands before its name, in English behind it.
	streetWords = listOf(`вул вулиц* ул улиц* просп проспект* пр бульвар* бул бульв провул* пров переул* пер площ* пл шосе шоссе набереж* наб мікрорайон* микрорайон* мкр* узвіз узвоз* тупик* проїзд* проезд* аллея аллее алея алеї алее квартал*
		ul ulic* al alej* pl plac placu os osiedl* skwer* bulwar* rond*
		calle cll avda avd av ave avenida paseo plaza carrera cra pasaje camino callejón callejon travesía bulevar ronda privada cerrada colonia urbanización residencial street avenue road boulevard lane drive
		רחוב רח שדרות שד שדרת סמטת סמטה כיכר דרך מעלה משעול شارع جادة حارة زقاق طريق حي ساحة ش`)
	streetEnds = listOf(`st street ave avenue av rd road blvd boulevard ln lane dr drive ct court way terrace ter pkwy parkway hwy close crescent cres square sq place pl alley row gardens grove`)
	houseWords = listOf(`кв квартир* буд будин* дом доме дома дому домом корп корпус* хат* apt apartment appt flat house bldg building suite mieszkani* lok lokal* blok* dom domu domem domowi dpto depto departamento apto apartamento casa edificio bloque
		דירה דירת בניין בית شقة شقه بيت عمارة بناية منزل`)
	livesWords = listOf(`жив* прожива* мешка* адрес* mieszka* adres* live lives living address addr vivo vive viven vivimos dirección direccion domicilio גר גרה גרים גרות מתגורר* כתובת הכתובת عنوان* العنوان اسكن أسكن يسكن نسكن سكن* ساكن*`)
	// Words between a street and its house, or before a flat's number.
	signWords = listOf(`no nr n d д дом буд будинок house number number: número numero num מספר מס בית بيت رقم بناية عمارة منزل №`)

	// gapStops are never a part of a street's name.
	gapStops = listOf(`the and is are was were be has have had there where near from about for since after before with without on of to at in by almost only every each all it its that this they we i you he she people cars light lights lamp lamps lived live not no dark between until till over under very also but because when who which bus line route school
		до від от біля возле около після после з зі із с со о об в у на за по через між между вже уже ще еще лише только тільки кожен кожні каждый каждые всі все немає нема нет не є есть був була було были світло свет фонар* ліхтар* горить горит стоїть стоят стоять як так где де хто кто що что коли когда і та и но або или навпроти напротив поруч рядом школ* автобус* маршрут* тролейбус* трамва* магазин* ям* зупинк* остановк* тому назад раз майже почти улиц* вулиц*
		od przy koło obok po o i a na w we z ze do przez między już tylko każdy co jest są było nie ma gdzie kto kiedy albo lub światł* latar* szkoł* autobus* przystan* naprzeciwko prawie około ulic*
		desde con en por hay hace cada y casi más mas que son tiene entre como para cerca junto frente hasta sin es está esta fue una un se no ya donde cuando autobús escuela parada luz luces faroles lleva calle
		יש אין כל כבר ליד עם עד בשעה לפני אחרי במשך קו אוטובוס בית קומה ספר כיתה של את לא הוא היא זה היו היה רק גם או כמעט בערך מול חסר חסרים שבורים תאורה חשוך מאז רחוב
		منذ من في على كل عند الساعة حوالي بعد قبل مع هناك يوجد أكثر فيه فيها لا ما هو هي كان كانت خط باص مدرسة المدرسة الطابق مقابل قرب بجانب جنب قريب أو او حتى الى إلى تقريبا مظلم مظلمة مكسور فقط شارع وشارع والشارع الشارع`)
	prepositions = listOf(`at in on en на по в у w przy na ul ב في على`)

	housePattern = regexp.MustCompile(`^\d{1,5}(?: ?/ ?\d{1,4}|-\d{1,3})?(?: m\.? ?\d{1,4})?(?:[ \-]?[а-яієґa-zA-ZА-Яא-ת])?`)
	// Streets that are named by their endings.
	slavicStreet = regexp.MustCompile(`(?:ськ|ск|цьк|цк|зьк)(?:а|ая|ої|ой|ій|у|ую|ою|ого|ому|ий|ый|ом|е|ое)$`)
	namedStreet  = regexp.MustCompile(`^\p{Lu}[\pL'\-]{2,}(?:ова|ева|єва|ина|іна|їна|ка|го|ого|их|ів|ля|ця|ша|ча)$`)
	latinStreet  = regexp.MustCompile(`^\p{Lu}[a-z'\-]{2,}(?:ova|eva|ieva|yeva|yina|enka|enko|skaya|skoyi|skoi|skoy|skii|skiy|ivska|vska|oho|ogo|ykh)$`) // in Latin letters
	polishStreet = regexp.MustCompile(`^\p{Lu}\p{Ll}{2,}(?:a|ej|ą|iego|ego|ich|ych|icza|ki|y|i|u)$`)
	polishFamily = regexp.MustCompile(`^\p{Lu}\p{Ll}{2,}(?:skiej|ckiej|skiego|ckiego|ska|cka|nej|owej|owa|ego|icza)$`)
)

// addresses looks at every number that is left, and at the words around it.
func (f *finder) addresses() {
	f.words = f.words[:0]
	f.split() // without what was taken out
	for i, w := range f.words {
		if !w.number || w.to-w.from > 5 {
			continue
		}
		to := f.houseEnds(w.from)
		if to < 0 || f.hours(to) {
			continue
		}
		if from, found := f.streetBefore(i); found && w.to-w.from < 5 {
			f.take(IdentifierAddress, from, to)
		} else if end, found := f.streetAfter(i); found {
			f.take(IdentifierAddress, w.from, end)
		} else if f.bareStreet(i, f.s[w.from:to]) {
			f.take(IdentifierAddress, f.words[i-1].from, to)
		}
	}
}

// houseEnds is where the number of a house ends that begins at a place, with its
// letter and its flat; -1 if a word or a number goes on there. What looks like its
// letter may be the beginning of the next word.
func (f *finder) houseEnds(from int) int {
	part := housePattern.FindString(f.s[from:])
	if part == "" {
		return -1
	}
	if !f.whole(from + len(part)) {
		part = strings.TrimRight(strings.TrimRightFunc(part, unicode.IsLetter), " -")
	}
	if !f.whole(from+len(part)) || !isDigit(part[len(part)-1]) && !unicode.IsLetter(lastRune(part)) {
		return -1
	}
	return from + len(part)
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// hours says whether a number goes on as an hour or a fraction would.
func (f *finder) hours(to int) bool {
	rest := f.s[to:]
	return len(rest) > 1 && (rest[0] == ':' || rest[0] == '.' || rest[0] == ',') && (isDigit(rest[1]) || rest[1] == '\x01')
}

// streetBefore looks for a street's kind and name before the number at i, or for a
// word such as "flat" right before it.
func (f *finder) streetBefore(i int) (from int, found bool) {
	at := i - 1
	if at >= 0 && signWords.has(f.words[at].low) && !houseWords.hasBare(f.words[at].low) {
		at--
	}
	if at >= 0 && houseWords.hasBare(f.words[at].low) && f.joins(at+1) && f.joins(i) {
		return f.words[at].from, true
	}
	if at >= 0 && f.words[at].number && at > 0 && streetEnds.has(f.words[at-1].low) && !f.words[at-1].number { // "calle 12 # 4"
		return f.words[at-1].from, strings.Contains(f.s[f.words[at].to:f.words[i].from], "#") || at < i-1
	}
	if at > 0 && streetEnds.has(f.words[at].low) && f.joins(at) && f.joins(i) && !noName(f.text(at-1)) && !f.words[at-1].number { // "Main Street 5"
		return f.words[at-1].from, true
	}
	for n := 0; at >= 0 && n < 5; at, n = at-1, n+1 {
		w := f.words[at]
		if n > 0 && (streetWords.hasBare(w.low) || f.slashed(at)) {
			return w.from, true
		}
		if n > 0 && livesWords.hasBare(w.low) {
			return w.from, true
		}
		early := prepositions.has(w.low) && at > 0 && livesWords.hasBare(f.words[at-1].low)
		if !f.joins(at+1) || noName(f.text(at)) && !early {
			return 0, false
		}
	}
	return 0, false
}

// slashed is Spanish: "c/ Mayor 5", "b-r" in Ukrainian.
func (f *finder) slashed(at int) bool {
	w := f.words[at]
	return w.low == "c" && strings.HasPrefix(f.s[w.to:], "/") || w.low == "б" && strings.HasPrefix(f.s[w.to:], "-")
}

// joins says whether the word at i may belong to the one before it: a sentence or a
// line does not end between them, but for the dot of an abbreviation.
func (f *finder) joins(i int) bool {
	switch f.words[i].after {
	case '\n', '!':
		return false
	case '.':
		return utf8.RuneCountInString(f.words[i-1].low) <= 5
	case ',':
		return f.words[i].number || signWords.has(f.words[i].low) || houseWords.hasBare(f.words[i].low)
	}
	return true
}

func (f *finder) text(i int) string { return f.s[f.words[i].from:f.words[i].to] }

// noName says whether a word cannot be a part of a street's name. A capital letter
// alone is an initial.
func noName(w string) bool {
	low := strings.ToLower(w)
	return (utf8.RuneCountInString(w) > 1 || low == w) && gapStops.has(low)
}

// streetAfter looks for a street's name and its kind after the number at i.
func (f *finder) streetAfter(i int) (to int, found bool) {
	names := 0
	for j := i + 1; j < len(f.words) && names < 4; j++ {
		w := f.words[j]
		if !f.joins(j) || w.after == ',' {
			return 0, false
		}
		switch {
		case names > 0 && streetEnds.has(w.low):
			return w.to, true
		case w.number && j+1 < len(f.words) && f.words[j+1].from == w.to: // 5th
			j++
		case w.number, noName(f.text(j)):
			return 0, false
		}
		names++
	}
	return 0, false
}

// bareStreet says whether the word before the number at i is a street's by its ending.
func (f *finder) bareStreet(i int, house string) bool {
	if i == 0 || f.words[i-1].number || f.words[i].after == '.' || f.words[i].after == '\n' || f.words[i].after == '!' || f.words[i].from == f.words[i-1].to {
		return false
	}
	name := f.text(i - 1)
	if numbered(f.words[i-1].low) || noName(name) {
		return false
	}
	flat := strings.Contains(house, "/") || strings.Contains(house, "m")
	return utf8.RuneCountInString(name) >= 5 && slavicStreet.MatchString(f.words[i-1].low) || namedStreet.MatchString(name) || latinStreet.MatchString(name) ||
		polishFamily.MatchString(name) || flat && polishStreet.MatchString(name)
}
