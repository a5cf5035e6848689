package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fate says what is known of a failed call's effect.
type Fate uint8

const (
	// Refused: Telegram answered, and did nothing.
	Refused Fate = iota
	// NeverSent: the request did not leave; repeating it is safe.
	NeverSent
	// Unknown: it left, and no answer tells whether Telegram acted on it.
	Unknown
)

// Error is every failure of a call. Its text never holds the token, and never
// the parts of Telegram's description that quote what was sent.
type Error struct {
	Method      string
	Code        int    // Telegram's error code, or the HTTP status; 0 without an answer
	Description string // for branching; Error() is the text for logs
	RetryAfter  time.Duration
	MigrateTo   int64 // the supergroup that a group has become; 0 if none
	Fate        Fate

	cause error
}

// Error implements error.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString("telegram ")
	s.WriteString(e.Method)
	if e.Code != 0 {
		fmt.Fprintf(&s, ": %d", e.Code)
	}
	s.WriteString(": ")
	s.WriteString(unquoted(e.Description))
	switch e.Fate {
	case NeverSent:
		s.WriteString(" (never sent)")
	case Unknown:
		s.WriteString(" (outcome unknown)")
	}
	return s.String()
}

// Unwrap lets errors.Is find a cancelled or expired context. Other causes stay
// inside: their texts may hold the address, and with it the token.
func (e *Error) Unwrap() error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(e.cause, known) {
			return known
		}
	}
	return nil
}

// Blocked reports that this person or chat cannot be written to (403).
func Blocked(err error) bool { return refusedWith(err, http.StatusForbidden) }

// Unauthorized reports that the token is not, or no longer, a bot's. Telegram
// answers 404 to a token of the wrong form; only getMe, which every server
// has, tells that from a method the server does not know.
func Unauthorized(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Fate == Refused &&
		(e.Code == http.StatusUnauthorized || e.Code == http.StatusNotFound && e.Method == "getMe")
}

// Conflict reports that another poller or a webhook takes the updates (409).
func Conflict(err error) bool { return refusedWith(err, http.StatusConflict) }

// RetryAfter returns how long Telegram asks to wait (429), at least a second.
func RetryAfter(err error) (time.Duration, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != http.StatusTooManyRequests && e.RetryAfter == 0 {
		return 0, false
	}
	return max(e.RetryAfter, time.Second), true
}

// MigratedTo returns the chat that a group has become.
func MigratedTo(err error) (chat int64, ok bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.MigrateTo == 0 {
		return 0, false
	}
	return e.MigrateTo, true
}

// NotModified reports an edit that changes nothing: count it as done.
func NotModified(err error) bool { return described(err, "message is not modified") }

// QueryTooOld reports an answer to a press that has expired or was answered
// before: count it as done.
func QueryTooOld(err error) bool {
	return described(err, "query is too old") || described(err, "query id is invalid")
}

// AlreadyDone reports a refusal that leaves nothing to do.
func AlreadyDone(err error) bool { return NotModified(err) || QueryTooOld(err) }

// BadRequest reports a call that will be refused however often it is repeated.
func BadRequest(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Fate != Refused || e.RetryAfter != 0 || e.MigrateTo != 0 || AlreadyDone(err) {
		return false
	}
	switch e.Code {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusRequestEntityTooLarge:
		return true
	}
	return false
}

// OutcomeUnknown reports a call that Telegram may or may not have acted on.
func OutcomeUnknown(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Fate == Unknown
}

// WasNeverSent reports a call that surely had no effect because it never left.
func WasNeverSent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Fate == NeverSent
}

func refusedWith(err error, code int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Fate == Refused && e.Code == code
}

func described(err error, words string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == http.StatusBadRequest && strings.Contains(e.Description, words)
}

// The outcomes told to Config.Observe: few, so that they can label a metric.
const (
	OutcomeOK        = "ok"
	OutcomeDone      = "already_done"
	OutcomeBlocked   = "blocked"
	OutcomeWait      = "too_many"
	OutcomeRefused   = "refused"
	OutcomeNeverSent = "never_sent"
	OutcomeLost      = "unknown"
	OutcomeCanceled  = "canceled"
)

func outcome(err error) string {
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return OutcomeOK
	case errors.Is(err, context.Canceled):
		return OutcomeCanceled
	case !ok:
		return OutcomeLost
	case e.Code == http.StatusTooManyRequests:
		return OutcomeWait
	case e.Fate == NeverSent:
		return OutcomeNeverSent
	case e.Fate == Unknown:
		return OutcomeLost
	case AlreadyDone(err):
		return OutcomeDone
	case Blocked(err):
		return OutcomeBlocked
	}
	return OutcomeRefused
}

// accepted reports whether Telegram did what was asked. The usual answers are
// recognised by their bytes; only another one is parsed here. A list of updates
// is parsed by GetUpdates, once.
func accepted(resp *http.Response, method string, answer []byte) bool {
	if resp.StatusCode != http.StatusOK {
		return false
	}
	if _, known := messageID(answer); known || isTrue(answer) {
		return true
	}
	if method == "getUpdates" && bytes.HasPrefix(answer, listPrefix) {
		return true
	}
	var a struct {
		OK bool `json:"ok"`
	}
	return json.Unmarshal(answer, &a) == nil && a.OK
}

// refused turns a whole answer that is not an acceptance into its error.
func (d *door) refused(method string, resp *http.Response, answer []byte) *Error {
	var a struct {
		OK          bool   `json:"ok"`
		Code        int    `json:"error_code"`
		Description string `json:"description"`
		Parameters  struct {
			RetryAfter int   `json:"retry_after"`
			MigrateTo  int64 `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	e := &Error{Method: method, Code: resp.StatusCode, Fate: Unknown}
	if err := json.Unmarshal(answer, &a); err != nil || a.OK || a.Code == 0 {
		kind := d.redact.text(resp.Header.Get("Content-Type"))
		e.Description = fmt.Sprintf("the answer is not Telegram's: %s, %d bytes", kind, len(answer))
	} else {
		e.Code, e.Description, e.Fate = a.Code, d.redact.text(a.Description), Refused
		e.RetryAfter, e.MigrateTo = time.Duration(a.Parameters.RetryAfter)*time.Second, a.Parameters.MigrateTo
	}
	switch {
	case e.Code >= 500:
		e.Fate = Unknown
	case e.Code == http.StatusTooManyRequests || resp.StatusCode == http.StatusTooManyRequests:
		e.Fate, e.Code = Refused, http.StatusTooManyRequests // also when a server in front of Telegram says so
		if e.RetryAfter == 0 {
			e.RetryAfter = waitOf(resp.Header.Get("Retry-After"), e.Description)
		}
	case e.Code == http.StatusRequestEntityTooLarge:
		e.Fate = Refused
	}
	return e
}

// waitOf finds a wait that is not among the parameters: in the header, or at
// the end of "Too Many Requests: retry after 7".
func waitOf(header, description string) time.Duration {
	_, after, _ := strings.Cut(description, "retry after ")
	for _, s := range []string{header, after} {
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n > 0 {
			return min(time.Duration(n)*time.Second, 24*time.Hour)
		}
	}
	return time.Second
}

var (
	sentPrefix = []byte(`{"ok":true,"result":{"message_id":`)
	listPrefix = []byte(`{"ok":true,"result":[`)
)

// isTrue recognises the whole answer of methods that return nothing else.
func isTrue(answer []byte) bool { return string(answer) == `{"ok":true,"result":true}` }

// messageID reads the id of a sent message from an answer's first bytes, where
// Telegram's server puts it. Seeing it is proof that the message was sent.
func messageID(answer []byte) (id int, known bool) {
	rest, ok := bytes.CutPrefix(answer, sentPrefix)
	if !ok {
		return 0, false
	}
	for i, b := range rest {
		if b < '0' || b > '9' {
			return id, i > 0 && (b == ',' || b == '}')
		}
		if i > 17 {
			return 0, false
		}
		id = id*10 + int(b-'0')
	}
	return 0, false // cut within the digits
}
