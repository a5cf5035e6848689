//go:build !race

package main

// raceFlags builds the binary as these tests were built.
func raceFlags() []string { return nil }
