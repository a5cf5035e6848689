package locales

// registers are the words by which a language addresses people.
func registers() map[string]register {
	return map[string]register{"uk": ukrainian(), "ru": russian(), "es": spanish(), "pl": polish()}
}

func ukrainian() register {
	return register{
		formal: []string{"ви", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваші", "вашу", "вашого", "вашої", "вашому",
			"натисніть", "телефонуйте", "зателефонуйте", "надішліть", "виберіть", "напишіть", "скористайтеся", "поверніться"},
		familiar: []string{"ти", "тебе", "тобі", "твій", "твоя", "твоє", "твої", "твою", "дзвони", "подзвони", "розкажи", "довіряєш"},
	}
}

func russian() register {
	return register{
		formal: []string{"вы", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваши", "вашу", "вашего", "вашей", "вашему",
			"нажмите", "звоните", "позвоните", "отправьте", "выберите", "напишите", "вернитесь", "воспользуйтесь"},
		familiar: []string{"ты", "тебя", "тебе", "твой", "твоя", "твоё", "твои", "твою", "звони", "позвони", "расскажи", "доверяешь"},
	}
}

func spanish() register {
	return register{
		formal:   []string{"usted", "toque", "llame", "envíe", "escriba", "elija", "quiere", "lo que envió", "escribirle", "puede usted"},
		familiar: []string{"tú", "ti", "tu", "tus", "cuéntale", "díselo", "estás", "puedes", "quieres", "eres", "tienes"},
	}
}

func polish() register {
	return register{
		formal:   []string{"pan", "pani", "pana", "panu", "państwo", "państwa", "proszę"},
		familiar: []string{"ty", "ciebie", "cię", "tobie", "twój", "twoja", "twoje", "zadzwoń", "możesz", "jesteś", "ufasz"},
	}
}
