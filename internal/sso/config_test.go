package sso_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/sso"
)

// written is a set-up in a file, beside a file with a secret.
func written(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"oidc.json": text, "secret": " from a file\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "oidc.json")
}

func TestASetUpIsReadWithItsSecrets(t *testing.T) {
	got, err := sso.Load(written(t, `[
		{"id": "google", "name": "Google", "issuer": "https://accounts.google.com", "client_id": "c", "client_secret": "plain",
		 "provision": true, "email_domains": ["bao.example"]},
		{"id": "kc", "name": "Keycloak", "issuer": "https://sso.bao.example/realms/bao", "client_id": "n", "client_secret": "other",
		 "scopes": ["openid", "email", "groups"], "groups_claim": "roles",
		 "group_roles": {"/editors": [{"role": "editor", "sections": ["*"]}]}},
		{"id": "file", "name": "File", "issuer": "http://127.0.0.1:9000", "client_id": "n", "client_secret_file": "secret"},
		{"id": "public", "name": "Public", "issuer": "http://localhost", "client_id": "n"}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	scopes := []string{"profile", "email"}
	want := []sso.Provider{
		{
			ID: "google", Name: "Google", Issuer: "https://accounts.google.com", ClientID: "c", ClientSecret: "plain",
			Scopes: scopes, GroupsClaim: "groups", Provision: true, EmailDomains: []string{"bao.example"},
		},
		{
			ID: "kc", Name: "Keycloak", Issuer: "https://sso.bao.example/realms/bao", ClientID: "n",
			ClientSecret: "other", Scopes: []string{"email", "groups"}, GroupsClaim: "roles",
			GroupRoles: map[string][]policy.Grant{"/editors": {{Role: policy.Editor, Sections: []string{"*"}}}},
		},
		{
			ID: "file", Name: "File", Issuer: "http://127.0.0.1:9000", ClientID: "n",
			ClientSecret: "from a file", ClientSecretFile: "secret", Scopes: scopes, GroupsClaim: "groups",
		},
		{ID: "public", Name: "Public", Issuer: "http://localhost", ClientID: "n", Scopes: scopes, GroupsClaim: "groups"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the providers (-want +got):\n%s", diff)
	}
}

func TestEveryFaultOfASetUpIsNamedAtOnce(t *testing.T) {
	_, err := sso.Load(written(t, `[
		{"id": "Bad Id", "name": " ", "issuer": "http://sso.example", "client_id": "", "client_secret": "a",
		 "client_secret_file": "empty", "provision": true,
		 "group_roles": {"a/b": [{"role": "king", "sections": []}, {"role": "editor", "sections": ["x"]}]}},
		{"id": "two", "name": "Two", "issuer": "https://sso.example/?x", "client_id": "n", "email_domains": ["@bao.example"]},
		{"id": "two", "name": "Two", "issuer": "https://sso.example#x", "client_id": "n", "client_secret_file": "missing"}
	]`))
	var got []string
	for _, f := range fault.Of(err).Fields {
		got = append(got, f.Name+" "+f.Code)
	}
	want := []string{
		"/0/client_secret conflicting", "/0/client_secret_file required",
		"/0/id wrong_format", "/0/name required", "/0/client_id required", "/0/issuer wrong_format", "/0/email_domains required",
		"/0/group_roles/a~1b/0/role unknown", "/0/group_roles/a~1b/0/sections required", "/0/group_roles/a~1b/1/sections/0 malformed",
		"/1/issuer wrong_format", "/1/email_domains/0 wrong_format",
		"/2/client_secret_file required", "/2/issuer wrong_format", "/2/id duplicate",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the faults (-want +got):\n%s", diff)
	}
}

func TestASetUpWithAMemberTooManyOrNoneIsRefused(t *testing.T) {
	for _, text := range []string{`[{"id": "a", "secret": "x"}]`, `{}`, `[`, `[{"id": "a", "id": "b"}]`, ``} {
		if got, err := sso.Load(written(t, text)); err == nil {
			t.Errorf("%s: got %v, want a fault", text, got)
		}
	}
	if _, err := sso.Load(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestASecretIsNotPrinted(t *testing.T) {
	p := sso.Provider{ID: "a", ClientSecret: "canary"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, p); strings.Contains(text, "canary") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}
