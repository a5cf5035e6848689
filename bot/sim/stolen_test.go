package sim

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// everything is each key of Redis with all that it holds, as text.
func (w *town) everything(ctx context.Context) map[string]string {
	all := map[string]string{}
	for _, key := range w.disk.rdb.Keys(ctx, "*").Val() {
		var b strings.Builder
		switch kind := w.disk.rdb.Type(ctx, key).Val(); kind {
		case "string":
			b.WriteString(w.disk.rdb.Get(ctx, key).Val())
		case "hash":
			fields := w.disk.rdb.HGetAll(ctx, key).Val()
			for _, f := range slices.Sorted(maps.Keys(fields)) {
				b.WriteString(f + "\n" + fields[f] + "\n")
			}
		case "list":
			b.WriteString(strings.Join(w.disk.rdb.LRange(ctx, key, 0, -1).Val(), "\n"))
		case "set":
			b.WriteString(strings.Join(slices.Sorted(slices.Values(w.disk.rdb.SMembers(ctx, key).Val())), "\n"))
		case "zset":
			for _, z := range w.disk.rdb.ZRangeWithScores(ctx, key, 0, -1).Val() {
				fmt.Fprint(&b, z.Member, "\n", strconv.FormatFloat(z.Score, 'f', -1, 64), "\n")
			}
		case "none":
		default:
			w.t.Errorf("%s is a %s, and nobody looks into it", key, kind)
		}
		all[key] = b.String()
	}
	return all
}

// spellings are the ways in which a secret could stand somewhere.
func spellings(text string) []string {
	all := []string{text, hex.EncodeToString([]byte(text))}
	for shift := range 3 { // base64 depends on where in a text it stands
		coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
		all = append(all, coded[4:len(coded)-4])
	}
	return all
}

// idSpellings are those of a Telegram id, the binary ones included.
func idSpellings(id int64) []string {
	all := append(spellings(strconv.FormatInt(id, 10)), strconv.FormatInt(id, 16))
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	all = append(all, string(b[2:]), base64.RawStdEncoding.EncodeToString(b[2:]))
	binary.LittleEndian.PutUint64(b[:], uint64(id))
	return append(all, string(b[:5]))
}

// stolen looks through a copy of Redis, its files included, and through the log
// for anything that tells who somebody is or what they said.
func (w *town) stolen() (wrong []string) {
	var b, calendar strings.Builder // of what vanishes and of news that waits
	for key, value := range w.everything(w.t.Context()) {
		b.WriteString(key + "\n" + value + "\n")
		if strings.HasSuffix(key, "}:later") || strings.HasSuffix(key, "}:later:m") {
			calendar.WriteString(value)
		}
	}
	places := map[string]string{"Redis": b.String(), "the files of Redis": w.disk.onDisk(w.t)}
	for _, r := range w.people {
		told := idSpellings(r.phone.ID())
		log := []string{strconv.FormatInt(r.phone.ID(), 10), r.name}
		r.mu.Lock()
		for _, secret := range append(r.secrets, r.name) {
			told = append(told, spellings(secret)...)
		}
		log = append(log, r.secrets...)
		r.mu.Unlock()
		for place, text := range places {
			for _, secret := range told {
				if strings.Contains(text, secret) {
					wrong = append(wrong, fmt.Sprintf("%s tells %q of person %d", place, secret, r.number))
				}
			}
		}
		if strings.Contains(calendar.String(), r.id.String()) {
			wrong = append(wrong, fmt.Sprintf("the calendar tells that something waits for person %d", r.number))
		}
		text := w.log.String()
		for _, secret := range log {
			if strings.Contains(text, secret) {
				wrong = append(wrong, fmt.Sprintf("the log tells %q of person %d", secret, r.number))
			}
		}
	}
	if strings.Contains(w.log.String(), w.emu.Token()) {
		wrong = append(wrong, "the log tells the token")
	}
	return wrong
}
