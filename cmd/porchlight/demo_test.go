package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDemoStarts runs the demo with a redis-server on the PATH and without one: one line
// says which store it has and how to leave, then it is ready, and nothing else is said.
func TestDemoStarts(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		env        []string
		args       []string
	}{
		{"as it comes", "Porchlight shows Kherson.", nil, nil},
		{"without redis-server", "because no redis-server is installed", []string{"PATH=" + t.TempDir()}, []string{"--programme", "krakow", "--lang", "en"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, tt.env, append([]string{"demo", "--listen", "127.0.0.1:0"}, tt.args...)...)
			deadline := time.After(4 * patience)
			for ready := false; !ready; {
				text, more := p.stdout.look()
				if ready = strings.Contains(text, "ready http://"); ready {
					break
				}
				select {
				case <-more:
				case <-p.exited:
					t.Fatalf("it ended: %s", p.stderr.String())
				case <-deadline:
					t.Fatalf("it is never ready: %q, %q", text, p.stderr.String())
				}
			}
			lines := strings.Split(strings.TrimSpace(p.stdout.String()), "\n")
			if len(lines) != 2 || !strings.Contains(lines[0], tt.says) || !strings.Contains(lines[0], "Ctrl-C") ||
				!regexp.MustCompile(`^ready http://127\.0\.0\.1:\d+$`).MatchString(lines[1]) {
				t.Errorf("it says %q", lines)
			}
			if said := p.stderr.String(); said != "" {
				t.Errorf("and it warns: %s", said)
			}
			p.term()
		})
	}
}

// TestDemoSpeaksWhatTheProgrammeSpeaks: --lang names one of the programme's languages.
func TestDemoSpeaksWhatTheProgrammeSpeaks(t *testing.T) {
	p, err := readProgramme("haifa")
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{"": "he", "en": "en", "ar": "ar"} {
		if got, err := demoLang(p, asked); err != nil || string(got) != want {
			t.Errorf("--lang %q gives %q (%v)", asked, got, err)
		}
	}
	if _, err := demoLang(p, "pl"); err == nil || !strings.Contains(err.Error(), "he, ar, ru, en") {
		t.Errorf("--lang pl: %v", err)
	}
}
