package rest

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"newsdesk/internal/fault"
)

// words is what problems are told in. English messages are their own keys.
type words struct {
	matcher language.Matcher
	spoken  []tongue // in the order of the matcher; the first is the default
}

// tongue is one language to tell a problem in.
type tongue struct {
	name    string
	printer *message.Printer // nil for English
}

// maxAcceptLanguage bounds the work on a header that anyone may send.
const maxAcceptLanguage = 200

func newWords() words {
	known := catalog.NewBuilder(catalog.Fallback(language.English))
	for _, t := range vietnamese() {
		if err := known.SetString(language.Vietnamese, t.english, t.vietnamese); err != nil {
			panic(err) // cannot happen: the messages are constants, and tested
		}
	}
	return words{
		matcher: language.NewMatcher([]language.Tag{language.English, language.Vietnamese}),
		spoken: []tongue{
			{name: "en"},
			{name: "vi", printer: message.NewPrinter(language.Vietnamese, message.Catalog(known))},
		},
	}
}

// choose returns the language that the client likes best of those we speak.
func (w words) choose(accept string) tongue {
	if accept == "" || len(accept) > maxAcceptLanguage {
		return w.spoken[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return w.spoken[0]
	}
	_, i, _ := w.matcher.Match(wanted...)
	return w.spoken[i]
}

// say returns the text in this language, or in English if it is not known there.
func (t tongue) say(text fault.Text) string {
	if t.printer == nil {
		return text.String()
	}
	return t.printer.Sprintf(text.Format, text.Args...)
}
