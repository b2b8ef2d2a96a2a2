package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/blob"
	"newsdesk/internal/blob/blobtest"
	"newsdesk/internal/fault"
)

// ofEachPeer runs a test with every object store.
func ofEachPeer(t *testing.T, test func(t *testing.T, endpoint string)) {
	t.Helper()
	for _, p := range peers() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			test(t, p.start(t))
		})
	}
}

func TestABucketKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		blobtest.Conform(t, func(t *testing.T) blob.Store { return newS3(t, options(endpoint)) })
	})
}

// busy fails the test unless err tells the client when to come back.
func busy(t *testing.T, act string, err error) {
	t.Helper()
	if f := fault.Of(err); f.Kind != fault.Overloaded || f.Retry <= 0 {
		t.Errorf("%s: got %v, want Overloaded and when to come back", act, err)
	}
}

func TestAStoreThatDiesHalfWayKeepsNothingAndTakesTheRetry(t *testing.T) {
	t.Parallel()
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		for _, size := range []int{4 << 20, 12 << 20} {
			p := newProxy(t, endpoint)
			o := options(endpoint)
			direct := newS3(t, o)
			o.Endpoint = p.endpoint
			s := newS3(t, o)
			b := blobtest.Bytes(size, 1)
			p.breakAfter(int64(size/2), true)
			busy(t, "put", s.Put(t.Context(), blobtest.Key(b), int64(size), bytes.NewReader(b)))
			if !p.broken() {
				t.Fatal("the wire did not break: nothing was tested")
			}
			if keys := blobtest.Keys(t, direct, ""); len(keys) > 0 {
				t.Errorf("got %q after a Put that failed, want no key", keys)
			}
			swept, err := direct.Sweep(t.Context(), time.Now().Add(time.Hour))
			if want := size / (12 << 20); swept != want || err != nil {
				t.Errorf("%d bytes: a sweep removed %d unfinished objects, %v; want %d", size, swept, err, want)
			}
			p.mend()
			blobtest.Put(t, s, blobtest.Key(b), b)
			blobtest.Want(t, direct, blobtest.Key(b), b)
		}
	})
}

func TestAWireThatBreaksOnceIsNotNoticed(t *testing.T) {
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		p := newProxy(t, endpoint)
		s := newS3(t, options(p.endpoint))
		b := blobtest.Bytes(12<<20, 2)
		p.breakAfter(6<<20, false)
		blobtest.Put(t, s, blobtest.Key(b), b)
		if !p.broken() {
			t.Fatal("the wire did not break: nothing was tested")
		}
		blobtest.Want(t, s, blobtest.Key(b), b)
		if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
			t.Errorf("%d unfinished objects are left, %v; want none", n, err)
		}
	})
}

func TestAReaderThatIsCutOffIsToldSoAndCanGoOn(t *testing.T) {
	t.Parallel()
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		p := newProxy(t, endpoint)
		s := newS3(t, options(p.endpoint))
		b := blobtest.Bytes(12<<20, 3)
		blobtest.Put(t, s, blobtest.Key(b), b)
		o, err := s.Open(t.Context(), blobtest.Key(b))
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		p.breakAfter(6<<20, true)
		first, err := io.ReadAll(o)
		busy(t, "read", err)
		_, err = o.ReadAt(make([]byte, 10), 0)
		busy(t, "read at", err)
		p.mend()
		rest, err := io.ReadAll(o)
		if err != nil || len(first) == 0 || len(rest) == 0 || !bytes.Equal(slices.Concat(first, rest), b) {
			t.Errorf("got %d and %d bytes that are not what was put, or %v", len(first), len(rest), err)
		}
	})
}

func TestAStoreThatDoesNotAnswerIsBusyInEveryAct(t *testing.T) {
	t.Parallel()
	s := newS3(t, options("http://"+freeAddress(t)))
	for act, err := range everyAct(t.Context(), s) {
		busy(t, act, err)
	}
}

func TestAStoreThatRefusesUsIsBusyAndSaysWhyToTheLog(t *testing.T) {
	endpoint := versity(t)
	o := options(endpoint)
	o.Secret = "another secret"
	for act, err := range everyAct(t.Context(), newS3(t, o)) {
		busy(t, act, err)
	}
	_, err := newS3(t, o).Open(t.Context(), "a")
	if strings.Contains(err.Error(), "another secret") || fault.Of(err).Err == nil {
		t.Errorf("got %v, want a reason and no secret", err)
	}
	o = options(endpoint)
	o.Bucket = "no-such-bucket"
	busy(t, "ping without a bucket", newS3(t, o).Ping(t.Context()))
}

func TestAStoreThatFallsSilentIsLeftWhenTheTimeIsUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() // it accepts, as the kernel does, and never answers
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	for act, err := range everyAct(ctx, newS3(t, options("http://"+listener.Addr().String()))) {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v, want DeadlineExceeded", act, err)
		}
	}
}

func everyAct(ctx context.Context, s blob.Store) map[string]error {
	_, open := s.Open(ctx, "a")
	_, stat := s.Stat(ctx, "a")
	_, sweep := s.Sweep(ctx, time.Now())
	large := int64(6 << 20)
	return map[string]error{
		"open": open, "stat": stat, "sweep": sweep,
		"put": s.Put(ctx, "a", 1, strings.NewReader("x")), "put in parts": s.Put(ctx, "a", large, bytes.NewReader(make([]byte, large))),
		"delete": s.Delete(ctx, "a"), "list": s.List(ctx, "", func(blob.Info) error { return nil }), "ping": s.Ping(ctx),
	}
}

func TestAConnectionEndsWhenNothingMovesForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		conn := blob.NewRestless(ours)
		go func() {
			for range 3 {
				time.Sleep(59 * time.Second)
				_, _ = theirs.Write([]byte("x"))
			}
		}()
		begin := time.Now()
		got, err := io.ReadAll(conn)
		if string(got) != "xxx" || err == nil {
			t.Errorf("got %q, %v; want three bytes and an error", got, err)
		}
		if took, want := time.Since(begin), (3*59+60)*time.Second; took != want {
			t.Errorf("it ended after %v, want %v", took, want)
		}
	})
}

// counted counts the requests to a store.
func counted(t *testing.T, endpoint string) (through string, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		out := r.Clone(r.Context())
		out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", strings.TrimPrefix(endpoint, "http://")
		res, err := http.DefaultTransport.RoundTrip(out)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		maps.Copy(w.Header(), res.Header)
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func TestServingAnObjectCostsTwoRequests(t *testing.T) {
	through, requests := counted(t, fake(t))
	s := newS3(t, options(through))
	b := blobtest.Bytes(6<<20, 4)
	blobtest.Put(t, s, blobtest.Key(b), b)
	cases := []struct {
		name, ranges string
		method       string
		want         []byte
		requests     int64
	}{
		{"all of it", "", http.MethodGet, b, 2},
		{"a range", "bytes=1000-1999", http.MethodGet, b[1000:2000], 2},
		{"its end", "bytes=-10", http.MethodGet, b[len(b)-10:], 2},
		{"its headers", "", http.MethodHead, nil, 1},
	}
	for _, c := range cases {
		before := requests.Load()
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, "/", nil)
		r.Header.Set("Range", c.ranges)
		o, err := s.Open(t.Context(), blobtest.Key(b))
		if err != nil {
			t.Fatal(err)
		}
		w.Header().Set("Content-Type", "image/jpeg")
		http.ServeContent(w, r, "", o.Info().ModTime, o)
		_ = o.Close()
		if !bytes.Equal(w.Body.Bytes(), c.want) {
			t.Errorf("%s: got %d bytes that are not the %d that were asked for", c.name, w.Body.Len(), len(c.want))
		}
		if got := requests.Load() - before; got != c.requests {
			t.Errorf("%s: got %d requests, want %d", c.name, got, c.requests)
		}
	}
}

func TestTheTimeOfAnObjectIsWhenItWasPut(t *testing.T) {
	ofEachPeer(t, func(t *testing.T, endpoint string) {
		for _, s := range []blob.Store{newS3(t, options(endpoint)), newDisk(t, t.TempDir())} {
			begin := time.Now().Add(-time.Second) // clocks of files and of HTTP are coarse
			blobtest.Put(t, s, "a", []byte("x"))
			info, err := s.Stat(t.Context(), "a")
			if err != nil || info.ModTime.Before(begin) || info.ModTime.After(time.Now()) {
				t.Errorf("%T: got %v, %v; want a time from %v until now", s, info.ModTime, err, begin)
			}
		}
	})
}

func TestSettingsSayAllThatIsWrong(t *testing.T) {
	_, err := blob.NewS3(blob.Options{Endpoint: "ftp://x", Prefix: "../x"})
	got := []string{}
	for _, f := range fault.Of(err).Fields {
		got = append(got, f.Name)
	}
	want := []string{"/endpoint", "/region", "/bucket", "/access_key", "/secret", "/prefix"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("got (+) what is not wanted (-):\n%s", diff)
	}
	for _, endpoint := range []string{"", "s3.example.org", "https://", "https://a:b@s3.example.org", "https://s3.example.org/x", "https://s3.example.org?x", "https://s3.example.org#x", "https://exa mple.org"} {
		if _, err := blob.NewS3(options(endpoint)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want Invalid", endpoint, err)
		}
	}
	for _, endpoint := range []string{"https://s3.example.org", "http://127.0.0.1:9000/"} {
		if _, err := blob.NewS3(options(endpoint)); err != nil {
			t.Errorf("%q: got %v, want nil", endpoint, err)
		}
	}
}

func TestTheSecretDoesNotShow(t *testing.T) {
	o := options("http://127.0.0.1")
	o.Secret = "hunter2"
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("settings", "options", o, "secret", o.Secret)
	asJSON, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	s := newS3(t, o)
	for _, text := range []string{fmt.Sprint(o), fmt.Sprintf("%+v %#v %q %s %x", o, o, o.Secret, o.Secret, o.Secret), out.String(), string(asJSON), fmt.Sprint(s)} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("the secret shows in %s", text)
		}
	}
}
