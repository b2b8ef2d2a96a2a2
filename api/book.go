package api

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api/rest"
)

// book keeps account of the requests: a line each in the log, and figures for
// the metrics. It holds no address with its query and no header, because those
// carry secrets; the route says enough.
type book struct {
	log    *slog.Logger
	sample uint64
	turn   atomic.Uint64
	took   *prometheus.HistogramVec
}

func newBook(deps Deps) (*book, error) {
	b := &book{
		log:    deps.Log,
		sample: uint64(max(1, deps.Policy.Sample)),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "newsdesk_http_request_seconds",
			Help:    "Time from the end of a request's header to the end of its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route", "status"}),
	}
	if deps.Metrics == nil {
		return b, nil
	}
	return b, deps.Metrics.Register(b.took)
}

// enter notes a request that has been answered.
func (b *book) enter(c echo.Context, v *rest.Visit, took time.Duration) {
	status := c.Response().Status
	method, route := "other", "none"
	if v.Route != nil {
		method, route = c.Request().Method, v.Route.Path
	}
	b.took.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
	if b.worthALine(v, status) {
		b.line(c, v, took)
	}
}

// worthALine spares the log most of what went well on the busy planes.
func (b *book) worthALine(v *rest.Visit, status int) bool {
	if v.Plane.Private() || status >= http.StatusBadRequest && status != http.StatusNotFound {
		return true
	}
	return b.turn.Add(1)%b.sample == 0
}

func (b *book) line(c echo.Context, v *rest.Visit, took time.Duration) {
	r, w := c.Request(), c.Response()
	attrs := []slog.Attr{
		slog.String("request_id", v.RequestID),
		slog.String("method", r.Method),
		slog.String("route", c.Path()),
		slog.Int("status", w.Status),
		slog.Int64("bytes", w.Size),
		slog.Duration("took", took),
		slog.String("address", v.Address.String()),
	}
	if v.Actor.ID != "" {
		attrs = append(attrs, slog.String("actor", v.Actor.ID))
	}
	if v.TraceID != "" {
		attrs = append(attrs, slog.String("trace_id", v.TraceID))
	}
	b.log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}
