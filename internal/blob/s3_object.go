package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/minio/minio-go/v7"

	"newsdesk/internal/fault"
)

// Open implements [Store]. It asks for the size alone. The bytes are asked for
// when they are read: once for all that is read in order, and once for each call
// of ReadAt.
func (s *S3) Open(ctx context.Context, key string) (_ Object, err error) {
	defer fault.Wrap(&err, "blob.S3.Open(%q)", key)
	info, err := s.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	return &remote{ctx: ctx, s: s, info: info}, nil
}

// remote is an object that is fetched as it is read.
type remote struct {
	ctx    context.Context // of the Open that made it
	s      *S3
	info   Info
	at     int64
	body   io.ReadCloser // of the bytes from at to the end; nil until they are read
	closed bool
}

// Info implements [Object].
func (o *remote) Info() Info { return o.info }

// Read implements io.Reader.
func (o *remote) Read(b []byte) (n int, err error) {
	switch {
	case o.closed:
		return 0, fs.ErrClosed
	case o.at >= o.info.Size:
		return 0, io.EOF
	case o.body == nil:
		if o.body, err = o.fetch(o.at, o.info.Size-1); err != nil {
			return 0, err
		}
	}
	n, err = o.body.Read(b)
	o.at += int64(n)
	if err == nil || o.at == o.info.Size && errors.Is(err, io.EOF) {
		return n, err
	}
	_ = o.hangUp() // the next Read asks anew for what is missing
	return n, s3Fault(o.ctx, fmt.Errorf("the store sent %d of %d bytes: %w", o.at, o.info.Size, err))
}

// ReadAt implements io.ReaderAt.
func (o *remote) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 {
		return 0, fs.ErrInvalid
	}
	want := b[:max(0, min(int64(len(b)), o.info.Size-at))]
	n := 0
	if len(want) > 0 {
		body, err := o.fetch(at, at+int64(len(want))-1)
		if err != nil {
			return 0, err
		}
		defer body.Close()
		if n, err = io.ReadFull(body, want); err != nil {
			return n, s3Fault(o.ctx, err)
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// fetch asks for the bytes from first to last, both included.
func (o *remote) fetch(first, last int64) (io.ReadCloser, error) {
	var opts minio.GetObjectOptions
	if first > 0 || last < o.info.Size-1 {
		opts.Set("Range", fmt.Sprintf("bytes=%d-%d", first, last))
	}
	body, _, _, err := o.s.core.GetObject(o.ctx, o.s.bucket, o.s.prefix+o.info.Key, opts)
	return body, s3Fault(o.ctx, err)
}

// Seek implements io.Seeker. It asks the store for nothing.
func (o *remote) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.info.Size
	}
	if offset < 0 || whence < io.SeekStart || whence > io.SeekEnd {
		return 0, fs.ErrInvalid
	}
	if offset == o.at {
		return offset, nil
	}
	o.at = offset
	return offset, o.hangUp()
}

// hangUp ends what is being fetched.
func (o *remote) hangUp() error {
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}

// Close implements io.Closer.
func (o *remote) Close() error {
	o.closed = true
	return o.hangUp()
}
