// Package tally owns honest counting: which numbers an edition may show so that
// no small one can be worked out, and what a pulse's answers say, with how much
// certainty.
//
// It takes numbers and gives numbers. It reads nothing, stores nothing, knows no
// clock, no chance and no words, and imports nothing of ours.
//
// The two halves:
//
//   - Editions of concerns: period.go (what a period covers), edition.go (which
//     cells are shown), lines.go (what a reader sees of it), audit.go (what a
//     reader could work out) and witness.go (the solver behind the audit).
//   - Waves of a pulse: pulse.go (shares and scales of one wave), interval.go
//     (the formulas and their sources) and change.go (two waves side by side).
//
// Both leave by ledger.go, as does every other number about people: it keeps what a
// readership was shown, and decides what more may be.
package tally
