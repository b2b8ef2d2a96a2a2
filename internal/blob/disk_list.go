package blob

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"newsdesk/internal/fault"
)

// List implements [Store]. It holds the names of one folder after the other.
func (d *Disk) List(ctx context.Context, prefix string, each func(Info) error) (err error) {
	defer fault.Wrap(&err, "blob.Disk.List(%q)", prefix)
	if err := checkPrefix(prefix); err != nil {
		return err
	}
	return d.walk(ctx, prefix[:strings.LastIndexByte(prefix, '/')+1], prefix, each)
}

// walk lists what is below dir, which is empty or ends with a slash.
func (d *Disk) walk(ctx context.Context, dir, prefix string, each func(Info) error) error {
	places, err := d.places(dir)
	if err != nil {
		return err
	}
	for _, at := range places {
		switch {
		case !strings.HasPrefix(at, prefix):
		case strings.HasSuffix(at, "/"):
			err = d.walk(ctx, at, prefix, each)
		default:
			err = d.visit(ctx, at, each)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// visit shows one object to each, if it is still there.
func (d *Disk) visit(ctx context.Context, key string, each func(Info) error) error {
	info, err := d.Stat(ctx, key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return each(info)
}

// places are the keys in a folder and the folders in it, which end with a slash.
// So they are in the order of keys: "a-1" is before "a/1", as "-" is before "/",
// though the name "a" is before "a-1". What could be no key is left out.
func (d *Disk) places(dir string) (places []string, err error) {
	all, err := d.entries(cmp.Or(strings.TrimSuffix(dir, "/"), "."))
	if err != nil {
		return nil, diskFault(err)
	}
	for _, e := range all {
		at := dir + e.Name()
		if CheckKey(at) != nil {
			continue
		}
		if e.IsDir() {
			at += "/"
		}
		places = append(places, at)
	}
	slices.Sort(places)
	return places, nil
}
