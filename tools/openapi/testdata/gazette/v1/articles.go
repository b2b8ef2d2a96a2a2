// Package v1 is the first version of the API.
package v1

import (
	"time"

	"gazette/rest"
)

var _ rest.Problem

// Article is a piece of writing.
type Article struct {
	ID          string      `json:"id" format:"uuid" example:"0192f0c1-a7b0-7e6d-8f00-3a5b6c7d8e9f"`     // Identifier
	Type        string      `json:"type" enums:"article" example:"article"`                              // Always article
	Title       string      `json:"title" minLength:"1" maxLength:"200" example:"Tọa đàm"`               // Headline
	Status      Status      `json:"status" example:"draft"`                                              // Where it stands
	Mood        *string     `json:"mood" enums:"glad,sad" extensions:"x-nullable" example:"glad"`        // How it reads
	Section     *Section    `json:"section" extensions:"x-nullable"`                                     // Where it belongs
	Body        []Block     `json:"body"`                                                                // What it says
	Corrections []time.Time `json:"corrections"`                                                         // When it was put right
	CreatedAt   time.Time   `json:"created_at" example:"2026-11-22T03:10:00Z"`                           // When it was begun
	PublishedAt *time.Time  `json:"published_at" extensions:"x-nullable" example:"2026-11-22T03:10:00Z"` // When it came out
}

// Status is where an article stands.
type Status string

// The states.
const (
	Draft     Status = "draft"     // being written
	Published Status = "published" // being read
)

// Section is a part of the newspaper.
type Section struct {
	Slug string `json:"slug" example:"doan-the"` // Address
}

// Block is one part of a body.
type Block interface{ block() }

// BlockUnion is one part of a body: a paragraph or a figure.
type BlockUnion struct {
	Paragraph Paragraph
	Figure    Figure // a picture
}

// Paragraph is running text.
type Paragraph struct {
	Type string `json:"type" enums:"paragraph" example:"paragraph"` // Always paragraph
	Text string `json:"text" example:"Chiều 24/3"`                  // What it says
}

// Figure is a picture with words.
type Figure struct {
	Type    string `json:"type" enums:"figure" example:"figure"` // Always figure
	Caption string `json:"caption" example:"Hội trường A"`       // Words below
}

// ArticleInput is a new article.
type ArticleInput struct {
	Title     string     `json:"title" validate:"required" maxLength:"200" example:"Tọa đàm"` // Headline
	SectionID *string    `json:"section_id" format:"uuid"`                                    // Where it belongs
	EmbargoAt *time.Time `json:"embargo_at" extensions:"x-nullable"`                          // Not before
}

// ArticlePatch changes an article.
type ArticlePatch struct {
	Dates
	Section rest.Opt[Section]   `json:"section" extensions:"x-nullable"`         // Where it belongs
	Seen    rest.Opt[time.Time] `json:"seen"`                                    // When it was last read
	Body    rest.Opt[[]byte]    `json:"body" shape:"[]BlockUnion"`               // What it says
	Title   *string             `json:"title" maxLength:"200" example:"Tọa đàm"` // Headline
}

// Dates is when an article comes and goes.
type Dates struct {
	ExpiresAt string `json:"expires_at" format:"date-time"` // When it goes
}

// listArticles answers with the newest articles.
//
// @ID       listArticles
// @Summary  List articles
// @Tags     Articles
// @Produce  json
// @Param    limit          query   int       false  "Things per page" minimum(1) maximum(100) default(20) example(20)
// @Param    status         query   []string  false  "Any of these states"        collectionFormat(csv) Enums(draft,published)
// @Param    tag            query   []string  false  "All of these tags" collectionFormat(multi) example(doan-the)
// @Param    If-None-Match  header  string    false  "Version that you have"
// @Success  200  {object}  rest.Page[Article]  "The page"
// @Success  304  "Nothing new"
// @Router   /v1/articles [get]
func listArticles() {}

// articleText answers with the text alone.
//
// @ID       articleText
// @Summary  Read the text of an article
// @Tags     Articles
// @Produce  plain,html
// @Param    id   path      string  true  "Identifier"
// @Success  200  {string}  string  "The text"
// @Failure  404  {object}  rest.Problem  "No such article, or not yet published"
// @Router   /v1/articles/{id}/text [get]
func articleText() {}

// createArticle begins an article.
//
// @ID        createArticle
// @Summary   Begin an article
// @Tags      Articles
// @Accept    json
// @Produce   json,application/problem+json
// @Param     body  body      ArticleInput  true  "The article"
// @Success   201   {object}  Article       "The article as it is now"
// @Failure   409   {object}  rest.Problem  "The identifier is taken"
// @Security  Bearer
// @Router    /v1/editorial/articles [post]
func createArticle() {}

// updateArticle changes an article.
//
// @ID        updateArticle
// @Summary   Change an article
// @Tags      Articles
// @Accept    application/merge-patch+json
// @Produce   json
// @Param     id        path    string        true  "Identifier"
// @Param     If-Match  header  string        true  "Version that you have seen"
// @Param     body      body    ArticlePatch  true  "What to change"
// @Success   200  {object}  Article  "The article as it is now"
// @Security  Bearer
// @Router    /v1/editorial/articles/{id} [patch]
func updateArticle() {}

// uploadImage takes a picture.
//
// @ID        uploadImage
// @Summary   Upload a picture
// @Tags      Articles
// @Accept    mpfd
// @Produce   json
// @Param     file      formData  file    true   "The picture"
// @Param     metadata  formData  string  false  "Caption and credit, in JSON"
// @Success   204  "Taken"
// @Security  Bearer
// @Router    /v1/editorial/images [post]
func uploadImage() {}

// Printer is code and nothing that clients see: its parameters have no members.
type Printer interface {
	Print(title string, at time.Time) error
}
