// Package policy says who may do what: roles to may(actor, verb, entry), pure,
// in one place. A role is a list of permissions; see roles.go for those that
// every newsroom has. The workflow table says which verbs are possible; see
// life.go.
package policy

import (
	"slices"

	"newsdesk/internal/content"
)

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
	// CreditOptional lets images be published of which nobody says whose they are.
	CreditOptional bool
}

// Decision is the answer of May. The zero value hides the subject.
type Decision uint8

// The decisions.
const (
	Hidden  Decision = iota // the actor may not know that it exists
	Denied                  // known, but not allowed
	Allowed                 // go ahead
)

// May decides whether someone with these rights may say v of s. It does not
// ask whether the verb is possible in that state: see Life.
func May(rules Rules, rights Rights, v Verb, s Subject) Decision {
	reads := rights.all(func(p Party) bool { return p.allows(Read, &s) })
	switch {
	case v == Read && reads:
		return Allowed
	case v != Create && !reads:
		return Hidden
	case v == Approve && rules.FourEyes && s.Edited:
		return Denied
	case rights.all(func(p Party) bool { return p.allows(v, &s) }):
		return Allowed
	}
	return Denied
}

// Reads returns the reach of the rights over a kind: an entry can be read if it
// is in one of the spheres of each of the lists.
func Reads(rights Rights, kind content.Kind, direct bool) [][]content.Sphere {
	reach := make([][]content.Sphere, 0, len(rights.parties))
	for _, party := range rights.parties {
		reach = append(reach, party.spheres(kind, direct))
	}
	return reach
}

func (p Party) spheres(kind content.Kind, direct bool) []content.Sphere {
	spheres := []content.Sphere{}
	for _, r := range p {
		for _, perm := range r.Permissions {
			if len(r.Sections) > 0 && perm.about(kind, direct, Read) {
				spheres = append(spheres, r.sphere(perm))
			}
		}
	}
	if i := slices.IndexFunc(spheres, func(s content.Sphere) bool { return s.All && len(s.States) == 0 }); i >= 0 {
		return spheres[i : i+1] // it holds all the others
	}
	return spheres
}

func (r *Right) sphere(p Permission) content.Sphere {
	s := content.Sphere{States: p.States, Own: p.Scope == Own}
	if p.Scope == Section {
		s.Sections = r.Sections
	}
	s.All = p.Scope == Any || slices.Contains(s.Sections, Everywhere)
	return s
}
