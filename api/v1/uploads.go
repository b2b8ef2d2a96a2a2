package v1

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/media"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// mountUploads registers the routes of files that come in several requests.
func (h intake) mountUploads(g rest.Group) {
	piece := []rest.Option{rest.BodyLimit(h.media.Limits().Bytes), rest.Timeout(intakeTime)}
	g.Post("/uploads", "image.create", h.begin)
	g.Post("/uploads/direct", "image.create", h.beginDirect)
	g.Get("/uploads/:id", "image.create", h.upload)
	g.Handle(http.MethodPatch, "/uploads/:id", "image.create", h.append, piece...)
	g.Delete("/uploads/:id", "image.create", h.cancel)
	g.Post("/uploads/:id/complete", "image.create", h.complete, rest.Timeout(intakeTime), rest.Cost(intakeCost))
	g.Handle(http.MethodOptions, "/uploads", "image.create", h.capabilities)
}

// Upload is a file that comes in several requests.
type Upload struct {
	ID        string    `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18" format:"uuid"`                               // a UUIDv7
	State     string    `json:"state" enums:"uploading,processing,ready,failed" example:"uploading"`                           // how far it is
	Name      string    `json:"name" example:"IMG_2403.jpg"`                                                                   // of the file; empty: not said
	Size      int64     `json:"size" example:"4194304"`                                                                        // bytes in all
	Received  int64     `json:"received" example:"1048576"`                                                                    // bytes that are here
	ImageID   *string   `json:"image_id" extensions:"x-nullable" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17"` // the image that has the file, or is to get it; null: there is none yet
	Problem   string    `json:"problem" example:""`                                                                            // why it failed
	CreatedAt time.Time `json:"created_at" example:"2026-03-02T01:00:00Z"`                                                     // when it began
	ExpiresAt time.Time `json:"expires_at" example:"2026-03-03T01:00:00Z"`                                                     // when it is forgotten unless it has ended
}

func uploadOf(u media.Upload) Upload {
	shown := Upload{
		ID: u.ID, State: string(u.State), Name: u.Name, Size: u.Size, Received: u.Received, Problem: u.Problem,
		CreatedAt: u.CreatedAt.UTC(), ExpiresAt: u.ExpiresAt.UTC(),
	}
	if u.ImageID != "" {
		shown.ImageID = &u.ImageID
	}
	return shown
}

// DirectUpload is what is said before a file goes to the object store itself.
type DirectUpload struct {
	Size      int64          `json:"size" validate:"required" example:"4194304"`                                                                                  // bytes
	SHA256    string         `json:"sha256" validate:"required" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`                       // of the bytes, in hex
	MediaType string         `json:"media_type" validate:"required" example:"image/jpeg" enums:"image/jpeg,image/png,image/gif,image/webp,image/heic,image/avif"` // of the bytes
	Name      string         `json:"name,omitzero" example:"IMG_2403.jpg"`                                                                                        // of the file, for people
	ImageID   string         `json:"image_id,omitzero" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17"`                                              // the image that gets the file; absent: a new one
	Metadata  jsontext.Value `json:"metadata,omitzero" shape:"ImageInput"`                                                                                        // of the image
}

// DirectTarget is where the bytes go.
type DirectTarget struct {
	Upload Upload              `json:"upload"`               // say complete of it afterwards
	Method string              `json:"method" example:"PUT"` // of the request
	URL    string              `json:"url"`                  // good once, until the upload expires
	Header map[string][]string `json:"headers"`              // which the request must have, exactly
}

// beginDirect godoc
//
//	@ID		beginDirectUpload
//	@Summary	Begin an upload that goes to the object store itself
//	@Description	Where the newsroom keeps its files in an object store, large files need not pass through this server: send the bytes to the address of the answer, then complete the upload. Elsewhere this answers 409; use tus or a form.
//	@Tags		Images
//	@Accept		json
//	@Produce	json
//	@Param		body	body	DirectUpload	true	"The file"
//	@Success	201	{object}	DirectTarget	"Where it goes"
//	@Failure	409	{object}	rest.Problem	"Files are not kept in an object store here"
//	@Failure	413	{object}	rest.Problem	"The file is too large"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads/direct [post]
func (h intake) beginDirect(c echo.Context) error {
	if err := h.mayBring(c); err != nil {
		return err
	}
	in, err := rest.Decode[DirectUpload](c, maxMetadata)
	if err != nil {
		return err
	}
	u, err := h.open(c, media.NewUpload{
		Direct: true, Name: in.Name, Size: in.Size, SHA256: in.SHA256, MediaType: in.MediaType, Metadata: in.Metadata, ImageID: in.ImageID,
	})
	if err != nil {
		return err
	}
	target, err := h.media.Direct(c.Request().Context(), u)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", uploadPath(u.ID))
	c.Response().Header().Set("Etag", uploadTag(u))
	return rest.JSON(c, http.StatusCreated, DirectTarget{Upload: uploadOf(u), Method: target.Method, URL: target.URL, Header: target.Header})
}

// uploadTag is the entity tag of how far an upload is.
func uploadTag(u media.Upload) string { return fmt.Sprintf(`"%d-%s"`, u.Received, u.State) }

func uploadPath(id string) string { return "/v1/editorial/uploads/" + id }

// owner is whose uploads a caller sees: a person's or a key's own.
func owner(a auth.Actor) string { return a.ID }

// open begins an upload of the caller, after looking whether its end is possible.
func (h intake) open(c echo.Context, n media.NewUpload) (u media.Upload, err error) {
	actor := rest.Actor(c)
	if err := h.mayBring(c); err != nil {
		return u, err
	}
	if n.ImageID != "" {
		if !ident.Valid(n.ImageID) {
			return u, fault.Member(fault.Invalid, "/image_id", "invalid_id", "This is not an id")
		}
		act := desk.Act{Verb: policy.Update, Any: true}
		if err := h.desk.Rehearse(c.Request().Context(), actor, h.kind, n.ImageID, act); err != nil {
			return u, err
		}
	}
	if _, err := metadataOf(n.Metadata); err != nil {
		return u, err
	}
	n.OwnerID = owner(actor)
	return h.media.Begin(c.Request().Context(), n)
}

// metadataOf reads the document of an image that came with an upload.
func metadataOf(raw jsontext.Value) (in ImageInput, err error) {
	if len(raw) == 0 {
		return in, nil
	}
	return in, strict.Decode(bytes.NewReader(raw), maxMetadata, &in)
}

// mine is the upload that the address names, if it is the caller's.
func (h intake) mine(c echo.Context) (u media.Upload, err error) {
	if err := h.mayBring(c); err != nil {
		return u, err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return u, err
	}
	return h.media.Upload(c.Request().Context(), owner(rest.Actor(c)), id)
}

// upload godoc
//
//	@ID		getUpload
//	@Summary	See how far an upload is
//	@Description	As HEAD it is that of tus 1.0, with Upload-Offset.
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the upload"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Success	200	{object}	Upload	"The upload"
//	@Header		200	{integer}	Upload-Offset	"How many bytes are here"
//	@Failure	410	{object}	rest.Problem	"It has taken too long"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads/{id} [get]
func (h intake) upload(c echo.Context) error {
	u, err := h.mine(c)
	if err != nil {
		return err
	}
	speakTus(c, u)
	c.Response().Header().Set("Etag", uploadTag(u))
	return rest.JSON(c, http.StatusOK, uploadOf(u))
}

// complete godoc
//
//	@ID		completeUpload
//	@Summary	Make an image of what was uploaded
//	@Description	Uploads by tus do this by themselves with their last bytes; after a broken connection it can be said again.
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the upload"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Success	200	{object}	Upload	"The upload, ready"
//	@Failure	409	{object}	rest.Problem	"Bytes are missing"
//	@Failure	415	{object}	rest.Problem	"The file is not of a type that the newsroom takes"
//	@Failure	422	{object}	rest.Problem	"The bytes are not those that were announced, or not a good picture"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads/{id}/complete [post]
func (h intake) complete(c echo.Context) error {
	u, err := h.mine(c)
	if err != nil {
		return err
	}
	if u, err = h.finish(c, u); err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, uploadOf(u))
}

// finish makes an image of an upload whose bytes are all here. It goes on if the
// client has gone: whoever sent the last byte over a bad line should not have to
// do it again.
func (h intake) finish(c echo.Context, u media.Upload) (media.Upload, error) {
	if u.State == media.Ready {
		return u, nil
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.Request().Context()), time.Minute)
	defer stop()
	c.SetRequest(c.Request().WithContext(ctx))
	a, err := h.media.Assemble(ctx, u)
	if err != nil {
		return u, h.undone(ctx, u, err)
	}
	defer func() { _ = a.Discard() }() // the sweep finds what could not be removed
	id, err := h.settle(c, u, a)
	if err != nil {
		return u, h.undone(ctx, u, err)
	}
	u.State, u.ImageID, u.Received = media.Ready, id, u.Size
	return u, nil
}

// settle makes the image, or gives the file to the one that it is for.
func (h intake) settle(c echo.Context, u media.Upload, a *media.Arrival) (id string, err error) {
	in, err := metadataOf(u.Metadata.V)
	if err != nil {
		return "", err
	}
	var it content.Item
	done := func(ctx context.Context, tx *db.Tx, e content.Entry) error { return h.media.Done(ctx, tx, u, e.ID) }
	if u.ImageID == "" {
		it, _, err = h.adopt(c, a, in, done)
	} else {
		it, err = h.exchange(c, u.ImageID, desk.Act{Verb: policy.Update, Any: true}, a, in.ImagePatch, done)
	}
	return it.ID, err
}

// undone notes that an upload made no image, and returns why.
func (h intake) undone(ctx context.Context, u media.Upload, why error) error {
	if err := h.media.GiveUp(ctx, u, why); err != nil {
		return err
	}
	return why
}

// cancel godoc
//
//	@ID		cancelUpload
//	@Summary	Forget an upload
//	@Description	Its bytes are removed. An image that was made of it stays.
//	@Tags		Images
//	@Param		id	path	string	true	"Id of the upload"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Success	204	"It is forgotten"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads/{id} [delete]
func (h intake) cancel(c echo.Context) error {
	u, err := h.mine(c)
	if err != nil {
		return err
	}
	if err := h.media.Cancel(c.Request().Context(), u); err != nil {
		return err
	}
	speakTus(c, u)
	return rest.None(c)
}
