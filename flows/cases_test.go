package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// desks is a town with a reviewer, an officer, an independent contact and a
// safeguarding lead beside a resident.
type desks struct {
	*play
	author, reviewer, officer, second, contact, lead, organiser, partner ID
}

func newDesks(c checker) *desks {
	d := &desks{play: town(c)}
	d.author = d.join(1)
	seat := func(n byte, r Role, areas ...string) ID {
		id := d.join(n)
		d.board.Staff = append(d.board.Staff, Member{Who: id, Chat: int64(n), Lang: English, Name: string(r), Reads: Languages(), Grants: []Grant{{Role: r, Areas: areas, Since: d.now.Unix()}}})
		d.link(id, "desk")
		return id
	}
	d.reviewer = seat(2, RoleReviewer)
	d.officer = seat(3, RoleOfficer, "korabel")
	d.second = seat(4, RoleOfficer, "korabel")
	d.contact = seat(5, RoleIndependent)
	d.lead = seat(6, RoleLead)
	d.organiser = seat(7, RoleOrganiser)
	d.partner = seat(30, RolePartner, "korabel")
	d.board.member(d.partner).Grants[0].Body = cityLamps
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

// filed is a concern as it is stored now.
func (d *desks) filed(c *Concern) *Concern { return d.concerns[c.Code] }

// sentTo is the message of a turn to somebody else.
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
	if out := d.script(d.officer, "! cases"); !says(out, "cases.nothing") {
		t.Fatalf("an officer sees it before the reviewer: %v", out.Says)
	}
	d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* shorten", "> A lamp is dark")
	if out := d.script(d.reviewer, "* release"); !says(out, "review.released") || !says(out, "review.nothing") {
		t.Fatalf("%v", out.Says)
	}
	if got := d.filed(c); got.Released != "A lamp is dark" || !got.Shortened || got.Case != CaseReleased || got.Words != c.Words {
		t.Fatalf("%+v", got)
	}
	if out := d.script(d.officer, "/desk", "! cases"); d.offers(d.officer, "cases") || !says(out, "cases.nothing") || !says(out, "texts.lock") {
		t.Fatalf("an officer sees it the moment it is released: %v", out.Says)
	}
	d.nextTexts()
	out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
	if out.Person.Step != StepCaseOne || !says(out, "concern.review.words") || !says(out, "cases.shortened") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.officer, "* acknowledge")
	push, told := sentTo(out, d.author)
	if !told || push.Lines[0].Key != "thread.message" || push.Rows[0][0].Do != caseDo(c.Code) {
		t.Fatalf("the author is told %v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "case.answer.ready") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "* ask", "> Which lamp?", "* send")
	out = d.script(d.author, "& "+caseDo(c.Code), "* reply", "> The third, by Olha's door", "* send")
	if !says(out, "thread.did.reply") || len(out.Says) != 1 || says(out, "concern.review.words") {
		t.Fatalf("a reply ends in more than a short receipt: %v", out.Says)
	}
	if out = d.script(d.author, "* "+caseDo(c.Code)); !says(out, "thread.yours_waiting") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); says(out, "cases.thread.author") {
		t.Fatalf("a reply is read before the reviewer: %v", out.Says)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* shorten", "> The third", "* release")
	if out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); says(out, "cases.thread.author") {
		t.Fatalf("a reply is read the moment it is released: %v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "texts.yours") {
		t.Fatalf("the author is not told when it is read: %v", out.Says)
	}
	d.nextTexts()
	if out = d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); !says(out, "cases.thread.author") {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.officer, "* answer", "* t.went", "* send")
	if _, told := sentTo(out, d.author); !told || d.filed(c).Case != CaseAnswered {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.officer, "* close", "* partly", "> The city mends it in March", "* send")
	got := d.filed(c)
	if got.Case != CasePartly || got.Closed != d.now.Unix() || got.KeptTill != d.now.Add(d.programme.KeepAfterClosing).Unix() {
		t.Fatalf("%+v", got)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code)); !says(out, "case.answer.words") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.author, "* reopen")
	if got = d.filed(c); got.Case != CaseReopened || got.Closed != 0 || d.offers(d.author, "reopen") {
		t.Fatalf("%+v", got)
	}
	if out = d.script(d.officer, "/desk", "! cases"); says(out, "cases.item") {
		t.Fatalf("it is open again at once: %v", out.Says)
	}
	d.nextTexts()
	if out = d.script(d.officer, "/desk", "* cases"); !says(out, "cases.item") {
		t.Fatalf("it is not open again: %v", out.Says)
	}
}

// deskPlays are a reviewer, an officer, an independent contact, a lead and an
// author at the beginning of what they can do with cases; each is person 1.
func deskPlays(c checker) []*play {
	var all []*play
	for _, r := range []Role{RoleReviewer, RoleOfficer, RoleIndependent, RoleLead, RolePartner, RoleFacilitator, RoleTranslator, ""} {
		p := everything(c)
		p.join(1)
		p.join(9)
		if r != "" {
			p.board.Staff = []Member{{Who: ID{1}, Chat: 1, Lang: English, Grants: []Grant{{Role: r}}}}
		}
		if r == RoleFacilitator { // of one meeting that has begun, with notes, and others
			p.board.Sessions[0].Start, p.board.Sessions[0].Notes = p.now.Add(-30*time.Minute).Unix(), "Lamps first"
		}
		if r == RoleTranslator { // a text to write and one to review
			p.board.Staff[0].Writes, p.board.Staff[0].Grants[0].Duties = []Lang{English, Ukrainian}, []Duty{DutyCases}
		}
		if r == RolePartner {
			p.board.Staff[0].Grants[0].Body = cityLamps
		} else {
			p.join(30)
			p.board.Staff = append(p.board.Staff, Member{Who: ID{30}, Chat: 30, Lang: English, Grants: []Grant{{Role: RolePartner, Body: cityLamps}}})
		}
		base := Concern{Author: ID{9}, Category: Street, Area: "korabel", Words: "The lamp", Lang: English, Photo: &File{ID: "p"}, Cell: &Point{1, 2},
			Sight: MayAnswer, Route: RouteOfficers, Sent: p.now.Unix(), Case: CaseReceived, KeptTill: p.now.AddDate(1, 0, 0).Unix(), MayTranslate: true}
		put := func(code string, change func(*Concern)) {
			c := base
			c.Code, c.Label, c.Handle = strings.ToUpper(code), "L-"+code, "h"+code
			change(&c)
			p.concerns[c.Code] = &c
		}
		question := Entry{From: PartyOfficers, Act: ActQuestion, Words: "Where?", Shown: "Where?", Lang: English, At: p.now.Unix()}
		put("a", func(c *Concern) {
			if r == RoleReviewer {
				c.Words = "The lamp, 050 123 45 67"
			}
		})
		put("b", func(c *Concern) { c.Words, c.Photo, c.Voice = "", nil, &File{ID: "v"} })
		if r == RoleReviewer { // what officers get tomorrow can still be taken back
			put("u", func(c *Concern) {
				c.Case, c.Released, c.ReleasedAt, c.Opens = CaseReleased, "A lamp", 1, p.now.Add(12*time.Hour).Unix()
			})
		}
		put("c", func(c *Concern) {
			c.Case, c.Released, c.ShowPhoto, c.ReleasedAt = CaseReleased, "A lamp", true, 1
			if r == "" {
				c.Author = ID{1}
				c.Thread = []Entry{question}
				c.HandAsk = cityLamps
			} else if r == RoleTranslator {
				c.Lang = Ukrainian
				c.Others = c.passages()[0].asking(English, 1)
				c.Thread = []Entry{question}
				c.Thread[0].Others = []Translation{{Lang: Ukrainian, State: TranslationWritten, Words: "Де?", Of: sumOf("Where?"), Asked: 2, Writer: "x"}}
			} else if r == RolePartner {
				c.Partner = cityLamps
			} else if r == RoleReviewer {
				c.Thread = []Entry{question, {From: PartyAuthor, Act: ActReply, Words: "There", Lang: English, At: 2, Waiting: true}}
			}
		})
		put("d", func(c *Concern) {
			c.Case, c.Released, c.ReleasedAt = CaseAnswered, "A lamp", 1
			q := question
			q.Reported = true
			c.Thread = []Entry{q}
			if r == RoleOfficer || r == RolePartner {
				c.Partner = cityLamps
			}
		})
		put("e", func(c *Concern) { c.Route = RouteIndependent })
		put("f", func(c *Concern) { c.Route, c.Sight = RouteLead, Readers })
		if r == "" {
			p.people[ID{1}].Codes = []string{"C"}
		}
		if r == RoleIndependent { // with two more desks to choose from
			p.board.Staff[0].Grants = append(p.board.Staff[0].Grants, Grant{Role: RoleLead}, Grant{Role: RoleFacilitator})
		}
		if r == RoleOfficer || r == RoleIndependent {
			p.editions = map[Readership][]Edition{
				ForOfficers: {closedWeek(c, ForOfficers, p.programme, map[Category][2]int{Street: {7, 7}})},
				ForContact:  {closedWeek(c, ForContact, p.programme, map[Category][2]int{Police: {7, 7}})},
			}
		}
		all = append(all, p)
	}
	return all
}

// released is a case that officers can take.
func (d *desks) released() *Concern {
	c := d.lamps()
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	d.nextTexts()
	return c
}

// releasedBefore is a case that officers read by now, without any time passing.
func (d *desks) releasedBefore() *Concern {
	now := d.now
	c := d.released()
	opened := d.filed(c).clone()
	opened.Opens, d.now = now.Unix(), now
	d.concerns[c.Code] = &opened
	return c
}

// nextTexts lets the time pass until officers read what was released.
func (d *desks) nextTexts() { d.now = d.programme.NextTexts(d.now) }

func TestReviewing(t *testing.T) {
	tests := []struct {
		name  string
		tells []string
		moves []string
		says  string
		want  func(c *Concern) bool
	}{
		{"as it is", []string{"* street", "* mine", "> Dark", "* read", "* send"}, []string{"* release"}, "review.released",
			func(c *Concern) bool { return c.Released == "Dark" && !c.Shortened && c.Case == CaseReleased }},
		{"with the picture", []string{"* street", "* mine", "photo look", "* read", "* send"}, []string{"& picture.%s", "* photo"}, "review.released",
			func(c *Concern) bool { return c.Released == "look" && c.ShowPhoto && c.sight().Photo != nil }},
		{"without the picture", []string{"* street", "* mine", "photo look", "* read", "* send"}, []string{"* release"}, "review.released",
			func(c *Concern) bool { return c.Released == "look" && !c.ShowPhoto && c.sight().Photo == nil }},
		{"a voice as text", []string{"* street", "* mine", "voice", "* read", "* send"}, []string{"* shorten", "> It is dark", "* release"}, "review.released",
			func(c *Concern) bool { return c.Released == "It is dark" && c.sight().Voice == nil }},
		{"a voice as it is, forged", []string{"* street", "* mine", "voice", "* read", "* send"}, []string{"! release"}, "common.misfit.button",
			func(c *Concern) bool { return c.Case == CaseReceived && c.ReleasedAt == 0 }},
		{"a picture that is not there, forged", []string{"* street", "* mine", "> x", "* read", "* send"}, []string{"! photo"}, "common.misfit.button",
			func(c *Concern) bool { return c.Case == CaseReceived }},
		{"declined", []string{"* street", "* mine", "> Olha", "* read", "* send"}, []string{"* decline", "* person"}, "review.declined",
			func(c *Concern) bool {
				return c.Case == CaseDeclined && c.Reason == "person" && c.ReleasedAt == 0 && len(c.Waits()) == 0
			}},
		{"no reason, forged", []string{"* street", "* mine", "> Olha", "* read", "* send"}, []string{"* decline", "! because"}, "common.misfit.button",
			func(c *Concern) bool { return c.Case == CaseReceived }},
		{"too long", []string{"* street", "* mine", "> x", "* read", "* send"}, []string{"* shorten", "> " + strings.Repeat("x", mostWords+1)}, "collect.full",
			func(c *Concern) bool { return c.Case == CaseReceived }},
		{"a picture instead of words", []string{"* street", "* mine", "> x", "* read", "* send"}, []string{"* shorten", "photo"}, "review.write.misfit",
			func(c *Concern) bool { return c.Case == CaseReceived }},
		{"interrupted", []string{"* street", "* mine", "> x", "* read", "* send"},
			[]string{"* shorten", "> short", "/start", "* on", "* release"}, "review.released",
			func(c *Concern) bool { return c.Released == "short" }},
		{"left", []string{"* street", "* mine", "> x", "* read", "* send"}, []string{"* shorten", "> short", "* cancel"}, "common.cancelled",
			func(c *Concern) bool { return c.Case == CaseReceived }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.tells(tt.tells...)
			d.script(d.reviewer, "* reviews", "* c."+c.Handle)
			var out Outcome
			for _, m := range tt.moves {
				out = d.script(d.reviewer, strings.Replace(m, "%s", c.Handle, 1))
			}
			if !says(out, tt.says) || !tt.want(d.filed(c)) {
				t.Errorf("%v\n%+v", out.Says, *d.filed(c))
			}
		})
	}
}

// TestReviewersSeeTheOriginal: the picture and the voice come with the text, to
// the reviewer alone, protected and gone after an hour.
func TestReviewersSeeTheOriginal(t *testing.T) {
	d := newDesks(t)
	for _, m := range []string{"photo look", "voice"} {
		c := d.tells("* street", "* mine", m, "* read", "* send")
		out := d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle)
		media := out.Says[0].Media
		if media == nil || media.Kind == Voice != (m == "voice") || !out.Says[0].Protect || out.Says[0].Vanish == 0 {
			t.Errorf("%s: %+v", m, out.Says[0])
		}
	}
}

// TestTwoReviewers: whoever is second is told, and changes nothing.
func TestTwoReviewers(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	d.board.Staff[2].Grants = []Grant{{Role: RoleReviewer}} // the first officer's seat
	if d.board.Staff[2].Who == d.reviewer {
		t.Fatal("the same reviewer")
	}
	other := d.board.Staff[2].Who
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle)
	d.script(other, "/desk", "* reviews", "* c."+c.Handle, "* shorten", "> Other words")
	d.script(d.reviewer, "* release")
	out := d.script(other, "* release")
	if !says(out, "review.gone") || len(out.Effects) > 0 || d.filed(c).Released != c.Words {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestTwoOfficers: whoever is second sees what the first did before anything
// goes out, and their words are not lost.
func TestTwoOfficers(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> Mine")
	d.script(d.second, "/desk", "* cases", "* c."+c.Handle, "* answer", "* t.went", "* send")
	out := d.script(d.officer, "* send")
	if !says(out, "cases.meanwhile") || !says(out, "cases.thread.template") || len(out.Effects) > 0 || out.Person.Text != "Mine" {
		t.Fatalf("%v %v", out.Says, out.Effects)
	}
	if d.script(d.officer, "* send"); len(d.filed(c).Thread) != 2 {
		t.Errorf("%+v", d.filed(c).Thread)
	}
	d.script(d.officer, "* close", "* done", "> Mended")
	d.script(d.second, "/desk", "* cases", "* c."+c.Handle, "* close", "* not_done", "> No money", "* send")
	if out = d.script(d.officer, "* send"); !says(out, "cases.meanwhile") || len(out.Effects) > 0 || d.filed(c).Case != CaseNotDone {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestAnswersToACaseThatIsGone: taken back, or erased with everything else.
func TestAnswersToACaseThatIsGone(t *testing.T) {
	for _, how := range []string{"withdrawn", "erased"} {
		d := newDesks(t)
		c := d.released()
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We went")
		if how == "withdrawn" {
			d.script(d.author, "& "+caseDo(c.Code), "* withdraw", "* withdraw")
		} else {
			d.script(d.author, "& mydata.erase", "* yes")
		}
		out := d.script(d.officer, "* send")
		if _, told := sentTo(out, d.author); told || !says(out, "cases.gone") || len(out.Effects) > 0 {
			t.Errorf("%s: %v %v", how, out.Says, out.Effects)
		}
	}
}

func TestWhoIsTold(t *testing.T) {
	tests := []struct {
		name  string
		tells []string
		moves []string
		told  bool
	}{
		{"may be answered", []string{"* street", "* mine", "> x", "* answer", "* send"}, nil, true},
		{"may be read", []string{"* street", "* mine", "> x", "* read", "* send"}, nil, false},
		{"home", []string{"* home", "* tell", "* mine", "> x", "* answer", "* send"}, nil, false},
		{"hate", []string{"* hate", "* report", "* tell", "* mine", "> x", "* answer", "* send"}, nil, false},
		{"paused", []string{"* street", "* mine", "> x", "* answer", "* send"}, []string{"/stop"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			c := d.tells(tt.tells...)
			d.script(d.author, tt.moves...)
			d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
			d.nextTexts()
			out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* acknowledge")
			push, told := sentTo(out, d.author)
			if told != tt.told || told && (len(push.Lines) != 1 || push.Lines[0].Args != nil) {
				t.Errorf("told %v: %v", told, push)
			}
			if told && push.Hush {
				t.Errorf("by day it makes no sound")
			}
			if out = d.script(d.author, "/my"); says(out, "mine.item") == c.Category.Sensitive() {
				t.Errorf("the list says %v", out.Says)
			}
			if tt.name == "may be read" && (d.offers(d.officer, "ask") || d.offers(d.officer, "answer") || !d.offers(d.officer, "close")) {
				t.Errorf("an officer is offered %v", d.screens[d.officer].Rows)
			}
		})
	}
}

// TestOtherDesks: police conduct to the independent contact, words and voice as
// they are; young people's texts to the lead; neither to officers or reviewers.
func TestOtherDesks(t *testing.T) {
	d := newDesks(t)
	c := d.tells("* police", "* tell", "* mine", "voice", "* answer", "* send")
	young := d.join(10, underage)
	d.script(young, "& concern", "* street", "* mine", "> Big boys", "* read", "* send")
	y := d.concerns[d.people[young].Codes[0]]
	for who, item := range map[ID]string{d.reviewer: "reviews", d.officer: "cases"} {
		if out := d.script(who, "/desk", "! "+item); !says(out, "cases.nothing") && !says(out, "review.nothing") {
			t.Errorf("%v sees %v", who, out.Says)
		}
	}
	out := d.script(d.contact, "/desk", "* contact", "* c."+c.Handle, "* show")
	if out.Says[0].Media == nil || out.Says[0].Media.Kind != Voice {
		t.Fatalf("%v", out.Says)
	}
	out = d.script(d.contact, "* answer", "* own", "> Please call me", "* send")
	if _, told := sentTo(out, d.author); !told {
		t.Errorf("%v", out.Says)
	}
	if out = d.script(d.author, "& "+caseDo(c.Code), "* reply", "> I would rather write", "* send", "* "+caseDo(c.Code)); !says(out, "thread.yours") {
		t.Errorf("%v", out.Says)
	}
	if out = d.script(d.contact, "/desk", "* contact", "* c."+c.Handle); !says(out, "cases.thread.author") {
		t.Errorf("%v", out.Says)
	}
	if out = d.script(d.contact, "! c."+y.Handle); out.Person.Topic != "" && strings.HasPrefix(out.Person.Topic, y.Code) {
		t.Errorf("the contact reads the lead's")
	}
	d.script(d.lead, "/desk", "* young", "* c."+y.Handle)
	if d.offers(d.lead, "answer") || d.offers(d.lead, "close") {
		t.Errorf("the lead is offered %v", d.screens[d.lead].Rows)
	}
	if d.script(d.lead, "* seen"); d.filed(y).Case != CaseAcknowledged || len(d.filed(y).Waits()) != 0 {
		t.Errorf("%+v", d.filed(y))
	}
}

// TestAuthorsWays out of a question, and the single reopening.
func TestAuthorsWays(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	ask := func(what string) {
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> "+what, "* send")
	}
	ask("What is your name?")
	d.script(d.author, "& "+caseDo(c.Code), "* report")
	if len(d.log) == 0 || d.log[0].What != "reported" || d.log[0].Who != (ID{}) || d.offers(d.author, "report") {
		t.Fatalf("%v", d.log)
	}
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* remove")
	removed := func() bool {
		return says(d.script(d.officer, "/desk", "* cases", "* c."+c.Handle), "cases.thread.removed")
	}
	if removed() {
		t.Error("officers see at once that a reviewer took it away")
	}
	if d.nextTexts(); !removed() {
		t.Error("officers never see that a reviewer took it away")
	}
	if out := d.script(d.author, "& "+caseDo(c.Code)); strings.Contains(fmt.Sprint(out.Says), "What is your name") || d.offers(d.author, "refuse") {
		t.Errorf("a question that was taken away is shown: %v", out.Says)
	}
	ask("Which lamp?")
	d.script(d.author, "& "+caseDo(c.Code), "* refuse")
	if out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); says(out, "cases.thread.refused") {
		t.Errorf("at once: %v", out.Says)
	}
	d.nextTexts()
	if out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); !says(out, "cases.thread.refused") {
		t.Errorf("%v", out.Says)
	}
	for i := range 2 {
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* close", "* not_done", "> No money", "* send")
		d.script(d.author, "& "+caseDo(c.Code))
		if d.offers(d.author, "reopen") != (i == 0) {
			t.Fatalf("after %d closings, reopen is offered: %v", i+1, i != 0)
		}
		out := d.script(d.author, "! reopen")
		if _, changed := effectOf[UpdateConcern](out); changed != (i == 0) {
			t.Errorf("reopened a second time")
		}
		d.nextTexts()
	}
}

// TestRepliesAreBounded: nobody floods the reviewer.
func TestRepliesAreBounded(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* acknowledge")
	for range mostUnread {
		d.script(d.author, "& "+caseDo(c.Code), "* reply", "> more", "* send")
	}
	if d.offers(d.author, "reply") {
		t.Errorf("a further reply is offered")
	}
	if out := d.script(d.author, "! reply"); len(out.Effects) > 0 || len(d.filed(c).Thread) != 1+mostUnread {
		t.Errorf("%v", out.Effects)
	}
}

// TestServiceClock marks what waits too long.
func TestServiceClock(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	for _, tt := range []struct {
		after time.Duration
		late  bool
	}{{acknowledgeWithin, false}, {acknowledgeWithin + time.Minute, true}} {
		d.now = time.Unix(c.Sent, 0).Add(tt.after)
		if out := d.script(d.officer, "/desk", "* cases"); says(out, "cases.item_late") != tt.late || says(out, "cases.item") == tt.late {
			t.Errorf("%v", out.Says)
		}
	}
	if out := d.script(d.officer, "* c."+c.Handle); !says(out, "cases.late") {
		t.Errorf("%v", out.Says)
	}
}

// TestWithoutAReviewer nothing is released, whoever has the role.
func TestWithoutAReviewer(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	d.programme.Reviewed = false
	out := d.script(d.reviewer, "/desk", "* reviews", "! c."+c.Handle)
	if !says(out, "review.gone") && !says(out, "common.misfit.button") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestRetention: 90 days after closing, never beyond a year from sending.
func TestRetention(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.now = d.now.AddDate(0, 11, 0)
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* close", "* done", "> Mended", "* send")
	if got := d.filed(c); got.KeptTill != time.Unix(c.Sent, 0).Add(d.programme.KeepAtMost).Unix() || got.Closed != d.now.Unix() {
		t.Errorf("%+v", got)
	}
}
