package bot

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed buttons.txt
var buttonKeys string

// IsButton says whether a message key is the label of a button, which has to
// be short. A test keeps the list true to the sources of flows.
func IsButton(key string) bool {
	_, found := slices.BinarySearch(buttonList(), key)
	return found
}

// buttonList is read once: the check of all words asks for each of them.
var buttonList = sync.OnceValue(func() []string { return strings.Fields(buttonKeys) })
