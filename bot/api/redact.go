package api

import (
	"errors"
	"net/url"
	"strings"
)

// redactor takes out of a text whatever must not be read in a log: the token,
// and the endpoints, which may carry a password or a private host.
type redactor struct{ replace *strings.Replacer }

func newRedactor(token string, endpoints ...string) redactor {
	pairs := []string{token, "TOKEN", url.PathEscape(token), "TOKEN", url.QueryEscape(token), "TOKEN"}
	for _, e := range endpoints {
		u, err := url.Parse(strings.ReplaceAll(e, "%s", "x"))
		if err != nil {
			continue
		}
		head, _, _ := strings.Cut(e, "%s")
		pairs = append(pairs, head, "ENDPOINT")
		if u.User != nil {
			pairs = append(pairs, u.User.String(), "USER")
			if p, ok := u.User.Password(); ok && p != "" {
				pairs = append(pairs, p, "PASSWORD")
			}
		}
	}
	return redactor{strings.NewReplacer(pairs...)}
}

// text returns s without secrets, and short enough for a log line.
func (r redactor) text(s string) string {
	const most = 300
	s = r.replace.Replace(s)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

// plain is an error's text without the address that a *url.Error puts before it.
func plain(err error) string {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// unquoted hides what Telegram quotes in a description: it may be a person's words.
func unquoted(s string) string {
	parts := strings.Split(s, `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "..."
	}
	return strings.Join(parts, `"`)
}
