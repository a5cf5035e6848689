package flows

import (
	"strings"
	"testing"
)

// desks is a town with a reviewer, an officer, an independent contact and a
// safeguarding lead beside a resident.
type desks struct {
	*play
	author, reviewer, officer, second, contact, lead, organiser ID
}

func newDesks(c checker) *desks {
	d := &desks{play: town(c)}
	d.author = d.join(1)
	seat := func(n byte, r Role, areas ...string) ID {
		id := d.join(n)
		d.board.Staff = append(d.board.Staff, Member{Who: id, Chat: int64(n), Lang: English, Name: string(r), Grants: []Grant{{Role: r, Areas: areas, Since: d.now.Unix()}}})
		d.link(id, "desk")
		return id
	}
	d.reviewer = seat(2, RoleReviewer)
	d.officer = seat(3, RoleOfficer, "korabel")
	d.second = seat(4, RoleOfficer, "korabel")
	d.contact = seat(5, RoleIndependent)
	d.lead = seat(6, RoleLead)
	d.organiser = seat(7, RoleOrganiser)
	return d
}

// tells sends a concern and returns it.
func (d *desks) tells(moves ...string) *Concern {
	d.c.Helper()
	d.script(d.author, append([]string{"& concern"}, moves...)...)
	codes := d.people[d.author].Codes
	if len(codes) == 0 {
		d.c.Fatalf("nothing was sent")
	}
	return d.concerns[codes[len(codes)-1]]
}

// lamps is a text that officers may answer.
func (d *desks) lamps() *Concern {
	return d.tells("* street", "* mine", "> Olha's lamp at 5 is dark", "* answer", "* send")
}

// now is a concern as it is stored.
func (d *desks) asStored(c *Concern) *Concern { return d.concerns[c.Code] }

func sentTo(out Outcome, who ID) (Say, bool) {
	for _, s := range out.Says {
		if s.To != nil && *s.To == who {
			return s, true
		}
	}
	return Say{}, false
}

// TestFromTheResidentAndBack is the whole way: reviewed, acknowledged, asked,
// answered, closed, opened again.
func TestFromTheResidentAndBack(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	if out := d.script(d.officer, "* cases"); !says(out, "cases.nothing") {
		t.Fatalf("an officer sees it before the reviewer: %v", out.Says)
	}
	d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* shorten", "> A lamp is dark")
	if out := d.script(d.reviewer, "* release"); !says(out, "review.released") || !says(out, "review.nothing") {
		t.Fatalf("%v", out.Says)
	}
	if got := d.asStored(c); got.Released != "A lamp is dark" || !got.Shortened || got.Case != CaseReleased || got.Words != c.Words {
		t.Fatalf("%+v", got)
	}
	out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	if out.Person.Step != StepCaseOne || !says(out, "concern.review.words") || !says(out, "cases.shortened") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.officer, "* acknowledge")
	push, told := sentTo(out, d.author)
	if !told || push.Lines[0].Key != "thread.message" || push.Rows[0][0].Do != caseDo(c.Code) {
		t.Fatalf("the author is told %v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "thread.template") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "* ask", "> Which lamp?", "* send")
	out = d.script(d.author, "& "+caseDo(c.Code), "* reply", "> The third, by Olha's door")
	if !says(out, "thread.yours_waiting") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); says(out, "cases.thread.author") {
		t.Fatalf("a reply is read before the reviewer: %v", out.Says)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* shorten", "> The third", "* release")
	if out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); !says(out, "cases.thread.author") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.officer, "* answer", "* t.went", "* send")
	if _, told := sentTo(out, d.author); !told || d.asStored(c).Case != CaseAnswered {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "* close", "* partly", "> The city mends it in March", "* send")
	got := d.asStored(c)
	if got.Case != CasePartly || got.Closed != d.now.Unix() || got.KeptTill != d.now.Add(d.programme.KeepAfterClosing).Unix() {
		t.Fatalf("%+v", got)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "thread.theirs") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.author, "* reopen")
	if got = d.asStored(c); got.Case != CaseReopened || got.Closed != 0 || d.offers(d.author, "reopen") {
		t.Fatalf("%+v", got)
	}
	if out = d.script(d.officer, "/desk", "* cases"); !says(out, "cases.item") {
		t.Fatalf("it is not open again: %v", out.Says)
	}
}

// deskPlays are a reviewer, an officer, an independent contact, a lead and an
// author at the beginning of what they can do with cases; each is person 1.
func deskPlays(c checker) []*play {
	var all []*play
	for _, r := range []Role{RoleReviewer, RoleOfficer, RoleIndependent, RoleLead, ""} {
		p := everything(c)
		p.join(1)
		p.join(9)
		if r != "" {
			p.board.Staff = []Member{{Who: ID{1}, Chat: 1, Lang: English, Grants: []Grant{{Role: r}}}}
		}
		base := Concern{Author: ID{9}, Category: Street, Area: "korabel", Words: "The lamp", Photo: &File{ID: "p"}, Cell: &Point{1, 2},
			Sight: MayAnswer, Route: RouteOfficers, Sent: p.now.Unix(), Case: CaseReceived, KeptTill: p.now.AddDate(1, 0, 0).Unix()}
		put := func(code string, change func(*Concern)) {
			c := base
			c.Code, c.Label, c.Handle = strings.ToUpper(code), "L-"+code, "h"+code
			change(&c)
			p.concerns[c.Code] = &c
		}
		question := Entry{From: PartyOfficers, Act: ActQuestion, Words: "Where?", Shown: "Where?", Lang: English, At: p.now.Unix()}
		put("a", func(c *Concern) {})
		put("b", func(c *Concern) { c.Words, c.Photo, c.Voice = "", nil, &File{ID: "v"} })
		put("c", func(c *Concern) {
			c.Case, c.Released, c.ShowPhoto, c.ReleasedAt = CaseReleased, "A lamp", true, 1
			if r == "" {
				c.Author = ID{1}
				c.Thread = []Entry{question}
			} else if r == RoleReviewer {
				c.Thread = []Entry{question, {From: PartyAuthor, Act: ActReply, Words: "There", At: 2, Waiting: true}}
			}
		})
		put("d", func(c *Concern) {
			c.Case, c.Released, c.ReleasedAt = CaseAnswered, "A lamp", 1
			q := question
			q.Reported = true
			c.Thread = []Entry{q}
		})
		put("e", func(c *Concern) { c.Route = RouteIndependent })
		put("f", func(c *Concern) { c.Route, c.Sight = RouteLead, Readers })
		if r == "" {
			p.people[ID{1}].Codes = []string{"C"}
		}
		all = append(all, p)
	}
	return all
}
