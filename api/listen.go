package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// The limits of a connection. A client that needs longer than this to ask or
// to listen is either lost or means harm.
const (
	headerWait     = 5 * time.Second
	readWait       = 15 * time.Second
	writeWait      = 30 * time.Second
	idleWait       = 60 * time.Second
	maxConnections = 5000
	// maxHeader is 16 KiB together with the 4 KiB that net/http adds to it.
	maxHeader = 12 << 10
)

// Server returns an HTTP server for h with the limits that every connection
// has. It listens on addr when told to; see [Listen] and [Serve].
func Server(addr string, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h,
		ReadHeaderTimeout: headerWait,
		ReadTimeout:       readWait,
		WriteTimeout:      writeWait,
		IdleTimeout:       idleWait,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Listen opens addr for up to 5,000 connections at once; more wait until one
// of those is closed.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return netutil.LimitListener(l, maxConnections), nil
}

// Serve answers requests that come to l until ctx ends. Then it takes no more,
// and waits for at most grace until those that are under way are answered.
func Serve(ctx context.Context, s *http.Server, l net.Listener, grace time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := s.Shutdown(patience)
	if err != nil {
		err = errors.Join(err, s.Close())
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
