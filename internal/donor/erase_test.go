package donor_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit"
)

func TestD13NothingOfAPersonIsLeftAfterErasure(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		other := w.puts(donor.Person{Email: "binh@example.com"})
		w.does(func(tx *db.Tx) error {
			return w.Give(t.Context(), tx, id, donor.Consent{Purpose: donor.ForWall, TextVersion: "wall-1", Channel: donor.ByForm, Evidence: "an-has-said-so"})
		})
		w.receives(donor.Request{Kind: donor.Erasure, DonorID: id, Note: "An muốn xóa"})
		byPhone := w.receives(donor.Request{Kind: donor.Access, Contact: "0912345678"})
		kept := w.receives(donor.Request{Kind: donor.Access, Contact: "binh@example.com", Note: "?"})
		secrets := []string{"Nguy", "an@example", "912345678", "an-has-said-so", "muốn"}
		for _, sql := range []string{
			"SELECT contact FROM donor_vault WHERE id = '" + id + "'", "SELECT email_index FROM donor_vault WHERE id = '" + id + "'",
			"SELECT phone_index FROM donor_vault WHERE id = '" + id + "'", "SELECT wrapped FROM donor_vault WHERE id = '" + id + "'",
			"SELECT sealed FROM donor_vault WHERE id = '" + id + "'",
			"SELECT sealed FROM donor_requests WHERE donor_id = '" + id + "'", "SELECT wrapped FROM donor_requests WHERE donor_id = '" + id + "'",
			"SELECT contact_index FROM donor_requests WHERE id = '" + byPhone.ID + "'",
		} {
			found := w.column(sql)
			if len(found) == 0 || found[0] == "" {
				t.Fatalf("%s: there is nothing to be forgotten", sql)
			}
			secrets = append(secrets, found...)
		}

		w.erase(id)
		w.erase(id)
		left := w.everything()
		for _, s := range secrets {
			if strings.Contains(left, s) {
				t.Errorf("%q is left", s)
			}
		}
		if !strings.Contains(left, id) {
			t.Error("the pseudonym is gone too")
		}
		if got := w.finds(w.Vault, "an@example.com"); len(got) > 0 {
			t.Errorf("the address still leads to %v", got)
		}
		r, err := w.Request(t.Context(), w.d, byPhone.ID)
		if err != nil || !r.Forgotten || r.Contact != "" {
			t.Errorf("a request of the same number: got forgotten %t, %v", r.Forgotten, err)
		}
		if r, err := w.Request(t.Context(), w.d, kept.ID); err != nil || r.Forgotten || r.DonorID != other {
			t.Errorf("a request of somebody else: got forgotten %t of %s, %v", r.Forgotten, r.DonorID, err)
		}
		if got := w.opens(other).Email; got != "binh@example.com" {
			t.Errorf("somebody else: got %q", got)
		}
	})
}

// What SQLite deletes, it would leave in the file, and the key with it. Other rows
// keep the page from being thrown away as a whole.
func TestD13TheKeyOfAnErasedDonorIsNotInTheFile(t *testing.T) {
	url := testkit.Migrated(t, db.SQLite)
	d, err := db.Open(t.Context(), url, testkit.NewClock(testkit.Start()).Now)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Vault: donor.New(d, donor.Options{Key: secret("first")}), t: t, d: d}
	id := w.puts(an())
	for i := range 20 {
		w.puts(donor.Person{Phone: fmt.Sprintf("09120000%02d", i)})
	}
	var traces []string
	for _, column := range []string{"wrapped", "sealed", "contact", "phone_index"} {
		traces = append(traces, w.column("SELECT "+column+" FROM donor_vault WHERE id = '"+id+"'")...)
	}
	w.erase(id)
	if err := d.Close(); err != nil { // which puts all that was written into the one file
		t.Fatal(err)
	}
	file, err := os.ReadFile(url)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(file), id) {
		t.Fatal("the pseudonym is not in the file, so nothing else needs to be")
	}
	for _, trace := range traces {
		if strings.Contains(string(file), trace) {
			t.Errorf("%x is in the file", trace)
		}
	}
}

func TestD13AnErasedDonorIsGone(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		w.erase(id)
		ctx := t.Context()
		_, err := w.Open(ctx, w.d, id)
		wantKind(t, "open", err, fault.Gone)
		wantKind(t, "change", w.change(id, func(p *donor.Person) { *p = an() }), fault.Gone)
		_, err = w.Export(ctx, w.d, id)
		wantKind(t, "export", err, fault.Gone)
		wantKind(t, "give", w.d.Update(ctx, func(tx *db.Tx) error {
			return w.Give(ctx, tx, id, donor.Consent{Purpose: donor.ForNews, TextVersion: "1", Channel: donor.ByLink})
		}), fault.Gone)
		_, err = w.act(func(tx *db.Tx) (donor.Request, error) {
			return w.Receive(ctx, tx, donor.Request{Kind: donor.Access, DonorID: id})
		})
		wantKind(t, "receive", err, fault.Gone)
		if all, err := w.OpenAll(ctx, w.d, []string{id}); err != nil || len(all) > 0 {
			t.Errorf("open all: got %d, %v, want none", len(all), err)
		}
		wantKind(t, "somebody else", w.d.Update(ctx, func(tx *db.Tx) error { return w.Erase(ctx, tx, ident.New()) }), fault.NotFound)
		wantKind(t, "no id", w.d.Update(ctx, func(tx *db.Tx) error { return w.Erase(ctx, tx, "an") }), fault.NotFound)
		if again := w.puts(an()); again == id {
			t.Error("whoever was erased and gives anew is known again")
		}
	})
}

func TestADonorThatNoKeyOpensCanBeErased(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.put(w.under("lost"), an())
		w.erase(id)
		if marks := w.column("SELECT contact FROM donor_vault WHERE contact IS NOT NULL"); len(marks) > 0 {
			t.Errorf("got %v, want nothing", marks)
		}
	})
}

func TestErasureAndGiftsAtOnceDoNotMixPeople(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		ids := make([]string, 10)
		err := together(len(ids), func(i int) error {
			return w.d.Update(t.Context(), func(tx *db.Tx) (err error) {
				if i == 5 {
					return w.Erase(t.Context(), tx, id)
				}
				ids[i], err = w.Put(t.Context(), tx, an())
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if distinct := slices.Compact(slices.Sorted(slices.Values(ids))); len(distinct) > 3 { // "", the one before and one after
			t.Errorf("got donors %v, want one before and one after the erasure", distinct)
		}
	})
}

func TestRewrapMovesAllToTheNewKey(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		const many = 230 // of more than two batches
		ids := make([]string, many)
		w.does(func(tx *db.Tx) (err error) {
			for i := range ids {
				if ids[i], err = w.Put(ctx, tx, donor.Person{Name: "An", Phone: "0912" + string(rune('0'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10)) + "000"}); err != nil {
					return err
				}
			}
			return nil
		})
		mail := w.puts(an())
		erased := w.puts(donor.Person{Email: "gone@example.com"})
		w.erase(erased)
		asked := w.receives(donor.Request{Kind: donor.Access, Contact: "an@example.com", Note: "?"})

		both := w.under("second", "first")
		if got := w.put(both, an()); got != mail {
			t.Errorf("while keys change, a known donor is %s, want %s", got, mail)
		}
		if got := w.finds(both, "0912000000"); !slices.Equal(got, ids[:1]) {
			t.Errorf("while keys change, got %v, want %v", got, ids[:1])
		}
		moved, err := both.Rewrap(ctx)
		if want := many + 1; err != nil || moved != want { // one was moved by its gift
			t.Errorf("moved %d, %v, want %d", moved, err, want)
		}
		if moved, err := both.Rewrap(ctx); err != nil || moved != 0 {
			t.Errorf("again: moved %d, %v", moved, err)
		}

		fresh := w.under("second")
		all, err := fresh.OpenAll(ctx, w.d, slices.Concat(ids, []string{mail}))
		if err != nil || len(all) != many+1 || all[mail] != an() {
			t.Errorf("under the new key %d open, %v, want %d", len(all), err, many+1)
		}
		if got := w.finds(fresh, "an@example.com"); !slices.Equal(got, []string{mail}) || w.put(fresh, an()) != mail {
			t.Errorf("under the new key got %v, want %s", got, mail)
		}
		if r, err := fresh.Request(ctx, w.d, asked.ID); err != nil || r.Contact != "an@example.com" {
			t.Errorf("a request under the new key: %v", err)
		}
		if _, err := w.Open(ctx, w.d, mail); err == nil {
			t.Error("the old key still opens")
		}
		w.does(func(tx *db.Tx) error { return fresh.Erase(ctx, tx, mail) })
		if r, err := fresh.Request(ctx, w.d, asked.ID); err != nil || !r.Forgotten {
			t.Errorf("a request under the new key is not forgotten with its donor: %v", err)
		}
	})
}

func TestRewrapSaysWhatItCannotOpen(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.puts(an())
		if moved, err := w.under("second", "third").Rewrap(t.Context()); err == nil || moved != 0 {
			t.Errorf("moved %d, %v, want an error", moved, err)
		}
		if got := w.opens(w.finds(w.Vault, "an@example.com")[0]); got != an() {
			t.Error("what could not be moved is lost")
		}
	})
}
