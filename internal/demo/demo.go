// Package demo is an invented newsroom: sections, tags, bylines and some thirty
// short articles of a provincial paper, to show and to try the software with.
// It is data only. Nothing in it is about real people, places or events, but
// for the names of two organisations of the project's canonical example.
//
// Articles and pages are the Markdown files of the folder content, named for
// their slugs, so that editors can read and mend them without reading Go.
package demo

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/fault"
)

//go:embed content/*.md
var content embed.FS

// Section is a part of the paper. Parent is the slug of the section above it,
// empty at the top.
type Section struct {
	Slug, Parent, Name, Description string
}

// Tag is a subject.
type Tag struct {
	Slug, Name string
	Synonyms   []string
}

// Author is a byline.
type Author struct {
	Slug, Name, Bio string
}

// Organisation is a body that articles speak of. Category is a word such as
// youth_union.
type Organisation struct {
	Slug, Name, Category, Description string
}

// Article is a piece of news. Section, Tags and Authors are slugs. Body is
// Markdown, with headings from level 2. Translates is the slug of the article
// that this one says in another language, or empty.
type Article struct {
	Slug       string
	Locale     string // BCP 47
	Translates string
	Overline   string
	Title      string
	Standfirst string
	Section    string
	Tags       []string
	Authors    []string
	DisplayAt  time.Time
	Body       string
}

// Page is text that stands by itself. Body is Markdown.
type Page struct {
	Slug   string
	Locale string // BCP 47
	Title  string
	Body   string
}

// Newsroom is all of it. Sections stand after their parents and articles in
// order of time, an original before its translations.
type Newsroom struct {
	Name          string
	Locale        string // BCP 47
	Zone          string // IANA
	Sections      []Section
	Tags          []Tag
	Authors       []Author
	Organisations []Organisation
	Events        []Event
	Campaigns     []Campaign
	Articles      []Article
	Pages         []Page
}

// Load reads the newsroom. The error is an Invalid fault that lists everything
// wrong with its files, by pointers such as /articles/{slug}/section.
func Load() (Newsroom, error) { return load(content) }

func load(files fs.FS) (_ Newsroom, err error) {
	defer fault.Wrap(&err, "demo.Load")
	n := Newsroom{
		Name: "Báo Sông Lau", Locale: "vi", Zone: "Asia/Ho_Chi_Minh",
		Sections: sections(), Tags: tags(), Authors: authors(), Organisations: organisations(), Events: events(), Campaigns: campaigns(),
	}
	names, err := fs.Glob(files, "content/*.md")
	if err != nil {
		return Newsroom{}, err
	}
	var f fault.Fields
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return Newsroom{}, err
		}
		slug := strings.TrimSuffix(strings.TrimPrefix(name, "content/"), ".md")
		n.add(&f, slug, string(text))
	}
	slices.SortStableFunc(n.Articles, earlier)
	n.check(&f)
	if err := f.Err(); err != nil {
		return Newsroom{}, err
	}
	return n, nil
}

func earlier(a, b Article) int {
	if c := a.DisplayAt.Compare(b.DisplayAt); c != 0 {
		return c
	}
	return strings.Compare(a.Translates, b.Translates)
}
