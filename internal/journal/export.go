package journal

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/fault"
)

// VerbExport is the verb of the line that an export leaves.
const VerbExport = "audit_export"

// KindAudit is the kind of that line: the thing is the journal itself.
const KindAudit = "audit"

// Format is a form of an export.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // RFC 4180, with a row of names first
	NDJSON Format = "ndjson" // one JSON object on each line
)

// Type is the media type of the format.
func (f Format) Type() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/x-ndjson"
}

// Export writes lines to w, one by one as they come.
func Export(w io.Writer, f Format, lines iter.Seq2[Line, error]) (err error) {
	defer fault.Wrap(&err, "journal.Export")
	out := bufio.NewWriter(w)
	write := writeJSON
	if f == CSV {
		write = writeCSV
		if err := writeCells(out, columns()); err != nil {
			return err
		}
	}
	for l, err := range lines {
		if err != nil {
			return err
		}
		if err := write(out, l); err != nil {
			return err
		}
	}
	return out.Flush()
}

// exported is a line in JSON. Its members are the columns of CSV.
type exported struct {
	Seq       int64     `json:"seq"`
	At        time.Time `json:"at"`
	Verb      string    `json:"verb"`
	Kind      string    `json:"kind"`
	EntryID   string    `json:"entry_id"`
	Version   int       `json:"version"`
	ActorKind string    `json:"actor_kind"`
	ActorID   string    `json:"actor_id"`
	SessionID string    `json:"session_id"`
	Cause     string    `json:"cause"`
	Address   string    `json:"address"`
	Note      string    `json:"note"`
	Before    string    `json:"before"`
	After     string    `json:"after"`
	Hash      string    `json:"hash"`
}

func writeJSON(w *bufio.Writer, l Line) error {
	err := json.MarshalWrite(w, exported{
		Seq: l.Seq, At: l.At.UTC(), Verb: l.Verb, Kind: l.Kind, EntryID: l.EntryID, Version: l.Version,
		ActorKind: l.ActorKind, ActorID: l.ActorID, SessionID: l.SessionID, Cause: l.Cause, Address: l.Address,
		Note: l.Note, Before: l.Before, After: l.Digest, Hash: l.Hash,
	})
	if err != nil {
		return err
	}
	return w.WriteByte('\n')
}

func columns() []string {
	return []string{
		"seq", "at", "verb", "kind", "entry_id", "version", "actor_kind", "actor_id", "session_id", "cause",
		"address", "note", "before", "after", "hash",
	}
}

func writeCSV(w *bufio.Writer, l Line) error {
	return writeCells(w, []string{
		strconv.FormatInt(l.Seq, 10), l.At.UTC().Format(time.RFC3339Nano), l.Verb, l.Kind, l.EntryID, strconv.Itoa(l.Version),
		l.ActorKind, l.ActorID, l.SessionID, l.Cause, l.Address, l.Note, l.Before, l.Digest, l.Hash,
	})
}

// writeCells writes one row. What fails shows when w is flushed, too.
func writeCells(w *bufio.Writer, cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(quoted(cell))
	}
	_, err := w.WriteString("\r\n")
	return err
}

// quoted is a cell in quotes. An apostrophe goes before what a spreadsheet
// would run as a formula.
func quoted(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		cell = "'" + cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
