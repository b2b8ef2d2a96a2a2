package donate

import (
	"context"
	"math/bits"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
)

// Figures are what the ledger says of a campaign, in minor units of its currency.
type Figures struct {
	Currency    string
	Gross       int64 // what came in
	Refunded    int64
	ChargedBack int64
	WonBack     int64
	Fees        int64 // that providers kept
	WrittenOff  int64 // reported, and will never come
	Disbursed   int64
	Receivable  int64 // of what came in, what others still hold
	Reported    int64 // what third parties say they hold: never ours
	Suspense    int64 // came for the campaign, and is not counted
	Donations   int64 // of which something is left
	Donors      int64 // that are known, and gave
	ReportedAt  *time.Time
	// AsOf is since when the figures are these; zero: nothing was ever booked.
	AsOf time.Time
}

// Net is what was given, less what went back.
func (f Figures) Net() int64 { return f.Gross - f.Refunded - f.ChargedBack + f.WonBack }

// Balance is what is left to hand out.
func (f Figures) Balance() int64 { return f.Net() - f.Fees - f.WrittenOff - f.Disbursed }

// Available is what of the balance is in our hands.
func (f Figures) Available() int64 { return f.Balance() - f.Receivable }

// Raised is what readers are told: what was given, or what third parties report.
func (f Figures) Raised() int64 { return f.Net() + f.Reported }

// Percent is how much of a goal is reached, in whole per cent rounded down; it is
// never 100 before the goal is.
func Percent(raised, goal int64) int64 {
	if goal <= 0 || raised <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(raised), 100)
	if high >= uint64(goal) {
		return raised / goal * 100 // of a goal so small that nobody minds the rest
	}
	percent, _ := bits.Div64(high, low, uint64(goal))
	return int64(min(percent, 1<<62))
}

// Figures returns what the ledger says of a campaign now. The sums are of one
// instant.
func (t *Till) Figures(ctx context.Context, q db.Q, campaignID string) (f Figures, err error) {
	defer fault.Wrap(&err, "donate.Figures(%s)", campaignID)
	sums, err := ledger.Sums(ctx, q, booksOf(campaignID)...)
	if err != nil {
		return f, err
	}
	f = add(sums)
	return f, t.count(ctx, q, campaignID, &f)
}

// FiguresNow is Figures with the number of transactions in the ledger, read before
// them: who asks again from that number misses nothing.
func (t *Till) FiguresNow(ctx context.Context, campaignID string) (f Figures, head int64, err error) {
	now, err := ledger.HeadOf(ctx, t.db)
	if err != nil {
		return f, 0, err
	}
	f, err = t.Figures(ctx, t.db, campaignID)
	return f, now.Number, err
}

// Campaign returns a campaign as it is public, or as it stands where it is not.
func (t *Till) Campaign(ctx context.Context, id string) (*campaign.Campaign, error) {
	return t.o.Campaign(ctx, t.db, id)
}

// Recounted is Figures with every sum added up from all postings anew.
func (t *Till) Recounted(ctx context.Context, q db.Q, campaignID string) (f Figures, err error) {
	defer fault.Wrap(&err, "donate.Recounted(%s)", campaignID)
	sums, err := ledger.Recount(ctx, q, booksOf(campaignID)...)
	if err != nil {
		return f, err
	}
	f = add(sums)
	return f, t.count(ctx, q, campaignID, &f)
}

// FiguresAt returns the money of Figures as it was booked by the given time.
func (t *Till) FiguresAt(ctx context.Context, q db.Q, campaignID string, by time.Time) (f Figures, err error) {
	defer fault.Wrap(&err, "donate.FiguresAt(%s)", campaignID)
	sums, err := ledger.SumsAt(ctx, q, by, booksOf(campaignID)...)
	f = add(sums)
	f.AsOf = by
	return f, err
}

// add makes figures of the sums of the books of one campaign. A fund is credited,
// so what it was given has a minus there.
func add(sums []ledger.Sum) (f Figures) {
	for _, s := range sums {
		f.Currency = s.Currency
		switch class := s.Account.Class(); class {
		case "fund":
			f.fund(s)
		case "memo_fund":
			f.Reported -= s.Minor
		case "portal", "psp":
			f.Receivable += s.Minor
		case "suspense":
			f.Suspense -= s.Minor
		}
	}
	return f
}

func (f *Figures) fund(s ledger.Sum) {
	switch s.Kind {
	case ledger.Gift, ledger.Matched, ledger.Reported:
		f.Gross -= s.Minor
	case ledger.Refund:
		f.Refunded += s.Minor
	case ledger.Chargeback:
		f.ChargedBack += s.Minor
	case ledger.WonBack:
		f.WonBack -= s.Minor
	case ledger.Fee:
		f.Fees += s.Minor
	case ledger.WriteOff:
		f.WrittenOff += s.Minor
	case ledger.Disbursement:
		f.Disbursed += s.Minor
	case ledger.Payout, ledger.Suspended, ledger.Remittance, ledger.Returned:
	}
}

// count adds what is counted beside the money, and since when it is so.
func (t *Till) count(ctx context.Context, q db.Q, campaignID string, f *Figures) error {
	var rows []tally
	if err := db.Gorm(ctx, q).Where("campaign_id = ?", campaignID).Find(&rows).Error; err != nil {
		return db.Err(err)
	}
	for _, r := range rows {
		f.Donations += r.Donations
		f.Donors += r.Donors
		if r.ChangedAt.After(f.AsOf) {
			f.AsOf = r.ChangedAt
		}
	}
	if f.Reported == 0 {
		return nil
	}
	var last []snapshot
	err := db.Gorm(ctx, q).Where("campaign_id = ?", campaignID).Order("as_of DESC").Limit(1).Find(&last).Error
	if err == nil && len(last) == 1 {
		f.ReportedAt = &last[0].AsOf
	}
	return db.Err(err)
}

// tally counts the donations of a campaign, beside the ledger, in its lanes: who
// books in one has it to themselves.
type tally struct {
	CampaignID string `gorm:"primaryKey"`
	Lane       int    `gorm:"primaryKey;autoIncrement:false"`
	Donations  int64
	Donors     int64
	ChangedAt  time.Time
}

// TableName implements gorm's Tabler.
func (tally) TableName() string { return "donate_tallies" }

// tallied notes that something was booked for a campaign, and how many donations
// and donors it has more.
func (t *Till) tallied(ctx context.Context, tx *db.Tx, campaignID string, b ledger.Booked, donations, donors int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO donate_tallies (campaign_id, lane, donations, donors, changed_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (campaign_id, lane) DO UPDATE SET donations = donate_tallies.donations + excluded.donations,
		donors = donate_tallies.donors + excluded.donors, changed_at = excluded.changed_at`,
		campaignID, b.Lane, donations, donors, tx.Now)
	t.touched(tx, campaignID)
	return err
}
