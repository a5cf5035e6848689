package flows

// Style is how a button looks in apps that show it, in Telegram's words.
type Style string

// The styles. StyleMain is the one that most people press here, and StyleDanger what
// cannot be undone; a screen has at most one of each.
const (
	StylePlain  Style = ""
	StyleMain   Style = "primary"
	StyleDanger Style = "danger"
)

// Look is the button's style: its own, or that of its key.
func (b Button) Look() Style {
	if b.Style != StylePlain {
		return b.Style
	}
	return styles[b.Key]
}

// styles are those of buttons that look the same wherever they stand.
var styles = map[string]Style{
	"menu.concern": StyleMain,

	"interrupted.start_over": StyleDanger, // what was told is deleted

	"session.button.join":        StyleMain,
	"session.button.wait":        StyleMain,
	"session.leave.confirm":      StyleDanger,
	"series.leave.all":           StyleDanger,
	"session.leave.confirm_line": StyleDanger,
	"reminder.coming":            StyleMain,
	"pulse.go_on":                StyleMain,
	"pulse.take_back.confirm":    StyleDanger,
	"mydata.erase.yes":           StyleDanger,
	"case.take_back.do":          StyleDanger,
	"collect.done":               StyleMain,
	"concern.review.send":        StyleMain,
	"start.notice.agree":         StyleMain,
	"thread.open":                StyleMain,

	"organise.publish":     StyleMain,
	"organise.save":        StyleMain,
	"organise.cancel.sure": StyleDanger,
	"announce.now":         StyleMain,
	"announce.sure.yes":    StyleDanger, // what was sent cannot be taken back
	"announce.halt.yes":    StyleDanger,
	"lead.org.notes_drop":  StyleDanger,
	"waves.open_sure":      StyleMain,
	"waves.close_sure":     StyleDanger,
	"waves.cancel_sure":    StyleDanger,
	"staff.sure":           StyleDanger,
	"staff.lost_sure":      StyleDanger,
	"me.quit_sure":         StyleDanger,
	"cases.answer":         StyleMain,
	"cases.send":           StyleMain,
	"translate.hand_on":    StyleMain,
	"absence.confirm":      StyleMain,
	"approve.publish.yes":  StyleMain,
}
