package media

import (
	"context"

	"newsdesk/internal/blob"
	"newsdesk/internal/fault"
)

// Direct says where a client puts the bytes of an upload itself. It fails with
// Conflict where files are kept on a disk, to which there is no such way.
func (m *Media) Direct(ctx context.Context, u Upload) (_ blob.Presigned, err error) {
	defer fault.Wrap(&err, "media.Direct(%s)", u.ID)
	store, ok := m.store.(blob.Presigner)
	if !ok {
		return blob.Presigned{}, fault.New(fault.Conflict, "Files are not kept in an object store here; send them with tus or as a form")
	}
	return store.PresignPut(ctx, directKey(u.ID), u.Size, u.SHA256, u.MediaType, u.ExpiresAt.Sub(m.db.Now()))
}
