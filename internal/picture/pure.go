package picture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/webp"

	"newsdesk/internal/fault"
)

// original is a file whose pixels are wanted.
type original struct {
	file io.ReaderAt
	size int64
	info Info
}

// stored is the size of the picture as it is stored.
func (o original) stored() (width, height int) {
	return turnOf(o.info.Orientation).size(o.info.Width, o.info.Height)
}

func (o original) pixels() int64 { return int64(o.info.Width) * int64(o.info.Height) }

// weight is how many pixels the picture counts for: to decode a progressive JPEG takes
// its coefficients too, which need four times as much memory.
func (o original) weight() int64 {
	if o.info.Format == JPEG && progressive(o.file, o.size) {
		return 4 * o.pixels()
	}
	return o.pixels()
}

// progressive reports whether a JPEG is sent in passes over the whole picture.
func progressive(file io.ReaderAt, size int64) bool {
	j := jpegWalk{walk: newWalk(file, size, Limits{Pixels: math.MaxInt64})}
	last := ""
	j.seen = func(name string, _ span) { last = name }
	j.skip(2)
	for !j.stopped() && j.width == 0 && j.segment() {
	}
	return last == string([]byte{jpegSOF0 + 2})
}

// patientReader reads a file for as long as somebody waits for it. It hands out little
// at once: a pass over all of a progressive JPEG may need fifty bytes and a file have
// room for thousands of them.
type patientReader struct {
	ctx  context.Context //nolint:containedctx // decoders know none, and read
	from io.Reader
	err  error // of the file or of the waiting, rather than of what the file holds
}

// What is read of a file and handed to a decoder at once, in bytes.
const (
	readAtOnce = 64 << 10
	handAtOnce = 512
)

func newPatientReader(ctx context.Context, o original) *patientReader {
	return &patientReader{ctx: ctx, from: bufio.NewReaderSize(io.NewSectionReader(o.file, 0, o.size), readAtOnce)}
}

func (r *patientReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		r.err = context.Cause(r.ctx)
		return 0, r.err
	}
	n, err := r.from.Read(p[:min(len(p), handAtOnce)])
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// decodePure decodes with what is built in. Of a picture that moves it takes the
// first frame. It fails as [Engine.Render] does.
func decodePure(ctx context.Context, o original) (raster, error) {
	head := newPatientReader(ctx, o)
	if err := checkSize(head, o); err != nil {
		return raster{}, unreadable(head, err)
	}
	r := newPatientReader(ctx, o)
	out, err := decodeFormat(r, o)
	if err != nil {
		return raster{}, unreadable(r, err)
	}
	return out, nil
}

// unreadable is why a picture could not be read.
func unreadable(r *patientReader, err error) error {
	if r.err != nil {
		return r.err
	}
	return fault.Member(fault.Invalid, pointer, "broken", "The file is damaged; open the picture in another program, save it there and send that").Because(err)
}

// checkSize asks the decoder itself how much it is about to decode: it is what the
// memory was set aside for, or else nothing is decoded.
func checkSize(r io.Reader, o original) (err error) {
	defer caught(&err)
	config, err := decodeConfig(r, o)
	if err != nil {
		return err
	}
	if w, h := o.stored(); config.Width != w || config.Height != h {
		return fmt.Errorf("the decoder sees %d × %d pixels where %d × %d were announced", config.Width, config.Height, w, h)
	}
	return nil
}

// caught makes an error of a panic. The decoders are not ours, and what they are
// given comes from anybody: a slip of theirs costs one picture and not the server.
func caught(errp *error) {
	if p := recover(); p != nil {
		*errp = fmt.Errorf("the decoder panics: %v", p)
	}
}

func decodeConfig(r io.Reader, o original) (image.Config, error) {
	switch o.info.Format {
	case JPEG:
		return jpeg.DecodeConfig(r)
	case PNG:
		return png.DecodeConfig(r)
	case GIF:
		return gif.DecodeConfig(r)
	case WebP:
		return webp.DecodeConfig(r)
	case AVIF, HEIC:
	}
	return image.Config{}, errors.ErrUnsupported
}

func decodeFormat(r io.Reader, o original) (_ raster, err error) {
	defer caught(&err)
	m, err := decodeImage(r, o)
	if err != nil {
		return raster{}, err
	}
	if w, h := o.stored(); m.Bounds() != image.Rect(0, 0, w, h) {
		return onCanvas(m, w, h), nil
	}
	return rasterOf(m), nil
}

func decodeImage(r io.Reader, o original) (image.Image, error) {
	switch o.info.Format {
	case JPEG:
		return jpeg.Decode(r)
	case PNG:
		return png.Decode(r)
	case GIF:
		return gif.Decode(r)
	case WebP:
		return decodeWebP(r)
	case AVIF, HEIC:
	}
	return nil, errors.ErrUnsupported
}
