package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

const (
	maxBody   = 64 << 10 // of a JSON body
	maxUpload = 10 << 20 // of a picture, a voice note or a document
)

// policy lets the page load from its own server only, run no inline script
// and be framed by nobody. A picture that was just chosen is a blob.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses what does not come from the page itself, and bounds what does.
func (s *Server) guard(next http.Handler) http.Handler {
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem(w, http.StatusForbidden, "this came from another site")
	}))
	inner := same.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
		h.Set("Cache-Control", "no-cache")
		if !s.ours(r.Host) {
			s.Log.Warn("refused a request for another host")
			problem(w, http.StatusMisdirectedRequest, "this host name is not served here")
			return
		}
		if foreign(r) {
			problem(w, http.StatusForbidden, "this came from another site")
			return
		}
		limit := int64(maxBody)
		if mayUpload(r.URL.Path) {
			limit = maxUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		inner.ServeHTTP(w, r)
	})
}

// ours reports whether a Host header can only be meant for this server. A site
// that rebinds its own name to this machine (DNS rebinding) sends that name;
// an address and "localhost" cannot be rebound. The port is not compared: a
// container's is mapped.
func (s *Server) ours(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return name == "localhost" || slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// foreign reports whether another site reads from here: it may link to the
// page, and to nothing else. (Writing is CrossOriginProtection's.)
func foreign(r *http.Request) bool {
	if r.URL.Path == "/" && r.Header.Get("Origin") == "" {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return true
	}
	origin := r.Header.Get("Origin")
	return origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host
}

func mayUpload(path string) bool {
	return strings.HasSuffix(path, "/photo") || strings.HasSuffix(path, "/voice") || strings.HasSuffix(path, "/document")
}
