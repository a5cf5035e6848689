package flows

import "slices"

// The steps of looking for missing voices: of one meeting, and of the programme.
const (
	StepVoices    Step = "desk.session.voices"
	StepVoicesAll Step = "desk.voices"
)

// voicesReach is how many people an announcement to missing voices must have: whoever gets it
// cannot tell why.
const voicesReach = 20

func voicesConversation() conversation {
	only := []permission{planMeetings}
	return conversation{
		name: "missing voices",
		screens: map[Step]screen{
			StepVoices:    {ask: askVoices, hear: hearVoices, back: to(StepOrgMore), needs: only},
			StepVoicesAll: {ask: askVoicesAll, hear: hearNothing, back: to(StepDeskMore), needs: only},
		},
		desk: []deskRow{{at: 195, need: planMeetings, key: "voices.button", do: "voices", on: StepDeskMore,
			when: func(t *turn) bool { return len(t.w.Programme.Targets) > 0 }, open: func(t *turn) { t.show(StepVoicesAll) }}},
	}
}

// voicesButton leads from a meeting to its missing voices, where the programme has targets.
func (t *turn) voicesButton(s Session) []Button {
	if len(t.w.Programme.Targets) == 0 || !s.voiced() {
		return nil
	}
	return []Button{act("voices.button", "voices")}
}

// heard is what was said of a meeting or the programme on one of the fixed dates. Who came is
// nothing for whoever is an officer too, as everywhere.
func (t *turn) heard(session string, stages ...VoiceStage) (v Voices, ok bool) {
	for _, had := range t.w.Board.Voices {
		came := had.Stage == VoicesCame || had.Stage == VoicesThere
		if had.Session == session && slices.Contains(stages, had.Stage) && (!came || t.holds(countDoor)) {
			v, ok = had, true
		}
	}
	return v, ok
}

// voiceLines are the words of one date.
func (t *turn) voiceLines(title string, v Voices, of func(Target) bool) []Line {
	lines := line(title, Args{"day": t.dayOf(v.At)})
	for _, said := range v.Said {
		if of(said.Target) {
			lines = append(lines, Line{Key: "voices.line", Args: Args{"who": Lines{t.targetLine(said.Target)}, "how": Ref("voices.level." + string(said.Level))}})
		}
	}
	return lines
}

// targetLine names a group.
func (t *turn) targetLine(g Target) Line {
	switch {
	case g.Lang != "":
		return Line{Key: "voices.tongue", Args: Args{"tongue": Tongue(g.Lang)}}
	case g.Area != "":
		a, _ := t.w.Programme.Area(g.Area)
		return Line{Key: "voices.area", Args: Args{"area": Name(a.Name)}}
	case g.Age == AgeTeen:
		return Line{Key: "voices.teens"}
	}
	return Line{Key: "voices.adults"}
}

// concerns says which targets are for a meeting: of neighbourhoods only its own, and no ages,
// for young people are in meetings of their own.
func (s Session) concerns(g Target) bool {
	return g.Age == "" && (g.Area == "" || len(s.Areas) == 0 || slices.Contains(s.Areas, g.Area))
}

func askVoices(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	lines := line("voices.of", Args{"title": Name(s.title())})
	registered, any := t.heard(s.ID, VoicesWeek, VoicesSoon)
	if any {
		lines = append(lines, t.voiceLines("voices.registered", registered, s.concerns)...)
	}
	if came, ok := t.heard(s.ID, VoicesCame); ok {
		lines, any = append(lines, t.voiceLines("voices.came", came, s.concerns)...), true
	}
	if !any {
		lines = append(lines, Line{Key: "voices.not_yet"})
	}
	lines = append(lines, as(PartFine, "voices.how", nil))
	return Say{Lines: lines, Rows: append(t.missingButtons(s), []Button{back()})}
}

// missing are the neighbourhoods and the languages of which too few have registered.
func (t *turn) missing(s Session) (areas []string, langs []Lang) {
	v, _ := t.heard(s.ID, VoicesWeek, VoicesSoon)
	for _, said := range v.Said {
		if said.Level != VoicesFew && said.Level != VoicesBelow || !s.concerns(said.Target) {
			continue
		}
		if said.Target.Lang != "" {
			langs = append(langs, said.Target.Lang)
		} else if t.mayFor(writeNews, []string{said.Target.Area}) {
			areas = append(areas, said.Target.Area)
		}
	}
	return areas, langs
}

// missingButtons are one press each to an announcement to them.
func (t *turn) missingButtons(s Session) (rows [][]Button) {
	if name, ok := t.announces(s); !ok || name != "n.meeting" {
		return nil
	}
	areas, langs := t.missing(s)
	if len(areas) > 0 {
		rows = append(rows, []Button{act("voices.tell_areas", "areas")})
	}
	if len(langs) > 0 {
		rows = append(rows, []Button{act("voices.tell_tongues", "tongues")})
	}
	return rows
}

// hearVoices begins the announcement of a meeting to the missing: it is like any other, and
// says nothing of why somebody gets it.
func hearVoices(t *turn) bool {
	if !t.pressed("areas") && !t.pressed("tongues") {
		return false
	}
	s, ok := t.ownSession()
	name, announced := t.announces(s)
	areas, langs := t.missing(s)
	if t.e.Do == "areas" {
		langs = nil
	} else {
		areas = s.Areas
	}
	if !ok || !announced || name != "n.meeting" || t.e.Do == "areas" && len(areas) == 0 || t.e.Do == "tongues" && len(langs) == 0 {
		t.show(StepVoices)
		return true
	}
	if t.crowdSize(crowd(areas, langs)).People < voicesReach {
		t.note("voices.too_few", Args{"number": voicesReach})
		t.show(StepVoices)
		return true
	}
	r := &Ready{Name: name}
	t.p.News = &NewsDraft{Ready: r.with(meetingBlank(s)), Areas: areas, Langs: langs}
	t.show(StepNewsReview)
	return true
}

func askVoicesAll(t *turn) Say {
	lines := line("voices.all", nil)
	everything := func(Target) bool { return true }
	registered, any := t.heard("", VoicesMonth)
	if any {
		lines = append(lines, t.voiceLines("voices.registered", registered, everything)...)
	}
	if came, ok := t.heard("", VoicesThere); ok {
		lines, any = append(lines, t.voiceLines("voices.came", came, everything)...), true
	}
	if !any {
		lines = append(lines, Line{Key: "voices.not_yet_all"})
	}
	return Say{Lines: append(lines, as(PartFine, "voices.how_all", nil)), Rows: column(back())}
}
