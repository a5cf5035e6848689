package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// TestEverySubcommandHelps: each subcommand that the usage names says what it does, on
// stdout and with 0, wherever --help stands and whatever stands beside it.
func TestEverySubcommandHelps(t *testing.T) {
	names := regexp.MustCompile(`(?m)^  porchlight ([a-z-]+)`).FindAllStringSubmatch(usage, -1)
	if len(names) < 8 || len(names) != len(subcommandHelp()) {
		t.Fatalf("the usage names %d subcommands, and %d help", len(names), len(subcommandHelp()))
	}
	for _, found := range names {
		name := found[1]
		for _, args := range [][]string{{"--help"}, {"-h"}, {"what", "--else", "--help"}} {
			var out, errs bytes.Buffer
			if code := command(t.Context(), append([]string{name}, args...), &out, &errs); code != exitOK || errs.Len() > 0 {
				t.Errorf("%s %v: exit code %d, %q on stderr", name, args, code, errs.String())
			}
			if !strings.HasPrefix(out.String(), "usage: porchlight "+name) || strings.Count(out.String(), "\n") < 3 {
				t.Errorf("%s %v says %q", name, args, out.String())
			}
		}
	}
	if p := start(t, nil, "parked", "--help"); p.code(patience) != exitOK || p.stderr.String() != "" || !strings.Contains(p.stdout.String(), "--retry ID") {
		t.Errorf("the binary: %q, %q", p.stdout.String(), p.stderr.String())
	}
}
