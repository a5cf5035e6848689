package main

import "porchlight/flows"

// haifaTales are about neighbours who share stairs, streets and a market.
func haifaTales() tales {
	he, ar, ru, en := flows.Hebrew, flows.Arabic, flows.Russian, flows.English
	return tales{
		third: flows.Something,
		news:  "ביום חמישי מתקנים את הפנסים במדרגות שבין השוק לבית הספר. אם נשאר חשוך, כתבו לנו.",
		notes: "המפתח אצל שומר המרכז הקהילתי. קודם מדברים ההורים, השוטרים מקשיבים.",
		all: []tale{
			{name: "waiting", category: flows.Street, area: 0, lang: he, words: "המדרגות ליד בית הכנסת חשוכות כבר שבועיים, וקשה לרדת בהן בערב."},
			{name: "waiting too", category: flows.Traffic, area: 1, lang: ar, words: "السيارات تقف على الرصيف قرب السوق، ولا يمكن المرور مع عربة أطفال. رقمي 050-000-00-21."},
			{name: "released", category: flows.Something, area: 0, lang: he, words: "בחדר המדרגות של השכנים מקומה שלישית מנגנים מוזיקה בקול רם עד אחרי חצות.",
				released: "בחדר המדרגות בבניין שלנו מנגנים מוזיקה בקול רם עד אחרי חצות."},
			{name: "seen", category: flows.Traffic, area: 0, lang: he, words: "אופנועים נוסעים על המדרכה מול הגן."},
			{name: "answered", category: flows.Street, area: 0, lang: ar, words: "الدرج بين الحي والمدرسة مظلم، والأطفال يعودون من الدورات مساءً.",
				says: "תודה. העברנו את זה למוקד העירוני, והשוטרת הקהילתית עוברת שם עכשיו בשעות הערב."},
			{name: "translated", category: flows.Something, area: 1, lang: ar, words: "بعد انتهاء السوق تبقى الصناديق في الممر ولا يستطيع كبار السن المرور.",
				says: "דיברנו עם ועד השוק. מיום ראשון מפנים את המעבר לפני הסגירה.",
				into: "تحدثنا مع لجنة السوق. ابتداءً من يوم الأحد يُخلى الممر قبل الإغلاق."},
			{name: "asked", category: flows.Street, area: 1, lang: en, words: "The lamp at the corner by the bakery goes on and off all night."},
			{name: "replied", category: flows.Something, area: 0, lang: ru, words: "В сквере вечером собирается шумная компания, гулять с детьми неуютно.",
				says: "באילו ימים זה קורה בדרך כלל?", reply: "Чаще всего по четвергам и субботам, ближе к ночи."},
			{name: "handed", category: flows.Street, area: 0, lang: he, words: "המעקה במדרגות ליד המרכז הקהילתי שבור, ומבוגרים נשענים עליו."},
			{name: "partner", category: flows.Street, area: 1, lang: ar, words: "لم تُجمع النفايات في شارعنا منذ عشرة أيام.",
				says: "לוח הזמנים שונה: הפינוי עכשיו בכל יום שני וחמישי."},
			{name: "done", category: flows.Street, area: 0, lang: he, words: "הפנס מול גן הילדים מהבהב ונכבה."},
			{name: "partly", category: flows.Traffic, area: 0, lang: he, words: "נהגים לא עוצרים במעבר החצייה ליד התיכון.",
				says: "בכל בוקר עומד שם שוטר. פסי האטה העירייה תתקין רק בקיץ."},
			{name: "not done", category: flows.Something, area: 2, lang: ru, words: "Сосед сверху двигает мебель по ночам, и мы не знаем, как с ним поговорить."},
			{name: "reopened", category: flows.Street, area: 0, lang: he, words: "התמרור ליד הכיכר שוכב על המדרכה."},
			{name: "late", category: flows.Something, area: 0, lang: ru, words: "Во дворе уже месяц стоит брошенная машина, в ней играют дети."},
			{name: "declined", category: flows.Something, area: 1, lang: he, words: "זה שוב ההוא מקומה ראשונה, אתם יודעים מי."},
			{name: "hate", category: flows.Hate, area: 0, lang: ar, words: "كُتبت إهانات ضد العرب على جدار الدرج قرب بيتنا."},
			{name: "contact", category: flows.Police, area: 1, lang: ar, words: "تحدث معي الشرطي بعصبية ولم يشرح لماذا طلب البطاقة."},
			{name: "contact answered", category: flows.Police, area: 0, lang: ru, words: "В участке со мной не стали говорить без переводчика и попросили прийти в другой день.",
				says: "פנינו בכתב למפקד התחנה. הוא ביקש שבועיים כדי לבדוק ולהשיב.",
				into: "Мы письменно обратились к начальнику участка. Он попросил две недели, чтобы проверить и ответить."},
			{name: "young", category: flows.Street, area: 0, lang: he, words: "בדרך מהחוג חשוך מאוד, הפנסים ברחוב שלנו לא דולקים."},
			{name: "young seen", category: flows.Traffic, area: 1, lang: ar, words: "لا توجد أماكن كافية في حافلة المدرسة ونمشي على طرف الشارع."},
		},
	}
}
