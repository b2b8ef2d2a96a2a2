package v1_test

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsdesk/internal/apikey"
	"newsdesk/internal/app"
	"newsdesk/internal/auth"
	"newsdesk/internal/policy"
)

// BenchmarkContainUnderLoad is about a busy server that another process contains,
// as "newsdesk contain" does: 16 clients ask it without a pause, half of them with
// sessions and half with API keys. "ms-until-refused" is how long after the end of
// the command the last request began that was still answered, at its worst.
func BenchmarkContainUnderLoad(b *testing.B) {
	var slowest, asked int64
	for b.Loop() {
		last, requests := containBusyPaper(b)
		slowest, asked = max(slowest, last.Milliseconds()), asked+requests
	}
	b.ReportMetric(float64(slowest), "ms-until-refused")
	b.ReportMetric(float64(asked)/float64(b.N), "requests/op")
}

// containBusyPaper returns when the last good request began, after the command.
func containBusyPaper(b *testing.B) (last time.Duration, requests int64) {
	b.Helper()
	dir := b.TempDir()
	p, err := newPaper(dir, 20)
	if err != nil {
		b.Fatal(err)
	}
	other, err := app.Open(b.Context(), benchConfig(dir), slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	var served, asked atomic.Int64 // when the last good request began, in Unix nanoseconds
	var clients sync.WaitGroup
	ctx, stop := context.WithCancel(b.Context())
	for _, token := range p.credentials(b, 8) {
		clients.Go(func() {
			conn, err := net.Dial("tcp", p.addr)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			r := bufio.NewReader(conn)
			request := get("/v1/editorial/articles?limit=1", "Authorization: Bearer "+token+"\r\n")
			for ctx.Err() == nil {
				began := time.Now().UnixNano()
				_, err := exchange(conn, r, request, "200")
				if asked.Add(1); err == nil && served.Load() < began {
					served.Store(began)
				}
			}
		})
	}
	time.Sleep(time.Second)
	if served.Load() == 0 {
		b.Fatal("nobody was served before")
	}
	if _, err := other.Contain(b.Context(), auth.System("bench")); err != nil {
		b.Fatal(err)
	}
	done := time.Now()
	time.Sleep(3 * time.Second)
	stop()
	clients.Wait()
	return time.Unix(0, served.Load()).Sub(done), asked.Load()
}

// credentials are as many sessions as API keys.
func (p *paper) credentials(b *testing.B, each int) (tokens []string) {
	b.Helper()
	ctx := b.Context()
	maker, err := p.app.Auth.Authenticate(ctx, p.token, "127.0.0.1")
	if err != nil {
		b.Fatal(err)
	}
	portal, err := p.app.Keys.AddConsumer(ctx, maker, apikey.Consumer{Name: "Portal"})
	if err != nil {
		b.Fatal(err)
	}
	for range each {
		session, err := p.session(ctx)
		if err != nil {
			b.Fatal(err)
		}
		_, key, err := p.app.Keys.Create(ctx, maker, apikey.NewKey{
			ConsumerID: portal.ID, Name: "Front page",
			Scopes: []policy.Permission{{Resource: "article", Verb: policy.Read, Scope: policy.Any}},
		})
		if err != nil {
			b.Fatal(err)
		}
		tokens = append(tokens, session, key)
	}
	return tokens
}
