package flows

// share sends a link that leads to one thing in the bot, and the same as a picture: to be
// passed on, into a group of neighbours or onto a poster. What the link opens says who may have it.
func (t *turn) share(key string, args Args, start string) {
	if args == nil {
		args = Args{}
	}
	args["link"] = Code("https://t.me/" + t.w.Bot + "?start=" + start)
	link := string(args["link"].(Code))
	t.say(Say{Lines: line(key, args), Attach: &Attachment{QR: link}, Rows: [][]Button{{{Key: "share.copy", Copy: link}}}})
}
