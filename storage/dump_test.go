package storage

import (
	"bufio"
	"encoding/base64"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// A dump is the data that one version wrote, as text: of each key a line with
// its name, its type and its values in base64. Beside it stands what today's
// code reads there. Every format that ever landed has one and keeps it; a change
// of format adds a dump by
//
//	go test ./storage -run TestDumpIsWritten -update-dump SCHEMA-DATE
var updateDump = flag.String("update-dump", "", "write the dump of this name, of today's formats")

// updateGolden writes anew what today's code reads in every dump: after a change that
// moves data, and with a test of its own that nothing was lost by it.
var updateGolden = flag.Bool("update-golden", false, "write what today's code reads in every dump")

const dumps = "testdata/dumps"

// dumpKeyset is the keyset of all dumps. It protects nothing but made-up words.
func dumpKeyset(t *testing.T) *seal.Keyset {
	t.Helper()
	k, _, err := seal.ReadKeyset("seal/testdata/keyset-format-1")
	ok(t, err)
	return k
}

// passing are the keys that a dump leaves out: they end by themselves within a
// minute, or name the machine that wrote them.
func passing(rest string) bool {
	return slices.Contains([]string{"poller", "t", "menus:keeper", "enqueuer", "running"}, rest) ||
		strings.HasPrefix(rest, "hb:") || strings.HasPrefix(rest, "t:") || strings.HasPrefix(rest, "said:")
}

func TestDumpIsWritten(t *testing.T) {
	if *updateDump == "" {
		t.Skip("only with -update-dump")
	}
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, dumpKeyset(t), Pace{})
	fillEverything(t, s)
	var text strings.Builder
	for _, key := range slices.Sorted(slices.Values(rdb.Keys(t.Context(), "*").Val())) {
		if passing(strings.TrimPrefix(key, s.keys.prefix)) {
			continue
		}
		kind, values := valuesOf(t, rdb, key)
		fmt.Fprintf(&text, "%s\t%s", key, kind)
		for _, v := range values {
			text.WriteString("\t" + base64.StdEncoding.EncodeToString([]byte(v)))
		}
		text.WriteString("\n")
	}
	ok(t, os.MkdirAll(dumps, 0o755))
	path := filepath.Join(dumps, *updateDump)
	ok(t, os.WriteFile(path+".txt", []byte(text.String()), 0o644))
	ok(t, os.WriteFile(path+".golden", []byte(openEverything(t, s)), 0o644))
}

// valuesOf is a key's type and values: members in order, pairs behind each other.
func valuesOf(t *testing.T, rdb *redis.Client, key string) (kind string, values []string) {
	t.Helper()
	ctx := t.Context()
	switch kind = rdb.Type(ctx, key).Val(); kind {
	case "string":
		values = []string{rdb.Get(ctx, key).Val()}
	case "list":
		values = rdb.LRange(ctx, key, 0, -1).Val()
	case "set":
		values = rdb.SMembers(ctx, key).Val()
		slices.Sort(values)
	case "hash":
		all := rdb.HGetAll(ctx, key).Val()
		fields := rdb.HKeys(ctx, key).Val()
		slices.Sort(fields)
		for _, f := range fields {
			values = append(values, f, all[f])
		}
	case "zset":
		for _, z := range rdb.ZRangeWithScores(ctx, key, 0, -1).Val() {
			values = append(values, fmt.Sprint(z.Member), strconv.FormatFloat(z.Score, 'f', -1, 64))
		}
	default:
		t.Fatalf("%s is a %s", key, kind)
	}
	return kind, values
}

// loadDump brings a dump into an empty Redis and returns the names of its keys.
func loadDump(t *testing.T, rdb *redis.Client, path string) (names []string) {
	t.Helper()
	f, err := os.Open(path)
	ok(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		parts := strings.Split(lines.Text(), "\t")
		args := []any{map[string]string{"string": "SET", "list": "RPUSH", "set": "SADD", "hash": "HSET", "zset": "ZADD"}[parts[1]], parts[0]}
		var values []any
		for _, p := range parts[2:] {
			v, err := base64.StdEncoding.DecodeString(p)
			ok(t, err)
			values = append(values, string(v))
		}
		for i := 0; parts[1] == "zset" && i+1 < len(values); i += 2 { // the score comes first
			values[i], values[i+1] = values[i+1], values[i]
		}
		ok(t, rdb.Do(t.Context(), append(args, values...)...).Err())
		names = append(names, parts[0])
	}
	ok(t, lines.Err())
	return names
}

// TestEveryFormatOpens: what any version wrote is read by this one, whole, and
// still is once this one has written it back.
func TestEveryFormatOpens(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dumps, "*.txt"))
	ok(t, err)
	if len(files) == 0 {
		t.Fatal("there is no dump")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			rdb := redistest.Start(t).Client()
			loadDump(t, rdb, file)
			s := New(Config{Redis: rdb, Programme: "kherson", Sealer: dumpKeyset(t).For("kherson")})
			if older, err := s.Move(t.Context()); err != nil || older > 0 {
				t.Fatal("moved from an older layout:", older, err)
			}
			ok(t, s.Open(t.Context()))
			if *updateGolden {
				ok(t, os.WriteFile(strings.TrimSuffix(file, ".txt")+".golden", []byte(openEverything(t, s)), 0o644))
			}
			want, err := os.ReadFile(strings.TrimSuffix(file, ".txt") + ".golden")
			ok(t, err)
			for _, when := range []string{"as it was written", "written back"} {
				got, lines := strings.Split(openEverything(t, s), "\n"), strings.Split(string(want), "\n")
				for i := range max(len(got), len(lines)) {
					if i >= len(got) || i >= len(lines) || got[i] != lines[i] {
						t.Fatalf("%s, line %d is\n%q\nwant\n%q", when, i+1, got[min(i, len(got)-1)], lines[min(i, len(lines)-1)])
					}
				}
			}
		})
	}
}

// openEverything reads all keys with today's code and spells them, and writes
// each record back as today's code does. It fails for a record that does not
// open or of which today's code drops a part.
func openEverything(t *testing.T, s *Store) string {
	t.Helper()
	rdb := s.rdb.(*redis.Client)
	var text strings.Builder
	for _, key := range slices.Sorted(slices.Values(rdb.Keys(t.Context(), "*").Val())) {
		rest := strings.TrimPrefix(key, s.keys.prefix)
		if passing(rest) {
			continue
		}
		kind, values := valuesOf(t, rdb, key)
		fmt.Fprintf(&text, "%s (%s)\n", rest, kind)
		if into, purpose, context := versioned(t, rest); into != nil {
			raw := values[0]
			v, err := s.decode(raw, purpose, context, into)
			ok(t, err)
			plain, err := s.sealer.Open(purpose, context, []byte(raw[prefixSize:]))
			ok(t, err)
			fmt.Fprintf(&text, "\t%s\n", spell(t, plain, into))
			again, err := s.encode(v.next(), purpose, context, into)
			ok(t, err)
			ok(t, rdb.Set(t.Context(), key, again, 0).Err())
			continue
		}
		for i, v := range values {
			field := ""
			if kind == "hash" && i%2 == 1 {
				field = values[i-1]
			}
			if kind == "hash" && i%2 == 0 || kind == "zset" {
				fmt.Fprintf(&text, "\t%s\n", v)
				continue
			}
			fmt.Fprintf(&text, "\t%s\n", s.spellValue(t, rest, field, v))
		}
	}
	return text.String()
}

// named is an empty record of a kind and the id under which a key holds it; nil if the
// key is of another kind.
func (k *kind[T]) named(t *testing.T, rest string) (into any, purpose string, id []byte) {
	name, of := strings.CutPrefix(rest, k.head)
	name, ends := strings.CutSuffix(name, k.tail)
	if !of || !ends || (name == "") != (k.head == k.key) || strings.Contains(name, ":") {
		return nil, "", nil
	}
	if k.spell != nil {
		who, err := seal.ParseID(name)
		ok(t, err)
		return new(T), k.name, who[:]
	}
	return new(T), k.name, []byte(name)
}

// versioned says what a versioned record of a key is; nil if it is none.
func versioned(t *testing.T, rest string) (into any, purpose string, context []byte) {
	t.Helper()
	for _, k := range kinds() {
		named := k.(interface {
			named(*testing.T, string) (any, string, []byte)
		}).named
		if into, purpose, context = named(t, rest); into != nil {
			return into, purpose, context
		}
	}
	return nil, "", nil
}

// spellValue opens one value of a key that is no versioned record; what stands
// in clear is spelt as it is.
func (s *Store) spellValue(t *testing.T, rest, field, v string) string {
	t.Helper()
	kind, name, _ := strings.Cut(rest, ":")
	sealed := func(purpose, context string, into any) string {
		plain, err := s.sealer.Open(purpose, []byte(context), []byte(v))
		if err != nil {
			t.Fatalf("%s %s: %v", rest, field, err)
		}
		return spell(t, plain, into)
	}
	entry := func(to flows.ID, payload string) string {
		d := s.drawn(to, Replies, "", 0, payload)
		if len(d.Body) == 0 {
			t.Fatalf("an entry of %s does not open", rest)
		}
		return fmt.Sprintf("%q group %v, deletes %v, run %q, unknown %d", d.Body, d.Group, d.Deletes, d.Run, d.Unknown)
	}
	switch {
	case kind == "o" || kind == "n" || kind == "b":
		id, err := seal.ParseID(name)
		ok(t, err)
		return entry(flows.ID(id), v)
	case rest == "later:m":
		to, payload, cut := s.cutLater(v)
		if !cut {
			t.Fatal("what waits does not open")
		}
		return entry(to, payload)
	case rest == "parked":
		g := s.given(v)
		ok(t, g.Broken)
		return fmt.Sprintf("%d %d %d %s", g.Update, g.At.Unix(), g.Tries, g.Why)
	case kind == "q":
		id, err := seal.ParseID(name)
		ok(t, err)
		u, err := s.openHead(t.Context(), flows.ID(id), v)
		ok(t, err)
		return fmt.Sprintf("%d %s", u.Tries, u.Raw)
	case rest == "standing" && strings.HasSuffix(field, ":m"):
		return sealed("notice", field, &NoticeMessage{})
	case rest == "standing":
		return sealed("notice", field, &Notice{})
	case rest == "menus":
		id, err := seal.ParseID(field)
		ok(t, err)
		return sealed("menu", string(id[:]), &menuRecord{})
	case rest == "audit":
		return sealed("audit", "", &flows.AuditEntry{})
	case rest == "editions":
		return sealed("edition", string(flows.ForOfficers), &flows.Edition{})
	case kind == "editions":
		return sealed("edition", name, &flows.Edition{})
	case rest == "cases":
		return sealed("waiting", field, &waitingRecord{})
	case kind == "inv":
		return sealed("invitation", dumpToken, &flows.Invitation{})
	case kind == "w" && !strings.Contains(name, ":"):
		plain, err := s.sealer.Open("answers", []byte(field), []byte(v))
		ok(t, err)
		return fmt.Sprintf("%x", plain)
	case kind == "w" && strings.HasSuffix(name, ":secret"):
		plain, err := s.sealer.Open("wave secret", []byte(strings.TrimSuffix(name, ":secret")), []byte(v))
		ok(t, err)
		return fmt.Sprintf("%x", plain)
	case rest == "clock", rest == "shared", rest == "sessions", rest == "meta" && field != "schema" && field != "keyset" && field != "bot": // also which Redis it is
		return "(moves)"
	}
	return fmt.Sprintf("%q", v)
}

// spell decodes a record and spells what today's code keeps of it by its field
// numbers, which outlive the names; it must be all that was stored.
func spell(t *testing.T, plain []byte, into any) string {
	t.Helper()
	ok(t, records.Unmarshal(plain, into))
	kept, err := cbor.Marshal(into)
	ok(t, err)
	was, is := numbers(t, plain), numbers(t, kept)
	if was != is {
		t.Fatalf("of %T\n%s\nthis is kept:\n%s", into, was, is)
	}
	return is
}

func numbers(t *testing.T, plain []byte) string {
	t.Helper()
	var all any
	ok(t, records.Unmarshal(plain, &all))
	mode, err := cbor.CanonicalEncOptions().EncMode()
	ok(t, err)
	sorted, err := mode.Marshal(all)
	ok(t, err)
	text, err := cbor.Diagnose(sorted)
	ok(t, err)
	return text
}

// TestEveryFieldIsInADump: whatever today's code may store in a record has stood in one of
// the dumps, so it is known that a later version can open it.
func TestEveryFieldIsInADump(t *testing.T) {
	had := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dumps, "*.txt"))
	ok(t, err)
	for _, file := range files {
		rdb := redistest.Start(t).Client()
		loadDump(t, rdb, file)
		fieldsOf(t, New(Config{Redis: rdb, Programme: "kherson", Sealer: dumpKeyset(t).For("kherson")}), had)
	}
	s := openStore(t, redistest.Start(t).Client(), dumpKeyset(t), Pace{})
	fillEverything(t, s)
	is := map[string]bool{}
	fieldsOf(t, s, is)
	for _, field := range slices.Sorted(maps.Keys(is)) {
		if !had[field] {
			t.Errorf("no dump has %s: add one by -update-dump", field)
		}
	}
	if len(is) < 200 {
		t.Errorf("only %d fields are looked at", len(is))
	}
}

// fieldsOf adds the field numbers of all records, each behind those that lead to it.
func fieldsOf(t *testing.T, s *Store, all map[string]bool) {
	t.Helper()
	rdb := s.rdb.(*redis.Client)
	for _, key := range rdb.Keys(t.Context(), "*").Val() {
		into, purpose, context := versioned(t, strings.TrimPrefix(key, s.keys.prefix))
		if into == nil {
			continue
		}
		plain, err := s.sealer.Open(purpose, context, []byte(rdb.Get(t.Context(), key).Val())[prefixSize:])
		ok(t, err)
		var value any
		ok(t, records.Unmarshal(plain, &value))
		addFields(value, purpose, all)
	}
}

func addFields(value any, path string, all map[string]bool) {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			addFields(one, path, all)
		}
	case map[any]any:
		for number, one := range v {
			at := path + " *" // a key that somebody chose
			if _, named := number.(string); !named {
				at = fmt.Sprint(path, " ", number)
				all[at] = true
			}
			addFields(one, at, all)
		}
	}
}
