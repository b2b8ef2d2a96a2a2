package block

import (
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL is how long an address may be, in bytes.
const maxURL = 2048

// safeURL reports whether a link may lead to s. It must be safe as it stands
// and also after somebody has resolved character references in it, which is
// how a scheme is smuggled past those who only look once. Queries are left
// out of the second look: in them "&lt=5" is an honest parameter.
func safeURL(s string) bool {
	place, _, _ := strings.Cut(s, "?")
	return len(s) <= maxURL && safeAsIs(s) && safeAsIs(html.UnescapeString(place))
}

func safeAsIs(s string) bool {
	if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, notOfURL) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Hostname() != ""
	case "mailto":
		return strings.Contains(u.Opaque, "@")
	case "tel":
		return u.Opaque != ""
	case "":
		return strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//")
	}
	return false
}

// notOfURL reports characters that RFC 3986 and RFC 3987 have no place for and
// that browsers drop, turn into slashes or take for the end.
func notOfURL(r rune) bool {
	return strings.ContainsRune("\\<>\"`", r) || unicode.IsSpace(r) || !unicode.IsGraphic(r)
}

// foreignLink returns the link of a converted document to s: blanks are
// encoded as browsers do it, and what is not safe leads nowhere.
func foreignLink(s string) Link {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "%20")
	if !safeURL(s) {
		return Link{}
	}
	return Link{URL: s}
}
