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
// plays one seed by hand. A seed fixes the town, what each person is inclined to
// do, the calendar and the faults; which of two goroutines comes first it cannot
// fix. -sim.crowd=1 lets one person act at a time, which takes most of that away.
package sim
