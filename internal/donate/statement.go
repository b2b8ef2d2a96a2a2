package donate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
)

// Account is what a statement says of a campaign as of one instant. It is what is
// frozen: its members are never renamed. Amounts are minor units of Currency.
type Account struct {
	CampaignID    string          `json:"campaign_id"`
	Campaign      string          `json:"campaign"`
	Number        int             `json:"number"`
	Supersedes    int             `json:"supersedes"` // the statement before it; 0: none
	AsOf          time.Time       `json:"as_of"`
	Currency      string          `json:"currency"`
	Gross         int64           `json:"gross"`
	Refunded      int64           `json:"refunded"`
	ChargedBack   int64           `json:"charged_back"`
	WonBack       int64           `json:"won_back"`
	Net           int64           `json:"net"`
	Fees          int64           `json:"fees"`
	WrittenOff    int64           `json:"written_off"`
	Disbursed     int64           `json:"disbursed"`
	Balance       int64           `json:"balance"`
	Receivable    int64           `json:"receivable"`
	Available     int64           `json:"available"`
	Reported      int64           `json:"reported"` // by third parties, who hold it
	DonationCount int64           `json:"donation_count"`
	Disbursements []StatedPayment `json:"disbursements"`
	Goods         []StatedGoods   `json:"goods"`
	LedgerNumber  int64           `json:"ledger_number"` // transactions in the ledger
	LedgerHead    string          `json:"ledger_head"`   // hex SHA-256 over the end of the ledger
}

// StatedPayment is money that was handed out.
type StatedPayment struct {
	ID          string     `json:"id"`
	Beneficiary string     `json:"beneficiary"`
	Purpose     string     `json:"purpose"`
	Amount      int64      `json:"amount"`
	PaidAt      *time.Time `json:"paid_at"`
	Evidenced   bool       `json:"evidenced"`
}

// StatedGoods are gifts that are not money.
type StatedGoods struct {
	Description string `json:"description"`
	Quantity    int64  `json:"quantity"`
	Unit        string `json:"unit"`
	Distributed int64  `json:"distributed"`
}

// Statement is a published account. Document is what was frozen, to the byte, and
// Hash is its SHA-256 in hex.
type Statement struct {
	CampaignID  string `gorm:"primaryKey"`
	Number      int    `gorm:"primaryKey;autoIncrement:false"`
	AsOf        time.Time
	Document    []byte
	Hash        string
	LedgerHead  string
	PublishedBy string
	PublishedAt time.Time
}

// TableName implements gorm's Tabler.
func (Statement) TableName() string { return "donate_statements" }

// Publish freezes the account of a campaign as it is now. Statements are never
// changed; the next one supersedes this. The actor must have proven anew who they
// are.
func (t *Till) Publish(ctx context.Context, actor auth.Actor, campaignID string) (s Statement, err error) {
	defer fault.Wrap(&err, "donate.Publish(%s)", campaignID)
	if err := actor.Fresh(t.db.Now()); err != nil {
		return s, err
	}
	c, err := t.o.Campaign(ctx, t.db, campaignID)
	if err != nil {
		return s, err
	}
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		if err := t.alone(ctx, tx, campaignID); err != nil {
			return err
		}
		var last int
		if err := db.Gorm(ctx, tx).Model(&Statement{}).Where("campaign_id = ?", campaignID).Select("COALESCE(MAX(number), 0)").Scan(&last).Error; err != nil {
			return db.Err(err)
		}
		a, err := t.account(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		a.Campaign, a.Currency, a.Number, a.Supersedes = c.Title, c.Currency, last+1, last
		s = Statement{CampaignID: campaignID, Number: last + 1, AsOf: tx.Now, LedgerHead: a.LedgerHead, PublishedBy: actor.ID, PublishedAt: tx.Now}
		if s.Document, err = json.Marshal(a, json.Deterministic(true)); err != nil {
			return err
		}
		sum := sha256.Sum256(s.Document)
		s.Hash = hex.EncodeToString(sum[:])
		if err := tx.Insert(ctx, &s); err != nil {
			return err
		}
		t.touched(tx, campaignID)
		return t.record(ctx, tx, Act{actor, "publish", "statement", campaignID, s.Hash})
	})
	return s, err
}

// account is what the books say now.
func (t *Till) account(ctx context.Context, tx *db.Tx, campaignID string) (a Account, err error) {
	f, err := t.Figures(ctx, tx, campaignID)
	if err != nil {
		return a, err
	}
	head, err := ledger.HeadOf(ctx, tx)
	if err != nil {
		return a, err
	}
	a = Account{
		CampaignID: campaignID, AsOf: tx.Now, Gross: f.Gross, Refunded: f.Refunded, ChargedBack: f.ChargedBack, WonBack: f.WonBack, Net: f.Net(),
		Fees: f.Fees, WrittenOff: f.WrittenOff, Disbursed: f.Disbursed, Balance: f.Balance(), Receivable: f.Receivable, Available: f.Available(),
		Reported: f.Reported, DonationCount: f.Donations, Disbursements: []StatedPayment{}, Goods: []StatedGoods{},
		LedgerNumber: head.Number, LedgerHead: head.Hash,
	}
	spent, err := t.Disbursements(ctx, tx, campaignID)
	if err != nil {
		return a, err
	}
	for _, d := range spent {
		if d.Status == SpendingPaid || d.Status == SpendingEvidenced {
			a.Disbursements = append(a.Disbursements, StatedPayment{d.ID, d.Beneficiary, d.Purpose, d.Amount, d.PaidAt, d.Status == SpendingEvidenced})
		}
	}
	goods, err := t.AllGoods(ctx, tx, campaignID)
	for _, g := range goods {
		if g.ApprovedBy != "" {
			a.Goods = append(a.Goods, StatedGoods{g.Description, g.Quantity, g.Unit, g.Distributed})
		}
	}
	return a, err
}

// Statements lists those of a campaign, the newest first, without their documents.
func (t *Till) Statements(ctx context.Context, campaignID string) (all []Statement, err error) {
	defer fault.Wrap(&err, "donate.Statements(%s)", campaignID)
	return all, db.Err(db.Gorm(ctx, t.db).Omit("document").Where("campaign_id = ?", campaignID).Order("number DESC").Find(&all).Error)
}

// StatementOf returns one, or NotFound; the newest for number 0.
func (t *Till) StatementOf(ctx context.Context, campaignID string, number int) (s Statement, err error) {
	defer fault.Wrap(&err, "donate.StatementOf(%s, %d)", campaignID, number)
	g := db.Gorm(ctx, t.db).Where("campaign_id = ?", campaignID).Order("number DESC")
	if number > 0 {
		g = g.Where("number = ?", number)
	}
	return s, db.Err(g.Take(&s).Error)
}
