package cli

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// audit runs one of the commands on a data directory.
func audit(t *testing.T, data string, args ...string) (printed string, err error) {
	t.Helper()
	var commands struct {
		config.Flags

		Audit auditCommand `cmd:""`
	}
	parser, err := kong.New(&commands, kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := parser.Parse(append([]string{"--data", data, "audit"}, args...))
	if err != nil {
		return "", usageError{err}
	}
	var stdout strings.Builder
	err = chosen.Run(&process{ctx: t.Context(), flags: commands.Flags, getenv: os.Getenv, stdout: &stdout, stderr: io.Discard})
	return stdout.String(), err
}

// wantAudit fails unless the command prints text, or fails with it, and exits so.
func wantAudit(t *testing.T, code int, text, data string, args ...string) string {
	t.Helper()
	printed, err := audit(t, data, args...)
	said := printed
	if err != nil {
		said += err.Error()
	}
	if exitCode(err) != code || !strings.Contains(said, text) {
		t.Errorf("audit %s: got exit code %d and %q, want %d and %q", strings.Join(args, " "), exitCode(err), said, code, text)
	}
	return printed
}

func tamper(t *testing.T, data string, statements ...string) {
	t.Helper()
	d := testkit.OpenURL(t, filepath.Join(data, "newsdesk.db"), testkit.NewClock(testkit.Start()))
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// copied is a copy of a data directory without its secret and checkpoints.
func copied(t *testing.T, data string) string {
	t.Helper()
	copied := t.TempDir()
	tamper(t, data, "UPDATE settings SET value = value") // so that Close leaves nothing in the log
	text, err := os.ReadFile(filepath.Join(data, "newsdesk.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(copied, "newsdesk.db"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

// recorded is a data directory with three exports in its journal.
func recorded(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	for range 3 {
		wantAudit(t, 0, `"seq"`, data, "export")
	}
	return data
}

func TestK02AuditVerifyNamesTheFirstBadLineOfACopy(t *testing.T) {
	data := recorded(t)
	wantAudit(t, 0, "Good lines: 3, with their personal data erased: 0.", data, "verify")
	evidence := copied(t, data)
	printed := wantAudit(t, 0, "Good lines: 3,", evidence, "verify")
	if !strings.Contains(printed, "There is no key") || !strings.Contains(printed, "lines a second") {
		t.Errorf("got %q, want the speed, and that there is no key", printed)
	}
	if _, err := os.Stat(filepath.Join(evidence, secretFile)); err == nil {
		t.Error("verifying a copy made a secret beside it")
	}
	tamper(t, evidence, "DROP TRIGGER journal_never_changes", "UPDATE journal SET actor_id = 'x' WHERE seq = 2")
	wantAudit(t, 1, "the record was tampered with: line 2 was changed", evidence, "verify")
}

func TestK03AuditVerifyHoldsACopyAgainstCheckpointsKeptElsewhere(t *testing.T) {
	data := recorded(t)
	printed := wantAudit(t, 0, "Line 3 is signed", data, "checkpoint")
	_, key, _ := strings.Cut(strings.TrimSpace(printed), "The public key is ")
	kept := filepath.Join(data, "checkpoints.jsonl")
	wantAudit(t, 0, "Checkpoints held against them: 1.", data, "verify")
	evidence := copied(t, data)
	tamper(t, evidence, "DROP TRIGGER journal_never_shrinks", "DELETE FROM journal WHERE seq > 1",
		"UPDATE sequences SET value = 1 WHERE name = 'journal'", "DELETE FROM checkpoints")
	wantAudit(t, 0, "Good lines: 1,", evidence, "verify")
	wantAudit(t, 1, "line 2 and everything after it was cut off", evidence, "verify", "--checkpoints", kept, "--key", key)
	other := "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
	wantAudit(t, 1, "line 3 has a checkpoint with a false signature", data, "verify", "--key", other)
}

func TestAuditExportWritesWhatIsAskedFor(t *testing.T) {
	data := recorded(t)
	printed := wantAudit(t, 0, `"operator"`, data, "export", "--verb", "audit_export", "--actor", "system:operator", "--kind", "audit")
	rows, err := csv.NewReader(strings.NewReader(printed)).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Errorf("got %v (%v), want a row of names and four lines", rows, err)
	}
	if printed := wantAudit(t, 0, "{", data, "export", "--format", "ndjson"); strings.Count(printed, "\n") != 5 {
		t.Errorf("got %s, want five lines", printed)
	}
	for _, none := range [][]string{{"--entry", "x"}, {"--session", "x"}, {"--to", "2001-01-01T00:00:00Z"}, {"--from", "2999-01-01T00:00:00+07:00"}} {
		if printed := wantAudit(t, 0, "", data, append([]string{"export", "--format", "ndjson"}, none...)...); printed != "" {
			t.Errorf("%v: got %s, want nothing", none, printed)
		}
	}
}

func TestAuditCommandsRefuseWhatIsNotThere(t *testing.T) {
	data := recorded(t)
	wantAudit(t, 2, "newsdesk.db", filepath.Join(t.TempDir(), "nowhere"), "verify")
	wantAudit(t, 2, "missing", data, "verify", "--checkpoints", "missing")
	wantAudit(t, 2, "--key", data, "verify", "--key", "abc")
	wantAudit(t, 2, "format", data, "export", "--format", "xml")
	wantAudit(t, 2, "from", data, "export", "--from", "hôm qua")
}
