package donor

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/text"
)

// Purpose is what a donor agrees to. Nobody agrees by default. The words are
// stored and never change.
type Purpose string

// The purposes.
const (
	ForWall    Purpose = "wall"         // their name, or its initials, in the list of donors
	ForMessage Purpose = "message"      // their message there
	ForReceipt Purpose = "receipt_mail" // letters with receipts
	ForNews    Purpose = "news"         // letters about what else goes on
)

// Purposes lists every purpose.
func Purposes() []Purpose { return []Purpose{ForWall, ForMessage, ForReceipt, ForNews} }

// Channel is how a donor said that they agree. The words are stored and never
// change.
type Channel string

// The channels.
const (
	ByForm      Channel = "form"      // in the form that came with the gift
	ByLink      Channel = "link"      // on a page that only they have the address of
	ByTelephone Channel = "telephone" // to somebody of the newsroom
	ByLetter    Channel = "letter"    // on paper or by e-mail
	InPerson    Channel = "in_person"
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{ByForm, ByLink, ByTelephone, ByLetter, InPerson} }

// Bounds of consents, in characters.
const (
	versionMost  = 64
	evidenceMost = 200
)

// Consent is one act of agreeing: to what, in which words, how and when.
type Consent struct {
	ID          string
	DonorID     string
	Purpose     Purpose
	TextVersion string // of the text that was agreed to
	Channel     Channel
	Evidence    string // where the proof is, such as the id of a request; goes with erasure
	GivenAt     time.Time
	WithdrawnAt *time.Time // nil while it stands
}

// TableName implements gorm's Tabler.
func (Consent) TableName() string { return "donor_consents" }

// Give records that a donor agrees to a purpose. Of c, the purpose, the version of
// the text, the channel and the evidence count. While the same text stands agreed
// to, nothing changes. It fails with Invalid, NotFound, and Gone after erasure.
func (v *Vault) Give(ctx context.Context, tx *db.Tx, id string, c Consent) (err error) {
	defer fault.Wrap(&err, "donor.Give(%s)", told(id))
	if err := c.check().Err(); err != nil {
		return err
	}
	if _, err := living(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO donor_consents (id, donor_id, purpose, text_version, channel, evidence, given_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (donor_id, purpose, text_version) WHERE withdrawn_at IS NULL DO NOTHING`,
		ident.New(), id, c.Purpose, c.TextVersion, c.Channel, c.Evidence, tx.Now)
	return err
}

func (c *Consent) check() (f fault.Fields) {
	f.If(!slices.Contains(Purposes(), c.Purpose), "/purpose", "unknown_value", "Possible here: %s", joined(Purposes()))
	f.If(!slices.Contains(Channels(), c.Channel), "/channel", "unknown_value", "Possible here: %s", joined(Channels()))
	c.TextVersion = text.Name(&f, "/text_version", c.TextVersion, versionMost)
	f.If(c.TextVersion == "", "/text_version", "required", "Say to which text they agreed")
	c.Evidence = text.Name(&f, "/evidence", c.Evidence, evidenceMost)
	return f
}

// Withdraw ends whatever a donor agreed to for a purpose. It may be said twice.
func (v *Vault) Withdraw(ctx context.Context, tx *db.Tx, id string, p Purpose) (err error) {
	defer fault.Wrap(&err, "donor.Withdraw(%s)", told(id))
	if _, err := find(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE donor_consents SET withdrawn_at = ? WHERE donor_id = ? AND purpose = ? AND withdrawn_at IS NULL", tx.Now, id, p)
	return err
}

// Consents returns all that a donor ever agreed to, the first act first.
func (v *Vault) Consents(ctx context.Context, q db.Q, id string) (all []Consent, err error) {
	defer fault.Wrap(&err, "donor.Consents(%s)", told(id))
	if _, err := find(ctx, q, id); err != nil {
		return nil, err
	}
	return all, db.Err(db.Gorm(ctx, q).Where("donor_id = ?", id).Order("given_at, id").Find(&all).Error)
}

// Holds reports whether a donor agrees to a purpose at this moment. Nobody who is
// not known does.
func (v *Vault) Holds(ctx context.Context, q db.Q, id string, p Purpose) (bool, error) {
	all, err := v.HoldAll(ctx, q, []string{id}, p)
	return all[id], err
}

// HoldAll reports for which of several donors [Vault.Holds] is true.
func (v *Vault) HoldAll(ctx context.Context, q db.Q, ids []string, p Purpose) (_ map[string]bool, err error) {
	defer fault.Wrap(&err, "donor.HoldAll")
	holds := make(map[string]bool, len(ids))
	for some := range slices.Chunk(valid(ids), idsMost) {
		var found []string
		err := db.Gorm(ctx, q).Model(&Consent{}).Where("donor_id IN ? AND purpose = ? AND withdrawn_at IS NULL", some, p).Pluck("donor_id", &found).Error
		if err != nil {
			return nil, db.Err(err)
		}
		for _, id := range found {
			holds[id] = true
		}
	}
	return holds, nil
}
