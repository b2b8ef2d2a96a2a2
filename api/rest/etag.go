package rest

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
)

// ETag returns the entity tag of a working copy (RFC 9110, section 8.8.3):
// its revision and a digest of its content, quoted.
func ETag(revision int, digest string) string {
	return `"` + strconv.Itoa(revision) + "." + digest + `"`
}

// IfMatch returns the revision that the client says it saw; any is true if it
// would overwrite whatever is there. Only the revision part of the tag counts,
// and the marks that proxies leave on tags when they compress are ignored. It
// fails with PreconditionRequired if the header is missing, and with
// InvalidParameter if it is not exactly one tag of ours.
func IfMatch(c echo.Context) (revision int, any bool, err error) {
	sent := c.Request().Header.Values("If-Match")
	if len(sent) == 0 {
		return 0, false, fault.HeaderField(fault.PreconditionRequired, "If-Match", "required",
			"Say which version you saw: send its ETag in If-Match")
	}
	tag := strings.TrimSpace(sent[0])
	if len(sent) == 1 && tag == "*" {
		return 0, true, nil
	}
	revision, ok := revisionOf(tag)
	if len(sent) > 1 || !ok {
		return 0, false, fault.HeaderField(fault.InvalidParameter, "If-Match", "wrong_format",
			"If-Match must be one ETag as it was received, in quotes")
	}
	return revision, false, nil
}

// IdempotencyKey is the key by which a request is known again, or "" if none was
// sent. One that is not 8 to 255 visible characters is InvalidParameter.
func IdempotencyKey(c echo.Context) (string, error) {
	const name, least, most = "Idempotency-Key", 8, 255
	sent := c.Request().Header.Values(name)
	if len(sent) == 0 {
		return "", nil
	}
	key := strings.TrimSpace(sent[0])
	if len(key) > 1 && key[0] == '"' && key[len(key)-1] == '"' {
		key = key[1 : len(key)-1]
	}
	visible := !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f })
	if len(sent) > 1 || len(key) < least || len(key) > most || !visible {
		return "", fault.HeaderField(fault.InvalidParameter, name, "wrong_format", "This is %d to %d visible characters", least, most)
	}
	return key, nil
}

func revisionOf(tag string) (int, bool) {
	tag, ok := opaque(tag)
	number, _, dotted := strings.Cut(tag, ".")
	if !ok || !dotted || strings.Contains(tag, `"`) {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	return n, err == nil && n > 0 && strconv.Itoa(n) == number
}

// opaque returns what stands between the quotes of an entity tag, without the
// marks of proxies: W/ before it, --gzip or -gzip at its end.
func opaque(tag string) (string, bool) {
	tag = strings.TrimPrefix(tag, "W/")
	if len(tag) < 2 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return "", false
	}
	tag = strings.TrimSuffix(tag[1:len(tag)-1], "--gzip")
	return strings.TrimSuffix(tag, "-gzip"), true
}
