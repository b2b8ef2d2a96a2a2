package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/blob"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// State is how far an upload is.
type State string

// The states.
const (
	Uploading  State = "uploading"  // bytes are missing
	Processing State = "processing" // all bytes are here and are looked at
	Ready      State = "ready"      // there is an image
	Failed     State = "failed"     // the bytes are not a picture that the newsroom takes
)

// uploadLife is how long an upload may take from its beginning to its end.
const uploadLife = 24 * time.Hour

// Upload is a file that comes in several requests.
type Upload struct {
	ID        string `gorm:"primaryKey"`
	OwnerID   string // the person or key
	Direct    bool   // the client sends the bytes to the store itself
	Name      string // of the file, as the client calls it; for people alone
	Size      int64  // bytes in all
	Received  int64
	SHA256    string `gorm:"column:sha256"` // that the client says; empty: it says nothing
	MediaType string // that the client says, of direct uploads
	Metadata  db.JSON[jsontext.Value]
	ImageID   string // the image that gets the file; empty: a new one
	State     State
	Problem   string     // why it failed, in English
	CreatedAt time.Time  `gorm:"autoCreateTime:false"`
	BusyUntil *time.Time // while somebody looks at the bytes
	ExpiresAt time.Time
}

// NewUpload is what is said at the beginning.
type NewUpload struct {
	OwnerID   string
	Direct    bool
	Name      string
	Size      int64
	SHA256    string
	MediaType string
	Metadata  jsontext.Value // for the image, checked by the caller
	ImageID   string
}

// Begin opens an upload. It fails with TooLarge for more bytes than a file may have
// and with Invalid for what else cannot be.
func (m *Media) Begin(ctx context.Context, n NewUpload) (u Upload, err error) {
	defer fault.Wrap(&err, "media.Begin")
	var f fault.Fields
	f.If(n.Size < 1, "/size", "out_of_range", "An upload has at least one byte")
	f.If(n.SHA256 != "" && !isSHA256(n.SHA256), "/sha256", "wrong_format", "This is a SHA-256 in 64 lower-case hexadecimal digits")
	f.If(n.Direct && n.SHA256 == "", "/sha256", "required", "An upload that goes to the store directly says its SHA-256")
	if err := f.Err(); err != nil {
		return u, err
	}
	if n.Size > m.limits.Bytes {
		return u, tooManyBytes(m.limits.Bytes)
	}
	if len(n.Metadata) == 0 {
		n.Metadata = jsontext.Value("{}")
	}
	err = m.db.Update(ctx, func(tx *db.Tx) error {
		u = Upload{
			ID: ident.New(), OwnerID: n.OwnerID, Direct: n.Direct, Name: fileName(n.Name), Size: n.Size, SHA256: n.SHA256, MediaType: n.MediaType,
			Metadata: db.JSON[jsontext.Value]{V: n.Metadata}, ImageID: n.ImageID, State: Uploading,
			CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(uploadLife),
		}
		return tx.Insert(ctx, &u)
	})
	return u, err
}

func tooManyBytes(most int64) error {
	return fault.New(fault.TooLarge, "A picture has up to %d MiB; make it smaller, or save it with more compression", most>>20)
}

func isSHA256(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && text == strings.ToLower(text)
}

// nameMost is how long the name of a file may be, in characters.
const nameMost = 200

// fileName is the last part of what a client calls its file. It is a label, and
// never a path.
func fileName(sent string) string {
	sent = path.Base(strings.ReplaceAll(sent, `\`, "/"))
	sent = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, sent))
	if sent == "." || sent == "/" || sent == ".." {
		return ""
	}
	if all := []rune(sent); len(all) > nameMost {
		return string(all[:nameMost])
	}
	return sent
}

// Upload returns an upload of someone. One that has run out is Gone.
func (m *Media) Upload(ctx context.Context, ownerID, id string) (u Upload, err error) {
	defer fault.Wrap(&err, "media.Upload(%s)", id)
	if err := db.Err(db.Gorm(ctx, m.db).Take(&u, "id = ? AND owner_id = ?", id, ownerID).Error); err != nil {
		return u, err
	}
	return u, m.alive(u)
}

func (m *Media) alive(u Upload) error {
	if u.State != Ready && !m.db.Now().Before(u.ExpiresAt) {
		return fault.New(fault.Gone, "This upload has taken too long; begin another")
	}
	return nil
}

// Complete reports whether all bytes are here.
func (u Upload) Complete() bool { return u.Received == u.Size }

// Part is a run of bytes of an upload.
type Part struct {
	Offset int64
	Body   io.Reader
	SHA256 string // of this run, in hex; empty: not said
}

// Append takes a run of bytes in, as many as come. If the connection breaks, those
// that came stay, and the error of the connection is returned with the upload as it
// is then. It fails with Conflict for another offset than the one that the upload
// has reached, which is so too for the slower of two who send at once, with TooLarge
// for bytes beyond the end, and with Invalid at /checksum for bytes that are not
// those that the client sent; then none stay.
func (m *Media) Append(ctx context.Context, u Upload, p Part) (_ Upload, err error) {
	defer fault.Wrap(&err, "media.Append(%s)", u.ID)
	if u.State != Uploading || p.Offset != u.Received {
		return u, wrongOffset(u)
	}
	a, broken := m.receive(ctx, p.Body, u.Size-u.Received)
	if a == nil {
		return u, broken
	}
	defer func() { err = errors.Join(err, a.Discard()) }()
	switch {
	case fault.Is(broken, fault.TooLarge):
		return u, fault.New(fault.TooLarge, "The upload has %d bytes in all, and these are more", u.Size).Because(broken)
	case p.SHA256 != "" && (broken != nil || p.SHA256 != a.SHA256):
		return u, fault.Member(fault.Invalid, "/checksum", "wrong", "These bytes are not those that were sent; send them again").Because(broken)
	case a.Size == 0:
		return u, broken
	}
	// What came before a connection broke is kept even though the request has ended.
	ctx = context.WithoutCancel(ctx)
	if _, err := a.file.Seek(0, io.SeekStart); err != nil {
		return u, err
	}
	if err := m.store.Put(ctx, partKey(u.ID, u.Received, a.SHA256), a.Size, a.file); err != nil {
		return u, err
	}
	if u, err = m.advance(ctx, u, a); err != nil {
		return u, err
	}
	return u, broken
}

func wrongOffset(u Upload) error {
	return fault.New(fault.Conflict, "The upload has reached offset %d; go on from there", u.Received)
}

// partKey names a run of bytes. Two who send at once may send other bytes, so that
// the name has their digest too.
func partKey(id string, offset int64, sha string) string {
	return fmt.Sprintf("%s%012d-%s", partsOf(id), offset, sha)
}

func partsOf(id string) string { return "uploads/" + id + "/" }

// advance notes a run of bytes that is in the store.
func (m *Media) advance(ctx context.Context, u Upload, a *Arrival) (now Upload, err error) {
	err = m.db.Update(ctx, func(tx *db.Tx) error {
		now = u
		now.Received += a.Size
		moved, err := tx.Exec(ctx, "UPDATE uploads SET received = ? WHERE id = ? AND received = ? AND state = ?", now.Received, u.ID, u.Received, Uploading)
		if err != nil {
			return err
		}
		if moved == 0 {
			return wrongOffset(u)
		}
		return tx.Insert(ctx, &Piece{UploadID: u.ID, Offset: u.Received, Size: a.Size, SHA256: a.SHA256})
	})
	if err != nil {
		return u, err
	}
	return now, nil
}

// Piece is a run of bytes of an upload that is in the store.
type Piece struct {
	UploadID string `gorm:"primaryKey"`
	Offset   int64  `gorm:"primaryKey;column:at"`
	Size     int64
	SHA256   string `gorm:"column:sha256"`
}

// TableName implements gorm's Tabler.
func (Piece) TableName() string { return "upload_pieces" }

// Assemble puts the bytes of an upload together, and reserves the upload for
// whoever does: it fails with Conflict for one of which bytes are missing, and with
// Overloaded while somebody else is at it. It fails with Invalid at /sha256 for
// bytes that are not those that the client spoke of.
func (m *Media) Assemble(ctx context.Context, u Upload) (_ *Arrival, err error) {
	defer fault.Wrap(&err, "media.Assemble(%s)", u.ID)
	if u.Direct {
		if u, err = m.landed(ctx, u); err != nil {
			return nil, err
		}
	}
	if !u.Complete() {
		return nil, fault.New(fault.Conflict, "Of %d bytes %d are here", u.Size, u.Received)
	}
	if err := m.reserve(ctx, u); err != nil {
		return nil, err
	}
	pieces, err := m.pieces(ctx, u)
	if err != nil {
		return nil, err
	}
	r := &chain{ctx: ctx, store: m.store, keys: pieces}
	defer r.close()
	a, err := m.Receive(ctx, r)
	if err == nil && (a.Size != u.Size || u.SHA256 != "" && a.SHA256 != u.SHA256) {
		err = errors.Join(fault.Member(fault.Invalid, "/sha256", "wrong", "The bytes that came are not those that were to come; send them again"), a.Discard())
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// directKey is where the client itself puts the bytes.
func directKey(id string) string { return partsOf(id) + "direct" }

// landed looks what the client has put into the store.
func (m *Media) landed(ctx context.Context, u Upload) (Upload, error) {
	o, err := m.store.Stat(ctx, directKey(u.ID))
	if fault.Is(err, fault.NotFound) {
		return u, nil
	}
	u.Received = o.Size
	return u, err
}

const lookAt = time.Minute // is enough for the bytes of one upload

func (m *Media) reserve(ctx context.Context, u Upload) error {
	return m.db.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE uploads SET state = ?, received = ?, busy_until = ? WHERE id = ? AND state IN (?, ?) AND (busy_until IS NULL OR busy_until < ?)`,
			Processing, u.Received, tx.Now.Add(lookAt), u.ID, Uploading, Processing, tx.Now)
		if err != nil || n == 1 {
			return err
		}
		busy := fault.New(fault.Overloaded, "These bytes are being looked at just now")
		busy.Retry = time.Second
		return busy
	})
}

func (m *Media) pieces(ctx context.Context, u Upload) (keys []string, err error) {
	if u.Direct {
		return []string{directKey(u.ID)}, nil
	}
	var pieces []Piece
	if err := db.Gorm(ctx, m.db).Order("at").Find(&pieces, "upload_id = ?", u.ID).Error; err != nil {
		return nil, db.Err(err)
	}
	for _, p := range pieces {
		keys = append(keys, partKey(u.ID, p.Offset, p.SHA256))
	}
	return keys, nil
}

// chain reads objects one after the other.
type chain struct {
	ctx   context.Context
	store blob.Store
	keys  []string
	now   blob.Object
}

// Read implements io.Reader.
func (c *chain) Read(b []byte) (int, error) {
	for {
		if c.now != nil {
			n, err := c.now.Read(b)
			if n > 0 || !errors.Is(err, io.EOF) {
				return n, err
			}
			c.close()
		}
		if len(c.keys) == 0 {
			return 0, io.EOF
		}
		o, err := c.store.Open(c.ctx, c.keys[0])
		if err != nil {
			return 0, err
		}
		c.now, c.keys = o, c.keys[1:]
	}
}

func (c *chain) close() {
	if c.now != nil {
		_ = c.now.Close()
	}
	c.now = nil
}

// Done notes, in the act that gives an image the file, that the upload is at its end.
func (m *Media) Done(ctx context.Context, tx *db.Tx, u Upload, imageID string) error {
	_, err := tx.Exec(ctx, "UPDATE uploads SET state = ?, image_id = ?, busy_until = NULL WHERE id = ?", Ready, imageID, u.ID)
	if err == nil {
		tx.AfterCommit(func() { m.drop(context.WithoutCancel(ctx), u.ID) })
	}
	return err
}

// GiveUp notes what came of an upload that made no image: with the fault of its
// bytes it has failed for good, with any other it can be tried again.
func (m *Media) GiveUp(ctx context.Context, u Upload, why error) error {
	state, problem := Processing, ""
	if fault.Is(why, fault.Invalid) || fault.Is(why, fault.UnsupportedMedia) || fault.Is(why, fault.TooLarge) {
		state, problem = Failed, fault.Of(why).Error()
	}
	return m.db.Update(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE uploads SET state = ?, problem = ?, busy_until = NULL WHERE id = ? AND state = ?", state, problem, u.ID, Processing)
		return err
	})
}

// Cancel ends an upload and forgets its bytes.
func (m *Media) Cancel(ctx context.Context, u Upload) (err error) {
	defer fault.Wrap(&err, "media.Cancel(%s)", u.ID)
	err = m.db.Update(ctx, func(tx *db.Tx) error {
		for _, statement := range []string{"DELETE FROM upload_pieces WHERE upload_id = ?", "DELETE FROM uploads WHERE id = ?"} {
			if _, err := tx.Exec(ctx, statement, u.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		m.drop(context.WithoutCancel(ctx), u.ID)
	}
	return err
}

// drop removes the bytes of an upload from where they waited. What it leaves, the
// sweep finds.
func (m *Media) drop(ctx context.Context, id string) {
	_ = m.store.List(ctx, partsOf(id), func(o blob.Info) error { return m.store.Delete(ctx, o.Key) })
}
