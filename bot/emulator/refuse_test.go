package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"strings"
	"testing"
	"time"
)

func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// keyboard builds an inline keyboard with rows of so many buttons.
func keyboard(rows ...int) string {
	var list [][]map[string]string
	for _, n := range rows {
		var row []map[string]string
		for i := range n {
			row = append(row, map[string]string{"text": strconv.Itoa(i), "callback_data": "x"})
		}
		list = append(list, row)
	}
	b, err := json.Marshal(map[string]any{"inline_keyboard": list})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func button(fields string) string {
	return `{"inline_keyboard":[[{"text":"B",` + fields + `}]]}`
}

// TestRefusals calls methods wrongly in a private chat with Anna (7). "ok"
// as the description means that the call must be accepted.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name, method, description string
		pairs                     []string
	}{
		{"no chat", "sendMessage", "Bad Request: chat_id is empty", []string{"text", "a"}},
		{"unknown chat", "sendMessage", "Bad Request: chat not found", []string{"chat_id", "999", "text", "a"}},
		{"channel name", "sendMessage", "Bad Request: chat not found", []string{"chat_id", "@nobody", "text", "a"}},
		{"no text", "sendMessage", "Bad Request: message text is empty", []string{"chat_id", "7"}},
		{"blank text", "sendMessage", "Bad Request: text must be non-empty", []string{"chat_id", "7", "text", " \n\u200b"}},
		{"empty after parsing", "sendMessage", "Bad Request: text must be non-empty", []string{"chat_id", "7", "text", "<b> </b>", "parse_mode", "HTML"}},
		{"4096 fit", "sendMessage", "ok", []string{"chat_id", "7", "text", strings.Repeat("я", 4096)}},
		{"4097 do not", "sendMessage", "Bad Request: message is too long", []string{"chat_id", "7", "text", strings.Repeat("я", 4097)}},
		{"units are UTF-16", "sendMessage", "Bad Request: message is too long", []string{"chat_id", "7", "text", strings.Repeat("😀", 2049)}},
		{"tags do not count", "sendMessage", "ok", []string{"chat_id", "7", "parse_mode", "html", "text", "<b>" + strings.Repeat("a", 4096) + "</b>"}},
		{"raw bytes count", "sendMessage", "Bad Request: text is too long", []string{"chat_id", "7", "parse_mode", "HTML", "text", strings.Repeat("&amp;", 6554)}},
		{"not UTF-8", "sendMessage", "Bad Request: strings must be encoded in UTF-8", []string{"chat_id", "7", "text", "a\xff"}},
		{"markdown", "sendMessage", "Bad Request: the emulator has no parse_mode but HTML", []string{"chat_id", "7", "text", "a", "parse_mode", "MarkdownV2"}},
		{"parse mode typo", "sendMessage", "Bad Request: unsupported parse_mode", []string{"chat_id", "7", "text", "a", "parse_mode", "HTLM"}},
		{"100 entities", "sendMessage", "ok", []string{"chat_id", "7", "parse_mode", "HTML", "text", strings.Repeat("<b>a</b> ", 100)}},
		{"101 entities", "sendMessage", "Bad Request: ENTITIES_TOO_LONG", []string{"chat_id", "7", "parse_mode", "HTML", "text", strings.Repeat("<b>a</b> ", 101)}},
		{"unknown parameter", "sendMessage", `Bad Request: unknown parameter "txet" of the method sendmessage`, []string{"chat_id", "7", "txet", "a"}},
		{"unknown method", "sendMesage", "Not Found: method not found", []string{"chat_id", "7"}},
		{"entity outside", "sendMessage", "Bad Request: can't parse entities: entity is outside of the text", []string{"chat_id", "7", "text", "a", "entities", `[{"type":"bold","offset":0,"length":2}]`}},
		{"preview options typo", "sendMessage", "Bad Request: can't parse link preview options JSON object", []string{"chat_id", "7", "text", "a", "link_preview_options", `{"disabled":true}`}},
		{"preview options", "sendMessage", "ok", []string{"chat_id", "7", "text", "a", "link_preview_options", `{"is_disabled":true}`}},
		{"reply to nothing", "sendMessage", "Bad Request: message to be replied not found", []string{"chat_id", "7", "text", "a", "reply_parameters", `{"message_id":77}`}},
		{"reply if there", "sendMessage", "ok", []string{"chat_id", "7", "text", "a", "reply_parameters", `{"message_id":77,"allow_sending_without_reply":true}`}},
		{"thread of a person", "sendMessage", "Bad Request: message thread not found", []string{"chat_id", "7", "text", "a", "message_thread_id", "3"}},

		{"data of 64 bytes", "sendMessage", "ok", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":"` + strings.Repeat("x", 64) + `"`)}},
		{"data of 65 bytes", "sendMessage", "Bad Request: BUTTON_DATA_INVALID", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":"` + strings.Repeat("x", 65) + `"`)}},
		{"bytes, not letters", "sendMessage", "Bad Request: BUTTON_DATA_INVALID", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":"` + strings.Repeat("я", 33) + `"`)}},
		{"no data", "sendMessage", "Text buttons are unallowed in the inline keyboard", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":""`)}},
		{"two purposes", "sendMessage", "exactly one of the optional fields must be used", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":"x","url":"https://a.b"`)}},
		{"button field typo", "sendMessage", `unknown field`, []string{"chat_id", "7", "text", "a", "reply_markup", button(`"calback_data":"x"`)}},
		{"button without text", "sendMessage", "Bad Request: inline keyboard button text must be non-empty", []string{"chat_id", "7", "text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"","callback_data":"x"}]]}`}},
		{"button style", "sendMessage", "invalid button style specified", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"callback_data":"x","style":"red"`)}},
		{"tel button", "sendMessage", "Bad Request: BUTTON_URL_INVALID", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"url":"tel:+380441234567"`)}},
		{"odd scheme", "sendMessage", "Bad Request: inline keyboard button URL 'ftp://a.b' is invalid: Unsupported URL protocol", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"url":"ftp://a.b"`)}},
		{"host without dot", "sendMessage", "is invalid: Wrong HTTP URL", []string{"chat_id", "7", "text", "a", "reply_markup", button(`"url":"http://localhost"`)}},
		{"100 buttons", "sendMessage", "ok", []string{"chat_id", "7", "text", "a", "reply_markup", keyboard(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 4)}},
		{"101 buttons", "sendMessage", "Bad Request: reply markup is too long", []string{"chat_id", "7", "text", "a", "reply_markup", keyboard(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 5)}},
		{"nine in a row", "sendMessage", "Bad Request: reply markup is too long: a row of 9 buttons, at most 8 fit", []string{"chat_id", "7", "text", "a", "reply_markup", keyboard(9)}},
		{"markup is no JSON", "sendMessage", "Bad Request: can't parse reply keyboard markup JSON object", []string{"chat_id", "7", "text", "a", "reply_markup", `{`}},
		{"markup is no object", "sendMessage", "Bad Request: object expected as reply markup", []string{"chat_id", "7", "text", "a", "reply_markup", `[]`}},
		{"contact in private", "sendMessage", "ok", []string{"chat_id", "7", "text", "a", "reply_markup", `{"keyboard":[["Plain",{"text":"Phone","request_contact":true}]]}`}},

		{"caption of 1025", "sendPhoto", "Bad Request: message caption is too long", []string{"chat_id", "7", "photo", "x", "caption", strings.Repeat("a", 1025)}},
		{"no photo", "sendPhoto", "Bad Request: there is no photo in the request", []string{"chat_id", "7"}},
		{"unknown file", "sendPhoto", "Bad Request: wrong file identifier/HTTP URL specified", []string{"chat_id", "7", "photo", "AgAC"}},
		{"photo by URL", "sendPhoto", "Bad Request: failed to get HTTP URL content", []string{"chat_id", "7", "photo", "https://a.b/c.png"}},
		{"no latitude", "sendLocation", "Bad Request: latitude is empty", []string{"chat_id", "7", "longitude", "1"}},
		{"beyond the pole", "sendLocation", "Bad Request: wrong location specified", []string{"chat_id", "7", "latitude", "91", "longitude", "1"}},
		{"unknown action", "sendChatAction", "Bad Request: wrong parameter action in request", []string{"chat_id", "7", "action", "dancing"}},
		{"typing", "sendChatAction", "ok", []string{"chat_id", "7", "action", "typing"}},

		{"edit nothing", "editMessageText", "Bad Request: message to edit not found", []string{"chat_id", "7", "message_id", "77", "text", "a"}},
		{"edit unnamed", "editMessageText", "Bad Request: message identifier is not specified", []string{"text", "a"}},
		{"edit another's", "editMessageText", "Bad Request: message can't be edited", []string{"chat_id", "7", "message_id", "1", "text", "a"}},
		{"copy nothing", "copyMessage", "Bad Request: message to copy not found", []string{"chat_id", "7", "from_chat_id", "7", "message_id", "77"}},
		{"delete nothing", "deleteMessage", "Bad Request: message to delete not found", []string{"chat_id", "7", "message_id", "77"}},
		{"delete unnamed", "deleteMessage", "Bad Request: message identifier is not specified", []string{"chat_id", "7"}},
		{"bulk delete skips", "deleteMessages", "ok", []string{"chat_id", "7", "message_ids", "[77,78]"}},
		{"bulk delete none", "deleteMessages", "Bad Request: message identifiers are not specified", []string{"chat_id", "7", "message_ids", "[]"}},
		{"bulk delete text", "deleteMessages", "Bad Request: can't parse message identifier as a Number", []string{"chat_id", "7", "message_ids", `["x"]`}},
		{"bulk delete 101", "deleteMessages", "Bad Request: too many message identifiers specified", []string{"chat_id", "7", "message_ids", "[" + strings.Repeat("1,", 100) + "1]"}},
		{"pin nothing", "pinChatMessage", "Bad Request: message to pin not found", []string{"chat_id", "7", "message_id", "77"}},
		{"unpin nothing", "unpinChatMessage", "Bad Request: message to unpin not found", []string{"chat_id", "7"}},
		{"unknown press", "answerCallbackQuery", "Bad Request: query is too old and response timeout expired or query ID is invalid", []string{"callback_query_id", "5"}},
		{"long toast", "answerCallbackQuery", "Bad Request: MESSAGE_TOO_LONG", []string{"callback_query_id", "5", "text", strings.Repeat("a", 201)}},

		{"command in capitals", "setMyCommands", "Bad Request: BOT_COMMAND_INVALID", []string{"commands", `[{"command":"Start","description":"go"}]`}},
		{"command too long", "setMyCommands", "Bad Request: command length must not exceed 32", []string{"commands", `[{"command":"` + strings.Repeat("a", 33) + `","description":"go"}]`}},
		{"command undescribed", "setMyCommands", "Bad Request: command description must be non-empty", []string{"commands", `[{"command":"a","description":""}]`}},
		{"description of 257", "setMyCommands", "Bad Request: command description length must not exceed 256", []string{"commands", `[{"command":"a","description":"` + strings.Repeat("a", 257) + `"}]`}},
		{"101 commands", "setMyCommands", "Bad Request: BOT_COMMANDS_TOO_MUCH", []string{"commands", "[" + strings.Repeat(`{"command":"a","description":"b"},`, 100) + `{"command":"a","description":"b"}]`}},
		{"three-letter language", "setMyCommands", "Bad Request: invalid language code specified", []string{"commands", `[]`, "language_code", "ukr"}},
		{"unknown scope", "setMyCommands", "Bad Request: can't parse BotCommandScope: Unsupported type specified", []string{"commands", `[]`, "scope", `{"type":"world"}`}},
		{"scope of no chat", "setMyCommands", "Bad Request: chat not found", []string{"commands", `[]`, "scope", `{"type":"chat","chat_id":999}`}},
		{"menu of a stranger", "setMyCommands", "Bad Request: chat not found", []string{"commands", `[]`, "scope", `{"type":"chat","chat_id":8}`}},
		{"menu taken from a stranger", "deleteMyCommands", "Bad Request: chat not found", []string{"scope", `{"type":"chat","chat_id":8}`}},
		{"menu of a chat unsaid", "setMyCommands", "Bad Request: can't parse BotCommandScope: Empty chat_id specified", []string{"commands", `[]`, "scope", `{"type":"chat"}`}},
		{"a member's menu in private", "setMyCommands", "Bad Request: chat_id of a group is expected in this scope", []string{"commands", `[]`, "scope", `{"type":"chat_member","chat_id":7,"user_id":7}`}},
		{"menu taken where there is none", "deleteMyCommands", "ok", []string{"scope", `{"type":"chat","chat_id":7}`}},
		{"description of 513", "setMyDescription", "Bad Request: BOT_DESCRIPTION_TOO_LONG", []string{"description", strings.Repeat("a", 513)}},
		{"short description of 121", "setMyShortDescription", "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG", []string{"short_description", strings.Repeat("a", 121)}},
		{"name of 65", "setMyName", "Bad Request: BOT_TITLE_INVALID", []string{"name", strings.Repeat("a", 65)}},
		{"menu button", "setChatMenuButton", "Bad Request: can't parse menu button: MenuButton has unsupported type", []string{"menu_button", `{"type":"x"}`}},

		{"no file id", "getFile", "Bad Request: file_id not specified", nil},
		{"unknown file id", "getFile", "Bad Request: invalid file_id", []string{"file_id", "x"}},
		{"leave a person", "leaveChat", "Bad Request: chat member status can't be changed in private chats", []string{"chat_id", "7"}},

		{"webhook URL", "setWebhook", "Bad Request: invalid webhook URL specified", []string{"url", "not a url"}},
		{"webhook http", "setWebhook", "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", []string{"url", "http://bot.example.org/x"}},
		{"webhook port", "setWebhook", "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", []string{"url", "https://bot.example.org:8080/x"}},
		{"webhook loopback", "setWebhook", "Bad Request: bad webhook: IP address 127.0.0.1 is reserved", []string{"url", "https://127.0.0.1/x"}},
		{"webhook secret", "setWebhook", "Bad Request: secret token contains unallowed characters", []string{"url", "https://bot.example.org/x", "secret_token", "a b"}},
		{"webhook long secret", "setWebhook", "Bad Request: secret token is too long", []string{"url", "https://bot.example.org/x", "secret_token", strings.Repeat("a", 257)}},
	}
	h := start(t, Options{})
	h.friend(7)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			r := h.call(tt.method, tt.pairs...)
			if tt.description == "ok" {
				if !r.OK || len(h.TakeRefusals()) != 0 {
					t.Fatalf("refused: %d %s", r.Code, r.Description)
				}
				return
			}
			code := 400
			if strings.HasPrefix(tt.description, "Not Found") {
				code = 404
			}
			h.refuses(r, code, tt.description)
		})
	}
}

func TestHTML(t *testing.T) {
	tests := []struct{ name, html, text, want string }{
		{"all tags", `<b>a</b><strong>b</strong><i>c</i><em>d</em><u>e</u><ins>f</ins><s>g</s><strike>h</strike><del>i</del>`, "abcdefghi", ""},
		{"spoilers", `<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>`, "ab", ""},
		{"code", `<pre><code class="language-go">x</code></pre><code>y</code><pre>z</pre>`, "xyz", ""},
		{"quotes", `<blockquote>a</blockquote><blockquote expandable>b</blockquote>`, "ab", ""},
		{"references", `&lt;&gt;&amp;&quot;&#39;&#x41;&nbsp;&copy`, `<>&"'A&nbsp;&copy`, ""},
		{"reference without end", `&ltb&gt`, `&ltb>`, ""},
		{"link", `<a href="https://example.org/?a=1&amp;b=2">x</a>`, "x", ""},
		{"case", `<B>x</B>`, "x", ""},
		{"short end", `<b>x</>`, "x", ""},
		{"unknown tag", `ab <br> c`, "", `Unsupported start tag "br" at byte offset 3`},
		{"offset counts bytes", `я<p>`, "", `Unsupported start tag "p" at byte offset 2`},
		{"a sign", `1 < 2`, "", `Unsupported start tag "" at byte offset 2`},
		{"unclosed", `<b>x`, "", `Can't find end tag corresponding to start tag "b"`},
		{"unclosed start", `<b`, "", `Unclosed start tag at byte offset 0`},
		{"unclosed attribute", `<a href="x`, "", `Unclosed start tag at byte offset 0`},
		{"crossed", `<b><i>x</b></i>`, "", `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		{"only an end", `x</b>`, "", `Unexpected end tag at byte offset 1`},
		{"end with words", `<b>x</b y>`, "", `Unclosed end tag at byte offset 4`},
		{"span", `<span class="red">x</span>`, "", `Tag "span" must have class "tg-spoiler" at byte offset 0`},
		{"self-closing", `<b/>x`, "", `Unsupported start tag "b/" at byte offset 0`},
		{"emoji", `<tg-emoji emoji-id="x">😀</tg-emoji>`, "", `Invalid custom emoji identifier specified`},
		{"half a pair", `&#xd800;`, "", `Text contains invalid Unicode characters after decoding HTML entities`},
	}
	h := start(t, Options{})
	p := h.friend(7)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			r := h.call("sendMessage", "chat_id", "7", "parse_mode", "HTML", "text", tt.html)
			if tt.want != "" {
				h.refuses(r, 400, "Bad Request: can't parse entities: "+tt.want)
				return
			}
			r.id(t)
			m, _ := p.Chat().LastFromBot()
			if m.Text != tt.text {
				t.Fatalf("got %q, want %q", m.Text, tt.text)
			}
			again, entities, err := parseHTML(m.HTML())
			if err != nil || again != m.Text || fmt.Sprint(entities) != fmt.Sprint(m.Entities) {
				t.Fatalf("%q is %q %v, want %q %v, %v", m.HTML(), again, entities, m.Text, m.Entities, err)
			}
		})
	}
}

func TestEntitiesCountUTF16(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	h.call("sendMessage", "chat_id", "7", "parse_mode", "HTML", "text", "😀<b>я</b>\r <a href='tel:112'>112</a> <a href='example.org'>x</a> see /help@emulated_bot").id(t)
	m, _ := p.Chat().LastFromBot()
	want := []Entity{
		{Type: "bold", Offset: 2, Length: 1},
		{Type: "text_link", Offset: 8, Length: 1, URL: "http://example.org/"},
		{Type: "bot_command", Offset: 14, Length: 18},
	}
	if m.Text != "😀я 112 x see /help@emulated_bot" || fmt.Sprint(m.Entities) != fmt.Sprint(want) {
		t.Fatalf("got %q %v, want %v", m.Text, m.Entities, want)
	}
}

// TestReachability covers who may be written to.
func TestReachability(t *testing.T) {
	h := start(t, Options{})
	send := func() reply { return h.call("sendMessage", "chat_id", "7", "text", "a") }

	p := h.Person(7, Profile{})
	h.refuses(send(), 403, "Forbidden: bot can't initiate conversation with a user")
	p.Send("/start")
	send().id(t)
	p.Block()
	h.refuses(send(), 403, "Forbidden: bot was blocked by the user")
	p.Send("back")
	send().id(t)
	p.Deactivate()
	h.refuses(send(), 403, "Forbidden: user is deactivated")

	var updates []map[string]json.RawMessage
	h.call("getUpdates").into(t, &updates)
	var kinds []string
	for _, u := range updates {
		for _, kind := range []string{"message", "my_chat_member"} {
			if u[kind] != nil {
				kinds = append(kinds, kind)
			}
		}
	}
	if got := strings.Join(kinds, " "); got != "message my_chat_member my_chat_member message" {
		t.Fatalf("got updates %s", got)
	}
}

func TestEditing(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	id := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", keyboard(1)).id(t))

	h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "b").id(t)
	m, _ := p.Chat().LastFromBot()
	if m.Text != "b" || m.Buttons != nil || m.Edited.IsZero() {
		t.Fatalf("got %+v", m)
	}
	h.refuses(h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "b"), 400,
		"Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	h.call("editMessageText", "chat_id", "7", "message_id", id, "text", "<b>b</b>", "parse_mode", "HTML").id(t)
	h.call("editMessageReplyMarkup", "chat_id", "7", "message_id", id, "reply_markup", keyboard(2)).id(t)
	h.refuses(h.call("editMessageReplyMarkup", "chat_id", "7", "message_id", id, "reply_markup", `{"remove_keyboard":true}`), 400, "Bad Request: inline keyboard expected")
	h.refuses(h.call("editMessageCaption", "chat_id", "7", "message_id", id, "caption", "c"), 400, "Bad Request: there is no caption in the message to edit")

	asked := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", `{"keyboard":[["A"]]}`).id(t))
	h.refuses(h.call("editMessageText", "chat_id", "7", "message_id", asked, "text", "b"), 400, "Bad Request: message can't be edited")

	photo := strconv.Itoa(h.upload("sendPhoto", "photo", "a.png", picture(t, 20, 10), "chat_id", "7").id(t))
	h.refuses(h.call("editMessageText", "chat_id", "7", "message_id", photo, "text", "b"), 400, "Bad Request: there is no text in the message to edit")
	h.call("editMessageCaption", "chat_id", "7", "message_id", photo, "caption", "c").id(t)
	if m, _ := p.Chat().LastFromBot(); m.Text != "c" || m.Media == nil {
		t.Fatalf("got %+v", m)
	}
}

func TestDeletionEndsAfter48Hours(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	first := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "a").id(t))
	h.clock.advance(48*time.Hour - time.Second)
	second := strconv.Itoa(h.call("sendMessage", "chat_id", "7", "text", "b").id(t))
	if r := h.call("deleteMessage", "chat_id", "7", "message_id", "1"); !r.OK { // the person's own
		t.Fatalf("refused: %s", r.Description)
	}
	h.clock.advance(time.Second)
	h.refuses(h.call("deleteMessage", "chat_id", "7", "message_id", first), 400, "Bad Request: message can't be deleted for everyone")
	h.refuses(h.call("deleteMessages", "chat_id", "7", "message_ids", "["+first+","+second+"]"), 400, "Bad Request: message can't be deleted for everyone")
	if n := len(p.Chat()); n != 2 {
		t.Fatalf("a refused deletion deleted: %d messages left", n)
	}
	h.call("deleteMessages", "chat_id", "7", "message_ids", "["+second+",99]")
	if c := p.Chat(); len(c) != 1 || c[0].Text != "a" {
		t.Fatalf("got %v", c)
	}
}

// What a person deleted, or nobody, is skipped; what the bot has deleted itself
// is a refusal, though the call goes well.
func TestDeletedAgain(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	first := h.call("sendMessage", "chat_id", "7", "text", "a").id(t)
	second := h.call("sendMessage", "chat_id", "7", "text", "b").id(t)
	p.Delete(first)
	all := fmt.Sprintf("[%d,%d,99]", first, second)
	for again, want := range []int{0, 3} {
		if r := h.call("deleteMessages", "chat_id", "7", "message_ids", all); !r.OK {
			t.Fatalf("refused: %s", r.Description)
		}
		if taken := h.TakeRefusals(); len(taken) != want {
			t.Errorf("deleted %d times before: %v", again, taken)
		}
	}
}

func TestPressesExpire(t *testing.T) {
	h := start(t, Options{})
	p := h.friend(7)
	id := h.call("sendMessage", "chat_id", "7", "text", "a", "reply_markup", keyboard(1)).id(t)
	if _, err := p.Press(id, "x"); err != nil {
		t.Fatal(err)
	}
	var updates []struct {
		Query *struct{ ID string } `json:"callback_query"`
	}
	h.call("getUpdates").into(t, &updates)
	query := updates[len(updates)-1].Query.ID
	h.clock.advance(149 * time.Second)
	for range 2 { // a press may be answered again
		if r := h.call("answerCallbackQuery", "callback_query_id", query); !r.OK {
			t.Fatalf("refused: %s", r.Description)
		}
	}
	h.clock.advance(time.Second)
	h.refuses(h.call("answerCallbackQuery", "callback_query_id", query), 400, "Bad Request: query is too old and response timeout expired or query ID is invalid")

	p.ForgeCallback(id, "never shown")
	h.clock.advance(150 * time.Second)
	h.call("getUpdates", "offset", "100000002").into(t, &updates)
	if len(updates) != 0 || len(h.Unanswered()) != 0 {
		t.Fatalf("an expired press was delivered: %v", updates)
	}
}

func TestWrongToken(t *testing.T) {
	h := start(t, Options{Token: "1:right"})
	for _, path := range []string{"/bot1:wrong/getMe", "/file/bot1:wrong/photos/x.jpg"} {
		res, err := h.http.Client().Get(h.http.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(res)
		if err != nil || got.Status != 401 || got.Description != "Unauthorized" || got.OK {
			t.Fatalf("%s: got %+v, %v", path, got, err)
		}
		if taken := h.TakeRefusals(); len(taken) != 1 || taken[0].Code != 401 {
			t.Fatalf("%s: recorded %v", path, taken)
		}
	}
}
