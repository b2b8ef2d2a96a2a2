package sso

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// Provider is the set-up of one OpenID Connect provider.
type Provider struct {
	ID     string `json:"id"`   // in addresses: lower-case letters, digits and hyphens
	Name   string `json:"name"` // what people call it
	Issuer string `json:"issuer"`

	ClientID string `json:"client_id"`
	// The secret stands here or in a file of its own. A public client has none.
	ClientSecret     Secret `json:"client_secret"`
	ClientSecretFile string `json:"client_secret_file"` // relative to the file of the providers

	Scopes      []string `json:"scopes"`       // besides openid; profile and email if there are none
	GroupsClaim string   `json:"groups_claim"` // "groups" if it is empty
	// GroupRoles says what the members of a group may do. With it, the provider
	// decides about the roles of the users that it has made.
	GroupRoles map[string][]policy.Grant `json:"group_roles"`

	Provision    bool     `json:"provision"`     // make users of strangers whose verified address is of EmailDomains
	EmailDomains []string `json:"email_domains"` // exactly, in lower case
}

// Secret is a text that prints and marshals as something else.
type Secret string

// String implements fmt.Stringer.
func (Secret) String() string { return "(secret)" }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return "(secret)" }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// setupMost is the length of a set-up in bytes.
const setupMost = 1 << 20

// Load reads the providers from a JSON file. Every fault of the set-up is named at once, with an RFC 6901
// pointer into the file.
func Load(path string) (_ []Provider, err error) {
	defer fault.Wrap(&err, "providers of single sign-on in %s", path)
	file, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	var all []Provider
	if err := strict.Decode(bytes.NewReader(file), setupMost, &all); err != nil {
		return nil, err
	}
	var f fault.Fields
	for i := range all {
		p := &all[i]
		faults := append(p.findSecret(filepath.Dir(path)), p.complete()...)
		again := slices.ContainsFunc(all[:i], func(other Provider) bool { return other.ID == p.ID })
		faults.If(again, "/id", "duplicate", "Another provider has this id")
		f = append(f, faults.At(fmt.Sprintf("/%d", i))...)
	}
	return all, f.Err()
}

// findSecret puts the secret into its place.
func (p *Provider) findSecret(dir string) (f fault.Fields) {
	if p.ClientSecretFile == "" {
		return nil
	}
	f.If(p.ClientSecret != "", "/client_secret", "conflicting", "The secret stands here or in a file, not in both")
	secret, err := readSecret(dir, p.ClientSecretFile)
	f.If(err != nil || secret == "", "/client_secret_file", "required", "There is no secret to read in this file")
	p.ClientSecret = Secret(secret)
	return f
}

func readSecret(dir, name string) (string, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	secret, err := os.ReadFile(name) //nolint:gosec // the operator names the file
	return strings.TrimSpace(string(secret)), err
}

// complete fills in what was left out, and says what is wrong with the rest.
func (p *Provider) complete() (f fault.Fields) {
	if p.GroupsClaim == "" {
		p.GroupsClaim = "groups"
	}
	if len(p.Scopes) == 0 {
		p.Scopes = []string{"profile", "email"}
	}
	p.Scopes = slices.DeleteFunc(p.Scopes, func(s string) bool { return s == "openid" })
	f.If(!providerID().MatchString(p.ID), "/id", "wrong_format", "An id has up to 40 lower-case letters, digits and hyphens")
	f.If(strings.TrimSpace(p.Name) == "", "/name", "required", "The name is missing")
	f.If(p.ClientID == "", "/client_id", "required", "The id of the client is missing")
	f.If(!trustworthy(p.Issuer) || strings.Contains(p.Issuer, "?"), "/issuer", "wrong_format",
		"The issuer is an https address without query and fragment")
	f.If(p.Provision && len(p.EmailDomains) == 0, "/email_domains", "required",
		"Say of which domains an address must be for a user to be made")
	for i, domain := range p.EmailDomains {
		f.If(!emailDomain().MatchString(domain), fmt.Sprintf("/email_domains/%d", i), "wrong_format",
			"This is not a domain in lower case, such as example.org")
	}
	return append(f, p.checkGroups().At("/group_roles")...)
}

func providerID() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`) }

func emailDomain() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`) }

// checkGroups says what is wrong with the map. Whether a role of the newsroom's
// own is there shows when someone gets it.
func (p *Provider) checkGroups() (f fault.Fields) {
	for group, grants := range p.GroupRoles {
		for i, g := range grants {
			at := fmt.Sprintf("/%s/%d", pointed(group), i)
			f.If(!policy.Known(g.Role) && !ident.Valid(string(g.Role)), at+"/role", "unknown", "There is no role %q", string(g.Role))
			f.If(len(g.Sections) == 0, at+"/sections", "required", "A grant for no section gives no right; %q stands for all", policy.Everywhere)
			for j, s := range g.Sections {
				f.If(s != policy.Everywhere && !ident.Valid(s), fmt.Sprintf("%s/sections/%d", at, j), "malformed",
					"This is neither the id of a section nor %q", policy.Everywhere)
			}
		}
	}
	slices.SortFunc(f, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return f
}

// pointed is a name as a token of an RFC 6901 pointer.
func pointed(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }
