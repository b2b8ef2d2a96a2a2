package v1

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/policy"
)

// intake is how files come in and become images.
type intake struct {
	images

	media *media.Media
}

func newIntake(n newsroom, m *media.Media) intake { return intake{newImages(n, m), m} }

// What one request with a file may take: long enough for slow networks, and dear
// enough that nobody floods the server with pictures.
const (
	intakeTime = 10 * time.Minute
	intakeCost = 5
)

// mount registers the routes of files below g.
func (h intake) mount(g rest.Group) {
	h.images.mount(g)
	whole := []rest.Option{rest.BodyLimit(h.media.Limits().Bytes + maxForm), rest.Timeout(intakeTime), rest.Cost(intakeCost)}
	g.Post("/images", "image.create", h.create, whole...)
	g.Post("/images/:id/actions/replace", "image.update", h.replace, whole...)
	g.Get("/images/:id/original", "image.read", h.original, rest.Timeout(intakeTime), rest.Produces(rest.Anything))
	g.Get("/images/:id/similar", "image.read", h.similar)
	g.Post("/images/:id/renditions", "image.read", h.sign)
	h.mountUploads(g)
}

// create begins an image, with its file if the request is a form.
func (h intake) create(c echo.Context) error {
	if !isForm(c.Request()) {
		return h.images.create(c)
	}
	if err := h.mayBring(c); err != nil {
		return err
	}
	f, err := h.readForm(c)
	if err != nil {
		return err
	}
	defer f.discard()
	it, made, err := h.adopt(c, f.file, f.metadata, nil)
	if err != nil {
		return err
	}
	if !made {
		return h.answer(c, http.StatusOK, it)
	}
	return h.answer(c, http.StatusCreated, it)
}

// mayBring fails for those who may not begin images, before their bytes are read.
func (h intake) mayBring(c echo.Context) error {
	if !h.desk.Begins(rest.Actor(c), image.Kind) {
		return fault.New(fault.Forbidden, "You may not do this")
	}
	return nil
}

// along notes in the act of an image that it shows a file.
type along = func(context.Context, *db.Tx, content.Entry) error

// adopt makes an image of a file that has come. If there is an image of the same
// bytes that the caller may read, it is that one.
func (h intake) adopt(c echo.Context, a *media.Arrival, in ImageInput, also along) (it content.Item, made bool, err error) {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	o, err := h.openingOf(in.Opening)
	if err != nil {
		return it, false, err
	}
	file, err := h.media.Keep(ctx, a)
	if err != nil {
		return it, false, err
	}
	if it, found, err := h.existing(c, file, also); found || err != nil {
		return it, false, err
	}
	o.Names = func() []string { return sent(in) }
	o.Edit = func(d *desk.Draft) error {
		b := d.Body.(*image.Image)
		b.Attach(file.Image())
		b.Suggest(file.Words.V)
		return editing[*image.Image](in, Dates{}, "")(d)
	}
	o.Along = claiming(file, also)
	return h.desk.Create(ctx, actor, o)
}

// claiming notes that an image shows a file, and then does what else is to be done.
func claiming(file media.File, also along) along {
	return func(ctx context.Context, tx *db.Tx, e content.Entry) error {
		if err := media.Claim(ctx, tx, file.SHA256, e.ID); err != nil || also == nil {
			return err
		}
		return also(ctx, tx, e)
	}
}

// existing is the image of the same bytes that the caller may read, if there is one.
func (h intake) existing(c echo.Context, file media.File, also along) (it content.Item, found bool, err error) {
	ctx := c.Request().Context()
	ids, err := h.media.Showing(ctx, file.SHA256)
	if err != nil {
		return it, false, err
	}
	for _, id := range ids {
		it, err := h.desk.Read(ctx, rest.Actor(c), image.Kind, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err == nil && also != nil {
			err = h.db.Update(ctx, func(tx *db.Tx) error { return also(ctx, tx, it.Entry) })
		}
		return it, err == nil, err
	}
	return it, false, nil
}

// replace godoc
//
//	@ID		replaceImageFile
//	@Summary	Give an image another file
//	@Description	The image keeps its id, its words and its history, and everything that shows it shows the new file. Focal point and crops of a picture of another shape are dropped.
//	@Tags		Images
//	@Accept		multipart/form-data
//	@Produce	json
//	@Param		id			path		string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		file		formData	file	true	"The picture"
//	@Param		metadata	formData	string	false	"JSON members to change at the same time, as in updateImage"
//	@Param		If-Match	header		string	true	"The revision that you saw"	example("3.c0de")
//	@Success	200	{object}	DraftImage	"The image as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	413	{object}	rest.Problem	"The file is too large"
//	@Failure	415	{object}	rest.Problem	"The file is not of a type that the newsroom takes"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/actions/replace [post]
func (h intake) replace(c echo.Context) error {
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	seen, any, err := rest.IfMatch(c)
	if err != nil {
		return err
	}
	act := desk.Act{Verb: policy.Update, Seen: seen, Any: any}
	if err := h.desk.Rehearse(c.Request().Context(), rest.Actor(c), image.Kind, id, act); err != nil {
		return err
	}
	if !isForm(c.Request()) {
		return notForm()
	}
	f, err := h.readForm(c)
	if err != nil {
		return err
	}
	defer f.discard()
	it, err := h.exchange(c, id, act, f.file, f.metadata.ImagePatch, nil)
	if err != nil {
		return err
	}
	return h.answer(c, http.StatusOK, it)
}

// exchange gives an image another file, in one act.
func (h intake) exchange(c echo.Context, id string, act desk.Act, a *media.Arrival, in ImagePatch, also along) (it content.Item, err error) {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	file, err := h.media.Keep(ctx, a)
	if err != nil {
		return it, err
	}
	act.Names, act.Along = func() []string { return sent(in) }, claiming(file, also)
	act.Edit = func(d *desk.Draft) error {
		d.Body.(*image.Image).Attach(file.Image())
		return editing[*image.Image](in, Dates{}, "")(d)
	}
	return h.desk.Do(ctx, actor, image.Kind, id, act)
}

// original godoc
//
//	@ID		getOriginal
//	@Summary	Download the file of an image as it came
//	@Description	With all that the camera wrote into it, perhaps the place where it was taken. It never leaves the newsroom.
//	@Tags		Images
//	@Produce	image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Success	200	{file}	file	"The bytes that were uploaded"
//	@Header		200	{string}	ETag	"Their SHA-256"
//	@Success	206	{file}	file	"The range that was asked for"
//	@Header		206	{string}	ETag	"Their SHA-256"
//	@Success	304	"You have it"
//	@Failure	416	{object}	rest.Problem	"The bytes end before the range begins"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/original [get]
func (h intake) original(c echo.Context) (err error) {
	it, err := h.read(c)
	if err != nil {
		return err
	}
	b, ok := it.Body.(*image.Image)
	if !ok || b.File.V.SHA256 == "" {
		return fault.New(fault.NotFound, "Not found")
	}
	o, err := h.media.Original(c.Request().Context(), b.File.V.SHA256)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	header := c.Response().Header()
	header.Set("Content-Type", b.File.V.MediaType)
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Content-Disposition", `attachment; filename="`+it.ID+`"`)
	header.Set("Etag", `"`+b.File.V.SHA256+`"`)
	return serveBytes(c, time.Time{}, o)
}

// Similar is what looks like an image.
type Similar struct {
	Data []DraftStub `json:"data"` // the most alike first
}

// similar godoc
//
//	@ID		listSimilarImages
//	@Summary	Find images that look like this one
//	@Description	A hint, to find the same photo in another size or with other words. Two pictures of one scene can look alike too.
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Success	200	{object}	Similar	"At most five"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/similar [get]
func (h intake) similar(c echo.Context) error {
	it, err := h.read(c)
	if err != nil {
		return err
	}
	ctx, alike := c.Request().Context(), Similar{Data: []DraftStub{}}
	ids, err := h.media.Alike(ctx, it.Body.(*image.Image).File.V.SHA256)
	if err != nil {
		return err
	}
	for _, id := range ids {
		other, err := h.desk.Read(ctx, rest.Actor(c), image.Kind, id)
		if err == nil {
			alike.Data = append(alike.Data, h.stub(rest.Actor(c), other.Entry))
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return rest.JSON(c, http.StatusOK, alike)
}
