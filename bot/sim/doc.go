// Package sim plays a whole programme in seconds: a seed makes a town of
// residents and people with roles, months of calendar, Telegram's moods and the
// faults of machines. The bot, the emulated Telegram and the store are the real
// ones; only the clock of the domain is the simulation's, and jumps.
//
// It is all tests. A plain model is kept from what people did and saw - the
// receipts, the confirmations, the goodbyes - and after each burst of activity
// what Redis holds is compared with it: see check_test.go for the invariants.
// The package never decides anything and nothing imports it.
//
//	go test ./bot/sim -run 'TestSeed$' -sim.seed=7 -sim.people=200 -sim.days=365 -timeout 1h
//
// plays one seed by hand. A town is a function of its seed: it lives in a bubble of
// testing/synctest, whose clock moves only when nobody can; all randomness comes from
// the seed; and whatever one process does to another waits at a gate (gate_test.go),
// which lets one through at a time as the seed picks. So two runs are the same run, call
// by call, which TestASeedIsOneRun compares. -sim.trace=FILE writes all that happened,
// -sim.kills=N kills processes in each burst, and -sim.disorder lets goroutines that can
// move go first by chance, which must change nothing.
//
// The Redis of an odd seed has a replica (follower_test.go), which answers WAIT, mostly
// with what it has, and takes over with less than its master had.
//
// Every town begins with what several people do in turn and chance hardly brings about: a
// concern that is translated both ways and taken back, a ready-made text with a blank, a
// meeting in the reader's language whose words change (guided_test.go). What of it did not
// happen fails the seed.
//
// A seed that fails is played again and again with less in it, until nothing can be left
// out any more of what people and faults did, and that is told as a story
// (shorten_test.go).
//
// A goroutine that waits for a mutex keeps the bubble from seeing that nobody moves, so
// the bot holds none while it asks Redis or Telegram: it holds a channel or a semaphore.
//
// One town a run (TestSeedOnRealRedis) is played in real time on a real redis-server,
// over real connections; there, two goroutines come in the order in which they come.
package sim
