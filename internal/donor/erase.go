package donor

import (
	"context"
	"slices"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Erase forgets a donor: the key that their person is sealed with, what it seals,
// the hashes of their contacts, the evidence of their consents, which end, and all
// that their requests say. What remains is an id, and what was agreed to and done
// when. It may be said twice. It fails with NotFound.
func (v *Vault) Erase(ctx context.Context, tx *db.Tx, id string) (err error) {
	defer fault.Wrap(&err, "donor.Erase(%s)", told(id))
	if !ident.Valid(id) {
		return notFound()
	}
	var r row
	if err := tx.Lock(ctx, &r, id); err != nil || r.ErasedAt != nil {
		return err
	}
	marks := v.marks(r)
	erased := row{ID: id, Envelope: nothing(), CreatedAt: r.CreatedAt, UpdatedAt: tx.Now, ErasedAt: &tx.Now}
	if err := tx.Change(ctx, &erased); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE donor_consents SET evidence = '', withdrawn_at = COALESCE(withdrawn_at, ?)
		WHERE donor_id = ?`, tx.Now, id); err != nil {
		return err
	}
	return forgetRequests(ctx, tx, id, marks)
}

// marks are the hashes by which requests may name a donor without an id, under
// each key. A donor that no key opens can be erased too.
func (v *Vault) marks(r row) []string {
	var marks []string
	add := func(all ...*string) {
		for _, m := range all {
			if m != nil && !slices.Contains(marks, *m) {
				marks = append(marks, *m)
			}
		}
	}
	add(r.EmailIndex, r.PhoneIndex)
	if p, err := v.person(r); err == nil {
		for _, k := range v.keys.all() {
			t := k.traces(p)
			add(t.email, t.phone)
		}
	}
	return marks
}
