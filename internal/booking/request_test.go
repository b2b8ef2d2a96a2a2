package booking_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/booking"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

func TestModelsAgreeWithTheirTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range booking.Models() {
			testkit.CheckModel(t, d, model)
		}
	})
}

func questions() []booking.Question {
	return []booking.Question{
		{ID: "diet", Text: "What do you eat?", Kind: booking.Choice, Choices: []string{"all", "vegan"}, Required: true},
		{ID: "ramp", Text: "Do you need a ramp?", Kind: booking.YesNo},
		{ID: "a/b", Text: "Anything else?", Kind: booking.Text},
	}
}

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	terms := five()
	terms.Questions, terms.Types = questions(), []booking.TicketType{{ID: "box", Name: "Box"}}
	worlds(t, terms, func(t *testing.T, w *world) {
		_, err := w.Register(t.Context(), booking.Request{
			EventID: event, Occurrence: night, TicketType: "lodge", Email: "nobody", Phone: "call me", Locale: "-", Party: 5,
			Answers: map[string]string{"ramp": "perhaps", "a/b": "a\x00", "age": "7"},
		})
		got := map[string]string{}
		for _, f := range fault.Of(err).Fields {
			got[f.Name] = f.Code
		}
		want := map[string]string{
			"/name": "required", "/email": "wrong_format", "/phone": "wrong_format", "/locale": "invalid_locale", "/party": "out_of_range",
			"/ticket_type": "not_allowed", "/answers/diet": "required", "/answers/ramp": "not_allowed",
			"/answers/a~1b": "control_character", "/answers/age": "unknown",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fields (-want +got):\n%s", diff)
		}
		if all := w.list(); len(all) != 0 {
			t.Errorf("got %d registrations, want none", len(all))
		}
	})
}

func TestAnswersComeBackAsTheyWereGiven(t *testing.T) {
	terms := five()
	terms.Questions = questions()
	worlds(t, terms, func(t *testing.T, w *world) {
		req := asks(1)
		req.Phone, req.Locale, req.Party = "+84 24 3825 0000", "vi", 2
		req.Answers = map[string]string{"diet": "vegan", "ramp": "no", "a/b": "Một\nhai"}
		got := w.get(w.registers(req).Registration.ID)
		want := booking.Registration{
			ID: got.ID, EventID: event, Occurrence: night, Status: booking.Confirmed, Name: req.Name, Email: req.Email, Phone: req.Phone,
			Locale: "vi", Party: 2, Answers: req.Answers, CreatedAt: testkit.Start(), UpdatedAt: testkit.Start(), Generation: 1,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("registration (-want +got):\n%s", diff)
		}
	})
}

func TestRegistrationHasItsTime(t *testing.T) {
	start := testkit.Start()
	later := start.Add(time.Millisecond)
	for name, c := range map[string]struct {
		change func(*booking.Terms)
		says   string
	}{
		"before it begins":       {func(t *booking.Terms) { t.OpensAt = &later }, "Registration has not begun"},
		"when it begins":         {func(t *booking.Terms) { t.OpensAt = &start }, ""},
		"just before it ends":    {func(t *booking.Terms) { t.ClosesAt = &later }, ""},
		"when it ends":           {func(t *booking.Terms) { t.ClosesAt = &start }, "Registration is closed"},
		"when all is over":       {func(t *booking.Terms) { t.Over = start }, "Registration is closed"},
		"when it was called off": {func(t *booking.Terms) { t.Off, t.OpensAt = true, &later }, "Registration is closed"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, db.SQLite, five())
			w.set(c.change)
			_, err := w.Register(t.Context(), asks(1))
			if c.says == "" {
				if err != nil {
					t.Errorf("got %v, want a registration", err)
				}
				return
			}
			wantKind(t, err, fault.Conflict, c.says)
		})
	}
}

func TestAKeyMakesOneRegistration(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		req := asks(1)
		req.Key = "3b1f"
		var mu sync.Mutex
		answers := map[string]int{}
		err := together(20, func(int) error {
			receipt, err := w.Register(t.Context(), req)
			mu.Lock()
			defer mu.Unlock()
			answers[receipt.Registration.ID+" "+receipt.Token]++
			if !receipt.Made {
				return errors.New("an answer says that nothing was made")
			}
			return err
		})
		if s := w.stats(); err != nil || len(answers) != 1 || s.Confirmed != 1 {
			t.Errorf("got %d answers and %d registrations, %v; want one", len(answers), s.Confirmed, err)
		}
		id := w.list()[0].ID
		if diff := cmp.Diff([]string{"registered"}, w.told(id)); diff != "" {
			t.Errorf("notices (-want +got):\n%s", diff)
		}
	})
}

func TestAKeyIsForOneRequestAndSevenDays(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		req := asks(1)
		req.Key = "3b1f"
		first := w.registers(req)
		for _, change := range []func(*booking.Request){
			func(r *booking.Request) { r.Email = "other@example.com" },
			func(r *booking.Request) { r.Occurrence = "2026-05-02" },
			func(r *booking.Request) { r.Answers = map[string]string{"diet": "vegan"} },
		} {
			changed := req
			change(&changed)
			_, err := w.Register(t.Context(), changed)
			if f := fault.Of(err); f.Kind != fault.KeyReused || len(f.Fields) != 1 {
				t.Errorf("got %v, want idempotency_key_reused", err)
			}
		}
		elsewhere := req
		elsewhere.EventID = other
		if second := w.registers(elsewhere); !second.Made || second.Registration.ID == first.Registration.ID {
			t.Error("a key of one event is known at another")
		}
		w.set(func(terms *booking.Terms) { terms.Off = true })
		if again := w.registers(req); again.Token != first.Token || !again.Made {
			t.Error("the receipt did not come again after registration had closed")
		}
		w.set(func(terms *booking.Terms) { terms.Off = false })
		w.clock.Advance(7 * 24 * time.Hour)
		if late := w.registers(req); late.Made || late.Token != "" {
			t.Error("a key is known for longer than seven days")
		}
	})
}

func TestATokenOpensItsRegistrationAndNoOther(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		one, two := w.registers(asks(1)), w.registers(asks(2))
		mine, err := w.Mine(t.Context(), one.Token)
		if err != nil || mine.ID != one.Registration.ID {
			t.Fatalf("got %s, %v; want one's own registration", mine.ID, err)
		}
		_, macOfOne := cutLast(one.Token)
		bodyOfTwo, _ := cutLast(two.Token)
		last := one.Token[len(one.Token)-1]
		for _, bad := range []string{"", "reg_", one.Registration.ID, bodyOfTwo + "." + macOfOne, one.Token + "A", one.Token[:len(one.Token)-1] + string(last^1), "reg_x." + macOfOne} {
			if _, err := w.Mine(t.Context(), bad); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: got %v, want NotFound", bad, err)
			}
			if _, err := w.CancelBy(t.Context(), bad); !fault.Is(err, fault.NotFound) {
				t.Errorf("cancel by %q: got %v, want NotFound", bad, err)
			}
		}
		w.wantStatus(one.Registration.ID, booking.Confirmed)
		w.wantStatus(two.Registration.ID, booking.Confirmed)
	})
}

func TestTokensAndTicketsOfAnOlderGenerationAreNotGood(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		receipt := w.registers(asks(1))
		ticket := w.Ticket(receipt.Registration)
		if err := w.write("UPDATE booking_registrations SET generation = 2"); err != nil {
			t.Fatal(err)
		}
		_, err := w.Mine(t.Context(), receipt.Token)
		wantKind(t, err, fault.NotFound, "")
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "n"}, booking.InvalidTicket, "")
	})
}

func TestWhatNoEngineStoresIsNotFound(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		for _, bad := range []string{"a\x00b", "\xff"} {
			req := asks(1)
			req.Occurrence = bad
			_, err := w.Register(t.Context(), req)
			wantKind(t, err, fault.NotFound, "")
			_, err = w.Stats(t.Context(), event, bad)
			wantKind(t, err, fault.NotFound, "")
			_, err = w.Get(t.Context(), w.d, bad)
			wantKind(t, err, fault.NotFound, "")
			_, err = w.List(t.Context(), booking.Query{EventID: event, After: bad})
			wantKind(t, err, fault.InvalidCursor, "")
			if n, err := w.Count(t.Context(), booking.Query{EventID: event, Occurrence: &bad}); n != 0 || err != nil {
				t.Errorf("got %d, %v; want none", n, err)
			}
			for _, change := range []func(*booking.Request){
				func(r *booking.Request) { r.Name = bad }, func(r *booking.Request) { r.Email = bad }, func(r *booking.Request) { r.Phone = bad },
				func(r *booking.Request) { r.Locale = bad }, func(r *booking.Request) { r.TicketType = bad },
				func(r *booking.Request) { r.Answers = map[string]string{bad: bad} },
			} {
				req := asks(1)
				req.Key = bad
				change(&req)
				_, err := w.Register(t.Context(), req)
				wantKind(t, err, fault.Invalid, "")
			}
		}
	})
}

func TestWhatIsForgottenIsGone(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		req := asks(1)
		req.Key, req.Phone = "3b1f", "12345"
		first := w.registers(req)
		if err := w.Forget(t.Context(), first.Registration.ID); err != nil {
			t.Fatal(err)
		}
		r := w.get(first.Registration.ID)
		if r.Name+r.Email+r.Phone+r.Locale+r.Note != "" || len(r.Answers) != 0 || r.Status != booking.Confirmed || w.stats().Taken != 1 {
			t.Errorf("got %+v, want a confirmed registration of nobody", r)
		}
		if second := w.registers(req); !second.Made || second.Registration.ID == r.ID {
			t.Error("the address is still known")
		}
	})
}
