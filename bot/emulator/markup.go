package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	maxButtons      = 100
	maxRow          = 8
	maxCallbackData = 64 // bytes
)

// Button is an inline button. Exactly one of its fields but Text and Style is set.
type Button struct {
	Text                         string    `json:"text"`
	Style                        string    `json:"style,omitempty"` // danger, success or primary
	Data                         string    `json:"callback_data,omitempty"`
	URL                          string    `json:"url,omitempty"`
	WebApp                       *WebApp   `json:"web_app,omitempty"`
	CopyText                     *CopyText `json:"copy_text,omitempty"`
	SwitchInlineQuery            *string   `json:"switch_inline_query,omitempty"`
	SwitchInlineQueryCurrentChat *string   `json:"switch_inline_query_current_chat,omitempty"`
}

// WebApp is the page that a button opens.
type WebApp struct {
	URL string `json:"url"`
}

// CopyText is what a button puts on the clipboard.
type CopyText struct {
	Text string `json:"text"`
}

// KeyboardButton is a button of a reply keyboard. One without a request
// sends its text.
type KeyboardButton struct {
	Text            string  `json:"text"`
	Style           string  `json:"style,omitempty"` // danger, success or primary
	RequestContact  bool    `json:"request_contact,omitempty"`
	RequestLocation bool    `json:"request_location,omitempty"`
	WebApp          *WebApp `json:"web_app,omitempty"`
}

// UnmarshalJSON also takes a bare string, as Telegram does.
func (k *KeyboardButton) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &k.Text)
	}
	type plain KeyboardButton
	return strictJSON(data, (*plain)(k))
}

// ReplyKeyboard is the keyboard below a person's text field.
type ReplyKeyboard struct {
	MessageID   int // the message that brought it
	Rows        [][]KeyboardButton
	OneTime     bool
	Resize      bool
	Persistent  bool
	Placeholder string
	ForceReply  bool // no keyboard, but the text field is open as a reply
}

// Button finds a reply keyboard's button by its text.
func (k *ReplyKeyboard) Button(label string) (KeyboardButton, bool) {
	if k != nil {
		for _, row := range k.Rows {
			for _, b := range row {
				if sameLabel(b.Text, label) {
					return b, true
				}
			}
		}
	}
	return KeyboardButton{}, false
}

// sameLabel compares what a person would read: marks of direction show nothing.
func sameLabel(a, b string) bool { return seen(a) == seen(b) }

func seen(label string) string {
	return strings.Map(func(r rune) rune {
		if r == '\u200e' || r == '\u200f' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, label)
}

// markup is reply_markup, parsed. At most one of its parts is set.
type markup struct {
	inline [][]Button
	reply  *ReplyKeyboard
	remove bool
}

type rawMarkup struct {
	Inline      *[][]Button         `json:"inline_keyboard"`
	Keyboard    *[][]KeyboardButton `json:"keyboard"`
	Remove      bool                `json:"remove_keyboard"`
	ForceReply  bool                `json:"force_reply"`
	Resize      bool                `json:"resize_keyboard"`
	OneTime     bool                `json:"one_time_keyboard"`
	Persistent  bool                `json:"is_persistent"`
	Placeholder string              `json:"input_field_placeholder"`
	Selective   bool                `json:"selective"`
}

// strictJSON decodes and refuses fields that it does not know.
func strictJSON(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

// readMarkup parses and checks reply_markup. A group's chat takes no buttons
// that ask for a phone number or a place.
func readMarkup(r *request, private bool) (markup, *refusal) {
	raw := r.get("reply_markup")
	if raw == "" {
		return markup{}, nil
	}
	var in rawMarkup
	if err := strictJSON([]byte(raw), &in); err != nil {
		switch {
		case !json.Valid([]byte(raw)):
			return markup{}, bad("can't parse reply keyboard markup JSON object")
		case raw[0] != '{':
			return markup{}, bad("object expected as reply markup")
		}
		return markup{}, bad("can't parse reply markup: " + err.Error())
	}
	switch {
	case in.Keyboard != nil && len(*in.Keyboard) > 0:
		k := &ReplyKeyboard{Rows: *in.Keyboard, OneTime: in.OneTime, Resize: in.Resize, Persistent: in.Persistent, Placeholder: in.Placeholder}
		return markup{reply: k}, checkReplyKeyboard(k, private)
	case in.Inline != nil && len(*in.Inline) > 0:
		return markup{inline: *in.Inline}, checkInline(*in.Inline, private)
	case in.Remove:
		return markup{remove: true}, nil
	case in.ForceReply:
		return markup{reply: &ReplyKeyboard{ForceReply: true, Placeholder: in.Placeholder}}, nil
	}
	return markup{}, nil
}

func checkSize[B any](rows [][]B) *refusal {
	total := 0
	for _, row := range rows {
		if len(row) > maxRow {
			return bad(fmt.Sprintf("reply markup is too long: a row of %d buttons, at most %d fit", len(row), maxRow))
		}
		total += len(row)
	}
	if total > maxButtons {
		return bad("reply markup is too long")
	}
	return nil
}

func checkReplyKeyboard(k *ReplyKeyboard, private bool) *refusal {
	if refused := checkSize(k.Rows); refused != nil {
		return refused
	}
	if utf16Len(k.Placeholder) > 64 {
		return bad("input field placeholder is too long")
	}
	for _, row := range k.Rows {
		for _, b := range row {
			switch {
			case !knownStyle(b.Style):
				return bad("can't parse keyboard button: invalid button style specified")
			case b.Text == "":
				return bad("keyboard button text must be non-empty")
			case b.RequestContact && !private:
				return bad("phone number can be requested in private chats only")
			case b.RequestLocation && !private:
				return bad("location can be requested in private chats only")
			case b.WebApp != nil && !private:
				return bad("web App buttons can be used in private chats only")
			}
		}
	}
	return nil
}

func knownStyle(style string) bool {
	return style == "" || style == "danger" || style == "success" || style == "primary"
}

func checkInline(rows [][]Button, private bool) *refusal {
	if refused := checkSize(rows); refused != nil {
		return refused
	}
	for _, row := range rows {
		for i := range row {
			if refused := checkButton(&row[i], private); refused != nil {
				return refused
			}
		}
	}
	return nil
}

func checkButton(b *Button, private bool) *refusal {
	if b.Text == "" {
		return bad("inline keyboard button text must be non-empty")
	}
	set := 0
	for _, is := range []bool{b.Data != "", b.URL != "", b.WebApp != nil, b.CopyText != nil, b.SwitchInlineQuery != nil, b.SwitchInlineQueryCurrentChat != nil} {
		if is {
			set++
		}
	}
	switch {
	case !knownStyle(b.Style):
		return bad("can't parse inline keyboard button: invalid button style specified")
	case set == 0:
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case set > 1:
		return bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
	case len(b.Data) > maxCallbackData:
		return bad("BUTTON_DATA_INVALID")
	case b.URL != "" && isTelLink(b.URL):
		return bad("BUTTON_URL_INVALID")
	case b.URL != "":
		if wrong := wrongLink(b.URL); wrong != "" {
			return bad(fmt.Sprintf("inline keyboard button URL '%s' is invalid: %s", b.URL, wrong))
		}
	case b.WebApp != nil && !private:
		return bad("BUTTON_TYPE_INVALID")
	case b.CopyText != nil && (b.CopyText.Text == "" || utf16Len(b.CopyText.Text) > 256):
		return bad("BUTTON_COPY_TEXT_INVALID")
	}
	return nil
}

// appendKeyboard writes the inline keyboard as it stands in a message.
func appendKeyboard(b []byte, rows [][]Button) []byte {
	b = append(b, `{"inline_keyboard":[`...)
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j := range row {
			if j > 0 {
				b = append(b, ',')
			}
			b = row[j].append(b)
		}
		b = append(b, ']')
	}
	return append(b, ']', '}')
}

func (k *Button) append(b []byte) []byte {
	b = append(b, `{"text":`...)
	b = appendString(b, k.Text)
	if k.Style != "" {
		b = appendField(b, "style", k.Style)
	}
	switch {
	case k.Data != "":
		b = appendField(b, "callback_data", k.Data)
	case k.URL != "":
		b = appendField(b, "url", k.URL)
	case k.WebApp != nil:
		b = append(b, `,"web_app":{"url":`...)
		b = append(appendString(b, k.WebApp.URL), '}')
	case k.CopyText != nil:
		b = append(b, `,"copy_text":{"text":`...)
		b = append(appendString(b, k.CopyText.Text), '}')
	case k.SwitchInlineQuery != nil:
		b = appendField(b, "switch_inline_query", *k.SwitchInlineQuery)
	case k.SwitchInlineQueryCurrentChat != nil:
		b = appendField(b, "switch_inline_query_current_chat", *k.SwitchInlineQueryCurrentChat)
	}
	return append(b, '}')
}

// sameKeyboard compares two keyboards by what Telegram would store.
func sameKeyboard(a, b [][]Button) bool {
	if len(a) == 0 && len(b) == 0 {
		return true
	}
	return bytes.Equal(appendKeyboard(nil, a), appendKeyboard(nil, b))
}
