package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"newsdesk/internal/fault"
)

// Arrival is a file that has come and lies on the local disk until it is kept
// or turned away.
type Arrival struct {
	file   *os.File
	Size   int64  // bytes
	SHA256 string // of the bytes, in hex
}

// Receive takes a file in. It fails with TooLarge beyond what a file may be, and
// with the error of r. Discard what it returns.
func (m *Media) Receive(ctx context.Context, r io.Reader) (_ *Arrival, err error) {
	defer fault.Wrap(&err, "media.Receive")
	a, err := m.receive(ctx, r, m.limits.Bytes)
	if fault.Is(err, fault.TooLarge) {
		err = tooManyBytes(m.limits.Bytes)
	}
	if err != nil && a != nil {
		return nil, errors.Join(err, a.Discard())
	}
	return a, err
}

// receive takes up to most bytes in. What came before an error is returned with it.
func (m *Media) receive(ctx context.Context, r io.Reader, most int64) (*Arrival, error) {
	file, err := os.CreateTemp(m.arrival, "file-*")
	if err != nil {
		return nil, err
	}
	a := &Arrival{file: file}
	sum := sha256.New()
	a.Size, err = io.Copy(io.MultiWriter(file, sum), io.LimitReader(patient{ctx, r}, most+1))
	if err == nil && a.Size > most {
		err = fault.New(fault.TooLarge, "There are more than %d bytes", most)
	}
	a.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return a, err
}

// Discard removes the arrival from the local disk.
func (a *Arrival) Discard() error {
	return errors.Join(a.file.Close(), os.Remove(a.file.Name()))
}

// patient ends a copy with its context.
type patient struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.Reader.Read(b)
}
