package v1

import (
	"strconv"
	"time"

	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/edition"
	"newsdesk/internal/money"
)

// CampaignFigures are what the ledger says of a campaign at one instant, as other
// things show it.
type CampaignFigures struct {
	Raised        Money     `json:"raised"`                                                   // what was given, less what went back; of third parties, what they report
	Goal          *Money    `json:"goal" extensions:"x-nullable"`                             // null: there is none in money
	Remaining     *Money    `json:"remaining" extensions:"x-nullable"`                        // to the goal, at least 0
	Percent       *int64    `json:"percent" extensions:"x-nullable" minimum:"0" example:"64"` // of the goal, rounded down; null: there is none
	DonationCount int64     `json:"donation_count" minimum:"0" example:"1600"`                // gifts of which something is left
	AsOf          time.Time `json:"as_of" example:"2020-04-06T14:00:00Z"`                     // when that was so
}

// figuresIn are the figures of a campaign as the ledger has them while it is printed.
func figuresIn(v edition.View, c *campaign.Campaign) *CampaignFigures {
	f, ok := v.Facts.(donate.Figures)
	if !ok || f.AsOf.IsZero() {
		return nil
	}
	wire := &CampaignFigures{Raised: Money{f.Raised(), c.Currency}, DonationCount: f.Donations, AsOf: utc(f.AsOf)}
	if f.ReportedAt != nil {
		wire.AsOf = utc(*f.ReportedAt)
	}
	g := c.Goal.V
	if g.Value == 0 {
		return wire
	}
	reached := map[campaign.GoalKind]int64{campaign.GoalAmount: f.Raised(), campaign.GoalDonations: f.Donations, campaign.GoalDonors: f.Donors}[g.Kind]
	if wire.Percent = new(donate.Percent(reached, g.Value)); g.Kind == campaign.GoalAmount {
		wire.Goal, wire.Remaining = &Money{g.Value, c.Currency}, &Money{max(g.Value-reached, 0), c.Currency}
	}
	return wire
}

// value is one of the figures as a document in a language shows it, or nil where there
// is none.
func (f *CampaignFigures) value(which block.Figure, as block.Format, locale string) *block.FigureValue {
	sum := func(m *Money) *block.FigureValue {
		if m == nil {
			return nil
		}
		said := money.Amount{Minor: m.Amount, Currency: m.Currency}.Format(locale)
		if as == block.FormatShort {
			said = money.Amount{Minor: m.Amount, Currency: m.Currency}.Short(locale)
		}
		return &block.FigureValue{Amount: m.Amount, Currency: m.Currency, Text: said, AsOf: f.AsOf}
	}
	count := func(n int64, unit string) *block.FigureValue {
		return &block.FigureValue{Amount: n, Text: money.Grouped(n, locale) + unit, AsOf: f.AsOf}
	}
	switch which {
	case block.Raised:
		return sum(&f.Raised)
	case block.Goal:
		return sum(f.Goal)
	case block.Remaining:
		return sum(f.Remaining)
	case block.DonationCount:
		return count(f.DonationCount, "")
	case block.Percent:
		if f.Percent != nil {
			return &block.FigureValue{Amount: *f.Percent, Text: strconv.FormatInt(*f.Percent, 10) + " %", AsOf: f.AsOf}
		}
	}
	return nil
}
