package policy

import (
	"slices"

	"newsdesk/internal/content"
)

// Verb is an editorial act. The names are on the wire and in the journal.
type Verb string

// The verbs.
const (
	Read       Verb = "read"
	Create     Verb = "create"
	Update     Verb = "update"
	Submit     Verb = "submit"
	Return     Verb = "return"
	Approve    Verb = "approve"
	Schedule   Verb = "schedule"
	Unschedule Verb = "unschedule"
	Publish    Verb = "publish"
	Unpublish  Verb = "unpublish"
	Archive    Verb = "archive"
	Restore    Verb = "restore"
	Delete     Verb = "delete"
	Backdate   Verb = "backdate" // part of an update: sets the date readers are shown
	Embargo    Verb = "embargo"  // part of an update: hides until an instant
)

// The verbs of the administration, beside Read, Create, Update and Delete.
const (
	GrantRoles Verb = "grant"     // says which roles a person has
	Export     Verb = "export"    // takes the record away as a file
	Contain    Verb = "contain"   // shuts everybody out and holds publication
	Overwrite  Verb = "overwrite" // saves over a revision that was not seen
	Admit      Verb = "admit"     // lets people in who have a ticket
)

// Verbs lists the verbs that act on an entry, in the order of a working life.
func Verbs() []Verb {
	return []Verb{Update, Submit, Return, Approve, Schedule, Unschedule, Publish, Unpublish, Archive, Restore, Delete}
}

// Duties lists the verbs of the administration.
func Duties() []Verb {
	return []Verb{Read, Create, Update, Delete, GrantRoles, Export, Contain, Overwrite, Admit}
}

// Step is where a verb leads and from where.
type Step struct {
	From []content.State
	To   content.State // empty: the state stays
}

// life is the workflow of the kinds that are reviewed.
func life(v Verb) Step {
	const d, r, a, s = content.Draft, content.InReview, content.Approved, content.Scheduled
	const p, u, x = content.Published, content.Unpublished, content.Archived
	switch v {
	case Update:
		return Step{From: []content.State{d, r, a, s, p, u}}
	case Submit:
		return Step{[]content.State{d}, r}
	case Return:
		return Step{[]content.State{r, a}, d}
	case Approve:
		return Step{[]content.State{r}, a}
	case Schedule:
		return Step{[]content.State{a, r}, s}
	case Unschedule:
		return Step{[]content.State{s}, a}
	case Publish:
		return Step{[]content.State{d, r, a, s, p, u}, p}
	case Unpublish:
		return Step{[]content.State{p}, u}
	case Archive:
		return Step{[]content.State{u}, x}
	case Restore:
		return Step{[]content.State{x}, d}
	case Delete:
		return Step{From: []content.State{d, r, a, s}}
	default:
		return Step{}
	}
}

// directLife is that of records without review: they are public as saved.
func directLife(v Verb) Step {
	if v == Update || v == Delete {
		return Step{From: []content.State{content.Published}}
	}
	return Step{}
}

// Life returns the step of a verb, and whether it is possible for an entry in
// that state. In the trash only Restore is; public entries are withdrawn
// before they are deleted, unless they are records.
func Life(v Verb, s Subject, trashed, everPublic bool) (Step, bool) {
	if trashed {
		to := content.Draft
		if s.Direct {
			to = content.Published
		}
		return Step{To: to}, v == Restore
	}
	step := life(v)
	if s.Direct {
		step = directLife(v)
	}
	if v == Delete && everPublic && !s.Direct {
		return step, false
	}
	return step, slices.Contains(step.From, s.State)
}
