package rest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"newsdesk/internal/ident"
)

// The page sizes of lists.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

// String returns a text of at most max characters, or "" if it was not sent.
func (q *Query) String(name string, max int) string {
	s, ok := q.one(name)
	if ok && utf8.RuneCountInString(s) > max {
		q.Fault(name, "too_long", "This may have at most %d characters", max)
		return ""
	}
	return s
}

// Enum returns one of the allowed values, or def if it was not sent.
func (q *Query) Enum(name, def string, allowed ...string) string {
	s, ok := q.one(name)
	if !ok {
		return def
	}
	if !slices.Contains(allowed, s) {
		q.notAllowed(name, s, allowed)
		return def
	}
	return s
}

// Sort returns what a list is to be sorted by and in which direction; def and
// the names in allowed have a leading - for descending, and each allowed name
// may be asked for in either direction.
func (q *Query) Sort(def string, allowed ...string) (by string, desc bool) {
	both := make([]string, 0, 2*len(allowed))
	for _, name := range allowed {
		name = strings.TrimPrefix(name, "-")
		both = append(both, name, "-"+name)
	}
	s := q.Enum("sort", def, both...)
	return strings.TrimPrefix(s, "-"), strings.HasPrefix(s, "-")
}

func (q *Query) notAllowed(name, value string, allowed []string) {
	q.Fault(name, "not_allowed", "%q is not possible here; allowed: %s", cut(value), strings.Join(allowed, ", "))
}

// Strings returns up to max values separated by commas, each once, or nil if
// the parameter was not sent.
func (q *Query) Strings(name string, max int) []string {
	s, ok := q.one(name)
	if !ok {
		return nil
	}
	if strings.Count(s, ",") >= max {
		q.Fault(name, "too_many", "This may have at most %d values", max)
		return nil
	}
	return q.distinct(name, strings.Split(s, ","))
}

// Among is Strings where only some values are allowed.
func (q *Query) Among(name string, max int, allowed ...string) []string {
	values := q.Strings(name, max)
	for _, v := range values {
		if !slices.Contains(allowed, v) {
			q.notAllowed(name, v, allowed)
		}
	}
	return values
}

// All returns up to max values of a parameter that is repeated, each once, or
// nil if it was not sent.
func (q *Query) All(name string, max int) []string {
	values := q.values(name)
	if len(values) > max {
		q.Fault(name, "too_many", "This may have at most %d values", max)
		return nil
	}
	return q.distinct(name, values)
}

func (q *Query) distinct(name string, values []string) []string {
	for i, v := range values {
		switch {
		case v == "":
			q.Fault(name, "required", "One of the values is empty")
		case slices.Contains(values[:i], v):
			q.Fault(name, "duplicate", "%q stands there twice", cut(v))
		}
	}
	return values
}

// Bool returns true or false as written, false if it was not sent.
func (q *Query) Bool(name string) bool {
	return q.Enum(name, "false", "true", "false") == "true"
}

// Int returns a whole number from low to high in decimal digits, or def if it
// was not sent. A number outside is a fault and never brought inside.
func (q *Query) Int(name string, def, low, high int) int {
	s, ok := q.one(name)
	if !ok {
		return def
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high || strconv.Itoa(n) != s {
		q.Fault(name, "out_of_range", "This must be a whole number from %d to %d", low, high)
		return def
	}
	return n
}

// Limit returns the size of the page that is asked for.
func (q *Query) Limit() int { return q.Int("limit", DefaultLimit, 1, MaxLimit) }

// Instant returns an instant of RFC 3339 in UTC, or the zero time if it was not
// sent. It must name its offset, which is at most 14 hours.
func (q *Query) Instant(name string) time.Time {
	s, ok := q.one(name)
	if !ok {
		return time.Time{}
	}
	at, ok := instant(s)
	if !ok {
		q.Fault(name, "wrong_format", "This must be a date and time with its offset, such as 2020-03-24T18:26:00+07:00")
	}
	return at
}

// maxOffset is that of the Line Islands, the farthest from UTC of all.
const maxOffset = 14 * 60 * 60

// instant is stricter than the parser of package time, which takes a comma for
// a point and offsets of a day.
func instant(s string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, s)
	_, offset := at.Zone()
	if err != nil || strings.Contains(s, ",") || max(offset, -offset) > maxOffset || at.Year() < 1 {
		return time.Time{}, false
	}
	return at.UTC(), true
}

// Date returns midnight UTC of a date such as 2020-03-24, or the zero time if
// it was not sent.
func (q *Query) Date(name string) time.Time {
	s, ok := q.one(name)
	if !ok {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil || day.Year() < 1 {
		q.Fault(name, "wrong_format", "This must be a date, such as 2020-03-24")
		return time.Time{}
	}
	return day
}

// ID returns an id, or "" if it was not sent.
func (q *Query) ID(name string) string {
	s, ok := q.one(name)
	if ok && !ident.Valid(s) {
		q.badID(name, s)
		return ""
	}
	return s
}

// IDs returns up to max ids separated by commas, or nil if the parameter was
// not sent.
func (q *Query) IDs(name string, max int) []string {
	ids := q.Strings(name, max)
	for _, id := range ids {
		if id != "" && !ident.Valid(id) {
			q.badID(name, id)
		}
	}
	return ids
}

func (q *Query) badID(name, id string) {
	q.Fault(name, "wrong_format", "%q is not an id; ids are UUIDs in lower case", cut(id))
}

// Cursor returns the place in the list that the cursor parameter holds, and
// whether one was sent. A cursor of another list fails at once, because what
// else is in the query cannot be judged without it.
func (q *Query) Cursor(cursors Cursors) (Place, bool, error) {
	s, ok := q.one("cursor")
	if !ok {
		return Place{}, false, nil
	}
	place, err := cursors.Open(q.Binding(), s)
	return place, err == nil, err
}
