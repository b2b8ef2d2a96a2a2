package media

import (
	"container/list"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"newsdesk/internal/ident"
)

// renditions keeps made files on the local disk, within a bound of bytes. What was
// asked for longest ago goes first. Losing all of it costs time and nothing else.
type renditions struct {
	dir  *os.Root
	most int64 // bytes

	mu    sync.Mutex
	used  int64
	order *list.List // of *kept, the last asked for in front
	names map[string]*list.Element
}

type kept struct {
	name string
	size int64
}

// openRenditions takes over what an earlier process has left in dir.
func openRenditions(dir string, most int64) (*renditions, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	r := &renditions{dir: root, most: most, order: list.New(), names: map[string]*list.Element{}}
	return r, r.takeOver()
}

// unfinished begins the names of files that are being written.
const unfinished = "."

func (r *renditions) takeOver() error {
	return fs.WalkDir(r.dir.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), unfinished) {
			return r.dir.Remove(path)
		}
		info, err := d.Info()
		if err == nil {
			r.keep(path, info.Size())
		}
		return err
	})
}

// open returns a file, or nil if there is none. One that another process has made
// is found too.
func (r *renditions) open(name string) (*os.File, error) {
	file, err := r.dir.Open(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // that there is none is no error
	}
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	at, known := r.names[name]
	if known {
		r.order.MoveToFront(at)
	}
	r.mu.Unlock()
	if known {
		return file, nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r.keep(name, info.Size())
	return file, nil
}

// put writes a file, which appears whole or not at all.
func (r *renditions) put(name string, data []byte) error {
	dir, base := filepath.Split(filepath.FromSlash(name))
	if err := r.dir.MkdirAll(filepath.Clean(dir), 0o700); err != nil {
		return err
	}
	draft := filepath.Join(dir, unfinished+ident.New()+base)
	err := r.dir.WriteFile(draft, data, 0o600)
	if err == nil {
		err = r.dir.Rename(draft, filepath.FromSlash(name))
	}
	if err != nil {
		return errors.Join(err, r.dir.Remove(draft))
	}
	r.keep(name, int64(len(data)))
	return nil
}

// keep counts a file that is there, and makes room. The file itself stays, however
// large it is: whoever made it is about to read it.
func (r *renditions) keep(name string, size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, known := r.names[name]; known {
		r.used -= at.Value.(*kept).size
		r.order.Remove(at)
	}
	r.names[name] = r.order.PushFront(&kept{name, size})
	r.used += size
	for r.used > r.most && r.order.Len() > 1 {
		last := r.order.Remove(r.order.Back()).(*kept)
		delete(r.names, last.name)
		r.used -= last.size
		_ = r.dir.Remove(filepath.FromSlash(last.name)) // if it is gone already, so much the better
	}
}
