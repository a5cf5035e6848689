package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
)

func TestNameOf(t *testing.T) {
	tests := map[string]string{
		"Olena": "Olena", "  Olena   Kovalenko ": "Olena Kovalenko", "Ірина з відділення": "Ірина з відділення", "د. ليلى": "د. ليلى",
		"Two\nlines": "Two lines", "Officer 7": "Officer 7",
		"": "", "   ": "", "7": "", "...": "", "#nzvc": "", "a #tag": "", "@petro": "", "/desk": "",
		strings.Repeat("x", MostName): strings.Repeat("x", MostName), strings.Repeat("x", MostName+1): "",
		"O\u202elena": "Olena",
	}
	for typed, want := range tests {
		if got := NameOf(typed); got != want {
			t.Errorf("%q gives %q", typed, got)
		}
	}
}

// TestInvitingSomebodyByName: one, several or all neighbourhoods and a name, by
// one link.
func TestInvitingSomebodyByName(t *testing.T) {
	tests := []struct {
		name  string
		moves []string
		areas []string
		who   string
	}{
		{"one, named", []string{"* a.korabel", "* next", "> Petro  Bondar"}, []string{"korabel"}, "Petro Bondar"},
		{"two, named", []string{"* a.tavr", "* a.korabel", "* next", "> Petro"}, []string{"korabel", "tavr"}, "Petro"},
		{"all, to be named by themselves", []string{"* next", "* unnamed"}, nil, ""},
		{"a slip corrected", []string{"* a.tavr", "* a.tavr", "* a.korabel", "* next", "> #slip", "> Petro"}, []string{"korabel"}, "Petro"},
		{"back and forth", []string{"* a.tavr", "* next", "* back", "* next", "> Petro"}, []string{"tavr"}, "Petro"},
	}
	for _, role := range []Role{RoleOfficer, RoleFacilitator} {
		for _, tt := range tests {
			t.Run(string(role)+", "+tt.name, func(t *testing.T) {
				d := newDesks(t)
				d.script(d.organiser, "/desk", "* people", "* invite", "* "+string(role))
				out := d.script(d.organiser, tt.moves...)
				inv, ok := effectOf[Invite](out)
				if !ok || !slices.Equal(inv.Invitation.Areas, tt.areas) || inv.Invitation.Name != tt.who || out.Person.Step != StepDesk {
					t.Fatalf("%+v at %s: %v", inv, out.Person.Step, out.Says)
				}
				guest := d.join(40)
				d.startWith(guest, "i_"+inv.Token)
				out = d.script(guest, "* accept")
				if asked := out.Person.Step == StepName; asked != (tt.who == "") {
					t.Fatalf("asked for a name: %v", asked)
				}
				if tt.who == "" {
					d.script(guest, "> Vira")
					tt.who = "Vira"
				}
				m := d.board.member(guest)
				for _, area := range []string{"korabel", "tavr"} {
					if m.has(role, area) != (tt.areas == nil || slices.Contains(tt.areas, area)) {
						t.Errorf("in %s: %v", area, m.Grants)
					}
				}
				if m.Name != tt.who || d.people[guest].Step != StepDesk {
					t.Errorf("called %q at %s", m.Name, d.people[guest].Step)
				}
			})
		}
	}
}

// TestOrganisersInviteForTheirOwn: whoever organises one neighbourhood can invite
// for that one only, whatever is pressed, and not any more once it is taken away.
func TestOrganisersInviteForTheirOwn(t *testing.T) {
	d := newDesks(t)
	d.board.member(d.organiser).Grants[0].Areas = []string{"korabel"}
	d.script(d.organiser, "/desk", "* people", "* invite", "* officer")
	for _, do := range []string{"! all", "! a.tavr", "! a.korabel", "! next"} {
		if out := d.script(d.organiser, do); len(out.Effects) > 0 || out.Person.Step != StepInviteArea || slices.Contains(out.Person.Inviting.Areas, "tavr") {
			t.Errorf("%s: %+v at %s", do, out.Person.Inviting, out.Person.Step)
		}
	}
	d.script(d.organiser, "* a.korabel", "* next")
	d.board.member(d.organiser).Grants[0].Areas = []string{"tavr"}
	if out := d.script(d.organiser, "> Petro"); len(out.Effects) > 0 || out.Person.Step != StepInviteRole {
		t.Errorf("%v at %s", out.Effects, out.Person.Step)
	}
}

// TestThePersonIsAskedOnce: who has a role from before names were asked finds the
// question at their desk until it is answered, with a name or without.
func TestThePersonIsAskedOnce(t *testing.T) {
	for _, answer := range []string{"> Iryna", "* skip"} {
		d := newDesks(t)
		who := ID{250} // of a board without names
		d.join(250)
		d.script(who, "/desk", "* name")
		if out := d.script(who, "> #tag"); out.Person.Step != StepName || !says(out, "name.misfit") {
			t.Fatalf("%s: %v", out.Person.Step, out.Says)
		}
		d.script(who, answer)
		if d.offers(who, "name") || d.people[who].Step != StepDesk {
			t.Errorf("%s: asked again", answer)
		}
		if m := d.board.member(who); (m.Name == "Iryna") != (answer == "> Iryna") {
			t.Errorf("called %q", m.Name)
		}
		d.script(who, "* further", "* me", "* name", "> Iryna Bondar", "* back", "* back")
		if m := d.board.member(who); m.Name != "Iryna Bondar" || d.people[who].Step != StepDesk {
			t.Errorf("called %q at %s", m.Name, d.people[who].Step)
		}
	}
}

// TestNobodyIsATag goes through every screen of desks on a board without names:
// nobody is shown by a piece of a pseudonym, which Telegram makes a hashtag of, and
// no two people look the same.
func TestNobodyIsATag(t *testing.T) {
	d := newDesks(t)
	for i := range d.board.Staff {
		d.board.Staff[i].Name = ""
	}
	d.board.number()
	seen := map[string]bool{}
	board := &turn{w: World{Programme: d.programme, Board: &d.board}}
	for i, m := range d.board.Staff {
		name := fmt.Sprint(board.called(m))
		if seen[name] || !strings.Contains(name, fmt.Sprint("number:", i+1)) {
			t.Errorf("%s looks like somebody else", name)
		}
		seen[name] = true
	}
	tag := regexp.MustCompile(`#[A-Za-z0-9_-]{4}`)
	plain := func(out Outcome) {
		t.Helper()
		for _, s := range out.Says {
			if text := fmt.Sprint(s.Lines, s.Rows); tag.MatchString(text) {
				t.Errorf("%s", text)
			}
		}
	}
	(&away{desks: d}).says(d.officer, d.second)
	for _, moves := range [][]string{{"/desk", "* people", "* staff"}, {"* m." + memberMark(*d.board.member(d.officer))}, {"/desk", "* further", "* log"}} {
		plain(d.script(d.organiser, moves...))
	}
	plain(d.script(d.second, "/desk", "* away"))
	d.board.Staff = slices.DeleteFunc(d.board.Staff, func(m Member) bool { return m.Who == d.officer })
	out := d.script(d.organiser, "/desk", "* further", "* log")
	plain(out)
	if !strings.Contains(fmt.Sprint(out.Says), "role.former") {
		t.Errorf("whoever is gone is %v", out.Says)
	}
}

// TestTheLogKeepsNames: after a role has ended the log still says whose it was.
func TestTheLogKeepsNames(t *testing.T) {
	d := newDesks(t)
	(&away{desks: d}).says(d.officer, d.second)
	m := d.board.member(d.officer)
	m.Name = "Petro Bondar"
	(&away{desks: d}).says(d.officer, d.second)
	d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* lost", "* sure")
	if out := d.script(d.organiser, "/desk", "* further", "* log"); !strings.Contains(fmt.Sprint(out.Says), "Petro Bondar") {
		t.Errorf("%v", out.Says)
	}
}

// TestResidentsNeverSeeTheseNames: no screen of a resident has the name of
// somebody with a role that is not in the programme's file.
func TestResidentsNeverSeeTheseNames(t *testing.T) {
	d := newDesks(t)
	for i := range d.board.Staff {
		d.board.Staff[i].Name = fmt.Sprintf("Secret%d", i)
	}
	c := d.lamps()
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	d.nextTexts()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We went", "* send")
	for _, moves := range [][]string{{"/menu", "* near", "* officer"}, {"/my"}, {"& case." + strings.ToLower(c.Code)}, {"/sessions"}, {"/mydata"}} {
		if out := d.script(d.author, moves...); strings.Contains(fmt.Sprint(out.Says), "Secret") {
			t.Errorf("%v: %v", moves, out.Says)
		}
	}
}

// TestAnOldBoardOpens reads a board, an invitation and the log as they were stored
// before people had names, numbers and invitations an author.
func TestAnOldBoardOpens(t *testing.T) {
	type oldMember struct {
		Who    ID      `cbor:"1,keyasint"`
		Chat   int64   `cbor:"2,keyasint"`
		Lang   Lang    `cbor:"3,keyasint"`
		Name   string  `cbor:"4,keyasint,omitempty"`
		Grants []Grant `cbor:"5,keyasint"`
	}
	type oldBoard struct {
		First int64       `cbor:"1,keyasint"`
		Staff []oldMember `cbor:"4,keyasint,omitempty"`
	}
	type oldInvitation struct {
		Role    Role       `cbor:"1,keyasint"`
		Areas   []string   `cbor:"2,keyasint,omitempty"`
		Name    string     `cbor:"3,keyasint,omitempty"`
		Expires int64      `cbor:"4,keyasint"`
		Topics  []Category `cbor:"11,keyasint,omitempty"`
	}
	d := newDesks(t)
	old := oldBoard{First: 1}
	for _, m := range d.board.Staff {
		old.Staff = append(old.Staff, oldMember{m.Who, m.Chat, m.Lang, "", m.Grants})
	}
	read(t, old, &d.board)
	if !d.board.Seed(d.programme, d.now) || d.board.Seed(d.programme, d.now) {
		t.Error("numbers are given out once, at the start")
	}
	numbers := map[uint32]bool{}
	for _, m := range d.board.Staff {
		numbers[m.Number] = true
	}
	if len(numbers) != len(old.Staff) || numbers[0] {
		t.Errorf("numbers %v for %d people", numbers, len(old.Staff))
	}
	token := NewInviteToken([16]byte{77})
	var inv Invitation
	read(t, oldInvitation{RolePartner, []string{"korabel"}, "City lamps", d.now.Add(time.Hour).Unix(), []Category{Street}}, &inv)
	d.invites[token] = inv
	guest := d.join(77)
	if out := d.startWith(guest, "i_"+token); !says(out, "partner.offer") {
		t.Fatalf("%v", out.Says)
	}
	d.script(guest, "* accept", "* skip")
	m := d.board.member(guest)
	if m.Name != "" || m.Grants[0].Body != "City lamps" || m.Number != d.board.Numbered || numbers[m.Number] {
		t.Errorf("%+v", m)
	}
	d.script(d.organiser, "/desk", "* people", "* staff", "* later")
}

// read stores a value and reads it as another type.
func read(t *testing.T, from, to any) {
	t.Helper()
	raw, err := cbor.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := cbor.Unmarshal(raw, to); err != nil {
		t.Fatal(err)
	}
}
