package vietqr

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"rsc.io/qr"

	"newsdesk/internal/fault"
)

const (
	quiet     = 4  // modules around the code that stay white (ISO/IEC 18004 §9.1)
	scaleMost = 32 // pixels
)

// Drawing is how an SVG is made. The zero value works.
type Drawing struct {
	Title string // what it shows, for those who do not see it; "": VietQR
}

// encode makes the modules of a payload, of which 15 in 100 may be unreadable.
func encode(payload string) (*qr.Code, error) {
	if payload == "" || len(payload) > payloadMost {
		return nil, malformed()
	}
	code, err := qr.Encode(payload, qr.M)
	if err != nil {
		return nil, fmt.Errorf("encode a QR code: %w", err)
	}
	return code, nil
}

// SVG returns the QR code of a payload as a picture for screens and print of any
// size: one unit to a module, four white ones around, and no width or height. The
// same payload gives the same bytes. It fails with Invalid for a payload that is
// empty or has more than 512 bytes.
func SVG(payload string, d Drawing) ([]byte, error) {
	code, err := encode(payload)
	if err != nil {
		return nil, err
	}
	if d.Title == "" {
		d.Title = "VietQR"
	}
	var b strings.Builder
	side := code.Size + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges"><title>`, side, side)
	if err := xml.EscapeText(&b, []byte(d.Title)); err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, `</title><path fill="#fff" d="M0 0h%dv%dh-%dz"/><path d="`, side, side, side)
	for y := range code.Size {
		drawRow(&b, code, y)
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String()), nil
}

// drawRow draws one rectangle for each run of black modules.
func drawRow(b *strings.Builder, code *qr.Code, y int) {
	for x := 0; x < code.Size; x++ {
		run := 0
		for code.Black(x+run, y) {
			run++
		}
		if run > 0 {
			fmt.Fprintf(b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			x += run
		}
	}
}

// PNG returns the QR code of a payload as a picture with scale pixels to a module,
// from 1 to 32, and four white modules around. The same payload gives the same
// bytes. It fails with Invalid as [SVG] does, and with InvalidParameter for another
// scale.
func PNG(payload string, scale int) ([]byte, error) {
	if scale < 1 || scale > scaleMost {
		return nil, fault.Parameter("scale", "out_of_range", "This must be a whole number from %d to %d", 1, scaleMost)
	}
	code, err := encode(payload)
	if err != nil {
		return nil, err
	}
	// The library's own PNG cannot be had with one pixel to a module.
	var file bytes.Buffer
	if err := png.Encode(&file, pixels(code, scale)); err != nil {
		return nil, fmt.Errorf("write a PNG: %w", err)
	}
	return file.Bytes(), nil
}

func pixels(code *qr.Code, scale int) *image.Paletted {
	side := (code.Size + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		row := img.Pix[y*img.Stride:]
		for x := range side {
			if code.Black(x/scale-quiet, y/scale-quiet) {
				row[x] = 1
			}
		}
	}
	return img
}
