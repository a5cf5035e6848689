package storage

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// recordFormat is the format of versioned records that this binary writes. It
// reads this one and the previous.
const recordFormat = 1

// prefixSize is what stands in clear before a sealed record: the format and
// the version, which the commit compares.
const prefixSize = 9

// ErrNewerFormat says that a record was written by a newer Porchlight.
var ErrNewerFormat = errors.New("a record was written by a newer version of Porchlight: update this one")

// badRecord is an error of what is stored, not of reaching it.
type badRecord struct{ error }

func (e badRecord) Unwrap() error { return e.error }

// BadRecord says whether err is about a stored record that cannot be read;
// waiting does not mend it.
func BadRecord(err error) bool { return errors.As(err, new(badRecord)) }

// version is a record's prefix as it stands in Redis; "" for no record.
type version string

// next is the prefix of the record that replaces v. A new record starts at a
// random number, so that one that was erased and made anew is never taken for
// its predecessor.
func (v version) next() version {
	var b [prefixSize]byte
	b[0] = recordFormat
	if len(v) == prefixSize {
		binary.BigEndian.PutUint64(b[1:], binary.BigEndian.Uint64([]byte(v[1:]))+1)
	} else {
		rand.Read(b[1:])
		b[1] &= 0x7f
	}
	return version(b[:])
}

// anew is the version of a person's record: random each time, so that two copies
// of Redis do not tell how much somebody did between them.
func anew() version { return version("").next() }

// number is the version as a number that rises by one with each change.
func (v version) number() uint64 {
	if len(v) != prefixSize {
		return 0
	}
	return binary.BigEndian.Uint64([]byte(v[1:]))
}

// records reads back whatever was written. A person may send letters that are
// no letters; their record must open all the same.
var records = func() cbor.DecMode {
	mode, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		panic(fmt.Sprintf("reading records: %v", err)) // the options are constant
	}
	return mode
}()

// writes encodes a map in the order of its keys, so that a value always has the same
// bytes.
var writes = func() cbor.EncMode {
	mode, err := cbor.EncOptions{Sort: cbor.SortBytewiseLexical}.EncMode()
	if err != nil {
		panic(fmt.Sprintf("writing records: %v", err)) // the options are constant
	}
	return mode
}()

// Marshal encodes what Unmarshal reads.
func Marshal(value any) ([]byte, error) { return writes.Marshal(value) }

// Unmarshal decodes what this program encoded, words that are no letters
// included.
func Unmarshal(data []byte, value any) error { return records.Unmarshal(data, value) }

// encode seals a value behind its version.
func (s *Store) encode(v version, purpose string, context []byte, value any) ([]byte, error) {
	plain, err := Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", purpose, err)
	}
	return append([]byte(v), s.sealer.Seal(purpose, context, plain)...), nil
}

// decode opens a versioned value. An empty raw leaves value untouched.
func (s *Store) decode(raw, purpose string, context []byte, value any) (version, error) {
	if raw == "" {
		return "", nil
	}
	if len(raw) < prefixSize {
		return "", badRecord{fmt.Errorf("open %s: %d bytes are no record", purpose, len(raw))}
	}
	if raw[0] > recordFormat {
		return "", badRecord{ErrNewerFormat}
	}
	plain, err := s.sealer.Open(purpose, context, []byte(raw[prefixSize:]))
	if err != nil {
		return "", badRecord{fmt.Errorf("open %s: %w", purpose, err)}
	}
	if err := records.Unmarshal(plain, value); err != nil {
		return "", badRecord{fmt.Errorf("decode %s: %w", purpose, err)}
	}
	return version(raw[:prefixSize]), nil
}
