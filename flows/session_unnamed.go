package flows

// This file is about meetings whose title stands on their card and at the desk of who plans
// them, and nowhere else: a list, a reminder, a receipt, a calendar file and a locked phone say
// "A meeting". Whoever looks at the phone of somebody who comes does not learn what it is about.

// UnnamedMeeting is the key of what such a meeting is called.
const UnnamedMeeting = "session.unnamed"

// called is what a meeting is called everywhere but on its card: a Name, or a Ref.
func (s Session) called() any {
	if s.Unnamed {
		return Ref(UnnamedMeeting)
	}
	return Name(s.title())
}

// exported is a meeting's title in somebody's own data, which is a file like any other.
func (s Session) exported(l Lang) string {
	if s.Unnamed {
		return ""
	}
	return s.title().In(l)
}
