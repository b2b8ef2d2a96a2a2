package booking_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"newsdesk/internal/booking"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/jobs"
	"newsdesk/internal/testkit"
)

const (
	event = "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10"
	other = "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11"
	night = "2026-05-01"
)

// world is an office with one event, whose terms a test changes.
type world struct {
	*booking.Office

	t     *testing.T
	d     *db.DB
	clock *testkit.Clock
	queue *jobs.Queue

	mu    sync.Mutex
	terms booking.Terms
	gone  bool // the event is not public
}

// worlds runs f in a new world on each engine.
func worlds(t *testing.T, terms booking.Terms, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		f(t, newWorld(t, engine, terms))
	})
}

func newWorld(t *testing.T, engine db.Engine, terms booking.Terms) *world {
	t.Helper()
	clock := testkit.NewClock(testkit.Start())
	w := &world{t: t, d: testkit.Open(t, engine, clock), clock: clock, terms: terms}
	w.queue = jobs.New(w.d)
	w.Office = booking.New(w.d, booking.Options{Terms: w.termsOf, Key: []byte("a secret of this test"), Post: post, Queue: w.queue})
	if err := w.write("CREATE TABLE posted (seq BIGINT NOT NULL, kind TEXT NOT NULL, registration_id TEXT NOT NULL, serial BIGINT NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	return w
}

// post keeps notices in a table, so that those of transactions that fail are gone.
func post(ctx context.Context, tx *db.Tx, n booking.Notice) error {
	_, err := tx.Exec(ctx, "INSERT INTO posted (seq, kind, registration_id, serial) SELECT COUNT(*) + 1, ?, ?, ? FROM posted",
		string(n.Kind), n.RegistrationID, n.Serial)
	return err
}

func (w *world) termsOf(_ context.Context, _ db.Q, eventID, occurrence string) (booking.Terms, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone || eventID != event && eventID != other {
		return booking.Terms{}, fault.New(fault.NotFound, "Not found")
	}
	terms := w.terms
	terms.EventID, terms.Occurrence = eventID, occurrence
	return terms, nil
}

func (w *world) set(change func(*booking.Terms)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.terms)
}

func (w *world) write(sql string) error {
	return w.d.Update(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), sql)
		return err
	})
}

// asks is the request of somebody with the given number.
func asks(n int) booking.Request {
	return booking.Request{EventID: event, Occurrence: night, Name: fmt.Sprintf("Guest %d", n), Email: fmt.Sprintf("guest%d@example.com", n), Party: 1}
}

// registers registers somebody, and ends the test if that fails.
func (w *world) registers(req booking.Request) booking.Receipt {
	w.t.Helper()
	receipt, err := w.Register(w.t.Context(), req)
	if err != nil {
		w.t.Fatalf("register: %v", err)
	}
	return receipt
}

// come registers the guests from 1 to last, in their order.
func (w *world) come(last int) (receipts []booking.Receipt) {
	w.t.Helper()
	for n := 1; n <= last; n++ {
		receipts = append(receipts, w.registers(asks(n)))
	}
	return receipts
}

// together has n goroutines do f at once.
func together(n int, f func(i int) error) error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = f(i) })
	}
	group.Wait()
	return errors.Join(errs...)
}

func (w *world) stats() booking.Stats {
	w.t.Helper()
	s, err := w.Stats(w.t.Context(), event, night)
	if err != nil {
		w.t.Fatalf("stats: %v", err)
	}
	return s
}

func (w *world) get(id string) booking.Registration {
	w.t.Helper()
	r, err := w.Get(w.t.Context(), w.d, id)
	if err != nil {
		w.t.Fatalf("get: %v", err)
	}
	return r
}

func (w *world) list(statuses ...booking.Status) []booking.Registration {
	w.t.Helper()
	occurrence := night
	found, err := w.List(w.t.Context(), booking.Query{EventID: event, Occurrence: &occurrence, Status: statuses, Limit: 5000})
	if err != nil {
		w.t.Fatalf("list: %v", err)
	}
	return found
}

func (w *world) wantStatus(id string, want booking.Status) {
	w.t.Helper()
	if got := w.get(id).Status; got != want {
		w.t.Errorf("status: got %s, want %s", got, want)
	}
}

// done is the end of the test if an act failed.
func (w *world) done(_ booking.Registration, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// wantGapless checks that those who wait have the positions 1, 2, 3 and so on.
func (w *world) wantGapless(want int) {
	w.t.Helper()
	seen := map[int]bool{}
	for _, r := range w.list(booking.Waitlisted) {
		seen[r.Position] = true
	}
	for p := 1; p <= want; p++ {
		if !seen[p] {
			w.t.Errorf("nobody waits at position %d", p)
		}
	}
	if len(seen) != want {
		w.t.Errorf("got %d positions, want %d", len(seen), want)
	}
}

// told are the kinds of notices of a registration, in their order.
func (w *world) told(id string) (kinds []string) {
	w.t.Helper()
	err := db.Gorm(w.t.Context(), w.d).Raw("SELECT kind FROM posted WHERE registration_id = ? ORDER BY serial", id).Scan(&kinds).Error
	if err != nil {
		w.t.Fatal(err)
	}
	return kinds
}

func wantKind(t *testing.T, err error, want fault.Kind, says string) {
	t.Helper()
	if !fault.Is(err, want) || says != "" && fault.Of(err).Text.String() != says {
		t.Errorf("got %v, want a fault of kind %d that says %q", err, want, says)
	}
}
