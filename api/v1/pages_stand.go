package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/page"
)

// pagesStand is the delivery API of pages.
type pagesStand struct{ kindStand }

func newPagesStand(n newsstand) pagesStand {
	return pagesStand{kindStand{
		newsstand: n, kind: page.Kind, path: "/v1/pages", forms: true, label: true, members: members[Page](),
		includes: nil,
	}}
}

// mount registers the routes of pages below g.
func (h pagesStand) mount(g rest.Group) {
	g.Get("/pages", rest.Anyone, h.list)
	g.Get("/pages/:slug", rest.Anyone, h.get)
}

// list godoc
//
//	@ID		listPages
//	@Summary	List pages
//	@Tags		Pages
//	@Produce	json
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		ids	query	[]string	false	"Just these, in this order (at most 100)"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		sort	query	string	false	"From high to low with -"	Enums(name,-name,updated_at,-updated_at)	default(name)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Param		view	query	string	false	"With or without the body"	Enums(summary,full)	default(summary)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[PageSummary]	"A page of pages"
//	@Success	304	"You have it"
//	@Router		/v1/pages [get]
func (h pagesStand) list(c echo.Context) error { return h.kindStand.list(c) }

// get godoc
//
//	@ID		getPage
//	@Summary	Read a page
//	@Tags		Pages
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the page"	example(gioi-thieu)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Page	"The page"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/pages/{slug} [get]
func (h pagesStand) get(c echo.Context) error { return h.kindStand.get(c) }
