package api

import (
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"newsdesk/api/rest"
)

// Metrics returns a handler that shows the metrics of a registry in the
// formats of Prometheus, for a listener that the public cannot reach.
func Metrics(registry *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// mountMetrics adds /metrics for the monitors that the operator has named. To
// all others it does not exist.
//
//	@ID		getMetrics
//	@Summary	Read the metrics of the server
//	@Description	Only monitors whose addresses the operator has named may.
//	@Tags		Health
//	@Produce	plain
//	@Success	200	{string}	string	"The metrics, in the text format of Prometheus"
//	@Failure	404	{object}	rest.Problem	"You are not a monitor"
//	@Router		/metrics [get]
func mountMetrics(g rest.Group, deps Deps) {
	if deps.Metrics == nil || len(deps.Policy.Monitors) == 0 {
		return
	}
	show := Metrics(deps.Metrics)
	g.Get("/metrics", rest.Anyone, func(c echo.Context) error {
		if !mayWatch(deps.Policy.Monitors, c) {
			return echo.ErrNotFound
		}
		show.ServeHTTP(c.Response(), c.Request())
		return nil
	}, rest.Produces(rest.Anything))
}

// mayWatch does not take a proxy on this machine for a monitor on it: if the
// request was forwarded and the address is still that of the forwarder, then
// the proxy is not among those that are trusted, and anyone may stand behind it.
func mayWatch(monitors []netip.Prefix, c echo.Context) bool {
	v, r := rest.Of(c), c.Request()
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !within(monitors, v.Address) {
		return false
	}
	for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via"} {
		if len(r.Header[name]) > 0 && peer.Addr().Unmap() == v.Address {
			return false
		}
	}
	return true
}
