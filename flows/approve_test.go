package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// guideDesk is a programme whose file approves no guide, with organisers of all
// (9 and 6), one of an area (8), an officer (7) and a resident (1).
func guideDesk(t *testing.T) (p *play, organiser, resident ID) {
	p, organiser, _ = organiserPlay(t)
	p.programme.Approvers = map[string]string{"accident": "EXAMPLE ONLY: name your local service"}
	other := p.join(6)
	p.board.Staff = append(p.board.Staff, Member{Who: other, Chat: 6, Lang: English, Name: "Cleo", Grants: []Grant{{Role: RoleOrganiser}}})
	p.command(other, "desk")
	resident = p.join(1)
	p.link(resident, "menu")
	return p, organiser, resident
}

// approves records an approval of a guide, in languages.
func approves(p *play, who ID, guide string, langs ...string) Outcome {
	p.c.Helper()
	p.script(who, "/desk", "* guides", "* g."+guide, "* record", "> The ambulance\nservice")
	for _, l := range langs {
		p.press(who, "l."+l)
	}
	return p.script(who, "* next", "> 1.6.2027", "* record")
}

// publishes does so from the guide's own screen.
func publishes(p *play, who ID) Outcome {
	p.c.Helper()
	p.press(who, "publish")
	return p.press(who, "yes."+fmt.Sprint(p.board.guideRecord(p.people[who].Topic).Stamp))
}

// sees says whether somebody finds a guide in the list, by a link and in a menu.
func sees(p *play, who ID, guide string) bool {
	p.c.Helper()
	menu := p.link(who, "menu")
	inMenu := slices.ContainsFunc(menu.Says[0].Rows, func(r []Button) bool { return r[0].Do == "guides" })
	p.link(who, "guides")
	listed := p.offers(who, "g."+guide)
	out := p.link(who, "guide."+guide)
	opened := !says(out, "guide.gone") && (p.people[who].Step == StepGuide || p.people[who].Step == StepGuideWarn)
	if listed != opened || listed && !inMenu {
		p.c.Fatalf("%s: in the menu %v, in the list %v, opened by a link %v", guide, inMenu, listed, opened)
	}
	return opened
}

func TestAGuideIsApprovedPublishedAndTakenBack(t *testing.T) {
	p, organiser, resident := guideDesk(t)
	reader := p.join(2, func(r *Person) { r.Lang = Ukrainian })
	p.link(reader, "menu")
	shown := func(when string, english, ukrainian bool) {
		t.Helper()
		if sees(p, resident, "accident") != english || sees(p, reader, "accident") != ukrainian {
			t.Fatalf("%s: residents see it in English: %v, in Ukrainian: %v", when, !english, !ukrainian)
		}
	}
	shown("a sample", false, false)
	if out := p.script(organiser, "/desk", "* guides"); !says(out, "approve.item") || p.offers(organiser, "g.x") {
		t.Errorf("the list is %v", out.Says)
	}
	if p.press(organiser, "g.accident"); p.offers(organiser, "publish") || p.offers(organiser, "take") {
		t.Error("what nobody approved can be published")
	}
	approves(p, organiser, "accident", "en")
	shown("approved", false, false)
	r := p.board.guideRecord("accident")
	if r.By != "The ambulance service" || r.Stage != GuideApproved || r.At != p.now.Unix() ||
		r.Review != time.Date(2027, 6, 1, 12, 0, 0, 0, p.programme.Zone).Unix() {
		t.Errorf("on record: %+v", r)
	}
	publishes(p, organiser)
	shown("published", true, false)
	out := p.link(resident, "guide.accident")
	if by := out.Says[len(out.Says)-1].Lines[1]; by.Key != "approve.by" || by.Args["who"] != Quote("The ambulance service") || by.Args["day"] != Day(time.Unix(r.At, 0)) {
		t.Errorf("residents read %+v", by)
	}
	if group := DecidePublic(World{Programme: p.programme, Guides: p.guides, Board: &p.board}, PublicEvent{Word: "guides", Bot: "b", Now: p.now}); !says(group, "public.guide") {
		t.Errorf("a group reads %+v", group.Says)
	}
	out = p.press(organiser, "take")
	if !says(out, "approve.taken_back") {
		t.Errorf("%v", out.Says)
	}
	shown("taken back", false, false)
	publishes(p, organiser)
	shown("published again", true, false)
	approves(p, organiser, "accident", "en", "uk")
	shown("read in both", true, true)
	for what, n := range map[string]int{"guide_approved": 2, "guide_published": 2, "guide_taken_back": 1} {
		if got := audited(p, what); got != n {
			t.Errorf("the log says %s %d times, want %d", what, got, n)
		}
	}
}

// TestReadingIsInterrupted: somebody is in the middle of a guide that is taken back.
func TestReadingIsInterrupted(t *testing.T) {
	p, organiser, resident := guideDesk(t)
	approves(p, organiser, "accident", "en")
	publishes(p, organiser)
	p.link(resident, "guide.accident")
	p.press(organiser, "take")
	if out := p.press(resident, "c.0"); !says(out, "guide.gone") {
		t.Errorf("read on: %v", out.Says)
	}
}

// TestTheFileApproves: a programme's file approves and publishes, in every
// language; the desk takes back and publishes again.
func TestTheFileApproves(t *testing.T) {
	p, organiser, resident := guideDesk(t)
	p.programme.Approvers["accident"] = "Red Cross"
	if !sees(p, resident, "accident") || !says(p.link(resident, "guide.accident"), "guide.approved") {
		t.Error("a guide that the file approves is not shown with its approver")
	}
	out := p.script(organiser, "/desk", "* guides", "* g.accident")
	if !says(out, "approve.by_file") || p.offers(organiser, "publish") {
		t.Errorf("the desk says %v", out.Says)
	}
	p.press(organiser, "take")
	if sees(p, resident, "accident") {
		t.Error("the file outweighs the desk")
	}
	approves(p, organiser, "accident", "en")
	if sees(p, resident, "accident") {
		t.Error("an approval alone publishes what was taken back")
	}
	publishes(p, organiser)
	if !sees(p, resident, "accident") || !says(p.link(resident, "guide.accident"), "approve.by") {
		t.Error("published again, it does not name its latest approval")
	}
}

// TestSamplesInTheDemo: without an approval all are shown, as samples; an
// approval there is one.
func TestSamplesInTheDemo(t *testing.T) {
	p, organiser, _ := guideDesk(t)
	w := World{Programme: p.programme, Guides: p.guides, Board: &p.board, Sample: true}
	person := Person{Lang: English, Age: AgeAdult, Agreed: 1, Area: "korabel", Step: StepMenu, Seen: p.now.Unix()}
	read := func(id string) Outcome {
		return Decide(w, person, Event{Kind: Press, Do: "guide." + id, Now: p.now})
	}
	if !says(read("accident"), "guide.sample") {
		t.Error("a sample does not say so")
	}
	approves(p, organiser, "accident", "en")
	publishes(p, organiser)
	w.Board = &p.board
	if out := read("accident"); says(out, "guide.sample") || !says(out, "approve.by") {
		t.Errorf("approved: %v", out.Says)
	}
	if !says(read("robbery"), "guide.sample") {
		t.Error("the others are no samples any more")
	}
}

// TestPreview walks a guide in another language: its words are in that language,
// every screen says that it is a preview, and nothing of it stays.
func TestPreview(t *testing.T) {
	p, organiser, _ := guideDesk(t)
	marked := func(out Outcome) {
		t.Helper()
		for _, s := range out.Says {
			if s.Guide != Ukrainian || s.Lines[0].Key != "approve.preview" || s.Lines[0].Args["tongue"] != Tongue(Ukrainian) {
				t.Errorf("not marked: %+v", s)
			}
		}
	}
	p.script(organiser, "/desk", "* guides", "* g.accident")
	marked(p.press(organiser, "see.uk"))
	marked(p.press(organiser, "whole"))
	marked(p.press(organiser, "back"))
	for _, step := range []struct{ do, shows string }{
		{"c.0", "guide/accident/step/fire"}, {"next", "guide/accident/step/stop"}, {"back", "guide/accident/step/fire"},
		{"back", "guide/accident/step/start"}, {"c.1", "guide/accident/step/stop"}, {"next", "guide/accident/step/end"},
	} {
		if out := p.press(organiser, step.do); !says(out, step.shows) {
			t.Fatalf("after %s: %v", step.do, out.Says)
		} else {
			marked(out)
		}
	}
	p.press(organiser, "list")
	if at := p.people[organiser]; at.Step != StepDeskGuide || at.Guide != "" || at.Preview != "" {
		t.Errorf("after reading: %+v", at)
	}
	p.script(organiser, "* back", "* g.domestic-violence")
	marked(p.press(organiser, "see.uk"))
	if p.people[organiser].Step != StepPreviewWarn {
		t.Error("a sensitive guide does not warn in its preview")
	}
	marked(p.press(organiser, "on"))
	p.press(organiser, "menu")
	if at := p.people[organiser]; at.Step != StepDesk || at.Guide != "" {
		t.Errorf("the menu leads to %+v", at)
	}
}

// guideDos is what buttons about guides do.
func guideDos() []string {
	return []string{"guides", "g.accident", "see.uk", "record", "publish", "take", "yes.0", "yes.1", "yes.2", "l.en", "next", "d.2027-06-01", "trial", "end", "link", "test", "a.0.1", "a.1.0"}
}

// TestNobodyElseDecidesAboutGuides: residents, officers and organisers of an
// area change nothing, by buttons of their own, forged ones or links.
func TestNobodyElseDecidesAboutGuides(t *testing.T) {
	for _, step := range []Step{StepMenu, StepDesk, StepDeskGuides, StepDeskGuide, StepGuidePublish, StepGuideBy, StepGuideLangs, StepGuideReview, StepGuideSure, StepPreview, StepPreviewAll, StepPreviewWarn, StepGuideTrial, StepPreviewTest, StepGuideTest} {
		for _, n := range []byte{1, 7, 8} {
			p, organiser, _ := guideDesk(t)
			approves(p, organiser, "accident", "en")
			before := fmt.Sprint(p.board.Guides)
			for _, do := range guideDos() {
				for _, kind := range []string{"! ", "& ", "> "} {
					who := p.people[ID{n}]
					who.Step, who.Topic, who.Approval = step, "accident", &ApprovalDraft{By: "Me", Langs: []Lang{English}, Review: "2027-06-01", Stamp: 1}
					out := p.script(ID{n}, kind+do)
					if slices.ContainsFunc(out.Effects, func(e Effect) bool { _, puts := e.(PutBoard); return puts }) || fmt.Sprint(p.board.Guides) != before {
						t.Fatalf("%d at %s: %s%s changes the board", n, step, kind, do)
					}
					if at := out.Person.Step; n != 8 && onDesk(at) && at != StepDesk {
						t.Errorf("%d at %s: %s%s leads to %s", n, step, kind, do, at)
					}
				}
			}
		}
	}
}

// TestAnOrganisersRoleEndsWhileDeciding at every step of it.
func TestAnOrganisersRoleEndsWhileDeciding(t *testing.T) {
	ways := [][]string{
		{"* guides", "* g.accident", "* take"},
		{"* guides", "* g.accident", "* publish", "* yes.1"},
		{"* guides", "* g.accident", "* see.en", "* c.0"},
		{"* guides", "* g.accident", "* record", "> Red Cross", "* l.en", "* next", "> 1.6.2027", "* record"},
	}
	for _, way := range ways {
		for upTo := range way {
			p, organiser, _ := guideDesk(t)
			approves(p, ID{6}, "accident", "en")
			if way[2] == "* take" {
				publishes(p, ID{6})
			}
			p.script(organiser, append([]string{"/desk"}, way[:upTo]...)...)
			before := fmt.Sprint(p.board.Guides)
			m := p.board.member(organiser)
			m.Grants = []Grant{{Role: RoleFacilitator}}
			last := strings.Replace(way[upTo], "* ", "! ", 1)
			out := p.script(organiser, last)
			if fmt.Sprint(p.board.Guides) != before || out.Person.Approval != nil || out.Person.Guide != "" || out.Person.Step != StepDesk {
				t.Errorf("%s without the role: at %s, %v", last, out.Person.Step, out.Says)
			}
		}
	}
}

// TestTwoOrganisersDecideAtOnce: the second is told, and nothing is undone
// without a word.
func TestTwoOrganisersDecideAtOnce(t *testing.T) {
	setUp := func() (*play, ID, ID) {
		p, one, _ := guideDesk(t)
		approves(p, one, "accident", "en")
		p.script(ID{6}, "/desk", "* guides", "* g.accident")
		return p, one, ID{6}
	}
	t.Run("one publishes what the other takes back", func(t *testing.T) {
		p, one, two := setUp()
		publishes(p, one)
		p.press(one, "take")
		p.press(one, "publish")
		p.script(two, "& desk", "* guides", "* g.accident", "* publish", "* yes.3")
		p.press(two, "take")
		if out := p.press(one, "yes.3"); !says(out, "approve.meanwhile") || p.board.guideRecord("accident").Stage != GuideTakenBack {
			t.Errorf("it is %+v: %v", p.board.guideRecord("accident"), out.Says)
		}
	})
	t.Run("one records while the other takes back", func(t *testing.T) {
		p, one, two := setUp()
		publishes(p, one)
		p.script(one, "* record", "> Red Cross", "* l.en", "* next", "> 1.6.2027")
		p.script(two, "! take")
		if out := p.press(one, "record"); !says(out, "approve.meanwhile") || p.board.guideRecord("accident").By != "The ambulance service" || p.board.guideRecord("accident").Stage != GuideTakenBack {
			t.Errorf("it is %+v: %v", p.board.guideRecord("accident"), out.Says)
		}
	})
	t.Run("both record", func(t *testing.T) {
		p, one, two := setUp()
		for _, who := range []ID{one, two} {
			p.script(who, "* record", "> Service "+fmt.Sprint(who[0]), "* l.en", "* next", "> 1.6.2027")
		}
		p.press(two, "record")
		if out := p.press(one, "record"); !says(out, "approve.meanwhile") || p.board.guideRecord("accident").By != "Service 6" {
			t.Errorf("it is %+v", p.board.guideRecord("accident"))
		}
	})
	t.Run("both take back", func(t *testing.T) {
		p, one, two := setUp()
		publishes(p, one)
		p.script(two, "& desk", "* guides", "* g.accident")
		p.press(one, "take")
		if out := p.press(two, "take"); !says(out, "approve.meanwhile") || audited(p, "guide_taken_back") != 1 {
			t.Errorf("%v", out.Says)
		}
	})
}

func TestWhatDoesNotFitAnApproval(t *testing.T) {
	p, organiser, _ := guideDesk(t)
	p.script(organiser, "/desk", "* guides", "* g.accident", "* record")
	for text, want := range map[string]string{
		"\u200b \n": "organise.text.misfit", strings.Repeat("ш", 200): "approve.who.long", "example: Red Cross": "approve.who.example",
	} {
		if out := p.write(organiser, text); !says(out, want) || p.people[organiser].Step != StepGuideBy {
			t.Errorf("%q is answered by %v", text, out.Says)
		}
	}
	p.write(organiser, "<b>Red Cross</b>")
	if out := p.press(organiser, "next"); !says(out, "approve.langs.none") {
		t.Errorf("no language is answered by %v", out.Says)
	}
	if out := p.forge(organiser, "l.pl"); p.people[organiser].Step != StepGuideLangs || len(p.people[organiser].Approval.Langs) != 0 {
		t.Errorf("a language that the programme does not speak: %v", out.Says)
	}
	p.script(organiser, "* l.en", "* next")
	for text, want := range map[string]string{
		"soon": "approve.review.misfit", "18:00": "approve.review.misfit", "20.11.2026": "organise.when.past", "1.1.2020": "organise.when.past",
		"31.6.2027": "organise.when.no_day", "1.1.2099": "organise.when.far",
	} {
		if out := p.write(organiser, text); !says(out, want) || p.people[organiser].Step != StepGuideReview {
			t.Errorf("%q is answered by %v", text, out.Says)
		}
	}
	p.press(organiser, p.screens[organiser].Rows[1][0].Do)
	p.command(organiser, "cancel")
	if p.people[organiser].Approval != nil || len(p.board.Guides) != 0 {
		t.Errorf("left: %+v", p.people[organiser].Approval)
	}
}

// TestChangedWordsAreNotApproved: a new version of the bot has other words in
// one language.
func TestChangedWordsAreNotApproved(t *testing.T) {
	p, organiser, resident := guideDesk(t)
	approves(p, organiser, "accident", "en", "uk")
	publishes(p, organiser)
	reader := p.join(2, func(r *Person) { r.Lang = Ukrainian })
	p.link(reader, "menu")
	p.guides = slices.Clone(p.guides)
	p.guides[0].Sums = map[Lang]uint64{English: 77}
	if sees(p, resident, "accident") || !sees(p, reader, "accident") {
		t.Error("an approval outlives the words that it is of")
	}
	if out := p.script(organiser, "/desk", "* guides", "* g.accident"); !says(out, "approve.changed") {
		t.Errorf("the desk says %v", out.Says)
	}
	w := World{Programme: p.programme, Guides: p.guides, Board: &p.board}
	if due := w.GuideNoticesDue(p.now); len(due) != 1 || due[0].What != ToldChanged {
		t.Errorf("notices: %+v", due)
	}
	approves(p, organiser, "accident", "en", "uk")
	if !sees(p, resident, "accident") {
		t.Error("read again, it is not shown")
	}
}

func TestReviewNotices(t *testing.T) {
	p, organiser, _ := guideDesk(t)
	approves(p, organiser, "accident", "en")
	review := time.Unix(p.board.guideRecord("accident").Review, 0)
	for _, tt := range []struct {
		before time.Duration
		want   GuideNotices
	}{
		{15 * 24 * time.Hour, 0}, {reviewNear, ToldSoon}, {time.Hour, 0}, {0, ToldDue}, {-48 * time.Hour, 0},
	} {
		w := World{Programme: p.programme, Guides: p.guides, Board: &p.board}
		due := w.GuideNoticesDue(review.Add(-tt.before))
		if len(due) > 1 || len(due) == 1 != (tt.want != 0) || len(due) == 1 && due[0].What != tt.want {
			t.Fatalf("%v before: %+v", tt.before, due)
		}
		for _, n := range due {
			p.check(TellGuide(n, p.board.Staff[0]))
			if !p.board.Noted(n) || p.board.Noted(n) {
				t.Error("noted twice, or never")
			}
		}
	}
	if out := p.script(organiser, "* back", "* g.accident"); says(out, "approve.overdue") {
		t.Error("overdue before its day")
	}
	p.now = review.Add(time.Hour)
	if out := p.script(organiser, "/desk", "* guides", "* g.accident"); !says(out, "approve.overdue") {
		t.Errorf("the desk says %v", out.Says)
	}
	stale := GuideNotice{Guide: p.guides[0], Record: GuideRecord{ID: "accident"}, What: ToldChanged}
	if p.board.Noted(stale) {
		t.Error("a notice about an older decision is noted on a newer one")
	}
}

func TestThePushTellsNothing(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	say := GuidesPush(p.people[who])
	p.check(say)
	for _, l := range say.Lines {
		if len(l.Args) > 0 || strings.HasPrefix(l.Key, "guide/") {
			t.Errorf("it says %+v", l)
		}
	}
	if b := say.Rows[0][0]; b.Do != "guides" || !b.Link || !say.Hush {
		t.Errorf("it is %+v", say)
	}
}

// guidePlays are an organiser at places that the walk over all screens, which
// tells them apart by their buttons only, takes for one.
func guidePlays(t *testing.T, who ID) []*play {
	var all []*play
	for _, change := range []func(*Person){
		func(p *Person) { p.Step, p.Topic = StepDeskGuide, "domestic-violence" },
		func(p *Person) {
			p.Step, p.Topic, p.Approval = StepGuideLangs, "accident", &ApprovalDraft{By: "Red Cross", Langs: []Lang{English}}
		},
		func(p *Person) {
			p.Step, p.Topic = StepPreviewWarn, "domestic-violence"
			p.Guide, p.GuideAt, p.Preview = "domestic-violence", "start", Ukrainian
		},
		func(p *Person) { p.Step, p.Topic = StepGuideTrial, "hate-crime" },
		func(p *Person) { p.Step, p.Topic = StepDeskGuide, "hate-crime" },
		func(p *Person) {
			p.Step, p.Topic, p.Neighbour = StepGuide, "", true
			p.Guide, p.GuideAt, p.Trials = "hate-crime", "start", []string{"c0de"}
		},
	} {
		p := organising(t, who)
		p.guides = append(p.guides, Guide{ID: "hate-crime", Sensitive: true, First: "start", Questions: []int{0}, Steps: []GuideStep{{ID: "start"}}})
		approved := GuideRecord{ID: "hate-crime", Stage: GuideApproved, By: "Rivni", At: p.now.Unix(), Read: []GuideReading{{Lang: English}}}
		if len(all) > 3 {
			approved.Stage, approved.Trial = GuideTrial, &Trial{Code: "c0de"}
		}
		p.board.Guides = []GuideRecord{approved}
		change(p.people[who])
		all = append(all, p)
	}
	return all
}
