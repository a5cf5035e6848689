package storage

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// What must be found nowhere: a Telegram id, a chat, words, a file, a bot.
const (
	secretUser  = int64(7305118842)
	secretGroup = int64(-1001987654321)
	secretBot   = int64(6112358132)
	secretWords = "Гучно стріляють біля школи №14"
	secretFile  = "AgACAgIAAxkBAAIBcGZ-marked-file-id"
)

// spellings are the ways in which a secret could stand somewhere.
func spellings() map[string]string {
	all := map[string]string{}
	text := func(name, s string) {
		all[name] = s
		all[name+" in hex"] = hex.EncodeToString([]byte(s))
		for shift := range 3 { // base64 depends on where in a text it stands
			coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + s))
			all[fmt.Sprint(name, " in base64 after ", shift)] = coded[4 : len(coded)-4]
		}
	}
	text("words", secretWords)
	text("file", secretFile)
	for name, id := range map[string]int64{"user": secretUser, "group": secretGroup, "bot": secretBot} {
		text(name, strconv.FormatInt(id, 10))
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(id))
		all[name+" in bytes"] = string(b[2:])
		all[name+" in bytes, base64"] = base64.RawStdEncoding.EncodeToString(b[2:])
		all[name+" in hexadecimal"] = strconv.FormatUint(uint64(id), 16)
		binary.LittleEndian.PutUint64(b[:], uint64(id))
		all[name+" in bytes backwards"] = string(b[:5])
	}
	return all
}

// play leaves secrets in every kind of record.
func play(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	ok(t, s.BindBot(ctx, secretBot))
	ann, group := s.Person(secretUser), s.Group(secretGroup)
	life(t, s, ann)
	draft := &flows.Draft{Words: secretWords, Photo: &flows.File{ID: secretFile}, Exact: &flows.Point{}}
	l := load(t, s, ann)
	concern := filed("MARK1", ann, flows.RouteOfficers, noon.Unix())
	concern.Words, concern.Voice = secretWords, &flows.File{ID: secretFile}
	concern.Released, concern.ReleasedAt, concern.Lang = secretWords, 1, flows.Ukrainian
	concern.Others = []flows.Translation{translated(secretWords, secretWords)}
	concern.Thread = []flows.Entry{{From: flows.PartyOfficers, Act: flows.ActAnswer, Words: secretWords, Shown: secretWords, At: noon.Unix(),
		Others: []flows.Translation{translated(secretWords, secretWords)}}}
	person := flows.Person{Lang: "uk", Chat: secretUser, Asked: []string{secretWords}, Flow: flows.Flow{Draft: draft, Topic: secretWords}, Codes: append(l.Person.Codes, "MARK1")}
	one := turn(l, person, flows.FileConcern{Concern: concern})
	body := fmt.Sprint(secretUser, secretWords, secretFile)
	one.Update, one.Out = 700, letters(ann, true, body, body)
	_, err := s.Commit(ctx, one)
	ok(t, err)
	_, err = s.Commit(ctx, Turn{Update: 701, Chat: group, Out: []Outgoing{{To: group, Group: true, Body: []byte(fmt.Sprint(secretGroup))}}})
	ok(t, err)
	bulkFor(t, s, ann, body)
	for i := range 2 {
		ok(t, s.Enqueue(ctx, group, 800+i, []byte(body), 0))
	}
	ok(t, s.Dequeue(ctx, head(t, s, group), FatePark, 0))
	settleIn(t, s, s.Person(2))
	vanishes(t, s, s.Person(2), 7, noon, body)
	waits(t, s, s.Person(2), "place", body, "")
	say(t, s, s.Person(3), true, body) // stays leased
	_, err = s.Try(ctx, 900)
	ok(t, err)
	_, err = s.Begin(ctx)
	ok(t, err)
	_, err = s.Poller(ctx)
	ok(t, err)
	ok(t, s.NoteCommands(ctx, "uk", "Меню"))
	ok(t, s.PutMenu(ctx, ann, Menu{Chat: secretUser, Mark: "m"}))
	_, err = s.MenuKeeper(ctx)
	ok(t, err)
	ok(t, s.UpdateBoard(ctx, func(b *flows.Board) bool {
		b.First = 1
		b.News = append(b.News, flows.Announcement{ID: secretWords, By: ann, Texts: flows.Text{"uk": secretWords}, From: "uk",
			Others: []flows.Translation{translated(secretWords, secretWords)}, Asked: true})
		b.Staff = append(b.Staff, flows.Member{Who: ann, Chat: secretUser, Name: secretWords})
		b.Sessions = append(b.Sessions, flows.Session{ID: "hall", Title: flows.Text{"uk": secretWords}, Notes: secretWords, Leads: []flows.ID{ann},
			TitleOthers: []flows.Translation{translated(secretWords, secretWords)}, AboutOthers: []flows.Translation{translated(secretWords, secretWords)},
			NotesOthers: []flows.Translation{translated(secretWords, secretWords)},
			News:        flows.News{Why: flows.Why{Own: flows.Text{"uk": secretWords}, Others: []flows.Translation{translated(secretWords, secretWords)}}}})
		return true
	}))
}

func TestStolenDataTellsNothing(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	play(t, s)
	rdb := s.rdb
	ok(t, rdb.Save(t.Context()).Err())
	ok(t, rdb.BgRewriteAOF(t.Context()).Err())
	eventually(t, "the rewrite", func() bool {
		info := rdb.Info(t.Context(), "persistence").Val()
		return strings.Contains(info, "aof_rewrite_in_progress:0") && strings.Contains(info, "aof_rewrite_scheduled:0")
	})
	places := map[string]string{"values": dump(t, rdb), "files": onDisk(t, server)}
	keys := rdb.Keys(t.Context(), "*").Val()
	for _, key := range keys {
		raw, err := rdb.Dump(t.Context(), key).Result()
		ok(t, err)
		places["DUMP"] += raw
	}
	if !strings.Contains(places["files"], s.Person(secretUser).String()) {
		t.Fatal("the files hold nothing of this play")
	}
	for name, secret := range spellings() {
		for place, text := range places {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %s in clear", place, name)
			}
		}
	}
	// The search can find: the same play without sealing shows everything.
	if open := fmt.Sprint(secretUser, secretWords, secretFile); !strings.Contains(open, spellings()["words"]) {
		t.Error("the search is blind")
	}
	if got := clusterSlot("123456789"); got != 0x31c3 { // the example of the cluster's specification
		t.Fatalf("slots are counted wrong: %x", got)
	}
	slot := clusterSlot("kherson")
	kinds := map[string]bool{}
	for _, key := range keys {
		if !strings.HasPrefix(key, "{kherson}:") {
			t.Errorf("%s is outside the hash tag", key)
		}
		if got := clusterSlot(key); got != slot {
			t.Errorf("%s is in slot %d, not in %d", key, got, slot)
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(key, "{kherson}:"), ":")
		kinds[kind] = true
	}
	for _, kind := range []string{"meta", "shared", "board", "staff", "sessions", "p", "audience", "joined", "gone", "sc", "m", "recent", "s", "c", "cases", "expiry",
		"a", "w", "u", "q", "queues", "parked", "tries", "o", "b", "ready", "bready", "leases", "fence", "hb", "running", "poller",
		"later", "commands", "menus"} {
		if !kinds[kind] && kind != "gone" && kind != "bready" {
			t.Errorf("this play leaves no %s: extend it", kind)
		}
	}
}

// clusterSlot is where a cluster keeps a key: CRC16 (XMODEM) of its hash tag.
func clusterSlot(key string) int64 {
	if from := strings.IndexByte(key, '{'); from >= 0 {
		if n := strings.IndexByte(key[from+1:], '}'); n > 0 {
			key = key[from+1 : from+1+n]
		}
	}
	var crc uint16
	for _, b := range []byte(key) {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return int64(crc % 16384)
}

// TestFormatsAreFixed: what other binaries and programs rely on.
func TestFormatsAreFixed(t *testing.T) {
	k := newKeys("kherson")
	id := flows.ID{1, 2, 3}
	for got, want := range map[string]string{
		k.person(id): "{kherson}:p:AQIDAAAAAAAAAAAAAAAAAA", k.replies(id): "{kherson}:o:AQIDAAAAAAAAAAAAAAAAAA",
		k.seats("yard"): "{kherson}:s:yard:in", k.waitlist("yard"): "{kherson}:s:yard:wait", k.concern("A1"): "{kherson}:c:A1",
		k.wave("w1"): "{kherson}:w:w1", k.waveSecret("w1"): "{kherson}:w:w1:secret", k.seen(1023): "{kherson}:u:1",
		k.seen(1024): "{kherson}:u:2", k.counts("w2026-47"): "{kherson}:a:w2026-47",
		Screen{Serial: 4294967295, Message: 12}.String():               "4294967295 12",
		string(version("\x01\x00\x00\x00\x00\x00\x00\x00\xff").next()): "\x01\x00\x00\x00\x00\x00\x00\x01\x00",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for raw, want := range map[string]Screen{"7 12": {7, 12}, "": {}, "x y": {}, "7": {Serial: 7}} {
		if got := parseScreen(raw); got != want {
			t.Errorf("%q is %+v", raw, got)
		}
	}
	if !time.Unix(noon.Unix(), 0).Equal(noon) {
		t.Error("domain time is whole seconds")
	}
}
