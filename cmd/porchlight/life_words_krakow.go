package main

import "porchlight/flows"

// krakowTales are about what people meet because of who they are, and about lamps.
func krakowTales() tales {
	pl, uk, en, ru, he := flows.Polish, flows.Ukrainian, flows.English, flows.Russian, flows.Hebrew
	return tales{
		third: flows.Hate,
		news:  "W czwartek usuwamy napisy z murów przy szkole i przy synagodze. Jeśli widzisz kolejne, napisz do nas.",
		notes: "Klucz jest w portierni domu kultury. Najpierw mówią mieszkańcy, policja słucha.",
		all: []tale{
			{name: "waiting", category: flows.Street, area: 0, lang: pl, words: "W przejściu podziemnym od tygodnia nie świeci ani jedna lampa."},
			{name: "waiting too", category: flows.Traffic, area: 1, lang: uk, words: "Біля ринку машини стоять просто на переході, з візком не пройти. Мій номер 500 000 021."},
			{name: "released", category: flows.Something, area: 0, lang: uk, words: "Сусідка з другого поверху каже моїм дітям, щоб вони не говорили українською у дворі.",
				released: "У дворі моїм дітям кажуть, щоб вони не говорили українською."},
			{name: "seen", category: flows.Traffic, area: 0, lang: pl, words: "Hulajnogi jeżdżą po chodniku przed przedszkolem."},
			{name: "answered", category: flows.Street, area: 0, lang: uk, words: "Двір за школою темний, діти повертаються з гуртків увечері.",
				says: "Dziękujemy. Zgłosiliśmy lampy miastu, a dzielnicowa przechodzi teraz tamtędy wieczorem."},
			{name: "translated", category: flows.Something, area: 1, lang: uk, words: "У трамваї мене обізвали через акцент, і ніхто нічого не сказав.",
				says: "Rozmawialiśmy z przewoźnikiem. Motorniczowie wiedzą teraz, jak zareagować i kogo wezwać.",
				into: "Ми поговорили з перевізником. Водії трамваїв тепер знають, як реагувати й кого викликати."},
			{name: "asked", category: flows.Street, area: 1, lang: en, words: "Somebody keeps tearing down the posters for our language class."},
			{name: "replied", category: flows.Something, area: 0, lang: ru, words: "На детской площадке на моего сына кричат, когда он говорит по-русски.",
				says: "W jakie dni to się zwykle zdarza?", reply: "Чаще всего по выходным, после обеда."},
			{name: "handed", category: flows.Street, area: 0, lang: pl, words: "Na murze obok szkoły są obraźliwe napisy, nikt ich nie zamalowuje."},
			{name: "partner", category: flows.Street, area: 1, lang: uk, words: "Біля нашого будинку другий тиждень не вивозять сміття.",
				says: "Harmonogram jest zmieniony: odbiór w każdy wtorek."},
			{name: "done", category: flows.Street, area: 0, lang: pl, words: "Lampa naprzeciwko przedszkola miga i gaśnie."},
			{name: "partly", category: flows.Traffic, area: 0, lang: pl, words: "Kierowcy nie zatrzymują się na pasach przy liceum.",
				says: "Rano przy pasach stoi patrol. Światła miasto zamontuje dopiero wiosną."},
			{name: "not done", category: flows.Something, area: 2, lang: en, words: "The club downstairs plays loud music until the early morning."},
			{name: "reopened", category: flows.Street, area: 0, lang: pl, words: "Znak drogowy przy moście leży na poboczu."},
			{name: "late", category: flows.Something, area: 0, lang: he, words: "מול בית הכנסת עומד כבר חודש רכב נטוש, והמבקרים שלנו מודאגים."},
			{name: "declined", category: flows.Something, area: 1, lang: pl, words: "To znowu ten spod czwórki, wszyscy wiedzą kto."},
			{name: "hate", category: flows.Hate, area: 0, lang: uk, words: "У магазині зі мною відмовилися говорити, коли почули, звідки я."},
			{name: "contact", category: flows.Police, area: 0, lang: uk, words: "Мою заяву не прийняли, бо я погано говорю польською."},
			{name: "contact answered", category: flows.Police, area: 1, lang: en, words: "The officer at the desk laughed when I said what had been shouted at me.",
				says: "Napisaliśmy do komendanta komisariatu. Na odpowiedź ma czas do końca miesiąca.",
				into: "We have written to the head of the police station, who has until the end of the month to answer."},
			{name: "young", category: flows.Street, area: 0, lang: pl, words: "Po zajęciach jest bardzo ciemno, lampy na naszej ulicy nie świecą."},
			{name: "young seen", category: flows.Traffic, area: 1, lang: uk, words: "У шкільному автобусі бракує місць, і ми йдемо узбіччям."},
		},
	}
}
