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
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code"`
	Detail    string         `json:"detail"`
	RequestID string         `json:"request_id"`
	Errors    []ProblemField `json:"errors,omitempty"`
	Current   *Current       `json:"current,omitzero"`
	Allowed   []string       `json:"allowed_actions,omitempty"`
}

// ProblemField says what is wrong with one input. One of Pointer (RFC 6901),
// Parameter and Header says where it stands; the pointer of the whole body is
// empty.
type ProblemField struct {
	Pointer   *string `json:"pointer,omitzero"`
	Parameter string  `json:"parameter,omitempty"`
	Header    string  `json:"header,omitempty"`
	Code      string  `json:"code"`
	Detail    string  `json:"detail"`
}

// Current tells the loser of a race what is there now.
type Current struct {
	Revision  int       `json:"revision"`
	ETag      string    `json:"etag"`
	UpdatedAt time.Time `json:"updated_at"`
	UpdatedBy Person    `json:"updated_by"`
}

// Person is the stub of a user.
type Person struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
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
	case fault.RateLimited, fault.Overloaded:
		h.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(f.Retry.Seconds())))))
	default:
	}
}

func describe(f *fault.Error, status int, lang tongue) Problem {
	m := meaning(f.Kind)
	p := Problem{
		Type: m.path(), Title: lang.say(fault.Text{Format: m.title}),
		Status: status, Code: m.code, Detail: lang.say(f.Text), Allowed: f.Allowed,
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, place(field, lang))
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
