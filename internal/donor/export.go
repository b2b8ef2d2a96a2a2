package donor

import (
	"context"
	"log/slog"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Export is all that this package knows of a donor, for whoever asks to see it.
// Logged, it says nothing of the person.
type Export struct {
	ID        string
	CreatedAt time.Time
	UpdatedAt time.Time
	Person    Person
	Consents  []Consent
	Requests  []Request
}

// LogValue implements [slog.LogValuer] and says nothing of the person.
func (e Export) LogValue() slog.Value { return slog.StringValue("export of " + told(e.ID)) }

// Export returns all that is known of a donor. It fails with NotFound, and with Gone
// after erasure.
func (v *Vault) Export(ctx context.Context, q db.Q, id string) (e Export, err error) {
	defer fault.Wrap(&err, "donor.Export(%s)", told(id))
	r, err := find(ctx, q, id)
	if err != nil {
		return Export{}, err
	}
	e = Export{ID: id, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
	if e.Person, err = v.person(r); err != nil {
		return Export{}, err
	}
	if e.Consents, err = v.Consents(ctx, q, id); err != nil {
		return Export{}, err
	}
	e.Requests, err = v.list(db.Gorm(ctx, q), Query{DonorID: id})
	return e, err
}
