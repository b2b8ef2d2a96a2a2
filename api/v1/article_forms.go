package v1

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/block"
	"newsdesk/internal/edition"
)

// readable is what the documents for reading need of an article.
type readable struct {
	Locale     string     `json:"locale"`
	Title      string     `json:"title"`
	Overline   string     `json:"overline"`
	Standfirst string     `json:"standfirst"`
	Authors    []NameStub `json:"authors"`
	Body       block.Body `json:"body"`
	SEO        SEO        `json:"seo"`
}

// Bylines is the names of who wrote it.
func (r readable) Bylines() string {
	names := make([]string, len(r.Authors))
	for i, a := range r.Authors {
		names[i] = a.Name
	}
	return strings.Join(names, ", ")
}

// Text is the body as HTML, which package block builds from escaped text alone.
func (r readable) Text() template.HTML {
	return template.HTML(r.Body.HTML()) //nolint:gosec // built from blocks, not from anyone's HTML
}

func readArticle(doc edition.Document) (r readable, err error) {
	err = json.Unmarshal(doc.Doc, &r, json.RejectUnknownMembers(false))
	return r, err
}

const articleHTML = `<!doctype html>
<html lang="{{.Locale}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.SEO.Title}}</title>
<meta name="description" content="{{.SEO.Description}}">
<link rel="canonical" href="{{.SEO.CanonicalURL}}">
</head>
<body>
<article>
{{with .Overline}}<p class="overline">{{.}}</p>
{{end}}<h1>{{.Title}}</h1>
{{with .Standfirst}}<p class="standfirst">{{.}}</p>
{{end}}{{.Text}}
{{with .Bylines}}<p class="byline">{{.}}</p>
{{end}}</article>
</body>
</html>
`

// html answers with an article as a page of HTML.
func (k kindStand) html(c echo.Context) error {
	return k.one(c, "/html", func(doc edition.Document, _ shape) (*rest.Answer, error) {
		r, err := readArticle(doc)
		if err != nil {
			return nil, err
		}
		page, err := template.New("article").Parse(articleHTML)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := page.Execute(&b, r); err != nil {
			return nil, err
		}
		return k.form(doc, "text/html; charset=utf-8", b.Bytes()), nil
	})
}

// markdown answers with an article as Markdown.
func (k kindStand) markdown(c echo.Context) error {
	return k.one(c, "/markdown", func(doc edition.Document, _ shape) (*rest.Answer, error) {
		r, err := readArticle(doc)
		if err != nil {
			return nil, err
		}
		lead := block.Body{block.Heading{Level: 1, Text: plain(r.Title)}}
		if r.Standfirst != "" {
			lead = append(lead, block.Paragraph{Text: []block.Span{{Text: r.Standfirst, Marks: []block.Mark{block.Em}}}})
		}
		if names := r.Bylines(); names != "" {
			r.Body = append(r.Body, block.Paragraph{Text: plain(names)})
		}
		return k.form(doc, "text/markdown; charset=utf-8", []byte(append(lead, r.Body...).Markdown())), nil
	})
}

func plain(s string) []block.Span { return []block.Span{{Text: s}} }

func (k kindStand) form(doc edition.Document, mediaType string, body []byte) *rest.Answer {
	a := k.answer(doc)
	a.Type, a.Body, a.ETag = mediaType, body, digest(body)
	return a
}
