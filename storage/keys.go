package storage

import (
	"strconv"

	"porchlight/flows"
)

// keys spells the keys of one programme. All begin with its hash tag, so that
// every commit stays within one slot of a cluster.
type keys struct{ prefix string }

func newKeys(programme string) keys { return keys{prefix: "{" + programme + "}:"} }

// The keys of records, which kinds.go declares.
func (k keys) person(id flows.ID) string  { return k.prefix + people.head + id.String() }
func (k keys) concern(code string) string { return concerns.at(k, code) }
func (k keys) run(id string) string       { return runs.at(k, id) }
func (k keys) crowd(shard int) string     { return crowds.at(k, strconv.Itoa(shard)) }
func (k keys) board() string              { return boards.at(k, "") }
func (k keys) staff() string              { return staffs.at(k, "") }
func (k keys) card(id string) string      { return cards.at(k, id) }

// meta: hash; schema number, keyset fingerprint, bot's mark. For life.
func (k keys) meta() string { return k.prefix + "meta" }

// shared: string; the version of all that turns share: board, staff and sessions
// together. For life.
func (k keys) shared() string { return k.prefix + "shared" }

// sessions: hash from the id of each session to the version of its card. For life.
func (k keys) sessions() string { return k.prefix + "sessions" }

// audience: zset of persons by joining number. A member goes with its person.
func (k keys) audience() string { return k.prefix + "audience" }

// joined: counter of joining numbers. For life.
func (k keys) joined() string { return k.prefix + "joined" }

// gone: set of persons who blocked the bot. A member goes with any update.
func (k keys) gone() string { return k.prefix + "gone" }

// screen: string; serial and message id of a person's current screen. Swept
// 48 h (domain time) after the last message.
func (k keys) screen(id flows.ID) string { return k.prefix + "sc:" + id.String() }

// shown: zset of message ids in a private chat by domain time, for /hide.
// Swept like screen.
func (k keys) shown(id flows.ID) string { return k.prefix + "m:" + id.String() }

// recent: zset of persons by the time of their last message; what sweeps
// screen and shown.
func (k keys) recent() string { return k.prefix + "recent" }

// session: string; the version of a session's seats. Swept 60 days (domain time)
// after the session.
func (k keys) session(id string) string { return k.prefix + "s:" + flows.SeatsOf(id) }

// seats: zset of persons in a session by order of joining. Swept with session.
func (k keys) seats(id string) string { return k.prefix + "s:" + flows.SeatsOf(id) + ":in" }

// waitlist: zset of persons waiting for a place, by order. Swept with session.
func (k keys) waitlist(id string) string { return k.prefix + "s:" + flows.SeatsOf(id) + ":wait" }

// came: zset of persons who checked in at a meeting by its code, all with the score 0: it
// does not tell who came when. Swept with session.
func (k keys) came(id string) string { return k.prefix + "s:" + id + ":came" }

// offers: hash from a person to whom a place is offered to "UNTIL PLACE", and " again" if
// that was put off once: until when (domain time, unix s), and their score in the waitlist,
// in which they are not meanwhile. Swept with session.
func (k keys) offers(id string) string { return k.prefix + "s:" + flows.SeatsOf(id) + ":offer" }

// claims: hash of what people have in a session beside a place: from "i" and a person inside,
// or "w" and one who waits, to their claim (see claimText), which those who bring nobody and
// belong to no reservation have not; "open" once kept places are everybody's. Swept with session.
func (k keys) claims(id string) string { return k.prefix + "s:" + flows.SeatsOf(id) + ":claim" }

// cases: zset of codes by since when they wait, one for each desk. A member
// goes when its case waits there no longer.
func (k keys) cases(q flows.CaseQueue) string { return k.prefix + "cases:" + string(q) }

// waiting: hash from the code of a case in a queue to a sealed flows.Waiting.
func (k keys) waiting() string { return k.prefix + "cases" }

// counts: hash of a period's counters. For ever: it names nobody.
func (k keys) counts(period string) string { return k.prefix + "a:" + period }

// wave: hash from a voting token to a sealed record of fixed length. Deleted
// when the wave closes.
func (k keys) wave(id string) string { return k.prefix + "w:" + id }

// waveSecret: string, sealed; what tokens of a wave are made with. Deleted
// with the wave, and with it every link.
func (k keys) waveSecret(id string) string { return k.prefix + "w:" + id + ":secret" }

// seen: set of update ids that were committed, in buckets of 512; 24 to 48 h
// of Redis time after the bucket's last: Telegram keeps an update for 24 h.
func (k keys) seen(update int) string { return k.prefix + "u:" + strconv.Itoa(update>>9) }

// queue: list of a chat's sealed updates that could not be committed in time.
func (k keys) queue(chat flows.ID) string { return k.prefix + "q:" + chat.String() }

// queues: zset of chats with a queue, by when to try again (Redis time).
func (k keys) queues() string { return k.prefix + "queues" }

// parked: list of sealed updates given up on, kept for the operator.
func (k keys) parked() string { return k.prefix + "parked" }

// tries: hash from update id, or ID:alone, to attempts that began and did not end; only
// after an unclean end.
func (k keys) tries() string { return k.prefix + "tries" }

// replies, notices and bulk: lists of sealed messages waiting to be sent to one
// person or group. Gone when empty.
func (k keys) replies(id flows.ID) string { return k.prefix + "o:" + id.String() }
func (k keys) notices(id flows.ID) string { return k.prefix + "n:" + id.String() }
func (k keys) bulk(id flows.ID) string    { return k.prefix + "b:" + id.String() }

// ready, noticesReady and bulkReady: zsets of those with waiting messages and no
// sender, by when they may next be sent to (Redis time, ms).
func (k keys) ready() string        { return k.prefix + "ready" }
func (k keys) noticesReady() string { return k.prefix + "nready" }
func (k keys) bulkReady() string    { return k.prefix + "bready" }

// clock: string; Redis time (ms) at the last heartbeat of any process. It shows
// that the clock has stepped back. For life.
func (k keys) clock() string { return k.prefix + "clock" }

// said: string; when a group was last told something (Redis time, ms), under a
// mark of what. It expires after a minute.
func (k keys) said(group flows.ID, mark string) string {
	return k.prefix + "said:" + group.String() + ":" + mark
}

// leases: hash from a person to HOLDER:FENCE of the sender that has them.
func (k keys) leases() string { return k.prefix + "leases" }

// fence: counter behind the leases' tokens. For life.
func (k keys) fence() string { return k.prefix + "fence" }

// holder: string with a 3 s expiry; the heartbeat of one process.
func (k keys) holder(name string) string { return k.prefix + "hb:" + name }

// running: hash from processes that started and did not end cleanly to where they
// run: marks of the machine, a process number and its start.
func (k keys) running() string { return k.prefix + "running" }

// poller: string with a 3 s expiry; the process that polls Telegram.
func (k keys) poller() string { return k.prefix + "poller" }

// pace: string; when a chat's next message is due (GCRA, ms). Gone as soon as
// it holds nothing back.
func (k keys) pace(id flows.ID) string { return k.prefix + "t:" + id.String() }

// paceAll: the same for the whole bot.
func (k keys) paceAll() string { return k.prefix + "t" }

// later: zset by the domain time (unix s) at which something is due: the deletion
// of a message, or news that waits for the morning. Its ids lead to nobody.
func (k keys) later() string { return k.prefix + "later" }

// laterBody: hash from such an id to a tag of whose it is, which leads to nobody
// either, and the sealed entry of the outbox.
func (k keys) laterBody() string { return k.prefix + "later:m" }

// commands: hash; what setMyCommands was last told, per language.
func (k keys) commands() string { return k.prefix + "commands" }

// menus: hash from a person to the sealed Menu of their chat. A field goes when
// Telegram has taken the menu away, after the last role or an erasure.
func (k keys) menus() string { return k.prefix + "menus" }

// menuKeeper: string with a 30 s expiry; the process that sets menus.
func (k keys) menuKeeper() string { return k.prefix + "menus:keeper" }

// rewrite: counter of erasures that have not left the append-only file yet;
// gone when a rewrite has begun.
func (k keys) rewrite() string { return k.prefix + "rewrite" }

// farewells: zset of persons who erased themselves by when what still waits to
// be sent to them is forgotten (domain time, unix s): a day later. A member goes
// when their farewell is sent.
func (k keys) farewells() string { return k.prefix + "farewells" }

// invitations: zset of hashes of the tokens of open invitations by when they
// expire (domain time, unix s).
func (k keys) invitations() string { return k.prefix + "invs" }

// invitation: string, sealed, under a hash of its token. Until it is used or
// expires; an expired one is never accepted.
func (k keys) invitation(hash string) string { return k.prefix + "inv:" + hash }

// audit: list of sealed entries, the latest first; 5000 are kept.
func (k keys) audit() string { return k.prefix + "audit" }

// runs: zset of the ids of all bulk runs by start (domain time, ms). A member
// goes with its run.
func (k keys) runs() string { return k.prefix + "runs" }

// liveRuns: set of the ids of runs that still have something to do.
func (k keys) liveRuns() string { return k.prefix + "runs:live" }

// runCounts: hash of ID:FIELD, the state and counters of all bulk runs, in one
// key because a script learns from the message it draws which run it is of;
// and quiet, 1 in quiet hours. Fields go with their run.
func (k keys) runCounts() string { return k.prefix + "runs:n" }

// heldBulk: set of persons whose waiting bulk is all of paused runs or held
// by quiet hours. They become ready again with either's end.
func (k keys) heldBulk() string { return k.prefix + "runs:held" }

// watched: hash from RUN:PERSON to the message that shows an organiser how far a
// run has come, and from RUN:PERSON:s to what it shows. Fields go when it shows
// the end, and with their person.
func (k keys) watched() string { return k.prefix + "runs:watched" }

// enqueuer: string with a 3 s expiry; the process that enqueues bulk.
func (k keys) enqueuer() string { return k.prefix + "enqueuer" }

// reminded: string; since when a person has their place in a session and what they
// were reminded of. Gone when they leave, with their seat; swept with session.
func (k keys) reminded(id string, who flows.ID) string {
	return k.prefix + "s:" + id + ":r:" + who.String()
}

// waveClosed: string; no answer is taken any more, and no secret is made again.
// For life.
func (k keys) waveClosed(id string) string { return k.prefix + "w:" + id + ":closed" }

// jobs: hash from the name of a job to the occurrence (domain time, unix s)
// that was done last. For life.
func (k keys) jobs() string { return k.prefix + "jobs" }

// jobClaims: hash from the name of a job to "OCCURRENCE HOLDER:FENCE" of the
// process that runs it. A field goes when the occurrence is done or given back.
func (k keys) jobClaims() string { return k.prefix + "jobs:claims" }

// editions: list of sealed flows.Editions, oldest first: what officers, and with
// ":i" the independent contact, were shown, once and for all. For life: earlier
// editions decide what later ones may show.
func (k keys) editions(r flows.Readership) string {
	if r == flows.ForOfficers {
		return k.prefix + "editions"
	}
	return k.prefix + "editions:" + string(r)
}

// standing: hash; what whoever must act was told last of what waits for them,
// sealed, under a MAC of the person and the kind of notice, and with ":m" the
// sealed id of the message. Fields go with the role, or with their person.
func (k keys) standing() string { return k.prefix + "standing" }

// told: set of MACs of persons who were told something once; 48 h of Redis time.
func (k keys) told(what string) string { return k.prefix + "told:" + what }
