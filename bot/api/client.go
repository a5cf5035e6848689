// Package api is the one door to Telegram. It owns the token, the connections,
// the time each call may take and the meaning of every failure; it knows the
// vocabulary of telegram-bot-api (its types and Params) and adds what that
// library lacks: a context, newer fields, and errors that keep their code.
//
// It never decides what to send, never paces, never retries (a caller who
// knows the lease does), never logs, and never lets the token out in an error.
package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Config says which bot speaks, and through which server.
type Config struct {
	// Token is the bot's secret. It appears in no error of this package.
	Token string
	// Endpoint has two %s, token and method. Empty: Telegram's own.
	Endpoint string
	// FileEndpoint has two %s, token and file path. Empty: Endpoint's host
	// with /file before /bot, as Telegram does it.
	FileEndpoint string
	// Transport carries the requests. Nil: NewTransport(), and connections of
	// our own for all that is neither an upload nor a download.
	Transport http.RoundTripper
	// Observe, if set, is told of every call when it has ended. The outcome
	// is one of the Outcome constants. It is called on the caller's goroutine.
	Observe func(method, outcome string, took time.Duration)
}

// Client speaks to Telegram as one bot. It is safe for concurrent use and has
// no goroutines of its own beside the transport's connections.
type Client struct {
	bot   tgbotapi.BotAPI // copied for each library call, see library
	door  door
	files string

	// templates holds one *template per method.
	templates sync.Map
}

// New makes a client without calling Telegram. It refuses a token or an
// endpoint that can never work; the error names which, never its text.
func New(c Config) (*Client, error) {
	if c.Token == "" || strings.ContainsAny(c.Token, "/?#% \t\r\n") {
		return nil, fmt.Errorf("telegram: the token is empty or not a token")
	}
	if c.Endpoint == "" {
		c.Endpoint = tgbotapi.APIEndpoint
	}
	if c.FileEndpoint == "" {
		c.FileEndpoint = fileEndpoint(c.Endpoint)
	}
	for what, endpoint := range map[string]string{"endpoint": c.Endpoint, "file endpoint": c.FileEndpoint} {
		if err := checkEndpoint(endpoint); err != nil {
			return nil, fmt.Errorf("telegram %s: %w", what, err)
		}
	}
	direct := c.Transport == nil
	if direct {
		c.Transport = NewTransport()
	}
	if c.Observe == nil {
		c.Observe = func(string, string, time.Duration) {}
	}
	client := &Client{
		bot:   tgbotapi.BotAPI{Token: c.Token, Buffer: 100},
		door:  door{transport: c.Transport, observe: c.Observe, redact: newRedactor(c.Token, c.Endpoint, c.FileEndpoint)},
		files: c.FileEndpoint,
	}
	client.bot.SetAPIEndpoint(c.Endpoint)
	if direct {
		t, err := client.template("getMe")
		if err != nil {
			return nil, err
		}
		client.door.lines = newLines(t.request)
	}
	return client, nil
}

// NewTransport returns connections tuned for a bot: enough of them stay open
// for 256 sends at once, they are given up before Telegram's own servers would
// close them, and proxies come from the environment as usual. Compression is
// off: answers are small, and unpacking them costs more than it saves.
func NewTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = http.ProxyFromEnvironment
	t.MaxIdleConns = 512
	t.MaxIdleConnsPerHost = 512
	t.IdleConnTimeout = 50 * time.Second
	t.TLSHandshakeTimeout = 10 * time.Second
	t.DisableCompression = true
	t.WriteBufferSize = 8 << 10
	t.ReadBufferSize = 8 << 10
	return t
}

// Close drops the idle connections, so that a stopping process leaves none.
func (c *Client) Close() {
	if c.door.lines != nil {
		c.door.lines.close()
	}
	if t, ok := c.door.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// library returns telegram-bot-api's client for one call. The library knows no
// context, so the call carries it in the copy's HTTP client.
func (c *Client) library(ctx context.Context, method string, limit time.Duration) *tgbotapi.BotAPI {
	bot := c.bot
	bot.Client = &passage{door: &c.door, ctx: ctx, method: method, limit: limit}
	return &bot
}

// template is a method's request without a body.
type template struct {
	request *http.Request // to be copied for each call
	head    []byte        // the same as bytes, up to the length of the body
}

// template returns a method's, made once.
func (c *Client) template(method string) (*template, error) {
	if known, ok := c.templates.Load(method); ok {
		return known.(*template), nil
	}
	if !isMethod(method) {
		return nil, &Error{Method: "invalid", Description: "not a method name", Fate: NeverSent}
	}
	var made *http.Request
	recorder := tgbotapi.BotAPI(c.bot)
	recorder.Client = doFunc(func(r *http.Request) (*http.Response, error) {
		made = r
		return nil, errRecorded
	})
	// The library spells the address; it is asked once for each method.
	_, _ = recorder.MakeRequest(method, nil)
	if made == nil {
		return nil, &Error{Method: method, Description: "the endpoint makes no address", Fate: NeverSent}
	}
	made.Body, made.GetBody, made.ContentLength = nil, nil, 0
	known, _ := c.templates.LoadOrStore(method, &template{made, head(made)})
	return known.(*template), nil
}

// isMethod keeps slashes and odd bytes out of the address.
func isMethod(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// checkEndpoint says what is wrong with an endpoint without repeating it: it
// may carry a password.
func checkEndpoint(endpoint string) error {
	if strings.Count(endpoint, "%s") != 2 || strings.Count(endpoint, "%") != 2 {
		return fmt.Errorf("needs exactly two %%s, for the token and the method or file")
	}
	u, err := url.Parse(strings.ReplaceAll(endpoint, "%s", "x"))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("is not an http or https address")
	}
	return nil
}

// fileEndpoint derives where files are from where methods are.
func fileEndpoint(endpoint string) string {
	if base, ok := strings.CutSuffix(endpoint, "/bot%s/%s"); ok {
		return base + "/file/bot%s/%s"
	}
	u, err := url.Parse(strings.ReplaceAll(endpoint, "%s", "x"))
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/file/bot%s/%s"
}
