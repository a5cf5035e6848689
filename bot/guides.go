package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"porchlight/flows"
	"porchlight/locales"
)

// programmeGuides are the shapes of all guides, as flows walks them. Which
// of them residents see is decided there, turn by turn.
func programmeGuides(p *flows.Programme, book *locales.GuideBook) ([]flows.Guide, error) {
	var shapes []flows.Guide
	for _, g := range book.Guides(string(p.Languages[0])) {
		g, err := g.With(p.Numbers.Get)
		if err != nil {
			return nil, fmt.Errorf("guide %s for %s: %w", g.ID, p.Name, err)
		}
		shape := shapeOf(g)
		if shape.Sums, err = sumsOf(book, g.ID, p.Languages); err != nil {
			return nil, err
		}
		shapes = append(shapes, shape)
	}
	return shapes, nil
}

// shapeOf is a guide without its words.
func shapeOf(g locales.Guide) flows.Guide {
	shape := flows.Guide{ID: g.ID, Sensitive: g.Sensitive, First: g.First}
	for _, s := range g.Steps {
		step := flows.GuideStep{ID: s.ID, Next: s.Next, Number: s.Number}
		for _, c := range s.Choices {
			step.Choices = append(step.Choices, c.To)
		}
		shape.Steps = append(shape.Steps, step)
	}
	for _, q := range g.Questions {
		shape.Questions = append(shape.Questions, q.Right)
	}
	return shape
}

// sumsOf tells the words of a guide in each language from any others, so that
// an approval stays with what was read. The programme's numbers and the questions
// of a test are not in it.
func sumsOf(book *locales.GuideBook, id string, langs []flows.Lang) (map[flows.Lang]uint64, error) {
	sums := make(map[flows.Lang]uint64, len(langs))
	for _, lang := range langs {
		g, _ := book.Guide(id, string(lang))
		g.Questions = nil // asked while it is tested, and read by nobody else
		words, err := json.Marshal(g)
		if err != nil {
			return nil, fmt.Errorf("encode guide %s in %s: %w", id, lang, err)
		}
		sum := sha256.Sum256(words)
		sums[lang] = binary.BigEndian.Uint64(sum[:8])
	}
	return sums, nil
}
