package picture

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strings"

	"newsdesk/internal/fault"
)

// Mark returns file, which is of the given format, with marks in the place of all
// that it says about itself, and with profile as the ICC profile of its colours. The
// pixels stay as they are, byte for byte. Marks are written as XMP and, into JPEG, as
// IPTC-IIM too, in NFC and without control characters; empty ones leave nothing. A
// profile for another number of colours than the file has is left out, as is one that
// is none. To mark a file twice is to mark it once.
//
// It knows JPEG, PNG, WebP, AVIF and HEIC, and fails for others and for files that
// [Probe] would refuse for their form.
func Mark(format Format, file []byte, m Marks, profile []byte) (_ []byte, err error) {
	defer fault.Wrap(&err, "picture.Mark(%s)", format)
	blocks, w, err := takeApart(file, format)
	if err != nil {
		return nil, err
	}
	m, profile = m.clean(), checkProfile(profile)
	switch format {
	case JPEG:
		return markJPEG(file, blocks, m, profile), nil
	case PNG:
		return markPNG(file, blocks, m, profile), nil
	case WebP:
		return markWebP(file, blocks, w, m, profile), nil
	case AVIF, HEIC:
		return markHEIF(file, blocks, m, profile)
	case GIF:
	}
	return nil, errors.New("files of this format hold no marks")
}

// Marked returns the marks that a file bears, and reports whether it says what is
// nobody's business: where the picture was taken, or the numbers of camera and lens.
// It fails as [Probe] does.
func Marked(file []byte) (m Marks, private bool, err error) {
	defer fault.Wrap(&err, "picture.Marked")
	w, _, err := walkAll(file, nil)
	if err != nil {
		return Marks{}, false, err
	}
	meta := w.metadata()
	words := meta.words()
	m = meta.xmp.marks()
	m.Creator, m.Credit, m.Copyright = cmp.Or(m.Creator, words.Creator), cmp.Or(m.Credit, words.Credit), cmp.Or(m.Copyright, words.Copyright)
	return m.clean(), meta.private(), nil
}

// walkAll walks through a file in memory, whatever its size.
func walkAll(file []byte, seen func(name string, whole span)) (*walk, Format, error) {
	if len(file) == 0 {
		return nil, "", checkBytes(0, Limits{})
	}
	w := newWalk(bytes.NewReader(file), int64(len(file)), Limits{Pixels: math.MaxInt64, Frames: math.MaxInt, TotalPixels: math.MaxInt64})
	w.seen = seen
	format, err := w.sniff()
	if err != nil {
		return nil, "", err
	}
	w.through(format)
	return w, format, w.fault()
}

// block is a piece of a container, and where it stands.
type block struct {
	span

	name string
}

// takeApart lists the blocks that a file consists of.
func takeApart(file []byte, want Format) (blocks []block, w *walk, err error) {
	w, is, err := walkAll(file, func(name string, whole span) {
		if last := len(blocks) - 1; last < 0 || blocks[last].end() <= whole.at {
			blocks = append(blocks, block{whole, name})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	if is != want {
		return nil, nil, fmt.Errorf("the file is of format %s", is)
	}
	return blocks, w, nil
}

// of is what a file has where a block stands.
func (b block) of(file []byte) []byte { return file[b.at:b.end()] }

// fits reports whether a profile is for colours of the given kind, as its header
// calls them (ICC.1:2022, table 19). With that of another kind everything looks wrong.
func fits(profile []byte, colours string) bool {
	return profile != nil && string(profile[16:20]) == colours
}

// The kinds of colours.
const (
	coloursGrey = "GRAY"
	coloursRGB  = "RGB "
	coloursCMYK = "CMYK"
)

// writeXMP is marks as a packet of XMP, or nil if there are none (XMP part 1, 7).
func writeXMP(m Marks) []byte {
	if m == (Marks{}) {
		return nil
	}
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="` + nsRDF + `"><rdf:Description rdf:about=""` +
		` xmlns:dc="` + nsDC + `" xmlns:photoshop="` + nsPhotoshop + `" xmlns:xmpRights="` + nsRights + `" xmlns:Iptc4xmpExt="` + nsExtension + `">`)
	property(&b, "dc:creator", "<rdf:Seq><rdf:li>", m.Creator, "</rdf:li></rdf:Seq>")
	property(&b, "photoshop:Credit", "", m.Credit, "")
	property(&b, "dc:rights", `<rdf:Alt><rdf:li xml:lang="x-default">`, m.Copyright, "</rdf:li></rdf:Alt>")
	property(&b, "xmpRights:UsageTerms", `<rdf:Alt><rdf:li xml:lang="x-default">`, m.UsageTerms, "</rdf:li></rdf:Alt>")
	property(&b, "xmpRights:WebStatement", "", m.Licence, "")
	if m.DigitalSourceType != "" {
		property(&b, "Iptc4xmpExt:DigitalSourceType", "", sourceTypes+m.DigitalSourceType, "")
	}
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`)
	return []byte(b.String())
}

// property writes a property with the container that its type asks for, unless its
// text is empty.
func property(b *strings.Builder, name, before, text, behind string) {
	if text == "" {
		return
	}
	b.WriteString("<" + name + ">" + before)
	_ = xml.EscapeText(b, []byte(text)) // a Builder never fails
	b.WriteString(behind + "</" + name + ">")
}
