//go:build !profile

package main

// startProfile does nothing in a binary built without -tags profile.
func startProfile() (stop func()) { return func() {} }
