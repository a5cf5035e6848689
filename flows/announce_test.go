package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// written walks the announcement's wizard to its review.
func written(p *play, who ID, words string) {
	p.c.Helper()
	p.command(who, "desk")
	p.press(who, "news")
	p.press(who, "make")
	p.press(who, "all")
	p.write(who, words)
	p.press(who, "same")
	p.press(who, "without")
	p.press(who, "next")
	p.press(who, "next")
	p.press(who, "no")
	if at := p.people[who].Step; at != StepNewsReview {
		p.c.Fatalf("the wizard leads to %s", at)
	}
}

func TestAnAnnouncementIsConfirmed(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.runs = map[string]RunProgress{}
	for n := byte(20); n < 30; n++ {
		p.join(n)
	}
	written(p, all, "The *lamps* are _back_")
	out := p.press(all, "see.uk")
	if m := out.Says[0]; m.Lang != Ukrainian || m.Screen || !hasKey(m, "announce.words") || hasKey(m, "announce.official") {
		t.Errorf("the preview is %+v", m)
	}
	p.press(all, "now")
	if len(p.board.News) != 0 {
		t.Errorf("it is sent before it is confirmed")
	}
	out = p.press(all, "send")
	if len(p.board.News) != 1 || p.people[all].News != nil || audited(p, "announced") != 1 {
		t.Fatalf("the board has %+v", p.board.News)
	}
	a := p.board.News[0]
	if a.By != all || a.Count != 13 || a.Due != p.now.Unix() || a.Texts[English] != "The *lamps* are _back_" || a.Texts[Ukrainian] != "" || a.From != English || !buttonDo.MatchString("run."+a.ID) {
		t.Errorf("it is %+v", a)
	}
	if progress := out.Says[len(out.Says)-1]; progress.Live != a.ID || progress.Here || progress.Screen || !progress.Fresh {
		t.Errorf("its progress is shown by %+v", progress)
	}
}

// sentNews is an announcement of an organiser that is being sent.
func sentNews(p *play, who ID, r RunProgress) Announcement {
	p.c.Helper()
	written(p, who, "The lamps are back")
	p.press(who, "now")
	p.press(who, "send")
	p.board.News = slices.Clone(p.board.News)
	a := &p.board.News[len(p.board.News)-1]
	a.Started, r.Known = true, true
	p.runs = map[string]RunProgress{a.ID: r}
	return *a
}

func TestAProgressMessageSteers(t *testing.T) {
	p, all, one := organiserPlay(t)
	a := sentNews(p, all, RunProgress{Reached: 4, Remaining: 9, Pace: 30})
	p.command(all, "desk")
	p.press(all, "news")
	p.press(all, "make") // in the middle of another one
	at := p.people[all].Step
	out := p.link(all, "run.pause."+a.ID)
	if m := out.Says[0]; p.board.News[0].Wish != WishPause || audited(p, "news_paused") != 1 || len(out.Says) != 1 || !m.Here || m.Live != a.ID || !hasKey(m, "announce.paused") {
		t.Errorf("paused by %+v: %+v", out.Says, p.board.News[0])
	}
	out = p.link(all, "run.resume."+a.ID)
	if m := out.Says[0]; p.board.News[0].Wish != WishRun || !hasKey(m, "announce.running") || !hasKey(m, "announce.ends") {
		t.Errorf("it goes on by %+v", out.Says)
	}
	if p.people[all].Step != at || p.people[all].News == nil {
		t.Errorf("the other announcement is lost at %s", p.people[all].Step)
	}
	p.press(all, "cancel")
	if p.link(all, "run.stop."+a.ID); p.people[all].Step != StepRunStop || p.board.News[0].Wish != WishRun {
		t.Fatalf("stopped without a question, at %s", p.people[all].Step)
	}
	p.press(all, "back")
	p.link(all, "run.stop."+a.ID)
	p.press(all, "stop")
	p.link(all, "run.resume."+a.ID)
	if p.board.News[0].Wish != WishStop || audited(p, "news_stopped") != 1 {
		t.Errorf("what was stopped goes on: %+v", p.board.News[0])
	}
	if p.link(all, "run.stop."+a.ID); !hasKey(p.screens[all], "announce.halt.late") || p.offers(all, "stop") {
		t.Errorf("stopped again by %+v", p.screens[all])
	}
	out = p.link(one, "run.pause."+a.ID) // it is for everybody, they organise one neighbourhood
	if p.board.News[0].Wish != WishStop || !says(out, "announce.gone") {
		t.Errorf("an organiser of one area is answered by %+v", out.Says)
	}
	p.check(NewsReport(p.board.News[0], RunProgress{Known: true, Over: true, Reached: 13}, p.board.Staff[0]))
}

func TestARoleEndsWhileItIsSent(t *testing.T) {
	p, all, _ := organiserPlay(t)
	a := sentNews(p, all, RunProgress{Reached: 4, Remaining: 9})
	p.link(all, "run.stop."+a.ID)
	p.board.Staff = slices.Clone(p.board.Staff[1:])
	for _, do := range []string{"run." + a.ID, "run.pause." + a.ID, "run.resume." + a.ID, "run.stop." + a.ID} {
		if out := p.link(all, do); !says(out, "role.none") || p.board.News[0].Wish != WishRun || out.Says[0].Live != "" {
			t.Errorf("%s without the role is answered by %+v", do, out.Says)
		}
	}
	p.forge(all, "stop")
	resident := p.join(40)
	if out := p.link(resident, "run.pause."+a.ID); !says(out, "role.none") || p.board.News[0].Wish != WishRun {
		t.Errorf("a resident pauses it: %+v", out.Says)
	}
}

func TestWhenARunEnds(t *testing.T) {
	p := newPlay(t)
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 20, hour, minute, 0, 0, p.programme.Zone) }
	for _, r := range []struct {
		name string
		now  time.Time
		run  RunProgress
		want time.Time
	}{
		{"by the pace at first", at(12, 0), RunProgress{Known: true, Remaining: 1800, Pace: 30}, at(12, 1)},
		{"by its own speed later", at(12, 0), RunProgress{Known: true, Reached: 100, Failed: 20, Remaining: 600, Pace: 30, Ran: time.Minute}, at(12, 5)},
		{"over the night", at(20, 59), RunProgress{Known: true, Remaining: 3600, Pace: 30}, at(32, 1)},
		{"in the night", at(23, 0), RunProgress{Known: true, Remaining: 1800, Pace: 30}, at(32, 1)},
		{"urgent", at(20, 59), RunProgress{Known: true, Remaining: 3600, Pace: 30, Urgent: true}, at(21, 1)},
		{"paused", at(12, 0), RunProgress{Known: true, Paused: true, Remaining: 9, Pace: 30}, time.Time{}},
		{"without a pace", at(12, 0), RunProgress{Known: true, Remaining: 9}, time.Time{}},
		{"never", at(12, 0), RunProgress{Known: true, Reached: 1, Remaining: 1 << 40, Ran: time.Hour}, time.Time{}},
	} {
		ends, ok := r.run.Ends(p.programme, r.now)
		if ok != !r.want.IsZero() || ok && !ends.Equal(r.want) {
			t.Errorf("%s: %v %v, not %v", r.name, ends, ok, r.want)
		}
	}
}

func TestTheSameTwiceIsAsked(t *testing.T) {
	p, all, _ := organiserPlay(t)
	send := func() {
		written(p, all, "The lamps are back")
		p.press(all, "now")
	}
	send()
	p.press(all, "send")
	send()
	if p.people[all].Step != StepNewsTwice {
		t.Fatalf("the same words lead to %s", p.people[all].Step)
	}
	p.press(all, "back")
	if len(p.board.News) != 1 {
		t.Errorf("sent again without an answer")
	}
	p.press(all, "now")
	p.press(all, "yes")
	p.press(all, "send")
	if len(p.board.News) != 2 {
		t.Errorf("not sent again")
	}
	p.now = p.now.Add(25 * time.Hour)
	send()
	if p.people[all].Step != StepNewsSure {
		t.Errorf("after a day the same words lead to %s", p.people[all].Step)
	}
}

func TestWhatDoesNotFitAnAnnouncement(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.press(all, "news")
	p.press(all, "make")
	p.press(all, "all")
	p.write(all, strings.Repeat("a", 1000))
	if out := p.write(all, strings.Repeat("ш", 3001)); out.Says[0].Lines[0].Args["tongue"] != Tongue(Ukrainian) {
		t.Errorf("a long text is answered by %+v", out.Says)
	}
	p.write(all, "Ліхтарі")
	if out := p.turn(all, Event{Kind: Photo, File: File{ID: "p"}}); !says(out, "announce.photo.long") || out.Says[0].Lines[0].Args["tongue"] != Tongue(English) {
		t.Errorf("a long text under a picture is answered by %+v", out.Says)
	}
	p.press(all, "without")
	p.press(all, "a.tavr") // nobody lives there
	p.press(all, "next")
	p.press(all, "next")
	if out := p.press(all, "no"); !says(out, "announce.reaches") || !p.offers(all, "now") { // as if somebody did
		t.Errorf("an audience of nobody is answered by %+v", out.Says)
	}
}

func TestAnnouncementsKeepTheQuiet(t *testing.T) {
	p, all, _ := organiserPlay(t)
	written(p, all, "The lamps are back")
	p.press(all, "later")
	if out := p.write(all, "25.11 22:00"); !says(out, "announce.quiet") || p.people[all].Step != StepNewsDay {
		t.Errorf("at night: %+v", out.Says)
	}
	p.write(all, "25.11 12:00")
	p.press(all, "send")
	if a := p.board.News[0]; a.Due != time.Date(2026, 11, 25, 12, 0, 0, 0, p.programme.Zone).Unix() {
		t.Errorf("it is due at %d", a.Due)
	}
	p.link(all, "run.stop."+p.board.News[0].ID)
	p.press(all, "stop")
	if a := p.board.News[0]; !a.Void || a.Texts != nil {
		t.Errorf("taken back it is %+v", a)
	}
	if m := NewsSay(Announcement{Urgent: true, Texts: Text{English: "x"}}, English, 1); m.Lines[0].Key != "announce.official" {
		t.Errorf("an urgent one begins with %+v", m.Lines)
	}
}

func TestARoleEndsBeforeAnAnnouncement(t *testing.T) {
	p, all, one := organiserPlay(t)
	written(p, all, "The lamps are back")
	p.press(all, "now")
	p.press(all, "send")
	a := p.board.News[0]
	p.command(one, "desk")
	p.link(one, "run.stop."+a.ID) // it is for everybody
	p.forge(one, "stop")
	if p.board.News[0].Wish != WishRun || p.people[one].Step == StepRunStop {
		t.Errorf("an organiser of one area stops what is for all")
	}
	if !p.board.MayStart(a, p.programme) {
		t.Errorf("it may not start")
	}
	written(p, one, "Only here")
	for _, grants := range [][]Grant{nil, {{Role: RoleOfficer}}, {{Role: RoleOrganiser, Areas: []string{"tavr"}}}} {
		board := *p.board.Clone()
		board.Staff[0].Grants = grants
		if board.MayStart(a, p.programme) {
			t.Errorf("it starts with %v", grants)
		}
	}
	p.press(one, "now")
	p.board.Staff = slices.Clone(p.board.Staff[:1])
	if out := p.press(one, "send"); len(p.board.News) != 1 || p.people[one].News != nil || !says(out, "role.none") {
		t.Errorf("sent without the role: %+v", out.Says)
	}
}

func TestMarkup(t *testing.T) {
	for text, want := range map[string]string{
		"*bold* and _italic_":    "<b>bold</b> and <i>italic</i>",
		"*bold _both_*":          "<b>bold <i>both</i></b>",
		"_a *b* c_":              "<i>a <b>b</b> c</i>",
		"*a _b* c_":              "<b>a _b</b> c_",
		"*open":                  "*open",
		"close*":                 "close*",
		"2 * 3 * 4":              "2 * 3 * 4",
		"snake_case_word":        "snake_case_word",
		"**":                     "**",
		"** **":                  "** **",
		"*a\nb*":                 "*a\nb*",
		"(*a*), *b*!":            "(<b>a</b>), <b>b</b>!",
		"&lt;b&gt; *x*":          "&lt;b&gt; <b>x</b>",
		"*привіт* _שלום_":        "<b>привіт</b> <i>שלום</i>",
		"":                       "",
		"*_*_*_*":                Markup("*_*_*_*"),
		"\u2068*bold*\u2069 end": "\u2068<b>bold</b>\u2069 end",
	} {
		if got := Markup(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}

// FuzzMarkup holds that tags nest and that nothing of the text is lost.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"*a _b* c_", "*_*_*_*", "** _a_*", "_*a*_*", "**a**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "<>") {
			return
		}
		got := Markup(s)
		var open []string
		for rest := got; ; {
			i := strings.IndexByte(rest, '<')
			if i < 0 {
				break
			}
			end := strings.IndexByte(rest[i:], '>')
			if end < 0 {
				t.Fatalf("%q: a tag does not end", got)
			}
			tag := rest[i+1 : i+end]
			rest = rest[i+end+1:]
			if name, closing := strings.CutPrefix(tag, "/"); !closing {
				open = append(open, tag)
			} else if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("%q: tags do not nest", got)
			} else {
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Fatalf("%q: a tag stays open", got)
		}
		if back := strings.NewReplacer("<b>", "*", "</b>", "*", "<i>", "_", "</i>", "_").Replace(got); back != s {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestASmallAudienceIsNotCounted(t *testing.T) {
	p := newPlay(t)
	for _, tt := range []struct {
		name string
		a    Announcement
		run  RunProgress
		want string
	}{
		{"hidden when it was confirmed", Announcement{Said: -1, Count: 9}, RunProgress{Known: true, Reached: 9}, ""},
		{"four, by an older version", Announcement{Count: 4}, RunProgress{Known: true, Reached: 4}, ""},
		{"seven, by an older version", Announcement{Count: 7}, RunProgress{Known: true, Reached: 7}, "5 5 - - - -"},
		{"each is rounded down", Announcement{Said: 40}, RunProgress{Known: true, Reached: 29, Unreachable: 6, Failed: 4, Others: 2, Remaining: 0}, "35 25 5 - - -"},
		{"more came since than was said", Announcement{Said: 40}, RunProgress{Known: true, Reached: 57, Over: true}, "40 40 - - - -"},
	} {
		lines, got := runLines("announce.report", tt.a, tt.run), ""
		if hasKey(Say{Lines: lines}, "announce.numbers") {
			got = strings.TrimSpace(RunMark(tt.a, tt.run))
			p.check(Say{Lines: lines})
		}
		if got != tt.want || got == "" && !hasKey(Say{Lines: lines}, "announce.small") {
			t.Errorf("%s: %q, not %q, by %+v", tt.name, got, tt.want, lines)
		}
	}
}

// Who erases themselves is not the author of anything any more: what they wrote
// waits for nobody, and what they did has one name that leads to nobody.
func TestAnErasedAuthor(t *testing.T) {
	p, all, _ := organiserPlay(t)
	a := sentNews(p, all, RunProgress{Reached: 4, Remaining: 9})
	p.board.Staff = append(slices.Clone(p.board.Staff), Member{Who: ID{77}, Chat: 77, Lang: English,
		Grants: []Grant{{Role: RoleOfficer}}, Away: &Absence{Deputy: all}})
	p.link(all, "mydata.erase")
	out := p.press(all, "yes")
	if m := p.board.member(ID{77}); m == nil || m.Away == nil || m.Away.Deputy != (ID{}) {
		t.Errorf("they still stand in for %+v", m)
	}
	if got := p.board.News[0]; got.ID != a.ID || got.By == all || got.By == (ID{}) || !erasedAs(out, got.By) {
		t.Errorf("the announcement is %+v, by %v", got, out.Effects)
	}
	if p.board.MayStart(p.board.News[0], p.programme) {
		t.Error("it may start")
	}
}

func erasedAs(out Outcome, as ID) bool {
	for _, e := range out.Effects {
		if erase, ok := e.(Erase); ok && erase.As == as {
			return true
		}
	}
	return false
}

// An announcement whose author's role ends while it is sent is held; whoever
// else organises all that it is for decides, and is its author if it goes on.
func TestAnOrphanIsHeld(t *testing.T) {
	p, all, one := organiserPlay(t)
	a := sentNews(p, all, RunProgress{Reached: 4, Remaining: 9})
	other := p.join(41)
	p.board.Staff = append(slices.Clone(p.board.Staff), Member{Who: other, Chat: 41, Lang: English, Grants: []Grant{{Role: RoleOrganiser}}})
	if p.board.Hold(a.ID, p.programme) {
		t.Fatal("held although its author has the role")
	}
	p.board.Staff = slices.Clone(p.board.Staff[1:])
	if !p.board.Hold(a.ID, p.programme) || p.board.Hold(a.ID, p.programme) || p.board.Hold("none", p.programme) {
		t.Fatal("not held once")
	}
	if m := NewsProgress(p.programme, p.board.News[0], p.runs[a.ID], p.now); !hasKey(m, "announce.orphan") || len(m.Rows) != 2 {
		t.Errorf("it is shown by %+v", m)
	}
	if out := p.link(one, "run.resume."+a.ID); p.board.News[0].Wish != WishPause || !says(out, "announce.gone") {
		t.Error("an organiser of one neighbourhood lets it go on")
	}
	p.link(other, "run.resume."+a.ID)
	if got := p.board.News[0]; got.Wish != WishRun || got.Orphan || got.By != other || p.board.Hold(a.ID, p.programme) {
		t.Errorf("it goes on as %+v", got)
	}
}

// Those who paused messages get nothing, and are not counted; that nobody else is
// there looks like a few.
func TestAnAudienceThatPaused(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for n := byte(20); n < 30; n++ {
		p.join(n)
	}
	for _, person := range p.people {
		person.Paused = true
	}
	written(p, all, "The lamps are back")
	goes := func() Line { return p.screens[all].Lines[1].Args["people"].(Lines)[0] }
	if goes().Key != "announce.fewer_each" {
		t.Errorf("for those who paused: %+v", p.screens[all])
	}
	for n := byte(20); n < 26; n++ {
		p.people[ID{n}].Paused = false
	}
	p.press(all, "see.en")
	if people := goes().Args["count"].(Shown); people.Count() != 5 {
		t.Errorf("it goes to %v people", people)
	}
}

// TestAtNightOneTimeIsSaid: what is sent in the quiet hours goes out at their end,
// and every screen names that moment.
func TestAtNightOneTimeIsSaid(t *testing.T) {
	for _, tt := range []struct {
		name   string
		urgent bool
		now    int // hour of the 20th
		goes   int // hours after now
	}{{"by day", false, 12, 0}, {"at night", false, 23, 9}, {"at night, urgent", true, 23, 0}, {"before dawn", false, 2, 6}} {
		t.Run(tt.name, func(t *testing.T) {
			p, all, _ := organiserPlay(t)
			p.runs = map[string]RunProgress{}
			p.now = time.Date(2026, 11, 20, tt.now, 0, 0, 0, p.programme.Zone)
			p.command(all, "desk")
			p.script(all, "* news", "* make", "* all", "> The lamps are back", "* same", "* without", "* next", "* next")
			if tt.urgent {
				p.press(all, "yes")
			} else {
				p.press(all, "no")
			}
			p.press(all, "now")
			out := p.press(all, "send")
			want := p.now.Add(time.Duration(tt.goes) * time.Hour)
			progress := out.Says[len(out.Says)-1]
			if got := time.Time(progress.Lines[0].Args["when"].(Moment)); !got.Equal(want) {
				t.Errorf("progress says %v, not %v", got, want)
			}
			out = p.link(all, "run.stop."+p.board.News[0].ID)
			if got := time.Time(out.Says[0].Lines[0].Args["when"].(Moment)); !got.Equal(want) {
				t.Errorf("taking it back says %v, not %v", got, want)
			}
		})
	}
}

// TestTheHourIsAskedForWhatItIs: a meeting begins, an announcement goes out, a
// survey opens and closes.
func TestTheHourIsAskedForWhatItIs(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for step, key := range map[Step]string{StepPlanHour: "organise.hour.ask", StepNewsHour: "announce.hour", StepRoundOpensHour: "waves.opens_hour", StepRoundClosesHour: "waves.closes_hour"} {
		p.people[all].Step = step
		p.people[all].Plan, p.people[all].News, p.people[all].Round = &SessionDraft{Day: "2026-11-25"}, &NewsDraft{Day: "2026-11-25"}, &WaveDraft{Day: "2026-11-25"}
		if out := p.link(all, "here"); !says(out, key) {
			t.Errorf("%s asks %v", step, out.Says)
		}
	}
}
