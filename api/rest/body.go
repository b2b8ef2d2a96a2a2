package rest

import (
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

const (
	typeJSON  = "application/json"
	typePatch = "application/merge-patch+json"
)

// Decode reads the JSON body of the request, of at most limit bytes, into a T.
// The body must say that it is JSON, or a merge patch (RFC 7396) where the
// method is PATCH; see [strict.Decode] for what it may hold.
func Decode[T any](c echo.Context, limit int64) (T, error) {
	var into T
	if err := checkType(c.Request()); err != nil {
		return into, err
	}
	if err := strict.Decode(c.Request().Body, limit, &into); err != nil {
		return into, err
	}
	return into, Of(c).Renewed()
}

// DecodeOptional is Decode for requests that may come without a body, such as
// the verbs of the workflow. Without one it returns the zero T.
func DecodeOptional[T any](c echo.Context, limit int64) (T, error) {
	r := c.Request()
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		var none T
		return none, nil
	}
	return Decode[T](c, limit)
}

func checkType(r *http.Request) error {
	if sent := r.Header.Values("Content-Encoding"); len(sent) > 0 && !strings.EqualFold(strings.Join(sent, ","), "identity") {
		return fault.HeaderField(fault.UnsupportedMedia, "Content-Encoding", "not_allowed", "Send the body without compression")
	}
	sent := r.Header.Values("Content-Type")
	if len(sent) != 1 || !acceptable(sent[0], r.Method) {
		return fault.HeaderField(fault.UnsupportedMedia, "Content-Type", "not_allowed", "Send %s, in UTF-8", wanted(r.Method))
	}
	return nil
}

func acceptable(contentType, method string) bool {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != typeJSON && (media != typePatch || method != http.MethodPatch) {
		return false
	}
	charset, named := params["charset"]
	return !named || strings.EqualFold(charset, "utf-8")
}

func wanted(method string) string {
	if method == http.MethodPatch {
		return typePatch
	}
	return typeJSON
}
