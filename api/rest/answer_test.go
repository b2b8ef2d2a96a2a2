package rest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/labstack/echo/v4"
)

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func press(tb testing.TB) *Press {
	tb.Helper()
	p, err := NewPress()
	if err != nil {
		tb.Fatalf("NewPress: %v", err)
	}
	return p
}

// send answers one request with a; headers are names and values in turn.
func send(tb testing.TB, p *Press, a *Answer, headers ...string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequest(http.MethodGet, "/v1/articles/x", http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c := echo.New().NewContext(r, w)
	Attach(c, &Visit{Now: noon(), Press: p})
	if err := Send(c, a); err != nil {
		tb.Fatalf("Send: %v", err)
	}
	return w
}

func story() *Answer {
	return &Answer{
		Type: "application/json; charset=utf-8", Body: []byte(strings.Repeat(`{"title":"Tọa đàm"}`, 200)),
		ETag: "9a0c", Modified: noon().Add(-time.Hour + 300*time.Millisecond),
	}
}

func TestConditions(t *testing.T) {
	for _, tc := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"no condition", nil, 200},
		{"the same tag", []string{"If-None-Match", `W/"9a0c"`}, 304},
		{"the same tag, strong", []string{"If-None-Match", `"9a0c"`}, 304},
		{"with a proxy's mark", []string{"If-None-Match", `W/"9a0c--gzip"`}, 304},
		{"in a list", []string{"If-None-Match", `"x", W/"9a0c"`}, 304},
		{"in a second header", []string{"If-None-Match", `"x"`, "If-None-Match", `W/"9a0c"`}, 304},
		{"any", []string{"If-None-Match", "*"}, 304},
		{"another tag", []string{"If-None-Match", `W/"9a0d"`}, 200},
		{"without quotes", []string{"If-None-Match", `9a0c`}, 200},
		{"the second it changed", []string{"If-Modified-Since", "Sun, 22 Nov 2026 11:00:00 GMT"}, 304},
		{"a second before", []string{"If-Modified-Since", "Sun, 22 Nov 2026 10:59:59 GMT"}, 200},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},
		{"a tag counts before a date", []string{"If-None-Match", `"x"`, "If-Modified-Since", "Sun, 22 Nov 2026 11:30:00 GMT"}, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := send(t, nil, story(), tc.headers...)
			if w.Code != tc.status || (w.Body.Len() == 0) != (tc.status == 304) {
				t.Errorf("got %d with %d bytes, want %d", w.Code, w.Body.Len(), tc.status)
			}
			for _, name := range []string{"Etag", "Cache-Control", "Vary", "Last-Modified"} {
				if w.Header().Get(name) == "" {
					t.Errorf("got no %s, want it with %d", name, tc.status)
				}
			}
			if tc.status == 304 && w.Header().Get("Content-Type") != "" {
				t.Errorf("got Content-Type %q with 304, want none", w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestCompression(t *testing.T) {
	p, a := press(t), story()
	for _, tc := range []struct{ accept, want string }{
		{"", ""},
		{"gzip", "gzip"},
		{"gzip, deflate, br, zstd", "zstd"},
		{"GZIP;q=1.0, zstd;q=0.5", "gzip"},
		{"gzip;q=0", ""},
		{"*", "zstd"},
		{"*;q=0.5, zstd;q=0", "gzip"},
		{"gzip;q=0.5", "gzip"},
		{"identity, gzip;q=0.9", ""},
		{"identity;q=0.5, *;q=0.7, zstd;q=0", "gzip"},
		{"gzip;q=2", ""},
		{"br", ""},
	} {
		w := send(t, p, a, "Accept-Encoding", tc.accept)
		if got := w.Header().Get("Content-Encoding"); got != tc.want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", tc.accept, got, tc.want)
		}
		if got := unpack(t, w); !bytes.Equal(got, a.Body) {
			t.Errorf("Accept-Encoding %q: got %d bytes once unpacked, want the %d that were sent", tc.accept, len(got), len(a.Body))
		}
	}
}

func unpack(t *testing.T, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	var r io.Reader = w.Body
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		r, err = gzip.NewReader(w.Body)
	case "zstd":
		r, err = zstd.NewReader(w.Body)
	}
	if err != nil {
		t.Fatalf("unpack: %v", err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("unpack: %v", err)
	}
	return plain
}

func TestSmallAnswersAreNotCompressed(t *testing.T) {
	a := &Answer{Type: "text/plain", Body: bytes.Repeat([]byte("a"), worthPacking)}
	if got := send(t, press(t), a, "Accept-Encoding", "gzip").Header().Get("Content-Encoding"); got != "" {
		t.Errorf("got %q for %d bytes, want no compression", got, len(a.Body))
	}
}

func TestOneAnswerForManyAtOnce(t *testing.T) {
	p, a := press(t), story()
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			coding := []string{"gzip", "zstd", "identity"}[i%3]
			if w := send(t, p, a, "Accept-Encoding", coding); w.Code != http.StatusOK || w.Body.Len() == 0 {
				t.Errorf("got %d with %d bytes, want 200 with some", w.Code, w.Body.Len())
			}
		})
	}
	all.Wait()
}

func TestFreshnessEndsWhenTheAnswerDoes(t *testing.T) {
	for _, tc := range []struct {
		until time.Duration
		want  string
	}{
		{0, "public, max-age=15, stale-while-revalidate=120, stale-if-error=86400"},
		{48 * time.Hour, "public, max-age=15, stale-while-revalidate=120, stale-if-error=86400"},
		{time.Hour, "public, max-age=15, stale-while-revalidate=120, stale-if-error=3585"},
		{time.Minute, "public, max-age=15, stale-while-revalidate=45, stale-if-error=45"},
		{9500 * time.Millisecond, "public, max-age=9, stale-while-revalidate=0, stale-if-error=0"},
		{-time.Second, "public, max-age=0, stale-while-revalidate=0, stale-if-error=0"},
	} {
		a := story()
		if tc.until != 0 {
			a.Until = noon().Add(tc.until)
		}
		if got := send(t, nil, a).Header().Get("Cache-Control"); got != tc.want {
			t.Errorf("%v before the change: got %q, want %q", tc.until, got, tc.want)
		}
	}
}

func TestAccepted(t *testing.T) {
	for _, tc := range []struct {
		accept string
		want   bool
	}{
		{"application/json", true},
		{"application/*", true},
		{"*/*;q=0.1", true},
		{"APPLICATION/JSON", true},
		{"application/json;q=0, */*", false},
		{"*/*;q=0", false},
		{"text/html", false},
		{"application/json;charset=utf-8", true},
		{"application/*;q=0, application/json", true},
		{"", false},
	} {
		if got := Accepted([]string{tc.accept}, "application/json"); got != tc.want {
			t.Errorf("Accept %q: got %v, want %v", tc.accept, got, tc.want)
		}
	}
}

// sink takes answers without keeping them.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

// BenchmarkSend compares an answer with a plain handler that writes the same bytes.
func BenchmarkSend(b *testing.B) {
	a, p := story(), press(b)
	plain := func(c echo.Context) error { return c.Blob(http.StatusOK, a.Type, a.Body) }
	sent := func(c echo.Context) error { return Send(c, a) }
	for _, bc := range []struct {
		name    string
		handle  echo.HandlerFunc
		headers []string
	}{
		{"plain Echo", plain, nil},
		{"200", sent, nil},
		{"200 gzip", sent, []string{"Accept-Encoding", "gzip"}},
		{"304", sent, []string{"If-None-Match", `W/"9a0c"`}},
	} {
		b.Run(bc.name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			for i := 0; i < len(bc.headers); i += 2 {
				r.Header.Set(bc.headers[i], bc.headers[i+1])
			}
			e, w := echo.New(), sink{http.Header{}}
			v := &Visit{Now: noon(), Press: p}
			c := e.NewContext(r, w)
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				c.Reset(r, w)
				Attach(c, v)
				if err := bc.handle(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
