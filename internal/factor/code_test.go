package factor

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit/authenticator"
)

func TestRecoveryCodesAreReadableAndAllDifferent(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		codes := append(w.codes(), w.codes()...)
		form := regexp.MustCompile(`^[A-Z2-7]{5}(-[A-Z2-7]{5}){4}$`) // 25 × 5 = 125 bits
		for _, code := range codes {
			if !form.MatchString(code) {
				t.Errorf("got %q, want five groups of five", code)
			}
		}
		slices.Sort(codes)
		if n := len(slices.Compact(codes)); n != 20 {
			t.Errorf("two sets have %d codes, want 20", n)
		}
	})
}

func TestEveryRecoveryCodeIsGoodOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		for i, code := range w.codes() {
			method, err := w.check(code)
			if err != nil || method != MethodRecovery {
				t.Errorf("code %d: got %q, %v; want %q", i, method, err, MethodRecovery)
			}
			_, err = w.check(code)
			wantFault(t, "the same again", err, fault.TokenInvalid)
			if got, want := w.summary().RecoveryCodesLeft, 9-i; got != want {
				t.Errorf("got %d codes left, want %d", got, want)
			}
		}
	})
}

func TestARecoveryCodeIsGoodOnceAtTheSameMoment(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		if good := w.race(w.codes()[0]); good != 1 {
			t.Errorf("a code was good %d times, want once", good)
		}
	})
}

func TestSpacesDashesAndCaseAreForgiven(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		codes := w.codes()
		for _, typed := range []string{
			strings.ToLower(codes[0]), strings.ReplaceAll(codes[1], "-", ""), " " + strings.ReplaceAll(codes[2], "-", " ") + " ",
		} {
			if _, err := w.check(typed); err != nil {
				t.Errorf("%q: %v", typed, err)
			}
		}
	})
}

func TestWrongCodesAreRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		good := w.codes()[0]
		for _, code := range []string{
			"-", "00000", "0000000", "٠١٢٣٤٥", "\x00\x00\x00\x00\x00\x00", "\xff\xfe", good[:len(good)-1], good + "A",
			strings.Repeat(" ", codeMost) + good, strings.Repeat("A", recoveryLength), strings.Repeat("\x00", recoveryLength),
		} {
			_, err := w.check(code)
			wantFault(t, code, err, fault.TokenInvalid)
		}
		_, err := w.check("")
		wantFields(t, "no code", err, "/code required")
		w.user = w.newUser("minh@example.vn")
		w.withTOTP()
		_, err = w.check(good)
		wantFault(t, "the code of someone else", err, fault.TokenInvalid)
	})
}

func TestNewCodesEndTheOld(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.withTOTP()
		old := w.codes()
		w.codes()
		_, err := w.check(old[0])
		wantFault(t, "an old code", err, fault.TokenInvalid)
		if got := w.summary().RecoveryCodesLeft; got != 10 {
			t.Errorf("got %d codes, want 10", got)
		}
	})
}

func TestCodesExistOnlyBesideAnotherFactor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		err := w.try(func(ctx context.Context, tx *db.Tx) error { _, err := w.NewRecoveryCodes(ctx, tx, w.user); return err })
		wantFault(t, "codes without a factor", err, fault.Conflict)
		w.withTOTP()
		key := w.register(authenticator.New(testOrigin))
		w.codes()
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.RemoveTOTP(ctx, tx, w.user) })
		if got := w.summary().RecoveryCodesLeft; got != 10 {
			t.Errorf("beside a passkey %d codes are left, want 10", got)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, w.user, key.ID) })
		if got := w.summary().RecoveryCodesLeft; got != 0 {
			t.Errorf("beside nothing %d codes are left, want 0", got)
		}
	})
}

func TestACodeThatWasRolledBackIsNotUsed(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		code := w.code(w.withTOTP(), 0)
		err := w.try(func(ctx context.Context, tx *db.Tx) error {
			if _, err := w.CheckCode(ctx, tx, w.user, code); err != nil {
				return err
			}
			return fault.New(fault.Forbidden, "The account is locked")
		})
		wantFault(t, "the caller's own fault", err, fault.Forbidden)
		if _, err := w.check(code); err != nil {
			t.Errorf("got %v, want the code to be good still", err)
		}
	})
}
