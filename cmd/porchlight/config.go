package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/storage"
)

// config is every setting of run, read from the environment.
type config struct {
	Token         string `env:"TELEGRAM_TOKEN"`
	Endpoint      string `env:"TELEGRAM_API_ENDPOINT"`
	FileEndpoint  string `env:"TELEGRAM_FILE_ENDPOINT"`
	RedisURL      string `env:"REDIS_URL"`
	Programme     string `env:"PORCHLIGHT_PROGRAMME" envDefault:"kherson"`
	Locales       string `env:"PORCHLIGHT_LOCALES"` // a folder of the operator's own words
	Data          string `env:"PORCHLIGHT_DATA" envDefault:"./porchlight-data"`
	Keyset        string `env:"PORCHLIGHT_KEYSET"`
	Listen        string `env:"PORCHLIGHT_LISTEN"`
	WebhookURL    string `env:"PORCHLIGHT_WEBHOOK_URL"`
	WebhookSecret string `env:"PORCHLIGHT_WEBHOOK_SECRET"`
	Pace          string `env:"PORCHLIGHT_PACE"`
	MayLose       bool   `env:"PORCHLIGHT_REDIS_MAY_LOSE_DATA"`

	programmes []*flows.Programme
	tokens     map[string]string // by programme
	pace       storage.Pace
}

// readConfig reads and checks the settings. Every error is a settingError of
// one line.
func readConfig() (*config, error) {
	c := &config{tokens: map[string]string{}}
	if err := env.Parse(c); err != nil {
		return nil, setting("%v", err)
	}
	var err error
	if c.pace, err = storage.ParsePace(c.Pace); err != nil {
		return nil, setting("PORCHLIGHT_PACE: %v", err)
	}
	if c.programmes, err = readProgrammes(c.Programme); err != nil {
		return nil, err
	}
	for _, check := range []func() error{c.readTokens, c.checkEndpoints, c.checkWebhook, c.checkListen} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// readTokens finds each programme's token.
func (c *config) readTokens() error {
	for _, p := range c.programmes {
		name := "TELEGRAM_TOKEN"
		token := c.Token
		if len(c.programmes) > 1 {
			name = tokenName(p.Name)
			token = os.Getenv(name)
		}
		id, secret, ok := strings.Cut(token, ":")
		switch {
		case token == "":
			return setting("%s is not set: get a token from @BotFather in Telegram and set it", name)
		case !ok || id == "" || strings.Trim(id, "0123456789") != "" || secret == "" || strings.ContainsAny(secret, " /?#%\t\n"):
			return setting("%s does not look like a token (123456:ABC...): copy it whole from @BotFather", name)
		}
		for other, t := range c.tokens {
			if t == token {
				return setting("%s is the token of programme %s already: each programme needs a bot of its own", name, other)
			}
		}
		c.tokens[p.Name] = token
	}
	return nil
}

// tokenName is the variable of a programme's token, where there are several.
func tokenName(programme string) string {
	return "TELEGRAM_TOKEN_" + strings.ToUpper(strings.ReplaceAll(programme, "-", "_"))
}

func (c *config) checkEndpoints() error {
	for name, raw := range map[string]string{"TELEGRAM_API_ENDPOINT": c.Endpoint, "TELEGRAM_FILE_ENDPOINT": c.FileEndpoint} {
		if raw == "" {
			continue
		}
		u, err := url.Parse(strings.ReplaceAll(raw, "%s", "x"))
		if strings.Count(raw, "%s") != 2 || strings.Count(raw, "%") != 2 || err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return setting("%s must look like https://api.telegram.org/bot%%s/%%s, with two %%s", name)
		}
	}
	return nil
}

func (c *config) checkWebhook() error {
	if c.WebhookURL == "" {
		return nil
	}
	u, err := url.Parse(c.WebhookURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return setting("PORCHLIGHT_WEBHOOK_URL must be the https address that Telegram can reach")
	}
	for _, p := range c.programmes {
		if path := (&service{config: c}).webhookPath(p); slices.Contains(ownPaths(), path) {
			return setting("PORCHLIGHT_WEBHOOK_URL: updates would be delivered to %s, which says how the bot is; give the webhook a path of its own, such as /telegram", path)
		}
	}
	if s := c.WebhookSecret; s != "" {
		plain := strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
		if !plain || len(s) > 256 {
			return setting("PORCHLIGHT_WEBHOOK_SECRET may hold 1 to 256 of A-Z a-z 0-9 _ -")
		}
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	return nil
}

func (c *config) checkListen() error {
	if c.Listen == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return setting("PORCHLIGHT_LISTEN must be an address with a port, such as 127.0.0.1:8080")
	}
	return nil
}

// readProgrammes reads a list of files or names of examples, with commas.
func readProgrammes(list string) ([]*flows.Programme, error) {
	var read []*flows.Programme
	for _, item := range strings.Split(list, ",") {
		p, err := readProgramme(strings.TrimSpace(item))
		if err != nil {
			return nil, err
		}
		for _, other := range read {
			if other.Name == p.Name {
				return nil, setting("PORCHLIGHT_PROGRAMME: two programmes are called %s; give one another name", p.Name)
			}
		}
		read = append(read, p)
	}
	return read, nil
}

// readProgramme reads one file, or an example by its name.
func readProgramme(item string) (*flows.Programme, error) {
	p, problems, err := parseProgramme(item)
	if err != nil {
		return nil, err
	}
	switch len(problems) {
	case 0:
		return p, nil
	case 1:
		return nil, setting("%s", problems[0])
	}
	return nil, setting("%s (and %d more: run porchlight check %s)", problems[0], len(problems)-1, item)
}

// parseProgramme reads a programme's file, or an example by its name, and the calendar of
// quiet days that it names; the problems are of both.
func parseProgramme(item string) (*flows.Programme, []flows.Problem, error) {
	raw, isExample := programmes.Read(item)
	beside := programmes.Calendar
	if !isExample {
		var err error
		if raw, err = os.ReadFile(item); err != nil {
			return nil, nil, setting("programme %q cannot be read (%v): give a file, or one of %s", item, withoutPath(err), strings.Join(programmes.Names(), ", "))
		}
		beside = func(file string) ([]byte, bool) {
			raw, err := os.ReadFile(filepath.Join(filepath.Dir(item), file))
			return raw, err == nil
		}
	}
	p, problems := flows.ParseProgramme(filepath.Base(item), raw)
	if p == nil || p.Schedule.QuietCalendar == "" {
		return p, problems, nil
	}
	name := p.Schedule.QuietCalendar
	calendar, found := beside(name)
	if !found {
		return nil, []flows.Problem{{File: filepath.Base(item), Line: lineOf(raw, "quiet_calendar"),
			Message: fmt.Sprintf("quiet_calendar is %q, but there is no such file beside this one: put it there, or leave the line out", name)}}, nil
	}
	if problems = p.AddQuietCalendar(name, calendar); len(problems) > 0 {
		return nil, problems, nil
	}
	return p, nil, nil
}

// lineOf is the line, from 1, on which a key stands.
func lineOf(raw []byte, key string) int {
	for i, line := range strings.Split(string(raw), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), key) {
			return i + 1
		}
	}
	return 1
}

// withoutPath is an error of a file without its name, which stands beside it.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
