package picture

import (
	"bytes"
	"cmp"
	"context"
	_ "embed" // for a picture to try the program with
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"newsdesk/internal/fault"
)

// Helper is the command line program of libvips, which reads and writes formats
// that the standard library does not. It only turns files into pixels and pixels
// into files; it runs as a process of its own, confined, for each of them.
//
// A nil Helper reads and writes nothing.
type Helper struct {
	path     string
	confined bool // in namespaces of its own
	reads    []Format
	writes   []Format
}

// Report is what was found of a helper.
type Report struct {
	Path     string // empty: there is none
	Version  string
	Confined bool // it has no network and no users of this machine
	Reads    []Format
	Writes   []Format
}

// String is the report in a sentence for operators.
func (r Report) String() string {
	if r.Path == "" {
		return "reads jpeg, png, gif, webp; writes jpeg, png. With libvips' program vips it could do more: install libvips-tools"
	}
	how := "without a network"
	if !r.Confined {
		how = "but cannot be kept from the network here"
	}
	return fmt.Sprintf("%s at %s also reads %s and writes %s, %s", r.Version, r.Path, names(r.Reads), names(r.Writes), how)
}

func names(formats []Format) string {
	if len(formats) == 0 {
		return "nothing"
	}
	all := make([]string, len(formats))
	for i, f := range formats {
		all[i] = string(f)
	}
	return strings.Join(all, ", ")
}

// findTime bounds the look for what a helper can do.
const findTime = 10 * time.Second

// FindHelper looks for vips at a path, or, if that is empty, on PATH, and tries
// what it can do. It returns nil if there is none. It fails if there is none at a
// path that was given.
func FindHelper(ctx context.Context, path string) (_ *Helper, r Report, err error) {
	defer fault.Wrap(&err, "picture.FindHelper")
	found, err := exec.LookPath(cmp.Or(path, "vips"))
	if err != nil {
		if path == "" {
			return nil, r, nil
		}
		return nil, r, err
	}
	ctx, stop := context.WithTimeout(ctx, findTime)
	defer stop()
	h := &Helper{path: found, confined: true}
	version, err := h.run(ctx, nil, lineMost, "--version")
	if err != nil {
		h.confined = false
		if version, err = h.run(ctx, nil, lineMost, "--version"); err != nil {
			return nil, r, err
		}
	}
	h.try(ctx)
	r = Report{Path: found, Version: strings.TrimSpace(string(version)), Confined: h.confined, Reads: h.reads, Writes: h.writes}
	return h, r, nil
}

// trial is a HEIC picture of one pixel.
//
//go:embed testdata/trial.heic
var trial []byte

// try finds out which formats the program was built with.
func (h *Helper) try(ctx context.Context) {
	dot := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	results := make([]bool, 4)
	var group sync.WaitGroup
	for i, f := range []Format{AVIF, WebP} {
		group.Go(func() {
			file, err := h.Encode(ctx, dot, f, 50)
			results[2*i] = err == nil
			if err == nil {
				_, err = h.Decode(ctx, bytes.NewReader(file), int64(len(file)), Info{Format: f, Width: 16, Height: 16})
				results[2*i+1] = err == nil
			}
		})
	}
	var heic bool
	group.Go(func() {
		_, err := h.Decode(ctx, bytes.NewReader(trial), int64(len(trial)), Info{Format: HEIC, Width: 1, Height: 1})
		heic = err == nil
	})
	group.Wait()
	for i, f := range []Format{AVIF, WebP} {
		if results[2*i] {
			h.writes = append(h.writes, f)
		}
		if results[2*i+1] {
			h.reads = append(h.reads, f)
		}
	}
	if heic {
		h.reads = append(h.reads, HEIC)
	}
}

// Reads reports whether files of a format can be decoded.
func (h *Helper) Reads(f Format) bool { return h != nil && slices.Contains(h.reads, f) }

// Writes lists the formats that can be encoded, the best first.
func (h *Helper) Writes() []Format {
	if h == nil {
		return nil
	}
	return h.writes
}

// encodedMost is how many bytes a rendition may have.
const encodedMost = 32 << 20

// Encode turns pixels into a file, of a quality from 1 to 100.
func (h *Helper) Encode(ctx context.Context, m *image.NRGBA, f Format, q int) ([]byte, error) {
	var sent bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.NoCompression}
	if err := quick.Encode(&sent, m); err != nil {
		return nil, err
	}
	options := "[Q=" + strconv.Itoa(q)
	if f == AVIF {
		options += ",effort=2" // more takes four times as long, for files that are a twentieth smaller
	}
	return h.run(ctx, &sent, encodedMost, "copy", "stdin", "."+f.Extension()+options+"]")
}

// Decode turns a file into pixels, of the first frame if it moves. AVIF and HEIC come
// upright.
func (h *Helper) Decode(ctx context.Context, src io.ReaderAt, size int64, info Info) (image.Image, error) {
	most := int64(info.Width)*int64(info.Height)*8 + 1<<20
	file, err := h.run(ctx, io.NewSectionReader(src, 0, size), most, "copy", "stdin[fail_on=error]", ".png[compression=0]")
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(file))
}

// lineMost is how long a line of text may be that the program says, in bytes.
const lineMost = 4 << 10

// run runs the program and returns what it writes, up to most bytes. It and all
// that it may have begun is killed when ctx ends.
func (h *Helper) run(ctx context.Context, stdin io.Reader, most int64, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, h.path, args...) //nolint:gosec // the path is the operator's, the arguments are ours
	cmd.Env = []string{
		"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C", "VIPS_CONCURRENCY=1", "VIPS_BLOCK_UNTRUSTED=1",
		"VIPS_DISC_THRESHOLD=2g", "MALLOC_ARENA_MAX=2",
	}
	cmd.Dir, cmd.Stdin, cmd.WaitDelay = "/", stdin, time.Second
	out, said := &capped{most: most}, &capped{most: lineMost}
	cmd.Stdout, cmd.Stderr = out, said
	h.confine(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := limit(cmd.Process.Pid); err != nil {
		_ = cmd.Cancel()
		return nil, errors.Join(err, cmd.Wait())
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", args[0], errors.Join(ctx.Err(), err), bytes.TrimSpace(said.taken))
	}
	return out.taken, nil
}

// capped takes so many bytes and fails with the next. It has no other methods of a
// buffer, some of which would take as many as there are.
type capped struct {
	taken []byte
	most  int64
}

// Write implements [io.Writer].
func (c *capped) Write(p []byte) (int, error) {
	if int64(len(c.taken)+len(p)) > c.most {
		return 0, errors.New("the program says more than it was asked for")
	}
	c.taken = append(c.taken, p...)
	return len(p), nil
}
