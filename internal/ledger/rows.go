package ledger

import (
	"time"
)

// laneRow is the end of one lane. It is locked while a transaction is booked there.
type laneRow struct {
	Lane   int `gorm:"primaryKey;autoIncrement:false"`
	Number int64
	Hash   []byte
}

// TableName implements gorm's Tabler.
func (laneRow) TableName() string { return "ledger_lanes" }

type transactionRow struct {
	Lane        int   `gorm:"primaryKey;autoIncrement:false"`
	Number      int64 `gorm:"primaryKey;autoIncrement:false"`
	ID          string
	Ref         string
	Kind        Kind
	Currency    string
	EffectiveAt time.Time
	BookedAt    time.Time
	Actor       string
	Subject     string
	Reverses    *string // nil: it takes nothing back
	Hash        []byte
}

// TableName implements gorm's Tabler.
func (transactionRow) TableName() string { return "ledger_transactions" }

// postingRow stands before its transaction does, so the transaction can be refused
// for what they say together.
type postingRow struct {
	Lane     int   `gorm:"primaryKey;autoIncrement:false"`
	Number   int64 `gorm:"primaryKey;autoIncrement:false"`
	N        int   `gorm:"primaryKey;autoIncrement:false"` // from 0
	Account  Account
	Minor    int64
	BookedAt time.Time // as its transaction says, for the lists of an account
}

// TableName implements gorm's Tabler.
func (postingRow) TableName() string { return "ledger_postings" }

// sumRow is what was booked to an account in one lane.
type sumRow struct {
	Account  Account `gorm:"primaryKey"`
	Kind     Kind    `gorm:"primaryKey"`
	Currency string  `gorm:"primaryKey"`
	Lane     int     `gorm:"primaryKey;autoIncrement:false"`
	Minor    int64
	Count    int64
}

// TableName implements gorm's Tabler.
func (sumRow) TableName() string { return "ledger_sums" }

// currencyRow is the one currency of a fund.
type currencyRow struct {
	Account  Account `gorm:"primaryKey"`
	Currency string
}

// TableName implements gorm's Tabler.
func (currencyRow) TableName() string { return "ledger_currencies" }

func (b *Booked) postings() []postingRow {
	rows := make([]postingRow, len(b.Postings))
	for i, p := range b.Postings {
		rows[i] = postingRow{Lane: b.Lane, Number: b.Number, N: i, Account: p.Account, Minor: p.Minor, BookedAt: b.BookedAt}
	}
	return rows
}
