package v1

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/apikey"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// apiKeys is the API of the keys that programs come in with.
type apiKeys struct {
	keys    *apikey.Keys
	cursors rest.Cursors
	clock   func() time.Time
}

// mount registers the routes below g.
func (h apiKeys) mount(g rest.Group) {
	g.Get("/api-keys", "key.read", h.list)
	g.Post("/api-keys", "key.create", h.create)
	g.Get("/api-keys/:id", "key.read", h.get)
	g.Patch("/api-keys/:id", "key.update", h.update)
	g.Post("/api-keys/:id/actions/rotate", "key.update", h.rotate)
	g.Delete("/api-keys/:id", "key.delete", h.revoke)
}

// APIKey is a key without its secret, which nobody can show again.
type APIKey struct {
	ID         string           `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17"`          // a UUIDv7
	Type       string           `json:"type" example:"api_key" enums:"api_key"`                                   // always api_key
	ConsumerID string           `json:"consumer_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16"` // who owns it
	Name       string           `json:"name" example:"Trang chủ"`                                                 // what it is for
	Status     string           `json:"status" enums:"active,expired,revoked" example:"active"`                   // whether it works
	Scopes     []RolePermission `json:"scopes"`                                                                   // what it may do, as far as its maker may
	Sections   []string         `json:"sections" example:"*"`                                                     // that scopes of a section are about; none: all
	Networks   []string         `json:"networks" example:"192.0.2.0/24"`                                          // that it may come from; none: anywhere
	Quota      *KeyQuota        `json:"quota" extensions:"x-nullable"`                                            // of its own; null: that of every key
	CreatedBy  string           `json:"created_by" format:"uuid"`                                                 // the user whose rights bound it
	CreatedAt  time.Time        `json:"created_at" example:"2020-03-24T11:00:00Z"`                                // when it was made
	UpdatedAt  time.Time        `json:"updated_at" example:"2020-03-24T11:00:00Z"`                                // when it was last changed
	ExpiresAt  time.Time        `json:"expires_at" example:"2021-03-24T11:00:00Z"`                                // when it ceases to work
	LastUsedAt *time.Time       `json:"last_used_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`      // to about a minute
	RevokedAt  *time.Time       `json:"revoked_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`        // when someone ended it
	Replaces   *string          `json:"replaces" extensions:"x-nullable"`                                         // the key that it was made to follow
}

// IssuedKey is a new key with its text, this once.
type IssuedKey struct {
	APIKey
	Key string `json:"key" example:"nd_live_key_…"` // for the Authorization header: Bearer and this; keep it where no one else reads
}

// KeyQuota is how many requests a key may make in a time.
type KeyQuota struct {
	Requests int `json:"requests" validate:"required" minimum:"1" maximum:"1000000" example:"600"` // in each time
	Seconds  int `json:"seconds" validate:"required" minimum:"1" maximum:"86400" example:"60"`     // how long the time is
}

// KeyInput makes a key.
type KeyInput struct {
	ConsumerID string           `json:"consumer_id" validate:"required" format:"uuid"`                         // who owns it
	Name       string           `json:"name" validate:"required" example:"Trang chủ"`                          // what it is for
	Scopes     []RolePermission `json:"scopes,omitzero"`                                                       // what it may do beside reading what is public
	Sections   []string         `json:"sections,omitzero" example:"*"`                                         // that scopes of a section are about; none: all
	Networks   []string         `json:"networks,omitzero" example:"192.0.2.0/24"`                              // that it may come from (CIDR); none: anywhere
	Quota      KeyQuota         `json:"quota,omitzero"`                                                        // that of every key if absent
	ExpiresAt  time.Time        `json:"expires_at,omitzero" format:"date-time" example:"2021-03-24T11:00:00Z"` // in a year if absent, in two at most
}

// KeyPatch changes a key; what is absent stays as it is. What it may do never
// changes.
type KeyPatch struct {
	Name     strict.Opt[string]   `json:"name" example:"Trang chủ"`        // what it is for
	Networks strict.Opt[[]string] `json:"networks" example:"192.0.2.0/24"` // that it may come from (CIDR); none: anywhere
	Quota    strict.Opt[KeyQuota] `json:"quota" extensions:"x-nullable"`   // null: that of every key
}

// Overlap is how long a key works beside the one that follows it.
type Overlap struct {
	Seconds *int `json:"overlap_seconds,omitzero" minimum:"0" maximum:"2592000" default:"86400" example:"86400"` // a day if absent, thirty at most
}

// ReadOnlyMembers implements strict.Guarded.
func (KeyInput) ReadOnlyMembers() []string {
	return []string{"id", "type", "key", "status", "created_by", "created_at", "updated_at", "last_used_at", "revoked_at", "replaces"}
}

// ReadOnlyMembers implements strict.Guarded.
func (KeyPatch) ReadOnlyMembers() []string {
	return append(KeyInput{}.ReadOnlyMembers(), "consumer_id", "scopes", "sections", "expires_at")
}

func (h apiKeys) shown(k apikey.Key) APIKey {
	shown := APIKey{
		ID: k.ID, Type: "api_key", ConsumerID: k.ConsumerID, Name: k.Name, Status: "active",
		Scopes: permissionsOut(k.Scopes.V), Sections: list(k.Sections.V), Networks: make([]string, len(k.Networks.V)),
		CreatedBy: k.CreatedBy, CreatedAt: utc(k.CreatedAt), UpdatedAt: utc(k.UpdatedAt), ExpiresAt: utc(k.ExpiresAt),
		LastUsedAt: orNil(k.LastUsedAt), RevokedAt: orNil(k.RevokedAt),
	}
	for i, n := range k.Networks.V {
		shown.Networks[i] = n.String()
	}
	switch {
	case k.RevokedAt != nil:
		shown.Status = "revoked"
	case !k.Live(h.clock()):
		shown.Status = "expired"
	}
	if k.QuotaRequests > 0 {
		shown.Quota = &KeyQuota{Requests: k.QuotaRequests, Seconds: k.QuotaSeconds}
	}
	if k.Replaces != "" {
		shown.Replaces = &k.Replaces
	}
	return shown
}

func keyTag(k apikey.Key) string { return rest.ETag(int(k.UpdatedAt.UnixMilli()), "key") }

// networksIn reads networks, each of them as it is written canonically.
func networksIn(f *fault.Fields, sent []string) []netip.Prefix {
	networks := make([]netip.Prefix, len(sent))
	for i, text := range sent {
		n, err := netip.ParsePrefix(text)
		f.If(err != nil || n.Masked() != n, fmt.Sprintf("/networks/%d", i), "malformed", "This is not a network such as 192.0.2.0/24 or 2001:db8::/32")
		networks[i] = n
	}
	return networks
}

// list godoc
//
//	@ID		listAPIKeys
//	@Summary	List API keys
//	@Description	Neither the secret of a key nor its hash is ever shown again.
//	@Tags		Keys
//	@Produce	json
//	@Param		consumer	query	string	false	"Of this consumer alone"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[APIKey]	"A page of keys, the oldest first"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys [get]
func (h apiKeys) list(c echo.Context) error {
	q := rest.Params(c)
	consumer := ""
	if ids := q.IDs("consumer", 1); len(ids) > 0 {
		consumer = ids[0]
	}
	p, err := plainPaging(q, h.cursors)
	if err != nil {
		return err
	}
	found, err := h.keys.List(c.Request().Context(), rest.Actor(c), consumer, pageOf(p))
	if err != nil {
		return err
	}
	found, page := turn(p, found, func(one apikey.Key) rest.Place { return rest.Place{ID: one.ID} })
	shown := make([]APIKey, len(found))
	for i, one := range found {
		shown[i] = h.shown(one)
	}
	return rest.SendList(c, q, shown, page)
}

// create godoc
//
//	@ID		createAPIKey
//	@Summary	Make an API key
//	@Description	The answer holds the key, this once. Without scopes it reads what is public, with a quota of its own. Its scopes are bounded by your own rights, now and whenever it is used.
//	@Tags		Keys
//	@Accept		json
//	@Produce	json
//	@Param		body	body	KeyInput	true	"The key"
//	@Success	201	{object}	IssuedKey	"Made; keep the key, for it is not shown again"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys [post]
func (h apiKeys) create(c echo.Context) error {
	in, err := rest.Decode[KeyInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	var f fault.Fields
	n := apikey.NewKey{
		ConsumerID: in.ConsumerID, Name: in.Name, Scopes: permissionsIn(in.Scopes), Sections: in.Sections,
		Networks: networksIn(&f, in.Networks), QuotaRequests: in.Quota.Requests, QuotaSeconds: in.Quota.Seconds, ExpiresAt: in.ExpiresAt.UTC(),
	}
	if err := rest.Actor(c).Needs(policy.Keys, policy.Create); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	made, text, err := h.keys.Create(c.Request().Context(), rest.Actor(c), n)
	if err != nil {
		return err
	}
	return rest.Created(c, c.Request().URL.Path+"/"+made.ID, keyTag(made), IssuedKey{APIKey: h.shown(made), Key: text})
}

// get godoc
//
//	@ID		getAPIKey
//	@Summary	Read what a key is and may do
//	@Tags		Keys
//	@Produce	json
//	@Param		id	path	string	true	"Id of the key"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Success	200	{object}	APIKey	"The key, without its secret"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys/{id} [get]
func (h apiKeys) get(c echo.Context) error {
	id, err := allowedID(c, policy.Keys, policy.Read)
	if err != nil {
		return err
	}
	found, err := h.keys.Get(c.Request().Context(), rest.Actor(c), id)
	if err != nil {
		return err
	}
	return rest.Tagged(c, keyTag(found), h.shown(found))
}

// update godoc
//
//	@ID		updateAPIKey
//	@Summary	Change the name, the networks and the quota of a key
//	@Tags		Keys
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the key"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.key")
//	@Param		body	body	KeyPatch	true	"What is to change"
//	@Success	200	{object}	APIKey	"The key as it is now"
//	@Failure	409	{object}	rest.Problem	"The key does not work any more"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys/{id} [patch]
func (h apiKeys) update(c echo.Context) error {
	in, err := rest.Decode[KeyPatch](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	id, err := allowedID(c, policy.Keys, policy.Update)
	if err != nil {
		return err
	}
	seen, err := seenBy(c, policy.Keys, policy.Update)
	if err != nil {
		return err
	}
	var f fault.Fields
	networks := networksIn(&f, in.Networks.Or(nil))
	if err := f.Err(); err != nil {
		return err
	}
	now, err := h.keys.Change(c.Request().Context(), rest.Actor(c), id, seen, func(k *apikey.Key) {
		k.Name = in.Name.Or(k.Name)
		if in.Networks.Set {
			k.Networks = db.JSON[[]netip.Prefix]{V: networks}
		}
		if in.Quota.Set {
			quota := in.Quota.Or(KeyQuota{})
			k.QuotaRequests, k.QuotaSeconds = quota.Requests, quota.Seconds
		}
	})
	if err != nil {
		return err
	}
	return rest.Tagged(c, keyTag(now), h.shown(now))
}

// rotate godoc
//
//	@ID		rotateAPIKey
//	@Summary	Make a key that follows another
//	@Description	It may do the same. The old one works on for the overlap, so that nobody is locked out while the new one is handed over.
//	@Tags		Keys
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the key"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		body	body	Overlap	false	"How long both work"
//	@Success	201	{object}	IssuedKey	"Made; keep the key, for it is not shown again"
//	@Failure	409	{object}	rest.Problem	"The key does not work any more"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys/{id}/actions/rotate [post]
func (h apiKeys) rotate(c echo.Context) error {
	in, err := rest.DecodeOptional[Overlap](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	id, err := allowedID(c, policy.Keys, policy.Update)
	if err != nil {
		return err
	}
	overlap := apikey.OverlapDefault
	if in.Seconds != nil {
		overlap = time.Duration(min(max(*in.Seconds, -1), int(apikey.OverlapMost/time.Second)+1)) * time.Second
	}
	next, text, err := h.keys.Rotate(c.Request().Context(), rest.Actor(c), id, overlap)
	if err != nil {
		return err
	}
	return rest.Created(c, "/v1/editorial/api-keys/"+next.ID, keyTag(next), IssuedKey{APIKey: h.shown(next), Key: text})
}

// revoke godoc
//
//	@ID		revokeAPIKey
//	@Summary	Revoke a key
//	@Description	It is refused from then on, everywhere within a second. What it did stays, and so does its row.
//	@Tags		Keys
//	@Produce	json
//	@Param		id	path	string	true	"Id of the key"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Success	204	"It works no more"
//	@Security	Bearer
//	@Router		/v1/editorial/api-keys/{id} [delete]
func (h apiKeys) revoke(c echo.Context) error {
	id, err := allowedID(c, policy.Keys, policy.Delete)
	if err != nil {
		return err
	}
	if err := h.keys.Revoke(c.Request().Context(), rest.Actor(c), id); err != nil {
		return err
	}
	return rest.None(c)
}
