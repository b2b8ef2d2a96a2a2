package v1_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// everyTable is what the database holds, as text.
func everyTable(t *testing.T, n *newsroom.Newsroom) string {
	t.Helper()
	names, err := db.Gorm(t.Context(), n.DB).Migrator().GetTables()
	if err != nil {
		t.Fatal(err)
	}
	var held strings.Builder
	for _, name := range names {
		var rows []map[string]any
		if err := db.Gorm(t.Context(), n.DB).Table(name).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				fmt.Fprintf(&held, "%s.%s=%s\n", name, column, value)
			}
		}
	}
	return held.String()
}

// secretsAtWork are secrets of each sort that have been used, and shown at doors
// that are not theirs.
func secretsAtWork(t *testing.T, n *newsroom.Newsroom) map[string]string {
	t.Helper()
	invited, slip := invite(n, "reporter")
	n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, "")).Want(200)
	n.With("", "POST", "/v1/auth/password/forgot", `{"email":"`+invited.Text("email")+`"}`).Want(202)
	totp, confirmed := enrol(t, n)
	recovery := confirmed.Text("recovery_codes/0")
	in := n.With("", "POST", login, withCode(recovery)).Want(200)
	key := mint(n, portal(n, "Cổng"), `"scopes":[{"permission":"article.read","scope":"any"}]`).Text("key")
	n.With(key, "GET", editorialArticles, "").Want(200)
	secrets := map[string]string{
		"a password": newPassword, "a wrong password": "khong phai mat khau nay", "a slip of an invitation": slip, "a slip of a reset": n.Slip(),
		"the secret of an app": totp, "a recovery code": recovery, "an API key": key, "the secret of an API key": key[len(key)-50 : len(key)-7],
		"an access token": in.Text("access_token"), "a refresh token": in.Text("refresh_token"),
	}
	n.With("", "POST", login, credentials(policy.Admin, secrets["a wrong password"], "body")).Want(401)
	for what, secret := range secrets {
		for _, door := range []string{me + "?key=" + strings.ReplaceAll(secret, " ", "+"), "/v1/articles?q[" + what[:1] + "]=" + strings.ReplaceAll(secret, " ", "+")} {
			if got := n.With(secret, "GET", door, "", "X-Api-Key", secret, "Cookie", "key="+secret); got.Status < 400 {
				t.Errorf("%s at %s: got %d, want a refusal", what, door, got.Status)
			}
		}
		n.With("", "POST", login, `{"email":"`+secret+`","password":"x","otp":"`+secret+`"}`)
		n.Clock.Advance(time.Hour)
	}
	return secrets
}

func TestK04NoSecretIsInTheLogTheRecordAnExportOrTheDatabase(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		secrets := secretsAtWork(t, n)
		auditor := again(n, policy.Admin)
		places := map[string]string{"the log": n.Log.String(), "the database": everyTable(t, n)}
		for _, at := range []string{"?limit=100", "/export?format=csv", "/export?format=ndjson"} {
			places["the audit"+at] = string(n.With(auditor, "GET", "/v1/editorial/audit"+at, "").Want(200).Body)
		}
		for where, text := range places {
			if len(text) < 1000 {
				t.Errorf("%s has %d bytes, so that nothing was looked at", where, len(text))
			}
			for what, secret := range secrets {
				if strings.Contains(text, secret) || strings.Contains(text, strings.ReplaceAll(secret, " ", "+")) {
					t.Errorf("%s holds %s", where, what)
				}
			}
		}
	})
}
