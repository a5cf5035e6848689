package render

import (
	"bytes"
	"encoding/json"
	"fmt"

	"porchlight/flows"
)

// exportFile is what is kept about a person, for them to take: JSON, because
// it can be read by eye and by whatever they move to, one value a line. What a
// person wrote stands as they wrote it, not as escapes.
func exportFile(e *flows.Export) (*Document, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("write the person's data: %w", err)
	}
	return &Document{Name: "my-data.json", Bytes: b.Bytes()}, nil
}
