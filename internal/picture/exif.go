package picture

import (
	"bytes"
	"encoding/binary"
	"iter"
	"strings"
	"time"
)

// The tags of EXIF that are read (CIPA DC-008).
const (
	tagDescription  = 0x010e
	tagOrientation  = 0x0112
	tagArtist       = 0x013b
	tagCopyright    = 0x8298
	tagCamera       = 0x8769 // a pointer to the directory of the camera
	tagGPS          = 0x8825 // a pointer to that of the place
	tagTaken        = 0x9003
	tagTakenOffset  = 0x9011
	tagSerial       = 0xa431
	tagLensSerial   = 0xa435
	tagOwner        = 0xa430
	exifEntry       = 12 // bytes of one entry of a directory
	exifEntriesMost = 1000
)

// The types of values.
const (
	typeASCII = 2
	typeShort = 3
	typeLong  = 4
	typeUTF8  = 129
)

// exif is what EXIF says: a file of the format TIFF 6.0 without a picture. The zero
// value says nothing.
type exif struct {
	order binary.ByteOrder
	data  []byte
}

// readEXIF finds EXIF in b, where containers put different things before it.
func readEXIF(b []byte) exif {
	const before = 16
	for at := range min(len(b), before) {
		switch {
		case bytes.HasPrefix(b[at:], []byte("II*\x00")):
			return exif{binary.LittleEndian, b[at:]}
		case bytes.HasPrefix(b[at:], []byte("MM\x00*")):
			return exif{binary.BigEndian, b[at:]}
		}
	}
	return exif{}
}

// entry is one value of a directory.
type entry struct {
	tag, kind int
	count     int64
	value     []byte // four bytes: the value, or where it stands
}

// main is the directory of the picture.
func (e exif) main() iter.Seq[entry] {
	if len(e.data) < 8 {
		return e.directory(0)
	}
	return e.directory(int64(e.order.Uint32(e.data[4:])))
}

// camera is the directory of how the picture was taken.
func (e exif) camera() iter.Seq[entry] {
	for one := range e.main() {
		if one.tag == tagCamera {
			return e.directory(int64(e.order.Uint32(one.value)))
		}
	}
	return e.directory(0)
}

// directory are the entries of the directory at a place, of which 0 has none. It
// follows no pointers, so that nothing can go in circles.
func (e exif) directory(at int64) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		const count = 2
		if at == 0 || at+count > int64(len(e.data)) {
			return
		}
		rest := e.data[at+count:]
		for range min(int(e.order.Uint16(e.data[at:])), len(rest)/exifEntry, exifEntriesMost) {
			one := entry{
				int(e.order.Uint16(rest)), int(e.order.Uint16(rest[2:])), int64(e.order.Uint32(rest[4:])), rest[8:exifEntry],
			}
			if !yield(one) {
				return
			}
			rest = rest[exifEntry:]
		}
	}
}

// text is the text of an entry. A value that is longer than four bytes stands elsewhere.
func (e exif) text(one entry) string {
	const longest = 64 << 10
	if one.kind != typeASCII && one.kind != typeUTF8 || one.count > longest {
		return ""
	}
	value := one.value
	if one.count > int64(len(value)) {
		at := int64(e.order.Uint32(value))
		if at > int64(len(e.data))-one.count {
			return ""
		}
		value = e.data[at:]
	}
	return decodeText(value[:one.count])
}

// orientation is 1 to 8, and 1 if it is not said, or in a way that makes no sense.
func (e exif) orientation() int {
	for one := range e.main() {
		if one.tag != tagOrientation || one.count != 1 {
			continue
		}
		said := 0
		switch one.kind {
		case typeShort:
			said = int(e.order.Uint16(one.value))
		case typeLong:
			said = int(e.order.Uint32(one.value))
		}
		if 1 <= said && said <= 8 {
			return said
		}
	}
	return 1
}

func (e exif) words() Words {
	var w Words
	for one := range e.main() {
		switch one.tag {
		case tagDescription:
			w.Caption = caption(e.text(one))
		case tagArtist:
			w.Creator = strings.Join(split(e.text(one), ";"), ", ")
		case tagCopyright: // of the photographer and, after a zero, of the editor
			w.Copyright = strings.Join(split(e.text(one), "\x00"), ", ")
		}
	}
	w.TakenAt = e.takenAt()
	return w
}

// split are the texts between separators that are not blank.
func split(s, separator string) (texts []string) {
	for one := range strings.SplitSeq(s, separator) {
		if one = strings.Trim(one, "\x00 \t\r\n"); one != "" {
			texts = append(texts, one)
		}
	}
	return texts
}

// caption is what people wrote, and not the name of the maker, which some cameras
// write there when nobody does.
func caption(s string) string {
	switch s = strings.Trim(s, "\x00 "); s {
	case "OLYMPUS DIGITAL CAMERA", "SONY DSC", "KONICA MINOLTA DIGITAL CAMERA", "MINOLTA DIGITAL CAMERA", "DIGITAL CAMERA", "DCIM", "SAMSUNG", "default", "?":
		return ""
	}
	return s
}

// The forms of moments: those of EXIF, and those that are given to people.
const (
	exifTime   = "2006:01:02 15:04:05"
	localTime  = "2006-01-02T15:04:05"
	exifOffset = "-07:00"
)

// takenAt is when the picture was taken, by the clock of the camera.
func (e exif) takenAt() string {
	var clock, offset string
	for one := range e.camera() {
		switch one.tag {
		case tagTaken:
			clock = strings.Trim(e.text(one), "\x00 ")
		case tagTakenOffset:
			offset = strings.Trim(e.text(one), "\x00 ")
		}
	}
	taken, err := time.Parse(exifTime, clock)
	if err != nil {
		return ""
	}
	if zoned, err := time.Parse(exifTime+exifOffset, clock+offset); err == nil {
		return zoned.Format(time.RFC3339)
	}
	return taken.Format(localTime)
}

// private reports whether EXIF says what is nobody's business: where the picture was
// taken, or with which camera, of which owner.
func (e exif) private() bool {
	for one := range e.main() {
		if one.tag == tagGPS {
			return true
		}
	}
	for one := range e.camera() {
		if one.tag == tagSerial || one.tag == tagLensSerial || one.tag == tagOwner {
			return true
		}
	}
	return false
}
