package emulator

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFaults(t *testing.T) {
	tests := []struct {
		name    string
		fault   Fault
		works   bool   // the message was sent all the same
		broken  bool   // no whole answer came
		status  int    // of the answer, if one came
		content string // a part of its body
	}{
		{"dropped before", Fault{Kind: DropBefore}, false, true, 0, ""},
		{"dropped after", Fault{Kind: DropAfter}, true, true, 0, ""},
		{"bad gateway", Fault{Kind: BadGateway}, false, false, 502, "<html>"},
		{"bad gateway after", Fault{Kind: BadGatewayAfter}, true, false, 502, "<html>"},
		{"truncated", Fault{Kind: Truncate}, true, false, 200, `{"ok":true,"result":{`},
		{"slow", Fault{Kind: Slow, Delay: time.Millisecond}, true, false, 200, `"text":"hello"`},
		{"flood", Fault{Kind: TooManyRequests, RetryAfter: 7}, false, false, 429, `"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}`},
		{"unauthorized", Fault{Kind: Unauthorized}, false, false, 401, `"Unauthorized"`},
		{"another method", Fault{Kind: BadGateway, Method: "edit*"}, true, false, 200, `"ok":true`},
		{"another chat", Fault{Kind: BadGateway, ChatID: 8}, true, false, 200, `"ok":true`},
		{"its method", Fault{Kind: BadGateway, Method: "send*", ChatID: 7}, false, false, 502, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := start(t, Options{})
			p := h.friend(7)
			tt.fault.Times = 1
			h.Misbehave(tt.fault)
			post := func() (*http.Response, string, error) {
				res, err := http.Post(h.url("sendMessage"), "application/x-www-form-urlencoded", strings.NewReader("chat_id=7&text=hello"))
				if err != nil {
					return nil, "", err
				}
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				return res, string(body), err
			}
			res, body, err := post()
			if tt.broken != (err != nil) {
				t.Fatalf("got %v", err)
			}
			if err == nil && (res.StatusCode != tt.status || !strings.Contains(body, tt.content)) {
				t.Fatalf("got %d %s", res.StatusCode, body)
			}
			if sent := len(p.Chat().FromBot()) == 1; sent != tt.works {
				t.Fatalf("sent: %v", sent)
			}
			if tt.fault.Method != "edit*" && tt.fault.ChatID != 8 {
				if res, body, err = post(); err != nil || res.StatusCode != 200 || !strings.HasSuffix(body, "}}") {
					t.Fatalf("it did not end: %s %v", body, err)
				}
			}
		})
	}
}

func TestFaultsFollowTheirSeed(t *testing.T) {
	draw := func(seed uint64) (drawn string) {
		h := start(t, Options{Seed: seed})
		h.friend(7)
		stop := h.Misbehave(Fault{Kind: TooManyRequests, Probability: 0.5})
		for range 40 {
			if h.call("sendChatAction", "chat_id", "7", "action", "typing").OK {
				drawn += "+"
			} else {
				drawn += "-"
			}
		}
		stop()
		h.TakeRefusals()
		if !h.call("getMe").OK {
			t.Fatal("a stopped fault strikes")
		}
		return drawn
	}
	first := draw(1)
	if first != draw(1) || first == draw(2) || !strings.Contains(first, "+") || !strings.Contains(first, "-") {
		t.Fatalf("got %s, then %s and %s", first, draw(1), draw(2))
	}
}

func TestLimits(t *testing.T) {
	h := start(t, Options{Limits: Limits{Total: 4, All: true, Chat: 1, ChatBurst: 2, Group: 20}})
	for _, id := range []int64{7, 8, 9} {
		h.friend(id)
	}
	send := func(chat string) reply { return h.call("sendMessage", "chat_id", chat, "text", "a") }
	send("7").id(t)
	send("7").id(t)
	r := send("7")
	if r.Parameters.RetryAfter != 1 {
		t.Fatalf("got %+v", r)
	}
	h.refuses(r, 429, "Too Many Requests: retry after 1")
	send("8").id(t)
	send("9").id(t)
	h.refuses(send("8"), 429, "Too Many Requests: retry after 1") // the total
	h.clock.advance(time.Second)
	send("7").id(t)

	h.SetLimits(Limits{Group: 2})
	g := h.Group(-5, "Street")
	g.AddBot(h.Person(7, Profile{}), false)
	send("-5").id(t)
	send("-5").id(t)
	h.refuses(send("-5"), 429, "Too Many Requests: retry after 30")
	h.SetLimits(Limits{})
	send("-5").id(t)
}

// TestAnswersDoNotCountInTheTotal: what the bot starts itself shares the total; an
// answer to somebody who wrote within the last minute does not.
func TestAnswersDoNotCountInTheTotal(t *testing.T) {
	h := start(t, Options{Limits: Limits{Total: 2}})
	for _, id := range []int64{7, 8} {
		h.friend(id)
	}
	send := func(chat string) reply { return h.call("sendMessage", "chat_id", chat, "text", "a") }
	for range 5 {
		send("7").id(t)
	}
	h.clock.advance(silent)
	h.Person(7, Profile{}).Send("I am here")
	send("8").id(t)
	send("8").id(t)
	h.refuses(send("8"), 429, "Too Many Requests: retry after 1")
	send("7").id(t)
}
