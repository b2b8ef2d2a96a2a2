package v1_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/config"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit/newsroom"
)

// shelve puts n events on the shelf, of which some are series, in the bytes of one
// that was printed. Publishing fifty thousand one by one would take longer than what
// is measured.
func shelve(b *testing.B, n *newsroom.Newsroom, count, series int) {
	b.Helper()
	model := eventOf(n, `{"title":"Sự kiện","summary":"Một buổi gặp","start":{"local":"2026-03-10T19:00"}}`).Text("id")
	var card, doc []byte
	if err := db.Gorm(b.Context(), n.DB).Raw("SELECT card, doc FROM editions WHERE entry_id = ?", model).Row().Scan(&card, &doc); err != nil {
		b.Fatal(err)
	}
	now, first := n.Clock.Now(), time.Date(2024, 1, 1, 19, 0, 0, 0, time.UTC)
	for at := 0; at < count; {
		err := n.DB.Update(b.Context(), func(tx *db.Tx) error {
			for end := min(at+1000, count); at < end; at++ {
				t := event.Timing{Zone: "Asia/Ho_Chi_Minh", Status: event.Scheduled, Start: almanac.At(first.Add(time.Duration(at) * 97 * time.Minute))}
				if at < series {
					t.Rule = "FREQ=WEEKLY;BYDAY=" + []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[first.Add(time.Duration(at)*97*time.Minute).Weekday()]
				}
				if err := shelveOne(b, tx, t, card, doc, now, int64(1_000_000+at)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func shelveOne(b *testing.B, tx *db.Tx, t event.Timing, card, doc []byte, now time.Time, seq int64) error {
	b.Helper()
	id := ident.New()
	timing, err := json.Marshal(t)
	if err != nil {
		return err
	}
	from, until, wide := t.Span(almanac.Zones{})
	o := edition.Occasion{EntryID: id, StartsAt: from.UTC(), Wide: wide, Status: string(t.Status), Timing: string(timing)}
	if !until.IsZero() {
		o.EndsAt = new(until.UTC())
	}
	e := content.Entry{
		ID: id, Kind: event.Kind, Locale: "vi", GroupID: id, State: content.Published, Version: 1, LiveVersion: 1, CreatedAt: now, UpdatedAt: now,
		FirstPublishedAt: &now, LiveAt: &now, ContentUpdatedAt: &now,
	}
	d := edition.Document{
		EntryID: id, Kind: event.Kind, Locale: "vi", Slug: id, Version: 1, Seq: seq, VisibleFrom: now, PublishedAt: now, UpdatedAt: now, PrintedAt: now,
		ETag: id, Card: card, Doc: doc,
	}
	for _, row := range []any{&e, &d, &o} {
		if err := tx.Insert(b.Context(), row); err != nil {
			return err
		}
	}
	return nil
}

// hammer makes one request again and again, within the process.
func hammer(b *testing.B, n *newsroom.Newsroom, path string, status int, headers ...string) {
	b.Helper()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		n.Handler.ServeHTTP(w, r)
		if w.Code != status {
			b.Fatalf("%s: got %d: %s", path, w.Code, w.Body.Bytes())
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// remembering is a newsroom that keeps answers in memory, or makes each anew.
func remembering(yes bool) func(*config.Config) {
	return func(c *config.Config) {
		c.RateExempt = append(c.RateExempt, netip.MustParsePrefix("192.0.2.0/24"))
		if c.CacheBytes = 0; yes {
			c.CacheBytes = 64 << 20
		}
	}
}

// BenchmarkEventsWindow asks for a week among fifty thousand events of which two
// thousand are series, made anew each time, and from memory.
func BenchmarkEventsWindow(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		for _, cached := range []bool{false, true} {
			n := newsroom.New(b, engine, remembering(cached))
			shelve(b, n, 50_000, 2_000)
			for name, query := range map[string]string{
				"week": "from=2026-03-09&to=2026-03-16&limit=20", "expanded": "from=2026-03-09&to=2026-03-16&limit=100&expand=occurrences", "upcoming": "limit=20",
			} {
				b.Run(fmt.Sprintf("%s/%s/cached=%t", engine, name, cached), func(b *testing.B) { hammer(b, n, "/v1/events?"+query, http.StatusOK) })
			}
		}
	}
}

// BenchmarkEventsFeed reads a feed of five hundred events: made anew, from memory,
// and when the reader has it already.
func BenchmarkEventsFeed(b *testing.B) {
	for _, cached := range []bool{false, true} {
		n := newsroom.New(b, db.SQLite, remembering(cached))
		n.Clock.Set(time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC))
		shelve(b, n, 500, 20)
		tag := read(n, "/feeds/events.ics").Want(200).ETag()
		b.Run(fmt.Sprintf("cold/cached=%t", cached), func(b *testing.B) { hammer(b, n, "/feeds/events.ics", http.StatusOK) })
		b.Run(fmt.Sprintf("304/cached=%t", cached), func(b *testing.B) { hammer(b, n, "/feeds/events.ics", http.StatusNotModified, "If-None-Match", tag) })
	}
}
