package bot

import (
	"fmt"
	"strings"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// withRole reads "Petro (en), with the role officer", "... officer of AREA" or
// "... partner for ID" and gives the role. It returns who that is.
func (p *player) withRole(who string) (rest string, seated bool) {
	rest, role, seated := strings.Cut(who, ", with the role ")
	if !seated {
		return who, false
	}
	role, body, _ := strings.Cut(role, " for ")
	role, area, limited := strings.Cut(role, " of ")
	name, lang, _ := strings.Cut(strings.TrimSuffix(rest, ")"), " (")
	id := 7001 + int64(len(p.phones))
	g := flows.Grant{Role: flows.Role(role), Body: body, Since: p.clock.Now().Unix()}
	if limited {
		g.Areas = []string{area}
	}
	m := flows.Member{Who: p.bot.store.Person(id), Chat: id, Lang: flows.English, Name: name, Reads: flows.Languages(), Grants: []flows.Grant{g}}
	p.emu.Person(id, emulator.Profile{FirstName: name, LanguageCode: lang}).Meet() // a menu may be set before they write
	p.until("the bot to be ready", p.bot.Ready)
	if err := p.bot.store.UpdateBoard(p.t.Context(), func(b *flows.Board) bool {
		b.Staff = append(b.Staff, m)
		return true
	}); err != nil {
		p.t.Fatal(fmt.Errorf("give %s a role: %w", name, err))
	}
	return rest, true
}

// greets takes somebody with a role through their first screen, unseen.
func (p *player) greets(ph *phone, lang string) {
	p.unseen(func() {
		ph.person.Send("/start")
		p.idle(p.bot)
		p.offers(ph.person, lang)
		p.town.do(ph.person, lang)
		p.idle(p.bot)
		ph.person.Send("/desk")
		p.idle(p.bot)
	})
}

// unseen does something that is not written down.
func (p *player) unseen(what func()) {
	what()
	out := p.out.String()
	p.listen()
	p.out.Reset()
	p.out.WriteString(out)
}
