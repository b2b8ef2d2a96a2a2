package api

import (
	"newsdesk/api/rest"
)

// mountProblems adds a page for every problem that the API can answer with, at
// the address that its type names. The addresses that fail never answer with
// HTML themselves; only these pages about them do.
//
//	@ID		getProblemPage
//	@Summary	Read what a problem means and what to do about it
//	@Tags		Documentation
//	@Produce	html
//	@Param		code	path	string	true	"Code of the problem, with hyphens"	example(invalid-transition)
//	@Success	200	{string}	string	"The page, in all languages"
//	@Router		/problems/{code} [get]
func mountProblems(g rest.Group) {
	for _, p := range rest.ProblemPages() {
		g.Get(p.Path, rest.Anyone, sending(p.Answer), rest.Produces(rest.Anything))
	}
}
