// Package zones knows how people write a date where a time zone is, the month first or the
// day, and tenths, with a point or a comma. It answers by the zone's country and never by its
// continent: America/Bogota is not the United States.
package zones

// MonthFirst says whether 11/25 is a date there, and 6 pm the usual way to say
// an hour: in the United States and their territories.
func MonthFirst(zone string) bool { return unitedStates[zone] }

// SpanishPoint says whether somebody who reads Spanish there writes 3.5, and not 3,5: in the
// United States, Mexico, Central America but Costa Rica, Cuba, the Dominican Republic and
// Peru. Source: the decimal signs of Spanish in CLDR 45.
func SpanishPoint(zone string) bool { return unitedStates[zone] || spanishPoint[zone] }

// spanishPoint are the zones of the others (CU, DO, GT, HN, MX, NI, PA, PE, SV), with the
// older names that they have.
var spanishPoint = set("America/Havana", "Cuba", "America/Santo_Domingo", "America/Guatemala", "America/Tegucigalpa", "America/Managua",
	"America/Panama", "America/Lima", "America/El_Salvador",
	"America/Mexico_City", "America/Cancun", "America/Merida", "America/Monterrey", "America/Matamoros", "America/Chihuahua",
	"America/Ciudad_Juarez", "America/Ojinaga", "America/Mazatlan", "America/Bahia_Banderas", "America/Hermosillo", "America/Tijuana",
	"America/Ensenada", "America/Santa_Isabel", "Mexico/General", "Mexico/BajaNorte", "Mexico/BajaSur")

// unitedStates are the zones of the United States (US) and of their territories
// (AS, GU, MP, PR, UM, VI) in zone.tab of the tz database, 2025b, and the older
// names that its file "backward" still gives them. Go's own copy of the database
// has no countries.
var unitedStates = set(
	"America/New_York", "America/Detroit", "America/Kentucky/Louisville", "America/Kentucky/Monticello",
	"America/Indiana/Indianapolis", "America/Indiana/Vincennes", "America/Indiana/Winamac", "America/Indiana/Marengo",
	"America/Indiana/Petersburg", "America/Indiana/Vevay", "America/Indiana/Tell_City", "America/Indiana/Knox",
	"America/Chicago", "America/Menominee", "America/North_Dakota/Center", "America/North_Dakota/New_Salem",
	"America/North_Dakota/Beulah", "America/Denver", "America/Boise", "America/Phoenix", "America/Los_Angeles",
	"America/Anchorage", "America/Juneau", "America/Sitka", "America/Metlakatla", "America/Yakutat", "America/Nome",
	"America/Adak", "Pacific/Honolulu",
	"Pacific/Pago_Pago", "Pacific/Guam", "Pacific/Saipan", "America/Puerto_Rico", "Pacific/Midway", "Pacific/Wake",
	"America/St_Thomas",

	"America/Atka", "America/Fort_Wayne", "America/Indianapolis", "America/Knox_IN", "America/Louisville",
	"America/Shiprock", "America/Virgin", "Navajo", "Pacific/Johnston", "Pacific/Samoa", "US/Alaska", "US/Aleutian",
	"US/Arizona", "US/Central", "US/East-Indiana", "US/Eastern", "US/Hawaii", "US/Indiana-Starke", "US/Michigan",
	"US/Mountain", "US/Pacific", "US/Samoa", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
)

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, n := range names {
		all[n] = true
	}
	return all
}
