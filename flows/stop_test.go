package flows

import (
	"testing"
)

// unclear are wishes to be left alone with other words around them.
var unclear = []string{
	"Stop. I don't want this", "Stop, I am tired of it", "stop bothering me", "I said no. Stop!", "please leave me alone", "I told you, no more messages",
	"Basta ya de mensajes", "Basta. No me interesa", "déjenme en paz", "Ya basta, no sigan",
	"די. לא רוצה את זה", "תפסיקו להציק לי", "תעזבו אותי", "אמרתי: תפסיקו לכתוב לי!",
	"كفى. لا أريد هذا", "توقفوا عن إزعاجي", "دعوني وشأني", "قلت لكم توقفوا عن مراسلتي",
	"Стоп! Я больше не хочу", "хватит мне надоедать", "оставьте меня в покое", "Хватит, надоело", "я же просил: не пишите мне больше",
	"Досить. Мені це не треба", "досить мене турбувати", "дайте мені спокій", "Прошу: не пишіть мені більше",
	"Dość. Nie chcę tego", "przestańcie mnie męczyć", "dajcie mi spokój", "Mówiłam: nie piszcie do mnie",
}

// ordinary are texts of concerns with such words in them.
var ordinary = []string{
	"The lamps are dark", "The bus does not stop here", "Stop sign is missing", "The stop lights at the crossing are out", "Bus stop is dark", "Nobody stops at the crossing. It is dangerous",
	"He shouted stop and then a dog came running out of the yard and bit my boy", "Para mi hija es peligroso", "La parada está oscura. No hay luz", "Alto ruido por la noche",
	"No paran los coches. Es peligroso", "תחנת האוטובוס חשוכה", "רעש בלילה. די הרבה", "موقف الحافلة مظلم", "السيارات لا تتوقف", "На остановке темно", "Автобус не останавливается. Опасно",
	"На зупинці темно", "Машини не зупиняються", "Na przystanku jest ciemno", "Auta się nie zatrzymują. Jest niebezpiecznie",
}

func TestWhatMayBeAStop(t *testing.T) {
	for _, s := range unclear {
		if !maybeStop(s) || stopWord(s) {
			t.Errorf("%q is not asked about: clear %v", s, stopWord(s))
		}
	}
	for _, s := range ordinary {
		if maybeStop(s) || stopWord(s) {
			t.Errorf("%q is taken for a wish to be left alone", s)
		}
	}
	for _, s := range []string{
		"please stop writing to me", "stop it", "don't write to me anymore", "no me escriba más, por favor", "אל תכתבו לי יותר", "لا ترسلوا لي رسائل بعد الآن",
		"перестаньте мне писать", "больше не пишите мне", "перестаньте писати", "nie piszcie do mnie więcej", "proszę przestańcie pisać",
	} {
		if !stopWord(s) {
			t.Errorf("%q is not taken for STOP", s)
		}
	}
}

// TestAnUnclearStopIsAskedAbout while a text is collected: it is in no concern before
// the person says so, Yes pauses and leaves the draft as it was, No takes the text.
func TestAnUnclearStopIsAskedAbout(t *testing.T) {
	for _, s := range unclear {
		p := town(t)
		who := p.join(1)
		p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
		out := p.write(who, s)
		if !says(out, "pause.sure.ask") || p.people[who].Paused || p.people[who].Draft.Words != "The lamps are dark" {
			t.Fatalf("%q is answered with %v, the concern says %q", s, out.Says, p.people[who].Draft.Words)
		}
		other := p.copy()
		out = p.press(who, "stopyes")
		if got := p.people[who]; !got.Paused || !says(out, "pause.paused") || got.Step != StepSight || got.Draft.Words != "The lamps are dark" || got.Stop != "" {
			t.Errorf("%q: Yes leads to %+v", s, got)
		}
		if out := p.forge(who, "stopyes"); len(out.Effects) > 0 || p.people[who].Step != StepSight {
			t.Errorf("%q: a second Yes leads to %+v", s, out)
		}
		other.press(who, "stopno")
		if got := other.people[who]; got.Paused || got.Step != StepSight || got.Draft.Words != "The lamps are dark\n"+s || got.Stop != "" {
			t.Errorf("%q: No leads to %+v", s, got)
		}
	}
}

// TestAnUnclearStopElsewhere: at the menu, in a thread, where somebody is asked
// whether to go on; said twice it is clear, and clear words win over the question.
func TestAnUnclearStopElsewhere(t *testing.T) {
	p := town(t)
	who := p.join(1)
	if out := p.write(who, "stop bothering me"); !says(out, "pause.sure.ask") {
		t.Fatalf("at the menu: %v", out.Says)
	}
	if out := p.write(who, "leave me alone"); !says(out, "pause.paused") || !p.people[who].Paused || p.people[who].Step != StepMenu {
		t.Errorf("said twice: %v", out.Says)
	}
	p.link(who, "resume")
	p.write(who, "stop bothering me")
	if out := p.write(who, "STOP"); !says(out, "pause.paused") || p.people[who].Step != StepMenu || p.people[who].Stop != "" {
		t.Errorf("STOP at the question: %+v", p.people[who])
	}
	p.link(who, "resume")
	p.script(who, "& concern", "* street", "* mine", "> dark", "> Stop. I don't want this", "> it is no use")
	if got := p.people[who]; got.Step != StepStopSure || got.Draft.Words != "dark" {
		t.Errorf("words at the question: %+v", got)
	}
	if p.press(who, "stopno"); p.people[who].Draft.Words != "dark\nStop. I don't want this\nit is no use" {
		t.Errorf("after No: %q", p.people[who].Draft.Words)
	}
	p.script(who, "> Stop. I don't want this")
	if out := p.turn(who, Event{Kind: Photo, File: File{ID: "p"}, Text: "look"}); !says(out, "thing.photo") || !says(out, "collect.words_kept") || says(out, "collect.added") {
		t.Errorf("a picture at the question: %v", out.Says)
	}
	p.script(who, "& sessions")
	if got := p.people[who]; got.Step != StepInterrupted || got.Draft == nil || got.Stop != "" {
		t.Errorf("a link at the question: %+v", got)
	}
	if out := p.write(who, "Stop. I don't want this"); !says(out, "pause.sure.ask") {
		t.Errorf("where it is asked whether to go on: %v", out.Says)
	}
	if out := p.write(who, "help, he is beating me"); !says(out, "danger.call") || p.people[who].Stop != "" {
		t.Errorf("a cry at the question: %v", out.Says)
	}
}

// TestAnUnclearStopAboutHome goes like the concern that it may be a part of, and of
// a child nothing is kept.
func TestAnUnclearStopAboutHome(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* home", "* tell", "* mine")
	out := p.write(who, "Stop, I am tired of it")
	if s := out.Says[len(out.Says)-1]; s.Vanish == 0 || !s.Protect || s.Lines[0].Key != "concern.neutral" {
		t.Errorf("the question stays: %+v", s)
	}
	child := p.join(2, func(q *Person) { q.Age, q.Agreed, q.Area, q.Chat = AgeChild, 0, "", 0 })
	if out := p.write(child, "stop bothering me"); !says(out, "pause.sure.ask") || p.people[child].Stop != "" {
		t.Errorf("a child: %+v, %v", p.people[child], out.Says)
	}
	if p.press(child, "stopno"); p.people[child].Step != StepMenu {
		t.Errorf("a child is at %s", p.people[child].Step)
	}
}

// TestAnUnclearStopUnderAPicture is asked about like any other: the picture is in no
// concern before the person says so, and is not lost if they do.
func TestAnUnclearStopUnderAPicture(t *testing.T) {
	for _, s := range unclear {
		for _, e := range []Event{{Kind: Photo, File: File{ID: "p"}, Album: "an album"}, {Kind: Voice, File: File{ID: "v"}}, {Kind: Other, What: "video"}} {
			p := town(t)
			who := p.join(1)
			p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
			e.Text = s
			out := p.turn(who, e)
			if d := p.people[who].Draft; !says(out, "pause.sure.ask") || p.people[who].Paused || d.Words != "The lamps are dark" || d.Photo != nil || d.Voice != nil {
				t.Fatalf("%q under %v is answered with %v, the concern is %+v", s, e.Kind, out.Says, d)
			}
			if says(out, "thing.video") != (e.Kind == Other) || says(out, "collect.words_kept") != (e.Kind == Other) {
				t.Errorf("%q under %v: %v", s, e.Kind, out.Says)
			}
			other := p.copy()
			p.press(who, "stopyes")
			if got := p.people[who]; !got.Paused || got.Draft.Photo != nil || got.Draft.Voice != nil || got.Draft.Words != "The lamps are dark" || got.Stop != "" || got.StopPhoto != nil || got.StopVoice != nil {
				t.Errorf("%q under %v: Yes leads to %+v", s, e.Kind, got)
			}
			other.press(who, "stopno")
			got := other.people[who]
			if got.Paused || got.Draft.Words != "The lamps are dark\n"+s || (got.Draft.Photo != nil) != (e.Kind == Photo) || (got.Draft.Voice != nil) != (e.Kind == Voice) || got.StopPhoto != nil || got.StopVoice != nil {
				t.Errorf("%q under %v: No leads to %+v", s, e.Kind, got.Draft)
			}
		}
	}
	p := town(t)
	who := p.join(1)
	p.turn(who, Event{Kind: Photo, File: File{ID: "p"}, Text: unclear[0], Album: "an album"})
	if out := p.turn(who, Event{Kind: Photo, File: File{ID: "q"}, Album: "an album"}); !says(out, "concern.words.one_photo") || p.people[who].StopPhoto.ID != "p" {
		t.Errorf("the second picture of an album: %v", out.Says)
	}
	again := p.copy()
	if out := again.turn(who, Event{Kind: Photo, File: File{ID: "q"}, Text: "leave me alone"}); !says(out, "pause.paused") || again.people[who].StopPhoto != nil {
		t.Errorf("said twice: %v", out.Says)
	}
	if out := p.press(who, "stopno"); !says(out, "danger.offer") || p.people[who].Cry == nil || p.people[who].Cry.Photo == nil {
		t.Errorf("No at the menu: %v", out.Says)
	}
	child := p.join(2, func(q *Person) { q.Age, q.Agreed, q.Area, q.Chat = AgeChild, 0, "", 0 })
	if out := p.turn(child, Event{Kind: Photo, File: File{ID: "p"}, Text: unclear[0]}); !says(out, "pause.sure.ask") || p.people[child].Stop != "" || p.people[child].StopPhoto != nil {
		t.Errorf("a child: %+v, %v", p.people[child], out.Says)
	}
	if out := p.turn(who, Event{Kind: Photo, File: File{ID: "p"}, Text: "Stop hitting me"}); !says(out, "danger.call") || p.people[who].StopPhoto != nil {
		t.Errorf("a cry under a picture: %v", out.Says)
	}
}

// TestStopUnderAPictureStops, also said politely or twice, on every screen and at desks:
// the picture is in nothing. A stranger who sends it leaves nothing.
func TestStopUnderAPictureStops(t *testing.T) {
	for _, words := range []string{"STOP", "stop please", "STOP STOP", "Стоп, пожалуйста", "Досить, дякую", "Basta ya", "توقفوا", "די!", "dość"} {
		for _, kind := range []Kind{Photo, Voice, Other} {
			d := newDesks(t)
			d.script(d.author, "& concern", "* street", "* mine", "> The lamps are dark")
			for _, who := range []ID{d.author, d.reviewer} {
				out := d.turn(who, Event{Kind: kind, Text: words, File: File{ID: "p"}, Album: "an album"})
				p := d.people[who]
				if !p.Paused || !says(out, "pause.paused") || p.Draft != nil && (p.Draft.Photo != nil || p.Draft.Words != "The lamps are dark") {
					t.Errorf("%q under %v: %+v", words, kind, out.Says)
				}
			}
			stranger := ID{99}
			if out := d.turn(stranger, Event{Kind: kind, Text: words}); !says(out, "pause.stranger") {
				t.Errorf("%q of a stranger under %v: %+v", words, kind, out.Says)
			}
		}
	}
	d := newDesks(t)
	d.script(d.author, "& concern", "* street", "* mine")
	if d.turn(d.author, Event{Kind: Photo, Text: "The bus does not stop here", File: File{ID: "p"}}); d.people[d.author].Paused || d.people[d.author].Draft.Photo == nil {
		t.Error("a picture of a bus stop pauses the messages")
	}
}
