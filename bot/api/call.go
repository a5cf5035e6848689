package api

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Result is what Telegram returned for an accepted call.
type Result struct {
	// MessageID is the sent or edited message's id; 0 when the method returns
	// something else.
	MessageID int

	answer []byte
}

// Decode reads the whole result into v. After a sending method it may fail
// although the message was sent, when the answer was cut off behind its id.
func (r Result) Decode(v any) error {
	a := struct {
		Result any `json:"result"`
	}{v}
	return json.Unmarshal(r.answer, &a)
}

// Call makes any call without an upload. The method is Telegram's name, the
// params are as MakeRequest takes them; empty values are sent as they are.
// A failure is always an *Error.
func (c *Client) Call(ctx context.Context, method string, params tgbotapi.Params) (Result, error) {
	template, err := c.template(method)
	if err != nil {
		return Result{}, err
	}
	answer, err := c.door.call(ctx, callLimit, method, template, encode(params))
	if err != nil {
		return Result{}, err
	}
	return resultOf(answer), nil
}

// Upload makes a call that carries files. All are read before it returns.
func (c *Client) Upload(ctx context.Context, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (Result, error) {
	if !isMethod(method) {
		return Result{}, &Error{Method: "invalid", Description: "not a method name", Fate: NeverSent}
	}
	resp, err := c.library(ctx, method, uploadLimit).UploadFiles(method, params, files)
	if err != nil {
		return Result{}, c.failed(method, err)
	}
	var r Result
	r.answer = append(append([]byte(`{"result":`), resp.Result...), '}')
	var m struct {
		MessageID int `json:"message_id"`
	}
	if json.Unmarshal(resp.Result, &m) == nil {
		r.MessageID = m.MessageID
	}
	return r, nil
}

// SendDocument sends a file from memory; params name the chat and the caption.
func (c *Client) SendDocument(ctx context.Context, params tgbotapi.Params, name string, data []byte) (Result, error) {
	return c.Upload(ctx, "sendDocument", params,
		tgbotapi.RequestFile{Name: "document", Data: tgbotapi.FileBytes{Name: name, Bytes: data}})
}

// SendPhoto sends a picture from memory.
func (c *Client) SendPhoto(ctx context.Context, params tgbotapi.Params, name string, data []byte) (Result, error) {
	return c.Upload(ctx, "sendPhoto", params,
		tgbotapi.RequestFile{Name: "photo", Data: tgbotapi.FileBytes{Name: name, Bytes: data}})
}

// failed makes sure that what leaves the package is an *Error: one from the
// door as it is, one from the library's decoding as an answer not understood.
func (c *Client) failed(method string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Method: method, Description: c.door.redact.text(plain(err)), Fate: Unknown}
}

func resultOf(answer []byte) Result {
	r := Result{answer: answer}
	id, known := messageID(answer)
	if known {
		r.MessageID = id
		return r
	}
	if isTrue(answer) {
		return r
	}
	var a struct {
		Result struct {
			MessageID int `json:"message_id"`
		} `json:"result"`
	}
	if json.Unmarshal(answer, &a) == nil {
		r.MessageID = a.Result.MessageID
	}
	return r
}

// encode writes params as a form, in one allocation of the right size and in
// the order of their names, so that equal calls are equal bytes.
func encode(params tgbotapi.Params) []byte {
	var held [16]string
	names := held[:0]
	size := 0
	for name, value := range params {
		names = append(names, name)
		size += escapedLen(name) + escapedLen(value) + 2
	}
	if size == 0 {
		return nil
	}
	slices.Sort(names)
	form := make([]byte, 0, size)
	for i, name := range names {
		if i > 0 {
			form = append(form, '&')
		}
		form = appendEscaped(form, name)
		form = append(form, '=')
		form = appendEscaped(form, params[name])
	}
	return form
}

const hexDigits = "0123456789ABCDEF"

// unreserved are the bytes a form carries as they are (RFC 3986, 2.3).
var unreserved = func() (t [256]bool) {
	for _, b := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") {
		t[b] = true
	}
	return t
}()

func escapedLen(s string) int {
	n := len(s)
	for i := range len(s) {
		if b := s[i]; !unreserved[b] && b != ' ' {
			n += 2
		}
	}
	return n
}

func appendEscaped(form []byte, s string) []byte {
	for i := range len(s) {
		switch b := s[i]; {
		case unreserved[b]:
			form = append(form, b)
		case b == ' ':
			form = append(form, '+')
		default:
			form = append(form, '%', hexDigits[b>>4], hexDigits[b&15])
		}
	}
	return form
}
