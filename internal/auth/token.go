package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/golang-jwt/jwt/v5"

	"newsdesk/internal/fault"
)

const (
	accessLife = 10 * time.Minute
	leeway     = 30 * time.Second // for clocks that disagree
	tokenMost  = 4 << 10          // bytes
	tokenType  = "at+jwt"         // RFC 9068 §2.1
	algorithm  = "EdDSA"          // RFC 8037 §3.1
)

// tokenSum is the SHA-256 of an access token, so that none is kept in memory.
type tokenSum [sha256.Size]byte

// header is the whole JOSE header of an access token. Another member, such as
// crit or jku, makes the token a bad one (RFC 7515 §4.1.11, RFC 8725 §3.10).
type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
}

// claims are the claims of an access token, all of them required. The times
// are in whole seconds since 1970.
type claims struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	User     string `json:"sub"`
	Session  string `json:"sid"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

// badToken is the one answer to every bad token; why is for the log.
func badToken(why string) error {
	return fault.New(fault.TokenInvalid, "The token is not valid; sign in again").Because(errors.New(why))
}

// mint signs an access token for a session.
func (a *Auth) mint(ctx context.Context, user, session string) (string, error) {
	key, err := a.active(ctx)
	if err != nil {
		return "", err
	}
	private, err := a.private(key)
	if err != nil {
		return "", err
	}
	now := a.db.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": a.issuer, "aud": a.audience, "sub": user, "sid": session,
		"iat": now.Unix(), "exp": now.Add(accessLife).Unix(),
	})
	token.Header["typ"], token.Header["kid"] = tokenType, key.ID
	return token.SignedString(private)
}

// verify returns the claims of an access token that this installation signed
// and that has not expired. A signature is checked once for each token.
func (a *Auth) verify(ctx context.Context, token string) (claims, error) {
	if len(token) > tokenMost || strings.ContainsAny(token, "\r\n") { // base64 skips over line ends
		return claims{}, badToken("it is too long, or has line ends")
	}
	sum := tokenSum(sha256.Sum256([]byte(token)))
	c, known := a.verified.GetIfPresent(sum)
	if !known {
		var err error
		if c, err = a.signed(ctx, token); err != nil {
			return claims{}, err
		}
		a.verified.Set(sum, c)
	}
	return c, a.current(c)
}

// signed checks everything of a token but its time. The library sees the token
// only after the header has been held to the one form that we write.
func (a *Auth) signed(ctx context.Context, token string) (claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}, badToken("it is not a compact JWS")
	}
	var h header
	if err := decode(parts[0], &h, json.RejectUnknownMembers(true)); err != nil {
		return claims{}, badToken("its header: " + err.Error())
	}
	if h.Alg != algorithm || h.Typ != tokenType {
		return claims{}, badToken("it is of another kind")
	}
	key, err := a.public(ctx, h.Kid)
	if err != nil {
		return claims{}, err
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	if _, err := parser.Parse(token, func(*jwt.Token) (any, error) { return key, nil }); err != nil {
		return claims{}, badToken(err.Error())
	}
	var c claims
	if err := decode(parts[1], &c); err != nil {
		return claims{}, badToken("its claims: " + err.Error())
	}
	return c, a.addressed(c)
}

// decode reads one part of a token as strict JSON: no duplicate member, no
// other spelling, no other type.
func decode(part string, into any, opts ...json.Options) error {
	b, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into, opts...)
}

// addressed fails unless the claims are complete, from here and for here.
func (a *Auth) addressed(c claims) error {
	switch {
	case c.Issuer != a.issuer || c.Audience != a.audience:
		return badToken("it is of or for another server")
	case c.User == "" || c.Session == "" || c.IssuedAt <= 0 || c.Expires <= 0:
		return badToken("it lacks a claim")
	}
	return nil
}

// current fails unless the token is of use now.
func (a *Auth) current(c claims) error {
	now := a.db.Now().Unix()
	const slack = int64(leeway / time.Second)
	switch {
	case c.IssuedAt-slack > now:
		return badToken("it is from the future")
	case c.Expires <= now-slack:
		return fault.New(fault.TokenExpired, "The access token has expired; refresh it")
	}
	return nil
}
