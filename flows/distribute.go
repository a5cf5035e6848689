package flows

// GuidesPush is what everybody gets when the calendar sends the guides out: a
// button that opens the whole list. Its words say nothing of what the guides
// are about, so that whoever looks at the phone learns nothing of its owner,
// and the sensitive ones are within reach without being named.
func GuidesPush(p *Person) Say {
	return Say{Lang: p.Lang, Chat: p.Chat, Fresh: true, Hush: true,
		Lines: []Line{{Key: "distribute.text"}, {Key: "distribute.pause"}},
		Rows:  column(link("distribute.open", "guides"))}
}
