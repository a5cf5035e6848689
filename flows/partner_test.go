package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const cityLamps = "The city's lighting service"

// agreed is a released case whose author agreed while telling it.
func (d *desks) agreed() *Concern {
	d.c.Helper()
	c := d.tells("* street", "* mine", "> Olha's lamp is dark", "* answer", "* hand", "* send")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* shorten", "> A lamp is dark", "* release")
	d.nextTexts()
	return c
}

// opened is a case on somebody's screen.
func (d *desks) opened(who ID, desk string, c *Concern) Outcome {
	d.c.Helper()
	return d.script(who, "/desk", "* "+desk, "* c."+c.Handle)
}

// handOn has the officer hand a case on, or ask for it.
func (d *desks) handOn(c *Concern) Outcome {
	d.c.Helper()
	d.opened(d.officer, "cases", c)
	return d.script(d.officer, "* hand", "* b."+bodyMark(cityLamps), "* do")
}

// entrustedCase is one that the partner has.
func (d *desks) entrustedCase() *Concern {
	d.c.Helper()
	c := d.agreed()
	d.handOn(c)
	if d.filed(c).Partner != cityLamps {
		d.c.Fatalf("not handed on: %+v", *d.filed(c))
	}
	return c
}

// TestHandedOn is the whole way: agreed to, handed on, asked, answered, closed by
// the partner, opened again, with the officers once more.
func TestHandedOn(t *testing.T) {
	d := newDesks(t)
	c := d.agreed()
	sent := d.filed(c).Sent
	out := d.handOn(c)
	push, told := sentTo(out, d.partner)
	if !told || len(push.Lines) != 1 || push.Lines[0].Key != "partner.ready" || push.Lines[0].Args != nil || strings.Contains(fmt.Sprint(push), c.Label) {
		t.Fatalf("the partner is told %v", out.Says)
	}
	if push, told = sentTo(out, d.author); !told || push.Lines[0].Key != "thread.message" {
		t.Fatalf("the author is told %v", out.Says)
	}
	if !says(out, "partner.case.with") || d.offers(d.officer, "answer") || d.offers(d.officer, "close") || !d.offers(d.officer, "fetch") {
		t.Fatalf("the officer sees %v", out.Says)
	}
	out = d.opened(d.partner, "partner", c)
	if text := fmt.Sprint(out.Says); !says(out, "partner.case.yours") || !strings.Contains(text, "A lamp is dark") || strings.Contains(text, "Olha") || strings.Contains(text, c.Code) {
		t.Fatalf("the partner sees %v", out.Says)
	}
	d.script(d.partner, "* acknowledge", "* ask", "> Which lamp?", "* send")
	if d.offers(d.partner, "acknowledge") {
		t.Error("it is seen twice")
	}
	out = d.script(d.author, "& "+caseDo(c.Code))
	if text := fmt.Sprint(out.Says); !says(out, "partner.mine.with") || !strings.Contains(text, cityLamps) || !strings.Contains(text, "Which lamp?") {
		t.Fatalf("the author sees %v", out.Says)
	}
	if out = d.script(d.author, "* reply"); !says(out, "partner.lock") {
		t.Errorf("who reads the reply: %v", out.Says)
	}
	d.script(d.author, "> The third, by Olha's door", "* send")
	if out = d.opened(d.partner, "partner", c); strings.Contains(fmt.Sprint(out.Says), "The third") {
		t.Fatalf("a reply is read before the reviewer: %v", out.Says)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* shorten", "> The third", "* release")
	d.nextTexts()
	if out = d.opened(d.partner, "partner", c); !strings.Contains(fmt.Sprint(out.Says), "The third") || strings.Contains(fmt.Sprint(out.Says), "Olha") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.partner, "* answer", "* t.p.planned", "* send")
	if out = d.opened(d.officer, "cases", c); !strings.Contains(fmt.Sprint(out.Says), "partner.template.planned") || !strings.Contains(fmt.Sprint(out.Says), cityLamps) {
		t.Fatalf("officers read along: %v", out.Says)
	}
	out = d.script(d.partner, "* close", "* done", "> There is light", "* send")
	if got := d.filed(c); got.Case != CaseDone || got.Sent != sent || got.Acked == 0 || got.Answered == 0 {
		t.Fatalf("%+v", got)
	}
	if out.Person.Step != StepCases || !says(out, "cases.nothing") {
		t.Fatalf("after closing the partner sees %v", out.Says)
	}
	d.script(d.author, "& "+caseDo(c.Code), "* reopen")
	if got := d.filed(c); got.Partner != "" || !slices.Contains(queuesOf(got), QueueOfficers) || slices.Contains(queuesOf(got), QueuePartner) {
		t.Fatalf("opened again: %+v", got)
	}
	d.nextTexts()
	if out = d.opened(d.officer, "cases", c); !d.offers(d.officer, "answer") || !d.offers(d.officer, "hand") {
		t.Errorf("%v", out.Says)
	}
}

func queuesOf(c *Concern) (all []CaseQueue) {
	for _, q := range CaseQueues() {
		if _, in := c.Waits()[q]; in {
			all = append(all, q)
		}
	}
	return all
}

// TestAgreement is which cases may be handed on, after what, and which never.
func TestAgreement(t *testing.T) {
	tests := []struct {
		name   string
		topics []Category // of the partner
		tells  []string
		hands  string // what the officer reads
		author string // what the author then presses
		has    bool   // whether the partner has it in the end
		again  bool   // whether the officer may ask once more
	}{
		{name: "agreed while telling", tells: []string{"* street", "* mine", "> x", "* answer", "* hand", "* send"}, hands: "partner.hand_to.agreed", has: true},
		{name: "agreed, and changed their mind before sending", tells: []string{"* street", "* mine", "> x", "* answer", "* hand", "* keep", "* send"}, hands: "partner.hand_to.must_ask", author: "disagree"},
		{name: "asked, agrees", tells: []string{"* street", "* mine", "> x", "* answer", "* send"}, hands: "partner.hand_to.must_ask", author: "agree", has: true},
		{name: "asked, refuses", tells: []string{"* street", "* mine", "> x", "* answer", "* send"}, hands: "partner.hand_to.must_ask", author: "disagree"},
		{name: "asked, says nothing", tells: []string{"* street", "* mine", "> x", "* answer", "* send"}, hands: "partner.hand_to.must_ask"},
		{name: "to be read, agreed", tells: []string{"* street", "* mine", "> x", "* read", "* hand", "* send"}, hands: "partner.hand_to.agreed", has: true},
		{name: "to be read, not agreed", tells: []string{"* street", "* mine", "> x", "* read", "* send"}, hands: "partner.hand_to.never"},
		{name: "home is asked about each time", topics: []Category{Home, Street}, tells: []string{"* home", "* tell", "* mine", "> x", "* answer", "* send"}, hands: "partner.hand_to.must_ask", author: "agree", has: true},
		{name: "hate, agreed before it became that", topics: []Category{Hate, Street},
			tells: []string{"* street", "* mine", "> x", "* answer", "* hand", "* change", "* category", "* hate", "* report", "* tell", "* send"}, hands: "partner.hand_to.must_ask", author: "disagree"},
		{name: "home, to be read only", topics: []Category{Home}, tells: []string{"* home", "* tell", "* mine", "> x", "* read", "* send"}, hands: "partner.hand_to.never"},
		{name: "home, where the partner does not take it", tells: []string{"* home", "* tell", "* mine", "> x", "* answer", "* send"}},
		{name: "traffic, where the partner takes streets", topics: []Category{Street}, tells: []string{"* traffic", "* mine", "> x", "* answer", "* send"}},
		{name: "elsewhere", tells: []string{"* street", "* list", "* a.tavr", "> x", "* answer", "* send"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			d.board.member(d.partner).Grants[0].Topics = tt.topics
			d.board.member(d.officer).Grants[0].Areas = nil
			c := d.tells(tt.tells...)
			d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
			d.nextTexts()
			d.opened(d.officer, "cases", c)
			if tt.hands == "" {
				if out := d.script(d.officer, "! hand"); d.offers(d.officer, "hand") || len(out.Effects) > 0 || out.Person.Step != StepCaseOne {
					t.Errorf("it is offered: %v", out.Says)
				}
				return
			}
			out := d.script(d.officer, "* hand")
			if tt.hands == "partner.hand_to.never" {
				forged := d.script(d.officer, "! b."+bodyMark(cityLamps))
				if !says(out, tt.hands) || len(forged.Effects) > 0 || d.filed(c).HandAsk != "" {
					t.Errorf("%v %v", out.Says, forged.Effects)
				}
				return
			}
			if out = d.script(d.officer, "* b."+bodyMark(cityLamps)); !says(out, tt.hands) {
				t.Fatalf("%v", out.Says)
			}
			out = d.script(d.officer, "* do")
			if _, told := sentTo(out, d.author); told != (c.Sight == MayAnswer && !c.Category.Sensitive()) {
				t.Errorf("the author is told: %v", out.Says)
			}
			if tt.author != "" {
				if d.filed(c).Partner != "" {
					t.Fatal("it went before its author agreed")
				}
				if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "partner.mine.ask") {
					t.Fatalf("%v", out.Says)
				}
				d.script(d.author, "* "+tt.author)
			}
			if got := d.filed(c); (got.Partner == cityLamps) != tt.has || slices.Contains(queuesOf(got), QueuePartner) != tt.has {
				t.Fatalf("%+v", got)
			}
			d.script(d.partner, "/desk", "! partner")
			if d.offers(d.partner, "c."+c.Handle) != tt.has {
				t.Errorf("the partner sees it: %v", !tt.has)
			}
			if tt.author == "disagree" { // a no is not asked about again
				d.opened(d.officer, "cases", c)
				if out = d.script(d.officer, "* hand"); !says(out, "partner.hand_to.refused") {
					t.Errorf("%v", out.Says)
				}
				if out = d.script(d.officer, "! b."+bodyMark(cityLamps)); len(out.Effects) > 0 || d.filed(c).HandAsk != "" {
					t.Errorf("asked again: %v", out.Effects)
				}
			}
		})
	}
}

// TestNeverHandedOn: police conduct, young people's texts and what is not
// released have no way to a partner, whatever somebody presses or a record says.
func TestNeverHandedOn(t *testing.T) {
	d := newDesks(t)
	d.board.member(d.partner).Grants[0].Topics = Categories()
	police := d.tells("* police", "* tell", "* mine", "> x", "* answer", "* send")
	young := d.join(10, underage)
	d.script(young, "& concern", "* street", "* mine", "> x", "* read", "! hand")
	if d.people[young].Draft.MayHand {
		t.Error("somebody under 18 is asked")
	}
	d.script(young, "* send")
	waiting := d.tells("* street", "* mine", "> x", "* answer", "* hand", "* send")
	for _, c := range []*Concern{police, d.concerns[d.people[young].Codes[0]], waiting} {
		forged := d.filed(c).clone()
		forged.Partner, forged.MayHand = cityLamps, true
		d.concerns[c.Code] = &forged
		out := d.script(d.partner, "/desk", "! partner")
		if slices.Contains(queuesOf(&forged), QueuePartner) || d.offers(d.partner, "c."+c.Handle) || says(out, "cases.item") {
			t.Errorf("a partner sees %+v", forged)
		}
		if out = d.script(d.partner, "! c."+c.Handle); !says(out, "cases.gone") || len(out.Effects) > 0 {
			t.Errorf("%v", out.Says)
		}
	}
	d.opened(d.contact, "contact", police)
	if d.offers(d.contact, "hand") || d.offers(d.contact, "handback") {
		t.Error("the contact may hand it on")
	}
}

// TestAgreementTakenBack: from the next press on the partner sees nothing, with a
// text half written too; and nobody asks about them again.
func TestAgreementTakenBack(t *testing.T) {
	for _, moves := range [][]string{nil, {"* answer"}, {"* answer", "* own"}, {"* answer", "* own", "> We mend it"}, {"* close", "* done", "> Done"}, {"* handback", "> Not ours"}} {
		t.Run(fmt.Sprint(moves), func(t *testing.T) {
			d := newDesks(t)
			c := d.entrustedCase()
			d.opened(d.partner, "partner", c)
			d.script(d.partner, moves...)
			d.script(d.author, "& "+caseDo(c.Code), "* recall")
			last := d.screens[d.partner].Rows[0][0].Do
			if len(moves) > 0 && strings.HasPrefix(moves[len(moves)-1], ">") {
				last = "send"
			}
			out := d.script(d.partner, "! "+last)
			if !says(out, "cases.gone") || len(out.Effects) > 0 || strings.Contains(fmt.Sprint(out.Says), "lamp is dark") {
				t.Errorf("%v %v", out.Says, out.Effects)
			}
			if out.Person.Text != "" {
				t.Errorf("kept %q", out.Person.Text)
			}
			if got := d.filed(c); got.MayHand || got.Partner != "" {
				t.Errorf("%+v", got)
			}
			d.opened(d.officer, "cases", c)
			if out = d.script(d.officer, "* hand"); !says(out, "partner.hand_to.refused") {
				t.Errorf("%v", out.Says)
			}
		})
	}
}

// TestAgreesLater: an author may agree after all, and take that back from
// everybody; then nobody asks until they agree once more.
func TestAgreesLater(t *testing.T) {
	d := newDesks(t)
	c := d.tells("* street", "* mine", "> x", "* read", "* send")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	d.nextTexts()
	way := func() string {
		d.opened(d.officer, "cases", c)
		return d.script(d.officer, "* hand").Says[0].Lines[0].Key
	}
	for i, want := range []string{"partner.hand_to.never", "partner.hand_to.ask", "partner.hand_to.never", "partner.hand_to.ask"} {
		if i > 0 {
			d.script(d.author, "& "+caseDo(c.Code), "* "+[]string{"recall", "hand"}[i%2])
		}
		if got := way(); got != want {
			t.Errorf("after %d changes: %s, want %s", i, got, want)
		}
	}
	d.script(d.officer, "* b."+bodyMark(cityLamps))
	d.script(d.author, "& "+caseDo(c.Code), "* recall")
	if out := d.script(d.officer, "* do"); !says(out, "cases.meanwhile") || len(out.Effects) > 0 {
		t.Errorf("handed on after it was taken back: %v", out.Effects)
	}
	c = d.agreed()
	d.script(d.author, "& "+caseDo(c.Code), "* recall")
	if got := way(); got != "partner.hand_to.refused" {
		t.Errorf("asked after it was taken back from everybody: %s", got)
	}
}

// TestWhoHasIt: a case is a partner's only as long as somebody there may take it;
// else officers have it, without anything being done.
func TestWhoHasIt(t *testing.T) {
	tests := []struct {
		name   string
		change func(d *desks, g *Grant)
	}{
		{"the role is taken away", func(d *desks, _ *Grant) {
			m := d.board.member(d.partner)
			d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* r."+grantMark(m.Grants[0]), "* sure")
		}},
		{"another neighbourhood", func(_ *desks, g *Grant) { g.Areas = []string{"tavr"} }},
		{"other categories", func(_ *desks, g *Grant) { g.Topics = []Category{Traffic} }},
		{"another organisation", func(_ *desks, g *Grant) { g.Body = "Pryklad" }},
		{"an officer now", func(d *desks, _ *Grant) {
			m := d.board.member(d.partner)
			m.Grants = append(m.Grants, Grant{Role: RoleOfficer, Areas: []string{"tavr"}})
		}},
		{"a reviewer now", func(d *desks, _ *Grant) {
			m := d.board.member(d.partner)
			m.Grants = append(m.Grants, Grant{Role: RoleReviewer})
		}},
		{"everything erased", func(d *desks, _ *Grant) { d.script(d.partner, "/cancel", "& mydata.erase", "* yes") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.entrustedCase()
			d.opened(d.partner, "partner", c)
			d.script(d.partner, "* answer", "* own", "> We mend it")
			tt.change(d, &d.board.member(d.partner).Grants[0])
			if d.people[d.partner] != nil {
				out := d.script(d.partner, "! send")
				if _, changed := effectOf[UpdateConcern](out); changed || strings.Contains(fmt.Sprint(out.Says), "lamp is dark") {
					t.Errorf("%v %v", out.Says, out.Effects)
				}
			}
			out := d.opened(d.officer, "cases", c)
			if !says(out, "partner.case.lost") || !d.offers(d.officer, "answer") {
				t.Fatalf("the officer sees %v", out.Says)
			}
			if out = d.script(d.author, "& "+caseDo(c.Code)); says(out, "partner.mine.with") {
				t.Errorf("the author reads %v", out.Says)
			}
			d.script(d.officer, "* answer", "* t.went", "* send")
			if got := d.filed(c); got.Partner != "" || len(queuesOf(got)) != 1 {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestOfficersReadAlong: while a partner has it, officers can take it back and do
// nothing else, whatever is pressed; of two at once the second is told.
func TestOfficersReadAlong(t *testing.T) {
	d := newDesks(t)
	c := d.agreed()
	d.opened(d.second, "cases", c)
	d.script(d.second, "* answer", "* own", "> We went")
	d.handOn(c)
	out := d.script(d.second, "* send")
	if !says(out, "cases.meanwhile") || len(out.Effects) > 0 || out.Person.Step != StepCaseOne {
		t.Fatalf("the second officer: %v %v", out.Says, out.Effects)
	}
	for _, do := range []string{"acknowledge", "ask", "answer", "close", "hand", "handback", "send", "b." + bodyMark(cityLamps), "do"} {
		if out = d.script(d.second, "! "+do); len(out.Effects) > 0 || out.Person.Step != StepCaseOne {
			t.Errorf("%s does %v", do, out.Effects)
		}
	}
	d.opened(d.partner, "partner", c)
	d.script(d.partner, "* answer", "* own", "> We mend it")
	d.opened(d.officer, "cases", c)
	d.script(d.second, "* fetch")
	if out = d.script(d.officer, "* fetch"); !says(out, "cases.meanwhile") || len(out.Effects) > 0 {
		t.Errorf("taken back twice: %v", out.Effects)
	}
	if out = d.script(d.partner, "* send"); !says(out, "cases.gone") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	if got := d.filed(c); got.Partner != "" || got.Thread[len(got.Thread)-1].Act != ActFetched {
		t.Errorf("%+v", got)
	}
}

// TestAnotherOrganisation: whoever is of another one sees nothing of a case, nor
// who had it goes on seeing it once another one has it; a colleague does.
func TestAnotherOrganisation(t *testing.T) {
	d := newDesks(t)
	c := d.entrustedCase()
	seat := func(n byte, body string) ID {
		id := d.join(n)
		d.board.Staff = append(d.board.Staff, Member{Who: id, Chat: int64(n), Lang: English, Grants: []Grant{{Role: RolePartner, Body: body}}})
		return id
	}
	roads, colleague := seat(41, "Roads"), seat(42, cityLamps)
	d.script(roads, "/desk", "! partner")
	if d.offers(roads, "c."+c.Handle) {
		t.Fatal("another organisation finds it")
	}
	if out := d.script(roads, "! c."+c.Handle); !says(out, "cases.gone") || len(out.Effects) > 0 {
		t.Errorf("%v", out.Says)
	}
	if out := d.opened(colleague, "partner", c); !says(out, "partner.case.yours") {
		t.Errorf("a colleague sees %v", out.Says)
	}
	d.opened(d.partner, "partner", c)
	d.opened(d.officer, "cases", c)
	d.script(d.officer, "* fetch", "* hand", "* b."+bodyMark("Roads"), "* do")
	if d.filed(c).Partner != "Roads" {
		t.Fatalf("%+v", d.filed(c))
	}
	for _, who := range []ID{d.partner, colleague} {
		if out := d.script(who, "! answer"); !says(out, "cases.gone") || strings.Contains(fmt.Sprint(out.Says), "lamp is dark") {
			t.Errorf("whoever had it sees %v", out.Says)
		}
	}
	if out := d.opened(roads, "partner", c); says(out, "partner.case.lost") || !d.offers(roads, "answer") {
		t.Errorf("%v", out.Says)
	}
}

// TestTwoHandOn: the second sees that the first did it already.
func TestTwoHandOn(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	d.nextTexts()
	for _, who := range []ID{d.officer, d.second} {
		d.opened(who, "cases", c)
		d.script(who, "* hand", "* b."+bodyMark(cityLamps))
	}
	d.script(d.officer, "* do")
	out := d.script(d.second, "* do")
	if out2 := d.script(d.second, "! do"); !says(out, "cases.meanwhile") || len(out.Effects)+len(out2.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out2.Effects)
	}
	d.opened(d.second, "cases", c)
	d.script(d.second, "* unask")
	if out = d.script(d.author, "& "+caseDo(c.Code), "! agree"); len(out.Effects) > 0 || d.filed(c).Partner != "" {
		t.Errorf("agreed to what is not asked any more: %v", out.Effects)
	}
}

// TestHandedBack: with a reason that its author reads.
func TestHandedBack(t *testing.T) {
	d := newDesks(t)
	c := d.entrustedCase()
	d.opened(d.partner, "partner", c)
	out := d.script(d.partner, "* handback", "> The lamp is the railway's", "* send")
	if _, told := sentTo(out, d.author); !told || out.Person.Step != StepCases || d.filed(c).Partner != "" {
		t.Fatalf("%v", out.Says)
	}
	for _, out := range []Outcome{d.script(d.author, "& "+caseDo(c.Code)), d.opened(d.officer, "cases", c)} {
		if !strings.Contains(fmt.Sprint(out.Says), "railway") {
			t.Errorf("%v", out.Says)
		}
	}
	if !d.offers(d.officer, "answer") {
		t.Error("it is not the officers' again")
	}
}

// TestPartnersQuestions can be refused and reported like officers'.
func TestPartnersQuestions(t *testing.T) {
	d := newDesks(t)
	c := d.entrustedCase()
	d.opened(d.partner, "partner", c)
	d.script(d.partner, "* ask", "> What is your name?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* report")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* remove")
	if out := d.script(d.author, "& "+caseDo(c.Code)); strings.Contains(fmt.Sprint(out.Says), "your name") {
		t.Errorf("%v", out.Says)
	}
	d.opened(d.partner, "partner", c)
	d.script(d.partner, "* ask", "> Which lamp?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* refuse")
	d.nextTexts()
	if out := d.opened(d.partner, "partner", c); !says(out, "cases.thread.refused") || !says(out, "cases.thread.removed") {
		t.Errorf("%v", out.Says)
	}
}

// TestPartnerOfAGoneCase: taken back or erased in the middle.
func TestPartnerOfAGoneCase(t *testing.T) {
	for _, moves := range [][]string{{"* withdraw", "* withdraw"}, {"& mydata.erase", "* yes"}} {
		d := newDesks(t)
		c := d.entrustedCase()
		d.opened(d.partner, "partner", c)
		d.script(d.partner, "* answer", "* own", "> We mend it")
		d.script(d.author, append([]string{"& " + caseDo(c.Code)}, moves...)...)
		out := d.script(d.partner, "* send")
		if _, told := sentTo(out, d.author); told || !says(out, "cases.gone") || len(out.Effects) > 0 {
			t.Errorf("%v: %v %v", moves, out.Says, out.Effects)
		}
		d.script(d.partner, "/desk", "! partner")
		if d.offers(d.partner, "c."+c.Handle) {
			t.Errorf("%v: it is still on the desk", moves)
		}
	}
}

// TestAgreesToNobody: the organisation left while its author thought about it.
func TestAgreesToNobody(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.handOn(c)
	d.script(d.author, "& "+caseDo(c.Code))
	d.board.member(d.partner).Grants = nil
	out := d.script(d.author, "* agree")
	if got := d.filed(c); !says(out, "partner.did.nobody") || got.Partner != "" || got.HandAsk != "" {
		t.Errorf("%v %+v", out.Says, got)
	}
}

// TestWhatPartnersAreShown: the released picture and the spot that was passed on,
// never a voice note, a picture or a spot that was not.
func TestWhatPartnersAreShown(t *testing.T) {
	tests := []struct {
		name         string
		tells        []string
		release      []string
		photo, exact bool
	}{
		{"picture released", []string{"* street", "* mine", "photo look", "* answer", "* hand", "* send"}, []string{"& picture.%s", "* photo"}, true, false},
		{"picture kept", []string{"* street", "* mine", "photo look", "* answer", "* hand", "* send"}, []string{"* release"}, false, false},
		{"voice", []string{"* street", "* mine", "voice", "* answer", "* hand", "* send"}, []string{"* shorten", "> typed", "* release"}, false, false},
		{"a square", []string{"* street", "* point", "place", "* square", "> x", "* answer", "* hand", "* send"}, []string{"* release"}, false, false},
		{"the spot", []string{"* street", "* point", "place", "* exact", "> x", "* answer", "* hand", "* send"}, []string{"* release"}, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.tells(tt.tells...)
			for _, m := range append([]string{"/desk", "* reviews", "* c.%s"}, tt.release...) {
				d.script(d.reviewer, strings.Replace(m, "%s", c.Handle, 1))
			}
			d.nextTexts()
			d.handOn(c)
			d.opened(d.partner, "partner", c)
			if d.offers(d.partner, "show") != tt.photo {
				t.Errorf("a picture is offered: %v", !tt.photo)
			}
			if out := d.script(d.partner, "! show"); tt.photo != (out.Says[0].Media != nil) {
				t.Errorf("%v", out.Says)
			}
			if !d.offers(d.partner, "place") {
				return
			}
			out := d.script(d.partner, "* place")
			if at := out.Says[0].Pin; at == nil || (*at == inKorabel) != tt.exact {
				t.Errorf("the place: %v", at)
			}
		})
	}
}

// TestOfficersFindTheirOwnFirst: what partners have stands after what waits for
// officers, however old it is.
func TestOfficersFindTheirOwnFirst(t *testing.T) {
	d := newDesks(t)
	for range deskPage {
		d.entrustedCase()
		d.now = d.now.Add(25 * time.Hour)
	}
	c := d.released()
	d.script(d.officer, "/desk", "* cases")
	if first := d.screens[d.officer].Rows[0][0].Do; first != "c."+c.Handle {
		t.Errorf("the first is %s, not %s", first, c.Handle)
	}
}

// TestInvitingAPartner: by a service of the file or by a name, for categories.
func TestInvitingAPartner(t *testing.T) {
	tests := []struct {
		name  string
		moves []string
		body  string
		want  []Category
	}{
		{"a service, as offered", []string{"* v.lamps", "* done", "> Ivan"}, "lamps", []Category{Street, Traffic, Something}},
		{"a name, one category", []string{"> Kherson  lamps", "* t.traffic", "* t.something", "* done", "> Ivan"}, "Kherson  lamps", []Category{Street}},
		{"home too", []string{"* v.lamps", "* t.home", "* done", "> Ivan"}, "lamps", []Category{Street, Home, Traffic, Something}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			d.programme.Services = []Service{{ID: "lamps", Name: Text{English: "City lamps", Ukrainian: "Міське світло"}}}
			d.script(d.organiser, "/desk", "* people", "* invite", "* partner", "* a.korabel", "* next")
			out := d.script(d.organiser, tt.moves...)
			inv, ok := effectOf[Invite](out)
			if !ok || inv.Invitation.Body != tt.body || inv.Invitation.Name != "Ivan" || out.Person.Inviting != nil {
				t.Fatalf("%v %v", out.Says, out.Effects)
			}
			guest := d.join(40)
			if out = d.startWith(guest, "i_"+inv.Token); !says(out, "partner.offer") {
				t.Fatalf("%v", out.Says)
			}
			d.script(guest, "* accept")
			g := d.board.member(guest).Grants[0]
			if g.Body != tt.body || !slices.Equal(g.Areas, []string{"korabel"}) {
				t.Errorf("%+v", g)
			}
			for _, c := range Categories() {
				if g.takes("korabel", c) != slices.Contains(tt.want, c) || g.takes("tavr", c) {
					t.Errorf("takes %s: %v", c, !slices.Contains(tt.want, c))
				}
			}
			if out = d.script(d.organiser, "/desk", "* people", "* staff", "* later", "* m."+memberMark(*d.board.member(guest))); !says(out, "partner.grant") {
				t.Errorf("%v", out.Says)
			}
		})
	}
	d := newDesks(t)
	d.script(d.organiser, "/desk", "* people", "* invite", "* partner", "* a.korabel", "* next")
	for _, m := range []string{"> " + strings.Repeat("x", MostBody+1), "> two\nlines", "! v.nobody", "! done", "photo x"} {
		if out := d.script(d.organiser, m); out.Person.Step != StepInviteBody || len(out.Effects) > 0 {
			t.Errorf("%q is taken", m)
		}
	}
	d.script(d.organiser, "> Lamps", "* t.street", "* t.traffic", "* t.something")
	if out := d.script(d.organiser, "! done"); len(out.Effects) > 0 || d.offers(d.organiser, "done") {
		t.Errorf("a partner for nothing: %v", out.Effects)
	}
	if out := d.script(d.organiser, "! t.police"); len(out.Effects) > 0 || slices.Contains(out.Person.Inviting.Topics, Police) {
		t.Error("police conduct can be chosen")
	}
}

// TestAPartnerWithoutAName, invited before organisations had names, is handed
// nothing, and every screen about them can be shown.
func TestAPartnerWithoutAName(t *testing.T) {
	d := newDesks(t)
	guest := d.join(43)
	d.startWith(guest, d.invited(RolePartner, time.Hour))
	d.script(guest, "* accept", "* skip", "! partner")
	d.board.member(d.partner).Grants = nil
	d.script(d.organiser, "/desk", "* people", "* staff", "* later", "* m."+memberMark(*d.board.member(guest)))
	d.opened(d.officer, "cases", d.released())
	if d.offers(d.officer, "hand") {
		t.Error("a case can be handed on to nobody")
	}
}

// TestPartnersMixWithNobody: neither officers nor reviewers take cases for an
// organisation, nor the other way round.
func TestPartnersMixWithNobody(t *testing.T) {
	d := newDesks(t)
	offer := func(who ID, r Role) Outcome {
		token := NewInviteToken([16]byte{byte(len(d.log)), byte(len(r)), who[0]})
		d.invites[token] = Invitation{Role: r, Name: "Lamps", Expires: d.now.Add(time.Hour).Unix()}
		out := d.startWith(who, "i_"+token)
		if !d.offers(who, "accept") {
			return out
		}
		return d.script(who, "* accept")
	}
	for _, tt := range []struct {
		who ID
		r   Role
		mix bool
	}{{d.officer, RolePartner, true}, {d.reviewer, RolePartner, true}, {d.partner, RoleOfficer, true}, {d.partner, RoleReviewer, true},
		{d.contact, RolePartner, false}, {d.partner, RoleFacilitator, false}} {
		before := len(d.board.member(tt.who).Grants)
		out := offer(tt.who, tt.r)
		if got := len(d.board.member(tt.who).Grants) == before; got != tt.mix || says(out, "partner.mixed") != tt.mix {
			t.Errorf("%s for %v: %v", tt.r, d.board.member(tt.who).Grants, out.Says)
		}
	}
}

// TestNoPartnerNoQuestion: nobody is asked for what nobody would take.
func TestNoPartnerNoQuestion(t *testing.T) {
	d := newDesks(t)
	d.board.member(d.partner).Grants[0].Areas = []string{"tavr"}
	d.script(d.author, "& concern", "* street", "* mine", "> x", "* answer")
	if d.offers(d.author, "hand") {
		t.Error("it is asked")
	}
	d.script(d.author, "! hand", "* send")
	if c := d.concerns[d.people[d.author].Codes[0]]; c.MayHand {
		t.Errorf("%+v", c)
	}
}

// TestForgedAgreements: nobody but its author says yes for a case, and nobody
// says yes to what was not asked.
func TestForgedAgreements(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	for _, do := range []string{"agree", "disagree", "recall"} { // nothing is asked yet
		if out := d.script(d.author, "& "+caseDo(c.Code), "! "+do); len(out.Effects) > 0 {
			t.Errorf("%s, unasked, does %v", do, out.Effects)
		}
	}
	d.handOn(c)
	for _, who := range []ID{d.join(60), d.officer, d.partner, d.reviewer, d.organiser} {
		for _, do := range []string{"agree", "disagree", "recall", "hand"} {
			for _, from := range []string{"/menu", "/my", "& " + caseDo(c.Code)} {
				if out := d.script(who, "/cancel", from, "! "+do); len(out.Effects) > 0 {
					t.Errorf("%v presses %s and does %v", who, do, out.Effects)
				}
			}
		}
	}
	if got := d.filed(c); got.HandAsk != cityLamps || got.Partner != "" || got.MayHand {
		t.Errorf("%+v", got)
	}
}
