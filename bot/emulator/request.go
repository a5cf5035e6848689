package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxUpload = 50 << 20 // bytes; Telegram's limit for a file that a bot sends
	maxBody   = maxUpload + 1<<20
)

// Param is one parameter of a call. JSON values other than strings are kept
// as their JSON text, as Telegram keeps them.
type Param struct{ Name, Value string }

// upload is a file that came in a multipart body.
type upload struct {
	name string
	mime string
	data []byte
}

// request is one call of the bot, parsed.
type request struct {
	ctx    context.Context
	method string // lower case
	params []Param
	files  map[string]*upload // by the name of the form field
	chatID int64              // 0: the call concerns no chat, or none that is known
	fault  Fault              // what goes wrong with this call, if anything
}

// get returns a parameter's value, or "" if it is absent.
func (r *request) get(name string) string {
	for i := range r.params {
		if r.params[i].Name == name {
			return r.params[i].Value
		}
	}
	return ""
}

// has tells an absent parameter from an empty one.
func (r *request) has(name string) bool {
	for i := range r.params {
		if r.params[i].Name == name {
			return true
		}
	}
	return false
}

// flag reads a boolean the way Telegram does: true, yes and 1 are true, in
// any case; anything else is false.
func (r *request) flag(name string) bool {
	switch strings.ToLower(r.get(name)) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// number reads an integer parameter; an absent or broken one is the default
// and one out of range is clamped.
func (r *request) number(name string, def, low, high int64) int64 {
	v := r.get(name)
	if v == "" {
		return def
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return def
	}
	return min(max(n, low), high)
}

var (
	errTooLarge = errors.New("request entity too large")
	errBody     = errors.New("can't parse the body")
)

// readRequest reads a call's parameters from the query and from the body.
// The body's come first, so that they win.
func readRequest(method string, hr *http.Request) (*request, error) {
	r := &request{ctx: hr.Context(), method: method}
	if hr.Method == http.MethodPost && hr.ContentLength != 0 {
		if err := r.readBody(hr); err != nil {
			return r, err
		}
	}
	if hr.URL.RawQuery != "" {
		if err := r.readForm(hr.URL.RawQuery); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r *request) readBody(hr *http.Request) error {
	if hr.ContentLength > maxBody {
		return errTooLarge
	}
	kind := hr.Header.Get("Content-Type")
	if kind == "application/x-www-form-urlencoded" || kind == "" {
		body, err := readAll(hr)
		if err != nil {
			return err
		}
		return r.readForm(body)
	}
	media, _, err := mime.ParseMediaType(kind)
	if err != nil {
		return errBody
	}
	switch media {
	case "multipart/form-data":
		return r.readMultipart(hr)
	case "application/json":
		body, err := readAll(hr)
		if err != nil {
			return err
		}
		return r.readJSON([]byte(body))
	case "application/x-www-form-urlencoded":
		body, err := readAll(hr)
		if err != nil {
			return err
		}
		return r.readForm(body)
	}
	return nil // Telegram ignores a body of any other type
}

// readAll reads the body, at once when its length is known.
func readAll(hr *http.Request) (string, error) {
	if hr.ContentLength > 0 {
		body := make([]byte, hr.ContentLength)
		if _, err := io.ReadFull(hr.Body, body); err != nil {
			return "", errBody
		}
		return string(body), nil
	}
	body, err := io.ReadAll(io.LimitReader(hr.Body, maxBody+1))
	if err != nil {
		return "", errBody
	}
	if len(body) > maxBody {
		return "", errTooLarge
	}
	return string(body), nil
}

func (r *request) readForm(form string) error {
	if r.params == nil {
		r.params = make([]Param, 0, strings.Count(form, "&")+1)
	}
	for form != "" {
		var pair string
		pair, form, _ = strings.Cut(form, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := unescape(name)
		if err != nil {
			return errBody
		}
		if value, err = unescape(value); err != nil {
			return errBody
		}
		r.params = append(r.params, Param{name, value})
	}
	return nil
}

func unescape(s string) (string, error) {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s, nil
	}
	return url.QueryUnescape(s)
}

func (r *request) readJSON(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errBody
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return errBody
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return errBody
		}
		value := string(raw)
		if raw[0] == '"' {
			if err := json.Unmarshal(raw, &value); err != nil {
				return errBody
			}
		} else if value == "null" {
			continue
		}
		r.params = append(r.params, Param{name.(string), value})
	}
	if _, err := dec.Token(); err != nil {
		return errBody
	}
	return nil
}

func (r *request) readMultipart(hr *http.Request) error {
	parts, err := hr.MultipartReader()
	if err != nil {
		return errBody
	}
	left := int64(maxBody)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errBody
		}
		data, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return errBody
		}
		if left -= int64(len(data)); left < 0 {
			return errTooLarge
		}
		if part.FileName() == "" {
			r.params = append(r.params, Param{part.FormName(), string(data)})
			continue
		}
		if r.files == nil {
			r.files = map[string]*upload{}
		}
		r.files[part.FormName()] = &upload{part.FileName(), part.Header.Get("Content-Type"), data}
	}
}

// valid reports whether every parameter is UTF-8.
func (r *request) valid() bool {
	for i := range r.params {
		if !utf8.ValidString(r.params[i].Name) || !utf8.ValidString(r.params[i].Value) {
			return false
		}
	}
	return true
}
