package strict

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

// surveyor reads a document once without a target: afterwards it is known to
// be sound, and decoding it is bounded.
type surveyor struct {
	document []byte
	dec      *jsontext.Decoder
	escapes  bool // there may be a U+0000, which in sound JSON is always escaped
	exacting bool // there is a null or a minus zero, which Go's types would take silently
	fields   fault.Fields
}

func survey(document []byte) (*surveyor, error) {
	s := &surveyor{
		document: document,
		dec:      jsontext.NewDecoder(bytes.NewBuffer(document)),
		escapes:  bytes.Contains(document, []byte(`\u0000`)),
	}
	if err := inUTF8(document); err != nil {
		return nil, err
	}
	for {
		token, err := s.dec.ReadToken()
		if err != nil {
			return nil, s.unsound(err)
		}
		if err := s.bounds(); err != nil {
			return nil, err
		}
		s.note(token)
		if s.dec.StackDepth() == 0 {
			return s, s.end()
		}
	}
}

// inUTF8 refuses what is not UTF-8 without a byte order mark (RFC 8259,
// section 8.1).
func inUTF8(document []byte) error {
	switch {
	case len(document) == 0:
		return fault.Member(fault.InvalidJSON, "", "empty", "The body is empty; send a JSON document")
	case bytes.HasPrefix(document, []byte("\ufeff")):
		return fault.Member(fault.InvalidJSON, "", "byte_order_mark", "The body begins with a byte order mark; send it without")
	case !utf8.Valid(document):
		return fault.Member(fault.InvalidJSON, "", "invalid_utf8", "The body is not UTF-8; send it in that encoding")
	}
	return nil
}

// bounds refuses at once what would cost more than it is worth to read on.
func (s *surveyor) bounds() error {
	depth := s.dec.StackDepth()
	if depth > MaxDepth {
		return fault.Member(fault.InvalidJSON, s.here(), "too_deep", "Objects and arrays nest more than %d deep; flatten them", MaxDepth)
	}
	if kind, n := s.dec.StackIndex(depth); kind == '[' && n > MaxItems {
		list := s.dec.StackPointer().Parent()
		return fault.Member(fault.Invalid, place(list), "too_many_items", "An array holds at most %d items; send fewer", MaxItems)
	}
	return nil
}

func (s *surveyor) note(token jsontext.Token) {
	switch token.Kind() {
	case 'n':
		s.exacting = true
	case '0':
		s.exacting = s.exacting || bytes.HasSuffix(s.document[:s.dec.InputOffset()], []byte("-0"))
	case '"':
		if s.escapes && len(s.fields) < maxFaults && strings.Contains(token.String(), "\x00") {
			s.fields.Add(s.here(), "control_character", "Remove the character U+0000; no text may hold it")
		}
	default: // the others hold no surprise
	}
}

// end makes sure that nothing follows the document.
func (s *surveyor) end() error {
	if _, err := s.dec.ReadToken(); errors.Is(err, io.EOF) {
		return nil
	}
	return fault.Member(fault.InvalidJSON, "", "trailing_data", "Something follows the JSON document at byte %d; send one document and nothing else", s.dec.InputOffset())
}

// unsound says what the decoder could not read. The decoder's own words stay
// out: they quote the body.
func (s *surveyor) unsound(err error) error {
	flaw, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return fault.Member(fault.InvalidJSON, "", "empty", "The body holds only white space; send a JSON document")
	case errors.Is(err, jsontext.ErrDuplicateName):
		return fault.Member(fault.InvalidJSON, place(flaw.JSONPointer), "duplicate_member", "A member stands twice in one object; send it once")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Member(fault.InvalidJSON, place(flaw.JSONPointer), "incomplete", "The JSON breaks off after byte %d; send it whole", len(s.document))
	}
	return fault.Member(fault.InvalidJSON, place(flaw.JSONPointer), "syntax", "The JSON goes wrong at byte %d; mend it there", flaw.ByteOffset)
}

func (s *surveyor) here() string { return place(s.dec.StackPointer()) }

// options are those of decoding after the survey. The exacting checks cost a
// call for each value, so only documents that need them pay for them.
func (s *surveyor) options() json.Options {
	if s.exacting {
		return exacting()
	}
	return json.RejectUnknownMembers(true)
}
