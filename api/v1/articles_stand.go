package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/article"
)

// articlesStand is the delivery API of articles.
type articlesStand struct{ kindStand }

func newArticlesStand(n newsstand) articlesStand {
	return articlesStand{kindStand{
		newsstand: n, kind: article.Kind, path: "/v1/articles", forms: true, label: false, members: members[Article](),
		includes: []string{"section", "section.parent", "other_sections", "authors", "authors.photo", "tags", "hero", "related", "related.section", "related.authors", "related.tags"},
		narrow:   (*listing).filters,
	}}
}

// mount registers the routes of articles below g.
func (h articlesStand) mount(g rest.Group) {
	g.Get("/articles", rest.Anyone, h.list)
	g.Get("/articles/:slug", rest.Anyone, h.get)
	g.Get("/articles/:slug/html", rest.Anyone, h.html, rest.Produces("text/html"))
	g.Get("/articles/:slug/markdown", rest.Anyone, h.markdown, rest.Produces("text/markdown"))
}

// list godoc
//
//	@ID		listArticles
//	@Summary	List articles
//	@Tags		Articles
//	@Produce	json
//	@Param		section	query	[]string	false	"In any of these sections or below, by slug or id"	collectionFormat(csv)	example(doan-the)
//	@Param		tag	query	[]string	false	"With all of these tags, by slug or id; each may list alternatives by comma"	collectionFormat(multi)	example(thanh-nien)
//	@Param		tag_not	query	[]string	false	"With none of these tags"	collectionFormat(csv)	example(the-thao)
//	@Param		author	query	[]string	false	"By any of these authors"	collectionFormat(csv)	example(minh-thuong)
//	@Param		event	query	[]string	false	"Covering any of these events"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		campaign	query	[]string	false	"Mentioning any of these campaigns"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		published_from	query	string	false	"Published at or after this instant"	format(date-time)	example(2020-03-01T00:00:00+07:00)
//	@Param		published_to	query	string	false	"Published before this instant"	format(date-time)	example(2020-04-01T00:00:00+07:00)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		ids	query	[]string	false	"Just these, in this order (at most 100)"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		sort	query	string	false	"From high to low with -"	Enums(published_at,-published_at,updated_at,-updated_at)	default(-published_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Param		view	query	string	false	"With or without the body"	Enums(summary,full)	default(summary)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(section,section.parent,other_sections,authors,authors.photo,tags,hero,related,related.section,related.authors,related.tags)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[ArticleSummary]	"A page of articles"
//	@Success	304	"You have it"
//	@Router		/v1/articles [get]
func (h articlesStand) list(c echo.Context) error { return h.kindStand.list(c) }

// get godoc
//
//	@ID		getArticle
//	@Summary	Read an article
//	@Tags		Articles
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the article"	example(toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(section,section.parent,other_sections,authors,authors.photo,tags,hero,related,related.section,related.authors,related.tags)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,slug)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Article	"The article"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/articles/{slug} [get]
func (h articlesStand) get(c echo.Context) error { return h.kindStand.get(c) }

// html godoc
//
//	@ID		getArticleHtml
//	@Summary	Read an article as HTML
//	@Tags		Articles
//	@Produce	html
//	@Param		slug	path	string	true	"Slug or id of the article"	example(toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The document"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/articles/{slug}/html [get]
func (h articlesStand) html(c echo.Context) error { return h.kindStand.html(c) }

// markdown godoc
//
//	@ID		getArticleMarkdown
//	@Summary	Read an article as Markdown
//	@Tags		Articles
//	@Produce	text/markdown
//	@Param		slug	path	string	true	"Slug or id of the article"	example(toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The document"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/articles/{slug}/markdown [get]
func (h articlesStand) markdown(c echo.Context) error { return h.kindStand.markdown(c) }
