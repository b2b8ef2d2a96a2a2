package auth

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// forge writes a token with the header and payload as they are, signed by sign.
func forge(header, payload string, sign func([]byte) []byte) string {
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(payload))
	return text + "." + b64.EncodeToString(sign([]byte(text)))
}

// mold is a session and the means to write tokens for it.
type mold struct {
	*world
	kid, user, session string
	private            ed25519.PrivateKey
}

func newMold(t *testing.T, w *world) mold {
	t.Helper()
	w.user(goodEmail)
	actor := w.actor(w.login(goodEmail))
	key, err := w.active(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	private, err := w.private(key)
	if err != nil {
		t.Fatal(err)
	}
	return mold{w, key.ID, actor.ID, actor.SessionID, private}
}

func (m mold) sign(text []byte) []byte { return ed25519.Sign(m.private, text) }

func (m mold) header() string {
	return fmt.Sprintf(`{"alg":"EdDSA","kid":%q,"typ":"at+jwt"}`, m.kid)
}

// payload is that of a good token with one piece of text replaced.
func (m mold) payload(old, with string) string {
	now := m.clock.Now().Unix()
	good := fmt.Sprintf(`{"iss":%q,"aud":"newsdesk","sub":%q,"sid":%q,"iat":%d,"exp":%d}`, testIssuer, m.user, m.session, now, now+600)
	if !strings.Contains(good, old) {
		m.t.Fatalf("the payload %s has no %s to replace", good, old)
	}
	return strings.Replace(good, old, with, 1)
}

func TestAForgedTokenFromTheMoldIsGood(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		w.actor(Tokens{Access: forge(m.header(), m.payload("", ""), m.sign)})
	})
}

func TestA09ToA12AndA15BadHeadersAreRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		good := m.header()
		with := func(member string) string { return strings.TrimSuffix(good, "}") + "," + member + "}" }
		none := func([]byte) []byte { return nil }
		hs256 := func(text []byte) []byte {
			h := hmac.New(sha256.New, m.private.Public().(ed25519.PublicKey))
			h.Write(text)
			return h.Sum(nil)
		}
		_, stranger, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name, header string
			sign         func([]byte) []byte
		}{
			{"A09 alg none", strings.Replace(good, "EdDSA", "none", 1), none},
			{"A09 alg None", strings.Replace(good, "EdDSA", "None", 1), none},
			{"A09 alg nOnE", strings.Replace(good, "EdDSA", "nOnE", 1), none},
			{"A09 alg none with a signature", strings.Replace(good, "EdDSA", "none", 1), m.sign},
			{"A09 no signature", good, none},
			{"A10 HS256 keyed with the public key", strings.Replace(good, "EdDSA", "HS256", 1), hs256},
			{"A10 another Ed25519 key", good, func(text []byte) []byte { return ed25519.Sign(stranger, text) }},
			{"A11 crit", with(`"crit":["x"],"x":1`), m.sign},
			{"A11 empty crit", with(`"crit":[]`), m.sign},
			{"A12 refresh", strings.Replace(good, "at+jwt", "refresh+jwt", 1), m.sign},
			{"A12 preview", strings.Replace(good, "at+jwt", "preview+jwt", 1), m.sign},
			{"A12 JWT", strings.Replace(good, "at+jwt", "JWT", 1), m.sign},
			{"A12 no typ", strings.Replace(good, `,"typ":"at+jwt"`, "", 1), m.sign},
			{"A12 typ of another type", strings.Replace(good, `"at+jwt"`, `["at+jwt"]`, 1), m.sign},
			{"A15 kid a path", strings.Replace(good, m.kid, "../../x", 1), m.sign},
			{"A15 kid SQL", strings.Replace(good, m.kid, "' OR 1=1", 1), m.sign},
			{"A15 no kid", strings.Replace(good, `"kid":"`+m.kid+`",`, "", 1), m.sign},
			{"A15 jku", with(`"jku":"https://example.org/keys"`), m.sign},
			{"A15 jwk", with(`"jwk":{"kty":"OKP"}`), m.sign},
			{"A15 x5u", with(`"x5u":"https://example.org/cert"`), m.sign},
			{"alg twice", with(`"alg":"EdDSA"`), m.sign},
			{"alg in capitals", with(`"ALG":"EdDSA"`), m.sign},
			{"not JSON", good + "x", m.sign},
			{"null", "null", m.sign},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := w.Authenticate(t.Context(), forge(c.header, m.payload("", ""), c.sign), someAddress)
				wantFault(t, c.name, err, fault.TokenInvalid)
			})
		}
	})
}

func TestA13AndA14BadClaimsAreRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		now := w.clock.Now().Unix()
		exp := fmt.Sprintf(`"exp":%d`, now+600)
		iat := fmt.Sprintf(`"iat":%d`, now)
		for _, c := range []struct{ name, old, with string }{
			{"A13 no exp", "," + exp, ""},
			{"A13 exp a string", exp, fmt.Sprintf(`"exp":"%d"`, now+600)},
			{"A13 exp 1e300", exp, `"exp":1e300`},
			{"A13 exp null", exp, `"exp":null`},
			{"A13 exp negative", exp, `"exp":-1`},
			{"A13 exp with a fraction", exp, fmt.Sprintf(`"exp":%d.5`, now+600)},
			{"A13 exp beyond 64 bits", exp, `"exp":99999999999999999999`},
			{"A13 exp twice", exp, exp + "," + exp},
			{"A13 Exp", exp, strings.Replace(exp, "exp", "Exp", 1)},
			{"no iat", iat + ",", ""},
			{"iat in the future", iat, fmt.Sprintf(`"iat":%d`, now+31)},
			{"A14 other iss", testIssuer, "https://news.example.org"},
			{"A14 other aud", `"newsdesk"`, `"newsdesk2"`},
			{"A14 aud a list", `"newsdesk"`, `["newsdesk"]`},
			{"A14 no aud", `"aud":"newsdesk",`, ""},
			{"A14 no iss", `"iss":"` + testIssuer + `",`, ""},
			{"no sub", `"sub":"` + m.user + `",`, ""},
			{"sub of someone else", m.user, m.session},
			{"no sid", `"sid":"` + m.session + `",`, ""},
			{"sid of nothing", m.session, m.user},
			{"sid a number", `"` + m.session + `"`, "7"},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := w.Authenticate(t.Context(), forge(m.header(), m.payload(c.old, c.with), m.sign), someAddress)
				wantFault(t, c.name, err, fault.TokenInvalid)
			})
		}
	})
}

func TestA16OversizedAndMisshapenBearersAreRefusedCheaply(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		good := forge(m.header(), m.payload("", ""), m.sign)
		ctx, count := db.Counting(t.Context())
		for name, token := range map[string]string{
			"1 MiB of dots":      strings.Repeat(".", 1<<20),
			"4 KiB of dots":      strings.Repeat(".", tokenMost),
			"nothing":            "",
			"two parts":          good[:strings.LastIndexByte(good, '.')],
			"four parts":         good + ".",
			"padding":            good + "=",
			"a line end inside":  strings.Replace(good, ".", ".\n", 1),
			"a space before":     " " + good,
			"a scheme before":    "Bearer " + good,
			"a cut signature":    good[:len(good)-4],
			"a swapped payload":  forge(m.header(), m.payload("newsdesk", "newsroom"), func([]byte) []byte { return []byte(good[len(good)-64:]) }),
			"a large good token": forge(m.header(), m.payload(`{`, `{"x":"`+strings.Repeat("x", tokenMost)+`",`), m.sign),
		} {
			_, err := w.Authenticate(ctx, token, someAddress)
			wantFault(t, name, err, fault.TokenInvalid)
		}
		if count.N() != 0 {
			t.Errorf("bad tokens cost %d statements, want 0", count.N())
		}
	})
}

func TestMadeUpKeyIDsCostAQueryASecondAtMost(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		w.clock.Advance(ringKept)
		ctx, count := db.Counting(t.Context())
		for n := range 50 {
			h := strings.Replace(m.header(), m.kid, strconv.Itoa(n), 1)
			_, err := w.Authenticate(ctx, forge(h, m.payload("", ""), m.sign), someAddress)
			wantFault(t, "a made-up kid", err, fault.TokenInvalid)
		}
		if count.N() != 1 {
			t.Errorf("50 made-up key ids cost %d statements, want 1", count.N())
		}
	})
}

func TestAnExpiredTokenSaysSoOnlyWhenAllElseIsRight(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		m := newMold(t, w)
		good := forge(m.header(), m.payload("", ""), m.sign)
		elsewhere := forge(m.header(), m.payload("newsdesk", "newsroom"), m.sign)
		w.clock.Advance(accessLife + leeway - time.Second)
		w.actor(Tokens{Access: good})
		w.clock.Advance(time.Second)
		w.refused("a good token after its time", good, fault.TokenExpired)
		w.refused("another server's token after its time", elsewhere, fault.TokenInvalid)
	})
}

func TestAuthenticateAsksTheDatabaseOnceASecond(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		ctx, count := db.Counting(t.Context())
		for step, want := range []int{1, 1, 2} {
			for range 10 {
				if _, err := w.Authenticate(ctx, tokens.Access, someAddress); err != nil {
					t.Fatal(err)
				}
			}
			if count.N() != want {
				t.Errorf("after %d half seconds: %d statements, want %d", step, count.N(), want)
			}
			w.clock.Advance(standingKept / 2)
		}
	})
}

func TestAnyChangeOfATokenSpoilsIt(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		good := w.login(goodEmail).Access
		rapid.Check(t, func(t *rapid.T) {
			at := rapid.IntRange(0, len(good)-1).Draw(t, "at")
			b := rapid.Byte().Filter(func(b byte) bool { return b != good[at] }).Draw(t, "byte")
			changed := good[:at] + string([]byte{b}) + good[at+1:]
			if _, err := w.Authenticate(w.t.Context(), changed, someAddress); !fault.Is(err, fault.TokenInvalid) {
				t.Fatalf("a token changed at %d to %q: got %v, want TokenInvalid", at, b, err)
			}
		})
	})
}

func FuzzAuthenticate(f *testing.F) {
	w := newWorld(f, db.SQLite)
	w.user(goodEmail)
	good := w.login(goodEmail).Access
	f.Add(good)
	f.Add(good + "\n")
	f.Add(strings.Repeat(".", 100))
	f.Add(forge(`{"alg":"none"}`, `{"exp":1e300}`, func([]byte) []byte { return nil }))
	f.Fuzz(func(t *testing.T, token string) {
		_, err := w.Authenticate(t.Context(), token, someAddress)
		if (err == nil) != (token == good) {
			t.Errorf("token %q: got %v; only the one that was issued is good", token, err)
		}
		if err != nil && !fault.Is(err, fault.TokenInvalid) {
			t.Errorf("token %q: got %v, want TokenInvalid", token, err)
		}
	})
}

func BenchmarkAuthenticate(b *testing.B) {
	w := newWorld(b, db.SQLite)
	w.user(goodEmail)
	token := w.login(goodEmail).Access
	for _, c := range []struct {
		name   string
		forget func()
	}{
		{"cached", func() {}},
		{"session from the database", w.standings.InvalidateAll},
		{"signature and session anew", func() { w.standings.InvalidateAll(); w.verified.InvalidateAll() }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.forget()
				if _, err := w.Authenticate(b.Context(), token, someAddress); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPasswordHash(b *testing.B) {
	h := newHasher(owaspCost())
	for b.Loop() {
		h.hash(goodPassword)
	}
}
