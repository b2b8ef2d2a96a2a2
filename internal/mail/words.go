package mail

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"text/template"
	"time"

	"golang.org/x/text/language"

	"newsdesk/internal/fault"
)

// words has one file for each language, with a template for each kind: the
// subject on its first line, then paragraphs with an empty line between them.
// The HTML is made of the same paragraphs, so that both forms say one thing.
//
//go:embed words
var words embed.FS

// Site is what letters say of the installation that sends them.
type Site struct {
	Name   string         // shown as the sender
	Locale string         // BCP 47, of letters to those whose language is not spoken
	Zone   *time.Location // of times in letters; nil: UTC
}

// Words are a letter, ready to be read.
type Words struct {
	Language string // of the words: vi or en
	Subject  string // one line
	Text     string // text/plain, with line feeds
	HTML     string // text/html, a whole document
}

// Render puts l into words. The error is that of Letter.Check.
func Render(l Letter, site Site) (_ Words, err error) {
	defer fault.Wrap(&err, "mail.Render(%s)", l.Kind)
	if err := l.Check(); err != nil {
		return Words{}, err
	}
	spoken := speak(l.Locale, site.Locale)
	written, err := template.ParseFS(words, "words/"+spoken+".txt")
	if err != nil {
		return Words{}, err
	}
	facts, err := factsOf(l, site, written)
	if err != nil {
		return Words{}, err
	}
	text, err := say(written, string(l.Kind), facts)
	if err != nil {
		return Words{}, err
	}
	subject, body, _ := strings.Cut(text, "\n\n")
	html, err := lay(page{spoken, subject, l.Link, strings.Split(body, "\n\n")})
	return Words{spoken, subject, body + "\n", html}, err
}

// speak is the first of the languages that letters are written in, or English.
func speak(locales ...string) string {
	for _, locale := range locales {
		base, _, _ := language.Make(locale).Raw() // a guess would take no language for English
		if spoken := base.String(); spoken == "vi" || spoken == "en" {
			return spoken
		}
	}
	return "en"
}

// facts are a letter as its template sees it: lines that are safe to stand
// anywhere.
type facts struct {
	Name, Newsroom, Inviter string
	Link                    string
	Until, WrittenAt        string
	Event, When, Reason     string
	Ticket                  string
}

func factsOf(l Letter, site Site, written *template.Template) (facts, error) {
	layout, err := say(written, "time", facts{})
	if err != nil {
		return facts{}, err
	}
	zone := site.Zone
	if zone == nil {
		zone = time.UTC
	}
	newsroom := line(l.Newsroom)
	if newsroom == "" {
		newsroom = line(site.Name)
	}
	return facts{
		Name: line(l.Name), Newsroom: newsroom, Inviter: line(l.Inviter), Link: l.Link,
		Event: line(l.Event), When: line(l.When), Reason: line(l.Reason), Ticket: line(l.Ticket),
		Until: l.Until.In(zone).Format(layout), WrittenAt: l.WrittenAt.In(zone).Format(layout),
	}, nil
}

func say(written *template.Template, name string, f facts) (string, error) {
	var out strings.Builder
	err := written.ExecuteTemplate(&out, name, f)
	return out.String(), err
}

// page is a letter as its HTML is laid out. A paragraph that is the link is
// shown as it is written, so that everyone sees where it leads.
type page struct {
	Language, Subject, Link string
	Paragraphs              []string
}

func lay(p page) (string, error) {
	layout, err := htmltemplate.ParseFS(words, "words/layout.html")
	if err != nil {
		return "", fmt.Errorf("the layout: %w", err)
	}
	var out strings.Builder
	err = layout.Execute(&out, p)
	return out.String(), err
}
