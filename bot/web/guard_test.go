package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	h := startWith(t, Config{Phones: threePhones(), Hosts: []string{"demo.example"}})
	own := strings.TrimPrefix(h.http.URL, "http://")
	_, port, _ := strings.Cut(own, ":")
	const act = "/phones/101/text"
	tests := []struct {
		name, method, path, host, origin, fetchSite string
		want                                        int
	}{
		{"the page itself", "POST", act, own, "http://" + own, "same-origin", 204},
		{"no browser at all", "POST", act, own, "", "", 204},
		{"by the name localhost", "POST", act, "localhost:" + port, "http://localhost:" + port, "same-origin", 204},
		{"through a container's port", "POST", act, "192.168.1.7:8080", "http://192.168.1.7:8080", "same-origin", 204},
		{"a name that was allowed", "POST", act, "demo.example", "https://demo.example", "same-origin", 204},
		{"IPv6", "POST", act, "[::1]:" + port, "http://[::1]:" + port, "", 204},
		{"another site", "POST", act, own, "http://evil.example", "cross-site", 403},
		{"another site in an old browser", "POST", act, own, "http://evil.example", "", 403},
		{"another port", "POST", act, own, "http://127.0.0.1:1", "same-site", 403},
		{"a sandboxed frame", "POST", act, own, "null", "", 403},
		{"a rebound name", "POST", act, "evil.example:" + port, "http://evil.example:" + port, "same-origin", 421},
		{"a rebound name that looks local", "POST", act, "localhost.evil.example", "", "", 421},
		{"a rebound name reads", "GET", "/log", "evil.example", "", "same-origin", 421},
		{"another site reads", "GET", "/log", own, "http://evil.example", "cross-site", 403},
		{"another site embeds", "GET", "/phones/101/files/1", own, "", "cross-site", 403},
		{"a link from another site", "GET", "/", own, "", "cross-site", 200},
		{"another site fetches the page", "GET", "/", own, "http://evil.example", "cross-site", 403},
		{"acting by a link", "GET", "/phones/101/block", own, "", "", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := ""
			if tt.method == "POST" {
				body = `{"text":"hello"}`
			}
			req, err := http.NewRequest(tt.method, h.http.URL+tt.path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Host = tt.host
			if tt.origin != "" {
				req.Header.Set("Origin", tt.origin)
			}
			if tt.fetchSite != "" {
				req.Header.Set("Sec-Fetch-Site", tt.fetchSite)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if code, text := h.read(res); code != tt.want {
				t.Errorf("got %d %.80s, want %d", code, text, tt.want)
			}
			if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("the policy is %q", csp)
			}
		})
	}
}
