package v1

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/block"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/picture"
)

// RenditionInput is a rendition of one's own measure.
type RenditionInput struct {
	Width      int          `json:"width,omitzero" minimum:"1" maximum:"4000" example:"1200"`                 // of the box, in pixels; absent: what the height brings with it
	Height     int          `json:"height,omitzero" minimum:"1" maximum:"4000" example:"630"`                 // likewise
	Fit        string       `json:"fit,omitzero" enums:"inside,cover" default:"inside" example:"cover"`       // all of it within the box, or the whole box filled
	FocalPoint *block.Point `json:"focal_point,omitzero"`                                                     // what stays when cover cuts off; absent: that of the image
	Format     string       `json:"format,omitzero" enums:"jpeg,png,webp,avif" default:"jpeg" example:"webp"` // of the file
	Quality    int          `json:"quality,omitzero" minimum:"1" maximum:"100" example:"80"`                  // absent: what is usual for the format
	Private    bool         `json:"private,omitzero" example:"false"`                                         // an address that ends within two hours, and shows the image whether it is public or not
}

// SignedRendition is an address that the server has signed.
type SignedRendition struct {
	URL       string     `json:"url" example:"https://newsdesk.test/media/01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17/0123456789abcdef/custom.webp?fit=cover&h=630&s=1QcSHQRnh493V4dIh4eXhw&w=1200"` // of the bytes
	ExpiresAt *time.Time `json:"expires_at" extensions:"x-nullable" example:"2026-03-02T03:00:00Z"`                                                                                           // null: it does not end
}

// longest is the longest side of a rendition, in pixels.
const longest = 4000

func (in RenditionInput) spec(b *image.Image, writes []picture.Format) (s picture.Spec, err error) {
	s = picture.Spec{Width: in.Width, Height: in.Height, Fit: picture.Fit(in.Fit), Format: picture.Format(in.Format), Quality: in.Quality}
	var f fault.Fields
	f.If(in.Width < 0 || in.Width > longest, "/width", "out_of_range", "This must be a whole number from %d to %d", 1, longest)
	f.If(in.Height < 0 || in.Height > longest, "/height", "out_of_range", "This must be a whole number from %d to %d", 1, longest)
	f.If(in.Width == 0 && in.Height == 0, "/width", "required", "Say the width or the height")
	f.If(!slices.Contains([]string{"", "inside", "cover"}, in.Fit), "/fit", "not_allowed", "This is inside or cover")
	f.If(in.Fit == "cover" && (in.Width == 0 || in.Height == 0), "/fit", "conflicting", "To cover a box, say its width and its height")
	if s.Format == "" {
		s.Format = picture.JPEG
	}
	f.If(!slices.Contains(writes, s.Format), "/format", "not_allowed", "This server writes no %s", in.Format)
	f.If(in.Quality < 0 || in.Quality > 100, "/quality", "out_of_range", "This must be a whole number from %d to %d", 1, 100)
	s.Focus = picture.Point{X: 0.5, Y: 0.5}
	if p := b.FocalPoint.V; p != nil {
		s.Focus = picture.Point(*p)
	}
	if p := in.FocalPoint; p != nil {
		s.Focus = picture.Point(*p)
		f.If(!(p.X >= 0 && p.X <= 1 && p.Y >= 0 && p.Y <= 1), "/focal_point", "out_of_range", "This is a place in the picture, from 0 to 1")
	}
	return s, f.Err()
}

// sign godoc
//
//	@ID		signRendition
//	@Summary	Get the address of a rendition of your own measure
//	@Description	The signature keeps others from having the server make renditions without end. A public address shows the image while something public does; a private one ends soon.
//	@Tags		Images
//	@Accept		json
//	@Produce	json
//	@Param		id		path	string			true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		body	body	RenditionInput	true	"What it is to be"
//	@Success	200	{object}	SignedRendition	"Its address"
//	@Failure	409	{object}	rest.Problem	"The image has no file yet"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/renditions [post]
func (h intake) sign(c echo.Context) error {
	in, err := rest.Decode[RenditionInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	it, err := h.read(c)
	if err != nil {
		return err
	}
	b, ok := it.Body.(*image.Image)
	if !ok || b.File.V.SHA256 == "" {
		return fault.New(fault.Conflict, "The image has no file yet")
	}
	spec, err := in.spec(b, h.media.Writes())
	if err != nil {
		return err
	}
	custom, answer := media.Custom{Spec: spec}, SignedRendition{}
	if in.Private {
		custom.Expires = h.media.Soon()
		answer.ExpiresAt = &custom.Expires
	}
	answer.URL = h.site.Media + h.media.Sign(it.ID, b.Edition(), custom)
	return rest.JSON(c, http.StatusOK, answer)
}
