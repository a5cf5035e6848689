package flows

import (
	"strings"
	"sync"
)

// This file is about "hello" and "thank you": people are polite to a bot, too.
// At the menu that is no concern and no mistake. It is answered with the menu.

// greetings are what people say to begin, to thank, to end, or to be shown
// what there is, as fold makes it after plainText, in all languages at once.
func greetings() []string {
	return []string{
		"hello", "hi", "hey", "hiya", "hello there", "hi there", "hey there", "good morning", "good afternoon", "good evening", "good day", "good night",
		"greetings", "how are you", "how are you doing", "nice to meet you", "bye", "goodbye", "bye bye", "see you", "take care", "have a nice day",
		"thanks", "thank you", "thank you very much", "thank you so much", "many thanks", "thanks a lot", "thx", "cheers", "great", "good", "fine",
		"perfect", "all good", "got it", "i see", "understood", "ok", "okay", "menu", "main menu", "start", "test",
		"hola", "buenas", "muy buenas", "buenos días", "buen día", "buenas tardes", "buenas noches", "qué tal", "cómo está", "cómo estás", "saludos",
		"adiós", "chao", "chau", "hasta luego", "hasta pronto", "gracias", "muchas gracias", "mil gracias", "muchísimas gracias", "muy amable",
		"vale", "de acuerdo", "perfecto", "entendido", "muy bien", "listo", "genial", "qué onda", "qué hubo", "que tenga buen día", "que tengan buen día", "bendiciones", "dios lo bendiga", "dios los bendiga", "inicio", "empezar",
		"שלום", "היי", "הי", "הלו", "אהלן", "שלום לך", "שלום לכם", "בוקר טוב", "צהריים טובים", "אחר צהריים טובים", "ערב טוב", "לילה טוב", "מה נשמע", "מה שלומך", "מה שלומכם",
		"ביי", "להתראות", "תודה", "תודה רבה", "המון תודה", "תודה לך", "תודה לכם", "יום טוב", "שבת שלום", "שבוע טוב", "ערב נעים", "כל טוב", "חג שמח", "חג שמח לכולם", "שלום רב", "מה קורה", "תודה מראש", "סבבה", "אחלה", "אוקיי", "אוקי", "בסדר", "מעולה", "מצוין", "הבנתי",
		"תפריט", "התחל", "התחלה", "בדיקה",
		"مرحبا", "مرحبا بكم", "اهلا", "اهلا وسهلا", "اهلين", "هلا", "هاي", "هلو", "سلام", "السلام عليكم", "سلام عليكم", "وعليكم السلام", "السلام عليكم ورحمة الله", "صباح الخير", "صباح النور",
		"مساء الخير", "مساء النور", "تصبحون على خير", "كيف حالك", "كيف الحال", "كيفك", "مع السلامة", "إلى اللقاء", "شكرا", "شكرا لك", "شكرا لكم", "شكرا جزيلا", "الف شكر",
		"يعطيك العافية", "يعطيكم العافية", "الله يعطيكم العافية", "الله يعطيك العافية", "مرحبتين", "يسعد صباحكم", "يسعد مساكم", "كيفكم", "شو اخباركم", "شكرا كتير", "شكرا كثيرا", "مشكور", "مشكورين", "يسلمو", "باي",
		"رمضان كريم", "عيد مبارك", "كل عام وانتم بخير", "تسلم", "بارك الله فيك", "جزاك الله خيرا", "ممتاز", "تمام", "حسنا", "طيب", "فهمت", "اوكي", "القائمة", "قائمة", "ابدا", "تجربه",
		"здравствуйте", "здравствуй", "привет", "приветствую", "приветик", "добрый день", "доброе утро", "добрый вечер", "доброй ночи", "доброго дня", "доброго времени суток",
		"как дела", "как вы", "до свидания", "до встречи", "пока", "всего доброго", "всего хорошего", "спасибо", "спасибо большое", "большое спасибо", "огромное спасибо", "благодарю", "благодарю вас", "спасибо вам",
		"хорошо", "отлично", "понятно", "ясно", "поняла", "понял", "ок", "окей", "ладно", "меню", "старт", "начать", "начало", "тест", "хай",
		"вітаю", "привіт", "добрий день", "доброго ранку", "добрий ранок", "добридень", "добрий вечір", "добрий", "добриденечко", "доброго вечора", "здрастуйте", "здоровенькі були", "доброго здоровя", "доброї ночі", "до зустрічі", "хай щастить",
		"слава україні", "як справи", "як ви", "до побачення", "бувайте", "на все добре", "на добраніч", "гарного дня", "дякую", "щиро дякую", "дуже дякую", "дякую дуже", "дякую вам", "вдячний", "вдячна",
		"спасибі", "добре", "чудово", "зрозуміло", "зрозумів", "зрозуміла", "гаразд", "почати", "головне меню",
		"cześć", "hej", "siema", "witam", "witaj", "dzień dobry", "dobry wieczór", "dobranoc", "co słychać", "jak się masz", "do widzenia", "do zobaczenia", "pa", "na razie", "miłego dnia",
		"dziękuję", "dziękuję bardzo", "bardzo dziękuję", "dzięki", "wielkie dzięki", "dzięki wielkie", "dobrze", "w porządku", "super", "świetnie", "rozumiem", "jasne", "zacznij", "dobry", "szczęść boże", "szczesc boze", "serdecznie dziękuję", "do usłyszenia", "pozdrawiam",
	}
}

// addressed are words beside a greeting: to whom it is said.
func addressed() []string {
	return []string{
		"all", "everyone", "everybody", "friends", "my friend", "dear", "bot", "porchlight", "sir", "madam", "to you", "you too", "for your help", "for the help", "for everything",
		"a todos", "todos", "amigos", "señor", "señora", "por todo", "por su ayuda", "por la ayuda", "igualmente",
		"לכולם", "חברים", "בוט", "על העזרה", "על הכל", "גם לך", "לך", "לכם",
		"جميعا", "للجميع", "اخي", "اختي", "يا بوت", "على المساعدة", "على كل شيء", "ورحمة الله وبركاته", "ورحمة الله", "وبركاته", "لك", "لكم",
		"всем", "друзья", "бот", "вам", "тебе", "за помощь", "за все", "и вам",
		"усім", "всім", "друзі", "боте", "за допомогу", "за все", "і вам", "тобі", "пане", "пані",
		"wszystkim", "wszystkich", "panu", "pani", "państwu", "bocie", "za pomoc", "za wszystko", "wzajemnie",
	}
}

// greetingTable has the lists and the polite words as foldGreeting makes them;
// true is a greeting, false what only stands beside one.
var greetingTable = sync.OnceValue(func() map[string]bool {
	table := map[string]bool{}
	for _, w := range politeWords() {
		table[foldGreeting(w)] = false
	}
	for _, w := range addressed() {
		table[foldGreeting(w)] = false
	}
	for _, w := range greetings() {
		table[foldGreeting(w)] = true
	}
	return table
})

// foldGreeting is a text as it is compared: of letters that people type for each
// other one, and no accents.
func foldGreeting(text string) string { return fold(plainText(text)) }

// greets says whether a message is nothing but a greeting, thanks, or a word such
// as "menu", with whatever polite words stand around it.
func greets(text string) bool {
	if len(text) > 256 {
		return false
	}
	words := strings.Fields(foldGreeting(text))
	if len(words) > longestGreeting {
		return false
	}
	greets := false
	for len(words) > 0 {
		n, is := greeting(words)
		if n == 0 {
			return false
		}
		greets = greets || is
		words = words[n:]
	}
	return greets
}

// longestGreeting is how many words a greeting has at most.
const longestGreeting = 10

// greeting is how many of the first words are a greeting or stand beside one, the
// most that fit; 0 if neither.
func greeting(words []string) (n int, is bool) {
	for n := min(longestPhrase, len(words)); n > 0; n-- {
		if is, known := greetingTable()[strings.Join(words[:n], " ")]; known {
			return n, is
		}
	}
	return 0, false
}

// greeted answers a greeting at the menu with the menu, and leaves a text that is
// offered as a concern as it was.
func (t *turn) greeted() bool {
	if t.e.Kind != Words || t.p.Step != StepMenu && t.p.Step != StepOffer || !greets(t.e.Text) {
		return false
	}
	t.p.Misses = 0
	t.show(t.p.Step)
	return true
}
