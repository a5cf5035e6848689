package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// filed is a person who sent n concerns, the newest last.
func filedBefore(t *testing.T, n int) (*play, ID, []string) {
	t.Helper()
	p := town(t)
	who := p.join(1)
	for range n {
		p.people[who].Today = ""
		p.script(who, "& concern", "* street", "* mine", "> The lamps", "* answer", "* send")
	}
	return p, who, slices.Clone(p.people[who].Codes)
}

// listed are the codes on the current screen, in their order.
func (p *play) listed(who ID) []string {
	var all []string
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if b.Label != "" {
				all = append(all, b.Label)
			}
		}
	}
	return all
}

func TestMineIsPagedNewestFirst(t *testing.T) {
	p, who, codes := filedBefore(t, 23)
	slices.Reverse(codes)
	p.command(who, "my")
	for i, want := range [][]string{codes[:10], codes[10:20], codes[20:]} {
		if got := p.listed(who); !slices.Equal(got, want) {
			t.Errorf("page %d: %v, want %v", i, got, want)
		}
		if i < 2 {
			p.script(who, "* older")
		}
	}
	out := p.script(who, "! older")
	if !says(out, "mine.misfit") || p.offers(who, "older") {
		t.Errorf("there is a page after the last")
	}
	p.script(who, "* "+caseDo(codes[21]), "* back")
	if got := p.listed(who); !slices.Equal(got, codes[20:]) {
		t.Errorf("Back leads to %v", got)
	}
	p.script(who, "* newer", "* newer")
	if got := p.listed(who); !slices.Equal(got, codes[:10]) || p.offers(who, "newer") {
		t.Errorf("the first page is %v", got)
	}
}

func TestMineIsEmpty(t *testing.T) {
	p := town(t)
	who := p.join(1)
	if out := p.command(who, "my"); !says(out, "mine.nothing") || !p.offers(who, "concern") {
		t.Errorf("%v", out.Says)
	}
}

// TestMineHidesWhatIsSensitive lists home and hate by code and date only.
func TestMineHidesWhatIsSensitive(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern.home", "* tell", "* mine", "> He shouts", "* read", "* send")
	out := p.command(who, "my")
	if !says(out, "mine.item_short") || says(out, "mine.item") {
		t.Errorf("the list says %v", out.Says)
	}
	out = p.script(who, "* "+caseDo(p.people[who].Codes[0]))
	card := out.Says[len(out.Says)-1]
	if card.Lines[0].Key != "concern.neutral" || card.Vanish != time.Hour || !card.Protect || !p.offers(who, "hide") {
		t.Errorf("the card is %+v", card)
	}
}

func TestCase(t *testing.T) {
	tests := []struct {
		name  string
		moves func(code string) []string
		step  Step
		says  string
		gone  bool // the record expired
		taken bool
	}{
		{name: "from the list", moves: func(c string) []string { return []string{"/my", "* " + caseDo(c)} }, step: StepCase, says: "case.about"},
		{name: "from a link", moves: func(c string) []string { return []string{"& " + caseDo(c)} }, step: StepCase, says: "concern.review.words"},
		{name: "from the receipt, in writing", moves: func(c string) []string { return []string{"/my", "> " + c + " "} }, step: StepCase, says: "case.kept"},
		{name: "a code of nobody", moves: func(string) []string { return []string{"/my", "> K7-PLUM-42"} }, step: StepMine, says: "mine.misfit"},
		{name: "a forged code", moves: func(string) []string { return []string{"& case.k7-plum-42"} }, step: StepMine, says: "mine.ask"},
		{name: "a sticker", moves: func(string) []string { return []string{"/my", "sticker"} }, step: StepMine, says: "mine.misfit"},
		{name: "expired in the list", gone: true, moves: func(string) []string { return []string{"/my"} }, step: StepMine, says: "mine.item_gone"},
		{name: "expired", gone: true, moves: func(c string) []string { return []string{"& " + caseDo(c)} }, step: StepCase, says: "case.gone"},
		{name: "expired and forged", gone: true, moves: func(c string) []string { return []string{"& " + caseDo(c), "! withdraw"} }, step: StepCase, says: "case.gone"},
		{name: "asks once", moves: func(c string) []string { return []string{"& " + caseDo(c), "* withdraw"} }, step: StepWithdraw, says: "case.take_back.deleted"},
		{name: "the safe button keeps it", moves: func(c string) []string { return []string{"& " + caseDo(c), "* withdraw", "* keep"} }, step: StepCase, says: "case.state_is"},
		{name: "words there keep it", moves: func(c string) []string { return []string{"& " + caseDo(c), "* withdraw", "> yes"} }, step: StepWithdraw, says: "common.misfit.button"},
		{name: "taken back", taken: true, moves: func(c string) []string { return []string{"& " + caseDo(c), "* withdraw", "* withdraw"} }, step: StepCase, says: "case.withdrawn"},
		{name: "taken back, forged again", taken: true, moves: func(c string) []string { return []string{"& " + caseDo(c), "* withdraw", "* withdraw", "! withdraw"} }, step: StepCase, says: "case.withdrawn"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, who, codes := filedBefore(t, 1)
			if tt.gone {
				delete(p.concerns, codes[0])
			}
			out := p.script(who, tt.moves(codes[0])...)
			if out.Person.Step != tt.step || !says(out, tt.says) {
				t.Errorf("at %s, not %s: %v", out.Person.Step, tt.step, out.Says)
			}
			if c := p.concerns[codes[0]]; c != nil && (c.Case == CaseWithdrawn) != tt.taken {
				t.Errorf("the case is %s", c.Case)
			}
		})
	}
}

// TestTakingBackDeletesWhatItSaid in the week it was sent, and after it.
func TestTakingBackDeletesWhatItSaid(t *testing.T) {
	for _, late := range []bool{false, true} {
		t.Run(fmt.Sprintf("late %v", late), func(t *testing.T) {
			p := town(t)
			who := p.join(1)
			p.script(who, "& concern", "* street", "place", "* exact", "photo look", "* answer", "* send")
			code := p.people[who].Codes[0]
			if late {
				p.now = p.now.AddDate(0, 0, 7)
			}
			out := p.script(who, "& "+caseDo(code), "* withdraw", "* withdraw")
			e, ok := effectOf[UpdateConcern](out)
			if !ok {
				t.Fatalf("nothing is stored: %v", out.Effects)
			}
			c := e.Concern
			if c.Words != "" || c.Photo != nil || c.Voice != nil || c.Exact != nil || c.Cell != nil || c.Author != (ID{}) || c.Case != CaseWithdrawn || c.Closed != p.now.Unix() {
				t.Errorf("kept: %+v", c)
			}
			left := 1
			if !late {
				left = 0
			}
			for at, n := range p.counts {
				if n != left {
					t.Errorf("%s is %d, want %d", at, n, left)
				}
			}
			if len(p.counts) != 13 { // of three periods, and of what becomes of it
				t.Errorf("%d counters", len(p.counts))
			}
		})
	}
}

// TestSomebodyElsesCase is not shown, whoever forges the link.
func TestSomebodyElsesCase(t *testing.T) {
	p, _, codes := filedBefore(t, 1)
	other := p.join(2)
	for _, m := range []string{"& " + caseDo(codes[0]), "> " + codes[0], "! " + caseDo(codes[0])} {
		if out := p.script(other, m); out.Person.Step == StepCase || says(out, "case.about") {
			t.Errorf("%s shows it", m)
		}
	}
}

// TestCountedOnlyCanBeTakenBack although it names nobody.
func TestCountedOnlyCanBeTakenBack(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern.hate", "* count", "* mine", "* send")
	code := p.people[who].Codes[0]
	out := p.script(who, "& "+caseDo(code))
	if says(out, "concern.review.no_words") || !says(out, "concern.review.counted") {
		t.Errorf("the card is %v", out.Says)
	}
	p.script(who, "* withdraw", "* withdraw")
	for at, n := range p.counts {
		if n != 0 {
			t.Errorf("%s is %d", at, n)
		}
	}
}

// TestTypedCodes: a code from a receipt is understood however it is typed, in the list
// and at the menu, and only by whoever it belongs to.
func TestTypedCodes(t *testing.T) {
	p := town(t)
	who, other := p.join(1), p.join(2)
	p.people[who].Codes = []string{"A2-ACORN-22", "K7-PLUM-42", "K7-PLUM-43"}
	for _, tt := range []struct {
		typed string
		opens bool
	}{
		{"K7-PLUM-42", true}, {"k7-plum-42", true}, {"k7 plum 42", true}, {" K7–Plum—42. ", true}, {"k7plum42", true},
		{"K٧-PLUM-٤٢", true}, {"Ｋ７－ＰＬＵＭ－４２", true}, {"К7-plum-42", true}, {"\u200fK7-PLUM-42\u200e", true}, {"“K7-PLUM-42”", true},
		{"K7-PLUM", false}, {"K7-PLUM-44", false}, {"", false}, {"-", false},
	} {
		for _, at := range []string{"my", "menu"} {
			for person, mine := range map[ID]bool{who: true, other: false} {
				p.link(person, at)
				p.write(person, tt.typed)
				if got := p.people[person]; (got.Step == StepCase && got.Topic == "K7-PLUM-42") != (tt.opens && mine) {
					t.Errorf("%q at %s, theirs %v: at %s with %q", tt.typed, at, mine, got.Step, got.Topic)
				}
			}
		}
	}
}
