package auth

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

func (w *world) kids() []string {
	w.t.Helper()
	set, err := w.JWKS(w.t.Context())
	if err != nil {
		w.t.Fatalf("JWKS: %v", err)
	}
	kids := make([]string, len(set.Keys))
	for i, k := range set.Keys {
		kids[i] = k.Kid
	}
	return kids
}

func TestRotatedKeysVerifyUntilTheirTokensHaveExpired(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		before := w.login(goodEmail)
		old := w.kids()
		w.clock.Advance(1)
		if err := w.RotateKeys(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		w.recorded(ActRotate, 1)
		both := w.kids()
		if len(old) != 1 || len(both) != 2 || !slices.Contains(both, old[0]) {
			t.Fatalf("keys before %v and after %v the rotation; want one more", old, both)
		}
		w.verified.InvalidateAll()
		w.actor(before)
		w.clock.Advance(accessLife)
		w.actor(before)
		after := w.login(goodEmail)
		w.clock.Advance(keyKept - accessLife)
		if got := w.kids(); len(got) != 1 || got[0] == old[0] {
			t.Errorf("keys long after the rotation: %v, want only the new one of %v", got, both)
		}
		w.actor(after)
		w.refused("a token of the old key", before.Access, fault.TokenExpired)
	})
}

func TestARetiredKeyHasNoPrivateHalf(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		old, err := w.active(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.RotateKeys(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		var row signingKey
		if err := gormOf(t, w).Take(&row, "id = ?", old.ID).Error; err != nil {
			t.Fatal(err)
		}
		if len(row.SealedPrivate) != 0 || row.RetiredAt == nil {
			t.Errorf("the retired key has %d sealed bytes and retired at %v", len(row.SealedPrivate), row.RetiredAt)
		}
	})
}

func TestProcessesShareTheFirstKey(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		kids := make([]string, 4)
		var together sync.WaitGroup
		for i := range kids {
			a := w.process()
			together.Go(func() {
				key, err := a.active(t.Context())
				if err != nil {
					t.Errorf("process %d: %v", i, err)
				}
				kids[i] = key.ID
			})
		}
		together.Wait()
		if got := slices.Compact(kids); len(got) != 1 {
			t.Errorf("processes sign with %v, want one key", got)
		}
	})
}

func TestAnotherProcessVerifiesWithAKeyMadeAMomentAgo(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		other := w.process()
		if _, err := other.Authenticate(t.Context(), w.login(goodEmail).Access, someAddress); err != nil {
			t.Fatal(err)
		}
		if err := w.RotateKeys(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(ringKept)
		if _, err := other.Authenticate(t.Context(), w.login(goodEmail).Access, someAddress); err != nil {
			t.Errorf("a token of the new key in another process: %v", err)
		}
	})
}

func TestJWKSIsADocumentOthersCanVerifyWith(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		token := w.login(goodEmail).Access
		set, err := w.JWKS(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		x, err := base64.RawURLEncoding.DecodeString(set.Keys[0].X)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return ed25519.PublicKey(x), nil }, jwt.WithoutClaimsValidation())
		if err != nil || parsed.Header["kid"] != set.Keys[0].Kid {
			t.Errorf("verify with the JWKS: %v; header %v, key %v", err, parsed.Header, set.Keys[0])
		}
		text, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"` + set.Keys[0].X + `","kid":"` + set.Keys[0].Kid + `","use":"sig","alg":"EdDSA"}]}`
		if diff := cmp.Diff(want, string(text)); diff != "" {
			t.Errorf("JWKS (-want +got):\n%s", diff)
		}
	})
}

func TestAnotherMasterSecretOpensNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		refresh := w.login(goodEmail).Refresh
		other := New(testkit.OpenURL(t, w.url, w.clock), Options{
			Issuer: testIssuer, Audience: "newsdesk", Master: bytes.Repeat([]byte{8}, MasterSize),
		})
		other.hasher.cost = cheap()
		_, err := other.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword})
		wantFault(t, "login under another master secret", err, fault.Internal)
		_, err = other.Refresh(t.Context(), refresh, "", "")
		wantFault(t, "refresh under another master secret", err, fault.TokenInvalid)
		if err := other.RotateKeys(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword}); err != nil {
			t.Errorf("login after the rotation: %v", err)
		}
	})
}

func TestOnlyAdministratorsRotateKeys(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		wantFault(t, "the public", w.RotateKeys(t.Context(), Actor{}), fault.TokenMissing)
		wantFault(t, "an editor", w.RotateKeys(t.Context(), w.actor(w.login(goodEmail))), fault.Forbidden)
	})
}

func TestNewPanicsOverAShortMasterSecret(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New took a master secret of 31 bytes")
		}
	}()
	New(nil, Options{Master: testMaster()[1:]})
}
