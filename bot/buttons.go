package bot

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed buttons.txt
var buttonKeys string

// IsButton says whether a message key is the label of a button, which has to
// be short. A test keeps the list true to the sources of flows.
func IsButton(key string) bool {
	_, found := slices.BinarySearch(strings.Fields(buttonKeys), key)
	return found
}
