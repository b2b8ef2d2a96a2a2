package v1

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
)

// Snapshot is what an operator said had come in by a channel, in all, by an instant.
type Snapshot struct {
	ID         string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e35"`          // a UUIDv7
	CampaignID string    `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"` // of what
	ChannelID  string    `json:"channel_id" example:"sms-1407"`                                            // by which channel
	AsOf       time.Time `json:"as_of" example:"2020-04-06T14:00:00Z"`                                     // when that was so
	Cumulative Money     `json:"cumulative"`                                                               // all that had come in by then
	Delta      Money     `json:"delta"`                                                                    // what that is more than the snapshot before it; below 0: less
	Units      *int64    `json:"units" extensions:"x-nullable" example:"6432745"`                          // how many messages, or what else is counted; null: nobody said
	Source     string    `json:"source" example:"Cổng 1400, bản tin 21 giờ"`                               // who says so, and where
	Corrects   bool      `json:"corrects" example:"false"`                                                 // it may be lower than the one before it
	Reason     string    `json:"reason" example:""`                                                        // why it corrects that
	CreatedBy  string    `json:"created_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                // the user who wrote it down
	CreatedAt  time.Time `json:"created_at" example:"2020-04-06T14:10:00Z"`                                // when
}

// SnapshotInput is what an operator says has come in by a channel, in all.
type SnapshotInput struct {
	ChannelID  string     `json:"channel_id" validate:"required" example:"sms-1407"`                                                           // of the kind sms
	AsOf       *time.Time `json:"as_of" validate:"required" example:"2020-04-06T21:00:00+07:00"`                                               // when that was so
	Cumulative int64      `json:"cumulative" validate:"required" format:"int64" minimum:"0" maximum:"9007199254740991" example:"128654900000"` // minor units: all that had come in by then, and not since the last time
	Currency   string     `json:"currency,omitzero" example:"VND"`                                                                             // that of the campaign, if you want it checked
	Units      *int64     `json:"units,omitzero" minimum:"0" example:"6432745"`                                                                // how many messages, or what else is counted
	Source     string     `json:"source" validate:"required" example:"Cổng 1400, bản tin 21 giờ"`                                              // who says so, and where
	Corrects   bool       `json:"corrects,omitzero" example:"false"`                                                                           // it may be lower than the one before it
	Reason     string     `json:"reason,omitzero" example:""`                                                                                  // why; needed with corrects
}

func snapshotOf(s donate.Snapshot, currency string) Snapshot {
	return Snapshot{
		ID: s.ID, CampaignID: s.CampaignID, ChannelID: s.ChannelID, AsOf: utc(s.AsOf), Cumulative: Money{s.Cumulative, currency}, Delta: Money{s.Delta, currency},
		Units: s.Units, Source: s.Source, Corrects: s.Corrects, Reason: s.Reason, CreatedBy: s.CreatedBy, CreatedAt: utc(s.CreatedAt),
	}
}

func (in SnapshotInput) snapshot(campaignID, currency string) (s donate.Snapshot, f fault.Fields) {
	f.If(in.Cumulative > money.Most, "/cumulative", "out_of_range", "This must be a whole number from %d to %d", 0, int64(money.Most))
	f.If(in.Units != nil && *in.Units < 0, "/units", "out_of_range", "This is not below %d", 0)
	counted(&f, in.Currency, currency)
	s = donate.Snapshot{
		CampaignID: campaignID, ChannelID: in.ChannelID, Cumulative: in.Cumulative, Units: in.Units, Source: in.Source, Corrects: in.Corrects, Reason: in.Reason,
	}
	if in.AsOf != nil {
		s.AsOf = *in.AsOf
	}
	return s, f
}

// channel is a channel of the campaign as readers see it, with the campaign.
func (h treasury) channel(ctx context.Context, it content.Item, id string) (*campaign.Campaign, error) {
	b, err := h.public(ctx, it)
	if err != nil {
		return nil, err
	}
	if _, ok := b.Channel(id); !ok {
		return nil, fault.Member(fault.Invalid, "/channel_id", "not_found", "The campaign has no such channel")
	}
	return b, nil
}

// snapshots godoc
//
//	@ID		listSnapshots
//	@Summary	List the snapshots of a campaign, by channel and time
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[Snapshot]	"A page of snapshots"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/snapshots [get]
func (h treasury) snapshots(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := h.wholeOf(q)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	all, err := h.till.Snapshots(ctx, it.ID)
	if err != nil {
		return err
	}
	all, page := part(p, all, func(s donate.Snapshot) string { return s.ID })
	data := make([]Snapshot, len(all))
	for i, s := range all {
		data[i] = snapshotOf(s, b.Currency)
	}
	return rest.SendList(c, q, data, page)
}

// report godoc
//
//	@ID		reportSnapshot
//	@Summary	Write down what an operator says has come in by a channel
//	@Description	Snapshots may come in any order, and twice; the newest is the total. One that would make it smaller is refused unless it corrects the others, with a reason.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	SnapshotInput	true	"What the operator says"
//	@Success	201	{object}	Snapshot	"It is booked; Location is that of the list"
//	@Success	200	{object}	Snapshot	"It was known, and nothing is booked"
//	@Failure	409	{object}	rest.Problem	"The total would get smaller, or there is another figure of this instant"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/snapshots [post]
func (h treasury) report(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	in, err := rest.Decode[SnapshotInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.channel(ctx, it, in.ChannelID)
	if err != nil {
		return err
	}
	s, f := in.snapshot(it.ID, b.Currency)
	if err := f.Err(); err != nil {
		return err
	}
	s, isNew, err := h.till.Report(ctx, rest.Actor(c), s)
	if err != nil {
		return err
	}
	if !isNew {
		return shownAs(c, snapshotOf(s, b.Currency))
	}
	return made(c, "/v1/editorial/campaigns/"+it.ID+"/snapshots", snapshotOf(s, b.Currency))
}
