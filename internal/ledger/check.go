package ledger

import (
	"cmp"
	"slices"
	"time"

	"newsdesk/internal/fault"
)

const (
	textMost     = 200 // bytes of a reference, an actor, a subject, an account
	postingsMost = 16  // in one transaction
	yearMost     = 9999
)

// canonical is t as it is booked: times to the microsecond in UTC, and postings
// in their order.
func (t Transaction) canonical() Transaction {
	t.EffectiveAt = t.EffectiveAt.UTC().Truncate(time.Microsecond)
	t.Postings = slices.SortedFunc(slices.Values(t.Postings), func(a, b Posting) int {
		return cmp.Or(boolOrder(b.Minor > 0, a.Minor > 0), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Minor, b.Minor))
	})
	return t
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// same reports whether two transactions, both canonical, say the same.
func (t Transaction) same(o Transaction) bool {
	return t.Ref == o.Ref && t.Subject == o.Subject && t.Actor == o.Actor && t.Reverses == o.Reverses &&
		t.EffectiveAt.Equal(o.EffectiveAt) && t.alike(o)
}

// alike reports whether two transactions move the same money in the same sense.
func (t Transaction) alike(o Transaction) bool {
	return t.Kind == o.Kind && t.Currency == o.Currency && slices.Equal(t.Postings, o.Postings)
}

// mirror is what takes t back: the same with every debit a credit.
func (t Transaction) mirror() Transaction {
	t.Postings = slices.Clone(t.Postings)
	for i := range t.Postings {
		t.Postings[i].Minor = -t.Postings[i].Minor
	}
	return t.canonical()
}

// check returns everything that is wrong with t by itself.
func (t Transaction) check(most int64) error {
	var f fault.Fields
	f.If(!visible(t.Ref) || t.Ref == "", "/ref", "malformed", "A reference has 1 to %d visible ASCII characters", textMost)
	f.If(!slices.Contains(Kinds(), t.Kind), "/kind", "not_allowed", "There is no such kind of transaction")
	f.If(!currency(t.Currency), "/currency", "malformed", "A currency is three capital letters, as ISO 4217 has them")
	f.If(t.EffectiveAt.Unix() < 0 || t.EffectiveAt.Year() > yearMost, "/effective_at", "out_of_range", "A transaction happens between the years 1970 and %d", yearMost)
	f.If(!visible(t.Actor) || t.Actor == "", "/actor", "malformed", "An actor has 1 to %d visible ASCII characters", textMost)
	f.If(!visible(t.Subject), "/subject", "malformed", "A subject has at most %d visible ASCII characters", textMost)
	f.If(len(t.Postings) < 2 || len(t.Postings) > postingsMost, "/postings", "out_of_range", "A transaction has 2 to %d postings", postingsMost)
	t.checkPostings(&f, most)
	return f.Err()
}

func (t Transaction) checkPostings(f *fault.Fields, most int64) {
	var debits, credits int64
	fits, named, moves := true, true, true
	for _, p := range t.Postings {
		var debited, credited bool
		debits, debited = add(debits, max(p.Minor, 0))
		credits, credited = add(credits, min(p.Minor, 0))
		fits = fits && debited && credited && debits <= most && credits >= -most
		named, moves = named && p.Account.valid(), moves && p.Minor != 0
	}
	f.If(!named, "/postings", "malformed", "This is not the name of an account")
	f.If(!moves, "/postings", "out_of_range", "A posting moves more than nothing")
	switch {
	case !fits:
		tooMuch(f)
	case debits+credits != 0:
		f.Add("/postings", "unbalanced", "The postings of a transaction add up to nothing")
	}
}

func tooMuch(f *fault.Fields) {
	f.Add("/amount", "amount_out_of_range", "This amount is more than the books can hold")
}

// visible reports whether s is short and holds visible ASCII characters alone.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= textMost
}

func currency(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) == 3
}

func (a Account) valid() bool {
	segments, empty := 1, true
	for i := range len(a) {
		switch c := a[i]; {
		case c == ':' && !empty:
			segments, empty = segments+1, true
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			empty = false
		default:
			return false
		}
	}
	return segments >= 2 && !empty && len(a) <= textMost
}
