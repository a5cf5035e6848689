package flows

import (
	"hash/fnv"
	"slices"
)

// This file is about what reaches a chat without anybody saying something new:
// an earlier message that was changed, a timer that was switched on. Nobody is
// greeted for it, and no screen, draft or miss depends on it.

// Written is a message that a person wrote, so that a change of it can be told
// from Telegram's own news of the same message. The sum leads back to no words.
type Written struct {
	ID  int    `cbor:"1,keyasint"`
	Sum uint32 `cbor:"2,keyasint"`
}

// mostWritten is how many of the latest messages are remembered.
const mostWritten = 8

// rememberWords notes what the person has just written. A child's record, and
// that of somebody who has not agreed to anything yet, holds nothing of the kind.
func (t *turn) rememberWords() {
	kept := t.p.Agreed != 0 && t.p.Age != AgeChild || t.me() != nil
	if t.e.Sent == 0 || t.e.Text == "" || t.e.Kind == Edited || t.e.Kind == Command || !kept {
		return
	}
	t.p.Wrote = append(t.p.Wrote, Written{ID: t.e.Sent, Sum: t.sum(t.e.Text)})
	if more := len(t.p.Wrote) - mostWritten; more > 0 {
		t.p.Wrote = t.p.Wrote[more:]
	}
}

// sum is short on purpose: enough to see that a text is another one.
func (t *turn) sum(text string) uint32 {
	h := fnv.New32a()
	h.Write(t.e.Who[:])
	h.Write([]byte(text))
	return h.Sum32()
}

// edited says once of a message that changing it changes nothing here. Whoever
// paused messages, hid the chat or left what they were telling is not answered.
func (t *turn) edited() {
	i := slices.IndexFunc(t.p.Wrote, func(w Written) bool { return w.ID == t.e.Sent })
	if i < 0 || t.p.Paused || t.p.Wrote[i].Sum == t.sum(t.e.Text) {
		t.quiet("an edit that changes nothing here")
		return
	}
	t.p.Wrote = slices.Delete(t.p.Wrote, i, i+1)
	t.say(Say{Lines: line("common.edited", nil)})
}

// timerOn confirms that Telegram deletes the chat's messages from now on, and
// says what that does not reach.
func (t *turn) timerOn() {
	if t.p.Paused || !t.p.Registered() {
		t.quiet("a timer of a chat that is not written to")
		return
	}
	key := "common.timer"
	if t.p.Age == AgeChild { // of whom nothing that was sent is kept
		key = "common.timer_child"
	}
	t.say(Say{Lines: line(key, nil)})
}
