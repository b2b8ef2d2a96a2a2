package auth

import (
	"time"

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
// Actors of one session share their Rights, which are therefore read-only.
type Actor struct {
	ID         string // of the user or key; for the system "system:" and a name
	Name       string // as the journal and revisions show it
	Kind       Kind
	Rights     policy.Rights
	For        string    // of a key: the user who made it
	SessionID  string    // of a person
	VerifiedAt time.Time // when a person last proved who they are
	Pending    bool      // the person must set up a second factor before anything else
	Weak       bool      // the person has a second factor, and must show it before anything else
	Address    string    // the IP address the request came from
	Cause      string    // what made the actor act: the id of a request, a command, a job
}

// System returns the actor for work that no person asked for at that moment,
// such as a due publication or a command of the operator. It holds the highest
// editorial role everywhere, and administration.
func System(name string) Actor {
	everywhere := []string{policy.Everywhere}
	return Actor{ID: "system:" + name, Name: name, Kind: KindSystem, Cause: name, Rights: policy.Agreed(policy.Book{}.Party([]policy.Grant{
		{Role: policy.EditorInChief, Sections: everywhere, Bypass: true},
		{Role: policy.Admin, Sections: everywhere},
	}))}
}

// Owners are the ids under which the actor owns what it began. What the maker
// of a key owns, the key owns too; its scopes say what it may do to it.
func (a Actor) Owners() []string {
	if a.For == "" {
		return []string{a.ID}
	}
	return []string{a.ID, a.For}
}

// Owns reports whether the actor is an owner with that id.
func (a Actor) Owns(id string) bool { return id != "" && (id == a.ID || id == a.For) }

// Self reports whether the actor is the person with that id.
func (a Actor) Self(id string) bool { return a.Kind == KindPerson && a.ID == id }

// Needs fails unless the actor has the right to a verb of a resource of the
// administration: with TokenMissing for the public, else with Forbidden.
func (a Actor) Needs(resource string, v policy.Verb) error {
	switch {
	case a.Kind == KindPublic:
		return fault.New(fault.TokenMissing, "Sign in first")
	case !a.Rights.Has(resource, v):
		return fault.New(fault.Forbidden, "You may not do this")
	}
	return nil
}

// freshFor is how long the proof of who someone is lasts for guarded acts.
const freshFor = 10 * time.Minute

// Fresh fails with StepUpRequired unless the person has proved who they are in
// the last ten minutes, with the second factor if there is one. The system always
// has; a key never can.
func (a Actor) Fresh(now time.Time) error {
	if a.Kind == KindSystem || a.Kind == KindPerson && !a.Weak && now.Sub(a.VerifiedAt) <= freshFor {
		return nil
	}
	return fault.New(fault.StepUpRequired, "Prove once more who you are")
}

// guarded is Needs and Fresh in one, for acts that a stolen token must not reach.
func (a Actor) guarded(resource string, v policy.Verb, now time.Time) error {
	if err := a.Needs(resource, v); err != nil {
		return err
	}
	return a.Fresh(now)
}
