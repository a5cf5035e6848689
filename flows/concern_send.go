package flows

// send files the concern, gives the receipt and ends the conversation. From
// here on the draft is gone, the exact point with it.
func (t *turn) send() {
	c := t.filed()
	if t.p.Today != t.today() {
		t.p.Today, t.p.TodayN = t.today(), 0
	}
	t.p.TodayN++
	t.p.Codes = append(t.p.Codes, c.Code)
	t.do(FileConcern{Concern: c, Counts: t.countIn(Filed{
		Day: day(t.local()), Area: c.Area, Category: c.Category, Counted: c.Sight == Counted, Code: c.Code,
	})})
	t.p.Draft = nil
	receipt := t.concernReceipt(c)
	t.forgetFlow()
	t.endWith(receipt)
}

// filed is the draft as it is stored. What is only counted has no words, no
// media, no place but the neighbourhood, no language and no author.
func (t *turn) filed() Concern {
	d := t.told()
	c := Concern{
		Code: newCode(t.e.Seed, t.p.Codes), Category: d.Category, Area: d.Area, Sight: d.Sight,
		Sent: t.e.Now.Unix(), Case: CaseReceived, KeptTill: t.e.Now.Add(t.w.Programme.KeepAtMost).Unix(),
	}
	if d.Sight == Counted {
		return c
	}
	c.Label, c.Handle = caseNames(t.e.Seed)
	c.Author, c.Lang, c.Route = t.e.Who, guessLang(d.Words, t.p.Lang, t.w.Programme.Languages), t.route(d.Category)
	c.Cell, c.Exact, c.Words, c.Photo, c.Voice = d.Cell, d.Exact, d.Words, d.Photo, d.Voice
	c.MayHand = d.MayHand && t.asksHanding(d)
	c.MayTranslate = t.translatorsLock(d.Category, t.route(d.Category), d.Area) != nil
	c.Promised = t.promises(&c)
	return c
}

// concernReceipt is the message to keep: the code first. It names neither the category nor
// the words. How long they are kept was said on the review.
func (t *turn) concernReceipt(c Concern) Say {
	lines := []Line{as(PartLead, "concern.receipt.got", Args{"when": Moment(t.e.Now), "code": Code(c.Code)})}
	if c.Category.Sensitive() {
		lines = append([]Line{neutral()}, lines...)
	}
	lines = append(lines, Line{Key: "concern.receipt.watch", Args: Args{"number": t.emergency()}})
	lines = append(lines, t.happens(c)...)
	if c.Sight == Counted {
		lines = append(lines, Line{Key: "concern.receipt.kept_counted", Args: Args{"day": Date(t.e.Now.Add(t.w.Programme.KeepAtMost))}})
	}
	lines = append(lines, Line{Key: "concern.receipt.take_back"})
	if c.Category.Sensitive() {
		lines = append(lines, Line{Key: "concern.receipt.vanishes"})
	}
	buttons := row(nil, t.followConcern(&c)...)
	buttons = append(buttons, [][]Button{{{Key: "concern.receipt.copy", Copy: c.Code}}, {link("concern.receipt.mine", "my"), toMenu()}}...)
	say := Say{Lines: lines, Rows: buttons}
	if c.Category.Sensitive() {
		say.Rows = append(t.safety(c.Category), buttons...)
		say.Vanish, say.Protect = vanish, true
	}
	return say
}

// happens says what comes next, and promises a date only where somebody is
// there to keep it.
func (t *turn) happens(c Concern) []Line {
	p := t.w.Programme
	if c.Sight == Counted {
		switch {
		case t.route(c.Category) != RouteNone:
			return line("concern.receipt.counted", nil)
		case t.p.Minor():
			return line("concern.receipt.teen", nil)
		}
		return line("concern.receipt.no_reviewer", nil)
	}
	lines := t.nobodyYet(&c)
	if lines == nil {
		switch c.Route {
		case RouteIndependent:
			lines = []Line{{Key: "concern.receipt.looks"}, {Key: "concern.receipt.contact", Args: Args{"contact": Name(p.Independent.Name)}}}
		case RouteLead:
			lines = []Line{{Key: "concern.receipt.looks"}, {Key: "concern.receipt.contact", Args: Args{"contact": Name(p.Safeguarding.Name)}}}
		default:
			lines = append(line("concern.receipt.looks", nil), parted(PartFine, t.textsLock(c.Route)...)...)
		}
	}
	further := PartFact // beside why no date is promised, whether somebody writes is fine print
	if !c.Promised {
		further = PartFine
	}
	switch {
	case c.Sight != MayAnswer:
		return append(lines, as(further, "concern.receipt.no_answer", nil))
	case c.Category.Sensitive():
		return append(lines, Line{Key: "concern.receipt.no_push"})
	}
	if c.Promised {
		lines = append(lines, Line{Key: "clock.due"}, Line{Key: "clock.then"})
	} else {
		lines = append(lines, as(further, "concern.receipt.answer", nil))
	}
	if t.answerReadable(&c) {
		lines = append(lines, Line{Key: "translate.readable", Args: Args{"tongue": Tongue(t.p.Lang)}})
	}
	return lines
}
