package v1

import (
	"time"
)

// CampaignFigures are what the ledger says of a campaign at one instant, as other
// things show it.
type CampaignFigures struct {
	Raised        Money     `json:"raised"`                                                   // what was given, less what went back; of third parties, what they report
	Goal          *Money    `json:"goal" extensions:"x-nullable"`                             // null: there is none in money
	Remaining     *Money    `json:"remaining" extensions:"x-nullable"`                        // to the goal, at least 0
	Percent       *int64    `json:"percent" extensions:"x-nullable" minimum:"0" example:"64"` // of the goal, rounded down; null: there is none
	DonationCount int64     `json:"donation_count" minimum:"0" example:"1600"`                // gifts of which something is left
	AsOf          time.Time `json:"as_of" example:"2020-04-06T14:00:00Z"`                     // when that was so
}
