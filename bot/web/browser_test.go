package web

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDemoInBrowser plays a resident on the real demo: onboarding, a concern,
// meetings and a guide, with a reload in the middle. It waits for what the
// page shows, and finds buttons by what they do, not by what stands on them.
func TestDemoInBrowser(t *testing.T) {
	ctx := browser(t, 1280, 860)
	binary := buildDemo(t)
	tests := []struct {
		lang, programme, dir string
		hello                string // in the notice before anything is asked
		words                string // what the resident writes
	}{
		{"en", "kherson", "ltr", "I am not an emergency service", "The lamps by the school are dark since Monday."},
		{"ar", "haifa", "rtl", "قبل أن نبدأ", "المصابيح قرب المدرسة مطفأة منذ يوم الاثنين."},
		{"uk", "kherson", "ltr", "Перш ніж почати", "Ліхтарі біля школи не світять від понеділка."},
		{"he", "haifa", "rtl", "לפני שמתחילים", "הפנסים ליד בית הספר כבויים מאז יום שני."},
	}
	for _, tt := range tests {
		t.Run(tt.lang, func(t *testing.T) {
			b := &tester{t, ctx}
			url := startDemo(t, binary, tt.programme)
			b.open(url)
			id := value[string](b, `document.querySelector('[data-role="resident"]').dataset.phone`)
			b.chooseLanguage(id, tt.lang)
			b.until(`document.querySelector('[data-role="resident"] .device').dir === "` + tt.dir + `"`)
			p := &player{b, id}

			b.click(`[data-role="resident"] [data-tool="start"]`)
			p.press(tt.lang)
			p.press("adult")
			b.sees(id, tt.hello)
			p.directed(tt.dir)
			b.shot("demo-" + tt.lang + "-notice")
			p.press("agree")
			p.pressFirst("a.")
			p.offers("concern")
			b.shot("demo-" + tt.lang + "-menu")

			p.press("concern")
			p.press("street")
			p.press("mine")
			p.offers("skip")
			b.open(url) // in the middle of telling it
			b.sees(id, "3")
			p.directed(tt.dir)
			b.write(id, tt.words)
			p.press("answer", "read", "counted")
			p.offers("send")
			b.sees(id, tt.words)
			b.shot("demo-" + tt.lang + "-review")
			p.press("send")
			p.offers("my")
			b.until(`/[A-Z]\d-[A-Z]+-\d\d/.test(document.querySelector('[data-role="resident"] [data-log]').textContent)`)
			p.offers("menu")
			b.shot("demo-" + tt.lang + "-receipt")

			p.press("menu")
			p.offers("sessions")
			p.meeting(tt.lang)
			p.press("guides")
			p.pressFirst("g.")
			p.offers("whole")
			b.shot("demo-" + tt.lang + "-guide")
			p.press("whole")
			b.until(`document.querySelectorAll('[data-role="resident"] [aria-busy="true"]').length === 0`)
			p.directed(tt.dir)
			b.shot("demo-" + tt.lang + "-whole")
			b.narrow("demo-" + tt.lang + "-narrow")
		})
	}
}

// player is the resident's hand on one phone.
type player struct {
	*tester
	phone string
}

// last is a script for the newest button that does one of these.
func (p *player) last(match string, does ...string) string {
	var selectors []string
	for _, do := range does {
		selectors = append(selectors, `[data-phone="`+p.phone+`"] [data-do`+match+`="`+do+`"]`)
	}
	return `[...document.querySelectorAll(` + asJSON(p.t, strings.Join(selectors, ",")) + `)].at(-1)`
}

// offers waits for a button that does this.
func (p *player) offers(do string) {
	p.t.Helper()
	p.until(p.last("$", "~"+do) + ` !== undefined`)
}

// press presses the newest button that does one of these, the first that the
// screen has.
func (p *player) press(does ...string) {
	p.t.Helper()
	ends := make([]string, len(does))
	for i, do := range does {
		ends[i] = "~" + do
	}
	p.pressed(p.last("$", ends...))
}

// pressFirst presses the first button of the newest screen whose deed begins so.
func (p *player) pressFirst(prefix string) {
	p.t.Helper()
	p.pressed(`document.querySelector('[data-phone="` + p.phone + `"] [data-log] > :last-child [data-do*="~` + prefix + `"]')`)
}

// pressed finds and clicks at once, so that no new screen comes in between,
// and waits until the bot has answered.
func (p *player) pressed(button string) {
	p.t.Helper()
	p.until(`(() => { const b = ` + button + `; b?.scrollIntoView({ block: "nearest" }); b?.click(); return Boolean(b); })()`)
	p.until(`document.querySelector('[data-phone="` + p.phone + `"] [aria-busy="true"]') === null && !document.querySelector('[data-phone="` + p.phone + `"]').hasAttribute("data-busy")`)
}

// directed checks which way the newest text of the bot runs.
func (p *player) directed(want string) {
	p.t.Helper()
	script := `getComputedStyle([...document.querySelectorAll('[data-phone="` + p.phone + `"] [data-from="bot"] [data-text]')].at(-1)).direction`
	if got := value[string](p.tester, script); got != want {
		p.t.Errorf("the text runs %s, want %s", got, want)
	}
}

// meeting takes a place in the first meeting, if the demo's programme has one
// ahead, and gives it back; it comes back to the menu either way.
func (p *player) meeting(lang string) {
	p.t.Helper()
	p.press("sessions")
	p.offers("back")
	p.shot("demo-" + lang + "-meetings")
	if value[bool](p.tester, p.last("$", "~who")+` !== undefined`) { // a card
		p.press("join", "wait")
		p.offers("calendar") // on the receipt
		p.shot("demo-" + lang + "-joined")
	} else {
		p.t.Log("the demo has no meeting to join")
	}
	p.write(p.phone, "/menu")
	p.offers("guides")
}

func (b *tester) chooseLanguage(phone, lang string) {
	b.t.Helper()
	choice := `document.querySelector('[data-phone="` + phone + `"] [data-language]')`
	b.until(`(() => { const s = ` + choice + `; s.value = "` + lang + `"; s.dispatchEvent(new Event("change")); return true; })()`)
}

// buildDemo builds the binary that people run.
func buildDemo(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "porchlight")
	if out, err := exec.Command("go", "build", "-o", binary, "porchlight/cmd/porchlight").CombinedOutput(); err != nil {
		t.Fatalf("build the demo: %v\n%s", err, out)
	}
	return binary
}

const demoPatience = 2 * time.Minute // it first plays a sample life

// startDemo runs a demo until the test ends and returns its address.
func startDemo(t *testing.T, binary, programme string, more ...string) string {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"demo", "--listen", "127.0.0.1:0", "--programme", programme}, more...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the demo: %v", err)
	}
	late := time.AfterFunc(demoPatience, func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	url := ""
	for url == "" && lines.Scan() {
		url, _ = strings.CutPrefix(lines.Text(), "ready ")
		if !strings.HasPrefix(url, "http://") {
			url = ""
		}
	}
	late.Stop()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		for lines.Scan() { // a pipe is read to its end before Wait
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	if url == "" {
		t.Fatal("the demo ended before it was ready")
	}
	return url
}
