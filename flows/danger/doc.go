// Package danger finds words of danger in what people write: cries for help,
// violence, robbery, fire, accidents, somebody missing, the wish to die. It owns
// the lists of such words in seven languages (words/*.txt) and the rules by
// which they are weighed. It knows no person, no screen and no programme, and
// keeps nothing.
//
// All lists are tried on every text: somebody in fear writes in the language of
// their childhood, whatever they chose. A hit calls nobody; it decides only that
// the emergency number is shown. So where the two pull apart the lists would
// rather see a danger that is none than miss one.
//
// # How a text is weighed
//
// Nobody can list what people in fear will write, but they use few words for it. So
// the lists hold stems, each with a weight, and a text speaks of danger if a stem of
// danger and what stands within eight words of it weigh 2 or more together:
//
//	 5  a saying that means danger whatever stands beside it: "he beats me"
//	 3  a strong stem, enough by itself: a knife, blood, "does not breathe"
//	 1  a weak stem, which has a harmless use as well: to fall, to shout, help
//	 1  a sign that it is about people here and now: I, he, my child, now, please
//	-1  a place or a question
//	-2  a habit: "every Friday"
//	-3  what ordinary talk is about: last year, a form, a lamp, thanks
//
// A family of stems, which is what stands behind one weight, counts once, and so does
// each word of the text; of signs one counts. A message of three words at most is called
// out rather than told and weighs one more. Russian and Ukrainian count together, for
// people mix them. A typo in a long word is forgiven, but not in what calms.
//
// # The lists
//
// "#" begins a remark, "[violence]" says of what kind the families below it are; "[sign]"
// and "[calm]" stand above what is no danger itself. A family is "weight: stem | stem",
// and a line that begins with "|" goes on with it. A stem is
//
//	a word       the word itself
//	begin*       any word that begins so
//	*inside*     any word with this in it
//	two words    one behind the other, with at most one more between them
//
// A line "- this | that + something" is nothing to worry about, and is taken out first:
// its parts, each an alternative, stand at most eight words apart in any order, and
// no typo is forgiven.
//
// Words are compared as Fold makes them, so the lists may be written either way. A
// letter typed twice counts once: a stem such as "ממש*" would begin half the words of
// its language. Cyrillic words are found in Latin letters too.
package danger
