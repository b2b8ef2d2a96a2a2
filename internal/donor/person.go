package donor

import (
	"log/slog"
	"net/mail"
	"strings"
	"unicode"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Bounds of what people say of themselves, in characters.
const (
	nameMost    = 200
	emailMost   = 254 // bytes (RFC 5321 §4.5.3.1.3, less the angle brackets)
	addressMost = 500
	taxMost     = 20
	messageMost = 140
)

// Person is what a donor said of themselves. Each member may be empty. Printed or
// logged, it says nothing.
type Person struct {
	Name    string `json:"name,omitempty"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"` // E.164, such as +84912345678
	Address string `json:"address,omitempty"`
	TaxID   string `json:"tax_id,omitempty"`
	Message string `json:"message,omitempty"` // one line, for whoever reads the list of donors
}

const unsaid = "(a person)"

// String implements [fmt.Stringer] and says nothing of the person.
func (Person) String() string { return unsaid }

// GoString implements [fmt.GoStringer] and says nothing of the person.
func (Person) GoString() string { return unsaid }

// LogValue implements [slog.LogValuer] and says nothing of the person.
func (Person) LogValue() slog.Value { return slog.StringValue(unsaid) }

// Clean brings a person into the form that is kept: texts in NFC and without
// space around them, a telephone number in E.164 (0912… is taken for one of
// Vietnam), a message on one line and without characters that nobody can see. What
// is wrong is in the fields, at /name, /email, /phone, /address, /tax_id and
// /message; none of them repeats what was sent.
func (p Person) Clean() (Person, fault.Fields) {
	var f fault.Fields
	p.Name = strings.TrimSpace(text.Name(&f, "/name", p.Name, nameMost))
	p.Email = text.NFC(strings.TrimSpace(p.Email))
	f.If(p.Email != "" && !validEmail(p.Email), "/email", "wrong_format", "This is not an e-mail address")
	if number, ok := e164(p.Phone); ok {
		p.Phone = number
	} else {
		f.Add("/phone", "wrong_format", "This is not a telephone number, such as 0912 345 678 or +84 912 345 678")
	}
	p.Address = strings.TrimSpace(text.Lines(&f, "/address", p.Address, addressMost))
	p.TaxID = strings.ToUpper(strings.TrimSpace(p.TaxID))
	f.If(len(p.TaxID) > taxMost || strings.ContainsFunc(p.TaxID, notInTaxIDs), "/tax_id", "wrong_format",
		"A tax number has up to %d letters, digits and hyphens", taxMost)
	p.Message = text.Line(&f, "/message", visible(p.Message), messageMost)
	return p, f
}

// validEmail reports whether s is a bare address (RFC 5322 addr-spec).
func validEmail(s string) bool {
	var f fault.Fields
	text.Name(&f, "", s, emailMost)
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && len(s) <= emailMost && len(f) == 0
}

// emailKey is the form in which addresses are compared.
func emailKey(email string) string { return strings.ToLower(text.NFC(strings.TrimSpace(email))) }

func notInTaxIDs(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}

// visible puts a text on one line and leaves out what would change how others on
// the page are read: control characters, and those that turn the direction of
// writing.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// reach is what kind of contact a text is, and the form in which it is compared.
func reach(contact string) (kind, normal string, ok bool) {
	if strings.Contains(contact, "@") {
		normal = emailKey(contact)
		return byEmail, normal, validEmail(normal)
	}
	normal, ok = e164(contact)
	return byPhone, normal, ok && normal != ""
}
