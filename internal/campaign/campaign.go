// Package campaign is drives for donations: what the money is for, who asks for
// it, until when, and by which ways it comes. Of the money itself it knows
// nothing; that is in the ledger.
package campaign

import (
	"fmt"
	"time"

	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Kind is the stored name of campaigns.
const Kind content.Kind = "campaign"

// Campaign is the body of a campaign. What nobody knows is empty.
type Campaign struct {
	content.Lead `gorm:"embedded"`
	Summary      string              `json:"summary"`
	Body         db.JSON[block.Body] `json:"body"`
	Aliases      content.Strings     `json:"aliases"` // other names of it, such as the official one
	HeroID       string              `json:"hero"`
	TagIDs       content.Strings     `json:"tag_ids" gorm:"column:tag_ids"`

	Purpose       string                 `json:"purpose"`
	OrganiserID   string                 `json:"organiser_id"` // who calls for it: an organisation
	OperatorID    string                 `json:"operator_id"`  // who takes the money, if that is somebody else
	Beneficiaries db.JSON[[]Beneficiary] `json:"beneficiaries"`
	Custody       Custody                `json:"custody"`

	Currency string        `json:"currency"` // ISO 4217, the only one of this campaign
	Goal     db.JSON[Goal] `json:"goal"`
	Minimum  int64         `json:"minimum"`   // minor units: the smallest gift that can be announced here; 0: none
	CaseCode string        `json:"case_code"` // what donors write to say which campaign they mean, such as «MS 2024.001»
	OpensAt  *time.Time    `json:"opens_at"`  // nil: nobody has said
	ClosesAt *time.Time    `json:"closes_at"` // exclusive; nil: until further notice

	Conduct         Conduct             `json:"conduct"`
	PolicyID        string              `json:"policy"`              // the rules that it keeps; empty: none
	DistributionDue string              `json:"distribution_due_on"` // by which day (YYYY-MM-DD) all is handed out
	Commitment      string              `json:"commitment"`          // what is promised about handing out, in words
	LongerWindow    string              `json:"longer_window"`       // why it takes longer than the policy has it, in words
	Documents       db.JSON[[]Document] `json:"documents"`
	Channels        db.JSON[[]Channel]  `json:"channels"`
}

// Beneficiary is whom the money is for.
type Beneficiary struct {
	ID    string          `json:"id"` // unique in the campaign
	Kind  BeneficiaryKind `json:"kind"`
	Name  string          `json:"name"`  // as it is printed
	Child bool            `json:"child"` // a person under age: both consents are needed
	// When each of them agreed to be named, as YYYY-MM-DD; empty: nobody asked.
	ConsentOn         string `json:"consent_on"`
	GuardianConsentOn string `json:"guardian_consent_on"`
}

// BeneficiaryKind is what a beneficiary is. It is stored and on the wire.
type BeneficiaryKind string

// The kinds of beneficiaries.
const (
	Person       BeneficiaryKind = "person"
	Group        BeneficiaryKind = "group"
	Organisation BeneficiaryKind = "organisation"
)

// BeneficiaryKinds lists them.
func BeneficiaryKinds() []BeneficiaryKind { return []BeneficiaryKind{Person, Group, Organisation} }

// Custody is who holds the money. It is stored and on the wire.
type Custody string

// The custodies. The money of third parties is reported here and never held.
const (
	Own        Custody = "own"
	ThirdParty Custody = "third_party"
)

// Custodies lists them.
func Custodies() []Custody { return []Custody{Own, ThirdParty} }

// Goal is what a campaign wants to reach; the zero value is none.
type Goal struct {
	Kind  GoalKind `json:"kind"`
	Value int64    `json:"value"` // minor units, or a count
}

// GoalKind is what a goal counts. It is stored and on the wire.
type GoalKind string

// The kinds of goals.
const (
	GoalAmount    GoalKind = "amount"
	GoalDonations GoalKind = "donations"
	GoalDonors    GoalKind = "donors"
)

// GoalKinds lists them.
func GoalKinds() []GoalKind { return []GoalKind{GoalAmount, GoalDonations, GoalDonors} }

// Document is something to read beside, such as the call for donations.
type Document struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Text implements content.Body.
func (c *Campaign) Text() string {
	all := c.Title + "\n" + c.Summary + "\n" + c.Purpose + "\n" + c.Body.V.Text()
	for _, alias := range c.Aliases.V {
		all += "\n" + alias
	}
	for _, b := range c.Beneficiaries.V {
		all += "\n" + b.Name
	}
	return all
}

// Refs implements content.Body.
func (c *Campaign) Refs() (refs []content.Ref) {
	one := func(k content.Kind, rel, id, pointer string) {
		if id != "" {
			refs = append(refs, content.Ref{ID: id, Kind: k, Rel: rel, Pointer: pointer})
		}
	}
	one("section", "section", c.SectionID, "/section_id")
	one("image", "hero", c.HeroID, "/hero_image_id")
	for i, id := range c.TagIDs.V {
		one("tag", "tag", id, fmt.Sprintf("/tag_ids/%d", i))
	}
	one("organisation", "organiser", c.OrganiserID, "/organiser_id")
	one("organisation", "operator", c.OperatorID, "/operator_id")
	for _, r := range c.Body.V.Refs() {
		refs = append(refs, content.Ref{ID: r.ID, Kind: content.Kind(r.Kind), Rel: r.Kind, Pointer: "/body" + r.Pointer, Described: r.Described})
	}
	return refs
}

// Swap implements [content.Swapper].
func (c *Campaign) Swap(old, other string) (members []string) {
	if c.HeroID == old {
		c.HeroID, members = other, append(members, "hero")
	}
	if body, found := c.Body.V.Swap(old, other); found {
		c.Body.V, members = body, append(members, "body")
	}
	return members
}

// Channel returns the channel of that id.
func (c *Campaign) Channel(id string) (Channel, bool) {
	for _, one := range c.Channels.V {
		if one.ID == id {
			return one, true
		}
	}
	return Channel{}, false
}

// Check implements content.Body.
func (c *Campaign) Check() (f fault.Fields) {
	f.If(c.Title == "", "/title", "required", "A campaign needs a name")
	f.If(c.Currency == "", "/currency", "required", "Say in which currency it counts")
	f.If(c.OpensAt == nil, "/opens_at", "required", "Say when it begins")
	f.If(len(c.Channels.V) == 0, "/channels", "required", "Say how one gives")
	f = append(f, c.Body.V.Check().At("/body")...)
	for i, b := range c.Beneficiaries.V {
		missing := b.Child && (b.ConsentOn == "" || b.GuardianConsentOn == "")
		f.If(missing, fmt.Sprintf("/beneficiaries/%d", i), "consent_required", "A child is named only if it and its guardian agreed")
	}
	f = append(f, c.Sound()...)
	return append(f, c.demanded()...)
}
