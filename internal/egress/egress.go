// Package egress is the one way out to addresses that are not wholly ours:
// payment providers, and whoever asks to be told of changes.
//
// An address is judged when it is dialled, after its name was resolved, so that
// no name can lead to a machine of the inner network (OWASP SSRF; CWE-918). There
// are no redirects, no proxies of the environment and no cookies, and an answer
// has a bound in bytes and in time. An error names the host and the port alone,
// because paths, queries and headers carry secrets.
package egress

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// The bounds of one exchange.
const (
	timeoutUsual  = 10 * time.Second
	bodyUsual     = 1 << 20  // bytes of an answer
	headersMost   = 64 << 10 // bytes of its headers
	idlePerHost   = 2
	idleTime      = time.Minute
	portOfHTTPS   = 443
	addressMost   = 8 << 10 // bytes
	agent         = "newsdesk"
	agentOfHeader = "User-Agent"
)

// RefusalError is why a request was not sent, or its answer not read to the end.
type RefusalError string

// The refusals.
const (
	ErrAddress RefusalError = "this address is not one to send requests to"
	ErrPlace   RefusalError = "this name leads to a machine that is not in public"
	ErrPort    RefusalError = "this port is not one to send requests to"
	ErrSize    RefusalError = "the answer is too large"
)

func (r RefusalError) Error() string { return string(r) }

// Options are how a Client differs from the usual. Their zero value asks
// addresses in public over https, at port 443.
type Options struct {
	// AllowPrivate are places that may be asked though they are not in public, at any
	// port: those of tests, and of the operator's own network. An address that names
	// one of them by its number may be of http.
	AllowPrivate []netip.Prefix
	Ports        []uint16       // beside 443
	Timeout      time.Duration  // of a whole exchange; 0: 10 s
	MaxBytes     int64          // of the body of an answer; 0: 1 MiB
	Roots        *x509.CertPool // nil: those of the machine
}

// Client asks others. It may be used from many goroutines.
type Client struct {
	http    http.Client
	guard   guard
	timeout time.Duration
	most    int64
}

// Request is one question.
type Request struct {
	Method string // "": GET, or POST if there is a body
	URL    string
	Header map[string][]string
	Body   []byte
}

// Answer is what came back, whatever its status: a redirect is an answer too.
type Answer struct {
	Status int
	Header map[string][]string
	Body   []byte
}

// New returns a client.
func New(o Options) *Client {
	c := &Client{
		guard:   newGuard(o),
		timeout: cmp.Or(o.Timeout, timeoutUsual),
		most:    cmp.Or(o.MaxBytes, bodyUsual),
	}
	dialer := &net.Dialer{Timeout: c.timeout, Control: c.guard.control}
	c.http = http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSHandshakeTimeout:    c.timeout,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    idlePerHost,
			IdleConnTimeout:        idleTime,
			MaxResponseHeaderBytes: headersMost,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Do sends a request and reads the whole answer. It returns a [RefusalError] for what
// it does not ask, and for an answer that is too large.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	u, err := c.guard.address(r.URL)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, r.method(), u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, ErrAddress
	}
	for name, values := range r.Header {
		q.Header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	if q.Header.Get(agentOfHeader) == "" {
		q.Header.Set(agentOfHeader, agent)
	}
	return c.ask(q)
}

func (r Request) method() string {
	if r.Method == "" && len(r.Body) > 0 {
		return http.MethodPost
	}
	return cmp.Or(r.Method, http.MethodGet)
}

func (c *Client) ask(q *http.Request) (Answer, error) {
	p, err := c.http.Do(q)
	if err != nil {
		return Answer{}, about(q.URL, err)
	}
	defer p.Body.Close()
	body, err := io.ReadAll(io.LimitReader(p.Body, c.most+1))
	if err != nil {
		return Answer{}, about(q.URL, err)
	}
	if int64(len(body)) > c.most {
		return Answer{}, about(q.URL, ErrSize)
	}
	return Answer{Status: p.StatusCode, Header: p.Header, Body: body}, nil
}

// about says which host an error is of. What package net/http says goes, as it
// quotes the address.
func about(u *url.URL, err error) error {
	if quoting, ok := errors.AsType[*url.Error](err); ok {
		err = quoting.Err
	}
	return fmt.Errorf("ask %s: %w", u.Host, err)
}
