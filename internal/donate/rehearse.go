package donate

import (
	"context"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
	"newsdesk/internal/vietqr"
)

// Rehearsal is what SePay would announce of a transfer that names a gift, signed with
// the secret of its channel, and where to. It fails with Forbidden for an account
// that is live.
func (t *Till) Rehearsal(ctx context.Context, ref string, minor int64) (address string, d payment.Delivery, err error) {
	defer fault.Wrap(&err, "donate.Rehearsal(%s)", ref)
	ref, _ = vietqr.NormalReference(ref)
	var row donation
	if err := db.Err(db.Gorm(ctx, t.db).Take(&row, "ref = ?", ref).Error); err != nil {
		return "", d, err
	}
	_, ch, err := t.live(ctx, t.db, row.CampaignID, row.ChannelID)
	if err != nil {
		return "", d, err
	}
	m, err := t.merchant(ctx, t.db, row.CampaignID, row.ChannelID)
	if err != nil {
		return "", d, err
	}
	if m.Live || m.Provider != payment.SePay || ch.Bank == nil {
		return "", d, fault.New(fault.Forbidden, "Only a bank account with a sandbox of SePay can be rehearsed with")
	}
	now := t.db.Now()
	d.Body, err = json.Marshal(map[string]any{
		"id": now.UnixMilli(), "gateway": "Vietcombank", "transactionDate": now.In(time.FixedZone("ICT", 7*60*60)).Format(time.DateTime),
		"accountNumber": ch.Bank.Number, "code": nil, "content": ch.Bank.Prefix + ref + " ung ho", "transferType": "in", "transferAmount": minor,
		"accumulated": 0, "subAccount": nil, "referenceCode": "REHEARSAL." + ident.New(), "description": "",
	}, json.Deterministic(true))
	d.Header = map[string][]string{
		"Content-Type": {"application/json"}, "X-Sepay-Timestamp": {strconv.FormatInt(now.Unix(), 10)},
		"X-Sepay-Signature": {payment.SignSePay(m.Secret, now.Unix(), d.Body)},
	}
	return t.hook(m.Provider, row.CampaignID, row.ChannelID), d, err
}
