package web

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// nothingCut says of a phone what is cut off or stands beyond the edge: buttons, messages,
// the page itself; "" if nothing is.
func nothingCut(phone string, width int) string {
	return fmt.Sprintf(`(() => {
		const cut = [...document.querySelectorAll('[data-phone="%[1]s"] .inline-button, [data-phone="%[1]s"] [data-from="bot"]')]
			.filter((x) => x.scrollWidth > x.clientWidth + 1 || x.getBoundingClientRect().right > %[2]d + 1 || x.getBoundingClientRect().left < -1)
			.map((x) => x.textContent.slice(0, 40));
		if (document.documentElement.scrollWidth > %[2]d) cut.push("the page is " + document.documentElement.scrollWidth + " wide");
		return cut.join("; ");
	})()`, phone, width)
}

// TestPlainPhonesInBrowser: a narrow phone on which somebody has made letters twice as
// large, in Ukrainian and from right to left, and a phone without a font for pictures:
// all can be read, nothing is cut.
func TestPlainPhonesInBrowser(t *testing.T) {
	for name, large := range map[string]bool{"narrow": false, "narrow, large letters": true} {
		t.Run(name, func(t *testing.T) { plainPhone(t, large, "page-plain-"+fmt.Sprint(large)) })
	}
	t.Run("without a font for pictures", func(t *testing.T) {
		config := filepath.Join(t.TempDir(), "fonts.conf")
		if err := os.WriteFile(config, []byte(`<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
			<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
			<selectfont><rejectfont><glob>*Emoji*</glob></rejectfont><rejectfont><glob>*emoji*</glob></rejectfont></selectfont></fontconfig>`), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("FONTCONFIG_FILE", config)
		plainPhone(t, false, "page-no-pictures")
	})
}

func plainPhone(t *testing.T, large bool, shot string) {
	t.Helper()
	const narrow = 320
	ctx := browser(t, 1280, 860)
	h := startWith(t, Config{Phones: threePhones(), Language: "en", Programme: fortyAreas()})
	b := &tester{t, ctx}
	b.open(h.http.URL)
	for _, p := range threePhones() {
		h.does(fmt.Sprintf("/phones/%d/start", p.ID), `{"payload":""}`)
		b.sees(fmt.Sprint(p.ID), "Hello.")
	}
	b.run("narrow", chromedp.EmulateViewport(narrow, 640))
	if large {
		b.until(`(() => { document.documentElement.style.fontSize = "200%"; return true; })()`)
	}
	for phone, text := range map[string]string{
		"101": longUkrainian, "303": longArabic,
		"202": "buttons 👁️ <b>📬 Waits for you</b>|📣 Announcements|🗓️ Meetings of the neighbourhood|✖️ Cancel",
	} {
		h.does("/phones/"+phone+"/text", asJSON(t, map[string]string{"text": text}))
		b.until(`(() => { document.querySelector('[data-tab="` + phone + `"]').click(); return document.querySelector('[data-phone="` + phone + `"]').offsetParent !== null; })()`)
		b.until(`[...document.querySelectorAll('[data-phone="` + phone + `"] [data-from="bot"]')].length > 1`)
		b.shot(shot + "-" + phone)
		if cut := value[string](b, nothingCut(phone, narrow)); cut != "" {
			t.Errorf("phone %s: %s", phone, cut)
		}
	}
}
