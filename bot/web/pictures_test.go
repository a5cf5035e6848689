package web

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPicturesInBrowser takes a picture of what the demo's page can do in three
// languages: the phones, a story, the map, the store, a narrow phone and large type.
// With PORCHLIGHT_PICTURES it writes those of the README into that folder.
func TestPicturesInBrowser(t *testing.T) {
	ctx := browser(t, 1440, 900)
	binary := buildDemo(t)
	for _, tt := range []struct{ lang, programme, dir string }{{"en", "kherson", "ltr"}, {"ar", "haifa", "rtl"}, {"uk", "kherson", "ltr"}} {
		t.Run(tt.lang, func(t *testing.T) {
			b := &tester{t, ctx}
			b.open(startDemo(t, binary, tt.programme, "--lang", tt.lang))
			b.until(`document.documentElement.lang === "` + tt.lang + `" && document.documentElement.dir === "` + tt.dir + `"`)
			b.shot("page-" + tt.lang)

			b.click(`[data-play="lamp"]`)
			b.until(`document.querySelector("[data-say]").textContent !== ""`)
			for _, at := range []string{"middle", "end"} {
				// The reader skips through: each step is done as soon as the bot has answered.
				b.until(`(() => { const next = document.querySelector('[data-play-do="next"]'); const story = document.querySelector("[data-story]");
					if (story.dataset.state === "broken") return true;
					if (story.dataset.state === "done") return true;
					const there = document.querySelector('[data-phone]').parentElement.querySelector('[data-role="officer"]').hasAttribute("data-acting");
					if ("` + at + `" === "middle" && there) return true;
					next.click(); return false; })()`)
				b.shot("page-" + tt.lang + "-story-" + at)
				if at == "middle" && tt.lang == "en" {
					b.picture("phones", 1280, 800)
				}
			}
			if state := value[string](b, `document.querySelector("[data-story]").dataset.state`); state != "done" {
				t.Errorf("the story is %s", state)
			}
			b.click(`[data-play-do="stop"]`)
			b.until(`document.querySelector("[data-story]").hidden`)

			b.click(`[data-thief]`)
			b.until(`document.querySelectorAll("[data-drawer] [data-kind]").length > 15`)
			b.shot("page-" + tt.lang + "-thief")
			if tt.lang == "en" {
				b.picture("thief", 1000, 640)
			}
			b.click(`[data-drawer-close]`)
			b.mapped(tt.lang)
			b.switched()

			b.narrow("page-" + tt.lang + "-narrow")
			b.large("page-" + tt.lang + "-large")
		})
	}
}

// mapped moves the pin by the keyboard and by a touch, and reads where it is.
func (b *tester) mapped(lang string) {
	b.t.Helper()
	phone := `[data-role="resident"] `
	b.click(phone + `[data-tool="attach"]`)
	b.click(phone + `[data-option="location"]`)
	b.until(`document.activeElement.matches("[data-map]")`)
	where := `document.querySelector('` + phone + `[data-where]').textContent`
	pin := `document.querySelector('` + phone + `.map-pin').getAttribute("transform")`
	first := value[string](b, where)
	before := value[string](b, pin)
	b.run("an arrow", chromedp.KeyEvent(kb.ArrowRight))
	b.until(pin + ` !== ` + asJSON(b.t, before))
	b.click(phone + `[data-map]`) // its middle
	b.shot("page-" + lang + "-map")
	// However far the pin goes, it can leave every border and says so.
	b.until(`(() => { for (let i = 0; i < 60; i++) document.querySelector('` + phone + `[data-map]').dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
		for (let i = 0; i < 60; i++) document.querySelector('` + phone + `[data-map]').dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp" })); return true; })()`)
	if last := value[string](b, where); last == first || last == "" {
		b.t.Errorf("at the edge of the map the place is %q, as in the middle of a neighbourhood", last)
	}
	areas := value[int](b, `document.querySelectorAll('`+phone+`[data-place]').length`)
	if areas < 3 {
		b.t.Errorf("%d neighbourhoods can be chosen", areas)
	}
	b.click(phone + `[data-option="close"]`)
}

// switched chooses whose phone lies in the place that some share.
func (b *tester) switched() {
	b.t.Helper()
	for _, role := range []string{"facilitator", "contact"} {
		b.until(`(() => { const s = [...document.querySelectorAll("[data-switch]")].find((s) => s.offsetParent);
			s.value = document.querySelector('[data-role="` + role + `"]').dataset.phone; s.dispatchEvent(new Event("change")); return true; })()`)
		b.until(`document.querySelector('[data-role="` + role + `"]').offsetParent !== null && document.querySelectorAll("[data-switches]:not([data-away])").length === 1`)
	}
}

// large shows the narrow page with type of twice the size: it must not become wider.
func (b *tester) large(name string) {
	b.t.Helper()
	b.run("narrow", chromedp.EmulateViewport(360, 740))
	b.until(`(() => { document.documentElement.style.fontSize = "200%"; return true; })()`)
	b.shot(name)
	if over := value[float64](b, `document.documentElement.scrollWidth`); over > 360 {
		b.t.Errorf("with large type the page is %v pixels wide on a screen of 360", over)
	}
	b.until(`(() => { document.documentElement.style.fontSize = ""; return true; })()`)
	b.run("wide again", chromedp.EmulateViewport(1280, 860))
}

// picture keeps a picture of the page for the README, of a size that stays small.
func (b *tester) picture(name string, width, height int64) {
	b.t.Helper()
	dir := os.Getenv("PORCHLIGHT_PICTURES")
	if dir == "" {
		return
	}
	b.run("a smaller page", chromedp.EmulateViewport(width, height))
	defer b.run("wide again", chromedp.EmulateViewport(1440, 900))
	b.until(`innerWidth === ` + strconv.FormatInt(width, 10))
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if len(png) > 300_000 {
		b.t.Errorf("the picture %s has %d bytes", name, len(png))
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
