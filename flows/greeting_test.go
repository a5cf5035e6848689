package flows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// polite are what people write to a bot that they have met before, or that has
// just taken something from them.
var polite = []string{
	"hello", "Hi!", "Good morning", "Hello everyone 👋", "Thanks!", "thank you so much for your help", "Ok, thank you", "bye", "menu", "Hello, how are you?",
	"Hola", "¡Buenos días!", "buenas tardes", "Muchas gracias", "gracias por todo", "Hola, ¿qué tal?", "vale, gracias", "menú",
	"שלום", "שלום לכולם", "בוקר טוב", "תודה רבה", "תודה על העזרה", "היי, מה נשמע?", "ערב טוב", "בסדר, תודה",
	"مرحبا", "السلام عليكم", "السلام عليكم ورحمة الله وبركاته", "صباح الخير", "شكرًا", "شكرا جزيلا لكم", "أهلا وسهلا", "يعطيك العافية", "القائمة",
	"Здравствуйте", "Добрый день!", "привет всем", "Спасибо большое", "спасибо за помощь", "Здравствуйте, как дела?", "хорошо, спасибо", "до свидания",
	"Привіт", "Добрий день", "Доброго ранку!", "Доброго дня, дякую", "Щиро дякую вам", "дякую за допомогу", "Вітаю", "Слава Україні", "добре, дякую",
	"Dzień dobry", "dzien dobry", "Cześć!", "Witam wszystkich", "Dziękuję bardzo", "dzięki za pomoc", "Dobry wieczór", "do widzenia",
	"ＨＥＬＬＯ", "\u200fשלום\u200f", "hello\u200b", "Привет))",
}

// TestAGreetingIsAnsweredWithTheMenu: it is no concern and no mistake, and leaves
// what was written before.
func TestAGreetingIsAnsweredWithTheMenu(t *testing.T) {
	p := everything(t)
	who, child := p.join(1), p.join(2, func(p *Person) { p.Age = AgeChild })
	for _, text := range polite {
		for id, menu := range map[ID]string{who: "menu.ask", child: "menu.child"} {
			out := p.write(id, text)
			if len(out.Says) != 1 || !out.Says[0].Screen || len(out.Says[0].Lines) != 1 || !says(out, menu) {
				t.Errorf("%q is answered with %+v", text, out.Says)
			}
			if at := p.people[id]; at.Step != StepMenu || at.Misses != 0 || at.Cry != nil {
				t.Errorf("%q leaves %+v", text, at)
			}
		}
	}
	p.write(who, "The lamps are dark")
	for _, text := range []string{"Hello?", "thank you"} {
		if out := p.write(who, text); !says(out, "danger.offer") || p.people[who].Cry.Words != "The lamps are dark" {
			t.Errorf("%q after a text: %+v", text, p.people[who].Cry)
		}
	}
	p.press(who, "tell")
	if d := p.people[who].Draft; d == nil || d.Words != "The lamps are dark" {
		t.Errorf("the draft is %+v", d)
	}
}

// TestWhatIsNoGreeting: whoever says hello and goes on is heard, and a cry is a cry.
func TestWhatIsNoGreeting(t *testing.T) {
	for _, text := range []string{
		"", "!", "👍", "please", "7", "hello, my neighbour hit me", "Hi, the lamps are dark", "good morning, somebody broke the door", "fine for parking",
		"Hola, se apagó la luz", "gracias a la policía no duermo", "שלום, יש רעש", "בוקר טוב, גנבו לי", "مرحبا يوجد ضجيج", "شكرا لكن ابني لم يرجع",
		"Здравствуйте, у нас темно", "спасибо, но он вернулся", "пока он спит", "Добрий день, у дворі стріляють", "добре було б світло", "Dzień dobry, ktoś mnie śledzi",
		"hello hello hello hello hello hello hello hello hello hello hello",
	} {
		if greets(text) {
			t.Errorf("%q is taken for a greeting", text)
		}
	}
	raw, err := os.ReadFile(filepath.Join("danger", "testdata", "danger.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if _, text, ok := strings.Cut(line, "\t"); ok && greets(text) {
			t.Errorf("the cry %q is taken for a greeting", text)
		}
	}
	p := everything(t)
	who := p.join(1)
	if out := p.write(who, "hello help"); !says(out, "danger.nobody") {
		t.Errorf("a cry with a greeting is answered with %+v", out.Says)
	}
}

func TestGreetingsCanMatch(t *testing.T) {
	for _, list := range [][]string{greetings(), addressed()} {
		for _, w := range list {
			if n := len(strings.Fields(foldGreeting(w))); n > longestPhrase || n == 0 {
				t.Errorf("%q can never match", w)
			}
		}
	}
	for _, w := range greetings() {
		if !greets(w) {
			t.Errorf("%q is no greeting", w)
		}
	}
}
