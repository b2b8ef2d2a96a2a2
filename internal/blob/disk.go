package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"time"

	"newsdesk/internal/fault"
)

// unfinished is the folder of what is being written. No key begins with a point.
const unfinished = ".unfinished"

// Disk is a store in a directory: an object is the file that its key names, so
// that it can be looked at and backed up with everyday tools. Who keeps many
// objects spreads them over folders by their keys. Files have mode 0600 and
// folders 0700. Nothing outside the directory is ever touched, whatever symbolic
// links somebody has planted in it.
type Disk struct {
	root *os.Root
}

// NewDisk returns the store in a directory, which it makes if need be.
func NewDisk(dir string) (_ *Disk, err error) {
	defer fault.Wrap(&err, "blob.NewDisk(%s)", dir)
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := establish(whole); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(whole)
	if err != nil {
		return nil, err
	}
	d := &Disk{root: root}
	if err := errors.Join(root.MkdirAll(unfinished, 0o700), d.flush(".")); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return d, nil
}

// establish makes a directory that is still there after a power cut.
func establish(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err := establish(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return flush(os.Open(filepath.Dir(dir)))
}

// Close frees the directory. Objects that are open stay readable.
func (d *Disk) Close() error { return d.root.Close() }

// Open implements [Store].
func (d *Disk) Open(ctx context.Context, key string) (_ Object, err error) {
	defer fault.Wrap(&err, "blob.Disk.Open(%q)", key)
	if _, err := d.Stat(ctx, key); err != nil {
		return nil, err
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, diskFault(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(diskFault(err), f.Close())
	}
	return &file{f, Info{key, info.Size(), info.ModTime()}}, nil
}

// file is an open object. As an *os.File it can be sent by the kernel itself.
type file struct {
	*os.File
	info Info
}

// Info implements [Object].
func (f *file) Info() Info { return f.info }

// Stat implements [Store].
func (d *Disk) Stat(ctx context.Context, key string) (_ Info, err error) {
	defer fault.Wrap(&err, "blob.Disk.Stat(%q)", key)
	if err := errors.Join(CheckKey(key), ctx.Err()); err != nil {
		return Info{}, err
	}
	info, err := d.root.Lstat(key)
	if err != nil {
		return Info{}, diskFault(err)
	}
	if !info.Mode().IsRegular() { // a folder of other keys, or something planted
		return Info{}, notFound(nil)
	}
	return Info{key, info.Size(), info.ModTime()}, nil
}

// Delete implements [Store]. Folders that have become empty go too.
func (d *Disk) Delete(ctx context.Context, key string) (err error) {
	defer fault.Wrap(&err, "blob.Disk.Delete(%q)", key)
	_, err = d.Stat(ctx, key)
	if err == nil {
		err = diskFault(d.root.Remove(key))
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	dir := path.Dir(key)
	for dir != "." && d.root.Remove(dir) == nil {
		dir = path.Dir(dir)
	}
	return diskFault(d.flushAll(dir))
}

// Sweep implements [Store].
func (d *Disk) Sweep(ctx context.Context, before time.Time) (swept int, err error) {
	defer fault.Wrap(&err, "blob.Disk.Sweep")
	all, err := d.entries(unfinished)
	for _, e := range all {
		name := path.Join(unfinished, e.Name())
		info, err := d.root.Lstat(name)
		if err == nil && info.ModTime().Before(before) {
			err = d.root.Remove(name)
			swept++
		}
		if err = errors.Join(ctx.Err(), ignoreGone(err)); err != nil {
			return swept, diskFault(err)
		}
	}
	return swept, diskFault(err)
}

// Ping implements [Store]: it makes a file and removes it.
func (d *Disk) Ping(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "blob.Disk.Ping")
	if err := ctx.Err(); err != nil {
		return err
	}
	f, name, err := d.draft()
	if err != nil {
		return err
	}
	return diskFault(errors.Join(f.Close(), d.root.Remove(name)))
}

// draft makes a new file for what is being written.
func (d *Disk) draft() (*os.File, string, error) {
	name := path.Join(unfinished, rand.Text())
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		err = down(err) // the whole directory is gone: a disk that is not mounted
	}
	return f, name, diskFault(err)
}

// entries lists a folder; one that has gone, or is none, is empty.
func (d *Disk) entries(dir string) ([]fs.DirEntry, error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, ignoreGone(err)
	}
	defer f.Close()
	all, err := f.ReadDir(-1)
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	return all, ignoreGone(err)
}

// flush brings the names in a folder onto the disk.
func (d *Disk) flush(dir string) error { return flush(d.root.Open(dir)) }

// flushAll brings the names in a folder and in those above it onto the disk: any
// of them may be new, made by this act or by another that has not flushed yet.
func (d *Disk) flushAll(dir string) error {
	for {
		if err := ignoreGone(d.flush(dir)); err != nil || dir == "." {
			return err
		}
		dir = path.Dir(dir)
	}
}

func flush(dir *os.File, err error) error {
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// ignoreGone is err, unless it says that somebody else was quicker to remove a
// thing.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// diskFault classifies an error of the file system. What it does not know stays
// as it is: internal, for the log.
func diskFault(err error) error {
	if _, classified := errors.AsType[*fault.Error](err); classified {
		return err
	}
	switch no, _ := errors.AsType[syscall.Errno](err); no {
	case syscall.ENOSPC, syscall.EDQUOT:
		return full(err)
	case syscall.EIO, syscall.EROFS, syscall.ESTALE:
		return down(err)
	case syscall.ENOTDIR, syscall.ENOENT:
		return notFound(err)
	default:
		return err
	}
}
