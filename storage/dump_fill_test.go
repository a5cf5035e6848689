package storage

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// dumpToken is of the invitation in every dump.
const dumpToken = "an-invitation"

// full sets every stored field of a value, however deep.
func full[T any]() (value T) {
	fillValue(reflect.ValueOf(&value).Elem())
	return value
}

func fillValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("word")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(7)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillValue(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			fillValue(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillValue(key)
		fillValue(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Tag.Get("cbor") != "-" {
				fillValue(v.Field(i))
			}
		}
	}
}

// fillEverything stores one of each kind, at its richest, through the store's
// own doors.
func fillEverything(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	did := func(done bool, err error) {
		t.Helper()
		ok(t, err)
		if !done {
			t.Fatal("something was not stored")
		}
	}
	ok(t, s.BindBot(ctx, 777))
	ann, bob, eve := s.Person(1), s.Person(2), s.Person(3)
	for _, who := range []flows.ID{ann, bob, eve} {
		settleIn(t, s, who)
	}
	b := full[flows.Board]()
	l := fetch(t, s, load(t, s, ann), flows.Reads{Seats: []string{"yard"}, Answers: modelWave})
	p := full[flows.Person]()
	c := full[flows.Concern]()
	c.Author, c.Route, c.Case, c.Sight, c.KeptTill, c.Code = ann, flows.RouteOfficers, flows.CaseReceived, "word", 1<<40, "CODE"
	u := turn(l, p, flows.PutBoard{Board: b}, flows.Join{Session: "yard", Claim: full[flows.Claim]()}, flows.CheckIn{Session: "yard"}, flows.PutAnswers{Wave: modelWave, Answers: full[flows.Answers]()},
		flows.FileConcern{Concern: c, Counts: []flows.Count{{Period: "w2026-47", Field: "korabel|n", By: 1}}}, flows.Audit{Entry: full[flows.AuditEntry]()},
		flows.Invite{Token: dumpToken, Invitation: full[flows.Invitation]()})
	u.Update, u.UserSent, u.Vanish = 600, 5, &Vanishing{Message: 5, Due: noon.Add(time.Hour), Body: []byte("take 5 away")}
	group := s.Group(-5)
	u.Out = []Outgoing{
		{To: ann, Body: []byte("a receipt")}, {To: ann, Body: []byte("a screen"), Replaceable: true}, {To: ann, Body: []byte("goes"), Deletes: true},
		{To: group, Group: true, Body: []byte("to a group")},
	}
	_, err := s.Commit(ctx, u)
	ok(t, err)
	news := s.payload(Outgoing{To: group, Group: true, Other: true, Body: []byte("cut in two")}) // as Split writes it
	ok(t, s.rdb.RPush(ctx, s.keys.replies(group), news).Err())
	for i, route := range []flows.Route{flows.RouteIndependent, flows.RouteLead, flows.RouteOfficers} {
		other := c
		other.Code, other.Route, other.Acked = string(route)+string(rune('0'+i)), route, 0
		if route == flows.RouteOfficers {
			other.Case, other.Category = flows.CaseReleased, "word" // with officers, and handed to a partner
		}
		_, err = s.Commit(ctx, turn(load(t, s, eve), flows.Person{Lang: "uk"}, flows.FileConcern{Concern: other}))
		ok(t, err)
	}
	l = fetch(t, s, load(t, s, bob), flows.Reads{Seats: []string{"yard"}, Records: []flows.Ask{somebody(ann)}})
	w := turn(l, flows.Person{Lang: "uk"}, flows.Queue{Session: "yard"})
	w.Out = []Outgoing{{To: ann, Other: true, Body: []byte("news")},
		{To: ann, Other: true, Body: []byte("held"), Hold: &Hold{Until: noon.Add(8 * time.Hour), Name: "case"}}}
	_, err = s.Commit(ctx, w)
	ok(t, err)
	l = fetch(t, s, load(t, s, ann), flows.Reads{Seats: []string{"yard"}})
	_, err = s.Commit(ctx, turn(l, l.Person, flows.Offers{Session: "yard", All: []flows.Offer{{Who: bob, Until: 7}}}))
	ok(t, err)
	l = fetch(t, s, load(t, s, eve), flows.Reads{Seats: []string{"yard"}})
	_, err = s.Commit(ctx, turn(l, l.Person, flows.Queue{Session: "yard"}))
	ok(t, err)
	fillJobs(t, s, did, ann)
	fillBulk(t, s, did, bob, eve)
	for i := range 2 {
		ok(t, s.Enqueue(ctx, bob, 700+i, []byte(`{"update_id":700}`), time.Second))
	}
	head, err := s.QueueHead(ctx, bob)
	ok(t, err)
	ok(t, s.GiveUp(ctx, head, noon, errors.New("a reason")))
	_, err = s.Try(ctx, 700)
	ok(t, err)
	zoe := s.Person(4)
	settleIn(t, s, zoe)
	bye := turn(load(t, s, zoe), flows.Person{}, flows.Erase{})
	bye.Out = []Outgoing{{To: zoe, Body: []byte("farewell")}}
	_, err = s.Commit(ctx, bye)
	ok(t, err)
	_, err = s.keepTime(ctx)
	ok(t, err)
	for _, k := range kinds() {
		k.(interface{ fill(*testing.T, *Store) }).fill(t, s)
	}
}

// fill stores a record of a kind as a step does, if nothing has stored one yet.
func (k *kind[T]) fill(t *testing.T, s *Store) {
	t.Helper()
	for _, key := range s.rdb.(*redis.Client).Keys(t.Context(), "*").Val() {
		if into, _, _ := k.named(t, strings.TrimPrefix(key, s.keys.prefix)); into != nil {
			return
		}
	}
	l := load(t, s, s.Person(1))
	_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Put[T]{ID: "filled", Record: full[T]()}))
	ok(t, err)
}

// fillJobs stores what the calendar and the jobs keep.
func fillJobs(t *testing.T, s *Store, did func(bool, error), who flows.ID) {
	t.Helper()
	ctx := t.Context()
	ok(t, s.NoteCommands(ctx, "uk", "a"))
	ok(t, s.PutMenu(ctx, who, full[Menu]()))
	n := full[Notice]()
	n.Who, n.Kind = who, flows.NoticeKinds()[0]
	did(s.PutNotice(ctx, n, nil))
	ok(t, s.NoticeShown(ctx, n.Kind, who, full[NoticeMessage](), nil))
	did(s.TellOnce(ctx, "results", Outgoing{To: who, Other: true, Body: []byte("told once")}))
	for _, r := range []flows.Readership{flows.ForOfficers, flows.ForContact} {
		did(s.PutEdition(ctx, r, 0, full[flows.Edition]()))
	}
	for _, name := range []string{"done", "claimed"} {
		ok(t, s.BeginJob(ctx, name, noon))
	}
	_, got, err := s.ClaimJob(ctx, "claimed", noon.Add(time.Hour), Job{Done: noon})
	did(got, err)
	closing := flows.Wave{ID: "2026-08-01", Instrument: "default", Opens: 1, Closes: 2, Results: 3, Told: 4}
	_, err = s.waveToken(ctx, closing.ID, who)
	ok(t, err)
	did(s.CloseWave(ctx, closing, func(*flows.Person) bool { return true }))
}

// fillBulk stores a run with all that belongs to one: a message that waits, one
// that is held, a message that shows it, and somebody who is gone.
func fillBulk(t *testing.T, s *Store, did func(bool, error), watcher, gone flows.ID) {
	t.Helper()
	ctx := t.Context()
	spec := full[RunSpec]()
	spec.ID, spec.Urgent = RunIDOf("news"), false
	did(s.StartRun(ctx, spec, noon))
	givePage(t, s, pageOf(t, s, spec.ID, 0, 3, "to everybody"), PageDone)
	k := s.keys
	ok(t, s.rdb.SAdd(ctx, k.gone(), gone.String()).Err())
	ok(t, s.rdb.SAdd(ctx, k.heldBulk(), gone.String()).Err())
	ok(t, s.rdb.HSet(ctx, k.watched(), watchField(spec.ID, watcher), 5, watchField(spec.ID, watcher)+":s", "shows 1").Err())
	ok(t, s.rdb.Set(ctx, k.screen(watcher), Screen{Serial: 7, Message: 5}.String(), 0).Err())
	ok(t, s.rdb.HSet(ctx, k.leases(), gone.String(), "dead:1").Err())
}
