package web

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestStoryInBrowser plays one story across the phones of the demo: a
// resident raises a concern, the reviewer lets it pass, the officer answers and
// invites to a meeting, the clock brings the reminders, and what came of it is
// told to the resident. The resident of Haifa writes from right to left.
func TestStoryInBrowser(t *testing.T) {
	ctx := browser(t, 1280, 860)
	binary := buildDemo(t)
	tests := []struct{ lang, programme, worry, outcome, news string }{
		{"en", "kherson", "The lamps by the school are dark since Monday.", "The lamps were mended on Thursday.", "The lamps by the school are on again."},
		{"ar", "haifa", "المصابيح قرب المدرسة مطفأة منذ يوم الاثنين.", "התאורה תוקנה ביום חמישי.", "התאורה ליד בית הספר שוב דולקת."},
	}
	for _, tt := range tests {
		t.Run(tt.lang, func(t *testing.T) {
			b := &tester{t, ctx}
			b.open(startDemo(t, binary, tt.programme))
			holder := func(role string) *player {
				return &player{b, value[string](b, `document.querySelector('[data-role^="`+role+`"]').dataset.phone`)}
			}
			s := &story{b, holder("resident"), holder("officer"), holder("organiser"), holder("reviewer"), tt.lang}
			s.raised(tt.worry)
			s.released(tt.worry)
			s.wind("jump-0") // officers get what was released at 8 o'clock: today's may be
			s.wind("jump-0") // over before 9, tomorrow's is not
			s.answered(tt.worry)
			s.met()
			s.closed(tt.worry, tt.outcome)
			s.announced(tt.news)
		})
	}
}

// story is the people in it.
type story struct {
	*tester
	resident, officer, organiser, reviewer *player
	lang                                   string
}

// wind moves the demo's clock by one of the page's buttons.
func (s *story) wind(by string) {
	s.t.Helper()
	s.until(`document.querySelector('[data-wind="` + by + `"]:enabled') !== null`)
	s.click(`[data-wind="` + by + `"]`)
	s.until(`document.querySelector('[data-wind="` + by + `"]:enabled') !== null`)
}

// soon says whether something comes within the time that the calendar and a
// delivery take.
func (s *story) soon(expression string) bool {
	ctx, cancel := context.WithTimeout(s.ctx, testPatience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(4*time.Second))) == nil
}

// raised is a new resident who writes what worries them and wants an answer.
func (s *story) raised(worry string) {
	p := s.resident
	s.chooseLanguage(p.phone, s.lang)
	s.click(`[data-phone="` + p.phone + `"] [data-tool="start"]`)
	p.press(s.lang)
	p.press("adult")
	p.press("agree")
	p.pressFirst("a.")
	p.offers("concern")
	p.press("concern")
	p.press("street")
	p.press("mine")
	p.offers("skip")
	s.write(p.phone, worry)
	p.press("answer")
	p.offers("send")
	p.press("send")
	p.offers("my")
	s.shot("story-" + s.lang + "-raised")
}

// released goes through the reviewer's list until the new text has passed.
func (s *story) released(worry string) {
	s.asks(s.reviewer, "/desk", `$="~further"`)
	s.reviewer.press("reviews")
	s.found(s.reviewer, worry)
	s.shot("story-" + s.lang + "-review")
	s.reviewer.press("release")
	s.until(`!` + s.seen(s.reviewer, worry))
}

// asks writes to the bot and waits for the screen with a button that it answers
// with, so that no button of an older screen is pressed and no notice that comes
// meanwhile is taken for the answer.
func (s *story) asks(p *player, words, has string) {
	s.t.Helper()
	mine := `document.querySelectorAll('[data-phone="` + p.phone + `"] [data-from="me"]')`
	before := value[int](s.tester, mine+".length")
	s.write(p.phone, words)
	s.until(`(() => { const mine = ` + mine + `; const all = [...document.querySelectorAll('[data-phone="` + p.phone + `"] [data-message]')];
		return mine.length > ` + strconv.Itoa(before) + ` && all.slice(all.indexOf([...mine].at(-1))).some((m) => m.querySelector('[data-do` + has + `]')); })()`)
}

// found opens one entry of a list after the other, from its last page and the newest on,
// until one says what is looked for.
func (s *story) found(p *player, worry string) {
	s.t.Helper()
	all := `[...document.querySelectorAll('[data-phone="` + p.phone + `"] [data-message]')]`
	with := func(does string) string { return all + `.filter(m => m.querySelector('[data-do` + does + `]')).at(-1)` }
	for skip := range 8 {
		s.until(s.newest(p, `*="~c."`) + ` !== undefined`) // else there seems to be no later page
		later := s.within(p, `$="~later"`, `*="~c."`)
		for value[bool](s.tester, later+` !== undefined`) {
			p.pressed(later)
		}
		p.pressed(`[...(` + with(`*="~c."`) + `?.querySelectorAll('[data-do*="~c."]') ?? [])].sort((a, b) => b.textContent.replace(/\D/g, '') - a.textContent.replace(/\D/g, ''))[` + strconv.Itoa(skip) + `]`)
		s.until(with(`*="~c."`) + ` === undefined && ` + with(`$="~back"`) + ` !== undefined`)
		if value[bool](s.tester, with(`$="~back"`)+`.textContent.includes(`+asJSON(s.t, worry)+`)`) {
			return
		}
		p.pressed(with(`$="~back"`) + `.querySelector('[data-do$="~back"]')`)
	}
	s.t.Fatalf("none of the newest says %q", worry)
}

// newest is a script for the last button that does this of the newest message that
// has one; a notice may have come after it.
func (s *story) newest(p *player, does string) string { return s.within(p, does, does) }

// within is a script for the last button that does this in the newest message that
// has a button of another kind: the arrow of a list, say, or nothing. Of buttons with
// numbers it is the highest, wherever a row that is read from the right puts it.
func (s *story) within(p *player, does, has string) string {
	return `[...([...document.querySelectorAll('[data-phone="` + p.phone + `"] [data-message]')].filter(m => m.querySelector('[data-do` + has + `]')).at(-1)` +
		`?.querySelectorAll('[data-do` + does + `]') ?? [])].sort((a, b) => a.textContent.replace(/\D/g, '') - b.textContent.replace(/\D/g, '')).at(-1)`
}

// seen is a script: the newest message holds these words.
func (s *story) seen(p *player, words string) string {
	return `([...document.querySelectorAll('[data-phone="` + p.phone + `"] [data-from="bot"]')].at(-1)?.textContent.includes(` + asJSON(s.t, words) + `) ?? false)`
}

// answered is the officer, who reads it and invites to talk about it; the
// resident finds that without learning more than a button.
func (s *story) answered(worry string) {
	s.asks(s.officer, "/desk", `$="~further"`)
	s.officer.press("cases")
	s.found(s.officer, worry)
	s.shot("story-" + s.lang + "-officer")
	s.officer.press("answer")
	s.officer.press("t.meeting")
	s.officer.press("send")
	p := s.resident
	p.pressed(s.newest(p, `*="~case."`))
	p.offers("reply")
	s.shot("story-" + s.lang + "-answered")
}

// met takes a place in the first meeting that has one, is reminded when the
// clock comes near, and says that they come.
func (s *story) met() {
	p := s.resident
	s.asks(p, "/sessions", `$="~back"`)
	p.press("join", "wait")
	p.offers("calendar")
	for range 21 { // days; the demo's first meeting is nearer
		if s.soon(s.newest(p, `*="~coming."`) + ` !== undefined`) {
			break
		}
		s.wind("86400")
	}
	p.pressed(s.newest(p, `*="~coming."`))
	s.shot("story-" + s.lang + "-reminded")
}

// closed is the officer, who says what came of it, and the resident, who reads it.
func (s *story) closed(worry, outcome string) {
	s.asks(s.officer, "/desk", `$="~further"`)
	s.officer.press("cases")
	s.found(s.officer, worry)
	s.officer.press("close")
	s.officer.press("done")
	s.write(s.officer.phone, outcome)
	s.officer.press("send")
	p := s.resident
	s.asks(p, "/my", `*="~case."`)
	p.pressed(s.newest(p, `*="~case."`))
	s.until(s.seen(p, outcome))
	p.offers("reopen")
	s.shot("story-" + s.lang + "-closed")
}

// announced is the organiser, who tells everybody; the report adds up.
func (s *story) announced(news string) {
	o := s.organiser
	s.asks(o, "/desk", `$="~further"`)
	o.press("news")
	o.press("make")
	o.press("all")
	s.write(o.phone, news)
	o.offers("same") // for the programme's other languages
	o.press("same")
	o.press("without")
	o.press("next")
	o.press("next")
	o.press("yes") // urgent, so that it goes out whatever the hour is
	o.press("now")
	o.press("send")
	s.until(`document.querySelector('[data-phone="` + s.resident.phone + `"] [data-log]').textContent.includes(` + asJSON(s.t, strings.TrimSuffix(news, ".")) + `)`)
	s.shot("story-" + s.lang + "-announced")
}
