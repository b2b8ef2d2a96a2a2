package app

import (
	"context"
	"strings"

	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// usersAtOnce is how many users are read at a time.
const usersAtOnce = 100

// FindUser returns the user with an e-mail address, whatever its case. It fails
// with NotFound if there is none. Administrators and auditors may.
func (a *App) FindUser(ctx context.Context, actor auth.Actor, email string) (auth.User, error) {
	for after := ""; ; {
		page, err := a.Auth.List(ctx, actor, after, usersAtOnce)
		if err != nil {
			return auth.User{}, err
		}
		for _, u := range page {
			if strings.EqualFold(u.Email, email) {
				return u, nil
			}
		}
		if len(page) < usersAtOnce {
			return auth.User{}, fault.New(fault.NotFound, "No user has the e-mail address %s", email)
		}
		after = page[len(page)-1].ID
	}
}
