package picture

import (
	"encoding/binary"
	"strings"
	"time"
)

// The data sets of IPTC-IIM 4.2 that are read, as record × 256 + number.
const (
	iimCharset     = 1<<8 | 90
	iimVersion     = 2 << 8
	iimDate        = 2<<8 | 55
	iimTime        = 2<<8 | 60
	iimByline      = 2<<8 | 80
	iimCity        = 2<<8 | 90
	iimSublocation = 2<<8 | 92
	iimState       = 2<<8 | 95
	iimCountry     = 2<<8 | 101
	iimHeadline    = 2<<8 | 105
	iimCredit      = 2<<8 | 110
	iimSource      = 2<<8 | 115
	iimCopyright   = 2<<8 | 116
	iimCaption     = 2<<8 | 120
)

const (
	iimMarker = 0x1c
	iimUTF8   = "\x1b%G" // the escape sequence that announces UTF-8 (ISO 2022)
	iimTexts  = 1000     // more data sets than this are nonsense
)

// resourceIIM is the number of the Photoshop resource that IIM is kept in.
const resourceIIM = 0x0404

// iim is what IPTC-IIM says, by data set. Those that repeat have several texts.
type iim map[int][]string

// readIIM reads IIM from the resources of Photoshop in b, which each are a
// signature, a number, a name and data, the last two padded to even lengths.
func readIIM(b []byte) iim {
	all := iim{}
	for len(b) > 7 && string(b[:4]) == "8BIM" {
		number, name := binary.BigEndian.Uint16(b[4:]), int(b[6])
		from := 6 + (1+name+1)&^1
		if from+4 > len(b) {
			break
		}
		size, rest := bigLong(b[from:]), b[from+4:]
		if size > int64(len(rest)) {
			break
		}
		if number == resourceIIM {
			all.read(rest[:size])
		}
		b = rest[min(size+size&1, int64(len(rest))):]
	}
	return all
}

// read reads the data sets. Those of the extended form, longer than any text here,
// end it.
func (m iim) read(b []byte) {
	const head, extended = 5, 0x8000
	for range iimTexts {
		if len(b) < head || b[0] != iimMarker {
			return
		}
		number, size := int(b[1])<<8|int(b[2]), int(binary.BigEndian.Uint16(b[3:]))
		if size >= extended || head+size > len(b) {
			return
		}
		m[number] = append(m[number], string(b[head:head+size]))
		b = b[head+size:]
	}
}

// text is all of a data set, joined by commas. What is not UTF-8 is in the character
// set of Western Windows in practice; what is, is UTF-8, announced or not.
func (m iim) text(number int) string {
	var texts []string
	for _, one := range m[number] {
		if one = strings.TrimSpace(decodeText([]byte(one))); one != "" {
			texts = append(texts, one)
		}
	}
	return strings.Join(texts, ", ")
}

func (m iim) words() Words {
	return Words{
		Headline: m.text(iimHeadline), Caption: m.text(iimCaption), Creator: m.text(iimByline), Credit: m.text(iimCredit),
		Copyright: m.text(iimCopyright), Source: m.text(iimSource), TakenAt: m.takenAt(),
		Place: place(m.text(iimSublocation), m.text(iimCity), m.text(iimState), m.text(iimCountry)),
	}
}

// takenAt is the date and time of creation. A date alone is not a moment.
func (m iim) takenAt() string {
	s := m.text(iimDate) + "T" + m.text(iimTime)
	if t, err := time.Parse("20060102T150405-0700", s); err == nil {
		return t.Format(time.RFC3339)
	}
	if t, err := time.Parse("20060102T150405", s); err == nil {
		return t.Format(localTime)
	}
	return ""
}

// writeIIM is marks as a resource of Photoshop. IIM bounds these texts to 32 and 128
// bytes, which few programs still do and no Vietnamese name with an agency fits: a
// credit that is cut is none, so they stand in full.
func writeIIM(m Marks) []byte {
	b := dataSet(nil, iimCharset, iimUTF8)
	b = dataSet(b, iimVersion, "\x00\x04")
	empty := len(b)
	b = dataSet(b, iimByline, m.Creator)
	b = dataSet(b, iimCredit, m.Credit)
	b = dataSet(b, iimCopyright, m.Copyright)
	if len(b) == empty {
		return nil
	}
	resource := binary.BigEndian.AppendUint16([]byte("8BIM"), resourceIIM)
	resource = append(resource, 0, 0) // no name
	resource = binary.BigEndian.AppendUint32(resource, uint32(len(b)))
	if len(b)%2 != 0 {
		b = append(b, 0)
	}
	return append(resource, b...)
}

// dataSet appends a data set to b, unless its text is empty.
func dataSet(b []byte, number int, text string) []byte {
	if text == "" {
		return b
	}
	b = append(b, iimMarker, byte(number>>8), byte(number))
	b = binary.BigEndian.AppendUint16(b, uint16(len(text)))
	return append(b, text...)
}
