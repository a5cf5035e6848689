package bot

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// TestBadInput sends what no question asked for to somebody who is asked where
// something is: each gets an answer in their own language that says what is
// wrong, and the conversation goes on where it was.
func TestBadInput(t *testing.T) {
	t.Parallel()
	type row struct {
		name string
		act  func(w *town, p *emulator.Person)
		says []string // message keys
	}
	misfit, early := "concern.place.misfit", "concern.words.early" // what tells something is kept for the next question
	words := func(s string) func(*town, *emulator.Person) {
		return func(_ *town, p *emulator.Person) { p.Send(s) }
	}
	raw := func(content string) func(*town, *emulator.Person) {
		return func(w *town, p *emulator.Person) { w.injectMessage(p, content) }
	}
	rows := []row{
		{"words", words("by the school"), []string{early}},
		{"4096 characters", words(strings.Repeat("ж", 4096)), []string{early}},
		{"emoji", words(strings.Repeat("👩‍👩‍👧‍👦", 300)), []string{early}},
		{"right-to-left overrides", words("\u202e\u2066\u202d" + strings.Repeat("\u202b", 500)), []string{misfit}},
		{"HTML", words(`<b>&lt;</i><a href="tg://user?id=1">x</a>&#0;`), []string{early}},
		{"null bytes", words("a\x00b\x00\x1b[2J"), []string{early}},
		{"a template", words("{{.number}} {{template \"x\"}}"), []string{early}},
		{"another bot's command", words("/start@some_other_bot now"), []string{early}},
		{"a slash alone", words("/"), []string{early}},
		{"an unknown command", words("/fly away"), []string{"common.unknown.command_private"}},
		{"a sticker", func(_ *town, p *emulator.Person) { p.Sticker("👍") }, []string{"thing.sticker", misfit}},
		{"one's own contact", func(_ *town, p *emulator.Person) { p.ShareContact() }, []string{"thing.contact", misfit}},
		{"a poll", func(_ *town, p *emulator.Person) { p.Poll("Where?", "here", "there") }, []string{"thing.poll", misfit}},
		{"a photo", func(_ *town, p *emulator.Person) { p.Photo(pixel(), "here") }, []string{early}},
		{"an album", func(_ *town, p *emulator.Person) { p.Album("here", pixel(), pixel(), pixel()) }, []string{"concern.words.one_photo"}},
		{"a file", func(_ *town, p *emulator.Person) { p.Document("a.exe", "", []byte("MZ"), "") }, []string{"thing.document", misfit}},
		{"a forwarded message", func(_ *town, p *emulator.Person) { p.Forward("Somebody", "read this") }, []string{early}},
		{"a video", raw(`"video":{"file_id":"v","file_unique_id":"u","width":1,"height":1,"duration":1}`), []string{"thing.video", misfit}},
		{"a round video", raw(`"video_note":{"file_id":"v","file_unique_id":"u","length":1,"duration":1}`), []string{"thing.video", misfit}},
		{"music", raw(`"audio":{"file_id":"v","file_unique_id":"u","duration":1}`), []string{"thing.audio", misfit}},
		{"a dice", raw(`"dice":{"emoji":"🎲","value":6}`), []string{"thing.game", misfit}},
		{"a story", raw(`"story":{"id":1,"chat":{"id":1,"type":"private"}}`), []string{"thing.unknown", misfit}},
		{"a text that is a number", raw(`"text":12345`), []string{"thing.unknown", misfit}},
		{"a button of an older message", func(_ *town, p *emulator.Person) { forge(p, "1~adult") }, []string{"common.older_private"}},
		{"a button of a screen to come", func(_ *town, p *emulator.Person) { forge(p, "zzzz~skip") }, []string{"common.older_private"}},
		{"an answer that was not offered", func(_ *town, p *emulator.Person) { forgeHere(p, "answer") }, []string{misfit}},
		{"a neighbourhood that was not offered", func(_ *town, p *emulator.Person) { forgeHere(p, "a.kreml") }, []string{misfit}},
		{"random data", func(_ *town, p *emulator.Person) { forge(p, "\xff\x00💣") }, []string{"interrupted.concern"}},
		{"an empty button", func(_ *town, p *emulator.Person) { forge(p, "") }, []string{"interrupted.concern"}},
		{"a huge serial", func(_ *town, p *emulator.Person) { forge(p, "zzzzzzzzzz~skip") }, []string{"interrupted.concern"}},
		{"a link to another's case", func(_ *town, p *emulator.Person) { forge(p, "0~case.k7-plum-42") }, []string{"interrupted.concern"}},
	}
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{bare} // three pictures at once
	b := w.bot()
	w.start(b)
	texts := w.texts()
	for i, r := range rows {
		for j, lang := range []string{"uk", "en"} {
			t.Run(r.name+" "+lang, func(t *testing.T) {
				w := w.within(t)
				p := w.person(int64(5000+10*i+j), lang)
				w.askedWhere(p, lang)
				before := newest(p)
				r.act(w, p)
				w.until("an answer", func() bool { return newest(p) != before })
				w.idle(b)
				last := newest(p)
				for _, key := range r.says {
					if want := texts.In(lang).Text(key, nil, nil); !strings.Contains(last, want) {
						t.Errorf("says %q, want %q", last, want)
					}
				}
				w.goesOn(p, lang)
			})
		}
	}
}

// TestPressedTwice sends the same press twice and many times: one answer.
func TestPressedTwice(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.askedWhere(p, "en")
	m := w.offers(p, "skip")
	before := len(p.Chat())
	for range 20 {
		p.ForgeCallback(m.ID, doing(m, "skip"))
	}
	w.sees(p, "3 of 4")
	w.idle(b)
	if n := len(p.Chat()); n != before {
		t.Errorf("%d messages came of one press", n-before)
	}
	if n := len(p.Toasts()); n < 20 {
		t.Errorf("of 20 presses %d were answered", n)
	}
}

// TestForgedByAnother sends a person the data of somebody else's buttons and
// what somebody else owns: nothing of theirs is shown or changed.
func TestForgedByAnother(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{bare, "Bad Request: message to edit not found"}
	b := w.bot()
	w.start(b)
	victim, thief := w.person(1, "en"), w.person(2, "en")
	w.askedWhere(victim, "en")
	w.do(victim, "skip")
	w.sees(victim, "3 of 4")
	victim.Send("The lamp is broken.")
	w.sees(victim, "4 of 4")
	w.do(victim, "answer")
	w.offers(victim, "send")
	w.do(victim, "send")
	receipt := w.told(victim, "Your code: ")
	_, rest, _ := strings.Cut(receipt, "Your code: ")
	code := strings.ToLower(strings.Fields(rest)[0])
	w.settleIn(thief, "en")
	before := len(victim.Chat())
	for _, m := range victim.Chat() {
		for _, row := range m.Buttons {
			for _, button := range row {
				thief.ForgeCallback(m.ID, button.Data)
			}
		}
	}
	forge(thief, "0~case."+code)
	forgeHere(thief, "withdraw")
	w.idle(b)
	w.sees(thief, "")
	for _, m := range thief.Chat() {
		if strings.Contains(m.Text, "lamp is broken") || strings.Contains(strings.ToLower(m.Text), code) {
			t.Errorf("another person reads %q", m.Text)
		}
	}
	if n := len(victim.Chat()); n != before {
		t.Errorf("%d messages reached the victim", n-before)
	}
	victim.Send("/my")
	w.sees(victim, "received")
}

// TestWordsOfAllKinds tells a concern in words that try to break the message
// that quotes them: it is quoted, and stays one message.
func TestWordsOfAllKinds(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.start(w.bot())
	for i, r := range []struct{ name, words, quoted string }{
		{"HTML", `<b>bold</i> & <a href="https://x.example">link</a> <script>`, `<b>bold</i> & <a href="https://x.example">link</a> <script>`},
		{"entities", `&lt;b&gt; &amp;amp; &#x202e;`, `&lt;b&gt; &amp;amp; &#x202e;`},
		{"templates", `{{.words}} {{template "x"}} %s %d`, `{{.words}} {{template "x"}} %s %d`},
		{"overrides", "abc\u202edcba\u202c \u2066x", "abcdcba x"},
		{"null bytes", "a\x00b\x07c", "a b c"}, // as Telegram hands them on
		{"joined emoji", "👩‍👩‍👧‍👦 🇺🇦", "👩‍👩‍👧‍👦 🇺🇦"},
		{"2000 emoji", strings.Repeat("🙂", 2000), "🙂🙂🙂"},
		{"2000 ampersands", strings.Repeat("&", 2000), "&&&"},
		{"Arabic", "المصابيح مطفأة", "المصابيح مطفأة"},
	} {
		t.Run(r.name, func(t *testing.T) {
			w := w.within(t)
			p := w.person(int64(100+i), "uk")
			w.askedWhere(p, "uk")
			w.do(p, "skip")
			w.offers(p, "skip")
			p.Send(r.words)
			w.offers(p, "answer")
			w.do(p, "answer")
			m := w.offers(p, "send")
			if !strings.Contains(m.Text, r.quoted) {
				t.Errorf("quoted as %q", m.Text)
			}
			w.do(p, "send")
			w.offers(p, "my")
		})
	}
}

// TestNobodysUpdates injects updates without a person and such that cannot be
// decoded: they are confirmed, nobody is written to, and the bot goes on.
func TestNobodysUpdates(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Bad Request: query is too old and response timeout expired or query ID is invalid"}
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.askedWhere(p, "en")
	w.idle(b)
	sent := w.emu.CallCount("sendmessage") + w.emu.CallCount("editmessagetext")
	for _, raw := range []string{
		`{}`,
		`{"channel_post":{"message_id":1,"date":1,"chat":{"id":-1001,"type":"channel"},"text":"/start"}}`,
		`{"message":{"message_id":1,"date":1,"chat":{"id":-1002,"type":"supergroup"},"sender_chat":{"id":-1002},"text":"/start"}}`,
		`{"poll":{"id":"1","question":"?","options":[]}}`,
		`{"poll_answer":{"poll_id":"1","user":{"id":1,"first_name":"P"},"option_ids":[0]}}`,
		`{"inline_query":{"id":"1","from":{"id":1,"first_name":"P"},"query":"x","offset":""}}`,
		`{"chosen_inline_result":{"result_id":"1","from":{"id":1,"first_name":"P"},"query":"x"}}`,
		`{"callback_query":{"id":"1","from":{"id":1,"first_name":"P"},"inline_message_id":"x","chat_instance":"1","data":"0~menu"}}`,
		`{"callback_query":{"id":"2","chat_instance":"1","data":"0~menu"}}`,
		`{"callback_query":{}}`,
		`{"chat_member":{"chat":{"id":-1,"type":"group"},"date":1}}`,
		`{"my_chat_member":{}}`,
		`{"message":{}}`,
		`{"edited_message":{"chat":{}}}`,
		`{"message":"a string"}`,
		`{"message":[1,2,3]}`,
		`{"message":{"chat":{"id":"not a number"}}}`,
		`{"message":{"from":{"id":1e99}}}`,
		`{"something_new":{"deep":[[[[]]]]}}`,
		`[1,2,3]`,
		`"a string"`,
		`null`,
		`{"update_id":"abc"}`,
	} {
		w.emu.InjectRaw("nobody", raw)
	}
	p.Send("by the school") // what has no id of its own is confirmed by what follows
	w.sees(p, w.phrase("en", "concern.words.early"))
	w.idle(b)
	if n := w.emu.CallCount("sendmessage") + w.emu.CallCount("editmessagetext") - sent; n != 1 {
		t.Errorf("%d messages were sent, want the one answer", n)
	}
	w.goesOn(p, "en")
}

// within is the town for a subtest: failures are the subtest's.
func (w *town) within(t *testing.T) *town {
	sub := *w
	sub.t = t
	return &sub
}

// askedWhere brings somebody new to the question where something is.
func (w *town) askedWhere(p *emulator.Person, lang string) {
	w.t.Helper()
	w.settleIn(p, lang)
	w.do(p, "concern")
	w.offers(p, "street")
	w.do(p, "street")
	w.offers(p, "skip")
}

// goesOn proves that somebody is still asked where something is: they skip it
// and are asked what happens there, or, if they have said it, who may see that.
func (w *town) goesOn(p *emulator.Person, lang string) {
	w.t.Helper()
	if m, _ := p.Chat().LastFromBot(); doing(m, "on") != "" {
		w.do(p, "on")
		w.offers(p, "point")
	}
	w.do(p, "skip")
	w.told(p, w.phrase(lang, "concern.words.ask"), w.phrase(lang, "concern.words.so_far"), w.phrase(lang, "concern.sight.ask"))
}

// forge presses a button that the bot never made.
func forge(p *emulator.Person, data string) {
	m, _ := p.Chat().LastFromBot()
	p.ForgeCallback(m.ID, data)
}

// forgeHere presses a button that the current screen never had.
func forgeHere(p *emulator.Person, do string) {
	m, _ := p.Chat().LastFromBot()
	serial, _, _ := strings.Cut(m.Buttons[0][0].Data, "~")
	p.ForgeCallback(m.ID, serial+"~"+do)
}

// injectMessage is a message of a kind that emulated people cannot send.
func (w *town) injectMessage(p *emulator.Person, content string) {
	w.emu.InjectRaw("odd", fmt.Sprintf(
		`{"message":{"message_id":9999999,"date":%d,"from":{"id":%d,"first_name":"P","language_code":"en"},"chat":{"id":%d,"type":"private"},%s}}`,
		w.now().Unix(), p.ID(), p.ID(), content))
}
