package v1

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/apikey"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
	"newsdesk/internal/policy"
)

// Merchant is with which account of which provider a channel works. Its secrets are
// never told.
type Merchant struct {
	Provider   string    `json:"provider" enums:"stripe,vnpay,momo,zalopay,sepay,casso,portal" example:"vnpay"` // who moves the money, or tells of it
	Live       bool      `json:"live" example:"true"`                                                           // false: of the provider's sandbox
	MerchantID string    `json:"merchant_id" example:"NEWSDESK1"`                                               // what the provider calls the account; empty: nothing
	Hook       string    `json:"hook" example:"https://api.bao.example/v1/hooks/vnpay/01912f0c/cong"`           // where the provider is to announce what happens
	Approved   bool      `json:"approved" example:"true"`                                                       // it is in use: a sandbox, or a live account that a second person approved
	UpdatedBy  string    `json:"updated_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                     // the user who wrote it
	UpdatedAt  time.Time `json:"updated_at" example:"2020-03-18T07:00:00Z"`                                     // when
}

// MerchantInput says with which account of which provider a channel works.
type MerchantInput struct {
	Provider   string `json:"provider" validate:"required" enums:"stripe,vnpay,momo,zalopay,sepay,casso,portal" example:"vnpay"` // that of the channel
	Live       bool   `json:"live" validate:"required" example:"true"`                                                           // false: of the provider's sandbox
	MerchantID string `json:"merchant_id,omitzero" example:"NEWSDESK1"`                                                          // what the provider calls the account, if it does
	AccessKey  string `json:"access_key,omitzero" example:""`                                                                    // with which the provider is called; some have none
	Secret     string `json:"secret" validate:"required" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"`                       // with which what it sends is verified
}

func merchantOf(m donate.MerchantInfo) Merchant {
	return Merchant{string(m.Provider), m.Live, m.ID, m.Hook, m.Good, m.UpdatedBy, utc(m.UpdatedAt)}
}

// merchant is what the till stores, with all that is wrong with it, by the names that
// its members have here.
func (in MerchantInput) merchant(ch campaign.Channel) (payment.Merchant, fault.Fields) {
	m := payment.Merchant{Provider: payment.Provider(in.Provider), Live: in.Live, ID: in.MerchantID, AccessKey: in.AccessKey, Secret: in.Secret}
	f := m.Check()
	for i := range f {
		if f[i].Name == "/id" {
			f[i].Name = "/merchant_id"
		}
	}
	f.If(ch.Provider != "" && in.Provider != ch.Provider, "/provider", "not_allowed", "This channel works with %s", ch.Provider)
	return m, f
}

// wayTo is a channel of the working copy that the address names.
func wayTo(c echo.Context, it content.Item) (ch campaign.Channel, err error) {
	b, ok := it.Body.(*campaign.Campaign)
	if ok {
		ch, ok = b.Channel(c.Param("channel"))
	}
	if !ok {
		return ch, fault.New(fault.NotFound, "Not found")
	}
	return ch, nil
}

// merchant godoc
//
//	@ID		getChannelMerchant
//	@Summary	Read with which account of which provider a channel works
//	@Description	Its secrets are never told.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		channel	path	string	true	"Id of the channel in the campaign"	example(cong)
//	@Success	200	{object}	Merchant	"The account"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/channels/{channel}/merchant [get]
func (h treasury) merchant(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	ch, err := wayTo(c, it)
	if err != nil {
		return err
	}
	return h.sendMerchant(c, it.ID, ch.ID)
}

func (h treasury) sendMerchant(c echo.Context, campaignID, channelID string) error {
	m, err := h.till.Merchant(c.Request().Context(), campaignID, channelID)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, merchantOf(m))
}

// approveMerchant godoc
//
//	@ID		approveChannelMerchant
//	@Summary	Approve the live account of a channel, as a second person
//	@Description	Until then nothing is paid by it, and nothing that its provider says is believed. You must have proven who you are within the last ten minutes.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		channel	path	string	true	"Id of the channel in the campaign"	example(cong)
//	@Success	200	{object}	Merchant	"The account, without its secrets"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/channels/{channel}/merchant/approve [post]
func (h treasury) approveMerchant(c echo.Context) error {
	it, err := h.may(c, policy.Approve)
	if err != nil {
		return err
	}
	ch, err := wayTo(c, it)
	if err != nil {
		return err
	}
	if err := h.till.ApproveMerchant(c.Request().Context(), rest.Actor(c), it.ID, ch.ID); err != nil {
		return err
	}
	return h.sendMerchant(c, it.ID, ch.ID)
}

// setMerchant godoc
//
//	@ID		setChannelMerchant
//	@Summary	Say with which account of which provider a channel works
//	@Description	It replaces what was there. The secrets are sealed and never told again. You must have proven who you are within the last ten minutes.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		channel	path	string	true	"Id of the channel in the campaign"	example(cong)
//	@Param		body	body	MerchantInput	true	"The account, with its secrets"
//	@Success	200	{object}	Merchant	"The account, without its secrets"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/channels/{channel}/merchant [put]
func (h treasury) setMerchant(c echo.Context) error {
	it, err := h.may(c, policy.Approve)
	if err != nil {
		return err
	}
	ch, err := wayTo(c, it)
	if err != nil {
		return err
	}
	in, err := rest.Decode[MerchantInput](c, maxCredentials)
	if err != nil {
		return err
	}
	actor := rest.Actor(c)
	if err := actor.Fresh(rest.Now(c)); err != nil {
		return err
	}
	m, f := in.merchant(ch)
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.till.SetMerchant(c.Request().Context(), actor, it.ID, ch.ID, m); err != nil {
		return err
	}
	return h.sendMerchant(c, it.ID, ch.ID)
}

// DetailsApprovalInput names what is approved.
type DetailsApprovalInput struct {
	Fingerprint string `json:"fingerprint" validate:"required" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // payment_details of the working copy that you compared
}

// DetailsApproval is the word of a second person that money goes where it should.
type DetailsApproval struct {
	Fingerprint string    `json:"fingerprint" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // what is approved
	ApprovedAt  time.Time `json:"approved_at" example:"2020-03-18T07:00:00Z"`                                             // when
}

// approveDetails godoc
//
//	@ID		approvePaymentDetails
//	@Summary	Approve where a campaign sends money
//	@Description	Compare its accounts and short numbers with what you know, not with what somebody wrote here. Whoever wrote them cannot approve them. You must have proven who you are within the last ten minutes.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	DetailsApprovalInput	true	"What you compared"
//	@Success	200	{object}	DetailsApproval	"It is approved"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Failure	403	{object}	rest.Problem	"You may not do this, or you wrote them yourself"
//	@Failure	409	{object}	rest.Problem	"They are others by now"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/payment-details/approve [post]
func (h treasury) approveDetails(c echo.Context) error {
	it, err := h.may(c, policy.Approve)
	if err != nil {
		return err
	}
	in, err := rest.Decode[DetailsApprovalInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	b, ok := it.Body.(*campaign.Campaign)
	switch {
	case !ok:
		return fault.New(fault.NotFound, "Not found")
	case in.Fingerprint == "":
		return fault.Member(fault.Invalid, "/fingerprint", "required", "Say what you compared: payment_details of the working copy")
	case in.Fingerprint != b.Fingerprint():
		return outdated()
	}
	ctx := c.Request().Context()
	writers, err := h.writers(ctx, it.Entry, in.Fingerprint)
	if err != nil {
		return err
	}
	if err := h.till.Approve(ctx, rest.Actor(c), it.ID, in.Fingerprint, writers); err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, DetailsApproval{in.Fingerprint, utc(rest.Now(c))})
}

func outdated() error {
	return fault.Member(fault.Conflict, "/fingerprint", "wrong", "The payment details are others by now; read the campaign again, and compare them")
}

// revisionsAtOnce is how many revisions are read with their bodies.
const revisionsAtOnce = 20

// writers are those who saved the payment details as they are now: the actors of the
// newest revisions, back to the one that brought them. Who wrote through a key is one
// of them.
func (h treasury) writers(ctx context.Context, e content.Entry, fingerprint string) ([]string, error) {
	var ids []string
	for from := e.Version; ; from -= revisionsAtOnce {
		var revs []content.Revision
		err := db.Gorm(ctx, h.db).Where("entry_id = ? AND version <= ? AND version > ?", e.ID, from, from-revisionsAtOnce).Order("version DESC").Find(&revs).Error
		if err != nil {
			return nil, db.Err(err)
		}
		some, more, err := savers(revs, fingerprint)
		if err != nil {
			return nil, err
		}
		if ids = append(ids, some...); !more || from <= revisionsAtOnce {
			break
		}
	}
	if len(ids) == 0 {
		return nil, outdated() // nobody is known to have written them, so anybody may have
	}
	var makers []string
	err := db.Gorm(ctx, h.db).Model(&apikey.Key{}).Where("id IN ?", ids).Pluck("created_by", &makers).Error
	return append(ids, makers...), db.Err(err)
}

// savers are the actors of revisions, the newest first, for as long as their payment
// details are those; more says that all of them are.
func savers(revs []content.Revision, fingerprint string) (ids []string, more bool, err error) {
	for _, r := range revs {
		var b campaign.Campaign
		if err := json.Unmarshal([]byte(r.Body), &b); err != nil {
			return nil, false, err
		}
		if b.Fingerprint() != fingerprint {
			return ids, false, nil
		}
		if !slices.Contains(passesOn(), policy.Verb(r.Verb)) {
			ids = append(ids, r.ActorID)
		}
	}
	return ids, true, nil
}

// passesOn are the verbs that move a campaign along its life and write nothing.
func passesOn() []policy.Verb {
	return []policy.Verb{
		policy.Submit, policy.Return, policy.Approve, policy.Schedule, policy.Unschedule, policy.Publish, policy.Unpublish, policy.Archive,
	}
}
