package main

import (
	"slices"
	"strings"
	"testing"

	"porchlight/flows"
	"porchlight/flows/programmes"
)

// TestPhonesBelongToWhomResidentsReadOf: the officer, the contact and the lead who have a
// phone in the demo are those whom the programme's file names, in each of its languages.
func TestPhonesBelongToWhomResidentsReadOf(t *testing.T) {
	for _, name := range programmes.Names() {
		p, err := readProgramme(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range p.Languages {
			d := &demonstration{programme: p, lang: lang}
			named := map[flows.Role][]string{flows.RoleIndependent: {p.Independent.Name.In(lang)}}
			if p.Safeguarding != nil {
				named[flows.RoleLead] = []string{p.Safeguarding.Name.In(lang)}
			}
			for _, o := range p.Officers {
				named[flows.RoleOfficer] = append(named[flows.RoleOfficer], o.Name.In(lang))
			}
			for role, all := range named {
				who := d.holder(role)
				if !slices.ContainsFunc(all, func(one string) bool { return strings.Contains(one, who) }) {
					t.Errorf("%s in %s: the phone of the %s is %q's, and residents read of %q", name, lang, role, who, all)
				}
			}
		}
	}
}
