package auth

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// The length of a password in characters after normalisation. The least is that
// of NIST SP 800-63B-4 for a password that nothing else backs up.
const (
	passwordLeast = 15
	passwordMost  = 256
	// passwordBytes is more than passwordMost characters can take, in any form.
	passwordBytes = 16 * passwordMost
)

// blocklist holds the words that guessing begins with, one a line: common
// passwords, runs of the keyboard, and words of this product and its trade.
//
//go:embed blocklist.txt
var blocklist string

// checkPassword records what is wrong with a password that is to be set.
// There is no rule of composition: length and rarity are what count.
func checkPassword(f *fault.Fields, password string) {
	const pointer = "/password"
	if tooLong(password) {
		f.Add(pointer, "too_long", "The password has more than %d characters", passwordMost)
		return
	}
	chars := utf8.RuneCountInString(norm.NFKC.String(password))
	if chars < passwordLeast {
		f.Add(pointer, "too_short", "The password needs at least %d characters; it has %d", passwordLeast, chars)
		return
	}
	f.If(guessable(password), pointer, "common", "The password is among the first that an attacker would try")
}

// tooLong reports whether a password is over the limit. It comes before every
// hash, and does little work for however long a text.
func tooLong(password string) bool {
	return len(password) > passwordBytes || utf8.RuneCountInString(norm.NFKC.String(password)) > passwordMost
}

// unitLeast is how many characters a password has to have before it repeats.
const unitLeast = 5

// guessable reports whether the password is a listed word, or one repeated or
// sprinkled with digits and signs, or a few characters over and over.
func guessable(password string) bool {
	s := strings.ToLower(norm.NFKC.String(password))
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
	return utf8.RuneCountInString(unit(s)) < unitLeast ||
		slices.ContainsFunc([]string{s, unit(s), letters, unit(letters)}, listed)
}

// unit is the shortest text that s repeats, the last time perhaps cut short.
func unit(s string) string {
	for n := range s {
		if n > 0 && strings.HasPrefix(s, s[n:]) {
			return s[:n]
		}
	}
	return s
}

func listed(word string) bool {
	for line := range strings.SplitSeq(blocklist, "\n") {
		if line == word && word != "" {
			return true
		}
	}
	return false
}

// PasswordChange is a new password and, from the user concerned, the old one.
type PasswordChange struct {
	Current string
	New     string
}

// SetPassword changes a password and ends the other sessions of the user.
// People change their own by showing the current one; administrators set those
// of others without, which also lifts the wait after failed logins.
func (a *Auth) SetPassword(ctx context.Context, actor Actor, id string, p PasswordChange) (_ User, err error) {
	defer fault.Wrap(&err, "auth.SetPassword(%s)", id)
	if !actor.Self(id) {
		if err := actor.guarded(policy.Users, policy.Update, a.db.Now()); err != nil {
			return User{}, err
		}
	}
	var f fault.Fields
	checkPassword(&f, p.New)
	f.If(actor.Self(id) && (p.Current == "" || tooLong(p.Current)), "/current_password", "required", "Your current password is missing")
	if err := f.Err(); err != nil {
		return User{}, err
	}
	proved, err := a.proveSelf(ctx, actor, id, p.Current)
	if err != nil {
		return User{}, err
	}
	hash, err := a.hasher.newHash(ctx, p.New)
	if err != nil {
		return User{}, err
	}
	return a.change(ctx, actor, id, ActPassword, func(tx *db.Tx, u *account) error {
		if proved != "" && u.PasswordHash != proved {
			return wrongPassword()
		}
		if !actor.Self(id) {
			if err := a.outranks(ctx, tx, actor, u); err != nil {
				return err
			}
		}
		if err := a.replacePassword(ctx, tx, u, hash, actor); err != nil {
			return err
		}
		return a.Tell(ctx, tx, Letter{Kind: LetterPassword, UserID: u.ID})
	})
}

// proveSelf checks the current password of people who change their own, and
// returns the hash that it matched.
func (a *Auth) proveSelf(ctx context.Context, actor Actor, id, current string) (string, error) {
	if !actor.Self(id) {
		return "", nil
	}
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ?", id).Error; err != nil {
		return "", db.Err(err)
	}
	if _, err := a.prove(ctx, u, a.counter(forSessions, actor.SessionID), current, actor.Address); err != nil {
		if fault.Is(err, fault.TokenInvalid) {
			return "", fault.Member(fault.Invalid, "/current_password", "wrong", "This is not your current password").Because(err)
		}
		return "", err
	}
	a.addresses.giveBack(actor.Address, a.db.Now())
	return u.PasswordHash, nil
}

// replacePassword begins a new epoch, and takes the session in which the
// change is made along into it. Letters that promise another password lie.
func (a *Auth) replacePassword(ctx context.Context, tx *db.Tx, u *account, hash string, actor Actor) error {
	u.PasswordHash = hash
	u.Epoch++
	if err := forgive(ctx, tx, a.accountID(u.EmailKey), a.counter(forSessions, actor.SessionID)); err != nil {
		return err
	}
	if err := spendSlips(ctx, tx, u.ID); err != nil {
		return err
	}
	if !actor.Self(u.ID) {
		return nil
	}
	_, err := tx.Exec(ctx, "UPDATE sessions SET epoch = ? WHERE id = ? AND user_id = ? AND epoch = ?",
		u.Epoch, actor.SessionID, u.ID, u.Epoch-1)
	return err
}
