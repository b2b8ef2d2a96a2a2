package picture

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strings"
	"time"
)

// The namespaces of XMP that are read and written, by the prefix that the standards
// write them with (XMP part 1 and 2, IPTC Photo Metadata Standard 2025.1).
const (
	nsRDF       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsXML       = "http://www.w3.org/XML/1998/namespace"
	nsDC        = "http://purl.org/dc/elements/1.1/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsRights    = "http://ns.adobe.com/xap/1.0/rights/"
	nsCore      = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
	nsExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
	nsEXIF      = "http://ns.adobe.com/exif/1.0/"
	nsEXIFMore  = "http://cipa.jp/exif/1.0/"
	nsAux       = "http://ns.adobe.com/exif/1.0/aux/"
)

// shortName is a name with its prefix. Those of other namespaces say little here.
func shortName(n xml.Name) string {
	if len(n.Local) > xmpNameMost {
		return "other:"
	}
	switch n.Space {
	case nsRDF:
		return "rdf:" + n.Local
	case nsDC:
		return "dc:" + n.Local
	case nsPhotoshop:
		return "photoshop:" + n.Local
	case nsRights:
		return "xmpRights:" + n.Local
	case nsCore:
		return "Iptc4xmpCore:" + n.Local
	case nsExtension:
		return "Iptc4xmpExt:" + n.Local
	case nsEXIF, nsEXIFMore:
		return "exif:" + n.Local
	case nsAux:
		return "aux:" + n.Local
	}
	return "other:" + n.Local
}

// What is read of a packet at most. The deepest elements of the IPTC have fourteen
// around them, and its longest names forty bytes.
const (
	xmpDepth    = 32
	xmpElements = 20_000
	xmpSayings  = 2_000
	xmpNameMost = 64 // bytes
)

// saying is one text of an XMP packet, and of which property it is: the names of
// the elements around it, without those of RDF.
type saying struct {
	property string
	member   int // of a list, which of its members; from 1 on
	language string
	text     string
}

// xmp is what an XMP packet says.
type xmp []saying

// readXMP reads a packet as far as it is well formed. There are no entities but those
// of XML itself, so that a small packet has no large text.
func readXMP(packet []byte) xmp {
	r := xmpReader{decoder: xml.NewDecoder(bytes.NewReader(packet))}
	for r.next() {
	}
	return r.all
}

// xmpReader reads the elements of a packet one after another.
type xmpReader struct {
	decoder  *xml.Decoder
	elements int
	around   []element
	all      xmp
}

// element is one that has begun.
type element struct {
	property string // of what stands in it
	member   int
	language string
	text     []byte
	members  int // how many have begun in it
}

// next reads on, and reports whether there was anything.
func (r *xmpReader) next() bool {
	token, err := r.decoder.Token()
	if err != nil {
		return false
	}
	switch token := token.(type) {
	case xml.StartElement:
		r.elements++
		if len(r.around) == xmpDepth || r.elements > xmpElements || len(r.all) > xmpSayings {
			return false
		}
		r.begin(token)
	case xml.CharData:
		if last := len(r.around) - 1; last >= 0 {
			r.around[last].text = append(r.around[last].text, token...)
		}
	case xml.EndElement:
		r.end()
	}
	return true
}

func (r *xmpReader) begin(token xml.StartElement) {
	var one element
	if last := len(r.around) - 1; last >= 0 {
		parent := &r.around[last]
		one = element{property: parent.property, member: parent.member, language: parent.language}
		if token.Name == (xml.Name{Space: nsRDF, Local: "li"}) && one.member == 0 {
			parent.members++
			one.member = parent.members
		}
	}
	one.property = within(one.property, token.Name)
	for _, a := range token.Attr {
		if a.Name.Space == nsXML && a.Name.Local == "lang" {
			one.language = a.Value
		}
	}
	for _, a := range token.Attr {
		r.say(one, within(one.property, a.Name), a)
	}
	r.around = append(r.around, one)
}

// within is the property that name is in another. RDF groups, and is none itself.
func within(property string, name xml.Name) string {
	switch short := shortName(name); {
	case strings.HasPrefix(short, "rdf:"), short == "other:xmpmeta", short == "other:xapmeta":
		return property
	case property == "":
		return short
	default:
		return property + "/" + short
	}
}

// say notes what an attribute says: a property in short, or the address of one.
func (r *xmpReader) say(one element, property string, a xml.Attr) {
	address := a.Name == xml.Name{Space: nsRDF, Local: "resource"}
	switch {
	case a.Name.Space == "", a.Name.Space == nsXML, a.Name.Space == "xmlns", a.Name.Space == nsRDF && !address:
		return
	}
	r.add(saying{property, one.member, one.language, a.Value})
}

func (r *xmpReader) end() {
	last := len(r.around) - 1
	one := r.around[last]
	r.around = r.around[:last]
	r.add(saying{one.property, one.member, one.language, string(one.text)})
}

func (r *xmpReader) add(s saying) {
	s.text = strings.TrimSpace(s.text)
	if s.text != "" && s.property != "" {
		r.all = append(r.all, s)
	}
}

// text is what is said of a property: of several languages the one that is the
// default, of several members the first.
func (x xmp) text(property string) string {
	first := ""
	for _, s := range x {
		if s.property == property && s.language == "x-default" {
			return s.text
		}
		if s.property == property && s.member <= 1 {
			first = cmp.Or(first, s.text)
		}
	}
	return first
}

// list is all that is said of a property, joined by commas.
func (x xmp) list(property string) string {
	var texts []string
	for _, s := range x {
		if s.property == property {
			texts = append(texts, s.text)
		}
	}
	return strings.Join(texts, ", ")
}

func (x xmp) words() Words {
	return Words{
		Headline: x.text("photoshop:Headline"), Caption: x.text("dc:description"), Creator: x.list("dc:creator"),
		Credit: x.text("photoshop:Credit"), Copyright: x.text("dc:rights"), Source: x.text("photoshop:Source"),
		UsageTerms: x.text("xmpRights:UsageTerms"), Place: x.place(),
		TakenAt:           cmp.Or(xmpTime(x.text("photoshop:DateCreated")), xmpTime(x.text("exif:DateTimeOriginal"))),
		DigitalSourceType: x.text("Iptc4xmpExt:DigitalSourceType"),
	}
}

func (x xmp) marks() Marks {
	w := x.words()
	return Marks{
		Creator: w.Creator, Credit: w.Credit, Copyright: w.Copyright, UsageTerms: w.UsageTerms,
		Licence: x.text("xmpRights:WebStatement"), DigitalSourceType: sourceType(w.DigitalSourceType),
	}
}

// place is where the picture was taken, or else what it shows. The properties that
// do not tell the two apart come between them: most desks mean the former by them.
func (x xmp) place() string {
	structured := func(what string) string {
		part := func(name string) string { return x.text(what + "/Iptc4xmpExt:" + name) }
		precise := cmp.Or(part("Sublocation"), part("LocationName"))
		return place(precise, part("City"), part("ProvinceState"), part("CountryName"))
	}
	simple := place(x.text("Iptc4xmpCore:Location"), x.text("photoshop:City"), x.text("photoshop:State"), x.text("photoshop:Country"))
	return cmp.Or(structured("Iptc4xmpExt:LocationCreated"), simple, structured("Iptc4xmpExt:LocationShown"))
}

// place is the names of a place, the most exact first, each once.
func place(names ...string) string {
	var said []string
	for _, name := range names {
		if name != "" && !slices.Contains(said, name) {
			said = append(said, name)
		}
	}
	return strings.Join(said, ", ")
}

// xmpTime is a date of XMP that is exact to the minute at least (XMP part 1, 8.2.1.1).
func xmpTime(s string) string {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	for _, form := range []string{localTime, "2006-01-02T15:04"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(localTime)
		}
	}
	return ""
}

// private reports whether the packet says what is nobody's business.
func (x xmp) private() bool {
	return slices.ContainsFunc(x, func(s saying) bool {
		for name := range strings.SplitSeq(s.property, "/") {
			_, plain, _ := strings.Cut(name, ":")
			if strings.HasPrefix(plain, "GPS") || strings.HasSuffix(plain, "SerialNumber") || plain == "CameraOwnerName" || plain == "OwnerName" {
				return true
			}
		}
		return false
	})
}
