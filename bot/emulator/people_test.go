package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	data := picture(t, 300, 200)
	p.Photo(data, "what I saw")
	var updates []struct {
		Message struct {
			Caption string
			Photo   []struct {
				ID    string `json:"file_id"`
				Width int
			}
		}
	}
	h.call("getUpdates").into(t, &updates)
	m := updates[1].Message
	if m.Caption != "what I saw" || len(m.Photo) < 2 || m.Photo[len(m.Photo)-1].Width != 300 {
		t.Fatalf("got %+v", m)
	}
	id := m.Photo[len(m.Photo)-1].ID
	var file struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	h.call("getFile", "file_id", id).into(t, &file)
	res, err := http.Get(h.http.URL + "/file/bot" + h.Token() + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, data) || file.Size != len(data) {
		t.Fatalf("got %d bytes of %d, %v", len(got), len(data), err)
	}

	h.call("sendPhoto", "chat_id", "7", "photo", id, "caption", "<b>x</b>", "parse_mode", "HTML").id(t)
	h.refuses(h.call("sendDocument", "chat_id", "7", "document", id), 400, "Bad Request: can't use file of type Photo as Document")
	h.upload("sendDocument", "file1", "plan.ics", []byte("BEGIN"), "chat_id", "7", "document", "attach://file1").id(t)
	sent, _ := p.Chat().LastFromBot()
	if b, ok := h.FileBytes(sent.Media.FileID); !ok || string(b) != "BEGIN" || sent.Media.Name != "plan.ics" {
		t.Fatalf("got %+v", sent.Media)
	}
	h.upload("sendVoice", "voice", "v.ogg", []byte("OggS"), "chat_id", "7", "duration", "3").id(t)

	h.refuses(h.upload("sendPhoto", "photo", "a.png", []byte("no picture"), "chat_id", "7"), 400, "Bad Request: IMAGE_PROCESS_FAILED")
	h.refuses(h.upload("sendPhoto", "photo", "a.png", picture(t, 210, 10), "chat_id", "7"), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
	h.refuses(h.upload("sendPhoto", "photo", "a.png", make([]byte, maxPhoto+1), "chat_id", "7"), 400, "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes")
	h.refuses(h.upload("sendDocument", "document", "a", nil, "chat_id", "7"), 400, "Bad Request: file must be non-empty")

	p.DocumentOf("film.mp4", maxDownload+1)
	big, _ := p.Chat().Last()
	h.refuses(h.call("getFile", "file_id", big.Media.FileID), 400, "Bad Request: file is too big")
	p.PhotoOf(1000, "")
	small, _ := p.Chat().Last()
	h.call("getFile", "file_id", small.Media.FileID).into(t, &file)
	if b, _ := h.FileBytes(small.Media.FileID); len(b) != 1000 || file.Size != 1000 {
		t.Fatalf("got %d bytes", len(b))
	}
}

func TestUploadOver50MB(t *testing.T) {
	h := start(t, Options{})
	h.friend(7)
	_, refused := h.store("document", &upload{name: "a", data: make([]byte, maxUpload+1)}, &request{})
	if refused == nil || refused.code != 413 || refused.text != "Request Entity Too Large" {
		t.Fatalf("got %+v", refused)
	}
}

func TestEverythingAPersonSends(t *testing.T) {
	h := start(t, Options{})
	p := h.Person(7, Profile{FirstName: "Anna", Phone: "+380441234567"})
	p.Voice([]byte("OggS"), 4)
	p.Location(46.63, 32.61)
	p.Contact(Contact{Phone: "102", FirstName: "Police"})
	p.ShareContact()
	p.Sticker("👍")
	p.Poll("Lamp?", "yes", "no")
	p.Forward("Ben", "look #lamp")
	p.Album("two", picture(t, 9, 9), picture(t, 9, 9))
	p.Document("a.pdf", "application/pdf", []byte("x"), "")
	p.Reply(2, "here")
	wants := []string{
		`"voice":{"file_id":`, `"location":{"latitude":46.63,"longitude":32.61}`, `"contact":{"phone_number":"102","first_name":"Police"}`,
		`"contact":{"phone_number":"+380441234567","first_name":"Anna","user_id":7}`, `"emoji":"👍"`, `"poll":{"id":`,
		`"forward_origin":{"type":"hidden_user","sender_user_name":"Ben"`, `"media_group_id":"13000000000000002"`,
		`"media_group_id":"13000000000000002"`, `"mime_type":"application/pdf"`, `"reply_to_message":{"message_id":2,`,
	}
	var updates []struct{ Message json.RawMessage }
	h.call("getUpdates").into(t, &updates)
	if len(updates) != len(wants) {
		t.Fatalf("got %d updates", len(updates))
	}
	for i, want := range wants {
		if !strings.Contains(string(updates[i].Message), want) {
			t.Errorf("update %d has no %s: %s", i, want, updates[i].Message)
		}
	}
	if id, err := p.Edit(11, "there"); err != nil || id == 0 {
		t.Fatalf("edit: %v", err)
	}
	if _, err := p.Edit(99, "there"); err == nil {
		t.Fatal("edited what is not there")
	}
	p.Send(strings.Repeat("я", 5000))
	if c := p.Chat(); len(c) != 13 || c[10].Text != "there" || utf16Len(c[11].Text) != 4096 {
		t.Fatalf("got %d messages", len(c))
	}
}

func TestKeyboards(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	if p.Keyboard() != nil {
		t.Fatal("a keyboard from nowhere")
	}
	h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", `{"keyboard":[["Yes"],[{"text":"Phone","request_contact":true},{"text":"Place","request_location":true}]],"resize_keyboard":true}`).id(t)
	for label, works := range map[string]bool{"Yes": true, "Phone": true, "Place": false, "No": false} {
		if _, err := p.Tap(label); (err == nil) != works {
			t.Errorf("tap %s: %v", label, err)
		}
	}
	h.call("sendMessage", "chat_id", "7", "text", "b").id(t)
	if k := p.Keyboard(); k == nil || !k.Resize {
		t.Fatalf("got %+v", k)
	}
	h.call("sendMessage", "chat_id", "7", "text", "c", "reply_markup", `{"remove_keyboard":true}`).id(t)
	if p.Keyboard() != nil {
		t.Fatal("the keyboard was not removed")
	}
	id := h.call("sendMessage", "chat_id", "7", "text", "d", "reply_markup", `{"keyboard":[["Once"]],"one_time_keyboard":true}`).id(t)
	if p.Send("anything"); p.Keyboard() != nil {
		t.Fatal("a one-time keyboard stayed")
	}
	h.call("sendMessage", "chat_id", "7", "text", "d", "reply_markup", `{"keyboard":[["Gone"]]}`)
	h.call("deleteMessage", "chat_id", "7", "message_id", strconv.Itoa(id))
	if p.Keyboard() == nil {
		t.Fatal("deleting another message took the keyboard away")
	}
}

func TestPressing(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	id := h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", button(`"url":"https://a.b"`)).id(t)
	if _, err := p.PressLabel("B"); err == nil {
		t.Fatal("a link was pressed")
	}
	if _, err := p.Press(id, "x"); err == nil {
		t.Fatal("a button that is not there was pressed")
	}
	if p.ForgeCallback(id, "x") == 0 || p.ForgeCallback(999, "x") == 0 {
		t.Fatal("a press could not be forged")
	}
	h.ids()
	if left := h.Unanswered(); len(left) != 2 || left[1].MessageID != 999 || left[0].Data != "x" {
		t.Fatalf("got %v", left)
	}
	ctx, cancel := context.WithCancel(soon(t))
	cancel()
	if err := h.WaitIdle(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestFeedAndHooks(t *testing.T) {
	var sent, heard []string
	var answered int64
	h := start(t, Options{
		OnSend:   func(m Message) { sent = append(sent, m.Text) },
		OnAnswer: func(id int64, _ Toast) { answered = id },
	})
	p := h.friend(7)
	feed := p.Subscribe()
	p.OnMessage(func(m Message) {
		heard = append(heard, m.Text)
		if len(m.Buttons) > 0 {
			if _, err := p.Press(m.ID, "x"); err != nil { // a hook may act
				t.Error(err)
			}
		}
	})
	id := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", keyboard(1)).id(t))
	h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "b").id(t)
	h.ids()
	h.call("answerCallbackQuery", "callback_query_id", h.Unanswered()[0].ID)
	h.call("sendChatAction", "chat_id", "7", "action", "typing")
	if p.Action() != "typing" {
		t.Fatalf("got action %q", p.Action())
	}
	h.call("deleteMessage", "chat_id", "7", "message_id", id)
	p.OnMessage(nil)
	h.call("sendMessage", "chat_id", "7", "text", "c").id(t)
	for _, want := range []EventKind{EventNew, EventEdited, EventToast, EventAction, EventDeleted, EventNew} {
		if e, err := feed.Next(soon(t)); err != nil || e.Kind != want {
			t.Fatalf("got %+v %v, want kind %d", e, err, want)
		}
	}
	feed.Close()
	if _, err := feed.Next(soon(t)); !errors.Is(err, ErrFeedClosed) {
		t.Fatalf("got %v", err)
	}
	if got := strings.Join(sent, "") + strings.Join(heard, ""); got != "abcab" || answered != 7 || p.Action() != "" {
		t.Fatalf("got %s, answered %d", got, answered)
	}
	h.ids("offset", "-1")
	h.wants(h.ids("offset", "100000002", "timeout", "0"))
	if err := h.WaitIdle(soon(t)); err != nil {
		t.Fatalf("got %v with %d waiting", err, h.Pending())
	}
}

func TestClearAndDelete(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	id := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a").id(t))
	p.ClearHistory()
	if len(p.Chat()) != 0 {
		t.Fatal("a cleared chat shows messages")
	}
	h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "b").id(t)
	if len(p.Chat()) != 0 {
		t.Fatal("an edit brought a cleared message back")
	}
	p.Delete(2)
	h.refuses(h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "c"), 400, "Bad Request: message to edit not found")
}

func TestPinAndCopy(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	h.friend(8)
	id := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a", "protect_content", "true").id(t))
	h.refuses(h.call("copyMessage", "chat_id", "8", "from_chat_id", "7", "message_id", id), 400, "Bad Request: message can't be copied")
	h.call("copyMessage", "chat_id", "8", "from_chat_id", "7", "message_id", "1").id(t)
	if c := h.Person(8, Profile{}).Chat(); c[len(c)-1].Text != "/start" || !c[len(c)-1].FromBot {
		t.Fatalf("got %v", c)
	}
	h.call("pinChatMessage", "chat_id", "7", "message_id", id)
	if got := h.call("getChat", "chat_id", "7"); len(p.Pinned()) != 1 || !strings.Contains(string(got.Result), `"pinned_message":{"message_id":`+id) {
		t.Fatalf("got %s", got.Result)
	}
	h.call("unpinChatMessage", "chat_id", "7")
	if len(p.Pinned()) != 0 {
		t.Fatal("still pinned")
	}
}

func TestGroups(t *testing.T) {
	h := start(t, Options{FirstUpdateID: 1})
	anna, ben := h.Person(7, Profile{FirstName: "Anna"}), h.Person(8, Profile{FirstName: "Ben"})
	g := h.Group(-40, "Garden Street")
	send := func(chat, text string, more ...string) reply {
		return h.call("sendMessage", append([]string{"chat_id", chat, "text", text}, more...)...)
	}
	h.refuses(send("-40", "a"), 403, "Forbidden: bot is not a member of the group chat")
	g.AddBot(anna, false) // my_chat_member and a service message
	id := send("-40", "welcome", "reply_markup", keyboard(1)).id(t)
	if g.Send(ben, "among us") != 0 {
		t.Fatal("group privacy let a message through")
	}
	if g.Send(ben, "/help") == 0 || g.Send(ben, "/help@other_bot") != 0 || g.Send(ben, "/help@Emulated_Bot") == 0 || g.Reply(ben, id, "thanks") == 0 {
		t.Fatal("group privacy is wrong about commands and replies")
	}
	if _, err := g.Press(ben, id, "x"); err != nil {
		t.Fatal(err)
	}
	h.refuses(send("-40", "a", "reply_markup", `{"keyboard":[[{"text":"x","request_location":true}]]}`), 400, "Bad Request: location can be requested in private chats only")
	h.refuses(send("-40", "a", "reply_markup", `{"keyboard":[[{"text":"x","request_contact":true}]]}`), 400, "Bad Request: phone number can be requested in private chats only")
	h.refuses(send("-40", "a", "message_thread_id", "5"), 400, "Bad Request: message thread not found")
	h.refuses(h.call("deleteMessage", "chat_id", "-40", "message_id", "3"), 400, "Bad Request: message can't be deleted")
	h.refuses(h.call("pinChatMessage", "chat_id", "-40", "message_id", "3"), 400, "Bad Request: not enough rights to manage pinned messages in the chat")
	h.refuses(send("8", "a"), 403, "Forbidden: bot can't initiate conversation with a user")

	moved := g.Migrate(anna, -1001234, "Garden Street") // not a supergroup's usual id, but any will do
	r := send("-40", "a")
	if r.Parameters.MigrateTo != -1001234 {
		t.Fatalf("got %+v", r)
	}
	h.refuses(r, 400, "Bad Request: group chat was upgraded to a supergroup chat")
	moved.AddBot(anna, true)
	moved.Topic(5)
	send("-1001234", "a", "message_thread_id", "5").id(t)
	if moved.Send(ben, "among us") == 0 {
		t.Fatal("an administrator does not see everything")
	}
	moved.RemoveBot(anna)
	h.refuses(send("-1001234", "a"), 403, "Forbidden: bot was kicked from the supergroup chat")
	moved.AddBot(anna, false)
	h.call("leaveChat", "chat_id", "-1001234")
	h.refuses(send("-1001234", "a"), 403, "Forbidden: bot is not a member of the supergroup chat")

	var updates []map[string]json.RawMessage
	h.call("getUpdates").into(t, &updates)
	var text strings.Builder
	for _, u := range updates {
		for kind, v := range u {
			text.WriteString(kind + string(v))
		}
	}
	for _, want := range []string{`"migrate_to_chat_id":-1001234`, `"migrate_from_chat_id":-40`, `"new_chat_members":[{"id":123456,"is_bot":true`, `"left_chat_member":{"id":123456`, `"status":"kicked"`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no update has %s", want)
		}
	}
}

func TestSettings(t *testing.T) {
	h := start(t, Options{})
	h.friend(7)
	list := `[{"command":"start","description":"Почати"}]`
	for _, pairs := range [][]string{
		{"language_code", "uk"}, {"scope", `{"type":"all_private_chats"}`}, {"scope", `{"type":"chat","chat_id":7}`}, {"scope", `{"type":"chat","chat_id":"7"}`},
	} {
		if r := h.call("setMyCommands", append(pairs, "commands", list)...); !r.OK {
			t.Fatalf("%v: %s", pairs, r.Description)
		}
	}
	if got := h.Commands("chat 7", ""); len(got) != 1 || got[0].Description != "Почати" {
		t.Fatalf("got %v", got)
	}
	if got := h.call("getMyCommands", "language_code", "uk"); string(got.Result) != list {
		t.Fatalf("got %s", got.Result)
	}
	person := h.friend(7)
	person.SetLanguage("uk")
	if got := person.Menu(); len(got) != 1 || got[0].Description != "Почати" {
		t.Fatalf("the app lists %v", got)
	}
	h.call("setMyCommands", "commands", `[{"command":"desk","description":"D"}]`, "scope", `{"type":"chat","chat_id":7}`)
	if got := person.Menu(); len(got) != 1 || got[0].Command != "desk" {
		t.Fatalf("the chat's own menu does not outrank the others: %v", got)
	}
	h.call("deleteMyCommands", "scope", `{"type":"chat","chat_id":7}`)
	if got := person.Menu(); len(got) != 1 || got[0].Command != "start" {
		t.Fatalf("after the chat's own is gone: %v", got)
	}
	h.call("deleteMyCommands", "language_code", "uk")
	if len(h.Commands("default", "uk")) != 0 || string(h.call("getMyCommands").Result) != "[]" {
		t.Fatal("deleted commands are there")
	}
	for what, method := range map[string]string{"name": "Name", "description": "Description", "short_description": "ShortDescription"} {
		h.call("setMy"+method, what, "Поруч", "language_code", "uk")
		if got := h.call("getMy"+method, "language_code", "uk"); !strings.Contains(string(got.Result), "Поруч") || h.BotText(what, "uk") != "Поруч" {
			t.Errorf("%s: got %s", method, got.Result)
		}
	}
	h.call("setChatMenuButton", "chat_id", "7", "menu_button", `{"type":"commands"}`)
	if got := h.call("getChatMenuButton", "chat_id", "7"); string(got.Result) != `{"type":"commands"}` {
		t.Fatalf("got %s", got.Result)
	}
	if got := h.call("getMe"); !strings.Contains(string(got.Result), `"can_read_all_group_messages":false`) {
		t.Fatalf("got %s", got.Result)
	}
}

func TestRequestsInEveryShape(t *testing.T) {
	h := start(t, Options{KeepCalls: 3})
	p := h.friend(7)
	shapes := []func() (*http.Response, error){
		func() (*http.Response, error) {
			return http.Get(h.url("SENDmessage") + "?chat_id=7&text=a%20+b")
		},
		func() (*http.Response, error) {
			return http.Post(h.url("sendMessage"), "application/json", strings.NewReader(`{"chat_id":7,"text":"a  b","reply_markup":{"inline_keyboard":[[{"text":"B","callback_data":"x"}]]},"parse_mode":null}`))
		},
		func() (*http.Response, error) {
			return http.Post(h.url("sendMessage"), "multipart/form-data; boundary=B", strings.NewReader("--B\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na  b\r\n--B--\r\n"))
		},
	}
	for i, shape := range shapes {
		res, err := shape()
		if err != nil {
			t.Fatal(err)
		}
		r, err := decode(res)
		if err != nil || !r.OK {
			t.Fatalf("shape %d: %+v %v", i, r, err)
		}
		if m, _ := p.Chat().LastFromBot(); m.Text != "a  b" || len(m.Buttons) != i%2 {
			t.Fatalf("shape %d: got %+v", i, m)
		}
	}
	for _, body := range []string{`[1]`, `{"chat_id":`, `{"a":1`} {
		res, err := http.Post(h.url("sendMessage"), "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r, err := decode(res)
		if err != nil {
			t.Fatal(err)
		}
		h.refuses(r, 400, "Bad Request: can't parse the body")
	}
	h.call("getMe")
	calls := h.Calls()
	if len(calls) != 3 || calls[2].Method != "getme" || calls[2].Code != 200 || calls[0].Code != 400 || h.CallCount("sendmessage") != 6 || h.CallCounts()["getme"] != 1 {
		t.Fatalf("got %+v", calls)
	}
}
