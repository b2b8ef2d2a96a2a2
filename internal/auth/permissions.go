package auth

import (
	"fmt"
	"slices"

	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Bounds of a role.
const (
	descriptionMost = 1000 // characters
	permissionsMost = 300
)

// resources lists what permissions can be about: what stands for several kinds
// of content, each kind, and the administration.
func resources(kinds content.Registry) []string {
	names := []string{policy.Content, policy.Copy, policy.Record}
	for _, k := range kinds.Kinds() {
		names = append(names, string(k))
	}
	return append(names, policy.Administration()...)
}

// verbsOf lists what can be said of a resource.
func verbsOf(resource string) []policy.Verb {
	if slices.Contains(policy.Administration(), resource) {
		return append(policy.Duties(), policy.AllVerbs)
	}
	return slices.Concat([]policy.Verb{policy.Read, policy.Create}, policy.Verbs(), []policy.Verb{policy.Backdate, policy.Embargo, policy.AllVerbs})
}

// fieldsOf lists the fields that some kind behind a resource has.
func fieldsOf(kinds content.Registry, resource string) (fields []string) {
	for _, k := range kinds.Kinds() {
		direct := kinds[k].Direct
		if resource == string(k) || resource == policy.Content || resource == policy.Copy && !direct || resource == policy.Record && direct {
			fields = append(fields, kinds.Members(k)...)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// CheckPermissions says what is wrong with permissions, below their pointer.
func (a *Auth) CheckPermissions(permissions []policy.Permission) fault.Fields {
	return checkPermissions(a.kinds, permissions)
}

// checkPermissions says what is wrong with permissions, below their pointer.
func checkPermissions(kinds content.Registry, permissions []policy.Permission) (f fault.Fields) {
	f.If(len(permissions) > permissionsMost, "", "too_many", "At most %d are possible", permissionsMost)
	for i, p := range permissions[:min(len(permissions), permissionsMost)] {
		at := fmt.Sprintf("/%d", i)
		if !slices.Contains(resources(kinds), p.Resource) {
			f.Add(at+"/permission", "unknown", "There is nothing called %q to have rights over", p.Resource)
			continue
		}
		f.If(!slices.Contains(verbsOf(p.Resource), p.Verb), at+"/permission", "unknown", "%q is nothing that can be done to %q", string(p.Verb), p.Resource)
		f = append(f, checkReach(p).At(at)...)
		f = append(f, checkFields(kinds, p).At(at)...)
	}
	return f
}

// checkReach looks at the scope and the states of a permission. An empty list
// is refused because it could be taken for nothing, and counts as everything.
func checkReach(p policy.Permission) (f fault.Fields) {
	f.If(!slices.Contains(policy.Scopes(), p.Scope), "/scope", "unknown", "The scope is own, section or any")
	if slices.Contains(policy.Administration(), p.Resource) {
		f.If(p.Scope == policy.Own || p.Scope == policy.Section, "/scope", "not_allowed", "A right of the administration has the scope any")
		f.If(p.States != nil, "/states", "not_allowed", "A right of the administration knows no states")
		return f
	}
	f.If(p.States != nil && len(p.States) == 0, "/states", "required", "An empty list means nothing here; leave it out for all")
	for i, s := range p.States {
		at := fmt.Sprintf("/states/%d", i)
		f.If(!slices.Contains(content.States(), s), at, "unknown", "There is no status %q", string(s))
		f.If(slices.Contains(p.States[:i], s), at, "duplicate", "%q stands there twice", string(s))
	}
	return f
}

// checkFields looks at the fields of a permission: only reading and writing
// knows them.
func checkFields(kinds content.Registry, p policy.Permission) (f fault.Fields) {
	if p.Fields == nil {
		return nil
	}
	if slices.Contains(policy.Administration(), p.Resource) || !slices.Contains([]policy.Verb{policy.Read, policy.Create, policy.Update}, p.Verb) {
		f.Add("/fields", "not_allowed", "Only reading, creating and updating content can be bound to fields")
		return f
	}
	f.If(len(p.Fields) == 0, "/fields", "required", "An empty list means nothing here; leave it out for all")
	known := fieldsOf(kinds, p.Resource)
	for i, name := range p.Fields {
		at := fmt.Sprintf("/fields/%d", i)
		f.If(!slices.Contains(known, name), at, "unknown", "There is no field %q", name)
		f.If(slices.Contains(p.Fields[:i], name), at, "duplicate", "%q stands there twice", name)
	}
	return f
}
