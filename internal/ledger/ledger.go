// Package ledger is double-entry bookkeeping that only grows: accounts and
// postings, and nothing of what they are about.
//
// A transaction has two postings or more that add up to nothing, and is never
// changed: what was wrong is taken back by another, its mirror. Each is booked in
// one of a few lanes, under the next number of the lane and with a hash over the
// one before it there, so that none can be changed or taken out unseen. Lanes
// let bookings on PostgreSQL go on beside each other: a booking locks one lane and
// no row that all share.
//
// Money is counted in minor units of its currency, as int64. No number of this
// package has a fraction, and no sum of an account can overflow: the booking that
// would bring it there is refused.
package ledger

import (
	"strings"
	"time"
)

// Account names where money is or what it is for: segments of a-z, 0-9, hyphen,
// underscore and full stop, joined by colons, such as fund:{campaign} or
// psp:{campaign}:{channel}. It has two segments or more, and 200 bytes at most.
type Account string

// Class is the first segment, which says what kind of account it is.
func (a Account) Class() string {
	class, _, _ := strings.Cut(string(a), ":")
	return class
}

// single reports whether all that is booked to the account is in one currency.
func (a Account) single() bool {
	class := a.Class()
	return class == "fund" || class == "memo_fund"
}

// Kind says what a transaction means.
type Kind string

// The kinds. They are stored, so they never change.
const (
	Gift         Kind = "gift"         // money was given
	Fee          Kind = "fee"          // a provider kept its fee
	Payout       Kind = "payout"       // a provider paid out what it had collected
	Suspended    Kind = "suspended"    // money came, and nobody knows for what
	Matched      Kind = "matched"      // it was found out
	Reported     Kind = "reported"     // an operator reports another total; either sign
	Remittance   Kind = "remittance"   // an operator paid over what it had reported
	WriteOff     Kind = "write_off"    // what was reported and will never come
	Refund       Kind = "refund"       // money went back to who gave it
	Chargeback   Kind = "chargeback"   // a bank took it back
	WonBack      Kind = "won_back"     // and had to return it
	Disbursement Kind = "disbursement" // money went where it was given for
	Returned     Kind = "returned"     // money that nobody could match was sent back
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		Gift, Fee, Payout, Suspended, Matched, Reported, Remittance, WriteOff,
		Refund, Chargeback, WonBack, Disbursement, Returned,
	}
}

// Posting adds an amount in minor units to an account: a debit is positive, a
// credit negative.
type Posting struct {
	Account Account
	Minor   int64
}

// Transaction is what is to be booked.
type Transaction struct {
	// Ref is how the caller knows the transaction again: 1 to 200 visible ASCII
	// characters, unique for ever.
	Ref  string
	Kind Kind
	// Currency is a code of ISO 4217, three capital letters.
	Currency string
	// EffectiveAt is when it happened, as the provider says. It is kept to the
	// microsecond.
	EffectiveAt time.Time
	// Actor is the pseudonym of who books: the id of a user, or "provider:sepay".
	// It stands in the chain for ever, so it is never a name.
	Actor string
	// Subject is the id of what it is about, or empty.
	Subject string
	// Reverses is the id of the transaction that this one takes back, or empty.
	Reverses string
	// Postings are 2 to 16, none of them zero, and add up to 0. They are booked
	// with the debits first, in the order of their accounts.
	Postings []Posting
}

// Booked is a transaction with its place in the ledger.
type Booked struct {
	ID       string
	Lane     int
	Number   int64    // in its lane, from 1
	Hash     [32]byte // SHA-256 over the hash before it in its lane, and all of it
	BookedAt time.Time
	// Repeated says that it was booked before, and not again.
	Repeated bool

	Transaction
}
