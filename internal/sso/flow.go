package sso

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// FlowLife is how long a person may take at the provider.
const FlowLife = 10 * time.Minute

// purpose is what a flow ends in. It is stored, so it never changes.
type purpose string

const (
	entering purpose = "enter"
	linking  purpose = "link"
)

// flow is the row of a sign-in that has gone to a provider and not come back.
// Reading it helps nobody to end it: that takes the state and the secret of the
// browser, of which it has digests, and the verifier, which is sealed.
type flow struct {
	ID             string // see FlowID
	Provider       string
	BrowserHash    string // SHA-256 in hex
	NonceHash      string // likewise
	SealedVerifier []byte // of PKCE
	Purpose        purpose
	UserID         string // who links; empty for those who enter
	SessionID      string // in which they do
	Transport      auth.Transport
	ReturnTo       string
	ExpiresAt      time.Time
}

// TableName implements gorm's Tabler.
func (flow) TableName() string { return "sso_flows" }

// FlowID names the flow of a state without telling the state.
func FlowID(state string) string { return hash(state) }

// hash is the SHA-256 of a random text, in hex.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func sameHash(hashed, text string) bool {
	return subtle.ConstantTimeCompare([]byte(hashed), []byte(hash(text))) == 1
}

func verifierLabel(flowID string) string { return "sso flow " + flowID }

// Start is what a sign-in begins with.
type Start struct {
	Provider  string
	Transport auth.Transport // Cookie if empty
	ReturnTo  string         // a path below Options.Home or an address of a known origin; empty: Options.Home
}

// Flow is a sign-in that has begun.
type Flow struct {
	ID      string // see FlowID
	URL     string // of the provider, where the browser goes next
	Browser string // a secret that this browser alone may keep, until the flow ends
}

// Begin starts a sign-in. It fails with NotFound for a provider that is not set
// up, with Invalid for a return address of elsewhere, and with Overloaded while
// the provider does not answer.
func (r *Reception) Begin(ctx context.Context, s Start) (_ Flow, err error) {
	defer fault.Wrap(&err, "sso.Begin(%s)", s.Provider)
	return r.begin(ctx, s, flow{Purpose: entering})
}

// BeginLink starts the linking of an account elsewhere to the actor's own. It
// needs a person who has just proved who they are.
func (r *Reception) BeginLink(ctx context.Context, actor auth.Actor, s Start) (_ Flow, err error) {
	defer fault.Wrap(&err, "sso.BeginLink(%s)", s.Provider)
	if err := r.inPerson(actor); err != nil {
		return Flow{}, err
	}
	return r.begin(ctx, s, flow{Purpose: linking, UserID: actor.ID, SessionID: actor.SessionID})
}

// inPerson fails unless the actor is a person who has just proved who they are.
func (r *Reception) inPerson(actor auth.Actor) error {
	switch actor.Kind {
	case auth.KindPerson:
		return actor.Fresh(r.db.Now())
	case auth.KindPublic:
		return fault.New(fault.TokenMissing, "Sign in first")
	case auth.KindKey, auth.KindSystem:
	}
	return fault.New(fault.Forbidden, "This is for people who have signed in")
}

func (r *Reception) begin(ctx context.Context, s Start, f flow) (Flow, error) {
	d, err := r.door(s.Provider)
	if err != nil {
		return Flow{}, err
	}
	if f.ReturnTo, err = r.exits.to(s.ReturnTo); err != nil {
		return Flow{}, err
	}
	b, err := d.find(ctx, r.db.Now())
	if err != nil {
		return Flow{}, err
	}
	if f.Transport = s.Transport; f.Transport == "" {
		f.Transport = auth.Cookie
	}
	f.Provider = d.ID
	return r.open(ctx, b, f)
}

// open draws the secrets of a flow and keeps what is needed to know them again.
func (r *Reception) open(ctx context.Context, b *bearings, f flow) (Flow, error) {
	state, nonce, browser, verifier := rand.Text(), rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	f.ID, f.NonceHash, f.BrowserHash = FlowID(state), hash(nonce), hash(browser)
	sealed, err := r.sealer.Seal([]byte(verifier), verifierLabel(f.ID))
	if err != nil {
		return Flow{}, err
	}
	f.SealedVerifier = sealed
	err = r.db.Update(ctx, func(tx *db.Tx) error {
		f.ExpiresAt = tx.Now.Add(FlowLife)
		return tx.Insert(ctx, &f)
	})
	return Flow{
		ID: f.ID, Browser: browser,
		URL: b.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)),
	}, err
}

// take ends the flow of a state, so that it is good once, and returns it. Whoever
// comes without the secret of its browser leaves it as it is.
func (r *Reception) take(ctx context.Context, state, browser string) (flow, error) {
	var f flow
	err := r.db.Update(ctx, func(tx *db.Tx) error {
		f = flow{}
		if err := tx.Lock(ctx, &f, FlowID(state)); err != nil {
			return err
		}
		if !sameHash(f.BrowserHash, browser) {
			return badFlow()
		}
		_, err := tx.Exec(ctx, "DELETE FROM sso_flows WHERE id = ?", f.ID)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return flow{}, badFlow()
	case err == nil && !r.db.Now().Before(f.ExpiresAt):
		return flow{}, badFlow()
	}
	return f, err
}

// badFlow says no more than that, whichever it was.
func badFlow() error {
	return fault.New(fault.TokenInvalid, "This sign-in has run out, has ended, or began in another browser; begin again")
}
