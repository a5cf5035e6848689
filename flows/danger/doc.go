// Package danger finds words of danger in what people write: cries for help,
// violence, robbery, fire, accidents, somebody missing, the wish to die. It owns
// the lists of such words in seven languages (words/*.txt) and the rules by
// which they are compared. It knows no person, no screen and no programme, and
// keeps nothing.
//
// All lists are tried on every text: somebody in fear writes in the language of
// their childhood, whatever they chose. A hit calls nobody; it decides only that
// the emergency number is shown. So where the two pull apart the lists would
// rather see a danger that is none than miss one.
//
// # The lists
//
// A line is a pattern. "#" begins a remark, "[violence]" says of what kind the
// patterns below it are.
//
//	a word                the word itself; typos in long words are forgiven
//	begin*                any word that begins so
//	two words             one right behind the other
//	this | that           either
//	this + that           both, at most eight words apart, in any order
//	@who                  what the line "who: ..." of this file lists
//	= this | that         the whole message, but for words of the line "small:"
//	~ this + that         counts only if no word of any line "calm:" is there
//	- this | that         is nothing to worry about, and is taken out first; a typo is
//	                       not forgiven here
//
// Words are compared as Fold makes them, so the lists may be written either way.
package danger
