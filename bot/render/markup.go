package render

import (
	"encoding/json"

	"porchlight/flows"
)

// Markup is the reply_markup of a message as JSON, "" for none. It is written
// by hand: every reply carries one, and encoding/json would cost more than
// everything else about it.
func (r Message) Markup() string {
	switch r.Keyboard.Kind {
	case flows.KeyboardRemove:
		return `{"remove_keyboard":true}`
	case flows.KeyboardAskPlace:
		b := []byte(`{"keyboard":[[{"text":`)
		b = appendJSON(b, r.Keyboard.Send)
		b = append(b, `,"request_location":true}],[{"text":`...)
		b = appendJSON(b, r.Keyboard.Skip)
		return string(append(b, `}]],"resize_keyboard":true,"one_time_keyboard":true}`...))
	}
	if len(r.Buttons) == 0 {
		return ""
	}
	b := make([]byte, 0, 512)
	b = append(b, `{"inline_keyboard":[`...)
	for i, row := range r.Buttons {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j, button := range row {
			if j > 0 {
				b = append(b, ',')
			}
			b = append(b, `{"text":`...)
			b = appendJSON(b, button.Label)
			if button.Style != "" {
				b = appendJSON(append(b, `,"style":`...), string(button.Style))
			}
			switch {
			case button.URL != "":
				b = appendJSON(append(b, `,"url":`...), button.URL)
			case button.Copy != "":
				b = append(appendJSON(append(b, `,"copy_text":{"text":`...), button.Copy), '}')
			default:
				b = appendJSON(append(b, `,"callback_data":`...), button.Data)
			}
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	return string(append(b, "]}"...))
}

// appendJSON appends s as a JSON string.
func appendJSON(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(s) // a string always encodes
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
