// Package storage owns every key in Redis, and every script. It loads the World that
// a turn reads and commits what a turn decided: all of it, or nothing. Everything
// it writes goes through storage/seal.
//
// It never decides anything about a conversation, never talks to Telegram and
// never logs what it stores.
//
// Where to make a change: the kinds of records are declared in kinds.go, the names and
// lifetimes of all other keys are in keys.go; what
// a turn reads in load.go, what it writes in commit.go (with the one script)
// and in the file named after the conversation; how messages wait and are
// handed to a sender in outbox.go; who may send and poll in heartbeat.go.
package storage
