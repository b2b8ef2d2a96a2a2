package api_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api"
	"newsdesk/api/rest"
)

// BenchmarkEdge compares a stored answer, sent through the whole edge, with a
// plain Echo handler that writes the same bytes, both over loopback.
func BenchmarkEdge(b *testing.B) {
	body := []byte(strings.Repeat(article, 50))
	plain := echo.New()
	plain.GET("/v1/story", func(c echo.Context) error { return c.Blob(200, "application/json", body) })
	plain.GET("/v1/same", func(c echo.Context) error { return c.NoContent(http.StatusNotModified) })
	answer := &rest.Answer{Type: "application/json", Body: body, ETag: "x"}
	whole, err := api.New(api.Deps{
		Log: slog.New(slog.DiscardHandler), Clock: time.Now, Metrics: prometheus.NewRegistry(),
		Policy: api.Policy{Anonymous: api.Quota{Requests: 1 << 40, Window: time.Second}, InFlight: 512, Sample: 100},
		Mount: []func(*rest.Routes){func(r *rest.Routes) {
			r.In(rest.Delivery, "/v1").Get("/story", rest.Anyone, func(c echo.Context) error { return rest.Send(c, answer) })
		}},
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, bc := range []struct {
		name, path, header, value string
		handler                   http.Handler
	}{
		{"200/plain Echo", "/v1/story", "", "", plain},
		{"200/edge", "/v1/story", "", "", whole},
		{"200/edge, gzip", "/v1/story", "Accept-Encoding", "gzip", whole},
		{"304/plain Echo", "/v1/same", "", "", plain},
		{"304/edge", "/v1/story", "If-None-Match", `W/"x"`, whole},
	} {
		b.Run(bc.name, func(b *testing.B) { ask(b, bc.handler, bc.path, bc.header, bc.value) })
	}
}

func ask(b *testing.B, h http.Handler, path, header, value string) {
	b.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	client := &http.Transport{DisableCompression: true}
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.URL+path, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	if header != "" {
		r.Header.Set(header, value)
	}
	b.ReportAllocs()
	for b.Loop() {
		res, err := client.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode >= 400 {
			b.Fatalf("got %d, %v", res.StatusCode, err)
		}
		_ = res.Body.Close()
	}
}
