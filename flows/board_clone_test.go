package flows

import (
	"reflect"
	"testing"
)

// TestBoardCloneSharesNothing fills every field of a board, clones it, and changes
// every value that the clone leads to: the board stays as it was.
func TestBoardCloneSharesNothing(t *testing.T) {
	var b, want Board
	fill(reflect.ValueOf(&b).Elem(), 1)
	fill(reflect.ValueOf(&want).Elem(), 1)
	c := b.Clone()
	if !reflect.DeepEqual(*c, b) {
		t.Fatal("the clone is another board")
	}
	spoil(reflect.ValueOf(c).Elem())
	if !reflect.DeepEqual(b, want) {
		t.Errorf("a change of the clone changes the board: %+v", b)
	}
	if reflect.DeepEqual(*c, want) {
		t.Error("nothing was changed: this test cannot fail")
	}
	if empty := (&Board{}).Clone(); !reflect.DeepEqual(*empty, Board{}) {
		t.Errorf("an empty board becomes %+v", *empty)
	}
}

// fill gives every value a value: two elements to each list.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n+i)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), n)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.String:
		v.SetString(string(rune('a' + n)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.Float64:
		v.SetFloat(float64(n))
	}
}

// spoil empties everything in place.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.Map:
		v.Clear()
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				spoil(v.Field(i))
			}
		}
	default:
		v.SetZero()
	}
}

// TestNoReadIsForgotten: whatever a step may ask for makes its reads not empty. A
// field that Empty left out would let a step decide on what was never read.
func TestNoReadIsForgotten(t *testing.T) {
	kind := reflect.TypeFor[Reads]()
	for i := range kind.NumField() {
		var r Reads
		fill(reflect.ValueOf(&r).Elem().Field(i), 1)
		if r.Empty() {
			t.Errorf("%s is not looked at", kind.Field(i).Name)
		}
	}
	if !(Reads{}).Empty() {
		t.Error("nothing is something")
	}
}
