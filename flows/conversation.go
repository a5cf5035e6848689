package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// conversation is what one file of this package tells the engine about itself:
// its screens, the ways in, its rows in the menu and at the desk, what it collects
// and what it keeps. The engine derives everything from these declarations and
// names no conversation. A new one is a file, its words, and a line in
// conversations.
type conversation struct {
	name    string // what a complaint calls it
	screens map[Step]screen
	doors   []door
	menu    []menuRow
	desk    []deskRow
	// first hears typed words before any screen does; it returns true if they
	// were for it, as STOP is.
	first func(t *turn) bool
	// forget drops what its flow collects. It runs in each turn that ends outside
	// of the flow's steps, by whichever way: a role that ends in the middle leaves
	// nothing half done.
	forget func(*Person)
	// around keeps what the flow collects on all screens of the conversation, not
	// only on those that are marked as steps of a flow.
	around bool
	keeps  kept
}

// kept is how what a conversation keeps about a person is shown, handed out and
// given up. Each part may be nil.
type kept struct {
	lines  func(t *turn) []Line     // in "My data", in words
	button func(t *turn) []Button   // there, to see more of it; nil if there is no more
	export func(t *turn, e *Export) // in the file to take
	erase  func(t *turn)            // what is held for them elsewhere: a seat, an answer
}

// door is a way into a conversation from anywhere: a command, a button that works
// at any time, the parameter of a deep link.
type door struct {
	word string
	by   ways
	// listed is the place of the command in Telegram's menu; 0: it is not there. No
	// two have the same.
	listed int
	deep   string // what a deep link writes before "_" and an id; "": it writes the word
	// open leads there. A flow that would be lost is asked about first.
	open func(t *turn, rest string)
	// over does its work above whatever the person is in, and leaves it there. It
	// returns false if it does not want to: then open is tried.
	over func(t *turn, rest string) bool
	// public answers the command in a group; nil: it is for a private chat.
	public  func(t *turn, bot string) Say
	members reach
	under13 bool
	guests  bool // also for those who have a place by invitation and are no residents
}

// ways says how a door is found.
type ways uint8

const (
	byButton ways = 1 << iota
	byCommand
)

// reach says what a door is for somebody with a role who is not registered as a
// resident.
type reach uint8

const (
	registered  reach = iota // they register first
	asNeighbour              // it makes them a resident, and then opens
	atOnce
)

// plainly is a door's open that takes nothing behind its word.
func plainly(open func(*turn)) func(*turn, string) { return func(t *turn, _ string) { open(t) } }

// always is a door's over that takes nothing behind its word.
func always(do func(*turn)) func(*turn, string) bool {
	return func(t *turn, _ string) bool {
		do(t)
		return true
	}
}

// conversations lists all there are. "My data" and its file follow this order.
func conversations() []conversation {
	return []conversation{
		startConversation(), menuConversation(), interruptConversation(), hereConversation(), helpConversation(), hideConversation(),
		numberConversation(), dangerConversation(),
		concernConversation(), mineConversation(), threadConversation(), clockConversation(),
		sessionConversation(), agendaConversation(), commitmentConversation(), followConversation(), passConversation(), doorConversation(), reminderConversation(), minutesConversation(), feedbackConversation(),
		tellConversation(), voicesConversation(),
		pulseConversation(), resultConversation(),
		guideConversation(), trialConversation(), pauseConversation(), muteConversation(), monthsConversation(), askedConversation(), officerConversation(), nearConversation(), dataConversation(),
		deskConversation(), noticeConversation(), nameConversation(), acceptConversation(), inviteConversation(), revokeConversation(),
		reviewConversation(), pointReviewConversation(), agendaOfficerConversation(), caseConversation(), translateConversation(), partnerConversation(), absenceConversation(), digestConversation(),
		approveConversation(), recordConversation(), waveConversation(), roundConversation(),
		organiseConversation(), facilitateConversation(), agendaDeskConversation(), commitmentDeskConversation(), circleConversation(), doorDeskConversation(), attendanceConversation(), handsConversation(), minutesDeskConversation(), minutesReviewConversation(), bothDeskConversation(), feedbackDeskConversation(), planConversation(), passMakeConversation(), runConversation(), newsConversation(),
	}
}

// house is what the engine looks things up in.
type house struct {
	all     []conversation
	screens map[Step]screen
	home    map[Step]int // which conversation a step belongs to
	doors   map[string]door
	inside  map[string]int    // which conversation a door leads into
	deep    map[string]string // the door of a deep link's first letters
	listed  []door            // of the commands in Telegram's menu
	menu    []menuRow
	desk    []deskRow
}

// built makes the house once, on first use.
var built func() *house

// Steps show each other by way of the house: a variable that began with them would
// depend on itself.
func init() { built = sync.OnceValue(func() *house { return build(conversations()) }) }

// build puts conversations together. Two that want the same step, door or place
// are a mistake of ours, which ends the program at its start.
func build(all []conversation) *house {
	h := &house{all: all, screens: map[Step]screen{}, home: map[Step]int{}, doors: map[string]door{}, inside: map[string]int{}, deep: map[string]string{}}
	for i, c := range all {
		for s, sc := range c.screens {
			if at, taken := h.home[s]; taken {
				panic(fmt.Sprintf("the conversations %q and %q both have the step %q", all[at].name, c.name, s))
			}
			if sc.ask == nil || sc.hear == nil {
				panic(fmt.Sprintf("the step %q of the conversation %q asks nothing or hears nothing", s, c.name))
			}
			h.screens[s], h.home[s] = sc, i
		}
		for _, d := range c.doors {
			h.add(d, i)
		}
		h.menu, h.desk = append(h.menu, c.menu...), append(h.desk, c.desk...)
	}
	slices.SortFunc(h.listed, func(a, b door) int { return cmp.Compare(a.listed, b.listed) })
	unique(h.listed, func(d door) (int, string) { return d.listed, d.word })
	slices.SortFunc(h.menu, func(a, b menuRow) int { return cmp.Compare(a.at, b.at) })
	slices.SortFunc(h.desk, func(a, b deskRow) int { return cmp.Compare(a.at, b.at) })
	unique(h.menu, func(r menuRow) (int, string) { return r.at, r.key })
	unique(h.desk, func(r deskRow) (int, string) { return r.at, r.key })
	return h
}

// add hangs a door.
func (h *house) add(d door, inside int) {
	if at, taken := h.inside[d.word]; taken {
		panic(fmt.Sprintf("the conversations %q and %q both have the door %q", h.all[at].name, h.all[inside].name, d.word))
	}
	if d.by == 0 || d.open == nil && d.over == nil {
		panic(fmt.Sprintf("the door %q leads nowhere", d.word))
	}
	if word, taken := h.deep[d.deep]; taken {
		panic(fmt.Sprintf("the doors %q and %q have the same deep link", word, d.word))
	}
	h.doors[d.word], h.inside[d.word] = d, inside
	if d.listed != 0 {
		h.listed = append(h.listed, d)
	}
	if d.deep != "" {
		h.deep[d.deep] = d.word
	}
}

// unique ends the program if two rows want the same place.
func unique[R any](rows []R, of func(R) (at int, key string)) {
	for i := 1; i < len(rows); i++ {
		before, a := of(rows[i-1])
		at, b := of(rows[i])
		if before == at {
			panic(fmt.Sprintf("the rows %q and %q have the same place", a, b))
		}
	}
}

// Check builds the house and ends the program, with the reason, if two
// conversations are in each other's way. It is for the start of a process.
func Check() { built() }

// screens lists every step; a test proves that each can be left.
func screens() map[Step]screen { return built().screens }

// doorTo is the door that a target leads to, and what stands behind its word.
func doorTo(target string, by ways) (d door, rest string, known bool) {
	word, rest, _ := strings.Cut(target, ".")
	d, known = built().doors[word]
	if !known || d.by&by == 0 {
		return door{}, "", false
	}
	return d, rest, true
}

// MenuCommands lists the commands of Telegram's menu, in its order.
func MenuCommands() []string {
	words := make([]string, 0, len(built().listed))
	for _, d := range built().listed {
		words = append(words, d.word)
	}
	return words
}

// open shows what a link names. What it does not know leads to the menu.
func (t *turn) open(target string) {
	d, rest, known := doorTo(target, byButton)
	known = known && d.open != nil
	switch {
	case t.p.Age == AgeChild && t.me() == nil && !(known && d.under13):
		t.show(StepMenu)
	case !known:
		t.home()
	default:
		d.open(t, rest)
	}
}

// sameFlow says whether a target leads to the flow the person is in already.
func (t *turn) sameFlow(target string) bool {
	inside, known := built().inside[target]
	return known && inside == built().home[t.p.Step]
}

// closeDrafts drops what somebody was telling or writing once its flow is over. What
// a detour asks about goes with the detour.
func (t *turn) closeDrafts() {
	h := built()
	at := t.underlying()
	under, over := h.screens[at], h.screens[t.p.Step]
	for i, c := range h.all {
		flow := h.isOf(at, i) && (c.around || under.flow)
		if c.forget != nil && !flow && !(over.detour && h.isOf(t.p.Step, i)) {
			c.forget(t.p)
		}
	}
	if !under.flow && !under.writes {
		t.p.Text = ""
	}
}

// isOf says whether a step belongs to a conversation.
func (h *house) isOf(s Step, conversation int) bool {
	at, known := h.home[s]
	return known && at == conversation
}
