// Package rest holds what all versions of the API share.
package rest

// Problem says what went wrong (RFC 9457).
type Problem struct {
	Type   string         `json:"type" example:"/problems/not-found"`     // Kind of problem
	Title  string         `json:"title" example:"There is no such thing"` // Short text
	Status int            `json:"status" example:"404"`                   // HTTP status
	Code   string         `json:"code" example:"not_found"`               // Stable code
	Errors []ProblemField `json:"errors,omitzero"`                        // Each wrong input
}

// ProblemField is one wrong input.
type ProblemField struct {
	Pointer string `json:"pointer,omitzero" example:"/title"` // JSON Pointer (RFC 6901)
	Code    string `json:"code" example:"required"`           // Stable code
}

// Page is one page of a list.
type Page[T any] struct {
	Data []T  `json:"data"` // Things of this page
	Page Turn `json:"page"` // Where the page stands
}

// Turn tells where a page stands.
type Turn struct {
	Limit int     `json:"limit" minimum:"1" maximum:"100" example:"20"`                    // Things per page
	Next  *string `json:"next" extensions:"x-nullable" example:"/v1/articles?cursor=c2Vx"` // Next page
}

// Opt is a member that may be left out.
type Opt[T any] struct {
	Value T
	Set   bool
}
