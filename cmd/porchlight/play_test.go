package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot/web"
	"porchlight/flows"
)

// TestStoriesPlay plays every story of the demo's page through the real bot, in the
// language of the phones: it fails when a screen no longer has what the story presses.
// The second time the resident is no stranger any more.
func TestStoriesPlay(t *testing.T) {
	for _, tt := range []struct{ programme, lang, story string }{
		{"kherson", "uk", "lamp"}, {"haifa", "ar", "lamp"}, {"haifa", "he", "lamp"}, {"riverside", "en", "lamp"}, {"krakow", "pl", "lamp"},
		{"dialogue", "en", "meeting"}, {"dialogue", "es", "meeting"},
	} {
		t.Run(tt.programme+" "+tt.lang, func(t *testing.T) {
			page := openDemo(t, tt.programme, tt.lang)
			for range 2 {
				page.plays(tt.story)
			}
			page.robbed(tt.lang)
		})
	}
}

// robbed looks at what the page shows of the store: keys of every sort, and neither words
// nor accounts in them.
func (d *demoPage) robbed(lang string) {
	d.t.Helper()
	res, err := http.Get(d.url + "/thief")
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	stories, err := web.Stories()
	if err != nil {
		d.t.Fatal(err)
	}
	shown := string(body)
	for _, want := range []string{`"key":"p:ID"`, `"key":"c:CODE"`, `"role":"resident"`} {
		if !strings.Contains(shown, want) {
			d.t.Errorf("the thief does not see %s", want)
		}
	}
	secrets := []string{stories[0].Words["worry"][flows.Lang(lang)]}
	for _, p := range phonesOf() {
		secrets = append(secrets, fmt.Sprint(p.id))
	}
	var seen struct {
		Kinds []struct{ Ones []struct{ Value []string } }
	}
	if err := json.Unmarshal(body, &seen); err != nil {
		d.t.Fatal(err)
	}
	for _, kind := range seen.Kinds {
		for _, one := range kind.Ones {
			for _, secret := range secrets {
				if slices.Contains(strings.Fields(strings.Join(one.Value, " ")), secret) || strings.Contains(strings.Join(one.Value, " "), secrets[0]) {
					d.t.Errorf("the thief reads %s in %v", secret, one.Value)
				}
			}
		}
	}
}

// TestNoStoryWithoutItsPeople: a story about a reviewer is not offered where there is none.
func TestNoStoryWithoutItsPeople(t *testing.T) {
	page := openDemo(t, "dialogue", "en")
	if code := page.post("play", `{"story":"lamp"}`); code != http.StatusBadRequest {
		t.Errorf("a story that cannot be played is answered %d", code)
	}
}

// demoPage is the page of a demo that runs in this process.
type demoPage struct {
	t   *testing.T
	url string
}

// openDemo starts a demo and ends it with the test.
func openDemo(t *testing.T, programme, lang string) *demoPage {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	var errs bytes.Buffer
	go func() {
		ended <- demo(ctx, []string{"--listen", "127.0.0.1:0", "--programme", programme, "--lang", lang}, in, &errs)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	url := ""
	for url == "" && lines.Scan() {
		if address, ready := strings.CutPrefix(lines.Text(), "ready "); ready {
			url = address
		}
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		for lines.Scan() { // a pipe is read to its end
		}
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
		if errs.Len() > 0 {
			t.Errorf("the demo said\n%s", &errs)
		}
	})
	if url == "" {
		t.Fatal("the demo ended before it was ready")
	}
	return &demoPage{t, url}
}

func (d *demoPage) post(path, body string) int {
	d.t.Helper()
	res, err := http.Post(d.url+"/"+path, "application/json", strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// plays plays a story as fast as the bot answers, and waits for its end.
func (d *demoPage) plays(id string) {
	d.t.Helper()
	if code := d.post("play", `{"story":"`+id+`","hurry":true}`); code != http.StatusNoContent {
		d.t.Fatalf("the story is answered %d", code)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/events", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 16<<20)
	event := ""
	for lines.Scan() {
		line := lines.Text()
		if name, is := strings.CutPrefix(line, "event: "); is {
			event = name
		}
		data, is := strings.CutPrefix(line, "data: ")
		if !is || event != "state" && event != "play" {
			continue
		}
		type view struct {
			State    string
			Step, Of int
		}
		var page struct {
			view
			Play view
		}
		if err := json.Unmarshal([]byte(data), &page); err != nil {
			d.t.Fatal(err)
		}
		now := page.view
		if event == "state" {
			now = page.Play
		}
		switch now.State {
		case "done":
			return
		case "broken":
			d.t.Fatalf("the story stopped at step %d of %d", now.Step, now.Of)
		}
	}
	d.t.Fatalf("the story never ended: %v", lines.Err())
}
