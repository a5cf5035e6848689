package web

import (
	"testing"

	"porchlight/flows"
)

// TestDueIsTold: what the bot sends and deletes after the clock was wound is counted, on
// the phones that the page has, and what came before is not.
func TestDueIsTold(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":""}`)
	h.hears(resident, "Hello.")
	r := h.read3()
	r.until("state", `"boot"`)
	if code, _ := h.post("/clock", `{"seconds":3600}`); code != 200 {
		t.Fatal(code)
	}
	h.does("/phones/202/text", `{"text":"Hello"}`)
	h.hears(officer, "You said: Hello")
	r.until("due", `"sent":1,"deleted":0,"phones":[202]`)
	h.does("/phones/202/text", `{"text":"delete"}`)
	r.until("due", `"sent":1,"deleted":1,"phones":[202]`)
}

// TestNothingDueIsSaid: winding the clock past nothing says so.
func TestNothingDueIsSaid(t *testing.T) {
	h := start3(t)
	r := h.read3()
	r.until("state", `"boot"`)
	before := h.page.markDue(t.Context())
	if v := h.page.sinceThen(t.Context(), before); v.Sent != 0 || v.Deleted != 0 || len(v.Kinds) != 0 || len(v.Phones) != 0 {
		t.Errorf("nothing happened, and %+v became due", v)
	}
	if code, _ := h.post("/clock", `{"seconds":60}`); code != 200 {
		t.Fatal(code)
	}
	r.until("due", `"kinds":[],"sent":0,"deleted":0,"phones":[]`)
}

// TestStoryIsDirected: a story waits, goes on, is skipped through and stopped; another
// cannot begin meanwhile, and one that does not find its button says so.
func TestStoryIsDirected(t *testing.T) {
	story := Story{ID: "a", Title: flows.Text{"en": "A"}, Steps: []Step{
		{Phone: "resident", Start: true, Say: flows.Text{"en": "It begins."}},
		{Phone: "resident", Write: "/language"},
		{Phone: "resident", Press: "nothing", Maybe: true},
		{Phone: "resident", Press: "{lang}"},
	}}
	h := startWith(t, Config{Phones: threePhones(), Stories: []Story{story}})
	h.does("/phones/101/language", `{"code":"pl"}`)
	r := h.read3()
	r.until("state", `"stories":[{"id":"a"`)
	h.does("/play", `{"story":"a"}`)
	h.does("/play", `{"do":"pause"}`)
	r.until("play", `"state":"paused"`)
	if code, _ := h.post("/play", `{"story":"a"}`); code != 400 {
		t.Errorf("a second story is answered %d", code)
	}
	for range len(story.Steps) + 1 {
		if h.page.viewPlay().State == "done" {
			break
		}
		_, _ = h.post("/play", `{"do":"next"}`)
	}
	r.until("play", `"state":"done"`)
	h.hears(resident, "You chose 7~pl")
	if code, _ := h.post("/play", `{"do":"next"}`); code != 400 {
		t.Errorf("skipping through nothing is answered %d", code)
	}
	h.does("/play", `{"story":"a"}`)
	h.does("/play", `{"do":"pause"}`)
	h.does("/play", `{"do":"stop"}`)
	r.until("play", `"story":"","state":""`)
}
