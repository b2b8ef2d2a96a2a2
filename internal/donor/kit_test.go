package donor_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

// world is a vault in a database of its own.
type world struct {
	*donor.Vault

	t     *testing.T
	d     *db.DB
	clock *testkit.Clock
}

func secret(name string) []byte { return []byte(name + ": a secret of this test") }

// worlds runs f in a new world on each engine.
func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		clock := testkit.NewClock(testkit.Start())
		d := testkit.Open(t, engine, clock)
		options := donor.Options{Key: secret("first"), Holidays: []string{"2026-04-30", "2026-05-01"}}
		f(t, &world{Vault: donor.New(d, options), t: t, d: d, clock: clock})
	})
}

// under is another vault over the same database.
func (w *world) under(key string, previous ...string) *donor.Vault {
	options := donor.Options{Key: secret(key)}
	for _, p := range previous {
		options.Previous = append(options.Previous, secret(p))
	}
	return donor.New(w.d, options)
}

// does runs f in a transaction, and ends the test if it fails.
func (w *world) does(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Update(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

func an() donor.Person {
	return donor.Person{
		Name: "Nguyễn Văn An", Email: "an@example.com", Phone: "+84912345678", Address: "1 Tràng Tiền\nHà Nội", TaxID: "0101234567-001",
		Message: "Cố lên miền Trung!",
	}
}

func (w *world) put(v *donor.Vault, p donor.Person) (id string) {
	w.t.Helper()
	w.does(func(tx *db.Tx) (err error) {
		id, err = v.Put(w.t.Context(), tx, p)
		return err
	})
	return id
}

func (w *world) puts(p donor.Person) string {
	w.t.Helper()
	return w.put(w.Vault, p)
}

func (w *world) opens(id string) donor.Person {
	w.t.Helper()
	p, err := w.Open(w.t.Context(), w.d, id)
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	return p
}

func (w *world) change(id string, edit func(*donor.Person)) error {
	return w.d.Update(w.t.Context(), func(tx *db.Tx) error { return w.Change(w.t.Context(), tx, id, edit) })
}

func (w *world) erase(id string) {
	w.t.Helper()
	w.does(func(tx *db.Tx) error { return w.Erase(w.t.Context(), tx, id) })
}

func (w *world) finds(v *donor.Vault, contact string) []string {
	w.t.Helper()
	ids, err := v.Find(w.t.Context(), w.d, contact)
	if err != nil {
		w.t.Fatalf("find: %v", err)
	}
	return ids
}

func (w *world) receives(r donor.Request) (got donor.Request) {
	w.t.Helper()
	w.does(func(tx *db.Tx) (err error) {
		got, err = w.Receive(w.t.Context(), tx, r)
		return err
	})
	return got
}

// act runs one act upon a request, and returns it as it then is.
func (w *world) act(f func(tx *db.Tx) (donor.Request, error)) (r donor.Request, err error) {
	err = w.d.Update(w.t.Context(), func(tx *db.Tx) (err error) {
		r, err = f(tx)
		return err
	})
	return r, err
}

// everything is all that the tables of this package hold, as bytes.
func (w *world) everything() string {
	w.t.Helper()
	var all strings.Builder
	for _, table := range []string{"donor_vault", "donor_consents", "donor_requests"} {
		var rows []map[string]any
		if err := db.Gorm(w.t.Context(), w.d).Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
			w.t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				fmt.Fprintf(&all, "%s.%s=%s %v %x\n", table, column, value, value, value)
			}
		}
	}
	return all.String()
}

// column is one column of a table, with a line to each row that has something
// there, in the order of ids.
func (w *world) column(sql string) (values []string) {
	w.t.Helper()
	if err := db.Gorm(w.t.Context(), w.d).Raw(sql).Scan(&values).Error; err != nil {
		w.t.Fatal(err)
	}
	return values
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

func wantKind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if !fault.Is(err, want) {
		t.Errorf("%s: got %v, want a fault of kind %d", what, err, want)
	}
}

// wantFields fails t unless err is one Invalid fault with just these fields, as
// pointers and codes.
func wantFields(t *testing.T, what string, err error, want ...string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name+" "+f.Code)
		}
	}
	if !fault.Is(err, fault.Invalid) || strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%s: got %v, want a fault at %v", what, err, want)
	}
}
