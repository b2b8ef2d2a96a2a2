package policy

import (
	"slices"

	"newsdesk/internal/content"
)

// Scope is whose things a permission is about. The zero value is about none.
type Scope string

// The scopes.
const (
	Own     Scope = "own"     // what the actor began
	Section Scope = "section" // what belongs to the sections of the grant
	Any     Scope = "any"
)

// Scopes lists the scopes, the narrowest first.
func Scopes() []Scope { return []Scope{Own, Section, Any} }

// Names that stand for several in a permission.
const (
	Copy     = "copy"   // every kind of content that is reviewed
	Record   = "record" // every kind that is public as saved, such as sections
	Content  = "*"      // every kind of content
	AllVerbs = Verb("*")
)

// The resources of the administration. They are named one by one: nothing that
// stands for several kinds of content includes them.
const (
	Users     = "user"
	Rolebook  = "role"
	Consumers = "consumer"
	Keys      = "key"
	Audit     = "audit"
	Signing   = "signing_key"
	Newsroom  = "newsroom" // the whole of it: containing it, overwriting blindly
	// Registrations are those of people who come to events, with what they said of
	// themselves.
	Registrations = "registration"
	// Funds are the money of campaigns: donations, their donors, and the ledger.
	Funds = "fund"
)

// Administration lists the resources of the administration.
func Administration() []string {
	return []string{Users, Rolebook, Consumers, Keys, Audit, Signing, Newsroom, Registrations, Funds}
}

// Guarded reports whether a right over a resource of the administration can be given
// to others only by those who have it, so that nobody rises above themselves. The
// people who come to events give no power; and money is for those whom an admin, who
// has no right over it, says are to deal with it.
func Guarded(resource string) bool {
	return resource != Registrations && resource != Funds && slices.Contains(Administration(), resource)
}

// Permission lets the holder of a role say a verb of a resource, written
// resource.verb. It is about the things of its scope, in the states it lists,
// or in any if it lists none.
type Permission struct {
	Resource string          `json:"resource"` // a kind, Copy, Record, Content, or one of the administration
	Verb     Verb            `json:"verb"`     // or AllVerbs
	Scope    Scope           `json:"scope"`
	States   []content.State `json:"states,omitzero"`
	// Fields are the members of the content that may be read, or written, by
	// it: those that it lists, or all if it lists none. The title and the slug,
	// by which an entry is known, can always be read with it.
	Fields []string `json:"fields,omitzero"`
}

// Says reports whether the permission is for that verb of an administrative resource.
func (p *Permission) says(resource string, v Verb) bool {
	return p.Resource == resource && (p.Verb == v || p.Verb == AllVerbs)
}

// about reports whether the permission is for that verb of that kind of content.
func (p *Permission) about(kind content.Kind, direct bool, v Verb) bool {
	if p.Verb != v && p.Verb != AllVerbs {
		return false
	}
	switch p.Resource {
	case Content:
		return true
	case Copy:
		return !direct
	case Record:
		return direct
	}
	return p.Resource == string(kind)
}

// Right is what a grant is worth: permissions, for sections.
type Right struct {
	Permissions []Permission
	Sections    []string // ids, or Everywhere; a right for none gives none
}

func (r *Right) covers(section string) bool {
	return slices.Contains(r.Sections, Everywhere) || section != "" && slices.Contains(r.Sections, section)
}

// permits reports whether p, held with r, is for this subject.
func (r *Right) permits(p *Permission, v Verb, s *Subject) bool {
	if len(r.Sections) == 0 || !p.about(s.Kind, s.Direct, v) {
		return false
	}
	if len(p.States) > 0 && !slices.Contains(p.States, s.State) {
		return false
	}
	switch p.Scope {
	case Any:
		return true
	case Own:
		return s.Own
	case Section:
		return r.covers(s.Section)
	}
	return false
}

// Party is someone's rights, of which any one is enough.
type Party []Right

func (p Party) allows(v Verb, s *Subject) bool {
	for i := range p {
		for j := range p[i].Permissions {
			if p[i].permits(&p[i].Permissions[j], v, s) {
				return true
			}
		}
	}
	return false
}

// fields returns the fields that the party may read or write by v, of a
// subject for which it may say v.
func (p Party) fields(v Verb, s *Subject) Fields {
	var names []string
	for i := range p {
		for j := range p[i].Permissions {
			perm := &p[i].Permissions[j]
			if !p[i].permits(perm, v, s) {
				continue
			}
			if len(perm.Fields) == 0 {
				return AllFields()
			}
			names = append(names, perm.Fields...)
		}
	}
	return Fields{names: names}
}

// Rights are what an actor may do: what every one of the parties agrees to. A
// person is one party; a key is bound by its scopes and by whoever made it.
// The zero Rights allow nothing.
type Rights struct {
	parties []Party
}

// Agreed returns the rights that all the parties have.
func Agreed(parties ...Party) Rights { return Rights{parties} }

// And returns the rights that r and another party have.
func (r Rights) And(p Party) Rights {
	return Rights{append(slices.Clone(r.parties), p)}
}

// None reports whether the rights are empty.
func (r Rights) None() bool { return len(r.parties) == 0 }

func (r Rights) all(holds func(Party) bool) bool {
	return len(r.parties) > 0 && !slices.ContainsFunc(r.parties, func(p Party) bool { return !holds(p) })
}

// Has reports whether the rights include a verb of a resource of the
// administration. A right for no section does not count.
func (r Rights) Has(resource string, v Verb) bool {
	return r.all(func(p Party) bool {
		return slices.ContainsFunc(p, func(one Right) bool {
			return len(one.Sections) > 0 &&
				slices.ContainsFunc(one.Permissions, func(perm Permission) bool { return perm.says(resource, v) })
		})
	})
}

// Ever reports whether the rights include a verb for some entry of a kind.
func (r Rights) Ever(kind content.Kind, direct bool, v Verb) bool {
	return r.all(func(p Party) bool {
		return slices.ContainsFunc(p, func(one Right) bool {
			return len(one.Sections) > 0 &&
				slices.ContainsFunc(one.Permissions, func(perm Permission) bool { return perm.about(kind, direct, v) })
		})
	})
}

// Touches reports whether the rights include some of what p says. It is for
// telling someone early that a permission would have no effect.
func (r Rights) Touches(p Permission) bool {
	return r.all(func(party Party) bool {
		return slices.ContainsFunc(party, func(one Right) bool {
			return len(one.Sections) > 0 && slices.ContainsFunc(one.Permissions, p.meets)
		})
	})
}

func (p Permission) meets(q Permission) bool {
	several := func(resource string) bool { return resource == Content || resource == Copy || resource == Record }
	resource := p.Resource == q.Resource || several(p.Resource) && !slices.Contains(Administration(), q.Resource) ||
		several(q.Resource) && !slices.Contains(Administration(), p.Resource)
	return resource && (p.Verb == q.Verb || p.Verb == AllVerbs || q.Verb == AllVerbs)
}

// Fields is a set of members of a body. The zero value is empty.
type Fields struct {
	all   bool
	names []string
}

// AllFields is the set of every field.
func AllFields() Fields { return Fields{all: true} }

// All reports whether the set leaves no field out.
func (f Fields) All() bool { return f.all }

// Has reports whether the field is in the set.
func (f Fields) Has(name string) bool { return f.all || slices.Contains(f.names, name) }

func (f Fields) both(g Fields) Fields {
	switch {
	case f.all:
		return g
	case g.all:
		return f
	}
	return Fields{names: slices.DeleteFunc(slices.Clone(f.names), func(name string) bool { return !g.Has(name) })}
}

// FieldsOf returns the fields of s that may be read or written by v, in which
// v is Read, Create or Update. It is for subjects of which v may be said.
func (r Rights) FieldsOf(v Verb, s Subject) Fields {
	f := Fields{all: len(r.parties) > 0}
	for _, p := range r.parties {
		f = f.both(p.fields(v, &s))
	}
	return f
}

// FieldsEverywhere returns the fields that can be read of every entry of a kind
// that can be read at all. Only by these can a list be narrowed or sorted,
// since an entry that drops out of a list has told its value.
func (r Rights) FieldsEverywhere(kind content.Kind, direct bool) Fields {
	f := Fields{all: len(r.parties) > 0}
	for _, party := range r.parties {
		for _, right := range party {
			for _, p := range right.Permissions {
				if len(right.Sections) > 0 && p.about(kind, direct, Read) && len(p.Fields) > 0 {
					f = f.both(Fields{names: p.Fields})
				}
			}
		}
	}
	return f
}
