package flows

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the docs take from the code anew")

// roles are those that the table has for an act.
func (do permission) roles() []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !r.may(do) })
}

// roles are those with one of which somebody can be on a screen.
func (sc screen) roles() []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !slices.ContainsFunc(sc.needs, r.may) })
}

// expected is the table once more, on purpose: a change of who may do what is to be a
// change of both.
var expected = map[permission]map[Role]scope{
	reviewTexts:       {RoleReviewer: ownAreas},
	officerCases:      {RoleOfficer: coveredAreas},
	partnerCases:      {RolePartner: givenOnly},
	contactCases:      {RoleIndependent: ownAreas},
	leadCases:         {RoleLead: ownAreas},
	officerNumbers:    {RoleOfficer: coveredAreas},
	contactNumbers:    {RoleIndependent: ownAreas},
	answerPoints:      {RoleOfficer: coveredAreas},
	seeLate:           {RoleOrganiser: ownAreas},
	seeUntaken:        {RoleOrganiser: ownAreas},
	agreeBoth:         {RoleLead: ownAreas},
	planMeetings:      {RoleOrganiser: ownAreas},
	recordCommitments: {RoleOrganiser: ownAreas},
	keepCommitments:   {RoleOrganiser: givenOnly, RoleOfficer: givenOnly, RoleFacilitator: givenOnly, RolePartner: givenOnly},
	leadMeetings:      {RoleFacilitator: givenOnly},
	openDoor:          {RoleOrganiser: ownAreas, RoleFacilitator: givenOnly},
	countDoor:         {RoleOrganiser: ownAreas, RoleFacilitator: givenOnly},
	writeNews:         {RoleOrganiser: ownAreas},
	seeSurveys:        {RoleOrganiser: anywhere, RoleOfficer: anywhere},
	openSurveys:       {RoleOrganiser: everyArea},
	readGuides:        {RoleOrganiser: anywhere},
	decideGuides:      {RoleOrganiser: everyArea},
	seeStaff:          {RoleOrganiser: anywhere},
	seeLog:            {RoleOrganiser: anywhere},
	inviteStaff:       {RoleOrganiser: ownAreas},
	endRoles:          {RoleOrganiser: ownAreas},
	beAway:            {RoleOfficer: anywhere},
	translateNews:     {RoleTranslator: anywhere},
	translateCases:    {RoleTranslator: ownAreas},
}

// does tries an act at its desk, with what is of korabel, through what the desk's own
// steps ask.
var does = map[permission]func(t *turn) bool{
	reviewTexts:  func(t *turn) bool { return t.reviewable("SENT") != nil },
	officerCases: func(t *turn) bool { return t.worksOn("RELEASED") },
	partnerCases: func(t *turn) bool { return t.worksOn("HANDED") && t.entrusted(t.taken("HANDED")) },
	contactCases: func(t *turn) bool { return t.worksOn("POLICE") },
	leadCases:    func(t *turn) bool { return t.worksOn("YOUNG") },
	officerNumbers: func(t *turn) bool {
		return showsDigest(t, ForOfficers)
	},
	contactNumbers: func(t *turn) bool {
		return showsDigest(t, ForContact)
	},
	answerPoints: func(t *turn) bool {
		t.p.Topic = "lights"
		return !t.barred(StepOfficerAgenda) && says(Outcome{Says: []Say{askOfficerAgenda(t)}}, "agenda.title")
	},
	seeLate: func(t *turn) bool {
		return !t.barred(StepOrgClock) && strings.Contains(fmt.Sprint(askOrgClock(t).Lines), "Korabel")
	},
	seeUntaken: func(t *turn) bool {
		return t.me() != nil && t.me().Hears(NoticeDesk) && DeskNotice(t.w.Programme, t.w.Board, *t.me(), t.w.Timed, t.e.Now).Counts[countPast] > 0
	},
	agreeBoth: func(t *turn) bool {
		t.p.Topic = "lights"
		board := t.w.Board
		defer func() { t.w.Board = board }()
		t.w.Board = board.Clone()
		for i := range t.w.Board.Sessions {
			t.w.Board.Sessions[i].Both = true
		}
		_, ok := t.onBoth()
		return ok && !t.barred(StepBothOne)
	},
	planMeetings: func(t *turn) bool {
		t.p.Topic = "lights"
		_, ok := t.ownSession()
		return ok && !t.barred(StepOrgSession)
	},
	recordCommitments: func(t *turn) bool {
		t.p.Topic = "1"
		return !t.barred(StepCameOne) && offersTo(askCameOne(t), "words.1")
	},
	keepCommitments: func(t *turn) bool {
		return !t.barred(StepCameState) && slices.ContainsFunc(t.w.Board.Came, t.ownsCommitment)
	},
	leadMeetings: func(t *turn) bool {
		t.p.Topic = "lights"
		_, ok := t.ledSession()
		return ok && !t.barred(StepLeadSession)
	},
	openDoor: func(t *turn) bool {
		t.p.Topic = "lights"
		_, ok := t.doorSession()
		return ok && !t.barred(StepDoor)
	},
	countDoor: func(t *turn) bool {
		t.p.Topic = "lights"
		s, mine := t.ownSession()
		led, leads := t.ledSession()
		s.Start, led.Start = 1, 1 // both are over
		counts := mine && t.countable(s) && !t.barred(StepOrgCame) && t.cameLines(s) != nil
		return counts || leads && t.countable(led) && !t.barred(StepLeadCame) && t.cameLines(led) != nil
	},
	writeNews: func(t *turn) bool {
		_, ok := t.ownNews("news")
		return ok && !t.barred(StepNews)
	},
	seeSurveys:   func(t *turn) bool { return !t.barred(StepWaves) && !t.barred(StepDeskResults) },
	openSurveys:  func(t *turn) bool { return len(t.forOpeners(back())) > 0 && !t.barred(StepRoundReview) },
	readGuides:   func(t *turn) bool { return !t.barred(StepPreview) },
	decideGuides: func(t *turn) bool { return t.decides() && !t.barred(StepGuideSure) },
	seeStaff: func(t *turn) bool {
		return !t.barred(StepStaff) && offersTo(askStaff(t), "m."+memberMark(Member{Who: ID{99}}))
	},
	seeLog: func(t *turn) bool { return !t.barred(StepLog) && says(Outcome{Says: []Say{askLog(t)}}, "audit.ask") },
	inviteStaff: func(t *turn) bool {
		t.p.Inviting, t.e.Kind, t.e.Text = &Invitation{Role: RoleOfficer, Areas: []string{"korabel"}}, Words, "Ann"
		return !t.barred(StepInviteName) && hearInviteName(t) && slices.ContainsFunc(t.out.Effects, func(e Effect) bool { _, made := e.(Invite); return made })
	},
	endRoles: func(t *turn) bool {
		t.p.Topic = ID{99}.String()
		return !t.barred(StepLost) && !says(Outcome{Says: []Say{askLost(t)}}, "staff.gone")
	},
	beAway:        func(t *turn) bool { return !t.barred(StepAway) && !t.barred(StepAwayCheck) },
	translateNews: func(t *turn) bool { return !t.barred(StepTranslations) && t.holds(translateNews) },
	translateCases: func(t *turn) bool {
		_, ok := t.passageAt("c/RELEASED/text")
		return ok && !t.barred(StepTranslation)
	},
}

// worksOn says whether somebody can open a case, from a queue that is theirs.
func (t *turn) worksOn(code string) bool {
	return !t.barred(StepCaseOne) && t.taken(code) != nil && t.mayWork(t.taken(code))
}

func offersTo(s Say, do string) bool {
	return slices.ContainsFunc(slices.Concat(s.Rows...), func(b Button) bool { return b.Do == do })
}

// accessPlay is a town in which there is something of korabel for every desk, and
// nobody to take it but a partner, who is needed for a case to be in its hands.
func accessPlay(c checker) (*play, World) {
	p := everything(c)
	p.board.Sessions[0].Areas, p.board.Sessions[0].Points = []string{"korabel"}, true
	p.board.News = []Announcement{{ID: "news", Areas: []string{"korabel"}}}
	p.board.Staff = []Member{
		{Who: ID{98}, Grants: []Grant{{Role: RolePartner, Body: cityLamps}}},
		{Who: ID{99}, Name: "Zoya", Grants: []Grant{{Role: RoleTranslator, Areas: []string{"korabel"}}}},
	}
	for i, r := range []Role{RoleOrganiser, RoleOfficer, RoleFacilitator, RolePartner} {
		p.board.Came = append(p.board.Came, CommitmentMark{N: i + 1, Areas: []string{"korabel"}, State: Planned, Owner: ID{1}, Role: r})
	}
	w := p.world()
	w.Records[Record[Commitment]{"1"}] = &Commitment{N: 1, Words: "A lamp", History: []CommitmentStep{{State: Planned}}, Edition: 1}
	put := func(code string, change Concern) {
		change.Code, change.Area, change.Lang, change.Words = code, "korabel", English, "The lamp"
		w.Records[Record[Concern]{code}] = &change
	}
	put("SENT", Concern{Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReceived})
	put("RELEASED", Concern{MayTranslate: true, Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReleased, ReleasedAt: 1, Released: "A lamp",
		Others: []Translation{{Lang: Ukrainian, State: TranslationAsked, Of: sumOf("A lamp"), Asked: 1}}})
	put("HANDED", Concern{Category: Street, Route: RouteOfficers, Sight: MayAnswer, Case: CaseReleased, ReleasedAt: 1, Partner: cityLamps})
	put("POLICE", Concern{Category: Police, Route: RouteIndependent, Sight: MayAnswer, Case: CaseReceived})
	put("YOUNG", Concern{Category: Street, Route: RouteLead, Sight: Readers, Case: CaseReceived})
	w.HasTimed, w.HasLog = true, true
	for range 2 * fewest {
		w.Timed = append(w.Timed, Timed{Queue: QueueOfficers, Area: "korabel", Late: LateSign, Since: 1})
	}
	return p, w
}

// TestWhoMayDoWhat tries every act for every role, alone and beside every other, in
// the own neighbourhood and in another, and for those who have none or no more.
func TestWhoMayDoWhat(t *testing.T) {
	type given map[Role][]string // a role, and where; nil: everywhere
	korabel, tavr, both := []string{"korabel"}, []string{"tavr"}, []string{"korabel", "tavr"}
	away := &Absence{From: 1, Until: 1 << 40, Deputy: ID{1}}
	type somebody struct {
		name   string
		grants given
		ended  bool
		age    Age
		absent given // of an officer who asked them to stand in
	}
	tests := []somebody{{name: "a resident"}, {name: "a child", age: AgeChild}, {name: "a teenager", age: AgeTeen}}
	for _, r := range Roles() {
		tests = append(tests,
			somebody{name: fmt.Sprint(r, " here"), grants: given{r: korabel}},
			somebody{name: fmt.Sprint(r, " elsewhere"), grants: given{r: tavr}},
			somebody{name: fmt.Sprint(r, " of both"), grants: given{r: both}},
			somebody{name: fmt.Sprint(r, " of all"), grants: given{r: nil}},
			somebody{name: fmt.Sprint(r, " no more"), grants: given{r: nil}, ended: true},
			somebody{name: fmt.Sprint(r, " asked to stand in"), grants: given{r: tavr}, absent: given{RoleOfficer: korabel}},
			somebody{name: fmt.Sprint(r, " asked to stand in elsewhere"), grants: given{r: tavr}, absent: given{RoleOfficer: tavr}},
			somebody{name: fmt.Sprint("officer asked to stand in by ", r), grants: given{RoleOfficer: tavr}, absent: given{r: korabel}},
		)
		for _, other := range Roles() {
			if other != r {
				tests = append(tests, somebody{name: fmt.Sprint(r, " here and ", other, " elsewhere"), grants: given{r: korabel, other: tavr}},
					somebody{name: fmt.Sprint(r, " here and ", other, " of all"), grants: given{r: korabel, other: nil}})
			}
		}
	}
	if len(does) != len(expected) {
		t.Errorf("%d acts are tried, %d are known", len(does), len(expected))
	}
	yes := map[permission]int{}
	for _, who := range tests {
		// counts says whether a role counts beside the others: see neverTogether.
		counts := func(r Role) bool {
			if _, there := who.grants[r]; !there || who.ended {
				return false
			}
			for other := range who.grants {
				if pair := [2]Role{other, r}; neverTogether[pair] && (other == RoleOfficer || other == RoleReviewer) {
					return false
				}
			}
			return true
		}
		p, w := accessPlay(t)
		if who.grants != nil {
			m := Member{Who: ID{1}, Chat: 1, Lang: English, Reads: Languages()}
			for r, areas := range who.grants {
				m.Grants = append(m.Grants, Grant{Role: r, Areas: areas, Body: cityLamps, Duties: []Duty{DutyCases}})
			}
			w.Board.Staff = append(w.Board.Staff, m)
		}
		for r, areas := range who.absent {
			w.Board.Staff = append(w.Board.Staff, Member{Who: ID{2}, Away: away, Grants: []Grant{{Role: r, Areas: areas}}})
		}
		if who.ended {
			w.Board.endGrants(ID{1}, func(Grant) bool { return true })
		}
		for do, lines := range expected {
			want := false
			for r, with := range lines {
				here := who.grants[r] == nil || slices.Contains(who.grants[r], "korabel")
				all := who.grants[r] == nil || len(who.grants[r]) == 2
				is := map[scope]bool{anywhere: true, ownAreas: here, coveredAreas: here, givenOnly: here, everyArea: all}
				want = want || counts(r) && is[with]
				_, officer := who.grants[RoleOfficer]
				want = want && !(do == countDoor && officer)
				stands := officer && len(who.grants) == 1 && slices.Contains(who.absent[RoleOfficer], "korabel")
				want = want || stands && with == coveredAreas
			}
			turn := &turn{w: w, e: Event{Who: ID{1}, Now: p.now}, p: &Person{Lang: English, Age: who.age, Agreed: 1, Area: "korabel"}}
			if got := does[do](turn); got != want {
				t.Errorf("%s: %q is %v", who.name, do, got)
			}
			if want {
				yes[do]++
			}
		}
	}
	for do := range expected {
		if yes[do] == 0 {
			t.Errorf("nobody was expected to %s", do)
		}
	}
}

// TestAccessTableIsWhatIsExpected compares the two tables line by line.
func TestAccessTableIsWhatIsExpected(t *testing.T) {
	lines := 0
	for _, l := range accessTable {
		if expected[l.act][l.role] != l.with {
			t.Errorf("%s may %q %s", l.role, l.act, l.with)
		}
	}
	for _, of := range expected {
		lines += len(of)
	}
	if lines != len(accessTable) {
		t.Errorf("%d lines, %d are expected", len(accessTable), lines)
	}
}

// TestMayForSeveral is about what is for several neighbourhoods at once, or for all.
func TestMayForSeveral(t *testing.T) {
	p := newPlay(t)
	tests := []struct {
		role  Role
		given []string
		do    permission
		with  []string
		want  bool
	}{
		{RoleOrganiser, []string{"tavr"}, planMeetings, []string{"tavr"}, true},
		{RoleOrganiser, []string{"tavr"}, planMeetings, []string{"tavr", "korabel"}, false},
		{RoleOrganiser, []string{"tavr"}, planMeetings, nil, false},
		{RoleOrganiser, []string{"tavr", "korabel"}, planMeetings, []string{"tavr", "korabel"}, true},
		{RoleOrganiser, []string{"tavr", "korabel"}, planMeetings, nil, true},
		{RoleOrganiser, nil, planMeetings, nil, true},
		{RoleOrganiser, []string{"tavr"}, decideGuides, []string{"tavr"}, false}, // they are for everybody
		{RoleOrganiser, []string{"tavr"}, seeStaff, nil, true},
		{RoleFacilitator, nil, leadMeetings, []string{"tavr"}, false}, // it is asked whose the meeting is
		{RoleOfficer, nil, planMeetings, []string{"tavr"}, false},
	}
	for _, tt := range tests {
		m := &Member{Grants: []Grant{{Role: tt.role, Areas: tt.given}}}
		if got := m.mayFor(tt.do, tt.with, p.programme); got != tt.want {
			t.Errorf("%s of %v may %q for %v: %v", tt.role, tt.given, tt.do, tt.with, got)
		}
	}
	for _, do := range []permission{decideGuides, leadMeetings} { // may answers for one neighbourhood, and these are not asked so
		if m := (&Member{Grants: []Grant{{Role: RoleOrganiser}, {Role: RoleFacilitator}}}); m.may(do, "tavr") {
			t.Errorf("%q for one neighbourhood", do)
		}
	}
}

// TestTheDocsPrintTheTable keeps the table of docs/privacy.md: with -update it is
// written anew.
func TestTheDocsPrintTheTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("| who | may | where |\n| --- | --- | --- |\n")
	for _, l := range accessTable {
		fmt.Fprintf(&table, "| %s | %s | %s |\n", strings.ReplaceAll(string(l.role), "-", " "), l.act, l.with)
	}
	printed(t, "../docs/privacy.md", "<!-- access: from flows/access.go -->\n", "<!-- access ends -->", table.String())
	for _, r := range Roles() {
		if strings.Contains(string(inviteStaff), string(r)) != slices.Contains(invitable(), r) {
			t.Errorf("organisers invite %v; the table says %q", invitable(), inviteStaff)
		}
	}
}

// TestEachActHasAUse finds acts of the table that no screen of a desk needs.
func TestEachActHasAUse(t *testing.T) {
	var used []permission
	for _, sc := range screens() {
		used = append(used, sc.needs...)
	}
	for _, k := range NoticeKinds() {
		used = append(used, k.needs()...)
	}
	for do := range expected {
		if !slices.Contains(used, do) {
			t.Errorf("%q is on no desk", do)
		}
	}
}

// printed compares a table between two marks of a page; with -update it is written
// anew.
func printed(t *testing.T, file, begin, end, table string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(data), begin)
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no marks", file)
	}
	switch text := before + begin + table + end + after; {
	case text == string(data):
	case *update:
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has another table: go test ./flows -run %s -update", file, t.Name())
	}
}

// showsDigest says whether somebody finds the numbers of korabel.
func showsDigest(t *turn, r Readership) bool {
	a, ok := t.digestArea(r)
	return ok && a.ID == "korabel" && !t.barred(r.step())
}
