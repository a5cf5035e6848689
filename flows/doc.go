// Package flows owns what Porchlight decides: the domain's types and one file
// per conversation (start.go, concern.go, session.go, ...).
//
// A turn is a pure function: Decide(World, Person, Event) -> Outcome. It never
// reads a clock, draws a random number, opens a connection or knows a Telegram
// or a Redis type; time, randomness and ids come inside the event, and
// everything that should happen afterwards leaves as data: what to say, and
// which effects to store. So a conversation can be played, fuzzed and checked
// without a machine around it, and a turn that lost a race is simply decided
// again.
//
// Where to make a change: a conversation's screens, doors and answers are in the
// file named after it, and so is its declaration (see conversation.go); how
// screens, buttons, commands and interruptions work for all of them is in
// decide.go and turn.go; what a programme may configure is in
// programme.go.
package flows
