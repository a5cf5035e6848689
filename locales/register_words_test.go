package locales

// registers are the fixed terms, a language in each function. A term is a
// pattern of the English message; the stem is what the translation must have.
func registers() map[string]register {
	return map[string]register{"uk": ukrainian(), "ru": russian()}
}

func ukrainian() register {
	return register{
		terms: map[string]string{
			`statistics`: "статисти", `survey`: "опитуван", `announcement`: "оголошен", `(^|[^/])guides?\b`: "пам’ят",
			`download`: "завантаж", `your code`: "код", `quiet hours`: "години тиші", `invitation`: "запрошен",
			`independent contact`: "незалежн", `safeguarding lead`: "безпек", `looks after young people`: "безпеку дітей і підлітків",
			`neighbourhood officer`: "дільничн", `waiting list`: "чер", `voice note`: "голосов", `plain clothes`: "у цивільному",
		},
		never: []string{
			"числа", "чисел", "забрати", "забрано", "забереть", "на знак", "людина з поліції", "людей з поліції", "незалежна людина",
			"турбота", "дбає", "тихі години", "тихих годин", "термін", "терміну", "терміни", "приймати участь", "на протязі",
			"виказа*", "злам житла", "офіцери", "без слів", "відділок", "побували", "побуваємо",
		},
		formal: []string{"ви", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваші", "вашу", "вашого", "вашої", "вашому",
			"натисніть", "телефонуйте", "зателефонуйте", "надішліть", "виберіть", "напишіть", "скористайтеся", "поверніться"},
		familiar: []string{"ти", "тебе", "тобі", "твій", "твоя", "твоє", "твої", "твою", "дзвони", "подзвони", "розкажи", "довіряєш"},
	}
}

func russian() register {
	return register{
		terms: map[string]string{
			`statistics`: "статисти", `survey`: "опрос", `announcement`: "объявлен", `(^|[^/])guides?\b`: "памят",
			`download`: "скача", `your code`: "код", `quiet hours`: "часы тишины", `invitation`: "приглаш",
			`independent contact`: "независим", `safeguarding lead`: "безопасност", `looks after young people`: "безопасность детей и подростков",
			`neighbourhood officer`: "участков", `waiting list`: "очеред", `voice note`: "голосов", `plain clothes`: "в штатском",
		},
		never: []string{
			"числа", "чисел", "забрать", "забрано", "независимый человек", "заботится", "тихие часы", "тихих часов", "на паузе", "на паузу",
			"рабочий стол", "выдаёт человека", "выдало бы", "выдать кого", "офицеры", "без слов",
			"экстренная помощь", "посчитано", "посчитать", "проба эту",
		},
		formal: []string{"вы", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваши", "вашу", "вашего", "вашей", "вашему",
			"нажмите", "звоните", "позвоните", "отправьте", "выберите", "напишите", "вернитесь", "воспользуйтесь"},
		familiar: []string{"ты", "тебя", "тебе", "твой", "твоя", "твоё", "твои", "твою", "звони", "позвони", "расскажи", "доверяешь"},
	}
}
