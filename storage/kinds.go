package storage

import "porchlight/flows"

// Every kind of versioned, sealed record, declared once. Sets, lists and counters are in
// keys.go.

// kinds are all of them.
func kinds() [13]anyKind {
	return [...]anyKind{people, concerns, results, runs, crowds, boards, staffs, cards, passes, agendas, doors, months, commitments}
}

// people are everybody who talked to the bot, with their place in the conversation.
// Erasing, and sweeping those who never registered, is dropPerson: much else goes with them.
var people = declare(kind[flows.Person]{
	name: "person", key: "p:ID", spell: func(id string) string { return idOf(id).String() },
	holds: "the person, their place in the conversation included", goes: "when they erase; if they never registered, 30 days after what they last did",
	anybody: everybody, // to whom something is said, or a place given
})

// concerns are what residents have sent. One that is only counted names no author: its
// code is known to its author only.
var concerns = declare(kind[flows.Concern]{
	name: "concern", key: "c:CODE",
	holds: "a concern", goes: "at its date, or with its author",
	anybody: (*Loaded).hasRole, // which role, and for which neighbourhood, is for the step to ask
	own:     func(c *flows.Concern, who flows.ID) bool { return c.Author == who || c.Author == flows.ID{} },
	until:   func(c *flows.Concern) int64 { return c.KeptTill }, index: "expiry",
	of:   func(p *flows.Person) []string { return p.Codes },
	with: (*Store).dequeue,
})

// results are what the waves came to.
var results = declare(kind[flows.WaveResult]{
	name: "wave result", key: "wr:WAVE",
	holds: "what the wave came to", goes: "never: it names nobody",
	anybody: everybody,
})

// runs are messages to many. SweepRuns takes their counters, too.
var runs = declare(kind[RunSpec]{
	name: "run", key: "run:ID",
	holds: "what a bulk run says and to whom", goes: "a year after the start",
})

// crowds are how many of a sixteenth of all people belong to which audience.
var crowds = declare(kind[headcount]{
	name: "crowd", key: "crowd:N",
	holds: "how many people of a sixteenth of all belong to which audience", goes: "never: they name nobody",
})

// boards, staffs and cards are what all turns share: see shared.go. There is one board
// and one staff.
var boards = declare(kind[flows.Board]{
	name: "board", key: "board",
	holds: "the wave, announcements, what was decided about guides, the numbers that move as they were last shown",
	goes:  "never; an announcement's words when it starts, its record with the next one 30 days after it was due",
})

var staffs = declare(kind[staffRecord]{
	name: "staff", key: "staff",
	holds: "who has which role", goes: "never; a role when it is taken away or its holder erases",
})

var cards = declare(kind[flows.Session]{
	name: "session", key: "s:ID:card",
	holds: "a session", goes: "never; who leads it, the notes for them and the minutes 60 days after it",
})

// passes are links into meetings by invitation. The id is made of the link's token by a
// hash: whoever reads Redis cannot use one.
var passes = declare(kind[flows.Pass]{
	name: "pass", key: "pass:ID",
	holds: "a link into a meeting by invitation: whom it is for, how many may use it and how many have", goes: "when an organiser closes it; 60 days after the meeting",
	anybody: everybody, // who knows the token
	until:   func(p *flows.Pass) int64 { return p.Until }, index: "passes",
})

// agendas are the points of meetings. Whose a point is stands in that person's own record,
// and so does who says "me too" to one.
var agendas = declare(kind[flows.Agenda]{
	name: "agenda", key: "agenda:SESSION",
	holds: "the points of a meeting, by nobody, and how many people say me too to which of them", goes: "60 days after the meeting",
	anybody: everybody, // which points, is for the step to say
	until:   func(a *flows.Agenda) int64 { return a.Until }, index: "agendas",
})

// commitments are what is to come of what was said. Who has taken one on stands on the
// board, so that a role that ends changes none of them.
var commitments = declare(kind[flows.Commitment]{
	name: "commitment", key: "came:ID",
	holds: "a recommendation or commitment: its words, the point that it came from, how far it came and why", goes: "never: it names nobody",
	anybody: everybody, // which of them, is for the step to say
})

// doors are the pages at the doors of meetings, under the meeting's id.
var doors = declare(kind[flows.Door]{
	name: "door", key: "door:ID",
	holds: "the code and the link by which people check in at a meeting", goes: "60 days after the meeting; the code and the link with the next ones",
	anybody: everybody, // the step compares what somebody typed or scanned
	until:   func(d *flows.Door) int64 { return d.Until }, index: "doors",
})

// months are what may be shown of months, all in one record.
var months = declare(kind[flows.Months]{
	name: "months", key: "months:ID",
	holds: "what became of concerns, by months that are over, as everybody may read it", goes: "never: they name nobody; a month after two years",
	anybody: everybody,
})

// everybody may read what is not about one person, or what each step decides on.
func everybody(*Loaded) bool { return true }

// idOf is the pseudonym whose bytes these are.
func idOf(id string) (who flows.ID) {
	copy(who[:], id)
	return who
}
