package flows

import (
	"fmt"
	"reflect"
	"testing"
)

func service(id string, need Need, areas []string, langs ...Lang) Service {
	return Service{ID: id, Name: Text{English: id}, Needs: []Need{need}, Areas: areas, Languages: langs, Phone: "1"}
}

func withServices(t *testing.T) *play {
	p := newPlay(t)
	p.programme.Services = []Service{
		service("far", NeedLegal, []string{"tavr"}, English),
		service("other", NeedLegal, nil, Ukrainian),
		service("mine", NeedLegal, []string{"korabel"}, English),
		service("home", NeedShelter, nil, English),
	}
	p.programme.Services[2].Link = "https://example.org"
	p.programme.Services[1].Link = "http://example.org"
	return p
}

func TestNearOffersOwnLanguageFirstAndOwnAreaOnly(t *testing.T) {
	p := withServices(t)
	who := p.join(1)
	p.link(who, "near")
	p.press(who, "n.legal")
	rows := p.screens[who].Rows
	if rows[0][0].Do != "v.legal.mine" || rows[1][0].Do != "v.legal.other" || p.offers(who, "v.legal.far") {
		t.Errorf("offered: %v", rows)
	}
	if !hasKey(p.screens[who], "near.foreign_note") || rows[1][0].Key != "near.foreign" {
		t.Error("it is not said that a service may not speak the language")
	}
	p.press(who, "v.legal.mine")
	if url := p.screens[who].Rows[0][0].URL; url != "https://example.org" {
		t.Errorf("the link is %q", url)
	}
	p.press(who, "n.legal")
	p.press(who, "v.legal.other")
	for _, row := range p.screens[who].Rows {
		if row[0].URL != "" {
			t.Errorf("a link without https: %v", row)
		}
	}
}

func TestNearKeepsNothing(t *testing.T) {
	p := withServices(t)
	who := p.join(1)
	p.link(who, "near")
	before := *p.people[who]
	for _, do := range []string{"n.shelter", "v.shelter.home"} {
		p.press(who, do)
		after := *p.people[who]
		after.Serial = before.Serial
		if !reflect.DeepEqual(before, after) {
			t.Errorf("after %s the record is %+v, before %+v", do, after, before)
		}
		if s := p.screens[who]; s.Vanish != watched || s.Rows[0][0].Do != "hide" {
			t.Errorf("a delicate need stays on the screen: %+v", s)
		}
	}
}

func TestNearSaysWhenThereIsNobody(t *testing.T) {
	p := withServices(t)
	who := p.join(1)
	p.link(who, "near")
	p.press(who, "n.health")
	if !hasKey(p.screens[who], "near.nothing") || !p.offers(who, "number.emergency") || !p.offers(who, "number.helpline_child") || p.offers(who, "number.hate_support") {
		t.Errorf("shown: %+v", p.screens[who])
	}
}

func TestNearRefusesForgedLooks(t *testing.T) {
	for _, do := range []string{
		"n.", "n.x", "n.legal.1", "n.legal.-1", "n.legal.x", "n.legal.2305843009213693952", "v.legal.far",
		"v.legal.", "v.health.mine", "v.x.mine", "needs.x", "x",
	} {
		p := withServices(t)
		who := p.join(1)
		p.link(who, "near")
		if p.forge(who, do); !hasKey(p.screens[who], "common.misfit.button") {
			t.Errorf("%q was taken: %v", do, p.screens[who].Lines)
		}
	}
}

func TestNearPages(t *testing.T) {
	p := newPlay(t)
	for i := range 2*servicesAPage + 1 {
		p.programme.Services = append(p.programme.Services, service(fmt.Sprint("s", i), NeedLegal, nil, English))
	}
	who := p.join(1)
	p.link(who, "near")
	p.press(who, "n.legal")
	p.press(who, "n.legal.1")
	p.press(who, "n.legal.2")
	if !p.offers(who, "v.legal.s16") || p.offers(who, "n.legal.3") {
		t.Errorf("the last page is %v", p.screens[who].Rows)
	}
}

func TestOfficers(t *testing.T) {
	officer := Officer{ID: "o", Name: Text{English: "Officer Olena"}, Areas: []string{"korabel"}, Hours: Text{English: "Mondays"}, Phone: "0552", Languages: []Lang{English}}
	tests := []struct {
		name     string
		age      Age
		area     string
		want     []string
		wantsNot []string
	}{
		{"an adult sees who it is", AgeAdult, "korabel", []string{"officer.name", "officer.hours", "officer.languages", "officer.phone"}, []string{"officer.none"}},
		{"a teen sees a team and the lead", AgeTeen, "korabel", []string{"officer.team", "officer.station", "officer.lead"}, []string{"officer.name", "officer.phone", "officer.hours"}},
		{"nobody is named", AgeAdult, "tavr", []string{"officer.none", "officer.danger"}, []string{"officer.name"}},
		{"an area that is gone", AgeAdult, "nowhere", []string{"officer.none"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlay(t)
			p.programme.Officers = []Officer{officer}
			who := p.join(1, func(person *Person) { person.Age, person.Area = tt.age, tt.area })
			p.link(who, "officer")
			for _, key := range tt.want {
				if !hasKey(p.screens[who], key) {
					t.Errorf("%s is not said", key)
				}
			}
			for _, key := range tt.wantsNot {
				if hasKey(p.screens[who], key) {
					t.Errorf("%s is said", key)
				}
			}
		})
	}
}
