package donor

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// rewrapped is how many rows one transaction moves.
const rewrapped = 100

// Rewrap moves what lies under the previous master secrets to the one of now:
// the keys of donors and of their requests, which are wrapped anew, and the hashes
// of contacts. It does so in batches, while the vault is in use; what it was kept
// from, it does when it is said again. It returns how many rows it moved. When it
// has returned without an error, the previous secrets are not needed any more.
func (v *Vault) Rewrap(ctx context.Context) (moved int, err error) {
	defer fault.Wrap(&err, "donor.Rewrap")
	for _, table := range []struct {
		model any
		move  func(ctx context.Context, tx *db.Tx, id string) (bool, error)
	}{{&row{}, v.moveDonor}, {&requestRow{}, v.moveRequest}} {
		for more := true; more; {
			var n int
			if n, more, err = v.moveSome(ctx, table.model, table.move); err != nil {
				return moved, err
			}
			moved += n
		}
	}
	return moved, nil
}

// moveSome moves one batch, and reports whether there may be another.
func (v *Vault) moveSome(ctx context.Context, model any, move func(ctx context.Context, tx *db.Tx, id string) (bool, error)) (moved int, more bool, err error) {
	err = v.db.Update(ctx, func(tx *db.Tx) error {
		moved, more = 0, false
		var ids []string
		err := db.Gorm(ctx, tx).Model(model).Where("key_name <> ? AND key_name <> ''", v.keys.now.name).
			Order("id").Limit(rewrapped).Pluck("id", &ids).Error
		if err != nil {
			return db.Err(err)
		}
		more = len(ids) == rewrapped
		for _, id := range ids {
			did, err := move(ctx, tx, id)
			if err != nil {
				return err
			}
			if did {
				moved++
			}
		}
		return nil
	})
	return moved, more, err
}

// moveDonor moves one donor, unless another did.
func (v *Vault) moveDonor(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	var r row
	if err := tx.Lock(ctx, &r, id); err != nil {
		return false, err
	}
	if r.Envelope.empty() || r.Envelope.KeyName == v.keys.now.name {
		return false, nil
	}
	p, err := v.person(r)
	if err != nil {
		return false, err
	}
	if r.Envelope, err = v.keys.rewrap(r.Envelope, label(id)); err != nil {
		return false, err
	}
	return true, v.keep(ctx, tx, r, p)
}

// moveRequest moves one request, unless another did.
func (v *Vault) moveRequest(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	var r requestRow
	if err := tx.Lock(ctx, &r, id); err != nil {
		return false, err
	}
	if r.Envelope.empty() || r.Envelope.KeyName == v.keys.now.name {
		return false, nil
	}
	var d details
	err := v.keys.open(r.Envelope, requestLabel(id), &d)
	if err != nil {
		return false, err
	}
	if r.Envelope, err = v.keys.rewrap(r.Envelope, requestLabel(id)); err != nil {
		return false, err
	}
	r.ContactIndex = v.keys.now.mark(d.Contact)
	return true, tx.Change(ctx, &r)
}
