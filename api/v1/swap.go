package v1

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/image"
	"newsdesk/internal/policy"
)

// SwapInput is which image takes the place of another.
type SwapInput struct {
	With string `json:"with" validate:"required" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"` // the image to be shown instead
}

// Swapped is what became of each entry that showed an image.
type Swapped struct {
	Data []SwappedEntry `json:"data"` // those that you may read
}

// SwappedEntry is one of them.
type SwappedEntry struct {
	DraftStub
	Outcome string `json:"outcome" enums:"published,updated,left" example:"published"` // shown with the other to everybody, in the working copy alone, or nowhere
	Reason  string `json:"reason" example:""`                                          // why no more was done, as the code of a problem; empty if all was
}

// The outcomes.
const (
	swappedPublished = "published"
	swappedUpdated   = "updated"
	swappedLeft      = "left"
)

// swap godoc
//
//	@ID		swapImage
//	@Summary	Show another image wherever one is shown
//	@Description	In every working copy that you may change, the other image takes the place of this one; captions and alternative texts that were written for a use stay. What was published without changes in its working copy is published again, if you may. Each entry is an act of its own, with a revision; the answer says what became of it.
//	@Tags		Images
//	@Accept		json
//	@Produce	json
//	@Param		id		path	string		true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		body	body	SwapInput	true	"The other image"
//	@Success	200	{object}	Swapped	"What became of each entry"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/actions/swap [post]
func (h images) swap(c echo.Context) error {
	in, err := rest.Decode[SwapInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	it, err := h.read(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request().Context(), rest.Actor(c)
	if err := h.other(ctx, actor, it.ID, in.With); err != nil {
		return err
	}
	uses, err := content.Usages(ctx, h.db, it.ID, content.NotTrashed)
	if err != nil {
		return err
	}
	answer := Swapped{Data: []SwappedEntry{}}
	for _, u := range uses {
		if !h.desk.Readable(actor, u.Entry) || !slices.Contains(u.Stages, content.Working) {
			continue
		}
		outcome, why := h.swapIn(ctx, actor, u.Entry, it.ID, in.With)
		if why != nil && fault.Of(why).Kind == fault.Internal {
			return why
		}
		one := SwappedEntry{DraftStub: h.stub(actor, u.Entry), Outcome: outcome}
		if why != nil {
			one.Reason = rest.Code(fault.Of(why).Kind)
		}
		answer.Data = append(answer.Data, one)
	}
	return rest.JSON(c, http.StatusOK, answer)
}

// other fails unless there is another image of an id, which the actor may read.
func (h images) other(ctx context.Context, actor auth.Actor, id, with string) error {
	var f fault.Fields
	f.If(!ident.Valid(with), "/with", "invalid_id", "This is not an id")
	f.If(with == id, "/with", "not_allowed", "This is the same image; choose another")
	if err := f.Err(); err != nil {
		return err
	}
	other, err := h.desk.Read(ctx, actor, image.Kind, with)
	if fault.Is(err, fault.NotFound) || err == nil && other.DeletedAt != nil {
		return fault.Member(fault.Invalid, "/with", "not_found", "There is no such %s", string(image.Kind))
	}
	return err
}

// swapIn puts another image into one entry and, if that was public as it stood,
// publishes it again. It returns how far it came, and what kept it from more.
func (h images) swapIn(ctx context.Context, actor auth.Actor, e content.Entry, old, with string) (outcome string, why error) {
	it, err := h.kinds.Get(ctx, h.db, e.Kind, e.ID)
	if err != nil {
		return swappedLeft, err
	}
	body, can := it.Body.(content.Swapper)
	if !can {
		return swappedLeft, fault.New(fault.Conflict, "This cannot show another image")
	}
	members := body.Swap(old, with) // in a copy, to learn which
	asPublished := it.LiveVersion != 0 && !it.Changed()
	changed, err := h.desk.Do(ctx, actor, e.Kind, e.ID, desk.Act{
		Verb: policy.Update, Seen: it.Version, Names: func() []string { return members },
		Edit: func(d *desk.Draft) error { d.Body.(content.Swapper).Swap(old, with); return nil },
	})
	switch {
	case err != nil:
		return swappedLeft, err
	case changed.LiveVersion == changed.Version:
		return swappedPublished, nil
	case !asPublished:
		return swappedUpdated, nil
	}
	if _, err = h.desk.Do(ctx, actor, e.Kind, e.ID, desk.Act{Verb: policy.Publish, Seen: changed.Version}); err != nil {
		return swappedUpdated, err
	}
	return swappedPublished, nil
}
