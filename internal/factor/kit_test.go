package factor

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/authenticator"
)

const (
	testDomain = "news.example"
	testOrigin = "https://desk.news.example"
)

// safe seals for tests.
type safe struct{ cipher.AEAD }

func newSafe(t testing.TB) safe {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	return safe{aead}
}

// Seal implements Sealer.
func (s safe) Seal(plain []byte, label string) ([]byte, error) {
	return s.AEAD.Seal(nil, nil, plain, []byte(label)), nil
}

// Open implements Sealer.
func (s safe) Open(sealed []byte, label string) ([]byte, error) {
	return s.AEAD.Open(nil, nil, sealed, []byte(label))
}

func testOptions(t testing.TB) Options {
	t.Helper()
	return Options{
		Newsroom: "Báo Ví dụ", RPID: testDomain, Origins: []string{testOrigin}, Sealer: newSafe(t),
		MAC: func(data []byte) []byte {
			h := hmac.New(sha256.New, []byte("a key of the test"))
			h.Write(data)
			return h.Sum(nil)
		},
	}
}

// world is the factors on a database with one user, whose clock the test moves.
type world struct {
	*Factors
	t     testing.TB
	clock *testkit.Clock
	user  string
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	clock := testkit.NewClock(testkit.Start())
	d := testkit.Open(t, engine, clock)
	f, err := New(d, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Factors: f, t: t, clock: clock}
	w.user = w.newUser("lan@example.vn")
	return w
}

func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) { f(t, newWorld(t, engine)) })
}

func (w *world) newUser(email string) string {
	w.t.Helper()
	id := ident.New()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO users (id, email, email_key, name, password_hash, grants, epoch, created_at, updated_at)
			VALUES (?, ?, ?, 'Lan', '', '[]', 1, ?, ?)`, id, email, email, tx.Now, tx.Now)
		return err
	})
	return id
}

// try runs f in a transaction of its own.
func (w *world) try(f func(context.Context, *db.Tx) error) error {
	w.t.Helper()
	return w.db.Update(w.t.Context(), func(tx *db.Tx) error { return f(w.t.Context(), tx) })
}

// do is try for what has to succeed.
func (w *world) do(f func(context.Context, *db.Tx) error) {
	w.t.Helper()
	if err := w.try(f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) summary() Summary {
	w.t.Helper()
	s, err := w.Of(w.t.Context(), w.db, w.user)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// code is what an app with the secret shows, a while from now.
func (w *world) code(secret string, from time.Duration) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock.Now().Add(from))
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func (w *world) beginTOTP() (s Setup) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = w.BeginTOTP(ctx, tx, w.user, "lan@example.vn")
		return err
	})
	return s
}

func (w *world) confirm(code string) error {
	w.t.Helper()
	return w.try(func(ctx context.Context, tx *db.Tx) error { return w.ConfirmTOTP(ctx, tx, w.user, code) })
}

// withTOTP sets up an app and lets the step of its first code pass.
func (w *world) withTOTP() (secret string) {
	w.t.Helper()
	secret = w.beginTOTP().Secret
	if err := w.confirm(w.code(secret, 0)); err != nil {
		w.t.Fatal(err)
	}
	w.clock.Advance(2 * time.Minute)
	return secret
}

func (w *world) check(code string) (m Method, err error) {
	w.t.Helper()
	err = w.try(func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = w.CheckCode(ctx, tx, w.user, code)
		return err
	})
	return m, err
}

func (w *world) codes() (codes []string) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		codes, err = w.NewRecoveryCodes(ctx, tx, w.user)
		return err
	})
	return codes
}

func (w *world) beginPasskey() Ceremony {
	w.t.Helper()
	c, err := w.BeginPasskey(w.t.Context(), w.user, "lan@example.vn", "Lan")
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) finishPasskey(c Ceremony, name string, response []byte) (k Passkey, err error) {
	w.t.Helper()
	err = w.try(func(ctx context.Context, tx *db.Tx) (err error) {
		k, err = w.FinishPasskey(ctx, tx, w.user, c.ID, name, response)
		return err
	})
	return k, err
}

// register makes a passkey on a.
func (w *world) register(a *authenticator.Authenticator) Passkey {
	w.t.Helper()
	c := w.beginPasskey()
	k, err := w.finishPasskey(c, "Điện thoại", w.answer(a.Create, c))
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// answer is what the device says to a ceremony.
func (w *world) answer(device func([]byte) ([]byte, error), c Ceremony) []byte {
	w.t.Helper()
	response, err := device(c.Options)
	if err != nil {
		w.t.Fatal(err)
	}
	return response
}

func (w *world) beginSignIn() Ceremony {
	w.t.Helper()
	c, err := w.BeginSignIn(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) finishSignIn(ceremonyID string, response []byte) (userID string, err error) {
	w.t.Helper()
	err = w.try(func(ctx context.Context, tx *db.Tx) (err error) {
		userID, err = w.FinishSignIn(ctx, tx, ceremonyID, response)
		return err
	})
	return userID, err
}

// signIn goes through a whole ceremony with a.
func (w *world) signIn(a *authenticator.Authenticator) (userID string, err error) {
	w.t.Helper()
	c := w.beginSignIn()
	return w.finishSignIn(c.ID, w.answer(a.Get, c))
}

func (w *world) beginVerify() Ceremony {
	w.t.Helper()
	c, err := w.BeginVerify(w.t.Context(), w.user)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) finishVerify(userID, ceremonyID string, response []byte) error {
	w.t.Helper()
	return w.try(func(ctx context.Context, tx *db.Tx) error {
		return w.FinishVerify(ctx, tx, userID, ceremonyID, response)
	})
}

// rows counts those of a table that belong to anyone.
func rows[T any](w *world) int64 {
	w.t.Helper()
	var n int64
	if err := db.Gorm(w.t.Context(), w.db).Model(new(T)).Count(&n).Error; err != nil {
		w.t.Fatal(err)
	}
	return n
}

// wantFault fails the test unless err is of kind k.
func wantFault(t testing.TB, what string, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: got %v, want a fault of kind %d", what, err, k)
	}
}

// wantFields fails the test unless err is Invalid at exactly these pointers and
// codes, each written "pointer code".
func wantFields(t testing.TB, what string, err error, want ...string) {
	t.Helper()
	var got []string
	if f, ok := errors.AsType[*fault.Error](err); ok {
		for _, field := range f.Fields {
			got = append(got, field.Name+" "+field.Code)
		}
	}
	if !slices.Equal(got, want) || !fault.Is(err, fault.Invalid) {
		t.Errorf("%s: got %q (%v), want an Invalid fault at %q", what, got, err, want)
	}
}
