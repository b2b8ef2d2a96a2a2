package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// users is the API of the people of the newsroom.
type users struct {
	auth    *auth.Auth
	cursors rest.Cursors
	bylines auth.Bylines
}

func newUsers(a *auth.Auth, cursors rest.Cursors, kinds content.Registry) users {
	h := users{auth: a, cursors: cursors}
	for _, k := range kinds.Kinds() {
		if !kinds[k].Direct { // what is saved in the open is nobody's work in particular
			h.bylines = append(h.bylines, k)
		}
	}
	return h
}

// mount registers the routes below g.
func (h users) mount(g rest.Group) {
	g.Get("/users", "user.read", h.list)
	g.Post("/users", "user.create", h.invite, rest.BodyLimit(maxCredentials))
	g.Get("/users/:id", "user.read", h.get)
	g.Patch("/users/:id", "user.update", h.update, rest.BodyLimit(maxCredentials))
	g.Delete("/users/:id", "user.delete", h.remove)
	g.Put("/users/:id/grants", "user.grant", h.grant, rest.BodyLimit(maxCredentials))
	g.Post("/users/:id/actions/disable", "user.update", h.disable)
	g.Post("/users/:id/actions/enable", "user.update", h.enable)
	g.Post("/users/:id/actions/reinvite", "user.create", h.reinvite)
	g.Get("/users/:id/sessions", "user.read", h.sessions)
	g.Delete("/users/:id/sessions", "user.update", h.endSessions)
}

// Member is a person of the newsroom. Those who may not read users see the id and
// the name of people who have something in public, and nothing else.
type Member struct {
	UserStub
	Email        string        `json:"email,omitzero" example:"reporter@newsdesk.test"`                       // with which they sign in
	Status       string        `json:"status,omitzero" enums:"invited,active,disabled" example:"active"`      // invited: and has not come yet
	Locale       string        `json:"locale,omitzero" example:"vi"`                                          // the language of letters to them (BCP 47); absent: that of the site
	Provider     string        `json:"provider,omitzero" example:"ldap"`                                      // whose single sign-on made the account, if one did
	Grants       []Grant       `json:"grants,omitzero"`                                                       // what they may do, and where
	SecondFactor *SecondFactor `json:"second_factor,omitzero"`                                                // beside the password
	CreatedAt    *time.Time    `json:"created_at,omitzero" format:"date-time" example:"2020-03-24T11:00:00Z"` // when the account was made
	UpdatedAt    *time.Time    `json:"updated_at,omitzero" format:"date-time" example:"2020-03-24T11:00:00Z"` // when this last changed
	JoinedAt     *time.Time    `json:"joined_at,omitzero" format:"date-time" example:"2020-03-24T11:00:00Z"`  // when they came; absent for those who have not
	DisabledAt   *time.Time    `json:"disabled_at,omitzero" format:"date-time"`                               // since when they are kept out, if they are
}

// SecondFactor is how someone stands with a proof beside the password.
type SecondFactor struct {
	Has      bool       `json:"has" example:"false"`                                        // there is one
	Required bool       `json:"required" example:"true"`                                    // a role asks for one
	Due      *time.Time `json:"due" extensions:"x-nullable" example:"2026-03-16T01:00:00Z"` // when there has to be one; null if it is not required
}

func secondFactorOf(u auth.User) *SecondFactor {
	return &SecondFactor{Has: u.HasFactor, Required: u.FactorDue != nil, Due: u.FactorDue}
}

func memberOf(u auth.User) Member {
	return Member{
		UserStub: UserStub{ID: u.ID, Type: "user", Name: u.Name}, Email: u.Email, Status: string(u.Status()),
		Locale: u.Locale, Provider: u.Provider, Grants: grantsOf(u.Grants), SecondFactor: secondFactorOf(u),
		CreatedAt: &u.CreatedAt, UpdatedAt: &u.UpdatedAt, JoinedAt: u.JoinedAt, DisabledAt: u.DisabledAt,
	}
}

// colleagueOf is what everybody in the newsroom sees.
func colleagueOf(u auth.User) Member {
	return Member{UserStub: UserStub{ID: u.ID, Type: "user", Name: u.Name}}
}

// GrantInput gives a role, for some sections.
type GrantInput struct {
	Role     string   `json:"role" validate:"required" example:"editor"` // one that every newsroom has, or the id of one of its own
	Sections []string `json:"sections" validate:"required" example:"*"`  // ids, or * for all
	Bypass   bool     `json:"bypass,omitzero"`                           // a secretary may publish what nobody reviewed
}

// Invitation says who is to join.
type Invitation struct {
	Email  string       `json:"email" validate:"required" example:"an@newsdesk.test"` // where the letter goes, and with which they sign in
	Name   string       `json:"name" validate:"required" example:"Trần An"`           // what the newsroom calls them
	Locale string       `json:"locale,omitzero" example:"vi"`                         // the language of letters to them (BCP 47); that of the site if absent
	Grants []GrantInput `json:"grants,omitzero"`                                      // what they may do, and where
}

// Grants is all that someone may do.
type Grants struct {
	Grants []GrantInput `json:"grants" validate:"required"` // in place of those they have
}

// MemberPatch changes a person; what is absent stays as it is.
type MemberPatch struct {
	Name   strict.Opt[string] `json:"name" example:"Trần An"`           // what the newsroom calls them
	Email  strict.Opt[string] `json:"email" example:"an@newsdesk.test"` // with which they sign in; not your own
	Locale strict.Opt[string] `json:"locale" example:"vi"`              // the language of letters to them (BCP 47); null for that of the site
}

// ReadOnlyMembers implements strict.Guarded.
func (MemberPatch) ReadOnlyMembers() []string { return membersOfServer() }

func given(in []GrantInput) []policy.Grant {
	grants := make([]policy.Grant, len(in))
	for i, g := range in {
		grants[i] = policy.Grant{Role: policy.Role(g.Role), Sections: g.Sections, Bypass: g.Bypass}
	}
	return grants
}

// list godoc
//
//	@ID		listUsers
//	@Summary	List the people of the newsroom
//	@Description	In the order in which their accounts were made. Those who may not read users get the people who have something in public, with id and name alone, and have no filters.
//	@Tags		People
//	@Produce	json
//	@Param		status	query	string	false	"How they stand"	Enums(invited,active,disabled)	example(active)
//	@Param		role	query	string	false	"With this role: one that every newsroom has, or the id of one of its own"	example(editor)
//	@Param		email	query	string	false	"With this address, whatever its case"	example(reporter@newsdesk.test)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[Member]	"A page of people"
//	@Security	Bearer
//	@Router		/v1/editorial/users [get]
func (h users) list(c echo.Context) error {
	reads := rest.Actor(c).Rights.Has(policy.Users, policy.Read)
	q := rest.Params(c)
	var s auth.Search
	if reads {
		s = searchOf(q)
	}
	p, err := pagingOf(q, h.cursors, false)
	if err != nil {
		return err
	}
	if err := q.Done(); err != nil {
		return err
	}
	s.From, s.Down, s.Limit = p.place.ID, p.down(), p.take()
	found, total, err := h.find(c, s, p.count, reads)
	if err != nil {
		return err
	}
	found, page := turn(p, found, func(u auth.User) rest.Place { return rest.Place{ID: u.ID} })
	page.Total = total
	shown := make([]Member, len(found))
	for i, u := range found {
		if reads {
			shown[i] = memberOf(u)
		} else {
			shown[i] = colleagueOf(u)
		}
	}
	return rest.SendList(c, q, shown, page)
}

// searchOf reads the filters of those who may read users. They go over every
// account, of which a newsroom has hundreds; there is no search by name.
func searchOf(q *rest.Query) auth.Search {
	statuses := make([]string, 0, len(auth.Statuses()))
	for _, s := range auth.Statuses() {
		statuses = append(statuses, string(s))
	}
	return auth.Search{
		Status: auth.Status(q.Enum("status", "", statuses...)), Role: policy.Role(q.String("role", 36)), Email: q.String("email", 254),
	}
}

// find finds people as the caller may see them.
func (h users) find(c echo.Context, s auth.Search, count, reads bool) (found []auth.User, total *rest.Total, err error) {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	var n int
	switch {
	case reads:
		found, err = h.auth.Find(ctx, actor, s)
		if err == nil && count {
			n, err = h.auth.Count(ctx, actor, s)
		}
	default:
		found, err = h.auth.Colleagues(ctx, actor, h.bylines, s)
		if err == nil && count {
			n, err = h.auth.CountColleagues(ctx, actor, h.bylines)
		}
	}
	if count {
		total = &rest.Total{N: n}
	}
	return found, total, err
}

// invite godoc
//
//	@ID		inviteUser
//	@Summary	Invite someone
//	@Description	A letter goes to the address, with a link that is good once, for seven days. Until it is used, the account can do nothing.
//	@Tags		People
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Invitation	true	"Who is to join"
//	@Success	201	{object}	Member	"Invited"
//	@Failure	409	{object}	rest.Problem	"Another user has this address"
//	@Security	Bearer
//	@Router		/v1/editorial/users [post]
func (h users) invite(c echo.Context) error {
	in, err := rest.Decode[Invitation](c, maxCredentials)
	if err != nil {
		return err
	}
	u, err := h.auth.Invite(c.Request().Context(), rest.Actor(c), auth.NewUser{
		Email: in.Email, Name: in.Name, Locale: in.Locale, Grants: given(in.Grants),
	})
	if err != nil {
		return err
	}
	return rest.Created(c, c.Request().URL.Path+"/"+u.ID, memberTag(u), memberOf(u))
}

// memberTag is the entity tag of a user.
func memberTag(u auth.User) string { return rest.ETag(int(u.Revision()), "user") }

// get godoc
//
//	@ID		getUser
//	@Summary	Read a person
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Member	"The person"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id} [get]
func (h users) get(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	if err := rest.Actor(c).Needs(policy.Users, policy.Read); err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	u, err := h.auth.Get(c.Request().Context(), rest.Actor(c), id)
	if err != nil {
		return err
	}
	return rest.Tagged(c, memberTag(u), memberOf(u))
}

// sessions godoc
//
//	@ID		listUserSessions
//	@Summary	List where a person is signed in
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Sessions	"The sessions"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/sessions [get]
func (h users) sessions(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Users, policy.Read); err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	return showSessions(c, h.auth, id)
}

// endSessions godoc
//
//	@ID		endUserSessions
//	@Summary	Sign a person out everywhere
//	@Description	Of your own sessions, the one of this request goes on.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	EndedSessions	"They are out"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/sessions [delete]
func (h users) endSessions(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Users, policy.Update); err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	return endSessions(c, h.auth, id)
}
