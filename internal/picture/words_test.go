package picture_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/picture"
)

// packet is XMP with these properties and attributes.
func packet(attributes, properties string) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:ps="http://ns.adobe.com/photoshop/1.0/"` +
		` xmlns:r="http://ns.adobe.com/xap/1.0/rights/" xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"` +
		` xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:exif="http://ns.adobe.com/exif/1.0/" ` + attributes + `>` +
		properties + `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

// dataSets are IPTC-IIM in a resource of Photoshop behind another resource.
func dataSets(charset string, sets ...string) string {
	var b []byte
	set := func(record, number byte, text string) {
		b = append(b, 0x1c, record, number)
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(text))), text...)
	}
	if charset != "" {
		set(1, 90, charset)
	}
	for _, one := range sets {
		set(2, one[0], one[1:])
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(len(b)))
	return "Photoshop 3.0\x008BIM\x03\xed\x03odd\x00\x00\x00\x03abc\x008BIM\x04\x04\x00\x00" + string(size) + string(b)
}

// said is what a JPEG with these segments says.
func said(t *testing.T, segments ...[]byte) picture.Words {
	t.Helper()
	return probed(t, probeJPEG(t, segments...)).Words
}

func inXMP(s string) []byte  { return probeSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+s) }
func inEXIF(s string) []byte { return probeSegment(0xe1, "Exif\x00\x00"+s) }
func inIIM(s string) []byte  { return probeSegment(0xed, s) }

const (
	tagDescription, tagArtist, tagCopyright = 0x010e, 0x013b, 0x8298
	tagTaken, tagOffset                     = 0x9003, 0x9011
)

func TestXMPIsReadInAllItsForms(t *testing.T) {
	got := said(t, inXMP(packet(`ps:Credit="TTXVN" ps:DateCreated="2026-05-17T06:40+07:00"`, `
		<dc:description><rdf:Alt>
			<rdf:li xml:lang="en">Rice fields near Kon Tum</rdf:li>
			<rdf:li xml:lang="x-default">Ruộng lúa gần Kon Tum</rdf:li>
		</rdf:Alt></dc:description>
		<dc:creator><rdf:Seq><rdf:li>Nguyễn Thị Hoa</rdf:li><rdf:li>A Đăm</rdf:li></rdf:Seq></dc:creator>
		<dc:rights><rdf:Alt><rdf:li xml:lang="vi">© 2026 Báo Mới</rdf:li></rdf:Alt></dc:rights>
		<ps:Headline>Mùa &quot;vàng&quot; &amp; nắng</ps:Headline>
		<ps:Source>Báo Mới</ps:Source>
		<r:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Chỉ dùng một lần</rdf:li></rdf:Alt></r:UsageTerms>
		<e:DigitalSourceType rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"/>
		<e:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><e:City>Hà Nội</e:City></rdf:li></rdf:Bag></e:LocationShown>
		<e:LocationCreated><rdf:Bag>
			<rdf:li><rdf:Description e:CountryName="Việt Nam"><e:City>Kon Tum</e:City></rdf:Description></rdf:li>
			<rdf:li rdf:parseType="Resource"><e:City>Huế</e:City><e:Sublocation>Chợ</e:Sublocation></rdf:li>
		</rdf:Bag></e:LocationCreated>`)))
	want := picture.Words{
		Headline: `Mùa "vàng" & nắng`, Caption: "Ruộng lúa gần Kon Tum", Creator: "Nguyễn Thị Hoa, A Đăm", Credit: "TTXVN",
		Copyright: "© 2026 Báo Mới", Source: "Báo Mới", UsageTerms: "Chỉ dùng một lần", Place: "Kon Tum, Việt Nam",
		TakenAt: "2026-05-17T06:40:00+07:00", DigitalSourceType: "digitalCapture",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestXMPIsFoundInEveryContainer(t *testing.T) {
	p := packet("", "<ps:Headline>Lụt ở Huế</ps:Headline>")
	for name, file := range map[string][]byte{
		"JPEG":          probeJPEG(t, inXMP(p)),
		"PNG":           probePNG(t, probeChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00vi\x00khóa\x00"+p)),
		"PNG, deflated": probePNG(t, probeChunk("iTXt", "XML:com.adobe.xmp\x00\x01\x00\x00\x00"+probeDeflated([]byte(p)))),
		"WebP":          probeRIFF(probeVP8X(4, 16, 8), probeVP8L(16, 8), probeRIFFChunk("XMP ", p)),
		"HEIC":          probeHEIF(16, 8, p, ""),
	} {
		if got := probed(t, file).Words.Headline; got != "Lụt ở Huế" {
			t.Errorf("%s: got headline %q, want Lụt ở Huế", name, got)
		}
	}
}

func TestIIMIsVietnameseInEveryEncoding(t *testing.T) {
	want := picture.Words{
		Headline: "Chợ nổi Cái Răng", Caption: "Sáng sớm\nở Cần Thơ", Creator: "Trần Văn Ước, Lê Ý", Credit: "TTXVN", Copyright: "© TTXVN",
		Source: "VNA", Place: "Cái Răng, Cần Thơ, Việt Nam", TakenAt: "2026-05-17T06:40:12+07:00",
	}
	sets := []string{
		"\x69" + want.Headline, "\x78Sáng sớm\r\nở Cần Thơ", "\x50Trần Văn Ước", "\x50Lê Ý", "\x6eTTXVN", "\x74© TTXVN", "\x73VNA",
		"\x5cCái Răng", "\x5aCần Thơ", "\x65Việt Nam", "\x3720260517", "\x3c064012+0700",
	}
	for charset, form := range map[string]norm.Form{"\x1b%G": norm.NFC, "": norm.NFD} {
		composed := make([]string, len(sets))
		for i, s := range sets {
			composed[i] = form.String(s)
		}
		if diff := cmp.Diff(want, said(t, inIIM(dataSets(charset, composed...)))); diff != "" {
			t.Errorf("charset %q: want -, got +\n%s", charset, diff)
		}
	}
	for _, charset := range []string{"", "\x1b%G", "\x1b.A"} {
		if got := said(t, inIIM(dataSets(charset, "\x50Jos\xe9 Mu\xf1oz \x96 EFE"))).Creator; got != "José Muñoz – EFE" {
			t.Errorf("charset %q: got creator %q, want José Muñoz – EFE", charset, got)
		}
	}
}

func TestEXIFIsReadInBothByteOrders(t *testing.T) {
	want := picture.Words{Caption: "Hoàng hôn", Creator: "Mai, Lan", Copyright: "Mai, Báo Mới", TakenAt: "2026-05-17T06:40:12+07:00"}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		got := said(t, inEXIF(probeTIFF(order,
			map[uint16]any{tagDescription: "Hoàng hôn", tagArtist: "Mai; Lan", tagCopyright: "Mai\x00Báo Mới"},
			map[uint16]any{tagTaken: "2026:05:17 06:40:12", tagOffset: "+07:00"})))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: want -, got +\n%s", order, diff)
		}
	}
}

func TestXMPComesBeforeIIMAndIIMBeforeEXIF(t *testing.T) {
	x := inXMP(packet(`ps:Credit="X"`, ""))
	i := inIIM(dataSets("", "\x6eI", "\x74I"))
	e := inEXIF(probeTIFF(binary.LittleEndian, map[uint16]any{tagCopyright: "E", tagArtist: "E"}, nil))
	want := picture.Words{Credit: "X", Copyright: "I", Creator: "E"}
	if diff := cmp.Diff(want, said(t, e, x, i)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestMomentsAreExactOrNotSaid(t *testing.T) {
	for given, want := range map[string]string{
		"2026-05-17T06:40:12.345+07:00": "2026-05-17T06:40:12+07:00",
		"2026-05-17T06:40:12Z":          "2026-05-17T06:40:12Z",
		"2026-05-17T06:40:12":           "2026-05-17T06:40:12",
		"2026-05-17T06:40":              "2026-05-17T06:40:00",
		"2026-05-17":                    "",
		"2026":                          "",
		"2026-13-40T06:40:12":           "",
		"yesterday":                     "",
	} {
		if got := said(t, inXMP(packet(`ps:DateCreated="`+given+`"`, ""))).TakenAt; got != want {
			t.Errorf("XMP %q: got %q, want %q", given, got, want)
		}
	}
	for given, want := range map[string]string{
		"2026:05:17 06:40:12": "2026-05-17T06:40:12",
		"0000:00:00 00:00:00": "",
		"    :  :     :  :  ": "",
	} {
		if got := said(t, inEXIF(probeTIFF(binary.BigEndian, nil, map[uint16]any{tagTaken: given, tagOffset: "   :  "}))).TakenAt; got != want {
			t.Errorf("EXIF %q: got %q, want %q", given, got, want)
		}
	}
}

func TestCamerasThatSignTheirPicturesSayNothing(t *testing.T) {
	if got := said(t, inEXIF(probeTIFF(binary.BigEndian, map[uint16]any{tagDescription: "OLYMPUS DIGITAL CAMERA         "}, nil))); got != (picture.Words{}) {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestPlaceAndCameraStayOutOfTheWords(t *testing.T) {
	const gps, serial, secret = 0x8825, 0xa431, "48291736"
	got := said(t,
		inXMP(packet(`exif:GPSLatitude="14,21.0N" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="`+secret+`"`, "")),
		inEXIF(probeTIFF(binary.BigEndian, map[uint16]any{gps: uint32(8)}, map[uint16]any{serial: secret})))
	if got != (picture.Words{}) {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestTextsAreAsTheNewsroomKeepsThem(t *testing.T) {
	for given, want := range map[string]string{
		"Tie\u0302\u0301ng Vie\u0323\u0302t": "Tiếng Việt",
		"  a \t b\r\nc\u2028d  ":             "a b c d",
		"a\u202eb\u200ec\ufdd0d\uffffe\x07f": "abcdef",
		strings.Repeat("ộ", 2_001):           strings.Repeat("ộ", 2_000),
		strings.Repeat("a\u0301", 2_001):     strings.Repeat("á", 2_000),
	} {
		if got := said(t, inIIM(dataSets("", "\x6e"+given))).Credit; got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
	if got := said(t, inIIM(dataSets("", "\x78 a\r\nb\u2029c\rd\x00 "))).Caption; got != "a\nb\nc\nd" {
		t.Errorf("got caption %q, want its lines", got)
	}
}

func TestOnlyACodeIsADigitalSourceType(t *testing.T) {
	for given, want := range map[string]string{
		"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia": "trainedAlgorithmicMedia",
		"digitalCapture":         "digitalCapture",
		"http://example.org/":    "",
		"<script>":               "",
		"số":                     "",
		strings.Repeat("a", 100): "",
	} {
		attribute := `e:DigitalSourceType="` + strings.ReplaceAll(given, "<", "&lt;") + `"`
		if got := said(t, inXMP(packet(attribute, ""))).DigitalSourceType; got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestWhatCannotBeReadIsAsIfItWereNotThere(t *testing.T) {
	deep := strings.Repeat("<dc:a>", 10_000)
	entity := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`
	tiff := probeTIFF(binary.BigEndian, map[uint16]any{tagDescription: "Hoàng hôn"}, nil)
	for name, segment := range map[string][]byte{
		"XMP that is none":       inXMP("\x00\xff\xfe"),
		"XMP without an end":     inXMP(packet("", "<ps:Headline>")),
		"XMP of great depth":     inXMP(packet("", deep)),
		"XMP with entities":      inXMP(entity + packet(`ps:Headline="&b;"`, "<ps:Credit>&b;</ps:Credit>")),
		"XMP in another charset": inXMP(`<?xml version="1.0" encoding="EBCDIC"?>` + packet(`ps:Headline="x"`, "")),
		"IIM cut off":            inIIM("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\xff\xff\x1c\x02\x78"),
		"IIM of extended sets":   inIIM(dataSets("") + "\x1c\x02\x78\x80\x04\xff\xff\xff\xff"),
		"resource with a name":   inIIM("Photoshop 3.0\x008BIM\x04\x04\xff"),
		"EXIF that is none":      inEXIF("II*"),
		"EXIF far away":          inEXIF("MM\x00*\xff\xff\xff\xff"),
		"EXIF in a circle":       inEXIF("MM\x00*\x00\x00\x00\x08\x00\x01\x87\x69\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08"),
		"EXIF without its texts": inEXIF(tiff[:len(tiff)-8]),
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(t, segment); got != (picture.Words{}) {
				t.Errorf("got %+v, want nothing", got)
			}
		})
	}
}

func TestAHugePacketCostsLittle(t *testing.T) {
	for name, xmp := range map[string]string{
		"members":    packet("", "<dc:creator><rdf:Seq>"+strings.Repeat("<rdf:li>a</rdf:li>", 100_000)+"</rdf:Seq></dc:creator>"),
		"long names": packet("", strings.Repeat("<dc:"+strings.Repeat("a", 30_000)+">", 30)+strings.Repeat("<dc:a>b</dc:a>", 5_000)),
		"too large":  packet(`ps:Headline="`+strings.Repeat("a", 2<<20)+`"`, ""),
	} {
		file := probePNG(t, probeChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp))
		got := testing.AllocsPerRun(1, func() { probed(t, file) })
		if most := 300_000.0; got > most {
			t.Errorf("%s: got %.0f allocations, want at most %.0f", name, got, most)
		}
		words := probed(t, file).Words
		if n := utf8.RuneCountInString(words.Creator); n > 2_000 || words.Headline != "" {
			t.Errorf("%s: got a creator of %d characters and headline %.20q, want what is bounded", name, n, words.Headline)
		}
	}
}
