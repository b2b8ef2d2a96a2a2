package rest

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// maxSlug is how long a slug can be, in bytes; longer ones do not exist.
const maxSlug = 200

// ID returns the path parameter name, which must be a UUID in canonical text.
// Anything else cannot be the id of something, so the fault is NotFound.
func ID(c echo.Context, name string) (string, error) {
	id := c.Param(name)
	if !ident.Valid(id) {
		return "", fault.New(fault.NotFound, "Not found")
	}
	return id, nil
}

// Key returns the path parameter name, which must be a slug or a UUID in
// canonical text, and which of the two it is. Anything else is NotFound.
func Key(c echo.Context, name string) (key string, isID bool, err error) {
	key = c.Param(name)
	if ident.Valid(key) {
		return key, true, nil
	}
	if !slugLike(key) {
		return "", false, fault.New(fault.NotFound, "Not found")
	}
	return key, false, nil
}

// Number returns the path parameter name, which must be a whole number from 1
// in its shortest form, such as the number of a revision. Anything else is NotFound.
func Number(c echo.Context, name string) (int, error) {
	n, err := strconv.Atoi(c.Param(name))
	if err != nil || n < 1 || strconv.Itoa(n) != c.Param(name) {
		return 0, fault.New(fault.NotFound, "Not found")
	}
	return n, nil
}

// slugLike reports whether s has the form of a slug: lower-case ASCII letters
// and digits in groups joined by single hyphens.
func slugLike(s string) bool {
	after := byte('-')
	for i := range len(s) {
		letter := s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9'
		if !letter && (s[i] != '-' || after == '-') {
			return false
		}
		after = s[i]
	}
	return after != '-' && len(s) <= maxSlug
}
