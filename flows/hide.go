package flows

func hideConversation() conversation {
	return conversation{name: "hide", doors: []door{{word: "hide", by: byButton | byCommand, listed: 120, over: always((*turn).hide)}}}
}

// hide removes what the chat showed lately, drops what was being told, and
// leaves one neutral line: whoever holds the phone next shall not see what
// this is about. Buttons that are left over somewhere stop working.
func (t *turn) hide() {
	if t.p.Registered() { // otherwise there is nothing yet that could be dropped
		t.forgetFlow()
	}
	t.p.Serial++
	t.say(Say{Hide: true, Lines: line("hide.done", nil), Rows: column(toMenu())})
}

// VanishedMeanwhile is what somebody gets whose screen has deleted itself before
// it could change: what was sensitive comes back only if they ask for it.
func VanishedMeanwhile(lang Lang) Say {
	return Say{Lang: lang, Lines: line("hide.meanwhile", nil), Rows: column(link("number.here", "here"), toMenu())}
}
