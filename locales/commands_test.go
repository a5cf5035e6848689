package locales

import (
	"strings"
	"testing"
)

func TestCommandsKeepTheirSlashInFront(t *testing.T) {
	b, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if text := b.In("he").Text("start.cancelled", nil, nil); !strings.Contains(text, "\u2066/start\u2069") {
		t.Errorf("Hebrew leaves /start to its surroundings: %q", text)
	}
	if text := b.In("en").Text("start.cancelled", nil, nil); strings.ContainsRune(text, '\u2066') {
		t.Errorf("English isolates: %q", text)
	}
}
