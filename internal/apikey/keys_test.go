package apikey

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
)

const (
	somewhere = "192.0.2.7"
	password  = "ba con mèo mun nằm im"
)

// world is keys on a database whose clock the test moves, with an editor-in-chief.
type world struct {
	*Keys
	t     testing.TB
	auth  *auth.Auth
	clock *testkit.Clock
	url   string
	chief auth.User
	actor auth.Actor

	mu   sync.Mutex
	acts []auth.Event
}

func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) { f(t, newWorld(t, e)) })
}

func newWorld(t testing.TB, e db.Engine) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(testkit.Start()), url: testkit.Migrated(t, e)}
	w.Keys, w.auth = w.process()
	var err error
	w.chief, err = w.auth.Add(t.Context(), auth.System("test"), auth.NewUser{
		Email: "chief@example.vn", Name: "Lan", Password: password, Grants: everywhere(policy.EditorInChief),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.signIn()
	return w
}

func everywhere(r policy.Role) []policy.Grant {
	return []policy.Grant{{Role: r, Sections: []string{policy.Everywhere}}}
}

// process is another process on the same database.
func (w *world) process() (*Keys, *auth.Auth) {
	d := testkit.OpenURL(w.t, w.url, w.clock)
	kinds := content.Registry{"article": content.Trait{}, "tag": content.Trait{Direct: true}}
	a := auth.New(d, auth.Options{Issuer: "https://news.example", Audience: "newsdesk", Master: bytes.Repeat([]byte{7}, auth.MasterSize), Kinds: kinds})
	return New(d, Options{Environment: "test", Auth: a, Record: func(_ context.Context, _ *db.Tx, e auth.Event) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.acts = append(w.acts, e)
		return nil
	}}), a
}

// signIn proves anew who the editor-in-chief is.
func (w *world) signIn() {
	w.t.Helper()
	tokens, err := w.auth.Login(w.t.Context(), auth.LoginInput{Email: "chief@example.vn", Password: password, Transport: auth.Body, Address: somewhere})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.actor, err = w.auth.Authenticate(w.t.Context(), tokens.Access, somewhere); err != nil {
		w.t.Fatal(err)
	}
}

func reading() []policy.Permission {
	return []policy.Permission{{Resource: "article", Verb: policy.Read, Scope: policy.Any}}
}

// mint makes a key of a consumer of its own.
func (w *world) mint(change ...func(*NewKey)) (Key, string) {
	w.t.Helper()
	c, err := w.AddConsumer(w.t.Context(), w.actor, Consumer{Name: fmt.Sprintf("Cổng %d", len(w.acts))})
	if err != nil {
		w.t.Fatal(err)
	}
	n := NewKey{ConsumerID: c.ID, Name: "Trang chủ", Scopes: reading()}
	for _, f := range change {
		f(&n)
	}
	key, text, err := w.Create(w.t.Context(), w.actor, n)
	if err != nil {
		w.t.Fatal(err)
	}
	return key, text
}

func (w *world) good(what string, k *Keys, text, address string) auth.Actor {
	w.t.Helper()
	actor, _, err := k.Authenticate(w.t.Context(), text, address)
	if err != nil {
		w.t.Errorf("%s: got %v, want the key to work", what, err)
	}
	return actor
}

func (w *world) bad(what string, k *Keys, text, address string) {
	w.t.Helper()
	if actor, _, err := k.Authenticate(w.t.Context(), text, address); !fault.Is(err, fault.TokenInvalid) {
		w.t.Errorf("%s: got %+v, %v, want TokenInvalid", what, actor, err)
	}
}

func wantFault(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: got %v, want a fault of kind %d", what, err, kind)
	}
}

func TestModels(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		testkit.CheckModel(t, w.db, &Key{})
		testkit.CheckModel(t, w.db, &Consumer{})
	})
}

func TestA34TheDatabaseHoldsNothingThatOpens(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, text := w.mint()
		var rows []map[string]any
		if err := db.Gorm(t.Context(), w.db).Table("api_keys").Find(&rows).Error; err != nil || len(rows) != 1 {
			t.Fatalf("got %d rows: %v", len(rows), err)
		}
		secret := text[len(text)-sumChars-1-secretLen : len(text)-sumChars-1]
		for column, value := range rows[0] {
			if strings.Contains(fmt.Sprint(value), secret) {
				t.Errorf("%s holds the secret", column)
			}
		}
	})
}

func TestA30WhatIsNoKeyCostsNoQuery(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, text := w.mint()
		ctx, count := db.Counting(t.Context())
		for _, bad := range []string{text + "0", strings.ToUpper(text), "nd_test_key_", text[:len(text)-1]} {
			_, _, err := w.Authenticate(ctx, bad, somewhere)
			wantFault(t, bad, err, fault.TokenInvalid)
		}
		if n := count.N(); n != 0 {
			t.Errorf("what cannot be a key made %d statements, want none", n)
		}
		other, _ := issue("test", "0190f7d4-0000-7000-8000-000000000000")
		w.bad("a key that was never made", w.Keys, other, somewhere)
	})
}

func TestA31AKeyEndsHereAtOnceAndElsewhereWithinASecond(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, text := w.mint()
		other, _ := w.process()
		w.good("here", w.Keys, text, somewhere)
		w.good("in another process", other, text, somewhere)
		if err := w.Revoke(t.Context(), w.actor, key.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Revoke(t.Context(), w.actor, key.ID); err != nil {
			t.Errorf("said twice: %v", err)
		}
		w.bad("here", w.Keys, text, somewhere)
		w.clock.Advance(time.Second)
		w.bad("in another process a second later", other, text, somewhere)
	})
}

func TestAKeyWorksUntilTheInstantOfItsEnd(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		end := w.clock.Now().Add(time.Hour)
		_, text := w.mint(func(n *NewKey) { n.ExpiresAt = end })
		w.clock.Set(end.Add(-time.Millisecond))
		w.good("a moment before", w.Keys, text, somewhere)
		w.clock.Set(end)
		w.bad("at its end", w.Keys, text, somewhere)
	})
}

func TestAKeyThatFollowsAnotherMayDoTheSame(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, old := w.mint()
		for _, overlap := range []time.Duration{-time.Second, OverlapMost + time.Second} {
			_, _, err := w.Rotate(t.Context(), w.actor, key.ID, overlap)
			wantFault(t, overlap.String(), err, fault.Invalid)
		}
		next, text, err := w.Rotate(t.Context(), w.actor, key.ID, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if next.Replaces != key.ID || len(next.Scopes.V) != 1 || next.ConsumerID != key.ConsumerID || next.LastUsedAt != nil {
			t.Errorf("the next key is %+v, want one like the first", next)
		}
		w.clock.Advance(time.Minute - time.Millisecond)
		w.good("the old one during the overlap", w.Keys, old, somewhere)
		w.good("the new one during the overlap", w.Keys, text, somewhere)
		w.clock.Advance(time.Millisecond)
		w.bad("the old one after it", w.Keys, old, somewhere)
		w.good("the new one after it", w.Keys, text, somewhere)
		if _, _, err := w.Rotate(t.Context(), w.actor, key.ID, 0); !fault.Is(err, fault.InvalidTransition) {
			t.Errorf("a key that is over was followed by another: %v", err)
		}
		someone := w.actor
		someone.ID = "0190f7d4-0000-7000-8000-000000000001"
		if _, _, err := w.Rotate(t.Context(), someone, next.ID, 0); err == nil {
			t.Error("somebody else got a key with the rights of its maker")
		}
	})
}

func TestAKeyComesFromItsNetworksAlone(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, text := w.mint(func(n *NewKey) {
			n.Networks = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}
		})
		for _, address := range []string{"192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "2001:db8:1::1%eth0"} {
			w.good(address, w.Keys, text, address)
		}
		for _, address := range []string{"192.0.3.1", "::ffff:192.0.3.1", "2001:db9::1", "", "nowhere"} {
			w.bad(address, w.Keys, text, address)
		}
	})
}

func TestA32AKeyCanDoNoMoreThanItsMakerNow(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, text := w.mint(func(n *NewKey) {
			n.Scopes = append(reading(), policy.Permission{Resource: "article", Verb: policy.Publish, Scope: policy.Any})
		})
		publishes := func(a auth.Actor) bool { return a.Rights.Ever("article", false, policy.Publish) }
		if actor := w.good("at first", w.Keys, text, somewhere); !publishes(actor) || actor.Kind != auth.KindKey || actor.For != w.chief.ID {
			t.Errorf("got %+v, want a key that publishes", actor)
		}
		if _, err := w.auth.SetGrants(t.Context(), auth.System("test"), w.chief.ID, everywhere(policy.Reporter)); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Second)
		if publishes(w.good("of a reporter", w.Keys, text, somewhere)) {
			t.Error("the key of someone who is a reporter now publishes")
		}
		if _, err := w.auth.Disable(t.Context(), auth.System("test"), w.chief.ID); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Second)
		w.bad("of someone who is disabled", w.Keys, text, somewhere)
	})
}

func TestAScopeIsWhatItsMakerHasAndAboutContent(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		c, err := w.AddConsumer(t.Context(), w.actor, Consumer{Name: "Cổng"})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = w.Create(t.Context(), w.actor, NewKey{
			ConsumerID: c.ID, Scopes: []policy.Permission{
				{Resource: policy.Users, Verb: policy.Read, Scope: policy.Any},
				{Resource: "poem", Verb: policy.Read, Scope: policy.Any},
				{Resource: "article", Verb: "sing", Scope: policy.Any},
				{Resource: "article", Verb: policy.Publish, Scope: policy.Any},
			},
			Sections: []string{"here"}, QuotaRequests: -1, ExpiresAt: w.clock.Now(),
		})
		got := map[string]bool{}
		for _, f := range fault.Of(err).Fields {
			got[f.Name] = true
		}
		for _, pointer := range []string{"/name", "/expires_at", "/sections/0", "/quota/requests", "/quota/seconds", "/scopes/0", "/scopes/1/permission", "/scopes/2/permission"} {
			if !got[pointer] && !got[strings.TrimSuffix(pointer, "/permission")] {
				t.Errorf("nothing is said of %s: %v", pointer, got)
			}
		}
	})
}

func TestMakingKeysTakesARightAndAFreshProof(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, _ := w.mint()
		_, _, err := w.Create(t.Context(), auth.System("test"), NewKey{ConsumerID: key.ConsumerID, Name: "x"})
		wantFault(t, "the system makes a key", err, fault.Forbidden)
		stale := w.actor
		w.clock.Advance(11 * time.Minute)
		_, _, err = w.Create(t.Context(), stale, NewKey{ConsumerID: key.ConsumerID, Name: "x"})
		wantFault(t, "a proof that is old", err, fault.StepUpRequired)
		_, err = w.AddConsumer(t.Context(), stale, Consumer{Name: "Mới"})
		wantFault(t, "a consumer with an old proof", err, fault.StepUpRequired)
		if err := w.Revoke(t.Context(), stale, key.ID); err != nil {
			t.Errorf("revoking with an old proof: %v, want that it is always possible", err)
		}
		nobody := stale
		nobody.Rights = policy.Rights{}
		_, err = w.List(t.Context(), nobody, "", Page{Limit: 10})
		wantFault(t, "a list for nobody", err, fault.Forbidden)
	})
}

func TestEachChangeIsRecordedOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, _ := w.mint()
		if _, err := w.Change(t.Context(), w.actor, key.ID, 0, func(k *Key) { k.Name = "Tên khác" }); err != nil {
			t.Fatal(err)
		}
		if err := w.Revoke(t.Context(), w.actor, key.ID); err != nil {
			t.Fatal(err)
		}
		want := []string{ActConsumerMade, ActMade, ActSet, ActRevoked}
		for i, e := range w.acts {
			if i >= len(want) || e.Act != want[i] || e.After == "" || e.Before == e.After || e.Actor.ID != w.chief.ID {
				t.Errorf("act %d is %+v, want %v with a digest of before and after", i, e, want)
			}
		}
		if len(w.acts) != len(want) {
			t.Errorf("%d acts are recorded, want %d", len(w.acts), len(want))
		}
	})
}

func TestTheLastUseIsWrittenDownApartFromRequests(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, text := w.mint()
		w.good("a first use", w.Keys, text, somewhere)
		if now, err := w.Get(t.Context(), w.actor, key.ID); err != nil || now.LastUsedAt != nil {
			t.Errorf("the request wrote %v (%v), want that it waits", now.LastUsedAt, err)
		}
		if err := w.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if now, err := w.Get(t.Context(), w.actor, key.ID); err != nil || now.LastUsedAt == nil || !now.LastUsedAt.Equal(w.clock.Now()) {
			t.Errorf("the last use is %v (%v), want %v", now.LastUsedAt, err, w.clock.Now())
		}
	})
}

func TestRevokeAllEndsEveryKeyThatWorks(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, one := w.mint()
		gone, _ := w.mint()
		if err := w.Revoke(t.Context(), w.actor, gone.ID); err != nil {
			t.Fatal(err)
		}
		var n int
		err := w.db.Update(t.Context(), func(tx *db.Tx) (err error) { n, err = w.RevokeAll(t.Context(), tx); return err })
		if err != nil || n != 1 {
			t.Errorf("ended %d keys (%v), want the one that worked", n, err)
		}
		w.bad("afterwards", w.Keys, one, somewhere)
	})
}

func BenchmarkAuthenticate(b *testing.B) {
	w := newWorld(b, db.SQLite)
	_, text := w.mint()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := w.Authenticate(b.Context(), text, somewhere); err != nil {
			b.Fatal(err)
		}
	}
}
