package api

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const pressed = `{"update_id":10,"callback_query":{"id":"1","from":{"id":7,"is_bot":false,"first_name":"Ann"},"message":{"message_id":3,"message_thread_id":4,"chat":{"id":7,"type":"private"},"date":0},"chat_instance":"x","data":"1:menu"}}`

func TestOneBadUpdateSpoilsNothing(t *testing.T) {
	var asked string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked = r.PostForm.Encode()
		_, _ = io.WriteString(w, `{"ok":true,"result":[
			{"update_id":8,"message":{"message_id":1,"message_thread_id":5,"is_topic_message":true,"from":{"id":7,"first_name":"Ann"},"chat":{"id":-100,"type":"supergroup"},"date":1,"text":"a","forward_origin":{"type":"user","date":1},"quote":{"text":"q"},"story":{"id":1}}},
			{"update_id":9,"message":{"message_id":2,"from":{"id":7,"first_name":"Bob"},"chat":{"id":7,"type":"private"},"date":"yesterday","text":"my secret"}},
			`+pressed+`]}`)
	})
	updates, err := c.GetUpdates(t.Context(), 8, 100, 50*time.Second, []string{"message", "callback_query"})
	if err != nil || len(updates) != 3 {
		t.Fatalf("%d updates, %v", len(updates), err)
	}
	if asked != "allowed_updates=%5B%22message%22%2C%22callback_query%22%5D&limit=100&offset=8&timeout=50" {
		t.Errorf("asked %s", asked)
	}
	good, bad, press := updates[0], updates[1], updates[2]
	m := good.Message
	if good.Err != nil || m.MessageThreadID != 5 || !m.IsTopicMessage || !m.IsForwarded() || m.Quote.Text != "q" || m.Story == nil || m.Text != "a" {
		t.Errorf("message %+v, %v", m, good.Err)
	}
	if bad.Err == nil || bad.UpdateID != 9 || !strings.Contains(string(bad.Raw), "yesterday") || bad.FromChat().ID != 7 {
		t.Errorf("undecodable: id %d, %v", bad.UpdateID, bad.Err)
	}
	if strings.Contains(bad.Err.Error(), "yesterday") || strings.Contains(bad.Err.Error(), "secret") {
		t.Errorf("the error quotes the update: %v", bad.Err)
	}
	if press.Err != nil || press.UpdateID != 10 || press.CallbackQuery.Message.MessageID != 3 || press.CallbackQuery.Data != "1:menu" {
		t.Errorf("press %+v, %v", press.CallbackQuery, press.Err)
	}
}

func TestGetUpdatesOfAStrangeAnswer(t *testing.T) {
	for _, body := range []string{`{"ok":true,"result":{}}`, `{"ok":true,"result":[{"update_id":1}`, `{"ok":true,"result":[`, `{"ok":true,"result":[1,]}`, ``} {
		c := serve(t, answer(http.StatusOK, "application/json", body))
		if updates, err := c.GetUpdates(t.Context(), 0, 100, time.Second, nil); !OutcomeUnknown(err) || updates != nil {
			t.Errorf("%s: %d updates, error %v", body, len(updates), err)
		}
	}
}

func TestDecodeUpdateAlwaysTellsTheID(t *testing.T) {
	tests := []struct {
		name, raw string
		id        int
		bad       bool
	}{
		{"press", pressed, 10, false},
		{"cut", pressed[:60], 10, true},
		{"id as text", `{"update_id":"12"}`, 12, true},
		{"a kind from the future", `{"update_id":13,"telepathy":{}}`, 13, false},
		{"wrong shape", `{"update_id":14,"message":[]}`, 14, true},
		{"no id", `{}`, 0, true},
		{"negative", `{"update_id":-}`, 0, true},
		{"nothing", ``, 0, true},
		{"list", `[1]`, 0, true},
		{"null", `null`, 0, true},
		{"too long", `{"update_id":15,"x":"` + strings.Repeat("a", MaxUpdate) + `"}`, 15, true},
		{"an id within a text does not count", `{"message":{"text":"\"update_id\":16"`, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := DecodeUpdate([]byte(tt.raw))
			if u.UpdateID != tt.id || (u.Err != nil) != tt.bad || string(u.Raw) != tt.raw {
				t.Errorf("id %d, want %d; error %v", u.UpdateID, tt.id, u.Err)
			}
		})
	}
}

func TestWhoAndWhere(t *testing.T) {
	const who, where = `{"id":7,"first_name":"Ann"}`, `{"id":5,"type":"private"}`
	tests := []struct {
		name, body  string
		user, place int64
	}{
		{"message", `"message":{"from":` + who + `,"chat":` + where + `}`, 7, 5},
		{"channel post", `"channel_post":{"chat":` + where + `}`, 0, 5},
		{"edited", `"edited_message":{"from":` + who + `,"chat":` + where + `}`, 7, 5},
		{"press", `"callback_query":{"from":` + who + `,"message":{"chat":` + where + `}}`, 7, 5},
		{"press under an inline message", `"callback_query":{"from":` + who + `}`, 7, 0},
		{"blocked", `"my_chat_member":{"from":` + who + `,"chat":` + where + `}`, 7, 5},
		{"member", `"chat_member":{"from":` + who + `,"chat":` + where + `}`, 7, 5},
		{"join request", `"chat_join_request":{"from":` + who + `,"chat":` + where + `}`, 7, 5},
		{"reaction", `"message_reaction":{"user":` + who + `,"chat":` + where + `,"new_reaction":[{"type":"emoji","emoji":"x"}]}`, 7, 5},
		{"anonymous reaction", `"message_reaction":{"chat":` + where + `}`, 0, 5},
		{"poll answer", `"poll_answer":{"user":` + who + `}`, 7, 0},
		{"poll", `"poll":{"id":"1"}`, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := DecodeUpdate([]byte(`{"update_id":1,` + tt.body + `}`))
			var user, place int64
			if from := u.SentFrom(); from != nil {
				user = from.ID
			}
			if chat := u.FromChat(); chat != nil {
				place = chat.ID
			}
			if u.Err != nil || user != tt.user || place != tt.place {
				t.Errorf("user %d, chat %d, error %v", user, place, u.Err)
			}
		})
	}
}

func FuzzDecodeUpdate(f *testing.F) {
	f.Add([]byte(pressed))
	f.Add([]byte(`{"update_id":9,"message":{"date":"x","entities":[{}],"chat":null}}`))
	f.Add([]byte(`{"update_id":9,"message":{"message_id":1},"poll":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u := DecodeUpdate(raw)
		if u.Err == nil && (!json.Valid(raw) || u.UpdateID == 0) {
			t.Fatalf("taken for an update: %q", raw)
		}
		u.SentFrom()
		u.FromChat()
	})
}

func BenchmarkDecodeUpdate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		DecodeUpdate([]byte(pressed))
	}
}

// pressOnMenu is a press as Telegram delivers it: with the message and its whole keyboard.
func pressOnMenu() []byte {
	b := []byte(`{"update_id":100000001,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":7001,"is_bot":false,"first_name":"Olena","language_code":"uk"},"message":{"message_id":17,"from":{"id":424242,"is_bot":true,"first_name":"Porchlight","username":"porchlight_bot"},"chat":{"id":7001,"first_name":"Olena","type":"private"},"date":1795255785,"text":"What would you like to do?","reply_markup":{"inline_keyboard":[`)
	for i := range 14 {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `[{"text":"\ud83d\udcac Something worries me","callback_data":"1f~concern"}]`...)
	}
	return append(b, `]}},"chat_instance":"-3242342342342","data":"1f~concern"}}`...)
}

func BenchmarkDecodePress(b *testing.B) {
	raw := pressOnMenu()
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if u := DecodeUpdate(raw); u.Err != nil || u.CallbackQuery.Message.MessageID != 17 {
			b.Fatal(u.Err)
		}
	}
}
