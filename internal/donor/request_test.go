package donor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// at is an instant by the clocks of Hanoi.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	instant, err := time.Parse("2006-01-02 15:04:05 -07", s+" +07")
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestD13RequestsHaveTheirTimes(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			opened           string
			answer, done     string
			processor, other bool
		}{
			{opened: "2026-03-02 08:00:00", answer: "2026-03-05 00:00:00", done: "2026-03-18 00:00:00"}, // a Monday: Tuesday, Wednesday
			{opened: "2026-03-02 00:00:00", answer: "2026-03-05 00:00:00", done: "2026-03-18 00:00:00"},
			{opened: "2026-03-02 23:59:59", answer: "2026-03-05 00:00:00", done: "2026-03-18 00:00:00"},
			{opened: "2026-03-05 09:00:00", answer: "2026-03-10 00:00:00", done: "2026-03-21 00:00:00"}, // a Thursday: Friday, Monday
			{opened: "2026-03-06 09:00:00", answer: "2026-03-11 00:00:00", done: "2026-03-22 00:00:00"}, // a Friday: Monday, Tuesday
			{opened: "2026-03-07 09:00:00", answer: "2026-03-11 00:00:00", done: "2026-03-23 00:00:00"}, // a Saturday
			{opened: "2026-03-08 23:00:00", answer: "2026-03-11 00:00:00", done: "2026-03-24 00:00:00"}, // a Sunday
			{opened: "2026-04-29 09:00:00", answer: "2026-05-06 00:00:00", done: "2026-05-15 00:00:00"}, // two holidays and a weekend
			{opened: "2026-03-02 08:00:00", answer: "2026-03-05 00:00:00", done: "2026-03-23 00:00:00", processor: true},
		} {
			w.clock.Set(at(t, c.opened))
			r := w.receives(donor.Request{Kind: donor.Access, Contact: "an@example.com", Processor: c.processor})
			if !r.AnswerBy.Equal(at(t, c.answer)) || !r.DoneBy.Equal(at(t, c.done)) || !r.OpenedAt.Equal(at(t, c.opened)) {
				t.Errorf("%s: got %v and %v, want %s and %s", c.opened, r.AnswerBy, r.DoneBy, c.answer, c.done)
			}
			kept, err := w.Request(t.Context(), w.d, r.ID)
			if diff := cmp.Diff(r, kept); diff != "" || err != nil {
				t.Errorf("as it is read (-made +read): %v\n%s", err, diff)
			}
		}
	})
}

func TestD13LateRequestsAreToldByTheClock(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		r := w.receives(donor.Request{Kind: donor.Erasure, Contact: "an@example.com"})
		want := func(when time.Time, answer, deed bool) {
			t.Helper()
			if a, d := r.Late(when); a != answer || d != deed {
				t.Errorf("at %v: got %t and %t, want %t and %t", when, a, d, answer, deed)
			}
		}
		want(r.AnswerBy.Add(-time.Millisecond), false, false)
		want(r.AnswerBy, true, false)
		want(r.DoneBy.Add(-time.Millisecond), true, false)
		want(r.DoneBy, true, true)
		var err error
		if r, err = w.act(func(tx *db.Tx) (donor.Request, error) {
			return w.Answer(t.Context(), tx, r.ID, "Chúng tôi đang làm")
		}); err != nil {
			t.Fatal(err)
		}
		want(r.DoneBy, false, true)
		until := r.DoneBy.AddDate(0, 0, 15)
		if r, err = w.act(func(tx *db.Tx) (donor.Request, error) { return w.Extend(t.Context(), tx, r.ID, "Nhiều dữ liệu") }); err != nil {
			t.Fatal(err)
		}
		want(until.Add(-time.Millisecond), false, false)
		want(until, false, true)
		if r, err = w.act(func(tx *db.Tx) (donor.Request, error) { return w.Close(t.Context(), tx, r.ID, donor.Done, "") }); err != nil {
			t.Fatal(err)
		}
		want(until, false, false)
	})
}

func TestRequestsGoTheirWay(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.puts(an())
		r := w.receives(donor.Request{Kind: donor.Rectification, Contact: " AN@example.com", Note: "Sai tên"})
		if r.DonorID != id || r.Note != "Sai tên" || r.Outcome != donor.Pending {
			t.Errorf("got a request about %q", r.DonorID)
		}
		w.clock.Advance(time.Hour)
		answered := w.clock.Now()
		answer := func(words string) (donor.Request, error) {
			return w.act(func(tx *db.Tx) (donor.Request, error) { return w.Answer(ctx, tx, r.ID, words) })
		}
		extend := func(words string) (donor.Request, error) {
			return w.act(func(tx *db.Tx) (donor.Request, error) { return w.Extend(ctx, tx, r.ID, words) })
		}
		end := func(o donor.Outcome, words string) (donor.Request, error) {
			return w.act(func(tx *db.Tx) (donor.Request, error) { return w.Close(ctx, tx, r.ID, o, words) })
		}
		for _, step := range []func() (donor.Request, error){
			func() (donor.Request, error) { return answer("Vâng") },
			func() (donor.Request, error) { w.clock.Advance(time.Hour); return answer("Vâng ạ") },
			func() (donor.Request, error) { return extend("Chờ ngân hàng") },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
		_, err := extend("Lại chờ")
		wantKind(t, "a second extension", err, fault.InvalidTransition)
		_, err = end(donor.Pending, "")
		wantFields(t, "an end that is none", err, "/outcome unknown_value")
		_, err = end(donor.Refused, " ")
		wantFields(t, "a refusal without words", err, "/remark required")
		_, err = answer("")
		wantFields(t, "an answer without words", err, "/answer required")
		_, err = extend("")
		wantFields(t, "an extension without words", err, "/reason required")
		_, err = answer(strings.Repeat("x", 4001))
		wantFields(t, "a long answer", err, "/answer too_long")

		got, err := end(donor.Refused, "Không phải họ")
		now := w.clock.Now()
		want := r
		want.Answer, want.Reason, want.Remark, want.Outcome = "Vâng ạ", "Chờ ngân hàng", "Không phải họ", donor.Refused
		want.AnsweredAt, want.ExtendedAt, want.ClosedAt = &answered, &now, &now
		want.DoneBy = r.DoneBy.AddDate(0, 0, 15)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("at the end (-want +got): %v\n%s", err, diff)
		}
		for what, step := range map[string]func() (donor.Request, error){
			"answer": func() (donor.Request, error) { return answer("x") }, "extend": func() (donor.Request, error) { return extend("x") },
			"close": func() (donor.Request, error) { return end(donor.Done, "") },
		} {
			_, err := step()
			wantKind(t, what, err, fault.InvalidTransition)
		}
	})
}

func TestARequestWhoseTimeHasRunOutIsNotExtended(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		r := w.receives(donor.Request{Kind: donor.Access, Contact: "an@example.com"})
		w.clock.Set(r.DoneBy)
		_, err := w.act(func(tx *db.Tx) (donor.Request, error) { return w.Extend(t.Context(), tx, r.ID, "x") })
		wantKind(t, "too late", err, fault.InvalidTransition)
		got, err := w.act(func(tx *db.Tx) (donor.Request, error) { return w.Close(t.Context(), tx, r.ID, donor.Done, "") })
		if err != nil || got.AnsweredAt == nil || !got.AnsweredAt.Equal(w.clock.Now()) {
			t.Errorf("closed without an answer: got %v, %v", got.AnsweredAt, err)
		}
	})
}

func TestRequestsAreHeldToRules(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		receive := func(r donor.Request) error {
			_, err := w.act(func(tx *db.Tx) (donor.Request, error) { return w.Receive(t.Context(), tx, r) })
			return err
		}
		wantFields(t, "nothing", receive(donor.Request{}), "/kind unknown_value", "/contact required")
		wantFields(t, "all bad", receive(donor.Request{Kind: "sale", Contact: "An", Note: "\x00"}), "/kind unknown_value", "/contact wrong_format", "/note control_character")
		wantKind(t, "another donor", receive(donor.Request{Kind: donor.Access, DonorID: ident.New()}), fault.NotFound)
		wantKind(t, "no id", receive(donor.Request{Kind: donor.Access, DonorID: "An"}), fault.NotFound)
		for _, id := range []string{"", "x", ident.New()} {
			_, err := w.Request(t.Context(), w.d, id)
			wantKind(t, "get "+id, err, fault.NotFound)
			_, err = w.act(func(tx *db.Tx) (donor.Request, error) { return w.Close(t.Context(), tx, id, donor.Done, "") })
			wantKind(t, "close "+id, err, fault.NotFound)
		}
	})
}

func TestARequestOfTwoDonorsIsAboutNeither(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first, second := w.puts(an()), w.puts(donor.Person{Email: "binh@example.com", Phone: an().Phone})
		r := w.receives(donor.Request{Kind: donor.Access, Contact: "0912345678"})
		if r.DonorID != "" {
			t.Errorf("got a request about %s", r.DonorID)
		}
		w.erase(second)
		if r := w.receives(donor.Request{Kind: donor.Access, Contact: "0912345678"}); r.DonorID != first {
			t.Errorf("after the erasure of one: got a request about %q, want %s", r.DonorID, first)
		}
	})
}

func TestAfterErasureARequestGoesOnWithoutWords(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		r := w.receives(donor.Request{Kind: donor.Erasure, DonorID: id, Contact: "an@example.com", Note: "Xóa"})
		w.erase(id)
		got, err := w.act(func(tx *db.Tx) (donor.Request, error) {
			return w.Close(t.Context(), tx, r.ID, donor.Done, "Nguyễn Văn An was told")
		})
		if err != nil || got.Outcome != donor.Done || !got.Forgotten || got.Remark != "" || got.Contact != "" || got.DonorID != id {
			t.Errorf("got outcome %q, forgotten %t, %v", got.Outcome, got.Forgotten, err)
		}
		if strings.Contains(w.everything(), "told") {
			t.Error("words are kept after the erasure")
		}
	})
}

func TestRequestsAreListedAsTheyCame(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		id := w.puts(an())
		var ids []string
		for i := range 5 {
			r := donor.Request{Kind: donor.Access, Contact: "other@example.com"}
			if i%2 == 0 {
				r = donor.Request{Kind: donor.Objection, DonorID: id}
			}
			ids = append(ids, w.receives(r).ID)
		}
		if _, err := w.act(func(tx *db.Tx) (donor.Request, error) { return w.Close(t.Context(), tx, ids[1], donor.Done, "") }); err != nil {
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			query donor.Query
			want  []string
		}{
			"all":            {donor.Query{Limit: 10}, ids},
			"open":           {donor.Query{Open: true, Limit: 10}, append([]string{ids[0]}, ids[2:]...)},
			"a page":         {donor.Query{After: ids[1], Limit: 2}, ids[2:4]},
			"of a donor":     {donor.Query{DonorID: id, Limit: 10}, []string{ids[0], ids[2], ids[4]}},
			"of nobody":      {donor.Query{DonorID: "an@example.com", Limit: 10}, nil},
			"without a room": {donor.Query{}, nil},
		} {
			found, err := w.List(t.Context(), w.d, c.query)
			var got []string
			for _, r := range found {
				got = append(got, r.ID)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, %v, want %v", what, got, err, c.want)
			}
		}
	})
}

func TestD13ConsentIsARecordAndNeverADefault(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, other := w.puts(an()), w.puts(donor.Person{Name: "Bình"})
		holds := func(id string, p donor.Purpose) bool {
			t.Helper()
			yes, err := w.Holds(ctx, w.d, id, p)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		for _, p := range donor.Purposes() {
			if holds(id, p) {
				t.Errorf("%s is agreed to by default", p)
			}
		}
		give := func(c donor.Consent) error {
			return w.d.Update(ctx, func(tx *db.Tx) error { return w.Give(ctx, tx, id, c) })
		}
		withdraw := func(p donor.Purpose) {
			t.Helper()
			w.does(func(tx *db.Tx) error { return w.Withdraw(ctx, tx, id, p) })
		}
		wall := donor.Consent{Purpose: donor.ForWall, TextVersion: "wall-1", Channel: donor.ByForm, Evidence: "request 7"}
		if err := together(8, func(int) error { return give(wall) }); err != nil {
			t.Fatal(err)
		}
		first := w.clock.Now()
		w.clock.Advance(time.Hour)
		wall.TextVersion, wall.Channel = "wall-2", donor.ByLink
		if err := give(wall); err != nil {
			t.Fatal(err)
		}
		second := w.clock.Now()
		if !holds(id, donor.ForWall) || holds(id, donor.ForNews) || holds(other, donor.ForWall) || holds("an", donor.ForWall) {
			t.Error("want the wall, of this donor alone")
		}
		if all, err := w.HoldAll(ctx, w.d, []string{id, other, id}, donor.ForWall); err != nil || !cmp.Equal(all, map[string]bool{id: true}) {
			t.Errorf("of several: got %v, %v", all, err)
		}
		w.clock.Advance(time.Hour)
		withdraw(donor.ForWall)
		end := w.clock.Now()
		w.clock.Advance(time.Hour)
		withdraw(donor.ForWall)
		if holds(id, donor.ForWall) {
			t.Error("what was withdrawn still stands")
		}
		if err := give(wall); err != nil || !holds(id, donor.ForWall) {
			t.Errorf("given anew: %v", err)
		}
		got, err := w.Consents(ctx, w.d, id)
		record := func(version string, c donor.Channel, given time.Time, ended *time.Time) donor.Consent {
			return donor.Consent{DonorID: id, Purpose: donor.ForWall, TextVersion: version, Channel: c, Evidence: "request 7", GivenAt: given, WithdrawnAt: ended}
		}
		want := []donor.Consent{record("wall-1", donor.ByForm, first, &end), record("wall-2", donor.ByLink, second, &end), record("wall-2", donor.ByLink, w.clock.Now(), nil)}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(donor.Consent{}, "ID")); diff != "" || err != nil {
			t.Errorf("records (-want +got): %v\n%s", err, diff)
		}
	})
}

func TestConsentsAreHeldToRules(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		give := func(id string, c donor.Consent) error {
			return w.d.Update(ctx, func(tx *db.Tx) error { return w.Give(ctx, tx, id, c) })
		}
		id := w.puts(an())
		wantFields(t, "nothing", give(id, donor.Consent{}), "/purpose unknown_value", "/channel unknown_value", "/text_version required")
		good := donor.Consent{Purpose: donor.ForNews, TextVersion: "1", Channel: donor.InPerson}
		wantKind(t, "another donor", give(ident.New(), good), fault.NotFound)
		wantKind(t, "withdraw of another", w.d.Update(ctx, func(tx *db.Tx) error { return w.Withdraw(ctx, tx, ident.New(), donor.ForNews) }), fault.NotFound)
		_, err := w.Consents(ctx, w.d, ident.New())
		wantKind(t, "consents of another", err, fault.NotFound)
	})
}

func TestD13AnExportHasAllThatIsKnown(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.puts(an())
		w.does(func(tx *db.Tx) error {
			return w.Give(ctx, tx, id, donor.Consent{Purpose: donor.ForReceipt, TextVersion: "1", Channel: donor.ByForm})
		})
		asked := w.receives(donor.Request{Kind: donor.Access, DonorID: id, Note: "?"})
		e, err := w.Export(ctx, w.d, id)
		if err != nil || e.ID != id || e.Person != an() || len(e.Consents) != 1 || len(e.Requests) != 1 || e.Requests[0].ID != asked.ID {
			t.Errorf("got %d consents and %d requests, %v", len(e.Consents), len(e.Requests), err)
		}
		_, err = w.Export(ctx, w.d, ident.New())
		wantKind(t, "another donor", err, fault.NotFound)
	})
}
