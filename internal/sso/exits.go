package sso

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"newsdesk/internal/fault"
)

// returnMost is the length of a return address in bytes.
const returnMost = 2000

// exits are where a sign-in may lead to.
type exits struct {
	home    string
	origins []string
}

func newExits(home string, origins []string) exits {
	all := slices.Clone(origins)
	if u, err := url.Parse(home); err == nil {
		all = append(all, origin(u))
	}
	return exits{home: home, origins: all}
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// to returns the absolute address that a caller's return address stands for: a
// path below home, or an address of a known origin. Anything that one program
// could read as such a path and a browser as another host is Invalid.
func (e exits) to(address string) (string, error) {
	switch {
	case address == "":
		return e.home, nil
	case len(address) > returnMost, strings.Contains(address, `\`), strings.ContainsFunc(address, unsuited):
		return "", badReturn()
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", badReturn()
	}
	if u.Scheme == "" && u.Host == "" && strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		return e.home + u.String(), nil
	}
	if u.Host == "" || !slices.Contains(e.origins, origin(u)) {
		return "", badReturn()
	}
	return u.String(), nil
}

func unsuited(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }

func badReturn() error {
	return fault.Member(fault.Invalid, "/return_to", "not_allowed", "A sign-in can return to a path, such as /desk, or to a page of this newsroom")
}
