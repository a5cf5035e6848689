package flows

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is about what people with a role are called. Whoever invites types a
// name, or the invited give one; it stands in lists, absences, "who leads it" and
// the log, for organisers and for officers who stand in for each other. Residents
// never see it.

// The steps of giving a name: one's own, and somebody's by an organiser.
const (
	StepName   Step = "desk.name"
	StepRename Step = "desk.member.name"
)

// MostName is how many characters a name may have: it stands on buttons.
const MostName = 40

func nameConversation() conversation {
	return conversation{
		name: "name",
		screens: map[Step]screen{
			StepName:   {ask: askName, hear: hearName, misfit: "name.misfit"},
			StepRename: {ask: askRename, hear: hearRename, misfit: "name.misfit", back: to(StepOne), needs: []permission{endRoles}},
		},
	}
}

// NameOf reads a typed name; "" if it is none. Marks that Telegram makes links of
// are refused, for a tap on one would leave the chat.
func NameOf(typed string) string {
	name := strings.Join(strings.Fields(cleanWords(typed)), " ")
	if utf8.RuneCountInString(name) > MostName || strings.ContainsAny(name, "#@/") || !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	return name
}

// called is what a member is called: by their name, else by role, number and
// neighbourhoods.
func (t *turn) called(m Member) any {
	if m.Name != "" {
		return Quote(m.Name)
	}
	args := Args{"role": Ref("role.former"), "number": int(t.w.Board.numberOf(m)), "areas": Ref("role.everywhere")}
	if len(m.Grants) > 0 {
		args["role"], args["areas"] = Ref("role.name."+string(m.Grants[0].Role)), t.grantAreas(m.Grants[0].Areas)
	}
	return Lines{{Key: "staff.nameless", Args: args}}
}

// numberOf is a member's number; on a board that has given out none yet, the place
// in the list.
func (b *Board) numberOf(m Member) uint32 {
	if m.Number == 0 {
		return uint32(slices.IndexFunc(b.Staff, func(other Member) bool { return other.Who == m.Who }) + 1)
	}
	return m.Number
}

// number gives every member who has none a number that nobody had before.
func (b *Board) number() (changed bool) {
	staff := slices.Clone(b.Staff)
	for i := range staff {
		if staff[i].Number == 0 {
			b.Numbered++
			staff[i].Number, changed = b.Numbered, true
		}
	}
	b.Staff = staff
	return changed
}

// nameless says whether somebody is still to be asked what they are called: once,
// when they take a role, or at their desk if they have it from before.
func (m *Member) nameless() bool { return m.Name == "" && !m.Asked }

func askName(t *turn) Say {
	return Say{Lines: []Line{{Key: "name.ask"}, {Key: "name.lock"}}, Rows: column(act("name.skip", "skip"))}
}

func hearName(t *turn) bool {
	name := NameOf(t.e.Text)
	switch {
	case t.pressed("skip"):
		name = ""
	case t.e.Kind != Words || name == "":
		return false
	}
	t.changeBoard(func(b *Board) {
		m := b.member(t.e.Who)
		m.Asked = true
		if name != "" {
			m.Name = name
		}
	})
	t.begin()
	return true
}

func askRename(t *turn) Say {
	m := t.chosen()
	if m == nil {
		return Say{Lines: line("staff.gone", nil), Rows: column(back())}
	}
	return Say{Lines: []Line{{Key: "name.change", Args: Args{"name": t.called(*m)}}, {Key: "name.lock"}}, Rows: column(back())}
}

func hearRename(t *turn) bool {
	name := NameOf(t.e.Text)
	if t.e.Kind != Words || name == "" {
		return false
	}
	if m := t.chosen(); m != nil && t.mayRename(m) {
		t.changeBoard(func(b *Board) { b.member(m.Who).Name = name })
		t.audit("renamed", "")
	}
	t.show(StepOne)
	return true
}
