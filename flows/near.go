package flows

import (
	"slices"
	"strconv"
	"strings"
)

// StepNear is every screen of "Help near me": the needs, the services for one
// need, and one service; the officers of the neighbourhood are one level down. Which of them is shown stands in the buttons and not
// in the person's record: what somebody looks for is nobody's business.
const StepNear Step = "near"

// servicesAPage is how many services a screen lists.
const servicesAPage = 8

func nearConversation() conversation {
	return conversation{
		name:    "near",
		screens: map[Step]screen{StepNear: {ask: askNear, hear: hearNear, back: to(StepMenu)}},
		doors:   []door{{word: "near", by: byButton | byCommand, listed: 80, open: plainly((*turn).openNear), members: asNeighbour}},
		menu:    []menuRow{{at: 65, key: "menu.near", do: "near"}},
	}
}

func (t *turn) openNear() { t.show(StepNear) }

// askNear shows what this turn looks at: t.look is "" for the needs,
// n.NEED.PAGE for a list and v.NEED.ID for a service.
func askNear(t *turn) Say {
	what, rest, _ := strings.Cut(t.look, ".")
	need, which, _ := strings.Cut(rest, ".")
	switch what {
	case "n":
		page, _ := strconv.Atoi(which)
		return t.services(Need(need), page)
	case "v":
		return t.service(Need(need), which)
	}
	var needs []Button
	for _, n := range Needs() {
		needs = append(needs, act("near.need."+string(n), "n."+string(n)))
	}
	return Say{Lines: []Line{{Key: "near.ask"}, {Key: "near.lock"}},
		Rows: append(pairs(needs...), []Button{act("menu.officer", "officer")}, []Button{back()})}
}

func hearNear(t *turn) bool {
	if t.e.Kind != Press {
		return false
	}
	if t.pressed("officer") {
		t.openOfficer()
		return true
	}
	what, rest, _ := strings.Cut(t.e.Do, ".")
	need, which, _ := strings.Cut(rest, ".")
	switch what {
	case "needs":
		if rest != "" {
			return false
		}
	case "n":
		if page, err := strconv.Atoi(which); which != "" && (err != nil || page < 0 || page > len(t.offers(Need(need)))/servicesAPage) {
			return false
		}
	case "v":
		if t.offer(Need(need), which) == nil {
			return false
		}
	default:
		return false
	}
	if what != "needs" && !slices.Contains(Needs(), Need(need)) {
		return false
	}
	t.look = t.e.Do
	t.show(StepNear)
	return true
}

// offers lists the services for a need in the person's neighbourhood: first
// those that speak the person's language.
func (t *turn) offers(need Need) []Service {
	var speak, others []Service
	for _, s := range t.w.Programme.Services {
		if !slices.Contains(s.Needs, need) || len(s.Areas) > 0 && !slices.Contains(s.Areas, t.p.Area) {
			continue
		}
		if slices.Contains(s.Languages, t.p.Lang) {
			speak = append(speak, s)
		} else {
			others = append(others, s)
		}
	}
	return append(speak, others...)
}

// offer finds one of them by id.
func (t *turn) offer(need Need, id string) *Service {
	for _, s := range t.offers(need) {
		if s.ID == id {
			return &s
		}
	}
	return nil
}

// delicate needs leave no trace on the screen for long.
func (n Need) delicate() bool { return n == NeedShelter || n == NeedHate || n == NeedFamily }

// services is the list for one need.
func (t *turn) services(need Need, page int) Say {
	all := t.offers(need)
	if len(all) == 0 {
		return t.noService(need)
	}
	shown := partOf(len(all), servicesAPage, page)
	say := Say{Lines: line("near.list", Args{"need": Ref("near.need." + string(need))})}
	foreign := false
	for _, s := range all[shown.from:shown.to] {
		key := "common.name"
		if !slices.Contains(s.Languages, t.p.Lang) {
			key, foreign = "near.foreign", true
		}
		say.Rows = append(say.Rows, []Button{{Key: key, Args: Args{"name": Name(s.Name)}, Do: "v." + string(need) + "." + s.ID}})
	}
	if foreign {
		say.Lines = append(say.Lines, Line{Key: "near.foreign_note", Args: Args{"tongue": Tongue(t.p.Lang)}})
	}
	if shown.page < shown.pages-1 {
		say.Rows = append(say.Rows, []Button{act("near.more", "n."+string(need)+"."+strconv.Itoa(shown.page+1))})
	}
	say.Rows = append(say.Rows, []Button{act("button.back", "needs")})
	return need.discreet(say)
}

// noService says so, with the numbers that answer everywhere.
func (t *turn) noService(need Need) Say {
	say := Say{Lines: []Line{{Key: "near.nothing"}, {Key: "near.danger", Args: Args{"number": Code(t.w.Programme.Numbers.Emergency)}}}}
	for _, name := range []string{"emergency", "helpline_violence", "helpline_child", "hate_support"} {
		if t.dial(name) != "" {
			say.Rows = append(say.Rows, []Button{link("number.of."+name, "number."+name)})
		}
	}
	say.Rows = append(say.Rows, []Button{act("button.back", "needs")})
	return need.discreet(say)
}

// service is one service's card.
func (t *turn) service(need Need, id string) Say {
	s := t.offer(need, id)
	if s == nil {
		return t.noService(need)
	}
	say := Say{Lines: line("near.name", Args{"name": Name(s.Name)})}
	add := func(key string, text Text) {
		if len(text) > 0 {
			say.Lines = append(say.Lines, Line{Key: key, Args: Args{"text": Name(text)}})
		}
	}
	add("near.about", s.About)
	add("near.address", s.Address)
	add("near.hours", s.Hours)
	if s.Phone != "" {
		say.Lines = append(say.Lines, Line{Key: "near.phone", Args: Args{"phone": Code(s.Phone)}})
	}
	if len(s.Languages) > 0 {
		say.Lines = append(say.Lines, Line{Key: "near.tongues", Args: Args{"tongues": Tongues(s.Languages)}})
	}
	say.Lines = append(say.Lines, Line{Key: "near.untold"})
	if strings.HasPrefix(s.Link, "https://") {
		say.Rows = append(say.Rows, []Button{{Key: "near.site", URL: s.Link}})
	}
	say.Rows = append(say.Rows, []Button{act("button.back", "n."+string(need)), act("button.menu", "back")})
	return need.discreet(say)
}

// discreet puts Hide on the screen of a delicate need, and lets it vanish.
func (n Need) discreet(say Say) Say {
	if n.delicate() {
		say.Vanish, say.Protect = watched, true
		say.Rows = append(append([][]Button(nil), []Button{link("guide.hide", "hide")}), say.Rows...)
	}
	return say
}
