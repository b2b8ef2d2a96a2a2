package app

import (
	"context"

	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// FindUser returns the user with an e-mail address, whatever its case. It fails
// with NotFound if there is none. Administrators and auditors may.
func (a *App) FindUser(ctx context.Context, actor auth.Actor, email string) (auth.User, error) {
	found, err := a.Auth.Find(ctx, actor, auth.Search{Email: email, Limit: 1})
	if err != nil {
		return auth.User{}, err
	}
	if len(found) == 0 {
		return auth.User{}, fault.New(fault.NotFound, "No user has the e-mail address %s", email)
	}
	return found[0], nil
}
