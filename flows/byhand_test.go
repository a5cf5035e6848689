package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// label is what a button says in English.
func (p *play) label(b Button, _ Lang, _ time.Time) string {
	if b.Key == "" {
		return b.Label
	}
	return argument.ReplaceAllStringFunc(p.messages[b.Key], func(hole string) string {
		switch v := b.Args[argument.FindStringSubmatch(hole)[1]].(type) {
		case Ref:
			return p.messages[string(v)]
		case Name:
			return Text(v).In(English)
		case Names:
			return Text(v[0]).In(English)
		case Lines:
			return p.label(Button{Key: v[0].Key, Args: v[0].Args}, English, p.now)
		case Day:
			return time.Time(v).Format(time.DateOnly)
		default:
			return fmt.Sprint(v)
		}
	})
}

// byHand checks that a button's text, typed, does what the press does that comes
// next. Every press of every test goes through it.
func (p *play) byHand(who ID, b Button) {
	p.c.Helper()
	label := p.label(b, English, p.now)
	same := 0
	for _, row := range p.screens[who].Rows {
		for _, other := range row {
			if spoken(p.label(other, English, p.now)) == spoken(label) {
				same++
			}
		}
	}
	if same != 1 || spoken(label) == "" || stopWord(label) || p.people[who] == nil || p.people[who].Serial != p.screens[who].Serial {
		return
	}
	if now := p.decide(who, Event{Kind: Press, Do: "here"}); !slices.ContainsFunc(now.Says, func(s Say) bool {
		return s.Screen && slices.ContainsFunc(slices.Concat(s.Rows...), func(other Button) bool { return other.Do == b.Do && p.label(other, English, p.now) == label })
	}) {
		return // the world has moved on, or the screen showed what is not kept
	}
	serial := p.people[who].Serial
	if b.Link {
		serial = 0
	}
	pressed := p.decide(who, Event{Kind: Press, Do: b.Do, Serial: serial})
	typed := p.decide(who, Event{Kind: Words, Text: "\u200f" + strings.ToUpper(label) + " \U0001f44d"})
	for _, out := range []*Outcome{&pressed, &typed} {
		out.Says = slices.Clone(out.Says)
		for i := range out.Says {
			out.Says[i].Fresh = false
		}
	}
	if !reflect.DeepEqual(pressed.Person, typed.Person) || !reflect.DeepEqual(pressed.Says, typed.Says) || len(pressed.Effects) != len(typed.Effects) {
		p.c.Errorf("at %s %q, typed, is not the press of it: %s, not %s", p.people[who].Step, label, typed.Person.Step, pressed.Person.Step)
	}
}

func TestSpoken(t *testing.T) {
	for text, want := range map[string]string{
		"🚶 Street and yard": "street and yard", "‹ Back": "back", "STREET, AND YARD!": "street and yard", "✓ 7": "7", "٧": "7", "７": "7",
		"\u20667\u2069": "7", "18:00": "18 00", "1. Lights": "1 lights", "I can't come": "i cant come", "Ще раз…": "ще раз", "Ё": "е",
		"מִנְיָן": "מנין", "1️⃣": "1", "👍": "", "10-12": "10 12",
	} {
		if got := spoken(text); got != want {
			t.Errorf("spoken(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestTypedButtons is about what a typed text means and what it does not.
func TestTypedButtons(t *testing.T) {
	p := newPlay(t)
	p.board.Wave = &Wave{ID: "w", Instrument: InstrumentIDs()[0], Opens: p.now.Unix() - 1, Closes: p.now.Add(time.Hour).Unix()}
	who := p.join(1)
	p.script(who, "& pulse")
	in, _ := Instruments(InstrumentIDs()[0])
	for at, item := range in.Items {
		if item.Type != Scale {
			p.press(who, fmt.Sprintf("a.%d.%d", at, Unsaid))
			continue
		}
		for _, seven := range []string{"7", "٧", "۷", "７", "\u20667\u2069", " 7. "} {
			back := *p.people[who]
			if p.write(who, seven); p.answers["w"][who][at] != firstOption+7 {
				t.Fatalf("%q is no 7: %+v", seven, p.answers["w"][who])
			}
			p.people[who] = &back
		}
		if p.write(who, "77"); p.people[who].Misses != 1 {
			t.Errorf("77 is an answer")
		}
		return
	}
	t.Fatal("there is no scale")
}
