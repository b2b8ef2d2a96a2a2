package picture

import (
	"errors"
	"io"

	"newsdesk/internal/fault"
)

// Limits are what a file may hold at most.
type Limits struct {
	Bytes       int64 // of the file
	Pixels      int64 // of the picture, or of the canvas of one that moves
	Frames      int   // of one that moves
	TotalPixels int64 // of all its frames together
}

// DefaultLimits are those of a newsroom: 25 MiB and 50 megapixels, which is more
// than the sensors of most cameras have, and short animations.
func DefaultLimits() Limits {
	return Limits{Bytes: 25 << 20, Pixels: 50_000_000, Frames: 100, TotalPixels: 100_000_000}
}

// The most that is read of what a file says about itself, in bytes. What is
// longer counts as not said.
const (
	wordsMost   = 1 << 20
	profileMost = 4 << 20
)

const pointer = "/file"

// Probe reads what the file r of size bytes says about itself. It looks at the
// container alone, decodes no pixel, and needs memory for what it returns and a
// small buffer, whatever the file claims. Words and a profile that cannot be read
// are as if they were not there.
//
// It fails at /file: with UnsupportedMedia (unsupported_type) if the content is of
// no known [Format], with TooLarge (too_large) for too many bytes, and with
// Invalid for a file that is empty, cut_off, broken, a rare_kind, that has
// no_picture, too_many_pixels or too_many_frames.
func Probe(r io.ReaderAt, size int64, limits Limits) (_ Info, err error) {
	defer fault.Wrap(&err, "picture.Probe")
	if err := checkBytes(size, limits); err != nil {
		return Info{}, err
	}
	w := newWalk(r, size, limits)
	format, err := w.sniff()
	if err != nil {
		return Info{}, err
	}
	w.through(format)
	if err := w.fault(); err != nil {
		return Info{}, err
	}
	info := w.info(format)
	return info, w.err
}

func checkBytes(size int64, limits Limits) error {
	switch {
	case size <= 0:
		return fault.Member(fault.Invalid, pointer, "empty", "The file is empty; choose it again and send it anew")
	case size > limits.Bytes:
		return fault.Member(fault.TooLarge, pointer, "too_large", "The file has more than %d MiB; scale the picture down or compress it more", limits.Bytes>>20)
	}
	return nil
}

// sniff tells the format of the file.
func (w *walk) sniff() (Format, error) {
	head := w.take(int(min(w.size, SniffMost)))
	w.at = 0
	format, known := Sniff(head)
	switch {
	case w.err != nil:
		return "", w.err
	case known:
		return format, nil
	case damagedPNG(head):
		w.spoil(broken, "the signature of PNG")
		return "", w.fault()
	}
	return "", fault.Member(fault.UnsupportedMedia, pointer, "unsupported_type", "This file is not a picture of a kind that is taken here; save it as JPEG, PNG, WebP, GIF, AVIF or HEIC")
}

// fault is all that is wrong with the file.
func (w *walk) fault() error {
	if w.err != nil {
		return w.err
	}
	var bad fault.Fields
	w.tooMuch(&bad)
	switch w.flaw {
	case cutOff:
		bad.Add(pointer, "cut_off", "The file ends too early, as if its way here was cut off; send it again")
	case broken:
		bad.Add(pointer, "broken", "The file is damaged; open the picture in another program, save it there and send that")
	case rare:
		bad.Add(pointer, "rare_kind", "Browsers cannot show this kind of file; save the picture with 8 bits per colour as an ordinary JPEG")
	case noPicture:
		bad.Add(pointer, "no_picture", "There is no picture in this file; choose another")
	case sound, tooMuch:
	}
	if len(bad) == 0 {
		return nil
	}
	return fault.Of(bad.Err()).Because(errors.New(w.why))
}

// tooMuch records what is over the limits.
func (w *walk) tooMuch(bad *fault.Fields) {
	const mega = 1_000_000
	pixels := int64(w.width) * int64(w.height)
	if pixels > w.limits.Pixels {
		bad.Add(pointer, "too_many_pixels", "The picture has %d × %d pixels; scale it down to %d megapixels or fewer", w.width, w.height, w.limits.Pixels/mega)
	}
	switch {
	case w.frames > w.limits.Frames:
		bad.Add(pointer, "too_many_frames", "The picture moves through more than %d frames; shorten it, or send it as a video", w.limits.Frames)
	case w.pixels > w.totalMost():
		bad.Add(pointer, "too_many_frames", "The frames of the picture have more than %d megapixels together; shorten it or scale it down", w.limits.TotalPixels/mega)
	}
}

// info reads the words and the profile, and turns the size upright.
func (w *walk) info(f Format) Info {
	meta := w.metadata()
	info := Info{
		Format: f, Width: w.width, Height: w.height, Orientation: w.turn, Frames: w.frames,
		Profile: checkProfile(w.read(w.profile, profileMost)), Words: meta.words(),
	}
	if info.Orientation == 0 {
		info.Orientation = meta.exif.orientation()
	}
	if sideways(info.Orientation) {
		info.Width, info.Height = info.Height, info.Width
	}
	return info
}

// sideways reports whether an orientation of EXIF swaps width and height.
func sideways(orientation int) bool { return orientation >= 5 }

// profileHead is the length of the header of an ICC profile, in bytes.
const profileHead = 128

// checkProfile returns the profile at the beginning of b, or nil if there is none:
// its size stands first, and a signature in its header (ICC.1:2022, 7.2).
func checkProfile(b []byte) []byte {
	if len(b) < profileHead || string(b[36:40]) != "acsp" {
		return nil
	}
	size := bigLong(b)
	if size < profileHead || size > int64(len(b)) {
		return nil
	}
	return b[:size:size]
}
