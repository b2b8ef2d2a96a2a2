package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/text"
)

// ByHand is a gift that somebody of the newsroom received: money, under the number
// of the receipt that they wrote.
type ByHand struct {
	CampaignID  string
	ChannelID   string
	Minor       int64
	Currency    string
	ExternalRef string
	ReceivedAt  time.Time
	Display     Display
	Person      donor.Person
	Message     string
	Note        string
}

const (
	refMost = 100
	byHand  = "hand" // where a provider would be named
)

// Take takes down a gift that came by hand. It is booked when a second person has
// confirmed it. It fails with DuplicateReference if its receipt is known.
func (t *Till) Take(ctx context.Context, actor auth.Actor, in ByHand) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Take(%s)", in.CampaignID)
	c, ch, err := t.live(ctx, t.db, in.CampaignID, in.ChannelID)
	if err != nil {
		return Donation{}, err
	}
	req := Request{Display: in.Display, Person: in.Person, Message: in.Message, Currency: in.Currency}
	f := req.sound(c)
	in.ExternalRef, in.Note = text.Line(&f, "/external_ref", in.ExternalRef, refMost), text.Lines(&f, "/note", in.Note, reasonMost)
	f.If(in.Minor < 1, "/amount", "out_of_range", "This is not below %d", 1)
	f.If(in.ExternalRef == "", "/external_ref", "required", "Give the number of the receipt")
	f.If(in.ReceivedAt.IsZero() || in.ReceivedAt.After(t.db.Now()), "/received_at", "out_of_range", "Say when it was received; that has to be past")
	f.If(ch.Kind != campaign.Cash || c.Custody == campaign.ThirdParty, "/channel_id", "not_allowed", "Only gifts by a channel of the kind %s are taken down by hand", string(campaign.Cash))
	if err := f.Err(); err != nil {
		return Donation{}, err
	}
	d := &donation{
		ID: ident.New(), CampaignID: in.CampaignID, ChannelID: in.ChannelID, Currency: c.Currency, Intended: in.Minor, Status: Pending, Display: req.Display,
		Moderation: Unseen, ExternalRef: &in.ExternalRef, RecordedBy: actor.ID, Note: in.Note, PaidAt: new(in.ReceivedAt.UTC().Truncate(time.Millisecond)),
	}
	err = t.db.Update(ctx, func(tx *db.Tx) (err error) {
		d.CreatedAt, d.UpdatedAt = tx.Now, tx.Now
		if err := t.remember(ctx, tx, d, req); err != nil {
			return err
		}
		var same int64
		if err := db.Gorm(ctx, tx).Model(&donation{}).Where("campaign_id = ? AND external_ref = ?", in.CampaignID, in.ExternalRef).Count(&same).Error; err != nil {
			return db.Err(err)
		}
		if same > 0 {
			return duplicate()
		}
		if err := t.enter(ctx, tx, d); err != nil {
			if fault.Is(err, fault.Conflict) {
				return duplicate()
			}
			return err
		}
		return t.record(ctx, tx, Act{actor, "take", "donation", d.ID, ""})
	})
	return d.told(t.db.Now()), err
}

func duplicate() error {
	return fault.New(fault.DuplicateReference, "Another gift of this campaign has this receipt")
}

// Confirm books a gift that came by hand. Whoever took it down cannot confirm it.
func (t *Till) Confirm(ctx context.Context, actor auth.Actor, id string) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Confirm(%s)", id)
	return t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		switch {
		case d.RecordedBy == "", d.Status == Failed:
			return impossible()
		case d.ApprovedBy != "":
			return nil
		case actor.Owns(d.RecordedBy):
			return ownWork()
		}
		d.ApprovedBy = actor.ID
		if _, err := tx.Exec(ctx, "UPDATE donate_donations SET approved_by = ? WHERE id = ?", actor.ID, d.ID); err != nil {
			return err
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: "hand:" + d.ID, Kind: ledger.Gift, Currency: d.Currency, EffectiveAt: *d.PaidAt, Actor: actor.ID, Subject: d.ID,
			Postings: move(fundOf(d.CampaignID), cashOf(d.CampaignID), d.Intended),
		})
		if err != nil {
			return err
		}
		// A payment of its own, so that some of it can go back like any other.
		p := &pay{
			ID: ident.New(), Provider: byHand, ProviderPayment: d.ID, DonationID: d.ID, CampaignID: d.CampaignID, ChannelID: d.ChannelID,
			Origin: string(cashOf(d.CampaignID)), Currency: d.Currency, Amount: d.Intended, Status: Credited, PaidAt: *d.PaidAt, BookedAt: tx.Now,
		}
		if err := tx.Insert(ctx, p); err != nil {
			return err
		}
		if err := t.settleIn(ctx, tx, d, b, func() { d.Paid = d.Intended }); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "confirm", "donation", d.ID, ""})
	})
}

func ownWork() error {
	return fault.New(fault.Forbidden, "Somebody else has to approve what you wrote")
}

func impossible() error {
	return fault.New(fault.InvalidTransition, "This is not possible as it stands")
}

// Reverse takes back a gift that came by hand and was booked by mistake.
func (t *Till) Reverse(ctx context.Context, actor auth.Actor, id, reason string) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Reverse(%s)", id)
	if reason == "" {
		return Donation{}, fault.Member(fault.Invalid, "/reason", "required", "Say why")
	}
	return t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		switch {
		case d.RecordedBy == "":
			return impossible()
		case d.Status == Failed, d.Refunded == d.Paid && d.Paid > 0:
			return nil
		case d.Paid == 0: // nobody confirmed it; its receipt may be used for what it is of
			d.Status, d.ExternalRef, d.UpdatedAt = Failed, nil, tx.Now
			if err := tx.Change(ctx, d); err != nil {
				return err
			}
			return t.record(ctx, tx, Act{actor, "reverse", "donation", d.ID, reason})
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: "hand:" + d.ID + ":reversed", Kind: ledger.Refund, Currency: d.Currency, EffectiveAt: tx.Now, Actor: actor.ID, Subject: d.ID,
			Postings: move(cashOf(d.CampaignID), fundOf(d.CampaignID), d.net()),
		})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE donate_payments SET refunded = amount WHERE provider = ? AND provider_payment = ?", byHand, d.ID); err != nil {
			return err
		}
		if err := t.settleIn(ctx, tx, d, b, func() { d.Refunded = d.Paid }); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "reverse", "donation", d.ID, reason})
	})
}

// change edits one donation, which is locked, and returns it as it then is.
func (t *Till) change(ctx context.Context, id string, edit func(*db.Tx, *donation) error) (told Donation, err error) {
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		var d donation
		if err := tx.Lock(ctx, &d, id); err != nil {
			return err
		}
		if err := edit(tx, &d); err != nil {
			return err
		}
		told = d.told(tx.Now)
		return nil
	})
	return told, err
}
