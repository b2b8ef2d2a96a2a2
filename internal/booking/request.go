package booking

import (
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Bounds of what a registrant may say, in characters.
const (
	nameMost   = 200
	emailMost  = 254 // bytes (RFC 5321 §4.5.3.1.3, less the angle brackets)
	phoneMost  = 40
	answerMost = 2000
	localeMost = 35  // bytes (RFC 5646 §4.4.1)
	keyMost    = 255 // bytes of an Idempotency-Key
)

// Request is what a registrant sends.
type Request struct {
	EventID    string
	Occurrence string
	TicketType string
	Name       string
	Email      string
	Phone      string            // or empty
	Locale     string            // a language tag (BCP 47) for the letters, or empty
	Party      int               // people, the registrant among them
	Answers    map[string]string // by the id of the question
	Key        string            // of idempotency, or empty
}

// parts are all that tells one request from another.
func (r *Request) parts() []string {
	all := []string{r.EventID, r.Occurrence, r.TicketType, r.Name, r.Email, r.Phone, r.Locale, strconv.Itoa(r.Party)}
	for _, id := range slices.Sorted(maps.Keys(r.Answers)) {
		all = append(all, id, r.Answers[id])
	}
	return all
}

// sound brings a request into the form that is stored, and says what is wrong.
func (r *Request) sound(t Terms) fault.Fields {
	var f fault.Fields
	r.Name = strings.TrimSpace(text.Name(&f, "/name", r.Name, nameMost))
	f.If(r.Name == "", "/name", "required", "The name is missing")
	r.Email = text.NFC(strings.TrimSpace(r.Email))
	f.If(!validEmail(r.Email), "/email", "wrong_format", "This is not an e-mail address")
	r.Phone = strings.TrimSpace(text.Name(&f, "/phone", r.Phone, phoneMost))
	f.If(strings.ContainsFunc(r.Phone, notInPhones), "/phone", "wrong_format", "A telephone number has digits, spaces and + - ( ) . / only")
	_, err := language.Parse(r.Locale)
	f.If(r.Locale != "" && (err != nil || len(r.Locale) > localeMost), "/locale", "invalid_locale", "This is not a language tag, such as vi or en-GB")
	most := t.partyMost(r.TicketType)
	f.If(r.Party < 1 || r.Party > most, "/party", "out_of_range", "This must be a whole number from %d to %d", 1, most)
	r.checkType(&f, t)
	r.checkAnswers(&f, t.Questions)
	return f
}

func (r *Request) checkType(f *fault.Fields, t Terms) {
	if r.TicketType == "" {
		f.If(len(t.Types) > 0, "/ticket_type", "required", "Choose a type of ticket")
		return
	}
	_, known := t.bound(r.TicketType)
	f.If(!known, "/ticket_type", "not_allowed", "There is no such type of ticket")
}

func (r *Request) checkAnswers(f *fault.Fields, questions []Question) {
	answers := map[string]string{}
	for _, q := range questions {
		if a := q.answer(f, r.Answers[q.ID]); a != "" {
			answers[q.ID] = a
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.Answers)) {
		asked := slices.ContainsFunc(questions, func(q Question) bool { return q.ID == id })
		f.If(!asked, at(id), "unknown", "There is no such question")
	}
	r.Answers = answers
}

// at points to the answer to a question (RFC 6901).
func at(id string) string {
	return "/answers/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(id)
}

// answer checks an answer and returns it as it is stored.
func (q Question) answer(f *fault.Fields, given string) string {
	if strings.TrimSpace(given) == "" {
		f.If(q.Required, at(q.ID), "required", "This question needs an answer")
		return ""
	}
	switch q.Kind {
	case Choice:
		f.If(!slices.Contains(q.Choices, given), at(q.ID), "not_allowed", "This is not one of the choices")
	case YesNo:
		f.If(given != "yes" && given != "no", at(q.ID), "not_allowed", "Answer yes or no")
	case Text:
		return text.Lines(f, at(q.ID), given, answerMost)
	}
	return given
}

// validEmail reports whether s is a bare address (RFC 5322 addr-spec).
func validEmail(s string) bool {
	var f fault.Fields
	text.Name(&f, "", s, emailMost)
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && len(s) <= emailMost && len(f) == 0
}

func notInPhones(r rune) bool { return !strings.ContainsRune("0123456789 +-()./", r) }

// contact is the form in which addresses are compared.
func contact(email string) string { return strings.ToLower(text.NFC(strings.TrimSpace(email))) }
