package payment

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/strict"
)

// document is an object of JSON with its members as they were written. Its
// readers return the zero value for a member that is missing or of another type,
// and what has to be there is looked for in the event that comes of it.
type document map[string]jsontext.Value

// parse reads an object through the one way in for JSON, which bounds its depth
// and refuses a name that stands twice.
func parse(body []byte) (document, error) {
	var d document
	if err := strict.Decode(bytes.NewReader(body), DeliveryMost, &d); err != nil {
		return nil, err
	}
	return d, nil
}

// text is a member that is a string.
func (d document) text(name string) string {
	v := d[name]
	if v.Kind() != '"' {
		return ""
	}
	s, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return ""
	}
	return string(s)
}

// plain is a member that is a string or a number, as text: what providers sign.
func (d document) plain(name string) (string, bool) {
	switch v := d[name]; v.Kind() {
	case '"':
		return d.text(name), true
	case '0':
		return string(v), true
	default:
		return "", false
	}
}

// whole is a member that is a whole number in digits alone. It is never read by
// way of floating point, which has no place for 9,007,199,254,740,993.
func (d document) whole(name string) int64 {
	n, err := strconv.ParseInt(string(d[name]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// is reports whether a member is true.
func (d document) is(name string) bool { return d[name].Kind() == 't' }

// object is a member that is an object.
func (d document) object(name string) document {
	var inner document
	if d[name].Kind() != '{' || json.Unmarshal(d[name], &inner) != nil {
		return nil
	}
	return inner
}

// number reads digits as providers write amounts: no sign, no leading zero, and
// nothing that is not a digit. Anything else is 0.
func number(s string) int64 {
	const most = 18 // digits, so that it fits
	if s == "" || len(s) > most || s[0] == '0' || strings.Trim(s, digits) != "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
