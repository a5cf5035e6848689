package bot

import (
	"context"
	"strings"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// TestGroups asks in a group for everything: what everybody may know is said
// there, everything of one's own gets a button that leads to the private chat,
// and about anybody's life nothing is said or kept.
func TestGroups(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(b)
	g := w.emu.Group(-500, "The stairwell")
	g.AddBot(p, false)
	w.inGroup(g, phraseWith(w, "uk", "public.added", "programme", "Херсон"))
	me := "@emulated_bot"
	for _, r := range []struct {
		words, says, target string
	}{
		{"/start" + me, phraseWith(w, "uk", "public.help", "programme", "Херсон"), "menu"},
		{"/help" + me, phraseWith(w, "uk", "public.help", "programme", "Херсон"), "menu"},
		{"/sessions" + me, "Ліхтарі та двори", "sessions"},
		{"/guides" + me, w.phrase("uk", "public.guides"), "guides"},
		{"/concern" + me, w.phrase("uk", "public.only_private"), "concern"},
		{"/my" + me + " K7-PLUM-42", w.phrase("uk", "public.only_private"), "my"},
		{"/mydata" + me, w.phrase("uk", "public.only_private"), "mydata"},
		{"/pulse" + me, w.phrase("uk", "public.only_private"), "pulse"},
		{"/officer" + me, w.phrase("uk", "public.only_private"), "officer"},
		{"/hide" + me, w.phrase("uk", "public.only_private"), "menu"},
		{"/stop" + me, w.phrase("uk", "public.only_private"), "menu"},
		{"/language" + me, w.phrase("uk", "public.only_private"), "menu"},
		{"/MENU" + strings.ToUpper(me), w.phrase("uk", "public.only_private"), "menu"},
		{"/fly" + me, w.phrase("uk", "public.unknown"), "menu"},
	} {
		before := len(g.Chat().FromBot())
		w.forgetSaid()
		g.Send(p, r.words)
		w.until("an answer to "+r.words, func() bool { return len(g.Chat().FromBot()) > before })
		m, _ := g.Chat().LastFromBot()
		if !strings.Contains(m.Text, r.says) {
			t.Errorf("%s: says %q, want %q", r.words, m.Text, r.says)
		}
		if len(m.Buttons) != 1 || len(m.Buttons[0]) != 1 || m.Buttons[0][0].URL != "https://t.me/emulated_bot?start="+r.target {
			t.Errorf("%s: buttons %v, want one that leads to the private chat at %s", r.words, m.Buttons, r.target)
		}
	}
	for _, m := range g.Chat().FromBot() {
		for _, secret := range []string{"youth", "Дах", "вул. Прикладна, 3", "Dakh"} {
			if strings.Contains(m.Text, secret) {
				t.Errorf("the group reads %q in %q", secret, m.Text)
			}
		}
	}
	before := len(p.Chat())
	if people := w.count("ZCARD", "audience"); people != 1 {
		t.Errorf("%d people are in the audience", people)
	}
	if len(p.Chat()) != before {
		t.Error("the group's commands reached a private chat")
	}
}

// TestGroupTalk proves that the bot keeps silent when it is not meant, even
// where it sees everything.
func TestGroupTalk(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTownOf(t, rdb, emulator.Options{ReadsGroups: true})
	w.forgiven = []string{"Bad Request: query is too old and response timeout expired or query ID is invalid"}
	b := w.bot()
	w.start(b)
	p, g := w.person(1, "en"), w.emu.Group(-500, "The stairwell")
	g.AddBot(p, true)
	w.inGroup(g, "Porchlight")
	said := len(g.Chat().FromBot())
	first, _ := g.Chat().LastFromBot()
	for _, talk := range []string{"hello", "STOP", "the bot is stupid", "/start@another_bot", "/weather", "/", "@emulated_bot hi", "1~concern"} {
		g.Send(p, talk)
	}
	g.Reply(p, first.ID, "thanks")
	g.AddBot(p, false) // no administrator any more: nothing to greet for
	w.emu.InjectRaw("press", `{"callback_query":{"id":"1","from":{"id":1,"first_name":"P"},"chat_instance":"1","data":"0~mydata",
		"message":{"message_id":1,"date":1,"chat":{"id":-500,"type":"group"}}}}`)
	w.idle(b)
	if n := len(g.Chat().FromBot()); n != said {
		t.Errorf("the bot said %d things into talk: %v", n-said, newestIn(g))
	}
	w.until("the press to be answered", func() bool { return w.emu.CallCount("answercallbackquery") > 0 }) // beside the turn
	if n := len(p.Chat()); n != 0 {
		t.Errorf("%d messages in a private chat with somebody who never wrote", n)
	}
	g.RemoveBot(p)
	w.idle(b)
	g.AddBot(p, false)
	w.until("a greeting after coming back", func() bool { return len(g.Chat().FromBot()) == said+1 })
}

// TestForumsAndChannels asks in a topic of a forum and in General, and makes the
// bot an administrator of a channel: the first is answered where it was asked, the
// last is a broadcast and hears nothing.
func TestForumsAndChannels(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	old := w.emu.Group(-500, "The stairwell")
	forum := old.Migrate(p, -1_000_000_000_500, "The stairwell")
	forum.AddBot(p, false)
	w.inGroup(forum, "Porchlight")
	forum.Topic(44)
	for _, topic := range []int{44, 0} {
		said := len(forum.Chat().FromBot())
		forum.SendTo(p, topic, "/sessions@emulated_bot")
		w.until("an answer", func() bool { return len(forum.Chat().FromBot()) > said })
		if m, _ := forum.Chat().LastFromBot(); m.ThreadID != topic {
			t.Errorf("a question in topic %d is answered in topic %d", topic, m.ThreadID)
		}
	}
	w.idle(b)
	calls := w.emu.CallCount("sendmessage")
	channel := `"chat":{"id":-1000000000700,"type":"channel","title":"News"}`
	w.emu.InjectRaw("channel", `{"my_chat_member":{`+channel+`,"from":{"id":1,"first_name":"P"},"date":1,
		"old_chat_member":{"user":{"id":9,"is_bot":true,"first_name":"b"},"status":"left"},
		"new_chat_member":{"user":{"id":9,"is_bot":true,"first_name":"b"},"status":"administrator"}}}`)
	w.emu.InjectRaw("channel", `{"channel_post":{"message_id":1,"date":1,`+channel+`,"text":"/sessions@emulated_bot"}}`)
	w.idle(b)
	if n := w.emu.CallCount("sendmessage"); n != calls {
		t.Errorf("%d messages into a channel", n-calls)
	}
}

// TestGroupMigrates turns a group into a supergroup while an answer waits for
// its turn: it arrives in the supergroup, where the bot goes on.
func TestGroupMigrates(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"Bad Request: group chat was upgraded to a supergroup chat", "Too Many Requests: retry after 1"}
	b := w.bot()
	w.start(b)
	p, g := w.person(1, "en"), w.emu.Group(-500, "The stairwell")
	g.AddBot(p, false)
	w.inGroup(g, "Porchlight")
	w.idle(b)
	w.emu.Misbehave(emulator.Fault{Kind: emulator.TooManyRequests, ChatID: -500, Times: 1, RetryAfter: 1})
	g.Send(p, "/sessions@emulated_bot")
	w.until("the answer to wait", func() bool { return len(w.emu.Refusals()) > 0 })
	super := g.Migrate(p, -1_000_000_000_500, "The stairwell")
	w.inGroup(super, w.phrase("uk", "public.sessions"))
	super.Send(p, "/guides@emulated_bot")
	w.inGroup(super, w.phrase("uk", "public.guides"))
	w.idle(b)
}

// TestGroupPace asks more in a minute than a group may be told at once. The first
// answers come at once, the others one by one; nobody else waits for them.
func TestGroupPace(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTownOf(t, rdb, emulator.Options{Limits: emulator.Limits{Group: 20}})
	pace, err := storage.ParsePace("total=30,chat=10,burst=5,group=20")
	if err != nil {
		t.Fatal(err)
	}
	w.pace = pace
	b := w.bot()
	w.start(b)
	p, g := w.person(1, "en"), w.emu.Group(-500, "The stairwell")
	g.AddBot(p, false)
	w.inGroup(g, "Porchlight")
	asked := []string{"help", "sessions", "guides", "stop", "near", "unheard"} // two more than the burst, with the greeting
	for _, word := range asked {
		g.Send(p, "/"+word+"@emulated_bot")
	}
	other := w.person(2, "en")
	other.Send("/start")
	w.offers(other, "en")
	if n := len(g.Chat().FromBot()); n > len(asked) {
		t.Error("the other person was answered only after the group")
	}
	w.until("all answers", func() bool { return len(g.Chat().FromBot()) == len(asked)+1 })
}

// forgetSaid lets a minute pass for what groups were told.
func (w *town) forgetSaid() {
	for _, key := range w.rdb.Keys(w.t.Context(), "{*}:said:*").Val() {
		w.rdb.Del(w.t.Context(), key)
	}
}

// TestGroupIsToldOnce: a member who asks the same 300 times makes the bot say it
// once, and what somebody else asks meanwhile is answered.
func TestGroupIsToldOnce(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p, g := w.person(1, "en"), w.emu.Group(-500, "The stairwell")
	g.AddBot(p, false)
	w.inGroup(g, "Porchlight")
	for range 300 {
		g.Send(p, "/sessions@emulated_bot")
	}
	g.Send(w.person(2, "en"), "/guides@emulated_bot")
	w.inGroup(g, w.phrase("uk", "public.guides"))
	w.idle(b)
	if n := len(g.Chat().FromBot()); n != 3 {
		t.Errorf("the bot said %d things", n)
	}
}

// inGroup waits for something that the bot says in a group.
func (w *town) inGroup(g *emulator.Group, part string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	if _, err := g.WaitForText(ctx, part); err != nil {
		w.t.Fatalf("the group waits for %q and sees %q: %v", part, newestIn(g), err)
	}
}

func newestIn(g *emulator.Group) string {
	m, _ := g.Chat().LastFromBot()
	return m.Text
}

// phraseWith is a message with one argument put in.
func phraseWith(w *town, lang, key, name, value string) string {
	return render.Plain(w.texts().In(lang).Text(key, map[string]string{name: value}, nil))
}
