package picture

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// textMost is how long a text is that a file may say, in characters of Unicode.
const textMost = 2000

// metadata is what a file says in the three languages that pictures speak.
type metadata struct {
	xmp  xmp
	iim  iim
	exif exif
}

func (w *walk) metadata() metadata {
	return metadata{
		readXMP(w.read(w.xmp, wordsMost)), readIIM(w.read(w.iim, wordsMost)), readEXIF(w.read(w.exif, wordsMost)),
	}
}

// words are what is said about the picture. Where the languages differ, XMP comes
// before IIM and IIM before EXIF, as the IPTC recommends.
func (m metadata) words() Words {
	return m.xmp.words().or(m.iim.words()).or(m.exif.words()).clean()
}

func (m metadata) private() bool { return m.exif.private() || m.xmp.private() }

// or is w, and other where w says nothing.
func (w Words) or(other Words) Words {
	return Words{
		Headline:          cmp.Or(w.Headline, other.Headline),
		Caption:           cmp.Or(w.Caption, other.Caption),
		Creator:           cmp.Or(w.Creator, other.Creator),
		Credit:            cmp.Or(w.Credit, other.Credit),
		Copyright:         cmp.Or(w.Copyright, other.Copyright),
		Source:            cmp.Or(w.Source, other.Source),
		UsageTerms:        cmp.Or(w.UsageTerms, other.UsageTerms),
		Place:             cmp.Or(w.Place, other.Place),
		TakenAt:           cmp.Or(w.TakenAt, other.TakenAt),
		DigitalSourceType: cmp.Or(w.DigitalSourceType, other.DigitalSourceType),
	}
}

func (w Words) clean() Words {
	return Words{
		Headline: line(w.Headline), Caption: lines(w.Caption), Creator: line(w.Creator), Credit: line(w.Credit),
		Copyright: line(w.Copyright), Source: line(w.Source), UsageTerms: lines(w.UsageTerms), Place: line(w.Place),
		TakenAt: w.TakenAt, DigitalSourceType: sourceType(w.DigitalSourceType),
	}
}

func (m Marks) clean() Marks {
	return Marks{
		Creator: line(m.Creator), Credit: line(m.Credit), Copyright: line(m.Copyright), UsageTerms: lines(m.UsageTerms),
		Licence: line(m.Licence), DigitalSourceType: sourceType(m.DigitalSourceType),
	}
}

// line is a text on one line, as a newsroom can keep it.
func line(s string) string {
	return cut(strings.Join(strings.Fields(stored(s)), " "))
}

// lines is a text that may have several lines, as a newsroom can keep it.
func lines(s string) string {
	return cut(strings.TrimSpace(stored(s)))
}

// stored is a text in NFC, without what a newsroom refuses: characters that control
// something, turn the direction of writing or are none.
func stored(s string) string {
	// Nothing shortens a text this far, and normalising what is cut off is for nothing.
	const longest = textMost * 16
	s = strings.ToValidUTF8(s[:min(len(s), longest)], "")
	return norm.NFC.String(strings.Map(allowed, strings.ReplaceAll(s, "\r\n", "\n")))
}

func allowed(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Noncharacter_Code_Point, r), r == utf8.RuneError:
		return -1
	}
	return r
}

// cut is the beginning of a text that is too long.
func cut(s string) string {
	n := 0
	for at := range s {
		if n == textMost {
			return strings.TrimSpace(s[:at])
		}
		n++
	}
	return s
}

// decodeText is a text of unknown encoding: UTF-8 if it can be that, which texts in
// other encodings hardly ever can, and else Windows-1252, which has all of Latin-1.
func decodeText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	return string(s)
}

// sourceTypes is what the codes of the IPTC for the source of a picture begin with.
const sourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/"

// sourceType is the last part of such a code, if it can be one.
func sourceType(code string) string {
	const longest = 64
	code = code[strings.LastIndexByte(code, '/')+1:]
	if len(code) > longest || strings.ContainsFunc(code, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return ""
	}
	return code
}
