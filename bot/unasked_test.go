package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// serviceMessages are what Telegram writes into a private chat by itself; the
// last is of a kind that nobody knows yet.
var serviceMessages = []string{
	`"pinned_message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}`,
	`"message_auto_delete_timer_changed":{"message_auto_delete_time":0}`,
	`"chat_background_set":{"type":{"type":"fill","fill":{"type":"solid","color":1},"dark_theme_dimming":0}}`,
	`"write_access_allowed":{"from_request":true}`,
	`"proximity_alert_triggered":{"traveler":{"id":1,"first_name":"P"},"watcher":{"id":2,"first_name":"Q"},"distance":5}`,
	`"connected_website":"example.org"`,
	`"users_shared":{"request_id":1,"users":[]}`,
	`"gift":{"gift":{"id":"1"}}`,
	`"checklist_tasks_done":{"marked_as_done_task_ids":[1]}`,
	`"a_kind_of_next_year":{"x":1}`,
}

// unasked is all that reaches a chat without anybody having said something.
func unasked(id int64) (updates []string) {
	from := fmt.Sprintf(`"from":{"id":%d,"first_name":"P","language_code":"en"},"chat":{"id":%d,"type":"private"},"date":1`, id, id)
	for i, s := range serviceMessages {
		updates = append(updates, fmt.Sprintf(`{"message":{"message_id":%d,%s,%s}}`, 9000+i, from, s))
	}
	tick := `{"edited_message":{"message_id":2,` + from + `,"edit_date":%d,"location":{"latitude":46.6%d,"longitude":32.57,"live_period":900}}}`
	for i := range 20 {
		updates = append(updates, fmt.Sprintf(tick, i+2, i))
	}
	return append(updates,
		`{"edited_message":{"message_id":2,`+from+`,"edit_date":5,"text":"not known"}}`,
		`{"edited_message":{"message_id":3,`+from+`,"text":"a preview was added"}}`,
		`{"edited_message":{"message_id":4,`+from+`,"edit_date":5,"sticker":{"file_id":"s","file_unique_id":"s","type":"regular"}}}`)
}

// TestNothingUnaskedIsAnswered lets everything arrive that is no act of a person:
// in the middle of a concern, after STOP, after /hide and after erasing. Not a
// word is said, no screen loses its buttons, and no record begins.
func TestNothingUnaskedIsAnswered(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	quiet := func(when string) {
		t.Helper()
		w.idle(b)
		calls, said := w.spoken(), newest(p)
		for _, u := range unasked(1) {
			w.emu.InjectRaw("private", u)
		}
		w.idle(b)
		if n := w.spoken(); n != calls {
			t.Errorf("%s: %d calls for nothing that anybody did; the newest says %q", when, n-calls, newest(p))
		}
		if newest(p) != said {
			t.Errorf("%s: the chat now ends in %q, not in %q", when, newest(p), said)
		}
	}
	quiet("before the first word")
	if n := w.records(); n != 0 {
		t.Errorf("%d records of somebody who never wrote", n)
	}
	w.settle(p)
	for _, do := range []string{"concern", "street", "point"} {
		w.offers(p, do)
		w.do(p, do)
	}
	w.sees(p, "Press the button below")
	w.emu.InjectRaw("private", `{"message":{"message_id":2,"from":{"id":1,"first_name":"P"},"chat":{"id":1,"type":"private"},"date":1,
		"location":{"latitude":46.6312,"longitude":32.5721,"live_period":900}}}`)
	w.offers(p, "square")
	quiet("while a live location is shared")
	w.do(p, "square")
	p.Send("The lamps are dark")
	w.offers(p, "answer")
	quiet("after the words")
	p.Send("STOP")
	w.sees(p, w.phrase("en", "pause.paused"))
	quiet("after STOP")
	p.Send("/hide")
	w.sees(p, w.phrase("en", "hide.done"))
	quiet("after /hide")
	p.Send("/mydata")
	w.offers(p, "erase")
	w.do(p, "erase")
	w.offers(p, "yes")
	w.do(p, "yes")
	w.idle(b)
	quiet("after erasing")
	if n := w.records(); n != 0 {
		t.Errorf("%d records after erasing", n)
	}
}

// TestAnEditIsAnsweredOnce changes one's own words on a phone, twice.
func TestAnEditIsAnsweredOnce(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settle(p)
	for _, do := range []string{"concern", "street", "mine"} {
		w.offers(p, do)
		w.do(p, do)
	}
	w.idle(b)
	p.Send("The lamps are dark")
	w.offers(p, "answer")
	chat := p.Chat()
	mine := chat[slices.IndexFunc(chat, func(m emulator.Message) bool { return m.Text == "The lamps are dark" })].ID
	w.emu.InjectRaw("private", fmt.Sprintf(`{"edited_message":{"message_id":%d,"from":{"id":1,"first_name":"P"},
		"chat":{"id":1,"type":"private"},"date":1,"text":"a preview was added"}}`, mine))
	w.idle(b)
	if strings.HasPrefix(newest(p), "I saw that you changed") {
		t.Error("an edit that nobody typed is answered")
	}
	for range 2 {
		if _, err := p.Edit(mine, "The lamps are out"); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
	}
	answers := 0
	for _, m := range p.Chat() {
		if m.FromBot && strings.HasPrefix(m.Text, "I saw that you changed") {
			answers++
		}
	}
	if answers != 1 {
		t.Errorf("two changes of one message are answered %d times", answers)
	}
	if doing(newestWithButtons(p), "answer") == "" {
		t.Error("the screen lost its buttons")
	}
}

// newestWithButtons is the newest message of the bot that has buttons.
func newestWithButtons(p *emulator.Person) (found emulator.Message) {
	for _, m := range p.Chat().FromBot() {
		if len(m.Buttons) > 0 {
			found = m
		}
	}
	return found
}

// TestTimerIsConfirmed switches Telegram's own timer on, and off again.
func TestTimerIsConfirmed(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settle(p)
	w.idle(b)
	timer := `{"message":{"message_id":%d,"from":{"id":1,"first_name":"P"},"chat":{"id":1,"type":"private"},"date":1,
		"message_auto_delete_timer_changed":{"message_auto_delete_time":%d}}}`
	w.emu.InjectRaw("private", fmt.Sprintf(timer, 9001, 86400))
	w.sees(p, w.phrase("en", "common.timer"))
	w.idle(b)
	n := len(p.Chat())
	w.emu.InjectRaw("private", fmt.Sprintf(timer, 9002, 0))
	w.idle(b)
	if len(p.Chat()) != n {
		t.Errorf("the timer switched off is answered with %q", newest(p))
	}
}

// spoken counts what the bot said and changed in chats.
func (w *town) spoken() int {
	return w.emu.CallCount("sendmessage") + w.emu.CallCount("editmessagetext") + w.emu.CallCount("editmessagereplymarkup")
}

// records counts the people of whom something is kept.
func (w *town) records() int {
	keys, err := w.rdb.Keys(w.t.Context(), "{"+w.program.Name+"}:p:*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	return len(keys)
}
