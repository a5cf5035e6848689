package locales

import (
	"strings"
	"time"

	"porchlight/zones"
)

// Decimal writes a number such as "3.5" with the sign that its readers put before tenths:
// a comma in Russian, Ukrainian and Polish wherever they are, and in Spanish by the
// country of the programme; a point in English, Hebrew and Arabic.
func (l *Localizer) Decimal(number string, zone *time.Location) string {
	switch l.lang {
	case "ru", "uk", "pl":
		return strings.Replace(number, ".", ",", 1)
	case "es":
		if !zones.SpanishPoint(zone.String()) {
			return strings.Replace(number, ".", ",", 1)
		}
	}
	return number
}
