package main

import "porchlight/flows"

// khersonTales are about lamps, shelters, roads and alarms.
func khersonTales() tales {
	uk, ru, en := flows.Ukrainian, flows.Russian, flows.English
	return tales{
		third: flows.Something,
		news:  "Цього четверга міська служба лагодить ліхтарі між школою та зупинкою. Якщо десь і далі темно, напишіть нам.",
		notes: "Ключ від укриття має черговий. Спершу говорять мешканці, поліція слухає.",
		all: []tale{
			{name: "waiting", category: flows.Street, area: 0, lang: uk, words: "На розі біля аптеки вже тиждень відкритий люк, увечері його не видно."},
			{name: "waiting too", category: flows.Traffic, area: 1, lang: ru, words: "У рынка машины стоят прямо на переходе, с коляской не пройти. Мой номер 050 000 00 21."},
			{name: "released", category: flows.Something, area: 0, lang: uk, words: "Двері в укриття нашого будинку часто замкнені, ключ лише в однієї сусідки з п’ятого поверху.",
				released: "Двері в укриття нашого будинку часто замкнені, ключ лише в однієї людини."},
			{name: "seen", category: flows.Traffic, area: 0, lang: uk, words: "Пізно ввечері двором ганяють мотоцикли, малі не можуть заснути."},
			{name: "answered", category: flows.Street, area: 0, lang: ru, words: "Во дворе за школой не горят фонари, дети возвращаются с кружка в темноте.",
				says: "Дякуємо. Ми передали це в контактний центр міста, а патруль тепер увечері проїжджає через двір."},
			{name: "translated", category: flows.Something, area: 1, lang: ru, words: "Сигнал тревоги в нашем квартале почти не слышно.",
				says: "Ми перевірили: гучномовець на школі не працював. Його полагодять до п’ятниці.",
				into: "Мы проверили: громкоговоритель на школе не работал. Его починят до пятницы."},
			{name: "asked", category: flows.Street, area: 1, lang: en, words: "The street lamp by the bus stop has been out for two weeks."},
			{name: "replied", category: flows.Something, area: 0, lang: uk, words: "На зупинці постійно п’ють, дітям там незатишно чекати на автобус.",
				says: "У які дні це буває найчастіше?", reply: "Здебільшого у вихідні, коли зачиняється магазин."},
			{name: "handed", category: flows.Street, area: 0, lang: uk, words: "Провалився тротуар біля поліклініки, літні люди обходять його проїзною частиною."},
			{name: "partner", category: flows.Street, area: 1, lang: ru, words: "Мусор у контейнеров не вывозят третью неделю.",
				says: "Графік змінено: машина приїжджає щочетверга. Дякуємо за підказку."},
			{name: "done", category: flows.Street, area: 0, lang: uk, words: "Ліхтар навпроти дитячого садка блимає і гасне."},
			{name: "partly", category: flows.Traffic, area: 0, lang: uk, words: "Водії не пропускають пішоходів на переході біля ліцею.",
				says: "Щоранку біля переходу стоїть патруль. Світлофор місто поставить лише навесні."},
			{name: "not done", category: flows.Something, area: 2, lang: ru, words: "Сосед по ночам чинит машину под окнами, очень шумно."},
			{name: "reopened", category: flows.Street, area: 0, lang: uk, words: "Дорожній знак біля мосту лежить на узбіччі."},
			{name: "late", category: flows.Something, area: 0, lang: uk, words: "У дворі другий місяць стоїть покинута машина без номерів."},
			{name: "declined", category: flows.Something, area: 1, lang: ru, words: "Опять этот из тридцатой квартиры, вы сами знаете кто."},
			{name: "hate", category: flows.Hate, area: 0, lang: uk, words: "На стіні нашого будинку написали образи про ромів."},
			{name: "contact", category: flows.Police, area: 0, lang: uk, words: "Зі мною говорили грубо і не пояснили, чому перевірка тривала так довго."},
			{name: "contact answered", category: flows.Police, area: 1, lang: ru, words: "Участковый не взял моё заявление и не сказал почему.",
				says: "Ми надіслали письмовий запит керівництву поліції й чекаємо на відповідь до кінця місяця.",
				into: "Мы направили письменный запрос руководству полиции и ждём ответа до конца месяца."},
			{name: "young", category: flows.Street, area: 0, lang: uk, words: "Після гуртка йти темно, ліхтарі на нашій вулиці не світять."},
			{name: "young seen", category: flows.Traffic, area: 1, lang: uk, words: "У шкільному автобусі бракує місць, і ми йдемо узбіччям."},
		},
	}
}
