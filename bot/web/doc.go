// Package web is the demo's page: phones side by side in a browser, each one a
// simulated person of bot/emulator who talks to the bot.
//
// It owns the page, what the page may ask of a phone, and the Clock that the
// page can wind forward. It keeps no conversation: what a phone shows is read
// from the emulator, so a reload, a second tab or a new connection sees the
// same. It never knows the bot's token, never talks to the bot, and never
// serves anybody but the page itself: a request for another host name or from
// another origin is refused, since the page can do whatever its people can.
//
// # Paths
//
// GET / is the page. GET events is the stream of everything that happens on
// every phone, beginning with a snapshot (see stream.go). POST phones/ID/...
// does what a hand does with a phone (act.go), GET phones/ID/... reads its
// command menu and the files in its chat, POST clock winds the clock (act.go; what
// became due is due.go), POST language turns page, phones and bot (language.go),
// POST play plays a story (story.go, play.go), GET thief shows the store as it
// lies there (thief.go), and GET log lists what the bot called, without what it
// said (calls.go).
//
// # Marks for tests
//
// These attributes stay as they are: data-phone (id), data-role and data-lang
// on a phone, data-busy and data-blocked while it is; data-log on its messages;
// data-message (id), data-from (bot, me, service) and data-edited on a message,
// data-text on its words, data-media (photo, document, voice, sticker,
// location) on what else it holds; data-do (callback data), data-url and
// data-button (label) on an inline button, aria-busy on one whose answer is
// awaited; data-key (label) and data-request (location, contact) on a key of
// the reply keyboard; data-field on the text field; data-tool (more, commands,
// keys, attach, send, start, restart) on the phone's own buttons; data-sheet
// and data-option on what slides up, data-place, data-command and data-open on
// its choices; data-toast; data-status; data-language; data-wind on the clock's
// buttons, data-tab on tabs; data-ready on the body once the state has come;
// data-page-language on the page's switch, data-switch on the choice of whose
// phone lies in the shared place, data-switches on the phones that share it and
// data-away on those that do not lie there; data-tries; data-due; data-play
// (story) and data-play-do (pause, next, stop) on buttons, data-story (and its
// data-state) and data-say on what a story says, data-acting on the phone that it
// is about; data-thief, data-drawer, data-kind and data-drawer-close; data-map and
// data-where on the map; data-unfold on a long quote, data-copy on a button that
// copies; data-skip on the way to the text field.
package web
