package web

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"porchlight/flows"
)

// Story is a play for the phones: what their holders do one after the other, and
// what is said about it. Each is a file in stories.
type Story struct {
	ID    string                `toml:"id"`
	Title flows.Text            `toml:"title"`
	Words map[string]flows.Text `toml:"words"` // what people write; a step names it as $name
	Steps []Step                `toml:"steps"`

	// Reviewed stories need a programme with a reviewer.
	Reviewed bool `toml:"reviewed"`
	// Programme is the name of the only programme that it is about, "" if it fits each.
	Programme string `toml:"programme"`
}

// Step is one thing that a holder does with a phone, or that happens to the clock.
// Exactly one of Start, Write, Press, Wind and Shows is given.
type Step struct {
	Phone string     `toml:"phone"` // the role of its holder
	Say   flows.Text `toml:"say"`   // said before it is done
	Sees  string     `toml:"sees"`  // $name of the words that stand on the screen afterwards

	Start bool   `toml:"start"` // opens the bot
	Write string `toml:"write"` // $name, or a command
	Press string `toml:"press"` // what the button does, {lang} being the phone's language; a * at the end stands for anything
	Wind  string `toml:"wind"`  // the name of a Jump
	Shows string `toml:"shows"` // nothing is done: a button that the new screen has, as in Press

	Maybe bool `toml:"maybe"` // passed over if the next screen has no such button
	Find  bool `toml:"find"`  // of a list of several pages the entry that says what Sees names
	Word  bool `toml:"word"`  // waits for a word from the bot on this phone
}

//go:embed stories
var storyFiles embed.FS

// Stories reads the stories of the house.
func Stories() ([]Story, error) {
	files, err := fs.Glob(storyFiles, "stories/*.toml")
	if err != nil {
		return nil, err
	}
	var all []Story
	for _, name := range files {
		data, err := storyFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var one Story
		dec := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields()
		if err := dec.Decode(&one); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := one.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, one)
	}
	return all, nil
}

// check refuses a story that could not be played.
func (s Story) check() error {
	if s.ID == "" || len(s.Title) == 0 || len(s.Steps) == 0 {
		return fmt.Errorf("a story has an id, a title and steps")
	}
	for i, step := range s.Steps {
		deeds := 0
		for _, given := range []bool{step.Start, step.Write != "", step.Press != "", step.Wind != "", step.Shows != ""} {
			if given {
				deeds++
			}
		}
		if deeds != 1 || step.Phone == "" {
			return fmt.Errorf("step %d: one of start, write, press, wind and shows, on the phone of somebody", i+1)
		}
		for _, words := range []string{step.Write, step.Sees} {
			if name, named := strings.CutPrefix(words, "$"); named && s.Words[name] == nil {
				return fmt.Errorf("step %d: there are no words %q", i+1, name)
			}
		}
	}
	return nil
}

// text is what a step writes or sees, in a language.
func (s Story) text(words, lang string) string {
	if name, named := strings.CutPrefix(words, "$"); named {
		return s.Words[name].In(flows.Lang(lang))
	}
	return words
}

// playable are the stories that this page has phones and a programme for.
func (s *Server) playable(all []Story) []Story {
	return slices.DeleteFunc(slices.Clone(all), func(one Story) bool {
		if one.Reviewed && (s.Programme == nil || !s.Programme.Reviewed) {
			return true
		}
		if one.Programme != "" && (s.Programme == nil || s.Programme.Name != one.Programme) {
			return true
		}
		return slices.ContainsFunc(one.Steps, func(step Step) bool { return s.ofRole(step.Phone) == nil })
	})
}

// ofRole finds the first phone of a role, or nil.
func (s *Server) ofRole(role string) *phone {
	for _, p := range s.phones {
		if p.Role == role {
			return p
		}
	}
	return nil
}

type storyView struct {
	ID    string     `json:"id"`
	Title flows.Text `json:"title"`
}

// playView is how far a story has come.
type playView struct {
	Story  string     `json:"story"` // "" before the first
	State  string     `json:"state"` // playing, paused, done or broken
	Step   int        `json:"step"`  // from 1
	Of     int        `json:"of"`
	Phone  int64      `json:"phone"`
	Say    flows.Text `json:"say"`
	Serial int        `json:"serial"` // another at each change
}

func (s *Server) viewStories() []storyView {
	all := []storyView{}
	for _, one := range s.stories {
		all = append(all, storyView{one.ID, one.Title})
	}
	return all
}

// numberIn is the number on a button of a list, whatever else stands on it.
func numberIn(label string) int {
	n := 0
	for _, r := range label {
		if r >= '0' && r <= '9' {
			n = n*10 + int(r-'0')
		}
	}
	return n
}

// byNumber compares labels by their numbers.
func byNumber(a, b string) int { return cmp.Compare(numberIn(a), numberIn(b)) }
