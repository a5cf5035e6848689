// Package bot carries what people do from Telegram to a decision and what was
// decided back to Telegram. Data flows one way:
//
//	receive (poll.go, webhook.go) -> dispatch.go -> turn.go (load, decide,
//	commit) -> the outbox in storage -> deliver.go
//
// Nothing calls back up. An update is confirmed to Telegram only after its turn
// was committed, or after it was stored behind its chat (queue.go); a message
// is durable before anybody sends it (draw.go hands it to whoever may).
//
// The package never decides what a conversation says (flows does), never spells
// a Redis key (storage does), and never logs words, names, chat ids or tokens.
package bot
