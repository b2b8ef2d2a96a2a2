package egress_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/egress"
)

// here are the addresses of this machine itself.
func here() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestAnAnswerComesBackWhole(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen", r.Method+" "+r.Header.Get("Content-Type")+" "+r.UserAgent()+r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprint(w, "short and stout")
	})
	c := egress.New(egress.Options{AllowPrivate: here()})
	for range 2 { // no cookie comes back the second time
		got, err := c.Do(t.Context(), egress.Request{URL: url, Body: []byte("{}"), Header: map[string][]string{"content-type": {"application/json"}}})
		if err != nil {
			t.Fatal(err)
		}
		if want := "POST application/json newsdesk"; got.Status != 418 || string(got.Body) != "short and stout" || got.Header["X-Seen"][0] != want {
			t.Errorf("got %d %q %q, want the teapot and %q", got.Status, got.Body, got.Header["X-Seen"], want)
		}
	}
}

func TestNothingOfTheInnerNetworkIsAsked(t *testing.T) {
	asked := false
	url := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	port := url[strings.LastIndex(url, ":"):]
	c := egress.New(egress.Options{Timeout: time.Second})
	for _, host := range []string{
		"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "10.0.0.1", "169.254.169.254",
		"[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255", "100.64.0.1",
	} {
		_, err := c.Do(t.Context(), egress.Request{URL: "https://" + host + port})
		if !errors.Is(err, egress.ErrPlace) && !errors.Is(err, egress.ErrAddress) {
			t.Errorf("%s: got %v, want a refusal", host, err)
		}
	}
	if asked {
		t.Error("the server within was asked")
	}
}

func TestOnlyAddressesOfHTTPSAreAsked(t *testing.T) {
	c := egress.New(egress.Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	for _, address := range []string{
		"http://example.org/", "http://127.0.0.2/", "http://localhost/", "ftp://example.org/", "https://", "https:///x", "//example.org",
		"https://user@example.org/", "https://example.org/#a", "https:example.org", "file:///etc/passwd", "https://exa mple.org/",
		"https://example.org/" + strings.Repeat("x", 9000), "gopher://127.0.0.1/", "", "https://[fe80::1%25eth0]:99999/",
	} {
		if _, err := c.Do(t.Context(), egress.Request{URL: address}); err == nil {
			t.Errorf("%.60s was asked, want it refused", address)
		}
	}
}

func TestARedirectIsAnAnswer(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	got, err := egress.New(egress.Options{AllowPrivate: here()}).Do(t.Context(), egress.Request{URL: url + "/"})
	if err != nil || got.Status != http.StatusFound {
		t.Errorf("got %d and %v, want the redirect itself", got.Status, err)
	}
}

func TestProxiesOfTheEnvironmentAreNotAsked(t *testing.T) {
	proxied := false
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { proxied = true })
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy)
	}
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err := egress.New(egress.Options{AllowPrivate: here()}).Do(t.Context(), egress.Request{URL: url})
	if err != nil || proxied {
		t.Errorf("got %v, proxied %t, want the server itself asked", err, proxied)
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/headers" {
			w.Header().Set("X-Long", strings.Repeat("x", 70<<10))
		}
		fmt.Fprint(w, strings.Repeat("x", 101))
	})
	c := egress.New(egress.Options{AllowPrivate: here(), MaxBytes: 100})
	if _, err := c.Do(t.Context(), egress.Request{URL: url}); !errors.Is(err, egress.ErrSize) {
		t.Errorf("got %v, want ErrSize", err)
	}
	c = egress.New(egress.Options{AllowPrivate: here(), MaxBytes: 101})
	if a, err := c.Do(t.Context(), egress.Request{URL: url}); err != nil || len(a.Body) != 101 {
		t.Errorf("got %d bytes and %v, want the bound itself allowed", len(a.Body), err)
	}
	if _, err := c.Do(t.Context(), egress.Request{URL: url + "/headers"}); err == nil {
		t.Error("headers without bound were read")
	}
}

func TestAnAnswerThatDribblesIsCutOff(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	_, err := egress.New(egress.Options{AllowPrivate: here(), Timeout: 50 * time.Millisecond}).Do(t.Context(), egress.Request{URL: url})
	if err == nil {
		t.Error("got an answer, want it cut off")
	}
}

func TestAnErrorTellsNoSecret(t *testing.T) {
	url := serve(t, nil)
	refused := url[:strings.LastIndex(url, ":")] + ":1/secret?secret=secret"
	c := egress.New(egress.Options{AllowPrivate: here()})
	_, err := c.Do(t.Context(), egress.Request{URL: refused, Header: map[string][]string{"Authorization": {"secret"}}})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want an error without the secret", err)
	}
	_, err = c.Do(t.Context(), egress.Request{URL: url, Header: map[string][]string{"Authorization": {"secret\n"}}})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want an error without the secret", err)
	}
}

func TestACertificateIsChecked(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	if _, err := egress.New(egress.Options{AllowPrivate: here()}).Do(t.Context(), egress.Request{URL: s.URL}); err == nil {
		t.Error("a stranger's certificate was taken")
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	if _, err := egress.New(egress.Options{AllowPrivate: here(), Roots: roots}).Do(t.Context(), egress.Request{URL: s.URL}); err != nil {
		t.Errorf("got %v, want the certificate taken", err)
	}
}
