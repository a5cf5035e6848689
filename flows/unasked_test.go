package flows

import "testing"

// TestEditsAreAnsweredOnce changes earlier messages in every way that can reach
// a chat: whoever really changed one is told once, and nothing else is answered.
func TestEditsAreAnsweredOnce(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
	sent := int(p.seed)
	edit := func(message int, text string) Outcome {
		return p.turn(who, Event{Kind: Edited, Sent: message, Text: text})
	}
	before := *p.people[who]
	if out := edit(sent, "The lamps are dark"); out.Silent == "" || !out.Keep {
		t.Errorf("words that are the same are answered: %+v", out.Says)
	}
	if out := edit(sent+100, "other words"); out.Silent == "" || !out.Keep {
		t.Errorf("a message that the bot does not know is answered: %+v", out.Says)
	}
	if out := edit(sent, "The lamps are out"); !says(out, "common.edited") || len(out.Says) != 1 {
		t.Errorf("a change is not answered: %+v", out)
	}
	if out := edit(sent, "The lamps are out again"); out.Silent == "" {
		t.Errorf("the second change is answered too: %+v", out.Says)
	}
	after := p.people[who]
	if after.Step != before.Step || after.Serial != before.Serial || after.Misses != before.Misses || after.Draft.Words != "The lamps are dark" {
		t.Errorf("an edit changed the conversation: %+v, was %+v", after, before)
	}
}

// TestNobodyIsAnsweredForAnEdit: nobody who was never heard of, hid the chat,
// left what they were telling, erased everything or wants no messages.
func TestNobodyIsAnsweredForAnEdit(t *testing.T) {
	for name, moves := range map[string][]string{
		"hidden": {"/hide"}, "left": {"/cancel"}, "paused": {"/stop"},
	} {
		p := town(t)
		who := p.join(1)
		p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
		sent := int(p.seed)
		p.script(who, moves...)
		if out := p.turn(who, Event{Kind: Edited, Sent: sent, Text: "new"}); out.Silent == "" || !out.Keep {
			t.Errorf("%s: an edit is answered: %+v", name, out.Says)
		}
	}
	p := town(t)
	for _, e := range []Event{{Kind: Edited, Text: "new", Sent: 7}, {Kind: TimerOn, Sent: 8}} {
		if out := p.turn(ID{9}, e); out.Silent == "" || !out.Keep || len(out.Effects) > 0 {
			t.Errorf("a stranger is answered: %+v", out)
		}
	}
	child := p.join(2, func(q *Person) { *q = Person{Lang: English, Age: AgeChild, Step: StepMenu, Serial: 1} })
	p.write(child, "hello")
	if n := len(p.people[child].Wrote); n > 0 {
		t.Errorf("a child's record holds %d messages", n)
	}
}

// TestFewMessagesAreRemembered bounds what is kept to know an edit.
func TestFewMessagesAreRemembered(t *testing.T) {
	p := town(t)
	who := p.join(1)
	for range 3 * mostWritten {
		p.write(who, "hello")
	}
	if n := len(p.people[who].Wrote); n != mostWritten {
		t.Errorf("%d messages are remembered, want %d", n, mostWritten)
	}
}

// TestTheTimerIsConfirmed switches Telegram's own timer on.
func TestTheTimerIsConfirmed(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* street")
	before := *p.people[who]
	out := p.turn(who, Event{Kind: TimerOn})
	if !says(out, "common.timer") || len(out.Says) != 1 || out.Says[0].Screen {
		t.Errorf("says %+v", out.Says)
	}
	if after := p.people[who]; after.Step != before.Step || after.Misses != before.Misses || after.Serial != before.Serial {
		t.Errorf("the timer changed the conversation: %+v", after)
	}
	p.command(who, "stop")
	if out := p.turn(who, Event{Kind: TimerOn}); out.Silent == "" {
		t.Errorf("says %+v after STOP", out.Says)
	}
}
