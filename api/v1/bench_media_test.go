package v1_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// BenchmarkRendition serves a stored rendition over a connection, and beside it the
// file server of the standard library serves the same file.
func BenchmarkRendition(b *testing.B) {
	n := newsroom.New(b, db.SQLite)
	id, _ := illustrated(b, n, photo(b, 1600, 1200, 1), `{"alt":"Ảnh"}`)
	address := strings.Replace(local(b, n.Do("", "GET", "/v1/images/"+id, "").Want(200).Text("url")), "w960", "w1280", 1)
	n.Do("", "GET", address, "").Want(200)
	made := filesBelow(b, filepath.Join(n.Config().Media(), "renditions"))
	if len(made) != 1 {
		b.Fatalf("there are %d renditions, want one", len(made))
	}
	plain := http.FileServerFS(os.DirFS(filepath.Dir(made[0])))
	for _, bc := range []struct {
		name, path string
		handler    http.Handler
	}{{"newsdesk", address, n.Handler}, {"plain file", "/" + filepath.Base(made[0]), plain}} {
		b.Run(bc.name, func(b *testing.B) {
			server := httptest.NewServer(bc.handler)
			defer server.Close()
			client := server.Client()
			buffer := make([]byte, 1<<20)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					res, err := client.Get(server.URL + bc.path)
					if err != nil || res.StatusCode != http.StatusOK {
						b.Errorf("got %v, %v", res, err)
						return
					}
					for {
						if _, err := res.Body.Read(buffer); err != nil {
							break
						}
					}
					_ = res.Body.Close()
				}
			})
		})
	}
}
