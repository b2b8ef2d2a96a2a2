package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/api"
	"newsdesk/api/rest"
)

const good = "Bearer good"

func TestBodies(t *testing.T) {
	e := serve(t)
	for _, tc := range []struct {
		name, method, target, body string
		headers                    []string
		status                     int
		code                       string
	}{
		{"D03 an unknown member", "POST", "/v1/donations", `{"tittle":"x"}`, []string{"Content-Type", "application/json"}, 422, "unknown_member"},
		{"D04 trailing text", "POST", "/v1/donations", `{} x`, []string{"Content-Type", "application/json"}, 400, "invalid_json"},
		{"D15 a charset that is not UTF-8", "POST", "/v1/donations", `{}`, []string{"Content-Type", "application/json; charset=utf-16"}, 415, "unsupported_media_type"},
		{"D16 no type", "POST", "/v1/donations", `{}`, nil, 415, "unsupported_media_type"},
		{"D16 text", "POST", "/v1/donations", `{}`, []string{"Content-Type", "text/plain"}, 415, "unsupported_media_type"},
		{"D16 a form", "POST", "/v1/donations", `title=x`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"},
		{"D16 two types in one", "POST", "/v1/donations", `{}`, []string{"Content-Type", "application/json, text/html"}, 415, "unsupported_media_type"},
		{"D16 two types in two headers", "POST", "/v1/donations", `{}`, []string{"Content-Type", "application/json", "Content-Type", "text/html"}, 415, "unsupported_media_type"},
		{"D16 a merge patch where nothing is patched", "POST", "/v1/donations", `{}`, []string{"Content-Type", "application/merge-patch+json"}, 415, "unsupported_media_type"},
		{"D16 a merge patch in its place", "PATCH", "/v1/editorial/articles/1", `{}`, []string{"Content-Type", "application/merge-patch+json", "Authorization", good}, 200, ""},
		{"D16 JSON in UTF-8", "POST", "/v1/donations", `{"title":"Đoàn"}`, []string{"Content-Type", "application/json; charset=UTF-8"}, 201, ""},
		{"D17 a body on GET", "GET", "/v1/articles", `{"limit":"x"}`, []string{"Content-Type", "application/json"}, 200, ""},
		{"D19 a body over the limit", "POST", "/v1/donations", `{"title":"` + strings.Repeat("x", rest.DefaultBody) + `"}`, []string{"Content-Type", "application/json", "Expect", "100-continue"}, 413, "payload_too_large"},
		{"D20 a compressed body", "POST", "/v1/donations", "\x1f\x8b", []string{"Content-Type", "application/json", "Content-Encoding", "gzip"}, 415, "unsupported_media_type"},
		{"J10 a cookie with text", "POST", "/v1/auth/login", `{}`, []string{"Cookie", "__Host-refresh=x", "Content-Type", "text/plain"}, 415, "unsupported_media_type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := e.ask(tc.method, tc.target, tc.body, tc.headers...)
			if got.status != tc.status {
				t.Fatalf("got %d %s, want %d", got.status, got.body, tc.status)
			}
			if tc.status >= 400 && got.problem(t).Code != tc.code {
				t.Errorf("got code %q, want %q", got.problem(t).Code, tc.code)
			}
		})
	}
}

func TestEndlessBody(t *testing.T) {
	e := serve(t)
	chunk := "10000\r\n" + strings.Repeat(" ", 0x10000) + "\r\n"
	got := e.raw("POST /v1/donations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
		strings.Repeat(chunk, rest.DefaultBody/0x10000+8))
	if !strings.HasPrefix(got, "HTTP/1.1 413 ") || !strings.Contains(got, "Connection: close") {
		t.Errorf("D19: got %.200q, want 413 and the end of the connection", got)
	}
}

func TestRequestLines(t *testing.T) {
	e := serve(t)
	for _, tc := range []struct{ name, request, want string }{
		{"D18 two lengths", "POST /v1/donations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400"},
		{"D18 a bad chunk", "POST /v1/donations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400"},
		{"D21 a long header", "GET /v1/articles HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "431"},
		{"D21 many headers", "GET /v1/articles HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + strings.Repeat("A: b\r\n", 1000) + "\r\n", "431"},
		{"D22 an escaped slash", "GET /v1/articles%2Fx HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 an escaped slash in a parameter", "GET /v1/articles/a%2Fb HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 an escaped backslash", "GET /v1/articles/a%5Cb HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 NUL", "GET /v1/articles/a%00 HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 dots", "GET /v1/editorial/../articles HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 escaped dots", "GET /v1/articles/%2e%2e HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 two slashes", "GET /v1//articles HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 a path parameter", "GET /v1/articles;x HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D22 a slash at the end", "GET /v1/articles/ HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"A04 an escaped letter", "POST /v1/auth/%6Cogin HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"A04 capitals", "POST /v1/AUTH/login HTTP/1.0\r\nHost: x\r\n\r\n", "404"},
		{"D23 TRACE", "TRACE /v1/articles HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"D23 CONNECT", "CONNECT example.org:80 HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"D23 FOO", "FOO /v1/articles HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"D24 a method in a header", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nX-HTTP-Method-Override: DELETE\r\n\r\n", "200"},
		{"D24 a method in the query", "GET /v1/articles?_method=DELETE HTTP/1.0\r\nHost: x\r\n\r\n", "400"},
		{"D25 HTML alone", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nAccept: text/html\r\n\r\n", "406"},
		{"D25 anything but what there is", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nAccept: */*;q=0\r\n\r\n", "406"},
		{"D25 images", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nAccept: image/*\r\n\r\n", "406"},
		{"D25 what browsers send", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n\r\n", "200"},
		{"D25 all but JSON", "GET /v1/articles HTTP/1.0\r\nHost: x\r\nAccept: application/json;q=0, */*\r\n\r\n", "406"},
		{"D27 a length over the limit", "POST /v1/donations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n", "413"},
		{"D28 no host", "GET /v1/articles HTTP/1.1\r\n\r\n", "400"},
		{"D28 two hosts", "GET /v1/articles HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
		{"D28 a whole address", "GET http://x/v1/articles HTTP/1.0\r\nHost: x\r\n\r\n", "200"},
		{"D29 PUT on the documents", "PUT /livez HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"D29 MKCOL", "MKCOL /livez HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"D29 PROPFIND", "PROPFIND /livez HTTP/1.0\r\nHost: x\r\n\r\n", "405"},
		{"C14 a long address", "GET /v1/articles?tag=" + strings.Repeat("x", 9<<10) + " HTTP/1.0\r\nHost: x\r\n\r\n", "414"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := e.raw(tc.request)
			status, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(got, "HTTP/1.1 "), "HTTP/1.0 "), " ")
			if status != tc.want {
				t.Errorf("got %.300q, want %s", got, tc.want)
			}
			if strings.Contains(got, "<html") || strings.Contains(got, "100 Continue") {
				t.Errorf("got %.300q, want neither HTML nor an invitation to go on", got)
			}
		})
	}
}

func TestChunkedAndLengthIsOneRequestAtMost(t *testing.T) {
	e := serve(t)
	got := e.raw("POST /v1/donations HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/articles HTTP/1.1\r\nHost: x\r\n\r\n")
	if n := strings.Count(got, "HTTP/1.1 "); n != 1 {
		t.Errorf("D18: got %d answers %q, want one", n, got)
	}
}

func TestMethodsAreListed(t *testing.T) {
	e := serve(t)
	got := e.ask("DELETE", "/v1/articles", "")
	if got.problem(t).Code != "method_not_allowed" {
		t.Errorf("got %s, want method_not_allowed", got.body)
	}
	for _, method := range []string{"GET", "HEAD"} {
		if !strings.Contains(got.header.Get("Allow"), method) {
			t.Errorf("got Allow %q, want %s in it", got.header.Get("Allow"), method)
		}
	}
}

func TestParametersOverTheWire(t *testing.T) {
	e := serve(t)
	for _, tc := range []struct{ name, query string }{
		{"C03 a sort that does not exist", "sort=password_hash"},
		{"C09 where", "where=x"},
		{"C09 $where", "%24where=x"},
		{"C12 a negative limit", "limit=-1"},
		{"C14 many clauses", strings.Repeat("tag=a&", 500) + "tag=b"},
		{"C17 SQL in a sort", "sort=title;--"},
		{"C21 twice", "limit=1&limit=2"},
		{"C22 brackets", "sort[]=x"},
		{"C25 the 13th month", "published_from=2026-13-40T00:00:00Z"},
		{"C25 a day's offset", "published_from=2026-11-22T00:00:00%2B24:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := e.ask("GET", "/v1/articles?"+tc.query, "")
			if got.status != http.StatusBadRequest || got.problem(t).Code != "invalid_parameter" {
				t.Errorf("got %d %s, want 400 invalid_parameter", got.status, got.body)
			}
		})
	}
}

func TestAllFaultsOfAQueryAtOnce(t *testing.T) {
	e := serve(t)
	got := e.ask("GET", "/v1/articles?writer=x&limit=0&published_from=today", "").problem(t)
	want := []rest.ProblemField{
		{Parameter: "limit", Code: "out_of_range", Detail: "This must be a whole number from 1 to 100"},
		{Parameter: "published_from", Code: "wrong_format", Detail: "This must be a date and time with its offset, such as 2020-03-24T18:26:00+07:00"},
		{Parameter: "writer", Code: "unknown", Detail: "There is no such parameter here; allowed: limit, published_from, sort, status, tag"},
	}
	if diff := cmp.Diff(want, got.Errors); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	e := serve(t)
	get, head := e.ask("GET", "/v1/articles/x", ""), e.ask("HEAD", "/v1/articles/x", "")
	for _, name := range []string{"X-Request-Id", "Date"} {
		get.header.Del(name)
		head.header.Del(name)
	}
	if diff := cmp.Diff(get.header, head.header); diff != "" || head.body != "" || get.body != article {
		t.Errorf("J16: header (-GET +HEAD):\n%s\nbodies %q and %q", diff, get.body, head.body)
	}
}

func TestAddressesWithoutHandlersArePrivateToo(t *testing.T) {
	e := serve(t, func(d *api.Deps) { d.Policy.Anonymous = api.Quota{} })
	got := e.ask("GET", "/v1/editorial/nothing", "")
	if got.status != 404 || got.header.Get("Cache-Control") != "private, no-store" || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("got %d %v, want a private 404", got.status, got.header)
	}
}
