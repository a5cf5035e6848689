package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// minutesPlay is a meeting that has just ended: a facilitator leads it (5), an organiser
// (9), a reviewer (7) who is no other, and a guest (20).
func minutesPlay(t *testing.T) (p *play, lead, organiser, reviewer, guest ID) {
	p, organiser, lead, _, _ = leadPlay(t)
	reviewer, guest = p.join(7), p.join(20)
	p.board.Staff = append(p.board.Staff, Member{Who: reviewer, Chat: 7, Lang: English, Name: "Rita", Reads: Languages(), Grants: []Grant{{Role: RoleReviewer}}})
	p.inside["lights"] = []ID{guest}
	p.people[guest].Sessions = []string{"lights"}
	s := p.held("lights")
	p.now = s.Ends().Add(time.Hour)
	for p.programme.Quiet(p.now) {
		p.now = p.now.Add(time.Hour)
	}
	return p, lead, organiser, reviewer, guest
}

func (p *play) held(id string) Session {
	s, _ := p.board.session(id)
	return s
}

func (p *play) changeMeeting(id string, change func(*Session)) {
	s := p.held(id)
	change(&s)
	p.board.put(s)
}

// writeMinutes takes whoever leads the meeting from the desk to a text that waits.
func (p *play) writeMinutes(who ID, words ...string) Outcome {
	p.c.Helper()
	p.script(who, "/desk", "* lead", "* s.lights", "* minutes", "* write")
	for _, w := range words {
		p.script(who, "> "+w)
	}
	return p.script(who, "* hand")
}

// checkMinutes opens what waits at a reviewer's desk.
func (p *play) checkMinutes(who ID) Outcome {
	p.c.Helper()
	return p.script(who, "/desk", "* minutes")
}

// TestMinutes: written in two messages, released, and readable for whoever had a place.
func TestMinutes(t *testing.T) {
	p, lead, organiser, reviewer, guest := minutesPlay(t)
	if out := p.script(organiser, "/desk", "* sessions", "* s.lights"); !says(out, "minutes.state.missing") || !saysRef(out, "organise.state.open") {
		t.Errorf("it does not show as open: %v", out.Says)
	}
	out := p.writeMinutes(lead, "The lamps by the school come first.", "Then the yards.")
	if push, told := sentTo(out, reviewer); !told || push.Lines[0].Key != "minutes.to_check" || strings.Contains(fmt.Sprint(push), "lamps") {
		t.Fatalf("the reviewer is told: %v", out.Says)
	}
	if out = p.link(guest, "minutes.lights"); strings.Contains(fmt.Sprintf("%+v", out.Says), "lamps") || !says(out, "minutes.not_yet") {
		t.Fatalf("read before the release: %v", out.Says)
	}
	p.checkMinutes(reviewer)
	out = p.script(reviewer, "* "+p.button(reviewer, "release."))
	s := p.held("lights")
	if s.Report.Words != "The lamps by the school come first.\nThen the yards." || s.Report.Draft != "" || !s.TellsMinutes() || audited(p, "minutes_released") != 1 {
		t.Fatalf("%+v, %v", s.Report, out.Says)
	}
	say, ok := MinutesSay(s, p.people[guest], true)
	if !ok || strings.Contains(fmt.Sprintf("%+v", say.Lines), "lamps") {
		t.Errorf("the push: %v %v", ok, say)
	}
	if out = p.link(guest, "minutes.lights"); !strings.Contains(fmt.Sprintf("%+v", out.Says), "lamps") {
		t.Errorf("they read %v", out.Says)
	}
	if out = p.link(guest, "s.lights"); !p.offers(guest, "minutes.lights") {
		t.Errorf("the card does not lead there: %v", out.Says)
	}
	if out = p.script(organiser, "/desk", "* sessions", "* s.lights"); saysRef(out, "organise.state.open") || !says(out, "minutes.state.sent") {
		t.Errorf("it is still open: %v", out.Says)
	}
}

// TestWhoReadsMinutes: nobody without a place, nobody under 18, whichever button they forge;
// and nobody of them is told.
func TestWhoReadsMinutes(t *testing.T) {
	p, lead, _, reviewer, guest := minutesPlay(t)
	stranger, teen, waits := p.join(21), p.join(22, func(q *Person) { q.Age = AgeTeen }), p.join(23)
	p.inside["lights"] = append(p.inside["lights"], teen)
	p.waiting["lights"] = []ID{waits}
	for _, who := range []ID{teen, waits} {
		p.people[who].Sessions = []string{"lights"}
	}
	p.writeMinutes(lead, "The lamps come first.")
	p.checkMinutes(reviewer)
	p.script(reviewer, "* "+p.button(reviewer, "release."))
	s := p.held("lights")
	for who, inside := range map[ID]bool{stranger: false, teen: true, waits: false} {
		if _, ok := MinutesSay(s, p.people[who], inside); ok {
			t.Errorf("%v is told", who)
		}
		for _, door := range []string{"minutes.lights", "s.lights", "sessions"} {
			if out := p.link(who, door); strings.Contains(fmt.Sprintf("%+v", out.Says), "lamps come") || p.offers(who, "minutes.lights") {
				t.Errorf("%v reads at %s: %v", who, door, out.Says)
			}
		}
	}
	p.people[guest].Paused = true
	if _, ok := MinutesSay(s, p.people[guest], true); ok {
		t.Error("somebody who paused is told")
	}
	p.changeMeeting("lights", func(s *Session) { s.Report = s.Report.Swept() })
	if out := p.link(guest, "minutes.lights"); !says(out, "minutes.not_yet") {
		t.Errorf("after the sweep: %v", out.Says)
	}
}

// TestMinutesArePassedByAnother: who wrote them cannot release them, what identifies somebody
// is asked about, a shorter version goes instead, and of two reviewers the second is told.
func TestMinutesArePassedByAnother(t *testing.T) {
	p, lead, _, reviewer, _ := minutesPlay(t)
	p.writeMinutes(lead, "Call Ivan at +380501234567.")
	p.board.member(lead).Grants = append(p.board.member(lead).Grants, Grant{Role: RoleReviewer})
	p.board.member(lead).Reads = Languages()
	p.people[lead].Desk = RoleReviewer
	if out := p.script(lead, "/desk", "! minutes"); says(out, "minutes.review") || p.offers(lead, "minutes") {
		t.Errorf("the writer checks their own: %v", out.Says)
	}
	p.checkMinutes(reviewer)
	release := p.button(reviewer, "release.")
	if out := p.script(reviewer, "* "+release); !says(out, "minutes.sure") || p.held("lights").Report.At != 0 {
		t.Fatalf("nothing is asked: %v", out.Says)
	}
	p.script(reviewer, "* shorten", "> The lamps come first.", "* release")
	if got := p.held("lights").Report; got.Words != "The lamps come first." {
		t.Errorf("%+v", got)
	}
	if out := p.script(reviewer, "! "+release); len(out.Effects) > 0 {
		t.Errorf("a second press: %v", out.Effects)
	}
}

// TestMinutesGoBack: a text that was sent back stands with whoever wrote it, and the meeting
// waits for them again.
func TestMinutesGoBack(t *testing.T) {
	p, lead, organiser, reviewer, _ := minutesPlay(t)
	p.writeMinutes(lead, "Ivan was against it.")
	if p.held("lights").minutesWanted(p.now) {
		t.Error("it waits for the lead while a reviewer has it")
	}
	p.checkMinutes(reviewer)
	stale := p.button(reviewer, "release.")
	p.script(reviewer, "* "+p.button(reviewer, "return."))
	if out := p.script(reviewer, "! "+stale); len(out.Effects) > 0 {
		t.Errorf("released after it was sent back: %v", out.Effects)
	}
	if out := p.script(lead, "/desk", "* lead", "* s.lights", "* minutes"); !says(out, "minutes.state.back") || !p.held("lights").minutesWanted(p.now) {
		t.Errorf("%v", out.Says)
	}
	if out := p.script(organiser, "/desk", "* sessions", "* s.lights"); !saysRef(out, "organise.state.open") {
		t.Errorf("it is not open: %v", out.Says)
	}
}

// TestCorrectedMinutes stand at once, and people are told of them only on purpose.
func TestCorrectedMinutes(t *testing.T) {
	p, lead, _, reviewer, guest := minutesPlay(t)
	for _, words := range []string{"Ten lamps.", "Twelve lamps."} {
		p.now = p.now.Add(time.Minute)
		p.writeMinutes(lead, words)
		p.checkMinutes(reviewer)
		p.script(reviewer, "* "+p.button(reviewer, "release."))
		p.changeMeeting("lights", func(s *Session) { s.Report.Done = true })
	}
	if out := p.link(guest, "minutes.lights"); !strings.Contains(fmt.Sprintf("%+v", out.Says), "Twelve") {
		t.Errorf("%v", out.Says)
	}
	if p.held("lights").TellsMinutes() {
		t.Error("the new version is sent by itself")
	}
	run := p.held("lights").MinutesRun()
	p.script(lead, "/desk", "* lead", "* s.lights", "* minutes")
	send := p.button(lead, "send.")
	p.script(lead, "* "+send)
	s := p.held("lights")
	if !s.TellsMinutes() || s.MinutesRun() == run {
		t.Errorf("%+v", s.Report)
	}
	if say, _ := MinutesSay(s, p.people[guest], true); !saysKey(say, "minutes.push_again") {
		t.Errorf("%v", say)
	}
	if out := p.script(lead, "! "+send); len(out.Effects) > 0 {
		t.Errorf("sent twice: %v", out.Effects)
	}
}

// TestNoMinutes closes a meeting with a reason; writing some all the same opens it.
func TestNoMinutes(t *testing.T) {
	p, lead, organiser, _, _ := minutesPlay(t)
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* minutes", "* none", "* why.deeds")
	s := p.held("lights")
	if s.MinutesMissing(s.Ends().AddDate(0, 0, 2)) == 0 {
		t.Error("how many came is not asked for")
	}
	s.Counted = true
	if s.NoMinutes != "deeds" || s.minutesOpen(p.now) || s.MinutesMissing(s.Ends().AddDate(0, 0, 2)) != 0 || audited(p, "minutes_none") != 1 {
		t.Errorf("%+v", s)
	}
	if out := p.script(organiser, "! why.weather"); len(out.Effects) > 0 {
		t.Errorf("a reason that is none: %v", out.Effects)
	}
	p.writeMinutes(lead, "Forty bags.")
	if s = p.held("lights"); s.NoMinutes != "" || s.Report.Draft == "" {
		t.Errorf("%+v", s)
	}
}

// TestMinutesOfYoungPeople are sent to nobody and translated for nobody, and that is said.
func TestMinutesOfYoungPeople(t *testing.T) {
	p, lead, _, reviewer, guest := minutesPlay(t)
	p.changeMeeting("lights", func(s *Session) { s.Youth = true })
	p.script(lead, "/desk", "* lead", "* s.lights", "* minutes", "* write", "> We played.")
	if out := p.script(lead, "* hand"); len(out.Effects) == 0 {
		t.Fatalf("%v", out.Says)
	}
	p.checkMinutes(reviewer)
	p.script(reviewer, "* "+p.button(reviewer, "release."))
	s := p.held("lights")
	if _, ok := MinutesSay(s, p.people[guest], true); ok || s.TellsMinutes() || len(s.Report.Others) > 0 || len(s.passages(p.now)) > 0 {
		t.Errorf("%+v", s.Report)
	}
	if out := p.script(lead, "/desk", "* lead", "* s.lights"); !says(out, "minutes.state.youth") {
		t.Errorf("%v", out.Says)
	}
}

// TestMinutesAreTranslated for who had a place, after the meeting, by the desk that
// translates all that people read.
func TestMinutesAreTranslated(t *testing.T) {
	p, lead, _, reviewer, guest := minutesPlay(t)
	p.people[guest].Lang = Ukrainian
	p.writeMinutes(lead, "The lamps come first.")
	p.checkMinutes(reviewer)
	p.script(reviewer, "* "+p.button(reviewer, "release."))
	s := p.held("lights")
	all := s.passages(p.now)
	if len(all) != 1 || len(all[0].tasks()) != 1 || all[0].tasks()[0].To != Ukrainian {
		t.Fatalf("%+v", all)
	}
	if out := p.link(guest, "minutes.lights"); !says(out, "translate.original") || !says(out, "translate.under_way") {
		t.Errorf("%v", out.Says)
	}
	p.board.setOthers(all[0], Translation{Lang: Ukrainian, State: TranslationReviewed, Words: "Спершу ліхтарі.", Of: sumOf(all[0].words)}, p.now)
	if out := p.link(guest, "minutes.lights"); !strings.Contains(fmt.Sprintf("%+v", out.Says), "Спершу") || !says(out, "translate.from") {
		t.Errorf("%v", out.Says)
	}
}

// TestMissingMinutes: after two and seven days those who organise or lead the meeting are
// asked, each once, and nobody else.
func TestMissingMinutes(t *testing.T) {
	p, lead, organiser, reviewer, _ := minutesPlay(t)
	s := p.held("lights")
	for days, want := range map[int]uint8{1: 0, 2: minutesSoon, 4: minutesSoon, 6: 0, 7: minutesLate, 30: 0} {
		if got := s.MinutesMissing(s.Ends().AddDate(0, 0, days)); got != want {
			t.Errorf("after %d days: %d, want %d", days, got, want)
		}
	}
	s.Asked = minutesSoon
	if s.MinutesMissing(s.Ends().AddDate(0, 0, 3)) != 0 {
		t.Error("asked twice")
	}
	for who, want := range map[ID]bool{lead: true, organiser: true, reviewer: false, {6}: false} {
		if say, ok := TellMissing(p.programme, s, *p.board.member(who)); ok != want || ok && !saysKey(say, "minutes.missing_came") {
			t.Errorf("%v: %v %v", who, ok, say)
		}
	}
}

// button is the first button of a screen that begins so.
func (p *play) button(who ID, begins string) string {
	p.c.Helper()
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if strings.HasPrefix(b.Do, begins) {
				return b.Do
			}
		}
	}
	p.c.Fatalf("no button %s on %v", begins, p.screens[who])
	return ""
}

func saysKey(say Say, key string) bool {
	for _, l := range say.Lines {
		if l.Key == key {
			return true
		}
	}
	return false
}

// saysRef says whether a screen names a state.
func saysRef(out Outcome, key string) bool {
	for _, say := range out.Says {
		for _, l := range say.Lines {
			if l.Args["state"] == Ref(key) {
				return true
			}
		}
	}
	return false
}

// minutesToCheck is somebody at a reviewer's desk where minutes wait.
func minutesToCheck(t *testing.T, who ID) *play {
	p := everything(t)
	p.join(who[0])
	p.board.Staff = []Member{{Who: who, Chat: int64(who[0]), Lang: English, Name: "Rita", Reads: Languages(), Grants: []Grant{{Role: RoleReviewer}}}}
	p.changeMeeting("lights", func(s *Session) {
		s.Start = p.now.Add(-3 * time.Hour).Unix()
		s.Report = Minutes{Draft: "Call Ivan at +380501234567.", DraftIn: English, Since: p.now.Unix(), Writer: "somebody"}
	})
	p.people[who].Step = StepDesk
	return p
}

// minutesToRead is somebody who had a place, before the minutes of the meeting.
func minutesToRead(t *testing.T, who ID) *play {
	p := everything(t)
	p.join(who[0], func(q *Person) { q.Sessions, q.Step, q.Topic = []string{"lights"}, StepMinutes, "lights" })
	p.inside["lights"] = []ID{who}
	p.changeMeeting("lights", func(s *Session) {
		s.Start = p.now.Add(-3 * time.Hour).Unix()
		s.Report = Minutes{Words: "The lamps come first.", In: English, At: p.now.Unix()}
	})
	return p
}
