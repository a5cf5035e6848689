package render

import (
	"html"
	"strings"

	"porchlight/flows"
)

// pageStyle is all there is to how "My data" looks. The page loads nothing and runs
// nothing: its policy says so to the browser.
const pageStyle = `body{margin:0 auto;max-width:40em;padding:1em;font:1.05em/1.5 sans-serif;color:#1b1b1b;background:#fff}` +
	`section{border-top:1px solid #ccc;padding:.6em 0}h2{font-size:1.15em;margin:.4em 0}.fine{color:#555;font-size:.9em}` +
	`blockquote{margin:.3em 0;padding-inline-start:.8em;border-inline-start:3px solid #888;white-space:pre-wrap;overflow-wrap:anywhere}`

const pagePolicy = `default-src 'none'; style-src 'unsafe-inline'`

// dataPage is what is kept about a person as one file of HTML, in the reader's language
// and direction.
func (p *page) dataPage(of *flows.Page) *Document {
	var b strings.Builder
	title := ""
	if len(of.Parts) > 0 && len(of.Parts[0]) > 0 {
		title = html.EscapeString(Plain(string(p.line(nil, of.Parts[0][0]))))
	}
	direction := "ltr"
	if p.l.RightToLeft() {
		direction = "rtl"
	}
	b.WriteString("<!doctype html>\n<html lang=\"" + string(p.lang) + "\" dir=\"" + direction + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + pagePolicy + "\">\n" +
		"<title>" + title + "</title>\n<style>" + pageStyle + "</style>\n</head>\n<body>\n")
	for _, part := range of.Parts {
		b.WriteString("<section>\n")
		for i, line := range part {
			text := strings.TrimSpace(string(afterQuotes(p.line(nil, line), 0)))
			text = strings.ReplaceAll(text, "</blockquote>\n", "</blockquote>")
			text = breaks(text)
			switch {
			case i == 0:
				b.WriteString("<h2>" + text + "</h2>\n")
			case line.PartIn(1) == flows.PartFine:
				b.WriteString("<div class=\"fine\">" + text + "</div>\n")
			default:
				b.WriteString("<div>" + text + "</div>\n")
			}
		}
		b.WriteString("</section>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return &Document{Name: "my-data.html", Bytes: []byte(b.String())}
}

// breaks ends lines outside of quotations, which keep theirs by themselves.
func breaks(text string) string {
	var b strings.Builder
	for {
		head, rest, found := strings.Cut(text, quoteOpens)
		b.WriteString(strings.ReplaceAll(strings.TrimSuffix(head, "\n"), "\n", "<br>"))
		if !found {
			return b.String()
		}
		quote, after, _ := strings.Cut(rest, quoteCloses)
		b.WriteString(quoteOpens + quote + quoteCloses)
		text = after
	}
}
