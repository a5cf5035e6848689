package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"porchlight/bot/emulator"
)

func TestActsReachTheBot(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":"officer-7"}`)
	hello := h.hears(resident, "You came with: officer-7")
	h.does("/phones/101/press", fmt.Sprintf(`{"message":%d,"data":"edit"}`, hello.ID))
	h.hears(resident, "Changed now")
	h.does("/phones/101/text", `{"text":"Hello"}`)
	h.hears(resident, "You said: Hello")

	h.does("/phones/101/text", `{"text":"keyboard"}`)
	h.hears(resident, "Where do you live?")
	h.does("/phones/101/tap", `{"label":"Skip"}`)
	h.hears(resident, "You said: Skip")
	if code, text := h.post("/phones/101/tap", `{"label":"📍 Send my location"}`); code != http.StatusBadRequest || !strings.Contains(text, "place") {
		t.Errorf("a tap that needs a place is answered %d %s", code, text)
	}
	h.does("/phones/101/location", `{"lat":46.64,"lon":0}`)
	h.heard("place 46.64 0")
	h.hears(resident, "Thank you.")

	h.does("/phones/101/sample-photo", ``)
	h.heard("photo")
	h.does("/phones/101/sample-voice", ``)
	h.heard("voice")
	h.uploads("/phones/101/voice?seconds=3", sampleNote)
	h.heard("voice")
	h.uploads("/phones/101/document?name=list.txt&caption=mine", []byte("one\ntwo"))
	h.heard("document")
	h.does("/phones/101/block", ``)
	h.heard("kicked")
	h.does("/phones/101/unblock", ``)
	h.heard("member")
	h.hears(resident, "Hello.") // the apps send /start
	h.does("/phones/101/clear", ``)
	if seen := h.person(resident).Chat(); len(seen) > 0 {
		t.Errorf("the cleared chat shows %d messages", len(seen))
	}
	if refused := h.em.TakeRefusals(); len(refused) > 0 {
		t.Errorf("the emulator refused %v", refused)
	}
}

func (h *harness) heard(part string) {
	h.t.Helper()
	select {
	case got := <-h.bot.heard:
		if !strings.Contains(got, part) {
			h.t.Errorf("the bot got %q, not %q", got, part)
		}
	case <-soon(h.t).Done():
		h.t.Fatalf("the bot never got %q", part)
	}
}

func (h *harness) uploads(path string, data []byte) {
	h.t.Helper()
	res, err := http.Post(h.http.URL+path, "application/octet-stream", bytes.NewReader(data))
	if err != nil {
		h.t.Fatal(err)
	}
	if code, text := h.read(res); code != http.StatusNoContent {
		h.t.Fatalf("POST %s: %d %s", path, code, text)
	}
}

func TestActsAreChecked(t *testing.T) {
	h := start3(t)
	tests := []struct {
		name, path, body string
		want             int
	}{
		{"nobody's phone", "/phones/9/text", `{"text":"a"}`, 404},
		{"an unknown act", "/phones/101/fly", `{}`, 405},
		{"no JSON", "/phones/101/text", `text`, 400},
		{"an empty text", "/phones/101/text", `{"text":" \n "}`, 400},
		{"a text that is too long", "/phones/101/text", `{"text":"` + strings.Repeat("a", maxText+1) + `"}`, 400},
		{"a body that is too large", "/phones/101/text", `{"text":"` + strings.Repeat("a", maxBody) + `"}`, 413},
		{"a button that is not there", "/phones/101/press", `{"message":1,"data":"x"}`, 409},
		{"a key that is not there", "/phones/101/tap", `{"label":"x"}`, 409},
		{"a payload with spaces", "/phones/101/start", `{"payload":"a b"}`, 400},
		{"a payload that is too long", "/phones/101/start", `{"payload":"` + strings.Repeat("a", 65) + `"}`, 400},
		{"a place beyond the pole", "/phones/101/location", `{"lat":91,"lon":0}`, 400},
		{"half a place", "/phones/101/location", `{"lat":1}`, 400},
		{"a picture that is none", "/phones/101/photo", `<svg onload="alert(1)"/>`, 400},
		{"an empty picture", "/phones/101/photo", ``, 400},
		{"a picture that is too large", "/phones/101/photo", strings.Repeat("a", maxUpload+1), 413},
		{"a file without a name", "/phones/101/document", `x`, 400},
		{"a voice note of a day", "/phones/101/voice?seconds=86400", `x`, 400},
		{"a language that is not offered", "/phones/101/language", `{"code":"xx"}`, 400},
		{"the clock back", "/clock", `{"seconds":-60}`, 400},
		{"the clock to the past", "/clock", `{"to":1000}`, 400},
		{"the clock by a century", "/clock", `{"seconds":3153600000}`, 400},
		{"the clock far ahead", "/clock", `{"to":99999999999999}`, 400},
		{"a clock button that is not there", "/clock", `{"jump":7}`, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if code, text := h.post(tt.path, tt.body); code != tt.want {
				t.Errorf("got %d %s, want %d", code, text, tt.want)
			}
		})
	}
	for _, p := range threePhones() {
		if chat := h.person(p.ID).Chat(); len(chat) > 0 {
			t.Errorf("something of it reached %s's chat", p.Name)
		}
	}
}

func TestClockIsWound(t *testing.T) {
	h := start3(t)
	before := h.page.Clock.Now()
	for _, body := range []string{`{"seconds":3600}`, `{"jump":0}`, `{"jump":1}`, fmt.Sprintf(`{"to":%d}`, before.AddDate(0, 0, 30).UnixMilli())} {
		if code, text := h.post("/clock", body); code != http.StatusOK {
			t.Fatalf("%s: %d %s", body, code, text)
		}
		after := h.page.Clock.Now()
		if !after.After(before) {
			t.Errorf("%s: the clock went from %v to %v", body, before, after)
		}
		before = after
	}
}

func TestFilesAreShownOrSaved(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/text", `{"text":"file"}`)
	chat, err := h.person(resident).WaitFor(soon(t), func(c emulator.Chat) bool { m, ok := c.LastFromBot(); return ok && m.Media != nil })
	if err != nil {
		t.Fatal(err)
	}
	evil, _ := chat.LastFromBot()
	get := func(path string) *http.Response {
		res, err := http.Get(h.http.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	res := get(fmt.Sprintf("/phones/101/files/%d", evil.ID))
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a page that the bot sent is served as %d %v", res.StatusCode, res.Header)
	}
	if res := get(fmt.Sprintf("/phones/202/files/%d", evil.ID)); res.StatusCode != 404 {
		t.Errorf("another phone gets the file: %d", res.StatusCode)
	}
	for act, kind := range map[string]string{"sample-photo": "image/png", "sample-voice": "application/ogg"} {
		h.does("/phones/202/"+act, ``)
		mine, _ := h.person(officer).Chat().Last()
		if res := get(fmt.Sprintf("/phones/202/files/%d", mine.ID)); res.StatusCode != 200 || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s is served as %d %q", act, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

func TestCommandsOfALanguage(t *testing.T) {
	h := start3(t)
	for phone, want := range map[int64]string{resident: "Що тут можна зробити", officer: "What you can do here", organiser: "What you can do here"} {
		res, err := http.Get(fmt.Sprintf("%s/phones/%d/commands", h.http.URL, phone))
		if err != nil {
			t.Fatal(err)
		}
		if code, text := h.read(res); code != 200 || !strings.Contains(text, want) {
			t.Errorf("phone %d: %d %s", phone, code, text)
		}
	}
}

func TestLogHoldsNoWords(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/text", `{"text":"a secret"}`)
	h.hears(resident, "a secret")
	// What a person sees is there a moment before the call is in the log.
	if err := h.em.WaitUntil(t.Context(), func() bool {
		return slices.ContainsFunc(h.em.Calls(), func(c emulator.Call) bool { return c.Method == "sendmessage" })
	}); err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(h.http.URL + "/log")
	if err != nil {
		t.Fatal(err)
	}
	code, text := h.read(res)
	if code != 200 || !strings.Contains(text, "sendMessage") || strings.Contains(text, "secret") || strings.Contains(text, h.em.Token()) {
		t.Errorf("the log is %d %s", code, text)
	}
}
