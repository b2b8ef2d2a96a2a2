package auth

import (
	"context"
	"encoding/hex"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// The budget of one account: the first tries are free, then each failure
// doubles the wait, and after the last only a day's rest or a new password
// helps. NIST SP 800-63B-4 §3.2.2 sets the last.
const (
	failuresFree = 4
	failuresMost = 100
	failureDelay = 30 * time.Second
	failureWait  = 15 * time.Minute // the longest
	failuresKept = 24 * time.Hour   // since the last
)

// failures counts the failed logins in a row of one account, whether or not
// there is such an account: the ID is a MAC of the address that was typed.
type failures struct {
	ID       string
	Failures int
	LastAt   time.Time
}

// TableName implements gorm's Tabler.
func (failures) TableName() string { return "login_failures" }

// until is when the account may be tried again.
func (f failures) until() time.Time {
	switch n := f.Failures - failuresFree; {
	case n <= 0:
		return f.LastAt
	case f.Failures >= failuresMost:
		return f.LastAt.Add(failuresKept)
	default:
		return f.LastAt.Add(min(failureDelay<<min(n-1, 16), failureWait))
	}
}

// check fails with RateLimited while the account may not be tried.
func (f failures) check(now time.Time) error {
	return tooMany(f.until().Sub(now))
}

func tooMany(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	limited := fault.New(fault.RateLimited, "Too many failed attempts; wait before the next one")
	limited.Retry = wait
	return limited
}

// accountID names an account without telling the address.
func (a *Auth) accountID(emailKey string) string {
	return hex.EncodeToString(mac(a.vault.accounts, []byte(emailKey)))
}

// Purposes of keys under which tries are counted apart from those of logins, so that
// strangers who spend the one cannot stop the other, and so that whoever can have one
// count forgiven cannot have the others.
const (
	forForgotten = "newsdesk forgotten passwords v1" // letters, by address
	forCodes     = "newsdesk second factors v1"      // codes, by user
	forSessions  = "newsdesk proofs v1"              // passwords of those who are in, by session
)

// counter names what tries of a purpose are counted for, without telling what it is.
func (a *Auth) counter(purpose, of string) string {
	return hex.EncodeToString(mac(a.vault.derive(purpose, nil), []byte(of)))
}

// accountOpen fails with RateLimited while the account may not be tried.
func (a *Auth) accountOpen(ctx context.Context, id string) error {
	var found []failures
	if err := db.Gorm(ctx, a.db).Where("id = ?", id).Find(&found).Error; err != nil {
		return db.Err(err)
	}
	for _, f := range found {
		return f.check(a.db.Now())
	}
	return nil
}

// spend counts a try as failed before its outcome is known, so that tries at
// the same moment cannot share one place. Success takes it back.
func (a *Auth) spend(ctx context.Context, id string) error {
	return a.db.Update(ctx, func(tx *db.Tx) error {
		// The update of nothing holds the row, which a success may be taking away.
		_, err := tx.Exec(ctx, "INSERT INTO login_failures (id, failures, last_at) VALUES (?, 0, ?) ON CONFLICT (id) DO UPDATE SET id = excluded.id", id, tx.Now)
		if err != nil {
			return err
		}
		var f failures
		if err := tx.Lock(ctx, &f, id); err != nil {
			return err
		}
		if err := f.check(tx.Now); err != nil {
			return err
		}
		if tx.Now.Sub(f.LastAt) >= failuresKept {
			f.Failures = 0
		}
		f.Failures, f.LastAt = f.Failures+1, tx.Now
		return tx.Change(ctx, &f)
	})
}

// forgive forgets the failures that were counted.
func forgive(ctx context.Context, tx *db.Tx, counters ...string) error {
	_, err := tx.Exec(ctx, "DELETE FROM login_failures WHERE id IN ?", counters)
	return err
}

// The budget of one network: a bucket of failures that leaks. It is larger
// than that of an account, because a whole newsroom may share one address.
const (
	networkTries = 30
	networkLeak  = 20 * time.Second // for one failure
	networksMost = 100_000
)

// addresses counts the failures of each network that logins come from.
type addresses struct {
	buckets *otter.Cache[string, bucket]
}

type bucket struct {
	debt time.Duration // how long until it is empty
	at   time.Time
}

func newAddresses() *addresses {
	return &addresses{otter.Must(&otter.Options[string, bucket]{MaximumSize: networksMost})}
}

// leaked is the bucket as it stands now.
func (b bucket) leaked(now time.Time) bucket {
	return bucket{max(0, b.debt-max(0, now.Sub(b.at))), now}
}

// take spends one try of the network, or fails with RateLimited.
func (s *addresses) take(address string, now time.Time) error {
	var wait time.Duration
	s.buckets.Compute(network(address), func(b bucket, _ bool) (bucket, otter.ComputeOp) {
		b = b.leaked(now)
		if wait = b.debt + networkLeak - networkTries*networkLeak; wait > 0 {
			return b, otter.CancelOp
		}
		b.debt += networkLeak
		return b, otter.WriteOp
	})
	return tooMany(wait)
}

// giveBack returns the try that take spent.
func (s *addresses) giveBack(address string, now time.Time) {
	s.buckets.ComputeIfPresent(network(address), func(b bucket) (bucket, otter.ComputeOp) {
		b = b.leaked(now)
		b.debt = max(0, b.debt-networkLeak)
		return b, otter.WriteOp
	})
}

// network is what one subscriber has: an IPv4 address, or 64 bits of IPv6.
// Everything that is not an address shares one name.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(ip, bits).Masked().String()
}
