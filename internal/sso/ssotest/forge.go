package ssotest

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/golang-jwt/jwt/v5"
)

// tokenLife is how long an ID token is good.
const tokenLife = 5 * time.Minute

// forging serves what inner answers after it has passed forge, unless it is an
// error.
func (p *Provider) forging(inner http.Handler, forge func(map[string]any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			p.Tokens.Add(1)
		}
		answer := httptest.NewRecorder()
		inner.ServeHTTP(answer, r)
		body := answer.Body.Bytes()
		if answer.Code == http.StatusOK {
			body = p.forged(body, forge)
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		if _, err := w.Write(body); err != nil {
			p.t.Errorf("the provider cannot answer: %v", err)
		}
	}
}

func (p *Provider) forged(body []byte, forge func(map[string]any)) []byte {
	var members map[string]any
	if err := json.Unmarshal(bytes.TrimSpace(body), &members); err != nil {
		p.t.Errorf("the provider answered %s: %v", body, err)
		return body
	}
	forge(members)
	body, err := json.Marshal(members)
	if err != nil {
		p.t.Errorf("forge an answer: %v", err)
	}
	return body
}

func (p *Provider) forgeDescription(metadata map[string]any) {
	if p.Describe != nil {
		p.Describe(metadata)
	}
}

// forgeTokens signs the ID token anew, at the time of the test.
func (p *Provider) forgeTokens(answer map[string]any) {
	raw, _ := answer["id_token"].(string)
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(raw, claims); err != nil {
		p.t.Errorf("the provider sent the ID token %q: %v", raw, err)
		return
	}
	claims["iat"], claims["exp"] = p.now().Unix(), p.now().Add(tokenLife).Unix()
	if p.Forge != nil {
		p.Forge(claims)
	}
	method, secret := jwt.GetSigningMethod(string(p.key.algorithm)), any(p.key.private)
	if p.Method != nil {
		method, secret = p.Method, p.Secret
	}
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = p.key.id
	signed, err := token.SignedString(secret)
	if err != nil {
		p.t.Errorf("sign an ID token: %v", err)
	}
	answer["id_token"] = signed
}
