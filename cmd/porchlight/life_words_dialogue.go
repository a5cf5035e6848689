package main

import "porchlight/flows"

// dialogueTales are few: this programme has no reviewer, so officers get numbers, and only
// the independent contact reads words.
func dialogueTales() tales {
	en, es := flows.English, flows.Spanish
	return tales{
		third: flows.Something,
		news:  "The circles start next week. There is still room at the East Bank table, and dinner is on us.",
		notes: "The back door is open from six. One ground rule on each chair, and the history timeline on the wall.",
		all: []tale{
			{name: "contact", category: flows.Police, area: 0, lang: en, words: "I was followed around the store lot by a cruiser and nobody told me what for."},
			{name: "contact too", category: flows.Police, area: 1, lang: es, words: "Pedí un intérprete dos veces y el agente siguió hablando en inglés."},
			{name: "contact asked", category: flows.Police, area: 0, lang: en, words: "My brother was stopped on the bridge again on his way to work.",
				says: "Do you remember on which days it was?"},
			{name: "contact answered", category: flows.Police, area: 1, lang: es, words: "Mi hijo tuvo miedo después de cómo le hablaron en la parada.",
				says: "We brought this to the chief without any names. She will speak about it at the history evening.",
				into: "Se lo planteamos a la jefa de policía sin dar nombres. Ella hablará de esto en la noche de historia."},
			{name: "contact done", category: flows.Police, area: 0, lang: en, words: "The officer at the school gate shouts at the kids who come late."},
			{name: "contact read", category: flows.Police, area: 1, lang: en, words: "Nobody wears a name tag at our end of town."},
			{name: "contact partly", category: flows.Police, area: 0, lang: es, words: "Los formularios de queja solo están en inglés.",
				says: "The form is now in Spanish at Town Hall. The county's own page still is not."},
		},
	}
}
