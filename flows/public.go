package flows

import (
	"cmp"
	"strings"
	"time"
)

// PublicEvent is what reaches the bot in a group chat: a command, or the bot
// being added to it. Who wrote it is not in it: a group learns nothing about a
// person, and nothing about a person is looked up for a group.
type PublicEvent struct {
	Now   time.Time
	Chat  int64
	Bot   string // the bot's username, without the @
	Added bool   // the bot was just added to the group
	Word  string // the command, lower case, without the slash; "" for anything else
	To    string // the username behind an @ in the command, "" if there was none

	Thread int // the forum's topic in which it was written; 0: none, or General
}

// sessionsInPublic is how many meetings a group is shown.
const sessionsInPublic = 5

// DecidePublic answers in a group, in the programme's first language: what
// everybody may know, and a button that goes on in private. Anything personal
// gets that button only. No person's record is read or written: the outcome's
// Person is empty and Keep is set.
func DecidePublic(w World, e PublicEvent) Outcome {
	t := &turn{w: w, e: Event{Now: e.Now, Chat: e.Chat}, p: &Person{Lang: w.Programme.Languages[0]}}
	out := Outcome{Keep: true}
	say, why := t.public(e)
	if why != "" {
		out.Silent = why
		return out
	}
	say.Lang, say.Chat, say.Thread, say.Fresh = t.p.Lang, e.Chat, e.Thread, true
	out.Says = []Say{say}
	return out
}

// public is what to say, or why nothing is said. Telegram hands a bot only the
// commands that were meant for it: with its name, or bare when it spoke last.
func (t *turn) public(e PublicEvent) (say Say, why string) {
	addressed := e.To != "" && strings.EqualFold(e.To, e.Bot)
	switch {
	case e.Added:
		return Say{
			Lines: line("public.added", Args{"programme": Name(t.w.Programme.Title)}),
			Rows:  private(e.Bot, "public.private", "menu"),
		}, ""
	case e.Word == "":
		return Say{}, "a group is only listened to for commands"
	case e.To != "" && !addressed:
		return Say{}, "another bot's command"
	}
	switch d, _, ours := doorTo(e.Word, byCommand); {
	case ours && d.public != nil:
		return d.public(t, e.Bot), ""
	case ours:
		return Say{Lines: line("public.only_private", nil), Rows: private(e.Bot, "public.private", cmp.Or(deepTarget(e.Word), "menu"))}, ""
	case addressed:
		return Say{Lines: line("public.unknown", nil), Rows: private(e.Bot, "public.private", "menu")}, ""
	}
	return Say{}, "not a command of ours"
}

// publicHelp says in a group what the bot is for.
func (t *turn) publicHelp(bot string) Say {
	return Say{
		Lines: []Line{{Key: "public.help", Args: Args{"programme": Name(t.w.Programme.Title)}}, t.publicDanger()},
		Rows:  private(bot, "public.private", "menu"),
	}
}

func (t *turn) publicDanger() Line {
	return Line{Key: "public.danger", Args: Args{"number": Code(t.w.Programme.Numbers.Emergency)}}
}

// publicSessions lists the next meetings that are open to all. Youth meetings
// are not announced in groups, and an address that is kept for the day is not
// shown.
func (t *turn) publicSessions(bot string) Say {
	say := Say{}
	if t.w.Board != nil {
		for _, s := range t.w.Board.Sessions {
			if s.Youth || s.Both || s.closed() || s.Cancelled || t.begun(s) || len(say.Lines) >= sessionsInPublic {
				continue
			}
			args := Args{"title": s.called(), "when": Moment(s.StartsAt(t.w.Programme.Zone)), "place": Name(s.Place)}
			key := "public.session"
			if !s.AddressOnDay && len(s.Address) > 0 {
				key, args["address"] = "public.session_address", Name(s.Address)
			}
			say.Lines = append(say.Lines, Line{Key: key, Args: args})
		}
	}
	if len(say.Lines) == 0 {
		say.Lines = line("public.no_sessions", nil)
	} else {
		say.Lines = append(line("public.sessions", nil), say.Lines...)
	}
	say.Rows = private(bot, "public.join", "sessions")
	return say
}

// publicGuides lists the guides by the titles that may stand in the open.
func (t *turn) publicGuides(bot string) Say {
	guides := t.guides()
	if len(guides) == 0 {
		return Say{Lines: []Line{{Key: "public.no_guides"}, t.publicDanger()}, Rows: private(bot, "public.private", "menu")}
	}
	say := Say{Lines: append(t.sample(guides...), Line{Key: "public.guides"})}
	for _, g := range guides {
		say.Lines = append(say.Lines, Line{Key: "public.guide", Args: Args{"title": Ref(g.title())}})
	}
	say.Lines = append(say.Lines, t.publicDanger())
	say.Rows = private(bot, "public.read", "guides")
	return say
}

// private is a button that goes on in the private chat.
func private(bot, key, target string) [][]Button {
	return [][]Button{{{Key: key, URL: "https://t.me/" + bot + "?start=" + target}}}
}
