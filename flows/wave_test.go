package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// wavePlays are programmes in which surveys can be set up, called off, and read:
// three with an organiser, one without.
func wavePlays(t *testing.T, who ID) []*play {
	free, coming, told := organising(t, who), organising(t, who), organising(t, who)
	free.board.Wave = nil
	later := *coming.board.Wave
	later.Opens = coming.now.Add(time.Hour).Unix()
	coming.board.Wave = &later
	for _, p := range []*play{free, coming} {
		p.people[who].Step = StepWaves
	}
	told.tellWaves(2)
	told.people[who].Step = StepWaves
	resident := everything(t)
	resident.join(who[0])
	resident.tellWaves(2)
	return []*play{free, coming, told, resident}
}

// tellWaves puts so many waves on the board that closed long ago and whose
// results were sent, the last as the latest.
func (p *play) tellWaves(n int) {
	p.board.Wave, p.board.Past, p.results = nil, nil, map[string]*WaveResult{}
	for i := range n {
		closes := p.now.AddDate(0, 0, -30*(n-i))
		w := Wave{ID: string(rune('a' + i)), Instrument: "default", Opens: closes.AddDate(0, 0, -7).Unix(), Closes: closes.Unix(),
			Results: closes.AddDate(0, 0, 3).Unix(), Told: closes.AddDate(0, 0, 3).Unix()}
		r := waveCounted(w, 10*i)
		p.results[w.ID] = &r
		p.board.putWave(w)
	}
}

// waveCounted is a wave of 300 people in which every answer was given often enough
// to be shown, the first option more often.
func waveCounted(w Wave, more int) WaveResult {
	r, _ := NewWaveResult(w)
	r.Finished, r.Could = 300, 900
	for _, row := range r.Counts {
		for o := range row {
			row[o] = 12
		}
		row[1] += more
		row[len(row)-1] += r.Finished - sum(row)
	}
	return r
}

func sum(row []int) (n int) {
	for _, v := range row {
		n += v
	}
	return n
}

// openRound walks the wizard to its review: from now for a week, results three
// days later.
func openRound(p *play, who ID) {
	p.c.Helper()
	p.command(who, "desk")
	p.press(who, "waves")
	p.press(who, "make")
	p.press(who, "i.default")
	p.press(who, "now")
	p.write(who, "27.11 20:00")
	p.press(who, "d.2026-11-30")
	if at := p.people[who].Step; at != StepRoundReview {
		p.c.Fatalf("the wizard leads to %s", at)
	}
}

func TestASurveyIsSetUp(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.tellWaves(1)
	openRound(p, all)
	if p.board.Wave.ID != "a" {
		t.Fatal("something is on the board before it is confirmed")
	}
	p.now = p.now.Add(time.Minute)
	p.press(all, "open")
	w := p.board.Wave
	day := func(d, h int) int64 { return time.Date(2026, 11, d, h, 0, 0, 0, p.programme.Zone).Unix() }
	if w == nil || w.Opens != p.now.Unix() || w.Closes != day(27, 20) || w.Results != day(30, resultsHour) || w.Told != 0 || w.Instrument != "default" {
		t.Fatalf("it is %+v", w)
	}
	if len(p.board.Past) != 1 || p.board.Past[0].ID != "a" || p.people[all].Round != nil || audited(p, "wave_opened") != 1 {
		t.Errorf("past %v, draft %v, log %v", p.board.Past, p.people[all].Round, p.log)
	}
	resident := p.join(1)
	if p.link(resident, "pulse"); p.people[resident].Step != StepPulseItem {
		t.Errorf("residents are led to %s", p.people[resident].Step)
	}
	// Nothing of it can be changed, and no second one opened.
	p.command(all, "desk")
	p.press(all, "waves")
	if p.offers(all, "make") || p.offers(all, "cancel_wave") {
		t.Errorf("an open survey offers %v", p.screenDos(all))
	}
	for _, do := range []string{"make", "cancel_wave", "open", "i.default", "sure"} {
		p.forge(all, do)
		if p.people[all].Step != StepWaves || *p.board.Wave != *w {
			t.Errorf("%s leads to %s and %+v", do, p.people[all].Step, p.board.Wave)
		}
	}
}

// TestNobodySeesHowManyAnswered: organisers and officers see the same screen
// whoever has answered.
func TestNobodySeesHowManyAnswered(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.openWave("w2")
	look := func() (screens []Say) {
		for _, who := range []ID{all, {8}, {7}} {
			p.command(who, "desk")
			do := "waves"
			if who == (ID{7}) {
				do = "survey"
			}
			p.press(who, do)
			s := p.screens[who]
			s.Serial = 0
			screens = append(screens, s)
			p.forge(who, "results")
			p.link(who, "results")
			if !hasKey(p.screens[who], "pulse.found.none") {
				t.Errorf("results of an open survey: %+v", p.screens[who].Lines)
			}
		}
		return screens
	}
	before := look()
	for i := range byte(12) {
		p.complete(p.join(20+i), worryNamed("traffic"))
	}
	after := look()
	for i := range before {
		if !slices.EqualFunc(before[i].Lines, after[i].Lines, func(a, b Line) bool { return a.Key == b.Key && len(a.Args) == len(b.Args) }) ||
			strings.Join(dosOf(before[i]), " ") != strings.Join(dosOf(after[i]), " ") {
			t.Errorf("before %+v\nafter %+v", before[i], after[i])
		}
		for _, l := range after[i].Lines {
			for name, arg := range l.Args {
				if n, is := arg.(int); is {
					t.Errorf("%s says %s = %d", l.Key, name, n)
				}
			}
		}
	}
}

func dosOf(s Say) (dos []string) {
	for _, row := range s.Rows {
		for _, b := range row {
			dos = append(dos, b.Do)
		}
	}
	return dos
}

func TestWhatDoesNotFitASurvey(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.board.Wave = nil
	p.press(all, "waves")
	p.press(all, "make")
	p.write(all, "my own questions")
	p.press(all, "i.default")
	at := func(text string, step Step, want string) {
		t.Helper()
		if out := p.write(all, text); !says(out, want) || p.people[all].Step != step {
			t.Errorf("%q is answered by %+v at %s", text, out.Says[len(out.Says)-1].Lines, p.people[all].Step)
		}
	}
	at("1.11 18:00", StepRoundOpens, "organise.when.past")
	at("31.6.2027 18:00", StepRoundOpens, "organise.when.no_day")
	at("28.3.2027 03:30", StepRoundOpens, "organise.when.skipped")
	at("tomorrow-ish", StepRoundOpens, "organise.when.misfit")
	p.write(all, "23.11")
	at("25", StepRoundOpensHour, "organise.when.no_hour")
	p.write(all, "9:00")
	at("23.11 9:30", StepRoundCloses, "waves.too_short")
	at("22.11 9:30", StepRoundCloses, "waves.too_short")
	at("23.3.2027 9:30", StepRoundCloses, "waves.too_long")
	p.write(all, "30.11 22:30")
	at("30.11", StepRoundResults, "waves.results_after")
	at("30.11 23:30", StepRoundResults, "waves.results_after")
	at("30.3.2027", StepRoundResults, "waves.results_after")
	at("soon", StepRoundResults, "organise.when.misfit")
	p.write(all, "1.12 3:00") // the hour is not theirs to choose
	if at := p.programme.ResultsAt(Wave{Closes: p.people[all].Round.Closes, Results: p.people[all].Round.Results}).In(p.programme.Zone); at.Format("2.1. 15:04") != "1.12. 10:00" {
		t.Errorf("results come at %v", at)
	}
	// Time goes on while it lies there: the opening is over.
	p.now = time.Date(2026, 11, 23, 9, 1, 0, 0, p.programme.Zone)
	p.people[all].Seen = p.now.Unix()
	if out := p.press(all, "open"); !says(out, "organise.when.past") || p.board.Wave != nil || p.people[all].Step != StepRoundOpens {
		t.Errorf("an opening that is over: %+v", out.Says)
	}
	p.press(all, "now")
	p.write(all, "30.11 22:30")
	p.press(all, "d.2026-12-01")
	p.openWave("w2") // somebody else is faster
	if out := p.press(all, "open"); !says(out, "waves.another") || p.board.Wave.ID != "w2" || len(p.board.Past) != 0 {
		t.Errorf("two at once: %+v", out.Says)
	}
}

// TestARoleIsWithdrawnInTheWizard: nothing is half done.
func TestARoleIsWithdrawnInTheWizard(t *testing.T) {
	for name, take := range map[string]func(*play, ID){
		"the role": func(p *play, _ ID) { p.board.Staff = p.board.Staff[1:] },
		"some areas": func(p *play, _ ID) {
			p.board.Staff = slices.Clone(p.board.Staff)
			p.board.Staff[0].Grants = []Grant{{Role: RoleOrganiser, Areas: []string{"korabel"}}}
		},
	} {
		p, all, _ := organiserPlay(t)
		p.board.Wave = nil
		openRound(p, all)
		take(p, all)
		p.press(all, "open")
		if p.board.Wave != nil || p.people[all].Round != nil && strings.HasPrefix(string(p.people[all].Step), "desk.wave.") {
			t.Errorf("%s was taken away: %s, %+v", name, p.people[all].Step, p.board.Wave)
		}
	}
	// An organiser of some of it sees where it stands, and cannot touch it.
	p, _, one := organiserPlay(t)
	for _, do := range []string{"make", "close", "cancel_wave"} {
		p.command(one, "desk")
		p.press(one, "waves")
		if p.offers(one, do) {
			t.Errorf("an organiser of one area is offered %s", do)
		}
		before := *p.board.Wave
		p.forge(one, do)
		p.forge(one, "sure")
		if *p.board.Wave != before || p.people[one].Step != StepWaves {
			t.Errorf("%s: %+v at %s", do, p.board.Wave, p.people[one].Step)
		}
	}
}

func TestASurveyIsClosedEarly(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.openWave("w2")
	due, wave := p.board.Wave.Results, *p.board.Wave
	done, half := p.join(1), p.join(2)
	p.complete(done, worryNamed("traffic"))
	p.link(half, "pulse")
	p.answer(half, 0, 2)
	p.command(all, "desk")
	p.press(all, "waves")
	out := p.press(all, "close")
	if !says(out, "waves.close_means") || dosOf(p.screens[all])[0] != "back" {
		t.Fatalf("it asks %+v", p.screens[all])
	}
	p.press(all, "sure")
	if w := p.board.Wave; w.Closes != p.now.Unix() || w.Results != due || w.Opens != wave.Opens || audited(p, "wave_closed") != 1 {
		t.Fatalf("closed: %+v", w)
	}
	if _, over := p.board.Closing(p.now.Unix()); !over {
		t.Error("it is not counted")
	}
	if out := p.forge(half, "a.1.3"); !says(out, "pulse.lapsed") || len(p.answers["w2"]) != 2 {
		t.Errorf("answering goes on: %+v", out.Says)
	}
	if out := p.link(done, "pulse"); !says(out, "pulse.results") || !says(out, "pulse.sealed") {
		t.Errorf("whoever took part is told %+v", out.Says)
	}
	p.forge(all, "sure") // twice
	if audited(p, "wave_closed") != 1 || p.board.Wave.Told != 0 {
		t.Errorf("closed again: %v", p.log)
	}
	if p.forge(all, "make"); p.people[all].Step != StepWaves {
		t.Errorf("another is set up before the results: %s", p.people[all].Step)
	}
}

func TestASurveyIsCalledOff(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.tellWaves(2)
	openRound(p, all)
	p.people[all].Round.Opens = p.now.Add(48 * time.Hour).Unix()
	p.press(all, "open")
	if p.board.Wave.Opens != p.now.Add(48*time.Hour).Unix() {
		t.Fatalf("it opens %+v", p.board.Wave)
	}
	p.press(all, "cancel_wave")
	p.press(all, "sure")
	if p.board.Wave == nil || p.board.Wave.ID != "b" || len(p.board.Past) != 1 || audited(p, "wave_cancelled") != 1 {
		t.Errorf("left: %+v, %+v", p.board.Wave, p.board.Past)
	}
	// The file's wave does not come back by itself, and can be called off.
	b := Board{}
	p.programme.Pulse = PulsePlan{Instrument: "default", Opens: When{Days: 1, Relative: true}, Closes: When{Days: 9, Relative: true}, ResultsIn: 2}
	b.Seed(p.programme, p.now)
	p.board = b
	p.board.Staff = []Member{{Who: all, Chat: 9, Lang: English, Grants: []Grant{{Role: RoleOrganiser}}}}
	p.command(all, "desk")
	p.press(all, "waves")
	p.press(all, "cancel_wave")
	// It opens while they think.
	open := p.copy()
	open.now = time.Unix(open.board.Wave.Opens, 0)
	open.people[all].Seen = open.now.Unix()
	open.press(all, "sure")
	if open.board.Wave == nil || open.people[all].Step != StepWaves {
		t.Errorf("an open survey is called off")
	}
	p.people[all].Step = StepWaveCancel
	p.press(all, "sure")
	if p.board.Wave != nil || p.board.Seed(p.programme, p.now) && p.board.Wave != nil {
		t.Errorf("it is back: %+v", p.board.Wave)
	}
}

// TestTheFilesWave: a board of an older version keeps what it has.
func TestTheFilesWave(t *testing.T) {
	p := newPlay(t)
	p.programme.Pulse = PulsePlan{Instrument: "default", Opens: When{Relative: true}, Closes: When{Days: 7, Relative: true}, ResultsIn: 3}
	old := Board{First: p.now.Unix(), Wave: &Wave{ID: "older", Instrument: "default"}}
	if !old.Seed(p.programme, p.now) || old.Wave.ID != "older" || len(old.Past) != 0 {
		t.Errorf("the wave became %+v", old.Wave)
	}
	if old.Seed(p.programme, p.now) {
		t.Error("there is something new the second time")
	}
	old.Wave = nil
	if old.Seed(p.programme, p.now); old.Wave != nil {
		t.Error("the file's wave is put there twice")
	}
}

// TestResidentsReachNoWaveScreen: forged buttons, of every kind, and links.
func TestResidentsReachNoWaveScreen(t *testing.T) {
	for step := range waveConversation().screens {
		if !onDesk(step) {
			continue
		}
		p := everything(t)
		resident := p.join(1)
		before := *p.board.Wave
		for _, do := range []string{"waves", "survey", "make", "close", "cancel_wave", "sure", "open", "i.default", "now", "q.0"} {
			p.people[resident].Step = step // as if their record said so
			p.forge(resident, do)
			p.link(resident, do)
			if *p.board.Wave != before || onDesk(p.people[resident].Step) || p.people[resident].Round != nil {
				t.Fatalf("%s at %s leads to %s, %+v", do, step, p.people[resident].Step, p.board.Wave)
			}
		}
	}
}
