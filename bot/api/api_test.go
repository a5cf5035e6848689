package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "123456:AAsecret-token_x"

// sent is what Telegram's server answers to a message.
const sent = `{"ok":true,"result":{"message_id":77,"from":{"id":1,"is_bot":true,"first_name":"B"},"chat":{"id":5,"type":"private"},"date":1700000000,"text":"hi"}}`

// serve starts a Telegram and a client of it; both end with the test.
func serve(t testing.TB, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return clientOf(t, Config{Endpoint: server.URL + "/bot%s/%s"})
}

func clientOf(t testing.TB, c Config) *Client {
	t.Helper()
	c.Token = token
	client, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func answer(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refusal(code int, description, parameters string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q%s}`, code, description, parameters)
}

// verdicts lists which of the classifications hold for an error.
func verdicts(err error) string {
	var all []string
	for _, v := range []struct {
		name  string
		holds bool
	}{
		{"blocked", Blocked(err)}, {"unauthorized", Unauthorized(err)}, {"conflict", Conflict(err)},
		{"done", AlreadyDone(err)}, {"bad", BadRequest(err)}, {"unknown", OutcomeUnknown(err)}, {"never", WasNeverSent(err)},
	} {
		if v.holds {
			all = append(all, v.name)
		}
	}
	if wait, ok := RetryAfter(err); ok {
		all = append(all, "wait "+wait.String())
	}
	if chat, ok := MigratedTo(err); ok {
		all = append(all, fmt.Sprint("to ", chat))
	}
	return strings.Join(all, ", ")
}

func TestEveryKindOfFailure(t *testing.T) {
	const js, html = "application/json", "text/html"
	tests := []struct {
		name    string
		status  int
		kind    string
		body    string
		want    string
		outcome string
	}{
		{"blocked", 403, js, refusal(403, "Forbidden: bot was blocked by the user", ""), "blocked", OutcomeBlocked},
		{"a proxy's 403 blocks nobody", 403, html, "<html>" + token, "unknown", OutcomeLost},
		{"unauthorized", 401, js, refusal(401, "Unauthorized", ""), "unauthorized", OutcomeRefused},
		{"conflict", 409, js, refusal(409, "Conflict: terminated by other getUpdates request", ""), "conflict", OutcomeRefused},
		{"bad request", 400, js, refusal(400, "Bad Request: chat not found", ""), "bad", OutcomeRefused},
		{"unknown method", 404, js, refusal(404, "Not Found", ""), "bad", OutcomeRefused},
		{"not modified", 400, js, refusal(400, "Bad Request: message is not modified: specified new message content", ""), "done", OutcomeDone},
		{"query too old", 400, js, refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", ""), "done", OutcomeDone},
		{"migrated", 400, js, refusal(400, "Bad Request: group chat was upgraded", `,"parameters":{"migrate_to_chat_id":-1001}`), "to -1001", OutcomeRefused},
		{"too many", 429, js, refusal(429, "Too Many Requests: retry after 7", `,"parameters":{"retry_after":7}`), "wait 7s", OutcomeWait},
		{"too many, in words only", 429, js, refusal(429, "Too Many Requests: retry after 7", ""), "wait 7s", OutcomeWait},
		{"too many, with status 200", 200, js, refusal(429, "Too Many Requests", `,"parameters":{"retry_after":3}`), "wait 3s", OutcomeWait},
		{"too many, from a proxy", 429, html, "<html>slow down", "wait 1s", OutcomeWait},
		{"502 with HTML", 502, html, "<html><h1>502 Bad Gateway</h1>" + token, "unknown", OutcomeLost},
		{"500 with JSON", 500, js, refusal(500, "Internal Server Error: restart", ""), "unknown", OutcomeLost},
		{"truncated", 200, js, `{"ok":true,"result":{"mess`, "unknown", OutcomeLost},
		{"truncated in the id", 200, js, `{"ok":true,"result":{"message_id":12`, "unknown", OutcomeLost},
		{"empty", 200, js, "", "unknown", OutcomeLost},
		{"HTML with 200", 200, html, "<html>log in to the wifi", "unknown", OutcomeLost},
		{"redirect", 302, html, "", "unknown", OutcomeLost},
		{"refused without a code", 400, js, `{"ok":false}`, "unknown", OutcomeLost},
		{"too large", 413, html, "<html>", "bad", OutcomeRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var seen string
			server := httptest.NewServer(answer(tt.status, tt.kind, tt.body))
			defer server.Close()
			c := clientOf(t, Config{Endpoint: server.URL + "/bot%s/%s", Observe: func(_, outcome string, _ time.Duration) { seen = outcome }})
			_, err := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5"})
			if got := verdicts(err); got != tt.want {
				t.Errorf("verdict %q, want %q (%v)", got, tt.want, err)
			}
			if seen != tt.outcome {
				t.Errorf("outcome %q, want %q", seen, tt.outcome)
			}
			_, uploaded := c.SendDocument(t.Context(), tgbotapi.Params{"chat_id": "5"}, "a.ics", []byte("x"))
			if got := verdicts(uploaded); got != tt.want {
				t.Errorf("upload: verdict %q, want %q (%v)", got, tt.want, uploaded)
			}
			for _, err := range []error{err, uploaded} {
				if strings.Contains(err.Error(), "secret") {
					t.Errorf("the token is in %v", err)
				}
			}
		})
	}
}

func TestUnauthorizedByForm(t *testing.T) {
	c := serve(t, answer(404, "application/json", refusal(404, "Not Found", "")))
	if _, err := c.GetMe(t.Context()); !Unauthorized(err) {
		t.Fatalf("getMe: %v", err)
	}
}

func TestCallSendsTheFormAndReadsTheResult(t *testing.T) {
	params := tgbotapi.Params{"text": "Привет & <b>שלום</b> +1 50%\n~", "chat_id": "5", "empty": "", "reply_markup": `{"a":[1,2]}`}
	var form url.Values
	var path string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		form, path = r.PostForm, r.URL.Path
		_, _ = io.WriteString(w, sent)
	})
	result, err := c.Call(t.Context(), "sendMessage", params)
	if err != nil || result.MessageID != 77 {
		t.Fatalf("message %d, %v", result.MessageID, err)
	}
	if path != "/bot"+token+"/sendMessage" || len(form) != len(params) {
		t.Errorf("path %s, form %v", path, form)
	}
	for name, value := range params {
		if form.Get(name) != value {
			t.Errorf("%s arrived as %q", name, form.Get(name))
		}
	}
	var m tgbotapi.Message
	if err := result.Decode(&m); err != nil || m.Text != "hi" || m.Chat.ID != 5 {
		t.Errorf("message %+v, %v", m, err)
	}
}

func TestResultsOfOtherShapes(t *testing.T) {
	for body, want := range map[string]int{
		`{"ok":true,"result":true}`:                             0,
		`{ "result": {"chat": {}, "message_id": 9}, "ok":true}`: 9,
		`{"ok":true,"result":{"message_id":8}}`:                 8,
		`{"ok":true,"result":[{"message_id":1}]}`:               0,
	} {
		c := serve(t, answer(200, "application/json", body))
		if result, err := c.Call(t.Context(), "any", nil); err != nil || result.MessageID != want {
			t.Errorf("%s: message %d, want %d, %v", body, result.MessageID, want, err)
		}
	}
}

// A message that Telegram says it sent must not be sent again because the rest
// of the answer was lost.
func TestAnswerCutAfterTheIDCountsAsSent(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(w, sent[:60])
	})
	result, err := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5"})
	if err != nil || result.MessageID != 77 {
		t.Fatalf("message %d, %v", result.MessageID, err)
	}
}

func TestConnectionLostAfterWritingIsUnknown(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	})
	_, err := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5"})
	if !OutcomeUnknown(err) {
		t.Fatalf("error %v", err)
	}
	_, err = c.SendDocument(t.Context(), tgbotapi.Params{"chat_id": "5"}, "a", []byte("x"))
	if !OutcomeUnknown(err) {
		t.Fatalf("upload: error %v", err)
	}
}

func TestDialErrorIsNeverSentAndHidesTheEndpoint(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	c := clientOf(t, Config{Endpoint: "http://user:pa55word@" + address + "/private/bot%s/%s"})
	_, called := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5"})
	_, asked := c.GetMe(t.Context())
	_, uploaded := c.SendDocument(t.Context(), nil, "a", []byte("x"))
	_, downloaded := c.Download(t.Context(), "file", 100)
	_, polled := c.GetUpdates(t.Context(), 0, 100, time.Second, nil)
	for what, err := range map[string]error{"call": called, "getMe": asked, "upload": uploaded, "download": downloaded, "poll": polled} {
		if !WasNeverSent(err) {
			t.Errorf("%s: %v", what, err)
		}
		for text := err; text != nil; text = errors.Unwrap(text) {
			if s := fmt.Sprintf("%v %+v %#v", text, text, text.Error()); strings.Contains(s, "secret") || strings.Contains(s, "pa55word") || strings.Contains(s, "private") {
				t.Errorf("%s tells too much: %s", what, s)
			}
		}
	}
}

func TestDeadlineWhileWaitingForTheAnswer(t *testing.T) {
	release := make(chan struct{})
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-release
	})
	t.Cleanup(func() { close(release) }) // before the server's Close, which waits
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Call(ctx, "sendMessage", tgbotapi.Params{"chat_id": "5"})
	if !OutcomeUnknown(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("call: %v", err)
	}
	_, err = c.SendDocument(ctx, nil, "a", []byte("x"))
	if !WasNeverSent(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("upload begun too late: %v", err)
	}
	cancelled, cancelNow := context.WithCancel(t.Context())
	cancelNow()
	if _, err = c.Call(cancelled, "sendMessage", tgbotapi.Params{"chat_id": "5"}); !WasNeverSent(err) || !errors.Is(err, context.Canceled) || outcome(err) != OutcomeCanceled {
		t.Errorf("cancelled before: %v", err)
	}
}

func TestTooLargeAnswerIsNotRead(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		block := strings.Repeat(" ", 1<<20)
		for range maxAnswer>>20 + 1 {
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	})
	if _, err := c.Call(t.Context(), "getChat", nil); !OutcomeUnknown(err) {
		t.Fatalf("error %v", err)
	}
}

func TestManyCallsShareFewConnections(t *testing.T) {
	var mu sync.Mutex
	opened := 0
	server := httptest.NewUnstartedServer(answer(200, "application/json", sent))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			mu.Lock()
			opened++
			mu.Unlock()
		}
	}
	server.Start()
	defer server.Close()
	c := clientOf(t, Config{Endpoint: server.URL + "/bot%s/%s"})
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			for range 20 {
				if _, err := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if opened > 128 {
		t.Errorf("%d connections for 64 callers", opened)
	}
}

func TestUpload(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		file, header, err := r.FormFile("document")
		if err != nil {
			t.Error(err)
			return
		}
		data, _ := io.ReadAll(file)
		if header.Filename != "session.ics" || string(data) != "BEGIN" || r.FormValue("caption") != "שלום" {
			t.Errorf("%s %q %q", header.Filename, data, r.FormValue("caption"))
		}
		_, _ = io.WriteString(w, sent)
	})
	result, err := c.SendDocument(t.Context(), tgbotapi.Params{"chat_id": "5", "caption": "שלום"}, "session.ics", []byte("BEGIN"))
	var m tgbotapi.Message
	if err != nil || result.MessageID != 77 || result.Decode(&m) != nil || m.Text != "hi" {
		t.Fatalf("%+v, %v", result, err)
	}
}

func TestDownload(t *testing.T) {
	content := strings.Repeat("a", 1000)
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/getFile"):
			_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": map[string]any{"file_id": "f", "file_path": r.FormValue("file_id")}})
		case r.URL.Path == "/file/bot"+token+"/voice/a b?.ogg":
			_, _ = io.WriteString(w, content)
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, refusal(404, "Not Found", ""))
		}
	}
	c := serve(t, handler)
	if data, err := c.Download(t.Context(), "voice/a b?.ogg", 1000); err != nil || string(data) != content {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, err := c.Download(t.Context(), "voice/a b?.ogg", 999); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := c.Download(t.Context(), "gone", 1000); !BadRequest(err) {
		t.Errorf("gone: %v", err)
	}
	for _, path := range []string{"../../getMe", "/etc/passwd", ""} {
		if _, err := c.Download(t.Context(), path, 1000); !WasNeverSent(err) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for _, c := range []Config{
		{},
		{Token: "a/b"},
		{Token: token, Endpoint: "http://h/bot"},
		{Token: token, Endpoint: "http://h/%s"},
		{Token: token, Endpoint: "http://h/%s/%s/%s"},
		{Token: token, Endpoint: "http://h/%s/%d"},
		{Token: token, Endpoint: "ftp://h/%s/%s"},
		{Token: token, Endpoint: "h/%s/%s"},
		{Token: token, FileEndpoint: "h/%s/%s"},
	} {
		if _, err := New(c); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}

func TestMethodsSpeakTheirParameters(t *testing.T) {
	var form url.Values
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	})
	if err := c.SetWebhook(t.Context(), "https://h/x", "s", []string{"message"}); err != nil || form.Get("allowed_updates") != `["message"]` || form.Get("secret_token") != "s" || form.Get("drop_pending_updates") != "false" {
		t.Errorf("setWebhook %v, %v", form, err)
	}
	if err := c.DeleteWebhook(t.Context()); err != nil || form.Get("drop_pending_updates") != "false" {
		t.Errorf("deleteWebhook %v, %v", form, err)
	}
	if err := c.AnswerCallback(t.Context(), "9", strings.Repeat("я", 300), true); err != nil || form.Get("show_alert") != "true" || len([]rune(form.Get("text"))) != 200 {
		t.Errorf("answerCallbackQuery %v, %v", form, err)
	}
	if err := c.SetMyCommands(t.Context(), tgbotapi.NewBotCommandScopeChat(5), "he", []tgbotapi.BotCommand{{Command: "help", Description: "עזרה"}}); err != nil || form.Get("language_code") != "he" || !strings.Contains(form.Get("commands"), "help") {
		t.Errorf("setMyCommands %v, %v", form, err)
	}
	if _, err := c.Call(t.Context(), "../evil", nil); !WasNeverSent(err) {
		t.Errorf("odd method: %v", err)
	}
}

func TestErrorsForLogsQuoteNobody(t *testing.T) {
	e := &Error{Method: "sendMessage", Code: 400, Description: `Bad Request: can't parse entities: unsupported start tag "my address" at byte 3`}
	if strings.Contains(e.Error(), "address") || !strings.Contains(e.Error(), "at byte 3") {
		t.Errorf("%v", e)
	}
}
