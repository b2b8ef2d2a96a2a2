package donor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit"
)

func TestModelsAgreeWithTheirTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range donor.Models() {
			testkit.CheckModel(t, d, model)
		}
	})
}

func TestPeopleComeBackAsTheyWereKept(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first, second := w.puts(an()), w.puts(donor.Person{Name: "Bình"})
		if diff := cmp.Diff(an(), w.opens(first)); diff != "" {
			t.Errorf("a person (-want +got):\n%s", diff)
		}
		all, err := w.OpenAll(t.Context(), w.d, []string{first, second, first, ident.New(), "an@example.com"})
		want := map[string]donor.Person{first: an(), second: {Name: "Bình"}}
		if diff := cmp.Diff(want, all); diff != "" || err != nil {
			t.Errorf("several (-want +got): %v\n%s", err, diff)
		}
		for what, id := range map[string]string{"another id": ident.New(), "no id": "an@example.com", "nothing": ""} {
			_, err := w.Open(t.Context(), w.d, id)
			wantKind(t, what, err, fault.NotFound)
			if strings.Contains(err.Error(), "@") {
				t.Errorf("%s: the error repeats what was asked for: %v", what, err)
			}
		}
	})
}

func TestADonorIsKnownByContactAndNeverByName(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first := w.puts(an())
		for _, email := range []string{"an@example.com", " AN@Example.COM "} {
			if got := w.puts(donor.Person{Name: "Somebody else", Email: email}); got != first {
				t.Errorf("%q: got donor %s, want %s", email, got, first)
			}
		}
		if diff := cmp.Diff(an(), w.opens(first)); diff != "" {
			t.Errorf("a stranger changed what was kept (-want +got):\n%s", diff)
		}
		phone := w.puts(donor.Person{Name: "An", Phone: "0987 654 321"})
		if got := w.puts(donor.Person{Name: "An", Phone: "+84 987.654.321"}); got != phone {
			t.Errorf("the same telephone number: got %s, want %s", got, phone)
		}
		if got := w.puts(donor.Person{Name: "An", Email: "other@example.com", Phone: "0987654321"}); got == phone {
			t.Error("another address with the same telephone number is the same donor")
		}
		if one, two := w.puts(donor.Person{Name: "Nguyễn Văn An"}), w.puts(donor.Person{Name: "Nguyễn Văn An"}); one == two {
			t.Error("two people of one name are one donor")
		}
	})
}

func TestDonorsAreFoundByTheirContacts(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first := w.puts(an())
		second := w.puts(donor.Person{Email: "binh@example.com", Phone: "0912345678"})
		for contact, want := range map[string][]string{
			"AN@example.com": {first}, "0912 345 678": {first, second}, "+84912345678": {first, second}, "binh@example.com": {second},
			"nobody@example.com": nil, "Nguyễn Văn An": nil, "": nil, "\x00@\xff": nil, "'; DROP TABLE donor_vault": nil,
		} {
			if got := w.finds(w.Vault, contact); !slices.Equal(got, want) {
				t.Errorf("%q: got %v, want %v", contact, got, want)
			}
		}
	})
}

func TestManyAtOnceWithOneContactAreOneDonor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		const many = 20
		ids := make([]string, many)
		err := together(many, func(i int) error {
			return w.d.Update(t.Context(), func(tx *db.Tx) (err error) {
				ids[i], err = w.Put(t.Context(), tx, donor.Person{Name: fmt.Sprintf("Guest %d", i), Email: "one@example.com"})
				return err
			})
		})
		if distinct := slices.Compact(slices.Sorted(slices.Values(ids))); err != nil || len(distinct) != 1 || distinct[0] == "" {
			t.Errorf("got donors %v, %v, want one", distinct, err)
		}
		if rows := w.column("SELECT id FROM donor_vault"); len(rows) != 1 {
			t.Errorf("got %d rows, want one", len(rows))
		}
	})
}

func TestWhatIsKeptCanBeChanged(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		before := w.column("SELECT wrapped FROM donor_vault")
		if err := w.change(id, func(p *donor.Person) { p.Email, p.Phone = "moi@example.com", "024 3825 1234" }); err != nil {
			t.Fatal(err)
		}
		want := an()
		want.Email, want.Phone = "moi@example.com", "+842438251234"
		if diff := cmp.Diff(want, w.opens(id)); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
		if got := w.finds(w.Vault, "an@example.com"); len(got) > 0 {
			t.Errorf("the old address still leads to %v", got)
		}
		if got := w.finds(w.Vault, "moi@example.com"); !slices.Equal(got, []string{id}) {
			t.Errorf("the new address leads to %v", got)
		}
		if after := w.column("SELECT wrapped FROM donor_vault"); slices.Equal(before, after) {
			t.Error("the old key still opens what is kept")
		}
		err := w.change(id, func(p *donor.Person) { p.Email = "nobody" })
		wantFields(t, "a bad address", err, "/email wrong_format")
		wantKind(t, "another id", w.change(ident.New(), func(*donor.Person) {}), fault.NotFound)
		wantKind(t, "no id", w.change("x", func(*donor.Person) {}), fault.NotFound)
	})
}

func TestTwoDonorsMayComeToHaveOneContact(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first, second := w.puts(an()), w.puts(donor.Person{Email: "binh@example.com"})
		if err := w.change(second, func(p *donor.Person) { p.Email = "an@example.com" }); err != nil {
			t.Fatal(err)
		}
		if got := w.finds(w.Vault, "an@example.com"); !slices.Equal(got, []string{first, second}) {
			t.Errorf("got %v, want both", got)
		}
		if got := w.puts(an()); got != first {
			t.Errorf("a new gift is of %s, want the one who had the contact first", got)
		}
		w.erase(first)
		if err := w.change(second, func(p *donor.Person) { p.Name = "Bình" }); err != nil {
			t.Fatal(err)
		}
		if got := w.puts(an()); got != second {
			t.Errorf("a new gift is of %s, want the one who is left", got)
		}
	})
}

func TestNothingOfAPersonLiesOpen(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		w.receives(donor.Request{Kind: donor.Access, DonorID: id, Contact: "an@example.com", Note: "Nguyễn Văn An hỏi"})
		for _, said := range []string{"Nguy", "an@example", "912345678", "0101234567", "Tràng", "Trung", "hỏi"} {
			if strings.Contains(w.everything(), said) {
				t.Errorf("%q lies open in the tables", said)
			}
		}
	})
}

func TestAWrongKeyOpensNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		wrong := w.under("second")
		if p, err := wrong.Open(t.Context(), w.d, id); err == nil || p != (donor.Person{}) {
			t.Errorf("a wrong key: got an error %v", err)
		}
		if got := w.finds(wrong, "an@example.com"); len(got) > 0 {
			t.Errorf("a wrong key finds %v", got)
		}
		// Nor does it if the row says that the key is the right one.
		name := w.column("SELECT key_name FROM donor_vault")[0]
		w.put(wrong, donor.Person{Name: "Bình"})
		w.does(func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE donor_vault SET key_name = ?", name)
			return err
		})
		for _, one := range w.column("SELECT id FROM donor_vault") {
			if _, err := w.Open(t.Context(), w.d, one); (err == nil) != (one == id) {
				t.Errorf("%s under a changed name of its key: got an error %v", one, err)
			}
		}
	})
}

func TestRowsCannotBeSwappedOrChanged(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first, second := w.puts(an()), w.puts(donor.Person{Name: "Bình"})
		w.does(func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE donor_vault SET wrapped = (SELECT wrapped FROM donor_vault WHERE id = ?),
				sealed = (SELECT sealed FROM donor_vault WHERE id = ?) WHERE id = ?`, first, first, second)
			return err
		})
		if _, err := w.Open(t.Context(), w.d, second); err == nil {
			t.Error("the envelope of one donor opens in the row of another")
		}
		for _, column := range []string{"wrapped", "sealed"} {
			id := w.puts(donor.Person{Name: "Chi"})
			now := []byte(w.column("SELECT " + column + " FROM donor_vault WHERE id = '" + id + "'")[0])
			now[len(now)-1] ^= 1
			w.does(func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "UPDATE donor_vault SET "+column+" = ? WHERE id = ?", now, id)
				return err
			})
			if _, err := w.Open(t.Context(), w.d, id); err == nil {
				t.Errorf("one bit of %s is changed, and it opens", column)
			}
		}
	})
}

func TestAVaultWithoutAKeyIsNotMade(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("there is a vault without a key")
		}
	}()
	donor.New(nil, donor.Options{})
}
