package donate

import (
	"context"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
	"newsdesk/internal/text"
	"newsdesk/internal/vietqr"
)

// transferred credits money that came into a bank account to what its memo names.
// One reference that somebody was given means their donation; without any, what
// comes into an account of one campaign alone is for that. All else waits for
// somebody who looks.
func (w *work) transferred(ctx context.Context, e payment.Event) (Verdict, error) {
	account := w.channel.Bank
	if account == nil { // the channel is another one by now
		account = &campaign.Account{BIN: "000000", Number: e.Transfer.Account}
	}
	p := w.payment(e, "", bankOf(*account))
	p.Fingerprint = new(fingerprint(e))
	var err error
	if p.Memo, err = w.o.Sealer.Seal([]byte(e.Transfer.Memo), "memo "+p.ID); err != nil {
		return "", err
	}
	if e.Currency != w.campaign.Currency {
		p.Status, p.Reason = Parked, "currency"
		if isNew, err := w.claim(ctx, p); err != nil || !isNew {
			return Known, err
		}
		return WrongSum, nil
	}
	d, why, err := w.meant(ctx, e.Transfer.Memo, account.Prefix)
	if err != nil {
		return "", err
	}
	if d != nil {
		return w.forDonation(ctx, p, d)
	}
	coded := w.campaign.CaseCode != "" && strings.Contains(bare(e.Transfer.Memo), bare(w.campaign.CaseCode))
	if account.Dedicated && why != severalRefs || coded {
		return w.anonymous(ctx, p)
	}
	p.Suspense = string(suspenseOf(*account))
	if isNew, err := w.claim(ctx, p); err != nil || !isNew {
		return Known, err
	}
	return Suspicious, w.putAside(ctx, p, suspenseOf(*account), why)
}

// Why a transfer waits. The words are stored and on the wire.
const (
	noRef       = "no_reference"
	unknownRef  = "unknown_reference"
	severalRefs = "several_references"
)

// meant finds the donation that a memo names, and locks it.
func (w *work) meant(ctx context.Context, memo, prefix string) (*donation, string, error) {
	refs := vietqr.References(memo, prefix)
	if len(refs) != 1 {
		return nil, map[bool]string{true: noRef, false: severalRefs}[len(refs) == 0], nil
	}
	var found []string
	if err := db.Gorm(ctx, w.tx).Model(&donation{}).Where("ref = ?", refs[0]).Limit(1).Pluck("id", &found).Error; err != nil || len(found) == 0 {
		return nil, unknownRef, db.Err(err)
	}
	d := new(donation)
	return d, "", w.tx.Lock(ctx, d, found[0])
}

// forDonation credits a transfer to the donation that it names, which may be of
// another campaign that shares the account.
func (w *work) forDonation(ctx context.Context, p *pay, d *donation) (Verdict, error) {
	if d.CampaignID != w.campaignID {
		other, err := w.o.Campaign(ctx, w.tx, d.CampaignID)
		if fault.Is(err, fault.NotFound) {
			other = &campaign.Campaign{}
		} else if err != nil {
			return "", err
		}
		w.campaign, w.campaignID, p.CampaignID = other, d.CampaignID, d.CampaignID
	}
	p.DonationID = d.ID
	if d.Intended > 0 && d.Intended != p.Amount {
		p.Reason = "differs:" + strconv.FormatInt(p.Amount-d.Intended, 10)
	}
	if isNew, err := w.claim(ctx, p); err != nil || !isNew {
		return Known, err
	}
	return w.credit(ctx, p, d, 0)
}

// fingerprint tells one bank transfer from all others, whoever announces it: the
// account, the bank's reference, the amount, the direction and the day.
func fingerprint(e payment.Event) string {
	day := e.At.In(time.FixedZone("ICT", 7*60*60)).Format(time.DateOnly) // the banks' day
	direction := "in"
	if e.Transfer.Out {
		direction = "out"
	}
	return strings.Join([]string{e.Transfer.Account, bare(e.Transfer.Reference), strconv.FormatInt(e.Minor, 10), direction, day}, "|")
}

// bare is a text as banks leave it: capital letters and digits, without accents.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToUpper(text.Fold(s)))
}
