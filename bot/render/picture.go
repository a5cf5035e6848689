package render

import (
	"porchlight/bot/chart"
	"porchlight/flows"
	"porchlight/locales"
)

// trendPicture draws what earlier editions showed of one neighbourhood, in the
// reader's language. It knows no number that was hidden.
func (p *page) trendPicture(t *flows.Trend) (*Document, error) {
	zone := p.r.programme.Zone
	spec := chart.TrendSpec{
		Title:  p.l.Text("digest.picture", map[string]string{"area": t.Area.Name.In(p.lang)}, nil),
		Lang:   string(p.lang),
		TooFew: p.l.Text("digest.too_few", nil, nil),
		Note:   p.l.Text("digest.gap", nil, nil),
	}
	for _, week := range t.Weeks {
		spec.Labels = append(spec.Labels, locales.IsolateLTR(week.In(zone).Format("2.1."), p.l.Lang()))
	}
	for i, c := range t.Categories {
		if i == chart.MostSeries {
			break
		}
		series := chart.Series{Name: p.l.Text("digest.series."+string(c), nil, nil)}
		for _, v := range t.Values[i] {
			series.Hidden = append(series.Hidden, v == flows.HiddenValue)
			series.Values = append(series.Values, max(v, 0))
		}
		spec.Series = append(spec.Series, series)
	}
	png, err := chart.Trend(spec)
	if err != nil {
		return nil, err
	}
	return &Document{Name: "weeks.png", Bytes: png}, nil
}
