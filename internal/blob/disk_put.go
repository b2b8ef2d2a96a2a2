package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"syscall"

	"newsdesk/internal/fault"
)

// Put implements [Store]. The bytes are written to a file of their own and
// flushed; only then the file is given its name, over a former one if there is
// one, which those who read it keep; then the folders are flushed.
func (d *Disk) Put(ctx context.Context, key string, size int64, r io.Reader) (err error) {
	defer fault.Wrap(&err, "blob.Disk.Put(%q)", key)
	in, err := newIntake(ctx, key, size, r)
	if err != nil {
		return err
	}
	name, err := d.write(in)
	if err == nil {
		err = in.fits(d)
	}
	if err == nil {
		err = placeFault(d.place(name, key))
	}
	if err != nil && name != "" {
		return errors.Join(err, ignoreGone(d.root.Remove(name)))
	}
	return err
}

// write brings all of in onto the disk, in a file that has no key yet. The name
// of that file is returned with an error too, as soon as there is one.
func (d *Disk) write(in *intake) (name string, err error) {
	f, name, err := d.draft()
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, in)
	if err == nil {
		err = f.Sync()
	}
	return name, writeFault(errors.Join(err, f.Close()))
}

// triesMost is how often a folder is made anew because a Delete that emptied it
// removed it just before the file came.
const triesMost = 100

// place gives a file its key.
func (d *Disk) place(name, key string) (err error) {
	for range triesMost {
		err = d.root.MkdirAll(path.Dir(key), 0o700)
		if err == nil {
			err = d.root.Rename(name, key)
		}
		if err == nil {
			return d.flushAll(path.Dir(key))
		}
		// To make a folder that goes at this moment can fail with either.
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return err
}

// placeFault classifies an error of place: where a folder is, no file can be, and
// the other way round.
func placeFault(err error) error {
	switch no, _ := errors.AsType[syscall.Errno](err); no {
	case syscall.ENOTDIR, syscall.EISDIR, syscall.EEXIST:
		return conflict(err)
	default:
		return writeFault(err)
	}
}

// writeFault classifies an error of writing. That something is not there is never
// what the caller asked for then.
func writeFault(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return diskFault(err)
}
