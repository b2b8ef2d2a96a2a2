package blob_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/blob"
	"newsdesk/internal/blob/blobtest"
	"newsdesk/internal/fault"
)

const presignedKey = "uploads/1/direct"

func sumOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

func presign(t *testing.T, s blob.Presigner, b []byte, lifetime time.Duration) blob.Presigned {
	t.Helper()
	p, err := s.PresignPut(t.Context(), presignedKey, int64(len(b)), hex.EncodeToString(sumOf(b)), "image/jpeg", lifetime)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bring does what a client would do with p, and returns the status.
func bring(t *testing.T, p blob.Presigned, b []byte) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), p.Method, p.URL, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = p.Header.Clone()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK {
		t.Logf("%d %.200s", res.StatusCode, answer)
	}
	return res.StatusCode
}

func TestAClientBringsExactlyWhatWasSigned(t *testing.T) {
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		s := newS3(t, options(endpoint))
		for _, size := range []int{1, 300_000, 6 << 20} {
			b := blobtest.Bytes(size, uint64(size))
			for range 2 { // the answer to the first was lost
				if status := bring(t, presign(t, s, b, time.Minute), b); status != http.StatusOK {
					t.Errorf("%d bytes: got %d, want 200", size, status)
				}
			}
			blobtest.Want(t, s, presignedKey, b)
		}
	})
}

// forgery is what a client could try with a signed request.
type forgery struct {
	name   string
	status int
	change func(p *blob.Presigned, b *[]byte)
}

func forgeries() []forgery {
	return []forgery{
		{"other bytes of the same size", http.StatusBadRequest, func(_ *blob.Presigned, b *[]byte) { (*b)[0]++ }},
		{"other bytes and their checksum", http.StatusForbidden, func(p *blob.Presigned, b *[]byte) {
			(*b)[0]++
			p.Header.Set("X-Amz-Checksum-Sha256", base64.StdEncoding.EncodeToString(sumOf(*b)))
		}},
		{"other bytes without a checksum", http.StatusForbidden, func(p *blob.Presigned, b *[]byte) {
			(*b)[0]++
			p.Header.Del("X-Amz-Checksum-Sha256")
		}},
		{"other bytes and another kind of checksum", http.StatusForbidden, func(p *blob.Presigned, b *[]byte) {
			(*b)[0]++
			p.Header.Del("X-Amz-Checksum-Sha256")
			p.Header.Set("X-Amz-Checksum-Crc32", "AAAAAA==")
		}},
		{"more bytes", http.StatusForbidden, func(_ *blob.Presigned, b *[]byte) { *b = append(*b, 'x') }},
		{"fewer bytes", http.StatusForbidden, func(_ *blob.Presigned, b *[]byte) { *b = (*b)[1:] }},
		{"another type", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) { p.Header.Set("Content-Type", "text/html") }},
		{"no type", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) { p.Header.Del("Content-Type") }},
		{"another key", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) { p.URL = strings.Replace(p.URL, "/direct", "/other", 1) }},
		{"a key below it", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) { p.URL = strings.Replace(p.URL, "/direct", "/direct/x", 1) }},
		{"another method", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) { p.Method = http.MethodDelete }},
		{"a longer life", http.StatusForbidden, func(p *blob.Presigned, _ *[]byte) {
			p.URL = strings.Replace(p.URL, "X-Amz-Expires=60", "X-Amz-Expires=6000", 1)
		}},
	}
}

func TestAStoreThatChecksRefusesWhatWasNotSigned(t *testing.T) {
	s := newS3(t, options(versity(t)))
	for _, f := range forgeries() {
		b := blobtest.Bytes(100_000, 5)
		p := presign(t, s, b, time.Minute)
		f.change(&p, &b)
		if status := bring(t, p, b); status != f.status {
			t.Errorf("%s: got %d, want %d", f.name, status, f.status)
		}
		if keys := blobtest.Keys(t, s, ""); len(keys) > 0 {
			t.Fatalf("%s: got %q, want no key", f.name, keys)
		}
	}
}

func TestASignedRequestEndsWithItsLife(t *testing.T) {
	t.Parallel()
	s := newS3(t, options(versity(t)))
	b := blobtest.Bytes(100, 6)
	p := presign(t, s, b, time.Second)
	time.Sleep(2100 * time.Millisecond)
	if status := bring(t, p, b); status != http.StatusForbidden {
		t.Errorf("got %d, want 403", status)
	}
	if got := presign(t, s, b, 365*24*time.Hour).URL; !strings.Contains(got, "X-Amz-Expires=604800&") {
		t.Errorf("got %s, want a life of seven days", got)
	}
}

func TestWhatCannotBeSignedIsSaidAtOnce(t *testing.T) {
	s := newS3(t, options("http://127.0.0.1"))
	_, err := s.PresignPut(t.Context(), "a", -1, "abc", "image/png", 0)
	if f := fault.Of(err); f.Kind != fault.Invalid || len(f.Fields) != 3 {
		t.Errorf("got %v, want three fields", err)
	}
	sum := hex.EncodeToString(sumOf(nil))
	if _, err := s.PresignPut(t.Context(), "../x", 0, sum, "image/png", time.Minute); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v for a hostile key, want Invalid", err)
	}
	if _, err := s.PresignPut(t.Context(), "a", 0, sum, "", time.Minute); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v without a media type, want Invalid", err)
	}
}
