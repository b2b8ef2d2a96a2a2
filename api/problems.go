package api

import (
	"newsdesk/api/rest"
)

// mountProblems adds a page for every problem that the API can answer with, at
// the address that its type names. The addresses that fail never answer with
// HTML themselves; only these pages about them do.
func mountProblems(g rest.Group) {
	for _, p := range rest.ProblemPages() {
		g.Get(p.Path, rest.Anyone, sending(p.Answer), rest.Produces(rest.Anything))
	}
}
