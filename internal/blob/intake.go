package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"newsdesk/internal/fault"
)

// intake reads the bytes of one Put. It ends with io.EOF only if they were exactly
// what was promised, so that whoever has read to its end has the whole object.
type intake struct {
	ctx  context.Context // of the Put that it belongs to
	r    io.Reader
	key  string
	size int64
	read int64
	hash hash.Hash
}

func newIntake(ctx context.Context, key string, size int64, r io.Reader) (*intake, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	if size < 0 {
		return nil, fault.New(fault.Invalid, "A file cannot have %d bytes", size)
	}
	return &intake{ctx: ctx, r: r, key: key, size: size, hash: sha256.New()}, ctx.Err()
}

// Read implements io.Reader.
func (in *intake) Read(b []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := in.r.Read(b)
	in.read += int64(n)
	in.hash.Write(b[:n])
	switch {
	case in.read > in.size:
		// None is handed on: io.ReadFull would take them and forget the fault.
		return 0, fault.New(fault.Invalid, "There are more than the %d bytes that were announced", in.size)
	case errors.Is(err, io.EOF):
		return n, in.verdict()
	}
	return n, err
}

// verdict is io.EOF if everything is there.
func (in *intake) verdict() error {
	if in.read < in.size {
		return fault.New(fault.Invalid, "Only %d of %d bytes have come", in.read, in.size).Because(io.ErrUnexpectedEOF)
	}
	if want, named := Sum(in.key); named && want != in.sum() {
		return fault.New(fault.Invalid, "The bytes are not those that were announced: their SHA-256 is %s", in.sum())
	}
	return io.EOF
}

// sum is the SHA-256 of what was read so far, in hex.
func (in *intake) sum() string { return hex.EncodeToString(in.hash.Sum(nil)) }

// left is how many bytes have not been read.
func (in *intake) left() int64 { return in.size - in.read }

// fill reads len(b) bytes. If they are the last ones, it returns nil only if the
// whole is good.
func (in *intake) fill(b []byte) error {
	if _, err := io.ReadFull(in, b); err != nil || in.left() > 0 {
		return err
	}
	var more [1]byte
	if _, err := io.ReadFull(in, more[:]); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// fits returns nil unless other bytes are kept under the key of in, all of which
// has been read.
func (in *intake) fits(s Store) error {
	if _, named := Sum(in.key); named {
		return nil
	}
	o, err := s.Open(in.ctx, in.key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer o.Close()
	there := sha256.New()
	if _, err := io.Copy(there, o); err != nil {
		return err
	}
	if hex.EncodeToString(there.Sum(nil)) != in.sum() {
		return conflict(nil)
	}
	return nil
}
