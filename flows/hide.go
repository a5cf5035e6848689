package flows

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
