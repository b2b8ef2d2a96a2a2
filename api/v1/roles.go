package v1

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// roles is the API of what people can be allowed to do.
type roles struct{ auth *auth.Auth }

// mount registers the routes below g.
func (h roles) mount(g rest.Group) {
	g.Get("/roles", "role.read", h.list)
	g.Get("/roles/permissions", "role.read", h.words)
	g.Post("/roles", "role.create", h.create)
	g.Get("/roles/:id", "role.read", h.get)
	g.Patch("/roles/:id", "role.update", h.update)
	g.Delete("/roles/:id", "role.delete", h.remove)
}

// Roles are all the roles that people can be given.
type Roles struct {
	Data []StaffRole `json:"data"` // those that every newsroom has, the lowest first, and then its own by name
}

// StaffRole is a set of permissions that people can be given.
type StaffRole struct {
	ID           string           `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15"`                 // by which grants name it: a UUIDv7, or the name of one that every newsroom has
	Name         string           `json:"name" example:"Hiệu đính"`                                          // what the newsroom calls it
	Description  string           `json:"description" example:"Sửa lỗi chính tả, không thấy nguồn tin"`      // what it is for
	BuiltIn      bool             `json:"built_in" example:"false"`                                          // every newsroom has it, and it cannot be changed
	SecondFactor bool             `json:"second_factor" example:"false"`                                     // who has it needs a proof beside the password
	Permissions  []RolePermission `json:"permissions"`                                                       // what it lets people do
	CreatedAt    *time.Time       `json:"created_at" extensions:"x-nullable" example:"2020-03-24T11:00:00Z"` // when it was made; null if it is built in
	UpdatedAt    *time.Time       `json:"updated_at" extensions:"x-nullable" example:"2020-03-24T11:00:00Z"` // when it was last changed; null if it is built in
}

// RolePermission lets people do one thing.
type RolePermission struct {
	Permission string          `json:"permission" validate:"required" example:"article.update"`                                                                     // resource.verb; copy, record and * stand for kinds of content, * for every verb
	Scope      policy.Scope    `json:"scope,omitzero" swaggertype:"string" enums:"own,section,any" example:"section"`                                               // of whose things; the administration needs none and has any
	States     []content.State `json:"states,omitzero" swaggertype:"array,string" enums:"draft,in_review,approved,scheduled,published,unpublished,archived,killed"` // in these alone; in all if absent
	Fields     []string        `json:"fields,omitzero" example:"title,standfirst,body"`                                                                             // these members alone; all if absent
}

// RolePatch changes a role; what is absent stays as it is.
type RolePatch struct {
	Name         strict.Opt[string]           `json:"name" example:"Hiệu đính"`      // what the newsroom calls it; no other role is called so
	Description  strict.Opt[string]           `json:"description"`                   // what it is for
	SecondFactor strict.Opt[bool]             `json:"second_factor" example:"false"` // who has it needs a proof beside the password
	Permissions  strict.Opt[[]RolePermission] `json:"permissions"`                   // all of them, in place of those that it has
}

// RoleInput makes a role.
type RoleInput struct {
	Name         string           `json:"name" validate:"required" example:"Hiệu đính"` // what the newsroom calls it; no other role is called so
	Description  string           `json:"description,omitzero"`                         // what it is for
	SecondFactor bool             `json:"second_factor,omitzero" example:"false"`       // who has it needs a proof beside the password
	Permissions  []RolePermission `json:"permissions" validate:"required"`              // what it lets people do
}

// ReadOnlyMembers implements strict.Guarded.
func (RolePatch) ReadOnlyMembers() []string {
	return []string{"id", "built_in", "created_at", "updated_at"}
}

// ReadOnlyMembers implements strict.Guarded.
func (RoleInput) ReadOnlyMembers() []string { return RolePatch{}.ReadOnlyMembers() }

// PermissionWords is what permissions can be made of.
type PermissionWords struct {
	Resources []PermissionResource `json:"resources"`                                                                                                          // what there is
	Scopes    []policy.Scope       `json:"scopes" swaggertype:"array,string" enums:"own,section,any"`                                                          // whose of it
	States    []content.State      `json:"states" swaggertype:"array,string" enums:"draft,in_review,approved,scheduled,published,unpublished,archived,killed"` // in which status
}

// PermissionResource is a thing that permissions are about.
type PermissionResource struct {
	Name   string        `json:"name" example:"article"`                                        // the part before the point
	Verbs  []policy.Verb `json:"verbs" swaggertype:"array,string" example:"read,create,update"` // the part behind it
	Fields []string      `json:"fields" example:"title,slug,body"`                              // by which reading and writing can be bounded
}

func roleOf(r auth.Role) StaffRole {
	shown := StaffRole{
		ID: r.ID, Name: r.Name, Description: r.Description, BuiltIn: r.BuiltIn, SecondFactor: r.SecondFactor,
		Permissions: permissionsOut(r.Permissions),
	}
	if !r.BuiltIn {
		shown.CreatedAt, shown.UpdatedAt = &r.CreatedAt, &r.UpdatedAt
	}
	return shown
}

func permissionsOut(stored []policy.Permission) []RolePermission {
	all := make([]RolePermission, len(stored))
	for i, p := range stored {
		all[i] = RolePermission{Permission: p.Resource + "." + string(p.Verb), Scope: p.Scope, States: p.States, Fields: p.Fields}
	}
	return all
}

// permissionsIn reads permissions. What is wrong with them, package auth says.
func permissionsIn(sent []RolePermission) []policy.Permission {
	all := make([]policy.Permission, len(sent))
	for i, p := range sent {
		resource, verb, _ := strings.Cut(p.Permission, ".")
		all[i] = policy.Permission{Resource: resource, Verb: policy.Verb(verb), Scope: p.Scope, States: p.States, Fields: p.Fields}
	}
	return all
}

// roleTag is the entity tag of a role.
func roleTag(r auth.Role) string { return rest.ETag(max(int(r.Revision()), 1), "role") }

// list godoc
//
//	@ID		listRoles
//	@Summary	List the roles
//	@Tags		Roles
//	@Produce	json
//	@Success	200	{object}	Roles	"All of them"
//	@Security	Bearer
//	@Router		/v1/editorial/roles [get]
func (h roles) list(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	all, err := h.auth.ListRoles(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	answer := Roles{Data: make([]StaffRole, len(all))}
	for i, r := range all {
		answer.Data[i] = roleOf(r)
	}
	return rest.JSON(c, http.StatusOK, answer)
}

// words godoc
//
//	@ID		listPermissions
//	@Summary	List what permissions can be made of
//	@Tags		Roles
//	@Produce	json
//	@Success	200	{object}	PermissionWords	"The words"
//	@Security	Bearer
//	@Router		/v1/editorial/roles/permissions [get]
func (h roles) words(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	words, err := h.auth.PermissionWords(rest.Actor(c))
	if err != nil {
		return err
	}
	answer := PermissionWords{Resources: make([]PermissionResource, len(words.Resources)), Scopes: words.Scopes, States: words.States}
	for i, r := range words.Resources {
		answer.Resources[i] = PermissionResource{Name: r.Name, Verbs: r.Verbs, Fields: list(r.Fields)}
	}
	return rest.JSON(c, http.StatusOK, answer)
}

// create godoc
//
//	@ID		createRole
//	@Summary	Make a role of the newsroom's own
//	@Description	Nobody puts a right of the administration into it that they do not have.
//	@Tags		Roles
//	@Accept		json
//	@Produce	json
//	@Param		body	body	RoleInput	true	"The role"
//	@Success	201	{object}	StaffRole	"Made"
//	@Failure	409	{object}	rest.Problem	"Another role has this name"
//	@Security	Bearer
//	@Router		/v1/editorial/roles [post]
func (h roles) create(c echo.Context) error {
	in, err := rest.Decode[RoleInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	r, err := h.auth.AddRole(c.Request().Context(), rest.Actor(c), auth.NewRole{
		Name: in.Name, Description: in.Description, SecondFactor: in.SecondFactor, Permissions: permissionsIn(in.Permissions),
	})
	if err != nil {
		return err
	}
	return rest.Created(c, c.Request().URL.Path+"/"+r.ID, roleTag(r), roleOf(r))
}

// get godoc
//
//	@ID		getRole
//	@Summary	Read a role
//	@Tags		Roles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the role"	example(editor)
//	@Success	200	{object}	StaffRole	"The role"
//	@Security	Bearer
//	@Router		/v1/editorial/roles/{id} [get]
func (h roles) get(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	r, err := h.auth.GetRole(c.Request().Context(), rest.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return rest.Tagged(c, roleTag(r), roleOf(r))
}

// update godoc
//
//	@ID		updateRole
//	@Summary	Change a role of the newsroom's own
//	@Description	It holds for all who have the role from their next request on. Nobody changes a role that they have themselves.
//	@Tags		Roles
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the role"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.role")
//	@Param		body	body	RolePatch	true	"What is to change"
//	@Success	200	{object}	StaffRole	"The role as it is now"
//	@Failure	409	{object}	rest.Problem	"Another role has this name"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/roles/{id} [patch]
func (h roles) update(c echo.Context) error {
	in, err := rest.Decode[RolePatch](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	seen, err := seenBy(c, policy.Rolebook, policy.Update)
	if err != nil {
		return err
	}
	change := auth.RoleChange{Name: chosen(in.Name), Description: chosen(in.Description), SecondFactor: chosen(in.SecondFactor), Seen: seen}
	if in.Permissions.Set {
		change.Permissions = new(permissionsIn(in.Permissions.Value))
	}
	r, err := h.auth.ChangeRole(c.Request().Context(), rest.Actor(c), c.Param("id"), change)
	if err != nil {
		return err
	}
	return rest.Tagged(c, roleTag(r), roleOf(r))
}

// remove godoc
//
//	@ID		deleteRole
//	@Summary	Delete a role of the newsroom's own
//	@Description	One that is made later under the same name is another: nobody has it.
//	@Tags		Roles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the role"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.role")
//	@Success	204	"It is gone"
//	@Failure	409	{object}	rest.Problem	"Someone has it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/roles/{id} [delete]
func (h roles) remove(c echo.Context) error {
	seen, err := seenBy(c, policy.Rolebook, policy.Delete)
	if err != nil {
		return err
	}
	if err := h.auth.DeleteRole(c.Request().Context(), rest.Actor(c), c.Param("id"), seen); err != nil {
		return err
	}
	return rest.None(c)
}
