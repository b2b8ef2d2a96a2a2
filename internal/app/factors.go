package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net"
	"net/url"
	"strings"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/sso"
)

// newFactors are the second factors of a newsroom with these settings.
func newFactors(d *db.DB, c config.Config, key []byte) (*factor.Factors, error) {
	codes := derive(key, "recovery codes")
	o := factor.Options{
		Newsroom: c.SiteName, Sealer: newSafe(key, "second factors"),
		MAC: func(data []byte) []byte {
			h := hmac.New(sha256.New, codes)
			h.Write(data)
			return h.Sum(nil)
		},
	}
	if domain, origin := passkeysOf(c.DeskURL); domain != "" {
		o.RPID, o.Origins = domain, []string{origin}
	}
	return factor.New(d, o)
}

// passkeysOf is the domain of passkeys and the origin of the page that uses them,
// if people of the newsroom sign in at that address. Browsers have none for numbers
// in place of a name, nor for what anyone on the way can change.
func passkeysOf(desk string) (domain, origin string) {
	u, err := url.Parse(strings.ToLower(desk))
	if err != nil || net.ParseIP(u.Hostname()) != nil || u.Scheme != "https" && u.Hostname() != "localhost" {
		return "", ""
	}
	host := u.Host
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Hostname(), u.Scheme + "://" + host
}

// factorRoles are the roles of the settings that need a second factor.
func factorRoles(c config.Config) (roles []policy.Role, err error) {
	for _, name := range c.SecondFactorRoles {
		if !policy.Known(policy.Role(name)) && !ident.Valid(name) {
			return nil, fmt.Errorf("second-factor-roles: %q is neither a role of every newsroom nor the id of one of your own", name)
		}
		roles = append(roles, policy.Role(name))
	}
	return roles, nil
}

// signInProviders reads the file that describes the providers of single sign-on.
func signInProviders(file string) ([]sso.Provider, error) {
	if file == "" {
		return nil, nil
	}
	return sso.Load(file)
}

// safe seals secrets for the database with AES-256-GCM. What it seals under one
// label, it opens under no other.
type safe struct{ aead cipher.AEAD }

// newSafe returns the safe for one purpose, whose key derives from the master
// secret.
func newSafe(master []byte, purpose string) safe {
	block, err := aes.NewCipher(derive(master, purpose))
	if err != nil {
		panic(err) // cannot happen: the key has the length that AES-256 takes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // cannot happen: AES has the block size that GCM takes
	}
	return safe{aead}
}

// Seal implements factor.Sealer and sso.Sealer.
func (s safe) Seal(plain []byte, label string) ([]byte, error) {
	return s.aead.Seal(nil, nil, plain, []byte(label)), nil //nolint:gosec // this AEAD draws the nonce itself
}

// Open implements factor.Sealer and sso.Sealer.
func (s safe) Open(sealed []byte, label string) ([]byte, error) {
	return s.aead.Open(nil, nil, sealed, []byte(label))
}
