package donate

import (
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
)

// Verdict is what became of a delivery. It is stored and on the wire.
type Verdict string

// The verdicts.
const (
	Effective  Verdict = "effective"     // it had its effect
	Known      Verdict = "known"         // signed rightly, about something that another delivery had told
	NoEffect   Verdict = "no_effect"     // signed rightly, and without meaning for us
	Early      Verdict = "early"         // about a payment that nobody has told of yet; it waits for that
	NoOrder    Verdict = "unknown_order" // for people to look at
	WrongSum   Verdict = "wrong_amount"  // for people to look at
	Suspicious Verdict = "suspense"      // booked, and nobody knows for what
	BadSigned  Verdict = "refused"       // not believed
)

// Verdicts lists them.
func Verdicts() []Verdict {
	return []Verdict{Effective, Known, NoEffect, Early, NoOrder, WrongSum, Suspicious, BadSigned}
}

// outcome is what the provider is told.
func (v Verdict) outcome() payment.Outcome {
	switch v {
	case Effective, NoEffect, Early, Suspicious:
		return payment.Accepted
	case Known:
		return payment.Repeated
	case NoOrder:
		return payment.UnknownOrder
	case WrongSum:
		return payment.WrongAmount
	case BadSigned:
		return payment.Refused
	}
	return payment.Trouble
}

// letter is the row of a delivery in the inbox.
type letter struct {
	ID          string `gorm:"primaryKey"`
	Provider    string
	DeliveryKey string
	CampaignID  string
	ChannelID   string
	Verdict     Verdict
	Kind        string
	Payment     string
	Raw         []byte // sealed
	ReceivedAt  time.Time
}

// TableName implements gorm's Tabler.
func (letter) TableName() string { return "donate_inbox" }

// raw is a delivery as it is kept, for people who must find out what was said.
type raw struct {
	Query  string              `json:"query,omitzero"`
	Header map[string][]string `json:"header"`
	Body   string              `json:"body"`
	Why    string              `json:"why,omitzero"`
}

// refusedKept is how long deliveries are kept that were not believed.
const refusedKept = 30 * 24 * time.Hour

// Receive takes a delivery of a provider for a channel of a campaign, and returns
// what the provider is to be told. When it says that the effect is there, it is
// durable. It fails with NotFound for a channel that has no such provider.
func (t *Till) Receive(ctx context.Context, p payment.Provider, campaignID, channelID string, d payment.Delivery) (a payment.Answer, err error) {
	defer fault.Wrap(&err, "donate.Receive(%s)", p)
	m, err := t.merchant(ctx, t.db, campaignID, channelID)
	if err != nil {
		return a, err
	}
	if m.Provider != p {
		return a, notFound()
	}
	c, err := t.o.Campaign(ctx, t.db, campaignID)
	if err != nil {
		return a, err
	}
	l := letter{ID: ident.New(), Provider: string(p), CampaignID: campaignID, ChannelID: channelID, ReceivedAt: t.db.Now()}
	e, err := payment.Read(m, d, t.db.Now())
	if refused, ok := errors.AsType[payment.RefusalError](err); ok {
		return payment.Reply(p, payment.Refused), t.keepRefused(ctx, l, d, refused)
	}
	if err != nil {
		return a, err
	}
	l.DeliveryKey, l.Kind, l.Payment, l.Verdict = e.Key, string(e.Kind), e.Payment, Effective
	if l.Raw, err = t.sealed(l, d, ""); err != nil {
		return a, err
	}
	v, err := t.deliver(ctx, l, c, m, e)
	if err != nil {
		return a, err
	}
	return payment.Reply(p, v.outcome()), nil
}

// deliver puts a delivery into the inbox, and has its effect in the same
// transaction, unless it is there already.
func (t *Till) deliver(ctx context.Context, l letter, c *campaign.Campaign, m payment.Merchant, e payment.Event) (v Verdict, err error) {
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO donate_inbox (id, provider, delivery_key, campaign_id, channel_id, verdict, kind, payment, raw, received_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provider, delivery_key) DO NOTHING`,
			l.ID, l.Provider, l.DeliveryKey, l.CampaignID, l.ChannelID, l.Verdict, l.Kind, l.Payment, l.Raw, l.ReceivedAt)
		if err != nil {
			return err
		}
		if n == 0 {
			v, err = t.repeated(ctx, tx, l)
			return err
		}
		ch, _ := c.Channel(l.ChannelID)
		w := &work{Till: t, tx: tx, provider: string(m.Provider), campaign: c, campaignID: l.CampaignID, channel: ch, channelID: l.ChannelID}
		if v, err = w.apply(ctx, e); err != nil || v == Effective {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE donate_inbox SET verdict = ? WHERE id = ?", v, l.ID)
		return err
	})
	return v, err
}

// repeated is what the provider is told who says something again: what it was told
// before, unless that had an effect.
func (t *Till) repeated(ctx context.Context, tx *db.Tx, l letter) (Verdict, error) {
	var was []Verdict
	err := db.Gorm(ctx, tx).Model(&letter{}).Where("provider = ? AND delivery_key = ?", l.Provider, l.DeliveryKey).Pluck("verdict", &was).Error
	if err != nil || len(was) == 0 {
		return Known, db.Err(err)
	}
	if was[0] == NoOrder || was[0] == WrongSum {
		return was[0], nil
	}
	return Known, nil
}

func (t *Till) sealed(l letter, d payment.Delivery, why string) ([]byte, error) {
	plain, err := json.Marshal(raw{d.RawQuery, d.Header, string(d.Body), why}, json.Deterministic(true))
	if err != nil {
		plain, err = json.Marshal(raw{Why: "not UTF-8"})
	}
	if err != nil {
		return nil, err
	}
	return t.o.Sealer.Seal(plain, "inbox "+l.ID)
}

// keepRefused keeps a delivery that was not believed, for a month, and forgets
// those that are older.
func (t *Till) keepRefused(ctx context.Context, l letter, d payment.Delivery, why payment.RefusalError) (err error) {
	l.Verdict, l.DeliveryKey, l.Kind = BadSigned, "refused:"+l.ID, string(why)
	if l.Raw, err = t.sealed(l, d, string(why)); err != nil {
		return err
	}
	return t.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM donate_inbox WHERE verdict = ? AND received_at < ?", BadSigned, tx.Now.Add(-refusedKept)); err != nil {
			return err
		}
		return tx.Insert(ctx, &l)
	})
}
