package flows_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/robfig/cron/v3"

	"porchlight/flows"
	"porchlight/flows/programmes"
)

// aKind is a kind of meeting in a programme's file.
func aKind(id, more string) string {
	return "[[kinds]]\n" + id + "\nname = { en = \"Walk\", es = \"Paseo\" }\n" + more + "\n\n"
}

func manyKinds() (kinds string) {
	for i := range 10 {
		kinds += aKind(fmt.Sprintf("id = \"k%d\"", i), fmt.Sprintf("sign = \"%c\"", '🐀'+rune(i)))
	}
	return kinds
}

// sound is a small programme without a fault; each test breaks it in one place.
const sound = `name = "oak-hill"
languages = ["en", "es"]
zone = "Europe/Kyiv"
title = { en = "Oak Hill", es = "Oak Hill" }
reviewed = true

[numbers]
emergency = "112"
police = "102"

[[areas]]
id = "north"
name = { en = "North", es = "Norte" }
shape = [[46.60, 32.60], [46.61, 32.60], [46.61, 32.61], [46.60, 32.61]]

[[areas]]
id = "south"
name = { en = "South", es = "Sur" }
shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]

[[officers]]
id = "sample"
name = { en = "Officer Sample", es = "Oficial Sample" }
areas = ["north"]
hours.en = "Mondays"
hours.es = "Lunes"
languages = ["en"]
phone = "0552 00 00 01"

[[services]]
id = "help"
name = { en = "Help", es = "Ayuda" }
about = { en = "We help.", es = "Ayudamos." }
needs = ["legal"]
languages = ["en", "pl"]
phone = "0552 00 00 02"
link = "https://help.example.org"
areas = ["south"]

[independent]
name = { en = "Ombudsperson", es = "Defensora" }
how = { en = "Call.", es = "Llame." }

[[complaints]]
name = { en = "Board", es = "Junta" }
how = { en = "Write.", es = "Escriba." }

[safeguarding]
name = { en = "Lead", es = "Responsable" }
how = { en = "Ask.", es = "Pregunte." }

[minors]
concerns = true
sessions = true

[approvers]
child = "Help, May 2026"

[pulse]
opens = "+0d"
closes = "+7d 20:00"

[[sessions]]
id = "talk"
title = { en = "A talk", es = "Una charla" }
start = "2026-12-01 18:00"
minutes = 90
place = { en = "School", es = "Escuela" }
capacity = 30
youth = true

[schedule]
digest = "0 17 * * 5"
quiet_from = "21:00"
quiet_until = "08:00"

[retention]
after_closing_days = 90
at_most_days = 365
`

func TestSoundProgramme(t *testing.T) {
	p, problems := flows.ParseProgramme("oak.toml", []byte(sound))
	if len(problems) > 0 {
		t.Fatalf("complaints: %v", problems)
	}
	if p.Name != "oak-hill" || p.Zone.String() != "Europe/Kyiv" || len(p.Areas) != 2 ||
		p.Title["es"] != "Oak Hill" || p.Officers[0].Hours["es"] != "Lunes" ||
		p.Numbers.Get("police") != "102" || p.Pulse.Instrument != "default" ||
		p.KeepAfterClosing != 90*24*time.Hour || p.KeepAtMost != 365*24*time.Hour ||
		p.Sessions[0].Plan != (flows.When{Date: "2026-12-01", Hour: 18}) || !p.Approved("child") {
		t.Errorf("read wrongly: %+v", p)
	}
	if ring := p.Areas[0].Shape[0][0]; len(ring) != 5 || ring[0] != ring[4] || ring[0].Lat() != 46.60 || ring[0].Lon() != 32.60 {
		t.Errorf("the border is %v: want it closed, latitude first in the file", ring)
	}
}

// complaint breaks the sound programme by writing new for old, and expects one
// complaint that holds says, at the line of at (of new, if at is empty).
type complaint struct{ name, old, new, at, says string }

func (c complaint) check(t *testing.T) {
	t.Helper()
	if strings.Count(sound, c.old) == 0 {
		t.Fatalf("the sound programme has no %q", c.old)
	}
	file := strings.Replace(sound, c.old, c.new, 1)
	at := c.at
	if at == "" {
		at, _, _ = strings.Cut(strings.TrimSpace(c.new), "\n")
	}
	line := 1 + strings.Count(file[:strings.Index(file, at)], "\n")
	p, problems := flows.ParseProgramme("oak.toml", []byte(file))
	if len(problems) != 1 || p != nil {
		t.Fatalf("want one complaint and no programme, got %v", problems)
	}
	want := fmt.Sprintf("oak.toml:%d: ", line)
	if got := problems[0].String(); !strings.HasPrefix(got, want) || !strings.Contains(got, c.says) {
		t.Errorf("got  %s\nwant %s...%s", got, want, c.says)
	}
}

func TestComplaints(t *testing.T) {
	tests := []complaint{
		// the file
		{"not TOML", `reviewed = true`, `reviewed = yes`, "", "mend this line"},
		{"a key twice", `reviewed = true`, "reviewed = true\nreviewed = false", "reviewed = false", "mend this line"},
		{"unknown key", `reviewed = true`, "reviewd = true", "", `did you mean "reviewed"?`},
		{"unknown key far from all", `police = "102"`, `astrologer = "7"`, "", `unknown key "astrologer": remove it`},
		{"a line too many", `[approvers]`, "[approvers", "", "mend this line"},
		{"unknown table", `[retention]`, "[weather]\nsun = 1\n[retention]", "[weather]", `unknown key "weather"`},
		{"what must not be sent, in one language only", `reviewed = true`, "reviewed = true\nnever_send.en = \"No soldiers.\"", "never_send.en", "es"},
		{"text for a switch", `reviewed = true`, `reviewed = "true"`, "", "must be true or false"},
		{"number for a text", `name = "oak-hill"`, `name = 7`, "", "must be a text in quotes"},
		{"table for a list", `[[complaints]]`, `[complaints]`, "", "must be a list"},

		// name, languages, zone
		{"no name", `name = "oak-hill"`, ``, "\n", "name is missing"},
		{"capitals in the name", `"oak-hill"`, `"Oak"`, `name = "Oak"`, "small letters"},
		{"a name too long", `"oak-hill"`, `"oak-hill-and-all-of-the-villages-around"`, `name = "oak`, "at most 32"},
		{"unknown language", `languages = ["en", "es"]`, `languages = ["en", "es", "fr"]`, "", `"fr", which Porchlight does not speak`},
		{"language twice", `languages = ["en", "es"]`, `languages = ["en", "es", "en"]`, "", "twice"},
		{"no language", `languages = ["en", "es"]`, `languages = []`, "", "missing or empty"},
		{"no zone", `zone = "Europe/Kyiv"`, ``, `name = "oak`, "time zone is missing"},
		{"unknown zone", `"Europe/Kyiv"`, `"Kyiv"`, `zone = `, "not a time zone"},
		{"the machine's zone", `"Europe/Kyiv"`, `"Local"`, `zone = `, "not a time zone"},

		// texts
		{"a missing translation", `title = { en = "Oak Hill", es = "Oak Hill" }`, `title = { en = "Oak Hill" }`, "", "title has no text in es"},
		{"a missing translation, dotted", `hours.es = "Lunes"`, ``, "hours.en", "hours has no text in es"},
		{"one text for all", `title = { en = "Oak Hill", es = "Oak Hill" }`, `title = "Oak Hill"`, "", "in every language"},
		{"an unknown language in a text", `es = "Norte" }`, `es = "Norte", fr = "Nord" }`, `es = "Norte"`, `unknown language "fr"`},
		{"an empty text", `hours.es = "Lunes"`, `hours.es = " "`, "", "hours.es is empty"},
		{"a title too long", `en = "A talk"`, `en = "` + strings.Repeat("a", 121) + `"`, "title = { en = \"aaa", "shorten it to 120"},
		{"a title too long in UTF-16", `en = "A talk"`, `en = "a` + strings.Repeat("🏠", 60) + `"`, "title = { en = \"a🏠", "121 characters"},
		{"a control character", `hours.es = "Lunes"`, `hours.es = "Lu\u0007nes"`, "", "U+0007"},
		{"a bidi override", `hours.es = "Lunes"`, `hours.es = "Lu\u202Enes"`, "", "U+202E, which turns the direction"},
		{"an isolate", `hours.es = "Lunes"`, `hours.es = "Lu\u2067nes"`, "", "U+2067"},
		{"an invisible letter", `hours.es = "Lunes"`, `hours.es = "Lu\u200Bnes"`, "", "U+200B"},
		{"no letters", `hours.es = "Lunes"`, `hours.es = "..."`, "", "no letter or digit"},
		{"a name on two lines", `es = "Norte"`, `es = "Nor\nte"`, `es = "Nor`, "several lines"},

		// neighbourhoods
		{"an id twice", `[[officers]]`, "[[areas]]\nid = \"north\" # again\nname = { en = \"East\", es = \"Este\" }\n\n[[officers]]", "# again", "used twice"},
		{"an id with a space", `id = "help"`, `id = "he lp"`, "", "small letters"},
		{"an id too long", `id = "help"`, `id = "help-for-everybody-in-town"`, "", "at most 24"},
		{"no id", "id = \"help\"\n", ``, "[[services]]", "id is missing"},
		{"an unknown neighbourhood", `areas = ["north"]`, `areas = ["north", "west"]`, "", `"west", but no [[areas]] has this id: use north, south`},
		{"an officer of nowhere", `areas = ["north"]`, `areas = []`, "", "no neighbourhood"},

		// borders
		{"two points", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[46.59, 32.60], [46.60, 32.60], [46.59, 32.60]]`, "", "2 different points"},
		{"not a pair", `[46.59, 32.60], `, `[46.59], `, "shape = [[46.59]", "not a pair"},
		{"not numbers", `[46.59, 32.60], `, `["46.59", "32.60"], `, `shape = [["46`, "not two numbers"},
		{"not finite", `[46.59, 32.60], `, `[nan, 32.60], `, `shape = [[nan`, "not two numbers"},
		{"off the map", `[46.59, 32.60], `, `[95.59, 95.60], `, `shape = [[95`, "not on the map"},
		{"swapped", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[32.60, 46.59], [32.60, 46.60], [32.61, 46.60]]`, `shape = [[32`, "look swapped"},
		{"one point swapped, on its own line", `[46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, "[46.60, 32.60],\n[32.61, 46.60], [46.59, 32.61]]", "[32.61, 46.60]", "look swapped"},
		{"a bow tie", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[46.59, 32.60], [46.60, 32.61], [46.60, 32.60], [46.59, 32.61]]`, `shape = [[46.59`, "crosses or touches itself"},
		{"a spike", `[46.60, 32.61], [46.59, 32.61]]`, `[46.60, 32.61], [46.60, 32.63], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[46.59`, "crosses or touches itself"},
		{"overlap", `[46.60, 32.61], [46.59, 32.61]]`, `[46.608, 32.61], [46.59, 32.61]]`, `shape = [[46.59`, `"south" overlaps "north"`},
		{"the same border", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[46.60, 32.60], [46.61, 32.60], [46.61, 32.61], [46.60, 32.61]]`, "shape = [[46.60, 32.60], [46.61, 32.60], [46.61, 32.61], [46.60, 32.61]]\n\n[[officers]]", "overlaps"},
		{"across, no corner inside", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[46.604, 32.59], [46.606, 32.59], [46.606, 32.62], [46.604, 32.62]]`, "shape = [[46.604", "overlaps"},
		{"far away", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[48.59, 32.60], [48.60, 32.60], [48.60, 32.61]]`, "shape = [[48", "more than 100 km from the others"},
		{"a wrong digit", `[46.60, 32.61], [46.59, 32.61]]`, `[46.60, 34.61], [46.59, 32.61]]`, `shape = [[46.59`, "more than 100 km across"},
		{"a crossing part", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[[46.57, 32.60], [46.58, 32.60], [46.58, 32.61]], [[46.575, 32.60], [46.585, 32.60], [46.585, 32.61]]]`, "shape = [[[46.57", "part 2 of the border crosses or touches part 1"},
		{"an island in a hole", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[[46.50, 32.50], [46.59, 32.50], [46.59, 32.59], [46.50, 32.59]], [[46.52, 32.52], [46.56, 32.52], [46.56, 32.56], [46.52, 32.56]], [[46.53, 32.53], [46.54, 32.53], [46.54, 32.54]]]`, "shape = [[[46.50", "part 3 of the border lies inside a hole"},
		{"round the world", `[46.60, 32.61], [46.59, 32.61]]`, `[46.60, -179.95], [46.59, 32.61]]`, `shape = [[46.59`, "lies hours away"},
		{"too many points", `[46.59, 32.61]]`, strings.Repeat("[46.59, 32.61],", 200) + `]`, "shape = [[46.59", "at most 200"},
		{"a speck", `[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `[[46.5900, 32.6000], [46.5901, 32.6000], [46.5901, 32.6001]]`, "shape = [[46.5900", "less than 1000 square metres"},

		// people and numbers
		{"no emergency number", "emergency = \"112\"\n", ``, "[numbers]", "emergency is missing"},
		{"no numbers", "[numbers]\nemergency = \"112\"\npolice = \"102\"\n", ``, `name = "oak`, "emergency numbers are missing"},
		{"a phone of words", `"0552 00 00 01"`, `"ask Olena"`, `phone = "ask`, "does not look like a telephone number"},
		{"a phone too long", `"0552 00 00 01"`, `"0552 0000 0000 0000 01"`, `phone = "0552 0000`, "does not look like"},
		{"an officer of no language", `languages = ["en"]`, `languages = []`, "", "missing or empty"},
		{"an unknown need", `needs = ["legal"]`, `needs = ["legal", "magic"]`, "", "which is no need"},
		{"no need", `needs = ["legal"]`, ``, "[[services]]", "nobody would find this service"},
		{"an unknown language of a service", `["en", "pl"]`, `["en", "de"]`, `languages = ["en", "de"]`, `"de"`},
		{"plain http", `https://help.example.org`, `http://help.example.org`, `link = "http:`, "begins with https://"},
		{"a link to nowhere", `https://help.example.org`, `https://`, `link = `, "begins with https://"},
		{"nobody can reach it", "phone = \"0552 00 00 02\"\nlink = \"https://help.example.org\"\n", ``, "[[services]]", "nobody can reach"},
		{"no independent contact", "[independent]\nname = { en = \"Ombudsperson\", es = \"Defensora\" }\nhow = { en = \"Call.\", es = \"Llame.\" }\n", ``, `name = "oak`, "concerns about police conduct need somebody who is not police"},
		{"an independent contact without a way", "how = { en = \"Call.\", es = \"Llame.\" }\n", ``, "[independent]", "how is missing"},
		{"no complaints body", "[[complaints]]\nname = { en = \"Board\", es = \"Junta\" }\nhow = { en = \"Write.\", es = \"Escriba.\" }\n", ``, `name = "oak`, "nobody takes official complaints"},
		{"an unknown guide", `child = "Help`, `childs = "Help`, "", `did you mean "child"?`},

		// minors
		{"a youth session that may not be", `sessions = true`, `sessions = false`, `youth = true`, "no young person may join"},

		// kinds of meetings
		{"a kind that everybody has", "[[sessions]]", aKind(`id = "circle"`, `sign = "🌳"`) + "[[sessions]]", `id = "circle"`, "used twice"},
		{"a kind without a picture", "[[sessions]]", aKind(`id = "walk"`, `minutes = 60`) + "[[sessions]]", "[[kinds]]", "sign is missing"},
		{"a picture of words", "[[sessions]]", aKind(`id = "walk"`, `sign = "<b>walk</b>"`) + "[[sessions]]", "sign = ", "write one emoji"},
		{"two pictures", "[[sessions]]", aKind(`id = "walk"`, `sign = "🌳🌳"`) + "[[sessions]]", "sign = ", "write one emoji"},
		{"a picture that is taken", "[[sessions]]", aKind(`id = "walk"`, `sign = "⭕"`) + "[[sessions]]", "sign = ", "another kind of meeting"},
		{"a kind of two minutes", "[[sessions]]", aKind(`id = "walk"`, "sign = \"🌳\"\nminutes = 2") + "[[sessions]]", "minutes = 2", "from 10 to 600"},
		{"too many kinds", "[[sessions]]", manyKinds() + "[[sessions]]", `[[kinds]]
id = "k9"`, "more than 9 kinds"},
		{"a meeting of no kind", `youth = true`, "youth = true\nkind = \"party\"", `kind = "party"`, "no such kind of meeting: use circle, cleanup"},

		// sessions
		{"no such day", `"2026-12-01 18:00"`, `"2026-06-31 18:00"`, `start = `, "a day that does not exist"},
		{"a skipped hour", `"2026-12-01 18:00"`, `"2027-03-28 03:30"`, `start = `, "the clocks go forward"},
		{"an hour that comes twice", `"2026-12-01 18:00"`, `"2026-10-25 03:30"`, `start = `, "the clocks go back"},
		{"a session without an hour", `"2026-12-01 18:00"`, `"+4d"`, `start = `, "has no hour"},
		{"25 o'clock", `"2026-12-01 18:00"`, `"+4d 25:00"`, `start = `, "0 to 23"},
		{"words for a time", `"2026-12-01 18:00"`, `"next Friday"`, `start = `, "+4d 18:00"},
		{"a date without quotes", `"2026-12-01 18:00"`, `2026-12-01`, `start = `, "in quotes"},
		{"no start", "start = \"2026-12-01 18:00\"\n", ``, `[[sessions]]`, "start is missing"},
		{"no places", `capacity = 30`, `capacity = 0`, "", "from 1 to 10000"},
		{"no capacity", "capacity = 30\n", ``, "[[sessions]]", "capacity is missing"},
		{"half a place", `capacity = 30`, `capacity = 2.5`, "", "whole number"},
		{"too short", `minutes = 90`, `minutes = 5`, "", "from 10 to 600"},
		{"an address that is not there", `youth = true`, "youth = true\naddress_on_day = true", "address_on_day", "no address to send"},

		// pulse, schedule, retention
		{"an unknown instrument", `opens = "+0d"`, "instrument = \"long\"\nopens = \"+0d\"", "instrument", `instrument = "default"`},
		{"a pulse that never closes", "closes = \"+7d 20:00\"\n", ``, "[pulse]", "needs both"},
		{"a pulse that closes first", `opens = "+0d"`, `opens = "+8d"`, `closes = `, "closes before it opens"},
		{"a pulse of two kinds", `opens = "+0d"`, `opens = "2026-12-01"`, `closes = `, "of one kind"},
		{"a cron line that panics", `"0 17 * * 5"`, `"CRON_TZ=Europe/Kyiv"`, `digest = `, "zone of its own"},
		{"a cron line of words", `"0 17 * * 5"`, `"Fridays at 5"`, `digest = `, "minute, hour, day"},
		{"texts at no hour", `"0 17 * * 5"`, "\"0 17 * * 5\"\ntexts = \"8 o'clock\"", `texts = `, "hours and minutes"},
		{"texts all day", `"0 17 * * 5"`, "\"0 17 * * 5\"\ntexts = \"08:00, 10:00, 12:00, 14:00\"", `texts = `, "who has just written"},
		{"30 February", `"0 17 * * 5"`, `"0 0 30 2 *"`, `digest = `, "never comes"},
		{"every minute", `"0 17 * * 5"`, `"* 17 * * 5"`, `digest = `, "more than once an hour"},
		{"half of the quiet hours", "quiet_until = \"08:00\"\n", ``, "[schedule]", "both quiet_from"},
		{"a reminder that there is not", `quiet_from = "21:00"`, "reminders = [\"1d\", \"12h\"]\nquiet_from = \"21:00\"", `reminders = `, `"12h": write up to three`},
		{"too many reminders", `quiet_from = "21:00"`, "reminders = [\"7d\", \"1d\", \"3h\", \"1h\"]\nquiet_from = \"21:00\"", `reminders = `, "more than 3"},
		{"24 o'clock", `"21:00"`, `"24:00"`, `quiet_from = `, `"21:00"`},
		{"always quiet", `quiet_until = "08:00"`, `quiet_until = "20:00"`, "", "less than 8 hours"},
		{"an unknown weekday", `quiet_from = "21:00"`, "quiet_days = [\"saturady\"]\nquiet_from = \"21:00\"", `quiet_days = `, `did you mean "saturday"?`},
		{"a weekday in Polish", `quiet_from = "21:00"`, "quiet_days = [\"sobota\"]\nquiet_from = \"21:00\"", `quiet_days = `, "use monday to sunday"},
		{"a weekday with half of its hours", `quiet_from = "21:00"`, "quiet_days = [\"friday 16:00\"]\nquiet_from = \"21:00\"", `quiet_days = `, `"friday 16:00 - saturday 20:00"`},
		{"a quiet day until 25:00", `quiet_from = "21:00"`, "quiet_days = [\"friday 16:00 - saturday 25:00\"]\nquiet_from = \"21:00\"", `quiet_days = `, `"25:00": hours go from 00 to 23`},
		{"all seven weekdays", `quiet_from = "21:00"`, "quiet_days = [\"monday - sunday\"]\nquiet_from = \"21:00\"", `quiet_days = `, "less than three days of a week"},
		{"five weekdays", `quiet_from = "21:00"`, "quiet_days = [\"monday - thursday\", \"saturday\"]\nquiet_from = \"21:00\"", `quiet_days = `, "less than three days of a week"},
		{"a calendar elsewhere", `quiet_from = "21:00"`, "quiet_calendar = \"../feasts.ics\"\nquiet_from = \"21:00\"", `quiet_calendar = `, "beside this one"},
		{"31 June", "[retention]", "[[quiet]]\nname = \"x\"\non = \"2027-06-31\"\n[retention]", `on = `, "a day that does not exist"},
		{"31 June of each year", "[retention]", "[[quiet]]\nname = \"x\"\non = \"06-31\"\n[retention]", `on = "06`, "a day that does not exist"},
		{"a feast without a name", "[retention]", "[[quiet]]\non = \"12-25\"\n[retention]", `[[quiet]]`, "no name"},
		{"a feast without a time", "[retention]", "[[quiet]]\nname = \"x\"\nfrom = \"2027-01-01\"\n[retention]", `[[quiet]]`, "not clear"},
		{"a feast that ends first", "[retention]", "[[quiet]]\nname = \"x\"\nfrom = \"2027-01-02\"\nuntil = \"2027-01-01\"\n[retention]", `[[quiet]]`, "ends before it begins"},
		{"a feast of a month", "[retention]", "[[quiet]]\nname = \"x\"\nfrom = \"2027-02-08\"\nuntil = \"2027-03-09\"\n[retention]", `[[quiet]]`, "quiet for 30 days"},
		{"two feasts without a break", "[retention]", "[[quiet]]\nname = \"x\"\nfrom = \"2027-02-01\"\nuntil = \"2027-02-08\"\n[[quiet]]\nname = \"y\"\nfrom = \"2027-02-09\"\nuntil = \"2027-02-16\"\n[retention]", `[[quiet]]`, "without a break"},
		{"days after the first start", "[retention]", "[[quiet]]\nname = \"x\"\non = \"+4d\"\n[retention]", `on = "+`, "write a date"},
		{"a feast by weekday", "[retention]", "[[quiet]]\nname = \"x\"\non = \"saturday\"\n[retention]", `on = "sat`, "write a date"},
		{"an hour in a whole day", "[retention]", "[[quiet]]\nname = \"x\"\non = \"2027-01-01 16:00\"\n[retention]", `on = "2027`, "without an hour"},
		{"kept too long", `after_closing_days = 90`, `after_closing_days = 91`, "", "from 1 to 90"},
		{"kept longer than a year", `at_most_days = 365`, `at_most_days = 400`, "", "from 1 to 365"},
		{"kept longer than at most", `at_most_days = 365`, `at_most_days = 30`, "after_closing_days", "shorten it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, tt.check)
	}
}

// What leans on a missing part may complain as well; the reason must be there.
func TestSafeguardingIsRequired(t *testing.T) {
	file := strings.Replace(sound, "[safeguarding]\nname = { en = \"Lead\", es = \"Responsable\" }\nhow = { en = \"Ask.\", es = \"Pregunte.\" }\n", "", 1)
	_, problems := flows.ParseProgramme("oak.toml", []byte(file))
	if len(problems) != 2 || !strings.Contains(problems[0].Message, "concerns = true needs a safeguarding lead") ||
		!strings.Contains(problems[1].Message, "sessions = true needs a safeguarding lead") {
		t.Errorf("got %v", problems)
	}
}

func TestAllComplaintsInOneGo(t *testing.T) {
	file := sound
	for old, broken := range map[string]string{
		`"oak-hill"`: `"Oak"`, `emergency = "112"`: `emergency = "help"`, `needs = ["legal"]`: `needs = ["x"]`,
		`capacity = 30`: `capacity = 0`, `"0 17 * * 5"`: `"0 0 30 2 *"`, `at_most_days = 365`: `at_most_days = 999`,
	} {
		file = strings.Replace(file, old, broken, 1)
	}
	_, problems := flows.ParseProgramme("oak.toml", []byte(file))
	if len(problems) != 6 {
		t.Fatalf("want 6 complaints, got %d: %v", len(problems), problems)
	}
	for i := 1; i < len(problems); i++ {
		if problems[i-1].Line > problems[i].Line {
			t.Errorf("complaints are not in the order of the file: %v", problems)
		}
	}
}

// Whatever stands in the place of a value, or if a whole line is gone, there is
// no panic, and what is still accepted keeps its promises.
func TestStrangeValues(t *testing.T) {
	strange := []string{
		`7`, `-1`, `1e400`, `nan`, `0x7fffffffffffffff`, `true`, `""`, `" "`, `"x"`, `"\u202e"`, `[]`, `[[]]`, `[[[]]]`, `[[[[1]]]]`,
		`[{}]`, `{}`, `{ en = 1 }`, `{ en = {} }`, `[1, "a", {}]`, `2026-01-01`, `2026-01-01T10:00:00Z`, `10:00:00`,
		`"+999d 23:59"`, `"9999-99-99 99:99"`, `"TZ="`, `"@every 1ns"`, `"*/0 * * * *"`, `"` + strings.Repeat("a", 5000) + `"`,
	}
	lines := strings.Split(sound, "\n")
	for i, line := range lines {
		key, _, isValue := strings.Cut(line, " = ")
		without := append(append([]string{}, lines[:i]...), lines[i+1:]...)
		files := []string{strings.Join(without, "\n")}
		for _, value := range strange {
			if isValue {
				changed := append([]string{}, lines...)
				changed[i] = key + " = " + value
				files = append(files, strings.Join(changed, "\n"))
			}
		}
		for _, file := range files {
			p, problems := flows.ParseProgramme("oak.toml", []byte(file))
			if (p == nil) == (len(problems) == 0) {
				t.Errorf("a programme and complaints, or neither: %v", problems)
			}
			if p != nil {
				keepsPromises(t, p)
			}
		}
	}
}

// What people really write must pass: HTML's characters, emoji, several lines,
// right-to-left marks, borders that are closed already or meet unevenly.
func TestNotComplaints(t *testing.T) {
	tests := []struct{ name, old, new string }{
		{"HTML characters", `es = "Ayudamos."`, `es = "<b>1 & 2</b>"`},
		{"several lines", `es = "Ayudamos."`, `es = """Uno.` + "\n" + `Dos 👩‍⚖️."""`},
		{"a direction mark", `hours.es = "Lunes"`, `hours.es = "\u200E04-000\u200E"`},
		{"a language that is not offered", `hours.es = "Lunes"`, "hours.es = \"Lunes\"\nhours.pl = \"Poniedziałki\""},
		{"windows lines", "\n", "\r\n"},
		{"a closed border", `[46.59, 32.61]]`, `[46.59, 32.61], [46.59, 32.60]]`},
		{"whole degrees", `[46.59, 32.61]]`, `[46.59, 32.61], [46.5899, 32.605]]`},
		{"borders that meet unevenly", `[46.60, 32.61], [46.59, 32.61]]`, `[46.6003, 32.605], [46.60, 32.61], [46.59, 32.61]]`},
		{"two parts", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[[46.59, 32.60], [46.60, 32.60], [46.60, 32.61]], [[46.57, 32.60], [46.58, 32.60], [46.58, 32.61]]]`},
		{"the other way round", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[46.59, 32.61], [46.60, 32.61], [46.60, 32.60], [46.59, 32.60]]`},
		{"a mark in front", `name = "oak-hill"`, "\ufeffname = \"oak-hill\""},
		{"a hole", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, `shape = [[[46.50, 32.50], [46.59, 32.50], [46.59, 32.59], [46.50, 32.59]], [[46.52, 32.52], [46.56, 32.52], [46.56, 32.56], [46.52, 32.56]]]`},
		{"no border", `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`, ``},
		{"29 February", `"0 17 * * 5"`, `"0 12 29 2 *"`},
		{"a word for cron", `"0 17 * * 5"`, `"@weekly"`},
		{"a star number", `"0552 00 00 01"`, `"*2255"`},
		{"an international number", `"0552 00 00 01"`, `"+380 (552) 00-00-01"`},
		{"no pulse", "[pulse]\nopens = \"+0d\"\ncloses = \"+7d 20:00\"\n", ``},
		{"no quiet hours", "quiet_from = \"21:00\"\nquiet_until = \"08:00\"\n", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := strings.ReplaceAll(sound, tt.old, tt.new)
			if file == sound {
				t.Fatal("nothing was changed")
			}
			if _, problems := flows.ParseProgramme("oak.toml", []byte(file)); len(problems) > 0 {
				t.Errorf("complaints: %v", problems)
			}
		})
	}
}

// FuzzParseProgramme holds that no file makes it panic, that a refusal has a
// reason with a line of the file, and that what is accepted keeps the promises
// on which every conversation relies.
func FuzzParseProgramme(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("name = 'x'\n[[areas]]\nshape = [[[1,2],[3,4],[5,7]]]\n[schedule]\ndigest = 'CRON_TZ=X'"))
	f.Add([]byte("a.b.c = [{d = [1]}, {}]\n[a]\n[[a.b]]\n[[areas]]\n[areas.name]\nen=1"))
	for _, name := range programmes.Names() {
		raw, _ := programmes.Read(name)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, problems := flows.ParseProgramme("f.toml", raw)
		if (p == nil) == (len(problems) == 0) {
			t.Fatalf("a programme and complaints, or neither: %v", problems)
		}
		lines := 1 + strings.Count(string(raw), "\n")
		for _, problem := range problems {
			if problem.Line < 1 || problem.Line > lines || problem.Message == "" {
				t.Errorf("complaint %v, the file has %d lines", problem, lines)
			}
		}
		if p == nil {
			return
		}
		keepsPromises(t, p)
		again, problems := flows.ParseProgramme("f.toml", raw)
		if len(problems) > 0 {
			t.Fatalf("accepted, then refused: %v", problems)
		}
		if p.Zone.String() != again.Zone.String() {
			t.Errorf("zone %s, then %s", p.Zone, again.Zone)
		}
		again.Zone = p.Zone
		if !reflect.DeepEqual(p, again) {
			t.Error("the same file was read differently")
		}
	})
}

func keepsPromises(t *testing.T, p *flows.Programme) {
	t.Helper()
	if p.Name == "" || len(p.Languages) == 0 || len(p.Areas) == 0 || p.Numbers.Emergency == "" ||
		len(p.Complaints) == 0 || p.KeepAfterClosing > 90*24*time.Hour || p.KeepAtMost > 365*24*time.Hour {
		t.Errorf("a required part is missing: %+v", p)
	}
	complete := func(what string, text flows.Text) {
		for _, l := range p.Languages {
			if text[l] == "" {
				t.Errorf("%s has no text in %s", what, l)
			}
		}
		for _, s := range text {
			if strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }) {
				t.Errorf("%s holds a control character: %q", what, s)
			}
		}
	}
	complete("title", p.Title)
	complete("independent", p.Independent.Name)
	complete("independent", p.Independent.How)
	for _, a := range p.Areas {
		complete("area", a.Name)
	}
	for _, o := range p.Officers {
		complete("officer", o.Name)
		for _, id := range o.Areas {
			if _, ok := p.Area(id); !ok {
				t.Errorf("officer of unknown area %q", id)
			}
		}
	}
	first := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, s := range p.Sessions {
		complete("session", s.Title)
		complete("session", s.Place)
		if s.Capacity < 1 || s.Minutes < 10 || s.Plan.On(first, p.Zone).IsZero() {
			t.Errorf("session %+v", s)
		}
		if s.Youth && p.Safeguarding == nil {
			t.Error("a youth session without a safeguarding lead")
		}
	}
	for _, line := range []string{p.Schedule.Digest, p.Schedule.Guides} {
		if line == "" {
			continue
		}
		if plan, err := cron.ParseStandard(line); err != nil || plan.Next(first).IsZero() {
			t.Errorf("cron line %q never fires: %v", line, err)
		}
	}
}
