package rest

import (
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
)

// Problem is a problem document (RFC 9457): the answer to every request that
// fails. Code is the only member to program against.
type Problem struct {
	Type      string         `json:"type" example:"/problems/invalid-transition"`               // the address of a page about the code
	Title     string         `json:"title" example:"Not possible in this state"`                // what the code means, in the language asked for
	Status    int            `json:"status" example:"409"`                                      // the status of the answer
	Code      string         `json:"code" example:"invalid_transition"`                         // stable, and the only member to program against
	Detail    string         `json:"detail"`                                                    // what happened here, for people
	RequestID string         `json:"request_id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16"` // finds the request in the log
	Errors    []ProblemField `json:"errors,omitempty"`                                          // all that is wrong with the request, if it is its content
	First     *FirstScan     `json:"first,omitzero"`                                            // the scan that let somebody in, if the code is already_checked_in
	Current   *Current       `json:"current,omitzero"`                                          // what is there now, if the code is stale
	Allowed   []string       `json:"allowed_actions,omitempty" example:"submit"`                // the verbs that are possible now, if the code is invalid_transition
	UsedBy    []UsedBy       `json:"used_by,omitempty"`                                         // entries that show it, the first twenty that you may read, if the code is in_use
}

// UsedBy is an entry that shows another.
type UsedBy struct {
	ID    string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11" format:"uuid"` // a UUIDv7
	Type  string `json:"type" example:"article"`                                          // its kind
	Title string `json:"title" example:"Buổi tọa đàm"`                                    // what the newsroom calls it
}

// ProblemField says what is wrong with one input. One of Pointer (RFC 6901),
// Parameter and Header says where it stands; the pointer of the whole body is
// empty.
type ProblemField struct {
	Pointer   *string `json:"pointer,omitzero" example:"/body/3/image_id"` // where in the body (RFC 6901)
	Parameter string  `json:"parameter,omitempty"`                         // which parameter
	Header    string  `json:"header,omitempty"`                            // which header
	Code      string  `json:"code" example:"required"`                     // what is wrong, for programs
	Detail    string  `json:"detail" example:"This is missing"`            // what is wrong, for people
}

// FirstScan is the scan of a ticket that let somebody in.
type FirstScan struct {
	At     time.Time `json:"at" example:"2020-03-24T07:00:00Z"` // when
	Device string    `json:"device" example:"cong-chinh"`       // at which device
}

// Current tells the loser of a race what is there now.
type Current struct {
	Revision  int       `json:"revision" example:"3"`                      // its number
	ETag      string    `json:"etag" example:"\"3.c0de4a11\""`             // for If-Match
	UpdatedAt time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"` // when it was saved
	UpdatedBy Person    `json:"updated_by"`                                // who saved it
}

// Person is the stub of a user.
type Person struct {
	ID   string `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"` // a UUIDv7
	Type string `json:"type" enums:"user" example:"user"`                                // always user
	Name string `json:"name" example:"Trần An"`                                          // as it was when they acted
}

// Fail returns Echo's error handler. Every error that a handler returns ends
// here and becomes a problem document; those from 500 up are logged, once.
func Fail(log *slog.Logger) echo.HTTPErrorHandler {
	words := newWords()
	return func(err error, c echo.Context) {
		f, status := classify(err)
		if status >= http.StatusInternalServerError {
			log.ErrorContext(c.Request().Context(), "request failed",
				slog.Any("error", err), slog.String("route", c.Path()),
				slog.String("request_id", Of(c).RequestID))
		}
		if c.Response().Committed {
			return
		}
		lang := words.choose(c.Request().Header.Get("Accept-Language"))
		announce(c.Response().Header(), f, lang.name)
		problem := describe(f, status, lang)
		problem.RequestID = Of(c).RequestID
		if err := refuse(c, problem); err != nil {
			log.WarnContext(c.Request().Context(), "the client did not take the problem", slog.Any("error", err))
		}
	}
}

// classify returns the fault in err and its status. Echo has errors of its own.
func classify(err error) (*fault.Error, int) {
	f := foreign(err)
	if f == nil {
		f = fault.Of(err)
	}
	m := meaning(f.Kind)
	if tooManyHeaders(err) {
		return f, http.StatusRequestHeaderFieldsTooLarge
	}
	return f, m.status
}

// announce sets the headers that belong to a kind of problem.
func announce(h http.Header, f *fault.Error, language string) {
	h.Set("Content-Language", language)
	h.Add("Vary", "Accept-Language")
	switch f.Kind {
	case fault.TokenMissing:
		h.Set("Www-Authenticate", "Bearer")
	case fault.TokenExpired, fault.TokenInvalid:
		h.Set("Www-Authenticate", `Bearer error="invalid_token"`)
	case fault.StepUpRequired: // RFC 9470, section 3
		h.Set("Www-Authenticate", `Bearer error="insufficient_user_authentication", max_age=600`)
	case fault.SecondFactorRequired:
		h.Set("Www-Authenticate", "Bearer")
	case fault.TicketInvalid:
		h.Set("Www-Authenticate", "Ticket")
	case fault.RateLimited, fault.Overloaded, fault.KeyBusy:
		h.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(f.Retry.Seconds())))))
	default:
	}
}

// fieldsMost is how many inputs a problem names. A request that was made to be wrong
// in many ways must not be answered with more than it says itself.
const fieldsMost = 100

func describe(f *fault.Error, status int, lang tongue) Problem {
	m := meaning(f.Kind)
	p := Problem{
		Type: m.path(), Title: lang.say(fault.Text{Format: m.title}),
		Status: status, Code: m.code, Detail: lang.say(f.Text), Allowed: f.Allowed,
	}
	for _, field := range f.Fields[:min(len(f.Fields), fieldsMost)] {
		p.Errors = append(p.Errors, place(field, lang))
	}
	for _, u := range f.Uses {
		p.UsedBy = append(p.UsedBy, UsedBy{ID: u.ID, Type: u.Kind, Title: u.Title})
	}
	if f.First != nil {
		p.First = &FirstScan{f.First.At.UTC(), f.First.Device}
	}
	if now := f.Current; now != nil {
		p.Current = &Current{
			Revision: now.Revision, ETag: now.ETag, UpdatedAt: now.UpdatedAt,
			UpdatedBy: Person{ID: now.UpdatedByID, Type: "user", Name: now.UpdatedByName},
		}
	}
	return p
}

func place(f fault.Field, lang tongue) ProblemField {
	p := ProblemField{Code: f.Code, Detail: lang.say(f.Text)}
	switch f.In {
	case fault.Query:
		p.Parameter = f.Name
	case fault.Header:
		p.Header = f.Name
	case fault.Body:
		p.Pointer = &f.Name
	}
	return p
}

func refuse(c echo.Context, p Problem) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	for _, name := range []string{"Etag", "Last-Modified", "Cache-Tag", "Link", "Content-Encoding"} {
		c.Response().Header().Del(name) // of an answer that came to nothing
	}
	return Private(c, p.Status, "application/problem+json", body)
}
