package v1

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
)

// AuditLine is one act, as the record holds it.
type AuditLine struct {
	Seq       int64      `json:"seq" example:"1024"`                                                // its number, from 1, without gaps
	At        time.Time  `json:"at" example:"2020-03-24T11:26:00Z"`                                 // when it was done
	Verb      string     `json:"verb" example:"publish"`                                            // what was done
	Kind      string     `json:"kind" example:"article"`                                            // what sort of thing it was done to
	EntryID   string     `json:"entry_id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11"`           // the thing
	Revision  int        `json:"revision" example:"3"`                                              // the revision that it made; 0 of what has none
	Actor     AuditActor `json:"actor"`                                                             // who did it
	SessionID string     `json:"session_id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`         // in which session; empty for none
	Cause     string     `json:"cause" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e13"`              // the request id, or the command or job
	Address   string     `json:"address" example:"192.0.2.1"`                                       // the IP address; empty if there was none, or it was erased
	Note      string     `json:"note" example:"Sai tên đơn vị"`                                     // the reason given; likewise
	Erased    bool       `json:"erased" example:"false"`                                            // address and note were there, and are erased
	Before    string     `json:"before" example:"1f0a7c3b"`                                         // digest of the thing before, in hex; empty of what was not there
	After     string     `json:"after" example:"9c115f0a"`                                          // digest of the thing after it, in hex; empty of what has none
	Hash      string     `json:"hash" example:"5f0a2b7c9e111f0a7c3b1d5e7b3a9c115f0a2b7c9e111f0a7c"` // of the line and all before it, in hex
}

// AuditActor is who did something.
type AuditActor struct {
	ID   string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e14"`      // of the user or key; system: and a name for the server itself
	Kind string `json:"kind" enums:"person,key,system,public" example:"person"` // what sort of caller it was
	Name string `json:"name" example:"Trần An"`                                 // what a person is called now; empty for others
}

// AuditCheckpoint vouches for the record up to one line.
type AuditCheckpoint struct {
	Seq       int64     `json:"seq" example:"1000"`                                                // of the line
	Hash      string    `json:"hash" example:"5f0a2b7c9e111f0a7c3b1d5e7b3a9c115f0a2b7c9e111f0a7c"` // of the line
	SignedAt  time.Time `json:"signed_at" example:"2020-03-24T11:30:00Z"`                          // when
	Signature string    `json:"signature" example:"MEUCIQDx"`                                      // Ed25519, in base64; the public key comes from newsdesk audit checkpoint
}

// auditTrail is the API of the record of what was done.
type auditTrail struct {
	db      *db.DB
	cursors rest.Cursors
}

const (
	exportCost = 10
	exportTime = 10 * time.Minute
	maxActor   = 100 // characters of an id
	maxVerbs   = 20
)

// mount registers the routes below g.
func (h auditTrail) mount(g rest.Group) {
	g.Get("/audit", policy.Audit+".read", h.list)
	g.Get("/audit/export", policy.Audit+".export", h.export, rest.Cost(exportCost), rest.Timeout(exportTime),
		rest.Produces("text/csv", "application/x-ndjson"))
	g.Get("/audit/checkpoints", policy.Audit+".read", h.checkpoints)
}

// list godoc
//
//	@ID		listAuditLines
//	@Summary	Read the record of what was done
//	@Description	Newest first. Every change of content, people, roles, keys and settings is one line of it, written in the same transaction.
//	@Tags		Administration
//	@Produce	json
//	@Param		actor	query	string	false	"Done by this user or key"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e14)
//	@Param		verb	query	string	false	"One of these acts, separated by commas"	example(publish,unpublish)
//	@Param		kind	query	string	false	"Done to things of this kind"	example(article)
//	@Param		entry	query	string	false	"Done to this thing"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		session	query	string	false	"Done in this session"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Param		from	query	string	false	"Done at this time or later (RFC 3339)"	example(2020-03-24T00:00:00+07:00)
//	@Param		to	query	string	false	"Done before this time (RFC 3339)"	example(2020-03-25T00:00:00+07:00)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[AuditLine]	"A page of the record"
//	@Security	Bearer
//	@Router		/v1/editorial/audit [get]
func (h auditTrail) list(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Audit, policy.Read); err != nil {
		return err
	}
	q := rest.Params(c)
	f := auditFilter(q)
	p, from, err := h.paging(q)
	if err != nil {
		return err
	}
	f.AfterSeq, f.Desc, f.Limit = from, p.down(), p.take()
	ctx := c.Request().Context()
	lines, err := journal.List(ctx, h.db, f)
	if err != nil {
		return err
	}
	lines, page := turn(p, lines, func(l journal.Line) rest.Place { return numbered(l.Seq) })
	if p.count {
		n, err := journal.Count(ctx, h.db, f)
		if err != nil {
			return err
		}
		page.Total = &rest.Total{N: int(n)}
	}
	names, err := journal.Names(ctx, h.db, lines)
	if err != nil {
		return err
	}
	data := make([]AuditLine, len(lines))
	for i, l := range lines {
		data[i] = auditLine(l, names[l.ActorID])
	}
	return rest.SendList(c, q, data, page)
}

// auditFilter reads which lines are wanted.
func auditFilter(q *rest.Query) journal.Filter {
	return journal.Filter{
		Actor: q.String("actor", maxActor), Verbs: q.Strings("verb", maxVerbs), Kind: q.String("kind", maxActor),
		EntryID: q.String("entry", maxActor), Session: q.String("session", maxActor), From: q.Instant("from"), To: q.Instant("to"),
	}
}

// paging reads which page of a list by number is wanted, and the line that it
// begins after. It comes last of all that reads q.
func (h auditTrail) paging(q *rest.Query) (p paging, from int64, err error) {
	if p, err = pagingOf(q, h.cursors, true); err != nil {
		return p, 0, err
	}
	if err := q.Done(); err != nil {
		return p, 0, err
	}
	n, err := p.number()
	return p, int64(n), err
}

// numbered is the place of a line in a list by number.
func numbered(seq int64) rest.Place { return rest.Place{Key: strconv.FormatInt(seq, 10)} }

func auditLine(l journal.Line, name string) AuditLine {
	return AuditLine{
		Seq: l.Seq, At: utc(l.At), Verb: l.Verb, Kind: l.Kind, EntryID: l.EntryID, Revision: l.Version,
		Actor:     AuditActor{ID: l.ActorID, Kind: l.ActorKind, Name: name},
		SessionID: l.SessionID, Cause: l.Cause, Address: l.Address, Note: l.Note, Erased: l.Erased(),
		Before: l.Before, After: l.Digest, Hash: l.Hash,
	}
}

// export godoc
//
//	@ID		exportAuditLines
//	@Summary	Take the record out
//	@Description	Oldest first, as it comes out of the database, with the addresses and notes that were not erased. Cells that a spreadsheet would run as a formula have an apostrophe in front. The export is a line of the record itself.
//	@Tags		Administration
//	@Produce	text/csv,application/x-ndjson
//	@Param		format	query	string	false	"CSV (RFC 4180), or one JSON object on each line"	Enums(csv,ndjson)	default(csv)	example(csv)
//	@Param		actor	query	string	false	"Done by this user or key"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e14)
//	@Param		verb	query	string	false	"One of these acts, separated by commas"	example(publish,unpublish)
//	@Param		kind	query	string	false	"Done to things of this kind"	example(article)
//	@Param		entry	query	string	false	"Done to this thing"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		session	query	string	false	"Done in this session"	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Param		from	query	string	false	"Done at this time or later (RFC 3339)"	example(2020-03-24T00:00:00+07:00)
//	@Param		to	query	string	false	"Done before this time (RFC 3339)"	example(2020-03-25T00:00:00+07:00)
//	@Success	200	{string}	string	"The lines"
//	@Header		200	{string}	Content-Disposition	"The name of the file"
//	@Security	Bearer
//	@Router		/v1/editorial/audit/export [get]
func (h auditTrail) export(c echo.Context) error {
	actor := rest.Actor(c)
	if err := actor.Needs(policy.Audit, policy.Export); err != nil {
		return err
	}
	if err := actor.Fresh(rest.Now(c)); err != nil {
		return err
	}
	q := rest.Params(c)
	f, format := auditFilter(q), journal.Format(q.Enum("format", string(journal.CSV), string(journal.CSV), string(journal.NDJSON)))
	if err := q.Done(); err != nil {
		return err
	}
	if c.Request().Method == http.MethodHead {
		return rest.Private(c, http.StatusOK, format.Type(), nil)
	}
	if err := h.noteExport(c); err != nil {
		return err
	}
	return h.stream(c, f, format)
}

// noteExport writes the export into the record before its first byte goes out.
func (h auditTrail) noteExport(c echo.Context) error {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	return h.db.Update(ctx, func(tx *db.Tx) error {
		return journal.Record(ctx, tx, journal.Line{
			Verb: journal.VerbExport, Kind: journal.KindAudit, ActorKind: actor.Kind.String(), ActorID: actor.ID,
			SessionID: actor.SessionID, Cause: actor.Cause, Address: actor.Address,
		})
	})
}

// stream sends the lines as they come. It breaks the connection off when the
// database fails midway, so that nobody takes a part for the whole.
func (h auditTrail) stream(c echo.Context, f journal.Filter, format journal.Format) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Type", format.Type())
	header.Set("Content-Disposition", `attachment; filename="audit.`+string(format)+`"`)
	err := journal.Export(c.Response(), format, journal.Each(c.Request().Context(), h.db, f))
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler)
	}
	return err
}

// checkpoints godoc
//
//	@ID		listAuditCheckpoints
//	@Summary	Read the checkpoints of the record
//	@Description	Newest first. Keep them where whoever can write to the database cannot reach them: newsdesk audit verify holds the record against them.
//	@Tags		Administration
//	@Produce	json
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[AuditCheckpoint]	"A page of checkpoints"
//	@Security	Bearer
//	@Router		/v1/editorial/audit/checkpoints [get]
func (h auditTrail) checkpoints(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Audit, policy.Read); err != nil {
		return err
	}
	q := rest.Params(c)
	p, from, err := h.paging(q)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	list, err := journal.Checkpoints(ctx, h.db, from, p.down(), p.take())
	if err != nil {
		return err
	}
	list, page := turn(p, list, func(k journal.Checkpoint) rest.Place { return numbered(k.Seq) })
	if p.count {
		n, err := journal.CountCheckpoints(ctx, h.db)
		if err != nil {
			return err
		}
		page.Total = &rest.Total{N: int(n)}
	}
	data := make([]AuditCheckpoint, len(list))
	for i, k := range list {
		data[i] = AuditCheckpoint{Seq: k.Seq, Hash: k.Hash, SignedAt: utc(k.At), Signature: k.Signature}
	}
	return rest.SendList(c, q, data, page)
}
