package cli

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/journal"
)

// auditCommand is the commands about the record of what was done.
type auditCommand struct {
	Verify     auditVerifyCommand     `cmd:"" help:"Find out whether the record was tampered with."`
	Export     auditExportCommand     `cmd:"" help:"Write the record to standard output."`
	Checkpoint auditCheckpointCommand `cmd:"" help:"Sign what the record holds now."`
}

type auditVerifyCommand struct {
	Checkpoints string `placeholder:"FILE" help:"The checkpoints to hold the record against, besides those in the database. Without it: checkpoints.jsonl in the data directory, if it is there."`
	Key         string `placeholder:"BASE64" help:"The public key that checkpoints are signed with, as audit checkpoint prints it. Without it: that of the secret of this installation, if it is there."`
}

// Help implements kong.HelpProvider.
func (auditVerifyCommand) Help() string {
	return `Reads the whole record and names the first line that was changed, taken out or cut
off. It changes nothing and works on a copy of the database. Only checkpoints from a
place that whoever tampered could not reach show that the end was cut off. The exit
code is 1 if the record is not as it was written.

Example:
  newsdesk audit verify --data /backup/newsdesk --checkpoints /safe/checkpoints.jsonl`
}

// Run verifies the journal.
func (a auditVerifyCommand) Run(p *process) (err error) {
	c, err := p.settings()
	if err != nil {
		return err
	}
	proof, err := a.proof(c)
	if err != nil {
		return err
	}
	d, err := openAsItIs(p, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	begun := time.Now()
	r, err := journal.Examine(p.ctx, d, proof)
	if err != nil {
		return err
	}
	return told(p, r, proof, time.Since(begun))
}

// instant is the shortest time that is taken for one, in seconds.
const instant = 1e-6

// told says what was found. A bad line is an error.
func told(p *process, r journal.Report, proof journal.Proof, took time.Duration) error {
	_, err := fmt.Fprintf(p.stdout, "Good lines: %d, with their personal data erased: %d.\n"+
		"Checkpoints held against them: %d.\nTime: %.2f seconds, or %.0f lines a second.\n",
		r.Good, r.Erased, r.Checkpoints, took.Seconds(), float64(r.Good)/max(took.Seconds(), instant))
	if err == nil && proof.Key == nil {
		_, err = fmt.Fprintln(p.stdout, "There is no key, so nobody looked at the signatures of the checkpoints.")
	}
	if err == nil && r.First.What != journal.Nothing {
		return fmt.Errorf("the record was tampered with: %s", r.First)
	}
	return err
}

// openAsItIs opens the database of c and changes nothing in it: it is evidence.
func openAsItIs(p *process, c config.Config) (*db.DB, error) {
	if c.Database == "" {
		if _, err := os.Stat(c.DatabaseURL()); err != nil {
			return nil, usageError{err}
		}
	}
	return db.Open(p.ctx, c.DatabaseURL(), time.Now)
}

// proof is what the record is held against.
func (a auditVerifyCommand) proof(c config.Config) (proof journal.Proof, err error) {
	path := a.Checkpoints
	if path == "" {
		path = filepath.Join(c.Data, journal.FileName)
	} else if _, err := os.Stat(path); err != nil {
		return proof, usageError{err}
	}
	if proof.Kept, err = journal.ReadFile(path); err != nil {
		return proof, err
	}
	proof.Key, err = a.key(c)
	return proof, err
}

// secretFile is where [config.Config.Key] keeps the secret in the data directory.
const secretFile = "secret.key"

// key is nil if there is none: a copy of a database need not have the secret.
func (a auditVerifyCommand) key(c config.Config) (ed25519.PublicKey, error) {
	if a.Key != "" {
		key, err := base64.StdEncoding.DecodeString(a.Key)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return nil, usageError{errors.New("--key is not a public key in base64")}
		}
		return key, nil
	}
	_, err := os.Stat(filepath.Join(c.Data, secretFile))
	if c.Secret == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil // reading the secret would make one
	}
	secret, err := c.Key()
	if err != nil {
		return nil, err
	}
	return journal.PublicKey(secret), nil
}

type auditExportCommand struct {
	Format  string    `enum:"csv,ndjson" default:"csv" help:"csv, or ndjson: one JSON object on each line."`
	Actor   string    `placeholder:"ID" help:"Only what this user or key did."`
	Verb    []string  `placeholder:"VERB" help:"Only acts of this verb. Can be repeated."`
	Kind    string    `placeholder:"KIND" help:"Only acts on things of this kind, such as article or user."`
	Entry   string    `placeholder:"ID" help:"Only acts on this thing."`
	Session string    `placeholder:"ID" help:"Only acts of this session."`
	From    time.Time `placeholder:"TIME" format:"2006-01-02T15:04:05Z07:00" help:"Only acts since this time, such as 2026-03-02T08:00:00+07:00."`
	To      time.Time `placeholder:"TIME" format:"2006-01-02T15:04:05Z07:00" help:"Only acts before this time."`
}

// Help implements kong.HelpProvider.
func (auditExportCommand) Help() string {
	return `Writes the lines of the record, oldest first, with the addresses and notes that were
not erased. Cells that a spreadsheet would run as a formula get an apostrophe in CSV.
The export itself is a line of the record.

Example:
  newsdesk audit export --format ndjson --kind user --from 2026-03-01T00:00:00+07:00`
}

// Run exports the journal.
func (a auditExportCommand) Run(p *process) error {
	return p.with(func(x *app.App) error {
		err := x.DB.Update(p.ctx, func(tx *db.Tx) error {
			by := operator()
			return journal.Record(p.ctx, tx, journal.Line{
				Verb: journal.VerbExport, Kind: journal.KindAudit, ActorKind: by.Kind.String(), ActorID: by.ID, Cause: by.Cause,
			})
		})
		if err != nil {
			return err
		}
		return journal.Export(p.stdout, journal.Format(a.Format), journal.Each(p.ctx, x.DB, journal.Filter{
			Actor: a.Actor, Verbs: a.Verb, Kind: a.Kind, EntryID: a.Entry, Session: a.Session, From: a.From, To: a.To,
		}))
	})
}

type auditCheckpointCommand struct{}

// Help implements kong.HelpProvider.
func (auditCheckpointCommand) Help() string {
	return `Signs the last line of the record, unless that is signed already. The signature goes
into the database and into checkpoints.jsonl in the data directory: keep copies of
that file, and the public key, where nobody who can write to the database reaches
them. A running server signs by itself every 1,000 lines or 5 minutes.

Example:
  newsdesk audit checkpoint`
}

// Run signs a checkpoint.
func (auditCheckpointCommand) Run(p *process) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	return p.with(func(a *app.App) error {
		secret, err := c.Key()
		if err != nil {
			return err
		}
		signer := journal.NewCheckpointer(a.DB, journal.Key(secret), filepath.Join(c.Data, journal.FileName))
		newest, err := signer.Sign(p.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "Line %d is signed: %s\nThe public key is %s\n",
			newest.Seq, newest.Hash, base64.StdEncoding.EncodeToString(signer.Public()))
		return err
	})
}
