// Package policy says who may do what: roles to may(actor, verb, entry), pure,
// in one place. The workflow table says which verbs are possible; see life.go.
package policy

import (
	"slices"

	"newsdesk/internal/content"
)

// Role is a set of rights that a newsroom gives to a person.
type Role string

// The roles. Each of the first five may do what those before it may.
const (
	Contributor   Role = "contributor"     // cộng tác viên: own drafts
	Reporter      Role = "reporter"        // phóng viên: own copy, until it is approved
	Editor        Role = "editor"          // biên tập viên: the copy of sections
	Secretary     Role = "secretary"       // thư ký tòa soạn: publishes
	EditorInChief Role = "editor_in_chief" // tổng biên tập: withdraws
	Photographer  Role = "photographer"    // images
	Treasurer     Role = "treasurer"       // kế toán: the campaign ledger
	Auditor       Role = "auditor"         // reads everything, changes nothing
	Admin         Role = "admin"           // users, keys, settings; no editorial right by itself
)

// Roles lists all roles.
func Roles() []Role {
	return []Role{Contributor, Reporter, Editor, Secretary, EditorInChief, Photographer, Treasurer, Auditor, Admin}
}

// Known reports whether r is a role.
func Known(r Role) bool { return slices.Contains(Roles(), r) }

// Everywhere stands for all sections among those of a grant.
const Everywhere = "*"

// Grant is one role of one person, for some sections.
type Grant struct {
	Role Role `json:"role"`
	// Sections are ids of sections, or Everywhere. A grant for none gives none.
	Sections []string `json:"sections"`
	// Bypass lets a secretary publish what nobody reviewed; each use is in the journal.
	Bypass bool `json:"bypass"`
}

// void reports whether the grant is for no section, and so gives nothing.
func (g Grant) void() bool { return len(g.Sections) == 0 }

func (g Grant) covers(section string) bool {
	return slices.Contains(g.Sections, Everywhere) || section != "" && slices.Contains(g.Sections, section)
}

// rank orders the editorial roles; the others stand beside that order.
func (r Role) rank() int {
	return slices.Index([]Role{Contributor, Reporter, Editor, Secretary, EditorInChief}, r) + 1
}

// Subject is the entry that a verb is about, as far as rights depend on it.
type Subject struct {
	Kind    content.Kind
	Direct  bool // the kind has no review
	State   content.State
	Own     bool // the actor owns it
	Edited  bool // the actor made the last change
	Section string
}

// Rules are the settings that rights depend on.
type Rules struct {
	// FourEyes forbids approving one's own last change.
	FourEyes bool
}

// Decision is the answer of May. The zero value hides the subject.
type Decision uint8

// The decisions.
const (
	Hidden  Decision = iota // the actor may not know that it exists
	Denied                  // known, but not allowed
	Allowed                 // go ahead
)

// May decides whether someone with these grants may say v of s. It does not
// ask whether the verb is possible in that state: see Life.
func May(rules Rules, grants []Grant, v Verb, s Subject) Decision {
	if v != Create && !slices.ContainsFunc(grants, func(g Grant) bool { return g.reads(s) }) {
		return Hidden
	}
	if v == Approve && rules.FourEyes && s.Edited {
		return Denied
	}
	if slices.ContainsFunc(grants, func(g Grant) bool { return g.allows(v, s) }) {
		return Allowed
	}
	return Denied
}

func (g Grant) reads(s Subject) bool {
	if g.void() {
		return false
	}
	if s.Direct {
		return Known(g.Role)
	}
	return g.Role == Auditor || g.Role.rank() > 0 && s.Own || g.Role.rank() >= Editor.rank() && g.covers(s.Section)
}

func (g Grant) allows(v Verb, s Subject) bool {
	if v == Read || g.void() {
		return g.reads(s)
	}
	if s.Direct {
		return g.keeps(s)
	}
	r := g.Role.rank()
	if r >= Editor.rank() && g.covers(s.Section) {
		return r >= least(v, s.State) || v == Publish && g.Bypass && r >= Secretary.rank()
	}
	return s.Own && r > 0 && g.ownerMay(v, s.State)
}

// keeps is the rights over records without review.
func (g Grant) keeps(s Subject) bool {
	switch s.Kind {
	case "section":
		return g.Role.rank() >= Secretary.rank()
	case "image":
		return g.Role == Photographer || g.Role.rank() >= Editor.rank() || g.Role == Reporter && s.Own
	}
	return g.Role.rank() >= Editor.rank()
}

// ownerMay is the rights of those below editor over their own copy.
func (g Grant) ownerMay(v Verb, st content.State) bool {
	reporter := g.Role.rank() >= Reporter.rank()
	switch v {
	case Create:
		return true
	case Update, Delete:
		return st == content.Draft || reporter && (st == content.InReview || v == Update && st == content.Published)
	case Submit:
		return reporter
	default:
		return false
	}
}

// least is the rank that a verb needs of those who have the section.
func least(v Verb, st content.State) int {
	switch v {
	case Schedule, Unschedule, Archive, Restore, Backdate, Embargo:
		return Secretary.rank()
	case Publish:
		if st == content.Draft || st == content.InReview { // past the review
			return EditorInChief.rank()
		}
		return Secretary.rank()
	case Unpublish:
		return EditorInChief.rank()
	default:
		return Editor.rank()
	}
}

// Reach is which entries someone may read, in the terms of a query.
type Reach struct {
	All      bool
	Sections []string
	Own      bool
}

// Reads returns the reach of someone with these grants over a kind.
func Reads(grants []Grant, direct bool) (r Reach) {
	for _, g := range grants {
		if g.void() {
			continue
		}
		every := g.reads(Subject{Direct: direct, Section: Everywhere})
		r.All = r.All || every
		r.Own = r.Own || g.Role.rank() > 0
		if g.Role.rank() >= Editor.rank() {
			r.Sections = append(r.Sections, g.Sections...)
		}
	}
	return r
}
