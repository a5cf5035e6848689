package main

import "porchlight/flows"

// What the demo's people say to each other, a file for each programme of the house:
// life_words_NAME.go. All of it is invented.

// tales are the words of one programme.
type tales struct {
	third flows.Category // what is counted most in the first neighbourhood, after streets and traffic
	all   []tale
	news  string // an announcement in the programme's first language, which translators are asked for
	notes string // for whoever leads a meeting
}

// tale is a concern in somebody's own words, and what became of it: see cases.
type tale struct {
	name     string // of its way: see ways
	category flows.Category
	area     int
	lang     flows.Lang
	words    string
	released string // as the reviewer shortened it; "": as it is
	says     string // what whoever works on it writes
	reply    string // what its author answers
	into     string // says, in the author's language
}

// talesOf are the words of a programme; of one that is not the house's, in all its languages
// something that is true everywhere.
func talesOf(p *flows.Programme) tales {
	switch p.Name {
	case "kherson":
		return khersonTales()
	case "haifa":
		return haifaTales()
	case "riverside":
		return riversideTales()
	case "krakow":
		return krakowTales()
	case "dialogue":
		return dialogueTales()
	}
	told := tales{third: flows.Something, news: everywhere("news", p.Languages[0]), notes: everywhere("notes", p.Languages[0])}
	for i, w := range []struct {
		name, about string
		category    flows.Category
	}{
		{"waiting", "lamps", flows.Street}, {"released", "cars", flows.Traffic}, {"seen", "noise", flows.Something}, {"done", "lamps", flows.Street},
		{"late", "cars", flows.Traffic}, {"handed", "lamps", flows.Street}, {"contact", "police", flows.Police}, {"young", "lamps", flows.Street},
	} {
		l := p.Languages[i%len(p.Languages)]
		told.all = append(told.all, tale{name: w.name, category: w.category, area: i % 2, lang: l, words: everywhere(w.about, l)})
	}
	return told
}

// everywhere is what may be said in any programme.
func everywhere(about string, l flows.Lang) string {
	return map[string]flows.Text{
		"lamps": {
			flows.English: "The lamps by the school have been dark since Monday.", flows.Spanish: "Las luces junto a la escuela están apagadas desde el lunes.",
			flows.Hebrew: "הפנסים ליד בית הספר כבויים מיום שני.", flows.Arabic: "مصابيح الشارع قرب المدرسة مطفأة منذ يوم الاثنين.",
			flows.Russian: "Фонари у школы не горят с понедельника.", flows.Ukrainian: "Ліхтарі біля школи не світять від понеділка.",
			flows.Polish: "Lampy przy szkole nie świecą od poniedziałku.",
		},
		"cars": {
			flows.English: "Cars go far too fast past the playground.", flows.Spanish: "Los coches pasan muy rápido junto al parque infantil.",
			flows.Hebrew: "מכוניות נוסעות מהר מדי ליד גן המשחקים.", flows.Arabic: "السيارات تمرّ بسرعة كبيرة قرب ملعب الأطفال.",
			flows.Russian: "Машины слишком быстро ездят мимо детской площадки.", flows.Ukrainian: "Машини надто швидко їздять повз дитячий майданчик.",
			flows.Polish: "Samochody jeżdżą za szybko obok placu zabaw.",
		},
		"noise": {
			flows.English: "There is a lot of noise behind the market at night.", flows.Spanish: "Hay mucho ruido detrás del mercado por la noche.",
			flows.Hebrew: "יש הרבה רעש מאחורי השוק בלילה.", flows.Arabic: "هناك ضجيج كثير خلف السوق ليلًا.",
			flows.Russian: "За рынком по ночам очень шумно.", flows.Ukrainian: "За ринком уночі дуже шумно.",
			flows.Polish: "Za targiem w nocy jest bardzo głośno.",
		},
		"police": {
			flows.English: "An officer did not tell me why I was stopped.", flows.Spanish: "Un agente no me dijo por qué me paró.",
			flows.Hebrew: "שוטר עצר אותי ולא אמר למה.", flows.Arabic: "أوقفني شرطي ولم يقل لي لماذا.",
			flows.Russian: "Полицейский не сказал, почему меня остановил.", flows.Ukrainian: "Поліцейський не сказав, чому мене зупинив.",
			flows.Polish: "Policjant nie powiedział, dlaczego mnie zatrzymał.",
		},
		"news": {
			flows.English: "The lamps by the school are being mended this week.", flows.Spanish: "Esta semana se reparan las luces junto a la escuela.",
			flows.Hebrew: "השבוע מתקנים את הפנסים ליד בית הספר.", flows.Arabic: "تُصلَّح هذا الأسبوع مصابيح الشارع قرب المدرسة.",
			flows.Russian: "На этой неделе чинят фонари у школы.", flows.Ukrainian: "Цього тижня лагодять ліхтарі біля школи.",
			flows.Polish: "W tym tygodniu naprawiane są lampy przy szkole.",
		},
		"notes": {
			flows.English: "Coffee from half an hour before.", flows.Spanish: "Café desde media hora antes.",
			flows.Hebrew: "קפה מחצי שעה לפני.", flows.Arabic: "القهوة قبل نصف ساعة.",
			flows.Russian: "Кофе за полчаса до начала.", flows.Ukrainian: "Кава за пів години до початку.",
			flows.Polish: "Kawa od pół godziny przed spotkaniem.",
		},
	}[about][l]
}
