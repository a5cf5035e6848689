package bot

import (
	"fmt"

	"porchlight/flows"
	"porchlight/locales"
)

// programmeGuides reads the guides that a programme may show and their shapes,
// as flows walks them. Without sample, only those that a local service approved.
func programmeGuides(p *flows.Programme, sample bool) (*locales.GuideBook, []flows.Guide, error) {
	book, err := locales.OpenGuides(locales.GuideFiles())
	if err != nil {
		return nil, nil, fmt.Errorf("open the guides: %w", err)
	}
	var shapes []flows.Guide
	for _, g := range book.Guides(string(p.Languages[0])) {
		if !sample && !p.Approved(g.ID) {
			continue
		}
		if g, err = g.With(p.Numbers.Get); err != nil {
			return nil, nil, fmt.Errorf("guide %s for %s: %w", g.ID, p.Name, err)
		}
		shapes = append(shapes, shapeOf(g))
	}
	return book, shapes, nil
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
	return shape
}
