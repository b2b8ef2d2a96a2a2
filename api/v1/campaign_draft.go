package v1

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/strict"
	"newsdesk/internal/text"
)

// DraftCampaignSummary is a campaign in a list of the newsroom.
type DraftCampaignSummary struct {
	Spine
	Title    string      `json:"title" example:"Toàn dân ủng hộ phòng, chống dịch Covid-19"`                       // what it is called
	Summary  string      `json:"summary" example:""`                                                               // in a few sentences
	Section  *DraftStub  `json:"section" extensions:"x-nullable"`                                                  // where it belongs
	Tags     []DraftStub `json:"tags"`                                                                             // what it is about
	OpensAt  *time.Time  `json:"opens_at" extensions:"x-nullable" example:"2020-03-18T17:00:00Z"`                  // from when one can give
	ClosesAt *time.Time  `json:"closes_at" extensions:"x-nullable" example:"2020-06-18T17:00:00Z"`                 // until before when
	Conduct  string      `json:"conduct" enums:"running,paused,cancelled,distributing,reported" example:"running"` // how it is run
	Custody  string      `json:"custody" enums:"own,third_party" example:"third_party"`                            // who holds the money
	Currency string      `json:"currency" example:"VND"`                                                           // ISO 4217
}

// DraftCampaign is the working copy of a campaign.
type DraftCampaign struct {
	DraftCampaignSummary
	Body              []block.Block              `json:"body"`                                                                           // what it is about
	Aliases           []string                   `json:"aliases"`                                                                        // other names of it
	Hero              *DraftStub                 `json:"hero" extensions:"x-nullable"`                                                   // the image that leads it
	Purpose           string                     `json:"purpose" example:"ủng hộ phòng, chống dịch Covid-19"`                            // what the money is for
	Organiser         *DraftStub                 `json:"organiser" extensions:"x-nullable"`                                              // who calls for it
	Operator          *DraftStub                 `json:"operator" extensions:"x-nullable"`                                               // who takes the money, if that is somebody else
	Beneficiaries     []CampaignBeneficiaryInput `json:"beneficiaries"`                                                                  // whom the money is for
	Goal              *CampaignGoal              `json:"goal" extensions:"x-nullable"`                                                   // null: there is none
	Minimum           int64                      `json:"minimum" example:"20000"`                                                        // minor units; 0: none
	CaseCode          string                     `json:"case_code" example:""`                                                           // what donors write to say which campaign they mean
	Policy            string                     `json:"policy" enums:",vn-93-2021" example:"vn-93-2021"`                                // the rules that it keeps; empty: none
	DistributionDueOn *string                    `json:"distribution_due_on" extensions:"x-nullable" format:"date" example:"2020-07-08"` // by which day all is handed out
	Commitment        string                     `json:"commitment" example:""`                                                          // what is promised about handing out
	LongerWindow      string                     `json:"longer_window" example:""`                                                       // why it takes longer than the policy has it
	Documents         []EventLink                `json:"documents"`                                                                      // to read beside
	Channels          []CampaignChannel          `json:"channels"`                                                                       // the ways to give
	PaymentDetails    string                     `json:"payment_details" example:"9f86d081884c7d65"`                                     // stands for all that decides where money goes; empty: nothing does
	Warnings          []CampaignWarning          `json:"warnings"`                                                                       // what does not keep it from being published
}

// CampaignWarning is something that does not keep a campaign from being published.
type CampaignWarning struct {
	Code    string `json:"code" example:"vn-93-2021.window"`                                                                      // stable
	Pointer string `json:"pointer" example:"/closes_at"`                                                                          // what it is about (RFC 6901)
	Detail  string `json:"detail" example:"Donations are taken for more than 90 days, and nothing says that donors agreed to it"` // for people
}

// CampaignBeneficiaryInput is whom the money is for, with who agreed to being named.
type CampaignBeneficiaryInput struct {
	ID                string `json:"id,omitzero" example:"quy"`                                       // unique in the campaign; made of the place in the list if absent
	Kind              string `json:"kind,omitzero" enums:"person,group,organisation" example:"group"` // what it is; organisation if absent
	Name              string `json:"name,omitzero" example:"Lực lượng tuyến đầu chống dịch"`          // as it is printed
	Child             bool   `json:"child,omitzero" example:"false"`                                  // a person under age: both consents are needed
	ConsentOn         string `json:"consent_on,omitzero" example:""`                                  // the day on which they agreed to be named; empty: nobody asked
	GuardianConsentOn string `json:"guardian_consent_on,omitzero" example:""`                         // the day on which the guardian agreed
}

// CampaignPatch changes a campaign; what is absent stays as it is. Lists and
// objects are replaced whole.
type CampaignPatch struct {
	Dates
	Prose
	Slug              strict.Opt[string]                     `json:"slug" example:"ung-ho-phong-chong-dich"`                                                   // empty: made of the title
	Title             strict.Opt[string]                     `json:"title" example:"Toàn dân ủng hộ phòng, chống dịch Covid-19"`                               // what it is called
	Summary           strict.Opt[string]                     `json:"summary"`                                                                                  // in a few sentences
	Aliases           strict.Opt[[]string]                   `json:"aliases"`                                                                                  // other names of it; at most 100
	SectionID         strict.Opt[string]                     `json:"section_id" format:"uuid" extensions:"x-nullable"`                                         // where it belongs; null for nowhere
	TagIDs            strict.Opt[[]string]                   `json:"tag_ids"`                                                                                  // what it is about; at most 100
	HeroImageID       strict.Opt[string]                     `json:"hero_image_id" format:"uuid" extensions:"x-nullable"`                                      // the image that leads it; null for none
	Purpose           strict.Opt[string]                     `json:"purpose"`                                                                                  // what the money is for
	OrganiserID       strict.Opt[string]                     `json:"organiser_id" format:"uuid" extensions:"x-nullable"`                                       // who calls for it: an organisation
	OperatorID        strict.Opt[string]                     `json:"operator_id" format:"uuid" extensions:"x-nullable"`                                        // who takes the money, if that is somebody else
	Beneficiaries     strict.Opt[[]CampaignBeneficiaryInput] `json:"beneficiaries"`                                                                            // whom the money is for; at most 100
	Custody           strict.Opt[string]                     `json:"custody" enums:"own,third_party"`                                                          // who holds the money; own if never sent
	Currency          strict.Opt[string]                     `json:"currency" example:"VND"`                                                                   // ISO 4217; VND if never sent. It stays once there are donations
	Goal              strict.Opt[CampaignGoal]               `json:"goal" extensions:"x-nullable"`                                                             // null: there is none
	Minimum           strict.Opt[int64]                      `json:"minimum"`                                                                                  // minor units: the smallest gift that can be announced here; 0: any
	CaseCode          strict.Opt[string]                     `json:"case_code"`                                                                                // what donors write to say which campaign they mean
	OpensAt           strict.Opt[time.Time]                  `json:"opens_at" format:"date-time" extensions:"x-nullable" example:"2020-03-19T00:00:00+07:00"`  // from when one can give
	ClosesAt          strict.Opt[time.Time]                  `json:"closes_at" format:"date-time" extensions:"x-nullable" example:"2020-06-19T00:00:00+07:00"` // until before when; null: until further notice
	Conduct           strict.Opt[string]                     `json:"conduct" enums:"running,paused,cancelled,distributing,reported"`                           // how it is run
	Policy            strict.Opt[string]                     `json:"policy" enums:",vn-93-2021"`                                                               // the rules that it keeps; empty: none
	DistributionDueOn strict.Opt[string]                     `json:"distribution_due_on" format:"date" extensions:"x-nullable" example:"2020-07-08"`           // by which day all is handed out
	Commitment        strict.Opt[string]                     `json:"commitment"`                                                                               // what is promised about handing out
	LongerWindow      strict.Opt[string]                     `json:"longer_window"`                                                                            // why it takes longer than the policy has it
	Documents         strict.Opt[[]EventLink]                `json:"documents"`                                                                                // to read beside; at most 100
	Channels          strict.Opt[[]CampaignChannel]          `json:"channels"`                                                                                 // the ways to give; at most 100
}

// CampaignInput begins a campaign.
type CampaignInput struct {
	Opening
	CampaignPatch
}

// ReadOnlyMembers implements strict.Guarded.
func (CampaignPatch) ReadOnlyMembers() []string {
	return patchOnly("section", "tags", "hero", "organiser", "operator", "warnings", "payment_details", "state", "raised", "figures")
}

// ReadOnlyMembers implements strict.Guarded.
func (CampaignInput) ReadOnlyMembers() []string {
	return withoutOpening(CampaignPatch{}.ReadOnlyMembers())
}

// draftCampaignSummary writes a campaign for a list of the newsroom.
func draftCampaignSummary(s Spine, it content.Item, stubs stubber) DraftCampaignSummary {
	b := it.Body.(*campaign.Campaign)
	return DraftCampaignSummary{
		Spine: s, Title: b.Title, Summary: b.Summary, Section: stubs.one(b.SectionID), Tags: stubs.all(b.TagIDs.V),
		OpensAt: orNil(b.OpensAt), ClosesAt: orNil(b.ClosesAt), Conduct: string(b.Conduct), Custody: string(b.Custody), Currency: b.Currency,
	}
}

// draftCampaign writes the working copy of a campaign.
func draftCampaign(s Spine, it content.Item, stubs stubber) DraftCampaign {
	b := it.Body.(*campaign.Campaign)
	details := campaignDetails(b, nil)
	d := DraftCampaign{
		DraftCampaignSummary: draftCampaignSummary(s, it, stubs), Body: blocks(b.Body.V), Aliases: details.Aliases, Hero: stubs.one(b.HeroID),
		Purpose: b.Purpose, Organiser: stubs.one(b.OrganiserID), Operator: stubs.one(b.OperatorID), Beneficiaries: []CampaignBeneficiaryInput{},
		Goal: campaignGoal(b), Minimum: b.Minimum, CaseCode: b.CaseCode, Policy: b.PolicyID, DistributionDueOn: details.DistributionDueOn,
		Commitment: b.Commitment, LongerWindow: b.LongerWindow, Documents: details.Documents, Channels: details.Channels,
		PaymentDetails: b.Fingerprint(), Warnings: []CampaignWarning{},
	}
	for _, one := range b.Beneficiaries.V {
		d.Beneficiaries = append(d.Beneficiaries, CampaignBeneficiaryInput{one.ID, string(one.Kind), one.Name, one.Child, one.ConsentOn, one.GuardianConsentOn})
	}
	for _, w := range b.Warnings() {
		d.Warnings = append(d.Warnings, CampaignWarning{w.Code, w.Pointer, w.Text})
	}
	return d
}

// write puts the patch into b, and notes its faults. What contradicts itself is
// refused at once; that something is missing is for publication to say.
func (in CampaignPatch) write(p *pen, b *campaign.Campaign) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Title, "title")
	p.prose(&b.Summary, in.Summary, "summary")
	p.names(&b.Aliases.V, in.Aliases, "aliases")
	p.id(&b.SectionID, in.SectionID, "section_id")
	p.ids(&b.TagIDs.V, in.TagIDs, "tag_ids")
	p.id(&b.HeroID, in.HeroImageID, "hero_image_id")
	p.id(&b.OrganiserID, in.OrganiserID, "organiser_id")
	p.id(&b.OperatorID, in.OperatorID, "operator_id")
	p.body(&b.Body.V, in.Prose)
	p.prose(&b.Purpose, in.Purpose, "purpose")
	p.prose(&b.Commitment, in.Commitment, "commitment")
	p.prose(&b.LongerWindow, in.LongerWindow, "longer_window")
	p.line(&b.CaseCode, in.CaseCode, "case_code")
	p.word((*string)(&b.Custody), in.Custody, "custody", string(campaign.Own), words(campaign.Custodies()))
	p.word((*string)(&b.Conduct), in.Conduct, "conduct", string(campaign.Running), words(campaign.Conducts()))
	if b.PolicyID = in.Policy.Or(b.PolicyID); b.PolicyID != "" {
		p.word(&b.PolicyID, in.Policy, "policy", "", campaign.Policies())
	}
	b.Currency = cmp.Or(in.Currency.Or(b.Currency), "VND")
	if b.DistributionDue = in.DistributionDueOn.Or(b.DistributionDue); in.DistributionDueOn.Null {
		b.DistributionDue = ""
	}
	in.writeMoney(p, b)
	in.writeLists(p, b)
	if len(p.faults) == 0 {
		p.faults = b.Sound()
	}
}

func (in CampaignPatch) writeMoney(p *pen, b *campaign.Campaign) {
	if in.OpensAt.Set {
		b.OpensAt = *instant(in.OpensAt)
	}
	if in.ClosesAt.Set {
		b.ClosesAt = *instant(in.ClosesAt)
	}
	b.Minimum = in.Minimum.Or(b.Minimum)
	switch {
	case in.Goal.Null:
		b.Goal.V = campaign.Goal{}
	case in.Goal.Set:
		g := campaign.Goal{Kind: campaign.GoalKind(cmp.Or(in.Goal.Value.Kind, string(campaign.GoalAmount))), Value: in.Goal.Value.Value}
		p.faults.If(g.Value < 1, "/goal/value", "out_of_range", "This is not below %d", 1)
		p.faults.If(!slices.Contains(campaign.GoalKinds(), g.Kind), "/goal/kind", "not_allowed", "This is one of: %s", strings.Join(words(campaign.GoalKinds()), ", "))
		b.Goal.V = g
	}
}

func (in CampaignPatch) writeLists(p *pen, b *campaign.Campaign) {
	if in.Beneficiaries.Set {
		p.atMost(len(in.Beneficiaries.Value), "/beneficiaries")
		b.Beneficiaries.V = make([]campaign.Beneficiary, len(in.Beneficiaries.Value))
		for i, one := range in.Beneficiaries.Value {
			b.Beneficiaries.V[i] = one.beneficiary(p, fmt.Sprintf("/beneficiaries/%d", i), i)
		}
	}
	if in.Documents.Set {
		p.atMost(len(in.Documents.Value), "/documents")
		b.Documents.V = make([]campaign.Document, len(in.Documents.Value))
		for i, d := range in.Documents.Value {
			at := fmt.Sprintf("/documents/%d", i)
			b.Documents.V[i] = campaign.Document{Title: text.Line(&p.faults, at+"/title", d.Title, maxTitle), URL: p.checkWeb(at+"/url", d.URL)}
			p.faults.If(d.URL == "", at+"/url", "required", "Say where it stands")
		}
	}
	if in.Channels.Set {
		p.atMost(len(in.Channels.Value), "/channels")
		b.Channels.V = make([]campaign.Channel, len(in.Channels.Value))
		for i, ch := range in.Channels.Value {
			b.Channels.V[i] = ch.channel(p, fmt.Sprintf("/channels/%d", i), i)
		}
	}
}

func (in CampaignBeneficiaryInput) beneficiary(p *pen, at string, i int) campaign.Beneficiary {
	kind := campaign.BeneficiaryKind(cmp.Or(in.Kind, string(campaign.Organisation)))
	p.faults.If(!slices.Contains(campaign.BeneficiaryKinds(), kind), at+"/kind", "not_allowed", "This is one of: %s", strings.Join(words(campaign.BeneficiaryKinds()), ", "))
	return campaign.Beneficiary{
		ID: cmp.Or(p.key(at+"/id", in.ID), strconv.Itoa(i+1)), Kind: kind, Name: text.Line(&p.faults, at+"/name", in.Name, maxTitle),
		Child: in.Child, ConsentOn: in.ConsentOn, GuardianConsentOn: in.GuardianConsentOn,
	}
}

// key is an id of the client's own: letters, digits and hyphens.
func (p *pen) key(at, id string) string {
	bad := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}
	p.faults.If(len(id) > maxKey || strings.ContainsFunc(id, bad), at, "wrong_format", "This is made of at most %d of a-z, 0-9 and hyphens", maxKey)
	return id
}

const maxKey = 40

func (ch CampaignChannel) channel(p *pen, at string, i int) campaign.Channel {
	stored := campaign.Channel{
		ID: cmp.Or(p.key(at+"/id", ch.ID), strconv.Itoa(i+1)), Kind: campaign.ChannelKind(ch.Kind), From: orNil(ch.From), To: orNil(ch.To),
		Instructions: text.Lines(&p.faults, at+"/instructions", ch.Instructions, maxProse), Provider: ch.Provider,
	}
	p.faults.If(!slices.Contains(campaign.ChannelKinds(), stored.Kind), at+"/kind", "not_allowed", "This is one of: %s", strings.Join(words(campaign.ChannelKinds()), ", "))
	if ch.SMS != nil {
		m := campaign.TextMessage(*ch.SMS)
		m.UnitsMin = cmp.Or(m.UnitsMin, 1)
		m.UnitsMax, m.UnitsDefault = cmp.Or(m.UnitsMax, m.UnitsMin), cmp.Or(m.UnitsDefault, m.UnitsMin)
		stored.Text = &m
	}
	if ch.Bank != nil {
		stored.Bank = &campaign.Account{
			BIN: ch.Bank.BIN, Number: ch.Bank.Account, Holder: text.Line(&p.faults, at+"/bank/holder", ch.Bank.Holder, maxTitle),
			Dedicated: ch.Bank.Dedicated, Prefix: cmp.Or(ch.Bank.MemoPrefix, "UH"),
		}
	}
	return stored
}
