package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser opens a page in headless Chromium, or skips the test unless
// PORCHLIGHT_BROWSER=1 asks for it: then a missing browser is a failure.
func browser(t *testing.T, width, height int64) context.Context {
	t.Helper()
	if os.Getenv("PORCHLIGHT_BROWSER") != "1" {
		t.Skip("PORCHLIGHT_BROWSER=1 runs the tests in a browser")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("no browser to test in: %v", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.WindowSize(int(width), int(height)))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// tester drives a page. What it waits for must come within patience.
type tester struct {
	t   *testing.T
	ctx context.Context
}

const testPatience = 20 * time.Second

func (b *tester) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, testPatience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%s: %v", what, err)
	}
}

// open opens the page and waits for the server's first word.
func (b *tester) open(url string) {
	b.t.Helper()
	b.run("open "+url, chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("body[data-ready]")))
}

// until waits until a script's expression is true.
func (b *tester) until(expression string) {
	b.t.Helper()
	b.run("wait until "+expression, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(testPatience)))
}

// narrow takes a picture at the width of a small phone.
func (b *tester) narrow(name string) {
	b.t.Helper()
	b.run("narrow", chromedp.EmulateViewport(360, 740))
	b.until(`(() => { const l = document.querySelector("[data-front] [data-log]"); return l.scrollHeight - l.scrollTop - l.clientHeight < 3; })()`)
	b.shot(name)
	if over := value[float64](b, `document.documentElement.scrollWidth`); over > 360 {
		b.t.Errorf("the page is %v pixels wide on a screen of 360", over)
	}
	b.run("wide again", chromedp.EmulateViewport(1280, 860))
}

// value evaluates a script's expression.
func value[T any](b *tester, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, testPatience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("read %s: %v", expression, err)
	}
	return v
}

func (b *tester) click(selector string) {
	b.t.Helper()
	b.run("click "+selector, chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// front brings a phone to the front of a narrow page. It presses until the phone
// is there: a page that has just become narrow may still move its tabs, and a
// click by coordinates then lands beside them.
func (b *tester) front(phone string) {
	b.t.Helper()
	b.until(`(() => { document.querySelector('[data-tab="` + phone + `"]').click();
		return document.querySelector('[data-phone="` + phone + `"]').offsetParent !== null && matchMedia("(max-width: 360px)").matches; })()`)
}

// sees waits until the newest message from the bot on a phone holds a text.
func (b *tester) sees(phone, text string) {
	b.t.Helper()
	b.until(`[...document.querySelectorAll('[data-phone="` + phone + `"] [data-from="bot"]')].at(-1)?.textContent.includes(` + asJSON(b.t, text) + `)`)
}

func (b *tester) write(phone, text string) {
	b.t.Helper()
	field := chromedp.CSS(`[data-phone="` + phone + `"] [data-field]`)
	b.run("write "+text, chromedp.WaitVisible(field), chromedp.SendKeys(field, text), enter)
}

// enter is the key as a keyboard sends it where a script takes the key for itself.
func enter(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13,
		})
		if err != nil {
			return v, err
		}
	}
	return v, nil
}

// shot writes a picture of the page into PORCHLIGHT_SCREENSHOTS, or a folder
// that goes with the test.
func (b *tester) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("PORCHLIGHT_SCREENSHOTS")
	if dir == "" {
		dir = b.t.TempDir()
	}
	ctx, cancel := context.WithTimeout(b.ctx, testPatience)
	defer cancel()
	// One frame and one task later all that was promised is painted.
	err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`new Promise(r => requestAnimationFrame(() => setTimeout(() => r(true))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Errorf("wait for the picture of %s: %v", name, err)
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Errorf("take a picture of %s: %v", name, err)
		return
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)); err != nil {
		b.t.Errorf("keep the picture of %s: %v", name, err)
	}
}

const longArabic = `markup <b>قبل أن نبدأ.</b> لستُ خدمة طوارئ: عند الخطر اتصل بنفسك على 102.` + "\n" +
	`لا يحصل أفراد الشرطة على اسمك أو حسابك. رمزك: <code>K7-PLUM-42</code>. الموعد يوم الثلاثاء 25 نوفمبر، الساعة 18:00، في School 12، شارع بيريكوبسكا 5.` + "\n" +
	`🔒 لا يرى أحد هذا مع اسمك. <tg-spoiler>ونص مخفي</tg-spoiler>`

const longUkrainian = `buttons <b>Хто може це бачити?</b>` + "\n" + `🔒 Спершу читає рецензент, ніколи не поліція, і прибирає імена. Поліцейські не отримують вашого імені чи облікового запису.` +
	`|Поліцейські можуть прочитати це й відповісти мені через бота|Лише для статистики, без слів|Прочитати може тільки незалежна контактна особа|‹ Назад|Скасувати`

// TestPageInBrowser plays the small bot on three phones at once.
func TestPageInBrowser(t *testing.T) {
	ctx := browser(t, 1280, 860)
	h := startWith(t, Config{
		Phones: threePhones(), Language: "en",
		Places: []Place{{"School 12", 46.64, 32.61}, {"Market", 46.65, 32.60}},
	})
	b := &tester{t, ctx}
	b.open(h.http.URL)
	if got := value[string](b, `document.querySelector('[data-phone="303"] .device').dir`); got != "rtl" {
		t.Errorf("the Arabic phone's direction is %q", got)
	}
	b.shot("page-empty")
	for _, phone := range []string{"101", "202", "303"} {
		b.click(`[data-phone="` + phone + `"] [data-tool="start"]`)
		b.sees(phone, "Hello.")
	}

	b.click(`[data-phone="202"] [data-do="toast"]`)
	b.until(`document.querySelector('[data-phone="202"] [data-toast]')?.textContent.includes("Kept")`)
	h.does("/phones/303/text", asJSON(t, map[string]string{"text": longArabic}))
	b.sees("303", "K7-PLUM-42")
	h.does("/phones/101/text", asJSON(t, map[string]string{"text": longUkrainian}))
	b.sees("101", "Скасувати")
	b.write("202", `markup Say <i>it</i> <u>as</u> <s>you</s> like: <pre>a = 1</pre><blockquote>quoted</blockquote><a href="https://example.org/">a link</a> and 102 /help`)
	b.sees("202", "a link")
	b.write("202", "keyboard")
	b.click(`[data-phone="202"] [data-key="Skip"]`)
	b.sees("202", "You said: Skip")
	b.click(`[data-phone="101"] [data-tool="attach"]`)
	b.click(`[data-phone="101"] [data-option="sample-photo"]`)
	b.until(`document.querySelector('[data-phone="101"] [data-media="photo"] img')?.naturalWidth === 640`)
	b.click(`[data-phone="202"] [data-tool="attach"]`)
	b.click(`[data-phone="202"] [data-option="sample-voice"]`)
	b.until(`document.querySelector('[data-phone="202"] audio')?.duration > 1.9`)
	b.shot("page-three")

	t.Run("a line all in bold runs its own way", func(t *testing.T) {
		h.does("/phones/303/text", asJSON(t, map[string]string{"text": "markup <b>حادث طرق</b>\nهل هناك خطر الآن؟"}))
		b.sees("303", "هل هناك خطر الآن؟")
		gap := value[float64](b, `(() => { const t = [...document.querySelectorAll('[data-phone="303"] [data-from="bot"] [data-text]')].at(-1);
			return t.getBoundingClientRect().right - t.querySelector("b").getBoundingClientRect().right; })()`)
		if gap > 2 {
			t.Errorf("the bold line ends %v pixels before the right edge", gap)
		}
	})
	t.Run("scripts in a text stay text", func(t *testing.T) {
		b.write("202", `<img src=x onerror="document.body.dataset.owned=1"><b>x</b>`)
		b.sees("202", "onerror")
		if value[bool](b, `"owned" in document.body.dataset || document.querySelector('[data-text] img') !== null`) {
			t.Error("a text became markup")
		}
	})
	t.Run("a slow press shows that it was made", func(t *testing.T) {
		b.click(`[data-phone="303"] [data-do="slow"]`)
		b.until(`document.querySelector('[data-phone="303"] [data-do="slow"]').getAttribute("aria-busy") === "true"`)
		b.until(`document.querySelector('[data-phone="303"]').hasAttribute("data-busy")`)
		close(h.bot.slow)
		b.until(`!document.querySelector('[data-phone="303"] [data-do="slow"]').hasAttribute("aria-busy")`)
		b.until(`!document.querySelector('[data-phone="303"]').hasAttribute("data-busy")`)
	})
	t.Run("an alert waits to be read", func(t *testing.T) {
		b.click(`[data-phone="202"] [data-do="alert"]`)
		b.until(`document.querySelector('[data-phone="202"] [data-sheet="alert"]')?.textContent.includes("Nobody has been called.")`)
		b.click(`[data-phone="202"] [data-option="close"]`)
	})
	t.Run("an edit says so", func(t *testing.T) {
		b.click(`[data-phone="202"] [data-do="edit"]`)
		b.until(`document.querySelector('[data-phone="202"] [data-edited]')?.textContent.includes("Changed now")`)
	})
	t.Run("a place is chosen from the list", func(t *testing.T) {
		b.click(`[data-phone="202"] [data-request="location"]`)
		b.shot("page-places")
		b.click(`[data-phone="202"] [data-place="0"]`)
		b.sees("202", "Thank you.")
		b.until(`document.querySelector('[data-phone="202"] [data-media="location"]').textContent.includes("School 12")`)
		b.until(`document.querySelector('[data-phone="202"] [data-keys]').hidden`)
	})
	t.Run("a link can be opened on another's phone", func(t *testing.T) {
		b.click(`[data-phone="303"] [data-button="Invite"]`)
		b.click(`[data-phone="303"] [data-open="202"]`)
		b.sees("202", "You came with: officer-7")
	})
	t.Run("a phone's language turns it round", func(t *testing.T) {
		b.run("choose Hebrew", chromedp.SetValue(chromedp.CSS(`[data-phone="202"] [data-language]`), "he"),
			chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-phone="202"] [data-language]').dispatchEvent(new Event("change"))`))
		b.until(`document.querySelector('[data-phone="202"] .device').dir === "rtl"`)
		b.until(`document.querySelector('[data-phone="202"] [data-field]').placeholder === "הודעה"`)
	})
	t.Run("a reload shows the same", func(t *testing.T) {
		chat := `[...document.querySelectorAll('[data-phone="101"] [data-message]')].map(m => m.textContent).join("\n")`
		before := value[string](b, chat)
		b.open(h.http.URL)
		b.until(`document.querySelector('[data-phone="101"] [data-message]') !== null`)
		if after := value[string](b, chat); after != before {
			t.Errorf("the chat was\n%s\nand is\n%s", before, after)
		}
	})
	t.Run("a blocked bot can be had back", func(t *testing.T) {
		b.click(`[data-phone="101"] [data-tool="more"]`)
		b.click(`[data-phone="101"] [data-option="block"]`)
		b.click(`[data-phone="101"] [data-tool="restart"]`)
		b.until(`!document.querySelector('[data-phone="101"]').hasAttribute("data-blocked")`)
	})
	t.Run("commands are in the phone's language", func(t *testing.T) {
		b.click(`[data-phone="101"] [data-tool="commands"]`)
		b.until(`document.querySelector('[data-phone="101"] [data-command="menu"]')?.textContent.includes("Що тут можна зробити")`)
		b.shot("page-commands")
		b.run("escape", chromedp.KeyEvent(kb.Escape))
		b.until(`document.querySelector('[data-sheet]') === null`)
		if got := value[string](b, `document.activeElement.dataset.tool ?? document.activeElement.tagName`); got != "commands" {
			t.Errorf("after Escape the focus is on %q", got)
		}
	})
	t.Run("a phone's width shows one phone", func(t *testing.T) {
		b.run("narrow", chromedp.EmulateViewport(360, 740))
		defer b.run("wide again", chromedp.EmulateViewport(1280, 860))
		b.front("303")
		b.shot("page-narrow-arabic")
		b.click(`[data-phone="303"] [data-tool="attach"]`)
		b.click(`[data-phone="303"] [data-option="location"]`)
		b.shot("page-narrow-places")
		b.click(`[data-phone="303"] [data-option="close"]`)
		b.front("101")
		b.until(`document.querySelector('[data-phone="303"]').offsetParent === null`)
		b.narrow("page-narrow")
	})
	t.Run("a new server is told from the old one", func(t *testing.T) {
		address := h.http.Listener.Addr().String()
		h.page.Close()
		h.http.Close()
		b.until(`document.getElementById("line").textContent.includes("cannot be reached")`)
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		page, err := New(Config{Emulator: h.em, Phones: threePhones(), Clock: h.page.Clock, Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		again := &httptest.Server{Listener: listener, Config: &http.Server{Handler: page}}
		again.Start()
		t.Cleanup(func() { page.Close(); again.Close() })
		b.until(`document.getElementById("line").textContent.includes("started again")`)
		b.shot("page-restarted")
	})
}
