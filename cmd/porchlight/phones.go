package main

import (
	"porchlight/bot/emulator"
	"porchlight/bot/web"
	"porchlight/flows"
)

// phoneOf is a phone of the page and what its holder is in the programme.
type phoneOf struct {
	id         int64 // the Telegram id of whoever holds it
	role       flows.Role
	switchable bool // one of those that share the last phone of the page
}

// roleResident is the role of the phone that has none.
const roleResident flows.Role = "resident"

// phonesOf are the demo's phones: the first ones stand on the page, the others take
// turns on one.
func phonesOf() []phoneOf {
	return []phoneOf{
		{5001, roleResident, false},
		{5002, flows.RoleOfficer, false},
		{5003, flows.RoleOrganiser, false},
		{5004, flows.RoleReviewer, false},
		{5005, flows.RoleIndependent, true},
		{5006, flows.RoleLead, true},
		{5007, flows.RolePartner, true},
		{5008, flows.RoleTranslator, true},
		{5009, flows.RoleFacilitator, true},
	}
}

// label is what the page calls the role.
func (p phoneOf) label() string {
	switch p.role {
	case flows.RoleIndependent:
		return "contact"
	case flows.RoleLead:
		return "lead"
	}
	return string(p.role)
}

// webPhones are the same as the page draws them.
func (d *demonstration) webPhones() []web.Phone {
	var all []web.Phone
	for _, p := range phonesOf() {
		if !d.busies(p.role) {
			continue
		}
		all = append(all, web.Phone{ID: p.id, Role: p.label(), Name: d.holder(p.role), Lang: string(d.lang), Switchable: p.switchable})
	}
	return all
}

// busies says whether the programme has anything to do for a role: without a reviewer no
// text goes on, so nobody checks one or hands it to a service, and where nobody under 18
// can send a concern, nobody reads any.
func (d *demonstration) busies(role flows.Role) bool {
	switch role {
	case flows.RoleReviewer, flows.RolePartner:
		return d.programme.Reviewed
	case flows.RoleLead:
		return d.programme.Minors.Concerns
	}
	return true
}

// profile is how a phone's holder appears to the bot.
func (d *demonstration) profile(p phoneOf) emulator.Profile {
	return emulator.Profile{FirstName: d.holder(p.role), LanguageCode: string(d.lang)}
}
