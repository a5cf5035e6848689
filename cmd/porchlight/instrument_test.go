package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/flows"
	"porchlight/flows/xlsform"
	"porchlight/locales"
)

// Every shipped instrument is an XLSForm like any other: it is written, and checked without
// a complaint, in every language and in those of each programme.
func TestInstrumentsAreWorkbooks(t *testing.T) {
	folder := t.TempDir()
	for _, id := range append(flows.AllInstrumentIDs(), "template") {
		for name, langs := range map[string][]string{"all": nil, "haifa": {"--programme", "haifa"}, "one": {"--languages", "ar"}} {
			file := filepath.Join(folder, id+"-"+name+".xlsx")
			write := append([]string{"instrument", "export", id, file}, langs...)
			if id == "template" {
				write = append([]string{"instrument", "template", file}, langs...)
			}
			var out, errs bytes.Buffer
			if code := command(t.Context(), write, &out, &errs); code != exitOK {
				t.Fatal(write, errs.String())
			}
			if code := command(t.Context(), append([]string{"instrument", "check", file}, langs...), &out, &errs); code != exitOK || !strings.HasPrefix(out.String(), "no complaints: ") {
				t.Errorf("%s in %s: %s%s", id, name, out.String(), errs.String())
			}
			if code := command(t.Context(), write, &out, &errs); code != exitSetting || !strings.Contains(errs.String(), "is there already") {
				t.Errorf("written over: %s", errs.String())
			}
		}
	}
}

// What is exported asks the same: the choices in their order, the ends of scales, the sources.
func TestExportedAsksTheSame(t *testing.T) {
	words, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	in, err := shippedInstrument(words, "default", []string{"uk", "en"})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := xlsform.Write(in)
	if err != nil {
		t.Fatal(err)
	}
	again, problems := xlsform.Read(raw, []string{"uk", "en"})
	if again == nil {
		t.Fatal(problems)
	}
	shipped, _ := flows.Instruments("default")
	for n, item := range shipped.Items {
		got := again.Items[n]
		if got.Name != item.Key || got.Source == "" || strings.Contains(got.Label["uk"], "<") {
			t.Errorf("%+v", got)
		}
		if item.Type == flows.Scale {
			if len(got.Steps()) != len(item.Options) {
				t.Errorf("%s has the steps %v", item.Key, got.Steps())
			}
			continue
		}
		for i, c := range again.Choices(&got) {
			if c.Name != item.Options[i] {
				t.Errorf("%s: choice %d is %s, not %s", item.Key, i, c.Name, item.Options[i])
			}
		}
	}
}

func TestInstrumentMistakes(t *testing.T) {
	folder := t.TempDir()
	words := filepath.Join(folder, "words.xlsx")
	if err := os.WriteFile(words, []byte("type,name"), 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(folder, "large.xlsx")
	if err := os.WriteFile(large, make([]byte, xlsform.MostBytes+5), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "say what to do"},
		{[]string{"check"}, "use porchlight instrument check"},
		{[]string{"read", words}, "use porchlight instrument check"},
		{[]string{"check", words, large}, "use porchlight instrument check"},
		{[]string{"check", filepath.Join(folder, "none.xlsx")}, "no such file"},
		{[]string{"check", words}, "1 complaints"},
		{[]string{"check", large}, "1 complaints"},
		{[]string{"check", words, "--languages", "en,xx"}, `"xx" is none of`},
		{[]string{"check", words, "--languages", "en,en"}, "stands there twice"},
		{[]string{"check", words, "--languages", "en", "--programme", "haifa"}, "not both"},
		{[]string{"check", words, "--programme", "nowhere"}, "cannot be read"},
		{[]string{"export", "pulse", filepath.Join(folder, "p.xlsx")}, "export knows default, feedback"},
	} {
		var out, errs bytes.Buffer
		if code := command(t.Context(), append([]string{"instrument"}, c.args...), &out, &errs); code != exitSetting || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%v: exit code %d, %q, want %q", c.args, code, errs.String(), c.says)
		}
	}
}
