package flows

// unusable names what was sent, if no screen can use it where it came: a hint
// that says "stickers" helps more than "I did not understand". "" for words
// and buttons.
func (t *turn) unusable() string {
	switch t.e.Kind {
	case Photo:
		return "thing.photo"
	case Voice:
		return "thing.voice"
	case Place:
		return "thing.place"
	case Other:
		switch t.e.What {
		case "sticker", "contact", "poll", "video", "audio", "document", "game":
			return "thing." + t.e.What
		}
		return "thing.unknown"
	}
	return ""
}
