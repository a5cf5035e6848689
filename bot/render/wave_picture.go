package render

import (
	"strings"
	"time"

	"porchlight/bot/chart"
	"porchlight/flows"
)

// yearsLater is from when dates on a picture are seen: always with their year, and
// never as "today", because a picture stays.
const yearsLater = 2

// FindingPicture draws what one question of a wave came to, in a language. It
// knows no number that was hidden, and is the same whenever it is drawn.
func (r *Renderer) FindingPicture(f flows.Finding, lang flows.Lang) ([]byte, error) {
	seen := time.Unix(f.Wave.Closes, 0).AddDate(yearsLater, 0, 0)
	p := &page{r: r, lang: lang, l: r.bundle.In(string(lang)), now: seen, quote: textMost}
	return chart.Bars(p.findingBars(f))
}

// findingBars is a bar for each answer; of a scale whose numbers may not all be
// shown, its mean alone.
func (p *page) findingBars(f flows.Finding) chart.BarsSpec {
	day := func(unix int64) flows.Day { return flows.Day(time.Unix(unix, 0)) }
	question, _, _ := strings.Cut(p.plain("pulse.ask."+f.Item.Key, nil), "\n")
	spec := chart.BarsSpec{
		Title: question, Lang: string(p.lang), TooFew: p.plain("pulse.found.too_few", nil),
		Note: p.plain("pulse.found.note", flows.Args{"number": f.Of(), "from": day(f.Wave.Opens), "to": day(f.Wave.Closes)}),
	}
	if len(f.Parts) == 0 {
		most := len(f.Item.Options) - 1
		spec.Bars = []chart.Bar{{Label: p.plain("pulse.found.mean", nil), Share: f.Mean / float64(most),
			Text: p.plain("pulse.found.of_most", flows.Args{"mean": f.MeanSaid(), "most": most})}}
		return spec
	}
	for i, part := range f.Parts {
		bar := chart.Bar{Label: p.answerOf(f.Item, i), Hidden: part.Hidden}
		if !part.Hidden {
			bar.Share, bar.Text = part.Share, p.plain("pulse.found.bar", flows.PartArgs(part))
		}
		spec.Bars = append(spec.Bars, bar)
	}
	return spec
}

// answerOf is an answer as it stood on its button.
func (p *page) answerOf(item flows.Item, option int) string {
	switch o := item.Option(option).(type) {
	case flows.Ref:
		return p.plain(string(o), nil)
	case flows.Code:
		return string(o)
	}
	return ""
}

// plain is a message without its markup.
func (p *page) plain(key string, args flows.Args) string {
	return Plain(string(p.line(nil, flows.Line{Key: key, Args: args})))
}
