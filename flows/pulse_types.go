package flows

// Wave is one round of a pulse. Its definition does not change once it is open,
// but that it may be closed early.
type Wave struct {
	ID         string `cbor:"1,keyasint"`
	Instrument string `cbor:"2,keyasint"`
	Opens      int64  `cbor:"3,keyasint"` // unix seconds
	Closes     int64  `cbor:"4,keyasint"`
	Results    int64  `cbor:"5,keyasint"` // the day on which results are sent: see ResultsAt
	// Told is when everybody had been sent the results, and the last mark of
	// who took part was gone; 0 until then.
	Told int64 `cbor:"6,keyasint,omitempty"`
}

// MaxItems is the most items an instrument may have: a record's length must
// not tell how far a person came.
const MaxItems = 16

// Answers are one person's answers of one wave: 0 not answered, 1 rather not
// say, 2 and up the options in their order. The last byte says: finished.
type Answers [MaxItems + 1]byte
