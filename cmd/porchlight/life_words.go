package main

import "porchlight/flows"

// wordsAbout is what a neighbour of the demo writes.
func wordsAbout(category string, l flows.Lang) string {
	words := map[string]map[flows.Lang]string{
		"street": {
			flows.English: "The lamps by the school have been dark since Monday.", flows.Spanish: "Las luces junto a la escuela están apagadas desde el lunes.",
			flows.Hebrew: "הפנסים ליד בית הספר כבויים מיום שני.", flows.Arabic: "مصابيح الشارع قرب المدرسة مطفأة منذ يوم الاثنين.",
			flows.Russian: "Фонари у школы не горят с понедельника.", flows.Ukrainian: "Ліхтарі біля школи не світять від понеділка.",
			flows.Polish: "Lampy przy szkole nie świecą od poniedziałku.",
		},
		"traffic": {
			flows.English: "Cars go far too fast past the playground.", flows.Spanish: "Los coches pasan muy rápido junto al parque infantil.",
			flows.Hebrew: "מכוניות נוסעות מהר מדי ליד גן המשחקים.", flows.Arabic: "السيارات تمرّ بسرعة كبيرة قرب ملعب الأطفال.",
			flows.Russian: "Машины слишком быстро ездят мимо детской площадки.", flows.Ukrainian: "Машини надто швидко їздять повз дитячий майданчик.",
			flows.Polish: "Samochody jeżdżą za szybko obok placu zabaw.",
		},
		"something": {
			flows.English: "There is a lot of noise behind the market at night.", flows.Spanish: "Hay mucho ruido detrás del mercado por la noche.",
			flows.Hebrew: "יש הרבה רעש מאחורי השוק בלילה.", flows.Arabic: "هناك ضجيج كثير خلف السوق ليلًا.",
			flows.Russian: "За рынком по ночам очень шумно.", flows.Ukrainian: "За ринком уночі дуже шумно.",
			flows.Polish: "Za targiem w nocy jest bardzo głośno.",
		},
	}
	return words[category][l]
}
