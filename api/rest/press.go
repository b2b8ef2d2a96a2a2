package rest

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// worthPacking is the size in bytes from which compression saves a packet.
const worthPacking = 1024

// Press compresses answers, each at most once per encoding.
type Press struct {
	gzips sync.Pool
	zstd  *zstd.Encoder
	// The values of Content-Encoding are put into many headers at once and never changed.
	isGzip, isZstd []string
}

// NewPress returns a press that as many goroutines as there are processors can
// use at once.
func NewPress() (*Press, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	return &Press{
		gzips: sync.Pool{New: func() any { return gzip.NewWriter(nil) }}, zstd: enc,
		isGzip: one("gzip"), isZstd: one("zstd"),
	}, nil
}

// variant is an answer in one encoding. The body is nil if packing it gained nothing.
type variant struct {
	once   sync.Once
	body   []byte
	length []string
}

func (v *variant) fill(plain, packed []byte) {
	if len(packed) < len(plain) {
		v.body, v.length = packed, one(strconv.Itoa(len(packed)))
	}
}

// choose returns the variant to send and its Content-Encoding, or nil for the
// body as it is. Of encodings that the client likes equally it takes the smaller.
func (p *Press) choose(a *Answer, accept []string) (*variant, []string) {
	if p == nil || len(accept) == 0 || len(a.Body) <= worthPacking || a.Headers["Content-Encoding"] != nil {
		return nil, nil
	}
	zs, gz, plain := preferences(accept)
	if zs > 0 && zs >= gz && zs >= plain {
		if v := p.zstandard(a); v.body != nil {
			return v, p.isZstd
		}
	}
	if gz > 0 && gz >= plain {
		if v := p.gzipped(a); v.body != nil {
			return v, p.isGzip
		}
	}
	return nil, nil
}

func (p *Press) zstandard(a *Answer) *variant {
	a.zstd.once.Do(func() { a.zstd.fill(a.Body, p.zstd.EncodeAll(a.Body, nil)) })
	return &a.zstd
}

func (p *Press) gzipped(a *Answer) *variant {
	a.gzip.once.Do(func() {
		var out bytes.Buffer
		w, _ := p.gzips.Get().(*gzip.Writer)
		defer p.gzips.Put(w)
		w.Reset(&out)
		_, err := w.Write(a.Body)
		if err == nil && w.Close() == nil {
			a.gzip.fill(a.Body, out.Bytes())
		}
	})
	return &a.gzip
}

// preferences returns how much the client likes each encoding, from 0 to 1000
// (RFC 9110, section 12.5.3). Sending it plain is the last resort, unless the
// client says otherwise.
func preferences(accept []string) (zs, gz, plain int) {
	zs, gz, plain = -1, -1, -1
	other := -1
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			name, weight := weighed(part)
			switch {
			case strings.EqualFold(name, "zstd"):
				zs = weight
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				gz = weight
			case strings.EqualFold(name, "identity"):
				plain = weight
			case name == "*":
				other = weight
			}
		}
	}
	return or(zs, other), or(gz, other), or(plain, other)
}

// or returns the first of its arguments that is not negative, else 0.
func or(first, second int) int {
	if first >= 0 {
		return first
	}
	return max(0, second)
}

// weighed takes one element of an Accept header apart: its value and its
// weight in thousandths. A weight that is none counts as 0.
func weighed(part string) (value string, weight int) {
	value, params, found := strings.Cut(part, ";")
	value = strings.TrimSpace(value)
	if !found {
		return value, 1000
	}
	for param := range strings.SplitSeq(params, ";") {
		name, q, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(name, "q") {
			return value, thousandths(q)
		}
	}
	return value, 1000
}

// thousandths reads a weight: 0 or 1, and up to three decimals.
func thousandths(q string) int {
	f, err := strconv.ParseFloat(q, 64)
	if err != nil || len(q) > len("0.000") || !(f >= 0 && f <= 1) {
		return 0
	}
	return int(f*1000 + 0.5)
}
