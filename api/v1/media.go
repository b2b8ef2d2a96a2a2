package v1

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
	"newsdesk/internal/media"
	"newsdesk/internal/picture"
)

// pictures is the delivery of the bytes of images.
type pictures struct {
	media *media.Media
}

// mount registers the one route of bytes below g. It takes nothing from the quota:
// there are only so many renditions, and whoever opens a page asks for many at once.
func (h pictures) mount(g rest.Group) {
	g.Get("/:id/:edition/:name", rest.Anyone, h.get, rest.Timeout(picture.Timeout), rest.Produces(rest.Anything), rest.Cost(0))
}

// What caches are told. An address stands for the same bytes for ever, so nobody
// needs to ask again; that of an earlier edition only says where to go now.
const (
	cachedForEver = "public, max-age=31536000, immutable"
	cachedAWhile  = "public, max-age=60"
	cachedByOne   = "private, max-age=600"
)

// get godoc
//
//	@ID		getRendition
//	@Summary	Get the bytes of an image
//	@Description	Addresses come from srcset, sources and crops of images, or from signRendition. The bytes behind one never change. An address without an extension leaves the format to the Accept header. An image that nothing public shows is not found.
//	@Tags		Images
//	@Produce	image/jpeg,image/png,image/webp,image/avif
//	@Param		id		path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17)
//	@Param		edition	path	string	true	"Which state of the image"	example(0123456789abcdef)
//	@Param		name	path	string	true	"Which rendition"	example(w960.jpg)
//	@Success	200	{file}	file	"The picture"
//	@Header		200	{string}	ETag	"Strong"
//	@Header		200	{string}	X-Robots-Tag	"noindex, of an address that ends"
//	@Success	206	{file}	file	"The range that was asked for"
//	@Header		206	{string}	ETag	"Strong"
//	@Success	304	"You have it"
//	@Header		304	{string}	ETag	"Strong"
//	@Success	302	"The image has changed: there is its newest state"
//	@Header		302	{string}	Location	"Where it is"
//	@Failure	404	{object}	rest.Problem	"There is no such rendition for the public"
//	@Failure	416	{object}	rest.Problem	"The bytes end before the range begins"
//	@Failure	410	{object}	rest.Problem	"The signed address has ended"
//	@Router		/media/{id}/{edition}/{name} [get]
func (h pictures) get(c echo.Context) error {
	r, err := h.find(c)
	if moved, ok := errors.AsType[media.MovedError](err); ok {
		c.Response().Header().Set("Cache-Control", cachedAWhile)
		return c.Redirect(http.StatusFound, moved.Path)
	}
	if err != nil {
		return err
	}
	defer r.Close()
	w := c.Response()
	describe(w.Header(), r)
	return serveBytes(c, r.At.UTC().Truncate(time.Second), r)
}

// serveBytes answers with bytes, or with ranges of them (RFC 9110 § 14). If-Match is
// for changes: nobody can have another state of what never changes.
func serveBytes(c echo.Context, at time.Time, bytes io.ReadSeeker) error {
	r := c.Request().Clone(c.Request().Context())
	r.Header.Del("If-Match")
	r.Header.Del("If-Unmodified-Since")
	w := &ranges{ResponseWriter: c.Response()}
	http.ServeContent(w, r, "", at, bytes)
	if !w.refused {
		return nil
	}
	for _, name := range []string{"Content-Disposition", "Content-Security-Policy", "Etag", "Last-Modified", "Cache-Control"} {
		c.Response().Header().Del(name)
	}
	return fault.New(fault.RangeNotSatisfiable, "The bytes end before this range begins")
}

// ranges leaves it to us to say that a range cannot be had.
type ranges struct {
	http.ResponseWriter

	refused bool
}

// WriteHeader implements [http.ResponseWriter].
func (w *ranges) WriteHeader(status int) {
	if w.refused = status == http.StatusRequestedRangeNotSatisfiable; !w.refused {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write implements [http.ResponseWriter].
func (w *ranges) Write(b []byte) (int, error) {
	if w.refused {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for [http.ResponseController].
func (w *ranges) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (h pictures) find(c echo.Context) (media.Rendition, error) {
	ctx, edition, name := c.Request().Context(), c.Param("edition"), c.Param("name")
	id, err := rest.ID(c, "id")
	if err != nil {
		return media.Rendition{}, err
	}
	if query := c.QueryParams(); len(query) > 0 {
		return h.media.OpenCustom(ctx, id, edition, name, query)
	}
	n, ok := media.ParseName(name)
	if !ok {
		return media.Rendition{}, fault.New(fault.NotFound, "Not found")
	}
	if n.Format == "" {
		c.Response().Header().Set("Vary", "Accept")
		return h.media.OpenBest(ctx, id, edition, n, func(f picture.Format) bool { return prefers(c.Request(), f) })
	}
	return h.media.Open(ctx, id, edition, n)
}

// prefers reports whether a client that leaves the choice to the server names the
// format. What is not named may still be sent, but never as the better choice:
// browsers accept */* and cannot all read what is new.
func prefers(r *http.Request, f picture.Format) bool {
	for _, line := range r.Header.Values("Accept") {
		for one := range strings.SplitSeq(line, ",") {
			kind, params, _ := strings.Cut(one, ";")
			if strings.EqualFold(strings.TrimSpace(kind), f.MediaType()) {
				return !strings.Contains(strings.ReplaceAll(params, " ", "")+";", "q=0;")
			}
		}
	}
	return false
}

// describe says what the bytes are, and that a browser is to make nothing else of
// them: no page, no script, nothing of this origin.
func describe(h http.Header, r media.Rendition) {
	h.Set("Content-Type", r.Format.MediaType())
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Disposition", `inline; filename="`+r.Edition+"."+r.Format.Extension()+`"`)
	h.Set("Etag", strconv.Quote(r.ETag))
	h.Set("Cache-Control", cachedForEver)
	if r.Private {
		h.Set("Cache-Control", cachedByOne)
		h.Set("X-Robots-Tag", "noindex")
	}
}
