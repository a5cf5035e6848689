package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestConversationsInEachOthersWay: what two conversations both want is a mistake of
// ours that ends the program at its start, with a line that names both.
func TestConversationsInEachOthersWay(t *testing.T) {
	ask, hear := func(*turn) Say { return Say{} }, func(*turn) bool { return false }
	step := map[Step]screen{"a.step": {ask: ask, hear: hear}}
	open := plainly((*turn).home)
	for name, tt := range map[string]struct {
		all  []conversation
		says string
	}{
		"a step": {[]conversation{{name: "one", screens: step}, {name: "two", screens: step}}, `"one" and "two" both have the step "a.step"`},
		"a door": {[]conversation{
			{name: "one", doors: []door{{word: "way", by: byButton, open: open}}},
			{name: "two", doors: []door{{word: "way", by: byCommand, open: open}}},
		}, `"one" and "two" both have the door "way"`},
		"a deep link": {[]conversation{{name: "one", doors: []door{
			{word: "way", deep: "w", by: byButton, open: open}, {word: "other", deep: "w", by: byButton, open: open},
		}}}, `"way" and "other" have the same deep link`},
		"a place in Telegram's menu": {[]conversation{{name: "one", doors: []door{
			{word: "way", by: byCommand, listed: 1, open: open}, {word: "other", by: byCommand, listed: 1, open: open},
		}}}, `"way" and "other" have the same place`},
		"a row of the menu": {[]conversation{{menu: []menuRow{{at: 1, key: "a"}}}, {menu: []menuRow{{at: 1, key: "b"}}}}, `"a" and "b" have the same place`},
		"a row of the desk": {[]conversation{{desk: []deskRow{{at: 1, key: "a"}, {at: 1, key: "b"}}}}, `"a" and "b" have the same place`},
		"a door to nowhere": {[]conversation{{doors: []door{{word: "way", by: byButton}}}}, `"way" leads nowhere`},
		"a silent step":     {[]conversation{{name: "one", screens: map[Step]screen{"a.step": {ask: ask}}}}, `hears nothing`},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if said, _ := recover().(string); !strings.Contains(said, tt.says) {
					t.Errorf("it ends with %q", said)
				}
			}()
			build(tt.all)
			t.Error("it was built")
		})
	}
}

// TestDeclarations: what conversations declare fits together.
func TestDeclarations(t *testing.T) {
	h := built()
	for _, r := range h.menu {
		if _, _, known := doorTo(r.do, byButton); r.open == nil && !known {
			t.Errorf("the row %q of the menu opens nothing", r.key)
		}
	}
	for _, r := range h.desk {
		if r.open == nil || len(r.need.roles()) == 0 {
			t.Errorf("the row %q of the desk opens nothing, or is for nobody", r.key)
		}
	}
	for s := range h.screens {
		if onDesk(s) && s != StepDesk && s != StepName && len(h.screens[s].roles()) == 0 && !ofEverybody(s) {
			t.Errorf("the step %q of the desk does not say for which role it is", s)
		}
	}
}

// ofEverybody lists the screens of the desk that are for every role.
func ofEverybody(s Step) bool {
	switch s {
	case StepMe, StepMyName, StepQuit, StepDesks, StepDeskMore:
		return true
	}
	return false
}

// TestScreensOfALostRole stands at every screen of the desk that is for some roles
// with a role that is none of them, as somebody does whose other role was taken away:
// whatever they press, the screen is gone, and nothing of it is shown.
func TestScreensOfALostRole(t *testing.T) {
	tried := 0
	for step, sc := range screens() {
		if len(sc.roles()) == 0 {
			continue
		}
		kept := RoleFacilitator
		if slices.Contains(sc.roles(), kept) {
			kept = RoleReviewer
		}
		for _, do := range []string{"back", "here", "m.1", "lost", "yes", "next"} {
			p := everything(t)
			who := p.join(1)
			p.board.Staff = []Member{{Who: who, Name: "Olha", Asked: true, Grants: []Grant{{Role: kept}}}, {Who: ID{99}, Name: "geheim", Grants: []Grant{{Role: RoleOrganiser}}}}
			p.people[who].Step, p.people[who].Topic = step, ID{99}.String()
			out := p.turn(who, Event{Kind: Press, Do: do, Serial: p.people[who].Serial})
			if at := p.people[who].Step; at != StepDesk && at != StepMenu {
				t.Errorf("at %s, %q leads to %s", step, do, at)
			}
			for _, e := range out.Effects {
				t.Errorf("at %s, %q does %T", step, do, e)
			}
			if strings.Contains(fmt.Sprint(out.Says), "geheim") {
				t.Errorf("at %s, %q shows %+v", step, do, out.Says)
			}
			tried++
		}
	}
	if tried < 300 {
		t.Errorf("only %d presses were tried", tried)
	}
}

// TestTheDocsListTheConversations keeps the table of docs/conversations.md.
func TestTheDocsListTheConversations(t *testing.T) {
	var table strings.Builder
	table.WriteString("| conversation | doors | rows | steps begin with |\n| --- | --- | --- | --- |\n")
	for _, c := range conversations() {
		var doors, rows, steps []string
		for _, d := range c.doors {
			if d.by&byCommand != 0 {
				d.word = "/" + d.word
			}
			doors = append(doors, d.word)
		}
		for _, r := range c.menu {
			rows = append(rows, "menu "+strconv.Itoa(r.at))
		}
		for _, r := range c.desk {
			rows = append(rows, "desk "+strconv.Itoa(r.at))
		}
		for s := range c.screens {
			words := strings.SplitN(string(s), ".", 3)
			n := 1
			if words[0] == "desk" {
				n = min(2, len(words))
			}
			if begin := "`" + strings.Join(words[:n], ".") + "`"; !slices.Contains(steps, begin) {
				steps = append(steps, begin)
			}
		}
		slices.Sort(steps)
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", c.name, strings.Join(doors, ", "), strings.Join(rows, ", "), strings.Join(steps, ", "))
	}
	printed(t, "../docs/conversations.md", "<!-- conversations: from flows/conversation.go -->\n", "<!-- conversations end -->", table.String())
}
