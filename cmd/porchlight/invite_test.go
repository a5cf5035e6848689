package main

import (
	"slices"
	"strings"
	"testing"

	"porchlight/flows"
)

// A partner has a name that residents can read, and takes nothing that may never
// be handed on.
func TestInvitationsOfPartners(t *testing.T) {
	tests := []struct {
		name, called, list string
		role               flows.Role
		want               []flows.Category
		wrong              string
	}{
		{name: "by name", called: "City lamps", role: flows.RolePartner},
		{name: "for categories", called: "City lamps", list: "street,home", role: flows.RolePartner, want: []flows.Category{flows.Street, flows.Home}},
		{name: "without a name", role: flows.RolePartner, wrong: "--organisation"},
		{name: "too long", called: strings.Repeat("ї", flows.MostBody+1), role: flows.RolePartner, wrong: "--organisation"},
		{name: "as long as fits", called: strings.Repeat("ї", flows.MostBody), role: flows.RolePartner},
		{name: "in two lines", called: "City\nlamps", role: flows.RolePartner, wrong: "--organisation"},
		{name: "police conduct", called: "City lamps", list: "street,police", role: flows.RolePartner, wrong: "police"},
		{name: "no such category", called: "City lamps", list: "lamps", role: flows.RolePartner, wrong: "lamps"},
		{name: "an officer", role: flows.RoleOfficer},
		{name: "an officer of an organisation", called: "City lamps", role: flows.RoleOfficer, wrong: "--organisation"},
		{name: "an officer for categories", list: "street", role: flows.RoleOfficer, wrong: "--categories"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := partnerTopics(flows.Invitation{Role: tt.role, Body: tt.called}, tt.list)
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || !slices.Equal(got, tt.want) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}
