package v1

import (
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/edition"
	"newsdesk/internal/text"
)

// Money is an amount of one currency.
type Money struct {
	Amount   int64  `json:"amount" example:"200000"` // minor units: of VND đồng, of USD cents
	Currency string `json:"currency" example:"VND"`  // ISO 4217
}

// CampaignStub is how a campaign is shown inside another thing.
type CampaignStub struct {
	TitleStub
	OpensAt  *time.Time       `json:"opens_at" extensions:"x-nullable" example:"2020-03-18T17:00:00Z"`                  // from when one can give
	ClosesAt *time.Time       `json:"closes_at" extensions:"x-nullable" example:"2020-06-18T17:00:00Z"`                 // until before when; null: until further notice
	Conduct  string           `json:"conduct" enums:"running,paused,cancelled,distributing,reported" example:"running"` // how the newsroom has it run; the clock says the rest
	Figures  *CampaignFigures `json:"figures" extensions:"x-nullable"`                                                  // what the ledger says; null: nothing yet
}

// CampaignSummary is a campaign in a list.
type CampaignSummary struct {
	CampaignStub
	State       string         `json:"state,omitzero" enums:"scheduled,open,paused,closed,distributing,reported,cancelled" example:"open"` // by the clock; absent where the campaign is included in another answer
	Locale      string         `json:"locale" example:"vi"`                                                                                // BCP 47
	Summary     string         `json:"summary" example:""`                                                                                 // in a few sentences
	Section     *NameStub      `json:"section" extensions:"x-nullable"`                                                                    // where it belongs
	Tags        []NameStub     `json:"tags"`                                                                                               // what it is about
	Hero        *block.Picture `json:"hero" extensions:"x-nullable"`                                                                       // the image that leads it
	Purpose     string         `json:"purpose" example:"ủng hộ phòng, chống dịch Covid-19"`                                                // what the money is for
	Organiser   *NameStub      `json:"organiser" extensions:"x-nullable"`                                                                  // who calls for it; null: nobody said
	Operator    *NameStub      `json:"operator" extensions:"x-nullable"`                                                                   // who takes the money, if that is somebody else
	Custody     string         `json:"custody" enums:"own,third_party" example:"third_party"`                                              // who holds the money
	Currency    string         `json:"currency" example:"VND"`                                                                             // ISO 4217, of all its amounts
	Goal        *CampaignGoal  `json:"goal" extensions:"x-nullable"`                                                                       // null: there is none
	PublishedAt time.Time      `json:"published_at" example:"2020-03-24T11:26:00Z"`                                                        // the date that readers are shown
	UpdatedAt   time.Time      `json:"updated_at" example:"2020-03-24T11:26:00Z"`                                                          // when the public text last changed
}

// Campaign is a campaign as the public reads it.
type Campaign struct {
	CampaignSummary
	Recasts
	CampaignDetails
	Body []block.Block `json:"body"` // what it is about
}

// toldCampaign is a printed campaign as far as other forms are made of it: without
// its text.
type toldCampaign struct {
	CampaignSummary
	CampaignDetails
}

// toldCampaignIn reads a printed campaign.
func toldCampaignIn(doc []byte) (c toldCampaign, err error) {
	err = json.Unmarshal(doc, &c)
	return c, err
}

// CampaignDetails are what a campaign has besides its summary and its text.
type CampaignDetails struct {
	Aliases           []string              `json:"aliases"`                                                                        // other names of it
	Beneficiaries     []CampaignBeneficiary `json:"beneficiaries"`                                                                  // whom the money is for
	Minimum           *Money                `json:"minimum" extensions:"x-nullable"`                                                // the smallest gift that can be announced here; null: any
	CaseCode          string                `json:"case_code" example:""`                                                           // what donors write to say which campaign they mean
	Policy            string                `json:"policy" enums:",vn-93-2021" example:"vn-93-2021"`                                // the rules that it keeps; empty: none
	DistributionDueOn *string               `json:"distribution_due_on" extensions:"x-nullable" format:"date" example:"2020-07-08"` // by which day all is handed out
	Commitment        string                `json:"commitment" example:""`                                                          // what is promised about handing out
	Documents         []EventLink           `json:"documents"`                                                                      // to read beside
	Channels          []CampaignChannel     `json:"channels"`                                                                       // the ways to give; see the descriptor before you show an account
	Translations      []Translation         `json:"translations"`                                                                   // other languages, as far as they are public
}

// CampaignGoal is what a campaign wants to reach.
type CampaignGoal struct {
	Kind  string `json:"kind" enums:"amount,donations,donors" example:"amount"` // what is counted
	Value int64  `json:"value" minimum:"1" example:"1000000000"`                // minor units of the currency, or a number
}

// CampaignBeneficiary is whom the money is for.
type CampaignBeneficiary struct {
	ID   string `json:"id" example:"quy"`                                       // unique in the campaign
	Kind string `json:"kind" enums:"person,group,organisation" example:"group"` // what it is
	Name string `json:"name" example:"Lực lượng tuyến đầu chống dịch"`          // as it is printed
}

// CampaignChannel is one way by which one gives. Amounts are minor units of the
// currency of the campaign.
type CampaignChannel struct {
	ID           string       `json:"id" example:"sms-1407"`                                              // unique in the campaign
	Kind         string       `json:"kind" enums:"sms,bank,gateway,cash,in_kind" example:"sms"`           // which sort of way
	From         *time.Time   `json:"from" extensions:"x-nullable" example:"2020-03-18T17:00:00Z"`        // from when; null: as long as the campaign
	To           *time.Time   `json:"to" extensions:"x-nullable" example:"2020-06-18T17:00:00Z"`          // until before when
	Instructions string       `json:"instructions" example:""`                                            // for donors, in words
	Provider     string       `json:"provider" enums:",stripe,vnpay,momo,zalopay,sepay,casso" example:""` // of a gateway, or who tells of transfers; empty: nobody
	SMS          *ChannelSMS  `json:"sms" extensions:"x-nullable"`                                        // of the kind sms
	Bank         *ChannelBank `json:"bank" extensions:"x-nullable"`                                       // of the kind bank
}

// ChannelSMS is how one gives by a message to a short number.
type ChannelSMS struct {
	ShortCode    string `json:"short_code" example:"1407"`                           // whereto
	Keyword      string `json:"keyword" example:"CV"`                                // with which the message begins
	Price        int64  `json:"price" minimum:"1" example:"20000"`                   // of one unit
	UnitsMin     int    `json:"units_min" minimum:"1" example:"1"`                   // the fewest in one message
	UnitsMax     int    `json:"units_max" minimum:"1" maximum:"10000" example:"100"` // the most in one message
	UnitsDefault int    `json:"units_default" minimum:"1" example:"1"`               // what a message without a number stands for
	Fee          int64  `json:"fee" minimum:"0" example:"0"`                         // of the carrier for one message; 0: waived, or nobody said
}

// ChannelBank is a bank account.
type ChannelBank struct {
	BIN        string `json:"bin" example:"970415"`           // of the bank: six digits
	Account    string `json:"account" example:"113366668888"` // its number
	Holder     string `json:"holder" example:"QUY UNG HO"`    // as the bank has it
	Dedicated  bool   `json:"dedicated" example:"true"`       // of this campaign alone
	MemoPrefix string `json:"memo_prefix" example:"UH"`       // what the reference of a donation begins with
}

// renderCampaign prints a campaign.
func (s Site) renderCampaign(v edition.View) (r edition.Rendering, err error) {
	b := v.Body.(*campaign.Campaign)
	card, err := s.campaignSummary(v, b)
	if err != nil {
		return r, err
	}
	doc := Campaign{CampaignSummary: card, CampaignDetails: campaignDetails(b, translations(v, "/v1/campaigns/"))}
	if doc.Body, err = resolve(v, b.Body.V); err != nil {
		return r, err
	}
	if r, err = rendering(card.CampaignStub, card, doc); err != nil {
		return r, err
	}
	r.Label = text.Fold(b.Title)
	for _, ref := range b.Refs() {
		switch ref.Rel {
		case "section", "tag", "organiser", "operator":
			r.File = append(r.File, ref.ID)
		}
	}
	r.Occasion = &edition.Occasion{StartsAt: b.OpensAt.UTC(), EndsAt: orNil(b.ClosesAt), Status: string(b.Conduct)}
	return r, nil
}

func (s Site) campaignSummary(v edition.View, b *campaign.Campaign) (c CampaignSummary, err error) {
	e := v.Entry
	c = CampaignSummary{
		CampaignStub: CampaignStub{
			TitleStub: TitleStub{ID: e.ID, Type: string(e.Kind), Slug: b.Slug, Title: b.Title},
			OpensAt:   orNil(b.OpensAt), ClosesAt: orNil(b.ClosesAt), Conduct: string(b.Conduct), Figures: figuresIn(v, b),
		},
		Locale: e.Locale, Summary: b.Summary, Purpose: b.Purpose, Custody: string(b.Custody), Currency: b.Currency, Goal: campaignGoal(b),
		PublishedAt: utc(e.ShownAt()), UpdatedAt: utc(*e.ContentUpdatedAt),
	}
	if c.Section, err = shown[NameStub](v, b.SectionID); err != nil {
		return c, err
	}
	if c.Tags, err = eachShown[NameStub](v, b.TagIDs.V); err != nil {
		return c, err
	}
	if c.Organiser, err = shown[NameStub](v, b.OrganiserID); err != nil {
		return c, err
	}
	if c.Operator, err = shown[NameStub](v, b.OperatorID); err != nil {
		return c, err
	}
	c.URL = s.page(c.Section, b.Slug)
	c.Hero, err = pictured(v, b.HeroID)
	return c, err
}

func campaignGoal(b *campaign.Campaign) *CampaignGoal {
	if b.Goal.V.Value == 0 {
		return nil
	}
	return &CampaignGoal{string(b.Goal.V.Kind), b.Goal.V.Value}
}

func campaignDetails(b *campaign.Campaign, others []Translation) CampaignDetails {
	d := CampaignDetails{
		Aliases: list(b.Aliases.V), Beneficiaries: []CampaignBeneficiary{}, CaseCode: b.CaseCode, Policy: b.PolicyID, DistributionDueOn: known(b.DistributionDue),
		Commitment: b.Commitment, Documents: []EventLink{}, Channels: campaignChannels(b), Translations: others,
	}
	if b.Minimum > 0 {
		d.Minimum = &Money{b.Minimum, b.Currency}
	}
	for _, one := range b.Beneficiaries.V {
		d.Beneficiaries = append(d.Beneficiaries, CampaignBeneficiary{one.ID, string(one.Kind), one.Name})
	}
	for _, one := range b.Documents.V {
		d.Documents = append(d.Documents, EventLink(one))
	}
	return d
}

func campaignChannels(b *campaign.Campaign) []CampaignChannel {
	all := make([]CampaignChannel, len(b.Channels.V))
	for i, ch := range b.Channels.V {
		all[i] = CampaignChannel{
			ID: ch.ID, Kind: string(ch.Kind), From: orNil(ch.From), To: orNil(ch.To), Instructions: ch.Instructions, Provider: ch.Provider,
		}
		if m := ch.Text; m != nil {
			all[i].SMS = new(ChannelSMS(*m))
		}
		if a := ch.Bank; a != nil {
			all[i].Bank = &ChannelBank{a.BIN, a.Number, a.Holder, a.Dedicated, a.Prefix}
		}
	}
	return all
}
