package main

// templateWords are the words of the template: an example that somebody overwrites.
func templateWords() map[string]map[string]string {
	return map[string]map[string]string{
		"title": {"en": "A sample survey", "es": "Encuesta de ejemplo", "he": "סקר לדוגמה", "ar": "استبيان نموذجي", "ru": "Пример опроса", "uk": "Зразок опитування", "pl": "Przykładowa ankieta"},
		"welcome": {"en": "These questions are about the area where you live.", "es": "Estas preguntas son sobre la zona donde usted vive.", "he": "השאלות הן על האזור שבו גרים.", "ar": "هذه الأسئلة عن المنطقة التي تسكنها.",
			"ru": "Эти вопросы о районе, где Вы живёте.", "uk": "Ці запитання про район, де Ви живете.", "pl": "Te pytania dotyczą okolicy, w której Pan/Pani mieszka."},
		"helps": {"en": "What would help most around here?", "es": "¿Qué ayudaría más en su zona?", "he": "מה יעזור הכי הרבה באזור?", "ar": "ما الذي يفيد أكثر في منطقتك؟",
			"ru": "Что больше всего помогло бы в Вашем районе?", "uk": "Що найбільше допомогло б у Вашому районі?", "pl": "Co najbardziej pomogłoby w tej okolicy?"},
		"several": {"en": "You can choose more than one.", "es": "Puede elegir más de una.", "he": "אפשר לבחור יותר מתשובה אחת.", "ar": "يمكنك اختيار أكثر من إجابة.",
			"ru": "Можно выбрать несколько ответов.", "uk": "Можна вибрати кілька відповідей.", "pl": "Można wybrać kilka odpowiedzi."},
		"lighting": {"en": "Better street lighting", "es": "Mejor alumbrado", "he": "תאורת רחוב טובה יותר", "ar": "إنارة أفضل في الشوارع", "ru": "Лучшее освещение улиц", "uk": "Краще освітлення вулиць", "pl": "Lepsze oświetlenie ulic"},
		"patrols":  {"en": "Police on foot more often", "es": "Más policía a pie", "he": "יותר שוטרים ברגל", "ar": "شرطة راجلة أكثر", "ru": "Чаще пешие патрули", "uk": "Частіше піші патрулі", "pl": "Częstsze piesze patrole"},
		"young":    {"en": "More for young people to do", "es": "Más actividades para jóvenes", "he": "יותר פעילויות לצעירים", "ar": "أنشطة أكثر للشباب", "ru": "Больше занятий для молодёжи", "uk": "Більше занять для молоді", "pl": "Więcej zajęć dla młodzieży"},
		"other":    {"en": "Something else", "es": "Otra cosa", "he": "משהו אחר", "ar": "شيء آخر", "ru": "Другое", "uk": "Інше", "pl": "Coś innego"},
		"words": {"en": "What else would help?", "es": "¿Qué otra cosa ayudaría?", "he": "מה עוד יעזור?", "ar": "ما الذي يفيد أيضًا؟",
			"ru": "Что ещё помогло бы?", "uk": "Що ще допомогло б?", "pl": "Co jeszcze by pomogło?"},
		"age": {"en": "How old are you?", "es": "¿Cuántos años tiene?", "he": "מה הגיל שלך?", "ar": "كم عمرك؟", "ru": "Сколько Вам лет?", "uk": "Скільки Вам років?", "pl": "Ile ma Pan/Pani lat?"},
		"age_wrong": {"en": "Please write a number from 18 to 110.", "es": "Escriba un número del 18 al 110.", "he": "נא לכתוב מספר בין 18 ל-110.", "ar": "يُرجى كتابة رقم من 18 إلى 110.",
			"ru": "Напишите число от 18 до 110.", "uk": "Напишіть число від 18 до 110.", "pl": "Proszę wpisać liczbę od 18 do 110."},
	}
}
