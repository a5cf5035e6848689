package emulator

import (
	"encoding/json"
	"testing"
)

func TestConversation(t *testing.T) {
	h := start(t, Options{})
	p := h.Person(7, Profile{FirstName: "Anna", LastName: "K", Username: "anna", LanguageCode: "uk"})
	id := p.Send("/start abc")

	var updates []struct {
		ID      int64 `json:"update_id"`
		Message struct {
			ID   int `json:"message_id"`
			From struct {
				ID       int64  `json:"id"`
				Language string `json:"language_code"`
			} `json:"from"`
			Text     string   `json:"text"`
			Entities []Entity `json:"entities"`
		} `json:"message"`
	}
	h.call("getUpdates").into(t, &updates)
	if len(updates) != 1 || updates[0].ID != id || updates[0].Message.Text != "/start abc" || updates[0].Message.From.Language != "uk" {
		t.Fatalf("got %+v", updates)
	}
	want := Entity{Type: "bot_command", Offset: 0, Length: 6}
	if e := updates[0].Message.Entities; len(e) != 1 || e[0] != want {
		t.Fatalf("got entities %v, want %v", e, want)
	}

	sent := h.call("sendMessage", "chat_id", "7", "parse_mode", "HTML", "text", "<b>Hi</b> &amp; <i>welcome</i>",
		"reply_markup", `{"inline_keyboard":[[{"text":"Join","callback_data":"j1"}]]}`)
	messageID := sent.id(t)
	m, err := p.WaitForText(soon(t), "Hi & welcome")
	if err != nil || m.ID != messageID || m.HTML() != "<b>Hi</b> &amp; <i>welcome</i>" {
		t.Fatalf("got %+v %q, %v", m, m.HTML(), err)
	}
	if _, err := p.PressLabel("Join"); err != nil {
		t.Fatal(err)
	}
	var presses []struct {
		Query struct {
			ID, Data string
			Message  json.RawMessage
		} `json:"callback_query"`
	}
	h.call("getUpdates", "offset", "100000001").into(t, &presses)
	if len(presses) != 1 || presses[0].Query.Data != "j1" || len(h.Unanswered()) != 1 {
		t.Fatalf("got %+v, unanswered %v", presses, h.Unanswered())
	}
	h.call("answerCallbackQuery", "callback_query_id", presses[0].Query.ID, "text", "You are in")
	if toasts := p.Toasts(); len(toasts) != 1 || toasts[0].Text != "You are in" || len(h.Unanswered()) != 0 {
		t.Fatalf("got %v, unanswered %v", toasts, h.Unanswered())
	}
	if left := h.TakeRefusals(); len(left) != 0 {
		t.Fatalf("unexpected refusals: %v", left)
	}
}
