package flows

import "time"

// Kind says what a person did.
type Kind uint8

// What can reach a conversation.
const (
	Other     Kind = iota // something that no step can use: a sticker, a contact, a poll ...
	Words                 // text
	Command               // "/word", addressed to this bot
	Press                 // a button
	Place                 // a location
	Photo                 // a picture, with or without a caption
	Voice                 // a voice note
	Edited                // an earlier message was changed by whoever wrote it
	Blocked               // the person blocked the bot
	Unblocked             // ... and came back
	TimerOn               // Telegram shall delete the chat's messages by itself from now on
)

// Event is one thing that a person did, with everything from outside that a
// step may need: the time, a random seed and the client's language.
type Event struct {
	Now     time.Time // domain time
	Seed    [16]byte  // codes are made from it: unguessable, and the same whenever an update is handed out again
	Kind    Kind
	Who     ID
	Chat    int64  // Telegram chat, to be kept with the person
	Client  string // the client's language_code, a guess at best
	Text    string // Words, Edited; Command: what follows the word; any file: the words under it
	Word    string // Command: the word, lower case, without the slash
	Serial  uint32 // Press: the screen it belongs to; 0 for a link
	Do      string // Press: what the button does
	Message int    // Press: the message it sits on
	Sent    int    // the message that the person wrote, or changed
	At      Point  // Place
	File    File   // Photo, Voice
	Album   string // any file: several sent at once share it
	What    string // Other: what it was, a message key below "thing."
}

// File is a photo or a voice note as Telegram keeps it.
type File struct {
	ID      string `cbor:"1,keyasint"`
	Seconds int    `cbor:"2,keyasint,omitempty"`
	Size    int    `cbor:"3,keyasint,omitempty"`
}
