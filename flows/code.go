package flows

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// codeLetters and codeDigits leave out what is misread on paper or by phone:
// O and 0, I and 1.
const (
	codeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeDigits  = "23456789"
)

// lookalikes are Cyrillic letters that a receipt's reader takes for those of a code.
var lookalikes = strings.NewReplacer("а", "a", "в", "b", "с", "c", "е", "e", "н", "h", "і", "i", "к", "k", "м", "m", "о", "o", "р", "p", "т", "t", "у", "y", "х", "x")

// sameCode says whether a typed text is a code: letters of either case, digits of any
// script and whatever stands between them.
func sameCode(code, typed string) bool {
	if len(typed) > 4*longestLabel {
		return false
	}
	bare := func(text string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return -1
			}
			return r
		}, lookalikes.Replace(plainText(text)))
	}
	return bare(code) == bare(typed)
}

// codeTries is how often a code that the person holds already is made anew.
const codeTries = 16

// newCode makes a receipt code such as K7-PLUM-42 from a turn's seed. It is
// none of taken, the person's own codes. With some four million codes two
// people may be given the same one: filing must refuse a code that exists, and
// the turn is decided again with another seed.
func newCode(seed [16]byte, taken []string) string {
	var code string
	for try := range byte(codeTries) {
		code = codeFrom(sha256.Sum256(append(seed[:], try)))
		if !slices.Contains(taken, code) {
			break
		}
	}
	return code
}

// codeFrom spells a code from random bytes.
func codeFrom(random [sha256.Size]byte) string {
	n := binary.BigEndian.Uint64(random[:])
	pick := func(of int) int {
		i := n % uint64(of)
		n /= uint64(of)
		return int(i) // less than of, so it fits
	}
	words := codeWords()
	return string([]byte{codeLetters[pick(len(codeLetters))], codeDigits[pick(len(codeDigits))]}) +
		"-" + strings.ToUpper(words[pick(len(words))]) +
		"-" + string([]byte{codeDigits[pick(len(codeDigits))], codeDigits[pick(len(codeDigits))]})
}

// codeWords are short, harmless and easy to say: no names of people or places,
// nothing that hurts, nothing of police or war.
var codeWords = sync.OnceValue(func() []string { return strings.Fields(codeWordList) })

const codeWordList = `
	acorn almond amber anchor apple april apron arrow aspen aster atlas autumn avenue bagel bamboo
	banana banjo barley basil basket bean beaver beech berry birch bisque bloom board boat bonnet book
	bottle bowl bread breeze brick bridge brook broom brush bubble bucket bugle butter button cabin
	cable cactus cake camel candle canoe canvas carpet carrot castle cedar celery cello chalk cherry
	chess chime cider cinema circle citrus clay clock cloth cloud clover cobalt cocoa comb comet cookie
	copper coral corner cotton cradle crane crayon cream creek cube daisy dance dawn denim desk dill
	dinner disk dock door drawer drum duck dune eagle easel echo elbow ember engine fabric falcon fence
	fern ferry fiddle field finch flute foam folder forest fork fossil frame fresco frost garden garlic
	garnet gate geyser ginger glass globe glove grape grass gravel guitar harbor harp hazel hedge helmet
	heron hill hinge honey house iris island ivory jacket jelly jersey jigsaw juice jungle kayak kettle
	kiosk kite kitten kiwi koala ladder lagoon lake lamp lark laurel lawn leaf lemon lentil letter lilac
	lily lime linen lotus magnet mango maple marble market meadow medal melon mint mirror mitten moon
	mosaic moss muffin museum napkin needle nest nickel noodle nutmeg oasis ocean olive onion opal
	orange orbit orchid otter oven oyster paddle palm panda paper park parrot pasta pastel peach peanut
	pear pearl pebble pencil peony pepper piano pillow pine planet plank plate plaza plum pocket pond
	poplar poppy potato prism puddle puffin pump puzzle quartz quilt rabbit radio radish raft rain
	raisin raven reef ribbon rice ridge ring river robin rocket roof rose ruby saddle sage salad salmon
	salt sand sandal satin scarf school season shelf shell shoe silk silver sketch sleigh smile snow
	sofa soup spark spice spoon spring spruce square squash stable star statue stone stream studio sugar
	summer sunny swan table tango teapot tennis thyme ticket tiger timber toast tomato topaz towel trail
	train tulip tundra tunnel turnip turtle valley velvet vessel violet violin waffle wagon walnut water
	wave wheat wheel whisk willow window winter wood wool yarn yogurt zebra zenith zipper zodiac
`
