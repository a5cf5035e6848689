package flows

// Guide is the shape of a what-to-do guide; its words are in the guides'
// message files.
type Guide struct {
	ID        string
	Sensitive bool // neutral title, nothing pushed, Hide first
	First     string
	Steps     []GuideStep
	Questions []int           // asked while it is tested: the right answer of each, from 0
	Sums      map[Lang]uint64 // of its words in each language: an approval is of these
}

// GuideStep is one message of a guide.
type GuideStep struct {
	ID      string
	Next    string   // "" with choices or at an end
	Choices []string // the steps that the choices lead to
	Number  string   // which of the programme's numbers Show number shows
}

// Step finds a step by id.
func (g *Guide) Step(id string) (GuideStep, bool) {
	for _, s := range g.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return GuideStep{}, false
}
