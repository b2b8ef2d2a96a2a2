package donate

import (
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
)

// donation is the row of a donation.
type donation struct {
	ID         string `gorm:"primaryKey"`
	Ref        string
	CampaignID string
	ChannelID  string
	Source     string // the consumer whose key asked, or empty
	Client     string // keyed hash of where it was asked from
	DonorID    string
	Currency   string
	Intended   int64 // minor units; 0: nobody said

	// What the payments of it add up to, in minor units.
	Paid        int64
	Refunded    int64
	ChargedBack int64
	WonBack     int64
	Disputed    bool // one of them is disputed now

	Status      Status
	Display     Display
	ShownID     string // who is shown, of this gift alone: their name and their words; or empty
	Flags       content.Strings
	Moderation  Moderation
	Locale      string
	ExternalRef *string // of money that came by hand: the number of its receipt
	RecordedBy  string
	ApprovedBy  string
	Note        string
	PaidAt      *time.Time
	ExpiresAt   *time.Time
	CreatedAt   time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (donation) TableName() string { return "donate_donations" }

// net is what is left of the donation.
func (d *donation) net() int64 { return d.Paid - d.Refunded - d.ChargedBack + d.WonBack }

// answered is the row of an idempotency key.
type answered struct {
	Hash       string `gorm:"primaryKey"`
	Request    string
	DonationID string
	ExpiresAt  time.Time
}

// TableName implements gorm's Tabler.
func (answered) TableName() string { return "donate_keys" }

// attempt is the row of one try to pay at a gateway.
type attempt struct {
	Ref        string `gorm:"primaryKey"` // the order's reference with the provider
	DonationID string
	Number     int
	Provider   string
	ChannelID  string
	CampaignID string
	Client     string
	Status     string
	Reason     string
	Next       db.JSON[Next]
	EndedAt    *time.Time
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
}

// TableName implements gorm's Tabler.
func (attempt) TableName() string { return "donate_attempts" }

// What becomes of attempts. The words are stored.
const (
	attemptOpen   = "open"
	attemptPaid   = "paid"
	attemptFailed = "failed"
)

// pay is the row of a payment: money that a provider says has moved.
type pay struct {
	ID              string `gorm:"primaryKey"`
	Provider        string
	ProviderPayment string
	Fingerprint     *string // of a bank transfer: the same by whoever announces it
	DonationID      string
	CampaignID      string
	ChannelID       string
	Origin          string // the account that it came into
	Suspense        string // the account where it waits, or empty
	Currency        string
	Amount          int64
	Refunded        int64
	ChargedBack     int64
	WonBack         int64
	Status          PaymentStatus
	Reason          string
	Memo            []byte // sealed
	PaidAt          time.Time
	BookedAt        time.Time
}

// TableName implements gorm's Tabler.
func (pay) TableName() string { return "donate_payments" }

// left is how much of the payment could still go back.
func (p *pay) left() int64 { return p.Amount - p.Refunded - p.ChargedBack + p.WonBack }

// refund is the row of a refund.
type refund struct {
	ID             string `gorm:"primaryKey"`
	PaymentID      string
	DonationID     string
	ProviderRefund *string
	Amount         int64
	Status         RefundStatus
	Reason         string
	RequestedBy    string
	CreatedAt      time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt      time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (refund) TableName() string { return "donate_refunds" }

// dispute is the row of a dispute.
type dispute struct {
	ID              string `gorm:"primaryKey"`
	PaymentID       string
	ProviderDispute string
	Amount          int64
	Status          string
	CreatedAt       time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt       time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (dispute) TableName() string { return "donate_disputes" }

// What becomes of disputes. The words are stored.
const (
	disputeOpen = "open"
	disputeWon  = "won"
	disputeLost = "lost"
)

// Status is where a donation stands. It is stored and on the wire. It follows from
// what was paid and what went back; the column is an index.
type Status string

// The statuses.
const (
	Intent            Status = "intent"  // announced
	Pending           Status = "pending" // with a provider, or waiting for a second person
	Paid              Status = "paid"
	PartiallyRefunded Status = "partially_refunded"
	Refunded          Status = "refunded"
	Failed            Status = "failed"
	Expired           Status = "expired"
	Disputed          Status = "disputed"
	ChargedBack       Status = "charged_back"
)

// Statuses lists them.
func Statuses() []Status {
	return []Status{Intent, Pending, Paid, PartiallyRefunded, Refunded, Failed, Expired, Disputed, ChargedBack}
}

// Display is how a donor is shown on the wall. It is stored and on the wire; the
// zero value is not stored.
type Display string

// The displays.
const (
	Anonymous Display = "anonymous"
	Initials  Display = "initials"
	Named     Display = "name"
)

// Displays lists them.
func Displays() []Display { return []Display{Anonymous, Initials, Named} }

// Moderation is whether the words of a donor may be shown. It is stored and on the
// wire.
type Moderation string

// The decisions.
const (
	Unseen   Moderation = "pending"
	Approved Moderation = "approved"
	Hidden   Moderation = "hidden"
)

// Moderations lists them.
func Moderations() []Moderation { return []Moderation{Unseen, Approved, Hidden} }

// PaymentStatus is what became of money that came in. It is stored and on the wire.
type PaymentStatus string

// The statuses of payments.
const (
	Credited   PaymentStatus = "credited"
	InSuspense PaymentStatus = "suspense" // booked, and nobody knows for what
	Parked     PaymentStatus = "parked"   // not booked: something about it is wrong
	Returned   PaymentStatus = "returned"
)

// PaymentStatuses lists them.
func PaymentStatuses() []PaymentStatus {
	return []PaymentStatus{Credited, InSuspense, Parked, Returned}
}

// RefundStatus is how far a refund is. It is stored and on the wire.
type RefundStatus string

// The statuses of refunds.
const (
	RefundRequested RefundStatus = "requested"
	RefundSubmitted RefundStatus = "submitted"
	RefundSucceeded RefundStatus = "succeeded"
	RefundFailed    RefundStatus = "failed"
)
