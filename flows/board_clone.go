package flows

import "reflect"

// Clone is a board of its own: nothing that is changed in it changes b, which turns
// under way may be reading.
func (b *Board) Clone() *Board {
	c := deep(reflect.ValueOf(*b)).Interface().(Board)
	return &c
}

// deep copies everything that a value leads to. Fields that are not exported, as
// those of a time, are taken over as they are.
func deep(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(deep(v.Elem()))
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(deep(v.Index(i)))
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMapWithSize(v.Type(), v.Len())
		for i := v.MapRange(); i.Next(); {
			c.SetMapIndex(i.Key(), deep(i.Value()))
		}
		return c
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if c.Field(i).CanSet() {
				c.Field(i).Set(deep(v.Field(i)))
			}
		}
		return c
	}
	return v
}
