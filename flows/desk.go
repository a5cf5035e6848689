package flows

import (
	"slices"
	"strings"
)

// The steps of the desk, where people with a role begin.
const (
	StepDesk     Step = "desk.menu"
	StepDesks    Step = "desk.which"  // whoever has several roles chooses one desk
	StepPeople   Step = "desk.people" // ... of organisers: who has a role, and inviting
	StepDeskMore Step = "desk.more"   // what one comes for seldom
	StepStaff    Step = "desk.staff"
	StepOne      Step = "desk.member"
	StepLog      Step = "desk.log"
)

func deskConversation() conversation {
	staff := []permission{seeStaff}
	return conversation{
		name: "desk",
		screens: map[Step]screen{
			StepDesk:     {ask: askDesk, hear: hearDesk},
			StepDesks:    {ask: askDesks, hear: hearDesks, back: to(StepDesk)},
			StepPeople:   {ask: askPeople, hear: hearPeople, back: to(StepDesk), needs: staff},
			StepDeskMore: {ask: askDeskMore, hear: hearDeskMore, back: to(StepDesk)},
			StepStaff:    {ask: askStaff, hear: hearStaff, back: to(StepPeople), needs: staff},
			StepOne:      {ask: askMember, hear: hearMember, back: to(StepStaff), needs: staff},
			StepLog:      {ask: askLog, hear: hearLog, back: to(StepDeskMore), needs: []permission{seeLog}},
		},
		doors: []door{{word: "desk", by: byButton | byCommand, open: plainly((*turn).openDesk), members: atOnce}},
		desk: []deskRow{
			{at: 155, need: seeStaff, key: "desk.people", do: "people", half: true, open: func(t *turn) { t.show(StepPeople) }},
			{at: 170, need: seeStaff, key: "desk.staff", do: "staff", on: StepPeople, open: func(t *turn) { t.show(StepStaff) }},
			{at: 200, need: seeLog, key: "desk.log", do: "log", on: StepDeskMore, open: func(t *turn) { t.show(StepLog) }},
		},
	}
}

// onDesk says whether a step belongs to a role; it is shown to nobody without one.
func onDesk(s Step) bool { return strings.HasPrefix(string(s), "desk.") && s != StepAccept }

// barred says whether a step is for what the turn's person has no role for.
func (t *turn) barred(s Step) bool {
	if !onDesk(s) {
		return false
	}
	needs := screens()[s].needs
	return t.me() == nil || len(needs) > 0 && !slices.ContainsFunc(needs, t.holds)
}

// home shows where somebody begins: the desk with a role, else the menu.
func (t *turn) home() {
	if t.me() != nil && !t.p.Neighbour {
		t.show(StepDesk)
		return
	}
	t.show(StepMenu)
}

// openDesk brings somebody with a role back from the resident's view.
func (t *turn) openDesk() {
	if t.me() == nil {
		t.note("common.unknown.command", nil)
		t.show(StepMenu)
		return
	}
	t.p.Neighbour = false
	t.show(StepDesk)
}

// notYours is what a desk's screen shows to somebody whose role was taken away.
func (t *turn) notYours() Say {
	return Say{Lines: line("role.none", nil), Rows: column(link("desk.back", "desk"))}
}
