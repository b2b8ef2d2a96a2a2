package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
)

// imagesStand is the delivery API of images. There is no list of them: what is
// public of an image follows from what shows it.
type imagesStand struct {
	newsstand

	media *media.Media
}

// mount registers the routes of images below g.
func (h imagesStand) mount(g rest.Group) {
	g.Get("/images/:id", rest.Anyone, h.get)
}

// get godoc
//
//	@ID		getImage
//	@Summary	Read an image with its credit, its rights and its addresses
//	@Description	As long as something public shows it.
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		locale	query	string	false	"Language of the words (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Image	"The image"
//	@Success	304	"You have it"
//	@Failure	404	{object}	rest.Problem	"Nothing public shows such an image"
//	@Router		/v1/images/{id} [get]
func (h imagesStand) get(c echo.Context) error {
	return h.kept(c, func() (*rest.Answer, error) {
		q := rest.Params(c)
		locale := q.String("locale", maxLocale)
		if err := q.Done(); err != nil {
			return nil, err
		}
		id, err := rest.ID(c, "id")
		if err != nil {
			return nil, err
		}
		shown, err := h.media.Public(c.Request().Context(), id)
		if err != nil {
			return nil, err
		}
		body, err := encode(h.site.image(id, shown.Image, locale, shown.UpdatedAt))
		if err != nil {
			return nil, err
		}
		a := &rest.Answer{Type: mediaJSON, Body: body, ETag: digest(body), Tags: []string{string(image.Kind) + "-" + id}}
		if _, ends := shown.Image.Window(); ends != nil {
			a.Until = *ends
		}
		return a, nil
	})
}

// sooner is the earlier of two instants; a zero one is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
