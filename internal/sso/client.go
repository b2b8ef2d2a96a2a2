package sso

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

// The bounds of one question to a provider.
const (
	askTimeout = 10 * time.Second
	answerMost = 1 << 20 // bytes
)

// newClient returns the only way out of this package. It follows no redirects,
// which would carry a client's secret to wherever they lead, and no proxy that
// the environment happens to name.
func newClient() *http.Client {
	return &http.Client{
		Timeout: askTimeout,
		Transport: bounded{&http.Transport{
			DialContext:         (&net.Dialer{Timeout: askTimeout}).DialContext,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: askTimeout,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 2,
			IdleConnTimeout:     time.Minute,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded cuts answers off that are longer than any provider needs, whatever
// reads them, with an error.
type bounded struct{ *http.Transport }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.Transport.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, answerMost)
	}
	return answer, err
}

// trustworthy reports whether a URL is one that nobody on the way can read or
// change: of https, or of this very machine.
func trustworthy(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	if u.Scheme == "http" {
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	}
	return u.Scheme == "https"
}
