package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// polyglots are the desks with an author who reads Ukrainian, and three translators
// between English and Ukrainian, the first two of whom have the duty for cases.
type polyglots struct {
	*desks
	first, other, plain ID
}

func newPolyglots(c checker) *polyglots {
	d := &polyglots{desks: newDesks(c)}
	d.people[d.author].Lang = Ukrainian
	seat := func(n byte, duties ...Duty) ID {
		id := d.join(n)
		d.board.Staff = append(d.board.Staff, Member{Who: id, Chat: int64(n), Lang: English, Name: fmt.Sprint("T", n), Writes: []Lang{English, Ukrainian},
			Grants: []Grant{{Role: RoleTranslator, Areas: []string{"korabel"}, Since: d.now.Unix(), Duties: duties}}})
		d.link(id, "desk")
		return id
	}
	d.first, d.other, d.plain = seat(40, DutyCases), seat(41, DutyCases), seat(42)
	return d
}

const (
	lampText  = "Зламався ліхтар, 050 123 45 67, з 18:00"
	lampMeans = "The lamp is broken, 050 123 45 67, from 18:00"
)

// released is a case in Ukrainian that officers read now.
func (d *polyglots) released() *Concern {
	d.c.Helper()
	c := d.tells("* street", "* mine", "> "+lampText, "* answer", "* send")
	d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release", "* release", "/desk")
	d.nextTexts()
	return d.filed(c)
}

// answered is one in which an officer answered in English, and its author looks.
func (d *polyglots) answered() *Concern {
	d.c.Helper()
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We come on 5 December", "* send")
	d.script(d.author, "& "+caseDo(c.Code))
	return d.filed(c)
}

// opens takes the first text of somebody's list of translations.
func (d *polyglots) opens(who ID) Outcome {
	d.c.Helper()
	d.script(who, "/desk", "* translations")
	for _, row := range d.screens[who].Rows {
		for _, b := range row {
			if strings.HasPrefix(b.Do, "k.") {
				return d.press(who, b.Do)
			}
		}
	}
	d.c.Fatalf("nothing is to be translated: %v", d.screens[who].Lines)
	return Outcome{}
}

// idle says whether there is nothing to translate for somebody.
func (d *polyglots) idle(who ID) bool {
	return says(d.script(who, "/desk", "* translations"), "translate.nothing")
}

// saidOf is an argument of a line that was said.
func saidOf(out Outcome, key, name string) any {
	for _, s := range out.Says {
		for _, l := range s.Lines {
			if l.Key == key {
				return l.Args[name]
			}
		}
	}
	return nil
}

// TestAnAnswerInTheReadersLanguage is the whole way of an answer: the original,
// marked, with a button; asked for once; written, reviewed by somebody else, and read.
func TestAnAnswerInTheReadersLanguage(t *testing.T) {
	d := newPolyglots(t)
	c := d.answered()
	out := d.script(d.author, "& "+caseDo(c.Code))
	if saidOf(out, "translate.original", "tongue") != Tongue(English) || !d.offers(d.author, "translate") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.author, "* translate")
	if !says(out, "translate.asked") || !says(out, "translate.under_way") || d.offers(d.author, "translate") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.forge(d.author, "translate"); says(out, "translate.asked") {
		t.Error("it is asked for twice")
	}
	out = d.opens(d.first)
	if saidOf(out, "translate.side.original", "words") != Quote("We come on 5 December") || saidOf(out, "translate.stays", "what") != Code("5") {
		t.Fatalf("%v", out.Says)
	}
	for _, secret := range []string{c.Code, c.Label, c.Handle, "korabel", "Korabel", "lamp", "street"} {
		if strings.Contains(fmt.Sprint(out.Says), secret) {
			t.Errorf("a translator reads %q: %v", secret, out.Says)
		}
	}
	out = d.script(d.first, "> Ми прийдемо 5 грудня", "* send")
	if !says(out, "translate.did.written") || !says(out, "translate.nothing") {
		t.Fatalf("whoever wrote it reviews it: %v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); says(out, "translate.from") {
		t.Fatal("it is read before anybody reviewed it")
	}
	if out = d.opens(d.other); saidOf(out, "translate.side.theirs", "words") != Quote("Ми прийдемо 5 грудня") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.other, "* right")
	if push, told := sentTo(out, d.author); !told || push.Lines[0].Key != "thread.message" {
		t.Fatalf("the author is told %v", out.Says)
	}
	out = d.script(d.author, "& "+caseDo(c.Code))
	if saidOf(out, "case.answer.words", "words") != Quote("Ми прийдемо 5 грудня") || saidOf(out, "translate.from", "tongue") != Tongue(English) {
		t.Fatalf("%v", out.Says)
	}
	if o := d.filed(c).Thread[0].Others[0]; o.Writer+o.Holder != "" {
		t.Errorf("who made it is kept: %+v", o)
	}
}

// TestAReviewerOfATranslationMendsIt: whoever writes it anew has it reviewed by
// somebody else, the first writer included.
func TestAReviewerOfATranslationMendsIt(t *testing.T) {
	d := newPolyglots(t)
	d.answered()
	d.script(d.author, "* translate")
	d.opens(d.first)
	d.script(d.first, "> Прийдемо 5 грудня", "* send")
	d.opens(d.other)
	d.script(d.other, "> Ми прийдемо 5 грудня", "* send")
	if !d.idle(d.other) {
		t.Error("they review their own")
	}
	if out := d.opens(d.first); saidOf(out, "translate.side.theirs", "words") != Quote("Ми прийдемо 5 грудня") {
		t.Fatalf("%v", out.Says)
	}
}

// TestWordsAtTheDesk: an officer asks for the released words and reads them, and the
// translator sees what was released, never the original.
func TestWordsAtTheDesk(t *testing.T) {
	d := newPolyglots(t)
	c := d.tells("* street", "* mine", "> "+lampText+" Ольга", "* answer", "* send")
	d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* shorten", "> "+lampText, "* release", "* release")
	if !d.idle(d.first) {
		t.Fatal("a translator reads what nobody asked for")
	}
	d.nextTexts()
	out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	if saidOf(out, "translate.original", "tongue") != Tongue(Ukrainian) {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "* translate")
	if out = d.opens(d.first); strings.Contains(fmt.Sprint(out.Says), "Ольга") || saidOf(out, "translate.side.original", "words") != Quote(lampText) {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.first, "> "+lampMeans, "* send")
	d.opens(d.other)
	d.script(d.other, "* right")
	out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	if saidOf(out, "concern.review.words", "words") != Quote(lampMeans) || saidOf(out, "translate.from", "tongue") != Tongue(Ukrainian) {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); strings.Contains(fmt.Sprint(out.Says), lampMeans) {
		t.Error("the author reads their own words in another language")
	}
}

// TestWhoTranslatesCases: it takes the duty, the neighbourhood and both languages.
func TestWhoTranslatesCases(t *testing.T) {
	d := newPolyglots(t)
	d.answered()
	d.script(d.author, "* translate")
	if !d.idle(d.plain) {
		t.Error("a translator without the duty has it")
	}
	k := d.queue(QueueTranslate)[0].Tasks[0]
	if out := d.forge(d.plain, "k."+k.handle()); !says(out, "translate.gone") {
		t.Errorf("a forged button: %v", out.Says)
	}
	tests := map[string]func(m *Member){
		"elsewhere":        func(m *Member) { m.Grants[0].Areas = []string{"tavr"} },
		"another language": func(m *Member) { m.Writes = []Lang{English, Polish} },
		"an officer too":   func(m *Member) { m.Grants = append(m.Grants, Grant{Role: RoleOfficer}) },
	}
	for name, change := range tests {
		m := d.board.member(d.other)
		was := *m
		m.Grants = slices.Clone(was.Grants)
		change(m)
		turn := &turn{w: d.world(), e: Event{Who: d.other, Now: d.now}, p: d.people[d.other].clone()}
		turn.w.Queues[QueueTranslate] = d.queue(QueueTranslate)
		if len(turn.tasks()) > 0 {
			t.Errorf("%s: %v", name, turn.tasks())
		}
		*m = was
	}
}

// TestWhatTranslatorsNeverSee: home and hate of adults never, police and the young only if
// the contact or the lead asks.
func TestWhatTranslatorsNeverSee(t *testing.T) {
	for category, on := range map[Category][]string{Home: {"* home", "* tell"}, Hate: {"* hate", "* report", "* tell"}} {
		d := newPolyglots(t)
		c := d.tells(append(on, "* mine", "> "+lampText, "* answer", "* send")...)
		d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release", "* release")
		d.nextTexts()
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
		if d.offers(d.officer, "translate") {
			t.Errorf("%s can be asked for", category)
		}
		d.forge(d.officer, "translate")
		d.script(d.officer, "* answer", "* own", "> We come on 5 December", "* send")
		d.script(d.author, "& "+caseDo(c.Code), "! translate")
		if !d.idle(d.first) {
			t.Errorf("a translator has a text about %s", category)
		}
	}
	d := newPolyglots(t)
	c := d.tells("* police", "* tell", "* mine", "> "+lampText, "* answer", "* send")
	d.script(d.contact, "/desk", "* contact", "* c."+c.Handle, "* answer", "* own", "> I look at it on 5 December", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "! translate")
	if !d.idle(d.first) {
		t.Error("the author of a concern about the police asked")
	}
	d.script(d.contact, "/desk", "* contact", "* c."+c.Handle, "* translate")
	if out := d.script(d.first, "/desk", "* translations"); len(d.queue(QueueTranslate)[0].Tasks) != 2 || says(out, "translate.nothing") {
		t.Errorf("the contact asked for both sides: %v", out.Says)
	}
	for name, moves := range map[string][]string{
		"the street": {"* street", "* skip", "> " + lampText, "* read", "* send"},
		"home":       {"* home", "* tell", "* skip", "> " + lampText, "* read", "* send"},
	} {
		young := newPolyglots(t)
		young.people[young.author].Age = AgeTeen
		c = young.tells(moves...)
		if !young.idle(young.first) {
			t.Errorf("a translator has what a young person wrote about %s", name)
		}
		young.script(young.lead, "/desk", "* young", "* c."+c.Handle, "* translate")
		if out := young.opens(young.first); saidOf(out, "translate.side.original", "words") != Quote(lampText) || says(out, "concern.category."+name) {
			t.Errorf("the lead asked for words about %s: %v", name, out.Says)
		}
	}
}

// TestABadTranslation is what is stopped, and what is said.
func TestABadTranslation(t *testing.T) {
	tests := []struct {
		original string
		from, to Lang
		words    string
		want     string
	}{
		{lampText, Ukrainian, English, lampMeans, ""},
		{lampText, Ukrainian, English, "The lamp is broken, 050 123 45 68, from 18:00", "translate.bad.phone"},
		{lampText, Ukrainian, English, "The lamp is broken, from 18:00", "translate.bad.phone"},
		{lampText, Ukrainian, English, "The lamp is broken, 0501234567, from 19:00", "translate.bad.number"},
		{lampText, Ukrainian, English, "The lamp is broken, 0501234567, from 18:00", ""},
		{"12.5 metres", English, Polish, "12,5 metra", ""},
		{"12.5 metres", English, Polish, "5,12 metra", "translate.bad.number"},
		{"Flats 3, 5 and 12", English, Spanish, "Departamentos 12, 3 y 5", ""},
		{"10,000 hryvnias", English, Ukrainian, "10 000 гривень", ""},
		{"10,000 hryvnias", English, Ukrainian, "1000 гривень", "translate.bad.number"},
		{"Flat 5, 200 metres", English, Ukrainian, "200 метрів, квартира 5", ""},
		{"On 25.11", English, Ukrainian, "Буде 25/11", ""},
		{"On 5/12", English, Spanish, "El 12/5", "translate.bad.number"},
		{"It is open 18:00-20:00", English, Hebrew, "פתוח 18:00–20:00", ""},
		{"It is open 18:00-20:00", English, Hebrew, "פתוח 20:00–18:00", "translate.bad.number"},
		{"It is open 18:00-20:00", English, Ukrainian, "Відчинено з 18:00 до 20:00", ""},
		{"It is open from 18:00 to 20:00", English, Hebrew, "פתוח 20:00-18:00", "translate.bad.number"},
		{"It is open from 18:00 to 20:00", English, Ukrainian, "Відчинено з 20:00 до 18:00", "translate.bad.number"},
		{"Houses 3-9", English, Polish, "Domy 9–3", "translate.bad.number"},
		{lampText, Ukrainian, Arabic, "المصباح معطل، 050 123 45 67، من الساعة ١٨:٠٠", ""},
		{"Come at 18:00", English, Hebrew, "בואו בשעה 18:00", ""},
		{"Come at 18:00", English, Hebrew, "בואו בשעה 6", "translate.bad.number"},
		{"Come at 18:00", English, Hebrew, "Venga a las 18:00", "translate.bad.tongue"},
		{"Come at 18:00", English, Hebrew, "تعالوا الساعة 18:00", "translate.bad.tongue"},
		{"Come at 18:00", English, Spanish, "Приходьте о 18:00", "translate.bad.tongue"},
		{"Come to the yard", English, Ukrainian, "Приходите во двор, это быстро", "translate.bad.tongue"},
		{"Come to the yard", English, Russian, "Приходьте на подвір'я, її знає кожен", "translate.bad.tongue"},
		{"Come to the yard", English, Russian, "Приходите во двор", ""},
		{"Come to «Об'їзд»", English, Russian, "Приходите на «Об'їзд», это рядом", ""},
		{"Come to the yard", English, Polish, " come to the YARD!", "translate.bad.same"},
		{"Приходьте у двір", Ukrainian, Spanish, "Please come to the yard, we will be there", "translate.bad.tongue"},
		{"Come to the yard", English, Spanish, "You can come to the yard", "translate.bad.tongue"},
		{"Come to the yard", English, Spanish, "Proszę przyjść na podwórko, będziemy tam", "translate.bad.tongue"},
		{"Come to the yard", English, Spanish, "Venga al patio, estamos con el oficial de Łódź", ""},
		{"Come to the yard", English, Polish, "Venga al patio de la escuela", "translate.bad.tongue"},
		{"Come to the yard", English, Polish, "Proszę przyjść na podwórko przy ulicy Peña", ""},
		{"Come to the yard", English, Polish, "Zapraszamy", ""},
		{"Приходьте у двір", Ukrainian, English, "Proszę przyjść na podwórko, będziemy tam", "translate.bad.tongue"},
		{"Приходьте у двір", Ukrainian, English, "Venga al patio de la escuela", "translate.bad.tongue"},
		{"Приходьте на Plaza de la Paz", Ukrainian, English, "Come to the Plaza de la Paz", ""},
		{"Приходьте до кав’ярні", Ukrainian, English, "Come to the café «Źródło» on Łąkowa, please", ""},
		{"Write to help@example.org, {name}", English, Spanish, "Escriba a help@example.org, {name}", ""},
		{"Write to help@example.org, {name}", English, Spanish, "Escriba a help@example.org, {nombre}", "translate.bad.mark"},
		{"Write to help@example.org", English, Spanish, "Escriba a hilfe@example.org", "translate.bad.mark"},
		{"102", English, Ukrainian, "102", ""},
		{"Latarnia przy szkole nie świeci kod11w664083480z", Polish, Ukrainian, "Ліхтар біля школи темний kod11w664083480z", ""},
		{"Come to the yard", English, Spanish, strings.Repeat("patio ", 833), "translate.bad.long"}, // 5,000 characters
	}
	for _, tt := range tests {
		w := passage{from: tt.from, words: tt.original, most: 2000}
		got := ""
		if bad := wrongWith(w, tt.to, tt.words); bad != nil {
			got = bad[0].Key
		}
		if got != tt.want {
			t.Errorf("%q as %q in %s: %q, not %q", tt.original, tt.words[:min(60, len(tt.words))], tt.to, got, tt.want)
		}
	}
	d := newPolyglots(t)
	d.answered()
	d.script(d.author, "* translate")
	d.opens(d.first)
	for _, typed := range []string{"Ми прийдемо 6 грудня", "We come on 5 December", strings.Repeat("так ", 1250)} {
		if out := d.write(d.first, typed); out.Person.Step != StepTranslation || out.Person.Text != "" {
			t.Errorf("%.20q is taken: %v", typed, out.Says)
		}
	}
	if out := d.write(d.first, "\u200f \u200f"); !says(out, "translate.misfit") {
		t.Errorf("an empty one: %v", out.Says)
	}
}

// TestTwoTranslators: one has it for a time, the other is told and gets the next; what
// somebody passed on is not offered to them again.
func TestTwoTranslators(t *testing.T) {
	d := newPolyglots(t)
	c := d.answered()
	d.script(d.author, "* translate")
	handle := "k." + d.queue(QueueTranslate)[0].Tasks[0].handle()
	d.script(d.other, "/desk", "* translations")
	d.opens(d.first)
	if out := d.press(d.other, handle); !says(out, "translate.held") || !says(out, "translate.nothing") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* translate")
	out := d.forge(d.other, handle)
	if !says(out, "translate.held") || saidOf(out, "translate.side.original", "words") != Quote(lampText) {
		t.Fatalf("they do not get the next: %v", out.Says)
	}
	d.now = d.now.Add(heldFor + time.Second)
	d.script(d.other, "/desk", "* translations", "* "+handle)
	if out = d.script(d.first, "> Ми прийдемо 5 грудня"); !says(out, "translate.lost") || out.Person.Text != "" {
		t.Fatalf("two have it: %v", out.Says)
	}
	out = d.script(d.other, "* pass")
	if strings.Contains(fmt.Sprint(d.screens[d.other].Rows), handle) || !says(out, "translate.did.passed") {
		t.Fatalf("what was passed on comes again: %v", out.Says)
	}
	if d.script(d.first, "/desk", "* translations"); !d.offers(d.first, handle) {
		t.Error("nobody gets what was passed on")
	}
}

// TestATranslatorLosesTheRole with a text open: they are told, and nothing is saved.
func TestATranslatorLosesTheRole(t *testing.T) {
	for name, lose := range map[string]func(d *polyglots){
		"the role": func(d *polyglots) { d.board.endGrants(d.first, func(Grant) bool { return true }) },
		"the duty": func(d *polyglots) { d.board.member(d.first).Grants[0].Duties = nil },
	} {
		d := newPolyglots(t)
		c := d.answered()
		d.script(d.author, "* translate")
		d.opens(d.first)
		d.script(d.first, "> Ми прийдемо 5 грудня")
		lose(d)
		out := d.forge(d.first, "send")
		if !says(out, "role.none") && !says(out, "translate.lost") || out.Person.Text != "" {
			t.Errorf("%s: %v", name, out.Says)
		}
		if o := d.filed(c).Thread[0].Others[0]; o.State != TranslationAsked {
			t.Errorf("%s: it was saved: %+v", name, o)
		}
	}
}

// TestATextTakesItsTranslationsAlong: what is taken back, released anew in other words
// or removed is gone from the desk, from an open screen at its next press, and from
// the record.
func TestATextTakesItsTranslationsAlong(t *testing.T) {
	ends := map[string]func(d *polyglots, c *Concern){
		"taken back": func(d *polyglots, c *Concern) {
			d.script(d.author, "& "+caseDo(c.Code), "* withdraw", "* withdraw")
		},
		"removed": func(d *polyglots, c *Concern) {
			d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Where is your house?", "* send")
			d.script(d.author, "& "+caseDo(c.Code), "* translate", "* report")
			d.opens(d.other)
			d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* remove")
		},
	}
	for name, end := range ends {
		d := newPolyglots(t)
		c := d.answered()
		d.script(d.author, "* translate")
		d.opens(d.first)
		d.script(d.first, "> Ми прийдемо 5 грудня")
		end(d, c)
		who := d.first
		if name == "removed" {
			who = d.other
		}
		if out := d.write(who, "Де ваш будинок?"); !says(out, "translate.lost") {
			t.Errorf("%s: %v", name, out.Says)
		}
		for _, w := range d.queue(QueueTranslate) {
			if name == "taken back" || len(w.Tasks) != 1 {
				t.Errorf("%s: %v waits", name, w.Tasks)
			}
		}
		if name == "removed" && d.filed(c).Thread[1].Others != nil {
			t.Errorf("%s: %+v stays", name, d.filed(c).Thread[1])
		}
	}
	c := Concern{Code: "A", Route: RouteOfficers, Sight: MayAnswer, Case: CaseReleased, ReleasedAt: 1, Released: "one", Lang: English, MayTranslate: true}
	c.Others = c.passages()[0].asking(Ukrainian, 5)
	c.Released = "two"
	if c.untranslated() != 0 {
		t.Error("a translation of other words is wanted")
	}
	if c.trimOthers(); c.Others != nil {
		t.Error("a translation of other words stays")
	}
}

// TestTheMostUrgentFirst is the order at the desk.
func TestTheMostUrgentFirst(t *testing.T) {
	want := []Task{{At: "safety", Since: 9, Safety: true}, {At: "soon", Since: 8, Due: 10}, {At: "late", Since: 7, Due: 20}, {At: "old", Since: 1}, {At: "new", Since: 2}}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, byUrgency)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
}

// TestTranslatorsHearOfWhatWaits: a notice counts what is theirs to do, and names nothing.
func TestTranslatorsHearOfWhatWaits(t *testing.T) {
	d := newPolyglots(t)
	c := d.answered()
	d.script(d.author, "* translate")
	all := d.filed(c).Timed(d.now)
	for who, want := range map[ID]int{d.first: 1, d.other: 1, d.plain: 0} {
		n := DeskNotice(d.programme, &d.board, *d.board.member(who), all, d.now)
		if n.Counts[countWaits] != want || !d.board.member(who).Hears(NoticeDesk) {
			t.Errorf("%v: %+v", who, n)
		}
	}
	if out := d.link(d.first, "oldest"); out.Person.Step != StepTranslations {
		t.Errorf("%v", out.Says)
	}
	n := DeskNotice(d.programme, &d.board, *d.board.member(d.organiser), all, d.now)
	if n.Counts[countWaits] != 0 {
		t.Errorf("an organiser hears of it: %+v", n)
	}
}

// TestTheDutyIsTicked by whoever could take the role away, and by nobody else.
func TestTheDutyIsTicked(t *testing.T) {
	d := newPolyglots(t)
	m := *d.board.member(d.plain)
	d.script(d.organiser, "/desk", "* people", "* staff", "* later", "* m."+memberMark(m))
	out := d.script(d.organiser, "* d."+grantMark(m.Grants[0]))
	if !says(out, "staff.duty_given") || !says(out, "staff.duty_cases") || !slices.Contains(d.board.member(d.plain).Grants[0].Duties, DutyCases) {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.organiser, "* d."+grantMark(m.Grants[0]))
	if d.board.member(d.plain).holds(translateCases, "") {
		t.Error("the duty stays")
	}
	d.board.member(d.organiser).Grants[0].Areas = []string{"tavr"}
	d.script(d.organiser, "/desk", "* people", "* staff", "* later", "* m."+memberMark(m), "! d."+grantMark(m.Grants[0]))
	if d.board.member(d.plain).holds(translateCases, "") || d.offers(d.organiser, "d."+grantMark(m.Grants[0])) {
		t.Error("an organiser of another neighbourhood ticks it")
	}
	d.script(d.plain, "! d."+grantMark(m.Grants[0]))
	if d.board.member(d.plain).holds(translateCases, "") {
		t.Error("they tick it themselves")
	}
}

// TestTranslatorsNameTheirLanguages when they take the role, and at their desk.
func TestTranslatorsNameTheirLanguages(t *testing.T) {
	d := newPolyglots(t)
	d.board.member(d.first).Writes = nil
	out := d.script(d.first, "/desk", "* translations")
	if out.Person.Step != StepTranslates {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.first, "* l.en", "* next"); !says(out, "translate.tongues.least") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.first, "* l.uk", "* next"); out.Person.Step != StepTranslations || !slices.Equal(d.board.member(d.first).Writes, []Lang{English, Ukrainian}) {
		t.Fatalf("%v", out.Says)
	}
}

// TestTheLanguageOfAnAnswer is the officer's own, unless the letters or they say otherwise.
func TestTheLanguageOfAnAnswer(t *testing.T) {
	d := newPolyglots(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> Vamos el 5", "* tongue", "* l.es", "* send")
	d.script(d.officer, "* answer", "* own", "> Прийдемо її лагодити", "* send")
	if all := d.filed(c).Thread; all[0].Lang != Spanish || all[1].Lang != Ukrainian {
		t.Errorf("%+v", all)
	}
}

// TestAnAuthorIsToldOfTranslators, before sending and before replying, and what was sent
// before anybody translated cases is translated for nobody.
func TestAnAuthorIsToldOfTranslators(t *testing.T) {
	d := newPolyglots(t)
	duty := d.board.Staff[len(d.board.Staff)-3:]
	for i := range duty[:2] {
		duty[i].Grants = []Grant{{Role: RoleTranslator, Areas: []string{"korabel"}, Since: d.now.Unix()}}
	}
	told := func(out Outcome) bool { return says(out, "concern.sight.translators") }
	if out := d.script(d.author, "& concern", "* street", "* mine", "> "+lampText); told(out) {
		t.Errorf("nobody translates cases, and the author reads %+v", out.Says)
	}
	d.script(d.author, "* answer", "* send")
	early := d.people[d.author].Codes[0]
	for i := range duty[:2] {
		duty[i].Grants = []Grant{{Role: RoleTranslator, Areas: []string{"korabel"}, Since: d.now.Unix(), Duties: []Duty{DutyCases}}}
	}
	if d.concerns[early].MayTranslate {
		t.Error("what was sent before may be translated")
	}
	c := d.concerns[early].clone()
	c.Case, c.Released, c.ReleasedAt = CaseReleased, c.Words, 1
	for _, w := range c.passages() {
		if w.wants(English) {
			t.Errorf("it can be asked for: %+v", w)
		}
		c.setOthers(w.at, w.asking(English, d.now.Unix()))
	}
	d.concerns[early] = &c // as if it had been asked for all the same
	at := "c/" + early + "/" + itemText
	if k := (Task{At: at, To: English}); !d.idle(d.first) || !says(d.forge(d.first, "k."+k.handle()), "translate.gone") || len(c.tasks()) > 0 {
		t.Errorf("a forged button leads a translator to it, or it waits as %+v", c.tasks())
	}
	if out := d.script(d.author, "& concern", "* home"); told(out) {
		t.Error("what is about home is said to be translated")
	}
	d.script(d.author, "/cancel")
	if out := d.script(d.author, "& concern", "* street", "* mine", "> "+lampText); !told(out) {
		t.Errorf("before choosing who sees it the author reads %+v", out.Says)
	}
	if out := d.script(d.author, "* answer"); !told(out) {
		t.Errorf("before sending the author reads %+v", out.Says)
	}
	d.script(d.author, "/cancel")
	d.people[d.author].Age = AgeTeen
	if out := d.script(d.author, "& concern", "* home", "* tell", "* skip", "> "+lampText); !told(out) {
		t.Errorf("before telling the lead about home a young person reads %+v", out.Says)
	}
}

// TestAColleaguesWords: of two officers who work on one case, each reads what the other
// wrote to its author in their own language once it is checked, and marked until then.
func TestAColleaguesWords(t *testing.T) {
	for name, moves := range map[string][]string{
		"an answer":  {"* answer", "* own", "> We come on 5 December", "* send"},
		"a question": {"* ask", "> Was it 5 or 6 lamps?", "* send"},
		"an end":     {"* close", "* done", "> We mended 5 lamps", "* send"},
	} {
		d := newPolyglots(t)
		c := d.released()
		d.people[d.second].Lang = Ukrainian
		d.script(d.second, "/desk", "* cases", "* c."+c.Handle)
		d.script(d.officer, append([]string{"/desk", "* cases", "* c." + c.Handle}, moves...)...)
		out := d.forge(d.second, "acknowledge") // too late: they read what was done meanwhile
		if saidOf(out, "translate.original", "tongue") != Tongue(English) || !d.offers(d.second, "translate") {
			t.Fatalf("%s is not marked: %v", name, out.Says)
		}
		d.script(d.second, "* translate")
		d.writes("Ми прийдемо: 5" + map[string]string{"a question": ", 6"}[name])
		out = d.link(d.second, "here")
		if words, _ := saidOf(out, "cases.thread.ours", "words").(Quote); !strings.HasPrefix(string(words), "Ми прийдемо") || says(out, "translate.original") || !says(out, "translate.from") {
			t.Errorf("%s is read as %v", name, out.Says)
		}
		if out = d.script(d.officer, "/desk"); name != "an end" {
			out = d.script(d.officer, "* cases", "* c."+c.Handle)
			if words, _ := saidOf(out, "cases.thread.ours", "words").(Quote); strings.HasPrefix(string(words), "Ми") {
				t.Errorf("%s: who wrote it reads a translation: %v", name, out.Says)
			}
		}
	}
}
