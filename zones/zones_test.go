package zones

import (
	"bufio"
	"maps"
	"os"
	"strings"
	"testing"
	"time"
)

func TestMonthFirst(t *testing.T) {
	for zone, want := range map[string]bool{
		"America/New_York": true, "America/Los_Angeles": true, "America/Indiana/Knox": true, "Pacific/Honolulu": true,
		"America/Puerto_Rico": true, "Pacific/Guam": true, "US/Eastern": true,
		"America/Mexico_City": false, "America/Bogota": false, "America/Argentina/Buenos_Aires": false,
		"America/Sao_Paulo": false, "America/Toronto": false, "America/Havana": false, "America/Tijuana": false,
		"Europe/Kyiv": false, "Asia/Jerusalem": false, "UTC": false, "Local": false, "": false,
	} {
		if got := MonthFirst(zone); got != want {
			t.Errorf("MonthFirst(%q) = %v, want %v", zone, got, want)
		}
	}
}

// TestZonesExist finds a name that was misspelt.
func TestZonesExist(t *testing.T) {
	all := maps.Clone(unitedStates)
	maps.Copy(all, spanishPoint)
	for zone := range all {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", zone, err)
		}
	}
}

// TestZonesOfTheMachine compares the table with the tz database, where there is one.
func TestZonesOfTheMachine(t *testing.T) {
	f, err := os.Open("/usr/share/zoneinfo/zone.tab")
	if err != nil {
		t.Skip("no zone.tab on this machine")
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		parts := strings.Split(lines.Text(), "\t")
		if len(parts) < 3 || strings.HasPrefix(parts[0], "#") {
			continue
		}
		ours := strings.Contains(" US AS GU MP PR UM VI ", " "+parts[0]+" ")
		if MonthFirst(parts[2]) != ours {
			t.Errorf("%s is in %s", parts[2], parts[0])
		}
		if point := ours || strings.Contains(" CU DO GT HN MX NI PA PE SV ", " "+parts[0]+" "); SpanishPoint(parts[2]) != point {
			t.Errorf("the sign before tenths in %s, which is in %s", parts[2], parts[0])
		}
	}
}
