package payment

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Style is how a language writes JSON.
type Style uint8

// The styles of Casso's samples.
const (
	JavaScript Style = iota // escapes what has to be
	PHP                     // escapes slashes and all that is not ASCII too
)

// CassoText returns a document with the members of its objects sorted, as Casso
// signs it. Numbers stay as they are written.
func CassoText(body []byte, style Style) (string, error) {
	if !jsontext.Value(body).IsValid() {
		return "", ErrMalformed
	}
	var s strings.Builder
	err := cassoWrite(&s, body, style)
	return s.String(), err
}

func cassoWrite(s *strings.Builder, v jsontext.Value, style Style) error {
	switch v.Kind() {
	case '{':
		return cassoObject(s, v, style)
	case '[':
		return cassoArray(s, v, style)
	case '"':
		text, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return err
		}
		return cassoString(s, string(text), style)
	default:
		s.Write(trimmed(v))
		return nil
	}
}

// trimmed is a value without the white space around it.
func trimmed(v jsontext.Value) []byte { return []byte(strings.TrimSpace(string(v))) }

func cassoObject(s *strings.Builder, v jsontext.Value, style Style) error {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(v, &members); err != nil {
		return err
	}
	if len(members) == 0 && style == PHP { // where it is an array without items
		s.WriteString("[]")
		return nil
	}
	s.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			s.WriteByte(',')
		}
		if err := cassoString(s, name, style); err != nil {
			return err
		}
		s.WriteByte(':')
		if err := cassoWrite(s, members[name], style); err != nil {
			return err
		}
	}
	s.WriteByte('}')
	return nil
}

// cassoArray writes a list. The sample for JavaScript leaves what is in lists as
// it is.
func cassoArray(s *strings.Builder, v jsontext.Value, style Style) error {
	if style == JavaScript {
		whole := v.Clone()
		err := whole.Format(jsontext.Multiline(false), jsontext.SpaceAfterComma(false), jsontext.SpaceAfterColon(false))
		s.Write(whole)
		return err
	}
	var items []jsontext.Value
	if err := json.Unmarshal(v, &items); err != nil {
		return err
	}
	s.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			s.WriteByte(',')
		}
		if err := cassoWrite(s, item, style); err != nil {
			return err
		}
	}
	s.WriteByte(']')
	return nil
}

func cassoString(s *strings.Builder, text string, style Style) error {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return err
	}
	if style == JavaScript {
		s.Write(quoted)
		return nil
	}
	for _, r := range string(quoted) {
		switch {
		case r == '/':
			s.WriteString(`\/`)
		case r < 0x80: // ASCII
			s.WriteRune(r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				s.WriteString(`\u` + hex4(unit))
			}
		}
	}
	return nil
}

// hex4 is a code unit as PHP writes it: four digits of hexadecimal in lower case.
func hex4(unit uint16) string {
	const digit = "0123456789abcdef"
	return string([]byte{digit[unit>>12], digit[unit>>8&15], digit[unit>>4&15], digit[unit&15]})
}
