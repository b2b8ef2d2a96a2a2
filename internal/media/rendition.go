package media

import (
	"bytes"
	"context"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/picture"
)

// lanes is how many renditions are made at once.
func lanes() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// Rendition is a file that readers get.
type Rendition struct {
	*os.File
	Format  picture.Format
	Edition string    // tells it from other states of the same picture
	ETag    string    // strong, without quotes
	At      time.Time // when the bytes came to be
	Private bool      // for whoever has the address alone
}

// MovedError is the answer for an address of an earlier state of a picture.
type MovedError struct{ Path string }

func (m MovedError) Error() string { return "moved to " + m.Path }

// Open returns a rendition of an image that the public may see, made now if it has
// not been yet. It fails with NotFound for an image that is not public and for
// what is no name of one of its renditions, with MovedError for the address of an earlier
// edition, and with Overloaded when too many are being made.
func (m *Media) Open(ctx context.Context, id, edition string, n Name) (_ Rendition, err error) {
	defer fault.Wrap(&err, "media.Open(%s, %s)", id, n)
	e, err := m.exposed(ctx, id)
	if err != nil {
		return Rendition{}, err
	}
	if !e.public || e.edition == "" {
		return Rendition{}, noSuchPicture()
	}
	if !slices.Contains(m.Writes(), n.Format) || !slices.Contains(WidthsFor(e.image, n.Ratio), n.Width) && e.edition == edition {
		return Rendition{}, noSuchPicture()
	}
	if e.edition != edition {
		n.Width = nearest(n.Width, WidthsFor(e.image, n.Ratio))
		return Rendition{}, MovedError{Path(id, e.edition, n)}
	}
	spec := preset(e.image, n)
	return m.rendition(ctx, e.image, n.String(), spec)
}

// Made counts the renditions that this process has made.
func (m *Media) Made() int64 { return m.made.Load() }

// Writes lists the formats of renditions, the best first.
func (m *Media) Writes() []picture.Format { return m.engine.Writes() }

// rendition finds a rendition on the disk, or makes it. Whoever asks for one that is
// being made waits for that.
func (m *Media) rendition(ctx context.Context, b *image.Image, name string, spec picture.Spec) (Rendition, error) {
	key := b.Edition() + "/" + name
	r := Rendition{Format: spec.Format, Edition: b.Edition(), ETag: b.Edition() + "-" + name}
	if found, err := m.shelves.open(key); found != nil || err != nil {
		return r.with(found, err)
	}
	made := m.flights.DoChan(key, func() (any, error) {
		// It goes on if the first who asked goes away: others wait for it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), picture.Timeout)
		defer cancel()
		return nil, m.make(ctx, b, key, spec)
	})
	select {
	case <-ctx.Done():
		return r, ctx.Err()
	case done := <-made:
		if done.Err != nil {
			return r, done.Err
		}
	}
	return r.with(m.shelves.open(key))
}

func (r Rendition) with(file *os.File, err error) (Rendition, error) {
	if err != nil {
		return r, err
	}
	if file == nil {
		busy := fault.New(fault.Overloaded, "There is no room for this just now")
		busy.Retry = time.Second
		return r, busy
	}
	info, err := file.Stat()
	if err != nil {
		return r, err
	}
	r.File, r.At = file, info.ModTime()
	return r, nil
}

// make makes one rendition and puts it onto the disk.
func (m *Media) make(ctx context.Context, b *image.Image, key string, spec picture.Spec) error {
	select {
	case m.lanes <- struct{}{}:
		defer func() { <-m.lanes }()
	case <-ctx.Done():
		busy := fault.New(fault.Overloaded, "Too many pictures are being made just now")
		busy.Retry = time.Second
		return busy.Because(ctx.Err())
	}
	src, err := m.read(ctx, b.File.V.SHA256)
	if err != nil {
		return err
	}
	info, err := picture.Probe(src, src.Size(), m.limits)
	if err != nil {
		return err
	}
	m.made.Add(1)
	return m.engine.Render(ctx, src, src.Size(), info, b.Marks(), []picture.Spec{spec}, func(_ int, r picture.Rendition) error {
		return m.shelves.put(key, r.Data)
	})
}

// read reads a whole original. Decoders jump about in a file, which a store far
// away would answer with a request each.
func (m *Media) read(ctx context.Context, sha string) (*bytes.Reader, error) {
	o, err := m.Original(ctx, sha)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	data, err := io.ReadAll(io.LimitReader(o, m.limits.Bytes))
	return bytes.NewReader(data), err
}
