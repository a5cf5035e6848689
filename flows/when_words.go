package flows

import (
	"strings"
	"sync"
)

// This file is the words in which people say a day or an hour, in all languages
// at once: an organiser writes to a town in several.

// whenWord is what a word says about a time.
type whenWord struct {
	month   int
	weekday int // 1 is Monday, 7 is Sunday
	ahead   int // days from today ...
	near    bool
	half    string // "am" or "pm"
	at      bool   // an hour follows
	oclock  bool   // an hour came before
	nothing bool   // it says nothing by itself
	noon    bool   // alone it is twelve o'clock
	hour    int    // of the clock on the wall, 1 to 12
	apart   int    // minutes from an hour that is said beside it
	until   bool   // between the beginning and the end of a range
}

// monthNames are written out, in the cases that stand beside a day.
func monthNames() [12]string {
	return [12]string{
		"january enero январь января січень січня styczeń stycznia stycz ינואר יאנואר يناير جانفي كانون_الثاني",
		"february febrero февраль февраля лютий лютого luty lutego פברואר فبراير شباط فيفري",
		"march marzo март марта березень березня marzec marca מרץ מרס مارس اذار",
		"april abril апрель апреля квітень квітня kwiecień kwietnia אפריל ابريل نيسان افريل",
		"may mayo май мая травень травня maj maja מאי مايو ايار ماي",
		"june junio июнь июня червень червня czerwiec czerwca יוני يونيو حزيران جوان",
		"july julio июль июля липень липня lipiec lipca יולי يوليو تموز جويليه",
		"august agosto август августа серпень серпня sierpień sierpnia אוגוסט اغسطس اب اوت",
		"september septiembre setiembre сентябрь сентября вересень вересня wrzesień września ספטמבר سبتمبر ايلول",
		"october octubre октябрь октября жовтень жовтня październik października אוקטובר اكتوبر تشرين_الاول",
		"november noviembre ноябрь ноября листопад листопада listopad listopada נובמבר نوفمبر تشرين_الثاني",
		"december diciembre декабрь декабря грудень грудня grudzień grudnia דצמבר ديسمبر كانون_الاول",
	}
}

// weekdayNames are written out, with abbreviations of two letters where they are usual.
func weekdayNames() [7]string {
	return [7]string{
		"monday lunes понедельник понеділок пн poniedziałek pon יום_שני יום_ב שני الاثنين اثنين",
		"tuesday martes вторник вівторок вт wtorek wt יום_שלישי יום_ג שלישי الثلاثاء ثلاثاء",
		"wednesday miércoles среда среду середа середу ср środa środę יום_רביעי יום_ד רביעי الاربعاء اربعاء",
		"thursday jueves четверг четвер чт czwartek czw יום_חמישי יום_ה חמישי الخميس خميس",
		"friday viernes пятница пятницу п’ятниця п’ятницю пт piątek pt יום_שישי יום_ו שישי الجمعة جمعة",
		"saturday sábado суббота субботу субота суботу сб sobota sobotę שבת יום_שבת السبت سبت",
		"sunday domingo воскресенье воскресенья неділя неділю вс нд niedziela niedzielę ndz יום_ראשון יום_א ראשון الاحد احد",
	}
}

// otherWhen are the rest: each line a meaning and its words.
func otherWhen() map[string]whenWord {
	return map[string]whenWord{
		"today hoy сегодня сьогодні dziś dzisiaj היום اليوم":                                                                                                            {near: true},
		"tomorrow mañana завтра jutro מחר غدا بكرا بكره":                                                                                                                {near: true, ahead: 1},
		"day_after_tomorrow pasado_mañana послезавтра післязавтра pojutrze מחרתיים بعد_غد بعد_بكرا بعد_بكره":                                                            {near: true, ahead: 2},
		"am a_m in_the_morning morning por_la_mañana de_la_mañana madrugada утра утром ранку вранці rano przed_południem до_полудня":                                    {half: "am"},
		"בבוקר בוקר לפני_הצהריים לפני_הצהרים לפנהצ صباحا ص الصبح":                                                                                                       {half: "am"},
		"pm p_m in_the_evening in_the_afternoon evening afternoon tarde noche дня вечера вечером после_полудня дня вечора ввечері увечері по_полудні wieczorem wieczór": {half: "pm"},
		"po_południu בערב ערב אחרי_הצהריים אחרי_הצהרים אחהצ مساء المساء المسا م عصرا العصر بعد_الظهر":                                                                   {half: "pm"},
		"noon midday mediodía mediodia צהריים צהרים בצהריים בצהרים ظهرا الظهر полдень полудень опівдні południe":                                                        {half: "pm", noon: true},
		"half_past y_media וחצי ونصف والنصف thirty тридцать тридцять trzydzieści":                                                                                       {apart: 30},
		"quarter_past y_cuarto ורבע وربع والربع fifteen пятнадцать п’ятнадцять piętnaście kwadrans_po":                                                                  {apart: 15},
		"quarter_to menos_cuarto רבע الا_ربع الا_ربعا без_четверти за_чверть za_kwadrans":                                                                               {apart: -15},
		"половина половине пол пів wpół wpół_do w_pół_do половину":                                                                                                      {apart: -30},
		"чверть_на": {apart: -45},
		"to until till hasta עד الى حتى до do":                                                                                                  {until: true},
		"at о об a_las a_la o o_godz o_godzinie godz godzina בשעה שעה الساعة على_الساعة":                                                        {at: true},
		"h hs hrs hr oclock horas hora ч час часа часов год годин година годині година_ godzin godziny uhr":                                     {oclock: true},
		"from desde с з від od on of the de del la el las los a y por st nd rd th in в во на у к г года году року р го ого е ое й те ше w we r": {nothing: true},
		"al roku dnia na next coming this próximo proximo наступного следующий הבא ב ה ל ביום יום קרוב في يوم من ل و t":                         {nothing: true},
	}
}

// hourNames are written out: how people call the hours, also in the cases in which
// "half past" and "quarter to" put them.
func hourNames() [12]string {
	return [12]string{
		"one una אחת الواحدة перша першій першу першої первого pierwsza pierwszej",
		"two dos שתיים שתים الثانية два друга другій другу другої второго druga drugiej drugą",
		"three tres שלוש الثالثة три третя третій третю третьої третьего trzecia trzeciej trzecią",
		"four cuatro ארבע الرابعة четыре четверта четвертій четверту четвертої четвёртого czwarta czwartej czwartą",
		"five cinco חמש الخامسة пять п’ята п’ятій п’яту п’ятої пятого piąta piątej piątą",
		"six seis שש السادسة шесть шоста шостій шосту шостої шестого szósta szóstej szóstą",
		"seven siete שבע السابعة семь сьома сьомій сьому сьомої седьмого siódma siódmej siódmą",
		"eight ocho שמונה الثامنة восемь восьма восьмій восьму восьмої восьмого ósma ósmej ósmą",
		"nine nueve תשע التاسعة девять дев’ята дев’ятій дев’яту дев’ятої девятого dziewiąta dziewiątej dziewiątą",
		"ten diez עשר العاشرة десять десята десятій десяту десятої десятого dziesiąta dziesiątej dziesiątą",
		"eleven once אחת_עשרה الحادية_عشرة одиннадцать одинадцята одинадцятій одинадцяту одинадцятої одиннадцатого jedenasta jedenastej jedenastą",
		"twelve doce שתים_עשרה שתיים_עשרה الثانية_عشرة двенадцать дванадцята дванадцятій дванадцяту дванадцятої двенадцатого dwunasta dwunastej dwunastą",
	}
}

var (
	whenOnce  sync.Once
	whenTable map[string]whenWord // by word as plainText writes it
	monthsCut []string            // all names of months, to find what is abbreviated
	daysCut   []string            // and of weekdays
)

func readWhenWords() {
	whenTable = map[string]whenWord{}
	add := func(words string, w whenWord) []string {
		var all []string
		for _, word := range strings.Fields(words) {
			word = strings.ReplaceAll(plainText(word), "_", " ")
			whenTable[word] = w
			all = append(all, word)
		}
		return all
	}
	for words, w := range otherWhen() {
		add(words, w)
	}
	for i, words := range hourNames() {
		add(words, whenWord{hour: i + 1})
		for _, w := range strings.Fields(words) { // Russian "полседьмого"
			if strings.HasSuffix(w, "ого") || strings.HasSuffix(w, "его") {
				add("пол"+w, whenWord{hour: i + 1, apart: -30})
			}
		}
	}
	for i, words := range weekdayNames() {
		daysCut = append(daysCut, add(words, whenWord{weekday: i + 1})...)
	}
	for i, words := range monthNames() {
		monthsCut = append(monthsCut, add(words, whenWord{month: i + 1})...)
	}
}

// findWhen looks a word up, also without the letter that Hebrew and Arabic write
// at its beginning, and as the beginning of one name of a month or a weekday.
func findWhen(word string) (w whenWord, ok bool) {
	whenOnce.Do(readWhenWords)
	if w, ok = whenTable[word]; ok {
		return w, true
	}
	for _, before := range []string{"ב", "ל", "ה", "ב-", "ال", "لل", "بال"} {
		if rest, cut := strings.CutPrefix(word, before); cut {
			if w, ok = whenTable[rest]; ok {
				return w, true
			}
		}
	}
	if w, ok = abbreviated(word, monthsCut); ok {
		return w, true
	}
	return abbreviated(word, daysCut)
}

// abbreviated finds the one meaning of a beginning of at least three letters.
func abbreviated(word string, names []string) (w whenWord, ok bool) {
	if len([]rune(word)) < 3 || word == "nie" { // which is Polish for no
		return w, false
	}
	for _, name := range names {
		if !strings.HasPrefix(name, word) {
			continue
		}
		if found := whenTable[name]; ok && found != w {
			return whenWord{}, false
		} else {
			w, ok = found, true
		}
	}
	return w, ok
}
