package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/paulmach/orb"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// TestStartShowsNoPayload: as in the apps, what a link carries is not in the chat; the bot
// gets it all the same.
func TestStartShowsNoPayload(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":"officer-7"}`)
	h.hears(resident, "You came with: officer-7")
	if v := viewMessage(h.person(resident).Chat()[0]); v.Text != "/start" || len(v.Entities) > 0 {
		t.Errorf("the chat shows %q", v.Text)
	}
}

// TestMenuOfAChat: whoever has a menu of their own, as people with a role do, sees that one.
func TestMenuOfAChat(t *testing.T) {
	h := start3(t)
	h.does("/phones/202/start", `{"payload":""}`)
	h.hears(officer, "Hello.")
	h.bot.call(t.Context(), "setMyCommands", "commands", `[{"command":"desk","description":"Your desk"}]`, "scope", fmt.Sprintf(`{"type":"chat","chat_id":%d}`, officer))
	for phone, want := range map[int64]bool{officer: true, resident: false} {
		_, menu := h.read(must(http.Get(fmt.Sprintf("%s/phones/%d/commands", h.http.URL, phone)))(t))
		if has := strings.Contains(menu, "Your desk"); has != want {
			t.Errorf("phone %d has the menu %s", phone, menu)
		}
	}
}

// fortyAreas is a programme with as many neighbourhoods, one of them without a border.
func fortyAreas() *flows.Programme {
	p := &flows.Programme{Name: "forty", Languages: []flows.Lang{flows.English}, Title: flows.Text{flows.English: "Forty"}}
	for i := range 40 {
		x, y := 30+float64(i%8)*0.02, 46+float64(i/8)*0.02
		a := flows.Area{ID: fmt.Sprint("a", i), Name: flows.Text{flows.English: fmt.Sprintf("Neighbourhood of the long name %d", i)}}
		if i < 39 {
			a.Shape = orb.MultiPolygon{{{{x, y}, {x + 0.018, y}, {x + 0.018, y + 0.018}, {x, y + 0.018}, {x, y}}}}
		}
		p.Areas = append(p.Areas, a)
	}
	return p
}

const sixtyLetters = "Поліцейські можуть прочитати це й відповісти через бота сюди"

// TestScreensInBrowser looks at what Telegram draws: quotes that fold, buttons that copy
// or warn, long labels, pictures; and at what a keyboard and a narrow phone need.
func TestScreensInBrowser(t *testing.T) {
	ctx := browser(t, 1280, 860)
	h := startWith(t, Config{Phones: threePhones(), Language: "en", Programme: fortyAreas()})
	b := &tester{t, ctx}
	b.open(h.http.URL)
	for _, p := range threePhones() {
		h.does(fmt.Sprintf("/phones/%d/start", p.ID), `{"payload":""}`)
		b.sees(fmt.Sprint(p.ID), "Hello.")
	}
	t.Run("a long quote folds to three lines", func(t *testing.T) {
		long := "markup Short<blockquote expandable>" + strings.Repeat("One line of what is promised and kept.\n", 8) + "The end</blockquote>"
		h.does("/phones/202/text", asJSON(t, map[string]string{"text": long}))
		b.sees("202", "The end")
		quote := `[...document.querySelectorAll('[data-phone="202"] .expandable')].at(-1)`
		b.until(`(() => { const q = ` + quote + `.querySelector(".folded"); return q.scrollHeight > q.clientHeight * 2 && q.clientHeight < 100; })()`)
		b.until(`(() => { const u = ` + quote + `.querySelector("[data-unfold]"); if (u.hidden || u.getAttribute("aria-expanded") !== "false") return false; u.click(); return true; })()`)
		b.until(`(() => { const q = ` + quote + `.querySelector(".folded"); return q.scrollHeight <= q.clientHeight + 1 && ` + quote + `.querySelector("[data-unfold]").getAttribute("aria-expanded") === "true"; })()`)
	})
	t.Run("a short quote has nothing to unfold", func(t *testing.T) {
		h.does("/phones/202/text", asJSON(t, map[string]string{"text": "markup <blockquote expandable>Two words</blockquote>"}))
		b.sees("202", "Two words")
		b.until(`[...document.querySelectorAll('[data-phone="202"] [data-unfold]')].at(-1).hidden`)
	})
	t.Run("buttons copy and warn", func(t *testing.T) {
		h.does("/phones/202/text", asJSON(t, map[string]string{"text": "copy"}))
		b.sees("202", "Your code")
		b.click(`[data-phone="202"] [data-copy="K7-PLUM-42"]`)
		b.until(`document.querySelector('[data-phone="202"] [data-toast]') !== null`)
		if !value[bool](b, `document.querySelector('[data-phone="202"] .inline-button.danger') !== null`) {
			t.Error("what cannot be undone is not red")
		}
	})
	t.Run("a label of sixty letters is whole", func(t *testing.T) {
		h.does("/phones/101/text", asJSON(t, map[string]string{"text": "buttons Який?|" + sixtyLetters + "|Так"}))
		b.sees("101", sixtyLetters)
		if !value[bool](b, `[...document.querySelectorAll('[data-phone="101"] .inline-button')].every((x) => x.scrollWidth <= x.clientWidth && x.scrollHeight <= x.clientHeight)`) {
			t.Error("a label is cut")
		}
	})
	t.Run("a picture keeps its space", func(t *testing.T) {
		h.does("/phones/303/sample-photo", ``)
		h.does("/phones/303/text", asJSON(t, map[string]string{"text": "buttons نعم؟|نعم|لا"}))
		b.sees("303", "لا")
		b.run("no cache", noCache)
		b.open(h.http.URL)
		// Before the picture has come, its place is there and the end is in sight.
		b.until(`(() => { const l = document.querySelector('[data-phone="303"] [data-log]'); const i = l.querySelector("img");
			return i.clientHeight > 100 && l.scrollHeight - l.scrollTop - l.clientHeight < 3; })()`)
		b.until(`(() => { const l = document.querySelector('[data-phone="303"] [data-log]'); return l.querySelector("img").complete && l.scrollHeight - l.scrollTop - l.clientHeight < 3; })()`)
	})
	t.Run("the text field is two steps away", func(t *testing.T) {
		b.until(`(() => { document.querySelector('[data-phone="202"] [data-skip]').focus(); document.activeElement.click(); return document.activeElement.matches('[data-phone="202"] [data-field]'); })()`)
	})
	t.Run("forty neighbourhoods fit", func(t *testing.T) {
		b.run("narrow", chromedp.EmulateViewport(360, 740))
		defer b.run("wide again", chromedp.EmulateViewport(1280, 860))
		b.front("202")
		b.click(`[data-phone="202"] [data-tool="attach"]`)
		b.click(`[data-phone="202"] [data-option="location"]`)
		b.shot("page-forty")
		if got := value[string](b, `[document.querySelectorAll('[data-phone="202"] [data-place]').length, document.querySelectorAll('[data-phone="202"] .area').length, document.documentElement.scrollWidth].join()`); got != "40,39,360" {
			t.Errorf("neighbourhoods, shapes and the page's width are %s", got)
		}
		b.click(`[data-phone="202"] [data-option="send-place"]`)
		if _, err := h.person(officer).WaitFor(soon(t), func(c emulator.Chat) bool {
			for _, m := range c {
				if l := m.Location; l != nil {
					return l.Latitude > 46 && l.Latitude < 46.018 && l.Longitude > 30 && l.Longitude < 30.018
				}
			}
			return false
		}); err != nil {
			t.Errorf("the middle of the first neighbourhood was not sent: %v", err)
		}
	})
	t.Run("nobody types when the server has gone", func(t *testing.T) {
		h.does("/phones/202/text", asJSON(t, map[string]string{"text": "busy"}))
		b.until(`document.querySelector('[data-phone="202"]').hasAttribute("data-busy")`)
		h.page.Close()
		h.http.Close()
		b.until(`document.body.hasAttribute("data-lost") && !document.querySelector('[data-phone="202"]').hasAttribute("data-busy")`)
	})
}

// noCache has the browser fetch everything anew.
func noCache(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
	_, err = cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	return v, err
}
