package demo

import (
	"fmt"
	"slices"

	"newsdesk/internal/fault"
)

// check reports every reference of the newsroom that leads nowhere.
func (n *Newsroom) check(f *fault.Fields) {
	var above []string
	for _, s := range n.Sections {
		f.If(s.Parent != "" && !slices.Contains(above, s.Parent), "/sections/"+s.Slug+"/parent",
			"not_found", "No section %q stands before this one", s.Parent)
		above = append(above, s.Slug)
	}
	for _, e := range n.Events {
		f.If(!slices.Contains(above, e.Section), "/events/"+e.Slug+"/section", "not_found", "There is no section %q", e.Section)
		for _, slug := range e.Organisers {
			f.If(!slices.ContainsFunc(n.Organisations, func(o Organisation) bool { return o.Slug == slug }),
				"/events/"+e.Slug+"/organisers", "not_found", "There is no organisation %q", slug)
		}
	}
	for _, c := range n.Campaigns {
		f.If(!slices.Contains(above, c.Section), "/campaigns/"+c.Slug+"/section", "not_found", "There is no section %q", c.Section)
		for _, slug := range []string{c.Organiser, c.Operator} {
			f.If(slug != "" && !slices.ContainsFunc(n.Organisations, func(o Organisation) bool { return o.Slug == slug }),
				"/campaigns/"+c.Slug+"/organiser", "not_found", "There is no organisation %q", slug)
		}
	}
	for _, a := range n.Articles {
		*f = append(*f, n.checkArticle(a).At("/content/"+a.Slug)...)
	}
}

func (n *Newsroom) checkArticle(a Article) (f fault.Fields) {
	f.If(a.Section != "" && !slices.ContainsFunc(n.Sections, func(s Section) bool { return s.Slug == a.Section }),
		"/section", "not_found", "There is no section %q", a.Section)
	for i, tag := range a.Tags {
		f.If(!slices.ContainsFunc(n.Tags, func(t Tag) bool { return t.Slug == tag }),
			fmt.Sprintf("/tags/%d", i), "not_found", "There is no tag %q", tag)
	}
	for i, author := range a.Authors {
		f.If(!slices.ContainsFunc(n.Authors, func(b Author) bool { return b.Slug == author }),
			fmt.Sprintf("/byline/%d", i), "not_found", "There is no author %q", author)
	}
	f.If(a.Translates != "" && !slices.ContainsFunc(n.Articles, a.canTranslate),
		"/translates", "not_found", "There is no article %q in another language", a.Translates)
	return f
}

// canTranslate reports whether b is the original that a names.
func (a Article) canTranslate(b Article) bool {
	return b.Slug == a.Translates && b.Locale != a.Locale && b.Translates == ""
}
