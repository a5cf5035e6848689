package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/bot/schedule"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestTranscripts plays testdata/transcripts again and compares what the bot
// says, word by word. go test ./bot -run Transcripts -update rewrites them.
//
//	# a remark
//	-- programme haifa        which example programme; else kherson
//	-- Olena (en)             whose phone this is from here on, and its language
//	-- Olena (en), a resident ... who is through the first conversation already
//	-- Petro (en), with the role officer    ... who has a role and is at their desk
//	-- Petro (en), with the role officer of AREA
//	-- Lamps (en), with the role partner for ID ... as a partner, a service's id or its name
//	-- 25 hours later         time passes
//	-- 12 neighbours answer the survey
//	> words                   the person writes; (a place 46.64 32.61), (a picture),
//	                          (ten pictures), (a voice note) and (a sticker) are
//	                          what they say
//	* Button                  the person presses the newest button of this name
//	* Button (twice)          ... and once more before the bot has answered
//	* Button (older message)  ... as it stood on a message that has moved on
//	< words                   the bot, with its buttons in brackets; {Button} is one
//	                          that replaces the phone's letters; (to Petro) reaches
//	                          somebody else; (changed) is an older message that says
//	                          something else now, without a sound, while nobody pressed
//	| words                   a line of a quotation
//	+ words                   a line of the fine print, which is folded
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	said := &wordCount{}
	t.Cleanup(func() { said.compare(t) })
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := playTranscript(t, string(script), said)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := firstDifference(string(script), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// firstDifference shows where two texts part, "" if nowhere.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(the end)", "(the end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a, b)
		}
	}
	return ""
}

// player plays one transcript.
type player struct {
	*town
	clock  *testClock
	bot    *Bot
	act    byte // how many acts there were: what codes are made from
	phones []*phone
	at     *phone
	desks  sync.Map // chats of people with a role
	many   int      // neighbours whose phones are not told of
	passes bool     // time passes: nobody presses anything
	out    strings.Builder
}

// phone is one person's, with all it ever showed.
type phone struct {
	name   string
	person *emulator.Person
	feed   *emulator.Feed
	shown  map[int]string             // what each message looks like
	old    map[string]emulator.Button // the newest button of each label
	under  map[string]int             // ... and its message
}

// playTranscript plays the acts of a transcript and writes it down anew.
func playTranscript(t *testing.T, script string, said *wordCount) string {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	p := &player{town: w, clock: w.stopClock()}
	if _, after, ok := strings.Cut(script, "-- programme "); ok {
		name, _, _ := strings.Cut(after, "\n")
		w.program = example(t, name)
	}
	p.bot = w.bot()
	p.bot.shown = func(say flows.Say, m render.Message) { said.add(say, m, p.atDesk(say.Chat)) }
	p.bot.watch.look = time.Hour // how far announcements have come is shown by real time
	var calls byte
	last := p.act
	p.bot.seed = func(int, flows.ID, int) [16]byte {
		if p.act != last { // a step that is decided again gets another seed
			last, calls = p.act, 0
		}
		calls++
		return [16]byte{p.act, calls}
	}
	w.start(p.bot)
	if !strings.Contains(script, "the role independent-contact") { // else everybody who reads has a phone
		w.seatReaders(p.bot, !strings.Contains(script, "the role officer") && !strings.Contains(script, "Who has a role"))
	}
	for number, line := range strings.Split(script, "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch mark {
		case "#", ">", "*", "--":
			if mark == "--" {
				p.out.WriteByte('\n')
			}
			p.out.WriteString(line + "\n")
			if err := p.do(mark, rest); err != nil {
				t.Fatalf("line %d, %q: %v\nso far:\n%s", number+1, line, err, p.out.String())
			}
		case "<", "":
		default:
			t.Fatalf("line %d: what is %q?", number+1, mark)
		}
	}
	return p.out.String()
}

// do is one line of a script, and what the bot has to say to it.
func (p *player) do(mark, rest string) error {
	if mark == "#" {
		return nil
	}
	if mark == "--" {
		if hours, ok := strings.CutSuffix(rest, " hours later"); ok {
			n, err := strconv.Atoi(hours)
			p.passes = true
			p.vanished()
			p.clock.pass(time.Duration(n) * time.Hour)
			p.overdue()
			p.passes = false
			return err
		}
		if n, ok := strings.CutSuffix(rest, " neighbours answer the survey"); ok {
			many, err := strconv.Atoi(n)
			p.neighbours(many)
			return err
		}
		if strings.HasPrefix(rest, "programme ") { // read before the bot began
			return nil
		}
		return p.take(rest)
	}
	if p.at == nil {
		return errors.New("nobody has a phone yet")
	}
	p.act++
	p.clock.pass(time.Minute)
	if mark == ">" {
		p.write(rest)
	} else if err := p.pressed(rest); err != nil {
		return err
	}
	p.unqueued()
	p.idle(p.bot)
	p.toldAll()
	p.swept()
	p.listen()
	return nil
}

// swept deletes what was to be gone by now, which the bot does by the real second.
func (p *player) swept() {
	if _, err := p.bot.store.MoveDue(p.t.Context(), p.clock.Now(), 1000); err != nil {
		p.t.Fatal(err)
	}
	p.bot.outbox.wake()
	p.idle(p.bot)
}

// atDesk says whether a chat is that of somebody with a role.
func (p *player) atDesk(chat int64) bool {
	_, is := p.desks.Load(chat)
	return is
}

// toldAll waits until every announcement that is due has been sent and reported, and so have
// minutes, and that a meeting was opened or closed to the young.
func (p *player) toldAll() {
	p.until("announcements to be sent", func() bool {
		board, err := p.bot.store.Board(p.t.Context())
		if err != nil {
			return false
		}
		now := p.clock.Now()
		return !slices.ContainsFunc(board.News, func(a flows.Announcement) bool {
			return !a.Void && !a.Ended && a.Due <= now.Unix() && a.Wish == flows.WishRun && (a.Urgent || !p.program.Quiet(now))
		})
	})
	p.idle(p.bot)
	p.until("the news of meetings to be sent", func() bool {
		ctx, now := p.t.Context(), p.clock.Now()
		board, err := p.bot.store.Board(ctx)
		if err != nil || p.program.Quiet(now) {
			return err == nil
		}
		if !slices.ContainsFunc(board.Sessions, func(s flows.Session) bool { return s.TellsYoung(now.Unix()) || s.TellsMinutes() }) {
			return true
		}
		if err := p.bot.announce(ctx, now, now); err != nil {
			p.t.Fatal(err)
		}
		return false
	})
	p.idle(p.bot)
}

// vanished deletes what vanishes within the next hour: once days have passed it
// is too old for that.
func (p *player) vanished() {
	if _, err := p.bot.store.MoveDue(p.t.Context(), p.clock.Now().Add(time.Hour), 1000); err != nil {
		p.t.Fatal(err)
	}
	p.bot.outbox.wake()
	p.idle(p.bot)
	p.listen()
}

// overdue lets the bot do what became due while time passed.
func (p *player) overdue() {
	p.until("the calendar to be done", p.calendarDone)
	p.until("what is due to be done", func() bool {
		moved, err := p.bot.store.MoveDue(p.t.Context(), p.clock.Now(), 100)
		return err == nil && moved == 0
	})
	p.bot.outbox.wake()
	p.until("surveys to be counted and told", func() bool {
		ctx, now := p.t.Context(), p.clock.Now()
		if err := errors.Join(p.bot.closeWave(ctx, now, now), p.bot.sendResults(ctx, now, now)); err != nil {
			p.t.Fatal(err)
		}
		board, err := p.bot.store.Board(ctx)
		if err != nil {
			p.t.Fatal(err)
		}
		_, due := board.Reports(p.program, now)
		return !due || p.program.Quiet(now)
	})
	p.idle(p.bot)
	p.toldAll()
	p.listen()
}

// neighbours are people whose phones are not told of, and who answer the survey.
func (p *player) neighbours(n int) {
	for range n {
		p.many++
		who := p.person(8000+int64(p.many), "en")
		p.settleIn(who, "en")
		p.answers(p.bot, who, p.many)
	}
	p.listen()
}

// calendarDone says whether every job has run that is due by now. (An embedded Redis
// has no file to rewrite, so that one never ends.)
func (p *player) calendarDone() bool {
	known, err := p.bot.store.Jobs(p.t.Context())
	if err != nil {
		return false
	}
	for _, j := range jobs() {
		line := j.when(p.bot.programme.Schedule)
		if line == "" {
			continue
		}
		plan, err := schedule.Parse(line, p.bot.programme.Zone)
		if err != nil {
			p.t.Fatal(err)
		}
		seen := known[j.name]
		if _, _, due := j.late.Due(plan, seen.Done, p.clock.Now()); j.name != "rewrite" && (seen.Done.IsZero() || due || seen.Claimed) {
			return false
		}
	}
	return true
}

// take gives the phone to somebody: "Olena (en)", later "Olena".
func (p *player) take(who string) error {
	who, seated := p.withRole(who)
	who, settled := strings.CutSuffix(who, ", a resident")
	name, lang, known := strings.Cut(strings.TrimSuffix(who, ")"), " (")
	for _, ph := range p.phones {
		if ph.name == name {
			p.at = ph
			return nil
		}
	}
	if !known {
		return errors.New("their phone's language is not told")
	}
	person := p.emu.Person(7001+int64(len(p.phones)), emulator.Profile{FirstName: name, LanguageCode: lang})
	p.at = &phone{name: name, person: person, feed: person.Subscribe(), shown: map[int]string{},
		old: map[string]emulator.Button{}, under: map[string]int{}}
	p.t.Cleanup(p.at.feed.Close)
	p.phones = append(p.phones, p.at)
	if settled {
		p.settleIn(person, lang)
		p.idle(p.bot)
		out := p.out.String()
		p.listen() // it is seen, and not told
		p.out.Reset()
		p.out.WriteString(out)
	}
	if seated {
		p.desks.Store(person.ID(), true)
		p.greets(p.at, lang)
	}
	return nil
}

func (p *player) write(words string) {
	who := p.at.person
	kind, after, _ := strings.Cut(words, ")")
	var lat, lon float64
	switch {
	case kind == "(a picture":
		who.Photo(pixel(), strings.TrimSpace(after))
	case kind == "(ten pictures":
		who.Album(strings.TrimSpace(after), slices.Repeat([][]byte{pixel()}, 10)...)
	case kind == "(a voice note":
		who.Voice([]byte("voice"), 4)
	case kind == "(a sticker":
		who.Sticker("👍")
	default:
		if n, _ := fmt.Sscanf(kind, "(a place %f %f", &lat, &lon); n == 2 {
			who.Location(lat, lon)
			return
		}
		who.Send(words)
	}
}

func (p *player) pressed(label string) error {
	if old, ok := strings.CutSuffix(label, " (older message)"); ok {
		b, seen := p.at.old[old]
		if !seen {
			return errors.New("no message ever had this button")
		}
		p.at.person.ForgeCallback(p.at.under[old], b.Data)
		return nil
	}
	label, twice := strings.CutSuffix(label, " (twice)")
	m, b, found := p.at.person.Chat().Button(label)
	if !found {
		return errors.New("there is no such button")
	}
	if twice {
		p.at.person.ForgeCallback(m.ID, b.Data)
	}
	p.at.person.ForgeCallback(m.ID, b.Data)
	return nil
}

// listen writes down what every phone showed since the last act.
func (p *player) listen() {
	if p.at != nil {
		p.hear(p.at, "")
	}
	for _, ph := range p.phones {
		if ph != p.at {
			p.hear(ph, "(to "+ph.name+") ")
		}
	}
}

// hear writes down what one phone showed. The bot is done: nothing is waited for.
func (p *player) hear(ph *phone, to string) {
	over, cancel := context.WithCancel(context.Background())
	cancel()
	deleted := 0
	for {
		e, err := ph.feed.Next(over)
		if err != nil {
			break
		}
		switch m := e.Message; {
		case e.Kind == emulator.EventToast && e.Toast.Text != "":
			p.say(to + "(a notice) " + e.Toast.Text)
		case e.Kind == emulator.EventDeleted:
			deleted++
		case e.Kind == emulator.EventNew && m.FromBot, e.Kind == emulator.EventEdited && m.FromBot:
			for _, row := range m.Buttons {
				for _, b := range row {
					label := strings.TrimPrefix(b.Text, fromRight) // nobody sees or writes the mark
					ph.old[label], ph.under[label] = b, m.ID
				}
			}
			if ph.shown[m.ID] == m.Text && m.Buttons == nil { // it lost its buttons
				continue
			}
			ph.shown[m.ID] = m.Text
			if deleted > 0 {
				p.say(fmt.Sprintf("%s(%d messages are gone)", to, deleted))
				deleted = 0
			}
			changed := ""
			if e.Kind == emulator.EventEdited && (to != "" || p.passes) {
				changed = "(changed) "
			}
			p.say(to + changed + p.look(ph, m))
		}
	}
	if deleted > 0 {
		p.say(fmt.Sprintf("%s(%d messages are gone)", to, deleted))
	}
}

// withQuotes is the text of a message with the lines of its quotations marked.
func withQuotes(m emulator.Message) string {
	units := utf16.Encode([]rune(m.Text))
	marks := map[int]string{} // at offsets
	for _, e := range m.Entities {
		mark := map[string]string{"blockquote": "| ", "expandable_blockquote": "+ "}[e.Type]
		if mark == "" {
			continue
		}
		marks[e.Offset] = mark
		for at := e.Offset; at < e.Offset+e.Length-1; at++ {
			if units[at] == '\n' {
				marks[at+1] = mark
			}
		}
	}
	var b strings.Builder
	last := 0
	for _, at := range slices.Sorted(maps.Keys(marks)) {
		b.WriteString(string(utf16.Decode(units[last:at])) + marks[at])
		last = at
	}
	return b.String() + string(utf16.Decode(units[last:]))
}

// look is a message as it is written down.
func (p *player) look(ph *phone, m emulator.Message) string {
	var b strings.Builder
	if m.Protected {
		b.WriteString("(cannot be passed on) ")
	}
	if m.Location != nil {
		b.WriteString("(a place on the map)")
	}
	if m.Media != nil {
		fmt.Fprintf(&b, "(a file: %s) ", m.Media.Name)
	}
	b.WriteString(withQuotes(m))
	for _, row := range m.Buttons {
		b.WriteByte('\n')
		for i, button := range row {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("[" + button.Text + "]")
			if button.URL != "" {
				b.WriteString(" -> " + button.URL)
			}
		}
	}
	if k := ph.person.Keyboard(); k != nil && k.MessageID == m.ID {
		for _, row := range k.Rows {
			b.WriteByte('\n')
			for _, button := range row {
				b.WriteString("{" + button.Text + "}")
			}
		}
	}
	return b.String()
}

// say writes down what the bot said, below its mark.
func (p *player) say(text string) {
	for i, line := range strings.Split(text, "\n") {
		mark := "  "
		if i == 0 {
			mark = "< "
		}
		p.out.WriteString(strings.TrimRight(mark+line, " ") + "\n")
	}
}
