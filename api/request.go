package api

import (
	"net/http"
	"net/netip"
	"strings"

	"newsdesk/internal/ident"
)

// maxRequestID is how long a request id of the client's own may be.
const maxRequestID = 64

// requestID returns the id that the client gave the request, if it has a form
// that is safe to repeat, or a new one.
func requestID(r *http.Request) string {
	if sent := r.Header["X-Request-Id"]; len(sent) == 1 && safeID(sent[0]) {
		return sent[0]
	}
	return ident.New()
}

func safeID(s string) bool {
	for i := range len(s) {
		if !letterOrDigit(s[i]) && s[i] != '.' && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= maxRequestID
}

func letterOrDigit(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// traceID returns the trace id of a well-formed traceparent header, or "".
// See https://www.w3.org/TR/trace-context/, version 00.
func traceID(r *http.Request) string {
	sent := r.Header["Traceparent"]
	if len(sent) != 1 || len(sent[0]) != len("00-0123456789abcdef0123456789abcdef-0123456789abcdef-00") {
		return ""
	}
	s := sent[0]
	id, parent := s[3:35], s[36:52]
	formed := s[2] == '-' && s[35] == '-' && s[52] == '-' && s[:2] == "00" && lowerHex(id+parent+s[53:])
	if !formed || strings.Trim(id, "0") == "" || strings.Trim(parent, "0") == "" {
		return ""
	}
	return id
}

func lowerHex(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == ""
}

// proxies are the addresses whose word about the client is believed.
type proxies []netip.Prefix

// client returns the address that a request comes from, and whether the
// client's connection is encrypted. What proxies say about either is believed
// only as far back as the proxies are trusted, and of nobody else.
func (p proxies) client(r *http.Request) (address netip.Addr, secure bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, r.TLS != nil
	}
	address = peer.Addr().Unmap().WithZone("")
	if !within(p, address) {
		return address, r.TLS != nil
	}
	secure = r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
	return p.first(address, strings.Join(r.Header["X-Forwarded-For"], ",")), secure
}

// first walks back along the addresses that proxies noted, from the nearest.
func (p proxies) first(address netip.Addr, noted string) netip.Addr {
	for noted != "" && within(p, address) {
		cut := strings.LastIndexByte(noted, ',')
		before, err := netip.ParseAddr(strings.TrimSpace(noted[cut+1:]))
		if err != nil {
			return address
		}
		address, noted = before.Unmap().WithZone(""), noted[:max(cut, 0)]
	}
	return address
}

func within(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(address) {
			return true
		}
	}
	return false
}
