package storage

import "porchlight/flows"

// Every kind of versioned, sealed record, declared once. Sets, lists and counters are in
// keys.go.

// kinds are all of them.
func kinds() []anyKind { return []anyKind{concerns, results} }

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

// everybody may read what is not about one person, or what each step decides on.
func everybody(*Loaded) bool { return true }
