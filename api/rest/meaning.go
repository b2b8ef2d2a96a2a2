package rest

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
)

// means is what a kind of fault is in HTTP.
type means struct {
	status int
	code   string
	title  string // in English, and the key to other languages
}

// path is the type of the problem, an address relative to the host.
func (m means) path() string { return "/problems/" + strings.ReplaceAll(m.code, "_", "-") }

// Code is the code of problems of a kind, as documents have it.
func Code(k fault.Kind) string { return meaning(k).code }

// meaning is the only place where a kind of fault meets HTTP.
func meaning(k fault.Kind) means {
	switch k {
	case fault.InvalidJSON, fault.InvalidBody, fault.InvalidParameter, fault.InvalidCursor, fault.UnknownMember, fault.ReadOnly, fault.Invalid:
		return meaningOfForm(k)
	case fault.TokenMissing, fault.TokenExpired, fault.TokenInvalid, fault.SecondFactorRequired,
		fault.StepUpRequired, fault.EnrolmentRequired, fault.Forbidden:
		return meaningOfWho(k)
	case fault.NotFound:
		return means{http.StatusNotFound, "not_found", "Not found"}
	case fault.Gone:
		return means{http.StatusGone, "gone", "No longer public"}
	case fault.MethodNotAllowed:
		return means{http.StatusMethodNotAllowed, "method_not_allowed", "Method not allowed"}
	case fault.NotAcceptable:
		return means{http.StatusNotAcceptable, "not_acceptable", "No acceptable form"}
	case fault.SlugTaken:
		return means{http.StatusConflict, "slug_taken", "Slug taken"}
	case fault.IDTaken:
		return means{http.StatusConflict, "id_taken", "Id taken"}
	case fault.Conflict:
		return means{http.StatusConflict, "conflict", "Conflict"}
	case fault.TicketInvalid, fault.CheckedIn, fault.KeyReused, fault.KeyMissing, fault.KeyBusy, fault.CampaignClosed, fault.DuplicateReference,
		fault.SnapshotDecreases, fault.DetailsUnapproved, fault.AmountOutOfRange, fault.RefundExceeds, fault.Insufficient:
		return meaningOfComing(k)
	case fault.InUse:
		return means{http.StatusConflict, "in_use", "Still in use"}
	case fault.InvalidTransition:
		return means{http.StatusConflict, "invalid_transition", "Not possible in this state"}
	case fault.Frozen:
		return means{http.StatusConflict, "publishing_frozen", "Publication is held"}
	case fault.Stale:
		return means{http.StatusPreconditionFailed, "stale", "Someone else changed this first"}
	case fault.PreconditionRequired:
		return means{http.StatusPreconditionRequired, "precondition_required", "Version required"}
	case fault.TooLarge:
		return means{http.StatusRequestEntityTooLarge, "payload_too_large", "Request too large"}
	case fault.URITooLong:
		return means{http.StatusRequestURITooLong, "uri_too_long", "Address too long"}
	case fault.UnsupportedMedia:
		return means{http.StatusUnsupportedMediaType, "unsupported_media_type", "Unsupported media type"}
	case fault.RangeNotSatisfiable:
		return means{http.StatusRequestedRangeNotSatisfiable, "range_not_satisfiable", "Range not satisfiable"}
	case fault.RateLimited:
		return means{http.StatusTooManyRequests, "rate_limited", "Too many requests"}
	case fault.Overloaded:
		return means{http.StatusServiceUnavailable, "overloaded", "Server busy"}
	case fault.Internal:
	}
	return means{http.StatusInternalServerError, "internal", "Our mistake"}
}

// meaningOfForm is the meaning of a fault in what was sent.
func meaningOfForm(k fault.Kind) means {
	switch k {
	case fault.InvalidJSON:
		return means{http.StatusBadRequest, "invalid_json", "Not valid JSON"}
	case fault.InvalidBody:
		return means{http.StatusBadRequest, "invalid_body", "Malformed body"}
	case fault.InvalidParameter:
		return means{http.StatusBadRequest, "invalid_parameter", "Invalid parameter"}
	case fault.InvalidCursor:
		return means{http.StatusBadRequest, "invalid_cursor", "Invalid cursor"}
	case fault.UnknownMember:
		return means{http.StatusUnprocessableEntity, "unknown_member", "Unknown member"}
	case fault.ReadOnly:
		return means{http.StatusUnprocessableEntity, "read_only", "Read-only member"}
	default:
		return means{http.StatusUnprocessableEntity, "validation_failed", "Validation failed"}
	}
}

// meaningOfWho is the meaning of a fault that lies in who is asking.
func meaningOfWho(k fault.Kind) means {
	switch k {
	case fault.TokenMissing:
		return means{http.StatusUnauthorized, "token_missing", "Sign-in required"}
	case fault.TokenExpired:
		return means{http.StatusUnauthorized, "token_expired", "Token expired"}
	case fault.SecondFactorRequired:
		return means{http.StatusUnauthorized, "second_factor_required", "Second factor required"}
	case fault.StepUpRequired:
		return means{http.StatusUnauthorized, "step_up_required", "Proof of identity required"}
	case fault.EnrolmentRequired:
		return means{http.StatusForbidden, "enrolment_required", "Second factor to be set up"}
	case fault.Forbidden:
		return means{http.StatusForbidden, "forbidden", "Not allowed"}
	default:
		return means{http.StatusUnauthorized, "token_invalid", "Token not valid"}
	}
}

// meaningOfComing is the meaning of what goes wrong when people come to events, or
// give.
func meaningOfComing(k fault.Kind) means {
	switch k {
	case fault.TicketInvalid:
		return means{http.StatusUnauthorized, "ticket_invalid", "Not a ticket"}
	case fault.CheckedIn:
		return means{http.StatusConflict, "already_checked_in", "Checked in already"}
	case fault.KeyReused:
		return means{http.StatusUnprocessableEntity, "idempotency_key_reused", "Key used before"}
	default:
		return meaningOfMoney(k)
	}
}

// foreign returns Echo's own error as a fault, or nil if err is none. Handlers
// do not make such errors; Echo does where no handler was reached.
func foreign(err error) *fault.Error {
	own, ok := errors.AsType[*echo.HTTPError](err)
	if !ok {
		return nil
	}
	switch own.Code {
	case http.StatusNotFound:
		return fault.New(fault.NotFound, "There is nothing at this address")
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return fault.New(fault.MethodNotAllowed, "This address has no such method; the Allow header lists those it has")
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "The request is too large")
	case http.StatusRequestHeaderFieldsTooLarge:
		return fault.New(fault.TooLarge, "The request has too many headers")
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.UnsupportedMedia, "The body is of a type that is not taken here")
	}
	return nil
}

func tooManyHeaders(err error) bool {
	own, ok := errors.AsType[*echo.HTTPError](err)
	return ok && own.Code == http.StatusRequestHeaderFieldsTooLarge
}

// meaningOfMoney is that of what stands in the way of a gift, or of what becomes of it.
func meaningOfMoney(k fault.Kind) means {
	switch k {
	case fault.KeyMissing:
		return means{http.StatusBadRequest, "idempotency_key_missing", "Key missing"}
	case fault.KeyBusy:
		return means{http.StatusConflict, "idempotency_in_progress", "Still being answered"}
	case fault.CampaignClosed:
		return means{http.StatusConflict, "campaign_closed", "No donations now"}
	case fault.DuplicateReference:
		return means{http.StatusConflict, "duplicate_reference", "Reference known"}
	case fault.SnapshotDecreases:
		return means{http.StatusConflict, "snapshot_decreases", "Figure got smaller"}
	case fault.DetailsUnapproved:
		return means{http.StatusConflict, "payment_details_unapproved", "Payment details not approved"}
	case fault.AmountOutOfRange:
		return means{http.StatusUnprocessableEntity, "amount_out_of_range", "Amount out of range"}
	case fault.RefundExceeds:
		return means{http.StatusUnprocessableEntity, "refund_exceeds_remaining", "More than is left"}
	default:
		return means{http.StatusUnprocessableEntity, "insufficient_available", "Not enough in hand"}
	}
}
