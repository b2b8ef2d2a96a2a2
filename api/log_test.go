package api_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json"
)

func TestK05WhatAClientSendsIsOneEscapedLineOfTheLog(t *testing.T) {
	e := serve(t)
	const red = "\x1b[31m"
	for _, request := range []string{
		"GET /v1/articles/a%0Alevel=ERROR%1B[31m HTTP/1.1\r\nHost: x\r\nUser-Agent: " + red + "evil\r\nConnection: close\r\n\r\n",
		"GET /v1/editorial/articles/1?q=%0d%0aFAKE HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nUser-Agent: a\tb\u202e\r\nConnection: close\r\n\r\n",
		"GET /v1/editorial/articles/1 HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\tb\r\nTraceparent: 00-\u202e-1-01\r\nConnection: close\r\n\r\n",
		"EVIL\x7f /v1/articles HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 24\r\nConnection: close\r\n\r\n{\"name\":\"a\\nFAKE\\u001b\"} ",
	} {
		e.raw(request)
	}
	e.ask("GET", "/v1/crash", "", "User-Agent", "two words")
	lines := strings.Split(strings.TrimSuffix(e.log.String(), "\n"), "\n")
	if len(lines) < 4 {
		t.Fatalf("the log has %d lines, want one for each request that counts: %s", len(lines), e.log)
	}
	for _, line := range lines {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry["msg"] == "" {
			t.Errorf("a line of the log is not one: %v: %q", err, line)
		}
		if i := strings.IndexFunc(line, unicode.IsControl); i >= 0 {
			t.Errorf("a line of the log has a control character: %q", line)
		}
		if strings.HasPrefix(line, "FAKE") || strings.Contains(line, "FAKE") {
			t.Errorf("the log repeats a query or a body: %q", line)
		}
	}
}
