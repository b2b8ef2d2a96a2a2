package rest

import (
	"bytes"
	"html/template"
	"net/http"
	"time"

	"newsdesk/internal/fault"
)

// ProblemPage explains one problem code to a person, in every language that
// problems are told in.
type ProblemPage struct {
	Path   string // what the type of the problem says
	Answer *Answer
}

// ProblemPages returns a page for each problem code.
func ProblemPages() []ProblemPage {
	words, layout := newWords(), template.Must(template.New("problem").Parse(problemLayout))
	pages := make([]ProblemPage, 0, len(fault.Kinds()))
	for _, k := range fault.Kinds() {
		m := meaning(k)
		pages = append(pages, ProblemPage{Path: m.path(), Answer: explain(layout, words, k, m)})
	}
	return pages
}

// The page needs no style and no script, so it runs under the strictest policy.
const problemLayout = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Code}}</title>
</head>
<body>
<h1>{{.Status}} <code>{{.Code}}</code></h1>
{{range .Told}}<section lang="{{.Lang}}">
<h2>{{.Title}}</h2>
<p>{{.Advice}}</p>
</section>
{{end}}</body>
</html>
`

type told struct{ Lang, Title, Advice string }

func explain(layout *template.Template, w words, k fault.Kind, m means) *Answer {
	page := struct {
		Status int
		Code   string
		Told   []told
	}{Status: m.status, Code: m.code}
	for _, t := range w.spoken {
		page.Told = append(page.Told, told{
			Lang: t.name, Title: t.say(fault.Text{Format: m.title}), Advice: t.say(fault.Text{Format: advice(k)}),
		})
	}
	var body bytes.Buffer
	if err := layout.Execute(&body, page); err != nil {
		panic(err) // cannot happen: the layout and its data are constants, and tested
	}
	return &Answer{
		Status: http.StatusOK, Type: "text/html; charset=utf-8", Body: body.Bytes(), MaxAge: time.Hour,
	}
}

// advice says what a client can do about a kind of fault.
func advice(k fault.Kind) string {
	switch k {
	case fault.InvalidJSON:
		return "The body must be one JSON document in UTF-8, without names that stand twice."
	case fault.InvalidBody:
		return "The body must be a form with a part named file and, if you like, one named metadata."
	case fault.InvalidParameter:
		return "A query parameter or header is unknown, or has a value that is not allowed; errors says which."
	case fault.InvalidCursor:
		return "A cursor works only for the list it came from, unchanged. Start again without one."
	case fault.UnknownMember:
		return "The body has a member that does not exist. Names are case-sensitive."
	case fault.ReadOnly:
		return "The body sets a member that only the server writes. Leave it out."
	case fault.Invalid:
		return "The content breaks a rule; errors says which, with a pointer to each place."
	case fault.TokenMissing:
		return "Sign in and send the access token as Authorization: Bearer."
	case fault.TokenExpired:
		return "Get a new access token with the refresh token and repeat the request."
	case fault.TokenInvalid:
		return "The token or the sign-in data are not good, or the session is over. Sign in again."
	case fault.SecondFactorRequired:
		return "Sign in again with the code of your authenticator or a recovery code beside the password, or with a passkey."
	case fault.StepUpRequired:
		return "This is guarded: prove once more who you are, at /v1/auth/step-up, and repeat the request within ten minutes."
	case fault.EnrolmentRequired:
		return "Your role needs a second factor. Set one up at /v1/auth/totp or /v1/auth/passkeys; until then nothing else is open to you."
	case fault.Forbidden:
		return "You are known and may not do this. Ask someone who may, or an administrator for the role."
	case fault.NotFound:
		return "There is nothing at this address, or nothing that you may see."
	case fault.Gone:
		return "This was public once and is no more. Remove links to it."
	case fault.MethodNotAllowed:
		return "This address has other methods; the Allow header lists them."
	case fault.NotAcceptable:
		return "The Accept header rules out every form that this can be had in."
	case fault.SlugTaken:
		return "Another entry has this slug, or had it once. Choose another."
	case fault.IDTaken:
		return "Another entry has this id. Make a new one."
	default:
		return adviceOnState(k)
	}
}

// adviceOnState is the advice where not the request is at fault but its time.
func adviceOnState(k fault.Kind) string {
	switch k {
	case fault.TicketInvalid:
		return "This is no ticket of this newsroom, or somebody has changed it. Look the person up in the list."
	case fault.CheckedIn:
		return "This ticket has let somebody in already; first says when and at which device. Ask, before you let anybody else in."
	case fault.KeyReused:
		return "An Idempotency-Key stands for one request. Make a new one for each."
	case fault.KeyBusy:
		return "The first request with this key is not answered yet. Repeat it after the time that Retry-After says."
	case fault.CampaignClosed, fault.DuplicateReference, fault.SnapshotDecreases, fault.DetailsUnapproved,
		fault.AmountOutOfRange, fault.RefundExceeds, fault.Insufficient:
		return adviceOnMoney(k)
	case fault.Conflict:
		return "This clashes with something that is there already."
	case fault.InUse:
		return "Others show this. Remove it there first."
	case fault.InvalidTransition:
		return "This verb is not possible in the present state; allowed_actions lists those that are."
	case fault.Frozen:
		return "Someone has contained the newsroom. Withdrawing works; publishing waits until it is released."
	case fault.Stale:
		return "Read what is there now, put your change into it, and send it with the new ETag."
	case fault.PreconditionRequired:
		return "Send the ETag of the version that you saw in If-Match, so that nobody's change is lost."
	case fault.TooLarge:
		return "The request is over a limit. Send less at once."
	case fault.URITooLong:
		return "The address is over its limit. Send fewer or shorter parameters."
	case fault.RangeNotSatisfiable:
		return "The range begins behind the end of the bytes; Content-Range says how many there are."
	case fault.UnsupportedMedia:
		return "Send the body in a type that this address takes, uncompressed."
	case fault.RateLimited:
		return "Wait as long as Retry-After says, and then send fewer requests."
	case fault.Overloaded:
		return "The server cannot take this now. Repeat it after the time that Retry-After says."
	default:
		return "Something went wrong on our side. Give us the request id, and we can find out what."
	}
}

// adviceOnMoney is the advice about donations.
func adviceOnMoney(k fault.Kind) string {
	switch k {
	case fault.CampaignClosed:
		return "The campaign takes no donations now, or not by this channel. Read it again, and offer the channels that are open."
	case fault.DuplicateReference:
		return "A gift with this receipt has been taken down before. Look it up, before you take it down again."
	case fault.SnapshotDecreases:
		return "A total that only grows would get smaller. Look for a mistake; if the older figure was the mistake, say that this corrects it."
	case fault.DetailsUnapproved:
		return "A second person has to compare where the money goes with what they know, and approve it. Then publish again."
	case fault.AmountOutOfRange:
		return "The amount is more or less than this campaign takes; detail says where it begins. Amounts are in the smallest unit of the currency."
	case fault.RefundExceeds:
		return "No more can go back than is left of the gift, counting what is on its way."
	default:
		return "No more can move than is there. Look at the figures of the campaign."
	}
}
