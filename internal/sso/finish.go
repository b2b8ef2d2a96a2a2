package sso

import (
	"context"
	"errors"
	"slices"

	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// Return is what a browser brings back from a provider.
type Return struct {
	Provider string // whose redirect URI it came to
	State    string
	Code     string
	Issuer   string // the iss of RFC 9207, if it was sent
	Error    string // the error code, if the provider refused (RFC 6749, section 4.1.2.1)
	Browser  string // the secret of the browser, see Flow
	Address  string // the IP address of the caller
	Cause    string // the id of the request
}

// Outcome is how a sign-in has ended.
type Outcome struct {
	ReturnTo  string
	Transport auth.Transport
	Linked    bool        // nobody signed in: an account was linked
	Tokens    auth.Tokens // unless Linked
}

// Finish ends a sign-in with what came back, once. It fails with TokenInvalid
// for everything that is not exactly what this browser was sent out for, or that
// the provider did not sign; with Forbidden for a stranger who may not come in;
// with Conflict where someone else has the account or the address; and with
// Overloaded while the provider does not answer.
func (r *Reception) Finish(ctx context.Context, back Return) (_ Outcome, err error) {
	defer fault.Wrap(&err, "sso.Finish(%s)", back.Provider)
	d, err := r.door(back.Provider)
	if err != nil {
		return Outcome{}, err
	}
	f, err := r.take(ctx, back.State, back.Browser)
	if err != nil {
		return Outcome{}, err
	}
	c, err := r.hear(ctx, d, f, back)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{ReturnTo: f.ReturnTo, Transport: f.Transport, Linked: f.Purpose == linking}
	if out.Linked {
		return out, r.link(ctx, d, f, c, back)
	}
	u, err := r.person(ctx, d, c, back)
	if err != nil {
		return Outcome{}, err
	}
	out.Tokens, err = r.accounts.Enter(ctx, u.ID, auth.Entrance{
		Transport: f.Transport, Label: d.Name, Address: back.Address, Cause: back.Cause, Strong: c.strong(),
	})
	return out, err
}

// hear returns what the provider says about the person who came back. The code
// goes to the provider that the flow went to, and to no other.
func (r *Reception) hear(ctx context.Context, d *door, f flow, back Return) (claims, error) {
	now := r.db.Now()
	b, err := d.find(ctx, now)
	if err != nil {
		return nil, err
	}
	switch {
	case f.Provider != d.ID:
		return nil, d.refused(errors.New("the sign-in went to " + f.Provider))
	case back.Issuer != "" && back.Issuer != d.Issuer, back.Issuer == "" && b.signed:
		return nil, d.refused(errors.New("the answer is not of this issuer"))
	case back.Error != "":
		return nil, d.refused(errors.New("it answered with an error"))
	case back.Code == "":
		return nil, d.refused(errors.New("it sent no code"))
	}
	verifier, err := r.sealer.Open(f.SealedVerifier, verifierLabel(f.ID))
	if err != nil {
		return nil, err
	}
	return d.redeem(ctx, b, f, string(verifier), back.Code, now)
}

// link gives the user who began the flow another way in, if the session in which
// they did is still alive.
func (r *Reception) link(ctx context.Context, d *door, f flow, c claims, back Return) error {
	actor := auth.Actor{ID: f.UserID, Kind: auth.KindPerson, SessionID: f.SessionID, Address: back.Address, Cause: back.Cause}
	sessions, err := r.accounts.Devices(ctx, actor, actor.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(sessions, func(s auth.Device) bool { return s.Current }) {
		return badFlow()
	}
	return r.add(ctx, actor, d, f.UserID, c)
}
