package picture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/sync/semaphore"

	"newsdesk/internal/fault"
)

// Options are what an [Engine] may use.
type Options struct {
	// Pixels is how many are decoded at once, over all calls; 0 is as many as
	// [DefaultLimits] allow one picture. One takes from 2 to 4 bytes of memory, or up
	// to 8 where 16 bits are stored for a colour. In a progressive JPEG it takes up to
	// 16 and counts for four; such a picture may have the whole budget to itself.
	Pixels int64

	// Helper adds its formats; nil adds none.
	Helper *Helper
}

// Engine makes renditions of pictures. It may be used by many at once, who wait for
// each other in the order in which they came when the pixels run out.
type Engine struct {
	helper *Helper
	most   int64
	pixels *semaphore.Weighted
}

// New returns an engine.
func New(o Options) *Engine {
	most := cmp.Or(o.Pixels, DefaultLimits().Pixels)
	return &Engine{o.Helper, most, semaphore.NewWeighted(most)}
}

// Reads reports whether pictures of the format can be opened.
func (e *Engine) Reads(f Format) bool {
	switch f {
	case JPEG, PNG, GIF, WebP:
		return true
	case AVIF, HEIC:
	}
	return e.helper.Reads(f)
}

// Writes lists the formats that renditions can have, those first that make the
// smallest files.
func (e *Engine) Writes() []Format { return append(slices.Clip(e.helper.Writes()), JPEG, PNG) }

// Render makes a rendition of a picture for each of specs: of the file src of size
// bytes, about which [Probe] says info. It decodes the file once and hands over each
// rendition as soon as it is made, with the number that its spec has in specs. Those
// of one part of the picture come together, the largest first. When each fails, so
// does Render.
//
// Renditions are upright, bear marks and nothing else of what the file says, and keep
// its colour profile. JPEG knows no transparency and has white instead. Of a picture
// that moves, the first frame is shown. No rendition depends on what else is made
// with it.
//
// It fails at /file before anything is read, with UnsupportedMedia (unsupported_type)
// and with Invalid (too_many_pixels), and then with Invalid if the file is broken, or
// too_slow after [Timeout], of which the time that it waits for others is no part.
func (e *Engine) Render(ctx context.Context, src io.ReaderAt, size int64, info Info, marks Marks, specs []Spec, each func(int, Rendition) error) (err error) {
	defer fault.Wrap(&err, "picture.Render(%s)", info.Format)
	for _, s := range specs {
		err = errors.Join(err, s.check(e.Writes()))
	}
	if err != nil {
		return err
	}
	return e.open(ctx, original{src, size, info}, func(ctx context.Context, all raster, t turn) error {
		return e.makeAll(ctx, tasks(specs, all, t), all, t, func(task task, file []byte) error {
			file, err := Mark(task.spec.Format, file, marks, info.Profile)
			if err != nil {
				return err
			}
			return each(task.number, Rendition{task.width, task.height, file})
		})
	})
}

// open decodes a picture, when there is room for it, for one who uses it.
func (e *Engine) open(ctx context.Context, o original, use func(context.Context, raster, turn) error) error {
	if err := e.check(o.info); err != nil {
		return err
	}
	weight := min(o.weight(), e.most)
	if err := e.pixels.Acquire(ctx, weight); err != nil {
		return err
	}
	defer e.pixels.Release(weight)
	slow := fault.Member(fault.Invalid, pointer, "too_slow", "It takes too long to open the picture; save it as an ordinary JPEG and send that")
	ctx, cancel := context.WithTimeoutCause(ctx, Timeout, slow)
	defer cancel()
	all, t, err := e.decode(ctx, o)
	if err != nil {
		return err
	}
	return use(ctx, all, t)
}

// check tells what can be told before anything is read.
func (e *Engine) check(info Info) error {
	const mega = 1_000_000
	switch {
	case !e.Reads(info.Format):
		return fault.Member(fault.UnsupportedMedia, pointer, "unsupported_type", "Pictures of the format %s cannot be opened here; save it as JPEG and send that", info.Format)
	case int64(info.Width)*int64(info.Height) > e.most:
		return fault.Member(fault.Invalid, pointer, "too_many_pixels", "The picture has %d × %d pixels; scale it down to %d megapixels or fewer", info.Width, info.Height, e.most/mega)
	}
	return nil
}

// decode returns the pixels of a picture, and what makes them upright.
func (e *Engine) decode(ctx context.Context, o original) (raster, turn, error) {
	switch o.info.Format {
	case JPEG, PNG, GIF, WebP:
		all, err := decodePure(ctx, o)
		return all, turnOf(o.info.Orientation), err
	case AVIF, HEIC:
	}
	m, err := e.helper.Decode(ctx, o.file, o.size, o.info)
	if err != nil {
		return raster{}, turn{}, err
	}
	return rasterOf(m), turn{}, nil // decoders of HEIF turn it themselves
}

// task is a rendition to be made.
type task struct {
	number        int
	spec          Spec
	source        source
	width, height int // of the rendition
}

// source is what a rendition is made of, and others with it.
type source struct {
	window image.Rectangle // of the picture as it is stored
	coarse bool            // in chroma, as JPEG has it
}

// tasks are the renditions to be made of a raster, those of one source together and
// the largest first, so that each can go on from what was made for the one before.
func tasks(specs []Spec, all raster, t turn) []task {
	width, height := t.size(all.width, all.height)
	out := make([]task, len(specs))
	for i, s := range specs {
		w, h := s.Size(width, height)
		window := t.stored(s.window(width, height), all.width, all.height)
		out[i] = task{i, s, source{window, s.Format == JPEG}, w, h}
	}
	slices.SortStableFunc(out, func(a, b task) int {
		return cmp.Or(compare(a.source, b.source), cmp.Compare(b.width*b.height, a.width*a.height))
	})
	return out
}

// compare orders sources, the largest first.
func compare(a, b source) int {
	v, w := a.window, b.window
	return cmp.Or(
		cmp.Compare(w.Dx()*w.Dy(), v.Dx()*v.Dy()), cmp.Compare(v.Min.X, w.Min.X), cmp.Compare(v.Min.Y, w.Min.Y), cmp.Compare(v.Dx(), w.Dx()),
		cmp.Compare(blockOf(1, b.coarse), blockOf(1, a.coarse)),
	)
}

// makeAll makes the renditions of a raster, one after the other.
func (e *Engine) makeAll(ctx context.Context, todo []task, all raster, t turn, done func(task, []byte) error) error {
	var part raster
	for i, one := range todo {
		if i == 0 || one.source != todo[i-1].source {
			part = all.cut(one.source.window)
		}
		if one.source == todo[len(todo)-1].source {
			all = raster{} // it is large, and nobody needs it any more
		}
		part = part.towards(one.width*one.height, one.source.coarse)
		file, err := e.make(ctx, one, part, t)
		if err != nil {
			return err
		}
		if err := done(one, file); err != nil {
			return err
		}
	}
	return nil
}

// make makes one rendition of a part of a picture.
func (e *Engine) make(ctx context.Context, one task, part raster, t turn) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := part.sampled(one.width, one.height, t, one.source.coarse)
	var b bytes.Buffer
	switch one.spec.Format {
	case JPEG:
		err := jpeg.Encode(&b, out.onWhite().image(), &jpeg.Options{Quality: one.spec.quality()})
		return b.Bytes(), err
	case PNG:
		err := png.Encode(&b, out.lossless())
		return b.Bytes(), err
	case WebP, AVIF, GIF, HEIC:
	}
	return e.helper.Encode(ctx, out.nrgba(), one.spec.Format, one.spec.quality())
}
