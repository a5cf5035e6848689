package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestOneSwitch: the page's switch turns the page, every phone and, where a chat has
// begun, what the bot says there; a chat that has not begun stays empty.
func TestOneSwitch(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":""}`)
	h.hears(resident, "Hello.")
	h.does("/phones/303/block", ``)
	r := h.read3()
	r.until("state", `"lang":"uk"`)
	code, text := h.post("/language", `{"code":"pl"}`)
	if code != http.StatusOK || !strings.Contains(text, "true") {
		t.Fatalf("the switch answers %d %s", code, text)
	}
	r.until("words", `"lang":"pl"`)
	h.hears(resident, "You chose 7~pl")
	for _, p := range h.page.phones {
		if v := h.page.viewPhone(p); v.Lang != "pl" {
			t.Errorf("%s's phone is in %s", p.Name, v.Lang)
		}
	}
	if chat := h.person(officer).Chat(); len(chat) > 0 {
		t.Errorf("a chat that nobody began holds %v", chat)
	}
	if h.page.viewPhone(h.page.phones[2]).Blocked == false {
		t.Error("the switch took the bot back that was blocked")
	}
	if code, _ := h.post("/language", `{"code":"xx"}`); code != http.StatusBadRequest {
		t.Errorf("a language that is not offered is answered %d", code)
	}
}
