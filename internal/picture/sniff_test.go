package picture_test

import (
	"path/filepath"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

func TestTheFirstBytesTellTheFormat(t *testing.T) {
	const brands = "\x00\x00\x00\x1cftyp"
	for head, want := range map[string]picture.Format{
		"\xff\xd8\xff\xe0":                      picture.JPEG,
		"\x89PNG\r\n\x1a\n":                     picture.PNG,
		"GIF87a":                                picture.GIF,
		"GIF89a":                                picture.GIF,
		"RIFF\x00\x00\x00\x00WEBPVP8 ":          picture.WebP,
		brands + "avif\x00\x00\x00\x00mif1miaf": picture.AVIF,
		brands + "mif1\x00\x00\x00\x00avifmiaf": picture.AVIF,
		brands + "heic\x00\x00\x00\x00mif1heic": picture.HEIC,
		brands + "heix\x00\x00\x00\x00mif1heix": picture.HEIC,
		brands + "mif1\x00\x00\x00\x00mif1heic": picture.HEIC,
		brands + "mif1\x00\x00\x00\x00hevcmiaf": picture.HEIC,

		"":                                      "",
		"\xff\xd8":                              "",
		"\x89PNG\n\x1a\n":                       "",
		"GIF88a":                                "",
		"RIFF\x00\x00\x00\x00WAVEfmt ":          "",
		"RIFF\x00\x00\x00\x00WEB":               "",
		brands + "mif1\x00\x00\x00\x00mif1miaf": "",
		brands + "hevc\x00\x00\x00\x00msf1iso8": "",
		brands + "isom\x00\x00\x00\x00mp42avc1": "",

		"\x00\x00\x00\x04ftypavif\x00\x00\x00\x00":                                  "",
		"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>": "",
		"<?xml version=\"1.0\"?><?xml-stylesheet href=\"x.xsl\"?><svg/>":            "",
		"<!DOCTYPE html><title>\x89PNG\r\n\x1a\n</title>":                           "",

		"II*\x00":                        "",
		"MM\x00*":                        "",
		"BM\x00\x00\x00\x00":             "",
		"\x00\x00\x01\x00\x01\x00":       "",
		"%PDF-1.7":                       "",
		"\xff\x0a\x7f\x40":               "",
		"\x00\x00\x00\x0cJXL \r\n\x87\n": "",
		"PK\x03\x04":                     "",
	} {
		got, known := picture.Sniff([]byte(head))
		if got != want || known != (want != "") {
			t.Errorf("Sniff(%q): got %q, %t, want %q", head, got, known, want)
		}
	}
}

func TestF02ToF04AndF09WhatIsNoPictureIsUnsupported(t *testing.T) {
	for _, file := range []string{
		"<!DOCTYPE html><title>a.png</title>",
		"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
		"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		"<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"x.xsl\"?><a/>",
		"II*\x00\x08\x00\x00\x00\x00\x00", "BM\x1a\x00\x00\x00", "\x00\x00\x01\x00\x01\x00\x10\x10", "\x89",
	} {
		_, err := probe([]byte(file))
		wantProbeFault(t, err, fault.UnsupportedMedia, "unsupported_type")
	}
}

func TestOfTheSmallFilesOnlyPicturesPass(t *testing.T) {
	expected := map[string]string{
		"gif-transparent.gif": "",
		"heif.heif":           "",
		"png-transparent.png": "",
		"webp.webp":           "", // of 11,330 by 446 pixels, as its head says
		"gif.gif":             "no_picture",
		"jpeg.jpg":            "rare_kind", // arithmetic coding
		"png-truncated.png":   "cut_off",
	}
	for _, path := range probeCorpus(t, "small-files", "*.*", 34) {
		name := filepath.Base(path)
		want, a := expected[name]
		delete(expected, name)
		_, err := probe(probeRead(t, path))
		t.Run(name, func(t *testing.T) {
			switch {
			case !a:
				wantProbeFault(t, err, fault.UnsupportedMedia, "unsupported_type")
			case want != "":
				wantProbeFault(t, err, fault.Invalid, want)
			case err != nil:
				t.Errorf("got %v, want it taken", err)
			}
		})
	}
	for name := range expected {
		t.Errorf("%s is not there", name)
	}
}
