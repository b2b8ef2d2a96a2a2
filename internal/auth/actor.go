package auth

import (
	"slices"

	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Kind says what sort of caller an Actor is.
type Kind uint8

// The kinds of actor.
const (
	KindPublic Kind = iota // anyone; nobody has signed in
	KindPerson             // a user with a session
	KindSystem             // the server itself, such as its scheduler
	KindKey                // a program with an API key
)

// String is the name of the kind in the journal.
func (k Kind) String() string {
	switch k {
	case KindPerson:
		return "person"
	case KindSystem:
		return "system"
	case KindKey:
		return "key"
	case KindPublic:
	}
	return "public"
}

// Actor is whoever asks for something. The zero Actor is the public.
// Actors of one session share their Grants, which are therefore read-only.
type Actor struct {
	ID        string // of the user or key; for the system "system:" and a name
	Name      string // as the journal and revisions show it
	Kind      Kind
	Grants    []policy.Grant
	SessionID string // of a person
	Address   string // the IP address the request came from
}

// System returns the actor for work that no person asked for at that moment,
// such as a due publication or a command of the operator. It holds the highest
// editorial role everywhere, and administration.
func System(name string) Actor {
	everywhere := []string{policy.Everywhere}
	return Actor{ID: "system:" + name, Name: name, Kind: KindSystem, Grants: []policy.Grant{
		{Role: policy.EditorInChief, Sections: everywhere, Bypass: true},
		{Role: policy.Admin, Sections: everywhere},
	}}
}

// Is reports whether the actor holds the role, for any section at all.
func (a Actor) Is(r policy.Role) bool { return holds(a.Grants, r) }

func holds(grants []policy.Grant, r policy.Role) bool {
	return slices.ContainsFunc(grants, func(g policy.Grant) bool { return g.Role == r })
}

// self reports whether the actor is the person with that id.
func (a Actor) self(id string) bool { return a.Kind == KindPerson && a.ID == id }

// administers fails unless the actor holds the administrator's role.
func (a Actor) administers() error {
	switch {
	case a.Kind == KindPublic:
		return fault.New(fault.TokenMissing, "Sign in first")
	case !a.Is(policy.Admin):
		return fault.New(fault.Forbidden, "Only an administrator may do this")
	}
	return nil
}

// oversees fails unless the actor may see the accounts of others.
func (a Actor) oversees() error {
	if a.Is(policy.Auditor) {
		return nil
	}
	return a.administers()
}
