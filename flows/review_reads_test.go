package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTextsGoToWhoReadsThem: a reviewer is offered what is written in their
// languages and nothing else, is told how much waits beside it, and hands a text on
// to those who read it by setting its language.
func TestTextsGoToWhoReadsThem(t *testing.T) {
	d := newDesks(t)
	d.board.member(d.reviewer).Reads = []Lang{English}
	c := d.tells("* street", "* mine", "> Ліхтар біля школи не світить", "* answer", "* send")
	if c.Lang != Ukrainian {
		t.Fatalf("the first guess is %q", c.Lang)
	}
	if out := d.script(d.reviewer, "* reviews"); says(out, "review.item_text") || !says(out, "review.reads.elsewhere") {
		t.Fatalf("offered to somebody who cannot read it: %v", out.Says)
	}
	if out := d.script(d.reviewer, "! c."+c.Handle); !says(out, "review.gone") {
		t.Fatalf("a forged button opens it: %v", out.Says)
	}
	if out := d.script(d.reviewer, "* reads", "* l.uk", "* next"); !says(out, "review.item_text") || says(out, "review.reads.elsewhere") {
		t.Fatalf("not offered: %v", out.Says)
	}
	if out := d.script(d.reviewer, "* c."+c.Handle, "* tongue", "* l.ru"); !says(out, "review.tongue.moved") || says(out, "review.item_text") {
		t.Fatalf("%v", out.Says)
	}
	if got := d.filed(c); got.Lang != Russian || d.log[0].What != "tongue" {
		t.Fatalf("%q, %v", got.Lang, d.log[0])
	}
	d.script(d.reviewer, "* reads", "* l.ru", "* next", "* c."+c.Handle, "* tongue", "* l.uk")
	if out := d.script(d.reviewer, "* release"); !says(out, "review.released") || d.filed(c).Lang != Ukrainian {
		t.Fatalf("%v", out.Says)
	}
}

// TestAReplyGoesToWhoReadsIt: in a thread each message has a language of its own.
func TestAReplyGoesToWhoReadsIt(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which lamp?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* reply", "> זה ליד בית הספר", "* send")
	d.board.member(d.reviewer).Reads = []Lang{English}
	if out := d.script(d.reviewer, "/desk", "* reviews"); says(out, "review.item_text") {
		t.Fatalf("offered to somebody who cannot read it: %v", out.Says)
	}
	d.board.member(d.reviewer).Reads = []Lang{Hebrew}
	if out := d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release"); !says(out, "review.released") {
		t.Fatalf("%v", out.Says)
	}
}

// TestOnlyAReaderIsPromised: a receipt promises that somebody reads a text only if
// a reviewer of the neighbourhood reads its language.
func TestOnlyAReaderIsPromised(t *testing.T) {
	for _, tt := range []struct {
		name     string
		reads    []Lang
		areas    []string
		promised bool
	}{
		{"somebody reads it", []Lang{English, Ukrainian}, []string{"korabel"}, true},
		{"nobody reads it", []Lang{English, Russian}, nil, false},
		{"who reads it is elsewhere", []Lang{Ukrainian}, []string{"tavr"}, false},
		{"who has named nothing reads their own language", nil, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			d.board.Staff = slices.DeleteFunc(d.board.Staff, func(m Member) bool { return m.Who == (ID{250}) })
			m := d.board.member(d.reviewer)
			m.Reads, m.Grants[0].Areas = tt.reads, tt.areas
			c := d.tells("* street", "* mine", "> Ліхтар не світить", "* answer", "* send")
			if c.Promised != tt.promised || d.board.Reviewer("korabel", Ukrainian) != tt.promised {
				t.Errorf("promised %v, a reviewer: %v", c.Promised, d.board.Reviewer("korabel", Ukrainian))
			}
			if late := c.Timed(d.now.Add(30 * 24 * time.Hour)); d.board.takes(m, late[0], d.now) != tt.promised {
				t.Errorf("the clock reminds somebody else: %v", late)
			}
		})
	}
}

// TestAReviewerIsAskedForLanguages when they accept, and at the desk if their role
// is older than the question. The last language stays.
func TestAReviewerIsAskedForLanguages(t *testing.T) {
	d := newDesks(t)
	invited := d.join(40)
	token := NewInviteToken([16]byte{9})
	d.invites[token] = Invitation{Role: RoleReviewer, Name: "Rita", Expires: d.now.Add(time.Hour).Unix()}
	d.turn(invited, Event{Kind: Command, Word: "start", Text: "i_" + token})
	out := d.script(invited, "* accept")
	if !says(out, "review.reads.ask") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.script(invited, "* l.en"); !says(out, "review.reads.none") {
		t.Fatalf("the last language goes: %v", out.Says)
	}
	d.script(invited, "* l.pl", "* l.en", "* next")
	if got := d.board.member(invited).Reads; !slices.Equal(got, []Lang{Polish}) {
		t.Errorf("reads %v", got)
	}
	d.board.member(d.reviewer).Reads = nil
	if out = d.script(d.reviewer, "/desk", "* reviews"); !says(out, "review.reads.ask") {
		t.Fatalf("an older role is not asked: %v", out.Says)
	}
	d.script(d.reviewer, "* next")
	if got := d.board.member(d.reviewer).Reads; !slices.Equal(got, []Lang{English}) {
		t.Errorf("reads %v", got)
	}
}

func TestGuessLang(t *testing.T) {
	for _, tt := range []struct {
		words      string
		said, want Lang
	}{
		{"", Ukrainian, Ukrainian},
		{"102!!", Hebrew, Hebrew},
		{"The lamp is dark", English, English},
		{"The lamp is dark", Ukrainian, English},
		{"Ліхтар не світить", English, Ukrainian},
		{"Фонарь не горит, дыра в асфальте", Ukrainian, Russian},
		{"Темно во дворе", Ukrainian, Ukrainian}, // both could be meant
		{"Темно во дворе", Russian, Russian},
		{"Темно во дворе", Hebrew, Russian},
		{"Їжаки в подвір'ї", Russian, Ukrainian},
		{"אין אור ברחוב", Russian, Hebrew},
		{"لا يوجد ضوء في الشارع", Hebrew, Arabic},
		{"Nie świeci latarnia", English, Polish},
		{"La farola está rota, ¿cuándo?", English, Spanish},
		{"la farola no funciona", Spanish, Spanish},
	} {
		if got := guessLang(tt.words, tt.said, []Lang{Hebrew, Arabic, Russian, English}); got != tt.want {
			t.Errorf("%q by somebody who reads %s: %s, want %s", tt.words, tt.said, got, tt.want)
		}
	}
}

// TestOnlyRepliesAndReportsSayWhatTheyAre in a reviewer's list: a line begins with what the
// text is about.
func TestOnlyRepliesAndReportsSayWhatTheyAre(t *testing.T) {
	for kind, want := range map[string]string{itemText: "review.item_text", itemReply: "review.item", itemReport: "review.item"} {
		l := itemLine(kind, "review.item_text", "review.item", Args{})
		if _, says := l.Args["what"]; l.Key != want || says != (kind != itemText) {
			t.Errorf("%s: %+v", kind, l)
		}
	}
}

// TestNoLineIsADash: a line that is nothing but a dash tells nobody anything.
func TestNoLineIsADash(t *testing.T) {
	for _, lang := range Languages() {
		for key, words := range messagesIn(t, lang) {
			for part := range strings.Lines(words) {
				if strings.Trim(part, "—–- \n") == "" && strings.TrimSpace(part) != "" {
					t.Errorf("%s in %s: %q", key, lang, words)
				}
			}
		}
	}
}
