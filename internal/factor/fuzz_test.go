package factor

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit/authenticator"
)

// members reads a JSON object.
func members(t testing.TB, object []byte) (m map[string]jsontext.Value) {
	t.Helper()
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func object(t testing.TB, m map[string]jsontext.Value) []byte {
	t.Helper()
	text, err := json.Marshal(m, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// without is a JSON object with a member left out.
func without(t testing.TB, text []byte, name string) []byte {
	t.Helper()
	m := members(t, text)
	delete(m, name)
	return object(t, m)
}

// with is the answer of a browser with a member of its response replaced.
func with(t testing.TB, answer []byte, name string, value jsontext.Value) []byte {
	t.Helper()
	m := members(t, answer)
	response := members(t, m["response"])
	response[name] = value
	m["response"] = object(t, response)
	return object(t, m)
}

// bytesOf is a member of the response in an answer.
func bytesOf(t testing.TB, answer []byte, name string) []byte {
	t.Helper()
	var text string
	if err := json.Unmarshal(members(t, members(t, answer)["response"])[name], &text); err != nil {
		t.Fatal(err)
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzFinish holds that no answer of a browser is our fault, and that none but the
// device's own proves anything.
func FuzzFinish(f *testing.F) {
	here := newWorld(f, db.SQLite)
	a := authenticator.New(testOrigin)
	here.register(a)
	f.Add(here.answer(a.Get, here.beginSignIn()))
	f.Add(here.answer(authenticator.New(testOrigin).Create, here.beginPasskey()))
	f.Add([]byte(`{"id":"","rawId":"","type":"public-key","response":{}}`))
	f.Fuzz(func(t *testing.T, response []byte) {
		w := *here
		w.t = t
		_, registered := w.finishPasskey(w.beginPasskey(), "a", response)
		_, signedIn := w.finishSignIn(w.beginSignIn().ID, response)
		verified := w.finishVerify(w.user, w.beginVerify().ID, response)
		for what, err := range map[string]error{"register": registered, "sign in": signedIn, "verify": verified} {
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TokenInvalid) {
				t.Errorf("%s: got %v, want a fault of the caller", what, err)
			}
		}
	})
}

// FuzzDevice holds the same for what a device says inside a proper envelope: it is
// read without harm, and a signature is good for nothing but what was signed.
func FuzzDevice(f *testing.F) {
	w := newWorld(f, db.SQLite)
	a := authenticator.New(testOrigin)
	begun := w.beginPasskey()
	created := w.answer(a.Create, begun)
	if _, err := w.finishPasskey(begun, "a", created); err != nil {
		f.Fatal(err)
	}
	p, err := w.person(f.Context(), w.db, w.user)
	if err != nil {
		f.Fatal(err)
	}
	c := w.beginSignIn()
	got := w.answer(a.Get, c)
	registration := ceremony{UserID: w.user, Challenge: challenge(f, begun)}
	want := bytesOf(f, got, "authenticatorData")
	row := ceremony{Challenge: challenge(f, c)}
	f.Add(bytesOf(f, created, "attestationObject"))
	f.Add(want)
	f.Fuzz(func(t *testing.T, said []byte) {
		text, err := json.Marshal(base64.RawURLEncoding.EncodeToString(said))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.created(p, registration, with(t, created, "attestationObject", text)); err != nil {
			wantFault(t, "register", err, fault.Invalid) // another key is as good, since nothing attests it
		}
		answer, err := w.answered(with(t, got, "authenticatorData", text))
		if err != nil {
			wantFault(t, "read the answer", err, fault.Invalid)
			return
		}
		if _, err := w.proven(p, row, answer); (err == nil) != bytes.Equal(said, want) {
			t.Errorf("authenticator data %x: got %v, want only %x to be good", said, err, want)
		}
	})
}

// challenge is that of a ceremony.
func challenge(t testing.TB, c Ceremony) (s string) {
	t.Helper()
	if err := json.Unmarshal(members(t, c.Options)["challenge"], &s); err != nil {
		t.Fatal(err)
	}
	return s
}
