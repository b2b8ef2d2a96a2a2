package campaign

import (
	"time"

	"newsdesk/internal/fault"
)

// VN93 is the policy of Vietnam's Decree 93/2021/ND-CP on calling for, receiving
// and handing out donations after disasters, epidemics and accidents.
const VN93 = "vn-93-2021"

// Policies lists the policies.
func Policies() []string { return []string{VN93} }

// What the decree allows where donors were promised nothing else.
const (
	windowMost     = 90 * 24 * time.Hour // for receiving, from the call on
	distributeDays = 20                  // for handing out, after the last day of receiving
)

// demanded are the faults of a campaign before its policy.
func (c *Campaign) demanded() (f fault.Fields) {
	if c.PolicyID != VN93 {
		return nil
	}
	f.If(c.Purpose == "", "/purpose", "required", "Say what the money is for")
	f.If(c.OrganiserID == "", "/organiser_id", "required", "Say who calls for donations")
	f.If(len(c.Beneficiaries.V) == 0, "/beneficiaries", "required", "Say whom the money is for")
	f.If(c.ClosesAt == nil, "/closes_at", "required", "Say until when donations are taken")
	f.If(c.Commitment == "" && c.DistributionDue == "" && c.Custody == Own, "/commitment", "required", "Say how and by when it is handed out")
	for i, ch := range c.Channels.V {
		shared := ch.Kind == Bank && ch.Bank != nil && !ch.Bank.Dedicated && c.Custody == Own
		f.If(shared, pointer("/channels", i, "/bank/dedicated"), "not_allowed", "The policy wants an account for this campaign alone")
	}
	return f
}

// Warning is something that does not keep a campaign from being published, and
// that whoever publishes it should know.
type Warning struct {
	Code    string // stable: the policy, and what it is about
	Pointer string
	Text    string // a full sentence in English, the key of its translation
}

// Warnings are those of c.
func (c *Campaign) Warnings() []Warning {
	all := []Warning{}
	add := func(cond bool, code, pointer, text string) {
		if cond {
			all = append(all, Warning{code, pointer, text})
		}
	}
	if c.PolicyID == VN93 {
		long := c.OpensAt != nil && c.ClosesAt != nil && c.ClosesAt.Sub(*c.OpensAt) > windowMost && c.LongerWindow == ""
		add(long, VN93+".window", "/closes_at", "Donations are taken for more than 90 days, and nothing says that donors agreed to it")
		due, latest := c.due(), c.latestDue()
		add(!due.IsZero() && !latest.IsZero() && due.After(latest) && c.Commitment == "", VN93+".distribution", "/distribution_due_on",
			"It is handed out later than 20 days after the last donation, and nothing says that donors agreed to it")
		add(len(c.Documents.V) == 0, VN93+".documents", "/documents", "The document that calls for donations is not here")
	}
	add(c.PolicyID == "" && c.Custody == Own, "policy.none", "/policy", "No policy is chosen, so nothing is checked that a law may demand")
	return all
}

// vietnam is the time in which the law counts days.
func vietnam() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// due is the day by which all is promised to be handed out, at its end; zero: none.
func (c *Campaign) due() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, c.DistributionDue, vietnam())
	if err != nil {
		return time.Time{}
	}
	return day.AddDate(0, 0, 1)
}

// latestDue is until when all has to be handed out where nothing else was
// promised; zero: nobody knows.
func (c *Campaign) latestDue() time.Time {
	if c.ClosesAt == nil {
		return time.Time{}
	}
	return c.ClosesAt.AddDate(0, 0, distributeDays)
}
