package policy

import (
	"slices"

	"newsdesk/internal/content"
)

// Role is a set of permissions that a newsroom gives to a person: one of those
// below, or the id of one that the newsroom has made itself.
type Role string

// The roles that every newsroom has. Each of the first five may do what those
// before it may.
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

// Roles lists the roles that every newsroom has.
func Roles() []Role {
	return []Role{Contributor, Reporter, Editor, Secretary, EditorInChief, Photographer, Treasurer, Auditor, Admin}
}

// Known reports whether r is a role that every newsroom has.
func Known(r Role) bool { return slices.Contains(Roles(), r) }

// Everywhere stands for all sections among those of a grant.
const Everywhere = "*"

// Grant is one role of one person, for some sections.
type Grant struct {
	Role Role `json:"role"`
	// Sections are ids of sections, or Everywhere. A grant for none gives none.
	Sections []string `json:"sections"`
	// Bypass lets those who publish bring out what nobody reviewed; each use is in the journal.
	Bypass bool `json:"bypass"`
}

// Book looks up the permissions of the roles that a newsroom has made itself.
// A role that is not in the book, such as one that was deleted, has none.
type Book map[Role][]Permission

// Party resolves grants into the rights they are worth.
func (b Book) Party(grants []Grant) Party {
	party := make(Party, 0, len(grants))
	for _, g := range grants {
		permissions, ours := b[g.Role]
		if !ours {
			permissions = Permissions(g.Role)
		}
		if g.Bypass {
			permissions = passingReview(permissions)
		}
		party = append(party, Right{Permissions: permissions, Sections: g.Sections})
	}
	return party
}

// passingReview lets every permission to publish reach what nobody reviewed.
func passingReview(permissions []Permission) []Permission {
	all := slices.Clone(permissions)
	for i, p := range all {
		if p.Verb == Publish {
			all[i].States = nil
		}
	}
	return all
}

// Permissions returns what a role that every newsroom has consists of. Others
// have none. The slices are shared and not to be changed.
func Permissions(r Role) []Permission {
	switch r {
	case Contributor:
		return contributor()
	case Reporter:
		return reporter()
	case Editor:
		return editor()
	case Secretary:
		return secretary()
	case EditorInChief:
		return editorInChief()
	case Photographer:
		return append(readsRecords(), allow("image", Any, AllVerbs)...)
	case Treasurer:
		return slices.Concat(readsRecords(), allow("campaign", Any, Read), allow(Funds, Any, AllVerbs))
	case Auditor:
		return auditor()
	case Admin:
		return admin()
	}
	return nil
}

// allow is a permission for each verb.
func allow(resource string, scope Scope, verbs ...Verb) []Permission {
	all := make([]Permission, len(verbs))
	for i, v := range verbs {
		all[i] = Permission{Resource: resource, Verb: v, Scope: scope}
	}
	return all
}

// while is a permission for each verb about copy in some states alone.
func while(states []content.State, scope Scope, verbs ...Verb) []Permission {
	all := allow(Copy, scope, verbs...)
	for i := range all {
		all[i].States = states
	}
	return all
}

// readsRecords is what everybody may: copy could not be written without.
func readsRecords() []Permission { return allow(Record, Any, Read) }

func contributor() []Permission {
	return slices.Concat(readsRecords(), allow(Copy, Own, Read, Create),
		while([]content.State{content.Draft}, Own, Update, Delete))
}

func reporter() []Permission {
	return slices.Concat(contributor(), allow(Copy, Own, Submit),
		while([]content.State{content.InReview, content.Published}, Own, Update),
		while([]content.State{content.InReview}, Own, Delete), allow("image", Own, AllVerbs))
}

func editor() []Permission {
	return slices.Concat(reporter(), allow(Copy, Section, Read, Create, Update, Submit, Return, Approve, Delete),
		allow(Registrations, Any, Read, Update, Admit),
		allow("tag", Any, AllVerbs), allow("author", Any, AllVerbs), allow("organisation", Any, AllVerbs), allow("image", Any, AllVerbs))
}

func secretary() []Permission {
	reviewed := slices.DeleteFunc(content.States(), func(s content.State) bool { return s == content.Draft || s == content.InReview })
	return slices.Concat(editor(), while(reviewed, Section, Publish),
		allow(Copy, Section, Schedule, Unschedule, Archive, Restore, Backdate, Embargo), allow("section", Any, AllVerbs),
		allow(Registrations, Any, AllVerbs))
}

func editorInChief() []Permission {
	return slices.Concat(secretary(), allow(Copy, Section, Publish, Unpublish),
		allow(Consumers, Any, AllVerbs), allow(Keys, Any, AllVerbs), allow(Newsroom, Any, Contain), allow(Funds, Any, Read, Approve))
}

func auditor() []Permission {
	return slices.Concat(allow(Content, Any, Read), allow(Audit, Any, Read, Export), allow(Funds, Any, Read),
		allow(Users, Any, Read), allow(Rolebook, Any, Read), allow(Consumers, Any, Read), allow(Keys, Any, Read))
}

func admin() []Permission {
	all := readsRecords()
	for _, resource := range Administration() {
		if resource == Registrations || resource == Funds {
			continue // people outside, and their money, are the business of those who deal with them
		}
		all = append(all, allow(resource, Any, AllVerbs)...)
	}
	return all
}
