package blob_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"newsdesk/internal/blob/blobtest"
)

// BenchmarkPut puts 8 MiB. "file" is the least that such a Put could cost: the
// bytes are written to a file, and it is flushed.
func BenchmarkPut(b *testing.B) {
	all := blobtest.Bytes(8<<20, 1)
	b.Run("file", func(b *testing.B) {
		b.SetBytes(int64(len(all)))
		dir := b.TempDir()
		for i := 0; b.Loop(); i++ {
			writeAndFlush(b, filepath.Join(dir, strconv.Itoa(i)), all)
		}
	})
	b.Run("disk", func(b *testing.B) {
		b.SetBytes(int64(len(all)))
		d := newDisk(b, b.TempDir())
		for i := 0; b.Loop(); i++ {
			key := fmt.Sprintf("originals/%d/%d-%s", i%10, i, filepath.Base(blobtest.Key(all)))
			if err := d.Put(b.Context(), key, int64(len(all)), bytes.NewReader(all)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func writeAndFlush(tb testing.TB, name string, all []byte) {
	tb.Helper()
	f, err := os.Create(name)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = f.Write(all)
	if syncErr := f.Sync(); err != nil || syncErr != nil {
		tb.Fatal(err, syncErr)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkServe serves a rendition's worth of bytes over a connection, beside the
// file handler of the standard library.
func BenchmarkServe(b *testing.B) {
	for _, size := range []int{150 << 10, 8 << 20} {
		dir := b.TempDir()
		d := newDisk(b, dir)
		all := blobtest.Bytes(size, 2)
		key := blobtest.Key(all)
		blobtest.Put(b, d, key, all)
		serve(b, fmt.Sprintf("file/%dKiB", size>>10), int64(size), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "image/jpeg")
			http.ServeFile(w, r, filepath.Join(dir, filepath.FromSlash(key)))
		})
		serve(b, fmt.Sprintf("disk/%dKiB", size>>10), int64(size), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "image/jpeg")
			o, err := d.Open(r.Context(), key)
			if err != nil {
				http.Error(w, err.Error(), http.StatusNotFound)
				return
			}
			defer o.Close()
			http.ServeContent(w, r, "", o.Info().ModTime, o)
		})
	}
}

func serve(b *testing.B, name string, size int64, handler http.HandlerFunc) {
	b.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	b.Run(name, func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			res, err := server.Client().Get(server.URL)
			if err != nil {
				b.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, res.Body); n != size || err != nil {
				b.Fatalf("got %d of %d bytes, %v", n, size, err)
			}
			_ = res.Body.Close()
		}
	})
}
