package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"porchlight/bot/emulator"
)

// smallBot is a bot for these tests. It polls the emulator over HTTP as a real
// one would, and answers a word with what the word stands for.
type smallBot struct {
	t      testing.TB
	base   string
	client *http.Client
	slow   chan struct{} // a press on "slow" is answered once this is closed
	heard  chan string   // what arrived that is no text
}

type smallUpdate struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		ID   int `json:"message_id"`
		Chat struct{ ID int64 }
		From struct {
			Lang string `json:"language_code"`
		}
		Text     string
		Photo    json.RawMessage
		Voice    json.RawMessage
		Document json.RawMessage
		Location *struct{ Latitude, Longitude float64 }
	}
	Callback *struct {
		ID      string
		Data    string
		From    struct{ ID int64 }
		Message struct {
			ID int `json:"message_id"`
		}
	} `json:"callback_query"`
	Member json.RawMessage `json:"my_chat_member"`
}

func startBot(t testing.TB, em *emulator.Server) *smallBot {
	t.Helper()
	srv := httptest.NewServer(em)
	b := &smallBot{t: t, base: srv.URL + "/bot" + em.Token() + "/", client: srv.Client(), slow: make(chan struct{}), heard: make(chan string, 64)}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.poll(ctx, &wg) })
	t.Cleanup(func() {
		cancel()
		em.Close()
		wg.Wait()
		srv.Close()
	})
	b.call(ctx, "setMyName", "name", "Porchlight")
	b.call(ctx, "setMyDescription", "description", "I keep a neighbourhood and its police in conversation.\nPress Start.")
	b.call(ctx, "setMyDescription", "description", "أساعد الحيّ وشرطته على الحديث معًا.\nاضغط «ابدأ».", "language_code", "ar")
	b.call(ctx, "setMyCommands", "commands", `[{"command":"menu","description":"What you can do here"},{"command":"help","description":"Help"}]`)
	b.call(ctx, "setMyCommands", "commands", `[{"command":"menu","description":"Що тут можна зробити"}]`, "language_code", "uk", "scope", `{"type":"all_private_chats"}`)
	return b
}

func (b *smallBot) poll(ctx context.Context, wg *sync.WaitGroup) {
	offset := int64(0)
	for ctx.Err() == nil {
		raw := b.call(ctx, "getUpdates", "offset", fmt.Sprint(offset), "timeout", "30", "allowed_updates", `["message","callback_query","my_chat_member"]`)
		var updates []smallUpdate
		if json.Unmarshal(raw, &updates) != nil {
			return // the server is closed
		}
		for _, u := range updates {
			offset = u.ID + 1
			if c := u.Callback; c != nil && c.Data == "slow" {
				wg.Go(func() {
					select {
					case <-b.slow:
						b.call(ctx, "answerCallbackQuery", "callback_query_id", c.ID, "text", "At last")
					case <-ctx.Done():
					}
				})
				continue
			}
			b.answer(ctx, u)
		}
	}
}

func (b *smallBot) call(ctx context.Context, method string, pairs ...string) json.RawMessage {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.ask(ctx, method, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b *smallBot) ask(ctx context.Context, method, kind string, body interface{ Read([]byte) (int, error) }) json.RawMessage {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+method, body)
	if err != nil {
		return nil
	}
	req.Header.Set("Content-Type", kind)
	res, err := b.client.Do(req)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	var out struct {
		OK          bool
		Description string
		Result      json.RawMessage
	}
	if json.NewDecoder(res.Body).Decode(&out) != nil {
		return nil
	}
	if !out.OK && ctx.Err() == nil && !strings.Contains(out.Description, "blocked") {
		b.t.Errorf("%s: %s", method, out.Description)
	}
	return out.Result
}

func (b *smallBot) upload(ctx context.Context, method, field, name string, data []byte, pairs ...string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1]) // a buffer takes everything
	}
	part, _ := w.CreateFormFile(field, name)
	_, _ = part.Write(data)
	_ = w.Close()
	b.ask(ctx, method, w.FormDataContentType(), &body)
}

const choices = `{"inline_keyboard":[
	[{"text":"Toast","callback_data":"toast"},{"text":"Alert","callback_data":"alert"}],
	[{"text":"Change the text","callback_data":"edit"}],
	[{"text":"Slow","callback_data":"slow"}],
	[{"text":"Invite","url":"https://t.me/emulated_bot?start=officer-7"}]]}`

const places = `{"keyboard":[[{"text":"📍 Send my location","request_location":true}],["Choose from a list","Skip"]],
	"resize_keyboard":true,"input_field_placeholder":"Or write the street"}`

func (b *smallBot) answer(ctx context.Context, u smallUpdate) {
	switch {
	case u.Callback != nil:
		b.pressed(ctx, u)
	case u.Message == nil:
		b.heard <- "member " + string(u.Member)
	case u.Message.Location != nil:
		b.heard <- fmt.Sprintf("place %v %v", u.Message.Location.Latitude, u.Message.Location.Longitude)
		b.call(ctx, "sendMessage", "chat_id", fmt.Sprint(u.Message.Chat.ID), "text", "Thank you.", "reply_markup", `{"remove_keyboard":true}`)
	case u.Message.Photo != nil:
		b.heard <- "photo"
	case u.Message.Voice != nil:
		b.heard <- "voice"
	case u.Message.Document != nil:
		b.heard <- "document"
	default:
		b.said(ctx, fmt.Sprint(u.Message.Chat.ID), u.Message.Text, u.Message.ID)
	}
}

func (b *smallBot) said(ctx context.Context, chat, text string, id int) {
	word, rest, _ := strings.Cut(text, " ")
	say := func(html string, pairs ...string) {
		b.call(ctx, "sendMessage", append([]string{"chat_id", chat, "text", html, "parse_mode", "HTML"}, pairs...)...)
	}
	switch word {
	case "/start":
		say("<b>Hello.</b> You came with: "+rest, "reply_markup", choices)
	case "copy":
		say("Your code", "reply_markup", `{"inline_keyboard":[[{"text":"Copy it","copy_text":{"text":"K7-PLUM-42"}},{"text":"Erase all","callback_data":"x","style":"danger"}]]}`)
	case "/language":
		say("Which language?", "reply_markup", `{"inline_keyboard":[[{"text":"English","callback_data":"7~en"},{"text":"Polski","callback_data":"7~pl"}]]}`)
	case "keyboard":
		say("Where do you live?", "reply_markup", places)
	case "busy":
		b.call(ctx, "sendChatAction", "chat_id", chat, "action", "typing")
	case "delete":
		b.call(ctx, "deleteMessage", "chat_id", chat, "message_id", fmt.Sprint(id))
	case "photo":
		b.upload(ctx, "sendPhoto", "photo", "a.png", []byte("\x89PNG\r\n\x1a\n rest"), "chat_id", chat, "caption", "A picture")
	case "file":
		b.upload(ctx, "sendDocument", "document", "evil.html", []byte("<html><script>alert(1)</script>"), "chat_id", chat)
	case "markup":
		say(rest)
	case "buttons":
		label, more, _ := strings.Cut(rest, "|")
		rows := `{"inline_keyboard":[`
		for i, l := range strings.Split(more, "|") {
			if i > 0 {
				rows += ","
			}
			rows += fmt.Sprintf(`[{"text":%q,"callback_data":"b%d"}]`, l, i)
		}
		say(label, "reply_markup", rows+"]}")
	default:
		say("You said: " + strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(text))
	}
}

func (b *smallBot) pressed(ctx context.Context, u smallUpdate) {
	c := u.Callback
	answer := func(pairs ...string) {
		b.call(ctx, "answerCallbackQuery", append([]string{"callback_query_id", c.ID}, pairs...)...)
	}
	switch c.Data {
	case "toast":
		answer("text", "Kept. You can change it any time.")
	case "alert":
		answer("text", "Nobody has been called.", "show_alert", "true")
	case "edit":
		answer()
		b.call(ctx, "editMessageText", "chat_id", fmt.Sprint(c.From.ID), "message_id", fmt.Sprint(c.Message.ID), "text", "Changed now")
	case "7~en", "7~pl":
		answer()
		b.call(ctx, "editMessageText", "chat_id", fmt.Sprint(c.From.ID), "message_id", fmt.Sprint(c.Message.ID), "text", "You chose "+c.Data)
	default:
		answer()
	}
}
