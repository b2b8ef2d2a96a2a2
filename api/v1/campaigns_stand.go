package v1

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/edition"
)

// campaignsStand is the delivery API of campaigns.
type campaignsStand struct{ kindStand }

func newCampaignsStand(n newsstand) campaignsStand {
	return campaignsStand{kindStand{
		newsstand: n, kind: campaign.Kind, path: "/v1/campaigns", forms: true, members: members[Campaign](),
		includes: []string{"section", "section.parent", "tags", "organiser", "operator"}, narrow: narrowCampaigns, clock: stateOf,
	}}
}

// mount registers the routes of campaigns below g.
func (h campaignsStand) mount(g rest.Group) {
	g.Get("/campaigns", rest.Anyone, h.list)
	g.Get("/campaigns/:slug", rest.Anyone, h.get)
	g.Get("/campaigns/:slug/json-ld", rest.Anyone, h.jsonLD, rest.Produces("application/ld+json"))
}

// list godoc
//
//	@ID		listCampaigns
//	@Summary	List campaigns
//	@Tags		Campaigns
//	@Produce	json
//	@Param		status	query	[]string	false	"In any of these states, by the clock"	collectionFormat(csv)	Enums(scheduled,open,paused,closed,distributing,reported,cancelled)
//	@Param		section	query	[]string	false	"In any of these sections or below, by slug or id"	collectionFormat(csv)	example(doan-the)
//	@Param		organiser	query	[]string	false	"Called for by any of these organisations, by slug or id"	collectionFormat(csv)	example(doan-khoi-cac-co-quan-tinh)
//	@Param		tag	query	[]string	false	"With all of these tags, by slug or id; each may list alternatives by comma"	collectionFormat(multi)	example(thanh-nien)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		ids	query	[]string	false	"Just these, in this order (at most 100)"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(published_at,-published_at,updated_at,-updated_at)	default(-published_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Param		view	query	string	false	"With or without the body"	Enums(summary,full)	default(summary)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(section,section.parent,tags,organiser,operator)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,state)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[CampaignSummary]	"A page of campaigns"
//	@Success	304	"You have it"
//	@Router		/v1/campaigns [get]
func (h campaignsStand) list(c echo.Context) error { return h.kindStand.list(c) }

// get godoc
//
//	@ID		getCampaign
//	@Summary	Read a campaign
//	@Description	Its figures are those of the ledger, at most a second old. Verify the descriptor before you show an account or a code.
//	@Tags		Campaigns
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(section,section.parent,tags,organiser,operator)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,state)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Campaign	"The campaign"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug} [get]
func (h campaignsStand) get(c echo.Context) error { return h.kindStand.get(c) }

// stateOf says where a printed campaign stands by the clock, and until when.
func stateOf(doc []byte, now time.Time) (members []any, until time.Time, err error) {
	var said struct {
		OpensAt  *time.Time `json:"opens_at"`
		ClosesAt *time.Time `json:"closes_at"`
		Conduct  string     `json:"conduct"`
	}
	if err := json.Unmarshal(doc, &said); err != nil {
		return nil, until, err
	}
	w := campaign.Window{Conduct: campaign.Conduct(said.Conduct), OpensAt: said.OpensAt, ClosesAt: said.ClosesAt}
	if at := w.Turns(now); at != nil {
		until = *at
	}
	return []any{"state", string(w.At(now))}, until, nil
}

// narrowCampaigns reads the filters of lists of campaigns.
func narrowCampaigns(l *listing, q *rest.Query) {
	l.query.Phases = phases(q.Among("status", len(campaign.States()), words(campaign.States())...))
	for name, kind := range map[string]content.Kind{"section": "section", "organiser": "organisation"} {
		if values := q.Strings(name, maxTerms); values != nil {
			l.under = append(l.under, filter{kind, values})
		}
	}
	for _, values := range q.All("tag", maxTerms) {
		l.under = append(l.under, filter{"tag", strings.Split(values, ",")})
	}
}

// phases are when campaigns are in any of the states.
func phases(states []string) []edition.Phase {
	yes, no := new(true), new(false)
	all := make([]edition.Phase, 0, len(states))
	for _, s := range states {
		running, any := string(campaign.Running), []string{string(campaign.Running), string(campaign.Paused)}
		var p edition.Phase
		switch campaign.State(s) {
		case campaign.StateScheduled:
			p = edition.Phase{Statuses: any, Begun: no}
		case campaign.StateOpen:
			p = edition.Phase{Statuses: []string{running}, Begun: yes, Ended: no}
		case campaign.StatePaused:
			p = edition.Phase{Statuses: []string{string(campaign.Paused)}, Begun: yes, Ended: no}
		case campaign.StateClosed:
			p = edition.Phase{Statuses: any, Begun: yes, Ended: yes}
		case campaign.StateDistributing, campaign.StateReported, campaign.StateCancelled:
			p = edition.Phase{Statuses: []string{s}}
		}
		all = append(all, p)
	}
	return all
}
