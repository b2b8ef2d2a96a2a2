package v1

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
	"newsdesk/internal/media"
)

// The resumable uploads are those of tus 1.0.0 (https://tus.io/protocols/resumable-upload),
// with its extensions creation, expiration, checksum and termination.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,expiration,checksum,termination"
	tusBytes      = "application/offset+octet-stream"
)

// capabilities godoc
//
//	@ID		uploadCapabilities
//	@Summary	See what resumable uploads can do
//	@Tags		Images
//	@Success	204	"As tus 1.0 has it"
//	@Header		204	{string}	Tus-Extension	"What is offered"
//	@Header		204	{integer}	Tus-Max-Size	"How many bytes a file may have"
//	@Failure	401	{object}	rest.Problem	"The token is missing or not good"
//	@Failure	403	{object}	rest.Problem	"You may not bring images"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads [options]
func (h intake) capabilities(c echo.Context) error {
	if err := h.mayBring(c); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Tus-Resumable", tusVersion)
	header.Set("Tus-Version", tusVersion)
	header.Set("Tus-Extension", tusExtensions)
	header.Set("Tus-Max-Size", strconv.FormatInt(h.media.Limits().Bytes, 10))
	header.Set("Tus-Checksum-Algorithm", "sha256")
	return rest.None(c)
}

// speakTus says in headers how far an upload is.
func speakTus(c echo.Context, u media.Upload) {
	header := c.Response().Header()
	header.Set("Tus-Resumable", tusVersion)
	header.Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	header.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	header.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
}

// tus fails unless the client speaks the version that is spoken here.
func tus(c echo.Context) error {
	c.Response().Header().Set("Tus-Resumable", tusVersion)
	if c.Request().Header.Get("Tus-Resumable") != tusVersion {
		c.Response().Header().Set("Tus-Version", tusVersion)
		return fault.HeaderField(fault.InvalidParameter, "Tus-Resumable", "not_allowed", "Send %s", tusVersion)
	}
	return nil
}

// begin godoc
//
//	@ID		beginUpload
//	@Summary	Begin a resumable upload
//	@Description	This is the creation of tus 1.0; any client of tus can be used. Upload-Metadata may have filename, sha256 (of the whole file, in hex), image_id (of the image that is to get the file) and metadata (a JSON document as createImage takes it).
//	@Tags		Images
//	@Produce	json
//	@Param		Tus-Resumable	header	string	true	"The version"	Enums(1.0.0)
//	@Param		Upload-Length	header	integer	true	"Bytes in all"	example(4194304)
//	@Param		Upload-Metadata	header	string	false	"Names and values in base64"	example(filename SU1HXzI0MDMuanBn)
//	@Success	201	{object}	Upload	"It may begin"
//	@Header		201	{string}	Location	"Where the bytes go"
//	@Failure	413	{object}	rest.Problem	"The file is too large"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads [post]
func (h intake) begin(c echo.Context) error {
	if err := h.mayBring(c); err != nil {
		return err
	}
	if err := tus(c); err != nil {
		return err
	}
	size, err := wholeNumber(c.Request(), "Upload-Length")
	if err != nil {
		return err
	}
	said, err := tusMetadata(c.Request().Header.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	u, err := h.open(c, media.NewUpload{
		Name: said["filename"], Size: size, SHA256: said["sha256"], ImageID: said["image_id"], Metadata: []byte(said["metadata"]),
	})
	if err != nil {
		return err
	}
	speakTus(c, u)
	c.Response().Header().Set("Etag", uploadTag(u))
	c.Response().Header().Set("Location", uploadPath(u.ID))
	return rest.JSON(c, http.StatusCreated, uploadOf(u))
}

// tusMetadata reads the pairs of the header. What other programs say in it is left
// alone.
func tusMetadata(header string) (map[string]string, error) {
	said := map[string]string{}
	for pair := range strings.SplitSeq(header, ",") {
		name, coded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(coded)
		if err != nil || len(value) > maxMetadata {
			return nil, fault.HeaderField(fault.InvalidParameter, "Upload-Metadata", "wrong_format", "Send names and values in base64, as tus has it")
		}
		said[name] = string(value)
	}
	return said, nil
}

func wholeNumber(r *http.Request, header string) (int64, error) {
	n, err := strconv.ParseInt(r.Header.Get(header), 10, 64)
	if err != nil || n < 0 {
		return 0, fault.HeaderField(fault.InvalidParameter, header, "wrong_format", "Send a whole number")
	}
	return n, nil
}

// append godoc
//
//	@ID		appendToUpload
//	@Summary	Send bytes of a resumable upload
//	@Description	This is the PATCH of tus 1.0. With the last byte the image is made, and the answer waits for that.
//	@Tags		Images
//	@Accept		application/offset+octet-stream
//	@Param		id				path	string	true	"Id of the upload"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		Tus-Resumable	header	string	true	"The version"	Enums(1.0.0)
//	@Param		Upload-Offset	header	integer	true	"Where these bytes begin"	example(0)
//	@Param		Upload-Checksum	header	string	false	"sha256 and the digest in base64"
//	@Success	204	"They are here"
//	@Header		204	{integer}	Upload-Offset	"How many bytes are here now"
//	@Failure	409	{object}	rest.Problem	"The upload has reached another offset"
//	@Failure	410	{object}	rest.Problem	"The upload has taken too long"
//	@Failure	413	{object}	rest.Problem	"These are more bytes than were announced"
//	@Failure	415	{object}	rest.Problem	"The file is not of a type that the newsroom takes"
//	@Failure	422	{object}	rest.Problem	"The bytes are not those that were sent, or not a good picture"
//	@Security	Bearer
//	@Router		/v1/editorial/uploads/{id} [patch]
func (h intake) append(c echo.Context) error {
	u, err := h.mine(c)
	if err != nil {
		return err
	}
	if err := tus(c); err != nil {
		return err
	}
	part, err := partOf(c.Request())
	if err != nil {
		return err
	}
	u, err = h.media.Append(c.Request().Context(), u, part)
	speakTus(c, u)
	if err != nil {
		return err
	}
	if u.Complete() {
		if _, err := h.finish(c, u); err != nil {
			return err
		}
	}
	return rest.None(c)
}

func partOf(r *http.Request) (p media.Part, err error) {
	if r.Header.Get("Content-Type") != tusBytes {
		return p, fault.HeaderField(fault.UnsupportedMedia, "Content-Type", "not_allowed", "Send %s", tusBytes)
	}
	if p.Offset, err = wholeNumber(r, "Upload-Offset"); err != nil {
		return p, err
	}
	p.Body = r.Body
	sent := r.Header.Get("Upload-Checksum")
	if sent == "" {
		return p, nil
	}
	algorithm, coded, _ := strings.Cut(sent, " ")
	sum, err := base64.StdEncoding.DecodeString(coded)
	if algorithm != "sha256" || err != nil {
		return p, fault.HeaderField(fault.InvalidParameter, "Upload-Checksum", "wrong_format", "Send sha256 and the digest in base64")
	}
	p.SHA256 = hex.EncodeToString(sum)
	return p, nil
}
