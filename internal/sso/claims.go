package sso

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The bounds of what is kept of a provider's word, in bytes.
const (
	subjectMost = 255 // OpenID Connect Core, section 2
	accountMost = 254
)

// claims are what a provider says about a person, name by name. Whatever is not
// of the type that OpenID Connect asks for counts as not said.
type claims map[string]jsontext.Value

// read takes the claims from one of the library's decoders, which would believe
// the last of two members of one name. This one believes neither.
func (c *claims) read(decode func(any) error) error {
	var raw jsontext.Value
	if err := decode(&raw); err != nil {
		return err
	}
	return json.Unmarshal(raw, c)
}

func (c claims) has(name string) bool { return c[name] != nil }

func (c claims) text(name string) string {
	var s string
	if c[name].Kind() != '"' || json.Unmarshal(c[name], &s) != nil {
		return ""
	}
	return s
}

// list returns a claim of several texts. One alone may stand without brackets.
func (c claims) list(name string) []string {
	var all []string
	if one := c.text(name); one != "" {
		return []string{one}
	}
	if c[name].Kind() != '[' || json.Unmarshal(c[name], &all) != nil {
		return nil
	}
	return all
}

// address is the e-mail address that the provider has verified, or empty. Some
// providers write the boolean as text.
func (c claims) address() string {
	if said := c["email_verified"]; string(said) != "true" && string(said) != `"true"` {
		return ""
	}
	return strings.TrimSpace(c.text("email"))
}

// name is what the person is called, by the best that the provider knows.
func (c claims) name() string {
	for _, claim := range []string{"name", "preferred_username", "email"} {
		if said := strings.TrimSpace(c.text(claim)); said != "" {
			return said
		}
	}
	return c.text("sub")
}

// account is what people know their account at the provider by.
func (c claims) account() string {
	for _, claim := range []string{"email", "preferred_username", "name"} {
		if said := strings.TrimSpace(c.text(claim)); said != "" && len(said) <= accountMost {
			return said
		}
	}
	return c.text("sub")
}

// strong reports whether the person has shown more than one factor: the method
// "mfa" of RFC 8176, or one of the contexts of OpenID EAP ACR Values, REFEDS and
// PAPE that mean as much.
func (c claims) strong() bool {
	if slices.Contains(c.list("amr"), "mfa") {
		return true
	}
	return slices.Contains([]string{
		"phr", "phrh", "https://refeds.org/profile/mfa",
		"http://schemas.openid.net/pape/policies/2007/06/multi-factor",
	}, c.text("acr"))
}
