// Package emulator is a strict Telegram Bot API server with simulated people,
// held in memory. Tests, the demo and the benchmarks talk to it instead of to
// Telegram: a Server is an http.Handler for the bot's side, and a Person or a
// Group is the other side, as seen through a phone.
//
// The bot finds it at URL/bot<token>/<method> and the files at
// URL/file/bot<token>/<path>, URL being where the Server listens.
//
// # What it is strict about
//
// Everything the real server refuses in what it emulates is refused here, in
// the real server's words, and every refusal is recorded so that a test can
// fail on one that it did not expect. Where Telegram is silent about a
// mistake the emulator speaks up: an unknown parameter, an unknown field of a
// keyboard, more than 8 buttons in a row, 100 in a keyboard or 100 entities
// in a text are refused. The queue of updates follows the real rules: an
// offset confirms, an offset repeated within half a second hands out one
// update, a second poller ends the first, updates live 24 hours and presses
// 150 seconds by the emulator's clock, a webhook is ordered within a queue
// only and is asked again until it answers with 2xx.
//
// # What it does not emulate
//
// Markdown, inline mode, payments, games, stories, business accounts,
// reactions, channels, media groups sent by the bot, files fetched from a
// URL, scaled pictures, buttons that ask for a poll, a user or a chat,
// certificates of webhooks, answers to a webhook that are themselves a method
// call, link previews, and the rights of group administrators beyond deleting
// and pinning. Faults strike methods, not downloads of files. A method that
// Telegram has and the emulator lacks is answered like an unknown one: 404.
// A press that is answered twice is told "true" twice; the second is ignored.
//
// # Time
//
// Options.Now dates messages and ages updates, presses and the 48 hours of
// deleteMessage. Waiting (the long poll, the half second between two equal
// offsets, a webhook's retries, a Fault's delay) follows the machine's clock.
//
// # Locks
//
// Each chat has a mutex, the queue of updates has one, and they are only ever
// taken in that order. None is held while a hook of the caller runs or while
// anything is read from or written to a connection.
package emulator
