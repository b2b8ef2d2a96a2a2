package app

import (
	"context"
	"time"

	"newsdesk/internal/article"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/demo"
	"newsdesk/internal/desk"
	"newsdesk/internal/donate"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
	"newsdesk/internal/taxonomy"
)

func (s *seeder) campaigns(ctx context.Context) error {
	for _, one := range s.newsroom.Campaigns {
		at := s.record(campaign.Kind, one.Slug)
		if err := seed(ctx, s, at, "", func(b *campaign.Campaign, _ *desk.Draft) { s.campaign(b, one) }); err != nil {
			return err
		}
		if err := s.money(ctx, s.made[at], one); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) campaign(b *campaign.Campaign, one demo.Campaign) {
	b.Title, b.Purpose, b.Aliases.V, b.Commitment, b.PolicyID = one.Title, one.Purpose, one.Aliases, one.Commitment, one.Policy
	b.SectionID = s.made[s.record(taxonomy.SectionKind, one.Section)]
	b.Currency, b.Custody, b.Conduct, b.Minimum = "VND", campaign.Own, campaign.Running, one.Minimum
	b.OpensAt, b.ClosesAt = s.instant(one.Opens), s.instant(one.Closes)
	if one.Goal > 0 {
		b.Goal.V = campaign.Goal{Kind: campaign.GoalAmount, Value: one.Goal}
	}
	if one.Organiser != "" {
		b.OrganiserID = s.made[s.record(taxonomy.OrganisationKind, one.Organiser)]
	}
	if one.Operator != "" {
		b.OperatorID, b.Custody = s.made[s.record(taxonomy.OrganisationKind, one.Operator)], campaign.ThirdParty
	}
	if one.Beneficiary != "" {
		b.Beneficiaries.V = []campaign.Beneficiary{{ID: "1", Kind: campaign.Organisation, Name: one.Beneficiary}}
	}
	if m := one.SMS; m != nil {
		b.Channels.V = append(b.Channels.V, campaign.Channel{ID: m.ID, Kind: campaign.SMS, Text: &campaign.TextMessage{
			ShortCode: m.ShortCode, Keyword: m.Keyword, Price: m.Price, UnitsMin: 1, UnitsMax: m.Most, UnitsDefault: 1,
		}})
	}
	if a := one.Bank; a != nil {
		b.Channels.V = append(b.Channels.V, campaign.Channel{ID: a.ID, Kind: campaign.Bank, Provider: string(payment.SePay), Bank: &campaign.Account{
			BIN: a.BIN, Number: a.Number, Holder: a.Holder, Dedicated: true, Prefix: "UH",
		}})
	}
}

// instant reads a local time of the demo; nil if it is empty.
func (s *seeder) instant(local string) *time.Time {
	zone, err := time.LoadLocation(s.newsroom.Zone)
	if err != nil {
		return nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", local, zone)
	if err != nil {
		return nil
	}
	return new(at.UTC())
}

// money takes down what was reported, and the account of the simulated provider.
func (s *seeder) money(ctx context.Context, id string, one demo.Campaign) error {
	for _, shot := range one.Snapshots {
		snapshot := donate.Snapshot{CampaignID: id, ChannelID: one.SMS.ID, AsOf: *s.instant(shot.AsOf), Cumulative: shot.Cumulative, Source: shot.Source}
		if shot.Units > 0 {
			snapshot.Units = &shot.Units
		}
		if _, _, err := s.Till.Report(ctx, demoActor(), snapshot); err != nil {
			return err
		}
	}
	if one.Bank != nil {
		err := s.Till.SetMerchant(ctx, demoActor(), id, one.Bank.ID, payment.Merchant{Provider: payment.SePay, Secret: one.Bank.Secret})
		if err != nil {
			return err
		}
	}
	return s.reprint(ctx, id)
}

// vouch has the demo approve where a campaign sends money, before it is public.
func (s *seeder) vouch(ctx context.Context, e content.Entry) error {
	if e.Kind != campaign.Kind {
		return nil
	}
	body, err := s.Kinds.Load(ctx, s.DB, e, content.Working)
	if err != nil {
		return err
	}
	c, ok := body.(*campaign.Campaign)
	if !ok {
		return fault.New(fault.Internal, "This is no campaign")
	}
	return s.Till.Approve(ctx, demoActor(), e.ID, c.Fingerprint(), nil)
}

// linkCampaign says in the imported story, and in its event, which drive they have to
// do with.
func (s *seeder) linkCampaign(b any) {
	id := s.made[s.record(campaign.Kind, demo.StoryCampaign)]
	switch b := b.(type) {
	case *article.Article:
		b.CampaignIDs.V = []string{id}
	case *event.Event:
		b.Campaigns.V = []event.CampaignLink{{CampaignID: id, Role: event.DonationDrive}}
	}
}
