package rest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
)

// The bounds of a query string, besides that of the whole address.
const (
	maxParams = 50 // parameters, counting repetitions
	maxQuoted = 64 // bytes of a client's text that an answer repeats
)

// Query reads the query parameters of a request. Its getters note what is
// wrong instead of returning it; Done, called after all of them, returns every
// fault at once. A parameter that no getter asked for is unknown, and a fault.
type Query struct {
	c      echo.Context
	pairs  []pair
	known  []string
	faults fault.Fields
}

type pair struct{ name, value string }

// Params returns the reader of the query parameters of c.
func Params(c echo.Context) *Query {
	q := &Query{c: c}
	raw := c.Request().URL.RawQuery
	if raw == "" {
		return q
	}
	for part := range strings.SplitSeq(raw, "&") {
		if len(q.pairs) == maxParams {
			q.Fault("", "too_many", "There are more than %d parameters; send fewer", maxParams)
			break
		}
		q.parse(part)
	}
	return q
}

// parse takes one pair in the form of HTML forms. Text is brought to NFC, as
// that of bodies is.
func (q *Query) parse(part string) {
	name, value, _ := strings.Cut(part, "=")
	n, err := url.QueryUnescape(name)
	v, verr := url.QueryUnescape(value)
	switch {
	case part == "":
		q.Fault("", "wrong_format", "The query has an & too many")
	case err != nil || !printable(n):
		q.Fault(cut(name), "wrong_format", "This is not the name of a parameter")
	case verr != nil || !printable(v) || strings.Contains(part, ";"):
		q.Fault(cut(n), "wrong_format", "This value is not UTF-8 text in percent-encoding, or holds control characters")
		q.known = append(q.known, n)
	default:
		q.pairs = append(q.pairs, pair{n, norm.NFC.String(v)})
	}
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// cut shortens a client's text to what an answer may repeat.
func cut(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuoted], "") + "…"
}

// Fault notes something wrong with the parameter name, for rules that no getter knows.
func (q *Query) Fault(name, code, format string, args ...any) {
	q.faults = append(q.faults, fault.Field{
		In: fault.Query, Name: name, Code: code, Text: fault.Text{Format: format, Args: args},
	})
}

// Done returns nil, or one InvalidParameter fault with all that was noted and
// all parameters that no getter asked for. An answer names no more faults than
// a query may have parameters.
func (q *Query) Done() error {
	for _, p := range q.pairs {
		if !slices.Contains(q.known, p.name) {
			q.unknown(p.name)
		}
	}
	if len(q.faults) == 0 {
		return nil
	}
	e := fault.New(fault.InvalidParameter, "%d query parameters need attention", len(q.faults))
	if len(q.faults) == 1 {
		e = fault.New(fault.InvalidParameter, "One query parameter needs attention")
	}
	e.Fields = q.faults
	return e
}

func (q *Query) unknown(name string) {
	allowed := slices.Compact(slices.Sorted(slices.Values(q.known)))
	if len(allowed) == 0 {
		q.Fault(cut(name), "unknown", "This takes no parameters")
		return
	}
	q.Fault(cut(name), "unknown", "There is no such parameter here; allowed: %s", strings.Join(allowed, ", "))
}

// Has reports whether the parameter was sent. It makes it known.
func (q *Query) Has(name string) bool {
	q.known = append(q.known, name)
	return slices.ContainsFunc(q.pairs, func(p pair) bool { return p.name == name })
}

// one returns the only value of a parameter, and whether there is one to look
// at. An empty value says nothing and is refused, so that it cannot be taken
// for "all".
func (q *Query) one(name string) (value string, ok bool) {
	values := q.values(name)
	if len(values) == 0 {
		return "", false
	}
	if len(values) > 1 {
		q.Fault(name, "duplicate", "Send this parameter once")
		return "", false
	}
	return values[0], true
}

// values returns all values of a parameter but the empty ones, which it notes.
func (q *Query) values(name string) (values []string) {
	q.known = append(q.known, name)
	for _, p := range q.pairs {
		switch {
		case p.name != name:
		case p.value == "":
			q.Fault(name, "required", "This parameter needs a value")
		default:
			values = append(values, p.value)
		}
	}
	return values
}

// canonical returns the parameters that keep selects, sorted by name and
// encoded; those that are repeated keep their order.
func (q *Query) canonical(keep func(name string) bool) string {
	pairs := slices.Clone(q.pairs)
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.name, b.name) })
	var b strings.Builder
	for _, p := range pairs {
		if !keep(p.name) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
	}
	return b.String()
}

// Key returns the address of the request in one canonical form, whatever the
// order of its parameters: what a cache of answers can go by.
func (q *Query) Key() string {
	path := q.c.Request().URL.Path
	if len(q.pairs) == 0 {
		return path
	}
	return path + "?" + q.canonical(func(string) bool { return true })
}
