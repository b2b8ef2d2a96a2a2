package donor

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// row is the row of a donor.
type row struct {
	ID         string
	Envelope   envelope `gorm:"embedded"` // a Person
	Contact    *string  // unique; of two donors with one contact, the first has it
	EmailIndex *string
	PhoneIndex *string
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt  time.Time `gorm:"autoUpdateTime:false"`
	ErasedAt   *time.Time
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "donor_vault" }

// label ties an envelope to the row of a donor.
func label(id string) string { return "donor " + id }

// Put keeps a person and returns the id of the donor: a new one, unless a donor is
// known by the same e-mail address or, where there is none, the same telephone
// number. What is kept of a known donor stays as it is, since whoever types an
// address need not be the one it belongs to; [Vault.Change] changes it. A person
// without contact is a new donor each time.
//
// It fails with Invalid for every bad member at once.
func (v *Vault) Put(ctx context.Context, tx *db.Tx, p Person) (id string, err error) {
	defer fault.Wrap(&err, "donor.Put")
	p, f := p.Clean()
	if err := f.Err(); err != nil {
		return "", err
	}
	if err := v.moveHolder(ctx, tx, p); err != nil {
		return "", err
	}
	fresh := ident.New()
	e, err := v.keys.seal(label(fresh), p)
	if err != nil {
		return "", err
	}
	t := v.keys.now.traces(p)
	// One statement finds the donor or makes one, so that of many at once each gets
	// the same; to look first and then insert would fail for all but one.
	res := db.Gorm(ctx, tx).Raw(`INSERT INTO donor_vault
		(id, key_name, wrapped, sealed, contact, email_index, phone_index, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (contact) DO UPDATE SET contact = excluded.contact RETURNING id`,
		fresh, e.KeyName, e.Wrapped, e.Sealed, t.contact, t.email, t.phone, tx.Now, tx.Now).Scan(&id)
	return id, db.Err(res.Error)
}

// moveHolder brings the donor who has the contact of p under a key of before to
// the key of now, so that the insertion meets them.
func (v *Vault) moveHolder(ctx context.Context, tx *db.Tx, p Person) error {
	for _, k := range v.keys.before {
		contact := k.traces(p).contact
		if contact == nil {
			continue
		}
		var ids []string
		if err := db.Gorm(ctx, tx).Model(&row{}).Where("contact = ?", *contact).Pluck("id", &ids).Error; err != nil {
			return db.Err(err)
		}
		for _, id := range ids {
			if _, err := v.moveDonor(ctx, tx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// Change edits what is kept of a donor. Two donors may come to have one contact;
// [Vault.Put] then goes on finding the one who had it first. It fails with NotFound,
// with Gone after erasure, and with Invalid as Put does.
func (v *Vault) Change(ctx context.Context, tx *db.Tx, id string, edit func(*Person)) (err error) {
	defer fault.Wrap(&err, "donor.Change(%s)", told(id))
	r, err := living(ctx, tx, id)
	if err != nil {
		return err
	}
	p, err := v.person(r)
	if err != nil {
		return err
	}
	edit(&p)
	p, f := p.Clean()
	if err := f.Err(); err != nil {
		return err
	}
	if r.Envelope, err = v.keys.seal(label(id), p); err != nil {
		return err
	}
	return v.keep(ctx, tx, r, p)
}

// keep writes a row with the traces of a person under the key of now.
func (v *Vault) keep(ctx context.Context, tx *db.Tx, r row, p Person) error {
	t := v.keys.now.traces(p)
	r.Contact, r.EmailIndex, r.PhoneIndex, r.UpdatedAt = t.contact, t.email, t.phone, tx.Now
	if t.contact != nil {
		var others int64
		err := db.Gorm(ctx, tx).Model(&row{}).Where("contact = ? AND id <> ?", *t.contact, r.ID).Count(&others).Error
		if err != nil {
			return db.Err(err)
		}
		if others > 0 {
			r.Contact = nil
		}
	}
	return tx.Change(ctx, &r)
}

// Open returns what is kept of a donor. It fails with NotFound, and with Gone after
// erasure.
func (v *Vault) Open(ctx context.Context, q db.Q, id string) (p Person, err error) {
	defer fault.Wrap(&err, "donor.Open(%s)", told(id))
	r, err := find(ctx, q, id)
	if err != nil {
		return Person{}, err
	}
	return v.person(r)
}

func find(ctx context.Context, q db.Q, id string) (r row, err error) {
	if !ident.Valid(id) {
		return r, notFound()
	}
	return r, db.Err(db.Gorm(ctx, q).Take(&r, "id = ?", id).Error)
}

// living locks the row of a donor who was not erased.
func living(ctx context.Context, tx *db.Tx, id string) (r row, err error) {
	if !ident.Valid(id) {
		return r, notFound()
	}
	if err := tx.Lock(ctx, &r, id); err != nil {
		return r, err
	}
	if r.ErasedAt != nil {
		return r, gone()
	}
	return r, nil
}

func (v *Vault) person(r row) (p Person, err error) {
	if r.ErasedAt != nil {
		return Person{}, gone()
	}
	return p, v.keys.open(r.Envelope, label(r.ID), &p)
}

// idsMost is how many ids one statement asks for.
const idsMost = 500

// OpenAll returns what is kept of several donors, by their ids. Those that are not
// there, or were erased, are left out.
func (v *Vault) OpenAll(ctx context.Context, q db.Q, ids []string) (_ map[string]Person, err error) {
	defer fault.Wrap(&err, "donor.OpenAll")
	people := make(map[string]Person, len(ids))
	for some := range slices.Chunk(valid(ids), idsMost) {
		var rows []row
		if err := db.Gorm(ctx, q).Find(&rows, "id IN ? AND erased_at IS NULL", some).Error; err != nil {
			return nil, db.Err(err)
		}
		for _, r := range rows {
			if people[r.ID], err = v.person(r); err != nil {
				return nil, err
			}
		}
	}
	return people, nil
}

// valid are those of ids that are ids, without repetition.
func valid(ids []string) []string {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !ident.Valid(id) })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Find returns the ids of the donors who can be reached by a contact: an e-mail
// address in any capitals, or a telephone number in any form. There are none for a
// text that is neither.
func (v *Vault) Find(ctx context.Context, q db.Q, contact string) (ids []string, err error) {
	defer fault.Wrap(&err, "donor.Find")
	marks := v.keys.lookups(contact)
	if len(marks) == 0 {
		return nil, nil
	}
	err = db.Gorm(ctx, q).Model(&row{}).Where("email_index IN ? OR phone_index IN ?", marks, marks).Order("id").Pluck("id", &ids).Error
	return ids, db.Err(err)
}
