package flows

import "maps"

// A record is a value that is kept by itself under an id, versioned and sealed: a
// concern, somebody else's Person, what a wave came to. Each kind is declared once, in
// storage/kinds.go. Here it is its Go type: a step reads it by find, and changes it by
// the effects Put and Drop.

// Ask names a record that a step wants to read: a Record or an Own.
type Ask interface {
	// about is the ask that whoever may read everybody's makes for the same record.
	about() Ask
}

// AskFor is an Ask for a record of this type.
type AskFor[T any] interface {
	Ask
	of() *T
}

// Record asks for the record that has an id. Who may have it is for the step to say, and
// for the declaration of its kind.
type Record[T any] struct{ ID string }

// Own asks for the record that has an id, if it is the person's own; else it is as
// good as gone.
type Own[T any] struct{ ID string }

func (r Record[T]) about() Ask { return r }
func (Record[T]) of() *T       { return nil }
func (o Own[T]) about() Ask    { return Record[T](o) }
func (Own[T]) of() *T          { return nil }

// Records is what a turn has read so far.
type Records map[Ask]any

// Found is the record that was asked for, nil if there is none; known is false as long as
// nobody has read it.
func Found[T any](r Records, a AskFor[T]) (record *T, known bool) {
	value, known := r[a]
	record, _ = value.(*T)
	return record, known
}

// find reads a record, or asks for it; nil while it is not read, and if it is gone.
func find[T any](t *turn, a AskFor[T]) *T {
	record, known := Found(t.w.Records, a)
	if !known {
		t.out.Need.Records = append(t.out.Need.Records, a)
	}
	return record
}

// suppose lets the screens of this turn show a record as it will be.
func suppose[T any](t *turn, a AskFor[T], record *T) {
	t.w.Records = maps.Clone(t.w.Records)
	if t.w.Records == nil {
		t.w.Records = Records{}
	}
	t.w.Records[a] = record
}

// Put stores a record of any kind, if it is still as the turn read it; if the turn read
// none, if there still is none.
type Put[T any] struct {
	ID     string
	Record T
}

// Drop deletes a record that the turn read.
type Drop[T any] struct{ ID string }

// Changed is a Put or a Drop of whatever kind.
type Changed interface {
	Effect
	// Change is the record and what becomes of it: a pointer to its type, or nil.
	Change() (of Ask, to any)
}

func (Put[T]) effect()  {}
func (Drop[T]) effect() {}

// Change is the record as it is stored.
func (p Put[T]) Change() (of Ask, to any) { return Record[T]{p.ID}, &p.Record }

// Change is nothing in a record's place.
func (d Drop[T]) Change() (of Ask, to any) { return Record[T](d), nil }
