package v1

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// treasury is the editorial API of the money of campaigns. Nobody sets a total
// here: whoever writes something down is not who approves it, and the ledger does
// the sums.
type treasury struct {
	newsroom

	till        *donate.Till
	resultsDays int // after a campaign closed, by which its results are due; 0: no day is set
}

// mount registers the routes below g.
func (h treasury) mount(g rest.Group) {
	const read, create, update, approve = policy.Funds + ".read", policy.Funds + ".create", policy.Funds + ".update", policy.Funds + ".approve"
	g.Get("/campaigns/:id/figures", read, h.figures)
	g.Get("/campaigns/:id/duties", read, h.duties)
	g.Get("/campaigns/:id/ledger", read, h.ledger)
	g.Get("/campaigns/:id/deliveries", read, h.deliveries)
	g.Get("/campaigns/:id/channels/:channel/merchant", read, h.merchant)
	g.Put("/campaigns/:id/channels/:channel/merchant", approve, h.setMerchant)
	g.Post("/campaigns/:id/channels/:channel/merchant/approve", policy.Funds+".approve", h.approveMerchant)
	g.Post("/campaigns/:id/payment-details/approve", approve, h.approveDetails)
	g.Get("/campaigns/:id/statements", read, h.statements)
	g.Post("/campaigns/:id/statements", approve, h.publishStatement)
	g.Get("/campaigns/:id/snapshots", read, h.snapshots)
	g.Post("/campaigns/:id/snapshots", create, h.report)
	g.Post("/campaigns/:id/imports", create, h.importStatement, rest.BodyLimit(maxStatement), rest.Timeout(importTime), rest.Cost(importCost))
	g.Post("/campaigns/:id/passings", create, h.pass)

	g.Get("/campaigns/:id/donations", read, h.donations)
	g.Post("/campaigns/:id/donations", create, h.takeDonation)
	g.Get("/campaigns/:id/donations/export", policy.Funds+".export", h.exportDonations, rest.Cost(exportCost), rest.Timeout(exportTime),
		rest.Produces("text/csv"))
	g.Get("/donations/:id", read, h.donation)
	g.Post("/donations/:id/confirm", approve, h.confirmDonation)
	g.Post("/donations/:id/reverse", approve, h.reverseDonation)
	g.Post("/donations/:id/refund", update, h.refundDonation)
	g.Post("/donations/:id/moderate", update, h.moderateDonation)
	g.Post("/donations/:id/void-receipt", update, h.voidReceipt)

	g.Get("/campaigns/:id/payments", read, h.payments)
	g.Get("/payments/:id", read, h.payment)
	g.Post("/payments/:id/match", update, h.matchPayment)
	g.Post("/payments/:id/return", update, h.returnPayment)

	g.Get("/campaigns/:id/disbursements", read, h.disbursements)
	g.Post("/campaigns/:id/disbursements", create, h.planDisbursement)
	g.Get("/disbursements/:id", read, h.disbursement)
	g.Post("/disbursements/:id/approve", approve, h.approveDisbursement)
	g.Post("/disbursements/:id/pay", update, h.payDisbursement)
	g.Post("/disbursements/:id/evidence", update, h.evidenceDisbursement)
	g.Post("/disbursements/:id/reverse", approve, h.reverseDisbursement)

	g.Get("/campaigns/:id/goods", read, h.goods)
	g.Post("/campaigns/:id/goods", create, h.takeGoods)
	g.Get("/goods/:id", read, h.oneGoods)
	g.Post("/goods/:id/confirm", approve, h.confirmGoods)
	g.Post("/goods/:id/hand-out", update, h.handOutGoods)
}

// may asks for a right over money, and for the campaign that the address names,
// which the caller must be able to read.
func (h treasury) may(c echo.Context, v policy.Verb) (content.Item, error) {
	if err := rest.Actor(c).Needs(policy.Funds, v); err != nil {
		return content.Item{}, err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return content.Item{}, err
	}
	return h.desk.Read(c.Request().Context(), rest.Actor(c), campaign.Kind, id)
}

// owned reads what the address names, and asks for a right over the money of the
// campaign that it belongs to. What belongs to one that the caller cannot read is
// not found.
func owned[T any](c echo.Context, h treasury, v policy.Verb, find func(context.Context, string) (T, error), campaignOf func(T) string) (thing T, err error) {
	actor, ctx := rest.Actor(c), c.Request().Context()
	if err := actor.Needs(policy.Funds, v); err != nil {
		return thing, err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return thing, err
	}
	if thing, err = find(ctx, id); err != nil {
		return thing, err
	}
	_, err = h.desk.Read(ctx, actor, campaign.Kind, campaignOf(thing))
	return thing, err
}

// public is the campaign as readers see it; as the newsroom has it while there is
// nothing public. The till goes by what is public.
func (h treasury) public(ctx context.Context, it content.Item) (*campaign.Campaign, error) {
	body, err := h.kinds.Load(ctx, h.db, it.Entry, content.Live)
	if fault.Is(err, fault.NotFound) {
		body, err = it.Body, nil
	}
	if err != nil {
		return nil, err
	}
	b, ok := body.(*campaign.Campaign)
	if !ok {
		return nil, fault.New(fault.NotFound, "Not found")
	}
	return b, nil
}

// ReasonGiven says why something is done.
type ReasonGiven struct {
	Reason string `json:"reason" validate:"required" example:"Ghi nhầm phiếu thu"` // for the newsroom; at most 1,000 characters
}

// maxReason is the longest reason, in characters as readers count them.
const maxReason = 1000

// because checks a reason, without which nothing is undone.
func because(f *fault.Fields, reason string) string {
	reason = text.Lines(f, "/reason", reason, maxReason)
	f.If(reason == "", "/reason", "required", "Say why")
	return reason
}

// reason reads a body that says nothing but why.
func reason(c echo.Context) (string, error) {
	in, err := rest.Decode[ReasonGiven](c, rest.DefaultBody)
	if err != nil {
		return "", err
	}
	var f fault.Fields
	why := because(&f, in.Reason)
	return why, f.Err()
}

// some checks that an amount was sent. What it can be, [money.Minor] has seen to.
func some(f *fault.Fields, minor money.Minor) int64 {
	f.If(minor == 0, "/amount", "required", "Say how much")
	return int64(minor)
}

// counted checks the currency of an amount where the thing itself says it too.
func counted(f *fault.Fields, sent, currency string) {
	f.If(sent != "" && sent != currency, "/currency", "not_allowed", "This campaign counts in %s", currency)
}

// orNone is an amount that somebody may not have said.
func orNone(minor int64, currency string) *Money {
	if minor == 0 {
		return nil
	}
	return &Money{minor, currency}
}

// made answers 201 with a thing, its address and its entity tag.
func made(c echo.Context, location string, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	return rest.Created(c, location, rest.ETag(1, digest(body)), v)
}

// shownAs answers 200 with a thing and its entity tag.
func shownAs(c echo.Context, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	return rest.Tagged(c, rest.ETag(1, digest(body)), v)
}

// onwardOf reads which page is wanted of a list that only goes on. It comes last of
// all that reads q.
func (h treasury) onwardOf(q *rest.Query) (p paging, err error) {
	p = paging{cursors: h.cursors, binding: q.Binding(), limit: q.Limit(), desc: true}
	if p.place, p.begun, err = q.Cursor(h.cursors); err != nil {
		return p, err
	}
	return p, q.Done()
}

// onward is [turn] for such a list: the till finds no page before another.
func onward[T any](p paging, items []T, idOf func(T) string) ([]T, rest.Page) {
	items, page := turn(p, items, func(one T) rest.Place { return rest.Place{ID: idOf(one)} })
	page.Prev = ""
	return items, page
}

// wholeOf reads which page is wanted of a list that is all at hand. It comes last of
// all that reads q.
func (h treasury) wholeOf(q *rest.Query) (paging, error) {
	p, err := pagingOf(q, h.cursors, false)
	if err != nil {
		return p, err
	}
	return p, q.Done()
}

// part cuts a page out of a list that is all at hand.
func part[T any](p paging, all []T, idOf func(T) string) ([]T, rest.Page) {
	total := len(all)
	if p.begun {
		at := slices.IndexFunc(all, func(one T) bool { return idOf(one) == p.place.ID })
		if p.place.Back {
			all = slices.Clone(all[:max(at, 0)])
			slices.Reverse(all)
		} else {
			all = all[at+1:]
		}
	}
	items, page := turn(p, all[:min(len(all), p.take())], func(one T) rest.Place { return rest.Place{ID: idOf(one)} })
	if p.count {
		page.Total = &rest.Total{N: total}
	}
	return items, page
}
