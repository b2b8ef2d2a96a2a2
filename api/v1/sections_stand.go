package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/taxonomy"
)

// sectionsStand is the delivery API of sections.
type sectionsStand struct{ kindStand }

func newSectionsStand(n newsstand) sectionsStand {
	return sectionsStand{kindStand{
		newsstand: n, kind: taxonomy.SectionKind, path: "/v1/sections", forms: false, label: true, members: members[Section](),
		includes: []string{"parent", "parent.parent"},
	}}
}

// mount registers the routes of sections below g.
func (h sectionsStand) mount(g rest.Group) {
	g.Get("/sections", rest.Anyone, h.list)
	g.Get("/sections/:slug", rest.Anyone, h.get)
}

// list godoc
//
//	@ID		listSections
//	@Summary	List sections
//	@Tags		Sections
//	@Produce	json
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		ids	query	[]string	false	"Just these, in this order (at most 100)"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		sort	query	string	false	"From high to low with -"	Enums(name,-name,updated_at,-updated_at)	default(name)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(parent,parent.parent)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(name,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[Section]	"A page of sections"
//	@Success	304	"You have it"
//	@Router		/v1/sections [get]
func (h sectionsStand) list(c echo.Context) error { return h.kindStand.list(c) }

// get godoc
//
//	@ID		getSection
//	@Summary	Read a section
//	@Tags		Sections
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the section"	example(doan-the)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(parent,parent.parent)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(name,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Section	"The section"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/sections/{slug} [get]
func (h sectionsStand) get(c echo.Context) error { return h.kindStand.get(c) }
